"""Figures in several units: each curve is where its own axis says, at any zoom, and is read in its own unit."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import sample_figures

from claimbench.app.figures.figure import Bar, Figure, Line, Points
from claimbench.gui.figure_axes import Range
from claimbench.gui.figure_mapping import x_pixels, y_pixels
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.figure_readout import read
from claimbench.gui.figure_style import Placed, overlap
from claimbench.gui.theme import LIGHT, THEMES, mark_colour

SIZES = ((300.0, 260.0), (500.0, 400.0), (1200.0, 700.0))
pytestmark = pytest.mark.usefixtures("qapp")


def painted(figure: Figure, size: tuple[float, float] = (700.0, 420.0), theme: str = "light") -> FigurePainter:
    painter = FigurePainter(THEMES[theme])
    painter.set_size(*size)
    painter.set_figure(figure)
    return painter


def ticks(painter: FigurePainter, axis: int) -> list[Placed]:
    """The texts in the colour of an axis that are numbers."""
    colour = mark_colour(LIGHT, painter.figure.value_axis(axis).ink)
    return [text for text in painter.texts if text.colour.name() == colour and text.text.replace(".", "").isdigit()]


@pytest.mark.parametrize("zoom", [None, ((20_100.0, 20_500.0), (1_150.0, 1_650.0))])
def test_that_a_curve_stands_at_the_ticks_of_its_own_axis(zoom: tuple[Range, Range] | None) -> None:
    painter = painted(sample_figures.axes())
    painter.set_zoom(zoom)
    for number in (1, 2):
        shown = ticks(painter, number)
        assert len(shown) >= 3
        values = np.array([float(text.text) for text in shown])
        at = y_pixels(painter.figure, painter.mapping, values, number)
        middles = [text.baseline - text.face.cap / 2 for text in shown]
        assert np.abs(at - middles).max() <= 1.0


def test_that_bars_of_rows_stand_at_the_ticks_of_their_own_axis() -> None:
    painter = painted(sample_figures.axes_of_rows())
    shown = [text for text in ticks(painter, 1) if text.baseline > painter.plot[3]]
    assert len(shown) >= 3
    at = x_pixels(painter.figure, painter.mapping, np.array([float(text.text) for text in shown]), 1)
    middles = [(text.box[0] + text.box[2]) / 2 for text in shown]
    assert np.abs(at - middles).max() <= 1.0


def test_that_all_points_are_inside_the_plot_at_rest() -> None:
    for figure in (sample_figures.axes(), sample_figures.axes_of_rows()):
        painter = painted(figure)
        left, top, right, bottom = painter.plot
        for mark in figure.marks:
            if isinstance(mark, Bar):
                x = x_pixels(figure, painter.mapping, np.array([mark.low, mark.high]), mark.axis)
                assert left - 0.5 <= x.min() <= x.max() <= right + 0.5
            elif isinstance(mark, Line | Points):
                y = y_pixels(figure, painter.mapping, mark.y, mark.axis)
                assert top - 0.5 <= y.min() <= y.max() <= bottom + 0.5


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("make", [sample_figures.axes, sample_figures.axes_of_rows])
def test_that_no_text_covers_another_or_leaves_the_card(make: object, theme: str, size: tuple[float, float]) -> None:
    painter = painted(make(), size, theme)  # type: ignore[operator]
    for text in painter.texts:
        assert -0.5 <= text.box[0] <= text.box[2] <= size[0] + 0.5, text.text
    for one, other in combinations(painter.texts, 2):
        assert not overlap(one.box, other.box), (one.text, other.text)


def test_that_the_mouse_reads_each_value_in_its_own_unit() -> None:
    painter = painted(sample_figures.axes())
    figure = painter.figure
    deaths, area, share = figure.marks
    assert isinstance(deaths, Line)
    assert isinstance(area, Line)
    assert isinstance(share, Points)
    at = 12
    x = float(x_pixels(figure, painter.mapping, deaths.x)[at])
    top = painter.plot[1] + 2.0
    found = read(figure, painter.mapping, x, top)
    assert found is not None
    assert found.lines == ("deaths: 1,456 persons", "area: 4 km²")
    y = float(y_pixels(figure, painter.mapping, share.y, 2)[at])
    found = read(figure, painter.mapping, x, y)
    assert found is not None
    assert found.lines[0].endswith(": 48.6 %")


def test_that_a_bar_from_zero_is_read_as_its_value() -> None:
    figure = sample_figures.axes_of_rows()
    bars = [replace(mark, value=mark.high, name="rate") if isinstance(mark, Bar) else mark for mark in figure.marks]
    painter = painted(replace(figure, marks=tuple(bars)))
    left = painter.plot[0] + 3.0
    for row, told in ((6.0, "rate: 3.2 %"), (3.0, "rate: 300")):
        found = read(painter.figure, painter.mapping, left, painter.mapping.y(row))
        assert found is not None
        assert found.lines == (told,)
