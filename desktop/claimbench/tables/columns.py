"""What each column holds, decided on the whole column: its type, its unit, its decimal mark, the order of its dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from claimbench.tables.dates import Order, from_epoch, from_excel, parse_date, parse_time
from claimbench.tables.decision import Alternative, Decision
from claimbench.tables.numbers import Mark, parse_number, tidy
from claimbench.tables.recipe import ColumnRecipe, ColumnType
from claimbench.tables.words import CURRENCIES, DATE_NAMES, FALSE, MISSING, PERCENT, TRUE, UNITS, YEAR_NAMES

ENOUGH: Final = 0.6  # the share of cells that must read as numbers or dates for the column to be of that type
LOOKED_AT: Final = 20_000  # different texts of a column that decide what a mark or an order means
SOME: Final = 1_000  # different texts of a column that decide its type
_UNIT_BEHIND = re.compile(
    r"[(\[]\s*([^()\[\]]{1,30}?)\s*[)\]]\s*$|,\s*([^\s,()]{1,12}(?: [^\s,()]{1,12})?)\s*$|\s(%)\s*$"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_WORDED_YEAR = re.compile(r"(?:19|20)\d\d\s?(?:р|рік|року|г|год|года|r|rok|roku)\.?", re.IGNORECASE)
_SINGLE_MARK = re.compile(r"[^\d.,]*[1-9]\d{0,2}[.,]\d{3}(?:\D.*)?")  # 1.234 and 1,234: either may be meant
_SHORT_YEAR = re.compile(r"[^\W\d_]+\.?[\s/-](\d\d)")  # “Feb 22”
_ZEROS = re.compile(r"0\d+")


@dataclass(frozen=True, slots=True)
class Cells:
    """The different texts of a column that are not missing: in their ``order``, with their counts (``real``), and some
    of them from all over the column (``some``). ``marks`` are those that say that something is missing."""

    order: tuple[str, ...]
    real: Mapping[str, int]
    some: Mapping[str, int]
    marks: tuple[str, ...]

    def share(self, reads: Callable[[str], object]) -> float:
        """The share of cells that ``reads`` takes, by those in ``some``."""
        return sum(n for text, n in self.some.items() if reads(text)) / max(1, sum(self.some.values()))


def cells_of(texts: Iterable[str]) -> Cells:
    counts = _thinned(Counter(texts), LOOKED_AT)
    marks = tuple(sorted({text.strip() for text in counts if text.strip() and text.strip().casefold() in MISSING}))
    real = {text: count for text, count in counts.items() if text.strip().casefold() not in MISSING}
    return Cells(tuple(real), real, _thinned(real, SOME), marks)


def _thinned(counts: Mapping[str, int], most: int) -> Mapping[str, int]:
    if len(counts) <= most:
        return counts
    return dict(list(counts.items())[:: len(counts) // most + 1])


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says of one column."""

    name: str
    title: str
    unit: str
    tag: str

    def hints(self, words: Sequence[str]) -> bool:
        parts = re.split(r"[\W_]+", self.title.casefold())
        return any(word in parts or (" " in word and word in self.title.casefold()) for word in words)


def unit_in(title: str) -> str:
    """The unit that a column's title ends with: in brackets, after a comma, or a percent sign."""
    found = _UNIT_BEHIND.search(title)
    if not found:
        return ""
    inner = found[1] or found[2] or found[3]
    bare = inner.casefold().removeprefix("in ").strip()
    known = bare in UNITS or bare in CURRENCIES or bare in PERCENT or "/" in bare
    if not known and not (found[1] and len(inner) <= 12 and not inner.isdigit()):
        return ""
    return CURRENCIES.get(bare) or PERCENT.get(bare) or inner.removeprefix("in ").strip()


