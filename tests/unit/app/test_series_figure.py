"""The chart of observed series."""

from __future__ import annotations

import numpy as np
from app_case import a_case, results_of, with_new_chart

from claimbench.app.figures import check, kinds
from claimbench.app.figures.figure import Columns, Figure, Ink, Line, Points
from claimbench.core.chart import Chart
from claimbench.core.show import from_day_number


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


def test_that_points_stand_for_what_each_source_published() -> None:
    marks = figure(shows=("totals",), style="points").marks
    assert [mark.source for mark in marks if isinstance(mark, Points)] == ["office", "paper"]


def test_that_bars_cover_the_periods_and_leave_gaps_empty() -> None:
    made = figure(shows=("months_later",), style="bars")
    (columns,) = made.marks
    assert isinstance(columns, Columns)
    assert columns.heights.tolist() == [100.0, 0.0, 900.0]
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


def test_that_steps_hold_a_level_until_the_next() -> None:
    (line,) = figure(shows=("totals",), style="step").marks
    assert isinstance(line, Line)
    assert line.y.tolist() == [1000.0, 1000.0, 1300.0]


def test_that_a_rolling_mean_begins_where_there_are_enough_figures() -> None:
    (line,) = figure(shows=("months",), rolling=2.0).marks
    assert isinstance(line, Line)
    assert line.y.tolist() == [91.5, 92.5]


def test_that_several_series_are_named_at_their_ends() -> None:
    marks = figure(shows=("months", "months_later")).marks
    assert [mark.end_label for mark in marks if isinstance(mark, Line)] == ["Months", "Months, later"]


def test_that_what_cannot_be_drawn_is_said() -> None:
    assert said(shows=()) == ["shows is missing."]
    assert said(shows=("months", "totals"), style="bars") == ["Bars have room for one series."]
    assert said(shows=("months",), rolling=1.0) == ["A rolling mean over 1 values is none."]
    assert said(shows=("months",)) == []
