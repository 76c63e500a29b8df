"""Columns that are aligned by blanks alone, as programs print them: where each of them starts.

Their delimiter is written as the places that they start at, “at 0 18 25”.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

_AT: Final = "at "
_PLACES = re.compile(r"at \d+(?: \d+)+")
_RULE = re.compile(r" *(?:-{2,}|={2,})(?: +(?:-{2,}|={2,}))+")  # drawn below the names of the columns
_APART = re.compile(r"\S {2,}\S")
_NUMBER = re.compile(r"[-+(<~]?[\d.,]*\d\S{0,3}|[-.]")
_LEAST: Final = 3  # rows that show how they are aligned
_MOST: Final = 0.6  # of the lines have blanks between columns
_NUMBERS: Final = 0.8  # of the cells of a column of numbers are such
_THOUSANDS = re.compile(r"\d{3}(?:[.,]\d+)?")  # behind a blank they may be the end of the number ahead


def aligned(texts: Sequence[str]) -> str:
    """The delimiter of lines whose columns are aligned by blanks; nothing where they are not, or by single blanks that
    may part words."""
    lines = [text.rstrip() for text in texts if text.strip()]
    if rule := next(filter(_RULE.fullmatch, lines), ""):
        return _delimiter([found.start() for found in re.finditer(r"\S+", rule)])
    rows = [text for text in lines if _APART.search(text)]
    width = max(map(len, rows), default=0)
    rows = [text.ljust(width) for text in rows]
    if len(rows) < max(_LEAST, _MOST * len(lines)) or any("\t" in text for text in rows):
        return ""
    blank, below = _blank(rows), _blank(rows[1:])  # the first of them may be the names of the columns
    edges = [at for at in range(1, len(blank)) if blank[at - 1] and not blank[at] and not all(blank[:at])]
    starts = [0]
    for edge, behind in pairwise([*edges, len(blank)]):
        if all(below[starts[-1] : edge]):
            continue  # a part of a name
        cells = [cell for text in rows[1:] if (cell := text[edge:behind].strip())]
        numbers = sum(_NUMBER.fullmatch(cell) is not None for cell in cells)
        named = all(any(map(str.isalpha, name)) for name in (rows[0][starts[-1] : edge], rows[0][edge:behind]))
        thousands = not named and all(map(_THOUSANDS.fullmatch, cells))
        if below[edge - 2] or below[edge] or (numbers >= _NUMBERS * len(cells) and not thousands):
            starts.append(edge)
    return _delimiter(starts)


def _delimiter(starts: Sequence[int]) -> str:
    return " ".join([_AT + "0", *map(str, starts[1:])]) if len(starts) > 1 else ""


def _blank(rows: Sequence[str]) -> list[bool]:
    """Whether each place is blank in all rows, which are of one length."""
    return [set(place) == {" "} for place in zip(*rows, strict=True)]


def is_aligned(delimiter: str) -> bool:
    return _PLACES.fullmatch(delimiter) is not None


def cells_at(text: str, delimiter: str) -> list[str]:
    """The cells of a line without the blanks around them; the whole of a line that is not aligned so, as of a title."""
    starts = _starts(delimiter)
    if any(text[start - 1 : start].strip() for start in starts[1:]):
        return [text]
    return [text[start:stop].strip() for start, stop in pairwise([*starts, max(len(text), starts[-1])])]


@lru_cache(maxsize=16)
def _starts(delimiter: str) -> list[int]:
    return [int(start) for start in delimiter.removeprefix(_AT).split()]
