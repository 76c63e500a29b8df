"""Large text files into a table: DuckDB reads them whole, and what it does not understand goes to our own rules.

The recipe comes from a piece of the file (:func:`sample_of`). Every cell is read as text first and turned into a number
or a date by the recipe in the same pass; a cell that is none is kept as its text, its different texts are read by
:mod:`claimbench.tables.numbers` and :mod:`claimbench.tables.dates`; what is left is counted and can be filtered for.
Lines with another number of fields are not taken in; they are listed.
"""

from __future__ import annotations

import codecs
import gzip
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from claimbench.core.show import day_number
from claimbench.tables.contents import NotATable
from claimbench.tables.dates import parse_date
from claimbench.tables.decision import Finding
from claimbench.tables.frame import Frame, FrameColumn, connect, literal, rejected_test
from claimbench.tables.numbers import parse_number
from claimbench.tables.recipe import ColumnRecipe, Recipe

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LARGE: Final = 8_000_000  # bytes, from which a table to explore is read this way
SAMPLE: Final = 400_000  # bytes that the recipe is found in
_ODD: Final = 100_000  # different texts of a column that are read one by one
_LISTED: Final = 1_000
_PIECE: Final = 1 << 24
_WATCH: Final = 0.1  # seconds between two looks at the progress
_ORDERS: Final = {"dmy": "'%d.%m.%Y', '%d/%m/%Y', '%d-%m-%Y'", "mdy": "'%m/%d/%Y', '%m-%d-%Y', '%m.%d.%Y'"}

#: Told the share that is done, from 0 to 1; answers whether to go on.
Progress = Callable[[float], bool]


class Cancelled(Exception):  # noqa: N818 - somebody asked for it
    """Reading was stopped on request."""


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """``rejected`` lines are those that were not taken in, of which the first are among the ``findings``; ``lines`` are
    all physical lines of the file, ``header`` those before the first row."""

    frame: Frame
    lines: int
    header: int
    rejected: int
    findings: tuple[Finding, ...]

    @property
    def sentence(self) -> str:
        """The account of the lines."""
        parts = [f"{self.frame.row_count:,} data", f"{self.header:,} header and preamble"]
        parts += [f"{self.rejected:,} rejected"] if self.rejected else []
        rest = self.lines - self.frame.row_count - self.header - self.rejected
        parts += [f"{rest:,} blank or inside quoted cells"] if rest > 0 else []
        return f"{self.lines:,} lines: {', '.join(parts)}"


def sample_of(path: Path) -> bytes:
    """The first lines of a text file, packed or not: enough to find out how it is to be read. Raises OSError."""
    with _opened(path) as file:
        piece = file.read(SAMPLE)
        more = bool(file.read(1))
    return piece[: piece.rfind(b"\n") + 1] or piece if more else piece


def is_text(path: Path) -> bool:
    """Whether a file can be read this way: no workbook, and not in an encoding of two or four bytes a character."""
    with _opened(path) as file:
        head = file.read(4)
    return not head.startswith((b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))


@contextmanager
def _opened(path: Path) -> Iterator[gzip.GzipFile]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if packed:
            with gzip.open(file) as unpacking:
                yield unpacking
        else:
            yield file  # type: ignore[misc]


def load(path: Path, recipe: Recipe, progress: Progress = lambda share: True) -> Loaded:
    """Read a file into a frame by a recipe that was found in a sample of it.

    Raises NotATable, OSError, or Cancelled where ``progress`` has asked for it.
    """
    import duckdb

    # Rows that get their year from elsewhere are not dates here; their texts are kept.
    recipe = replace(recipe, columns=tuple(replace(c, type="text") if c.year else c for c in recipe.columns))
    first = max((0, *recipe.header_lines, recipe.units_line or 0, *_leading(recipe)))
    connection = connect()
    try:
        with _readable(path, recipe.encoding, progress) as (readable, lines):
            with _watched(connection, progress):
                connection.execute(_create(recipe, readable, first))
            count, findings = _rejects(connection)
        columns = [_settled(connection, at, column) for at, column in enumerate(recipe.columns)]
    except duckdb.InterruptException as stopped:
        connection.close()
        raise Cancelled from stopped
    except duckdb.Error as trouble:
        connection.close()
        raise NotATable(f"The file cannot be read this way: {str(trouble).splitlines()[0]}") from trouble
    except Cancelled:
        connection.close()
        raise
    remarks = [
        f"{column.rejected:,} cells of “{column.name}” could not be read as {column.type}; their text was kept."
        for column in columns
        if column.rejected
    ]
    remarks += [f"{count:,} lines have another number of fields and were not taken in."] if count else []
    return Loaded(Frame(connection, columns, remarks), lines, first, count, findings)


def _leading(recipe: Recipe) -> list[int]:
    """Lines before the first row that were said not to be data."""
    return [line for line, role in recipe.lines if role in ("preamble", "header")]


@contextmanager
def _readable(path: Path, encoding: str, progress: Progress) -> Iterator[tuple[Path, int]]:
    """The file as DuckDB can read it, in UTF-8 and unpacked, and the number of its lines."""
    name = codecs.lookup(encoding).name
    with _opened(path) as file:
        if name in ("utf-8", "utf-8-sig", "ascii") and not isinstance(file, gzip.GzipFile):
            yield path, _count_lines(file, progress)
            return
        with tempfile.NamedTemporaryFile(suffix=".csv", prefix="claimbench-table-") as copy:
            decoder = codecs.getincrementaldecoder(name)(errors="replace")
            lines = 0
            while piece := file.read(_PIECE):
                lines += piece.count(b"\n")
                copy.write(decoder.decode(piece).encode())
                if not progress(0.0):
                    raise Cancelled
            copy.write(decoder.decode(b"", final=True).encode())
            copy.flush()
            yield Path(copy.name), lines


