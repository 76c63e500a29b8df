"""A table of any size to look through: held in DuckDB, read in pieces, sorted and filtered there.

Each column ``i`` has its numbers in ``v{i}`` (dates as days since 1970-01-01) and, in ``t{i}``, the text of the cell
wherever it says more than the number: of texts always, of numbers where they were written in another way. A column of
numbers that are all plain has no ``t{i}``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt

from claimbench.core.frozen import dataclass
from claimbench.core.show import from_day_number, show_unit
from claimbench.core.temporary import temporary_folder
from claimbench.tables.characters import shown
from claimbench.tables.periods import Every, period_of
from claimbench.tables.recipe import ColumnType
from claimbench.tables.table import Column, Floats, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Ids = npt.NDArray[np.int64]
DATES: Final = ("date", "excel date", "epoch")
VALUED: Final = ("number", "time", "boolean", *DATES)
_MEMORY_SHARE: Final = 0.6  # of the memory that is free; more than that goes to a temporary file
_PIECE: Final = 20_000  # rows that are given together
_AGAIN: Final = 0.05  # seconds until a query that goes on is asked to stop once more
_FIRST_DAY, _LAST_DAY = -719_162.0, 2_932_896.0


@dataclass(frozen=True, slots=True)
class FrameColumn:
    name: str
    type: ColumnType
    unit: str = ""
    missing: tuple[str, ...] = ()  # texts that say that nothing was given
    rejected: int = 0  # cells that say something which was not understood
    plain: bool = False  # there is no text besides the values
    timed: bool = False  # of dates: there are times of day
    period: Every = ""  # of dates: what each of them stands for, from its first day on

    @property
    def bare_name(self) -> str:
        """The name without the unit that may stand behind it."""
        for unit in filter(None, (self.unit, show_unit(self.unit))):
            for end in (f"({unit})", f"[{unit}]", f", {unit}"):
                if self.name.endswith(end):
                    return self.name.removesuffix(end).rstrip() or self.name
        return self.name

    @property
    def full_name(self) -> str:
        """The name with the unit, once."""
        return f"{self.bare_name} ({show_unit(self.unit)})" if self.unit else self.name

    @property
    def valued(self) -> bool:
        """Whether its cells have a number to sort, filter and draw by."""
        return self.type in VALUED

    @property
    def is_date(self) -> bool:
        return self.type in DATES


@dataclass(frozen=True, slots=True)
class Sort:
    column: int
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row has to have in a column (-1: in any): a ``text`` in its cell, or a value from ``low`` to ``high``; or
    nothing at all (``missing``), or something that was not understood (``rejected``). ``without`` means all other
    rows."""

    column: int
    kind: Literal["text", "range", "equal", "missing", "rejected"]
    text: str = ""
    low: float | None = None
    high: float | None = None
    without: bool = False


