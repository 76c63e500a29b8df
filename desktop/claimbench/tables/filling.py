"""The table ``rows`` of a large file (see :mod:`claimbench.tables.frame`), and what each line of the file became.

DuckDB reads the file by itself: at first in the hope that all its cells are plain, then every cell as text. Where some
of its lines are not plainly rows, these are taken out and read as those of a small file are, and DuckDB reads the rest.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from claimbench.core.frozen import dataclass
from claimbench.tables.characters import shown
from claimbench.tables.csv_query import Looks, is_as_meant, looks_of, read_file_into_rows
from claimbench.tables.decision import Findings
from claimbench.tables.disk import Cancelled, Progress, copy_of
from claimbench.tables.frame import VALUED, bare, connect, discard, literal
from claimbench.tables.layout import ROLES, Role
from claimbench.tables.mending import Mending
from claimbench.tables.parse import INSIDE, LONGEST_RECORD, STRAY, Dialect, Lines, Parser
from claimbench.tables.read import Reading
from claimbench.tables.recipe import Recipe
from claimbench.tables.row_lines import RowLines
from claimbench.tables.scan import TAIL, Scan
from claimbench.tables.survey import Survey
from claimbench.tables.table import Table
from claimbench.tables.words import FOOTNOTES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_WATCH: Final = 0.1  # seconds between two looks at the progress
_SCANNING, _COPYING = 0.4, 0.5  # of the way, where lines have to be taken out
_END: Final = 1 << 16  # bytes in which blank lines at the end are looked for
#: What was found in lines of the beginning of a file that DuckDB does not read as they are meant.
_IRREGULAR: Final = frozenset({
    "zero-byte", "bad-bytes", "lost-character", "converted-twice", "mixed-line-ends", "heading", "another-table",
    "too-many-fields", "too-few-fields", "short-line", "empty-fields", INSIDE, STRAY,
})  # fmt: skip


class _Irregular(Exception):  # noqa: N818 - it is read in another way
    """Not all lines of the file are rows that DuckDB reads as they are meant."""


@dataclass(frozen=True, slots=True)
class Filled:
    """``connection`` has the table; ``row_lines`` are the lines that its rows start on. ``odd`` has rows that are empty
    in the table as yet: :meth:`complete` puts them in."""

    connection: DuckDBPyConnection
    row_lines: RowLines
    line_counts: Mapping[Role, int]
    odd: Mending | None = None

    def exact(self) -> dict[int, tuple[str, ...]]:
        """By row, the cells of rows that have more of them than there are columns, or less."""
        if self.odd is None:
            return {}
        table, rows = self.odd.table, self.odd.rows
        return {rows[at]: table.row(at) for at in sorted({*table.beyond, *table.short})}

    def complete(self) -> None:
        if self.odd is not None and self.odd.rows:
            _put_in(self.connection, self.odd.table, self.odd.rows)


def fill(path: Path, recipe: Recipe, reading: Reading, findings: Findings, progress: Progress) -> Filled:
    """Make the table of a file in UTF-8 by a recipe; ``reading`` is that of its beginning. Raises OSError, NotATable,
    Cancelled or duckdb.Error."""
    irregular = any(finding.code in _IRREGULAR for finding in reading.findings)
    if not irregular and len(recipe.delimiter.encode()) <= 1 and not recipe.lines:
        for boldly in (True, False):
            try:
                work = partial(_filled, path=path, recipe=recipe, reading=reading, boldly=boldly, progress=progress)
                if (filled := _connected(path, work)) is not None:
                    return filled
            except _Irregular:
                break
    return _mended(path, recipe, reading, findings, progress)


def _connected(path: Path, work: Callable[[DuckDBPyConnection], Filled | None]) -> Filled | None:
    """What ``work`` makes in a database that reads a file; where that is nothing, the database is let go of."""
    connection = connect(path)
    filled = None
    try:
        filled = work(connection)
    finally:
        if filled is None:
            discard(connection)
    return filled


def _first_row(reading: Reading) -> int:
    """How many lines there are before the first row."""
    for at, role in enumerate(reading.line_roles):
        if role in ("data", "heading"):
            return at
    return len(reading.line_roles)


def _is_trailing(reading: Reading) -> bool:
    """Whether lines end in a delimiter behind the last column."""
    return any(finding.code == "trailing-delimiter" for finding in reading.findings)


def _looks(recipe: Recipe, reading: Reading) -> list[Looks]:
    columns = zip(recipe.columns, reading.table.columns, strict=True)
    return [looks_of(replace(column, recipe=each)) for each, column in columns]


def _titles(reading: Reading) -> list[str]:
    """The first two cells of the last line of the header."""
    if not reading.recipe.header_lines:
        return []
    texts = reading.line_texts[reading.recipe.header_lines[-1] - 1 :][:LONGEST_RECORD]
    dialect = Dialect(reading.recipe.delimiter, reading.recipe.quote, reading.recipe.escape)
    return Parser(dialect, None).record(Lines(texts, ["\n"] * len(texts)), 0).fields[:2]


def _filled(
    connection: DuckDBPyConnection,
    path: Path,
    recipe: Recipe,
    reading: Reading,
    boldly: bool,
    progress: Progress,
) -> Filled | None:
    """The table as DuckDB reads it by itself; None where that was too bold. Raises _Irregular where not all lines
    are."""
    import duckdb

    first, trailing = _first_row(reading), _is_trailing(reading)
    looks = _looks(recipe, reading)
    with path.open("rb", buffering=0) as file:
        survey = Survey(file, recipe, first, trailing)
        try:
            _execute(
                connection,
                read_file_into_rows(recipe, path, first, looks, boldly),
                survey,
                progress,
                lambda: survey.irregular or (boldly and survey.doubtful),
            )
        except duckdb.Error as trouble:
            if isinstance(trouble, duckdb.OutOfMemoryException):
                raise
            if not path.exists():
                raise FileNotFoundError(errno.ENOENT, "It is not there any more", str(path)) from trouble
            if survey.irregular or not boldly:
                raise _Irregular from trouble
            return None
        if survey.irregular:
            raise _Irregular
        if boldly and (survey.doubtful or not is_as_meant(connection, looks)):
            return None
        row_lines, counts = _account(connection, recipe, reading, path, first, survey.lines)
        return Filled(connection, row_lines, counts)


def _account(
    connection: DuckDBPyConnection, recipe: Recipe, reading: Reading, path: Path, first: int, lines: int
) -> tuple[RowLines, dict[Role, int]]:
    """The lines of rows, and of what each line of the file is. Raises _Irregular where some rows are none, or blank
    lines stand among them."""
    rows = int(connection.execute("SELECT count(*) FROM rows").fetchall()[0][0])
    if _may_be_none(connection, recipe, _titles(reading), rows):
        raise _Irregular
    row_lines = RowLines(first + 1)
    longer = 0
    blank = lines - first - rows
    if blank:
        at_end = _blank_at_end(path, recipe)
        if blank != at_end:
            longer = _note_longer(connection, recipe, row_lines, "\n" if _has_feeds(path) else "\r")
            blank -= longer
        if blank != at_end:
            raise _Irregular
    counts: dict[Role, int] = {role: reading.line_roles[:first].count(role) for role in ROLES}
    counts["data"] += rows + longer
    counts["blank"] += blank
    return row_lines, counts


def _may_be_none(connection: DuckDBPyConnection, recipe: Recipe, titles: Sequence[str], rows: int) -> bool:
    """Whether some rows may be headings, notes or the header once more."""
    texts = {str(row[0]) for row in connection.execute("DESCRIBE rows").fetchall()}
    empty = []
    for at, column in enumerate(recipe.columns):
        tests = [f"v{at} IS NULL"] if column.type in VALUED else []
        tests += [f"(t{at} IS NULL OR {bare(f't{at}')} = '')"] if f"t{at}" in texts else []
        empty.append(f"({' AND '.join(tests)})")
    few = [f"({' AND '.join(empty[1:])})"] if len(empty) > 1 else []
    if len(empty) < 3:
        few = [f"(rowid >= {rows - TAIL} AND {test})" for test in few]
    few += [
        f"{bare(f't{at}')} = {literal(title.strip())}"
        for at, title in enumerate(titles[: len(recipe.columns)])
        if f"t{at}" in texts and title.strip()
    ]
    if any(connection.execute(f"SELECT 1 FROM rows WHERE {test} LIMIT 1").fetchall() for test in few):
        return True
    if "t0" not in texts:
        return False
    last = connection.execute(f"SELECT t0 FROM rows WHERE rowid >= {rows - TAIL}").fetchall()
    return any(text and text.strip().casefold().startswith(FOOTNOTES) for (text,) in last)


def _blank_at_end(path: Path, recipe: Recipe) -> int:
    """How many lines at the end of a file are blank."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END))
        lines = file.read().splitlines()
    nothing = b" \t" + recipe.delimiter.encode() + recipe.quote.encode()
    count = 0
    while count < len(lines) and not lines[-1 - count].strip(nothing):
        count += 1
    return count


