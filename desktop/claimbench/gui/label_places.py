"""Where the label of a mark may stand, best place first: beside a point, along a line, at the foot of a rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from claimbench.app.figures.figure import Figure, Line, Points, Span
from claimbench.gui.figure_axes import axis_value, axis_values
from claimbench.gui.figure_mapping import Mapping, y_pixels
from claimbench.gui.figure_style import Box

#: Points less far apart across have their labels in one column.
_BESIDE_ONE_ANOTHER = 30.0

Corner = tuple[float, float]
#: The left upper corners, best first, at which a label of a width and a height may stand.
Places = Callable[[float, float], list[Corner]]


def apart(at: Sequence[float], weights: Sequence[float], gap: float) -> list[float]:
    """The heights ``at`` (rising) moved apart, so that none is nearer than ``gap`` to the next, with the least weighted
    sum of squared moves: the pool-adjacent-violators algorithm (Ayer et al., Annals of Mathematical Statistics, 1955).
    """
    blocks: list[tuple[float, float, int]] = []  # height less the gaps before it, weight, how many
    for number, (height, weight) in enumerate(zip(at, weights, strict=True)):
        blocks.append((height - number * gap, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, first, count), (other, second, more) = blocks[-2:]
            both = first + second
            blocks[-2:] = [((one * first + other * second) / both, both, count + more)]
    levels = [height for height, _, count in blocks for _ in range(count)]
    return [level + number * gap for number, level in enumerate(levels)]


def along(figure: Figure, mapping: Mapping, line: Line) -> Places:
    """Behind the end of a line, above and below it, near its end first."""
    x = mapping.x_scale * axis_values(figure.x, line.x) + mapping.x_shift
    y = y_pixels(figure, mapping, line.y, line.axis)
    known = np.isfinite(x + y)

    def corners(width: float, height: float) -> list[Corner]:
        if not known.any():
            return []
        xs, ys = x[known], y[known]
        offered = [(float(xs[-1]) + 6.0, float(ys[-1]) - height / 2)]
        for part in (0.99, 0.92, 0.84, 0.76, 0.68, 0.6):
            right = float(xs[0] + part * (xs[-1] - xs[0]))
            under = np.interp(np.linspace(right - width, right, 5), xs, ys)
            offered += [(right - width, float(under.min()) - height - 3.0), (right - width, float(under.max()) + 3.0)]
        return offered

    return corners


def around(x: float, y: float, away: float) -> Places:
    """Below and above a point, at its left and right."""

    def corners(width: float, height: float) -> list[Corner]:
        left, right = x - width - away, x + away
        return [
            (left, y + away / 2),
            (right, y - height - away / 2),
            (left, y + 2 * away),
            (right, y - height - 2 * away),
            (right, y + away / 2),
            (left, y - height - away / 2),
            (right, y - height / 2),
            (left, y - height / 2),
            (right, y + 2 * away),
            (left, y - height - 2 * away),
            (right, y + 4 * away),
            (left, y + 4 * away),
        ]

    return corners


def anchored(x: float, y: float, anchor: Literal["left", "right", "center"]) -> Places:
    def corners(width: float, height: float) -> list[Corner]:
        start = {"left": x + 6.0, "right": x - width - 6.0, "center": x - width / 2}[anchor]
        return [(start, y - height / 2), (x - width - 6.0, y - height / 2), (x + 6.0, y - height / 2)]

    return corners


def in_row(plot: Box, y: float) -> Places:
    """In the middle of the plot's width."""

    def corners(width: float, height: float) -> list[Corner]:
        return [((plot[0] + plot[2] - width) / 2, y - height / 2)]

    return corners


def beside_drop_line(plot: Box, x: float, y: float) -> Places:
    """Beside the line from a crossing down to the axis: at its right below the dot, else further down, else left."""

    def corners(width: float, height: float) -> list[Corner]:
        heights = [y + 36.0, y + 20.0, y + 54.0, plot[3] - height - 4.0, (y + plot[3] - height) / 2]
        low = [top for top in heights if top + height <= plot[3]] or [y - height - 8.0]
        return [(x + 6.0, top) for top in low] + [(x - width - 6.0, top) for top in low]

    return corners


