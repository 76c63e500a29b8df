"""The case itself in its dialog: everything typed counts at once, stays when it cannot, and can be undone."""

from __future__ import annotations

from datetime import date

import pytest
from panes_case import make_bridge
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from claimbench.gui.bridge import Bridge
from claimbench.gui.case_dialog import CaseDialog


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return make_bridge()


@pytest.fixture
def dialog(qtbot: QtBot, bridge: Bridge) -> CaseDialog:
    dialog = CaseDialog(bridge)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def put(dialog: CaseDialog, key: str, text: str) -> QLineEdit:
    field = dialog.form.editors[key].widget
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, text)
    dialog.form.editors[key].finish()
    return field


def test_that_title_and_dates_are_changed_and_undone(dialog: CaseDialog, bridge: Bridge) -> None:
    before = bridge.document.case
    put(dialog, "title", "Homes")
    put(dialog, "as_of", "31 Dec 2025")
    assert (bridge.document.case.title, bridge.document.case.as_of) == ("Homes", date(2025, 12, 31))
    assert [bridge.document.undo(), bridge.document.undo()] == ["As of: 2025-12-31", "Title: Homes"]
    assert bridge.document.case == before
    assert dialog.form.editors["title"].text == before.title


def test_that_days_out_of_order_stay_in_their_field_with_the_reason(dialog: CaseDialog, bridge: Bridge) -> None:
    before = bridge.document.case
    field = put(dialog, "end", "2001-01-01")
    assert bridge.document.case is before
    assert field.text() == "2001-01-01"
    assert dialog.form.editors["end"].message.startswith("The past starts first")


def test_that_what_was_typed_last_counts_when_the_dialog_is_closed(dialog: CaseDialog, bridge: Bridge) -> None:
    field = dialog.form.editors["title"].widget
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, "Homes")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.close()
    assert bridge.document.case.title == "Homes"
