"""Which lines of a piece of a file are plainly one row of the table each, found for thousands of lines at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from claimbench.core.frozen import dataclass
from claimbench.tables.recipe import Recipe

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

_LF, _CR, _SPACE = ord("\n"), ord("\r"), ord(" ")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a regular line has: so many delimiters outside of quotes, or one more at its end (``trailing``). A delimiter
    of several bytes, or none, has no regular line."""

    delimiter: bytes
    quote: bytes
    delimiters: int
    trailing: bool


def shape_of(recipe: Recipe, trailing: bool) -> Shape:
    return Shape(recipe.delimiter.encode(), recipe.quote.encode(), len(recipe.columns) - 1, trailing)


def line_ends(block: Bytes, returns: bool, last: bool) -> tuple[Places, Places]:
    """Where the text of each whole line stops, and where the next line starts, in a block with one byte behind it.
    ``returns``: there are carriage returns, each of which ends a line, too, unless a line feed follows, which is known
    of one at the end of the ``last`` block only."""
    if not returns:
        stops = np.flatnonzero(block == _LF)
        return stops, stops + 1
    ends = block == _LF
    single = block == _CR
    single[:-1] &= ~ends[1:]
    if not last:
        single[-2:] = False
    stops = np.flatnonzero(ends | single)
    after = stops + 1
    paired = (block[stops] == _LF) & (stops > 0)
    paired &= block[np.maximum(stops - 1, 0)] == _CR
    return stops - paired, after


def odd_lines(block: Bytes, starts: Places, stops: Places, shape: Shape) -> Flags:
    """Which lines have to be looked at one by one, each taken for the start of a record. ``block`` has a byte behind
    each of them."""
    if len(shape.delimiter) > 1:
        return np.ones(len(starts), dtype=np.bool_)
    odd = starts == stops
    marks = np.flatnonzero(block == shape.delimiter[0]) if shape.delimiter else np.zeros(0, dtype=np.intp)
    if shape.quote:
        quotes = np.flatnonzero(block == shape.quote[0])
        if len(quotes):
            marks = _outside(block, starts, stops, shape, quotes, marks, odd)
    first = np.searchsorted(marks, starts)
    counts = np.searchsorted(marks, stops) - first
    fits = counts == shape.delimiters
    if shape.trailing and shape.delimiter:
        fits |= (counts == shape.delimiters + 1) & (block[np.maximum(stops - 1, 0)] == shape.delimiter[0])
    odd |= ~fits
    odd |= _empty(block, starts, shape)
    if shape.delimiters and len(marks):
        second = marks[np.minimum(first, len(marks) - 1)] + 1
        odd |= _empty(block, second, shape)  # nothing but the first cell may be filled
    return np.asarray(odd)


def _outside(
    block: Bytes, starts: Places, stops: Places, shape: Shape, quotes: Places, marks: Places, odd: Flags
) -> Places:
    """The delimiters outside of quotes; lines whose quotes do not stand around whole cells are marked as odd."""
    before = np.searchsorted(quotes, starts)
    counts = np.searchsorted(quotes, stops) - before
    odd |= counts % 2 == 1
    owner = np.repeat(np.arange(len(starts)), counts)
    ours = quotes[before[0] : before[0] + len(owner)] if len(starts) else quotes[:0]
    opening = (np.arange(len(ours)) + (before[0] if len(starts) else 0) - before[owner]) % 2 == 0
    ahead = np.where(ours > starts[owner], block[ours - 1], _LF)
    behind = block[ours + 1]
    edges = np.zeros(256, dtype=np.bool_)
    edges[[_LF, _CR, shape.quote[0], *shape.delimiter]] = True
    stray = ~np.where(opening, edges[ahead], edges[behind])
    odd[owner[stray]] = True
    if not len(marks):
        return marks
    line = np.clip(np.searchsorted(starts, marks, side="right") - 1, 0, len(starts) - 1)
    inside = (np.searchsorted(quotes, marks) - before[line]) % 2 == 1
    return np.asarray(marks[~inside])


def _empty(block: Bytes, at: Places, shape: Shape) -> Flags:
    """Whether the cells that start at these places are, or may be, empty."""
    last = len(block) - 1
    ahead = block[np.minimum(at, last)]
    if shape.quote:
        ahead = np.where(ahead == shape.quote[0], block[np.minimum(at + 1, last)], ahead)
        empty = ahead == shape.quote[0]
    else:
        empty = np.zeros(len(at), dtype=np.bool_)
    empty |= ahead <= _SPACE
    if shape.delimiter:
        empty |= ahead == shape.delimiter[0]
    return np.asarray(empty)
