"""How figures are spread: every one is in a column or a box, and what is said of them is what numpy says."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from app_case import a_case, figure_of, with_new_chart

from claimbench.app.chart_data import chart_csv
from claimbench.app.figures import spread
from claimbench.app.figures.figure import Bar, Columns, Figure, Ink, Line, Points
from claimbench.core.chart import Chart
from claimbench.core.series import Observation, Series

VALUES = {"one": [float(n * n) for n in range(1, 101)], "two": [5.0] * 30 + [50.0] * 30, "zero": [0.0, -3.0, 7.0]}


def figure(style: str, *shows: str, **options: object) -> Figure:
    series = {
        id: Series(id, id.title(), "", "level", f"series/{id}.csv", tuple(
            Observation(day := date(2025, 1, 1) + timedelta(days=at), day, value) for at, value in enumerate(values)
        ))
        for id, values in VALUES.items()
    }  # fmt: skip
    case = replace(a_case(), series={**a_case().series, **series})
    chart = Chart("spread", "series", "Spread", options={"shows": shows, "style": style, **options})
    return figure_of(with_new_chart(case, chart), "spread")


@pytest.mark.parametrize("log", [False, True])
def test_that_each_figure_of_a_series_is_in_one_column(log: bool) -> None:
    drawn = figure("histogram", "one", log=log)
    (columns,) = (mark for mark in drawn.marks if isinstance(mark, Columns))
    assert columns.heights.sum() == len(VALUES["one"])
    inside = np.histogram(np.clip(VALUES["one"], columns.edges[0], columns.edges[-1]), columns.edges)[0]
    np.testing.assert_array_equal(columns.heights, inside)
    assert drawn.x.kind == ("log" if log else "number")
    assert drawn.headline == "Spread: half of the 100 figures lie within 625–5,625"


def test_that_several_series_have_columns_side_by_side_in_the_same_bins() -> None:
    one, two = (mark for mark in figure("histogram", "one", "two").marks if isinstance(mark, Columns))
    np.testing.assert_array_equal(one.edges, two.edges)
    assert [columns.heights.sum() for columns in (one, two)] == [100, 60]
    assert [(columns.label, columns.part) for columns in (one, two)] == [("One", (0, 2)), ("Two", (1, 2))]
    assert one.ink is not two.ink


def test_that_more_series_than_columns_have_room_for_have_outlines() -> None:
    edges, heights = np.array([0.0, 1.0, 2.0]), np.array([3.0, 4.0])
    few, many = ([(f"{at}", heights, Ink.PROJECTION) for at in range(count)] for count in (8, 9))
    columns = spread.histograms(edges, few)[1]
    assert len({(mark.ink, mark.level) for mark in columns if isinstance(mark, Columns)}) == 8
    outline = spread.histograms(edges, many)[1][8]
    assert isinstance(outline, Line)
    assert outline.y[1:-1:2].tolist() == heights.tolist()


def test_that_a_box_has_the_middle_of_the_figures_and_a_row_for_each_series() -> None:
    drawn = figure("box", "one", "two")
    bars = [mark for mark in drawn.marks if isinstance(mark, Bar)]
    levels = {0.9: (0.05, 0.95), 0.5: (0.25, 0.75)}
    for bar in bars:
        values = VALUES["one" if bar.y == 1 else "two"]
        low, high = np.quantile(values, levels[bar.level], method="inverted_cdf")
        assert (bar.low, bar.high) == (low, high)
    medians = [float(mark.x[0]) for mark in drawn.marks if isinstance(mark, Points)]
    assert medians == [2500.0, 5.0]
    assert [text for _, text in drawn.y.ticks] == ["One", "Two"]
    rows = list(csv.DictReader(io.StringIO(chart_csv(drawn))))
    assert [row["x"] for row in rows if row["kind"] == "points"] == ["2500.0", "5.0"]


def test_that_figures_without_a_place_on_a_logarithmic_axis_are_counted() -> None:
    assert "2 of 0 or below cannot be drawn on it." in figure("box", "zero", log=True).note
    nothing = figure("histogram", "zero", log=True, **{"from": date(2026, 1, 1)})
    assert nothing.headline == "Spread: there are no values to show"
    assert nothing.marks == ()
