"""Calendar periods, of dates as days since 1970-01-01; weeks begin on a Monday."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from claimbench.tables.table import Floats

Every = Literal["", "day", "week", "month", "quarter", "year"]
MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
WHOLE: Final = (
    "Other periods of this column are parts of this one; leave the row out where rows are added up or drawn together."
)
_MONTH: Final = 28  # days of the shortest period that may be a whole
_MOST: Final = 1_000  # of them; where there are more, the column holds anything
_LONGEST_FIRST: Final[tuple[Every, ...]] = ("year", "quarter", "month", "week")


def period_start(days: Floats, every: Every) -> Floats:
    """The first day of the period that each day is in."""
    whole = np.floor(days)
    if every in ("", "day"):
        return whole
    if every == "week":
        return np.asarray(whole - (whole + 3) % 7)  # 1970-01-01 was a Thursday
    months = months_of(whole)
    return first_of(months - months % MONTHS[every])


def period_end(days: Floats, every: Every) -> Floats:
    """The last day of the period that each day is in."""
    start = period_start(days, every)
    if every not in MONTHS:
        return np.asarray(start + (6 if every == "week" else 0))
    return np.asarray(first_of(months_of(start) + MONTHS[every]) - 1)


def period_of(first: Floats, last: Floats) -> Every:
    """The period that each of the cells (n,) of a column stands for, from its first day to its last; "" where they are
    not all of one kind. What is missing is NaN."""
    known = np.isfinite(first) & np.isfinite(last)
    first, last = first[known], last[known]
    for every in _LONGEST_FIRST if len(first) else ():
        if (period_start(first, every) == first).all() and (period_end(first, every) == last).all():
            return every
    return ""


def months_of(days: Floats) -> Any:
    """The months that days are in, counted from January 1970."""
    return days.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_of(months: Any) -> Floats:
    """The first days of months that are counted from January 1970."""
    return np.asarray(months.astype("datetime64[M]").astype("datetime64[D]").astype(np.float64))


def wholes(first: Floats, last: Floats) -> npt.NDArray[np.bool_]:
    """Which of the periods (n,), from a first day to a last, are wholes, as years among quarters: two or more of the
    others are parts of it that fill it by half at least. What is missing is NaN."""
    found = np.zeros(len(first), dtype=np.bool_)
    days = last - first + 1
    known = np.isfinite(days)
    if not (days >= _MONTH).any() or days[known].min() == days[known].max():
        return found
    starts, ends = np.unique(np.stack((first, last))[:, known], axis=1)
    lengths = ends - starts + 1
    long = np.flatnonzero((lengths >= _MONTH) & (lengths > lengths.min()))
    for at in long if len(long) <= _MOST else ():
        parts = lengths[(starts >= starts[at]) & (ends <= ends[at]) & (lengths <= lengths[at] / 2 + 1)]
        if len(parts) > 1 and parts.sum() >= lengths[at] / 2:
            found |= (first == starts[at]) & (last == ends[at])
    return found
