"""The lineage pane: it follows what is selected, and a click leads on."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from claimbench.app.commands import SetAssumption
from claimbench.app.lineage import Node
from claimbench.app.source_edits import DeleteSources
from claimbench.gui.bridge import Selection
from claimbench.gui.lineage_pane import LineagePane
from claimbench.gui.window import Window


@pytest.fixture
def pane(bundled_window: Window) -> LineagePane:
    bundled_window.docks["lineage"].raise_()
    bundled_window.bridge.select(Selection("claim", "C42"))
    QApplication.processEvents()
    return bundled_window.lineage


def click(pane: LineagePane, node: Node) -> None:
    at = pane.view.boxes[node].center().toPoint()
    QTest.mouseClick(pane.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_that_it_shows_what_is_selected_and_a_click_leads_on(bundled_window: Window, pane: LineagePane) -> None:
    assert pane.heading.text().startswith("Lineage of C42 · ")
    assert {Node("source", "csis"), Node("assumption", "casualty_ratio")} <= pane.view.boxes.keys()
    click(pane, Node("assumption", "casualty_ratio"))
    assert bundled_window.bridge.selection == Selection("assumption", "casualty_ratio")
    assert pane.view.lineage.root == Node("assumption", "casualty_ratio")


def test_that_boxes_lie_apart_and_inside(pane: LineagePane) -> None:
    pane._bridge.select(Selection("source", "csis"))
    boxes = list(pane.view.boxes.values())
    assert len(boxes) > 8
    assert all(pane.view.rect().toRectF().contains(box) for box in boxes)
    assert not any(a.intersects(b) for at, a in enumerate(boxes) for b in boxes[:at])


def test_that_the_arrow_keys_walk_through_it(bundled_window: Window, pane: LineagePane) -> None:
    QTest.keyClick(pane.view, Qt.Key.Key_Left)
    assert pane.view.current == Node("source", "csis")
    QTest.keyClick(pane.view, Qt.Key.Key_Right)
    QTest.keyClick(pane.view, Qt.Key.Key_Right)
    assert pane.view.current == Node("assumption", "casualty_ratio")
    QTest.keyClick(pane.view, Qt.Key.Key_Return)
    assert bundled_window.bridge.selection == Selection("assumption", "casualty_ratio")


def test_that_it_is_not_made_again_while_an_assumption_moves(bundled_window: Window, pane: LineagePane) -> None:
    before = pane.view.lineage
    bundled_window.bridge.apply(SetAssumption("casualty_ratio", "best", 2.0))
    bundled_window.wait_until_settled()
    assert pane.view.lineage is before


def test_that_it_follows_the_case_and_says_where_nothing_is_left(bundled_window: Window, pane: LineagePane) -> None:
    bundled_window.bridge.apply(DeleteSources(("csis",)))
    assert Node("source", "csis") not in pane.view.boxes
    bundled_window.bridge.select(Selection("source", "wapo"))
    bundled_window.bridge.apply(DeleteSources(("wapo",)))
    assert pane.view.lineage is None
    assert pane.heading.text().startswith("Select a claim")
    bundled_window.wait_until_settled()


def test_that_the_figures_of_a_series_are_shown_in_their_pane(bundled_window: Window, pane: LineagePane) -> None:
    bundled_window.bridge.select(Selection("chart", "registered"))
    series = next(node for node in pane.view.boxes if node.kind == "series")
    click(pane, series)
    assert bundled_window.importer.pane.series == series.id
    assert bundled_window.importer.pane.isVisible()


def test_that_pointing_at_a_box_marks_its_links(pane: LineagePane) -> None:
    before = pane.view.grab().toImage()
    node = Node("assumption", "casualty_ratio")
    QTest.mouseMove(pane.view, pane.view.boxes[node].center().toPoint())
    assert pane.view.hovered == node
    assert pane.view.grab().toImage() != before
    assert pane.view.node_at(QPointF(1.0, 1.0)) is None
