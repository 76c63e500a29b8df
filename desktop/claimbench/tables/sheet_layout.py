"""What a sheet of a workbook says beside its cells: which of them are merged, which rows and columns are hidden."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import field
from typing import Final

from claimbench.core.frozen import dataclass
from claimbench.tables.decision import Findings
from claimbench.tables.numbers import parse_number
from claimbench.tables.years import is_year

_PIECE: Final = 1 << 20
_LONGEST: Final = 60  # characters of a text that is filled in; longer ones are notes
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)"')
_HIDDEN = re.compile(rb'<(?:\w+:)?(row|col) (?=[^>]*?\bhidden="(?:1|true)")[^>]*?\b(?:r|min)="(\d+)"')


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Rows and columns from 1. ``merged`` are ranges of one column and several rows: the column, the first and the last
    row."""

    merged: list[tuple[int, int, int]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)


def layout_of(data: bytes, path: str) -> SheetLayout:
    """What stands in one part of a workbook."""
    layout = SheetLayout()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for piece in pieces(archive, path):
            for first, top, last, bottom in _MERGED.findall(piece):
                if first == last and top != bottom:
                    layout.merged.append((_number(first), int(top), int(bottom)))
            for kind, number in _HIDDEN.findall(piece):
                (layout.rows if kind == b"row" else layout.columns).append(int(number))
    return layout


def pieces(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """One part of a workbook in pieces, none of which begins or ends within a tag."""
    with archive.open(path) as stream:
        rest = b""
        while piece := stream.read(_PIECE):
            whole, _, rest = (rest + piece).rpartition(b"<")
            yield whole
            rest = b"<" + rest
        yield rest


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def fill_merged(rows: list[list[str]], layout: SheetLayout, findings: Findings) -> None:
    """Put the text of a cell that spans several rows into each of them, which is what it means. A number, unless it is
    a year, would count several times: it is left where it stands, and that is said."""
    for column, top, bottom in layout.merged:
        text = rows[top - 1][column - 1] if top <= len(rows) and column <= len(rows[top - 1]) else ""
        if not text or len(text) > _LONGEST:
            continue
        if parse_number(text) and not is_year(text):
            message = f"This number stands in one cell of rows {top} to {bottom}; it was read in the first one alone."
            findings.add(top, column, text, "merged-cells", message)
            continue
        for row in rows[top:bottom]:
            row[column - 1] = row[column - 1] or text


def note_hidden(layout: SheetLayout, count: int, findings: Findings) -> None:
    """Say that rows and columns which the workbook hides were read as the others; there are so many rows."""
    rows = [row for row in layout.rows if row <= count]
    if rows:
        message = f"{len(rows):,} rows are hidden in the workbook, from this one on; they were read as the others."
        findings.add(rows[0], None, "", "hidden", message if len(rows) > 1 else "This row is hidden; it was read.")
    for column in layout.columns:
        findings.add(1, column, "", "hidden", "This column is hidden in the workbook; it was read as the others.")
