"""Pictures opened again: files land in their folder, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from app_case import a_case, changed

from claimbench.app import payload
from claimbench.app.case_files import case_files, fingerprint
from claimbench.app.commands import SetAssumption
from claimbench.app.paths import default_case
from claimbench.app.picture_text import as_metadata
from claimbench.app.projection import Results
from claimbench.app.reopen import place, reopen, reopen_bytes, unpack
from claimbench.casefile.read import load
from claimbench.casefile.unsaved import load_unsaved
from claimbench.core.case import Case
from claimbench.core.problem import ProblemError


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """As it reads from a folder."""
    folder = tmp_path_factory.mktemp("stored") / "small"
    place(case_files(a_case(), None), folder)
    return load(folder).case


@pytest.fixture(scope="module")
def results(case: Case) -> Results:
    return changed(case, rate=120.0, ratio=4.0)


@pytest.fixture(scope="module")
def files(results: Results) -> dict[str, str]:
    return case_files(results.case, None)


def picture(results: Results, texts: payload.CaseTexts | None = None) -> bytes:
    text = payload.write(results, "total", texts or payload.texts_of(results, None))
    return f'<svg xmlns="http://www.w3.org/2000/svg"><metadata>{as_metadata(text)}</metadata></svg>'.encode()


def refusal(results: Results, files: dict[str, str]) -> str:
    with pytest.raises(ProblemError) as caught:
        reopen_bytes(picture(results, payload.CaseTexts(files, files)))
    return " ".join(str(problem) for problem in caught.value.problems)


def test_that_the_case_comes_back_as_it_was_saved_and_as_it_was_shown(results: Results) -> None:
    found = reopen_bytes(picture(results))
    assert found.saved == results.saved_case
    assert found.shown == results.case


def test_that_ranges_and_constants_come_back_not_only_best_values(case: Case) -> None:
    moved = SetAssumption("rate", "high", 190.0).apply(case)
    known = replace(case.assumptions["ratio"], distribution="constant", low=3.5, best=3.5, high=3.5)
    results = changed(case)
    shown = replace(results, case=moved.with_assumption(known))
    assert reopen_bytes(picture(shown)).shown == shown.case


def test_that_a_folder_gets_the_case_as_saved_and_all_that_was_changed_as_unsaved(case: Case, tmp_path: Path) -> None:
    moved = SetAssumption("rate", "high", 190.0).apply(case)
    first = next(iter(case.claims.values()))
    shown = replace(moved, title="Other words", claims={**case.claims, first.id: replace(first, title="Reworded")})
    results = replace(changed(case), case=shown)
    unpack(reopen_bytes(picture(results)), tmp_path / "small")
    unsaved = load_unsaved(tmp_path / "small")
    assert load(tmp_path / "small").case == case
    assert unsaved is not None
    assert unsaved.case == shown
    assert [path.name for path in (tmp_path / "small" / "unsaved").iterdir()] == ["case.toml", "claims.csv"]


def test_that_nothing_is_unsaved_where_the_picture_shows_the_case_as_it_was_saved(case: Case, tmp_path: Path) -> None:
    unpack(reopen_bytes(picture(changed(case))), tmp_path / "small")
    assert load_unsaved(tmp_path / "small") is None
    assert not (tmp_path / "small" / "unsaved").exists()


def test_that_a_picture_cannot_put_anything_among_what_is_unsaved(results: Results, files: dict[str, str]) -> None:
    assert "in a folder “unsaved”" in refusal(results, {**files, "unsaved/case.toml": files["case.toml"]})


def test_that_a_case_from_a_folder_keeps_comments_and_what_the_program_does_not_know(tmp_path: Path) -> None:
    folder = default_case()
    case = load(folder).case
    place(case_files(case, folder), tmp_path / "copy")
    original = (folder / "case.toml").read_text(encoding="utf-8")
    assert (tmp_path / "copy" / "case.toml").read_text(encoding="utf-8") == original
    assert replace(load(tmp_path / "copy").case, id=case.id) == case


def test_that_a_fingerprint_tells_cases_apart_and_not_the_order_of_files() -> None:
    files = {"case.toml": "a", "claims.csv": "b"}
    assert fingerprint(files) == fingerprint(dict(reversed(files.items())))
    others = ({"case.toml": "ab", "claims.csv": ""}, {"case.toml": "a"}, {"case.toml": "a", "claims.csvb": ""})
    assert fingerprint(files) not in map(fingerprint, others)


@pytest.mark.parametrize(
    "name",
    [
        "../outside.csv", "/tmp/outside.csv", "C:\\outside.csv", "C:outside.csv", "series/../../outside.csv",
        "series\\outside.csv", "nul.csv", "COM1.csv", "", " ", "a\0b.csv", "\\\\server\\share.csv",
    ],
)  # fmt: skip
def test_that_no_file_leaves_the_folder(results: Results, files: dict[str, str], name: str, tmp_path: Path) -> None:
    files = {**files, name: "x"}
    assert refusal(results, files)
    with pytest.raises(ProblemError):
        place(files, tmp_path / "case")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["run.py", "start.sh", "case.lnk", ".bashrc", "series/x.exe"])
def test_that_only_files_of_a_case_are_written(results: Results, files: dict[str, str], name: str) -> None:
    assert "not a file of a case" in refusal(results, {**files, name: "x"})


def test_that_names_that_are_one_on_some_systems_are_refused(results: Results, files: dict[str, str]) -> None:
    assert "one name" in refusal(results, {**files, "CASE.toml": "x"})
    assert "lies in another" in refusal(results, {**files, "case.toml/x.csv": "x"})


def test_that_a_picture_without_a_case_file_or_with_thousands_of_files_is_refused(
    results: Results, files: dict[str, str]
) -> None:
    assert "no case.toml" in refusal(results, {"claims.csv": ""})
    many = {f"series/{number}.csv": "" for number in range(1001)}
    assert "1,000 files" in refusal(results, {**files, **many})


def test_that_a_case_with_errors_says_which(results: Results, files: dict[str, str]) -> None:
    assert "case.toml" in refusal(results, {**files, "case.toml": "title = 5\n[[["})
    assert "format 99" in refusal(results, {**files, "case.toml": "format = 99\n"})


def test_that_a_folder_with_something_in_it_is_left_alone(files: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ProblemError, match="not an empty folder"):
        place(files, tmp_path)
    with pytest.raises(ProblemError, match="not an empty folder"):
        place(files, tmp_path / "notes.txt")
    assert [item.name for item in tmp_path.iterdir()] == ["notes.txt"]


def test_that_reading_a_picture_writes_nothing(results: Results, tmp_path: Path) -> None:
    path = tmp_path / "chart.svg"
    path.write_bytes(picture(results))
    assert reopen(path).shown == results.case
    assert [item.name for item in tmp_path.iterdir()] == ["chart.svg"]
