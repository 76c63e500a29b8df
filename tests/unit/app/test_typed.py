"""Values as people write them, read as they mean them."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimbench.app.typed import Typed, read_date, read_number, read_value
from claimbench.core.show import show_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("~200k", Typed("about", 200_000.0)),
        ("44 300", Typed(None, 44_300.0)),
        ("44.300,5", Typed(None, 44_300.5)),
        ("4,25", Typed(None, 4.25)),
        ("−2.5 %", Typed(None, -2.5, unit="%")),
        ("over 21,000 cases", Typed("more than", 21_000.0, unit="cases")),
        ("no fewer than 5", Typed("at least", 5.0)),
        ("≤ 1.2M", Typed("at most", 1_200_000.0)),
        ("3 million USD", Typed(None, 3_000_000.0, unit="USD")),
        ("5 km", Typed(None, 5.0, unit="km")),
        ("720/day", Typed(None, 720.0, unit="/day")),
        ("2 – 2.5", Typed("between", low=2.0, high=2.5)),
        ("between 20 and 25k people", Typed("between", low=20_000.0, high=25_000.0, unit="people")),
        ("2025-12-31", Typed(None, date(2025, 12, 31), unit="date")),
        ("≤ 31 Dec 2025", Typed("at most", date(2025, 12, 31), unit="date")),
        ("", Typed()),
    ],
)
def test_that_a_value_is_read_with_its_relation_and_unit(text: str, value: Typed) -> None:
    assert read_value(text) == value


@pytest.mark.parametrize(
    "text", ["31 December 2025", "Dec 31, 2025", "31.12.2025", "12/31/2025", "31/12/2025", "2025-12-31"]
)
def test_that_one_day_can_be_written_in_many_ways(text: str) -> None:
    assert read_date(text) == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("03/04/2025", "two ways"), ("30 Feb 2025", "no day"), ("somewhat", "neither a number nor a date"),
        ("5 – 3", "above the high end"), ("between 5", "two ends"),
    ],
)  # fmt: skip
def test_that_what_cannot_be_read_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_value(text)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("−2", -2), ("+3", 3), ("1e5", 1e5), ("0,500", 0.5), ("1.234.567", 1_234_567), ("1'234.5", 1234.5), (".5", 0.5),
        ("1 234,56", 1234.56), ("1.234", 1.234),
    ],
)  # fmt: skip
def test_that_numbers_are_read_as_people_write_them(typed: str, number: float) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize("typed", ["", "abc", "1,2,3", "1,23,456", "23 50", "1.2.3", "nan", "inf", "1e999", "12 loans"])
def test_that_nonsense_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_number(typed)


def test_that_a_number_with_words_behind_it_is_no_number() -> None:
    with pytest.raises(ValueError, match="not a number"):
        read_number("12 apples")


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False).map(lambda number: float(f"{number:.6g}")))
def test_that_every_number_that_is_shown_is_read_back(number: float) -> None:
    assert read_number(show_number(number, 12)) == pytest.approx(number, rel=1e-9)


@given(st.text(max_size=40))
def test_that_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    with contextlib.suppress(ValueError):
        read_value(text)
