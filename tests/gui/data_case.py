"""What the tests of the data pane have in common: tables that are shown in it, and what is seen of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from panes_case import made_up_case
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from claimbench.app.document import Document
from claimbench.app.exploring import open_table
from claimbench.core.series import Observation, Series
from claimbench.gui.bridge import Bridge
from claimbench.gui.data_pane import DataPane
from claimbench.gui.theme import LIGHT
from claimbench.tables.frame import Frame
from claimbench.tables.read import read

ROWS = "name;n;day\n" + "".join(f"row {n % 7};{n * 37 % 1000};2025-{n % 12 + 1:02}-01\n" for n in range(1000))


def loans() -> Series:
    observations = tuple(Observation(date(2025, m, 1), date(2025, m, 28), 100.0 * m, source="S1") for m in range(1, 7))
    return Series("loans", "Loans a month", "loan", "amount", "series/loans.csv", observations)


def bridge_with_loans() -> Bridge:
    return Bridge(Document(replace(made_up_case(), series={"loans": loans()})), LIGHT)


@contextmanager
def open_pane(bridge: Bridge, qtbot: QtBot) -> Iterator[DataPane]:
    """A pane on the screen that shows the loans, and is closed afterwards."""
    pane = DataPane(bridge)
    pane.resize(500, 600)
    pane.show()
    QAbstractItemModelTester(pane.model, QAbstractItemModelTester.FailureReportingMode.Fatal, pane)
    shown(pane, qtbot, 0, 0)
    yield pane
    pane.close_tables()
    pane.close()
    pane.deleteLater()


def add(pane: DataPane, text: str, name: str = "table.csv") -> Frame:
    reading = read(text.encode())
    table = open_table(name, reading)
    pane.add(table)
    return table.frame


def shown(pane: DataPane, qtbot: QtBot, row: int, column: int) -> str:
    """A cell once it has come."""
    qtbot.waitUntil(lambda: pane.model.data(pane.model.index(row, column)) not in ("…", None), timeout=20_000)
    return str(pane.model.data(pane.model.index(row, column)))


def filtered(pane: DataPane, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: pane.model.rowCount() == count, timeout=20_000)
