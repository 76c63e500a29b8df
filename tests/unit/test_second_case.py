"""The second bundled case, on homes: facts about its files, and its numbers against arithmetic done here."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from claimbench.app.batch import changed_case, project
from claimbench.app.problems import all_problems
from claimbench.app.projection import Results
from claimbench.casefile.read import load
from claimbench.core.case import Case
from claimbench.engine.calculate import calculate

FOLDER = Path(__file__).parents[2] / "data" / "england-homes"
#: With every assumption fixed: a rate, a turn after so many months, and a late rate.
FIXED = {"current_rate": 204_000.0, "months_to_turn": 15.0, "late_rate": 240_000.0, "england_share": 86.0,
         "new_build_share": 91.0}  # fmt: skip


@cache
def case() -> Case:
    return load(FOLDER).case


@cache
def fixed() -> Results:
    still = changed_case(case(), "", {}, FIXED)
    return project(replace(still, sampling=replace(still.sampling, draws=64)), case())


def rate(day: date) -> float:
    """Homes a year in the quarter of a day: the late rate is reached 45 months after January 2026."""
    months = (day.year - 2026) * 12 + (day.month - 1) // 3 * 3
    share = min(1.0, max(0.0, (months - 15) / (45 - 15)))
    return 204_000 + (240_000 - 204_000) * share


def added(first: date, last: date) -> float:
    """Homes of a projected period, both days included: a month has a twelfth of its year, a part of it by days."""
    total, day = 0.0, first
    while day <= last:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        end = min(last, following - timedelta(days=1))
        length = (following - day.replace(day=1)).days
        total += rate(day) / 12 * ((end - day).days + 1) / length
        day = end + timedelta(days=1)
    return total


def median(measure: str) -> float:
    return float(fixed().quantiles_of(measure, (0.5,))[0])


def test_that_it_has_no_problems() -> None:
    assert all_problems(FOLDER) == ()


def test_that_quotes_are_short_and_every_row_names_its_source_and_address() -> None:
    for claim in case().claims.values():
        assert len(claim.quote.split()) <= 25, claim.id
        assert claim.quote or "table" in claim.note, claim.id
    for file in (FOLDER / "series").iterdir():
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                assert row["source"] in case().sources
                assert row["address"].startswith("http")


def test_that_financial_years_of_the_united_kingdom_are_england_over_its_share() -> None:
    year = added(date(2029, 4, 1), date(2030, 3, 31))
    assert median("uk_2029_30") == pytest.approx(year / 0.86, rel=1e-9)


def test_that_new_builds_are_a_share_of_what_was_counted() -> None:
    counted, here = 208_600.0, 158_700.0 * 275 / 286  # of April 2025 to 11 January 2026, to the end of the year
    projected = added(date(2026, 1, 1), date(2029, 3, 31))
    assert median("built_five_years") == pytest.approx(0.91 * (counted + here + projected), rel=0.002)


def test_that_homes_at_the_end_are_the_opening_and_what_was_added() -> None:
    quarters = added(date(2026, 1, 1), date(2029, 6, 30)) + 9 / 92 * added(date(2029, 7, 1), date(2029, 9, 30))
    assert median("homes_in_parliament") == pytest.approx(303_700 + quarters, rel=0.0015)


@pytest.mark.parametrize(
    ("calculation", "value"),
    [
        ("to_300000", 100 * (300_000 / 221_070 - 1)),
        ("below_300000", 100 * (1 - 221_070 / 300_000)),
        ("before_april_2025", 150_800),
        ("before_april_2025_again", 150_900),
        ("at_the_pace_so_far", 309_600 / 552 * 1826),
    ],
)
def test_that_the_arithmetic_comes_out(calculation: str, value: float) -> None:
    assert calculate(case(), calculation).value == pytest.approx(value, rel=1e-9)


def test_that_the_rate_needed_is_above_300000_a_year() -> None:
    # 12 January 2026 to 9 July 2029: 20 of 31 days, 41 whole months, 9 of 31 days
    months = 20 / 31 + 41 + 9 / 31
    assert calculate(case(), "rate_needed").value == pytest.approx((1_500_000 - 309_600) / months * 12, rel=1e-9)
