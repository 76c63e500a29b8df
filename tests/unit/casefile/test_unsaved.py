"""What lies unsaved in a case's folder: it is read over the case, told of, and gone once the case is saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_case import write_case

from claimbench.app.problems import all_problems
from claimbench.casefile.duplicate import save_as
from claimbench.casefile.read import load
from claimbench.casefile.save import save
from claimbench.casefile.unsaved import load_unsaved, remove_unsaved
from claimbench.commandline import run
from claimbench.core.problem import ProblemError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case with another title, unsaved."""
    folder = write_case(tmp_path)
    (folder / "unsaved").mkdir()
    text = (folder / "case.toml").read_text(encoding="utf-8")
    unsaved = text.replace('title = "Leavers"', 'title = "Stayers"')
    (folder / "unsaved" / "case.toml").write_text(unsaved, encoding="utf-8")
    return folder


def title(folder: Path) -> str:
    unsaved = load_unsaved(folder)
    return load(folder).case.title if unsaved is None else unsaved.case.title


def test_that_what_is_unsaved_is_read_over_the_case_and_the_rest_from_it(folder: Path) -> None:
    unsaved = load_unsaved(folder)
    assert unsaved is not None
    assert unsaved.case == replace(load(folder).case, title="Stayers")


def test_that_a_case_without_it_has_nothing_unsaved(folder: Path) -> None:
    remove_unsaved(folder)
    assert load_unsaved(folder) is None
    assert not (folder / "unsaved").exists()


def test_that_a_save_makes_it_the_case_and_leaves_somebodys_own_files(folder: Path) -> None:
    (folder / "unsaved" / "notes.txt").write_text("mine", encoding="utf-8")
    unsaved = load_unsaved(folder)
    assert unsaved is not None
    save(unsaved.case, folder)
    assert title(folder) == "Stayers"
    assert [path.name for path in (folder / "unsaved").iterdir()] == ["notes.txt"]


def test_that_saving_the_case_as_it_was_gives_it_up(folder: Path) -> None:
    save(load(folder).case, folder)
    assert title(folder) == "Leavers"
    assert load_unsaved(folder) is None


def test_that_a_copy_elsewhere_has_it_as_the_case_and_the_original_keeps_it(folder: Path) -> None:
    unsaved = load_unsaved(folder)
    assert unsaved is not None
    save_as(unsaved.case, folder, folder.parent / "copy")
    assert load(folder.parent / "copy").case.title == "Stayers"
    assert load_unsaved(folder.parent / "copy") is None
    assert load_unsaved(folder) is not None


def test_that_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.csv"
    outside.write_text("id\n", encoding="utf-8")
    (folder / "unsaved" / "claims.csv").symlink_to(outside)
    with pytest.raises(ProblemError, match="leaves the folder"):
        load_unsaved(folder)


def test_that_its_own_problems_are_listed_with_their_file(folder: Path) -> None:
    before = all_problems(folder)
    path = folder / "unsaved" / "case.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("best = 21_000", 'best = "many"'), encoding="utf-8")
    (new,) = [problem for problem in all_problems(folder) if problem not in before]
    assert new.place is not None
    assert new.place.file == "unsaved/case.toml"
    path.write_text("[[[", encoding="utf-8")
    assert any("case.toml" in str(problem) for problem in all_problems(folder))


def test_that_a_table_is_not_imported_where_it_would_be_hidden(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path_factory.mktemp("own") / "table.csv"
    table.write_text("date,cases\n2025-01-31,5\n2025-02-28,7\n", encoding="utf-8")
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert run(["import", str(table), "--into", str(folder)]) == 1
    assert "not saved" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == files
