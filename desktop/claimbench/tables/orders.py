"""What the parts of a column's dates are: day or month first, and the year where the cells have none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from claimbench.tables.cells import ENOUGH, Cells, Context, Found, Header, percent
from claimbench.tables.dates import Order, parse_date
from claimbench.tables.decision import Alternative
from claimbench.tables.recipe import HEADING
from claimbench.tables.words import MONTH_NAMES
from claimbench.tables.years import lacks_year, year_in

_EITHER: Final[tuple[tuple[Order, Order], ...]] = (("dmy", "mdy"), ("mdy", "dmy"))
_MONTH_NUMBER = re.compile(r"0?[1-9]|1[0-2]")
_SHORT_PARTS = re.compile(r"(\d\d)[./-]\s?\d{1,2}[./-]\s?(\d{1,2})\.?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_SHORT_YEAR = re.compile(r"[^\W\d_]+\.?[\s/-](\d\d)")  # “Feb 22”


def day_or_month(cells: Cells) -> str:
    """A cell such as “Feb 22”, where they may be days of a year rather than months: as days they are in order, or as
    months they are in none."""
    found = [short for text in cells.order if (short := _SHORT_YEAR.fullmatch(text.strip())) and int(short[1]) <= 31]
    if len(found) < 0.5 * len(cells.order) or len({short[1] for short in found}) == 1:
        return ""
    starts = [when.start for text in cells.order if (when := parse_date(text))]
    days = [(start.month, start.year) for start in starts]
    doubtful = days in (sorted(days), sorted(days, reverse=True)) or not _in_order(cells, "dmy")
    return found[0][0] if doubtful else ""


def decide_order(column: Found) -> None:
    """Day or month first: by the cells that are dates in one order only, else by what is in order down the column."""
    orders: tuple[Order, ...] = ("dmy", "mdy", "ymd")
    shares = {order: column.cells.share(partial(parse_date, order=order)) for order in orders}
    best = max(shares.values())
    usable: list[Order] = [order for order in shares if shares[order] == best]
    if len({tuple(_starts(column.cells, order)) for order in usable}) == 1:
        order: Order = "ymd" if "ymd" in usable else usable[0]
        reason = "They have one meaning only." if len(usable) > 1 else f"Only so are {_many(best)} of them dates."
        column.sure_order = len(usable) == 1
        column.decide("order", order, reason)
        return
    usable = [
        order for order in usable if order != "ymd" or shares["ymd"] > max(shares["dmy"], shares["mdy"])
    ] or usable
    if shares["ymd"] == best and _starts_with_year(column.cells):
        reason = "The first part of them takes on fewer values than the last: it was taken for the year."
        column.decide("order", "ymd", reason, True, [Alternative("dmy", 0.5)])
        return
    if all(("." in text and "/" not in text) or _ISO.match(text) for text in column.cells.real):
        column.decide("order", "dmy", "With points between them the day comes first.")
        return
    in_order = [order for order in usable if _in_order(column.cells, order)]
    if len(in_order) == 1 and len(column.cells.order) >= 4:
        column.decide("order", in_order[0], "Only so do they come in order down the column.")
        return
    if len(usable) == 1:
        example = column.cells.order[0].strip()
        reason = f"Dates such as “{example}” were read with the year at the end; it could stand first."
        column.decide("order", usable[0], reason, True, [Alternative("ymd", 0.2)])
        return
    column.doubtful_order = True
    column.recipe = replace(column.recipe, order="dmy" if "dmy" in usable else usable[0])


def _starts_with_year(cells: Cells) -> bool:
    """Whether, of dates with three numbers of two digits, the first is more likely the year than the last."""
    parts = [_SHORT_PARTS.fullmatch(text.strip()) for text in cells.order]
    if len(parts) < 8 or not all(parts):
        return False
    first, last = ({part[place] for part in parts if part} for place in (1, 2))
    return 2 * len(first) <= len(last)


def _many(share: float) -> str:
    return "all" if share == 1.0 else percent(share)


def _starts(cells: Cells, order: Order) -> list[object]:
    return [when and when.start for when in (parse_date(text, order) for text in cells.order)]


def _in_order(cells: Cells, order: Order) -> bool:
    starts = [when.start for text in cells.order if (when := parse_date(text, order))]
    return starts in (sorted(starts), sorted(starts, reverse=True))


def settle_order(column: Found, orders: set[Order]) -> None:
    if not column.doubtful_order:
        return
    if len(orders) == 1:
        reason = "They could be read either way; so it is in another column of this file."
        column.decide("order", next(iter(orders)), reason)
        return
    either = [text.strip() for text in column.cells.order if parse_date(text, "dmy") != parse_date(text, "mdy")]
    example = (either or [text.strip() for text in column.cells.order])[0]
    reason = f"Dates such as “{example}” can be read with the day or the month first; nothing in the column decides."
    day, month = (
        next((text.strip() for text in column.cells.order if parse_date(text, one) and not parse_date(text, two)), "")
        for one, two in _EITHER
    )
    if day and month:
        reason = (
            f"Some can only be read with the day first (“{day}”), some only with the month first (“{month}”); those"
        )
        reason += " that do not fit are listed."
    column.decide("order", "dmy", reason, True, [Alternative("mdy", 0.5)])


def settle_year(
    column: Found, header: Header, year_columns: Sequence[str], context: Context, given: Mapping[str, Any]
) -> None:
    """Where days and months have no year: by the column that has it, the headings, or the lines above the table."""
    if "year" in given or given.get("type", "date") != "date":
        if given.get("year"):
            column.decide("year", given["year"], "As you set it.")
            if "type" not in given:
                column.decide("type", "date", "With the year that you set they are dates.")
        return
    numbered = header.hints(MONTH_NAMES) and bool(column.cells.real)
    numbered = numbered and all(_MONTH_NUMBER.fullmatch(text.strip()) for text in column.cells.real)
    if not (numbered or (column.recipe.type in ("text", "date") and column.cells.share(lacks_year) >= ENOUGH)):
        return
    if len(year_columns) == 1:
        year, reason = year_columns[0], f"They have no year; the column “{year_columns[0]}” has it."
    elif all(map(year_in, context.headings)) and context.headings:
        year, reason = HEADING, "They have no year; the headings among the rows have it."
    elif numbered:
        return
    else:
        years = {year for text in context.above if (year := year_in(text))}
        year = years.pop() if len(years) == 1 else ""
        reason = f"They have no year; the lines above the table name {year}." if year else "They have no year. Give it."
    if "type" not in given:
        column.decisions = []
        reason_of_type = "Its cells are days or months." if year else "Its cells are days or months without a year."
        column.decide("type", "date" if year else "text", reason_of_type)
    column.decide("year", year, reason, year.isdecimal() or not year)