def decide_columns(
    headers: Sequence[Header],
    columns: Sequence[Sequence[str]],
    delimiter: str,
    given: Mapping[str, Mapping[str, Any]],
) -> tuple[tuple[ColumnRecipe, ...], list[Decision]]:
    """One recipe for each column, and the decisions. ``given`` has, by name, what somebody has set already."""
    found = [
        _decide(header, cells_of(texts), at, given.get(header.name, {}))
        for at, (header, texts) in enumerate(zip(headers, columns, strict=True))
    ]
    marks = {c.recipe.decimal for c in found if c.recipe.type == "number" and c.sure_mark}
    orders = {c.recipe.order for c in found if c.recipe.type == "date" and c.sure_order}
    decisions: list[Decision] = []
    recipes = []
    for each in found:
        _settle_mark(each, marks, delimiter)
        _settle_order(each, orders)
        recipes.append(
            replace(each.recipe, **{k: v for k, v in given.get(each.recipe.name, {}).items() if k != "name"})
        )
        decisions += each.decisions
    return tuple(recipes), decisions


@dataclass(slots=True)
class _Column:
    recipe: ColumnRecipe
    cells: Cells
    decisions: list[Decision]
    sure_mark: bool = False  # its cells leave no doubt what a comma and a point mean
    sure_order: bool = False
    doubtful_mark: bool = False
    doubtful_order: bool = False

    def decide(
        self, field: str, value: Any, reason: str, ambiguous: bool = False, others: Sequence[Alternative] = ()
    ) -> None:
        self.recipe = replace(self.recipe, **{field: value})
        self.decisions.append(Decision(f"columns.{self.recipe.name}.{field}", value, reason, ambiguous, tuple(others)))


def _decide(header: Header, cells: Cells, at: int, given: Mapping[str, Any]) -> _Column:
    start = ColumnRecipe(header.name, header.title, unit=header.unit, tag=header.tag)
    column = _Column(start, cells, [])
    if "type" in given:
        column.decide("type", given["type"], "As you set it.")
    elif not cells.real:
        column.decide("type", "empty", "No cell of it has anything in it." if not cells.marks else "All is missing.")
    else:
        _decide_type(column, header, at)
    for key in ("decimal", "unit", "order"):
        if key in given:
            column.decide(key, given[key], "As you set it.")
    if column.recipe.type == "number" and "decimal" not in given:
        _decide_mark(column)
    if column.recipe.type == "number" and "unit" not in given:
        _decide_unit(column)
    if column.recipe.type == "date" and "order" not in given:
        _decide_order(column)
    if column.recipe.type != "text" and cells.marks:
        column.recipe = replace(column.recipe, missing=cells.marks)
    return column


def _reads_as_number(text: str) -> bool:
    return bool(parse_number(text, ".") or parse_number(text, ","))


def _reads_as_date(text: str) -> bool:
    return bool(parse_date(text, "dmy") or parse_date(text, "mdy") or parse_date(text, "ymd"))


def _decide_type(column: _Column, header: Header, at: int) -> None:
    cells = column.cells
    if all(text.strip().casefold() in TRUE | FALSE for text in cells.real) and len(cells.real) <= 4:
        column.decide("type", "boolean", "All its cells say yes or no.")
        return
    clock = cells.share(lambda text: parse_time(text) is not None)
    if clock >= 0.9 and all(re.fullmatch(r"\d{1,2}:\d\d.*", text.strip()) for text in cells.real):
        minutes = all(re.fullmatch(r"\d{1,2}:[0-5]\d(?::\d\d.*)?(?:\s?[apAP].*)?", text.strip()) for text in cells.real)
        column.decide("type", "time" if minutes else "number", "Its cells are times of day.")
        return
    numbers, dates = cells.share(_reads_as_number), cells.share(_reads_as_date)
    both = cells.share(lambda text: _reads_as_number(text) and _reads_as_date(text))
    if dates >= ENOUGH and dates - both >= numbers - both and dates > both:
        if _may_be_days(cells):
            example = next(text.strip() for text in cells.order if _SHORT_YEAR.fullmatch(text.strip()))
            reason = f"Cells such as “{example}” were read as a month of a year; they could be days without a year."
            column.decide("type", "date", reason, True, [Alternative("text", 0.5)])
        else:
            column.decide("type", "date", _share_reason(dates, "dates or periods"))
    elif both == 1.0 and (kind := _numbers_that_are_dates(column, header, at)):
        others = [Alternative("number", 0.5)]
        column.decide(
            "type", "date", kind, not (header.hints(DATE_NAMES) or header.hints(YEAR_NAMES)) and at > 0, others
        )
    elif numbers >= ENOUGH and not _is_code(column) and _few_units(cells):
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


