"""The inspector's forms for parts of the model, as their user sees them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from panes_case import PutCase
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from test_formula_field import modelled_case

from claimbench.app.document import Document
from claimbench.app.model_edits import AddPart, blank
from claimbench.core.chart import Scenario
from claimbench.core.series import Observation, Series
from claimbench.engine import distribution
from claimbench.gui.assumption_page import AssumptionPage
from claimbench.gui.assumptions_pane import AssumptionsPane
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.choice import Choice
from claimbench.gui.inspector import Inspector
from claimbench.gui.model_form import PartForm
from claimbench.gui.part_links import PartLinks
from claimbench.gui.plain_text import TextButton
from claimbench.gui.theme import LIGHT


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    case = modelled_case()
    return Bridge(Document(replace(case, scenarios={"fast": Scenario("fast", "Fast", {"rate": 24_000.0})})), LIGHT)


@pytest.fixture
def inspector(qtbot: QtBot, bridge: Bridge) -> Inspector:
    inspector = Inspector(bridge)
    qtbot.addWidget(inspector)
    inspector.resize(400, 900)
    inspector.show()
    qtbot.waitExposed(inspector)
    inspector.activateWindow()
    return inspector


def form(inspector: Inspector, bridge: Bridge, kind: str, id: str) -> PartForm:
    bridge.select(Selection(kind, id))  # type: ignore[arg-type]
    if kind == "assumption":
        inspector.edit()
    return shown_form(inspector)


def shown_form(inspector: Inspector) -> PartForm:
    assert isinstance(inspector.page, PartForm)
    return inspector.page


def fill(page: PartForm, key: str, text: str) -> None:
    """Type into a field and press Return."""
    widget = page.editors[key].widget
    assert isinstance(widget, QLineEdit)
    widget.setFocus()
    widget.selectAll()
    QTest.keyClicks(widget, text) if text else QTest.keyClick(widget, Qt.Key.Key_Delete)
    QTest.keyClick(widget, Qt.Key.Key_Return)


def choose(page: PartForm, key: str, stored: str) -> None:
    widget = page.editors[key].widget
    assert isinstance(widget, Choice)
    widget.set_key(stored)
    widget.activated.emit(widget.currentIndex())


def with_new_assumption(inspector: Inspector, bridge: Bridge) -> PartForm:
    bridge.document.apply(AddPart(blank(bridge.document.case, "assumption")))
    return form(inspector, bridge, "assumption", "new_assumption")


def test_that_the_best_value_follows_the_numbers_that_decide_it(inspector: Inspector, bridge: Bridge) -> None:
    page = with_new_assumption(inspector, bridge)
    choose(page, "distribution", "uniform")
    page = shown_form(inspector)
    fill(page, "high", "70")
    fill(page, "low", "30")
    assert bridge.document.case.assumptions["new_assumption"].best == 50
    choose(page, "distribution", "beta")
    page = shown_form(inspector)
    fill(page, "low", "0")
    fill(page, "high", "2")
    fill(page, "shapes", "4; 6")
    now = bridge.document.case.assumptions["new_assumption"]
    assert now.best == 0.75
    assert distribution.problems(now) == []


def test_that_another_number_of_values_and_weights_is_taken_once_both_are_there(
    inspector: Inspector, bridge: Bridge
) -> None:
    page = with_new_assumption(inspector, bridge)
    choose(page, "distribution", "discrete")
    page = shown_form(inspector)
    fill(page, "values", "0; 500; 1,000; 2k")
    assert "3 weights for 4 values" in page.editors["values"].message
    fill(page, "weights", "2; 4; 3; 1")
    now = bridge.document.case.assumptions["new_assumption"]
    assert (now.values, now.weights) == ((0, 500, 1000, 2000), (2, 4, 3, 1))
    assert (now.low, now.best, now.high) == (0, 500, 2000)
    assert page.editors["values"].message == page.editors["weights"].message == ""


def test_that_what_waits_is_told_against_the_numbers_as_they_are_now(inspector: Inspector, bridge: Bridge) -> None:
    page = with_new_assumption(inspector, bridge)
    fill(page, "best", "3M")
    fill(page, "high", "2.5M")
    assert "above the highest (2,500,000)" in page.editors["best"].message


def test_that_another_distribution_leaves_the_cursor_in_its_field(inspector: Inspector, bridge: Bridge) -> None:
    page = with_new_assumption(inspector, bridge)
    page.editors["distribution"].widget.setFocus()
    choose(page, "distribution", "uniform")
    assert inspector.page is not page
    assert isinstance(inspector.page, PartForm)
    assert inspector.page.editors["distribution"].widget.hasFocus()


def test_that_a_new_stock_with_published_figures_opens_with_the_last_of_them(
    inspector: Inspector, bridge: Bridge
) -> None:
    day = date(2024, 12, 31)
    counted = Series("counted", "Counted", "book", "level", (Observation(day, day, 40.0),))
    case = bridge.document.case
    bridge.document.apply(PutCase(replace(case, series={**case.series, "counted": counted})))
    bridge.document.apply(AddPart(replace(blank(bridge.document.case, "stock"), unit="book", opening="0 * book")))
    page = form(inspector, bridge, "stock", "new_stock")
    choose(page, "past", "counted")
    stock = bridge.document.case.stocks["new_stock"]
    assert (stock.past, stock.opening) == ("counted", "")
    bridge.document.undo()
    assert bridge.document.case.stocks["new_stock"].opening == "0 * book"


def links(page: PartForm) -> list[str]:
    return [user.label for group in page.findChildren(PartLinks) for user in group.users]


@pytest.mark.parametrize("kind", ["stock", "flow", "variable", "measure", "assumption"])
def test_that_every_kind_of_part_has_a_form_and_looking_at_it_changes_nothing(
    inspector: Inspector, bridge: Bridge, kind: str
) -> None:
    case = bridge.document.case
    for id in getattr(case, f"{kind}s"):
        form(inspector, bridge, kind, id)
    bridge.select(Selection())
    inspector.edit(False)
    assert bridge.document.case is case


def test_that_fields_change_the_part_and_undo_shows_in_them(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "variable", "shelf")
    fill(page, "label", "Fill of the shelf")
    assert bridge.document.case.variables["shelf"].label == "Fill of the shelf"
    bridge.document.undo()
    assert page.editors["label"].text == "Shelf"


def test_that_a_renamed_part_stays_selected_and_the_formulas_follow(inspector: Inspector, bridge: Bridge) -> None:
    fill(form(inspector, bridge, "stock", "loans"), "id", "stand")
    assert bridge.selection == Selection("stock", "stand")
    assert bridge.document.case.measures["at_end"].formula == "final(stand)"
    assert isinstance(inspector.page, PartForm)
    assert inspector.page.id == "stand"


def test_that_a_taken_name_stays_in_the_field_with_the_reason(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "stock", "loans")
    fill(page, "id", "rate")
    editor = page.editors["id"]
    assert "is taken" in editor.message
    assert "loans" in bridge.document.case.stocks
    fill(page, "id", "loans")
    assert editor.message == ""
    fill(page, "id", "rate")
    page.editors["note"].widget.setFocus()
    editor.widget.setFocus()
    QTest.keyClick(editor.widget, Qt.Key.Key_Escape)
    assert (editor.text, editor.kept) == ("loans", False), "the last one that could be taken"


def test_that_links_lead_to_what_it_depends_on_and_what_uses_it(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "flow", "lending")
    assert links(page) == ["New loans per month", "Monthly growth of that rate", "Loans"]
    chip = next(link for link in page.findChildren(TextButton) if link.text() == "Loans")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert bridge.selection == Selection("stock", "loans")


def test_that_links_follow_the_formula(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "flow", "lending")
    page.formulas["formula"].edit.setPlainText("rate")
    page.commit()
    assert links(page) == ["New loans per month", "Loans"]


def test_that_flows_of_a_stock_are_chosen_from_a_menu(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "stock", "loans")
    button = page._flows["inflows"]
    assert button.text().strip() == "Inflows: Lending"
    button.menu().actions()[0].trigger()
    assert bridge.document.case.stocks["loans"].inflows == ()
    assert button.text().strip() == "Inflows: none"
    page._flows["outflows"].menu().actions()[0].trigger()
    assert bridge.document.case.stocks["loans"].outflows == ("lending",)


def test_that_a_unit_that_cannot_be_read_is_told_and_not_taken(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "stock", "loans")
    fill(page, "unit", "loanz")
    assert "Unknown unit 'loanz'" in page.editors["unit"].message
    assert (
        "This case counts in loan, reader; common units such as km² or % are known too." in page.editors["unit"].message
    )
    assert bridge.document.case.stocks["loans"].unit == "loan"


def test_that_the_case_can_be_made_to_count_in_a_unit_that_it_does_not_know(
    inspector: Inspector, bridge: Bridge
) -> None:
    page = form(inspector, bridge, "stock", "loans")
    fill(page, "unit", "agencies")
    page.editors["unit"].remedy.click()
    case = bridge.document.case
    assert case.units.keys() == {"loan", "reader", "agency"}
    assert case.stocks["loans"].unit == "agencies"
    assert page.editors["unit"].message == ""
    assert not page.editors["unit"].remedy.isVisible()
    bridge.document.undo()
    bridge.document.undo()
    assert bridge.document.case.units.keys() == {"loan", "reader"}


def test_that_another_unit_of_the_same_kind_offers_to_convert_the_numbers(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "assumption", "shelves")
    fill(page, "unit", "hectare")
    assert bridge.document.case.assumptions["shelves"].low == 260.0
    offer = page.findChild(QPushButton, "convert_numbers")
    assert offer.isVisible()
    assert "from km**2" in offer.text()
    offer.click()
    assert bridge.document.case.assumptions["shelves"].low == 26_000.0
    assert page.editors["low"].text == "26,000"
    assert not offer.isVisible()


def test_that_numbers_may_be_typed_with_another_unit(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "assumption", "shelves")
    fill(page, "high", "70,000 hectare")
    assert bridge.document.case.assumptions["shelves"].high == 700.0
    fill(page, "high", "80,000 hectare")
    assert bridge.document.case.assumptions["shelves"].high == 800.0
    fill(page, "high", "5 loans")
    assert "does not fit here" in page.editors["high"].message


@pytest.mark.parametrize("order", list(permutations(("low", "best", "high"))), ids="-".join)
def test_that_a_range_can_be_moved_number_by_number_in_any_order(
    inspector: Inspector, bridge: Bridge, order: tuple[str, ...]
) -> None:
    page = form(inspector, bridge, "assumption", "ratio")
    texts = {"low": "4", "best": "5", "high": "6"}
    for key in order:
        fill(page, key, texts[key])
    moved = bridge.document.case.assumptions["ratio"]
    assert (moved.low, moved.best, moved.high) == (4.0, 5.0, 6.0)
    assert [page.editors[key].message for key in order] == ["", "", ""]


def test_that_a_number_that_does_not_fit_the_others_yet_is_told_and_waits(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "assumption", "ratio")
    fill(page, "low", "20")
    assert "is above the median" in page.editors["low"].message
    assert page.editors["low"].text == "20"
    assert bridge.document.case.assumptions["ratio"].low == 0.8


def test_that_another_distribution_brings_its_own_fields(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "assumption", "rate")
    choose(page, "distribution", "discrete")
    page = inspector.page  # type: ignore[assignment]
    assert {"values", "weights"} <= set(page.editors)
    assert "low" not in page.editors
    fill(page, "values", "1,000; 2,000")
    assert "weights" in page.editors["values"].message or bridge.document.case.assumptions["rate"].values == (1e3, 2e3)
    choose(page, "distribution", "beta")
    page = inspector.page  # type: ignore[assignment]
    fill(page, "shapes", "2; 5")
    assert bridge.document.case.assumptions["rate"].shapes == (2.0, 5.0)
    fill(page, "limits", "0 to 90,000")
    assert bridge.document.case.assumptions["rate"].limits == (0.0, 90_000.0)
    fill(page, "limits", "")
    assert bridge.document.case.assumptions["rate"].limits is None


def test_that_delete_says_who_uses_it_and_then_deletes_all_the_same(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "flow", "lending")
    button = page.findChild(QPushButton, "delete_part")
    button.click()
    assert "used by stock “Loans”" in page._refusal.text()
    assert "lending" in bridge.document.case.flows
    assert button.text() == "Delete anyway"
    button.click()
    assert "lending" not in bridge.document.case.flows
    assert not isinstance(inspector.page, PartForm)
    bridge.document.undo()
    assert isinstance(inspector.page, PartForm)


def test_that_a_copy_is_made_and_selected(inspector: Inspector, bridge: Bridge) -> None:
    form(inspector, bridge, "variable", "shelf").findChild(QPushButton, "duplicate_part").click()
    assert bridge.selection == Selection("variable", "shelf_2")


def test_that_the_page_of_an_assumption_turns_into_a_form_and_back(inspector: Inspector, bridge: Bridge) -> None:
    bridge.select(Selection("assumption", "rate"))
    assert isinstance(inspector.page, AssumptionPage)
    inspector.page.findChild(QPushButton, "edit").click()
    assert isinstance(inspector.page, PartForm)
    inspector.page.findChild(QPushButton, "done").click()
    assert isinstance(inspector.page, AssumptionPage)


def test_that_a_number_is_shown_and_typed_in_a_chosen_unit_and_the_case_keeps_its_own(
    qtbot: QtBot, bridge: Bridge
) -> None:
    QSettings().remove("units/library/shelves")
    pane = AssumptionsPane(bridge)
    qtbot.addWidget(pane)
    card = pane.cards["shelves"]
    menu = card.unit_label.menu()
    assert "hectare" in [action.data() for action in menu.actions()]
    next(action for action in menu.actions() if action.data() == "hectare").trigger()
    menu.deleteLater()
    assert card.field.text() == "48,000"
    assert card.unit_label.text() == "hectares"
    assert bridge.document.case is bridge.document.saved
    card.field.setFocus()
    for typed, shown, kept in (("50000", "50,000", 500.0), ("510 km²", "51,000", 510.0)):
        card.field.selectAll()
        QTest.keyClicks(card.field, typed)
        QTest.keyClick(card.field, Qt.Key.Key_Return)
        assert card.field.text() == shown
        assert bridge.document.case.assumptions["shelves"].best == kept
    again = AssumptionsPane(bridge)
    qtbot.addWidget(again)
    assert again.cards["shelves"].field.text() == "51,000"  # kept on this computer
    again.cards["shelves"].unit_label.choose("km**2")
    assert again.cards["shelves"].field.text() == "510"
    assert QSettings().value("units/library/shelves") is None


def test_that_a_number_in_another_unit_fits_its_field_and_looking_at_it_changes_nothing(
    qtbot: QtBot, bridge: Bridge
) -> None:
    pane = AssumptionsPane(bridge)
    qtbot.addWidget(pane)
    card = pane.cards["rate"]
    card.unit_label.choose("loan/day")
    assert card.field.text() == "689.953"
    card.field.setFocus()
    QTest.keyClick(card.field, Qt.Key.Key_Return)
    pane.filter_field.setFocus()
    assert bridge.document.case is bridge.document.saved
    card.unit_label.choose("loan/month")
    assert card.field.text() == "21,000"


def test_that_a_rate_typed_per_day_is_taken_per_average_month(qtbot: QtBot, bridge: Bridge) -> None:
    pane = AssumptionsPane(bridge)
    qtbot.addWidget(pane)
    field = pane.cards["rate"].field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "720/day")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert bridge.document.case.assumptions["rate"].best == pytest.approx(720 * 365.2425 / 12)
    field.selectAll()
    QTest.keyClicks(field, "5 km")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "does not fit here" in field.sentence


def test_that_the_form_says_what_stands_between_figures_and_changes_it(inspector: Inspector, bridge: Bridge) -> None:
    page = form(inspector, bridge, "stock", "loans")
    assert "gaps" not in page.editors  # its past is no series
    counted = Series("counted", "Loans counted", "loan", "level", "series/counted.csv",
                     (Observation(date(2025, 10, 31), date(2025, 10, 31), 900.0),), "hold")  # fmt: skip
    case = bridge.document.case
    stock = replace(case.stocks["loans"], past="counted")
    bridge.apply(PutCase(replace(case, series={"counted": counted}, stocks={"loans": stock})))
    page = form(inspector, bridge, "stock", "loans")
    assert page.editors["gaps"].text == "hold"
    choose(page, "gaps", "interpolate")
    assert bridge.document.case.series["counted"].gaps == "interpolate"
    assert bridge.document.history.undo_sentence == "Loans counted, between figures: straight lines"
    bridge.document.undo()
    assert page.editors["gaps"].text == "hold"