def _has_feeds(path: Path) -> bool:
    with path.open("rb") as file:
        return b"\n" in file.read(_END)


def _note_longer(connection: DuckDBPyConnection, recipe: Recipe, row_lines: RowLines, end: str) -> int:
    """Note the rows that take up several lines, and say how many lines more."""
    cells = [f"t{at}" for at, column in enumerate(recipe.columns) if column.type not in VALUED]
    if not cells:
        return 0
    breaks = " + ".join(f"length(coalesce({t}, '')) - length(replace(coalesce({t}, ''), chr({ord(end)}), ''))"
                        for t in cells)  # fmt: skip
    found = connection.execute(f"SELECT rowid, {breaks} AS more FROM rows WHERE more > 0 ORDER BY rowid").fetchnumpy()
    more = 0
    for row, count in zip(found["rowid"].tolist(), found["more"].tolist(), strict=True):
        more += count
        row_lines.add(row + 1, row_lines.first + row + 1 + more)
    return more


def _mended(path: Path, recipe: Recipe, reading: Reading, findings: Findings, progress: Progress) -> Filled:
    """The table of a file of which some lines are taken out."""
    size = max(1, path.stat().st_size)
    trailing = _is_trailing(reading)
    first = _first_row(reading)
    leaves_off = any(finding.code == "short-line" for finding in reading.findings)
    scan = Scan(recipe, first, _titles(reading), findings, trailing, leaves_off)
    if not scan.through(path, lambda done: progress(_SCANNING * done / size)):
        raise Cancelled
    scan.say_ends()
    mending = Mending(scan, recipe, reading.line_roles[: first + 1], findings)
    mixed = len(scan.ends) > 1
    end = "\n" if mixed or not scan.ends else next(iter(scan.ends))
    delimiters = recipe.delimiter * (len(recipe.columns) - 1 + trailing)
    with copy_of(path) as copy:
        share = _COPYING - _SCANNING
        place = f" {delimiters}{end}".encode()
        if not mending.write(path, copy, place, mixed, lambda done: progress(_SCANNING + share * done / size)):
            raise Cancelled
        copy.close()
        rest: Progress = lambda share: progress(_COPYING + (1 - _COPYING) * share)  # noqa: E731

        def work(connection: DuckDBPyConnection) -> Filled:
            sql = read_file_into_rows(replace(recipe, escape=""), copy.path, 0, _looks(recipe, reading), blanks=True)
            _execute(connection, sql, None, rest, lambda: False)
            return Filled(connection, mending.row_lines, mending.line_counts, mending)

        filled = _connected(copy.path, work)
        assert filled is not None
        return filled


