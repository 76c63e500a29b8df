"""Pictures, reports and pictures opened again from the command line."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from calling import Caught, copied_case, failed, result, wrong_usage
from PySide6.QtGui import QImage

from claimbench.app.reopen import reopen
from claimbench.commandline import run

SET = ["--set", "new_cases_per_month=23400"]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_case(tmp_path_factory.mktemp("мои дела"))


def exported(case: Path, target: Path, *options: str) -> None:
    assert run(["export", str(case), "--to", str(target), *options]) == 0


def table_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(
    ("options", "size", "dpi"),
    [
        ([], (1600, 1100), 96),
        (["--size", "700x500"], (700, 500), 96),
        (["--size", "700x500", "--dpi", "200"], (700, 500), 200),
        (["--size", "10x8cm", "--dpi", "127"], (500, 400), 127),
        (["--preset", "slide"], (1920, 1080), 96),
        (["--dpi", "300"], (1600, 1100), 300),
    ],
)
def test_that_a_picture_has_the_size_that_was_asked_for(
    case: Path, tmp_path: Path, options: list[str], size: tuple[int, int], dpi: int
) -> None:
    exported(case, tmp_path, "--chart", "registered", "--no-data", *options)
    image = QImage(str(tmp_path / "registered.png"))
    assert (image.width(), image.height()) == size
    assert image.dotsPerMeterX() == pytest.approx(dpi / 0.0254, abs=1)


@pytest.mark.parametrize(
    "options",
    [
        ["--size", "50x50"], ["--size", "0.5x0.5cm"], ["--size", "big"], ["--size", "90000x100"],
        ["--dpi", "0"], ["--dpi", "x"], ["--preset", "poster"], ["--preset", "slide", "--size", "700x500"],
        ["--format", "gif"],
    ],
)  # fmt: skip
def test_that_impossible_pictures_are_wrong_usage_with_a_sentence(
    case: Path, tmp_path: Path, options: list[str], capsys: Caught
) -> None:
    assert options[0] in wrong_usage(["export", str(case), "--all", "--to", str(tmp_path), *options], capsys)


def test_that_all_charts_come_in_every_format_with_a_page(case: Path, tmp_path: Path, capsys: Caught) -> None:
    for form in ("png", "svg", "pdf"):
        exported(case, tmp_path / form, "--all", "--format", form, "--theme", "dark", "--transparent")
        written = capsys.readouterr().out.split("\n")[:-1]
        assert written[-1] == str(tmp_path / form / "index.html")
        assert sorted(written) == sorted(str(path) for path in (tmp_path / form).iterdir())
    assert QImage(str(tmp_path / "png" / "registered.png")).pixelColor(2, 2).alpha() == 0
    ElementTree.parse(tmp_path / "svg" / "registered.svg")
    assert (tmp_path / "pdf" / "registered.pdf").read_bytes().startswith(b"%PDF")


def test_that_the_case_comes_back_as_it_was_saved_and_the_scenario_beside_it(
    case: Path, tmp_path: Path, capsys: Caught
) -> None:
    exported(case, tmp_path, "--chart", "registered", *SET)
    assert run(["reopen", str(tmp_path / "registered.png"), "--to", str(tmp_path / "again")]) == 0
    for path in case.rglob("*.csv"):
        assert (tmp_path / "again" / path.relative_to(case)).read_bytes() == path.read_bytes()
    assert (tmp_path / "again" / "case.toml").read_bytes() == (case / "case.toml").read_bytes()
    assert [path.name for path in (tmp_path / "again" / "unsaved").iterdir()] == ["case.toml"]
    capsys.readouterr()
    assert run(["check", str(tmp_path / "again"), "--json"]) == 0
    assert all(problem["severity"] != "error" for problem in result(capsys)["problems"])


def test_that_every_command_begins_with_the_scenario_that_came_back_and_says_so(
    case: Path, tmp_path: Path, capsys: Caught
) -> None:
    exported(case, tmp_path, "--chart", "registered", *SET)
    assert run(["reopen", str(tmp_path / "registered.png"), "--to", str(tmp_path / "again")]) == 0
    capsys.readouterr()
    assert run(["run", str(case), "--csv", *SET]) == 0
    wanted = capsys.readouterr().out
    assert run(["run", str(tmp_path / "again"), "--csv"]) == 0
    out, err = capsys.readouterr()
    assert out == wanted
    assert "note: " in err
    assert "“unsaved”" in err


def test_that_a_scenario_of_the_case_is_loaded_on_the_saved_numbers(case: Path, tmp_path: Path, capsys: Caught) -> None:
    exported(case, tmp_path, "--chart", "registered", *SET)
    assert run(["reopen", str(tmp_path / "registered.png"), "--to", str(tmp_path / "again")]) == 0
    capsys.readouterr()
    for folder in (case, tmp_path / "again"):
        assert run(["run", str(folder), "--csv", "--scenario", "csis"]) == 0
    whole = capsys.readouterr().out
    assert whole[: len(whole) // 2] == whole[len(whole) // 2 :]


def test_that_a_reopened_scenario_says_which_it_is(case: Path, tmp_path: Path, capsys: Caught) -> None:
    exported(case, tmp_path, "--chart", "registered", *SET)
    capsys.readouterr()
    assert run(["reopen", str(tmp_path / "registered.png"), "--to", str(tmp_path / "again")]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == str(tmp_path / "again")
    assert "Baseline, 1 change" in out
    assert reopen(tmp_path / "registered.png").payload.values["new_cases_per_month"][1] == 23_400


def test_that_what_cannot_be_reopened_is_told_in_a_sentence(case: Path, tmp_path: Path, capsys: Caught) -> None:
    exported(case, tmp_path, "--chart", "registered", "--no-data")
    (tmp_path / "text.svg").write_text("no picture")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    capsys.readouterr()
    to = ["--to", str(tmp_path / "case")]
    assert "no case in this picture" in failed(["reopen", str(tmp_path / "registered.png"), *to], capsys)
    assert "neither a PNG nor an SVG" in failed(["reopen", str(tmp_path / "text.svg"), *to], capsys)
    assert "cannot be read" in failed(["reopen", str(tmp_path / "missing.png"), *to], capsys)
    assert not (tmp_path / "case").exists()
    exported(case, tmp_path, "--chart", "registered")
    capsys.readouterr()
    full = ["reopen", str(tmp_path / "registered.png"), "--to", str(tmp_path / "full")]
    assert "not an empty folder" in failed(full, capsys)


@pytest.mark.parametrize("name", ["report.html", "report.pdf"])
def test_that_a_report_is_written(case: Path, tmp_path: Path, capsys: Caught, name: str) -> None:
    assert run(["report", str(case), "--to", str(tmp_path / name), *SET]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / name)
    assert (tmp_path / name).stat().st_size > 50_000


def test_that_a_report_of_another_kind_is_refused(case: Path, tmp_path: Path, capsys: Caught) -> None:
    assert ".html nor in .pdf" in failed(["report", str(case), "--to", str(tmp_path / "report.docx")], capsys)


def test_that_the_marking_of_a_case_is_on_every_export(case: Path, tmp_path: Path) -> None:
    marked = tmp_path / "marked"
    for path in case.rglob("*"):
        if path.is_file():
            target = marked / path.relative_to(case)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    text = (marked / "case.toml").read_text(encoding="utf-8").replace('handling = ""', "")
    (marked / "case.toml").write_text(f'handling = "TLP:RED"\n{text}', encoding="utf-8")
    chart = ["--chart", "registered"]
    for form in ("svg", "csv"):
        exported(marked, tmp_path, *chart, "--format", form)
    assert "TLP:RED" in (tmp_path / "registered.svg").read_text(encoding="utf-8")
    assert {row["handling"] for row in table_of(tmp_path / "registered.csv")} == {"TLP:RED"}
    assert run(["report", str(marked), "--to", str(tmp_path / "r.html")]) == 0
    assert "TLP:RED" in (tmp_path / "r.html").read_text(encoding="utf-8")
    exported(marked, tmp_path, *chart)
    exported(case, tmp_path / "plain", *chart)
    plain, with_marking = (QImage(str(path / "registered.png")) for path in (tmp_path / "plain", tmp_path))
    assert plain != with_marking
    assert reopen(tmp_path / "registered.png").shown.handling == "TLP:RED"
