"""What each column holds, decided on the whole column: its type, its unit, its decimal mark, the order of its dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from claimbench.tables.cells import ENOUGH, Cells, Context, Found, Header, cells_of, percent
from claimbench.tables.codes import code_with_marks, doubt_of_codes
from claimbench.tables.dates import from_epoch, from_excel, parse_date, parse_time, unmarked
from claimbench.tables.decision import Alternative, Decision
from claimbench.tables.marks import (
    ask_for_nines,
    ask_for_no_days,
    decide_mark,
    decide_unit,
    letters_behind,
    note_flags,
    note_thousands,
    settle_mark,
)
from claimbench.tables.numbers import parse_number, tidy
from claimbench.tables.orders import day_or_month, decide_order, settle_order, settle_year
from claimbench.tables.recipe import ColumnRecipe, ColumnType
from claimbench.tables.split_years import are_split_years
from claimbench.tables.totals import is_total
from claimbench.tables.words import CODE_NAMES, CURRENCIES, DATE_NAMES, FALSE, OPPOSED, PERCENT, TRUE, UNITS, YEAR_NAMES
from claimbench.tables.years import is_year

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:\.0)?")
_WORDED_YEAR = re.compile(r"(?:19|20)\d\d\s?(?:р|рік|року|г|год|года|r|rok|roku|年度?|년)\.?", re.IGNORECASE)
_MONTH_OF_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])[./-]\s?(?:19|20)\d\d(?:\s?[гр]?\.)?")
_ZEROS = re.compile(r"0\d+(?:\s[^\W\d].*)?")  # “01” and “01 North”
_CLOCK = re.compile(r"\d{1,2}(?::\d\d.*|\s?[apAP].*)")
_SCORE = re.compile(r"\d{1,3}:(?!1$)\d{1,3}")  # of “5:1” it would be said by what
_MINUTES = re.compile(r"\d{1,2}(?::[0-5]\d(?::\d\d.*)?)?(?:\s?[apAP].*)?")
_USUAL_YEARS = (1500, 2150)
#: Years from today beyond which two digits more likely mean a birth: few tables of figures look further ahead. Only
#: what is asked depends on the day; the year itself is always that of POSIX (:mod:`claimbench.tables.dates`).
_AHEAD = 10
_QUARTER_OR_MONTH = re.compile(r"[1-4][./-](?:19|20)\d\d|(?:19|20)\d\d[./-][1-4]")  # “1/2024” to “4/2024”
_TWO_DIGITS = re.compile(r"\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d\d|.*[^\W\d].*\D\d\d")


def decide_columns(
    headers: Sequence[Header],
    columns: Sequence[Sequence[str]],
    context: Context,
    given: Mapping[str, Mapping[str, Any]],
) -> tuple[tuple[ColumnRecipe, ...], list[Decision]]:
    """One recipe for each column, and the decisions. ``given`` has, by name, what somebody has set already."""
    found = [
        _decide(header, cells_of(texts), at, given.get(header.name, {}))
        for at, (header, texts) in enumerate(zip(headers, columns, strict=True))
    ]
    marks = {c.recipe.decimal for c in found if c.recipe.type == "number" and c.sure_mark}
    orders = {c.recipe.order for c in found if c.recipe.type == "date" and c.sure_order}
    year_columns = [c.recipe.name for c in found if c.recipe.type == "date" and all(map(is_year, c.cells.real))]
    for each, header in zip(found, headers, strict=True):
        settle_year(each, header, year_columns, context, given.get(header.name, {}))
    letters = set().union(*(letters_behind(c.cells) for c in found if c.recipe.type == "number"))
    decisions: list[Decision] = []
    recipes = []
    for each in found:
        settle_mark(each, marks, context.delimiter)
        settle_order(each, orders)
        if each.recipe.type == "number":
            note_thousands(each)
            note_flags(each, letters)
        recipes.append(
            replace(each.recipe, **{k: v for k, v in given.get(each.recipe.name, {}).items() if k != "name"})
        )
        decisions += each.decisions
    return tuple(recipes), decisions


def _decide(header: Header, cells: Cells, at: int, given: Mapping[str, Any]) -> Found:
    start = ColumnRecipe(header.name, header.title, unit=header.unit, tag=header.tag)
    column = Found(start, cells, [])
    if given.get("year_begins"):
        column.decide("year_begins", given["year_begins"], "As you set it.")
    if "type" in given:
        column.decide("type", given["type"], "As you set it.")
    elif given.get("year_begins"):
        column.decide("type", "date", "With the month that you set they are periods.")
    elif not cells.real:
        column.decide("type", "empty", "No cell of it has anything in it." if not cells.marks else "All is missing.")
    elif are_split_years(list(cells.real)):
        _ask_for_month(column)
    else:
        _decide_type(column, header, at)
    for key in ("decimal", "unit", "order"):
        if key in given:
            column.decide(key, given[key], "As you set it.")
    if column.recipe.type == "number" and "decimal" not in given:
        decide_mark(column)
    if column.recipe.type == "number" and "missing" not in given:
        ask_for_nines(column)
    if column.recipe.type == "number" and "unit" not in given:
        decide_unit(column)
        if at == 0 and "type" not in given:
            _ask_for_names(column, header)
    if column.recipe.type == "date" and "missing" not in given:
        ask_for_no_days(column)
    if column.recipe.type == "date" and "order" not in given:
        decide_order(column)
    if column.recipe.type != "text" and cells.marks:
        column.recipe = replace(column.recipe, missing=cells.marks)
    return column


def _ask_for_names(column: Found, header: Header) -> None:
    """Ask whether the cells of the first column, as “1 School”, are names rather than numbers with a unit."""
    unit = column.recipe.unit
    if unit == header.unit or unit.casefold() in UNITS or unit in (*CURRENCIES.values(), *PERCENT.values()):
        return
    example = next(iter(column.cells.real)).strip()
    column.decisions = [each for each in column.decisions if not each.subject.endswith(".type")]
    reason = f"Its cells were read as numbers with a unit; such as “{example}” they may be names."
    column.decide("type", "number", reason, True, [Alternative("text", 0.5)])


def _ask_for_month(column: Found) -> None:
    example = next(iter(column.cells.real)).strip()
    column.decide("type", "text", "Its cells are years that run from one calendar year into the next.")
    reason = f"A year such as “{example}” begins in one calendar year and ends in the next. Say in which month, and the"
    reason += " cells are periods; until then they are texts."
    others = [Alternative(month, 0.5) for month in ("7", "4", "10", "9")]
    column.decide("year_begins", "", reason, True, others)


def _reads_as_number(text: str) -> bool:
    return bool(parse_number(text, ".") or parse_number(text, ","))


def _reads_as_date(text: str) -> bool:
    return bool(parse_date(text, "dmy") or parse_date(text, "mdy") or parse_date(text, "ymd"))


def _far_away(cells: Cells) -> str:
    """What is to be asked where dates are mostly of years that no table is of, as 2567 is 2024 in Thailand and 1402
    began in 2023 in Iran; or where years of two digits lie far ahead, and may be those of births."""
    days = {text.strip(): when.start.year for text in cells.some if (when := parse_date(text))}
    far = [text for text, year in days.items() if not _USUAL_YEARS[0] <= year <= _USUAL_YEARS[1]]
    if len(far) > 0.5 * len(days):
        return f"Cells such as “{far[0]}” are dates of years far away, unless they are of another calendar."
    latest = date.today().year + _AHEAD
    ahead = [text for text, year in days.items() if year > latest and _TWO_DIGITS.fullmatch(text)]
    return (
        f"The year of “{ahead[0]}” was read as {days[ahead[0]]}; it could be a hundred years earlier." if ahead else ""
    )


def _reads_as_both(text: str) -> bool:
    return _reads_as_number(text) and _reads_as_date(text)


def _decide_type(column: Found, header: Header, at: int) -> None:
    cells = column.cells
    if all(text.strip().casefold() in TRUE | FALSE for text in cells.real) and len(cells.real) <= 4:
        column.decide("type", "boolean", "All its cells say yes or no.")
        return
    clock = cells.share(lambda text: parse_time(text) is not None)
    if clock >= 0.9 and all(_CLOCK.fullmatch(text.strip()) for text in cells.real):
        minutes = all(_MINUTES.fullmatch(text.strip()) for text in cells.real)
        column.decide("type", "time" if minutes else "number", "Its cells are times of day.")
        return
    if header.hints(CODE_NAMES) and not header.hints(DATE_NAMES) and (example := code_with_marks(cells)):
        reason = f"The column's name says codes; such as “{example}” are kept as they are."
        column.decide("type", "text", reason, True, [Alternative("number", 0.5)])
        return
    numbers, dates = cells.share(_reads_as_number), cells.share(_reads_as_date)
    both = cells.share(_reads_as_both)
    if dates >= ENOUGH and dates - both >= numbers - both and dates > both:
        if example := day_or_month(cells):
            reason = f"Cells such as “{example}” were read as a month of a year; they could be days without a year."
            column.decide("type", "date", reason, True, [Alternative("text", 0.5)])
        elif len(cells.real) > 3 and all(_QUARTER_OR_MONTH.fullmatch(text.strip()) for text in cells.real):
            reason = f"Cells such as “{cells.order[0].strip()}” were read as months; they could be quarters."
            column.decide("type", "date", reason, True, [Alternative("text", 0.5)])
        elif reason := _far_away(cells):
            column.decide("type", "date", reason, True, [Alternative("text", 0.5)])
        else:
            column.decide("type", "date", _share_reason(dates, "dates or periods"))
    elif (
        both > 0
        and all(_reads_as_both(text) or is_total(text) for text in cells.some)
        and (kind := _numbers_that_are_dates(column, header, at))
    ):
        others = [Alternative("number", 0.5)]
        column.decide(
            "type", "date", kind, not (header.hints(DATE_NAMES) or header.hints(YEAR_NAMES)) and at > 0, others
        )
    elif numbers >= ENOUGH and not _is_code(column) and _few_units(cells):
        if opposed := next((pair for pair in OPPOSED if pair <= {unit.casefold() for unit in _units(cells)}), None):
            first, second = sorted(opposed)
            reason = f"“{first.upper()}” and “{second.upper()}” behind its numbers say which of them are negative."
            column.decide("type", "text", reason, True, [Alternative("number", 0.5)])
        elif doubt := doubt_of_codes(cells):
            others = [Alternative("text" if doubt.type == "number" else "number", 0.5)]
            column.decide("type", doubt.type, doubt.reason, True, others)
        else:
            _decide_number(column, header, numbers)
    else:
        share = max(numbers, dates)
        doubtful = share >= 0.3 and not _is_code(column) and _few_units(cells)
        reason = "Its cells are texts."
        if _is_code(column):
            reason = "Its cells are numbers with leading zeros or of many digits: codes, kept as they are."
        elif doubtful:
            reason = f"{round(100 * share)} % of its cells are numbers or dates, too few to read all as such."
        others = [Alternative("number" if numbers >= dates else "date", round(share, 2))] if share > 0.1 else []
        column.decide("type", "text", reason, doubtful, others)


def _share_reason(share: float, what: str) -> str:
    if share == 1.0:
        return f"All its cells are {what}."
    return f"{percent(share)} of its cells are {what}; the others are listed."


def _numbers_that_are_dates(column: Found, header: Header, at: int) -> str:
    """The reason to read numbers such as 2024, 202402 or 20240224 as dates; empty if there is none."""
    texts = [unmarked(tidy(text)) for text in column.cells.real if not is_total(text)]
    years = all(_YEAR.fullmatch(text) for text in texts)
    if header.hints(DATE_NAMES) or header.hints(YEAR_NAMES):
        return "The column's name says that they are dates."
    if all(_WORDED_YEAR.fullmatch(text) for text in texts):
        return "They are years with a word for year."
    in_order = texts == sorted(texts) or texts == sorted(texts, reverse=True)
    several = len(texts) > 2 or (len(texts) == 2 < sum(column.cells.real.values()) and all(map(is_year, texts)))
    if years and at == 0 and in_order and several:
        return "They are years in order."
    if all(map(_MONTH_OF_YEAR.fullmatch, texts)):
        return f"They are months of years, such as {texts[0]}, though they could be other numbers."
    compact = all(re.fullmatch(r"(?:19|20)\d{6}(?:\d\d){0,3}", text) for text in texts)
    return "All are days written as one number." if compact and len(texts) > 2 else ""


def _is_code(column: Found) -> bool:
    texts = [text.strip() for text in column.cells.real]
    return any(_ZEROS.fullmatch(text) for text in texts) or any(len(text) > 15 and text.isdecimal() for text in texts)


def _units(cells: Cells) -> set[str]:
    """What stands behind the numbers."""
    return {number.unit for text in cells.some if (number := parse_number(text, ".") or parse_number(text, ","))}


def _few_units(cells: Cells) -> bool:
    """Whether the words behind the numbers can be units: addresses and names have a new one in each cell. There may be
    any number of currencies."""
    units = _units(cells) - set(CURRENCIES.values())
    return (len(units) <= 4 and not 1 < len(units) == len(cells.some)) or len(units) < 0.1 * len(cells.some)


def _decide_number(column: Found, header: Header, share: float) -> None:
    kinds: dict[ColumnType, Callable[[float], object]] = {"excel date": from_excel, "epoch": from_epoch}
    if header.hints(DATE_NAMES):
        for kind, reads in kinds.items():
            if all((number := parse_number(text)) and reads(number.value) for text in column.cells.real):
                what = (
                    "days as a spreadsheet counts them"
                    if kind == "excel date"
                    else "seconds or milliseconds since 1970"
                )
                reason = f"The column's name says dates, and the numbers would be {what}."
                column.decide("type", kind, reason, True, [Alternative("number", 0.5)])
                return
    scores = [text.strip() for text in column.cells.some if _SCORE.fullmatch(text.strip())]
    if len(scores) > 0.5 * len(column.cells.some):
        reason = f"Cells such as “{scores[0]}” were read as ratios; they could be scores."
        column.decide("type", "number", reason, True, [Alternative("text", 0.5)])
        return
    column.decide("type", "number", _share_reason(share, "numbers"))