def _execute(
    connection: DuckDBPyConnection, sql: str, survey: Survey | None, progress: Progress, vain: Callable[[], bool]
) -> None:
    """Carry out a query, and look at the file meanwhile, until it is ``vain``. Raises duckdb.Error, or Cancelled where
    ``progress`` has asked for it."""
    wanted = progress(0.0)
    if not wanted:
        raise Cancelled
    with ThreadPoolExecutor(1, "claimbench-reading") as pool:
        job = pool.submit(connection.execute, sql)
        while (more := survey is not None and survey.go_on(_WATCH)) or not job.done():
            if not more:
                wait([job], _WATCH)
            wanted = progress(min(1.0, max(0.0, connection.query_progress() / 100))) and wanted
            stop = vain() or not wanted
            if job.done() and (stop or job.exception()):
                break
            if stop:
                connection.interrupt()  # again and again: what has not quite begun is not stopped
    if not wanted:
        raise Cancelled
    job.result()


def _put_in(connection: DuckDBPyConnection, table: Table, rows: Sequence[int]) -> None:
    """Put the cells of rows into their places."""
    arrays: dict[str, Any] = {"id": np.asarray(rows, dtype=np.int64)}
    changes = []
    for at, column in enumerate(table.columns):
        arrays[f"t{at}"] = np.array([shown(text) or None for text in column.texts], dtype=object)
        changes.append(f"t{at} = CAST(odd.t{at} AS VARCHAR)")
        if column.recipe.type in VALUED and column.values is not None:
            arrays[f"v{at}"] = column.values.value
            changes.append(f"v{at} = CASE WHEN isnan(odd.v{at}) THEN NULL ELSE odd.v{at} END")
    connection.register("odd", arrays)
    connection.execute(f"UPDATE rows SET {', '.join(changes)} FROM odd WHERE rows.rowid = odd.id")
    connection.unregister("odd")
