"""What the tornado says of a result's spread."""

from __future__ import annotations

import numpy as np
import pytest
from app_case import a_case, constant, figure_of, of_kind, results_of, with_new_chart

from claimbench.app.figures.figure import Bar, Rule
from claimbench.core.case import Case
from claimbench.core.chart import Chart


def with_moves(result: str, **options: object) -> Case:
    return with_new_chart(a_case(), Chart("moves", "moves", "", options={"result": result, **options}))


def test_that_assumptions_come_by_their_share_and_others_not_at_all() -> None:
    figure = figure_of(with_moves("losses"), "moves")
    labels = [text for _, text in sorted(figure.y.ticks, reverse=True)]
    assert labels[0] == "Ratio"
    assert set(labels) == {"Ratio", "Rate", "Growth"}
    assert "“Ratio”" in figure.headline


def test_that_a_bar_goes_from_the_median_in_the_lowest_tenth_to_that_in_the_highest() -> None:
    case = with_moves("losses")
    results = results_of(case)
    losses, ratio = results.measure("losses"), np.asarray(results.inputs["ratio"])
    figure = figure_of(case, "moves")
    bar = next(bar for bar in of_kind(figure, Bar) if bar.y == max(at for at, _ in figure.y.ticks))
    low, high = np.quantile(ratio, (0.1, 0.9), method="inverted_cdf")
    ends = [np.quantile(losses[part], 0.5, method="inverted_cdf") for part in (ratio >= high, ratio <= low)]
    assert (bar.low, bar.high) == pytest.approx(ends)
    assert figure.right[0][2] == "falls with it"
    (rule,) = of_kind(figure, Rule)
    assert rule.at == pytest.approx(np.quantile(losses, 0.5, method="inverted_cdf"))


def test_that_only_as_many_rows_are_shown_as_wanted_and_the_rest_is_told() -> None:
    figure = figure_of(with_moves("losses", most=1.0), "moves")
    assert len(figure.y.ticks) == 1
    assert "2 smaller not shown" in figure.note


def test_that_a_result_that_does_not_vary_says_so() -> None:
    case = with_moves("losses")
    figure = figure_of(constant(case), "moves")
    assert figure.headline == "Losses: the result does not vary"
    assert not of_kind(figure, Bar)


def test_that_a_share_that_hardly_counts_is_not_called_the_mover() -> None:
    figure = figure_of(with_moves("now"), "moves")
    assert figure.headline.endswith(("no assumption moves it much", "the result does not vary"))


def test_that_a_result_without_a_unit_has_a_plain_title() -> None:
    assert figure_of(with_moves("ratio_said"), "moves").x.title == "median"
