"""The field for a formula, as its user sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from panes_case import PutCase, made_up_case
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from claimbench.app.document import Document
from claimbench.app.model_edits import AddPart
from claimbench.app.projection import Projector
from claimbench.core.case import Case, Sampling
from claimbench.core.model import Flow, Measure, Stock, Timeline, Variable
from claimbench.gui.bridge import Bridge
from claimbench.gui.formula_field import FormulaField
from claimbench.gui.theme import LIGHT

PATH = "flows.lending.formula"
FORMULA = "rate * (1 + growth)"


def modelled_case() -> Case:
    """The library with a model: loans pile up."""
    case = made_up_case()
    return replace(
        case,
        timeline=Timeline(date(2025, 11, 1), date(2025, 11, 1), date(2026, 12, 31)),
        sampling=Sampling(256, 1, 7),
        claims={},
        calculations={},
        stocks={"loans": Stock("loans", "Loans", "loan", "1_000 * loan", inflows=("lending",))},
        flows={"lending": Flow("lending", "Lending", "loan/month", FORMULA, "none")},
        variables={"shelf": Variable("shelf", "Shelf", "", "loans / (1_000 * loan)")},
        measures={"at_end": Measure("at_end", "Loans at the end", "loan", "final(loans)")},
    )


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return Bridge(Document(modelled_case()), LIGHT)


class Page(QWidget):
    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.field = FormulaField(bridge, PATH, "Formula", self)
        self.other = QLineEdit(self)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.other)


@pytest.fixture
def page(qtbot: QtBot, bridge: Bridge) -> Page:
    page = Page(bridge)
    qtbot.addWidget(page)
    page.resize(380, 400)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.field.edit.setFocus()
    return page


def type_anew(field: FormulaField, text: str) -> None:
    field.edit.selectAll()
    QTest.keyClicks(field.edit, text)
    field.edit.completer.view.hide()


def in_case(bridge: Bridge) -> str:
    return bridge.document.case.flows["lending"].formula


def marked(field: FormulaField) -> list[str]:
    return [mark.cursor.selectedText() for mark in field.edit.extraSelections()]


def test_that_return_makes_a_valid_formula_a_change_of_the_case(page: Page, bridge: Bridge) -> None:
    type_anew(page.field, "2 * rate")
    assert in_case(bridge) == FORMULA  # not while typing
    QTest.keyClick(page.field.edit, Qt.Key.Key_Return)
    assert in_case(bridge) == "2 * rate"
    assert bridge.document.history.undo_sentence == "Lending, formula changed"


def test_that_leaving_the_field_does_so_too(qtbot: QtBot, page: Page, bridge: Bridge) -> None:
    type_anew(page.field, "3 * rate")
    page.other.setFocus()
    qtbot.waitUntil(lambda: in_case(bridge) == "3 * rate")


def test_that_escape_puts_back_what_the_case_has(page: Page, bridge: Bridge) -> None:
    type_anew(page.field, "3 *")
    QTest.keyClick(page.field.edit, Qt.Key.Key_Escape)
    assert page.field.text == FORMULA
    assert page.field.found.valid
    assert bridge.document.history.undo_sentence == ""


def test_that_what_is_wrong_is_marked_and_told_while_typing(qtbot: QtBot, page: Page) -> None:
    type_anew(page.field, "rate + shelf")
    qtbot.waitUntil(page.field.message.isVisible)
    assert "'rate' in loan/month and 'shelf' in no unit" in page.field.message.text()
    assert marked(page.field) == ["shelf"]
    assert page.field.edit.property("wrong") is True
    type_anew(page.field, "rate")
    qtbot.waitUntil(page.field.message.isHidden)
    assert marked(page.field) == []


def test_that_something_wrong_is_kept_only_when_its_user_insists(page: Page, bridge: Bridge) -> None:
    type_anew(page.field, "rate +")
    QTest.keyClick(page.field.edit, Qt.Key.Key_Return)
    assert in_case(bridge) == FORMULA
    assert "Return again" in page.field.message.text()
    QTest.keyClick(page.field.edit, Qt.Key.Key_Return)
    assert in_case(bridge) == "rate +"
    assert page.field.message.isVisible()  # it stays wrong
    assert page.field.keep_button.isHidden()


def test_that_something_wrong_stays_in_the_field_when_it_is_left_with_two_ways_on(
    qtbot: QtBot, page: Page, bridge: Bridge
) -> None:
    type_anew(page.field, "rate * nothing_of_the_kind")
    page.other.setFocus()
    qtbot.waitUntil(page.field.keep_button.isVisible)
    assert in_case(bridge) == FORMULA
    page.field.back_button.click()
    assert page.field.text == FORMULA
    type_anew(page.field, "rate *")
    page.field.commit()
    page.field.keep_button.click()
    assert in_case(bridge) == "rate *"


def test_that_what_was_typed_is_there_again_after_something_else_was_looked_at(
    qtbot: QtBot, page: Page, bridge: Bridge
) -> None:
    type_anew(page.field, "rate * unfinish")
    again = FormulaField(bridge, PATH, "Formula")
    qtbot.addWidget(again)
    assert again.text == "rate * unfinish"
    again.restore()
    later = FormulaField(bridge, PATH, "Formula")
    qtbot.addWidget(later)
    assert later.text == FORMULA


def test_that_a_name_is_completed_with_return_and_the_formula_not_yet_taken(page: Page, bridge: Bridge) -> None:
    page.field.edit.selectAll()
    QTest.keyClicks(page.field.edit, "2 * gro")
    completer = page.field.edit.completer
    assert completer.open
    assert completer.offered[0] == "growth"
    QTest.keyClick(completer.view, Qt.Key.Key_Return)
    assert page.field.text == "2 * growth"
    assert not completer.open
    assert in_case(bridge) == FORMULA


def test_that_arrows_choose_among_completions_and_tab_takes_one(page: Page) -> None:
    page.field.edit.selectAll()
    QTest.keyClicks(page.field.edit, "r")
    completer = page.field.edit.completer
    QTest.keyClick(completer.view, Qt.Key.Key_Down)
    QTest.keyClick(completer.view, Qt.Key.Key_Tab)
    assert page.field.text == completer.offered[1]


def test_that_a_name_typed_whole_needs_no_second_return(page: Page, bridge: Bridge) -> None:
    rate = bridge.document.case.assumptions["rate"]
    bridge.apply(AddPart(replace(rate, id="rate_before")))
    page.field.edit.selectAll()
    QTest.keyClicks(page.field.edit, "rate")
    assert page.field.edit.completer.offered[:2] == ("rate", "rate_before")
    QTest.keyClick(page.field.edit.completer.view, Qt.Key.Key_Return)
    assert in_case(bridge) == "rate"


def test_that_it_says_what_the_formula_gives_now_also_before_it_is_taken(
    qtbot: QtBot, page: Page, bridge: Bridge
) -> None:
    results = Projector(bridge.document.case).project(bridge.document.case)
    bridge.results_changed.emit(results)
    qtbot.waitUntil(page.field.now.isVisible)
    assert page.field.now.text().startswith("Now: 2")
    assert "loans per month (90 %: " in page.field.now.text()
    type_anew(page.field, "7 * loan/month")
    qtbot.waitUntil(lambda: page.field.now.text() == "Now: 7 loans per month")
    type_anew(page.field, "7 *")
    qtbot.waitUntil(page.field.now.isHidden)


def test_that_undo_and_changes_elsewhere_are_shown_unless_something_is_being_typed(page: Page, bridge: Bridge) -> None:
    type_anew(page.field, "rate")
    QTest.keyClick(page.field.edit, Qt.Key.Key_Return)
    bridge.document.undo()
    assert page.field.text == FORMULA
    type_anew(page.field, "5 *")
    case = bridge.document.case
    bridge.apply(PutCase(replace(case, flows={"lending": replace(case.flows["lending"], formula="2 * rate")})))
    assert page.field.text == "5 *"


def test_that_it_grows_with_its_lines(qtbot: QtBot, page: Page) -> None:
    edit = page.field.edit
    before, line = edit.height(), edit.fontMetrics().lineSpacing()
    for lines in (2, 5):
        type_anew(page.field, "rate")
        for _ in range(lines - 1):
            QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
            QTest.keyClicks(edit, "+ rate")
            edit.completer.view.hide()
        qtbot.waitUntil(lambda lines=lines: edit.height() == before + (lines - 1) * line)  # type: ignore[misc]
        assert edit.verticalScrollBar().maximum() == 0


def test_that_what_it_belongs_to_may_be_deleted_under_it(page: Page, bridge: Bridge) -> None:
    bridge.apply(PutCase(replace(bridge.document.case, flows={})))
    assert page.field.text == FORMULA
    assert page.field.commit() in (True, False)
