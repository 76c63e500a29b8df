"""The manual and the README against the program: what they print works, and what there is, they name."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from claimbench.app.batch import project
from claimbench.app.paths import default_case, resource
from claimbench.app.problems import all_problems
from claimbench.casefile.points import point_record
from claimbench.casefile.read import load
from claimbench.casefile.records import (
    BOUNDS,
    CASE,
    CHART_OPTIONS,
    CITATION,
    CLAIM,
    DRAWS,
    NEEDED_COLUMNS,
    SOURCE,
    STANDINGS,
    TABLES,
    TIMELINE,
    observation_record,
)
from claimbench.commandline import COMMANDS, run
from claimbench.core.assumption import DISTRIBUTIONS
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.model import Measure
from claimbench.core.quantity import Units
from claimbench.core.relation import RELATIONS
from claimbench.core.show import day_number, from_day_number
from claimbench.engine import formula
from claimbench.engine.calculate import scope as calculation_scope
from claimbench.engine.functions import FUNCTIONS
from claimbench.engine.model import compile_model
from claimbench.evidence.verdict import WORDS
from claimbench.gui.start import application, fill_window
from claimbench.gui.window import Window

ROOT = Path(__file__).parents[2]
MANUAL = resource("manual").joinpath("manual.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`\n]+)`")
OPTION = re.compile(r"--[a-z]+(?:-[a-z]+)*")


def table_rows() -> Iterator[list[str]]:
    """The cells of every row of every table of the manual."""
    for line in MANUAL.splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def row_of(first: str) -> list[str]:
    found = [row for row in table_rows() if row[0] == first]
    assert len(found) == 1, first
    return found[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual's example, as printed: a file name on a line of its own, and its text below."""
    files = re.findall(r"^`([\w./]+)`\n\n```(?:toml|csv)\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)
    assert {"case.toml", "claims.csv", "sources.csv", "citations.csv"} <= dict(files).keys()
    folder = tmp_path_factory.mktemp("manual") / "homes"
    for name, text in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    return load(folder).case


def test_that_the_example_has_no_problem_and_runs(folder: Path, case: Case) -> None:
    assert [str(problem) for problem in all_problems(folder)] == []
    results = project(case, case)
    chances = {id: verdict.probability for id, verdict in results.verdicts.items()}
    assert chances["C04"] is None
    assert chances["C02"] == 1
    # 62 months at a mean of (60 + 4 * 90 + 140) / 6 from 14,200 come near 20,000
    assert chances["C03"] is not None
    assert 0.3 < chances["C03"] < 0.7
    assert "20,000" in results.figures["homes"].headline


def test_that_each_of_the_four_files_must_be_there(folder: Path, tmp_path: Path) -> None:
    for name in ("case.toml", "claims.csv", "sources.csv", "citations.csv"):
        copy = tmp_path / name.partition(".")[0]
        copy.mkdir()
        for path in folder.glob("*.*"):
            if path.name != name:
                (copy / path.name).write_bytes(path.read_bytes())
        assert "missing-file" in {problem.code for problem in all_problems(copy)}


@pytest.mark.parametrize(
    ("lines", "best"),
    [
        ('"uniform"\nlow = 60\nhigh = 140', 100),
        ('"beta"\nlow = 60\nhigh = 140\nshapes = [2, 4]', 80),
        ('"discrete"\nvalues = [60, 90, 140]\nweights = [1, 2, 1]', 90),
        ('"constant"\nbest = 90', 90),
    ],
)
def test_that_a_best_value_may_be_left_out_where_the_manual_says(
    lines: str, best: float, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "homes")
    toml = tmp_path / "homes" / "case.toml"
    text = toml.read_text(encoding="utf-8")
    assert text.count('"pert"\nlow = 60\nbest = 90\nhigh = 140') == 1
    toml.write_text(text.replace('"pert"\nlow = 60\nbest = 90\nhigh = 140', lines), encoding="utf-8")
    assert [str(problem) for problem in all_problems(toml.parent)] == []
    assert load(toml.parent).case.assumptions["completions"].best == best


def test_that_every_action_with_a_key_is_in_the_table_of_keys(folder: Path, qapp: QApplication) -> None:
    rows = {row[1]: row[0] for row in table_rows() if len(row) == 2}
    _, theme = application("light")
    window = Window(remembers=False)
    fill_window(window, folder, theme)
    keys = [(action.text(), key) for action in window.actions_by_id.values() for key in action.shortcuts()]
    window.close()
    assert len(keys) >= 10
    for text, key in keys:
        name = key.toString(QKeySequence.SequenceFormat.PortableText).replace("+", " ")
        row = rows[re.sub(r"^(Undo|Redo)\b.*", r"\1", text)]
        assert re.search(rf"(^|\W){re.escape(name)}($|\W)", row), (text, name)


def test_that_every_entry_of_the_menus_is_named(folder: Path, qapp: QApplication) -> None:
    _, theme = application("light")
    window = Window(remembers=False)
    fill_window(window, folder, theme)
    entries = [action.text().partition(" “")[0].rstrip("…") for action in window.actions_by_id.values()]
    window.close()
    assert len(entries) >= 30
    said = " ".join(MANUAL.split())
    assert [entry for entry in entries if entry not in said] == []


def test_that_every_key_of_the_answers_of_run_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run", str(folder), "--json", "--draws", "64", "--solve", "C03"]) == 0
    answer = json.loads(capsys.readouterr().out)
    points = MANUAL.partition("`run --json` gives:")[2].partition("`check --json` gives")[0].split("\n- ")[1:]
    rows = {key: point for point in points for key in CODE.findall(point.partition(": ")[0])}
    for key, content in answer.items():
        parts = content.values() if key in ("series", "measures", "claims") else content if key == "conflicts" else ()
        inner = {name for part in parts for name in part}
        if key == "solve":
            inner = {*content, *content["joint"], *(name for one in content["alone"] for name in one)}
        assert [name for name in inner if f"`{name}`" not in rows[key]] == [], key
    assert rows.keys() == answer.keys()
    problem = {"severity", "code", "file", "line", "column", "message", "hint"}
    assert [name for name in problem if f"`{name}`" not in MANUAL] == []


def test_that_every_function_of_the_formula_language_is_in_the_table() -> None:
    named = {name for row in table_rows() for name in re.findall(r"(\w+)\(", " ".join(CODE.findall(row[0])))}
    assert FUNCTIONS.keys() - named == set()


FORMULAS = [
    (text, row[1])
    for row in table_rows()
    if len(row) == 3 and row[1] in ("anywhere", "model", "measures", "calculations")
    for text in CODE.findall(row[0])
]


def test_that_there_are_formulas_to_try() -> None:
    assert {where for _, where in FORMULAS} == {"anywhere", "model", "measures", "calculations"}


@pytest.mark.parametrize(("text", "where"), FORMULAS)
def test_that_each_formula_of_the_table_can_be_written_where_it_says(text: str, where: str, case: Case) -> None:
    if where == "calculations":
        _, problems = formula.read(text, calculation_scope(case, Units(case.units)), "", None)
        assert problems == []
        return
    written = f"final({text})" if where == "model" else text
    needed = "date" if text.startswith(("first_date(", "date(")) else ""
    for unit in (needed, "home/month", "home", "month", "day"):
        tried = replace(case, measures={**case.measures, "tried": Measure("tried", "", unit, written)})
        if compile_model(tried).problems == ():
            return
    pytest.fail(f"{text}: {[str(problem) for problem in compile_model(tried).problems]}")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("lookup(5, 0, 10, 10, 20)", "", 15),
        ('duration("2026-01-01", "2026-12-31", "month")', "month", 12),
        ('duration("2026-01-01", "2026-12-31", "day")', "day", 365),
        ('final(ramp(100 * home/month, "2026-01-01", "2026-12-31"))', "home", 1200),
        ('total(720 * home/day * step(1, "2026-10-01"), over("2026-10-01", "2026-10-31"))', "home", 22_320),
        ('total(21_000 * home/month * step(1, "2026-02-01"), over("2026-02-01", "2026-02-28"))', "home", 21_000),
    ],
)
def test_that_numbers_that_the_manual_gives_come_out(text: str, unit: str, value: float, case: Case) -> None:
    tried = replace(case, measures={**case.measures, "tried": Measure("tried", "", unit, text)})
    assert project(tried, tried).quantiles_of("tried", (0.5,))[0] == pytest.approx(value)


