"""What labels had better not cover: points along everything that is drawn."""

from __future__ import annotations

import numpy as np

from claimbench.app.figures.figure import Array, Band, Columns, Crossing, Figure, Handle, Line, Points, Rule, Span
from claimbench.gui.figure_axes import axis_value, axis_values
from claimbench.gui.figure_mapping import Mapping, column_pixels, y_pixels
from claimbench.gui.figure_style import Box

_SAMPLES = 48
_INSIDE = np.linspace(0.02, 1.0, 24)  # heights in a column that a label had better leave free
_VERTICAL_APART = 1.5  # dense: a text that a line crosses cannot be read


def obstacles(figure: Figure, mapping: Mapping) -> Array:
    """(n, 2) pixels on lines, in columns and around points of a figure."""
    left, top, right, bottom = mapping.plot
    shares = np.linspace(0.0, 1.0, _SAMPLES)
    parts = [np.empty((0, 2))]

    def add(x: Array, y: Array) -> None:
        parts.append(np.column_stack((x, y)))

    for mark in figure.marks:
        match mark:
            case Line(x=x) | Band(x=x) if len(x) > 1:
                px = mapping.x_scale * axis_values(figure.x, x) + mapping.x_shift
                apart = 1 if isinstance(mark, Line) else 2  # a text over the edge of a band can be read
                xs = px[0] + shares[::apart] * (px[-1] - px[0])
                axis = mark.axis if isinstance(mark, Line) else 0
                for edge in (mark.y,) if isinstance(mark, Line) else (mark.low, mark.high):
                    add(xs, np.interp(xs, px, y_pixels(figure, mapping, edge, axis)))
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
                add(left + shares * (right - left), np.full(_SAMPLES, mapping.y(axis_value(figure.y, at))))
            case Rule(at=at, axis="x") | Handle(x=at):
                down = np.arange(top, bottom, _VERTICAL_APART)
                add(np.full(len(down), mapping.x(axis_value(figure.x, at))), down)
            case Span(axis="x", low=start, high=end):
                down = np.arange(top, bottom, _VERTICAL_APART)
                for at in (start, end):
                    add(np.full(len(down), mapping.x(axis_value(figure.x, at))), down)
            case Crossing(x=x, y=y):
                down = np.arange(top, bottom, _VERTICAL_APART)
                down = down[down >= mapping.y(axis_value(figure.y, y))]
                add(np.full(len(down), mapping.x(axis_value(figure.x, x))), down)
            case _:
                pass
    points = np.concatenate(parts)
    return points[np.isfinite(points).all(axis=1)]


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
