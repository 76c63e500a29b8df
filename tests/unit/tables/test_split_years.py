"""Years such as 2022/23 and FY2022 are periods once somebody has said in which month they begin; nobody guesses it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from claimbench.commandline import run
from claimbench.core.show import from_day_number
from claimbench.tables.big import load
from claimbench.tables.read import Reading, given_by, read
from claimbench.tables.split_years import parse_split_year

SPLIT = ["2019/20", "2020/21", "2021/22", "2022/23"]


def reading(cells: list[str], **given: str) -> Reading:
    text = "year;n\n" + "".join(f"{cell};{n}\n" for n, cell in enumerate(cells))
    return read(text.encode(), {"columns": {"year": given}} if given else None)


def asked(read: Reading) -> bool:
    return [decision.subject for decision in read.ambiguous] == ["columns.year.year_begins"]


@pytest.mark.parametrize(
    ("text", "begins", "start", "end"),
    [
        ("2022/23", "7", date(2022, 7, 1), date(2023, 6, 30)),
        ("2022-2023", "4", date(2022, 4, 1), date(2023, 3, 31)),
        ("1999/00", "10", date(1999, 10, 1), date(2000, 9, 30)),
        ("FY 2022/23", "3 before", date(2022, 3, 1), date(2023, 2, 28)),
        ("FY2022", "10 before", date(2021, 10, 1), date(2022, 9, 30)),
        ("FY2022", "4", date(2022, 4, 1), date(2023, 3, 31)),
        ("FY22", "3", date(2022, 3, 1), date(2023, 2, 28)),
        ("2023 FY", "3", date(2023, 3, 1), date(2024, 2, 29)),
    ],
)
def test_that_a_split_year_is_twelve_months_from_the_one_that_was_said(
    text: str, begins: str, start: date, end: date
) -> None:
    when = parse_split_year(text, begins)
    assert when is not None
    assert (when.start, when.end, when.step) == (start, end, "year")


@pytest.mark.parametrize("text", ["2022/24", "2022", "2022-2024", "FY", "22/23", "2022/2", "FY2022/24", "x2022/23"])
def test_that_what_is_no_split_year_is_none(text: str) -> None:
    assert parse_split_year(text, "7") is None


@pytest.mark.parametrize(
    "cells",
    [
        SPLIT,
        ["FY2021", "FY2022"],
        ["2022/23"],
        ["2008-09", "2009-10", "2010-11"],
        ["2019-2020", "2020-2021"],
        ["FY 22"],
    ],
)
def test_that_a_column_of_split_years_stays_text_and_the_month_is_asked_for(cells: list[str]) -> None:
    read = reading(cells)
    assert read.table.columns[0].recipe.type == "text"
    assert asked(read)
    (decision,) = read.ambiguous
    assert [other.value for other in decision.alternatives] == ["7", "4", "10", "9"]


@pytest.mark.parametrize(
    "cells", [["2019–2020", "2021–2022"], ["2020-01", "2020-02", "2020-03"], ["2010-11"], ["2021", "2022"], ["2022/24"]]
)
def test_that_spans_months_and_whole_years_are_not_asked_about(cells: list[str]) -> None:
    assert not asked(reading(cells))


def test_that_the_month_that_was_said_makes_periods_and_is_kept() -> None:
    read_once = reading(["2019/20", "2020/21", "-", "2021/23"], year_begins="7")
    column = read_once.table.columns[0]
    assert column.recipe.type == "date"
    assert column.values is not None
    assert from_day_number(float(column.values.low[1])) == date(2020, 7, 1)
    assert from_day_number(float(column.values.high[1])) == date(2021, 6, 30)
    assert [(finding.line, finding.text) for finding in read_once.findings] == [(5, "2021/23")]
    again = read(b"year;n\n2024/25;5\n", given_by(read_once.recipe)).table.columns[0]
    assert again.values is not None
    assert from_day_number(float(again.values.high[0])) == date(2025, 6, 30)


def test_that_a_large_file_is_read_with_the_month_as_well(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("year;n\n" + "".join(f"{2000 + n % 20}/{n % 20 + 1:02};{n}\n" for n in range(200)))
    frame = load(path, read(path.read_bytes(), {"columns": {"year": {"year_begins": "4"}}})).frame
    first = frame.arrays("SELECT v0 FROM rows")[0][21]
    frame.close()
    assert from_day_number(float(first)) == date(2001, 4, 1)


def test_that_the_month_is_told_and_set_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "table.csv"
    path.write_text("year;n\n2021/22;1\n2022/23;2\n")
    assert run(["import", str(path), "--json"]) == 0
    before = json.loads(capsys.readouterr().out)["columns"][0]
    assert (before["type"], before["ambiguous"], before["year_begins"]) == ("text", True, None)
    assert run(["import", str(path), "--json", "--year-begins", "year=7"]) == 0
    after = json.loads(capsys.readouterr().out)["columns"][0]
    assert (after["type"], after["ambiguous"], after["year_begins"]) == ("date", False, "7")
    assert run(["import", str(path), "--year-begins", "year=July"]) == 1
    assert "gives no year-begins of a column" in capsys.readouterr().err
