"""A new case, as somebody fills it: from the page of first steps to a unit of its own and the list of problems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from claimbench.app.paths import default_case
from claimbench.app.template import new_case
from claimbench.gui.bridge import Selection
from claimbench.gui.choosing import last_folder
from claimbench.gui.empty_case import STEPS, EmptyCase
from claimbench.gui.recent import remember_case
from claimbench.gui.record_form import RecordForm
from claimbench.gui.start import application, fill_window
from claimbench.gui.window import Window


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    new_case(tmp_path / "wages", date(2025, 11, 24))
    _, theme = application("light")
    window = Window(remembers=False)
    fill_window(window, tmp_path / "wages", theme)
    window.show()
    window.start()
    window.wait_until_settled()
    yield window
    window.files._leaving = True
    window.close()


def press(window: Window, action: str) -> None:
    button = window.findChild(QPushButton, f"step-{action}")
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def type_in(page: RecordForm, key: str, text: str) -> None:
    widget = page.editors[key].widget
    widget.setFocus()
    widget.clear()
    QTest.keyClicks(widget, text)
    QTest.keyClick(widget, Qt.Key.Key_Return)


def test_that_every_step_is_an_action_of_the_window(window: Window) -> None:
    page = window.findChild(EmptyCase)
    assert page.isVisible()
    assert {action for action, _, _ in STEPS} <= window.actions_by_id.keys()


def test_that_what_is_typed_after_a_step_goes_into_the_form_that_it_opened(window: Window) -> None:
    press(window, "new-claim")
    QTest.keyClicks(QApplication.focusWidget(), "Jobs will go")
    press(window, "new-assumption")
    QTest.keyClicks(QApplication.focusWidget(), "Jobs lost per month")
    window.inspector.commit()
    case = window.bridge.document.case
    assert [claim.title for claim in case.claims.values()] == ["Jobs will go"]
    assert [assumption.label for assumption in case.assumptions.values()] == ["Jobs lost per month"]
    assert window.bridge.document.changed_assumptions == ()  # a new one has no saved numbers to go back to
    window.actions_by_id["new-claim"].trigger()
    assert window.claims.isVisible()  # the pane of the model lay before it


def test_that_a_new_part_gets_an_id_by_its_name_once_something_else_is_shown(window: Window) -> None:
    press(window, "new-assumption")
    QTest.keyClicks(QApplication.focusWidget(), "Jobs lost per month")
    window.model.add("variable")
    assert list(window.bridge.document.case.assumptions) == ["jobs_lost_per_month"]
    assert list(window.bridge.document.case.variables) == ["new_variable"]  # nobody has named it yet
    window.bridge.select(Selection("assumption", "jobs_lost_per_month"))
    window.inspector.edit()
    page = window.inspector.page
    assert isinstance(page, RecordForm)
    type_in(page, "label", "Jobs gone per month")
    window.bridge.select(Selection("variable", "new_variable"))
    assert list(window.bridge.document.case.assumptions) == ["jobs_lost_per_month"]  # an id that somebody knows stays


def test_that_a_problem_leads_to_the_field_and_the_unit_can_be_declared_there(window: Window, qtbot: QtBot) -> None:
    press(window, "new-claim")
    page = window.inspector.page
    assert isinstance(page, RecordForm)
    type_in(page, "value", "~200k jobs")
    window.wait_until_settled()
    qtbot.waitUntil(lambda: window.errors == 1)
    window.bridge.select(Selection())
    tree = window.problems.tree
    found = next(
        item for row in range(tree.topLevelItemCount()) if "'jobs'" in (item := tree.topLevelItem(row)).text(2)
    )
    place = tree.visualItemRect(found).topLeft() + QPoint(80, 4)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    page = window.inspector.page
    assert isinstance(page, RecordForm)
    assert window.bridge.selection == Selection("claim", "C01")
    assert QApplication.focusWidget() is page.editors["unit"].widget
    remedy = page.editors["unit"].remedy
    assert remedy.text() == "Let this case count in jobs"
    QTest.mouseClick(remedy, Qt.MouseButton.LeftButton)
    assert window.bridge.document.case.units == {"job": ""}
    qtbot.waitUntil(lambda: window.errors == 0)
    assert not remedy.isVisible()


def test_that_a_new_case_is_not_put_among_those_of_the_program(qapp: QApplication, tmp_path: Path) -> None:
    remember_case(tmp_path / "wages")
    remember_case(default_case())
    assert last_folder() == tmp_path
    QSettings().clear()
    remember_case(default_case())
    assert last_folder() == Path.home()
    QSettings().clear()
