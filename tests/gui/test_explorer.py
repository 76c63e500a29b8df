"""The explorer: choices and a plot over one table, and what is brushed or marked in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from panes_case import made_up_case, make_bridge
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from claimbench.app.drawing import ROWS, Curve, Drawing
from claimbench.core.series import Observation, Series
from claimbench.gui.data_pane import DataPane
from claimbench.gui.explorer_looks import KeyEntry
from claimbench.gui.explorer_reading import read_text
from claimbench.gui.explorer_shapes import MOST_POINTS, Shape
from claimbench.gui.explorer_view import ExplorerView
from claimbench.gui.theme import DARK
from claimbench.tables.frame import Condition, Frame, frame_of
from claimbench.tables.read import read
from claimbench.tables.summarise import Pyramid

TABLE = "day,region,n (km),share (percent)\n" + "\n".join(
    f"2025-{1 + at // 28:02}-{1 + at % 28:02},{'abc'[at % 3]},{at + 1},{at % 13 + 1}" for at in range(84)
)
Shown = Callable[[str], ExplorerView]


@pytest.fixture
def explore(qtbot: QtBot) -> Iterator[Shown]:
    views: list[tuple[ExplorerView, Frame]] = []

    def shown(text: str) -> ExplorerView:
        frame = frame_of(read(text.encode()).table)
        view = ExplorerView(make_bridge(), frame)
        qtbot.addWidget(view)
        views.append((view, frame))
        view.resize(900, 500)
        view.show()
        qtbot.waitUntil(lambda: view.drawn is not None or bool(view.message.text()))
        return view

    yield shown
    for view, frame in views:
        view.finish()
        frame.close()


def choose(qtbot: QtBot, view: ExplorerView, drawing: Drawing) -> None:
    with qtbot.waitSignal(view.shown):
        view.draw(drawing)


def test_that_a_table_is_drawn_when_it_is_opened(explore: Shown) -> None:
    view = explore(TABLE)
    assert view.drawn is not None
    assert view.drawn.y_titles == ("n (km)",)
    assert view.bar.style_choice.key == "line"
    assert view.bar.across.key == "0"


@pytest.mark.parametrize("style", ["line", "step", "bars", "points", "histogram", "box"])
def test_that_each_style_is_drawn_in_both_themes(explore: Shown, qtbot: QtBot, style: str) -> None:
    view = explore(TABLE)
    choose(qtbot, view, Drawing(style, 0, (2,), 1))  # type: ignore[arg-type]
    assert view.drawn is not None
    assert len(view.drawn.curves) == 3
    before = view.plot.grab().toImage()
    view.bridge.set_theme(DARK)
    assert view.plot.grab().toImage() != before


def test_that_choices_without_a_meaning_are_hidden_and_come_back(explore: Shown, qtbot: QtBot) -> None:
    view = explore(TABLE)
    view.bar.style_choice.set_key("histogram")
    with qtbot.waitSignal(view.shown):
        view.bar.style_choice.activated.emit(0)
    assert not view.bar.across.isVisible()
    view.bar.style_choice.set_key("line")
    with qtbot.waitSignal(view.shown):
        view.bar.style_choice.activated.emit(0)
    assert view.bar.across.isVisible()
    assert view.bar.across.key == "0"


def test_that_nothing_to_draw_is_said_instead_of_an_empty_plot(explore: Shown, qtbot: QtBot) -> None:
    view = explore("a,b\nx,y\nz,w\n")
    choose(qtbot, view, Drawing("histogram"))
    assert view.drawn is None
    assert view.message.isVisible()
    assert "no column of numbers" in view.message.text()


def test_that_the_pointer_reads_the_nearest_point_with_its_unit(explore: Shown) -> None:
    view = explore(TABLE)
    shape = view.plot.shapes[0]
    scene = view.plot.getViewBox().mapViewToScene(QPointF(float(shape.x[40]), float(shape.y[40])))
    assert view.plot.nearest(scene) == (0, 40)
    assert view.drawn is not None
    assert read_text(view.drawn, view.drawn.curves[0], 40) == "13 Feb 2025\nn: 41 km"


def test_that_a_drag_with_shift_brushes_the_rows_of_a_range(explore: Shown, qtbot: QtBot) -> None:
    view = explore(TABLE)
    box, shape = view.plot.getViewBox(), view.plot.shapes[0]

    def pixel(at: int) -> QPoint:
        return view.plot.mapFromScene(box.mapViewToScene(QPointF(float(shape.x[at]), float(shape.y[42]))))

    start, end = pixel(20) - QPoint(2, 0), pixel(30) + QPoint(2, 0)
    viewport, shift = view.plot.viewport(), Qt.KeyboardModifier.ShiftModifier
    before = box.viewRange()
    with qtbot.waitSignal(view.brushed) as told:
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, shift, start)
        for step in range(1, 5):
            _move(viewport, start + (end - start) * step / 4, shift)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, shift, end)
    assert told.args[0].tolist() == list(range(20, 31))
    assert box.viewRange() == before


def _move(viewport: QWidget, place: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    """With the left button held, which QTest does not."""
    at = QPointF(place)
    moved = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        viewport.mapToGlobal(at),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        modifiers,
    )
    QApplication.sendEvent(viewport, moved)


def test_that_keys_go_from_point_to_point_and_brush_with_shift(explore: Shown, qtbot: QtBot) -> None:
    view = explore(TABLE)
    for _ in range(3):
        QTest.keyClick(view.plot, Qt.Key.Key_Right)
    assert view.plot.accessibleDescription() == "3 Jan 2025, n: 3 km"
    with qtbot.waitSignal(view.brushed) as told:
        QTest.keyClick(view.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert told.args[0].tolist() == [2, 3]


def test_that_rows_of_the_table_are_marked_and_the_filter_is_followed(explore: Shown, qtbot: QtBot) -> None:
    view = explore(TABLE)
    view.show_rows(np.array([5, 6, 7]))
    qtbot.waitUntil(lambda: len(view.plot._chosen.points()) == 3)
    with qtbot.waitSignal(view.shown):
        view.filter((Condition(2, "range", low=1, high=10),))
    assert len(view.plot.shapes[0].x) == 10


def test_that_zooming_keeps_the_highest_point_of_many(explore: Shown, qtbot: QtBot) -> None:
    rows = [f"{at},{1000 if at == 31_415 else at % 7}" for at in range(60_000)]
    view = explore("x,y\n" + "\n".join(rows))
    choose(qtbot, view, Drawing("line", 0, (1,)))
    line = view.plot._items[0][0]
    assert len(line.xData) < 10_000
    assert line.yData.max() == 1000
    view.plot.getViewBox().setXRange(30_000, 50_000, padding=0)
    assert line.yData.max() == 1000
    view.plot.getViewBox().setXRange(40_000, 50_000, padding=0)
    assert line.yData.max() == 6
    view.plot.show_all()
    assert line.yData.max() == 1000


def test_that_a_hostile_name_is_shown_as_it_is(explore: Shown) -> None:
    view = explore("day,<b>n</b>\n2025-01-01,1\n2025-01-02,2\n")
    assert "&lt;b&gt;" in view.plot.getAxis("left").labelText


def test_that_the_window_draws_the_table_of_the_data_pane_and_keeps_a_chart(qtbot: QtBot) -> None:
    figures = tuple(Observation(date(2025, at, 1), date(2025, at, 28), 10.0 * at) for at in (1, 2, 3))
    series = Series("months", "Loans by month", "", "amount", "series/months.csv", figures)
    pane = DataPane(make_bridge(replace(made_up_case(), series={"months": series})))
    qtbot.addWidget(pane)
    pane.resize(500, 400)
    pane.show()
    pane.choose_series("months")
    qtbot.waitUntil(lambda: pane.frame is not None)
    pane.explore()
    explorer = pane.findChild(ExplorerView)
    assert explorer is not None
    qtbot.waitUntil(lambda: explorer.drawn is not None)
    with qtbot.waitSignal(explorer.brushed):
        explorer.plot.brushed.emit(0.0, 1e6)
    assert len(pane.table.selectionModel().selectedRows()) == 3
    choose(qtbot, explorer, Drawing("bars", 1, (2,), how="sum", every="quarter", roll=2))
    assert not explorer.bar.keep_button.isEnabled()  # one quarter alone has no rolling mean
    choose(qtbot, explorer, Drawing("bars", 1, (2,), how="sum", every="quarter"))
    explorer.bar.keep_button.click()
    (chart,) = (chart for chart in pane.bridge.document.case.charts.values() if chart.kind == "series")
    assert chart.options == {"shows": ("months",), "style": "bars", "every": "quarter", "how": "sum"}
    pane.close_tables()


def test_that_a_third_unit_has_an_axis_outside_the_others_and_is_read_on_it(explore: Shown, qtbot: QtBot) -> None:
    view = explore("day,a (km),b (kg),c (hour)\n2025-01-01,1,200,0.5\n2025-01-02,2,300,0.25\n2025-01-03,3,100,0.75\n")
    choose(qtbot, view, Drawing("line", 0, (1, 2, 3)))
    QApplication.processEvents()
    right, outer = (axis.geometry() for axis in view.plot._axes[1:])
    assert outer.width() > 20
    assert outer.left() >= right.right()
    assert outer.right() <= view.plot.getPlotItem().rect().right()
    view.plot.point_at(2, 1)
    assert "c: 0.25" in view.plot._text.toPlainText()
    (low, high), (bottom, top) = (view.plot._boxes[at].viewRange()[1] for at in (0, 2))
    (y,) = view.plot._here.getData()[1]
    assert (y - low) / (high - low) == pytest.approx((0.25 - bottom) / (top - bottom))
    choose(qtbot, view, Drawing("line", 0, (1,)))
    QApplication.processEvents()
    assert not any(axis.isVisible() for axis in view.plot._axes[1:])


def test_that_points_of_two_columns_of_numbers_are_kept_as_a_chart_with_points(explore: Shown, qtbot: QtBot) -> None:
    view = explore(TABLE.replace("n (km)", "n").replace("share (percent)", "share"))
    before = view.bridge.document.case
    choose(qtbot, view, Drawing("points", 3, (2,)))
    drawn = view.drawn
    assert drawn is not None
    view.bar.keep_button.click()
    qtbot.waitUntil(lambda: view.bridge.document.case is not before, timeout=20_000)
    case = view.bridge.document.case
    (chart,) = (chart for id, chart in case.charts.items() if id not in before.charts)
    assert (chart.kind, chart.label, case.series) == ("table", "n by share", before.series)
    assert [(point.x, point.value) for point in chart.points] == list(
        zip(drawn.curves[0].x.tolist(), drawn.curves[0].y.tolist(), strict=True)
    )
    view.bridge.document.undo()
    assert view.bridge.document.case is before


def test_that_a_drawing_of_an_opened_table_is_kept_as_a_chart_with_its_series(explore: Shown, qtbot: QtBot) -> None:
    view = explore(TABLE.replace("n (km)", "n").replace("share (percent)", "share"))
    before = view.bridge.document.case
    choose(qtbot, view, Drawing("line", 0, (2,), 1, how="sum", every="month"))
    kept: list[str] = []
    view.kept.connect(kept.append)
    view.bar.keep_button.click()
    qtbot.waitUntil(lambda: view.bridge.document.case is not before, timeout=20_000)
    case = view.bridge.document.case
    (chart,) = (chart for id, chart in case.charts.items() if id not in before.charts)
    assert chart.label == "Sum of n, by month"
    assert [case.series[id].label for id in chart.options["shows"]] == [  # type: ignore[attr-defined]
        f"{name}: Sum of n, by month" for name in "abc"
    ]
    in_part = "Of March 2025 there are rows up to 28 Mar 2025 only."
    assert view.remark.text() == f"{in_part} Kept as the chart “Sum of n, by month”."
    assert kept == [chart.id]
    view.bridge.document.undo()
    assert view.bridge.document.case is before
    assert view.remark.text() == in_part


def test_that_a_value_is_read_beside_its_point_whatever_the_range(explore: Shown, qtbot: QtBot) -> None:
    view = explore("day,n\n" + "".join(f"2025-01-{day:02},{20 + day / 1e4}\n" for day in range(1, 29)))
    view.plot.point_at(0, 9)
    told, at = view.plot._text.sceneBoundingRect(), view.plot._here.sceneBoundingRect().center()
    assert told.height() < 60
    assert abs(told.center().x() - at.x()) < 150
    assert abs(told.center().y() - at.y()) < 80


def test_that_each_of_several_axes_has_the_colour_of_what_stands_on_it(explore: Shown, qtbot: QtBot) -> None:
    view = explore(TABLE)
    choose(qtbot, view, Drawing("line", 0, (2, 3)))
    colours = [axis.textPen().color().name() for axis in view.plot._axes[:2]]
    assert colours == [look.colour for look in view.plot.looks]
    choose(qtbot, view, Drawing("line", 0, (2,)))
    assert view.plot._left.textPen().color().name() == view.bridge.theme.muted


@pytest.mark.parametrize("style", ["line", "step", "points", "bars", "histogram"])
def test_that_columns_are_told_apart_where_groups_have_the_colours(explore: Shown, qtbot: QtBot, style: str) -> None:
    view = explore(TABLE.replace("share (percent)", "share (km)"))
    choose(qtbot, view, Drawing(style, 0, (2, 3), 1))  # type: ignore[arg-type]
    assert len(set(view.plot.looks)) == len(view.plot.shapes) == 6
    entries = {
        bytes(entry.grab().toImage().copy(0, 0, 15, 15).constBits()) for entry in view.key.findChildren(KeyEntry)
    }
    assert len(entries) == 6


def test_that_a_brushed_range_narrows_the_table_to_its_rows(explore: Shown, qtbot: QtBot) -> None:
    view = explore(TABLE)
    choose(qtbot, view, Drawing("bars", 0, (2,), how="sum", every="month"))
    assert not view.bar.only_button.isVisible()
    first = float(view.plot.shapes[0].x[0])
    with qtbot.waitSignal(view.brushed) as brushed:
        view.plot._on_brushing(first - 3, first + 3, True)
    assert view.bar.only_button.isVisible()
    with qtbot.waitSignal(view.condition_wanted) as wanted:
        view.bar.only_button.click()
    assert view.frame.ids([wanted.args[0]]).tolist() == brushed.args[0].tolist() == list(range(28))  # type: ignore[union-attr]
    choose(qtbot, view, Drawing("bars", 1, (2,), how="sum"))
    view.plot._on_brushing(-0.5, 0.5, True)
    assert not view.bar.only_button.isVisible()


def test_that_a_box_is_read_with_its_middle_and_its_ends(explore: Shown, qtbot: QtBot) -> None:
    view = explore(TABLE)
    choose(qtbot, view, Drawing("box", -1, (2,), 1))
    plot = view.plot
    found = plot.nearest(plot._box.mapViewToScene(QPointF(1.2, 10.0)))
    assert found is not None
    plot.point_at(*found)
    values = [float(at + 1) for at in range(84) if at % 3 == 1]
    low, quarter, middle, three, high = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95), method="inverted_cdf")
    expected = f"b: median {middle:g} km\nmiddle 50 %: {quarter:g} to {three:g}\nmiddle 90 %: {low:g} to {high:g}"
    assert plot._text.toPlainText() == expected
    assert plot.nearest(plot._box.mapViewToScene(QPointF(7.0, 10.0))) is None


def test_that_a_table_of_texts_is_drawn_by_its_rows_and_rows_stand_alone(explore: Shown, qtbot: QtBot) -> None:
    view = explore("region,kind\nnorth,a\nsouth,b\nnorth,b\n")
    assert view.drawn is not None
    assert view.drawn.curves[0].y.tolist() == [2.0, 1.0]
    assert view.bar.up.chosen == (str(ROWS),)
    other = explore(TABLE)
    choose(qtbot, other, Drawing("bars", 1, (2,), how="sum"))
    tick(other, str(ROWS))
    assert (other.bar.drawing.y, other.bar.how.isVisible()) == ((ROWS,), False)
    tick(other, "3")
    assert (other.bar.drawing.y, other.bar.drawing.how) == ((3,), "")


def tick(view: ExplorerView, key: str) -> None:
    menu = view.bar.up._menu
    menu._actions[key].trigger()


def test_that_a_source_is_chosen_for_what_is_kept(explore: Shown, qtbot: QtBot) -> None:
    view = explore("x,y\n1,2\n2,3\n3,5\n")
    document = view.bridge.document
    source = next(iter(document.case.sources))
    assert view.bar.source.isVisible()
    view.bar.source.set_key(source)
    before = document.case
    view.keep()
    qtbot.waitUntil(lambda: document.case is not before)
    (chart,) = (chart for id, chart in document.case.charts.items() if id not in before.charts)
    assert chart.options["source"] == source


def test_that_bars_of_months_are_named_below_their_middle(explore: Shown, qtbot: QtBot) -> None:
    view = explore(TABLE)
    choose(qtbot, view, Drawing("bars", 0, (2,), 1, how="sum", every="month"))
    (low, high), _ = view.plot.getViewBox().viewRange()
    ticks = view.plot._bottom._ticks(low, high, 800.0)
    assert [text for _, text in ticks] == ["Jan 2025", "Feb", "Mar"]
    middles = [float(np.mean([shape.x[at] for shape in view.plot.shapes])) for at in range(3)]
    assert [at for at, _ in ticks] == pytest.approx(middles, abs=1.5)


def test_that_many_points_are_thinned_as_they_lie_and_no_far_one_is_lost() -> None:
    x = np.arange(200_000.0)
    y = np.random.default_rng(2).random(len(x))
    y[77_777] = 40.0
    shape = Shape(Curve("y", "", x, y), x, y, pyramid=Pyramid(x, y))
    drawn = shape.sample(0.0, 200_000.0, 800)[1]
    assert 3_000 < len(drawn) < MOST_POINTS
    assert drawn.max() == 40.0
    tenths = np.histogram(drawn, 10, (0.0, 1.0))[0]
    assert tenths.max() < 1.5 * tenths.min()
    assert shape.sample(77_000.0, 78_000.0, 800)[1].tolist() == y[77_000:78_001].tolist()


def test_that_a_plot_of_some_of_the_points_says_so(explore: Shown, qtbot: QtBot) -> None:
    view = explore("n,v\n" + "".join(f"{n},{n * 7919 % 1000}\n" for n in range(7_000)))
    assert view.remark.text() == "Some of 7,000 points are drawn, and more of them closer by."
    choose(qtbot, view, Drawing("line", 0, (1,)))
    assert view.remark.text() == ""
