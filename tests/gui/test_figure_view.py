"""Chart cards: what a reader sees, and what mouse and keyboard do."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
import sample_figures
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from claimbench.app.figures.figure import (
    Axis,
    Crossing,
    Figure,
    Ink,
)
from claimbench.gui import fonts
from claimbench.gui.figure_style import Placed, overlap
from claimbench.gui.figure_view import FigureView
from claimbench.gui.theme import DARK, LIGHT

# The offscreen platform says this of every window with a least size.
Make = Callable[..., FigureView]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    def shown(figure: Figure, width: int = 560, height: int = 480) -> FigureView:
        fonts.load()
        view = FigureView(LIGHT)
        qtbot.addWidget(view)
        view.resize(width, height)
        view.set_figure(figure)
        view.show()
        qtbot.waitExposed(view)
        QApplication.processEvents()
        return view

    return shown


def written(view: FigureView) -> list[str]:
    return [text.text for text in view.texts]


def target(view: FigureView) -> QWidget:
    canvas = view.findChild(QWidget, "figure_canvas")
    assert canvas is not None
    return canvas


def x_pixel(view: FigureView, value: float) -> float:
    (low, high), _ = view.ranges
    left, _, right, _ = view.plot
    return left + (value - low) / (high - low) * (right - left)


def wheel(view: FigureView, at: QPoint, turns: int = 1) -> None:
    widget = target(view)
    event = QWheelEvent(
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        QPoint(0, 0),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()


def middle(view: FigureView) -> QPoint:
    left, top, right, bottom = view.plot
    return QPoint(round((left + right) / 2), round((top + bottom) / 2))


class Paints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_that_a_projection_says_all_that_it_shows(make: Make) -> None:
    shown = " | ".join(written(make(sample_figures.projection())))
    for text in (
        "Registered cases pass 400,000 in",
        "cases",
        "median 632k",
        "95 % 731k",
        "5 % 575k",
        "400,000 · claimed by an MP (C01)",
        "passed 24 Feb 2026",
        "90 %: 15 Feb – 14 Mar",
        "observed, month ends",
        "Jan 2026",
        "600k",
        "as of 24 Nov 2025",
    ):
        assert text in shown


def test_that_a_forest_plot_names_its_rows_and_their_chances(make: Make) -> None:
    shown = written(make(sample_figures.claims()))
    for row in sample_figures.ROWS:
        assert row[0] in shown
    assert {"claim", "chance it holds", "96 %", "almost certain", "0.5 ×", "1 ×"} <= set(shown)


@pytest.mark.parametrize("size", [(560, 480), (420, 466), (300, 260), (900, 300), (260, 220)])
@pytest.mark.parametrize("number", range(4))
def test_that_no_text_overlaps_another_or_leaves_the_card(make: Make, number: int, size: tuple[int, int]) -> None:
    view = make(sample_figures.all_four()[number], *size)
    texts = view.texts
    assert len(texts) > 5
    for text in texts:
        left, top, right, bottom = text.box
        assert min(left, top) >= 0, text.text
        assert right <= size[0], text.text
        assert bottom <= size[1], text.text

    def ink_of(text: Placed) -> tuple[float, float, float, float]:
        return text.box[0], text.baseline - text.face.cap, text.box[2], text.baseline

    for one, other in combinations(texts, 2):
        assert not overlap(ink_of(one), ink_of(other)), (one.text, other.text)


def test_that_new_data_do_not_change_a_zoom(make: Make) -> None:
    view = make(sample_figures.projection())
    own = view.ranges
    wheel(view, middle(view), 3)
    zoomed = view.ranges
    assert zoomed[0][1] - zoomed[0][0] < own[0][1] - own[0][0]
    for at_rest in (False, True):
        view.set_figure(sample_figures.projection(200_000), at_rest)
        assert view.ranges == zoomed


def test_that_auto_appears_with_a_zoom_and_leads_back(make: Make) -> None:
    view = make(sample_figures.projection())
    own = view.ranges
    auto = view.findChild(QToolButton, "auto_range")
    assert auto is not None
    assert auto.isHidden()
    wheel(view, middle(view), 2)
    assert auto.isVisible()
    QTest.mouseClick(auto, Qt.MouseButton.LeftButton)
    assert view.ranges == own
    assert auto.isHidden()


def test_that_dragging_the_plot_pans_it(make: Make) -> None:
    view = make(sample_figures.strength())
    own = view.ranges
    widget, start = target(view), middle(view)
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 6):
        QTest.mouseMove(widget, start + QPoint(16 * step, 0))
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start + QPoint(80, 0))
    assert view.ranges[0][0] < own[0][0]
    assert view.ranges[0][1] - view.ranges[0][0] == pytest.approx(own[0][1] - own[0][0])


def test_that_dragging_a_handle_tells_its_values_and_its_end(make: Make, qtbot: QtBot) -> None:
    view = make(sample_figures.what_if(1.8))
    moved: list[tuple[str, float]] = []
    view.handle_dragged.connect(lambda assumption, value: moved.append((assumption, value)))
    own, widget = view.ranges, target(view)
    y = middle(view).y()
    start = QPoint(round(x_pixel(view, math.log10(1.8))), y)
    end = QPoint(round(x_pixel(view, math.log10(3.0))), y)
    with qtbot.waitSignal(view.handle_released):
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
        for part in (0.25, 0.5, 0.75, 1.0):
            QTest.mouseMove(widget, start + (end - start) * part)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert {assumption for assumption, _ in moved} == {"casualty_ratio"}
    assert moved[-1][1] == pytest.approx(3.0, rel=0.01)
    assert view.ranges == own


def test_that_a_handle_stops_at_the_ends_of_the_plot(make: Make) -> None:
    view = make(sample_figures.what_if(5.9))
    moved: list[float] = []
    view.handle_dragged.connect(lambda _, value: moved.append(value))
    for _ in range(8):
        QTest.keyClick(view, Qt.Key.Key_Right)
        view.set_figure(sample_figures.what_if(moved[-1]))
    assert max(moved) == pytest.approx(6.0)


def test_that_a_click_on_a_mark_of_a_claim_names_the_claim(make: Make) -> None:
    view = make(sample_figures.claims())
    named: list[str] = []
    view.claim_clicked.connect(named.append)
    row = next(text for text in view.texts if text.text.startswith("C10"))
    QTest.mouseClick(
        target(view),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(round(row.x + 20), round(row.baseline - 3)),
    )
    assert named == ["C10"]


def test_that_a_click_elsewhere_selects_the_chart(make: Make, qtbot: QtBot) -> None:
    view = make(sample_figures.projection())
    with qtbot.waitSignal(view.clicked):
        QTest.mouseClick(target(view), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(60, 40))


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("copy_chart", "copy_requested"),
        ("download_chart", "export_requested"),
        ("expand_chart", "expand_requested"),
    ],
)
def test_that_each_button_asks_for_its_own(make: Make, qtbot: QtBot, button: str, signal: str) -> None:
    view = make(sample_figures.strength())
    found = view.findChild(QToolButton, button)
    assert found is not None
    assert found.accessibleName()
    with qtbot.waitSignal(getattr(view, signal)):
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def test_that_ranges_only_grow_while_something_is_dragged(make: Make) -> None:
    view = make(sample_figures.projection())
    start = view.ranges[1]
    view.set_figure(sample_figures.projection(300_000), at_rest=False)
    wide = view.ranges[1]
    assert wide[1] > start[1]
    view.set_figure(sample_figures.projection(), at_rest=False)
    assert view.ranges[1] == wide
    view.set_figure(sample_figures.projection(), at_rest=True)
    assert view.ranges[1] == start


def test_that_a_bound_of_one_end_is_kept_and_the_other_follows_the_data(make: Make) -> None:
    view = make(replace(sample_figures.strength(), y=Axis("persons", bounds=(0.0, math.nan))))
    low, high = view.ranges[1]
    assert low == 0.0
    assert high > 937_000


def test_that_one_change_is_one_paint(make: Make) -> None:
    view = make(sample_figures.projection())
    view.set_figure(sample_figures.projection(500.0), at_rest=False)  # after being shown, a view paints all once more
    QApplication.processEvents()
    paints = Paints(target(view))
    button = view.findChild(QToolButton, "copy_chart")
    assert button is not None
    on_button = Paints(button)
    for step in range(1, 11):
        view.set_figure(sample_figures.projection(1_000.0 * step), at_rest=False)
        QApplication.processEvents()
    assert paints.count == 10
    assert on_button.count == 0, "the buttons over the card are left alone while the headline stays"


def test_that_two_thousand_redraws_of_one_plot_survive(make: Make) -> None:
    view = make(sample_figures.projection(), 320, 280)
    paints = Paints(target(view))
    figures = [sample_figures.projection(2_000.0 * step) for step in range(20)]
    for step in range(2000):
        view.set_figure(figures[step % 20], at_rest=False)
        QApplication.processEvents()
    assert paints.count == 2000


def test_that_the_drawing_follows_the_data(make: Make) -> None:
    view = make(sample_figures.strength())
    before = view.grab().toImage()
    view.set_figure(sample_figures.strength(100_000), at_rest=False)
    assert view.grab().toImage() != before


def test_that_a_theme_changes_the_ground(make: Make) -> None:
    view = make(sample_figures.strength())
    view.set_theme(DARK)
    assert view.grab().toImage().pixelColor(20, 240).name() == DARK.surface


def test_that_a_selected_card_has_a_blue_border(make: Make) -> None:
    view = make(sample_figures.strength())
    assert view.grab().toImage().pixelColor(280, 0).name() != LIGHT.accent
    view.set_selected(True)
    assert view.grab().toImage().pixelColor(280, 0).name() == LIGHT.accent


@pytest.mark.parametrize(("number", "claim"), [(0, "C01"), (2, "C42"), (2, "C44"), (3, "C10")])
def test_that_the_marks_of_a_selected_claim_are_lit(make: Make, number: int, claim: str) -> None:
    view = make(sample_figures.all_four()[number])
    before = view.grab().toImage()
    view.set_claim("C99")
    assert view.grab().toImage() == before
    view.set_claim(claim)
    assert view.grab().toImage() != before


def test_that_the_mouse_reads_values_off(make: Make, qtbot: QtBot) -> None:
    view = make(sample_figures.strength())
    before = view.grab().toImage()
    QTest.mouseMove(target(view), middle(view))
    qtbot.waitUntil(lambda: view.grab().toImage() != before)


def test_that_markup_in_texts_is_written_as_it_is(make: Make) -> None:
    figure = replace(sample_figures.strength(), headline="<b>Strength</b> & more", note="<img src=x>")
    shown = written(make(figure))
    assert "<b>Strength</b> & more" in shown
    assert "<img src=x>" in shown


@pytest.mark.parametrize("name", sample_figures.ODD)
@pytest.mark.parametrize("size", [(560, 480), (40, 30)])
def test_that_odd_figures_are_drawn_without_complaint(make: Make, name: str, size: tuple[int, int]) -> None:
    x, y, marks = sample_figures.ODD[name]
    view = make(Figure("odd", "Odd", "", "", x, y, marks), *size)  # type: ignore[arg-type]
    view.set_figure(Figure("odd", "Odd", "", "", x, y, marks), at_rest=False)  # type: ignore[arg-type]
    for share in (0.2, 0.5, 0.8):
        QTest.mouseMove(target(view), QPoint(int(size[0] * share), int(size[1] * share)))
        QTest.mouseClick(target(view), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle(view))
    wheel(view, middle(view), 30)
    assert not view.grab().isNull()


def test_that_a_figure_without_marks_says_so(make: Make) -> None:
    assert "Nothing to draw" in written(make(sample_figures.empty()))


def test_that_ticks_of_dates_stand_where_months_start(make: Make) -> None:
    view = make(sample_figures.projection())
    january = next(text for text in view.texts if text.text == "Jan 2026")
    # The end of 31 December 2025 is the start of January; day numbers stand for ends of days.
    assert (january.box[0] + january.box[2]) / 2 == pytest.approx(x_pixel(view, 20_453.0), abs=1.0)


def test_that_a_computed_date_is_written_in_its_own_colour(make: Make) -> None:
    view = make(sample_figures.projection())
    passed = next(text for text in view.texts if text.text.startswith("passed"))
    assert passed.colour.name() == LIGHT.highlight
    assert Ink.ACCENT in {mark.ink for mark in view.figure.marks if isinstance(mark, Crossing)}


def test_that_a_long_headline_takes_three_lines_before_it_is_cut(make: Make) -> None:
    headline = "Overdue loans pass 400,000 in March 2026 (90 %: February to April 2026)"
    view = make(replace(sample_figures.projection(), headline=headline), 300, 420)
    lines = [text.text for text in view.texts if text.face.font.pixelSize() == 15]
    assert " ".join(lines) == headline


def test_that_a_long_name_of_a_row_is_broken_rather_than_cut(make: Make) -> None:
    figure = sample_figures.claims()
    (at, _), *others = figure.y.ticks
    name = "C99 · a claim with a title that is too long"
    axis = replace(figure.y, ticks=((at, name), *others))
    lines = written(make(replace(figure, y=axis), 320, 640))
    assert name not in lines
    assert any(f"{one} {other}" == name for one, other in pairwise(lines))
