"""Two claims side by side: what their numbers count differently, and what bridges it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.claim import Claim, Definition
from claimbench.core.model import Timeline
from claimbench.evidence.definition import Difference, difference

BOTH = Definition("cases, Art. 407 and 408", "the army", date(2022, 1, 1), date(2025, 10, 31), "cumulative", "gross")


def between(left: Claim, right: Claim) -> Difference:
    persons = Assumption("persons_per_case", "Persons per case", "person/case", "pert", 0.7, 0.9, 1.0, 0)
    timeline = Timeline(date(2025, 1, 1), date(2025, 4, 1), date(2025, 12, 31))
    case = Case("two", "Two", date(2025, 11, 1), timeline, units={"case": "", "person": ""},
                assumptions={"persons_per_case": persons}, claims={"L": left, "R": right})  # fmt: skip
    return difference(case, "L", "R")


def claim(id: str, definition: Definition = BOTH, value: float = 100.0, unit: str = "case") -> Claim:
    return Claim(id, id, relation="=", value=value, unit=unit, definition=definition)


def test_that_fields_that_differ_are_marked_and_named() -> None:
    one_article = replace(BOTH, what="cases, Art. 407", start=date(2025, 1, 1), accumulation="per period")
    found = between(claim("L"), claim("R", one_article))
    assert [row.field for row in found.rows if row.differs] == ["What is counted", "Start", "Cumulative or per period"]
    assert (
        found.sentence == "L and R do not count the same: what is counted, start and cumulative or per period differ."
    )
    assert not found.comparable


def test_that_claims_alike_count_the_same() -> None:
    assert between(claim("L"), claim("R", value=7.0)).sentence == "L and R count the same."


def test_that_what_one_does_not_say_is_open_not_different() -> None:
    found = between(claim("L"), claim("R", replace(BOTH, basis="")))
    assert found.comparable
    assert [(row.field, row.right) for row in found.rows if row.open] == [("Gross or net", "not said")]
    assert found.sentence == "L and R differ in nothing that both say; not both say gross or net."


def test_that_units_of_one_kind_are_bridged_by_their_factor() -> None:
    found = between(claim("L", unit="mi²", value=1_000.0), claim("R", unit="km²"))
    (bridge,) = found.bridges
    assert bridge.sentence == "1 mi² is 2.59 km²: 1,000 mi² are 2,590 km², and R says 100 km²."
    assert bridge.left_low == bridge.left_high == pytest.approx(2_589.988)
    assert found.comparable
    assert found.sentence == "L and R count the same, but for this: unit differs."


def test_that_counts_of_different_things_are_bridged_by_an_assumption_with_its_range() -> None:
    (bridge,) = between(claim("L"), replace(claim("R", unit="person"), relation="about", value=250.0)).bridges
    assert bridge.assumption == "persons_per_case"
    assert (bridge.left_low, bridge.left_high) == pytest.approx((70.0, 100.0))
    assert bridge.sentence == (
        "Cases become persons by “Persons per case”, 0.7 to 1 person per case: 100 cases are 70 to 100 persons, "
        "and R says about 250 persons."
    )
    (back,) = between(claim("L", unit="person"), claim("R")).bridges
    assert (back.left_low, back.left_high) == pytest.approx((100.0, 100.0 / 0.7))


def test_that_both_ends_of_a_claimed_range_are_bridged() -> None:
    ranged = replace(claim("L"), relation="between", value=None, low=100.0, high=200.0)
    (bridge,) = between(ranged, claim("R", unit="person")).bridges
    assert (bridge.left_low, bridge.left_high) == pytest.approx((70.0, 200.0))
    assert ": 100 to 200 cases are 70 to 200 persons, and R says 100 persons." in bridge.sentence


def test_that_a_bridged_number_shows_no_more_digits_than_are_known() -> None:
    (bridge,) = between(claim("L", unit="person", value=500_000.0), claim("R")).bridges
    assert ": 500,000 persons are 500,000 to 714,300 cases" in bridge.sentence


def test_that_a_rate_per_day_is_bridged_to_one_per_month_by_the_days_a_month_can_have() -> None:
    (bridge,) = between(claim("L", unit="case/day", value=720.0), claim("R", unit="case/month")).bridges
    assert (bridge.left_low, bridge.left_high) == (720.0 * 28, 720.0 * 31)
    (back,) = between(claim("L", unit="case/month", value=22_320.0), claim("R", unit="case/day")).bridges
    assert (back.left_low, back.left_high) == pytest.approx((720.0, 22_320.0 / 28))


def test_that_without_a_number_on_a_side_the_bridge_alone_is_told() -> None:
    (bridge,) = between(replace(claim("L", unit="mi²"), value=None), claim("R", unit="km²")).bridges
    assert bridge.sentence == "1 mi² is 2.59 km²."
    (open_end,) = between(claim("L", unit="mi²"), replace(claim("R", unit="km²"), value=None)).bridges
    assert open_end.sentence == "1 mi² is 2.59 km²: 100 mi² are 259 km²."


def test_that_without_anything_between_them_there_is_no_bridge() -> None:
    assert between(claim("L", unit="km"), claim("R", unit="person")).bridges == ()


def test_that_a_number_without_a_unit_is_a_pure_number() -> None:
    found = between(claim("L", unit="", value=2.7), claim("R", unit="case"))
    row = next(row for row in found.rows if row.field == "Unit")
    assert (row.left, row.right, row.differs) == ("pure number", "cases", True)
