"""Claims against the projection: ratios, texts where there is no ratio, and headlines that count right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from app_case import (
    DRAWS,
    a_case,
    figure_of,
    of_kind,
    results_of,
    with_measure,
)

from claimbench.app.figures import common
from claimbench.app.figures.figure import (
    Bar,
    Figure,
    Note,
    Whisker,
)
from claimbench.core.case import Case, Sampling
from claimbench.core.chart import Chart
from claimbench.core.claim import Claim
from claimbench.core.show import day_number, from_day_number


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
    row = next(at for at, text in figure.y.ticks if text.startswith("C3"))
    ratio = next(mark for mark in of_kind(figure, Bar) if mark.y == row)
    np.testing.assert_allclose((ratio.low, ratio.high), (2 / 3, 2), rtol=0.01)
    assert [text for _, text in figure.y.ticks] == [
        "C1 · At least 1,250 in March", "C2 · Two thousand passed in 2025", "C3 · Ratio 2 to 4"]  # fmt: skip


def test_that_the_confidence_of_the_analyst_is_noted_apart_from_the_chances() -> None:
    sure, unsure, again = about("C1", 1.0), about("C2", 2.0), about("C3", 3.0)
    assert "confidence" not in claims_figure(sure, unsure, again).note
    given = [replace(each, confidence=level) for each, level in ((sure, "low"), (unsure, "high"), (again, "low"))]  # type: ignore[arg-type]
    assert "The analyst's confidence: high in C2; low in C1, C3." in claims_figure(*given).note


def test_that_a_claimed_date_is_told_beside_the_projected_one() -> None:
    (note,) = of_kind(results_of(a_case()).figures["claims"], Note)
    low, high = (from_day_number(day) for day in results_of(a_case()).quantiles_of("passed", (0.05, 0.95)))
    assert note.text == f"claimed ≤ 31 Dec 2025 · projected {common.day_range(low, high, date(2026, 3, 31))}"
    never = with_measure(a_case(), "passed", "date", "first_date(total >= 9e6 * case)")
    claim = about("C1", unit="date", measure="passed", value=date(2025, 6, 1), relation="=")
    (note,) = of_kind(claims_figure(claim, case=never), Note)
    assert note.text == "claimed 1 Jun 2025 · projected not by 31 Mar 2026"


def test_that_a_claim_of_a_range_of_dates_is_told() -> None:
    low, high = day_number(date(2025, 6, 1)), day_number(date(2025, 9, 30))
    claim = about("C1", relation="between", unit="date", measure="passed", low=low, high=high)
    (note,) = of_kind(claims_figure(claim), Note)
    assert note.text.startswith("claimed 1 Jun – 30 Sep 2025 · projected ")


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


def test_that_the_claims_chart_calls_a_source_by_its_short_name() -> None:
    case = a_case()
    office = replace(case.sources["office"], short="Office")
    note = results_of(replace(case, sources={**case.sources, "office": office})).figures["claims"].note
    assert "Sources: Office; The paper." in note


def test_that_dates_alone_have_no_axis_of_ratios() -> None:
    figure = claims_figure(about("C1", unit="date", measure="passed", value=date(2025, 6, 1), relation="="))
    assert [type(mark) for mark in figure.marks] == [Note]
    assert figure.x.kind == "rows"
    assert figure.row_titles[1] == "claimed and projected, 90 %"
