"""What the records that were taken out of a large file are, by the rules of the careful reader, and the file without
them, in which an empty row keeps the place of each row that is one."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from claimbench.tables.cells import Context
from claimbench.tables.decision import Findings
from claimbench.tables.disk import Copy
from claimbench.tables.layout import ROLES, Role, lay_out, note_headings
from claimbench.tables.ragged import check_rows
from claimbench.tables.recipe import Recipe
from claimbench.tables.row_lines import RowLines
from claimbench.tables.scan import Scan, Taken
from claimbench.tables.table import Column, Table, columns_of, values_of
from claimbench.tables.years import years_of

_PIECE: Final = 1 << 20


class Mending:
    """``table`` has the rows that are not left in the file, ``rows`` their places among all; ``row_lines`` the line of
    each row; ``line_counts`` all lines of the file by what they are."""

    def __init__(self, scan: Scan, recipe: Recipe, head: Sequence[Role], findings: Findings) -> None:
        """``head`` are the roles of the first lines, up to the first row, as they are known already."""
        self._taken = list(scan.taken.values())
        self._short = dict(zip(scan.short[::2], scan.short[1::2], strict=True))
        self._delimiter = recipe.delimiter.encode()
        records = [each.record for each in self._taken]
        left = scan.lines - sum(record.lines for record in records) - sum(scan.longer[1::2])
        layout = lay_out(
            records,
            len(recipe.columns),
            recipe.header_lines,
            recipe.units_line,
            {**{line: role for line, role in enumerate(head, 1) if role != "header"}, **dict(recipe.lines)},
            left + len(scan.longer) // 2,
        )
        note_headings(records, layout, findings)
        self._roles = layout.roles
        #: The line from which on it is another table.
        self._stop = scan.lines + 1 if layout.second is None else records[layout.second].line
        self.line_counts = self._counted(scan.lines)
        self.row_lines = RowLines(1)
        self.rows: list[int] = []
        row_count = self._place(scan)
        self.table = self._read(recipe, row_count, findings)

    def _counted(self, lines: int) -> dict[Role, int]:
        counts: Counter[Role] = Counter()
        above = 0  # lines taken out above another table
        for each, role in zip(self._taken, self._roles, strict=True):
            counts[role] += each.record.lines
            above += each.record.lines if each.record.line < self._stop else 0
        counts["data"] += self._stop - 1 - above
        counts["rejected"] += lines - counts.total()
        return {role: counts[role] for role in ROLES}

    def _place(self, scan: Scan) -> int:
        """Number the rows, and note where their lines do not follow one another. How many rows there are."""
        longer = dict(zip(scan.longer[::2], scan.longer[1::2], strict=True))
        roles = dict(zip(scan.taken, self._roles, strict=True))
        row, following = 0, 1
        for line in sorted({*longer, *scan.taken}):
            if line >= self._stop:
                break
            if line > following:
                self.row_lines.add(row, following)
                row += line - following
            taken = scan.taken.get(line)
            if taken is None or roles[line] == "data":
                self.row_lines.add(row, line)
                if taken is not None and taken.odd:
                    self.rows.append(row)
                row += 1
            following = line + (longer[line] if taken is None else taken.record.lines)
        self.row_lines.add(row, following)
        return row + self._stop - following

    def _read(self, recipe: Recipe, count: int, findings: Findings) -> Table:
        """The rows that are not left in the file, of so many."""
        kept = [each.record for each, role in zip(self._taken, self._roles, strict=True) if each.odd and role == "data"]
        width = len(recipe.columns)
        texts = columns_of([record.fields for record in kept], width)
        lines = [record.line for record in kept]
        context = Context(recipe.delimiter)
        columns = tuple(
            Column(
                column,
                texts[at],
                values_of(column, texts[at], lines, at, findings, years_of(column, recipe.columns, texts, context)),
            )
            for at, column in enumerate(recipe.columns)
        )
        table = Table(
            columns,
            lines,
            {row: tuple(each.fields[width:]) for row, each in enumerate(kept) if len(each.fields) > width},
            {row: len(each.fields) for row, each in enumerate(kept) if len(each.fields) < width},
        )
        table = check_rows(table, findings, count, len(self._short))
        if self._short:
            findings.more("short-line", len(self._short))
        return table

    def write(self, file: Path, copy: Copy, place: bytes, mixed: bool, go_on: Callable[[int], bool]) -> bool:
        """Write the file without what was taken out of it, and ``place`` for each of its rows; those that leave off
        cells get them, empty; ``mixed`` line ends become one kind. ``go_on`` is told how many bytes are done; False
        where it has said no. Raises OSError."""
        with file.open("rb") as source:
            at = self._taken[0].offset if self._taken else 0
            for start, each, role in self._changes():
                if not _copied(source, copy, at, start - at, mixed, go_on):
                    return False
                at = start
                if each is None:
                    copy.write(self._delimiter * self._short[start])
                    continue
                if each.record.line >= self._stop:
                    return True
                if role == "data":
                    copy.write(place)
                at = start + each.length
            return _copied(source, copy, at, None, mixed, go_on)

    def _changes(self) -> Iterator[tuple[int, Taken | None, str]]:
        """Where the file is changed, in order: what was taken out there and what it is, or nothing where cells lack."""
        taken = (
            (each.offset, each, role)
            for each, role in zip(self._taken, self._roles, strict=True)
            if role != "data" or each.odd
        )
        short: Iterator[tuple[int, Taken | None, str]] = ((at, None, "") for at in self._short)
        return heapq.merge(taken, short, key=lambda change: change[0])


def _copied(
    source: BinaryIO, copy: Copy, at: int, length: int | None, mixed: bool, go_on: Callable[[int], bool]
) -> bool:
    """Copy a run of whole lines, or all that is left."""
    if length == 0:
        return True
    source.seek(at)
    held = b""
    while length is None or length > 0:
        piece = source.read(_PIECE if length is None else min(_PIECE, length))
        if not piece:
            break
        if length is not None:
            length -= len(piece)
        if not go_on(source.tell()):
            return False
        if mixed:
            piece = held + piece
            held = b"\r" if piece.endswith(b"\r") and length != 0 else b""
            piece = piece[: len(piece) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        copy.write(piece)
    copy.write(b"\n" if held else b"")
    return True
