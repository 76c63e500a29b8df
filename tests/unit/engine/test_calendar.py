"""The calendar."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_model import months

from claimbench.core.model import Timeline
from claimbench.core.show import day_number, from_day_number
from claimbench.engine.calendar import add_months, grid, months_between, problems, span_days, span_months

DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "days", "in_months"),
    [
        ("2025-10-01", "2025-10-31", 31, 1.0),
        ("2024-02-01", "2024-02-29", 29, 1.0),  # a leap year
        ("1900-02-01", "1900-02-28", 28, 1.0),  # none: divisible by 100
        ("2000-02-01", "2000-02-29", 29, 1.0),  # one: divisible by 400
        ("2025-10-10", "2025-10-31", 22, 22 / 31),
        ("2025-01-16", "2025-02-14", 30, 16 / 31 + 14 / 28),
        ("2025-01-01", "2025-12-31", 365, 12.0),
        ("2025-11-06", "2025-12-31", 56, 25 / 30 + 1),
        ("2025-03-05", "2025-03-05", 1, 1 / 31),
    ],
)
def test_that_a_span_counts_both_days_and_parts_of_months_by_their_days(
    start: str, end: str, days: int, in_months: float
) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    assert span_days(first, last) == days
    assert span_months(first, last) == pytest.approx(in_months, abs=1e-12)


@given(DATES, DATES, DATES)
def test_that_spans_add_up(a: date, b: date, c: date) -> None:
    x, y, z = map(day_number, (a, b, c))
    assert months_between(x, y) + months_between(y, z) == pytest.approx(months_between(x, z), abs=1e-9)
    assert months_between(x, y) == -months_between(y, x)


@given(DATES, st.floats(-500, 500))
def test_that_adding_months_undoes_counting_them(day: date, length: float) -> None:
    start = day_number(day)
    assert months_between(start, add_months(start, length)) == pytest.approx(length, abs=1e-6)


def test_that_four_months_and_a_tenth_after_october_is_on_the_fourth_of_march() -> None:
    assert from_day_number(add_months(day_number(date(2025, 10, 31)), 4.1)) == date(2026, 3, 4)


def test_that_monthly_points_are_the_ends_of_months_and_the_eve_of_the_start() -> None:
    line = grid(months("2024-01-01", "2024-04-30", "2024-03-01"))
    assert [from_day_number(day) for day in line.days] == [
        date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30),
    ]  # fmt: skip
    assert line.projection == 2
    assert line.step_months.tolist() == [1, 1, 1, 1, 1]
    assert line.step_days.tolist() == [31, 29, 31, 30, 31]  # May, for rates asked for at the end


def test_that_a_projection_in_mid_month_makes_two_part_steps() -> None:
    line = grid(months("2025-10-01", "2025-12-10", "2025-11-05"))
    ends = [from_day_number(day).isoformat() for day in line.days]
    assert ends == ["2025-09-30", "2025-10-31", "2025-11-04", "2025-11-30", "2025-12-10"]
    assert line.projection == 2
    assert line.step_months[:-1] == pytest.approx([1, 4 / 30, 26 / 30, 10 / 31], abs=1e-12)


@pytest.mark.parametrize(
    ("step", "ends"),
    [
        ("day", ["2025-12-29", "2025-12-30", "2025-12-31", "2026-01-01"]),
        ("week", ["2025-12-29", "2026-01-04", "2026-01-11", "2026-01-18"]),  # Sundays
        ("quarter", ["2025-12-29", "2025-12-31", "2026-03-31", "2026-06-30"]),
        ("year", ["2025-12-29", "2025-12-31", "2026-12-31", "2027-12-31"]),
    ],
)
def test_that_steps_follow_the_calendar(step: str, ends: list[str]) -> None:
    line = grid(months("2025-12-30", "2028-01-01", step=step))
    assert [from_day_number(day).isoformat() for day in line.days[:4]] == ends


@given(DATES, st.integers(0, 800), st.integers(0, 800), st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_that_steps_fill_the_timeline_without_gap_or_overlap(start: date, past: int, future: int, step: str) -> None:
    projection = start + timedelta(days=past)
    end = projection + timedelta(days=future)
    line = grid(Timeline(start, projection, end, step))  # type: ignore[arg-type]
    assert line.days[0] == day_number(start) - 1
    assert line.days[line.projection] == day_number(projection) - 1
    assert line.days[-1] == day_number(end)
    assert np.array_equal(np.diff(line.days), line.step_days[:-1])
    assert (line.step_days > 0).all()
    assert line.step_months[:-1].sum() == pytest.approx(span_months(start, end), abs=1e-9)


def test_that_a_timeline_in_the_wrong_order_or_too_fine_is_a_problem() -> None:
    paths = [p.path for p in problems(months("2025-02-01", "2025-01-01", substeps=0))]
    assert paths == ["timeline.end", "timeline.substeps"]
    assert [p.path for p in problems(months("2025-01-01", "2025-12-31", "2026-02-01"))] == ["timeline.projection"]
    assert [p.path for p in problems(months("1000-01-01", "2025-12-31", step="day"))] == ["timeline.step"]
    assert problems(months("2025-01-01", "2025-12-31")) == []
