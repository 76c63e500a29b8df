"""Numbers that do not go together, without draws."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from claimbench.core.case import Case
from claimbench.core.claim import Claim, Definition
from claimbench.core.model import Calculation, Timeline
from claimbench.evidence.conflicts import MOST, Conflict, compared, conflicts, left_out

SAID = Definition("killed", "the army", date(2024, 1, 1), date(2024, 12, 31), "cumulative", "gross")


def a_case(*claims: Claim, **calculations: Calculation) -> Case:
    timeline = Timeline(date(2025, 1, 1), date(2025, 4, 1), date(2025, 12, 31))
    return Case("two", "Two", date(2025, 11, 1), timeline, units={"case": ""},
                claims={each.id: each for each in claims}, calculations=calculations)  # fmt: skip


def claim(id: str, value: float | date | None, relation: str = "=", **more: object) -> Claim:
    unit = "date" if isinstance(value, date) else "case"
    given = {"unit": unit, "measure": "m", **more}
    return Claim(id, id, relation=relation, value=value, **given)  # type: ignore[arg-type]


def pairs(*claims: Claim) -> list[tuple[str, str]]:
    return [(each.claim, each.other) for each in conflicts(a_case(*claims))]


def test_that_two_numbers_of_one_measure_conflict_where_no_number_fits_both() -> None:
    (found,) = conflicts(a_case(claim("A", 21_602.0), claim("B", 19_961.0)))
    assert found == Conflict("A", "21,602 cases", "B", "19,961 cases", pytest.approx(21_602 / 19_961))
    assert (found.size, found.gap) == ("1.08 times", "apart by a factor of 1.08")


def test_that_claims_whose_numbers_cannot_be_compared_are_named() -> None:
    unmeasured = claim("C", 5.0, measure="", definition=Definition("killed"))
    case = a_case(
        claim("A", 100.0), claim("B", 900.0, unit="parsnip"), unmeasured, replace(unmeasured, id="D", definition=SAID),
        claim("E", None), claim("F", 2.0, measure="", status="retracted"),
    )  # fmt: skip
    assert left_out(case) == ["B", "C"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (claim("A", 100.0, "about"), claim("B", 118.0, "about")),  # 90 to 110, 106.2 to 129.8
        (claim("A", 100.0, "at least"), claim("B", 400.0)),
        (claim("A", 100.0, "at least"), claim("B", 90.0, "at most", tolerance=15.0)),
        (claim("A", None, "between", low=1.0, high=2.0), claim("B", None, "between", low=2.0, high=3.0)),
        (claim("A", 100.0), claim("B", 900.0, measure="another")),
        (claim("A", 100.0), claim("B", 900.0, status="retracted")),
        (claim("A", 100.0), claim("B", None)),
        (claim("A", 100.0), claim("B", 900.0, unit="parsnip")),
        (claim("A", 100.0), claim("B", date(2025, 5, 1))),
    ],
)
def test_that_nothing_conflicts_where_both_can_be_or_they_are_about_different_things(
    first: Claim, second: Claim
) -> None:
    assert pairs(first, second) == []


def test_that_bounds_conflict_with_what_lies_beyond_them() -> None:
    assert pairs(claim("A", 400.0, "at least"), claim("B", 300.0), claim("C", 500.0)) == [("B", "C"), ("A", "B")]
    (found,) = conflicts(a_case(claim("A", 5.0, "at most"), claim("B", None, "between", low=10.0, high=99.0)))
    assert found.apart == 2.0


def test_that_units_of_one_kind_are_compared_in_one() -> None:
    assert pairs(claim("A", 1.0, "about", unit="mi²"), claim("B", 2.59, unit="km²")) == []
    assert pairs(claim("A", 1.0, "about", unit="mi²"), claim("B", 4.0, unit="km²")) == [("A", "B")]


def test_that_claims_that_cannot_be_tested_are_about_one_thing_where_their_whole_definitions_agree() -> None:
    one, other = (claim(id, value, measure="", definition=SAID) for id, value in (("A", 46_000.0), ("B", 70_400.0)))
    assert pairs(one, other) == [("A", "B")]
    assert pairs(one, replace(other, definition=replace(SAID, end=date(2024, 6, 30)))) == []
    unsaid = Definition("killed")
    assert pairs(replace(one, definition=unsaid), replace(other, definition=unsaid)) == []


def test_that_dates_conflict_by_their_days_and_come_after_numbers() -> None:
    dates = claim("A", date(2025, 3, 4)), claim("B", date(2025, 3, 14), measure="m")
    numbers = claim("C", 100.0, measure="n"), claim("D", 120.0, measure="n")
    found = conflicts(a_case(*dates, *numbers))
    assert [(each.claim, each.size) for each in found] == [("C", "1.2 times"), ("A", "10 days")]
    assert found[1].gap == "10 days apart"


def test_that_the_largest_difference_comes_first_and_the_list_has_an_end() -> None:
    many = [claim(f"A{number}", float(1_000 + 50 * number)) for number in range(40)]
    found = conflicts(a_case(*many))
    assert len(found) == MOST
    assert (found[0].claim, found[0].other) == ("A0", "A39")
    assert [each.apart for each in found] == sorted((each.apart for each in found), reverse=True)


def test_that_numbers_of_opposite_signs_are_further_apart_than_any_factor() -> None:
    (found,) = conflicts(a_case(claim("A", 0.0), claim("B", 5.0)))
    assert found.apart == math.inf
    (found,) = conflicts(a_case(claim("A", -5.0), claim("B", 5.0)))
    assert found.apart == math.inf
    assert found.gap == "of different signs"


def test_that_arithmetic_is_set_against_claims_with_what_it_comes_to() -> None:
    twice = Calculation("twice", "Twice", "case", "2 * claim('A')", against=("B", "C", "D", "E"))
    case = a_case(
        claim("A", 100.0, measure="a"), claim("B", 250.0, measure="b"), claim("C", 190.0, "at least", measure="c"),
        claim("D", 3.0, unit="km", measure="d"), twice=twice,
    )  # fmt: skip
    (found,) = conflicts(case)
    assert found == Conflict("B", "250 cases", "twice", "2 × 100 = 200 cases", 1.25, calculated=True)
    assert [(each.claim, each.fits) for each in compared(case, "twice")] == [("B", False), ("C", True)]


def test_that_a_calculated_date_is_compared_by_days() -> None:
    passed = Calculation("passed", "Passed", "date", "later('2025-01-31', 1 * month)", against=("A",))
    (found,) = conflicts(a_case(claim("A", date(2025, 3, 5), measure="a"), passed=passed))
    assert (found.comes_to.split(" = ")[-1], found.size) == ("28 Feb 2025", "5 days")


def test_that_a_calculated_moment_is_on_its_day_and_last_digits_are_no_conflict() -> None:
    """Half of February's 28 days after the 31st of January is the end of the 14th, and 0.49 of them is on the 14th."""
    day = Calculation("day", "Day", "date", "later('2025-01-31', 0.49 * month)", against=("A", "B"))
    tenths = Calculation("tenths", "Tenths", "case", "3 * claim('C') - 0 * case", against=("D", "E"))
    case = a_case(
        claim("A", date(2025, 2, 14), measure="a"), claim("B", date(2025, 2, 16), "at least", measure="b"),
        claim("C", 0.1, measure="c"), claim("D", 0.3, "at most", measure="d"),
        claim("E", 0.3, "more than", measure="e"), day=day, tenths=tenths,
    )  # fmt: skip
    assert [(each.claim, each.fits, each.days) for each in compared(case, "day")] == [("A", True, 0), ("B", False, 2)]
    assert [(each.claim, each.fits) for each in compared(case, "tenths")] == [("D", True), ("E", False)]


def test_that_arithmetic_that_cannot_be_done_conflicts_with_nothing() -> None:
    wrong = Calculation("wrong", "Wrong", "case", "2 * claim('Z')", against=("A",))
    assert conflicts(a_case(claim("A", 100.0), wrong=wrong)) == []
