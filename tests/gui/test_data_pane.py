"""The data pane: any table, sorted, filtered and looked into away from the window, which never waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from data_case import ROWS, add, bridge_with_loans, filtered, loans, open_pane, shown
from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from claimbench.app.commands import ReplaceCase
from claimbench.app.exploring import Opened, series_table
from claimbench.core.series import Observation
from claimbench.gui.bridge import Bridge
from claimbench.gui.data_pane import DataPane
from claimbench.gui.frame_model import LONGEST


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return bridge_with_loans()


@pytest.fixture
def pane(bridge: Bridge, qtbot: QtBot) -> Iterator[DataPane]:
    with open_pane(bridge, qtbot) as pane:
        yield pane


def test_that_a_table_that_is_still_being_made_is_let_go_of_too(
    bridge: Bridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made: list[Opened] = []
    monkeypatch.setattr(
        "claimbench.gui.table_list.series_table", lambda series: made.append(series_table(series)) or made[0]
    )
    pane = DataPane(bridge)
    pane.choose_series("loans")
    pane.close_tables()
    assert len(made) == 1
    with pytest.raises(ValueError, match="closed"):
        made[0].frame.query("SELECT 1")
    assert list(tmp_path.iterdir()) == []
    pane.deleteLater()


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


def test_that_what_is_said_of_the_rows_stays_while_the_case_changes(
    pane: DataPane, bridge: Bridge, qtbot: QtBot
) -> None:
    add(pane, ROWS)
    pane.filter_by("name", "text", "row 1")
    filtered(pane, qtbot, 143)
    more = replace(loans(), id="more", label="More")
    bridge.apply(ReplaceCase(replace(bridge.document.case, series={"loans": loans(), "more": more}), "One more"))
    assert pane.note.text() == "143 of 1,000 rows"


def test_that_a_selection_across_a_reset_is_gone(pane: DataPane, qtbot: QtBot) -> None:
    add(pane, ROWS)
    pane.table.selectionModel().select(pane.model.index(5, 0), QItemSelectionModel.SelectionFlag.Select)
    pane.rows.first.setText("row 1")
    filtered(pane, qtbot, 143)
    assert not pane.table.selectionModel().hasSelection()
