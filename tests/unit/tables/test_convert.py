"""Totals and amounts turn into each other without loss, and what does not add up is told."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from claimbench.tables.convert import (
    Amount,
    Level,
    amount_within,
    gaps_and_overlaps,
    lagging,
    to_amounts,
    to_levels,
    unequal_periods,
)


def month(number: int, value: float, year: int = 2025) -> Amount:
    start = date(year, number, 1)
    end = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    return Amount(start, end, value)


@given(st.lists(st.integers(-1000, 100_000), min_size=2, max_size=12))
def test_that_differences_and_totals_undo_each_other(values: list[int]) -> None:
    levels = [Level(date(2024, 12, 31) + timedelta(days=30 * n), float(value)) for n, value in enumerate(values)]
    amounts, _ = to_amounts(levels)
    back, _ = to_levels(amounts, opening=levels[0].value)
    assert back == levels[1:]


def test_that_a_falling_total_is_told_and_kept() -> None:
    levels = [Level(date(2025, 1, 31), 100), Level(date(2025, 2, 28), 90), Level(date(2025, 3, 31), 120)]
    amounts, remarks = to_amounts(levels)
    assert [amount.value for amount in amounts] == [-10, 30]
    assert [(remark.code, remark.at) for remark in remarks] == [("falling", (date(2025, 1, 31), date(2025, 2, 28)))]


def test_that_two_figures_for_one_day_are_told_side_by_side() -> None:
    levels = [Level(date(2025, 1, 31), 100), Level(date(2025, 2, 28), 130), Level(date(2025, 2, 28), 140)]
    amounts, (remark,) = to_amounts(levels)
    assert [amount.value for amount in amounts] == [30]
    assert remark.message == "There are 2 figures for 2025-02-28: 130, 140."


def test_that_gaps_and_overlaps_are_told_by_their_days() -> None:
    remarks = gaps_and_overlaps([month(1, 5), month(3, 7), Amount(date(2025, 3, 20), date(2025, 4, 10), 3)])
    assert [(remark.code, remark.at) for remark in remarks] == [
        ("gap", (date(2025, 2, 1), date(2025, 2, 28))),
        ("overlap", (date(2025, 3, 20), date(2025, 3, 31))),
    ]


def test_that_a_period_within_another_hides_no_gap() -> None:
    amounts = [Amount(date(2025, 1, 1), date(2025, 6, 30), 60), month(2, 9), month(7, 10)]
    assert [remark.code for remark in gaps_and_overlaps(amounts)] == ["overlap"]


def test_that_conflicting_amounts_are_no_overlap() -> None:
    assert [remark.code for remark in gaps_and_overlaps([month(1, 5), month(1, 6)])] == ["conflict"]


def test_that_months_are_equal_and_a_quarter_among_them_is_not() -> None:
    months = [month(n, 10) for n in range(1, 6)]
    assert unequal_periods(months) == []
    quarter = Amount(date(2025, 6, 1), date(2025, 8, 31), 30)
    assert [remark.at for remark in unequal_periods([*months, quarter])] == [(quarter.start, quarter.end)]


def test_that_last_months_far_below_the_level_are_marked_as_incomplete() -> None:
    months = [month(n, value) for n, value in enumerate([100, 104, 98, 101, 60, 20], 1)]
    assert [remark.at[0].month for remark in lagging(months)] == [5, 6]
    assert lagging([month(n, 100) for n in range(1, 7)]) == []


def test_that_a_part_of_a_month_counts_by_its_days() -> None:
    assert amount_within([month(1, 310), month(2, 280)], date(2025, 1, 22), date(2025, 2, 7)) == 10 * 10 + 7 * 10
