"""What a what-if curve says, and the odd axes and results that it may have."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from app_case import (
    a_case,
    changed,
    figure_of,
    of_kind,
    results_of,
    with_chart,
    with_measure,
)

from claimbench.app.figures.figure import (
    Band,
    Handle,
    Ink,
    Line,
    Rule,
    Span,
)
from claimbench.core.case import Sampling


def test_that_the_what_if_curve_goes_through_its_marker_and_the_headline_says_its_value() -> None:
    figure = figure_of(a_case(), "losses")
    (handle,) = of_kind(figure, Handle)
    line = of_kind(figure, Line)[-1]
    assert handle.x == 3.0
    assert line.y[line.x == 3.0].tolist() == [handle.y]
    assert np.all(np.diff(line.x) > 0)
    assert figure.headline == f"Losses: {handle.y:.0f} with Ratio at 3"
    (span,) = of_kind(figure, Span)
    assert (span.low, span.high, span.label) == (2.0, 4.0, "2–4, The paper (C3)")


def test_that_the_value_at_the_marker_is_right_beyond_the_ends_of_the_curve() -> None:
    results = changed(a_case(), ratio=20.0)
    figure = results.figures["losses"]
    assert figure.x.bounds == (1.0, 8.0)
    (handle,) = of_kind(figure, Handle)
    at_ten = of_kind(figure_of(a_case(), "losses"), Handle)[0].y * 3 / 20
    assert handle.y == pytest.approx(at_ten, rel=1e-9)
    assert figure.headline == f"Losses: {handle.y:.3g} with Ratio at 20"


def test_that_dragging_the_assumption_leaves_its_axis_and_its_curve_in_place() -> None:
    case = with_chart(a_case(), "losses", low=None, high=None)
    figure, before = changed(case, ratio=3.5).figures["losses"], figure_of(case, "losses")
    assert figure.x.bounds == before.x.bounds
    assert [line.ink for line in of_kind(figure, Line)] == [Ink.PROJECTION]
    assert [(rule.at, rule.label, rule.ink) for rule in of_kind(figure, Rule)] == [(3.0, "baseline 3", Ink.BASELINE)]
    assert of_kind(before, Rule) == []
    other = changed(case, rate=140.0).figures["losses"]
    assert [line.ink for line in of_kind(other, Line)] == [Ink.BASELINE, Ink.PROJECTION]
    assert other.subtitle == "Band 90 % · dashed: baseline"


def test_that_a_low_end_of_zero_is_an_end() -> None:
    figure = figure_of(with_chart(a_case(), "losses", low=0, log=None), "losses")
    assert figure.x.bounds == (0.0, 8.0)


@pytest.mark.parametrize("low", [0.0, -4.0, None])
def test_that_an_axis_that_cannot_be_logarithmic_is_linear_and_says_so(low: float | None) -> None:
    case = with_chart(a_case(), "losses", assumption="growth", low=low, high=8.0, claims=None)
    figure = figure_of(case, "losses")
    assert figure.x.kind == "number"
    assert "The axis is linear" in figure.note
    assert all(np.isfinite(line.y).all() for line in of_kind(figure, Line) if low is not None)


def test_that_a_result_that_does_not_depend_on_the_assumption_says_so() -> None:
    figure = figure_of(with_chart(a_case(), "losses", assumption="unused", low=0, high=1, log=None, claims=None),
                       "losses")  # fmt: skip
    assert figure.headline == "Losses: “Unused” makes no difference"
    assert len(set(of_kind(figure, Line)[0].y.tolist())) == 1


@pytest.mark.parametrize("kind", ["discrete", "constant"])
def test_that_an_assumption_of_single_values_has_a_curve(kind: str) -> None:
    case = a_case()
    ratio = replace(case.assumptions["ratio"], distribution=kind, low=2, best=3, high=3, values=(2, 3), weights=(1, 2))
    figure = figure_of(with_chart(case.with_assumption(ratio), "losses", low=None, high=None), "losses")
    assert of_kind(figure, Handle)[0].x == 3
    assert np.isfinite(of_kind(figure, Line)[0].y).all()


@pytest.mark.parametrize("draws", [1, 7])
def test_that_a_few_draws_make_a_curve(draws: int) -> None:
    case = replace(a_case(), sampling=Sampling(draws, 1, 10))
    results = results_of(case)
    line = of_kind(results.figures["losses"], Line)[0]
    expected = np.sort(results.measure("losses") * results.inputs["ratio"])[math.ceil(draws / 2) - 1]
    np.testing.assert_allclose(line.y * line.x, expected, rtol=1e-9)


def test_that_a_result_without_a_value_says_so() -> None:
    case = with_measure(a_case(), "losses", "loss", "log(-final(total) / case) / ratio * loss")
    figure = figure_of(case, "losses")
    assert figure.headline == "Losses: there is no value at 3"
    assert of_kind(figure, Handle) == []


def test_that_the_axis_across_says_what_it_is_in_and_a_line_can_be_drawn() -> None:
    case = with_chart(a_case(), "losses", threshold=300.0, threshold_label="the goal", bands="none")
    figure = figure_of(case, "losses")
    assert figure.x.title == "Ratio (logarithmic)"
    assert [(rule.at, rule.label) for rule in of_kind(figure, Rule) if rule.axis == "y"] == [(300.0, "the goal")]
    assert of_kind(figure, Band) == []
    against = with_chart(a_case(), "losses", assumption="rate", low=60.0, high=150.0, log=None, claims=None)
    assert figure_of(against, "losses").x.title == "Rate (cases per month)"
