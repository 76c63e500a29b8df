"""Rows that are totals of others: by what stands in their first cell and, where that may as well be the name of
something that is counted, by the rows around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from claimbench.tables.recipe import ColumnRecipe
from claimbench.tables.words import IS_TOTAL

TOTAL: Final = "This row seems to be a total of others; leave it out where rows are added up."
NAMED: Final = r"total [^\W\d_:,(][^:]*"  # “Total North”, but “Total fertility rate” as well
NEAR: Final = 60  # rows above and below that such a row may be the total of
MOST: Final = 1_000  # of such rows; where there are more, “total” is a part of names
_TOTAL, _NAMED = re.compile(IS_TOTAL), re.compile(NAMED)
_ROUNDED: Final = 5e-4  # by how much of it a sum may differ, where its parts were rounded


def may_have_totals(columns: Sequence[ColumnRecipe]) -> bool:
    """Whether a row can be a total of others, by what stands in the first column."""
    return columns[0].type != "text" or any(column.type == "number" for column in columns)


def is_total(text: str) -> bool:
    """Whether the first cell of a row says that the row is a total of others, or may say so."""
    return _TOTAL.fullmatch(text.strip().lower()) is not None


def is_named(text: str) -> bool:
    """Whether such a cell may as well be the name of something."""
    return _NAMED.fullmatch(text.strip().lower()) is not None


def of_named(rows: Sequence[int], around: Callable[[int, int], tuple[Sequence[str], npt.ArrayLike]]) -> list[int]:
    """Of rows with such cells those that are totals. ``around`` gives the first cells of the rows from one to another,
    as far as there are any, and their numbers in the first column of numbers."""
    if len(rows) > MOST:
        return []
    return [row for row in rows if _adds_up(min(row, NEAR), *around(max(0, row - NEAR), row + NEAR))]


def _adds_up(at: int, names: Sequence[str], numbers: npt.ArrayLike) -> bool:
    """Whether a row whose name begins with “Total” is one of rows near it: it is the last one, others are named as it
    is (“Urban population”, “North”), or its number is the sum of those right above or below it."""
    what = names[at].strip().lower().partition(" ")[2]
    others = [name.strip().lower() for place, name in enumerate(names) if place != at]
    if at + 1 == len(names) or any(name == what or name.endswith(f" {what}") for name in others):
        return True
    parts = np.nan_to_num(np.asarray(numbers, dtype=np.float64))
    sums = np.concatenate((np.cumsum(parts[:at][::-1])[1:], np.cumsum(parts[at + 1 :])[1:]))
    return bool(parts[at]) and bool((np.abs(sums - parts[at]) <= _ROUNDED * abs(parts[at])).any())
