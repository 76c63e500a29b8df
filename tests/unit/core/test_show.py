"""Units as people say them."""

import math
from datetime import date

import pytest

from claimbench.core.show import day_number, show_day, show_number, show_unit


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("case", 356_924, "cases"), ("case", 1, "case"), ("case/day", 720, "cases per day"),
        ("casualty/km**2", 77.2, "casualties per km²"), ("minute / case", 2, "minutes per case"),
        ("1/day", 3, "per day"), ("percent/month", 6, "% per month"), ("km²", 5, "km²"), ("", 2, ""), ("USD", 7, "USD"),
    ],
)  # fmt: skip
def test_that_what_is_counted_is_said_in_words_and_a_symbol_stays_as_it_is(unit: str, value: float, said: str) -> None:
    assert show_unit(unit, ("case", "casualty"), value) == said


@pytest.mark.parametrize(
    ("number", "digits", "shown"),
    [(1e300, 3, "1e300"), (-2.5e20, 3, "−2.5e20"), (1e-320, 4, "1e-320"), (1e17, 3, "100,000,000,000,000,000"),
     (1e-8, 3, "0.00000001"), (1e18, 1, "1e18")],
)  # fmt: skip
def test_that_numbers_beyond_all_counting_have_an_exponent(number: float, digits: int, shown: str) -> None:
    assert show_number(number, digits) == shown


def test_that_a_date_that_is_never_reached_says_by_when_it_is_not() -> None:
    horizon = date(2026, 12, 31)
    assert show_day(day_number(date(2026, 3, 7)), horizon) == "7 Mar 2026"
    assert show_day(math.inf, horizon) == "not by 31 Dec 2026"
