"""What the columns of a file hold, as far as it is needed to tell data from the lines around it.

Nothing here reads a number: it is enough to know which columns hold mostly things with digits in them, and which
records have such things where they belong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from claimbench.tables.dates import parse_date, parse_time
from claimbench.tables.numbers import parse_number
from claimbench.tables.parse import Record
from claimbench.tables.words import MISSING

_LOOKED_AT: Final = 300  # records, to know what a column holds
COLUMNS: Final = 80  # columns that are looked at to tell a header from data
_YEAR_OF = re.compile(r"(?:19|20)\d\d [^\W\d]{3,}.*")  # “2024 cases” names a column
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")


def has_digits_as_data(cell: str) -> bool:
    """Whether a cell reads as a number, a date or a time, or marks one as missing."""
    text = cell.replace("\0", "").strip()
    if not text:
        return False
    if text.casefold() in MISSING:
        return True
    if not any(character.isnumeric() for character in text) or _YEAR_OF.fullmatch(text):
        return False
    return (
        bool(parse_number(text, ".") or parse_number(text, ",") or parse_date(text, "dmy") or parse_date(text, "mdy"))
        or parse_time(text) is not None
    )


class Body:
    """What the columns hold, as far as that tells data from the rest."""

    def __init__(self, records: Sequence[Record], filled: Sequence[int], width: int) -> None:
        self.records, self.filled, self.width = records, filled, width
        later = filled[len(filled) // (5 if len(filled) > 10 else 2) :]
        first = records[filled[0]].fields
        later = [at for at in later if records[at].fields != first] or later  # not a header that is repeated
        usual = [at for at in later if len(records[at].fields) == width] or list(later)
        step = max(1, len(usual) // _LOOKED_AT)
        self.sample = usual[::step][:_LOOKED_AT]
        self.strong = [column for column in range(min(width, COLUMNS)) if self._is_strong(column)]
        self.start = self._start()

    def cell(self, at: int, column: int) -> str:
        fields = self.records[at].fields
        return fields[column].strip() if column < len(fields) else ""

    def _is_strong(self, column: int) -> bool:
        cells = [cell for at in self.sample if (cell := self.cell(at, column))]
        real = [cell for cell in cells if cell.casefold() not in MISSING]
        return bool(real) and sum(map(has_digits_as_data, cells)) >= 0.7 * len(cells)

    def fit(self, at: int) -> float | None:
        """The share of the cells in strong columns that are what the column holds; None where nothing is in them."""
        cells = [cell for column in self.strong if (cell := self.cell(at, column)) and cell.casefold() not in MISSING]
        return sum(map(has_digits_as_data, cells)) / len(cells) if cells else None

    def heads_by_year(self, text: str) -> bool:
        """Whether a text is a year and most cells of the first column are not."""
        years = sum(_BARE_YEAR.fullmatch(self.cell(at, 0)) is not None for at in self.sample)
        return _BARE_YEAR.fullmatch(text) is not None and years < 0.5 * len(self.sample)

    def parted_otherwise(self, text: str) -> bool:
        """Whether a text is a whole row with another delimiter."""
        parts = [text.split(other) for other in (";", "\t", "|", ",", " ")]
        return any(
            len(row) == self.width and sum(map(has_digits_as_data, row)) >= 0.5 * len(self.strong) for row in parts
        )

    def _start(self) -> int:
        """The index of the first record that is data, as far as numbers and dates tell."""
        if not self.strong:
            return self.filled[0]
        for place, at in enumerate(self.filled[:200]):
            if not self._is_data(at) or self._names_years(at):
                continue
            if len(self.records[at].fields) < self.width / 2 and self.width > 2:
                continue
            following = [fit for other in self.filled[place + 1 : place + 9] if (fit := self.fit(other)) is not None]
            if sum(following) >= 0.3 * len(following):
                return at
        return self.filled[0]

    def _is_data(self, at: int) -> bool:
        """Whether a record has numbers and dates where they belong, or as many where a field is lost or added."""
        if (self.fit(at) or 0.0) >= 0.5:
            return True
        fields = self.records[at].fields
        if abs(len(fields) - self.width) != 1 or len(self.strong) < 2:
            return False
        return sum(map(has_digits_as_data, filter(None, map(str.strip, fields)))) >= 0.4 * len(self.strong)

    def _names_years(self, at: int) -> bool:
        """Whether a record has years for column names: they are in order, and the column below holds other numbers."""
        cells = [(column, self.cell(at, column)) for column in self.strong]
        years = [(column, cell) for column, cell in cells if _BARE_YEAR.fullmatch(cell)]
        if len(years) < 2 or len(years) < 0.8 * sum(1 for _, cell in cells if cell):
            return False
        numbers = [int(cell) for _, cell in years]
        if len(set(numbers)) != len(numbers):
            return False
        column = years[0][0]
        below = [self.cell(other, column) for other in self.sample[:20] if other != at]
        return not all(_BARE_YEAR.fullmatch(cell) for cell in below if cell)
