"""Rank correlations in the form of an assumption, as its user sees them."""

from __future__ import annotations

import pytest
from panes_case import made_up_case
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from claimbench.app.correlation_edits import Correlate, partners
from claimbench.app.document import Document
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.correlation_fields import CorrelationFields
from claimbench.gui.inspector import Inspector
from claimbench.gui.number_field import NumberField
from claimbench.gui.plain_text import TextButton
from claimbench.gui.theme import LIGHT


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return Bridge(Document(made_up_case()), LIGHT)


@pytest.fixture
def inspector(qtbot: QtBot, bridge: Bridge) -> Inspector:
    inspector = Inspector(bridge)
    qtbot.addWidget(inspector)
    inspector.resize(420, 700)
    bridge.select(Selection("assumption", "rate"))
    inspector.edit()
    with qtbot.waitExposed(inspector):
        inspector.show()
    return inspector


def fields(inspector: Inspector) -> CorrelationFields:
    found = inspector.page.findChild(CorrelationFields)
    assert isinstance(found, CorrelationFields)
    return found


def write(field: NumberField, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_that_a_partner_is_chosen_with_a_rank_and_then_has_a_row(inspector: Inspector, bridge: Bridge) -> None:
    form = fields(inspector)
    assert not form.add_button.isEnabled()
    form.partner.set_key("per_loan")
    form.partner.activated.emit(form.partner.currentIndex())
    write(form.new_rank, "-0.4")
    form.add_button.click()
    assert partners(bridge.document.case, "rate") == {"per_loan": -0.4}
    assert bridge.document.history.undo_sentence == "New loans per month and Readers per loan, rank correlation −0.4"
    assert form.ranks["per_loan"].text() == "−0.4"
    assert form.partner.findData("per_loan") < 0  # it has a row now
    bridge.document.undo()
    assert form.ranks == {}
    assert form.partner.findData("per_loan") > 0


def test_that_a_rank_is_changed_in_its_row_and_taken_away(inspector: Inspector, bridge: Bridge) -> None:
    form = fields(inspector)
    bridge.apply(Correlate("growth", "rate", 0.5))
    write(form.ranks["growth"], "0.8")
    assert partners(bridge.document.case, "rate") == {"growth": 0.8}
    bridge.document.undo()
    assert form.ranks["growth"].text() == "0.5"
    button = form.findChild(QToolButton, "uncorrelate_growth")
    assert isinstance(button, QToolButton)
    button.click()
    assert partners(bridge.document.case, "rate") == {}


def test_that_what_cannot_be_is_said_below_and_changes_nothing(inspector: Inspector, bridge: Bridge) -> None:
    form = fields(inspector)
    bridge.apply(Correlate("rate", "growth", 0.9))
    bridge.apply(Correlate("growth", "per_loan", 0.3))
    form.partner.set_key("per_loan")
    form.partner.activated.emit(form.partner.currentIndex())
    write(form.new_rank, "-0.9")
    form.add_button.click()
    assert "contradict each other" in form.message.text()
    assert "The nearest that can be" in form.message.text()
    write(form.ranks["growth"], "2")
    assert form.message.text() == "A rank correlation lies between −1 and 1; 2 does not."
    assert form.ranks["growth"].property("wrong")
    assert partners(bridge.document.case, "rate") == {"growth": 0.9}
    QTest.keyClick(form.ranks["growth"], Qt.Key.Key_Escape)
    assert form.ranks["growth"].text() == "0.9"
    assert form.message.isHidden()


def test_that_the_page_to_read_names_partners_and_a_click_leads_there(inspector: Inspector, bridge: Bridge) -> None:
    inspector.edit(False)
    bridge.apply(Correlate("rate", "growth", 0.5))
    chips = [chip for chip in inspector.page.findChildren(TextButton) if chip.key == "growth"]
    assert [chip.text() for chip in chips] == ["Monthly growth of that rate · rank correlation 0.5"]
    chips[0].click()
    assert bridge.selection == Selection("assumption", "growth")
