"""A table as it was read: every cell's text, and the numbers, dates and bounds in it as arrays."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

import numpy as np
import numpy.typing as npt

from claimbench.core.frozen import dataclass
from claimbench.core.relation import Relation
from claimbench.core.show import day_number
from claimbench.tables.dates import When, from_epoch, from_excel, parse_date, parse_time, with_year
from claimbench.tables.decision import Findings
from claimbench.tables.numbers import Mark, Number, parse_number
from claimbench.tables.recipe import ColumnRecipe
from claimbench.tables.split_years import parse_split_year
from claimbench.tables.totals import is_total
from claimbench.tables.words import TRUE

Floats = npt.NDArray[np.float64]
_QUICK = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")


@dataclass(frozen=True, slots=True)
class Values:
    """A column's values, one for each row. ``value`` is a number; of a date, days since 1970 with the time of day as a
    part; of a time, seconds since midnight. ``low`` and ``high`` are the bounds, or the first and last day. What is
    missing or unreadable is NaN. ``relations`` are those that are not "=", by row; ``unreadable`` are the rows whose
    cell says something that was not understood."""

    value: Floats
    low: Floats
    high: Floats
    relations: Mapping[int, Relation] = field(default_factory=dict)
    unreadable: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    recipe: ColumnRecipe
    texts: Sequence[str]
    values: Values | None = None  # none for texts

    @property
    def name(self) -> str:
        return self.recipe.name

    @property
    def missing(self) -> int:
        """How many cells have nothing in them, or say so."""
        marks = {"", *self.recipe.missing}
        return sum(text.strip() in marks for text in self.texts)


@dataclass(frozen=True, slots=True)
class Table:
    """``lines`` are the physical lines that the rows start on; ``beyond`` has, by row, the fields that stand after the
    last column; ``short`` the number of fields of rows that have too few; ``groups`` the heading over each row."""

    columns: tuple[Column, ...]
    lines: Sequence[int]
    beyond: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    short: Mapping[int, int] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
    titles: tuple[str, ...] | None = None  # the header as it is read; None where there is none

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def row_count(self) -> int:
        return len(self.lines)

    def row(self, at: int) -> tuple[str, ...]:
        """The texts of a row exactly as they were read, as many as there were."""
        texts = tuple(column.texts[at] for column in self.columns)
        return texts[: self.short.get(at, len(texts))] + self.beyond.get(at, ())


def columns_of(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """The cells of so many columns; what a row lacks is empty."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        cells = row if len(row) >= width else [*row, *[""] * (width - len(row))]
        for column, texts in enumerate(columns):
            texts.append(cells[column])
    return columns


def values_of(
    recipe: ColumnRecipe,
    texts: Sequence[str],
    lines: Sequence[int],
    at: int,
    findings: Findings,
    years: Sequence[str] | None = None,
) -> Values | None:
    """Read a column's texts by its recipe; cells that do not fit, or fit only likely, become findings. ``years`` has
    one for each row where dates have none."""
    if recipe.type == "number":
        return _numbers(recipe, texts, lines, at, findings)
    if recipe.type in ("date", "excel date", "epoch"):
        return _dates(recipe, texts, lines, at, findings, years)
    if recipe.type == "time":
        return _scalars(recipe, texts, lines, at, findings, parse_time, "time of day")
    if recipe.type == "boolean":
        return _scalars(recipe, texts, lines, at, findings, lambda text: float(text.casefold() in TRUE), "yes or no")
    return None


