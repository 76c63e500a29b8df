"""Adding, changing and ordering claims and sources in their panes, with the mouse and the keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from panes_case import make_bridge, many_claims, show_verdicts
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMenu, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.claims_pane import ClaimsPane
from claimbench.gui.paste_dialog import PasteDialog
from claimbench.gui.record_model import Role
from claimbench.gui.sources_pane import SourcesPane


@pytest.fixture(autouse=True)
def no_settings() -> Iterator[None]:
    QSettings().clear()
    yield
    QSettings().clear()


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return make_bridge()


@pytest.fixture
def pane(qtbot: QtBot, bridge: Bridge) -> ClaimsPane:
    return shown(qtbot, bridge)


def shown(qtbot: QtBot, bridge: Bridge) -> ClaimsPane:
    pane = ClaimsPane(bridge)
    qtbot.addWidget(pane)
    for model in (pane.model, pane.proxy):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    pane.resize(460, 600)
    pane.show()
    qtbot.waitExposed(pane)
    pane.activateWindow()
    show_verdicts(bridge)
    return pane


def ids(pane: ClaimsPane) -> list[str]:
    return [pane.proxy.index(row, 0).data(Role.ID) for row in range(pane.proxy.rowCount())]


def entry(menu: QMenu, *path: str) -> None:
    """Trigger an entry of a menu, through its submenus."""
    *through, last = path
    for title in through:
        menu = next(child for child in menu.findChildren(QMenu) if child.title() == title)
    next(action for action in menu.actions() if action.text() == last).trigger()


def test_that_insert_adds_a_claim_behind_the_selected_one_and_asks_for_its_form(
    qtbot: QtBot, pane: ClaimsPane, bridge: Bridge
) -> None:
    bridge.select(Selection("claim", "C03"))
    pane.table.setFocus()
    with qtbot.waitSignal(pane.edit_wanted):
        QTest.keyClick(pane.table, Qt.Key.Key_Insert)
    assert ids(pane)[2:4] == ["C03", "C44"]
    assert bridge.selection == Selection("claim", "C44")


def test_that_a_new_claim_is_seen_also_where_the_filter_would_hide_it(pane: ClaimsPane) -> None:
    QTest.keyClicks(pane.filter_field, "shelves")
    pane.add()
    assert pane.filter_field.text() == ""
    assert "C44" in ids(pane)


def test_that_delete_says_what_went_and_selects_the_next(qtbot: QtBot, pane: ClaimsPane, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C02"))
    pane.table.setFocus()
    with qtbot.waitSignal(bridge.told) as told:
        QTest.keyClick(pane.table, Qt.Key.Key_Delete)
    assert told.args[0].startswith("Claim C02 deleted with 3 citations, and out of 1 assumption and 1 calculation")
    assert bridge.selection == Selection("claim", "C03")
    bridge.document.undo()
    assert ids(pane)[:3] == ["C01", "C02", "C03"]


def test_that_f2_asks_for_the_form_and_ctrl_d_duplicates(qtbot: QtBot, pane: ClaimsPane, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C02"))
    pane.table.setFocus()
    with qtbot.waitSignal(pane.edit_wanted):
        QTest.keyClick(pane.table, Qt.Key.Key_F2)
    QTest.keyClick(pane.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert ids(pane)[1:3] == ["C02", "C44"]
    assert bridge.selection == Selection("claim", "C44")


def test_that_several_rows_are_changed_at_once(pane: ClaimsPane, bridge: Bridge) -> None:
    pane.table.select_ids(["C10", "C11"])
    assert pane.selected_ids == ("C10", "C11")
    pane._fill_menu()
    entry(pane._menu, "Topic", "Overdue")
    entry(pane._menu, "Status", "Disputed")
    claims = bridge.document.case.claims
    assert {claims[id].topic for id in ("C10", "C11")} == {"Overdue"}
    assert {claims[id].status for id in ("C10", "C11")} == {"disputed"}
    assert pane.selected_ids == ("C10", "C11"), "the selection stays"
    assert len(bridge.document.history.done) == 2


def test_that_shift_and_arrow_select_several_and_the_current_one_is_shown(pane: ClaimsPane, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C01"))
    pane.table.setFocus()
    for _ in range(2):
        QTest.keyClick(pane.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert pane.selected_ids == ("C01", "C02", "C03")
    assert bridge.selection == Selection("claim", "C03")


def test_that_merging_keeps_the_current_claim(pane: ClaimsPane, bridge: Bridge) -> None:
    pane.table.select_ids(["C02", "C01"])
    pane.merge()
    assert "C02" not in bridge.document.case.claims
    assert len(bridge.document.case.citations_of("C01")) == 5


def test_that_claims_move_in_the_order_of_the_case_and_nowhere_else(
    qtbot: QtBot, pane: ClaimsPane, bridge: Bridge
) -> None:
    bridge.select(Selection("claim", "C02"))
    pane.table.setFocus()
    QTest.keyClick(pane.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert ids(pane)[:3] == ["C02", "C01", "C03"]
    QTest.keyClick(pane.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert ids(pane)[:3] == ["C01", "C02", "C03"]
    pane.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    with qtbot.waitSignal(bridge.failed):
        pane.move_up()


def test_that_rows_are_copied_and_pasted_through_a_preview(pane: ClaimsPane, bridge: Bridge) -> None:
    bridge.select(Selection("claim", "C02"))
    pane.copy_rows()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("id\ttitle\t")
    QGuiApplication.clipboard().setText(text.replace("310,000 overdue", "311,000 overdue"))
    pane.paste_rows()
    dialog = pane.findChild(PasteDialog)
    assert dialog.findChild(QTableWidget).item(0, 1).text() == "is changed"
    assert bridge.document.case is bridge.document.saved
    QTest.mouseClick(dialog.findChild(QPushButton, "paste"), Qt.MouseButton.LeftButton)
    assert bridge.document.case.claims["C02"].title.startswith("311,000")


def test_that_pasting_no_table_says_why(qtbot: QtBot, pane: ClaimsPane, bridge: Bridge) -> None:
    QGuiApplication.clipboard().setText("nothing")
    with qtbot.waitSignal(bridge.failed) as told:
        pane.paste_rows()
    assert told.args[0].startswith("There are no rows to paste.")


def test_that_filters_by_side_grade_status_and_origin_go_together(pane: ClaimsPane) -> None:
    entry(pane.filters["side"], "none")
    assert set(ids(pane)) == {"C07", "C10"}
    entry(pane.filters["credibility"], "4 · doubtful")
    assert ids(pane) == ["C07"]
    assert pane.filter_button.text() == "Filter: 2"
    pane.clear_filter()
    entry(pane.filters["origin"], "Evening Post")
    assert ids(pane) == ["C11", "C42", "C14"]


def test_that_the_grid_shows_the_chosen_columns_and_remembers_them(
    qtbot: QtBot, pane: ClaimsPane, bridge: Bridge
) -> None:
    pane._table_action.trigger()
    assert pane.grid.isVisible()
    titles = [column.title for column in pane.model.columns]
    population = titles.index("Population")
    assert pane.grid.isColumnHidden(population)
    pane.grid.show_column(population, True)
    pane.grid.setColumnWidth(population, 222)
    pane.grid.horizontalHeader().moveSection(population, 1)
    pane.hide()
    again = shown(qtbot, bridge)
    assert again.grid.isVisible()
    assert not again.grid.isColumnHidden(population)
    assert again.grid.columnWidth(population) == 222
    assert again.grid.horizontalHeader().visualIndex(population) == 1
    again.grid.reset_columns()
    assert again.grid.isColumnHidden(population)
    assert again.grid.horizontalHeader().visualIndex(population) == population


def test_that_sorting_and_filtering_the_grid_writes_no_layout_to_the_disk(pane: ClaimsPane) -> None:
    pane._table_action.trigger()
    QSettings().remove(pane.grid._key)
    pane.grid.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    pane.filter_field.setText("C1")
    pane.hide()
    assert not QSettings().contains(pane.grid._key)


def test_that_the_grid_and_the_cards_share_selection_and_order(pane: ClaimsPane, bridge: Bridge) -> None:
    pane._table_action.trigger()
    pane.grid.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert ids(pane)[0] == "C03"
    pane.grid.setFocus()
    pane.grid.selectRow(1)
    assert bridge.selection == Selection("claim", ids(pane)[1])
    pane._table_action.trigger()
    assert pane.table.isVisible()
    assert pane.table.current_id == ids(pane)[1]


def test_that_only_what_changed_is_made_anew(pane: ClaimsPane, bridge: Bridge) -> None:
    before = {row.id: row for row in pane.model.records}
    pane.table.select_ids(["C10"])
    pane._change(("C10",), "topic", "Doors")
    changed = [row.id for row in pane.model.records if row is not before[row.id]]
    assert changed == ["C10"]


def test_that_sorted_rows_stay_sorted_when_claims_come_and_change(pane: ClaimsPane, bridge: Bridge) -> None:
    pane.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    pane._change(("C43",), "title", "000 first")
    assert ids(pane)[0] == "C43"
    pane.add()
    titles = [pane.proxy.record(row).facts.title for row in range(pane.proxy.rowCount())]
    assert titles == sorted(titles, key=str.casefold)
    pane.filters["topic"].set_choices([("Doors", "Doors")])
    pane._change(("C01",), "topic", "Doors")
    assert len(ids(pane)) == 11


def test_that_sources_are_kept_alike(qtbot: QtBot, bridge: Bridge) -> None:
    pane = SourcesPane(bridge)
    qtbot.addWidget(pane)
    pane.show()
    pane.table.select_ids(["voice", "wal"])
    pane._fill_menu()
    entry(pane._menu, "Reliability", "D · not usually reliable")
    assert {bridge.document.case.sources[id].reliability for id in ("voice", "wal")} == {"D"}
    pane.merge()
    assert "voice" not in bridge.document.case.sources
    pane.add()
    assert bridge.selection == Selection("source", "S01")
    pane.delete()
    assert "S01" not in bridge.document.case.sources


def test_that_thousands_of_claims_are_sorted_and_selected_in_both_views(qtbot: QtBot) -> None:
    bridge = make_bridge(many_claims(5_000))
    pane = ClaimsPane(bridge)
    qtbot.addWidget(pane)
    pane.show()
    pane._table_action.trigger()
    pane.grid.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert pane.proxy.record(0).id == "M04999"
    pane.grid.selectAll()
    assert len(pane.selected_ids) == 5_000
    QTest.keyClicks(pane.filter_field, "m0123")
    assert ids(pane)[0] == "M01239"
