"""Keeping and comparing scenarios in their dialog and menu."""

from __future__ import annotations

from dataclasses import replace

import pytest
from panes_case import made_up_case, make_bridge
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from claimbench.app.commands import SetAssumption
from claimbench.core.chart import Scenario
from claimbench.gui.bridge import Bridge
from claimbench.gui.scenario_dialog import ScenarioDialog
from claimbench.gui.scenario_menu import ScenarioMenu


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return make_bridge(replace(made_up_case(), scenarios={"many": Scenario("many", "Many loans", {"rate": 24_000.0})}))


@pytest.fixture
def dialog(qtbot: QtBot, bridge: Bridge) -> ScenarioDialog:
    dialog = ScenarioDialog(bridge)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def press(dialog: ScenarioDialog, id: str) -> None:
    QTest.mouseClick(dialog.findChild(QPushButton, f"{id}-scenario"), Qt.MouseButton.LeftButton)


def cells(dialog: ScenarioDialog) -> list[list[str]]:
    table = dialog.table
    return [
        [table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())
    ]


def test_that_the_present_values_are_saved_under_a_name_and_seen_beside_the_others(
    dialog: ScenarioDialog, bridge: Bridge
) -> None:
    assert cells(dialog) == [["New loans per month", "loans per month", "21,000", "24,000"]]
    bridge.apply(SetAssumption("ratio", "best", 2.2))
    dialog.name.setText("Town ahead")
    press(dialog, "save")
    assert bridge.document.case.scenarios["town_ahead"].values == {"ratio": 2.2}
    assert dialog.selected == ("town_ahead",)
    dialog.list.selectAll()
    assert [row[0] for row in cells(dialog)] == ["New loans per month", "Loan ratio, town : country"]


def test_that_tab_leads_out_of_the_table(dialog: ScenarioDialog) -> None:
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_Tab)
    assert isinstance(dialog.focusWidget(), QPushButton)


def test_that_a_name_that_is_taken_is_refused_in_the_dialog(dialog: ScenarioDialog, bridge: Bridge) -> None:
    bridge.apply(SetAssumption("ratio", "best", 2.2))
    dialog.name.setText("many loans")
    press(dialog, "save")
    assert any(
        label.text() == "There is a scenario “many loans” already." and not label.isHidden()
        for label in dialog.findChildren(QLabel)
    )
    assert dialog.name.text() == "many loans"


def test_that_a_selected_scenario_is_loaded_renamed_and_deleted(dialog: ScenarioDialog, bridge: Bridge) -> None:
    dialog.list.setCurrentRow(0)
    press(dialog, "load")
    assert bridge.document.case.assumptions["rate"].best == 24_000.0
    dialog.name.setText("Very many loans")
    press(dialog, "describe")
    assert bridge.document.case.scenarios["many"].label == "Very many loans"
    press(dialog, "delete")
    assert not bridge.document.case.scenarios
    bridge.document.undo()
    assert dialog.list.count() == 1


def test_that_the_menu_follows_the_scenarios_of_the_case(qtbot: QtBot, bridge: Bridge) -> None:
    opened: list[bool] = []
    menu = ScenarioMenu(bridge, lambda: opened.append(True))
    qtbot.addWidget(menu)
    bridge.apply(SetAssumption("ratio", "best", 2.2))
    dialog = ScenarioDialog(bridge)
    qtbot.addWidget(dialog)
    dialog.name.setText("R & D")
    press(dialog, "save")
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Baseline", "Many loans", "R && D", "Save, compare and change scenarios…"]
    menu.actions()[1].trigger()
    assert bridge.document.case.assumptions["rate"].best == 24_000.0
    menu.actions()[0].trigger()
    assert bridge.document.case.assumptions == bridge.document.saved.assumptions
    menu.actions()[-1].trigger()
    assert opened == [True]
