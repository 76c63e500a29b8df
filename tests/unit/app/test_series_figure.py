"""The chart of observed series."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from app_case import a_case, results_of, with_new_chart

from claimbench.app.figures import check, kinds
from claimbench.app.figures.figure import Columns, Figure, Ink, Line, Points, Rule
from claimbench.core.chart import Chart
from claimbench.core.series import Observation, Series
from claimbench.core.show import from_day_number, tied


def figure(**options: object) -> Figure:
    chart = Chart("seen", "series", "Seen", options=options)
    return kinds.make(results_of(with_new_chart(a_case(), chart)), chart)


def said(**options: object) -> list[str]:
    chart = Chart("seen", "series", "Seen", options=options)
    case = with_new_chart(a_case(), chart)
    return [problem.message for problem in check.of_chart(case, results_of(case).projector.model, chart)]


def test_that_a_line_has_the_figures_at_their_dates_and_names_their_sources() -> None:
    made = figure(shows=("totals",))
    (line,) = made.marks
    assert isinstance(line, Line)
    assert [(from_day_number(x).isoformat(), y) for x, y in zip(line.x, line.y, strict=True)] == [
        ("2024-12-31", 1000.0), ("2025-03-31", 1300.0)]  # fmt: skip
    assert made.headline == "Seen: 1,000 in December 2024, 1,300 in March 2025"
    assert set(made.sources) == {"office", "paper"}
    assert made.y.title == "cases"


def test_that_figures_as_they_were_published_need_no_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)  # an import fails: it would take half a second of a start
    figure(shows=("totals",))
    with pytest.raises(ImportError):
        figure(shows=("months",), every="quarter", how="sum")


def test_that_points_stand_for_what_each_source_published() -> None:
    marks = figure(shows=("totals",), style="points").marks
    assert [mark.source for mark in marks if isinstance(mark, Points)] == ["office", "paper"]


def test_that_bars_cover_the_periods_and_leave_gaps_empty() -> None:
    made = figure(shows=("months_later",), style="bars")
    (columns,) = made.marks
    assert isinstance(columns, Columns)
    np.testing.assert_equal(columns.heights, [100.0, np.nan, 900.0])
    assert np.diff(columns.edges).tolist() == [30.0, 31.0, 30.0]  # April, May, June
    assert columns.ink is Ink.LATER
    assert made.y.bounds is not None
    assert made.y.bounds[0] == 0


def test_that_figures_are_put_together_by_quarter() -> None:
    made = figure(shows=("months",), style="bars", every="quarter", how="sum")
    (columns,) = made.marks
    assert isinstance(columns, Columns)
    assert columns.heights.tolist() == [91.0 + 92.0 + 93.0]
    assert "quarter" in made.subtitle


def test_that_figures_that_conflict_count_once_in_a_sum_and_a_period_without_all_of_its_figures_is_told() -> None:
    def amount(month: int, value: float) -> Observation:
        last = {1: 31, 2: 28, 4: 30}[month]
        return Observation(date(2025, month, 1), date(2025, month, last), value)

    case = a_case()
    given = (amount(1, 100.0), amount(1, 120.0), amount(2, 50.0), amount(4, 7.0))
    case = replace(case, series={**case.series, "months": replace(case.series["months"], observations=given)})

    def drawn(**options: object) -> Figure:
        chart = Chart("seen", "series", "Seen", options={"shows": ("months",), "style": "bars", **options})
        return kinds.make(results_of(with_new_chart(case, chart)), chart)

    summed = drawn(every="quarter", how="sum")
    assert [mark.heights.tolist() for mark in summed.marks if isinstance(mark, Columns)] == [[160.0, 7.0]]
    assert "Jan–Mar 2025 and Apr–Jun 2025 are covered by figures only in part." in summed.note
    whole = drawn(every="month", how="sum")
    assert "in part" not in whole.note
    (columns,) = (mark for mark in drawn(every="quarter", how="count").marks if isinstance(mark, Columns))
    assert columns.heights.tolist() == [3.0, 1.0]  # how many were published
    (columns,) = (mark for mark in drawn(every="quarter", how="mean").marks if isinstance(mark, Columns))
    assert columns.heights.tolist() == [80.0, 7.0]


def test_that_steps_hold_a_level_until_the_next() -> None:
    (line,) = figure(shows=("totals",), style="step").marks
    assert isinstance(line, Line)
    assert line.y.tolist() == [1000.0, 1000.0, 1300.0]


def test_that_steps_over_periods_that_overlap_or_leave_a_gap_are_not_joined() -> None:
    periods = (
        ((2025, 1, 1), (2025, 12, 31), 900.0),  # a year
        ((2026, 1, 1), (2026, 3, 31), 200.0),
        ((2026, 1, 1), (2026, 6, 30), 500.0),  # the first months of it again
        ((2026, 9, 1), (2026, 9, 30), 70.0),
    )
    observed = tuple(Observation(date(*start), date(*end), value) for start, end, value in periods)
    amounts = Series("parts", "Parts", "case", "amount", "parts.csv", observed)
    case = replace(a_case(), series={**a_case().series, "parts": amounts})
    chart = Chart("seen", "series", "Seen", options={"shows": ("parts",), "style": "step"})
    (line,) = kinds.make(results_of(with_new_chart(replace(case, charts={}), chart)), chart).marks
    assert isinstance(line, Line)
    runs = np.split(np.column_stack([line.x, line.y]), np.flatnonzero(np.isnan(line.y)) + 1)
    runs = [run[np.isfinite(run[:, 1])] for run in runs]
    assert all((np.diff(run[:, 0]) >= 0).all() for run in runs)  # never back in time
    assert [run[:, 1].tolist() for run in runs] == [[900, 900, 900, 200, 200], [500, 500], [70, 70, 70]]


def test_that_the_axis_starts_at_zero_where_that_costs_little_and_the_note_says_where_it_does_not() -> None:
    near = figure(shows=("totals",))
    assert near.y.bounds is None
    assert "does not start at zero" in near.note
    far = figure(shows=("months", "months_later"))  # 91 to 900
    assert far.y.bounds is not None
    assert far.y.bounds[0] == 0
    assert "zero" not in far.note
    nothing = figure(**{"shows": ("totals",), "from": date(2031, 1, 1)})
    assert nothing.marks == ()
    assert "zero" not in nothing.note  # of an axis that is not there
    assert figure(shows=("months",), log=True).note.startswith("Source: The office. The axis is logarithmic. From")


def test_that_published_figures_name_no_scenario_and_no_draws() -> None:
    note = figure(shows=("totals",)).note
    assert note.endswith(f"From “Small” · {tied('as of 15 Apr 2025')}.")
    assert "draws" not in note


def test_that_several_series_differ_in_colour_and_symbol_or_dashes() -> None:
    case = a_case()
    more = {f"s{n}": replace(case.series["totals"], id=f"s{n}", label=f"Series {n}") for n in range(7)}
    case = replace(case, series={**case.series, **more}, charts={})
    looks = {}
    for style in ("line", "points"):
        chart = Chart("seen", "series", "Seen", options={"shows": tuple(more), "style": style})
        marks = kinds.make(results_of(with_new_chart(case, chart)), chart).marks
        looks[style] = {
            (mark.name, mark.ink, mark.dashed if isinstance(mark, Line) else mark.symbol)
            for mark in marks
            if isinstance(mark, Line | Points)
        }
    assert len({look[1:] for look in looks["line"]}) == len({look[1:] for look in looks["points"]}) == 7


def test_that_the_headline_names_the_series_and_its_periods() -> None:
    assert figure(shows=("months", "months_later")).headline == "Seen: “Months” 91 in January 2025, 93 in March 2025"
    quarter = figure(shows=("months",), style="bars", every="quarter", how="sum")
    assert quarter.headline == "Seen: 276 in Jan–Mar 2025"
    year = figure(shows=("months_later",), style="bars", every="year", how="sum")
    assert year.headline == "Seen: 1,000 in 2025"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2025-03-03", "2025-03-03", "on 3 Mar 2025"),
        ("2025-03-03", "2025-03-09", "in the week to 9 Mar 2025"),
        ("2025-03-01", "2025-03-31", "in March 2025"),
        ("2024-10-01", "2024-12-31", "in Oct–Dec 2024"),
        ("2024-04-01", "2025-03-31", "in Apr 2024 – Mar 2025"),
        ("2024-01-01", "2024-12-31", "in 2024"),
    ],
)
def test_that_the_headline_names_periods_as_people_do(first: str, last: str, said: str) -> None:
    case = a_case()
    seen = Observation(date.fromisoformat(first), date.fromisoformat(last), 7.0, "exact")
    once = replace(case.series["months"], id="once", observations=(seen,))
    case = replace(case, series={**case.series, "once": once})
    chart = Chart("seen", "series", "Seen", options={"shows": ("once",)})
    assert kinds.make(results_of(with_new_chart(case, chart)), chart).headline == f"Seen: 7 {said}"


def test_that_a_reference_line_is_drawn_with_its_label() -> None:
    rules = [mark for mark in figure(shows=("totals",), threshold=1_500.0).marks if isinstance(mark, Rule)]
    assert [(rule.at, rule.axis, rule.label) for rule in rules] == [(1_500.0, "y", "1,500")]


def test_that_a_line_marks_each_figure_unless_it_is_smoothed() -> None:
    dotted = [mark.dotted for mark in figure(shows=("months",)).marks if isinstance(mark, Line)]
    smooth = [mark.dotted for mark in figure(shows=("months",), rolling=2.0).marks if isinstance(mark, Line)]
    assert (dotted, smooth) == ([True], [False])


def test_that_a_rolling_mean_begins_where_there_are_enough_figures() -> None:
    (line,) = figure(shows=("months",), rolling=2.0).marks
    assert isinstance(line, Line)
    assert line.y.tolist() == [91.5, 92.5]
    assert figure(shows=("months",), rolling=2.0).subtitle == "Rolling mean over 2 figures"
    months = figure(shows=("months",), rolling=2.0, every="month", how="sum").subtitle
    assert months == "Sum of the figures of each month · rolling mean over 2 months"


def test_that_several_series_are_named_at_their_ends() -> None:
    marks = figure(shows=("months", "months_later")).marks
    assert [mark.end_label for mark in marks if isinstance(mark, Line)] == ["Months", "Months, later"]


def test_that_what_cannot_be_drawn_is_said() -> None:
    assert said(shows=()) == ["shows is missing."]
    assert said(shows=("months", "totals"), style="bars") == ["Bars have room for one series."]
    assert said(shows=("months",), rolling=1.0) == ["A rolling mean over 1 values is none."]
    assert said(shows=("months",)) == []


def test_that_several_series_are_named_without_what_all_names_have() -> None:
    labels = "Leeds, North: rain (mm), by month", "Truro: rain (mm), by month", "Derby"
    case = a_case()
    named = {
        f"s{n}": replace(case.series["totals"], id=f"s{n}", label=label, unit="") for n, label in enumerate(labels)
    }
    case = replace(case, series={**case.series, **named})

    def of(*ids: str, style: str = "line") -> Figure:
        chart = Chart("seen", "series", "Seen", options={"shows": ids, "style": style})
        return kinds.make(results_of(with_new_chart(case, chart)), chart)

    both = of("s0", "s1")
    assert both.headline == "Seen: “Leeds, North” 1,000 in December 2024, 1,300 in March 2025"
    assert [mark.end_label for mark in both.marks if isinstance(mark, Line)] == ["Leeds, North", "Truro"]
    assert both.y.title == "rain (mm), by month"
    assert of("s0").y.title == "Leeds, North: rain (mm), by month"
    assert of("s0", "s2").y.title == "Seen"
    spread = of("s0", "s1", style="histogram")
    assert spread.x.title == "rain (mm), by month"
    assert [mark.label for mark in spread.marks if isinstance(mark, Columns)] == ["Leeds, North", "Truro"]