def connect(readable: Path | None = None) -> DuckDBPyConnection:
    """A database in memory, of which what does not fit goes to a temporary file. It reads no file but ``readable``.
    To be let go of by :func:`discard`."""
    import duckdb

    folder = str(temporary_folder())
    connection = duckdb.connect(config={"python_enable_replacements": False})
    connection.execute("SET temp_directory = ?", [folder])
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET checkpoint_threshold = '1TB'")  # else changes to cells have it compress the whole table
    connection.execute("SET enable_progress_bar = true")  # else nobody can ask how far it is
    connection.execute("SET enable_progress_bar_print = false")
    if memory := free_memory():
        connection.execute("SET memory_limit = ?", [f"{round(_MEMORY_SHARE * memory / 1e6)}MB"])
    if readable is not None:
        allowed = ", ".join(map(literal, dict.fromkeys((str(readable), pattern(readable)))))
        connection.execute(f"SET allowed_paths = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def discard(connection: DuckDBPyConnection) -> None:
    """Close a database, and remove what it has put on the disk."""
    folder = str(connection.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)


def reason(trouble: Exception) -> str:
    """Why the database could not do something."""
    import duckdb

    if isinstance(trouble, duckdb.OutOfMemoryException):
        return "there is not enough memory for it, nor room on the disk."
    return str(trouble).splitlines()[0]


def free_memory() -> int:
    """Bytes that programs can have without others being put out of memory; where the system does not tell, all that
    the machine has; 0 where it does not tell that either."""
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text().splitlines()
        return 1024 * int(next(line.split()[1] for line in lines if line.startswith("MemAvailable:")))
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0


class Frame:
    """Its methods may be called from any thread; each works on a cursor of its own. Rows are numbered from 0 in the
    order of the file. To be closed."""

    def __init__(self, connection: DuckDBPyConnection, columns: Sequence[FrameColumn], remarks: Sequence[str]) -> None:
        """``connection`` has the table ``rows``. ``remarks`` are sentences on what a reader has to know of it."""
        self.columns = tuple(columns)
        self.remarks = tuple(remarks)
        self._connection: DuckDBPyConnection | None = connection
        self._lock = threading.Condition()
        self._busy: dict[DuckDBPyConnection, int] = {}  # what works, and in which thread
        self.row_count = int(self.query("SELECT count(*) FROM rows")[0][0])

    def remark(self, sentence: str) -> None:
        """Add a sentence on what a reader has to know."""
        self.remarks = (*self.remarks, sentence)

    def missing(self, at: int) -> int:
        """How many cells of a column have nothing in them, or say so. Raises as :meth:`query`."""
        return int(self.query(f"SELECT count(*) FROM rows WHERE {missing_test(at, self.columns[at])}")[0][0])

    def close(self) -> None:
        """Stop what is being worked out, and let go of the table."""
        with self._lock:
            connection, self._connection = self._connection, None
            while self._busy:  # DuckDB closes no connection that works; and what has not quite begun is not stopped
                self._interrupt()
                self._lock.wait(_AGAIN)
            if connection is not None:
                discard(connection)

    @property
    def busy(self) -> bool:
        """Whether something is being worked out."""
        return bool(self._busy)

    def stop(self, thread: int | None = None) -> None:
        """Stop what is being worked out, or only what is in one thread."""
        with self._lock:
            self._interrupt(thread)

    def _interrupt(self, thread: int | None = None) -> None:
        for cursor, its in self._busy.items():
            if thread in (None, its):
                cursor.interrupt()

    @contextmanager
    def _cursor(self) -> Iterator[DuckDBPyConnection]:
        """A connection of its own to the table. Raises ValueError, with a sentence, for what the database cannot do,
        such as for want of memory, and where the table was closed meanwhile."""
        import duckdb

        with self._lock:  # DuckDB refuses a second call on a connection instead of waiting
            if self._connection is None:
                raise ValueError("The table was closed.")
            cursor = self._connection.cursor()
            self._busy[cursor] = threading.get_ident()
        try:
            yield cursor
        except duckdb.Error as trouble:
            raise ValueError(f"The table cannot be looked through: {reason(trouble)}") from trouble
        finally:
            with self._lock:
                cursor.close()
                del self._busy[cursor]
                self._lock.notify_all()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a result. Raises ValueError, with a sentence, where it cannot be worked out."""
        with self._cursor() as cursor:
            return cursor.execute(sql, list(parameters)).fetchall()

    def arrays(self, sql: str, parameters: Sequence[Any] = ()) -> list[Floats]:
        """The columns of a result as float64, NaN where there is nothing. Raises as :meth:`query`."""
        with self._cursor() as cursor:
            found = cursor.execute(sql, list(parameters)).fetchnumpy()
        return [np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan) for column in found.values()]

    def column(self, name: str) -> int:
        """The place of the column of that name. Raises KeyError."""
        for at, column in enumerate(self.columns):
            if column.name == name:
                return at
        raise KeyError(name)

    def ids(self, conditions: Sequence[Condition] = (), sort: Sort | None = None) -> Ids | None:
        """The rows that meet all conditions, in order; None for all rows in the order of the file. What is missing
        stands last, whichever way the rows are sorted."""
        if not conditions and sort is None:
            return None
        where, parameters = self.where(conditions)
        order = "" if sort is None else self._order(sort)
        with self._cursor() as cursor:
            found = cursor.execute(f"SELECT rowid AS id FROM rows{where}{order}", parameters).fetchnumpy()
        return np.asarray(found["id"], dtype=np.int64)

    def texts(self, conditions: Sequence[Condition] = (), sort: Sort | None = None) -> Iterator[list[tuple[str, ...]]]:
        """The cells of all rows that meet the conditions, in order and in pieces. Raises as :meth:`query`."""
        where, parameters = self.where(conditions)
        cells = ", ".join(self.text_of(at) for at in range(len(self.columns)))
        with self._cursor() as cursor:
            cursor.execute(f"SELECT {cells} FROM rows{where}{self._order(sort)}", parameters)
            while piece := cursor.fetchmany(_PIECE):
                yield piece

    def _order(self, sort: Sort | None) -> str:
        if sort is None:
            return " ORDER BY rowid"
        key = f"v{sort.column}" if self.columns[sort.column].valued else f"t{sort.column}"
        return f" ORDER BY {key} {'DESC' if sort.descending else 'ASC'} NULLS LAST, rowid"

    def where(self, conditions: Sequence[Condition]) -> tuple[str, list[Any]]:
        """A WHERE clause for the conditions, and its parameters."""
        parts: list[str] = []
        parameters: list[Any] = []
        for condition in conditions:
            places = range(len(self.columns)) if condition.column < 0 else [condition.column]
            each = [self._test(place, condition, parameters) for place in places]
            met = f"({' OR '.join(each)})"
            parts.append(f"NOT coalesce({met}, false)" if condition.without else met)
        return (f" WHERE {' AND '.join(parts)}" if parts else ""), parameters

    def _test(self, at: int, condition: Condition, parameters: list[Any]) -> str:
        column = self.columns[at]
        if condition.kind in ("text", "equal"):
            parameters.append(condition.text)
            shown = self.text_of(at)
            return f"contains(lower({shown}), lower(?))" if condition.kind == "text" else f"trim({shown}) = trim(?)"
        if condition.kind == "missing":
            return missing_test(at, column)
        if condition.kind == "rejected":
            return rejected_test(at, column) if column.valued else "false"
        if not column.valued:
            return "false"
        tests = []
        for bound, sign in ((condition.low, ">="), (condition.high, "<=")):
            if bound is not None:
                parameters.append(bound)
                tests.append(f"v{at} {sign} ?")
        return f"({' AND '.join(tests) or f'v{at} IS NOT NULL'})"

    def text_of(self, at: int) -> str:
        """SQL for the text of a cell, as :func:`shown_value` has it, '' where there is nothing."""
        column, v = self.columns[at], f"v{at}"
        if not column.valued:
            return f"coalesce(t{at}, '')"
        value = f"CASE WHEN {v} = trunc({v}) AND abs({v}) < 1e15 THEN CAST(CAST({v} AS BIGINT) AS VARCHAR) "
        value += f"ELSE CAST({v} AS VARCHAR) END"
        if column.is_date:
            day = f"CAST(DATE '1970-01-01' + CAST(floor({v}) AS INTEGER) AS VARCHAR)"
            whole = "false" if column.timed else f"{v} = floor({v})"
            value = f"CASE WHEN NOT {v} BETWEEN {_FIRST_DAY} AND {_LAST_DAY} THEN '' WHEN {whole} THEN {day} "
            value += f"ELSE CAST(make_timestamp(CAST(round({v} * 86400) AS BIGINT) * 1000000) AS VARCHAR) END"
        return f"coalesce({value}, '')" if column.plain else f"coalesce(t{at}, {value}, '')"

    def cells(self, ids: Ids) -> list[tuple[str, ...]]:
        """The texts of some rows, in the order asked for."""
        if not len(ids):
            return []
        names = [
            f"{f'v{at}' if column.valued else 'NULL'}, {'NULL' if column.plain else f't{at}'}"
            for at, column in enumerate(self.columns)
        ]
        low, high = int(ids[0]), int(ids[-1])
        if high - low == len(ids) - 1 and bool(np.all(np.diff(ids) == 1)):
            where = f"rowid BETWEEN {low} AND {high}"
        else:
            where = f"rowid IN ({', '.join(map(str, ids.tolist()))})"
        found = {row[0]: row[1:] for row in self.query(f"SELECT rowid, {', '.join(names)} FROM rows WHERE {where}")}
        return [self._texts(found[id]) for id in ids.tolist()]

    def _texts(self, row: tuple[Any, ...]) -> tuple[str, ...]:
        return tuple(
            str(row[2 * at + 1]) if row[2 * at + 1] is not None else shown_value(column, row[2 * at])
            for at, column in enumerate(self.columns)
        )


def pattern(path: Path) -> str:
    """A path as DuckDB wants it: it takes a name with * or ? or [ in it for that of many files."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in str(path))


def literal(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


#: SQL for the characters that are nothing but room.
_BLANKS: Final = literal("".join(filter(str.isspace, map(chr, range(1, 0x3001)))))


def bare(text: str) -> str:
    """SQL for a text without what is blank around it."""
    return f"trim({text}, {_BLANKS})"


def missing_texts(column: FrameColumn) -> tuple[str, ...]:
    """What a cell has in it, without the spaces around, that says that nothing was given."""
    return tuple(dict.fromkeys(("", *column.missing)))


def missing_test(at: int, column: FrameColumn) -> str:
    """SQL that says whether a cell has nothing in it, or says so."""
    if column.plain:
        return f"v{at} IS NULL"
    marks = ", ".join(map(literal, missing_texts(column)))
    nothing = f"(t{at} IS NULL OR t{at} IN ({marks}) OR {bare(f't{at}')} IN ({marks}))"
    return f"(v{at} IS NULL AND {nothing})" if column.valued else nothing


def rejected_test(at: int, column: FrameColumn) -> str:
    """SQL that says whether a cell of a column with values says something that is none."""
    return "false" if column.plain else f"(v{at} IS NULL AND NOT {missing_test(at, column)})"


def shown_value(column: FrameColumn, value: float | None) -> str:
    """A value as the text of a cell: every digit of a number, dates as ISO 8601."""
    if value is None or value != value:
        return ""
    if not column.is_date:
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    if not _FIRST_DAY <= value <= _LAST_DAY:
        return ""
    day, part = from_day_number(float(np.floor(value))), round((value % 1) * 86_400)
    return day.isoformat() + (f" {part // 3600:02}:{part // 60 % 60:02}:{part % 60:02}" if part or column.timed else "")


def frame_of(table: Table, remarks: Sequence[str] = ()) -> Frame:
    """A frame of a table that was read whole: each cell keeps its text as it was read."""
    connection = connect()
    arrays: dict[str, Any] = {"line": np.asarray(table.lines, dtype=np.int64)}
    columns = []
    for at, column in enumerate(table.columns):
        arrays[f"t{at}"] = np.array([shown(text) or None for text in column.texts], dtype=object)
        recipe = column.recipe
        if recipe.type in VALUED and column.values is not None:
            arrays[f"v{at}"] = column.values.value
            columns.append(in_periods(FrameColumn(recipe.name, recipe.type, recipe.unit, recipe.missing), column))
        else:
            columns.append(FrameColumn(recipe.name, "text", recipe.unit, recipe.missing))
    names = []
    for name in arrays:
        if name[0] == "v":  # DuckDB sorts NaN as the largest number; here it says that there is none
            names.append(f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END AS {name}")
        else:
            names.append(f"CAST({name} AS VARCHAR) AS {name}" if name[0] == "t" else name)
    connection.register("arrays", arrays)
    connection.execute(f"CREATE TABLE rows AS SELECT {', '.join(names)} FROM arrays")
    connection.unregister("arrays")
    return Frame(connection, [with_rejected(connection, at, each) for at, each in enumerate(columns)], remarks)


def in_periods(frame_column: FrameColumn, column: Column) -> FrameColumn:
    """The same column, with the calendar period that the dates of a table, or of its beginning, stand for."""
    if not frame_column.is_date or column.values is None:
        return frame_column
    return replace(frame_column, period=period_of(column.values.low, column.values.high))


def with_rejected(connection: DuckDBPyConnection, at: int, column: FrameColumn) -> FrameColumn:
    """The same column with the number of its cells that could not be read, and whether its dates have times."""
    if column.plain or not column.valued:
        return column
    counted = connection.execute(f"SELECT count(*) FROM rows WHERE {rejected_test(at, column)}").fetchall()
    parts = f"SELECT 1 FROM rows WHERE v{at} != floor(v{at}) LIMIT 1"
    timed = column.is_date and bool(connection.execute(parts).fetchall())
    return replace(column, rejected=int(counted[0][0]), timed=timed)
