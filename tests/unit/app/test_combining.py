"""Values put together at places and in calendar periods, against Python's own calendar and statistics."""

from __future__ import annotations

import statistics
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimbench.app.combining import rolled, together
from claimbench.core.show import day_number, from_day_number
from claimbench.tables.periods import Every, period_end, period_of, period_start

EVERY: tuple[Every, ...] = ("day", "week", "month", "quarter", "year")


def first_of(day: date, every: Every) -> date:
    match every:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        case "year":
            return date(day.year, 1, 1)
    return day


@given(st.dates(date(1, 2, 1), date(9998, 12, 31)), st.sampled_from(EVERY))
def test_that_a_period_is_that_of_the_calendar(day: date, every: Every) -> None:
    number = np.array([day_number(day) + 0.4])
    start = from_day_number(float(period_start(number, every)[0]))
    end = from_day_number(float(period_end(number, every)[0]))
    assert start == first_of(day, every)
    assert first_of(end, every) == start
    assert first_of(end + timedelta(days=1), every) == end + timedelta(days=1)


@pytest.mark.parametrize("every", EVERY)
def test_that_a_sum_by_period_is_the_sum_of_its_days(every: Every) -> None:
    days = [date(2023, 11, 3) + timedelta(days=5 * step) for step in range(90)]
    values = [float(step % 7) for step in range(90)]
    expected: dict[date, float] = {}
    for day, value in zip(days, values, strict=True):
        expected[first_of(day, every)] = expected.get(first_of(day, every), 0.0) + value
    found = together(np.array([day_number(day) for day in days]), np.array(values), "sum", every).dropna()
    assert {from_day_number(float(at)): value for at, value in found.items()} == expected  # type: ignore[arg-type]


def test_that_a_period_without_values_has_no_sum_but_a_count_of_nothing() -> None:
    days = np.array([day_number(date(2025, 1, 5)), day_number(date(2025, 3, 5))])
    assert np.isnan(together(days, np.array([1.0, 2.0]), "sum", "month").to_numpy()[1])
    assert together(days, np.array([1.0, 2.0]), "count", "month").tolist() == [1, 0, 1]


def test_that_values_at_one_place_become_one_and_missing_ones_do_not_count() -> None:
    x, y = np.array([2.0, 1.0, 2.0, 2.0]), np.array([10.0, 5.0, np.nan, 20.0])
    assert together(x, y, "mean").to_dict() == {1.0: 5.0, 2.0: 15.0}
    assert together(x, y, "last").to_dict() == {1.0: 5.0, 2.0: 20.0}
    assert together(x, y, "count").to_dict() == {1.0: 1.0, 2.0: 2.0}


def test_that_the_last_of_a_period_is_that_of_its_latest_date_in_whatever_order_the_rows_are() -> None:
    days = np.array([40.0, 33.0, 20.0, 20.0, 3.0])  # the newest first, the 21st of January twice
    values = np.array([5.0, 4.0, 3.0, 2.0, np.nan])
    assert together(days, values, "last", "month").tolist() == [2.0, 5.0]


def test_that_a_rolling_mean_is_the_mean_of_the_last_values() -> None:
    values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]
    smooth = rolled(together(np.arange(8.0), np.array(values), "mean"), 3).tolist()
    assert np.isnan(smooth[:2]).all()
    assert smooth[2:] == pytest.approx([statistics.fmean(values[at - 2 : at + 1]) for at in range(2, 8)])


def test_that_a_column_stands_for_periods_where_all_of_its_dates_do() -> None:
    days = np.array([0.0, 31.0, np.nan, 59.0])  # January, February and March 1970
    assert period_of(days, period_end(days[[0, 1, 1, 3]], "month")) == "month"
    assert period_of(days, days) == ""
    for every in ("week", "quarter", "year"):
        start = period_start(np.array([400.0, 9_000.0]), every)  # type: ignore[arg-type]
        assert period_of(start, period_end(start, every)) == every  # type: ignore[arg-type]
    assert period_of(np.array([0.0, 0.0]), np.array([30.0, 364.0])) == ""
    assert period_of(np.array([np.nan]), np.array([np.nan])) == ""
