"""Drafts of unsaved work: small, safe beside the case, and read back with suspicion."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from claimbench.app.document import changes
from claimbench.app.recovery import Journal, drafts, recovery_folder
from claimbench.app.template import new_case
from claimbench.casefile.read import load
from claimbench.casefile.save import save
from claimbench.core.claim import Claim
from claimbench.core.problem import ProblemError
from claimbench.core.source import Citation


@pytest.fixture(autouse=True)
def no_drafts() -> Iterator[None]:
    shutil.rmtree(recovery_folder(), ignore_errors=True)
    yield
    shutil.rmtree(recovery_folder(), ignore_errors=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "дом"
    new_case(folder, date(2025, 11, 24))
    return folder


def test_that_a_draft_holds_what_is_unsaved_and_leaves_the_case_alone(folder: Path) -> None:
    loaded = load(folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    case = replace(loaded.case, title="Мій дім", claims={"C01": Claim("C01", "One", quote="a\nb\u2028")})
    journal = Journal(folder)
    journal.write(loaded.case, loaded.hashes)
    journal.write(case, loaded.hashes)
    (draft,) = drafts()
    assert draft.case() == case
    assert set(draft.files) == {"case.toml", "claims.csv"}
    assert (draft.folder, draft.title, draft.fits(loaded.hashes)) == (folder, "Мій дім", True)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    save(replace(loaded.case, title="Theirs"), folder)
    assert not draft.fits(load(folder).hashes)
    assert draft.case() == case
    journal.remove()
    assert drafts() == []


def test_that_drafts_of_several_cases_come_newest_first(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    new_case(other, date(2025, 11, 24))
    for one, day in ((folder, "2025-11-23"), (other, "2025-11-24")):
        loaded = load(one)
        journal = Journal(one)
        journal.write(replace(loaded.case, title="New"), loaded.hashes)
        text = json.loads(journal.path.read_bytes())
        journal.path.write_text(json.dumps(text | {"written": f"{day}T10:00:00+01:00"}), encoding="utf-8")
    assert [draft.folder for draft in drafts()] == [other, folder]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"format": 2}',
        '{"format": 1, "case": 1, "title": "", "written": "2025-11-24T10:00:00+01:00", "base": {}, "files": {}}',
        '{"format": 1, "case": "", "title": "", "written": "2025-11-24T10:00:00", "base": {}, "files": {}}',
        '{"format": 1, "case": "", "title": "", "written": "2025-11-24T10:00:00+01:00", "base": {}, "files": []}',
        "[" * 100_000,
    ],
)
def test_that_what_is_no_draft_is_left_alone(content: str) -> None:
    recovery_folder().mkdir(parents=True)
    path = recovery_folder() / "x.draft.json"
    path.write_text(content, encoding="utf-8")
    assert drafts() == []
    assert path.exists()


def test_that_a_draft_that_names_files_outside_the_case_reads_and_writes_none(folder: Path, tmp_path: Path) -> None:
    loaded = load(folder)
    journal = Journal(folder)
    journal.write(replace(loaded.case, title="New"), loaded.hashes)
    raw = json.loads(journal.path.read_bytes())
    raw["files"]["../../evil.csv"] = "id\n"
    journal.path.write_text(json.dumps(raw), encoding="utf-8")
    (draft,) = drafts()
    save(draft.case(), folder)
    assert not (tmp_path.parent / "evil.csv").exists()


def test_that_a_draft_of_a_case_that_is_gone_says_so(folder: Path) -> None:
    loaded = load(folder)
    Journal(folder).write(replace(loaded.case, claims={"C01": Claim("C01", "One")}), loaded.hashes)
    shutil.rmtree(folder)
    (draft,) = drafts()
    with pytest.raises(ProblemError):
        draft.case()


def test_that_changes_are_counted_by_record(folder: Path) -> None:
    case = load(folder).case
    one, two = Claim("C01", "One"), Claim("C02", "Two")
    citation = Citation("C01", "a", "originates")
    assert changes(case, case) == 0
    assert changes(case, replace(case, claims={"C01": one, "C02": two})) == 2
    assert changes(replace(case, claims={"C01": one, "C02": two}), replace(case, claims={"C02": one})) == 2
    assert changes(replace(case, citations=(citation,)), replace(case, citations=(replace(citation, page="3"),))) == 1
    assert changes(case, replace(case, title="Other", held=("C01",))) == 2
    ordered, reordered = {"C01": one, "C02": two}, {"C02": two, "C01": one}
    assert changes(replace(case, claims=ordered), replace(case, claims=reordered)) == 1