def _numbers(recipe: ColumnRecipe, texts: Sequence[str], lines: Sequence[int], at: int, findings: Findings) -> Values:
    mark: Mark = recipe.decimal
    count = len(texts)
    value = np.full(count, np.nan)
    bounds: dict[int, Number] = {}
    relations: dict[int, Relation] = {}
    unreadable = []
    missing = {"", *recipe.missing}
    for row, text in enumerate(texts):
        if mark == "." and _QUICK.fullmatch(text) and text not in missing:
            value[row] = float(text)
            continue
        bare = text.strip()
        if bare in missing:
            continue
        number = parse_number(text, mark, recipe.flags)
        if number is None:
            unreadable.append(row)
            if at or not is_total(text):  # else it is told that it is one
                findings.add(lines[row], at + 1, text, "unreadable", *_why_no_number(bare, recipe))
            continue
        value[row] = number.value
        if number.relation != "=" or number.low is not None or number.high is not None:
            bounds[row] = number
            relations[row] = number.relation
        message = f"Read as {number.value:.15g}. {number.doubt}" if number.doubt else ""
        if number.unit and number.unit != recipe.unit:
            message += f" The cell says {number.unit}, the column {recipe.unit or 'nothing'}; it was not converted."
        if message:
            findings.add(lines[row], at + 1, text, "doubtful" if number.doubt else "other-unit", message.strip())
    low, high = value.copy(), value.copy()
    for row, number in bounds.items():
        low[row] = np.nan if number.low is None else number.low
        high[row] = np.nan if number.high is None else number.high
    return Values(value, low, high, {row: each for row, each in relations.items() if each != "="}, tuple(unreadable))


def _why_no_number(text: str, recipe: ColumnRecipe) -> tuple[str, str]:
    """The message and the suggestion for a cell that is no number."""
    other: Mark = "." if recipe.decimal == "," else ","
    mark = "comma" if recipe.decimal == "," else "point"
    if (number := parse_number(text, other)) is not None:
        return f"This is not a number with a decimal {mark}.", f"{number.value:.15g}"
    if "\0" in text and (number := parse_number(text.replace("\0", ""), recipe.decimal)) is not None:
        return "A zero byte stands in this number.", f"{number.value:.15g}"
    return "This does not read as a number.", ""


def _dates(
    recipe: ColumnRecipe,
    texts: Sequence[str],
    lines: Sequence[int],
    at: int,
    findings: Findings,
    years: Sequence[str] | None,
) -> Values:
    count = len(texts)
    value, low, high = np.full(count, np.nan), np.full(count, np.nan), np.full(count, np.nan)
    unreadable = []
    missing = {"", *recipe.missing}
    for row, text in enumerate(texts):
        bare = text.strip()
        if bare in missing:
            continue
        when = _when(bare if years is None else with_year(bare, years[row]), recipe)
        if when is None:
            unreadable.append(row)
            if not at and is_total(text):
                continue
            message = "This does not read as a date."
            swapped = parse_date(bare, "mdy" if recipe.order == "dmy" else "dmy")
            if swapped is not None and recipe.type == "date":
                message = "With the day and the month in the order of this column this is not a date."
            findings.add(lines[row], at + 1, text, "unreadable", message, swapped.start.isoformat() if swapped else "")
            continue
        low[row], high[row] = day_number(when.start), day_number(when.end)
        value[row] = low[row] if when.seconds is None else when.seconds / 86_400
    return Values(value, low, high, unreadable=tuple(unreadable))


def _when(text: str, recipe: ColumnRecipe) -> When | None:
    if recipe.type == "date":
        split = parse_split_year(text, recipe.year_begins) if recipe.year_begins else None
        return split or parse_date(text, recipe.order)
    number = parse_number(text, recipe.decimal)
    if number is None:
        return None
    return from_excel(number.value) if recipe.type == "excel date" else from_epoch(number.value)


def _scalars(
    recipe: ColumnRecipe,
    texts: Sequence[str],
    lines: Sequence[int],
    at: int,
    findings: Findings,
    reads: Callable[[str], float | None],
    what: str,
) -> Values:
    value = np.full(len(texts), np.nan)
    unreadable = []
    for row, text in enumerate(texts):
        if (bare := text.strip()) in {"", *recipe.missing}:
            continue
        number = reads(bare)
        if number is None:
            unreadable.append(row)
            findings.add(lines[row], at + 1, text, "unreadable", f"This does not read as a {what}.")
        else:
            value[row] = number
    return Values(value, value, value, unreadable=tuple(unreadable))
