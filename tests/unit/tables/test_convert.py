"""Totals and amounts turn into each other without loss, and what does not add up is told."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from claimbench.tables.convert import (
    Amount,
    Level,
    gaps_and_overlaps,
    lagging,
    to_amounts,
    to_levels,
    told,
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
    amounts, (remark,) = to_amounts([*levels, Level(date(2025, 3, 31), 150)])
    assert [amount.value for amount in amounts] == [30, 40, 20]
    assert remark.message == "There are 2 figures for 2025-02-28: 130, 140."


def test_that_two_figures_for_one_month_are_not_added_up() -> None:
    levels, (remark,) = to_levels([month(1, 100), month(2, 110), month(2, 130), month(3, 50)])
    assert [(level.day.month, level.value) for level in levels] == [(1, 100), (2, 210), (2, 230), (3, 260)]
    assert remark.code == "conflict"


def test_that_a_total_says_what_it_leaves_out_and_what_it_counts_twice() -> None:
    _, remarks = to_levels([month(1, 5), month(3, 7), Amount(date(2025, 3, 20), date(2025, 4, 10), 3)])
    assert [remark.message.rpartition(". ")[2] for remark in remarks] == [
        "The total goes on without it.",
        "It counts twice in the total.",
    ]


def test_that_what_falls_often_is_said_once_to_be_no_total() -> None:
    levels = [Level(date(2025, 1, 1) + timedelta(days=n), 100 - n % 5) for n in range(40)]
    amounts, (remark,) = to_amounts(levels)
    assert len(remark.at) == sum(amount.value < 0 for amount in amounts) == 32
    assert remark.message.startswith("It falls 32 times in 39, at first from 100 to 99 on 2025-01-02")


def test_that_differences_have_the_digits_of_their_figures_and_both_tolerances() -> None:
    levels = [Level(date(2025, 1, 31), 0.1, 0.5), Level(date(2025, 2, 28), 0.3, 0.25), Level(date(2025, 3, 31), 1.1)]
    amounts, _ = to_amounts(levels)
    assert [(amount.value, amount.tolerance) for amount in amounts] == [(0.2, 0.75), (0.8, 0.25)]
    back, _ = to_levels(amounts, opening=0.1)
    assert [(level.value, level.tolerance) for level in back] == [(0.3, 0.75), (1.1, 1.0)]


def test_that_what_is_made_knows_the_figures_it_is_made_of() -> None:
    levels = [Level(date(2025, n, 28), 10.0 * n, 0.0, (n,)) for n in (3, 1, 2)]
    amounts, _ = to_amounts(levels)
    assert [amount.of for amount in amounts] == [(1, 2), (2, 3)]


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


def test_that_all_figures_of_one_day_are_told_together() -> None:
    day = date(2025, 3, 1)
    remarks = gaps_and_overlaps([Amount(day, day, value) for value in (5, 7, 5, 6)])
    assert [remark.message for remark in remarks] == ["There are 3 figures for 2025-03-01: 5, 7, 6."]


def test_that_many_remarks_of_one_kind_do_not_hide_those_of_another() -> None:
    remarks = gaps_and_overlaps([month(1, 5), month(1, 6), month(2, 3), month(2, 4), month(3, 8), month(3, 9)])
    remarks += gaps_and_overlaps([month(1, 5), month(3, 7)])
    assert told(remarks, 1) == [
        "There are 2 figures for 2025-01-01 to 2025-01-31: 5, 6.",
        "2 more of this kind.",
        "Nothing is given from 2025-02-01 to 2025-02-28 (28 days).",
    ]


def test_that_months_are_equal_and_a_quarter_among_them_is_not() -> None:
    months = [month(n, 10) for n in range(1, 6)]
    assert unequal_periods(months) == []
    quarter = Amount(date(2025, 6, 1), date(2025, 8, 31), 30)
    assert [remark.at for remark in unequal_periods([*months, quarter])] == [(quarter.start, quarter.end)]


def test_that_last_months_far_below_the_level_are_marked_as_incomplete() -> None:
    months = [month(n, value) for n, value in enumerate([100, 104, 98, 101, 60, 20], 1)]
    assert [remark.at[0].month for remark in lagging(months)] == [5, 6]
    assert lagging([month(n, 100) for n in range(1, 7)]) == []
