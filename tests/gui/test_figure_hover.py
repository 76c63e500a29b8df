"""What is told where the mouse rests: values with their units, and words for which a card has no room."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import sample_figures
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from claimbench.app.figures.figure import Axis, Bar, Columns, Figure, Ink, Line
from claimbench.core.show import day_number
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.figure_readout import read
from claimbench.gui.figure_view import FigureView
from claimbench.gui.theme import LIGHT


def painted(figure: Figure) -> FigurePainter:
    painter = FigurePainter(LIGHT)
    painter.set_size(500.0, 400.0)
    painter.set_figure(figure)
    return painter


def in_the_middle(painter: FigurePainter) -> tuple[float, float]:
    left, top, right, bottom = painter.plot
    return (left + right) / 2, (top + bottom) / 2


@pytest.mark.usefixtures("qapp")
def test_that_the_mouse_reads_values_with_their_unit_and_the_band_of_each_reading() -> None:
    days = np.linspace(20_000.0, 20_700.0, 29)
    lines = [
        Line(days, value + 0 * days, ink, dashed=level != "median", name=f"{who}, {level}")
        for who, ink, values in (("One side", Ink.PROJECTION, (5, 4, 6)), ("The other", Ink.ACCENT, (9, 8, 10)))
        for value, level in zip(values, ("median", "5 %", "95 %"), strict=True)
    ]
    readings = painted(replace(sample_figures.strength(), marks=tuple(lines)))
    readout = read(readings.figure, readings.mapping, *in_the_middle(readings))
    assert readout is not None
    assert readout.lines == ("One side, median: 5 (4 – 6) persons", "The other, median: 9 (8 – 10) persons")
    figure = sample_figures.moves()
    moves = painted(replace(figure, x=replace(figure.x, unit="cases")))
    readout = read(moves.figure, moves.mapping, *in_the_middle(moves))
    assert readout is not None
    assert readout.lines[0].endswith(" cases")


@pytest.mark.usefixtures("qapp")
def test_that_a_column_says_what_it_stands_for() -> None:
    first = day_number(date(2025, 6, 30))  # the end of that day is the start of July
    columns = Columns(np.array([first, day_number(date(2025, 9, 30))]), np.array([90_589.0]), label="New cases")
    quarter = Figure("q", "H", "", "", Axis("", "date"), Axis("cases"), (columns,))
    day = replace(quarter, marks=(replace(columns, edges=np.array([first, first + 1])),))
    counted = Figure(
        "c", "H", "", "", Axis("casualties"), Axis("% of draws"), (Columns(np.array([10.0, 20.0]), np.array([5.5])),)
    )
    wanted = {
        "1 Jul 2025 to 30 Sep 2025": (quarter, "New cases: 90,589 cases"),
        "1 Jul 2025": (day, "New cases: 90,589 cases"),
        "10 to 20 casualties": (counted, "5.5 % of draws"),
    }
    for title, (figure, line) in wanted.items():
        painter = painted(figure)
        readout = read(figure, painter.mapping, *in_the_middle(painter))
        assert readout is not None
        assert (readout.title, readout.lines) == (title, (line,))


@pytest.mark.usefixtures("qapp")
def test_that_a_box_is_read_once_and_a_ratio_has_its_sign_once() -> None:
    told = "5 %: 10 · 50 %: 20 · 95 %: 40"
    bars = (
        Bar(0.0, 10.0, 40.0, 0.9, name="middle 90 %", told=told),
        Bar(0.0, 15.0, 30.0, 0.5, name="middle 50 %", told=told),
    )
    rows = Axis("", "rows", (-0.6, 0.6), ticks=((0.0, "Office"),))
    boxes = Figure("b", "H", "", "", Axis("cases", unit="cases"), rows, bars)
    painter = painted(boxes)
    readout = read(boxes, painter.mapping, *in_the_middle(painter))
    assert readout is not None
    assert readout.lines == ("5 %: 10 cases", "50 %: 20 cases", "95 %: 40 cases")
    claims = replace(boxes, x=Axis("claimed ÷ projected median", suffix=" ×"), marks=(replace(bars[0], told=""),))
    readout = read(claims, painter.mapping, *in_the_middle(painter))
    assert readout is not None
    assert readout.lines == ("middle 90 %: 10 – 40 ×",)


def test_that_words_for_which_a_card_has_no_room_are_told_on_hover(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: told.append(text))

    def shown(figure: Figure, width: int, height: int) -> FigureView:
        view = FigureView(LIGHT)
        qtbot.addWidget(view)
        view.resize(width, height)
        view.set_figure(figure)
        view.show()
        qtbot.waitExposed(view)
        return view

    def hover(view: FigureView, x: float, y: float) -> None:
        canvas, at = view.findChild(QWidget, "figure_canvas"), QPoint(round(x), round(y))
        assert canvas is not None
        QApplication.sendEvent(canvas, QHelpEvent(QEvent.Type.ToolTip, at, canvas.mapToGlobal(at)))

    small = shown(replace(sample_figures.claims(), headline="<b>Two</b> claims"), 300, 280)
    row = next(text for text in small.texts if text.text.startswith("C16"))
    left, top, right, bottom = small.plot
    for place in ((20, 10), (20, (row.box[1] + row.box[3]) / 2), ((left + right) / 2, (top + bottom) / 2)):
        hover(small, *place)
    headline, name = told
    assert "&lt;b&gt;Two&lt;/b&gt; claims" in headline
    assert "C16 · ratio not far above even" in name
    hover(shown(sample_figures.claims(), 1200, 800), 20, 10)
    assert len(told) == 2  # all of it is there to be read
