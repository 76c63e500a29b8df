"""The tables that the data pane lists: those that were opened, and one of each series of the case."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

from claimbench.app.exploring import Opened, series_table
from claimbench.core.case import Case
from claimbench.core.series import BETWEEN, Series
from claimbench.gui.background import Background
from claimbench.gui.import_to_check import to_look_at
from claimbench.tables.frame import Frame


@dataclass(slots=True, eq=False)
class ListedTable:
    """The table of a series is made when it is first looked at; ``note`` says what a reader has to know."""

    name: str
    note: str
    opened: Opened | None = None
    series: Series | None = None

    @property
    def frame(self) -> Frame | None:
        return None if self.opened is None else self.opened.frame

    def made(self) -> Frame:
        """The frame, in the thread for work on tables: one thing after another, so that what is let go of is there."""
        if self.opened is None:
            assert self.series is not None, "what is no series was opened"
            self.opened = series_table(self.series)
            self.note = _note(self.series, self.opened)
        return self.opened.frame

    def let_go(self) -> None:
        if self.frame is not None:
            self.frame.close()


class TableList:
    """``tables`` by their keys, opened ones first. What is let go of is closed in the thread of ``files``."""

    def __init__(self, files: Background) -> None:
        self.tables: dict[str, ListedTable] = {}
        self._files = files
        self._opened = 0

    def add(self, table: Opened) -> str:
        """List a table that was opened; its key."""
        self._opened += 1
        key = f"table {self._opened}"
        found = [to_look_at(table.findings) + "."] if table.findings else []
        note = " ".join([table.sentence + ".", *found, *table.frame.remarks])
        self.tables[key] = ListedTable(table.name, note, table)
        return key

    def remove(self, key: str) -> None:
        self._files.run(self.tables.pop(key).let_go, _done)

    def follow(self, case: Case) -> None:
        """List the series of a case, those anew that have changed."""
        known = self.tables
        listed = {key: table for key, table in known.items() if table.series is None}
        for id, series in case.series.items():
            key = f"series {id}"
            old = known.get(key)
            same = old is not None and old.series == series
            listed[key] = old if old is not None and same else ListedTable(series.label, "", None, series)
        for gone in set(known.values()) - set(listed.values()):
            self._files.run(gone.let_go, _done)
        self.tables = listed

    def close(self) -> None:
        """Nothing else works on the tables."""
        for table in self.tables.values():
            table.let_go()


def _note(series: Series, table: Opened) -> str:
    """What a series is, and what is odd about its figures."""
    between = f"between them {BETWEEN[series.kind][series.gaps]}"
    told = [f"Observed series · {len(series.observations):,} figures · {between}"]
    if table.findings:
        more = f" (and {len(table.findings) - 1:,} more)" if len(table.findings) > 1 else ""
        told.append(f"{table.findings[0].message}{more}")
    return " · ".join(told)


def _done(future: Future[None]) -> None:
    future.result()