def _may_be_days(cells: Cells) -> bool:
    """Whether cells such as “Feb 22” may be days of a year rather than months: as days they are in order, or as months
    they are in none."""
    found = [_SHORT_YEAR.fullmatch(text.strip()) for text in cells.order]
    numbers = [int(each[1]) for each in found if each and int(each[1]) <= 31]
    if len(numbers) < 0.5 * len(cells.order) or len(set(numbers)) == 1:
        return False
    starts = [when.start for text in cells.order if (when := parse_date(text))]
    days = [(start.month, start.year) for start in starts]
    return days in (sorted(days), sorted(days, reverse=True)) or not _in_order(cells, "dmy")


def _share_reason(share: float, what: str) -> str:
    if share == 1.0:
        return f"All its cells are {what}."
    return f"{_percent(share)} of its cells are {what}; the others are listed."


def _percent(share: float) -> str:
    return f"{min(99, round(100 * share))} %"


def _numbers_that_are_dates(column: _Column, header: Header, at: int) -> str:
    """The reason to read numbers such as 2024, 202402 or 20240224 as dates; empty if there is none."""
    texts = [text.strip() for text in column.cells.real]
    years = all(_YEAR.fullmatch(text) for text in texts)
    if header.hints(DATE_NAMES) or header.hints(YEAR_NAMES):
        return "The column's name says that they are dates."
    if all(_WORDED_YEAR.fullmatch(text) for text in texts):
        return "They are years with a word for year."
    in_order = texts == sorted(texts) or texts == sorted(texts, reverse=True)
    if years and at == 0 and in_order and len(texts) > 2:
        return "They are years in order."
    compact = all(re.fullmatch(r"(?:19|20)\d{6}", text) for text in texts)
    return "All are days written as one number." if compact and len(texts) > 2 else ""


def _is_code(column: _Column) -> bool:
    texts = [text.strip() for text in column.cells.real]
    return any(_ZEROS.fullmatch(text) for text in texts) or any(len(text) > 15 and text.isdecimal() for text in texts)


def _few_units(cells: Cells) -> bool:
    """Whether the words behind the numbers can be units: addresses and names have a new one in each cell."""
    units = {
        number.unit for text in cells.some if (number := parse_number(text, ".") or parse_number(text, ",")) is not None
    }
    return len(units) <= 4 or len(units) < 0.1 * len(cells.some)


def _decide_number(column: _Column, header: Header, share: float) -> None:
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
    column.decide("type", "number", _share_reason(share, "numbers"))


def _decide_mark(column: _Column) -> None:
    """Whether a comma or a point is the decimal mark: by the cells that read under one of them only."""
    point = comma = either = 0
    for text, count in column.cells.real.items():
        if "," not in text and "." not in text:
            continue
        as_point, as_comma = parse_number(text, "."), parse_number(text, ",")
        if as_point and as_comma and as_point.value == as_comma.value:
            continue
        if as_point and as_comma:
            either += count
        point += count * bool(as_point and not as_comma)
        comma += count * bool(as_comma and not as_point)
    column.sure_mark = bool(point) != bool(comma) or (
        max(point, comma) >= 3 * min(point, comma) and max(point, comma) > 0
    )
    mark: Mark = "," if comma > point else "."
    if column.sure_mark:
        column.decide("decimal", mark, f"Cells such as {_example(column, mark)} can only be read so.")
    elif point and comma:
        reason = f"Some cells can only be read with a decimal point ({_example(column, '.')}), some only with a decimal"
        reason += f" comma ({_example(column, ',')}); those that do not fit are listed."
        column.decide("decimal", mark, reason, True, [Alternative("." if mark == "," else ",", min(point, comma))])
    column.doubtful_mark = either > 0 and not (point or comma)
    if column.doubtful_mark and _must_group(column.cells):
        # Beside 1,234 stand whole numbers below 1,000 and none above without the mark: so it groups thousands.
        used = "," if any("," in text for text in column.cells.real) else "."
        column.decide("decimal", "." if used == "," else ",", "The mark always stands before three digits: thousands.")
        column.doubtful_mark = False
    _note_thousands(column)


