"""What a histogram and a cumulative curve say, and where they leave draws out."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from app_case import a_case, changed, constant, figure_of, of_kind, results_of, with_measure, with_new_chart

from claimbench.app.figures import common
from claimbench.app.figures.figure import Columns, Ink, Line, Rule
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.show import TIE


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
    assert (rule.label, rule.symbol, rule.filled) == ("1,250 (C1)", "triangle", True)
    assert f"▲{TIE}minimum count" in figure.note
    assert set(figure.sources) >= {"office"}
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
    assert figure.subtitle == "Dashed: baseline"


def test_that_a_measure_without_spread_is_drawn_as_one_column() -> None:
    case = with_distribution("now")
    figure = figure_of(constant(case), "spread")
    (columns,) = of_kind(figure, Columns)
    assert columns.heights.max() == pytest.approx(100.0)
    assert "90 %" not in figure.headline


def test_that_headline_and_median_have_the_digits_that_tell_the_interval_apart() -> None:
    narrow = with_distribution("now")
    headline = figure_of(narrow, "spread").headline
    assert headline == "Cases at the end of March: 1,300 cases"  # observed, so without an interval
    figure = figure_of(with_distribution("losses"), "spread")
    (rule,) = [rule for rule in of_kind(figure, Rule) if not rule.claim]
    middle, low, high = (float(part) for part in re.findall(r"\d+", figure.headline.replace("90 %", "")))
    values = results_of(with_distribution("losses")).measure("losses")
    assert (low, middle, high) == pytest.approx(np.quantile(values, (0.05, 0.5, 0.95), method="inverted_cdf"), abs=1.0)
    assert rule.label == f"median {middle:g}"
    assert " losses (90 %: " in figure.headline


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((161_216.0, 161_442.0, 161_712.0), ["161,216", "161,442", "161,712"]),
        ((77_900.0, 178_000.0, 409_000.0), ["77.9k", "178k", "409k"]),
        ((0.94112, 1.1201, 1.3301), ["0.941", "1.12", "1.33"]),
        ((5.0, 5.0), ["5", "5"]),
        ((2.00001, 2.00002), ["2.00001", "2.00002"]),
        ((-3.0, 400.0), ["−3", "400"]),
        ((math.nan, math.inf), ["—", "∞"]),
    ],
)
def test_that_numbers_beside_one_another_can_be_told_apart(values: tuple[float, ...], texts: list[str]) -> None:
    assert common.alike(*values) == texts


def test_that_a_date_that_no_draw_reaches_draws_nothing() -> None:
    case = with_measure(with_distribution("never"), "never", "date", "first_date(total >= 9_000_000 * case)")
    figure = figure_of(case, "spread")
    assert figure.marks == ()
    assert "Not by 31 Mar 2026 in 100 % of draws." in figure.note
