"""The data pane: any table, sorted, filtered and looked into away from the window, which never waits."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from panes_case import made_up_case
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from claimbench.app.chart_edits import AddChart
from claimbench.app.commands import ReplaceCase
from claimbench.app.document import Document
from claimbench.app.exploring import open_table, series_frame
from claimbench.core.chart import Chart
from claimbench.core.series import Observation, Series
from claimbench.gui.bridge import Bridge
from claimbench.gui.data_pane import DataPane
from claimbench.gui.frame_model import LONGEST
from claimbench.gui.plain_text import TextButton
from claimbench.gui.theme import LIGHT
from claimbench.tables.frame import Frame
from claimbench.tables.read import read

ROWS = "name;n;day\n" + "".join(f"row {n % 7};{n * 37 % 1000};2025-{n % 12 + 1:02}-01\n" for n in range(1000))


def loans() -> Series:
    observations = tuple(Observation(date(2025, m, 1), date(2025, m, 28), 100.0 * m, source="S1") for m in range(1, 7))
    return Series("loans", "Loans a month", "loan", "amount", "series/loans.csv", observations)


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return Bridge(Document(replace(made_up_case(), series={"loans": loans()})), LIGHT)


@pytest.fixture
def pane(bridge: Bridge, qtbot: QtBot) -> Iterator[DataPane]:
    pane = DataPane(bridge)
    pane.resize(500, 600)
    pane.show()
    QAbstractItemModelTester(pane.model, QAbstractItemModelTester.FailureReportingMode.Fatal, pane)
    shown(pane, qtbot, 0, 0)
    yield pane
    pane.close_tables()
    pane.close()
    pane.deleteLater()


def test_that_a_table_that_is_still_being_made_is_let_go_of_too(
    bridge: Bridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made: list[Frame] = []
    monkeypatch.setattr(
        "claimbench.gui.table_list.series_frame", lambda series: made.append(series_frame(series)) or made[0]
    )
    pane = DataPane(bridge)
    pane.choose_series("loans")
    pane.close_tables()
    assert len(made) == 1
    with pytest.raises(ValueError, match="closed"):
        made[0].query("SELECT 1")
    assert list(tmp_path.iterdir()) == []
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


def test_that_the_figures_of_the_series_are_there_with_their_source(pane: DataPane, qtbot: QtBot) -> None:
    assert pane.name == "Loans a month"
    assert [shown(pane, qtbot, 1, at) for at in range(4)] == ["2025-02-01", "2025-02-28", "200", "exact"]
    headers = [pane.model.headerData(at, Qt.Orientation.Horizontal) for at in range(3)]
    assert headers == ["start", "end", "value (loan)"]


def test_that_only_cells_that_are_seen_are_fetched(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, ROWS)
    assert shown(pane, qtbot, 700, 1) == "900"
    assert pane.model.data(pane.model.index(0, 0)) in ("…", "row 0")
    assert pane.model.rowCount() == 1000


def test_that_rows_are_filtered_by_text_and_by_range(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, ROWS)
    pane.rows.first.setText("row 3")
    filtered(pane, qtbot, 143)
    assert shown(pane, qtbot, 0, 0) == "row 3"
    assert pane.model.headerData(0, Qt.Orientation.Vertical) == "4"
    pane.filter_by("n", "range", "990", "999")
    filtered(pane, qtbot, 10)
    pane.filter_by("day", "range", "2025-12-01", "")
    filtered(pane, qtbot, 83)
    assert pane.note.text() == "83 of 1,000 rows"


def test_that_a_bound_which_is_no_number_is_said_and_changes_nothing(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, ROWS)
    pane.filter_by("n", "range", "many", "")
    qtbot.waitUntil(lambda: pane.note.text() == "“many” is not a number.")
    assert pane.model.rowCount() == 1000


def test_that_a_click_on_a_header_sorts_by_value(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, "name;n\na;9\nb;10\nc;-\nd;1 000\n")
    pane.table.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: pane.model.ids is not None, timeout=20_000)
    assert [shown(pane, qtbot, row, 1) for row in range(4)] == ["1 000", "10", "9", "-"]


def test_that_a_column_is_summed_up_with_what_is_missing_and_not_understood(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, "name;n\na;1\nb;3\nc;-\nd;what\ne;5\n")
    qtbot.waitUntil(lambda: "not understood" in pane.summary.text.text(), timeout=20_000)
    assert pane.summary.title.text() == "n"
    assert "5 rows · 1 missing · 1 not understood" in pane.summary.text.text()
    assert "median 3" in pane.summary.text.text()
    assert sum(pane.summary.histogram.counts) == 3


def test_that_a_long_cell_and_one_with_tags_are_shown_short_and_plain(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, f"name;n\n{'x' * 100_000};1\n<b>bold</b>;2\nz;3\n")
    assert len(shown(pane, qtbot, 0, 0)) == LONGEST + 1
    assert shown(pane, qtbot, 1, 0) == "<b>bold</b>"
    tip = pane.model.data(pane.model.index(1, 0), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip


def test_that_selected_rows_are_told_and_rows_can_be_selected_from_elsewhere(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, ROWS)
    pane.rows.first.setText("row 3")
    filtered(pane, qtbot, 143)
    with qtbot.waitSignal(pane.picked) as picked:
        pane.table.selectRow(1)
    assert picked.args[0].tolist() == [10]
    pane.select(np.array([3, 17, 4]))
    rows = {index.row() for index in pane.table.selectionModel().selectedRows()}
    assert rows == {0, 2}
    assert pane.note.text() == "2 rows selected"


def test_that_rows_apart_are_marked_up_to_a_number_that_does_not_hold_the_window_up(
    pane: DataPane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimbench.gui.frame_table._MOST_RUNS", 3)
    add(pane, ROWS)
    qtbot.waitUntil(lambda: pane.model.rowCount() == 1000)
    pane.select(np.array([1, 2, 3, 10, 20, 21, 30]))
    assert sorted(index.row() for index in pane.table.selectionModel().selectedRows()) == [1, 2, 3, 10, 20, 21]
    assert pane.note.text() == "7 rows selected; the first 6 are marked"


def test_that_all_rows_are_selected_without_a_look_at_each_of_them(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, ROWS)
    qtbot.waitUntil(lambda: pane.model.rowCount() == 1000)
    with qtbot.waitSignal(pane.picked) as picked:
        pane.table.selectAll()
    assert len(picked.args[0]) == 1000
    assert not pane.table.horizontalHeader().selectionModel().hasSelection()


def test_that_columns_are_as_wide_as_their_cells_need_within_limits(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, "n,a name of a column,text\n" + f"1,2,{'long ' * 80}\n" * 3)
    shown(pane, qtbot, 0, 0)
    widths = [pane.table.columnWidth(column) for column in range(3)]
    assert widths[0] < widths[1] < widths[2]
    assert widths[2] == 260


def test_that_a_value_is_found_however_it_is_written_and_a_month_to_its_end(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, "when;n\n2025-01-31 10:00;1 000\n2025-02-28 23:30;7\n2025-03-01 00:10;2000\n")
    for column, kind, first, second, count in (
        ("n", "equal", "1000", "", 1), ("n", "equal", "7.0", "", 1), ("when", "equal", "Feb 2025", "", 1),
        ("when", "range", "", "2025-02", 2), ("when", "range", "2025-02-28", "2025-02-28", 1),
    ):  # fmt: skip
        pane.filter_by(column, kind, first, second)
        filtered(pane, qtbot, count)
        pane.filter_by(column, "text", "")
        filtered(pane, qtbot, 3)


def test_that_opening_and_closing_tables_leaves_the_case_alone(pane: DataPane, bridge: Bridge, qtbot: QtBot) -> None:
    before = bridge.document.case
    add(pane, ROWS)
    pane.close_table()
    assert pane.name == "Loans a month"
    assert shown(pane, qtbot, 0, 2) == "100"
    assert bridge.document.case is before


def test_that_the_pane_follows_the_series_of_the_case(pane: DataPane, bridge: Bridge, qtbot: QtBot) -> None:
    longer = replace(
        loans(), observations=(*loans().observations, Observation(date(2025, 7, 1), date(2025, 7, 31), 7.0))
    )
    bridge.apply(ReplaceCase(replace(bridge.document.case, series={"loans": longer}), "A figure more"))
    filtered(pane, qtbot, 7)
    assert shown(pane, qtbot, 6, 2) == "7"
    bridge.apply(ReplaceCase(replace(bridge.document.case, series={}), "No series"))
    filtered(pane, qtbot, 0)
    assert pane.note.text().startswith("No table yet.")
    bridge.document.undo()
    assert pane.tables.count() == 1


def test_that_a_selection_across_a_reset_is_gone(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, ROWS)
    pane.table.selectionModel().select(pane.model.index(5, 0), QItemSelectionModel.SelectionFlag.Select)
    pane.rows.first.setText("row 1")
    filtered(pane, qtbot, 143)
    assert not pane.table.selectionModel().hasSelection()


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
    pane.table.setFocus()
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
