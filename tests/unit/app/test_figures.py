"""What figures say: sentences that fit the picture, units, and odd cases that must not end in a fault."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

import numpy as np
import pytest
from app_case import DRAWS, a_case, constant, figure_of, results_of, with_chart, with_claim, with_formulas, with_measure

from claimbench.app.commands import SetAssumption
from claimbench.app.figures.figure import (
    Band,
    Bar,
    Crossing,
    Figure,
    Handle,
    Ink,
    Line,
    Mark,
    Note,
    Points,
    Rule,
    Span,
    Whisker,
)
from claimbench.app.projection import Projector, Results
from claimbench.core.case import Case, Sampling
from claimbench.core.chart import Chart
from claimbench.core.claim import Claim, Definition
from claimbench.core.show import day_number, from_day_number
from claimbench.core.source import Citation


M = TypeVar("M", bound=Mark)


def of_kind(figure: Figure, kind: type[M]) -> list[M]:
    return [mark for mark in figure.marks if isinstance(mark, kind)]


def changed(case: Case, **best: float) -> Results:
    """Results of the case with assumptions moved, beside those of the case itself as the baseline."""
    projector = Projector(case)
    baseline = projector.project(case)
    for id, value in best.items():
        case = SetAssumption(id, "best", value).apply(case)
    return projector.project(case, baseline=baseline)


# -- projection


def test_that_the_headline_says_when_the_threshold_is_passed_as_the_mark_does() -> None:
    results = results_of(a_case())
    figure = results.figures["total"]
    assert figure.headline == "Cases pass 2,000 in October 2025 (90 %: Sep 2025 – Jan 2026)"
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
    assert figure.headline == f"Cases pass 2,700 by March 2026 in {100 * share:.0f} % of draws"
    assert of_kind(figure, Crossing) == []
    never = with_measure(with_chart(case, "total", threshold=9e6), "passed", "date", "first_date(total >= 9e6 * case)")
    assert figure_of(never, "total").headline == "Cases pass 9,000,000 by March 2026 in no draw"


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
    assert figure.headline == "Cases are above 500 from the start, 31 Dec 2024"
    assert of_kind(figure, Crossing) == []


def test_that_a_quantity_that_sinks_falls_below_its_threshold() -> None:
    case = with_formulas(with_chart(a_case(), "total", threshold=900.0), {"new": "-rate"})
    case = with_measure(case, "passed", "date", "first_date(total <= 900 * case)")
    assert figure_of(case, "total").headline.startswith("Cases fall below 900 in ")
    singular = with_chart(case, "total", plural=False)
    assert figure_of(singular, "total").headline.startswith("Cases falls below 900 in ")


def test_that_a_threshold_below_one_is_told_with_its_digits() -> None:
    case = with_chart(a_case(), "total", shows="share", observed=None, claims=None, threshold=0.2)
    assert figure_of(case, "total").headline.startswith("Cases pass 0.2 in ")


def test_that_without_a_threshold_the_headline_tells_the_course() -> None:
    case = with_chart(a_case(), "total", threshold=None, crossing=None)
    results = results_of(case)
    end = results.figures["total"].headline
    low, median, high = results.quantiles_of("end", (0.05, 0.5, 0.95))
    assert end == f"Cases rise to {median:,.0f} by March 2026 (90 %: {low:,.0f}–{high:,.0f})"
    steady = with_chart(with_formulas(case, {"new": "rate * 0"}), "total", observed=None)
    assert figure_of(steady, "total").headline == "Cases hold at 1,300 by March 2026"
    sinking = figure_of(with_formulas(case, {"new": "-3 * rate"}), "total").headline
    assert sinking.startswith("Cases fall to −2,")
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
    assert figures["total"].headline.startswith("Cases pass 2,000 in ")
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
    assert "Scenario: Fast" in total.note
    other = changed(a_case(), unused=0.7).figures["total"]
    assert [line.ink for line in of_kind(other, Line)] == [Ink.PROJECTION]
    assert "baseline" not in other.subtitle
    assert "Scenario: Baseline, 1 change" in other.note


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


def test_that_both_ends_of_a_claimed_range_are_marked_in_the_unit_of_the_chart() -> None:
    claim = Claim("C9", "1 to 2 thousand", relation="between", low=1.0, high=2.0, unit="1000 case", measure="now",
                  definition=Definition(end=date(2025, 6, 30), bound="range"))  # fmt: skip
    figure = figure_of(with_chart(with_claim(a_case(), claim), "total", claims=("C9", "C2")), "total")
    (mark,) = [mark for mark in of_kind(figure, Points) if mark.claim]
    assert mark.y.tolist() == [1_000, 2_000]
    assert (mark.symbol, mark.filled) == ("square", True)


@pytest.mark.parametrize(
    ("options", "starts_at_zero"), [({}, True), ({"from": date(2025, 3, 1)}, False), ({"from_zero": True}, True), ({"from_zero": False}, False)]
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
    assert "Sources: The office." in figure_of(bare, "new").note
    assert "Sources" not in figure_of(replace(bare, sources={}, citations=()), "new").note


def test_that_a_unit_can_be_chosen_for_a_chart() -> None:
    figure = figure_of(with_chart(a_case(), "total", unit="1000 case"), "total")
    assert of_kind(figure, Line)[0].y[0] == pytest.approx(1.3)


# -- what would be if


def test_that_the_what_if_curve_goes_through_its_marker_and_the_headline_says_its_value() -> None:
    figure = figure_of(a_case(), "losses")
    (handle,) = of_kind(figure, Handle)
    line = of_kind(figure, Line)[-1]
    assert handle.x == 3.0
    assert line.y[line.x == 3.0].tolist() == [handle.y]
    assert np.all(np.diff(line.x) > 0)
    assert figure.headline == f"Losses: {handle.y:.0f} at 3"
    (span,) = of_kind(figure, Span)
    assert (span.low, span.high, span.label) == (2.0, 4.0, "2–4, The paper (C3)")


def test_that_the_value_at_the_marker_is_right_beyond_the_ends_of_the_curve() -> None:
    results = changed(a_case(), ratio=20.0)
    figure = results.figures["losses"]
    assert figure.x.bounds == (1.0, 8.0)
    (handle,) = of_kind(figure, Handle)
    at_ten = of_kind(figure_of(a_case(), "losses"), Handle)[0].y * 3 / 20
    assert handle.y == pytest.approx(at_ten, rel=1e-9)
    assert figure.headline == f"Losses: {handle.y:.3g} at 20"


def test_that_dragging_the_assumption_leaves_its_axis_and_its_curve_in_place() -> None:
    case = with_chart(a_case(), "losses", low=None, high=None)
    figure, before = changed(case, ratio=3.5).figures["losses"], figure_of(case, "losses")
    assert figure.x.bounds == before.x.bounds
    assert [line.ink for line in of_kind(figure, Line)] == [Ink.PROJECTION]
    other = changed(case, rate=140.0).figures["losses"]
    assert [line.ink for line in of_kind(other, Line)] == [Ink.BASELINE, Ink.PROJECTION]
    assert other.subtitle == "band 90 % · dashed: baseline"


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
    assert figure.headline == "Losses does not depend on “Unused”"
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
    assert figure.headline == "Losses has no value at 3"
    assert of_kind(figure, Handle) == []


# -- claims


def claims_figure(*claims: Claim, case: Case | None = None, draws: int = DRAWS) -> Figure:
    case = replace(case or a_case(), claims={claim.id: claim for claim in claims}, sampling=Sampling(draws, 1, 10))
    return figure_of(replace(case, charts={"claims": Chart("claims", "claims", "Claims")}), "claims")


def about(id: str, value: float | None = None, relation: str = "at least", **more: object) -> Claim:
    given = {"unit": "case", "measure": "end", **more}
    return Claim(id, f"Title {id}", relation=relation, value=value, **given)  # type: ignore[arg-type]


def test_that_a_claim_is_set_against_the_projected_median() -> None:
    results = results_of(a_case())
    median = results.quantiles_of("now", (0.5,))[0]
    figure = results.figures["claims"]
    whisker = next(mark for mark in of_kind(figure, Whisker) if mark.claim == "C1")
    assert (whisker.value, whisker.arrow) == (1_250 / median, 1)
    ratio = next(mark for mark in of_kind(figure, Bar) if mark.name.startswith("C3"))
    np.testing.assert_allclose((ratio.low, ratio.high), (2 / 3, 2), rtol=0.01)
    assert [text for _, text in figure.y.ticks] == [
        "C1 · At least 1,250 in March", "C2 · Two thousand passed in 2025", "C3 · Ratio 2 to 4"]  # fmt: skip


def test_that_a_claimed_date_is_told_beside_the_projected_one() -> None:
    (note,) = of_kind(results_of(a_case()).figures["claims"], Note)
    assert note.text.startswith("claimed at most 31 Dec 2025 · projected ")
    never = with_measure(a_case(), "passed", "date", "first_date(total >= 9e6 * case)")
    claim = about("C1", unit="date", measure="passed", value=date(2025, 6, 1), relation="=")
    (note,) = of_kind(claims_figure(claim, case=never), Note)
    assert note.text == "claimed 1 Jun 2025 · projected not by 31 Mar 2026"


def test_that_a_claim_of_a_range_of_dates_is_told() -> None:
    low, high = day_number(date(2025, 6, 1)), day_number(date(2025, 9, 30))
    claim = about("C1", relation="between", unit="date", measure="passed", low=low, high=high)
    (note,) = of_kind(claims_figure(claim), Note)
    assert note.text.startswith("claimed 1 Jun 2025 to 30 Sep 2025 · projected ")


@pytest.mark.parametrize(
    ("formula", "claim"),
    [
        ("-final(total)", about("C1", -1_000.0)),
        ("-final(total)", about("C1", relation="between", low=-3_000.0, high=-1_000.0)),
        ("0 * final(total)", about("C1", 10.0)),
        ("final(total)", about("C1", -1_000.0, "=")),
        ("final(total)", about("C1", relation="between", low=-3_000.0, high=-1_000.0)),
        ("final(total)", about("C1", 0.0, "=")),
    ],
)
def test_that_what_has_no_ratio_is_told_in_numbers(formula: str, claim: Claim) -> None:
    figure = claims_figure(claim, case=with_measure(a_case(), "end", "case", formula))
    (note,) = of_kind(figure, Note)
    assert note.text.startswith("claimed ")
    assert " · projected " in note.text
    assert of_kind(figure, Bar) == []
    assert figure.right[0][1].endswith("%")


def test_that_a_range_from_below_zero_is_drawn_to_the_edge_and_says_so() -> None:
    figure = claims_figure(about("C1", relation="between", low=-100.0, high=4_000.0))
    (whisker,) = of_kind(figure, Whisker)
    assert whisker.low == 0.25
    assert "drawn at the edge" in figure.note
    assert "drawn at the edge" not in claims_figure(about("C1", 2_000.0)).note


def test_that_what_is_far_beyond_stays_at_the_edge_of_the_axis() -> None:
    figure = claims_figure(about("C1", 1e9), about("C2", 1e-9))
    assert [mark.value for mark in of_kind(figure, Whisker)] == [4.0, 0.25]
    assert figure.x.bounds == (0.25, 4.0)


HEADLINES: list[tuple[list[Claim], str]] = [
    ([], "No claim here can be tested with numbers"),
    ([Claim("C1", "Words", why_not="No number.")], "No claim here can be tested with numbers"),
    ([about("C1", 9e6)], "The claim has a chance of < 0.4 %"),
    ([about("C1", 9e6), about("C2", 2_500.0, "at most")], "1 of 2 claims has a chance below 5 %, "
     "none has one of 80 % or more"),
    ([about("C1", 1.0), about("C2", 2.0)], "None of 2 claims has a chance below 5 %, 2 have one of 80 % or more"),
    ([about("C1", 9e6), about("C2", 9e6), about("C3", 1.0)],
     "2 of 3 claims have a chance below 5 %, 1 has one of 80 % or more"),
]  # fmt: skip


@pytest.mark.parametrize(("claims", "headline"), HEADLINES)
def test_that_the_headline_counts_chances_in_a_right_sentence(claims: list[Claim], headline: str) -> None:
    assert claims_figure(*claims).headline == headline


def test_that_the_headline_claims_no_more_than_few_draws_can_show() -> None:
    figure = claims_figure(about("C1", 9e6), about("C2", 1.0), draws=4)
    assert [text for _, text, _ in figure.right] == ["< 25 %", "> 75 %"]
    assert figure.headline == "None of 2 claims has a chance below 5 %, none has one of 80 % or more"


def test_that_only_words_that_are_used_are_explained() -> None:
    figure = results_of(a_case()).figures["claims"]
    assert {word for _, _, word in figure.right} == {"", "very likely", "likely"}
    assert "Chance in ICD 203 words: likely 55–80 %, very likely 80–95 %." in figure.note
    assert "ICD" not in claims_figure(about("C1", 9e6)).note


def test_that_a_claim_without_a_value_is_shown_as_not_testable() -> None:
    figure = claims_figure(about("C1", None, "="), about("C2", 1.0))
    assert [text for _, text, _ in figure.right] == ["not testable", "> 99.61 %"]


def test_that_a_measure_of_blanks_is_none() -> None:
    assert "No claim here" in claims_figure(about("C1", 1.0, measure="  ")).headline


def test_that_the_claims_chart_names_its_sources() -> None:
    assert "Sources: The office; The paper." in results_of(a_case()).figures["claims"].note


# -- what cannot be drawn


UNDRAWABLE: list[tuple[str, dict[str, object], str]] = [
    ("total", {"shows": "nothing"}, "stock, flow or variable “nothing”"),
    ("total", {"shows": None}, "shows is missing"),
    ("total", {"shows": "now"}, "stock, flow or variable “now”"),
    ("total", {"unit": "furlong_per"}, "Unknown unit"),
    ("total", {"unit": "km"}, "cannot be shown in km"),
    ("total", {"observed": ("nothing",)}, "series “nothing”"),
    ("total", {"later": ("nothing",)}, "series “nothing”"),
    ("total", {"claims": ("C77",)}, "claim “C77”"),
    ("total", {"claims": ("C3",)}, "Claim C3 is in no unit"),
    ("total", {"crossing": "nothing"}, "measure “nothing”"),
    ("total", {"crossing": "end"}, "“end” is no date"),
    ("total", {"from": date(2030, 1, 1)}, "not before the timeline ends"),
    ("new", {"observed": ("totals",)}, "cannot be shown in case/month"),
    ("losses", {"result": "nothing"}, "measure “nothing”"),
    ("losses", {"result": None}, "result is missing"),
    ("losses", {"result": "passed"}, "is a date"),
    ("losses", {"assumption": "nothing"}, "assumption “nothing”"),
    ("losses", {"claims": ("C1",)}, "Claim C1 is in case"),
    ("losses", {"low": 9.0}, "from 9 to 8"),
    ("losses", {"low": 8.0}, "from 8 to 8"),
    ("claims", {"claims": ("C77",)}, "claim “C77”"),
]


@pytest.mark.parametrize(("chart", "options", "why"), UNDRAWABLE)
def test_that_a_chart_whose_options_do_not_fit_says_why(chart: str, options: dict[str, object], why: str) -> None:
    figures = results_of(with_chart(a_case(), chart, **options)).figures
    assert figures[chart].headline == "This chart cannot be drawn"
    assert why in figures[chart].note
    assert f"charts.{chart}" in figures[chart].note
    assert figures[chart].marks == ()
    assert sum("cannot be drawn" in figure.headline for figure in figures.values()) == 1


def test_that_an_unknown_kind_of_chart_says_so() -> None:
    case = replace(a_case(), charts={"pie": Chart("pie", "pie", "Pie")})
    assert "no chart kind “pie”" in figure_of(case, "pie").note


BARE: dict[str, Callable[[Case], Case]] = {
    "no charts": lambda case: replace(case, charts={}),
    "no claims": lambda case: replace(with_chart(case, "total", claims=None), claims={}, citations=(),
                                      charts={"claims": case.charts["claims"]}),
    "no assumptions": lambda case: replace(
        with_formulas(case, {"new": "100 * case / month"}), assumptions={}, scenarios={},
        claims={"C1": case.claims["C1"]}, citations=(Citation("C1", "office", "originates"),),
        measures={id: case.measures[id] for id in ("now", "end", "passed")},
        charts={id: case.charts[id] for id in ("total", "new", "claims")}),
    "no series": lambda case: replace(
        case, series={}, flows={"new": replace(case.flows["new"], past="model")},
        stocks={"total": replace(case.stocks["total"], past="none", opening="1_000 * case")},
        measures={**case.measures, "now": replace(case.measures["now"], formula="at(total, '2025-04-30')")},
        charts={"total": replace(case.charts["total"], options={"shows": "total"}), "claims": case.charts["claims"]}),
    "nothing": lambda case: Case("bare", "Bare", case.as_of, case.timeline),
}  # fmt: skip


@pytest.mark.parametrize("what", list(BARE))
def test_that_a_case_without_much_has_the_figures_that_it_can_have(what: str) -> None:
    case = BARE[what](a_case())
    results = results_of(case).settle()
    assert results.figures.keys() == case.charts.keys()
    assert results.verdicts.keys() == case.claims.keys()
    assert all("cannot be drawn" not in figure.headline for figure in results.figures.values())