def test_that_the_example_passes_its_goal_in_january_2031(case: Case) -> None:
    middle = project(case, case).quantiles_of("date_20000", (0.5,))[0]
    assert from_day_number(middle) == date(2031, 1, 21)
    assert middle > day_number(date(2030, 12, 31))


def test_that_every_word_for_a_chance_is_there_with_its_range() -> None:
    for word, low, high in WORDS:
        assert [f"{100 * low:.0f}–{100 * high:.0f} %", word] in list(table_rows())


def test_that_every_command_is_in_the_table_and_every_option_it_names_exists(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = {row[0].split()[1]: " ".join(row) for row in table_rows() if row[0].startswith("`claimbench ")}
    assert rows.keys() == {*COMMANDS, "CASE`"}
    changing = {"--set", "--fix", "--hold", "--scenario"}  # in a sentence of their own
    assert changing <= set(OPTION.findall(MANUAL))
    for command in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            run([command, "--help"])
        assert ended.value.code == 0
        known = set(OPTION.findall(capsys.readouterr().out))
        named = set(OPTION.findall(rows[command]))
        assert named <= known
        assert known - named <= {"--help", *changing}


def test_that_every_key_of_case_toml_is_named_and_starred_where_it_must_be_given() -> None:
    tables = {"(top)": CASE, "`[timeline]`": TIMELINE, "`[draws]`": DRAWS}
    tables |= {f"`[{name}.ID]`": record.fields for name, record in TABLES.items()}
    tables |= {f"`{kind}`": options for kind, options in CHART_OPTIONS.items()}
    for first, fields in tables.items():
        text = row_of(first)[1]
        for key in fields:
            assert f"`{key.key}" in text, (first, key.key)
            assert (f"`{key.key}`\\*" in text) == key.required, (first, key.key)


def test_that_every_column_is_named_and_starred_where_it_must_be_there() -> None:
    files = {"`claims.csv`": (CLAIM, "claims"), "`sources.csv`": (SOURCE, "sources")}
    files |= {"`citations.csv`": (CITATION, "citations"), "a series": (observation_record("amount"), "amount")}
    files |= {"a kept drawing": (point_record(Chart("", "table", "")), "points")}
    for first, (record, needed) in files.items():
        text = next(row[1] for row in table_rows() if row[0] == first and "\\*" in row[1])
        for column in record.fields:
            assert (f"`{column.key}`\\*" in text) == (column.key in NEEDED_COLUMNS[needed]), (first, column.key)
            assert f"`{column.key}`" in text, (first, column.key)


def test_that_every_word_that_a_field_takes_is_named() -> None:
    for word in (*DISTRIBUTIONS, *filter(None, RELATIONS)):
        assert f"`{word}`" in MANUAL
    for word in (*BOUNDS, *STANDINGS):
        assert word in MANUAL


def test_that_the_commands_of_the_readme_can_be_given() -> None:
    lines = [line for line in README.splitlines() if line.startswith("python3 desktop ")]
    assert len(lines) >= 5
    for line in lines:
        command, *arguments = shlex.split(line)[2:]
        if command not in COMMANDS:
            assert arguments == []
            continue
        parse, _ = COMMANDS[command]
        parser = ArgumentParser()
        parse(parser)
        options = parser.parse_args(arguments)
        if getattr(options, "case", "my-case") != "my-case":
            folder = ROOT / options.case
            assert folder == default_case()
            case = load(folder).case
            named = {*getattr(options, "hold", ()), getattr(options, "solve", "")} - {""}
            assert named <= case.claims.keys()
            assert set(getattr(options, "chart", None) or ()) <= case.charts.keys()
            assert {pair.partition("=")[0] for pair in getattr(options, "set", ())} <= case.assumptions.keys()


def test_that_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", README):
        assert (ROOT / target).exists(), target
    headings = {line[3:].lower().replace(" ", "-") for line in MANUAL.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\]\(#([^)]+)\)", MANUAL)) == headings
    for target in re.findall(r"!\[[^]]*\]\(([^)]+)\)", MANUAL):
        assert resource("manual").joinpath(target).is_file(), target
