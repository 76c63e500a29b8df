"""The assumptions pane, as its user sees it: drag, type, put back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from panes_case import PutCase, made_up_case, make_bridge
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from claimbench.app.commands import SetAssumption
from claimbench.app.typed import read_number
from claimbench.core.assumption import Assumption
from claimbench.gui.assumption_card import AssumptionCard
from claimbench.gui.assumptions_pane import AssumptionsPane
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.plain_text import TextButton
from claimbench.gui.range_slider import RangeSlider
from claimbench.gui.theme import DARK

# Said of every window that is shown on the offscreen platform.
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    return make_bridge()


@pytest.fixture
def pane(qtbot: QtBot, bridge: Bridge) -> AssumptionsPane:
    return shown(qtbot, bridge)


def shown(qtbot: QtBot, bridge: Bridge) -> AssumptionsPane:
    pane = AssumptionsPane(bridge)
    qtbot.addWidget(pane)
    pane.resize(320, 700)
    pane.show()
    qtbot.waitExposed(pane)
    pane.activateWindow()
    return pane


def value(bridge: Bridge, id: str = "rate") -> Assumption:
    return bridge.document.case.assumptions[id]


def drag(slider: RangeSlider, part: str, by: int) -> None:
    start = slider.handle_position(part)  # type: ignore[arg-type]
    QTest.mousePress(slider, LEFT, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(slider, start + QPoint(by * step // 5, 0))
    QTest.mouseRelease(slider, LEFT, pos=start + QPoint(by, 0))


def type_in(card: AssumptionCard, text: str, then: Qt.Key = Qt.Key.Key_Return) -> None:
    card.field.setFocus()
    card.field.selectAll()
    QTest.keyClicks(card.field, text)
    QTest.keyClick(card.field, then)


class Paints(QObject):
    """Writes down which widgets are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.painted.add(watched.objectName())
        return False


def test_that_dragging_the_best_value_is_one_change_with_a_sentence(pane: AssumptionsPane, bridge: Bridge) -> None:
    drag(pane.cards["rate"].slider, "best", 20)
    assert value(bridge).best > 21_000
    assert pane.cards["rate"].field.text() == f"{value(bridge).best:,.0f}"
    assert len(bridge.document.history.done) == 1
    assert bridge.document.history.undo_sentence.startswith("New loans per month 21,000 → ")
    bridge.document.undo()
    assert value(bridge).best == 21_000
    assert pane.cards["rate"].field.text() == "21,000"


def test_that_two_drags_are_two_changes_and_the_ends_move_alone(pane: AssumptionsPane, bridge: Bridge) -> None:
    drag(pane.cards["rate"].slider, "low", -10)
    drag(pane.cards["rate"].slider, "high", 10)
    now = value(bridge)
    assert (now.low < 16_300, now.best, now.high > 25_000) == (True, 21_000, True)
    assert len(bridge.document.history.done) == 2


def test_that_the_case_changes_while_the_mouse_moves(pane: AssumptionsPane, bridge: Bridge) -> None:
    slider = pane.cards["rate"].slider
    start = slider.handle_position("best")
    QTest.mousePress(slider, LEFT, pos=start)
    QTest.mouseMove(slider, start + QPoint(12, 0))
    during = value(bridge).best
    QTest.mouseRelease(slider, LEFT, pos=start + QPoint(12, 0))
    assert during > 21_000
    assert value(bridge).best == during


def test_that_a_drag_paints_no_other_assumption(pane: AssumptionsPane, qapp: QApplication) -> None:
    slider = pane.cards["rate"].slider
    start = slider.handle_position("best")
    QTest.mousePress(slider, LEFT, pos=start)
    QTest.mouseMove(slider, start + QPoint(6, 0))  # the reset button of this card appears here
    qapp.processEvents()
    paints = Paints()
    for id, card in pane.cards.items():
        card.slider.installEventFilter(paints)
        card.field.installEventFilter(paints)
        assert card.slider.objectName() == f"slider_{id}"
    for step in range(2, 10):
        QTest.mouseMove(slider, start + QPoint(6 * step, 0))
        qapp.processEvents()
    QTest.mouseRelease(slider, LEFT, pos=start + QPoint(54, 0))
    assert paints.painted == {"slider_rate", "field_rate"}


def test_that_the_track_holds_still_under_the_mouse(pane: AssumptionsPane, bridge: Bridge) -> None:
    """A normal without limits takes its range along: the handle has to stay where the mouse is."""
    slider = pane.cards["growth"].slider
    start = slider.handle_position("best")
    QTest.mousePress(slider, LEFT, pos=start)
    for by in (10, 20, 40, 60):
        QTest.mouseMove(slider, start + QPoint(by, 0))
        assert abs(slider.handle_position("best").x() - start.x() - by) <= 2
    QTest.mouseRelease(slider, LEFT, pos=start + QPoint(60, 0))
    now = value(bridge, "growth")
    assert slider.scale.low <= now.low < now.best < now.high <= slider.scale.high


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("4.25", 4.25), ("23 500", 23_500), ("23,500", 23_500), ("23,5", 23.5), ("24000 /month", 24_000), ("24k", 24_000)],
)  # fmt: skip
def test_that_the_field_takes_exact_numbers(pane: AssumptionsPane, bridge: Bridge, typed: str, taken: float) -> None:
    type_in(pane.cards["rate"], typed)
    assert value(bridge).best == taken
    assert read_number(pane.cards["rate"].field.text()) == taken


