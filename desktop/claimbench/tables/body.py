"""What the columns of a file hold, as far as it is needed to tell data from the lines around it.

Nothing here reads a number: it is enough to know which columns hold mostly things with digits in them, and which
records have such things where they belong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from claimbench.tables.dates import parse_date, parse_time, unmarked
from claimbench.tables.numbers import parse_number
from claimbench.tables.parse import Record
from claimbench.tables.words import MISSING, UNIT_LABELS

_MOST_LABELS: Final = 30  # lines above the data that say in their first cell what they tell
_LEAST_LABELS: Final = 3
_NEAR: Final = 20  # lines above the names of the columns that may say what the file is of
_COUNTED: Final = 6  # columns whose names are numbers that follow one another
_LOOKED_AT: Final = 300  # records, to know what a column holds
COLUMNS: Final = 80  # columns that are looked at to tell a header from data
_YEAR_OF = re.compile(r"(?:19|20)\d\d [^\W\d]{3,}.*")  # “2024 cases” names a column
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_RANGE = re.compile(r"\d{1,3}\s?[-–]\s?\d{1,3}|\d{1,3}\s?\+")
_HOUR = re.compile(r"[0-2]?\d:[0-5]\d")


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


def is_period(cell: str) -> bool:
    """Whether a cell is a year, or another period or date, with or without a mark behind it: “2024 (est.)”."""
    cell = unmarked(cell)
    if cell.isdecimal():
        return bool(_BARE_YEAR.fullmatch(cell)) or (len(cell) in (6, 8) and parse_date(cell) is not None)
    return parse_date(cell) is not None or parse_date(cell, "mdy") is not None


def _leads(cell: str) -> bool:
    """Whether a cell is a number or a period, such as rows begin with."""
    return has_digits_as_data(cell) or is_period(cell)


def _class(cell: str) -> str:
    """What kind of column a cell may name: one of a period, an hour, or a range of ages or sizes, as “0–4”, “65+”."""
    if _HOUR.fullmatch(cell):
        return "hour"
    return "range" if _RANGE.fullmatch(cell) else "period" if is_period(cell) else ""


def _in_turns(names: Sequence[str]) -> bool:
    """Whether a few names come several times, each time in the same order."""
    count = len(set(names))
    return all(name == names[at % count] for at, name in enumerate(names))


class Body:
    """What the columns hold, as far as that tells data from the rest."""

    def __init__(self, records: Sequence[Record], filled: Sequence[int], width: int) -> None:
        self.records, self.filled, self.width = records, filled, width
        self.labels = self._labels()
        rows = filled[len(self.labels) :]
        later = rows[len(rows) // 5 if len(rows) > 10 else (len(rows) + (len(rows) > 3)) // 2 :]
        first = records[rows[0]].fields
        later = [at for at in later if records[at].fields != first] or later  # not a header that is repeated
        whole = [at for at in rows if len(records[at].fields) == width]  # not the notes below a small table
        usual = [at for at in later if len(records[at].fields) == width] or whole or list(later)
        step = max(1, len(usual) // _LOOKED_AT)
        self.sample = usual[::step][:_LOOKED_AT]
        self.strong = [column for column in range(min(width, COLUMNS)) if self._is_strong(column)]
        self.start = self._start()

    def _labels(self) -> Sequence[int]:
        """The lines above the data, where each says in its first cell what it tells of the columns, as “Title”, “Unit”
        and “Next release”, and the data start with dates or numbers."""
        first = next((n for n, at in enumerate(self.filled[:_MOST_LABELS]) if _leads(self.cell(at, 0))), 0)
        block, rest = self.filled[:first], self.filled[first:][:_LOOKED_AT]
        if first < _LEAST_LABELS or self.units_among(block) is None or self.names_among(block) is None:
            return ()
        return block if sum(_leads(self.cell(at, 0)) for at in rest) >= 0.9 * len(rest) else ()

    def units_among(self, labels: Sequence[int]) -> int | None:
        """Which of such lines gives the units."""
        return next((at for at in labels if self.cell(at, 0).casefold().rstrip(":") in UNIT_LABELS), None)

    def names_among(self, labels: Sequence[int]) -> int | None:
        """Which of such lines names the columns: the first that tells something of most of them."""
        most = (self.width - 1) / 2
        told = (at for at in labels if self.records[at].filled - bool(self.cell(at, 0)) >= max(1, most))
        return next((at for at in told if at != self.units_among(labels)), None)

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
        start = len(self.labels)
        for place, at in enumerate(self.filled[start : start + 200], start):
            if not self._is_data(at) or self._names_periods(at) or self._counts_columns(place):
                continue
            if len(self.records[at].fields) < self.width / 2 and self.width > 2:
                continue
            if self.records[at].filled < self.width / 2 and any(map(self._names_all, self.filled[place + 1 :][:_NEAR])):
                continue
            following = [fit for other in self.filled[place + 1 : place + 9] if (fit := self.fit(other)) is not None]
            if sum(following) >= 0.3 * len(following):
                return at
        return self.filled[0]

    def _names_all(self, at: int) -> bool:
        """Whether a record has a text of its own, and no number, in each column."""
        names = [self.cell(at, column) for column in range(self.width)]
        return all(names) and len({*names}) == self.width and not any(map(has_digits_as_data, names))

    def _is_data(self, at: int) -> bool:
        """Whether a record has numbers and dates where they belong, or as many where a field is lost or added."""
        if (self.fit(at) or 0.0) >= 0.5:
            return True
        fields = self.records[at].fields
        behind = fields[1:] if len(fields) == self.width + 1 else []
        if behind and self.strong and all(has_digits_as_data(behind[column]) for column in self.strong):
            return True
        if abs(len(fields) - self.width) != 1 or len(self.strong) < 2:
            return False
        return sum(map(has_digits_as_data, filter(None, map(str.strip, fields)))) >= 0.4 * len(self.strong)

    def _names_periods(self, at: int) -> bool:
        """Whether a record has years, months or other periods for column names, and the columns below hold something
        else. The same periods may come again below titles that span them."""
        cells = [(column, unmarked(self.cell(at, column))) for column in self.strong]
        periods = [(column, cell) for column, cell in cells if _class(cell)]
        if len(periods) == 1 and not self._has_names_beside(at, periods[0][0]):
            return False
        if not periods or len(periods) < 0.8 * sum(has_digits_as_data(cell) for _, cell in cells):
            return False
        names = [cell for _, cell in periods]
        if len(set(map(_class, names))) > 1:
            return False
        if len(set(names)) != len(names) and not (_in_turns(names) and self._is_under_titles(at)):
            return False
        below = [
            unmarked(cell)
            for other in self.sample[:20]
            if other > at
            for column, _ in periods
            if (cell := self.cell(other, column))
        ]
        is_same: Callable[[str], object] = _BARE_YEAR.fullmatch if all(map(_BARE_YEAR.fullmatch, names)) else _class
        return bool(below) and sum(map(bool, map(is_same, below))) <= 0.5 * len(below)

    def _has_names_beside(self, at: int, place: int) -> bool:
        """Whether all columns but one have a name of their own in a record, above which no other names as many."""
        beside = [column for column in range(self.width) if column != place]
        names = [self.cell(at, column) for column in beside]
        if not all(names) or any(map(has_digits_as_data, names)) or len({*names}) < len(names):
            return False
        if any(self.records[other].filled > 1 for other in self.filled[: self.filled.index(at)]):
            return False
        return not any(
            self.cell(other, column) == name
            for other in self.sample
            if other != at
            for column, name in zip(beside, names, strict=True)
        )

    def _counts_columns(self, place: int) -> bool:
        """Whether a record has numbers that follow one another, as 1 to 31, for column names, and none above it names
        as many."""
        at = self.filled[place]
        cells = [self.cell(at, column) for column in range(self.width)]
        numbers = [cell for cell in cells if cell.isdecimal()]
        if len(numbers) < _COUNTED or cells[0].isdecimal() or has_digits_as_data(cells[0]):
            return False
        start = cells.index(numbers[0])
        if int(numbers[0]) > 1 or cells[start : start + len(numbers)] != [
            str(number) for number in range(int(numbers[0]), int(numbers[0]) + len(numbers))
        ]:
            return False
        beside = [*cells[:start], *cells[start + len(numbers) :]]
        fuller = any(self.records[other].filled > self.width / 2 for other in self.filled[:place])
        return not fuller and not any(map(has_digits_as_data, beside))

    def numbers_columns(self, at: int) -> bool:
        """Whether a record below the header only counts the columns: 1, 2, 3, or A, B, 1, 2 where the first ones hold
        names, over a first column of names or years."""
        cells = [self.cell(at, column) for column in range(self.width)]
        letters = next((n for n, cell in enumerate(cells) if not (len(cell) == 1 and cell.isalpha())), 0)
        numbers = cells[letters:]
        if self.width < 2 + bool(letters) or numbers != [str(number) for number in range(1, len(numbers) + 1)]:
            return False
        below = [cell for other in self.sample if other > at and (cell := self.cell(other, 0))]
        if letters and any(len(cell) == 1 for cell in below):
            return False
        return bool(below) and sum(not cell.isdecimal() or is_period(cell) for cell in below) >= 0.7 * len(below)

    def _is_under_titles(self, at: int) -> bool:
        """Whether the line above has names of groups of columns: texts with gaps between them."""
        above = [other for other in self.filled if other < at][-1:]
        cells = [self.cell(other, column) for other in above for column in range(self.width)]
        filled = [cell for cell in cells if cell]
        return 2 <= len(filled) < len(cells) and not any(map(has_digits_as_data, filled))
