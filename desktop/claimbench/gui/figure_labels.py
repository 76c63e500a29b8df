"""Labels of marks: each at the best free place among a few, dropped where there is none.

Labels never overlap one another and never leave the plot (or the margin at its right). Among the free places the one
that covers least of lines and points wins; while something is dragged, a label stays on its side of its mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar

import numpy as np
from PySide6.QtGui import QColor

from claimbench.app.figures.figure import (
    Array,
    Band,
    Crossing,
    Figure,
    Handle,
    Ink,
    Line,
    Note,
    Points,
    Rule,
    Span,
)
from claimbench.gui.figure_axes import axis_value, axis_values
from claimbench.gui.figure_layout import Mapping, band_end_texts, end_texts, widest_band
from claimbench.gui.figure_style import Box, Face, FigureStyle, Placed, inside, overlap, place
from claimbench.gui.theme import text_colour

_SAMPLES = 48
_LEAST_LABELLED_BAND = 22.0
#: A label of little weight is left out where it would cover more of lines and symbols than this.
_SPARED = 7.0
_WEIGHTY = 25.0
_VERTICAL_APART = 1.5  # dense: a text that a line crosses cannot be read

#: One line of a label: text, font, colour.
Piece = tuple[str, Face, QColor]
Corner = tuple[float, float]
#: The left upper corners, best first, at which a label of a width and a height may stand.
Places = Callable[[float, float], list[Corner]]


class LabelPlacer:
    """Remembers, for each label, which of its places it took at rest."""

    def __init__(self, style: FigureStyle) -> None:
        self.style = style
        self.remembered: dict[str, int] = {}
        self._ink = {each: QColor(text_colour(style.theme, each)) for each in Ink}

    def place(self, figure: Figure, mapping: Mapping, right: float, at_rest: bool, hint: str) -> list[Placed]:
        """All labels of the figure that fit. ``right`` is where the margin beside the plot ends; ``hint`` stands
        beside a handle that can be dragged."""
        if at_rest:
            self.remembered.clear()
        page = _Page(figure, mapping, right, self.remembered)
        ink = self._ink
        self._at_the_end(page, figure, ink)
        label, strong = self.style.label, self.style.strong
        for crossing in _visible(figure, mapping, Crossing):
            pieces = [(crossing.text, strong, ink[crossing.ink]), (crossing.subtext, label, ink[Ink.MUTED])]
            page.put("crossing", pieces, _beside_drop_line(page.plot, *_point(figure, mapping, crossing)), _WEIGHTY)
        for handle in _visible(figure, mapping, Handle):
            around = _around(*_point(figure, mapping, handle), 7.0)
            page.put("handle", [(handle.text, strong, ink[Ink.ACCENT])], around, np.inf)
        for note in _visible(figure, mapping, Note):
            beside = _anchored(*_point(figure, mapping, note), note.anchor)
            face = strong if note.bold else label
            text = face.elided(note.text, page.plot[2] - page.plot[0] - 8.0)
            page.put("", [(text, face, ink[note.ink])], beside, np.inf)
        for number, mark in enumerate(figure.marks):
            match mark:
                case Rule(label=text) if text:
                    at = axis_value(figure.x, mark.at) if mark.axis == "x" else axis_value(figure.y, mark.at)
                    along = (mapping.x(at), None) if mark.axis == "x" else (None, mapping.y(at))
                    page.put_short(f"rule {number}", (text, label, ink[mark.ink]), _beside_rule(page.plot, *along))
                case Span(label=text) if text:
                    beside = _beside_span(figure, mapping, mark)
                    page.put_short(f"span {number}", (text, label, ink[Ink.CLAIM]), beside)
                case _:
                    pass
        for number, mark in enumerate(figure.marks):
            if isinstance(mark, Points) and mark.label:
                piece = (mark.label, label, ink[mark.ink])
                page.put(f"points {number}", [piece], _beside_points(figure, mapping, mark), _SPARED)
        for handle in _visible(figure, mapping, Handle):
            beside = _beside_rule(page.plot, _point(figure, mapping, handle)[0], None, top_first=True)
            page.put("hint", [(hint, label, ink[Ink.MUTED])], beside, _SPARED)
        self._on_the_band(page, figure, ink)
        return page.placed

    def _at_the_end(self, page: _Page, figure: Figure, ink: dict[Ink, QColor]) -> None:
        """Medians, the ends of the widest band and baselines, beside the last points; moved apart where they touch."""
        mapping = page.mapping
        rows: list[tuple[float, float, str, Face, Ink]] = []
        lines = [mark for mark in figure.marks if isinstance(mark, Line) and mark.end_label and len(mark.x)]
        lines.sort(key=lambda line: line.ink is not Ink.PROJECTION)
        for line in lines:
            face = self.style.strong if line.ink is Ink.PROJECTION else self.style.label
            rows.append((line.x[-1], line.y[-1], line.end_label, face, line.ink))
        band = widest_band(figure)
        if rows and band is not None and len(band.x):
            low, high = band_end_texts(band)
            ends = [(band.x[-1], band.high[-1], high), (band.x[-1], band.low[-1], low)]
            rows[1:1] = [(x, y, text, self.style.label, Ink.MUTED) for x, y, text in ends]
        first_y = None
        margin = (page.plot[0], page.plot[1] - 8.0, page.right + 0.5, page.plot[3] + 8.0)
        for number, (x, y, text, face, each) in enumerate(rows):
            px, py = mapping.x(axis_value(figure.x, x)), mapping.y(axis_value(figure.y, y))
            if not (page.plot[0] <= px <= page.plot[2] + 1 and page.plot[1] - 1 <= py <= page.plot[3] + 1):
                continue
            first_y = py if first_y is None else first_y
            away = 1.0 if py > first_y else -1.0
            for shift in (0.0, 3.0, 6.0, 9.0, 12.0, 15.0, -3.0, -6.0):
                found = place(text, px + 6.0, py + away * shift + face.cap / 2, face, ink[each])
                if inside(found.box, margin) and not any(overlap(found.box, other.box) for other in page.placed):
                    page.placed.append(found)
                    break
            else:
                if each is Ink.BASELINE:
                    before = _before(page.plot, px - face.width(text) - 8.0, py)
                    page.put(f"end {number}", [(text, face, ink[each])], before, _SPARED)

    def _on_the_band(self, page: _Page, figure: Figure, ink: dict[Ink, QColor]) -> None:
        """The level of a band, inside it where it is thick, in figures where its ends are not labelled."""
        band = widest_band(figure)
        if band is None or end_texts(figure) or not len(band.x):
            return
        mapping = page.mapping
        x = mapping.x_scale * axis_values(figure.x, band.x) + mapping.x_shift
        low = np.minimum(mapping.y_scale * axis_values(figure.y, band.low) + mapping.y_shift, page.plot[3])
        high = np.maximum(mapping.y_scale * axis_values(figure.y, band.high) + mapping.y_shift, page.plot[1])
        text = f"{100 * band.level:.0f} %"
        half = self.style.small.width(text) / 2 + 8.0
        seen = np.isfinite(low - high) & (x > page.plot[0] + half) & (x < page.plot[2] - half)
        seen &= low - high >= _LEAST_LABELLED_BAND
        if not seen.any():
            return
        corners = []
        for index in np.flatnonzero(seen)[:: max(1, int(seen.sum()) // 6)]:
            thick = float(low[index] - high[index])
            left = float(x[index]) - half + 8.0
            corners += [(left, float(high[index]) + part * thick - 6.0) for part in (0.25, 0.75)]
        page.put("band", [(text, self.style.small, ink[Ink.MUTED])], lambda w, h: corners, 1.0)


@dataclass
class _Page:
    figure: Figure
    mapping: Mapping
    right: float  # where the margin beside the plot ends
    remembered: dict[str, int]
    placed: list[Placed] = field(default_factory=list)

    @property
    def plot(self) -> Box:
        return self.mapping.plot

    @cached_property
    def obstacles(self) -> Array:
        """(n, 2) pixels that a label had better not cover; only computed where a label looks for a place."""
        return _obstacles(self.figure, self.mapping)

    def put(self, key: str, pieces: Sequence[Piece], corners: Places, most: float) -> float:
        """Place a label of one or more lines at the best of the places that ``corners(width, height)`` offers, unless
        it covers ``most`` there or more. How much it covers; infinite where it was left out."""
        found = self._best(key, pieces, corners)
        if found is None or found[0] >= most:
            return np.inf
        covered, number, shown, corner = found
        self._write(shown, corner)
        if key:
            self.remembered[key] = number
        return covered

    def put_short(self, key: str, piece: Piece, corners: Places) -> None:
        """Place a label that may be broken into two lines where one line does not fit well."""
        text, face, colour = piece
        broken = f"{key} broken"
        two = [(line, face, colour) for line in face.balanced(text, 0.62 * face.width(text))]
        if key not in self.remembered and broken not in self.remembered:
            one_found, two_found = self._best(key, [piece], corners), self._best(broken, two, corners)
            in_two = two_found is not None and (one_found is None or one_found[0] > two_found[0] + 2.0)
        else:
            in_two = broken in self.remembered
        self.put(broken if in_two else key, two if in_two else [piece], corners, _WEIGHTY)

    def _best(
        self, key: str, pieces: Sequence[Piece], corners: Places
    ) -> tuple[float, int, list[Piece], Corner] | None:
        """What a label covers at its best free place, the place's number, the label's lines, and the place."""
        room = self.right - self.plot[0]
        shown = [(face.elided(text, room), face, colour) for text, face, colour in pieces if text]
        if not shown:
            return None
        width = max(face.width(text) for text, face, _ in shown)
        height = float(sum(face.line for _, face, _ in shown))
        offered = corners(width, height)
        kept = self.remembered.get(key, -1)
        if 0 <= kept < len(offered) and self._free(offered[kept], width, height):
            return 0.0, kept, shown, offered[kept]
        free = [number for number, corner in enumerate(offered) if self._free(corner, width, height)]
        covers = [(self._covered(offered[number], width, height) + 0.01 * number, number) for number in free]
        if not covers:
            return None
        covered, number = min(covers)
        return covered, number, shown, offered[number]

    def _free(self, corner: Corner, width: float, height: float) -> bool:
        box = (corner[0], corner[1], corner[0] + width, corner[1] + height)
        room = (self.plot[0] - 3.0, self.plot[1] - 6.0, self.right, self.plot[3] + 1.0)
        return inside(box, room) and not any(overlap(box, other.box) for other in self.placed)

    def _covered(self, corner: Corner, width: float, height: float) -> float:
        x, y = self.obstacles[:, 0], self.obstacles[:, 1]
        hit = (x > corner[0] - 3) & (x < corner[0] + width + 3) & (y > corner[1] - 1) & (y < corner[1] + height + 1)
        return float(np.count_nonzero(hit))

    def _write(self, pieces: Sequence[Piece], corner: Corner) -> None:
        y = corner[1]
        for text, face, colour in pieces:
            self.placed.append(place(text, corner[0], y + (face.line + face.cap) / 2, face, colour))
            y += face.line


def _obstacles(figure: Figure, mapping: Mapping) -> Array:
    left, top, right, bottom = mapping.plot
    along = np.linspace(0.0, 1.0, _SAMPLES)
    parts = [np.empty((0, 2))]

    def add(x: Array, y: Array) -> None:
        parts.append(np.column_stack((x, y)))

    for mark in figure.marks:
        match mark:
            case Line(x=x) | Band(x=x) if len(x) > 1:
                px = mapping.x_scale * axis_values(figure.x, x) + mapping.x_shift
                xs = px[0] + along * (px[-1] - px[0])
                for edge in (mark.y,) if isinstance(mark, Line) else (mark.low, mark.high):
                    add(xs, np.interp(xs, px, mapping.y_scale * axis_values(figure.y, edge) + mapping.y_shift))
            case Points(x=x, y=y):
                px = mapping.x_scale * axis_values(figure.x, x) + mapping.x_shift
                for dy in (-4.0, 0.0, 4.0):  # a symbol is worth more than a piece of a line
                    add(px, mapping.y_scale * axis_values(figure.y, y) + mapping.y_shift + dy)
            case Rule(at=at, axis="y"):
                add(left + along * (right - left), np.full(_SAMPLES, mapping.y(axis_value(figure.y, at))))
            case Rule(at=at, axis="x") | Handle(x=at):
                down = np.arange(top, bottom, _VERTICAL_APART)
                add(np.full(len(down), mapping.x(axis_value(figure.x, at))), down)
            case Crossing(x=x, y=y):
                down = np.arange(top, bottom, _VERTICAL_APART)
                down = down[down >= mapping.y(axis_value(figure.y, y))]
                add(np.full(len(down), mapping.x(axis_value(figure.x, x))), down)
            case _:
                pass
    points = np.concatenate(parts)
    return points[np.isfinite(points).all(axis=1)]


_M = TypeVar("_M", Crossing, Handle, Note)


def _visible(figure: Figure, mapping: Mapping, kind: type[_M]) -> Iterator[_M]:
    for mark in figure.marks:
        if isinstance(mark, kind):
            x, y = _point(figure, mapping, mark)
            left, top, right, bottom = mapping.plot
            if left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1:
                yield mark


def _point(figure: Figure, mapping: Mapping, mark: Crossing | Handle | Note) -> Corner:
    return mapping.x(axis_value(figure.x, mark.x)), mapping.y(axis_value(figure.y, mark.y))


def _before(plot: Box, x: float, y: float) -> Places:
    """Below and above a line, before its end, and not so far that it could be taken for another's label."""
    far = 0.2 * (plot[3] - plot[1])
    below = [down for down in (10.0, 24.0, 38.0, 54.0) if down <= far]
    places = [(x - back, y + down) for down in (*below, -26.0) for back in (0.0, 30.0)]
    return lambda width, height: places