def test_that_a_value_outside_the_limits_is_taken_with_a_warning(pane: AssumptionsPane, bridge: Bridge) -> None:
    card = pane.cards["per_loan"]
    type_in(card, "1.4")
    assert value(bridge, "per_loan").best == 1.4
    assert card.sentence.isVisible()
    assert card.sentence.text().startswith("1.4 is outside the limits, 0.4 to 1.1.")
    assert card.sentence.text().count("outside") == 1
    assert card.field.accessibleDescription() == card.sentence.text()
    border = card.field.grab().toImage().pixelColor(card.field.width() // 2, 0)
    assert border.red() > border.blue() + 60, "the border is in the warning colour"
    bridge.document.undo()
    assert not card.sentence.isVisible()


def test_that_nonsense_stays_in_the_field_marked_and_changes_nothing(pane: AssumptionsPane, bridge: Bridge) -> None:
    card, case = pane.cards["rate"], bridge.document.case
    type_in(card, "many", then=Qt.Key.Key_Tab)
    assert bridge.document.case is case
    assert card.field.text() == "many"
    assert card.field.property("wrong")
    assert card.sentence.text() == "“many” is not a number. Write it like 4.25, 23,500 or 200k."
    card.field.setFocus()
    QTest.keyClick(card.field, Qt.Key.Key_Escape)
    assert card.field.text() == "21,000"
    assert not card.field.property("wrong")
    assert not card.sentence.isVisible()


def test_that_what_the_distribution_cannot_be_is_refused_in_the_field(pane: AssumptionsPane, bridge: Bridge) -> None:
    card = pane.cards["ratio"]
    type_in(card, "-1")
    assert value(bridge, "ratio").best == 1.8
    assert card.field.property("wrong")
    assert "only values above 0" in card.sentence.text()
    type_in(card, "2.5")
    assert value(bridge, "ratio").best == 2.5
    assert not card.field.property("wrong")
    assert not card.sentence.isVisible()


def test_that_escape_leaves_the_case_alone(pane: AssumptionsPane, bridge: Bridge) -> None:
    type_in(pane.cards["rate"], "99", then=Qt.Key.Key_Escape)
    assert value(bridge).best == 21_000
    assert pane.cards["rate"].field.text() == "21,000"


def test_that_up_and_down_take_steps_of_the_slider(pane: AssumptionsPane, bridge: Bridge) -> None:
    field = pane.cards["rate"].field
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert value(bridge).best == 21_100
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert value(bridge).best == 20_900


def test_that_passing_through_fields_changes_nothing(pane: AssumptionsPane, bridge: Bridge) -> None:
    case = bridge.document.case
    for card in pane.cards.values():
        card.field.setFocus()
        card.slider.setFocus()
    assert bridge.document.case is case


def test_that_a_changed_card_can_be_put_back(pane: AssumptionsPane, bridge: Bridge) -> None:
    card = pane.cards["rate"]
    assert not card.reset_button.isVisible()
    height = card.height()
    type_in(card, "23500")
    assert card.reset_button.isVisible()
    assert card.height() == height, "nothing below moves"
    assert "Back to 21,000" in card.reset_button.toolTip()
    QTest.mouseClick(card.reset_button, LEFT)
    assert value(bridge) == made_up_case().assumptions["rate"]
    assert not card.reset_button.isVisible()


def test_that_the_menu_puts_all_or_one_back(pane: AssumptionsPane, bridge: Bridge) -> None:
    assert not pane.reset_button.isEnabled()
    bridge.apply(SetAssumption("rate", "best", 23_500.0))
    bridge.apply(SetAssumption("ratio", "best", 2.2))
    pane.fill_reset_menu()
    actions = {action.text(): action for action in pane.reset_menu.actions() if action.text()}
    assert list(actions) == [
        "Reset all to saved (2)", "Reset all to the case's default (2)", "Make the present numbers the default",
        "New loans per month back to 21,000", "Loan ratio, town : country back to 1.8",
    ]  # fmt: skip
    actions["Loan ratio, town : country back to 1.8"].trigger()
    assert bridge.document.changed_assumptions == ("rate",)
    actions["Reset all to saved (2)"].trigger()
    assert bridge.document.changed_assumptions == ()
    assert not pane.reset_button.isEnabled()


def test_that_a_card_goes_back_to_saved_or_to_a_default_of_its_own(pane: AssumptionsPane, bridge: Bridge) -> None:
    def choose(text: str) -> None:
        menu = pane.card_menu("rate")
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.close()

    bridge.apply(SetAssumption("rate", "best", 23_500.0))
    choose("Make this the default")
    bridge.apply(SetAssumption("rate", "best", 20_000.0))
    choose("Reset to the case's default")
    assert bridge.document.case.assumptions["rate"].best == 23_500.0
    choose("Reset to saved")
    assert not bridge.document.changed_assumptions
    assert bridge.document.case.assumptions["rate"].default == (16_300.0, 23_500.0, 25_000.0)  # as it was made


@pytest.mark.parametrize(
    ("id", "unit"), [("rate", "/month"), ("growth", "%"), ("ratio", "to 1"), ("shelves", "km²"), ("per_loan", "")]
)
def test_that_the_unit_stands_beside_the_number(pane: AssumptionsPane, id: str, unit: str) -> None:
    assert pane.cards[id].unit_label.text() == unit


def test_that_the_kind_of_range_stands_beside_its_numbers(pane: AssumptionsPane) -> None:
    texts = [pane.cards[id].range_label.text() for id in ("rate", "growth", "ratio", "doors")]
    assert texts == ["PERT  16,300 – 25,000", "normal 90 %  −2 – 4", "lognormal 90 %  0.8 – 4", "fixed"]


def test_that_claims_lead_to_the_claim_and_light_up_with_it(pane: AssumptionsPane, bridge: Bridge) -> None:
    every = pane.cards["rate"].findChildren(TextButton)
    links = {link.text(): link for link in every if link.accessibleName().startswith("Claim")}
    assert list(links) == ["C02", "C04", "C07"]
    plain = pane.cards["rate"].grab().toImage()
    QTest.mouseClick(links["C04"], LEFT)
    assert bridge.selection == Selection("claim", "C04")
    assert pane.cards["rate"].grab().toImage().pixelColor(1, 30) != plain.pixelColor(1, 30)


def test_that_a_press_on_the_label_selects_the_assumption(pane: AssumptionsPane, bridge: Bridge) -> None:
    QTest.mouseClick(pane.cards["growth"].label, LEFT)
    assert bridge.selection == Selection("assumption", "growth")
    pane.cards["rate"].slider.setFocus()
    QTest.keyClick(pane.cards["rate"].slider, Qt.Key.Key_Return)
    assert bridge.selection == Selection("assumption", "rate")


def test_that_find_leaves_what_matches_and_its_group(pane: AssumptionsPane) -> None:
    QTest.keyClick(pane.cards["rate"].slider, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert pane.filter_field.hasFocus()
    QTest.keyClicks(pane.filter_field, "ratio")
    assert [id for id, card in pane.cards.items() if card.isVisible()] == ["ratio"]
    visible = [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]
    assert "READERS AND SHELVES" in visible
    assert "OVERDUE" not in visible
    QTest.keyClicks(pane.filter_field, "zzz")
    assert "No assumption matches “ratiozzz”." in [label.text() for label in pane.findChildren(QLabel)]


def test_that_two_panes_on_one_document_follow_each_other(qtbot: QtBot, pane: AssumptionsPane, bridge: Bridge) -> None:
    other = shown(qtbot, bridge)
    drag(pane.cards["rate"].slider, "best", 25)
    assert other.cards["rate"].field.text() == pane.cards["rate"].field.text() != "21,000"
    assert other.cards["rate"].slider.handle_position("best") == pane.cards["rate"].slider.handle_position("best")
    type_in(other.cards["rate"], "17000")
    assert pane.cards["rate"].field.text() == "17,000"


def test_that_other_assumptions_make_other_cards(pane: AssumptionsPane, bridge: Bridge) -> None:
    case = made_up_case()
    renamed = replace(case.assumptions["rate"], label="Loans a month")
    bridge.apply(PutCase(replace(case, assumptions={"rate": renamed, "doors": case.assumptions["doors"]})))
    assert list(pane.cards) == ["rate", "doors"]
    assert pane.cards["rate"].label.text() == "Loans a month"
    bridge.document.undo()
    assert list(pane.cards) == list(case.assumptions)


def test_that_a_broken_assumption_says_what_is_wrong(qtbot: QtBot) -> None:
    case = made_up_case()
    broken = replace(case.assumptions["rate"], low=30_000.0)
    pane = shown(qtbot, make_bridge(replace(case, assumptions={"rate": broken})))
    assert "The lowest (30,000) is above the most likely (21,000)." in pane.cards["rate"].sentence.text()
    assert not pane.cards["rate"].slider.isEnabled()


def test_that_markup_in_a_label_is_text(qtbot: QtBot) -> None:
    case = made_up_case()
    label = "Rate <b>of</b> & more"
    pane = shown(
        qtbot, make_bridge(replace(case, assumptions={"rate": replace(case.assumptions["rate"], label=label)}))
    )
    assert pane.cards["rate"].label.text() == label
    assert pane.cards["rate"].label.textFormat() == Qt.TextFormat.PlainText


def test_that_the_other_theme_reaches_every_card(pane: AssumptionsPane, bridge: Bridge) -> None:
    bridge.set_theme(DARK)
    for card in pane.cards.values():
        assert {card.field.theme, card.slider.theme} == {DARK}


def test_that_opening_and_closing_the_pane_leaves_the_case_as_it_is(qtbot: QtBot, bridge: Bridge) -> None:
    case = bridge.document.case
    pane = shown(qtbot, bridge)
    pane.close()
    assert bridge.document.case is case
