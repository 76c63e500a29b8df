"""What a user relies on when keeping sources and their archived copies."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from keeping_case import keeping_case

from claimbench.app.document import Document
from claimbench.app.source_edits import (
    AddSource,
    ChangeSources,
    DeleteSources,
    DuplicateSources,
    MergeSources,
    RenameSource,
    archive_trouble,
    archived,
)
from claimbench.core.source import Source


@pytest.fixture
def document() -> Document:
    return Document(keeping_case())


def told(document: Document) -> str:
    return document.history.undo_sentence


def test_that_a_source_is_added_and_several_changed_at_once(document: Document) -> None:
    document.apply(AddSource(Source("S08", "Radio"), "head"))
    assert list(document.case.sources) == ["head", "S08", "voice", "S07"]
    document.apply(ChangeSources(("S08", "voice"), "side", "town"))
    assert {id for id, source in document.case.sources.items() if source.side == "town"} == {"head", "S08", "voice"}
    assert told(document) == "2 sources: side town"


def test_that_a_new_id_is_followed_in_citations_and_figures(document: Document) -> None:
    document.apply(RenameSource("head", "library"))
    case = document.case
    assert [(citation.source, citation.via) for citation in case.citations_of("C02")] == [
        ("voice", "library"), ("library", ""),
    ]  # fmt: skip
    assert case.series["loans"].observations[0].source == "library"
    assert told(document) == "Source head is now library: 3 citations and 1 figure follow"


def test_that_a_deleted_source_takes_its_citations_and_leaves_figures_without(document: Document) -> None:
    document.apply(DeleteSources(("head",)))
    case = document.case
    assert [(citation.claim, citation.source, citation.via) for citation in case.citations] == [
        ("C01", "voice", ""), ("C02", "voice", ""), ("C09", "S07", ""),
    ]  # fmt: skip
    assert case.series["loans"].observations[0].source == ""
    assert told(document) == "Head of the library deleted, named by 3 citations and 1 figure"


def test_that_merged_sources_have_it_from_nobody_but_others(document: Document) -> None:
    document.apply(MergeSources("voice", ("head",)))
    case = document.case
    assert [(citation.source, citation.via) for citation in case.citations_of("C01")] == [("voice", "")]
    assert case.series["loans"].observations[0].source == "voice"
    assert case.sources["voice"].note == "head (Head of the library) was merged into this."


def test_that_copies_have_ids_of_their_own(document: Document) -> None:
    document.apply(DuplicateSources(("head", "voice")))
    assert list(document.case.sources) == ["head", "voice", "S08", "S09", "S07"]
    assert document.case.sources["S09"].name == "New Voice (copy)"


def test_that_a_copy_that_changed_since_is_said_to(document: Document, tmp_path: Path) -> None:
    copy = tmp_path / "archive" / "reply.html"
    copy.parent.mkdir()
    copy.write_text("310,000")
    document.apply(archived("head", copy, date(2025, 11, 6), tmp_path))
    source = document.case.sources["head"]
    assert source.archive_sha256 == hashlib.sha256(b"310,000").hexdigest()
    assert source.retrieved_on == date(2025, 11, 6)
    assert source.archive == "archive/reply.html"
    assert archive_trouble(source, tmp_path) == ""
    copy.write_text("300,000")
    assert "has changed since" in archive_trouble(source, tmp_path)
    copy.unlink()
    assert "cannot be read" in archive_trouble(source, tmp_path)


def test_that_a_copy_from_elsewhere_is_put_into_the_case(document: Document, tmp_path: Path) -> None:
    folder, outside = tmp_path / "case", tmp_path / "reply.html"
    folder.mkdir()
    for text, name in (("310,000", "archive/reply.html"), ("310,000", "archive/reply.html"), ("300,000", None)):
        outside.write_text(text)
        document.apply(archived("head", outside, date(2025, 11, 6), folder))
        source = document.case.sources["head"]
        assert (folder / source.archive).read_text() == text
        assert name in (None, source.archive)
        assert archive_trouble(source, folder) == ""
    assert (folder / "archive" / "reply.html").read_text() == "310,000"  # the first copy is not written over


def test_that_a_case_without_a_folder_takes_no_copy(tmp_path: Path) -> None:
    (tmp_path / "reply.html").write_text("310,000")
    with pytest.raises(ValueError, match="Save it in one first"):
        archived("head", tmp_path / "reply.html", date(2025, 11, 6), None)


def test_that_a_copy_outside_the_case_is_not_looked_at(document: Document, tmp_path: Path) -> None:
    source = replace(document.case.sources["head"], archive="../secret", archive_sha256="0" * 64)
    (tmp_path / "secret").write_text("x")
    assert "outside the case" in archive_trouble(source, tmp_path / "case")


def test_that_a_file_that_is_not_there_cannot_be_archived(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        archived("head", tmp_path / "missing.pdf", date(2025, 11, 6), tmp_path)
