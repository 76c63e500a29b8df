"""A series of the case becomes one of the other kind beside it, and says what is odd about its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import accumulate, pairwise

import pytest
from app_case import a_case

from claimbench.app.document import Document
from claimbench.app.importing import ImportSeries, likely_plan, series_from
from claimbench.app.rereading import reread, with_recipe
from claimbench.app.series_conversion import convert, remarks_of
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.series import Observation, Series
from claimbench.tables.read import read

MONTH_ENDS = [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31)]
VALUES = [100.0, 130.0, 150.0, 190.0, 220.0]


def totals(*values: float, **more: object) -> Series:
    figures = tuple(Observation(day, day, value) for day, value in zip(MONTH_ENDS, values, strict=False))
    return replace(Series("found", "Found", "case", "level", "series/found.csv", figures), **more)  # type: ignore[arg-type]


def case_with(series: Series) -> Case:
    return replace(a_case(), series={**a_case().series, series.id: series})


def test_that_totals_become_their_differences_beside_them_in_one_step_that_says_so() -> None:
    case = case_with(totals(*VALUES))
    document = Document(case)
    command, remarks = convert(case, "found")
    document.apply(command)
    made = document.case.series["found_per_period"]
    assert [each.value for each in made.observations] == [later - earlier for earlier, later in pairwise(VALUES)]
    assert [(each.start, each.end) for each in made.observations][:2] == [
        (date(2025, 2, 1), date(2025, 2, 28)),
        (date(2025, 3, 1), date(2025, 3, 31)),
    ]
    assert (made.kind, made.unit, made.label) == ("amount", "case", "Found, per period")
    assert {each.standing for each in made.observations} == {"derived"}
    assert document.case.series["found"] == case.series["found"]
    assert remarks == []
    sentence = "Series “Found” converted into amounts per period, “Found, per period”"
    assert command.sentence(case, document.case) == sentence
    document.undo()
    assert document.case is case


def test_that_amounts_are_added_up_from_what_was_there_before() -> None:
    periods = zip(MONTH_ENDS, VALUES, strict=True)
    figures = tuple(Observation(day.replace(day=1), day, value) for day, value in periods)
    case = case_with(totals(kind="amount", observations=figures))
    command, _ = convert(case, "found", opening=1_000.0, label="All found")
    assert [each.value for each in command.series.observations] == [1_000 + each for each in accumulate(VALUES)]
    assert [each.end for each in command.series.observations] == MONTH_ENDS
    assert (command.series.kind, command.series.id, command.series.label) == ("level", "all_found", "All found")


def test_that_falls_gaps_odd_periods_and_the_last_months_are_told() -> None:
    falling, remarks = convert(case_with(totals(100.0, 90.0, 150.0)), "found")
    assert [each.value for each in falling.series.observations] == [-10.0, 60.0]
    assert [remark.code for remark in remarks] == ["falling"]
    assert "falls from 100 to 90" in remarks[0].message
    late = totals(100.0, 200.0, 300.0, 400.0, 410.0)
    command, remarks = convert(case_with(late), "found")
    assert [remark.code for remark in remarks] == ["lag"]
    assert "may still be incomplete" in command.series.observations[-1].note
    days = [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 8, 31)]
    figures = tuple(Observation(day, day, 10.0 * at) for at, day in enumerate(days))
    _, remarks = convert(case_with(totals(observations=figures)), "found")
    assert "unequal" in [remark.code for remark in remarks]
    amounts = (figures[0], replace(figures[2], start=date(2025, 3, 1)))
    with_gap = totals(kind="amount", observations=amounts)
    assert [remark.code for remark in remarks_of(with_gap)] == ["gap"]
    _, remarks = convert(case_with(with_gap), "found")
    assert "The total goes on without it." in remarks[0].message


def test_that_wrong_figures_are_left_out_and_one_alone_has_no_difference() -> None:
    figures = totals(*VALUES[:3]).observations
    wrong = totals(observations=(figures[0], replace(figures[1], standing="wrong"), figures[2]))
    command, _ = convert(case_with(wrong), "found")
    assert [each.value for each in command.series.observations] == [50.0]
    with pytest.raises(ValueError, match="one running total alone"):
        convert(case_with(totals(100.0)), "found")
    with pytest.raises(ValueError, match="no figures"):
        convert(case_with(totals()), "found")


def test_that_what_was_made_of_an_imported_file_is_read_again_by_itself() -> None:
    data = b"day,found\n2025-01-31,100\n2025-02-28,130\n2025-03-31,150\n"
    reading = read(data)
    plan = likely_plan(reading.table, "found", unit="case")
    series, _ = series_from(reading.table, plan)
    assert series.kind == "level"
    case = ImportSeries(with_recipe(series, reading, plan, "series/found.original.csv", data)).apply(a_case())
    command, _ = convert(case, "found")
    after = command.apply(case)
    newer = data + b"2025-04-30,190\n"
    found = reread(after, command.series.id, data, newer, "series/found-2.original.csv")
    assert found.command is not None
    assert [each.value for each in found.command.series.observations] == [30.0, 20.0, 40.0]


def test_that_a_series_is_converted_in_its_place_and_what_shows_it_stays() -> None:
    chart = Chart("seen", "series", "Seen", options={"shows": ("found",)})
    case = case_with(totals(*VALUES))
    case = replace(case, charts={**case.charts, "seen": chart})
    document = Document(case)
    command, _ = convert(case, "found", in_place=True, label="Found a month")
    document.apply(command)
    made = document.case.series["found"]
    assert (made.kind, made.label, made.file) == ("amount", "Found a month", "series/found.csv")
    assert list(document.case.series) == list(case.series)
    assert document.case.charts == case.charts
    assert command.sentence(case, document.case) == "Series “Found” converted into amounts per period"
    back, _ = convert(document.case, "found", VALUES[0], in_place=True)
    document.apply(back)
    assert [each.value for each in document.case.series["found"].observations] == VALUES[1:]
    document.undo()
    document.undo()
    assert document.case is case


def test_that_a_series_read_from_a_file_and_converted_in_its_place_is_read_again_so() -> None:
    table = read(b"day,total\n2025-01-31,100\n2025-02-28,130\n2025-03-31,190\n")
    plan = likely_plan(table.table, "found", unit="case")
    series = with_recipe(series_from(table.table, plan)[0], table, plan, "series/f.original.csv", b"")
    case = convert(case_with(series), "found", in_place=True)[0].apply(case_with(series))
    old = b"day,total\n2025-01-31,100\n2025-02-28,130\n2025-03-31,190\n"
    found = reread(case, "found", old, old + b"2025-04-30,200\n", "series/f-2.original.csv")
    assert found.command is not None
    assert [each.value for each in found.command.series.observations] == [30.0, 60.0, 10.0]
    with pytest.raises(ValueError, match="begun from another total"):
        convert(case, "found", 5.0, in_place=True)
    again = convert(case, "found", in_place=True)[0].series
    assert not again.recipe["turn"]


@pytest.mark.parametrize("id", ["past", "wrong"])
def test_that_what_the_model_needs_or_would_lose_figures_stays_beside(id: str) -> None:
    figures = totals(*VALUES).observations
    case = case_with(totals(observations=(*figures[:-1], replace(figures[-1], standing="wrong"))))
    past = next(part.past for part in (*case.stocks.values(), *case.flows.values()) if part.past in case.series)
    message, of = {"past": ("needs it as it is", past), "wrong": ("marked as wrong", "found")}[id]
    with pytest.raises(ValueError, match=message):
        convert(case, of, in_place=True)
