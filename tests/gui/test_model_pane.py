"""The model as a diagram and as a table, as its user sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from panes_case import PutCase
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from test_formula_field import modelled_case

from claimbench.app.document import Document
from claimbench.app.model_edits import ChangePart, DeletePart
from claimbench.app.projection import Projector
from claimbench.app.rename import RenamePart
from claimbench.core.claim import Claim
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.formula_field import FormulaEdit
from claimbench.gui.inspector import Inspector
from claimbench.gui.model_diagram_view import ModelDiagramView
from claimbench.gui.model_pane import ModelPane
from claimbench.gui.record_model import Role
from claimbench.gui.theme import DARK, LIGHT

PART, KIND, NOW = range(3)


@pytest.fixture
def bridge(qapp: object) -> Bridge:
    QSettings().remove("model/view")
    return Bridge(Document(modelled_case()), LIGHT)


@pytest.fixture
def pane(qtbot: QtBot, bridge: Bridge) -> ModelPane:
    pane = ModelPane(bridge)
    qtbot.addWidget(pane)
    for model in (pane.model, pane.proxy):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    pane.resize(480, 560)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def table(qtbot: QtBot, pane: ModelPane) -> None:
    """Switch to the table and wait until it is filled."""
    pane._switches["table"].click()
    qtbot.waitUntil(lambda: len(pane.model.records) > 0)


def click(view: ModelDiagramView, id: str) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.position_of(id).toPoint())


def ids(pane: ModelPane) -> list[str]:
    return [pane.proxy.index(row, 0).data(Role.ID) for row in range(pane.proxy.rowCount())]


def cell(pane: ModelPane, id: str, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> str:
    return str(pane.proxy.index(pane.proxy.row_of(id), column).data(role))


def test_that_the_diagram_shows_the_model_and_measures_when_asked(pane: ModelPane) -> None:
    assert {"loans", "lending", "shelf", "rate"} <= set(pane.view.diagram.nodes)
    assert "at_end" not in pane.view.diagram.nodes
    pane.measures_button.click()
    assert "at_end" in pane.view.diagram.nodes


@pytest.mark.parametrize(("id", "kind"), [("loans", "stock"), ("lending", "flow"), ("shelf", "variable"),
                                          ("rate", "assumption")])  # fmt: skip
def test_that_a_click_selects_a_part_everywhere(pane: ModelPane, bridge: Bridge, id: str, kind: str) -> None:
    click(pane.view, id)
    assert bridge.selection == Selection(kind, id)  # type: ignore[arg-type]
    assert pane.view.selected == id


def test_that_what_is_selected_elsewhere_is_marked_and_a_claim_lights_what_it_speaks_of(
    qtbot: QtBot, pane: ModelPane, bridge: Bridge
) -> None:
    bridge.select(Selection("flow", "lending"))
    assert pane.view.selected == "lending"
    case = modelled_case()
    case = replace(case, claims={"C04": Claim("C04", "Loans", relation="=", value=1.0, unit="loan", measure="at_end")})
    bridge.apply(PutCase(case))
    bridge.select(Selection("claim", "C04"))
    assert pane.view.selected == ""
    assert pane.view.lit >= {"rate", "at_end"}  # it rests on the one and is measured by the other


def test_that_pointing_at_a_part_finds_its_neighbours(pane: ModelPane) -> None:
    view = pane.view
    QTest.mouseMove(view, view.position_of("lending").toPoint())
    assert view.hovered == "lending"
    assert view.diagram.near["lending"] == {"lending", "loans", "rate", "growth"}
    QTest.mouseMove(view, QPoint(1, 1))
    assert view.hovered == ""


def test_that_the_whole_diagram_is_in_sight_until_it_is_zoomed_or_moved(pane: ModelPane) -> None:
    view = pane.view

    def all_in_sight() -> bool:
        return all(view.rect().contains(view.position_of(id).toPoint()) for id in view.diagram.nodes)

    assert all_in_sight()
    pane.resize(700, 420)
    QApplication.processEvents()
    assert all_in_sight()
    before = view.zoom
    at = view.position_of("loans")
    wheel = QWheelEvent(at, view.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(view, wheel)
    assert view.zoom > before
    assert (view.position_of("loans") - at).manhattanLength() < 1  # the place under the mouse stays
    pane.fit_button.click()
    assert all_in_sight()


def test_that_the_diagram_is_moved_by_dragging_beside_the_parts(pane: ModelPane) -> None:
    view = pane.view
    before = view.position_of("loans")
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    QTest.mouseMove(view, QPoint(33, 23))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(33, 23))
    assert view.position_of("loans") - before == QPointF(30, 20)


def test_that_arrow_keys_walk_and_return_selects(pane: ModelPane, bridge: Bridge) -> None:
    view = pane.view
    view.setFocus()
    click(view, "loans")
    bridge.select(Selection())
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.current == "lending"
    assert "linked to" in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert bridge.selection == Selection("flow", "lending")
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(view, key)


def test_that_the_diagram_follows_changes_of_the_model(pane: ModelPane, bridge: Bridge) -> None:
    bridge.apply(RenamePart("lending", "lent"))
    assert "lent" in pane.view.diagram.nodes
    bridge.apply(ChangePart("rate", (("label", "Speed"),)))
    assert pane.view.diagram.nodes["rate"].lines == ("Speed",)
    drawn = pane.view.diagram
    bridge.apply(ChangePart("rate", (("high", 26_000.0),)))
    assert pane.view.diagram is drawn  # a dragged number changes nothing in it


@pytest.mark.parametrize("kind", ["assumption", "stock", "flow", "variable", "measure"])
def test_that_the_menu_adds_a_part_and_selects_it(pane: ModelPane, bridge: Bridge, kind: str) -> None:
    action = next(each for each in pane.add_menu.actions() if each.text().casefold() == kind)
    action.trigger()
    assert bridge.selection == Selection(kind, f"new_{kind}")  # type: ignore[arg-type]
    assert f"new_{kind}" in pane.view.diagram.nodes
    bridge.document.undo()
    assert bridge.document.case == bridge.document.saved


def test_that_delete_refuses_in_words_what_is_used_and_the_context_menu_deletes_it_all_the_same(
    pane: ModelPane, bridge: Bridge, qtbot: QtBot
) -> None:
    click(pane.view, "lending")
    with qtbot.waitSignal(bridge.failed) as told:
        QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    assert told.args == ["“Lending” is used by stock “Loans”."]
    menu = pane.menu_for("lending")
    next(each for each in menu.actions() if each.text() == "Delete anyway").trigger()
    menu.deleteLater()
    assert "lending" not in bridge.document.case.flows


def test_that_a_part_is_duplicated_with_the_keyboard(pane: ModelPane, bridge: Bridge) -> None:
    click(pane.view, "shelf")
    QTest.keyClick(pane.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert bridge.selection == Selection("variable", "shelf_2")


def test_that_the_table_lists_every_part_with_formula_and_value(qtbot: QtBot, pane: ModelPane, bridge: Bridge) -> None:
    case = bridge.document.case
    bridge.results_changed.emit(Projector(case).project(case))
    table(qtbot, pane)
    assert set(ids(pane)) == {"loans", "lending", "shelf", "at_end", *case.assumptions}
    assert cell(pane, "lending", PART, Role.SECONDARY) == "rate * (1 + growth)"
    assert cell(pane, "loans", KIND) == "stock"
    assert (cell(pane, "loans", NOW), cell(pane, "loans", NOW, Role.SECONDARY)) == ("1,000", "loans")
    assert cell(pane, "doors", NOW) == "4"
    assert "now 1,000 loans" in cell(pane, "loans", PART, Qt.ItemDataRole.AccessibleTextRole)


def test_that_the_table_sorts_filters_and_selects(qtbot: QtBot, pane: ModelPane, bridge: Bridge) -> None:
    table(qtbot, pane)
    pane.table.sortByColumn(KIND, Qt.SortOrder.DescendingOrder)
    assert ids(pane)[0] == "shelf"
    QTest.keyClicks(pane.filter_field, "growth")
    assert set(ids(pane)) == {"lending", "growth"}
    rect = pane.table.visualRect(pane.proxy.index(pane.proxy.row_of("lending"), 0))
    QTest.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert bridge.selection == Selection("flow", "lending")
    pane.filter_field.clear()
    QTest.keyClicks(pane.filter_field, "zebra")
    assert ids(pane) == []
    assert "zebra" in pane._empty.text()


def test_that_the_table_follows_changes(qtbot: QtBot, pane: ModelPane, bridge: Bridge) -> None:
    table(qtbot, pane)
    bridge.apply(RenamePart("shelf", "fill"))
    qtbot.waitUntil(lambda: "fill" in ids(pane) and "shelf" not in ids(pane))
    bridge.apply(DeletePart("fill"))
    qtbot.waitUntil(lambda: "fill" not in ids(pane))


def test_that_the_view_is_the_one_of_last_time(qtbot: QtBot, pane: ModelPane, bridge: Bridge) -> None:
    table(qtbot, pane)
    again = ModelPane(bridge)
    qtbot.addWidget(again)
    assert again.shown == "table"
    QSettings().remove("model/view")


def test_that_it_is_drawn_in_both_themes_and_for_a_case_without_a_model(qtbot: QtBot, pane: ModelPane) -> None:
    pane.view.show_selected("lending", frozenset({"rate"}))
    light = pane.view.grab().toImage()
    pane.view.set_theme(DARK)
    assert pane.view.grab().toImage() != light
    empty = replace(modelled_case(), stocks={}, flows={}, variables={}, measures={}, assumptions={})
    other = ModelPane(Bridge(Document(empty), LIGHT))
    qtbot.addWidget(other)
    other.show()
    other.grab()
    assert other.view.diagram.nodes == {}


def test_that_looking_at_everything_changes_nothing(qtbot: QtBot, pane: ModelPane, bridge: Bridge) -> None:
    case = bridge.document.case
    for id in list(pane.view.diagram.nodes):
        click(pane.view, id)
    table(qtbot, pane)
    pane._switches["diagram"].click()
    pane.measures_button.click()
    assert bridge.document.case is case


def test_that_a_double_click_puts_the_cursor_into_the_formula(qtbot: QtBot, bridge: Bridge) -> None:
    window = QWidget()
    layout = QHBoxLayout(window)
    pane, inspector = ModelPane(bridge), Inspector(bridge)
    layout.addWidget(pane)
    layout.addWidget(inspector)
    qtbot.addWidget(window)
    window.resize(900, 560)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    QTest.mouseDClick(pane.view, Qt.MouseButton.LeftButton, pos=pane.view.position_of("lending").toPoint())
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), FormulaEdit))
    QTest.mouseDClick(pane.view, Qt.MouseButton.LeftButton, pos=pane.view.position_of("rate").toPoint())
    qtbot.waitUntil(lambda: inspector.editing)


def sixty_parts() -> ModelPane:
    """A pane on a model with more than can be read at once."""
    case = modelled_case()
    rate = case.assumptions["rate"]
    many = {f"rate_{n}": replace(rate, id=f"rate_{n}", label=f"Rate of branch {n}", column=n + 20) for n in range(60)}
    flow = replace(case.flows["lending"], formula=" + ".join(many))
    pane = ModelPane(Bridge(Document(replace(case, assumptions={**case.assumptions, **many},
                                             flows={"lending": flow})), LIGHT))  # fmt: skip
    pane.resize(480, 560)
    return pane


def test_that_a_model_too_large_to_be_read_whole_is_shown_in_part_at_first_and_whole_on_demand(qtbot: QtBot) -> None:
    pane = sixty_parts()
    qtbot.addWidget(pane)
    with qtbot.waitExposed(pane):
        pane.show()
    inside = pane.view.rect()
    assert pane.view.zoom >= 0.7
    assert not all(inside.contains(pane.view.position_of(id).toPoint()) for id in pane.view.diagram.nodes)
    pane.fit_button.click()
    assert pane.view.zoom < 0.7
    assert all(inside.contains(pane.view.position_of(id).toPoint()) for id in pane.view.diagram.nodes)


def test_that_what_is_selected_elsewhere_is_brought_in_sight(qtbot: QtBot) -> None:
    pane = sixty_parts()
    qtbot.addWidget(pane)
    with qtbot.waitExposed(pane):
        pane.show()
    hidden = [id for id in pane.view.diagram.nodes
              if not pane.view.rect().contains(pane.view.position_of(id).toPoint())]  # fmt: skip
    pane.choose(hidden[-1])
    assert pane.view.rect().contains(pane.view.position_of(hidden[-1]).toPoint())


def test_that_measures_are_in_sight_when_they_are_asked_for(qtbot: QtBot) -> None:
    pane = sixty_parts()
    pane.resize(340, 560)
    qtbot.addWidget(pane)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.measures_button.click()
    measure = pane.view.diagram.nodes["at_end"]
    assert pane.view.zoom >= 0.7
    assert pane.view.position_of("rate_1").x() < 0  # there is not room for all
    assert pane.view.position_of("at_end").x() + measure.width / 2 * pane.view.zoom < pane.view.width()
    pane.measures_button.click()
    assert pane.view.position_of("lending").x() > 0
