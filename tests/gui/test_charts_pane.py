"""The cards of the charts pane, and what the Chart menu does with them."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from claimbench.app.chart_edits import MoveChart, RemoveChart
from claimbench.app.commands import SetAssumption
from claimbench.app.figures.figure import Points
from claimbench.app.holding import offer_to_hold
from claimbench.core.show import PLAIN
from claimbench.gui import writing
from claimbench.gui.bridge import Selection
from claimbench.gui.chart_form import ChartForm
from claimbench.gui.choice import Choice
from claimbench.gui.figure_axes import axis_value
from claimbench.gui.figure_readout import Pointed
from claimbench.gui.figure_view import FigureView
from claimbench.gui.window import Window
from claimbench.gui.writing import CHOICES, WritingMenu, writing_of

RATE = "new_cases_per_month"


def trigger(window: Window, action: str) -> None:
    window.actions_by_id[action].trigger()
    window.wait_until_settled()


def test_that_cards_follow_the_charts_of_the_case_and_undo_brings_them_back(bundled_window: Window) -> None:
    window = bundled_window
    before = list(window.charts.views)
    window.bridge.select(Selection("chart", "strength"))
    trigger(window, "duplicate-chart")
    assert list(window.charts.views) == ["registered", "strength", "strength_2", *before[2:]]
    copy = window.charts.views["strength_2"].figure.headline
    assert copy.startswith("Ukrainian strength (copy) ")
    trigger(window, "chart-earlier")
    assert list(window.charts.views)[1:3] == ["strength_2", "strength"]
    trigger(window, "remove-chart")
    assert list(window.charts.views) == before
    for _ in range(3):
        trigger(window, "undo")
    assert list(window.charts.views) == before
    assert window.bridge.document.unsaved == 0


def test_that_cards_stand_in_the_order_of_the_case(bundled_window: Window) -> None:
    window = bundled_window
    window.bridge.apply(MoveChart("casualties", -2))
    window.wait_until_settled()
    places = [(view.y(), view.x()) for view in window.charts.views.values()]
    assert places == sorted(places)
    assert next(iter(window.charts.views)) == "casualties"


def test_that_a_new_chart_is_named_after_what_it_shows_and_its_form_opens(bundled_window: Window, qtbot: QtBot) -> None:
    window = bundled_window
    window.actions_by_id["new-chart"].trigger()
    dialog = window.findChild(QDialog, "new-chart-dialog")
    kinds = dialog.findChild(QListWidget, "chart-kinds")
    row = next(row for row in range(kinds.count()) if kinds.item(row).text() == "Distribution")
    kinds.setCurrentRow(row)
    result = dialog.findChild(Choice, "new_result")
    result.set_key("casualties_ukraine_2025")
    dialog.findChild(QPushButton, "add-chart").click()
    window.wait_until_settled()
    id, chart = list(window.bridge.document.case.charts.items())[-1]
    label = window.bridge.document.case.measures["casualties_ukraine_2025"].label
    assert (chart.kind, chart.label) == ("distribution", label)
    assert window.bridge.selection == Selection("chart", id)
    assert isinstance(window.inspector.page, ChartForm)
    assert window.runner.latest is not None
    assert label in window.runner.latest.figures[id].headline
    window.activateWindow()
    qtbot.waitUntil(lambda: isinstance(window.focusWidget(), QLineEdit))
    canvas = window.charts.views[id].findChild(QWidget, "figure_canvas")
    qtbot.waitUntil(lambda: not canvas.visibleRegion().isEmpty())  # it came into sight


def test_that_a_drawing_of_a_table_is_made_in_the_explorer(bundled_window: Window, qtbot: QtBot) -> None:
    window = bundled_window
    pane = window.importer.pane
    key, name = pane.listed[1]
    window.actions_by_id["new-chart"].trigger()
    dialog = window.findChild(QDialog, "new-chart-dialog")
    kinds = dialog.findChild(QListWidget, "chart-kinds")
    kinds.setCurrentRow(kinds.count() - 1)
    assert kinds.currentItem().text() == "Drawing of a table"
    dialog.findChild(Choice, "new_table").set_key(key)
    dialog.findChild(QPushButton, "add-chart").click()
    qtbot.waitUntil(lambda: pane.findChild(QWidget, "explorer-window") is not None)
    explorer = pane.findChild(QWidget, "explorer-window")
    assert explorer.windowTitle() == f"{name} – chart of the table"
    qtbot.waitUntil(lambda: explorer.view.drawn is not None)
    explorer.close()


def test_that_a_case_without_charts_says_how_to_make_one(bundled_window: Window) -> None:
    window = bundled_window
    for id in list(window.charts.views):
        window.bridge.apply(RemoveChart(id))
    window.wait_until_settled()
    assert not window.charts.views
    message = window.charts.findChild(type(window.charts._message), "charts-message")
    assert message.isVisible()
    assert "New chart…" in message.text()
    trigger(window, "undo")
    assert len(window.charts.views) == 1


def test_that_charts_can_be_had_in_tabs_and_in_a_grid(bundled_window: Window) -> None:
    window = bundled_window
    trigger(window, "charts-tabs")
    tabs = window.charts.findChild(QTabBar, "charts-tabs")
    assert tabs.isVisible()
    assert [tabs.tabText(place) for place in range(2)] == ["Registered cases", "Ukrainian strength"]
    tabs.setCurrentIndex(1)
    assert [id for id, view in window.charts.views.items() if view.isVisible()] == ["strength"]
    trigger(window, "charts-grid")
    assert not tabs.isVisible()
    assert all(not view.isHidden() for view in window.charts.views.values())


def test_that_the_baseline_is_shown_while_its_key_is_held(bundled_window: Window, qtbot: QtBot) -> None:
    window = bundled_window
    view = window.charts.views["registered"]
    baseline = view.figure.headline
    window.bridge.apply(SetAssumption(RATE, "best", 24_500))
    window.wait_until_settled()
    changed, case = view.figure.headline, window.bridge.document.case
    assert changed != baseline
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyPress(view, Qt.Key.Key_B)
    assert view.figure.headline == baseline
    QTest.keyRelease(view, Qt.Key.Key_B)
    assert view.figure.headline == changed
    assert window.bridge.document.case is case


def test_that_a_double_click_on_a_mark_holds_its_claim_and_another_lets_go(bundled_window: Window) -> None:
    window = bundled_window
    view = window.charts.views["claims"]
    window.charts.toggle_large("claims")
    QApplication.processEvents()
    painter = view._canvas.figure_painter
    row = next(at for at, text in painter.figure.y.ticks if text.startswith("C02"))
    at = QPoint(
        round((painter.plot[0] + painter.plot[2]) / 2), round(painter.mapping.y(axis_value(painter.figure.y, row)))
    )
    QTest.mouseDClick(view._canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert window.bridge.document.case.held == ("C02",)
    QTest.mouseDClick(view._canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert window.bridge.document.case.held == ()
    window.wait_until_settled()


def marked(window: Window, chart: str) -> tuple[FigureView, dict[str, tuple[float, float]]]:
    """A chart shown alone, and where the marks of its claims are; in the middle of what has no end."""
    if window.charts.view()["large"] != chart:
        window.charts.toggle_large(chart)
        QApplication.processEvents()
    view = window.charts.views[chart]
    left, top, right, bottom = view.plot
    places = {
        claim: ((left + right) / 2 if math.isnan(x) else x, (top + bottom) / 2 if math.isnan(y) else y)
        for claim, (x, y) in view._canvas.claim_places.items()
    }
    return view, places


@pytest.mark.parametrize("chart", ["registered", "casualties", "claims"])
def test_that_a_click_on_a_mark_offers_to_hold_its_claim_and_the_button_does(
    bundled_window: Window, chart: str
) -> None:
    window = bundled_window
    view, places = marked(window, chart)
    claim, (x, y) = next(iter(places.items()))
    button = view.findChild(QToolButton, "hold_claim")
    assert button.isHidden()
    QTest.mouseClick(view._canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert window.bridge.selection == Selection("claim", claim)
    assert window.bridge.document.case.held == ()  # a click alone changes nothing
    assert (button.isVisible(), button.text()) == (True, f"Hold {claim} as true")
    assert not button.geometry().contains(QPoint(round(x), round(y)))
    assert view.rect().contains(button.geometry())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.bridge.document.case.held == (claim,)
    assert button.text() == f"Release {claim}"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.bridge.document.case.held == ()
    window.bridge.select(Selection("source", next(iter(window.bridge.document.case.sources))))
    assert button.isHidden()
    window.bridge.select(Selection("claim", claim))  # elsewhere: the mark was not clicked
    assert button.isHidden()
    window.wait_until_settled()


def test_that_keys_lead_from_claim_to_claim_of_a_chart_and_hold(bundled_window: Window) -> None:
    window = bundled_window
    view, places = marked(window, "claims")
    first, second, *_, last = places
    view.setFocus()
    for key, wanted in ((Qt.Key.Key_Down, first), (Qt.Key.Key_Down, second), (Qt.Key.Key_Up, first)):
        QTest.keyClick(view, key)
        assert window.bridge.selection == Selection("claim", wanted)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert window.bridge.selection == Selection("claim", last)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert window.bridge.document.case.held == (last,)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert window.bridge.document.case.held == ()
    window.wait_until_settled()


def test_that_a_mark_that_is_zoomed_out_of_sight_takes_its_button_along(bundled_window: Window) -> None:
    view, places = marked(bundled_window, "registered")
    x, y = next(iter(places.values()))
    QTest.mouseClick(view._canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    button = view.findChild(QToolButton, "hold_claim")
    before = button.pos()
    view._canvas.zoom_by(0.8, 0.8, QPointF(x, y + 60))
    assert button.pos() != before
    left, top, right, bottom = view.plot
    view._canvas.zoom_by(0.01, 0.01, QPointF((left + right) / 2, top + 1 if y > (top + bottom) / 2 else bottom - 1))
    assert button.isHidden()
    view.reset_zoom()
    assert button.isVisible()


def test_that_a_claim_that_cannot_be_held_is_not_offered(bundled_window: Window) -> None:
    window = bundled_window
    claims = window.bridge.document.case.claims
    cannot = next(id for id, claim in claims.items() if claim.why_not)
    assert offer_to_hold(window.bridge.document.case, cannot) == ""
    view = window.charts.views["claims"]
    view.menu_requested.emit(Pointed(cannot), QPoint(5, 5))
    menu = window.findChild(QMenu, "card-menu")
    assert not any("Hold" in action.text() for action in menu.actions())
    menu.close()


def test_that_the_menu_of_a_card_speaks_of_the_claim_under_the_mouse(bundled_window: Window) -> None:
    window = bundled_window
    view = window.charts.views["claims"]
    view.menu_requested.emit(Pointed("C02"), QPoint(5, 5))
    menu = window.findChild(QMenu, "card-menu")
    texts = [action.text() for action in menu.actions()]
    assert texts[:2] == ["Why is C02 here?", "Hold C02 as true"]
    assert {"Edit chart…", "Duplicate chart", "Remove chart"} <= set(texts)
    menu.actions()[0].trigger()
    assert window.bridge.selection == Selection("claim", "C02")
    menu.close()


def test_that_a_published_figure_leads_to_its_row_and_its_source(qtbot: QtBot, bundled_window: Window) -> None:
    window, case = bundled_window, bundled_window.bridge.document.case
    view = window.charts.views["registered"]
    points = next(mark for mark in view.figure.marks if isinstance(mark, Points) and mark.rows)
    mapping, canvas = view._canvas.figure_painter.mapping, view._canvas
    at = QPointF(mapping.x(points.x[2]), mapping.y(points.y[2]))
    pointed = canvas.pointed_at(at)
    assert (pointed.series, pointed.row) == (points.series, points.rows[2])
    view.menu_requested.emit(pointed, QPoint(5, 5))
    menu = window.findChild(QMenu, "card-menu")
    assert menu.actions()[0].text() == "Why is this number here?"
    menu.actions()[0].trigger()
    menu.close()
    pane = window.importer.pane
    qtbot.waitUntil(lambda: pane.series == points.series and bool(pane.table.selectionModel().selectedRows()))
    (row,) = {index.row() for index in pane.table.selectionModel().selectedRows()}
    figure = case.series[points.series].observations[points.rows[2]]

    def cells() -> set[str]:
        return {str(pane.model.index(row, column).data()) for column in range(pane.model.columnCount())}

    qtbot.waitUntil(lambda: {figure.end.isoformat(), figure.source} <= cells())
    assert window.bridge.selection == Selection("source", figure.source)


def test_that_a_projected_number_leads_to_the_part_of_the_model_behind_it(bundled_window: Window) -> None:
    window = bundled_window
    for chart, selection in (
        ("strength", Selection("stock", "strength")),
        ("casualties", Selection("measure", "casualties_ukraine_2025")),
    ):
        window.charts.views[chart].menu_requested.emit(Pointed(), QPoint(5, 5))
        menu = window.findChild(QMenu, "card-menu")
        menu.actions()[0].trigger()
        menu.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert window.bridge.selection == selection


def test_that_the_menu_key_opens_the_menu_of_a_card(bundled_window: Window) -> None:
    window = bundled_window
    view = window.charts.views["strength"]
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(3, 3), view.mapToGlobal(QPoint(3, 3)))
    QApplication.sendEvent(view, event)
    menu = window.findChild(QMenu, "card-menu")
    assert menu.isVisible()
    assert window.bridge.selection == Selection("chart", "strength")
    menu.close()


# -- numbers and dates


@pytest.mark.parametrize("name", [name for name in CHOICES if name not in ("", "system")])
def test_that_every_locale_names_twelve_months_and_writes_a_whole_date(name: str) -> None:
    found = writing_of(name)
    assert len(set(found.ticks)) == 12
    assert all(part in found.date for part in ("day", "year"))
    assert found.decimal != found.thousands


def test_that_the_programs_own_way_is_the_first_choice(qapp: QApplication) -> None:
    assert writing_of("") is PLAIN


def test_that_a_choice_of_numbers_and_dates_is_kept_for_the_next_start(qtbot: QtBot) -> None:
    QSettings().clear()
    menu = WritingMenu()
    qtbot.addWidget(menu)
    with qtbot.waitSignal(menu.told) as told:
        next(action for action in menu.actions() if action.text() == "German").trigger()
    assert told.args == ["Numbers and dates: German, from the next start on"]
    assert writing.chosen() == "de"
    QSettings().clear()
