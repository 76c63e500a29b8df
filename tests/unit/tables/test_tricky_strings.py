"""Numbers and dates as people write them, in tables of their own beside this file: what each string says, or that it
says nothing that could be known (no value, no date). A reading that is a likely one among several is doubtful."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from claimbench.tables.dates import Order, parse_date, shown_period
from claimbench.tables.numbers import Mark, parse_number

HERE = Path(__file__).parent
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")


def rows_of(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NUMBERS = rows_of("tricky_numbers.csv")
DATES = rows_of("tricky_dates.csv")


def number_or_none(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.parametrize("row", NUMBERS, ids=[f"{row['text']} ({row['decimal']})" for row in NUMBERS])
def test_that_a_number_is_read_as_it_is_meant(row: dict[str, str]) -> None:
    mark: Mark = "," if row["decimal"] == "," else "."
    number = parse_number(row["text"], mark)
    if not row["value"]:
        assert number is None
        return
    assert number is not None
    assert number.value == pytest.approx(float(row["value"]), rel=1e-12)
    assert (number.low, number.high) == (number_or_none(row["low"]), number_or_none(row["high"]))
    assert (number.relation, number.unit) == (row["relation"] or "=", row["unit"])
    assert bool(number.doubt) == (row["doubtful"] == "yes")


@pytest.mark.parametrize("row", DATES, ids=[f"{row['text']} ({row['order']})" for row in DATES])
def test_that_a_date_is_read_as_it_is_meant(row: dict[str, str]) -> None:
    for order in ORDERS:
        if row["order"] != "any" and order not in row["order"].split():
            continue
        when = parse_date(row["text"], order)
        if not row["start"]:
            assert when is None
            continue
        assert when is not None
        assert (when.start, when.end) == (
            date.fromisoformat(row["start"]),
            date.fromisoformat(row["end"] or row["start"]),
        )
        assert when.step == row["step"]
        assert when.seconds == number_or_none(row["seconds"])


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2024-01-01", "2024-12-31", "2024"),
        ("2024-02-03", "2024-02-03", "2024-02-03"),
        ("2024-01-01", "2024-03-31", "2024-01-01 to 2024-03-31"),
        ("9999-12-01", "9999-12-31", "9999-12-01 to 9999-12-31"),
    ],
)
def test_that_a_period_is_shown_as_short_as_it_can_be(first: str, last: str, shown: str) -> None:
    assert shown_period(date.fromisoformat(first), date.fromisoformat(last)) == shown
