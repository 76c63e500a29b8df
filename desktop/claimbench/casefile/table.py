"""A CSV file as rows that remember their text, so that places can be told and untouched rows stay as they are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from claimbench.core.frozen import dataclass
from claimbench.core.problem import Place, Problem, Severity

_QUOTED = re.compile(r'"((?:[^"]|"")*)"?[^,\r\n]*')
_UNQUOTED = re.compile(r"[^,\r\n]*")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_JUMP = re.compile(r'""|\r\n|\r|\n')
_NEEDS_QUOTES = re.compile(r'[,"\r\n]|^\s|\s$')


@dataclass(frozen=True, slots=True)
class Span:
    """Where a cell stands in the text of its row: all of it, and where its content starts (behind the quote)."""

    start: int
    content: int
    end: int


class Row:
    """One record of the file. ``cells`` is None for one that cannot be read; its text is kept all the same."""

    def __init__(self, text: str, line: int, cells: Sequence[str] | None) -> None:
        self.text = text
        self.line = line
        self.cells = cells

    @property
    def blank(self) -> bool:
        return self.cells is not None and not any(map(str.strip, self.cells))

    @cached_property
    def spans(self) -> list[Span]:
        spans = []
        at = 0
        while True:
            is_quoted = self.text.startswith('"', at)
            match = (_QUOTED if is_quoted else _UNQUOTED).match(self.text, at)
            assert match is not None  # both match the empty text behind what they start with
            spans.append(Span(at, match.start(1) if is_quoted else at, match.end()))
            at = match.end()
            if not self.text.startswith(",", at):
                return spans
            at += 1

    def place(self, file: str, number: int | None) -> Place:
        """Where the content of a cell starts; where the row does if there is no such cell."""
        if number is None or number >= len(self.spans):
            return Place(file, self.line)
        span = self.spans[number]
        line, line_start = self.line, 0
        for line_break in _LINE_BREAK.finditer(self.text, 0, span.content):
            line, line_start = line + 1, line_break.end()
        place = Place(file, line, span.content - line_start + 1)
        if span.content == span.start:
            return place
        breaks = []
        doubled = 0  # quotes so far that the text of the row has and that of the cell has not
        for jump in _JUMP.finditer(self.text, span.content, span.end - 1):
            if jump.group() == '""':
                doubled += 1
            else:
                line, line_start = line + 1, jump.end()
            breaks.append((jump.end() - span.content - doubled, line, jump.end() - line_start + 1))
        return replace(place, breaks=tuple(breaks))


@dataclass(frozen=True, slots=True)
class Table:
    """``header`` are the names of the columns, ``index`` their numbers, ``before`` what stands above the header."""

    file: str
    header: tuple[str, ...]
    index: Mapping[str, int]
    head: Row
    before: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @property
    def line_end(self) -> str:
        found = re.search(r"[\r\n]+$", self.head.text)
        return found.group()[:2] if found else "\n"

    def place(self, row: Row, column: str = "") -> Place:
        return row.place(self.file, self.index.get(column))


def read_table(text: str, file: str, path: str) -> Table:
    """The rows of a CSV file. ``path`` names the table in problems. Rows without any text in them are kept, as rows
    with empty cells; a row with a quote that is never closed, or a cell beyond the limit of the csv module, is a
    problem."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, strict=True)
    problems: list[Problem] = []
    rows: list[Row] = []
    line = 0
    while line < len(lines):
        try:
            cells: list[str] | None = next(reader, None)
        except csv.Error as trouble:
            cells = None
            problems.append(_unreadable(trouble, path, Place(file, line + 1)))
        rows.append(Row("".join(lines[line : reader.line_num]), line + 1, cells))
        line = reader.line_num
    first = next((number for number, row in enumerate(rows) if not row.blank), len(rows))
    head = rows[first] if first < len(rows) else Row("", 1, [])
    header = tuple(name.strip() for name in head.cells or ())
    index: dict[str, int] = {}
    for number, name in enumerate(header):
        if name and index.setdefault(name, number) != number:
            message = f"There are two columns called “{name[:40]}”; the first is read."
            place = head.place(file, number)
            problems.append(Problem(Severity.ERROR, "column-twice", message, path, hint="Rename one.", place=place))
    for row in rows[first + 1 :]:
        if row.cells is None or row.blank or len(row.cells) == len(header):
            continue
        message = f"This row has {len(row.cells)} cells, the header {len(header)}."
        if len(row.cells) < len(header):
            severity, code, hint = Severity.WARNING, "short-row", "The cells that it lacks are taken as empty."
        else:  # surplus cells that are empty, too: a stray comma has moved all others
            severity, code, hint = Severity.ERROR, "long-row", "A cell with a comma in it stands in quotes."
        problems.append(Problem(severity, code, message, path, hint=hint, place=row.place(file, len(header))))
    before = "".join(row.text for row in rows[:first])
    return Table(file, header, index, head, before, tuple(rows[first + 1 :]), tuple(problems))


def _unreadable(trouble: csv.Error, path: str, place: Place) -> Problem:
    reason = str(trouble)
    if "unexpected end" in reason:
        message = "A quote that opens in this row is never closed."
        hint = "The row runs to the end of the file; close the quote, or double it if it belongs to the text."
    elif "expected after" in reason:
        message, hint = "There is text behind a closing quote.", "A quote inside a quoted cell is written twice."
    elif "field limit" in reason:
        message, hint = f"A cell has more than {csv.field_size_limit():,} characters.", "Shorten it."
    else:
        message, hint = f"This row cannot be read: {reason}.", "Write it as plain comma-separated text."
    return Problem(Severity.ERROR, "unreadable-row", message, path, hint=hint, place=place)


def cell_text(text: str) -> str:
    """A cell as it is written: in quotes where it needs them."""
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def row_text(cells: Sequence[str], line_end: str) -> str:
    # A row of one empty cell would be a blank line.
    return (",".join(map(cell_text, cells)) if any(cells) or len(cells) > 1 else '""') + line_end
