"""What people write and what they mean by it, typed by hand; and what others have written out from known values:
Python's own strftime, Qt's rules for the languages, and days that others have published as numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from PySide6.QtCore import QDate, QLocale

from claimbench.core.show import day_number
from claimbench.tables.dates import Order, from_epoch, from_excel, parse_date, parse_time
from claimbench.tables.numbers import Mark, parse_number
from claimbench.tables.read import Reading, read

NONE = None
#: Text, decimal mark, value, low, high, relation, unit, and whether it has to be said that it is only likely.
NUMBERS: tuple[tuple[str, Mark, float, float | None, float | None, str, str, bool], ...] = (
    ("1.234,5", ",", 1234.5, NONE, NONE, "=", "", False),
    ("1,234.5", ".", 1234.5, NONE, NONE, "=", "", False),
    ("1 234", ".", 1234, NONE, NONE, "=", "", False),
    ("310\u00a0000", ".", 310_000, NONE, NONE, "=", "", False),
    ("310\u202f000", ",", 310_000, NONE, NONE, "=", "", False),
    ("310\u2009000", ".", 310_000, NONE, NONE, "=", "", False),
    ("1'234", ".", 1234, NONE, NONE, "=", "", False),
    ("12 %", ".", 12, NONE, NONE, "=", "percent", False),
    ("%139,6", ",", 139.6, NONE, NONE, "=", "percent", False),
    ("(5)", ".", -5, NONE, NONE, "=", "", True),
    ("-  23", ".", -23, NONE, NONE, "=", "", False),
    ("−23", ".", -23, NONE, NONE, "=", "", False),
    ("~200k", ".", 200_000, NONE, NONE, "about", "", False),
    ("≥27,423", ".", 27_423, 27_423, NONE, "at least", "", False),
    ("40–55k", ".", 47_500, 40_000, 55_000, "between", "", False),
    ("5:1", ".", 5, NONE, NONE, "=", "ratio", False),
    ("over 21,000", ".", 21_000, 21_000, NONE, "more than", "", False),
    ("up to 3,500", ".", 3500, NONE, 3500, "at most", "", False),
    ("fewer than 12", ".", 12, NONE, 12, "less than", "", False),
    ("between 5 and 7", ".", 6, 5, 7, "between", "", False),
    ("понад 5 тис.", ",", 5000, 5000, NONE, "more than", "", False),
    ("близько 1,5 млн", ",", 1_500_000, NONE, NONE, "about", "", False),
    ("около 3 тыс.", ",", 3000, NONE, NONE, "about", "", False),
    ("rund 2,5 Mio.", ",", 2_500_000, NONE, NONE, "about", "", False),
    ("3 bn", ".", 3e9, NONE, NONE, "=", "", False),
    ("$5", ".", 5, NONE, NONE, "=", "USD", False),
    ("-493,86 $ US", ",", -493.86, NONE, NONE, "=", "USD", False),
    ("12,50 €", ",", 12.5, NONE, NONE, "=", "EUR", False),
    ("1 250 грн", ",", 1250, NONE, NONE, "=", "UAH", False),
    ("1,234*", ".", 1234, NONE, NONE, "=", "", True),
    ("1,234[2]", ".", 1234, NONE, NONE, "=", "", True),
    ("1,234¹", ".", 1234, NONE, NONE, "=", "", True),
    ("1e3", ".", 1000, NONE, NONE, "=", "", False),
    ("6.02×10²³", ".", 6.02e23, NONE, NONE, "=", "", False),
    ("½", ".", 0.5, NONE, NONE, "=", "", False),
    ("100+", ".", 100, 100, NONE, "at least", "", False),
    ("5 ± 2", ".", 5, 3, 7, "=", "", False),
    ("3 km", ".", 3, NONE, NONE, "=", "km", False),
)  # fmt: skip
#: What says no number, or none that could be known.
NO_NUMBERS = (
    "",
    "-",
    "n/a",
    "abc",
    "12 of 50",
    "1,2,3,4",
    "1.2.3",
    "5 or 6",
    "A12",
    "12-",
    "--5",
    "1 2 3 4 5 x",
    "#REF!",
)
DATES: tuple[tuple[str, Order, str, str], ...] = (
    ("2025-07-31", "ymd", "2025-07-31", "2025-07-31"),
    ("31.12.2024", "dmy", "2024-12-31", "2024-12-31"),
    ("03/04/2025", "dmy", "2025-04-03", "2025-04-03"),
    ("03/04/2025", "mdy", "2025-03-04", "2025-03-04"),
    ("3.4.25", "dmy", "2025-04-03", "2025-04-03"),
    ("Feb 2022", "dmy", "2022-02-01", "2022-02-28"),
    ("липень 2025", "dmy", "2025-07-01", "2025-07-31"),
    ("лютого 2024", "dmy", "2024-02-01", "2024-02-29"),
    ("24 лютого 2022 р.", "dmy", "2022-02-24", "2022-02-24"),
    ("24 февраля 2022 года", "dmy", "2022-02-24", "2022-02-24"),
    ("24. Februar 2022", "dmy", "2022-02-24", "2022-02-24"),
    ("le 24 février 2022".removeprefix("le "), "dmy", "2022-02-24", "2022-02-24"),
    ("24 de febrero de 2022", "dmy", "2022-02-24", "2022-02-24"),
    ("February 24, 2022", "dmy", "2022-02-24", "2022-02-24"),
    ("Thursday, 24 February 2022", "dmy", "2022-02-24", "2022-02-24"),
    ("mar. 28 juil. 2015", "dmy", "2015-07-28", "2015-07-28"),
    ("mar 12 2015", "dmy", "2015-03-12", "2015-03-12"),
    ("Q3 2024", "dmy", "2024-07-01", "2024-09-30"),
    ("2024 Q1", "dmy", "2024-01-01", "2024-03-31"),
    ("III квартал 2024", "dmy", "2024-07-01", "2024-09-30"),
    ("2024-W01", "dmy", "2024-01-01", "2024-01-07"),
    ("2020-W53", "dmy", "2020-12-28", "2021-01-03"),
    ("H2 2023", "dmy", "2023-07-01", "2023-12-31"),
    ("2023", "dmy", "2023-01-01", "2023-12-31"),
    ("2024-02", "dmy", "2024-02-01", "2024-02-29"),
    ("02.2024", "dmy", "2024-02-01", "2024-02-29"),
    ("3–7 June 2024", "dmy", "2024-06-03", "2024-06-07"),
    ("20240229", "dmy", "2024-02-29", "2024-02-29"),
)
NO_DATES = (
    "2023-02-29",
    "31.04.2024",
    "13/13/2024",
    "until 12 May 2020",
    "to 17.10.2019",
    "May",
    "abc 2020",
    "0000-00-00",
)


@pytest.mark.parametrize(("text", "mark", "value", "low", "high", "relation", "unit", "doubtful"), NUMBERS)
def test_that_a_number_says_what_is_meant(
    text: str, mark: Mark, value: float, low: float | None, high: float | None, relation: str, unit: str, doubtful: bool
) -> None:
    number = parse_number(text, mark)
    assert number is not None
    assert number.value == pytest.approx(value, rel=1e-12)
    assert (number.low, number.high, number.relation, number.unit) == (low, high, relation, unit)
    assert bool(number.doubt) == doubtful


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_that_what_says_no_number_is_none_or_only_likely(text: str) -> None:
    number = parse_number(text, ".")
    assert number is None or number.doubt


@pytest.mark.parametrize(("text", "order", "start", "end"), DATES)
def test_that_a_date_says_what_is_meant(text: str, order: Order, start: str, end: str) -> None:
    when = parse_date(text, order)
    assert when is not None
    assert (when.start.isoformat(), when.end.isoformat()) == (start, end)


@pytest.mark.parametrize("text", NO_DATES)
def test_that_what_says_no_date_is_none(text: str) -> None:
    assert [parse_date(text, order) for order in ("dmy", "mdy")] == [None, None]


DAYS = [date(1999, 12, 31) + timedelta(97 * n) for n in range(100)]


@pytest.mark.parametrize(
    ("form", "order"),
    [
        ("%Y-%m-%d", "ymd"), ("%Y/%m/%d", "ymd"), ("%Y%m%d", "ymd"), ("%d.%m.%Y", "dmy"), ("%d/%m/%Y", "dmy"),
        ("%d-%m-%Y", "dmy"), ("%m/%d/%Y", "mdy"), ("%m-%d-%Y", "mdy"), ("%d.%m.%y", "dmy"), ("%d %B %Y", "dmy"),
        ("%B %d, %Y", "dmy"), ("%d %b %Y", "dmy"), ("%d-%b-%Y", "dmy"), ("%A, %d %B %Y", "dmy"), ("%G-W%V-%u", "dmy"),
        ("%a, %d %b %Y", "dmy"), ("%d%b%Y", "dmy"),
    ],
)  # fmt: skip
def test_that_days_are_read_as_python_writes_them(form: str, order: Order) -> None:
    assert [(when.start, when.end) for day in DAYS if (when := parse_date(day.strftime(form), order))] == [
        (day, day) for day in DAYS
    ]


@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %X", "%Y-%m-%d %I:%M:%S %p"])
def test_that_times_are_read_as_python_writes_them(form: str) -> None:
    moments = [datetime(2000, 2, 28, 23, 59, 7, tzinfo=UTC) + timedelta(seconds=7_654_321 * n) for n in range(80)]
    seconds = [when.seconds for moment in moments if (when := parse_date(moment.strftime(form), "dmy"))]
    assert seconds == [moment.timestamp() for moment in moments]


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        (25_569, "1970-01-01"),
        (36_526, "2000-01-01"),
        (38_718, "2006-01-01"),
        (43_831, "2020-01-01"),
        (45_658, "2025-01-01"),
    ],
)
def test_that_days_as_a_spreadsheet_counts_them_are_the_days_that_are_known(serial: int, day: str) -> None:
    when = from_excel(serial)
    assert when is not None
    assert when.start.isoformat() == day


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (1_000_000_000, "2001-09-09T01:46:40+00:00"),
        (1_234_567_890, "2009-02-13T23:31:30+00:00"),
        (1_700_000_000, "2023-11-14T22:13:20+00:00"),
        (1_700_000_000_000, "2023-11-14T22:13:20+00:00"),
    ],
)
def test_that_seconds_since_1970_are_the_moments_that_are_known(number: int, moment: str) -> None:
    when = from_epoch(number)
    assert when is not None
    assert when.seconds is not None
    assert datetime.fromtimestamp(when.seconds, UTC).isoformat() == moment


def test_that_times_of_day_are_seconds_since_midnight() -> None:
    assert [parse_time(text) for text in ("0:00", "7:05", "12:00 am", "12:30 pm", "23:59:59", "24:10")] == [
        0, 7 * 3600 + 300, 0, 12 * 3600 + 1800, 86_399, None,
    ]  # fmt: skip


# -- columns as the languages write them

LANGUAGES = (
    "en_US", "en_GB", "de_DE", "de_CH", "fr_FR", "fr_CH", "it_IT", "es_ES", "es_MX", "pt_PT", "pt_BR", "nl_NL", "da_DK",
    "sv_SE", "nb_NO", "fi_FI", "pl_PL", "cs_CZ", "sk_SK", "hu_HU", "ro_RO", "bg_BG", "el_GR", "tr_TR", "uk_UA", "ru_RU",
    "be_BY", "sr_RS", "sl_SI", "lt_LT", "et_EE", "ca_ES", "ja_JP", "ko_KR", "id_ID", "en_IN",
)  # fmt: skip
VALUES = [round(sign * 1.7**n + n / 100, 2) for n in range(1, 36) for sign in (1, -1)]


def column(cells: list[str]) -> tuple[Reading, int]:
    reading = read("\n".join(["name\tvalue", *(f"row {n}\t{cell}" for n, cell in enumerate(cells)), ""]).encode())
    return reading, sum(decision.subject.startswith("columns.value.") for decision in reading.ambiguous)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_a_column_of_numbers_is_read_as_a_language_writes_them(language: str) -> None:
    locale = QLocale(language)
    reading, _ = column([locale.toString(value, "f", 2) for value in VALUES])
    values = reading.table.columns[1].values
    assert values is not None
    np.testing.assert_allclose(values.value, VALUES, rtol=1e-12)


@pytest.mark.parametrize("form", [QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat])
@pytest.mark.parametrize("language", LANGUAGES)
def test_that_a_column_of_dates_is_read_as_a_language_writes_them(language: str, form: QLocale.FormatType) -> None:
    locale = QLocale(language)
    days = [date(2010, 1, 3) + timedelta(53 * n) for n in range(100)]
    reading, ambiguous = column([locale.toString(QDate(day.year, day.month, day.day), form) for day in days])
    values = reading.table.columns[1].values
    assert values is not None
    wrong = {at for at, day in enumerate(days) if values.value[at] != day_number(day)}
    assert ambiguous or wrong <= set(values.unreadable)
    assert len(wrong) <= 10


@pytest.mark.parametrize(
    ("form", "doubts"), [("{:02}.{}", 1), ("{}-{}", 1), ("{:02}/{}", 0), ("{:02}.{} г.", 1)], ids=str
)
def test_that_months_of_years_are_dates_and_not_numbers_with_a_part_or_ranges(form: str, doubts: int) -> None:
    months = [(1 + n % 12, 2015 + n // 12) for n in range(30)]
    reading, ambiguous = column([form.format(*each) for each in months])
    values = reading.table.columns[1].values
    assert values is not None
    assert values.value.tolist() == [day_number(date(year, month, 1)) for month, year in months]
    assert ambiguous == doubts


def test_that_a_first_part_with_few_values_is_likely_the_year_and_is_said_to_be() -> None:
    days = [date(2015, 1, 3) + timedelta(41 * n) for n in range(60)]
    reading, ambiguous = column([f"{day:%y}. {day.month}. {day:%d}." for day in days])
    values = reading.table.columns[1].values
    assert values is not None
    assert values.value.tolist() == [*map(day_number, days)]
    assert ambiguous == 1
