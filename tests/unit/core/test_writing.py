"""Numbers and dates as other locales write them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbench.app.figures.common import day_range, month_range
from claimbench.app.typed import read_number
from claimbench.core.show import PLAIN, Writing, show_date, show_month, show_number, show_short, tick_month, write_as

GERMAN = Writing(
    ",", ".", "{day:02}.{month:02}.{year}", "{day:02}.{month:02}", "{month:02}.{year}", "{month:02}.{year}",
    "{month:02}", ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"),
)  # fmt: skip
UKRAINIAN = Writing(",", "\u00a0")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    write_as(PLAIN)


def test_that_german_numbers_and_dates_are_written_as_in_german() -> None:
    write_as(GERMAN)
    assert show_number(1_234_567.0) == "1.234.567"
    assert show_number(-0.4291) == "−0,429"
    assert show_short(1_250_000.0) == "1,25M"
    assert show_date(date(2026, 3, 7)) == "07.03.2026"
    assert show_month(date(2026, 3, 7)) == "03.2026"
    assert month_range(date(2026, 2, 1), date(2026, 4, 1), date(2027, 1, 1)) == "02–04.2026"
    assert day_range(date(2026, 2, 1), date(2026, 4, 1), date(2027, 1, 1)) == "01.02 – 01.04.2026"
    assert tick_month(3) == "Mär"


@pytest.mark.parametrize("writing", [PLAIN, GERMAN, UKRAINIAN])
@settings(max_examples=200, deadline=None)
@given(value=st.floats(-1e15, 1e15).filter(lambda value: value == 0 or abs(value) > 1e-6))
def test_that_a_shown_number_is_read_as_itself(writing: Writing, value: float) -> None:
    write_as(writing)
    assert read_number(show_number(value, 12)) == pytest.approx(value, rel=1e-11, abs=0)


@pytest.mark.parametrize(
    ("text", "number"),
    [("21.000", 21_000.0), ("1,234", 1.234), ("1.234,5", 1_234.5), ("21.5", 21.5), ("23 500", 23_500)],
)
def test_that_points_group_and_commas_part_where_people_write_so(text: str, number: float) -> None:
    write_as(GERMAN)
    assert read_number(text) == number
