"""What labels had better not cover: points along everything that is drawn."""

from __future__ import annotations

import numpy as np

from claimbench.app.figures.figure import Array, Band, Columns, Crossing, Figure, Handle, Line, Points, Rule, Span
from claimbench.gui.figure_axes import axis_value, axis_values
from claimbench.gui.figure_mapping import Mapping, column_pixels, y_pixels
from claimbench.gui.figure_style import Box

_SAMPLES, _MOST = 96, 800  # along a line as long as the plot is wide, and along a long one
_INSIDE = np.linspace(0.02, 1.0, 24)  # heights in a column that a label had better leave free
_EDGE = 0.25  # of a strip or a band: a text over it can be read, unlike one that a line runs through
_VERTICAL_APART = 1.5  # dense: a text that a line crosses cannot be read


def obstacles(figure: Figure, mapping: Mapping) -> Array:
    """(n, 3) pixels on lines, in columns and around points of a figure, and how much each of them counts."""
    left, top, right, bottom = mapping.plot
    shares = np.linspace(0.0, 1.0, _SAMPLES)
    parts = [np.empty((0, 3))]

    def add(x: Array, y: Array, weight: float = 1.0) -> None:
        parts.append(np.column_stack((x, y, np.full(len(x), weight))))

    for mark in figure.marks:
        match mark:
            case Line(x=x) | Band(x=x) if len(x) > 1:
                px = mapping.x_scale * axis_values(figure.x, x) + mapping.x_shift
                axis = mark.axis if isinstance(mark, Line) else 0
                apart = (right - left) / _SAMPLES
                weight = 0.5 if isinstance(mark, Line) else _EDGE
                for edge in (mark.y,) if isinstance(mark, Line) else (mark.low, mark.high):
                    add(*_along(px, y_pixels(figure, mapping, edge, axis), apart), weight)
            case Points(x=x, y=y, low=low, high=high):
                px = mapping.x_scale * axis_values(figure.x, x) + mapping.x_shift
                for dx in (-3.0, 0.0, 3.0):  # a symbol is worth more than a piece of a line
                    for dy in (-4.0, 0.0, 4.0):
                        add(px + dx, y_pixels(figure, mapping, y, mark.axis) + dy)
                if low is not None and high is not None:
                    heads, feet = (np.clip(y_pixels(figure, mapping, end), top, bottom) for end in (high, low))
                    known = np.isfinite(heads + feet)
                    for at, head, foot in zip(px[known], heads[known], feet[known], strict=True):
                        down = np.arange(head, foot, _VERTICAL_APART)
                        add(np.full(len(down), at), down)
            case Columns(heights=heights):
                starts, ends = column_pixels(figure, mapping, mark)
                px = (starts + ends) / 2
                tops = y_pixels(figure, mapping, heights, mark.axis)
                foot = np.clip(y_pixels(figure, mapping, np.zeros(1), mark.axis), top, bottom)
                for part in _INSIDE:
                    add(px, foot + part * (tops - foot))
            case Rule(at=at, axis="y"):
                add(left + shares * (right - left), np.full(_SAMPLES, mapping.y(axis_value(figure.y, at))), 0.5)
            case Rule(at=at, axis="x") | Handle(x=at):
                down = np.arange(top, bottom, _VERTICAL_APART)
                add(np.full(len(down), mapping.x(axis_value(figure.x, at))), down)
            case Span(axis="x", low=start, high=end):
                down = np.arange(top, bottom, _VERTICAL_APART)
                for at in (start, end):
                    add(np.full(len(down), mapping.x(axis_value(figure.x, at))), down, _EDGE)
            case Crossing(x=x, y=y):
                down = np.arange(top, bottom, _VERTICAL_APART)
                down = down[down >= mapping.y(axis_value(figure.y, y))]
                add(np.full(len(down), mapping.x(axis_value(figure.x, x))), down)
            case _:
                pass
    points = np.concatenate(parts)
    return points[np.isfinite(points).all(axis=1)]


def _along(x: Array, y: Array, apart: float) -> tuple[Array, Array]:
    """Pixels (n,) along a line, ``apart`` from one another where it is flat and where it is steep."""
    known = np.isfinite(x + y)
    x, y = x[known], y[known]
    if not len(x):
        return x, y
    way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    at = np.linspace(0.0, way[-1], min(max(2, round(way[-1] / apart)), _MOST))
    return np.interp(at, way, x), np.interp(at, way, y)


def grounds(figure: Figure, mapping: Mapping, box: Box) -> list[Band | Columns]:
    """The bands and columns that a label lies on, at least in part."""
    left, top, right, bottom = box
    found = []
    for mark in figure.marks:
        if isinstance(mark, Band | Columns):
            start, end, high, low = _strips(figure, mapping, mark)
            if bool(((start < right) & (end > left) & (high < bottom) & (low > top)).any()):
                found.append(mark)
    return found


def _strips(figure: Figure, mapping: Mapping, mark: Band | Columns) -> tuple[Array, Array, Array, Array]:
    """A band or columns in pieces (n,): from where to where across, and their upper and lower ends, in px."""
    if isinstance(mark, Columns):
        starts, ends = column_pixels(figure, mapping, mark)
        foot = np.clip(y_pixels(figure, mapping, np.zeros(1), mark.axis), mapping.plot[1], mapping.plot[3])
        tops = y_pixels(figure, mapping, mark.heights, mark.axis)
        return starts, ends, np.minimum(tops, foot), np.maximum(tops, foot)
    x = mapping.x_scale * axis_values(figure.x, mark.x) + mapping.x_shift
    low, high = y_pixels(figure, mapping, mark.low), y_pixels(figure, mapping, mark.high)
    return x[:-1], x[1:], np.fmin(high[:-1], high[1:]), np.fmax(low[:-1], low[1:])
