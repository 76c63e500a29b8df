"""The cells and lines of an opened file that somebody should look at, listed beside its table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from panes_case import made_up_case
from pytestqt.qtbot import QtBot

from claimbench.app.document import Document
from claimbench.app.exploring import open_table
from claimbench.gui.bridge import Bridge
from claimbench.gui.data_pane import DataPane
from claimbench.gui.findings_dialog import FindingsDialog
from claimbench.gui.theme import LIGHT
from claimbench.tables.read import read


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[DataPane]:
    pane = DataPane(Bridge(Document(made_up_case()), LIGHT))
    qtbot.addWidget(pane)
    pane.show()
    yield pane
    pane.close_tables()


def test_that_cells_and_lines_to_look_at_are_listed_and_lead_to_their_rows(pane: DataPane, qtbot: QtBot) -> None:
    text = "name;cases\n" + "".join(f"x{n};{n}\n" for n in range(300)) + "odd;abc\n\nKyiv\ny;7;8\n"
    opened = open_table("table.csv", read(text.encode()))
    pane.add(opened)
    assert pane.check_button.isVisibleTo(pane)
    assert "3 cells and lines to look at." in pane.note.text()
    pane.check_button.click()
    dialog = pane.window().findChild(FindingsDialog)
    assert dialog is not None
    table = dialog.list.table
    assert [[table.item(row, at).text() for at in range(3)] for row in range(table.rowCount())] == [
        ["302", "cases", "abc"],
        ["304", "", "Kyiv"],
        ["305", "", "y | 7 | 8"],
    ]
    table.selectRow(0)
    assert pane.table.selected().tolist() == [300]
    assert pane.note.text() == "Line 302: This does not read as a number."
    table.selectRow(2)
    assert pane.table.selected().tolist() == [opened.frame.row_count - 1]
    pane.filter_by("name", "text", "x")
    qtbot.waitUntil(lambda: pane.model.rowCount() == 300)
    table.selectRow(0)
    assert pane.note.text() == "Line 302 is not among the rows shown. Clear the filter to see it."
    pane.close_table()
    assert not dialog.isVisible()
    assert not pane.check_button.isVisibleTo(pane)
