"""Likelihoods of claims, how grades and shared figures temper them, and drawing again by weight."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.model import Timeline
from claimbench.core.relation import Relation
from claimbench.core.show import day_number
from claimbench.core.source import Citation, Source
from claimbench.engine.summary import effective_size
from claimbench.evidence.holding import (
    Evidence,
    cannot_hold,
    counted_twice,
    evidence,
    grade,
    grade_error,
    likelihood,
    resample,
    weights,
)

HALF_90 = stats.norm.ppf(0.95)
NO_VALUES = np.array([math.nan, math.inf])


def claim(id: str = "C1", relation: Relation = "=", value: float | date | None = 100.0, **more: object) -> Claim:
    unit = "date" if isinstance(value, date) else "case"
    return replace(Claim(id, id, relation=relation, value=value, unit=unit, measure="x"), **more)  # type: ignore[arg-type]


def a_case(*claims: Claim, **more: object) -> Case:
    timeline = Timeline(date(2025, 1, 1), date(2025, 4, 1), date(2025, 12, 31))
    case = Case("held", "Held", date(2025, 4, 1), timeline, claims={each.id: each for each in claims})
    return replace(case, held=tuple(each.id for each in claims), **more)  # type: ignore[arg-type]


def log_likelihood(claim: Claim, *values: float, error: float = 0.0) -> list[float]:
    found = likelihood(claim, error)
    return found.log_likelihood(found.residuals(np.array(values))).tolist()


def test_that_an_equal_claim_with_a_stated_tolerance_is_normal_with_it_as_half_of_90_percent() -> None:
    values = np.array([80.0, 100.0, 103.0])
    normal = stats.norm(100.0, 5.0 / HALF_90)
    expected = normal.logpdf(values) - normal.logpdf(100.0)
    assert log_likelihood(claim(tolerance=5.0), *values) == pytest.approx(expected)


def test_that_about_a_positive_value_is_lognormal_with_a_tenth_as_half_of_90_percent() -> None:
    values = np.array([80.0, 100.0, 125.0])
    normal = stats.norm(math.log(100.0), 0.1 / HALF_90)
    expected = normal.logpdf(np.log(values)) - normal.logpdf(math.log(100.0))
    assert log_likelihood(claim(relation="about"), *values) == pytest.approx(expected)


def test_that_a_negative_value_with_a_relative_tolerance_is_normal() -> None:
    normal = stats.norm(-100.0, 10.0 / HALF_90)
    expected = normal.logpdf([-90.0, 3.0]) - normal.logpdf(-100.0)
    assert log_likelihood(claim(relation="about", value=-100.0), -90.0, 3.0) == pytest.approx(expected)


def test_that_a_lognormal_claim_is_finite_but_hopeless_where_the_measure_is_not_positive() -> None:
    zero, negative = log_likelihood(claim(relation="about"), 0.0, -50.0)
    assert math.isfinite(zero)
    assert zero == negative
    assert zero < -1e4


def test_that_a_range_is_certain_inside_and_falls_with_a_tenth_of_its_width_outside() -> None:
    ranged = claim(relation="between", value=None, low=10.0, high=20.0)
    assert log_likelihood(ranged, 10.0, 15.0, 20.0, 22.0, 9.0) == pytest.approx([0, 0, 0, -0.5 * 2.0**2, -0.5 * 1.0**2])


@pytest.mark.parametrize(
    ("relation", "right", "wrong"),
    [("at least", 130.0, 97.0), ("more than", 130.0, 97.0), ("at most", 70.0, 103.0), ("less than", 70.0, 103.0)],
)
def test_that_one_sided_claims_fall_on_the_wrong_side_as_an_equal_one_would(
    relation: Relation, right: float, wrong: float
) -> None:
    # 100 has one significant digit: half a unit is 50, more than 5 %, which is 5
    expected = -0.5 * (3.0 / (5.0 / HALF_90)) ** 2
    assert log_likelihood(claim(relation=relation), right, 100.0, wrong) == pytest.approx([0.0, 0.0, expected])


@pytest.mark.parametrize("relation", ["=", "about", "at least", "at most", "more than", "less than"])
def test_that_a_draw_without_a_value_has_no_likelihood(relation: Relation) -> None:
    assert log_likelihood(claim(relation=relation), math.nan) == [-math.inf]


def test_that_a_date_never_reached_is_later_than_any_date() -> None:
    day = date(2025, 6, 1)
    assert log_likelihood(claim(relation="at most", value=day), math.inf) == [-math.inf]
    assert log_likelihood(claim(relation="at least", value=day), math.inf) == [0.0]


def test_that_a_date_is_certain_all_day() -> None:
    day = date(2025, 6, 1)
    ends = day_number(day)
    assert log_likelihood(claim(value=day), ends - 1.0, ends - 0.5, ends) == [0.0, 0.0, 0.0]
    assert log_likelihood(claim(value=day), ends + 1.0)[0] == pytest.approx(-0.5 * (HALF_90 / 0.5) ** 2)
    assert log_likelihood(claim(relation="about", value=day), ends + 15.0)[0] == pytest.approx(-0.5 * HALF_90**2)


def test_that_later_and_earlier_than_a_day_leave_the_day_out() -> None:
    """Outside by half a day, and known to the half day: half of a 90 % interval."""
    day = date(2025, 6, 1)
    ends = day_number(day)
    noon = -0.5 * HALF_90**2
    assert log_likelihood(claim(relation="at least", value=day), ends - 1.5, ends - 0.5) == pytest.approx([noon, 0.0])
    assert log_likelihood(claim(relation="more than", value=day), ends - 0.5, ends + 0.5) == pytest.approx([noon, 0.0])
    assert log_likelihood(claim(relation="at most", value=day), ends - 0.5, ends + 0.5) == pytest.approx([0.0, noon])
    assert log_likelihood(claim(relation="less than", value=day), ends - 1.5, ends - 0.5) == pytest.approx([0.0, noon])
    june = replace(claim(relation="between", value=None), low=ends, high=ends + 29, unit="date")
    assert log_likelihood(june, ends - 0.5, ends + 28.5) == [0.0, 0.0]


def test_that_a_claim_of_zero_can_be_held() -> None:
    assert log_likelihood(claim(value=0.0), 0.0, 0.5) == pytest.approx([0.0, -0.5 * HALF_90**2])


def test_that_a_chance_to_be_wrong_is_a_floor_under_the_likelihood() -> None:
    near, far = log_likelihood(claim(tolerance=5.0), 100.0, 1e9, error=0.2)
    assert near == pytest.approx(0.0)
    assert math.exp(far) == pytest.approx(0.2)
    assert log_likelihood(claim(tolerance=5.0), 100.0, 1e9, error=1.0) == [0.0, 0.0]


def test_that_what_cannot_be_tested_cannot_be_held_and_says_why() -> None:
    assert cannot_hold(Claim("C1", "A judgement", why_not="It names no number.")) == "It names no number."
    assert cannot_hold(claim(value=None)) == "The claim has no value."
    assert cannot_hold(claim()) == ""


# -- grades


def graded(reliability: str, credibility: int | None, **more: object) -> Case:
    sources = {"s": Source("s", "S", reliability=reliability)}
    return a_case(
        claim(credibility=credibility), sources=sources, citations=(Citation("C1", "s", "originates"),), **more
    )


def test_that_weaker_grades_are_more_often_wrong() -> None:
    errors = [grade_error(graded(*pair), claim(credibility=pair[1])) for pair in zip("ABCDE", range(1, 6), strict=True)]
    assert errors == sorted(errors)
    assert errors == pytest.approx(
        [0.02, 0.1, 0.25, 0.5, 0.75]
    )  # where both grades agree, it is what either stands for


def test_that_a_grade_between_two_is_their_mean_in_log_odds() -> None:
    case = graded("A", 5)
    error = grade_error(case, case.claims["C1"])
    odds = [each / (1 - each) for each in (0.02, 0.75, error)]
    assert math.log(odds[2]) == pytest.approx((math.log(odds[0]) + math.log(odds[1])) / 2)


def test_that_the_case_has_the_last_word_on_grades() -> None:
    case = graded("B", 2, grade_errors={"B2": 0.4})
    assert grade_error(case, case.claims["C1"]) == 0.4


def test_that_a_claim_without_source_or_grade_cannot_be_judged() -> None:
    case = a_case(claim())
    assert grade(case, case.claims["C1"]) == "F6"


def test_that_the_grade_is_that_of_the_originator_not_of_who_relays() -> None:
    sources = {"ministry": Source("ministry", "M", reliability="D"), "paper": Source("paper", "P", reliability="A")}
    cited = (Citation("C1", "paper", "relays", "ministry"), Citation("C1", "ministry", "originates"))
    case = a_case(claim(credibility=2), sources=sources, citations=cited)
    assert grade(case, case.claims["C1"]) == "D2"


def test_that_grades_count_only_where_they_are_asked_for() -> None:
    case = graded("E", 5)
    assert evidence(case).likelihoods[0].error == 0.0
    assert evidence(replace(case, weigh_by_grade=True)).likelihoods[0].error == pytest.approx(0.75)


# -- several claims

DRAWS = np.random.default_rng(1).normal(100.0, 10.0, 500)


def joint(case: Case, without: str = "") -> np.ndarray:
    held = evidence(case)
    found = held.residuals(dict.fromkeys(held.claims, DRAWS))
    return held.joint(held.log_likelihoods(found), without)


def test_that_the_weight_is_the_product_of_the_likelihoods() -> None:
    case = a_case(claim("C1", tolerance=5.0), claim("C2", relation="at least", value=95.0))
    each = [np.exp(log_likelihood(case.claims[id], *DRAWS)) for id in ("C1", "C2")]
    assert np.exp(joint(case)) == pytest.approx(each[0] * each[1])


@pytest.mark.parametrize("copies", [2, 3, 5])
def test_that_one_figure_stated_several_times_weighs_as_one(copies: int) -> None:
    one = claim(tolerance=5.0, figure="same")
    several = [replace(one, id=f"C{number}") for number in range(copies)]
    assert joint(a_case(*several)).tolist() == pytest.approx(joint(a_case(one)).tolist(), rel=1e-15)


def test_that_a_claim_is_judged_without_what_is_one_figure_with_it() -> None:
    """Else the same figure said twice would bear itself out."""
    first, second = claim("C1", tolerance=5.0, figure="same"), claim("C2", tolerance=2.0, figure="same")
    third = claim("C3", value=90.0, tolerance=4.0)
    assert joint(a_case(first, second, third), without="C1").tolist() == joint(a_case(third)).tolist()
    assert joint(a_case(first, second), without="C1").tolist() == [0.0] * len(DRAWS)


def test_that_the_order_of_holding_does_not_matter() -> None:
    claims = [claim(f"C{number}", value=95.0 + number, tolerance=3.0 + number / 7) for number in range(5)]
    case = a_case(*claims)
    assert joint(replace(case, held=case.held[::-1])).tobytes() == joint(case).tobytes()


def test_that_claims_that_cannot_be_tested_are_left_out() -> None:
    case = a_case(claim("C1"), Claim("C2", "A judgement"))
    assert evidence(case).claims == ("C1",)


def test_that_weights_far_out_in_a_tail_do_not_vanish() -> None:
    assert weights(np.array([-1e6, -1e6 - math.log(2.0)])) == pytest.approx([1.0, 0.5])
    assert weights(np.array([-math.inf, -math.inf])).tolist() == [0.0, 0.0]


def test_that_evidence_without_claims_says_nothing() -> None:
    assert Evidence((), ()).joint(np.empty((0, 3))).tolist() == [0.0, 0.0, 0.0]


# -- drawing again


def test_that_draws_come_as_often_as_their_weights_ask_within_one() -> None:
    given = np.random.default_rng(2).random(200) ** 4
    counts = np.bincount(resample(given, 1000, 5), minlength=200)
    assert (np.abs(counts - 1000 * given / given.sum()) < 1).all()


def test_that_drawing_again_is_the_same_for_the_same_seed() -> None:
    given = np.random.default_rng(3).random(50)
    assert (resample(given, 100, 7) == resample(given, 100, 7)).all()


def test_that_a_draw_without_weight_never_comes() -> None:
    given = np.zeros(64)
    given[[3, 40]] = 1e-12, 1.0
    assert set(resample(given, 4096, 1).tolist()) <= {3, 40}


def test_that_drawing_again_keeps_the_weighted_mean_nearly() -> None:
    given = np.exp(-0.5 * ((DRAWS - 105.0) / 5.0) ** 2)
    again = DRAWS[resample(given, 4096, 1)]
    assert again.mean() == pytest.approx(np.average(DRAWS, weights=given), abs=0.1)
    assert 1 < effective_size(given) < len(given)


def test_that_a_claim_on_which_an_assumption_rests_is_counted_twice() -> None:
    case = a_case(claim("C1", figure="f"), claim("C2", figure="f"), claim("C3"))
    rests = Assumption("x", "X", "case", "normal", 1.0, 2.0, 3.0, 0, claims=("C1",))
    found = counted_twice(replace(case, assumptions={"x": rests}), case.held)
    assert found == [("C1", "x"), ("C2", "x")]
