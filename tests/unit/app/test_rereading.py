"""A newer file of a series is read as the older one was, also where it is written otherwise by now."""

from __future__ import annotations

from datetime import date

import pytest

from claimbench.app.importing import ImportSeries, likely_plan, series_from
from claimbench.app.rereading import Reread, reread, with_recipe
from claimbench.core.case import Case
from claimbench.core.model import Timeline
from claimbench.tables.read import read

OLD = "місяць;справ\nсіч 2025;100\nлют 2025;110\nбер 2025;120\n"


def case_with(text: str, encoding: str = "windows-1251") -> Case:
    """A case with one series, read from a file with this text."""
    data = text.encode(encoding)
    reading = read(data)
    plan = likely_plan(reading.table, "cases", unit="1")
    series, _ = series_from(reading.table, plan)
    case = Case("made-up", "A case", date(2025, 6, 30), Timeline(date(2025, 1, 1), date(2025, 6, 1), date(2026, 1, 31)))
    return ImportSeries(with_recipe(series, reading, plan, "series/cases.original.csv", data)).apply(case)


def read_again(new: str, encoding: str = "windows-1251", old: str = OLD) -> Reread:
    return reread(case_with(old), "cases", old.encode("windows-1251"), new.encode(encoding), "series/new.original.csv")


def test_that_a_file_that_only_grew_says_nothing_of_how_it_is_written() -> None:
    found = read_again(OLD + "кві 2025;130\n")
    assert found.difference.sentence == "Rows: 1 added."
    assert found.effect == ("Figures of “справ”: 1 new.",)


def test_that_of_several_figures_for_one_date_none_goes_unseen() -> None:
    twice = OLD + "бер 2025;125\n"
    assert read_again(OLD, old=twice).effect == ("Figures of “справ”: 1 gone.",)
    assert read_again(twice).effect == ("Figures of “справ”: 1 new.",)
    assert read_again(OLD + "бер 2025;126\n", old=twice).effect[0] == "Figures of “справ”: 1 changed."


def test_that_figures_are_known_again_by_the_names_of_their_sources() -> None:
    old = "місяць;справ;source\nсіч 2025;100;Бюро\nлют 2025;110;Бюро\n"
    assert case_with(old).sources.keys() == {"S01"}
    assert read_again(old + "бер 2025;120;Бюро\n", old=old).effect == ("Figures of “справ”: 1 new.",)


@pytest.mark.parametrize(
    ("new", "encoding", "told"),
    [
        (f"Звіт\nза 2025 рік\n{OLD}", "windows-1251", "header line 3 (was 1)"),
        (OLD, "utf-8", "encoding utf-8 (was windows-1251)"),
        (OLD.replace(";", "\t"), "windows-1251", "delimiter tab (was semicolon)"),
    ],
    ids=["header", "encoding", "delimiter"],
)
def test_that_a_file_that_is_written_otherwise_by_now_is_still_read_and_says_so(
    new: str, encoding: str, told: str
) -> None:
    found = read_again(new, encoding)
    assert found.difference.sentence == "No row differs."
    assert found.effect[0] == f"The newer file is written otherwise: {told}."
    assert found.command is not None
    assert [each.value for each in found.command.series.observations] == [100, 110, 120]


def test_that_a_header_line_that_is_not_there_is_looked_for_and_said() -> None:
    reading = read(b"a;b\n1;2\n3;4\n", {"header_lines": (9,)})
    assert reading.recipe.header_lines == (1,)
    reason = next(decision.reason for decision in reading.decisions if decision.subject == "header_lines")
    assert reason.startswith("The file has no line 9. Line 1 names the columns")
