"""What a projection says: sentences that fit the picture, and odd cases that must not end in a fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from app_case import (
    DRAWS,
    a_case,
    changed,
    constant,
    figure_of,
    of_kind,
    results_of,
    with_chart,
    with_claim,
    with_formulas,
    with_measure,
)

from claimbench.app.commands import LoadScenario, SetAssumption
from claimbench.app.figures import check
from claimbench.app.figures.figure import (
    Band,
    Crossing,
    Ink,
    Line,
    Points,
    Rule,
)
from claimbench.app.projection import Projector
from claimbench.core.case import Sampling
from claimbench.core.chart import Scenario
from claimbench.core.claim import Bound, Claim, Definition
from claimbench.core.show import TIE, day_number, from_day_number
from claimbench.core.source import Citation


def test_that_the_headline_says_when_the_threshold_is_passed_as_the_mark_does() -> None:
    results = results_of(a_case())
    figure = results.figures["total"]
    assert figure.headline == "Cases would pass 2,000 in October 2025 (90 %: Sep 2025 – Jan 2026)"
    (mark,) = of_kind(figure, Crossing)
    assert mark.x == np.sort(results.measure("passed"))[DRAWS // 2 - 1]
    assert mark.text == f"passed {from_day_number(mark.x).strftime('%-d %b %Y')}"


def test_that_the_headline_counts_draws_where_most_never_pass_the_threshold() -> None:
    case = with_chart(a_case(), "total", threshold=2_700.0)
    few = with_measure(case, "passed", "date", "first_date(total >= 2_700 * case)")
    results = results_of(few)
    share = np.isfinite(results.measure("passed")).mean()
    assert 0.1 < share < 0.5
    figure = results.figures["total"]
    assert figure.headline == f"Cases: {100 * share:.0f} % of draws pass 2,700 by March 2026"
    assert of_kind(figure, Crossing) == []
    never = with_measure(with_chart(case, "total", threshold=9e6), "passed", "date", "first_date(total >= 9e6 * case)")
    assert figure_of(never, "total").headline == "Cases: no draw passes 9,000,000 by March 2026"


def test_that_an_end_that_is_not_reached_is_told_as_not_by_the_horizon() -> None:
    case = with_chart(a_case(), "total", threshold=2_250.0)
    results = results_of(with_measure(case, "passed", "date", "first_date(total >= 2_250 * case)"))
    assert 0.5 < np.isfinite(results.measure("passed")).mean() < 0.95
    figure = results.figures["total"]
    assert figure.headline.endswith("– not by Mar 2026)")
    assert of_kind(figure, Crossing)[0].subtext.endswith("– not by 31 Mar 2026")


def test_that_a_threshold_of_the_past_is_told_in_the_past_tense_without_a_range() -> None:
    case = with_chart(a_case(), "total", threshold=1_200.0)
    figure = figure_of(with_measure(case, "passed", "date", "first_date(total >= 1_200 * case)"), "total")
    assert figure.headline == "Cases passed 1,200 in March 2025"
    assert of_kind(figure, Crossing)[0].subtext == ""


def test_that_a_threshold_passed_before_the_timeline_has_no_date() -> None:
    case = with_chart(a_case(), "total", threshold=500.0)
    figure = figure_of(with_measure(case, "passed", "date", "first_date(total >= 500 * case)"), "total")
    assert figure.headline == "Cases: above 500 from the start, 31 Dec 2024"
    assert of_kind(figure, Crossing) == []


def test_that_a_quantity_that_sinks_falls_below_its_threshold() -> None:
    case = with_formulas(with_chart(a_case(), "total", threshold=900.0), {"new": "-rate"})
    case = with_measure(case, "passed", "date", "first_date(total <= 900 * case)")
    assert figure_of(case, "total").headline.startswith("Cases would fall below 900 in ")


def test_that_a_threshold_below_one_is_told_with_its_digits() -> None:
    case = with_chart(a_case(), "total", shows="share", observed=None, claims=None, threshold=0.2)
    assert figure_of(case, "total").headline.startswith("Cases would pass 0.2 in ")


def test_that_without_a_threshold_the_headline_tells_the_course() -> None:
    case = with_chart(a_case(), "total", threshold=None, crossing=None)
    results = results_of(case)
    end = results.figures["total"].headline
    low, median, high = results.quantiles_of("end", (0.05, 0.5, 0.95))
    assert end == f"Cases would rise to {median:,.0f} by March 2026 (90 %: {low:,.0f}–{high:,.0f})"
    steady = with_chart(with_formulas(case, {"new": "rate * 0"}), "total", observed=None)
    assert figure_of(steady, "total").headline == "Cases would be at 1,300 by March 2026"
    sinking = figure_of(with_formulas(case, {"new": "-3 * rate"}), "total").headline
    assert sinking.startswith("Cases would fall to −2,")
    assert " to −" in sinking.partition("90 %")[2]


@pytest.mark.parametrize("kind", ["all known", "one draw"])
def test_that_without_a_range_there_is_a_line_and_no_band(kind: str) -> None:
    case = a_case()
    case = constant(case) if kind == "all known" else replace(case, sampling=Sampling(1, 1, 10))
    figures = results_of(case).figures
    for id in ("total", "new"):
        assert of_kind(figures[id], Band) == []
        assert "band" not in figures[id].subtitle
        assert len(of_kind(figures[id], Line)[0].x) == 12 + (id == "total")
    assert "90 %" not in figures["total"].headline
    assert figures["total"].headline.startswith("Cases would pass 2,000 in ")
    assert "band" not in figures["new"].headline


def test_that_a_fan_keeps_the_points_at_which_all_draws_agree() -> None:
    case = with_formulas(a_case(), {"new": "-20 * rate"})
    case = replace(case, stocks={"total": replace(case.stocks["total"], non_negative=True)})
    line = of_kind(figure_of(case, "total"), Line)[0]
    assert len(line.x) == 13
    assert line.y[-1] == 0


def test_that_a_gap_in_the_values_stays_a_gap() -> None:
    case = with_chart(a_case(), "total", shows="share", observed=None, claims=None, threshold=None, crossing=None)
    share = replace(case.variables["share"], formula="1 / max(0, (2_000 * case - total) / case)")
    figure = figure_of(replace(case, variables={"share": share}), "total")
    line = of_kind(figure, Line)[0]
    assert np.isfinite(line.y[-1])
    assert line.x[-1] < day_number(date(2026, 3, 31))
    assert "by March 2026" not in figure.headline


def test_that_nothing_known_is_said() -> None:
    case = with_chart(a_case(), "total", shows="share", observed=None, claims=None, threshold=None, crossing=None)
    share = replace(case.variables["share"], formula="log(-total / case)")
    figure = figure_of(replace(case, variables={"share": share}), "total")
    assert figure.headline == "Cases: there are no values to show"
    assert figure.marks == ()
    assert figure.subtitle == ""


def test_that_the_baseline_is_drawn_in_grey_only_where_it_differs() -> None:
    results = changed(a_case(), rate=140.0)
    total = results.figures["total"]
    assert [line.ink for line in of_kind(total, Line)] == [Ink.BASELINE, Ink.PROJECTION]
    assert total.subtitle.endswith("dashed: baseline")
    assert "scenario: Fast ·" in total.note
    other = changed(a_case(), unused=0.7).figures["total"]
    assert [line.ink for line in of_kind(other, Line)] == [Ink.PROJECTION]
    assert "baseline" not in other.subtitle
    assert "scenario: Baseline, 1 change ·" in other.note


def test_that_no_baseline_is_drawn_after_a_series_has_come_that_no_formula_reads() -> None:
    saved = a_case()
    read = saved.series["totals"]
    more = replace(saved, series={**saved.series, "more": replace(read, id="more")})
    projected = Projector(saved).project(saved)
    figure = Projector(more).project(more, baseline=projected).figures["total"]
    assert [line.ink for line in of_kind(figure, Line)] == [Ink.PROJECTION]
    assert not Projector(more).same_model(
        Projector(replace(more, series={**more.series, "totals": replace(read, gaps="step")}))
    )


def test_that_the_baseline_is_drawn_beside_a_scenario_without_a_range() -> None:
    case = a_case()
    projector = Projector(case)
    figure = projector.project(constant(case), baseline=projector.project(case)).figures["total"]
    assert len(of_kind(figure, Line)) == 2
    assert of_kind(figure, Band) == []


def test_that_amounts_are_shown_as_rates_in_the_middle_of_their_period_with_their_source() -> None:
    (months, later) = of_kind(figure_of(a_case(), "new"), Points)
    np.testing.assert_allclose(months.y, [91, 92, 93], rtol=1e-12)
    np.testing.assert_allclose(months.x, [day_number(date(2025, 1, 15)) + 0.5, day_number(date(2025, 2, 14)),
                                          day_number(date(2025, 3, 15)) + 0.5])  # fmt: skip
    assert (months.source, later.source) == ("office", "paper")
    assert later.label == "published after 15 Apr 2025"


def test_that_figures_of_one_series_are_grouped_by_source_with_one_label() -> None:
    figure = figure_of(a_case(), "total")
    series = [mark for mark in of_kind(figure, Points) if not mark.claim]
    assert {mark.source for mark in series} == {"office", "paper"}
    assert [mark.label for mark in series].count("Totals") == 1
    assert figure.sources == {"office": "The office", "paper": "The paper"}


def test_that_a_misprinted_figure_is_not_drawn() -> None:
    case = a_case()
    series = case.series["totals"]
    marked = tuple(replace(each, standing="wrong") for each in series.observations[:1]) + series.observations[1:]
    figure = figure_of(replace(case, series={**case.series, "totals": replace(series, observations=marked)}), "total")
    assert [mark.source for mark in of_kind(figure, Points) if not mark.claim] == ["paper"]


def test_that_a_later_figure_outside_the_timeline_is_not_compared() -> None:
    case = a_case()
    series = case.series["months_later"]
    moved = tuple(
        replace(each, start=date(2027, 6, 1), end=date(2027, 6, 30)) if place else each
        for place, each in enumerate(series.observations)
    )
    case = replace(case, series={**case.series, "months_later": replace(series, observations=moved)})
    figure = figure_of(case, "new")
    assert figure.headline == "New cases: the one figure published later lies inside the 90 % band"
    assert figure.x.bounds is not None
    assert figure.x.bounds[1] > day_number(date(2027, 6, 1))


def test_that_a_claimed_range_is_an_interval_in_the_unit_of_the_chart() -> None:
    claim = Claim("C9", "1 to 2 thousand", relation="between", low=1.0, high=2.0, unit="1000 case", measure="now",
                  definition=Definition(end=date(2025, 6, 30), bound="range"))  # fmt: skip
    figure = figure_of(with_chart(with_claim(a_case(), claim), "total", claims=("C9", "C2")), "total")
    (mark,) = [mark for mark in of_kind(figure, Points) if mark.claim]
    assert mark.low is not None
    assert mark.high is not None
    assert [mark.low[0], mark.y[0], mark.high[0]] == [1_000, 1_500, 2_000]
    assert (mark.symbol, mark.filled) == ("circle", True)


@pytest.mark.parametrize(
    ("options", "starts_at_zero"),
    [({}, True), ({"from": date(2025, 3, 1)}, False), ({"from_zero": True}, True), ({"from_zero": False}, False)],
)
def test_that_an_axis_starts_at_zero_or_says_that_it_does_not(options: dict[str, object], starts_at_zero: bool) -> None:
    figure = figure_of(with_chart(a_case(), "total", **options), "total")
    assert ("The axis does not start at zero." in figure.note) is not starts_at_zero
    assert (figure.y.bounds is not None) is starts_at_zero


def test_that_no_axis_is_cut_at_zero_above_negative_values() -> None:
    case = with_formulas(with_chart(a_case(), "total", from_zero=True), {"new": "-3 * rate"})
    assert figure_of(case, "total").y.bounds is None


def test_that_a_chart_without_published_figures_names_what_its_assumptions_rest_on() -> None:
    bare = with_chart(a_case(), "new", observed=None, later=None)
    assert "Source: The office." in figure_of(bare, "new").note
    assert "Sources" not in figure_of(replace(bare, sources={}, citations=()), "new").note


def test_that_a_unit_can_be_chosen_for_a_chart() -> None:
    figure = figure_of(with_chart(a_case(), "total", unit="1000 case"), "total")
    assert of_kind(figure, Line)[0].y[0] == pytest.approx(1.3)


def test_that_the_note_names_every_source() -> None:
    case = a_case()
    sources = {f"s{n}": replace(case.sources["office"], id=f"s{n}", name=f"Source {n}") for n in range(9)}
    citations = tuple(Citation("C1", id, "originates") for id in sources)
    case = replace(with_chart(case, "new", observed=None, later=None), sources=sources, citations=citations)
    figure = figure_of(case, "new")
    assert f"Sources: {'; '.join(f'Source {number}' for number in range(9))}." in figure.note
    assert figure.sources.keys() == sources.keys()


def test_that_a_threshold_without_a_measure_is_passed_when_the_quantity_passes_it() -> None:
    case = a_case()
    by_measure, by_itself = figure_of(case, "total"), figure_of(with_chart(case, "total", crossing=None), "total")
    assert by_itself.headline == by_measure.headline
    (one,), (other,) = of_kind(by_measure, Crossing), of_kind(by_itself, Crossing)
    assert (one.x, one.text, one.subtext) == (other.x, other.text, other.subtext)


def test_that_a_moved_threshold_moves_its_date() -> None:
    case = with_chart(a_case(), "total", crossing=None, threshold=1_700.0)
    values = results_of(case).passing("total", 1_700.0, falls=False)
    (crossing,) = of_kind(figure_of(case, "total"), Crossing)
    assert crossing.x == np.quantile(values, 0.5, method="inverted_cdf")
    assert "1,700" in figure_of(case, "total").headline


def test_that_a_scenario_beside_is_the_median_that_it_has_when_it_is_loaded() -> None:
    case = with_chart(a_case(), "total", scenarios=("fast",))
    lines = of_kind(figure_of(case, "total"), Line)
    beside = next(line for line in lines if line.label == "Fast")
    median = next(line for line in lines if line.ink is Ink.PROJECTION)
    loaded = of_kind(figure_of(LoadScenario(case, "fast").apply(case), "total"), Line)
    assert beside.y[-1] == next(line for line in loaded if line.ink is Ink.PROJECTION).y[-1]
    assert beside.y[-1] > median.y[-1]


def test_that_a_scenario_beside_stays_while_an_assumption_is_moved() -> None:
    case = with_chart(a_case(), "total", scenarios=("fast",))
    projector = Projector(case)
    baseline = projector.project(case)
    moved = projector.project(SetAssumption("rate", "best", 70.0).apply(case), baseline=baseline)
    before, after = (
        next(line for line in of_kind(results.figures["total"], Line) if line.label) for results in (baseline, moved)
    )
    np.testing.assert_array_equal(before.y, after.y)


@pytest.mark.parametrize(
    ("bound", "symbol", "filled", "words"),
    [
        ("minimum count", "triangle", True, "▲ minimum count"),
        ("assertion", "diamond", False, "◇ assertion"),
        ("rule of thumb", "dotted", False, "○ rule of thumb"),
        ("point", "circle", True, ""),
    ],
)
def test_that_the_mark_of_a_claim_tells_its_kind_of_number_and_the_note_what_it_means(
    bound: Bound, symbol: str, filled: bool, words: str
) -> None:
    claim = Claim("C9", "1,200", relation="=", value=1_200.0, unit="case", measure="now",
                  definition=Definition(end=date(2025, 6, 30), bound=bound))  # fmt: skip
    figure = figure_of(with_chart(with_claim(a_case(), claim), "total", claims=("C9",)), "total")
    (mark,) = [mark for mark in of_kind(figure, Points) if mark.claim]
    assert (mark.symbol, mark.filled) == (symbol, filled)
    assert words in figure.note.replace(TIE, " ")
    assert ("Claims:" in figure.note) is bool(words)


@pytest.mark.parametrize(
    ("bands", "levels", "said"),
    [
        (None, [0.9, 0.5], "Bands 50 % and 90 %"),
        ("90 %", [0.9], "Band 90 %"),
        ("50 %", [0.5], "Band 50 %"),
        ("none", [], ""),
    ],
)
def test_that_a_chart_has_the_bands_it_asks_for_and_names_their_levels(
    bands: str | None, levels: list[float], said: str
) -> None:
    figure = figure_of(with_chart(a_case(), "total", bands=bands), "total")
    assert [band.level for band in of_kind(figure, Band)] == levels
    assert figure.subtitle == said


def test_that_scenarios_beside_one_another_are_told_apart_without_colour() -> None:
    scenarios = {f"s{n}": Scenario(f"s{n}", f"Scenario {n}", {"rate": 80.0 + 10 * n}) for n in range(6)}
    case = with_chart(replace(a_case(), scenarios=scenarios), "total", scenarios=tuple(scenarios))
    lines = [line for line in of_kind(figure_of(case, "total"), Line) if line.label.startswith("Scenario")]
    assert len({(line.symbol, line.dashed) for line in lines}) == len(lines) == 6


def test_that_more_lines_are_drawn_with_their_labels_and_what_is_none_is_told() -> None:
    case = with_chart(a_case(), "total", lines="1,500 the goal; 2501.25;−3 below")
    rules = [(rule.at, rule.label, rule.axis) for rule in of_kind(figure_of(case, "total"), Rule)[1:]]
    assert rules == [(1500.0, "the goal", "y"), (2501.25, "2,501", "y"), (-3.0, "below", "y")]
    wrong = with_chart(a_case(), "total", lines="the goal; 3")
    (problem,) = check.of_chart(wrong, results_of(wrong).projector.model, wrong.charts["total"])
    assert problem.message == "“the goal” does not begin with a number."