def _count_lines(file: gzip.GzipFile, progress: Progress) -> int:
    lines, last = 0, b"\n"
    while piece := file.read(_PIECE):
        lines += piece.count(b"\n")
        last = piece[-1:]
        if not progress(0.0):
            raise Cancelled
    return lines + (last != b"\n")


@contextmanager
def _watched(connection: DuckDBPyConnection, progress: Progress) -> Iterator[None]:
    """Tell the progress of what the connection is doing, and stop it when that is asked for."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_WATCH):
            share = connection.query_progress()
            if not progress(min(1.0, max(0.0, share / 100))):
                connection.interrupt()

    watcher = threading.Thread(target=watch, name="claimbench-progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _create(recipe: Recipe, path: Path, skip: int) -> str:
    quote = recipe.quote or ""
    given = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(recipe.columns)))
    reader = (
        f"read_csv({literal(str(path))}, auto_detect = false, header = false, skip = {skip}, "
        f"delim = {literal(recipe.delimiter)}, quote = {literal(quote)}, escape = {literal(recipe.escape or quote)}, "
        f"columns = {{{given}}}, strict_mode = true, store_rejects = true, rejects_limit = 0, "
        "max_line_size = 16777216)"
    )
    parts = [part for at, column in enumerate(recipe.columns) for part in _parts(at, column)]
    return f"CREATE TABLE rows AS SELECT {', '.join(parts)} FROM {reader}"


def _parts(at: int, column: ColumnRecipe) -> list[str]:
    """A column's value, and its text where that is needed besides."""
    cell = f"c{at}"
    value = _value(cell, column)
    if value is None:
        return [f"{cell} AS t{at}"]
    kept = f"CASE WHEN {value} IS NULL THEN {cell} END"
    return [f"{value} AS v{at}", f"{kept} AS t{at}"]


def _value(cell: str, column: ColumnRecipe) -> str | None:
    if column.type == "date":
        days = f"epoch(TRY_CAST({cell} AS TIMESTAMP)) / 86400.0"
        if column.order in _ORDERS:
            days = f"epoch(try_strptime({cell}, [{_ORDERS[column.order]}])) / 86400.0"
        return days
    if column.type != "number":
        return None
    plain = cell
    if column.decimal == ",":
        plain = f"CASE WHEN NOT contains({cell}, '.') THEN replace({cell}, ',', '.') END"
    # DuckDB takes 1_000 and nan for numbers; they are left to our own rules.
    number = f"TRY_CAST({plain} AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) AND NOT contains({cell}, '_') THEN {number} END"


def _settled(connection: DuckDBPyConnection, at: int, column: ColumnRecipe) -> FrameColumn:
    """Read by our own rules the cells that were not plain, and count those that could not be read."""
    if column.type not in ("number", "date"):
        return FrameColumn(column.name, "text", column.unit, column.missing)
    settled = FrameColumn(column.name, column.type, column.unit, column.missing)
    unknown = rejected_test(at, settled)
    odd = connection.execute(
        f"SELECT t{at}, count(*) FROM rows WHERE {unknown} GROUP BY 1 ORDER BY 2 DESC LIMIT {_ODD}"
    ).fetchall()
    if not odd:
        return settled
    known = [(text, value) for text, _ in odd if (value := _read(text, column)) is not None]
    if known:
        connection.execute("CREATE OR REPLACE TEMP TABLE odd (text VARCHAR, value DOUBLE)")
        connection.executemany("INSERT INTO odd VALUES (?, ?)", known)
        connection.execute(f"UPDATE rows SET v{at} = odd.value FROM odd WHERE rows.t{at} = odd.text")
        connection.execute("DROP TABLE odd")
    rejected = int(connection.execute(f"SELECT count(*) FROM rows WHERE {unknown}").fetchall()[0][0])
    return replace(settled, rejected=rejected)


def _read(text: str, column: ColumnRecipe) -> float | None:
    if column.type == "number":
        number = parse_number(text, column.decimal)
        return number.value if number else None
    when = parse_date(text.strip(), column.order)
    return day_number(when.start) if when else None


def _rejects(connection: DuckDBPyConnection) -> tuple[int, tuple[Finding, ...]]:
    rows = connection.execute(
        "SELECT line, any_value(csv_line), any_value(error_type) FROM reject_errors GROUP BY line ORDER BY line "
        f"LIMIT {_LISTED}"
    ).fetchall()
    count = int(connection.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchall()[0][0])
    findings = tuple(
        Finding(int(line), None, str(text), "rejected", _REASONS.get(str(kind), "The line does not fit the table."))
        for line, text, kind in rows
    )
    connection.execute("DROP TABLE IF EXISTS reject_errors")
    connection.execute("DROP TABLE IF EXISTS reject_scans")
    return count, findings


_REASONS: Final = {
    "MISSING COLUMNS": "The line has too few fields.",
    "TOO MANY COLUMNS": "The line has too many fields.",
    "UNQUOTED VALUE": "A quote in this line has no partner.",
    "LINE SIZE OVER MAXIMUM": "The line is longer than 16 MB.",
    "INVALID ENCODING": "Some bytes of this line are not characters in the encoding of the file.",
}