def _example(column: _Column, mark: Mark) -> str:
    other: Mark = "." if mark == "," else ","
    for text in column.cells.real:
        if ("," in text or "." in text) and parse_number(text, mark) and not parse_number(text, other):
            return f"“{text.strip()}”"
    return ""


def _must_group(cells: Cells) -> bool:
    plain = [tidy(text) for text in cells.real]
    marked = [text for text in plain if _SINGLE_MARK.fullmatch(text)]
    small = [text for text in plain if re.fullmatch(r"[-+]?\d{1,3}", text)]
    large = [text for text in plain if re.fullmatch(r"[-+]?\d{4,}", text)]
    return len(marked) >= 2 and len(small) >= 1 and not large


def _note_thousands(column: _Column) -> None:
    texts = [tidy(text) for text in column.cells.real]
    for mark, pattern in ((" ", r"\d \d{3}(?!\d)"), ("'", r"\d['’`]\d{3}(?!\d)")):
        if any(re.search(pattern, text) for text in texts):
            column.recipe = replace(column.recipe, thousands=mark)
            return
    other = "," if column.recipe.decimal == "." else "."
    if any(re.search(rf"\d{re.escape(other)}\d{{3}}(?!\d)", text) for text in texts):
        column.recipe = replace(column.recipe, thousands=other)


def _settle_mark(column: _Column, marks: set[Mark], delimiter: str) -> None:
    """What 1,234 or 1.234 is where the column alone does not say: by the other columns, then by the delimiter."""
    if not column.doubtful_mark:
        return
    used = "," if any("," in text for text in column.cells.real) else "."
    if len(marks) == 1:
        mark = next(iter(marks))
        column.decide("decimal", mark, "The cells would read either way; so it is in the other columns of this file.")
    else:
        mark = "," if delimiter == ";" else "."  # where semicolons part cells, commas are taken
        example = next(text.strip() for text in column.cells.real if used in text)
        meaning = "thousands" if mark != used else "decimals"
        reason = f"Cells such as “{example}” would read either way; they were read as {meaning}."
        column.decide("decimal", mark, reason, True, [Alternative("," if mark == "." else ".", 0.5)])
    _note_thousands(column)


def _decide_unit(column: _Column) -> None:
    """The unit that most cells carry, where the header gives none."""
    mark: Mark = column.recipe.decimal
    units: Counter[str] = Counter()
    for text, count in column.cells.real.items():
        if number := parse_number(text, mark):
            units[number.unit] += count
    if column.recipe.unit:
        column.decide("unit", column.recipe.unit, "The header gives it.")
        return
    unit, count = units.most_common(1)[0] if units else ("", 0)
    if unit and count >= 0.5 * sum(units.values()):
        column.decide("unit", unit, f"{'All' if len(units) == 1 else 'Most'} of its cells carry it.")


def _decide_order(column: _Column) -> None:
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
    if all("." in text and "/" not in text for text in column.cells.real):
        column.decide("order", "dmy", "With points between them the day comes first.")
        return
    in_order = [order for order in usable if _in_order(column.cells, order)]
    if len(in_order) == 1 and len(column.cells.order) >= 4:
        column.decide("order", in_order[0], "Only so do they come in order down the column.")
        return
    column.doubtful_order = True
    column.recipe = replace(column.recipe, order="dmy" if "dmy" in usable else usable[0])


def _many(share: float) -> str:
    return "all" if share == 1.0 else _percent(share)


def _starts(cells: Cells, order: Order) -> list[object]:
    return [when and when.start for when in (parse_date(text, order) for text in cells.order)]


def _in_order(cells: Cells, order: Order) -> bool:
    starts = [when.start for text in cells.order if (when := parse_date(text, order))]
    return starts in (sorted(starts), sorted(starts, reverse=True))


def _settle_order(column: _Column, orders: set[Order]) -> None:
    if not column.doubtful_order:
        return
    if len(orders) == 1:
        reason = "They could be read either way; so it is in another column of this file."
        column.decide("order", next(iter(orders)), reason)
        return
    example = next(text.strip() for text in column.cells.order if parse_date(text, "dmy") != parse_date(text, "mdy"))
    reason = f"Dates such as “{example}” can be read with the day or the month first; nothing in the column decides."
    column.decide("order", "dmy", reason, True, [Alternative("mdy", 0.5)])
