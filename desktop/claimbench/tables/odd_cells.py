"""The cells of a large table that DuckDB could not read by itself: read by our own rules, one text after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from claimbench.tables.decision import Finding, Findings
from claimbench.tables.disk import Cancelled
from claimbench.tables.frame import VALUED, FrameColumn, bare, rejected_test
from claimbench.tables.periods import WHOLE, wholes
from claimbench.tables.recipe import ColumnRecipe
from claimbench.tables.row_lines import RowLines
from claimbench.tables.table import Values, values_of
from claimbench.tables.totals import MOST, NAMED, TOTAL, may_have_totals, of_named
from claimbench.tables.words import IS_TOTAL

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_WINDOW: Final = 1_000_000  # rows whose different texts are read at once
_EVERY: Final = 1 << 62


class OddCells:
    """Reads what was left of the columns of the table ``rows``, and says what is to be said of its cells."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        columns: Sequence[ColumnRecipe],
        row_lines: RowLines,
        findings: Findings,
        go_on: Callable[[], bool],
    ) -> None:
        self._connection, self._columns = connection, columns
        self._row_lines, self._findings, self._go_on = row_lines, findings, go_on
        self._count = int(connection.execute("SELECT count(*) FROM rows").fetchall()[0][0])
        self._texts = {str(row[0]) for row in connection.execute("DESCRIBE rows").fetchall()}

    def read(self, at: int) -> FrameColumn:
        """Read one column. Raises Cancelled where ``go_on`` has said no."""
        column = self._columns[at]
        if column.type not in VALUED:
            return FrameColumn(column.name, "text", column.unit, column.missing)
        plain = f"t{at}" not in self._texts
        settled = FrameColumn(column.name, column.type, column.unit, column.missing, plain=plain)
        if plain:
            return settled
        for start in range(0, self._count, _WINDOW):
            if not self._go_on():
                raise Cancelled
            self._read_window(at, settled, start, start + _WINDOW - 1)
        return settled

    def _read_window(self, at: int, settled: FrameColumn, first: int, last: int) -> None:
        column = self._columns[at]
        place = next((f"t{n}" for n, each in enumerate(self._columns) if column.year and each.name == column.year), "")
        year = f"coalesce({bare(place)}, '')" if place else "''"
        unknown = f"rowid BETWEEN {first} AND {last} AND {rejected_test(at, settled)}"
        odd = self._connection.execute(
            f"SELECT t{at}, {year}, count(*) FROM rows WHERE {unknown} GROUP BY 1, 2 ORDER BY min(rowid)"
        ).fetchall()
        if not odd:
            return
        texts = [str(row[0]) for row in odd]
        found = Findings(_EVERY, _EVERY)
        years = [str(row[1]) if place else column.year for row in odd] if column.year else None
        values = values_of(column, texts, range(len(texts)), at, found, years)
        assert values is not None
        said = {finding.line: finding for finding in found.found}
        codes = np.array([said[n].code if n in said else "" for n in range(len(texts))], dtype=object)
        self._connection.register(
            "odd",
            {
                "text": np.array(texts, dtype=object),
                "year": np.array([str(row[1]) for row in odd], dtype=object),
                "number": np.arange(len(texts)),
                "value": values.value,
                "code": codes,
            },
        )
        same = f"rows.t{at} = odd.text AND {year} = odd.year"
        self._say(at, said, [int(row[2]) for row in odd], f"{unknown} AND {same}")
        self._connection.execute(
            f"UPDATE rows SET v{at} = odd.value FROM odd WHERE {unknown} AND {same} AND NOT isnan(odd.value)"
        )
        self._connection.unregister("odd")

    def _say(self, at: int, said: dict[int, Finding], counts: Sequence[int], these: str) -> None:
        """List the cells of which something is said, as far as so many are listed, and count the others."""
        for code in dict.fromkeys(finding.code for finding in said.values()):
            every = sum(counts[number] for number, finding in said.items() if finding.code == code)
            room = self._findings.room(code, at + 1)
            if room:
                rows = self._connection.execute(
                    f"SELECT rows.rowid, odd.number FROM rows, odd WHERE {these} AND odd.code = ? "
                    f"ORDER BY 1 LIMIT {room}",
                    [code],
                ).fetchall()
                for row, number in rows:
                    finding = replace(said[number], line=self._row_lines.line(int(row)))
                    self._findings.put(finding)
                every -= len(rows)
            self._findings.more(code, every, at + 1)

    def find_totals(self) -> None:
        """The rows that seem to be totals of others."""
        if "t0" not in self._texts or not may_have_totals(self._columns):
            return
        name = f"lower({bare('t0')})"
        are = f"regexp_full_match({name}, ?)"
        query = self._connection.execute
        found, named = query(
            f"SELECT count(*), count(*) FILTER ({are}) FROM rows WHERE {are}", [NAMED, IS_TOTAL]
        ).fetchall()[0]
        if found == self._count:
            return
        sure = query(
            f"SELECT rowid, t0 FROM rows WHERE {are} AND NOT {are} ORDER BY 1 LIMIT {self._findings.room('total', 1)}",
            [IS_TOTAL, NAMED],
        ).fetchall()
        totals = dict(sure)
        if named <= MOST:
            maybe = dict(query(f"SELECT rowid, t0 FROM rows WHERE {are} AND {are}", [IS_TOTAL, NAMED]).fetchall())
            totals |= {row: maybe[row] for row in of_named(sorted(maybe), self._around)}
        for row, text in sorted(totals.items()):
            self._findings.put(Finding(self._row_lines.line(int(row)), 1, str(text), "total", TOTAL))
        self._findings.more("total", found - named - len(sure), 1)

    def find_wholes(self, at: int, values: Values | None) -> None:
        """The cells of a column that stand for periods of which others are parts, where its beginning, with these
        values, has some."""
        column = self._columns[at]
        if column.type != "date" or column.year or values is None or f"t{at}" not in self._texts:
            return
        if not wholes(values.low, values.high).any():
            return
        query = self._connection.execute
        texts = [str(row[0]) for row in query(f"SELECT DISTINCT t{at} FROM rows WHERE t{at} IS NOT NULL").fetchall()]
        days = query(f"SELECT DISTINCT floor(v{at}) AS day FROM rows WHERE t{at} IS NULL AND v{at} IS NOT NULL")
        day = days.fetchnumpy()["day"]
        every = values_of(column, texts, range(len(texts)), at, Findings())
        assert every is not None
        whole = wholes(np.concatenate((every.low, day)), np.concatenate((every.high, day)))[: len(texts)]
        found = [texts[number] for number in np.flatnonzero(whole)]
        rows = query(f"SELECT rowid, t{at} FROM rows WHERE t{at} IN (SELECT unnest(?)) ORDER BY 1", [found]).fetchall()
        room = self._findings.room("total", at + 1)
        for row, text in rows[:room]:
            self._findings.put(Finding(self._row_lines.line(int(row)), at + 1, str(text), "total", WHOLE))
        self._findings.more("total", len(rows[room:]), at + 1)

    def _around(self, first: int, last: int) -> tuple[list[str], list[float]]:
        """The first cells of the rows from one to another, and their numbers in the first column of numbers."""
        number = next((f"v{at}" for at, column in enumerate(self._columns) if column.type == "number"), "0")
        rows = self._connection.execute(
            f"SELECT coalesce(t0, ''), coalesce({number}, 0) FROM rows WHERE rowid BETWEEN ? AND ? ORDER BY rowid",
            [first, last],
        ).fetchall()
        return [str(row[0]) for row in rows], [float(row[1]) for row in rows]
