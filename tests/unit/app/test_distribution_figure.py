"""What a histogram and a cumulative curve say, and where they leave draws out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from app_case import a_case, changed, constant, figure_of, of_kind, results_of, with_new_chart

from claimbench.app.figures.figure import Columns, Ink, Line, Rule
from claimbench.core.case import Case
from claimbench.core.chart import Chart


def with_distribution(result: str, **options: object) -> Case:
    return with_new_chart(a_case(), Chart("spread", "distribution", "", options={"result": result, **options}))


def test_that_columns_hold_the_share_of_draws_that_numpy_counts() -> None:
    case = with_distribution("losses", low=100.0, high=900.0)
    (columns,) = of_kind(figure_of(case, "spread"), Columns)
    values = results_of(case).measure("losses")
    assert columns.edges[0] == 100.0
    assert columns.edges[-1] == 900.0
    for low, high, height in zip(columns.edges[:-1], columns.edges[1:-1], columns.heights[:-1], strict=False):
        assert height == pytest.approx(100 * np.mean((values >= low) & (values < high)))


def test_that_a_cumulative_curve_goes_through_the_median_at_half() -> None:
    case = with_distribution("losses", cumulative=True)
    figure = figure_of(case, "spread")
    (line,) = of_kind(figure, Line)
    (rule,) = of_kind(figure, Rule)
    assert np.interp(rule.at, line.x, line.y) == pytest.approx(50.0, abs=1.5)
    assert np.all(np.diff(line.y) >= 0)
    assert line.y[-1] > 99


def test_that_claims_lie_on_the_axis_and_lead_back() -> None:
    case = with_distribution("now", claims=("C1",))
    figure = figure_of(case, "spread")
    rule = next(rule for rule in of_kind(figure, Rule) if rule.claim == "C1")
    assert rule.at == 1_250.0
    assert figure.x.bounds is not None
    assert figure.x.bounds[0] < 1_250.0 < figure.x.bounds[1]


def test_that_draws_which_never_reach_a_date_are_told_and_not_drawn() -> None:
    case = with_distribution("passed")
    values = results_of(case).measure("passed")
    never = float(np.isposinf(values).mean())
    figure = figure_of(case, "spread")
    (columns,) = of_kind(figure, Columns)
    if never:
        assert "Not by 31 Mar 2026" in figure.note
    assert columns.heights.sum() <= 100 * (1 - never) + 1e-9
    assert figure.x.kind == "date"


def test_that_the_baseline_is_an_outline_behind_an_edited_scenario() -> None:
    case = with_distribution("losses")
    figure = changed(case, ratio=4.0).figures["spread"]
    (line,) = of_kind(figure, Line)
    assert line.ink is Ink.BASELINE
    assert line.dashed
    assert math.isfinite(line.y.max())
    assert "dashed: baseline" in figure.subtitle


def test_that_a_measure_without_spread_is_drawn_as_one_column() -> None:
    case = with_distribution("now")
    figure = figure_of(constant(case), "spread")
    (columns,) = of_kind(figure, Columns)
    assert columns.heights.max() == pytest.approx(100.0)
    assert "90 %" not in figure.headline
