"""Rows with too many or too few fields: kept as they are, left out of the numbers, and each with a suggestion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from claimbench.tables.dates import parse_date, parse_time
from claimbench.tables.decision import Finding, Findings
from claimbench.tables.numbers import parse_number
from claimbench.tables.recipe import ColumnRecipe
from claimbench.tables.split_years import parse_split_year
from claimbench.tables.table import Table, Values
from claimbench.tables.years import lacks_year

_MOST_SUGGESTIONS: Final = 200
_OTHER_DELIMITERS: Final = (";", "\t", ",", "|")
TRAILING: Final = "Each line ends in a delimiter with nothing behind it; no column was made of that."
_USUAL: Final = 0.3  # share of rows that leave off the same empty cells, from which that is how the file is written


def check_rows(table: Table, findings: Findings, count: int | None = None, short: int = 0) -> Table:
    """Find the rows of another length than the table's. The numbers and dates of a row whose fields may stand in the
    wrong columns are left out of the values; its texts are all kept. ``count`` is that of all rows, where these are
    only some of them, and ``short`` that of others which have too few fields."""
    width = len(table.columns)
    count = table.row_count if count is None else count
    recipes = [column.recipe for column in table.columns]
    shifted: list[int] = []
    for row in sorted({*table.beyond, *table.short}):
        fields = table.row(row)
        line = table.lines[row]
        text = " | ".join(fields)
        if row in table.beyond and not any(field.strip() for field in table.beyond[row]):
            found = empty_fields(line, fields, width)
            findings.add(found.line, None, found.text, found.code, found.message)
            continue
        if row in table.short and len(table.short) + short > _USUAL * count and fits_as_far_as_it_goes(fields, recipes):
            message = f"The line has {len(fields)} of {width} fields, as many others; the last ones are missing."
            findings.add(line, None, text, "short-line", message)
            continue
        code = "too-many-fields" if row in table.beyond else "too-few-fields"
        suggestion = _suggestion(fields, recipes) if findings.counts[code, None] < _MOST_SUGGESTIONS else ""
        message = f"The line has {len(fields)} fields, the table {width} columns. Its numbers and dates are left out."
        findings.add(line, None, text, code, message, suggestion)
        shifted.append(row)
    if not shifted:
        return table
    columns = tuple(
        column if column.values is None else replace(column, values=_without(column.values, shifted))
        for column in table.columns
    )
    return replace(table, columns=columns)


def fits_as_far_as_it_goes(fields: Sequence[str], recipes: Sequence[ColumnRecipe]) -> bool:
    """Whether the cells of a row that leaves off the last ones stand in the right columns, as far as can be told."""
    return _fits(fields, recipes) == _typed(fields, recipes)


def empty_fields(line: int, fields: Sequence[str], width: int) -> Finding:
    """What is said of a line with nothing but empty fields after the last column."""
    message = f"The line has {len(fields)} fields, of which those after the last of {width} columns are empty."
    return Finding(line, None, " | ".join(fields), "empty-fields", message)


def _without(values: Values, rows: Sequence[int]) -> Values:
    arrays = {}
    for name in ("value", "low", "high"):
        array = getattr(values, name).copy()
        array[list(rows)] = np.nan
        arrays[name] = array
    left_out = set(rows)
    relations = {row: relation for row, relation in values.relations.items() if row not in left_out}
    return replace(values, relations=relations, unreadable=tuple(sorted(left_out.union(values.unreadable))), **arrays)


def _reads(text: str, recipe: ColumnRecipe) -> bool:
    bare = text.strip()
    if bare in ("", *recipe.missing):
        return True
    if recipe.type == "number":
        return parse_number(bare, recipe.decimal) is not None
    if recipe.type == "date":
        if recipe.year_begins and parse_split_year(bare, recipe.year_begins):
            return True
        return lacks_year(bare) if recipe.year else parse_date(bare, recipe.order) is not None
    if recipe.type == "time":
        return parse_time(bare) is not None
    return parse_number(bare, ".") is None  # a number among texts is a sign of a shift


def _typed(fields: Sequence[str], recipes: Sequence[ColumnRecipe]) -> int:
    return min(len(fields), len(recipes))


def _fits(fields: Sequence[str], recipes: Sequence[ColumnRecipe]) -> int:
    return sum(_reads(field, recipe) for field, recipe in zip(fields, recipes, strict=False))


def _suggestion(fields: tuple[str, ...], recipes: Sequence[ColumnRecipe]) -> str:
    """The row with one empty field taken away or put in, two parts of one number joined, or parted by another
    delimiter, where that fits best."""
    width = len(recipes)
    candidates: list[tuple[str, ...]] = []
    if len(fields) == 1 < width:
        parted = [tuple(fields[0].split(other)) for other in _OTHER_DELIMITERS]
        candidates = [parts for parts in parted if len(parts) == width]
    if len(fields) == width + 1:
        candidates = [fields[:at] + fields[at + 1 :] for at, field in enumerate(fields) if not field.strip()]
        for at in range(len(fields) - 1):
            first, second = fields[at].strip(), fields[at + 1].strip()
            if first.isdecimal() and second[:3].isdecimal() and len(first) < 4 and len(second) == 3:
                candidates.append((*fields[:at], f"{first},{second}", *fields[at + 2 :]))
    elif len(fields) == width - 1:
        candidates = [(*fields[:at], "", *fields[at:]) for at in range(len(fields) + 1)]
    fits = {candidate: _fits(candidate, recipes) for candidate in candidates}
    most = max(fits.values(), default=0)
    best = [candidate for candidate, fit in fits.items() if fit == most]
    off = abs(len(fields) - width)
    return " | ".join(best[0]) if len(best) == 1 and most > _fits(fields, recipes) - off else ""
