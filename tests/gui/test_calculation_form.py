"""Arithmetic over claims in the inspector: begun at a claim, typed, compared, deleted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from claimbench.app.holding import Hold
from claimbench.gui.bridge import Selection
from claimbench.gui.calculation_form import CalculationForm
from claimbench.gui.claim_page import ClaimPage
from claimbench.gui.plain_text import TextButton
from claimbench.gui.window import Window


def type_into(form: CalculationForm, key: str, text: str) -> None:
    editor = form.editors[key]
    editor.widget.setFocus()
    editor.widget.selectAll()  # type: ignore[union-attr]  # fields with text alone
    QTest.keyClicks(editor.widget, text) if text else QTest.keyClick(editor.widget, Qt.Key.Key_Delete)
    editor.finish()


@pytest.fixture
def form(bundled_window: Window) -> CalculationForm:
    bundled_window.activateWindow()
    bundled_window.bridge.select(Selection("claim", "C07"))
    bundled_window.inspector.page.findChild(QPushButton, "add_calculation").click()
    page = bundled_window.inspector.page
    assert isinstance(page, CalculationForm)
    return page


def test_that_what_a_claim_implies_is_written_out_and_set_beside_other_claims(
    bundled_window: Window, form: CalculationForm
) -> None:
    form.formula.edit.setFocus()
    form.formula.edit.selectAll()
    form.formula.edit.insertPlainText("claim('C07') / claim('C02')")
    QTest.keyClick(form.formula.edit, Qt.Key.Key_Return)  # in no unit, not in cases: it waits
    type_into(form, "unit", "")
    type_into(form, "label", "One by the other")
    type_into(form, "against", "C42")
    made = bundled_window.bridge.document.case.calculations[form.id]
    assert (made.formula, made.unit, made.against) == ("claim('C07') / claim('C02')", "", ("C42",))
    texts = [label.text() for label in form.findChildren(QLabel)]
    assert "400,000 ÷ 310,000 = 1.29" in texts
    assert "C42 says 2 to 2.5: apart by a factor of 1.55." in texts
    bundled_window.bridge.select(Selection("claim", "C42"))
    page = bundled_window.inspector.page
    assert isinstance(page, ClaimPage)
    page.findChild(TextButton, f"calculation_{form.id}").click()
    assert bundled_window.bridge.selection == Selection("calculation", form.id)


def test_that_a_claim_that_is_not_there_is_refused_in_its_field(bundled_window: Window, form: CalculationForm) -> None:
    type_into(form, "against", "C07, C999")
    assert form.editors["against"].message == "There is no claim C999."
    assert bundled_window.bridge.document.case.calculations[form.id].against == ()


def test_that_deleting_a_calculation_leads_back_to_its_claim(bundled_window: Window, form: CalculationForm) -> None:
    form.findChild(QPushButton, "delete_calculation").click()
    assert form.id not in bundled_window.bridge.document.case.calculations
    assert bundled_window.bridge.selection == Selection("claim", "C07")
    assert isinstance(bundled_window.inspector.page, ClaimPage)


def test_that_looking_at_a_calculation_changes_nothing(bundled_window: Window, form: CalculationForm) -> None:
    case = bundled_window.bridge.document.case
    for id in case.calculations:
        bundled_window.bridge.select(Selection("calculation", id))
        assert isinstance(bundled_window.inspector.page, CalculationForm)
    bundled_window.bridge.select(Selection("claim", "C42"))
    assert bundled_window.bridge.document.case is case
    bundled_window.bridge.apply(Hold(("C42",)))
    assert bundled_window.bridge.document.history.undo_sentence.endswith("held")
