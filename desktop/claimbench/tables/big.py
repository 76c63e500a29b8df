"""Large text files into a table: DuckDB reads what is plain of them, our own rules the rest.

How a file is to be read is found out from a piece of it (:func:`sample_of`). What comes out is what the careful reader
(:mod:`claimbench.tables.read`) makes of it in that way: the same rows and values, the same account of the lines, the
same findings.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from claimbench.core.frozen import dataclass
from claimbench.tables.aligned import is_aligned
from claimbench.tables.contents import NotATable
from claimbench.tables.decision import Finding, Findings
from claimbench.tables.disk import Cancelled, Progress, in_utf8, opened
from claimbench.tables.filling import fill
from claimbench.tables.frame import Frame, discard, in_periods, reason, with_rejected
from claimbench.tables.layout import Role
from claimbench.tables.odd_cells import OddCells
from claimbench.tables.read import Reading
from claimbench.tables.recipe import HEADING, Recipe
from claimbench.tables.row_lines import RowLines

LARGE: Final = 8_000_000  # bytes, from which a table to explore is read this way
#: The recipe is found in the first lines: so many, but not more than so many bytes.
LINES: Final = 1_000
SAMPLE: Final = 400_000
_OF_HEADER: Final = ("same-name", "header-fields", "no-header", "trailing-delimiter", "unit-above")
_TWO_BYTES: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FOUR_BYTES: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """``line_counts`` are all physical lines of the file by what they are; of the ``findings`` of each kind the first
    are listed, and the number of the others is said; ``exact`` has, by row, the cells of rows that have more of them
    than there are columns, or less."""

    frame: Frame
    row_lines: RowLines
    line_counts: Mapping[Role, int]
    findings: tuple[Finding, ...]
    exact: Mapping[int, tuple[str, ...]]


def sample_of(path: Path) -> bytes:
    """The first lines of a text file, packed or not: enough to find out how it is to be read. Raises OSError."""
    with opened(path) as file:
        piece = file.read(SAMPLE)
        more = bool(file.read(1))
    if not more:
        return piece
    lines = piece.split(b"\n", LINES)
    end = len(piece) - len(lines[-1])
    width = 4 if piece.startswith(_FOUR_BYTES) else 2 if piece.startswith(_TWO_BYTES) else 1
    return piece[: end + -end % width] or piece


def is_text(path: Path) -> bool:
    """Whether a file can be read this way: it is no workbook."""
    with opened(path) as file:
        return file.read(4) != b"PK\x03\x04"


def load(path: Path, reading: Reading, progress: Progress = lambda share: True) -> Loaded:
    """Read a file into a frame in the way in which its beginning was read.

    Raises NotATable, OSError, or Cancelled where ``progress`` has asked for it.
    """
    import duckdb

    progress = _rising(progress)
    before = path.stat()
    try:
        with in_utf8(path, reading.recipe.encoding, progress) as (readable, rest):
            loaded = _load(readable, reading, rest)
    except duckdb.Error as trouble:
        raise NotATable(f"The file cannot be read this way: {reason(trouble)}") from trouble
    after = path.stat() if path.exists() else before
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        loaded.frame.remark("The file was changed while it was read: open it again to have all of it.")
    return loaded


def _load(path: Path, reading: Reading, progress: Progress) -> Loaded:
    """Raises as :func:`load` does, and duckdb.Error."""
    if is_aligned(reading.recipe.delimiter):
        raise NotATable("A file of this size is read with a character between its columns only. Save it as CSV.")
    recipe = _without_headings(reading.recipe)
    findings = Findings()
    for finding in reading.findings:
        if finding.code in _OF_HEADER:
            findings.put(finding)
    filled = fill(path, recipe, reading, findings, progress)
    try:
        cells = OddCells(filled.connection, recipe.columns, filled.row_lines, findings, lambda: progress(1.0))
        columns = [cells.read(at) for at in range(len(recipe.columns))]
        filled.complete()
        columns = [with_rejected(filled.connection, at, column) for at, column in enumerate(columns)]
        columns = [in_periods(*pair) for pair in zip(columns, reading.table.columns, strict=True)]
        cells.find_totals()
        for at, column in enumerate(reading.table.columns):
            cells.find_wholes(at, column.values)
        if not progress(1.0):
            raise Cancelled
        frame = Frame(filled.connection, columns, _not_dated(reading.recipe))
    except BaseException:
        discard(filled.connection)
        raise
    return Loaded(frame, filled.row_lines, filled.line_counts, findings.listed(), filled.exact())


def _without_headings(recipe: Recipe) -> Recipe:
    """Dates that get their year from headings are texts here."""
    columns = (replace(column, type="text") if column.year == HEADING else column for column in recipe.columns)
    return replace(recipe, columns=tuple(columns))


def _not_dated(recipe: Recipe) -> list[str]:
    return [
        f"“{column.name}” gets its year from headings; in a file of this size it was read as text."
        for column in recipe.columns
        if column.year == HEADING
    ]


def _rising(progress: Progress) -> Progress:
    """The same, but never told that it has gone back: what is read a second time begins where the first one ended."""
    most = 0.0

    def told(share: float) -> bool:
        nonlocal most
        most = max(most, share)
        return progress(most)

    return told
