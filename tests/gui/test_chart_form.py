"""The form of a chart, as its user sees it: the card follows while one types, and nothing wrong is drawn."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from claimbench.app.chart_edits import ChangeChart
from claimbench.gui.bridge import Selection
from claimbench.gui.chart_form import ChartForm
from claimbench.gui.choice import Choice
from claimbench.gui.choice_menu import ChoiceMenu
from claimbench.gui.window import Window


@pytest.fixture
def form(bundled_window: Window) -> ChartForm:
    bundled_window.bridge.select(Selection("chart", "registered"))
    bundled_window.actions_by_id["edit-chart"].trigger()
    page = bundled_window.inspector.page
    assert isinstance(page, ChartForm)
    return page


def fill(form: ChartForm, key: str, text: str) -> None:
    """Type into a field and leave it."""
    widget = form.editors[key].widget
    assert isinstance(widget, QLineEdit)
    widget.setFocus()
    widget.selectAll()
    QTest.keyClicks(widget, text) if text else QTest.keyClick(widget, Qt.Key.Key_Delete)
    QTest.keyClick(widget, Qt.Key.Key_Return)


def test_that_the_card_follows_what_is_typed(bundled_window: Window, form: ChartForm) -> None:
    fill(form, "threshold", "500k")
    assert "500,000" in bundled_window.charts.views["registered"].figure.headline
    fill(form, "label", "Cases")
    assert bundled_window.charts.views["registered"].figure.headline.startswith("Cases would pass 500,000")
    assert bundled_window.actions_by_id["undo"].isEnabled()
    bundled_window.wait_until_settled()


def test_that_what_cannot_be_drawn_is_told_below_its_field_and_not_taken(
    bundled_window: Window, form: ChartForm
) -> None:
    before = bundled_window.bridge.document.case
    fill(form, "unit", "km")
    assert "cannot be shown in km" in form.editors["unit"].message
    fill(form, "from", "2030-01-01")
    assert "not before the timeline ends" in form.editors["from"].message
    fill(form, "claims", "C404")
    assert form.editors["claims"].message == "There is no claim C404."
    fill(form, "label", "")
    assert form.editors["label"].message == "Give the chart a name."
    assert bundled_window.bridge.document.case is before
    assert form.editors["unit"].text == "km"  # nothing typed is lost


def test_that_scenarios_are_ticked_in_a_list_and_drawn_with_their_names(
    bundled_window: Window, form: ChartForm
) -> None:
    (menu,) = form.lists["scenarios"].findChildren(ChoiceMenu)
    label = bundled_window.bridge.document.case.scenarios["faster"].label
    next(action for action in menu.actions() if action.text() == label).trigger()
    assert bundled_window.bridge.document.case.charts["registered"].options["scenarios"] == ("faster",)
    bundled_window.wait_until_settled()
    figure = bundled_window.charts.views["registered"].figure
    assert label in {getattr(mark, "label", "") for mark in figure.marks}
    bundled_window.actions_by_id["undo"].trigger()
    bundled_window.wait_until_settled()
    assert form.lists["scenarios"].chosen == ()


def test_that_undo_is_seen_in_the_fields(bundled_window: Window, form: ChartForm) -> None:
    fill(form, "threshold_label", "The line")
    bundled_window.setFocus()
    bundled_window.actions_by_id["undo"].trigger()
    assert form.editors["threshold_label"].text == "400,000 · claimed by an MP (C01)"
    bundled_window.wait_until_settled()


def test_that_another_quantity_is_drawn_at_once(bundled_window: Window, form: ChartForm) -> None:
    choice = form.editors["shows"].widget
    assert isinstance(choice, Choice)
    choice.setCurrentIndex(choice.findData("strength"))
    choice.activated.emit(choice.currentIndex())
    bundled_window.wait_until_settled()
    figure = bundled_window.charts.views["registered"].figure
    assert figure.y.title == bundled_window.charts.views["strength"].figure.y.title
    assert form.editors["threshold"].text == ""


def test_that_the_form_goes_to_the_chart_that_is_clicked_and_away_with_its_own(
    bundled_window: Window, form: ChartForm
) -> None:
    bundled_window.charts.views["strength"].clicked.emit()
    page = bundled_window.inspector.page
    assert isinstance(page, ChartForm)
    assert page.id == "strength"
    page.findChild(QPushButton, "remove_chart").click()
    bundled_window.wait_until_settled()
    QApplication.processEvents()
    assert not isinstance(bundled_window.inspector.page, ChartForm)


def test_that_a_selected_chart_leaves_a_page_that_is_being_read(bundled_window: Window) -> None:
    bundled_window.bridge.select(Selection("claim", "C02"))
    page = bundled_window.inspector.page
    bundled_window.charts.views["strength"].clicked.emit()
    assert bundled_window.inspector.page is page


def test_that_a_chart_changed_elsewhere_is_shown(bundled_window: Window, form: ChartForm) -> None:
    bundled_window.bridge.apply(ChangeChart("registered", "subtitle", "Said elsewhere"))
    assert form.editors["subtitle"].text == "Said elsewhere"
    bundled_window.wait_until_settled()
