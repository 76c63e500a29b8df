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
    assert bridge.sentence == "1 mi² is 2.59 km²."
    assert bridge.left_low == bridge.left_high == pytest.approx(2_589.988)
    assert found.comparable
    assert found.sentence == "L and R count the same, but for this: unit differs."


def test_that_counts_of_different_things_are_bridged_by_an_assumption_with_its_range() -> None:
    (bridge,) = between(claim("L"), claim("R", unit="person")).bridges
    assert bridge.assumption == "persons_per_case"
    assert (bridge.left_low, bridge.left_high, bridge.right) == pytest.approx((70.0, 100.0, 100.0))
    (back,) = between(claim("L", unit="person"), claim("R")).bridges
    assert (back.left_low, back.left_high) == pytest.approx((100.0, 100.0 / 0.7))


def test_that_without_anything_between_them_there_is_no_bridge() -> None:
    assert between(claim("L", unit="km"), claim("R", unit="person")).bridges == ()
    assert between(claim("L", unit="case/day"), claim("R", unit="case/month")).bridges == ()