def beside_rule(plot: Box, x: float | None, y: float | None, top_first: bool = False) -> Places:
    """Above a horizontal rule at ``y``, else below it; at the foot of a vertical one at ``x``, else higher."""

    def corners(width: float, height: float) -> list[Corner]:
        if y is not None:
            middle = (plot[0] + plot[2] - width) / 2
            columns = (plot[0] + 5.0, plot[2] - width - 5.0, middle)
            return [(column, y - height - 2.0) for column in columns] + [(column, y + 3.0) for column in columns]
        assert x is not None
        rows = [plot[3] - height - 4.0, plot[1] + 3.0, (plot[1] + plot[3]) / 2, plot[1] + 0.25 * (plot[3] - plot[1])]
        if top_first:
            rows[:2] = rows[1::-1]
        return [(column, row) for row in rows for column in (x - width - 5.0, x + 5.0)]

    return corners


def beside_span(figure: Figure, mapping: Mapping, span: Span) -> Places:
    """At the top of a vertical strip, right of it, else left; above the lower edge of a horizontal one."""
    plot = mapping.plot
    if span.axis == "y":
        top = mapping.y(max(axis_value(figure.y, span.low), axis_value(figure.y, span.high)))
        return beside_rule(plot, None, top + 16.0)
    low, high = sorted((mapping.x(axis_value(figure.x, span.low)), mapping.x(axis_value(figure.x, span.high))))

    def corners(width: float, height: float) -> list[Corner]:
        rows = (plot[1] + 3.0, plot[1] + 18.0, plot[1] + 33.0, plot[3] - height - 4.0)
        return [(column, row) for row in rows for column in (high + 4.0, low - width - 4.0)]

    return corners


def beside_points(figure: Figure, mapping: Mapping, points: Points, others: Sequence[Points] = ()) -> Places:
    """Beside a point near the middle, where there is room; beside a single one, not nearer to one of ``others``."""
    seen = _seen(figure, mapping, points)
    near = [corner[1] for other in others for corner in _seen(figure, mapping, other)
            if len(seen) == 1 and abs(corner[0] - seen[0][0]) < _BESIDE_ONE_ANOTHER]  # fmt: skip

    def corners(width: float, height: float) -> list[Corner]:
        if len(seen) == 1:
            px, py = seen[0]
            left, right, middle = px - width - 7.0, px + 7.0, px - width / 2
            beside = [(right, py - height / 2), (left, py - height / 2)]
            beside += [(column, row) for row in (py - height - 6.0, py + 6.0) for column in (middle, right, left)]
            middles = [row + height / 2 for _, row in beside]
            own = [all(abs(at - py) <= abs(at - other) for other in near) for at in middles]
            return [corner for corner, is_own in zip(beside, own, strict=True) if is_own] or beside
        offered: list[Corner] = []
        for part in (0.4, 0.6, 0.2, 0.8, 0.0):
            if seen:
                px, py = seen[int(part * (len(seen) - 1))]
                offered += [(px + 8.0, py + 5.0), (px - width - 6.0, py - height - 6.0), (px - width / 2, py + 9.0)]
                offered += [(px - width / 2, py - height - 9.0), (px + 14.0, py + 18.0)]
                offered += [
                    (px + 9.0, py - height / 2),
                    (px + 8.0, py - height - 5.0),
                    (px - width - 9.0, py - height / 2),
                ]
        return offered

    return corners


def _seen(figure: Figure, mapping: Mapping, points: Points) -> list[Corner]:
    """The pixels of points that have some."""
    x = mapping.x_scale * axis_values(figure.x, points.x) + mapping.x_shift
    y = y_pixels(figure, mapping, points.y, points.axis)
    return [(float(px), float(py)) for px, py in zip(x, y, strict=True) if np.isfinite(px + py)]
