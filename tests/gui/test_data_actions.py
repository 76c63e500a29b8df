"""What is done with a table in the data pane: narrowed, copied, saved, told at a glance, converted and deleted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from data_case import ROWS, add, bridge_with_loans, filtered, open_pane, shown
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from claimbench.app.chart_edits import AddChart
from claimbench.core.chart import Chart
from claimbench.gui.bridge import Bridge
from claimbench.gui.data_pane import DataPane
from claimbench.gui.findings_dialog import FindingsDialog
from claimbench.gui.plain_text import TextButton


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return bridge_with_loans()


@pytest.fixture
def pane(bridge: Bridge, qtbot: QtBot) -> Iterator[DataPane]:
    with open_pane(bridge, qtbot) as pane:
        yield pane


def conditions(pane: DataPane) -> list[TextButton]:
    chips = pane.rows.findChildren(TextButton)
    return [chip for chip in chips if chip.isVisible()]


def test_that_conditions_add_up_and_each_can_be_let_go_of(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, ROWS)
    pane.filter_by("name", "equal", "row 3")
    qtbot.keyClick(pane.rows.first, Qt.Key.Key_Return)
    filtered(pane, qtbot, 143)
    assert pane.rows.first.text() == ""
    pane.filter_by("n", "range", "0", "499")
    expected = {n for n in range(1000) if n % 7 == 3 and n * 37 % 1000 <= 499}
    filtered(pane, qtbot, len(expected))
    pane.rows.keep_button.click()
    pane.filter_by("day", "other", "2025-01-01")
    fewer = {n for n in expected if n % 12}
    filtered(pane, qtbot, len(fewer))
    assert pane.model.ids is not None
    assert set(pane.model.ids.tolist()) == fewer
    assert [chip.text() for chip in conditions(pane)] == [
        "“name” is “row 3”  ×",
        "“n” is from 0 to 499  ×",
        "Clear all",
    ]
    pane.rows.put(-1, "text", "", "")
    conditions(pane)[0].click()
    filtered(pane, qtbot, sum(n * 37 % 1000 <= 499 for n in range(1000)))
    conditions(pane)[0].click()
    filtered(pane, qtbot, 1000)
    assert conditions(pane) == []


def test_that_a_condition_that_cannot_be_understood_stays_where_it_was_typed(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, ROWS)
    pane.filter_by("n", "range", "many", "")
    qtbot.keyClick(pane.rows.first, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.note.text() == "“many” is not a number.")
    assert (pane.rows.first.text(), conditions(pane)) == ("many", [])


def test_that_a_cell_filters_by_its_value_and_the_others_by_theirs(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, "name;n\na;1\nb;\nc;1.0\nd;2\n")
    shown(pane, qtbot, 0, 0)

    def choose(row: int, column: int, start: str) -> None:
        pane.menu.fill(row, column)
        (action,) = [each for each in pane.menu.menu.actions() if each.text().startswith(start)]
        action.trigger()

    choose(0, 1, "Only rows where “n” is “1”")
    filtered(pane, qtbot, 2)
    conditions(pane)[0].click()
    filtered(pane, qtbot, 4)
    shown(pane, qtbot, 1, 0)
    choose(1, 1, "Without rows where “n” is empty")
    filtered(pane, qtbot, 3)
    assert pane.rows.kept[0].without
    conditions(pane)[0].click()
    filtered(pane, qtbot, 4)
    choose(-1, 1, "Sort by “n”, descending")
    qtbot.waitUntil(lambda: pane.model.ids is not None)
    assert pane.model.ids is not None
    assert pane.model.ids.tolist() == [3, 0, 2, 1]
    choose(-1, 1, "As in the file")
    qtbot.waitUntil(lambda: pane.model.ids is None)


def test_that_rows_are_copied_as_a_spreadsheet_takes_them(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, 'name;n\n"two\nlines";1 000\nb;5\nc;7\n')
    shown(pane, qtbot, 0, 0)
    pane.activateWindow()
    pane.table.setFocus()
    qtbot.waitUntil(pane.table.hasFocus)
    pane.select(np.array([0, 2]))
    qtbot.keyClick(pane.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: pane.note.text().startswith("2 rows copied"))
    assert QApplication.clipboard().text() == 'name\tn\n"two\nlines"\t1 000\nc\t7\n'


def test_that_a_column_of_the_small_histogram_filters_by_its_range(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, ROWS)
    qtbot.waitUntil(lambda: len(pane.summary.histogram.counts) == 24)
    counted = pane.summary.histogram.counts[5]
    assert pane.summary.histogram.tips[5].endswith(f": {counted:.0f} rows. Click to see only them.")
    middle = pane.summary.histogram.width() * 5.5 / 24
    QTest.mouseClick(pane.summary.histogram, Qt.MouseButton.LeftButton, pos=QPoint(round(middle), 20))
    filtered(pane, qtbot, round(counted))
    assert pane.rows.kept[0].column == 1


def test_that_a_series_is_converted_from_the_pane_and_the_other_one_is_shown(
    pane: DataPane, bridge: Bridge, qtbot: QtBot
) -> None:
    before = bridge.document.case
    assert pane.more.convert.text() == "Convert into a running total…"
    assert "Nothing is given from 2025-01-29 to 2025-01-31" in pane.note.text()
    pane.more.convert.trigger()
    dialog = pane.window().findChild(QDialog, "convert-dialog")
    assert dialog is not None
    dialog.opening.setText("many")
    assert not dialog.take.isEnabled()
    dialog.opening.setText("1,000")
    assert dialog.outcome.text() == "6 figures, from 1,100 (28 Jan 2025) to 3,100 (28 Jun 2025)."
    assert "The total goes on without it." in dialog.findings.text()
    dialog.take.click()
    qtbot.waitUntil(lambda: pane.name == "Loans a month, running total")
    qtbot.waitUntil(lambda: shown(pane, qtbot, 5, 2) == "3100")
    assert pane.more.convert.text() == "Convert into amounts per period…"
    assert bridge.document.undo().startswith("Series “Loans a month” converted into running totals")
    assert bridge.document.case is before


def test_that_a_series_converted_in_its_place_is_still_the_one_that_is_shown(
    pane: DataPane, bridge: Bridge, qtbot: QtBot
) -> None:
    pane.more.convert.trigger()
    dialog = pane.window().findChild(QDialog, "convert-dialog")
    assert dialog is not None
    dialog.in_place.click()
    dialog.take.click()
    qtbot.waitUntil(lambda: shown(pane, qtbot, 5, 2) == "2100")
    assert pane.name == "Loans a month, running total"
    assert list(bridge.document.case.series) == ["loans"]
    assert pane.more.convert.text() == "Convert into amounts per period…"


def test_that_what_is_odd_about_a_series_is_listed_and_leads_to_its_figures(pane: DataPane) -> None:
    pane.check_button.click()
    dialog = pane.window().findChild(FindingsDialog)
    assert dialog is not None
    table = dialog.list.table
    assert [[table.item(row, at).text() for at in range(4)] for row in range(2)] == [
        ["3", "value", "200", "Nothing is given from 2025-01-29 to 2025-01-31 (3 days)."],
        ["5", "value", "400", "Nothing is given from 2025-03-29 to 2025-03-31 (3 days)."],
    ]
    table.selectRow(1)
    assert pane.table.selected().tolist() == [3]


def test_that_one_of_the_most_common_texts_shows_its_rows(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, ROWS)
    pane.go_to_column(0)
    qtbot.waitUntil(lambda: len(pane.summary.findChildren(TextButton)) == 6)
    (button,) = [each for each in pane.summary.findChildren(TextButton) if each.key == "row 5"]
    assert button.text() == "row 5: 143"
    button.click()
    filtered(pane, qtbot, 143)
    assert shown(pane, qtbot, 0, 0) == "row 5"


def test_that_the_rows_that_are_shown_are_saved_in_their_order(pane: DataPane, qtbot: QtBot, tmp_path: Path) -> None:
    add(pane, 'name;n;day\n"two\nlines";1 000;2025-01-02\nb;5;2025-01-03\nc;7,5;2025-01-04\n')
    pane.table.horizontalHeader().setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    pane.filter_by("name", "other", "b")
    filtered(pane, qtbot, 2)
    pane.menu.save_rows(tmp_path / "rows.csv")
    qtbot.waitUntil(lambda: pane.note.text() == "2 rows saved as “rows.csv”.")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["name", "n", "day"],
            ["c", "7,5", "2025-01-04"],
            ["two\nlines", "1 000", "2025-01-02"],
        ]
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]
    pane.menu.save_rows(tmp_path / "none" / "rows.csv")
    qtbot.waitUntil(lambda: pane.note.text() == "“rows.csv” cannot be written: No such file or directory.")


def test_that_all_columns_are_told_at_a_glance_and_lead_to_each(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, "name;n;day\na;1;2025-01-02\nb;-;2025-01-03\nb;what;2025-01-05\nc;5;2025-01-04\nd;9;2025-01-04\n")
    shown(pane, qtbot, 0, 0)
    pane.more.columns.trigger()
    dialog = pane.findChild(QDialog, "columns-dialog")
    assert dialog is not None
    table = dialog.table
    qtbot.waitUntil(lambda: table.item(2, 7) is not None)
    rows = [[table.item(row, at).text() for at in range(9)] for row in range(3)]
    assert rows == [
        ["name", "text", "0", "", "4", "", "", "", "b (2), a (1), c (1), d (1)"],
        ["n", "number", "1", "1", "3", "1", "5", "9", ""],
        ["day", "date", "0", "0", "4", "2025-01-02", "2025-01-04", "2025-01-05", ""],
    ]
    dialog.search.setText("DAY")
    assert [table.isRowHidden(row) for row in range(3)] == [True, True, False]
    table.setCurrentCell(2, 0)
    table.activated.emit(table.currentIndex())
    assert pane.table.currentIndex().column() == 2
    qtbot.waitUntil(lambda: pane.summary.title.text() == "day")


def test_that_a_series_is_deleted_unless_something_shows_it(pane: DataPane, bridge: Bridge, qtbot: QtBot) -> None:
    before = bridge.document.case
    shows = Chart("seen", "series", "Seen", options={"shows": ("loans",)})
    bridge.apply(AddChart(shows))
    pane.more.delete.trigger()
    assert pane.note.text() == "“Loans a month” is used by the chart “Seen”: change that first."
    bridge.document.undo()
    pane.more.delete.trigger()
    assert bridge.document.case.series == {}
    filtered(pane, qtbot, 0)
    assert bridge.document.undo() == "Series “Loans a month” deleted"
    assert bridge.document.case is before


def test_that_the_menu_key_asks_for_the_cell_that_the_keyboard_is_at(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, "name;n\na;1\nb;2\nc;3\n")
    assert shown(pane, qtbot, 2, 1) == "3"
    pane.table.setCurrentIndex(pane.model.index(2, 1))
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(pane.table.viewport(), by_key)
    assert pane.menu.menu.actions()[0].text() == "Only rows where “n” is “3”"
    pane.menu.menu.close()
    at = pane.table.visualRect(pane.model.index(1, 0)).center()
    by_mouse = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, pane.table.viewport().mapToGlobal(at))
    QApplication.sendEvent(pane.table.viewport(), by_mouse)
    assert pane.menu.menu.actions()[0].text() == "Only rows where “name” is “b”"
    pane.menu.menu.close()


def test_that_long_and_broken_texts_stand_short_on_one_line_of_the_menu(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, f'name;n\n"two\n\tlines {"x" * 500}";1\nb;2\nc;3\n')
    shown(pane, qtbot, 0, 0)
    pane.menu.fill(0, 0)
    said = [action.text() for action in pane.menu.menu.actions()]
    assert said[0] == f"Only rows where “name” is “two lines {'x' * 20}…”"
    assert not any(sign in text for text in said for sign in "\n\t")