def _around(x: float, y: float, away: float) -> Places:
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
        ]

    return corners


def _anchored(x: float, y: float, anchor: Literal["left", "right", "center"]) -> Places:
    def corners(width: float, height: float) -> list[Corner]:
        start = {"left": x + 6.0, "right": x - width - 6.0, "center": x - width / 2}[anchor]
        return [(start, y - height / 2), (x - width - 6.0, y - height / 2), (x + 6.0, y - height / 2)]

    return corners


def _beside_drop_line(plot: Box, x: float, y: float) -> Places:
    """Beside the line from a crossing down to the axis: at its right below the dot, else further down, else left."""

    def corners(width: float, height: float) -> list[Corner]:
        heights = [y + 36.0, y + 20.0, y + 54.0, plot[3] - height - 4.0, (y + plot[3] - height) / 2]
        low = [top for top in heights if top + height <= plot[3]] or [y - height - 8.0]
        return [(x + 6.0, top) for top in low] + [(x - width - 6.0, top) for top in low]

    return corners


def _beside_rule(plot: Box, x: float | None, y: float | None, top_first: bool = False) -> Places:
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


def _beside_span(figure: Figure, mapping: Mapping, span: Span) -> Places:
    """At the top of a vertical strip, right of it, else left; above the lower edge of a horizontal one."""
    plot = mapping.plot
    if span.axis == "y":
        top = mapping.y(max(axis_value(figure.y, span.low), axis_value(figure.y, span.high)))
        return _beside_rule(plot, None, top + 16.0)
    low, high = sorted((mapping.x(axis_value(figure.x, span.low)), mapping.x(axis_value(figure.x, span.high))))

    def corners(width: float, height: float) -> list[Corner]:
        rows = (plot[1] + 3.0, plot[1] + 18.0, plot[1] + 33.0, plot[3] - height - 4.0)
        return [(column, row) for row in rows for column in (high + 4.0, low - width - 4.0)]

    return corners


def _beside_points(figure: Figure, mapping: Mapping, points: Points) -> Places:
    """Beside a point near the middle, where there is room."""
    x = mapping.x_scale * axis_values(figure.x, points.x) + mapping.x_shift
    y = mapping.y_scale * axis_values(figure.y, points.y) + mapping.y_shift
    seen = [(float(px), float(py)) for px, py in zip(x, y, strict=True) if np.isfinite(px + py)]

    def corners(width: float, height: float) -> list[Corner]:
        if len(seen) == 1:
            px, py = seen[0]
            left, right, middle = px - width - 7.0, px + 7.0, px - width / 2
            beside = [(right, py - height / 2), (left, py - height / 2)]
            return beside + [(column, row) for row in (py - height - 6.0, py + 6.0) for column in (middle, right, left)]
        offered: list[Corner] = []
        for part in (0.4, 0.6, 0.2, 0.8, 0.0):
            if seen:
                px, py = seen[int(part * (len(seen) - 1))]
                offered += [(px + 8.0, py + 5.0), (px - width - 6.0, py - height - 6.0), (px - width / 2, py + 9.0)]
                offered += [(px - width / 2, py - height - 9.0), (px + 14.0, py + 18.0)]
        return offered

    return corners
