"""Verdicts: what counts as holding, and the chance of it in number and word."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from claimbench.core.claim import Claim
from claimbench.core.relation import Relation
from claimbench.core.show import day_number
from claimbench.evidence.verdict import WORDS, accepted, untestable, verdict, word, word_with_range

DEADLINE = date(2025, 12, 31)
DAY = day_number(DEADLINE)


def claim(relation: Relation, value: float | date | None = None, **more: Any) -> Claim:
    unit = more.pop("unit", "date" if isinstance(value, date) else "case")
    return Claim("C1", "A claim", relation=relation, value=value, unit=unit, measure="registered", **more)


# What counts as holding


@pytest.mark.parametrize(
    ("value", "tolerance", "rule"),
    [
        (310_000.0, 5_000, "half a unit of the last digit"),
        (400_000.0, 20_000, "5 %"),
        (162_000.0, 810, "0.5 %"),
        (161_755.0, 808.775, "0.5 %"),
        (21_602.0, 108.01, "0.5 %"),
        (17_000.0, 500, "half a unit of the last digit"),
        (0.43, 0.005, "half a unit of the last digit"),
        (2.7, 0.05, "half a unit of the last digit"),
        (1_000.0, 50, "5 %"),
        (1.0, 0.05, "5 %"),
        (-0.5, 0.025, "5 %"),
        (1e-7, 5e-9, "5 %"),
        (123.0, 0.615, "0.5 %"),
        (200.0, 10, "5 %"),
        (0.0, 0, "5 %"),
    ],
)
def test_that_an_equal_claim_is_as_exact_as_its_digits(value: float, tolerance: float, rule: str) -> None:
    ends = accepted(claim("=", value))
    assert ends.tolerance == tolerance
    assert ends.rule == rule
    assert ends.low == pytest.approx(value - tolerance, rel=1e-15)
    assert ends.high == pytest.approx(value + tolerance, rel=1e-15)


def test_that_ends_are_the_decimal_numbers_that_a_reader_expects() -> None:
    ends = accepted(claim("=", 0.43))
    assert (ends.low, ends.high) == (0.425, 0.435)
    ends = accepted(claim("about", 0.3))
    assert (ends.low, ends.high) == (0.27, 0.33)


@pytest.mark.parametrize(
    ("given", "low", "high", "tolerance"),
    [
        (claim("about", 200_000.0), 180_000, 220_000, 20_000),
        (claim("about", -10.0), -11, -9, 1),
        (claim("at least", 400_000.0), 400_000, math.inf, None),
        (claim("at most", 400_000.0), -math.inf, 400_000, None),
        (claim("between", low=2.0, high=2.5), 2, 2.5, None),
        (claim("=", 310_000.0, tolerance=1_000.0), 309_000, 311_000, 1_000),
        (claim("about", 310_000.0, tolerance=1_000.0), 309_000, 311_000, 1_000),
        (claim("at least", 310_000.0, tolerance=1_000.0), 309_000, math.inf, 1_000),
        (claim("=", DEADLINE), DAY, DAY, 0),
        (claim("=", DEADLINE, tolerance=15.0), DAY - 15, DAY + 15, 15),
        (claim("about", DEADLINE), DAY - 15, DAY + 15, 15),
        (claim("at most", DEADLINE), -math.inf, DAY, None),
        (claim("between", low=DAY, high=DAY + 30, unit="date"), DAY, DAY + 30, None),
    ],
)
def test_that_each_relation_accepts_its_range(given: Claim, low: float, high: float, tolerance: float | None) -> None:
    ends = accepted(given)
    assert (ends.low, ends.high, ends.tolerance) == (low, high, tolerance)
    assert not ends.low_open
    assert not ends.high_open
    assert (ends.rule == "stated") == (given.tolerance is not None)
    assert bool(ends.rule) == (ends.tolerance is not None)


@pytest.mark.parametrize(
    ("relation", "holding"),
    [
        ("at least", [False, True, True]),
        ("at most", [True, True, False]),
        ("more than", [False, False, True]),
        ("less than", [True, False, False]),
        ("=", [False, True, False]),
    ],
)
def test_that_at_least_and_at_most_include_the_value_and_more_and_less_do_not(
    relation: Relation, holding: list[bool]
) -> None:
    given = claim(relation, 1_000.0)
    for value, holds in zip((900.0, 1_000.0, 1_100.0), holding, strict=True):
        assert verdict(given, np.array([value])).probability == float(holds)


@pytest.mark.parametrize("relation", ["=", "at least", "at most", "more than", "less than"])
def test_that_the_last_bits_of_a_conversion_do_not_decide(relation: Relation) -> None:
    given = replace(claim(relation, 0.3), tolerance=0.0)
    sums = np.array([0.1 + 0.2, 0.3, 0.3 - 5e-17])
    assert verdict(given, sums).probability == (0.0 if relation in ("more than", "less than") else 1.0)


def test_that_between_includes_both_ends() -> None:
    given = claim("between", low=2.0, high=2.5)
    assert verdict(given, np.array([1.9, 2.0, 2.2, 2.5, 2.6])).probability == pytest.approx(0.6)


# Dates


def test_that_a_date_that_is_never_reached_is_not_reached_by_any_date() -> None:
    draws = np.array([DAY - 40, DAY, np.inf, np.inf])
    assert verdict(claim("at most", DEADLINE), draws).probability == 0.5
    assert verdict(claim("less than", DEADLINE), draws).probability == 0.25
    assert verdict(claim("more than", DEADLINE), draws).probability == 0.5
    assert verdict(claim("=", DEADLINE), draws).probability == 0.25


def test_that_what_happens_during_a_day_happens_on_that_day() -> None:
    during = np.array([DAY - 0.6])
    assert verdict(claim("=", DEADLINE), during).probability == 1
    assert verdict(claim("at least", DEADLINE), during).probability == 1
    assert verdict(claim("less than", DEADLINE), during).probability == 0
    assert verdict(claim("=", DEADLINE), during - 1).probability == 0
    assert verdict(claim("=", DEADLINE), during + 1).probability == 0


def test_that_a_date_claimed_as_a_month_has_15_days_on_either_side() -> None:
    given = claim("=", date(2026, 3, 16), tolerance=15.0)
    days = [day_number(day) for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))]
    assert verdict(given, np.array(days)).probability == 0.5


# The verdict


def test_that_a_verdict_carries_chance_word_ends_and_projected_quantiles() -> None:
    draws = np.arange(1.0, 101.0) * 1_000
    found = verdict(claim("at most", 70_000.0), draws)
    assert found.testable
    assert found.probability == pytest.approx(0.7)
    assert found.word == "likely"
    assert (found.low, found.high, found.tolerance) == (-math.inf, 70_000, None)
    assert found.projected == {0.05: 5_000, 0.25: 25_000, 0.5: 50_000, 0.75: 75_000, 0.95: 95_000}
    assert found.draws == 100
    assert found.note == ""


def test_that_weights_count_in_chance_quantiles_and_draws() -> None:
    found = verdict(claim("at least", 2.0), np.array([1.0, 2.0, 3.0]), np.array([2.0, 1.0, 1.0]))
    assert found.probability == pytest.approx(0.5)
    assert found.projected[0.5] == 1.0
    assert found.draws == pytest.approx(16 / 6)


def test_that_draws_without_a_value_count_as_not_holding_and_the_verdict_says_so() -> None:
    found = verdict(claim("at least", 2.0), np.array([1.0, np.nan, 3.0, 4.0]))
    assert found.probability == pytest.approx(0.5)
    assert found.projected[0.5] == 3.0
    assert found.note == "The measure has no value in 25 % of the draws: they count as not holding."


def test_that_a_measure_without_any_value_makes_a_claim_untestable() -> None:
    found = verdict(claim("at least", 2.0), np.full(3, np.nan))
    assert not found.testable
    assert found.why_not == "The measure has no value in any draw."
    assert found.probability is None


def test_that_weights_that_rule_out_every_draw_make_a_claim_untestable() -> None:
    found = verdict(claim("at least", 2.0), np.ones(3), np.zeros(3))
    assert (found.testable, found.why_not) == (False, "No draw is left: what is held as true rules all of them out.")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (claim("at least"), "The claim has no value."),
        (claim("=", math.nan), "The claim has no value."),
        (claim("between", low=1.0), "The claim lacks the low or the high end of its range."),
        (claim("between", low=2.0, high=1.0), "The low end of the claim's range is above the high end."),
        (claim("=", 1.0, tolerance=-1.0), "The claim's tolerance is not a number of 0 or more."),
    ],
)
def test_that_an_incomplete_claim_is_untestable_with_the_reason(given: Claim, why: str) -> None:
    assert verdict(given, np.ones(3)).why_not == why
    with pytest.raises(ValueError, match=why):
        accepted(given)


def test_that_a_claim_without_measure_says_why_it_cannot_be_tested() -> None:
    given = Claim("C9", "Determination is unbroken", why_not="It is a judgement.")
    assert verdict(given, np.ones(3)).why_not == "It is a judgement."
    assert untestable(given, "").why_not == "The claim has no relation."
    assert untestable(replace(given, relation="=", value=3.0), "").why_not == "It has no measure."


# Words


@pytest.mark.parametrize(
    ("chance", "expected"),
    [
        (0.0, ""),
        (0.0099, ""),
        (0.01, "almost no chance"),
        (0.03, "almost no chance"),
        (0.05, "very unlikely"),
        (0.2, "unlikely"),
        (0.44, "unlikely"),
        (0.45, "roughly even"),
        (0.5, "roughly even"),
        (0.55, "roughly even"),
        (0.56, "likely"),
        (0.8, "likely"),
        (0.9, "very likely"),
        (0.95, "very likely"),
        (0.96, "almost certain"),
        (0.99, "almost certain"),
        (0.991, ""),
        (1.0, ""),
    ],
)
def test_that_chances_have_the_words_of_icd_203(chance: float, expected: str) -> None:
    assert word(chance) == expected


def test_that_a_claim_and_its_opposite_have_opposite_words() -> None:
    names = [entry[0] for entry in WORDS]
    opposite = {"": "", **dict(zip(names, reversed(names), strict=True))}
    for percent in range(101):
        assert word((100 - percent) / 100) == opposite[word(percent / 100)], percent


def test_that_a_text_can_say_what_a_word_stands_for() -> None:
    assert word_with_range(0.7) == "likely (55–80 %)"
    assert word_with_range(0.02) == "almost no chance (1–5 %)"
    assert word_with_range(0.995) == ""
