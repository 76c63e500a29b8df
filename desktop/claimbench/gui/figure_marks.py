"""Paints the marks of a figure: bands, lines, points, rules and what else stands in the plot.

Pens are not cosmetic: a larger picture scales the painter, and lines scale with it. The polygons of bands and lines are
reused from paint to paint.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from claimbench.app.figures.figure import (
    Array,
    Band,
    Bar,
    Columns,
    Crossing,
    Figure,
    Handle,
    Ink,
    Line,
    Mark,
    Note,
    Points,
    Rule,
    Span,
    Whisker,
)
from claimbench.gui.figure_axes import Range, axis_value, axis_values
from claimbench.gui.figure_mapping import Mapping, column_pixels, x_pixels, y_pixels
from claimbench.gui.figure_style import Box, FigureStyle, Placed
from claimbench.gui.polygons import Polygons
from claimbench.gui.theme import band_colour, column_colour, mark_colour

#: What lies over what; within a layer, in the figure's order.
_LAYERS: dict[type, int] = {
    Span: 0,
    Band: 1,
    Bar: 1,
    Columns: 1,
    Rule: 2,
    Line: 3,
    Whisker: 4,
    Points: 4,
    Crossing: 5,
    Handle: 5,
}
_DASHES = [4.0, 2.5]
_DOTS = [1.1, 1.3]
_SYMBOL = 3.4  # half the size of a symbol
_DOT, _SMALL = 2.2, 2.9  # half a dot, and half another symbol, on a line
_ALONG = 5  # symbols on a line that has them here and there
_LEAST_COLUMN = 0.8  # narrower ones are not seen
_ROW = 7.0  # half the height of a bar in a forest plot
_ARROW = 17.0
#: Pixels beyond which coordinates are cut, so that a far zoom never leaves the range of the rasteriser.
_FAR = 2e5


class MarkPainter:
    def __init__(self, style: FigureStyle) -> None:
        self.style = style
        self._polygons = Polygons()
        self._ink = {each: QColor(mark_colour(style.theme, each)) for each in Ink}
        self._pens: dict[tuple[Ink, float, bool], QPen] = {}
        self._pixels: dict[int, Array] = {}  # of the columns of x of one paint: bands and lines share them

    def paint(
        self, painter: QPainter, figure: Figure, mapping: Mapping, claim: str, labels: Sequence[Placed] = ()
    ) -> None:
        """Draw all marks; those of ``claim`` are lit. Rules stop where they would run through one of ``labels``."""
        self._figure, self._mapping, self._claim = figure, mapping, claim
        self._labels = labels
        self._polygons.start()
        self._pixels.clear()
        left, top, right, bottom = mapping.plot
        marks = sorted(figure.marks, key=lambda mark: _LAYERS.get(type(mark), 9))
        painter.save()
        painter.setClipRect(QRectF(left, top, right - left, bottom - top), Qt.ClipOperation.IntersectClip)
        for mark in marks:
            self._paint_wide(painter, mark)
        painter.restore()
        for mark in marks:
            self._paint_small(painter, mark)

    def _pen(self, ink: Ink, width: float, dashed: bool = False) -> QPen:
        """One pen for each use: making them anew at each paint takes as long as drawing with them."""
        key = (ink, width, dashed)
        pen = self._pens.get(key)
        if pen is None:
            pen = stroke(self._ink[ink], width)
            self._pens[key] = pen = _dashed(pen) if dashed else pen
        return pen

    def _x(self, values: Array) -> Array:
        pixels = self._pixels.get(id(values))
        if pixels is None:
            pixels = _near(self._mapping.x_scale * axis_values(self._figure.x, values) + self._mapping.x_shift)
            self._pixels[id(values)] = pixels
        return pixels

    def _y(self, values: Array, axis: int = 0) -> Array:
        return _near(y_pixels(self._figure, self._mapping, values, axis))

    def _x_pixel(self, value: float) -> float:
        return self._mapping.x(axis_value(self._figure.x, value))

    def _y_pixel(self, value: float) -> float:
        return self._mapping.y(axis_value(self._figure.y, value))

    def _upright(self, x: float) -> list[Range]:
        """From where to where an upright rule goes: from the top of the plot to its foot, but not through labels, nor
        the rows of a forest plot that have a text instead of marks."""
        figure, (_, top, _, bottom) = self._figure, self._mapping.plot
        half = 0.6 * abs(self._mapping.y_scale)
        rows = [self._y_pixel(mark.y) for mark in figure.marks if isinstance(mark, Note) and figure.y.kind == "rows"]
        taken = [(row - half, row + half) for row in rows]
        taken += [(up - 1.0, down + 1.0) for left, up, right, down in self._boxes() if left - 2.0 < x < right + 2.0]
        return _parts(top, bottom, taken)

    def _boxes(self) -> Iterable[Box]:
        return (label.box for label in self._labels)

    def _level(self, y: float) -> list[Range]:
        """From where to where a horizontal rule goes."""
        left, _, right, _ = self._mapping.plot
        return _parts(
            left, right, [(start - 3.0, end + 3.0) for start, up, end, down in self._boxes() if up < y < down]
        )

    def _lit(self, claim: str) -> bool:
        return bool(claim) and claim == self._claim

    def _paint_wide(self, painter: QPainter, mark: Mark) -> None:
        """Marks that are cut at the edges of the plot."""
        left, top, right, bottom = self._mapping.plot
        match mark:
            case Span():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                colour = self.style.lit_span if self._lit(mark.claim) else self.style.span
                if mark.axis == "x":
                    ends = _near(np.array([self._x_pixel(mark.low), self._x_pixel(mark.high)]))
                    area = QRectF(ends[0], top, ends[1] - ends[0], bottom - top)
                else:
                    ends = _near(np.array([self._y_pixel(mark.high), self._y_pixel(mark.low)]))
                    area = QRectF(left, ends[0], right - left, ends[1] - ends[0])
                if np.isfinite(ends).all():
                    painter.fillRect(area, colour)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            case Band():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(band_colour(self.style.theme, mark.ink, mark.level)))
                x, low, high = self._x(mark.x), self._y(mark.low), self._y(mark.high)
                for part in _runs(x, low, high):
                    painter.drawPolygon(self._polygons.between(x[part], low[part], high[part]))
            case Columns():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(column_colour(self.style.theme, mark.ink, mark.level)))
                starts, ends = (_near(each) for each in column_pixels(self._figure, self._mapping, mark))
                tops, base = self._y(mark.heights, mark.axis), float(self._y(np.zeros(1), mark.axis)[0])
                gap = 0.5 if abs(ends[-1] - starts[0]) > 4.0 * len(ends) else 0.0
                for first, last, top_of in zip(starts, ends, tops, strict=True):
                    if not math.isfinite(first + last + top_of):
                        continue
                    foot, top_of = max(base, top_of), min(base, top_of)
                    if foot == top_of:  # in a PDF, it would be a hairline
                        continue
                    middle, wide = (first + last) / 2, max(last - first - 2 * gap, _LEAST_COLUMN)
                    painter.drawRect(QRectF(middle - wide / 2, top_of, wide, foot - top_of))
            case Line():
                painter.setPen(self._pen(mark.ink, _width(mark.ink), mark.dashed))
                x, y = self._x(mark.x), self._y(mark.y, mark.axis)
                for part in _runs(x, y):
                    painter.drawPolyline(self._polygons.filled(x[part], y[part]))
            case Rule():
                if self._lit(mark.claim):
                    pen = stroke(self.style.colour.accent, 2.0)
                    painter.setPen(_dashed(pen) if mark.dashed else pen)
                else:
                    pen = self._pen(mark.ink, 1.0, mark.dashed)
                    painter.setPen(_dotted(stroke(pen.color(), 1.4)) if mark.dotted else pen)
                at = self._x_pixel(mark.at) if mark.axis == "x" else self._y_pixel(mark.at)
                if math.isfinite(at) and abs(at) < _FAR:
                    at = crisp(at)
                    for start, end in self._upright(at) if mark.axis == "x" else self._level(at):
                        line = QLineF(at, start, at, end) if mark.axis == "x" else QLineF(start, at, end, at)
                        painter.drawLine(line)
            case Bar():
                x = _near(x_pixels(self._figure, self._mapping, np.array([mark.low, mark.high]), mark.axis))
                row = self._y_pixel(mark.y)
                if np.isfinite(x).all() and math.isfinite(row):
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(QColor(band_colour(self.style.theme, mark.ink, mark.level)))
                    half = min(_ROW, 0.4 * abs(self._mapping.y_scale))
                    middle, wide = (x[0] + x[1]) / 2, max(x[1] - x[0], 2.0)
                    painter.drawRoundedRect(QRectF(middle - wide / 2, row - half, wide, 2 * half), 1, 1)
            case _:
                pass

    def _paint_small(self, painter: QPainter, mark: Mark) -> None:
        """Marks of a fixed size, drawn whole where their middle is inside the plot."""
        match mark:
            case Points():
                self._paint_points(painter, mark)
            case Rule(axis="x", symbol=str()):
                x = self._x_pixel(mark.at)
                if self._mapping.plot[0] - 1 <= x <= self._mapping.plot[2] + 1:
                    self._paint_symbol(painter, x, mark)
            case Line() if mark.dotted or mark.symbol:
                self._paint_along(painter, mark)
            case Whisker():
                self._paint_whisker(painter, mark)
            case Crossing():
                x, y = self._x_pixel(mark.x), self._y_pixel(mark.y)
                if self._shows(x, y):
                    painter.setPen(self._pen(mark.ink, 1.0))
                    painter.drawLine(QLineF(crisp(x), y, crisp(x), self._mapping.plot[3]))
                    self._dot(painter, x, y, 4.2, self._ink[mark.ink])
            case Handle():
                x, y = self._x_pixel(mark.x), self._y_pixel(mark.y)
                if self._mapping.plot[0] - 1 <= x <= self._mapping.plot[2] + 1:
                    painter.setPen(self._pen(Ink.ACCENT, _width(Ink.ACCENT)))
                    painter.drawLine(QLineF(x, self._mapping.plot[1], x, self._mapping.plot[3]))
                    if self._shows(x, y):
                        self._dot(painter, x, y, 4.6, self._ink[Ink.ACCENT])
            case _:
                pass

    def _shows(self, x: float, y: float) -> bool:
        left, top, right, bottom = self._mapping.plot
        return left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1

    def _dot(self, painter: QPainter, x: float, y: float, radius: float, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(x, y), radius, radius)

    def _paint_points(self, painter: QPainter, mark: Points) -> None:
        lit = self._lit(mark.claim)
        colour = self.style.colour.accent if lit else self._ink[mark.ink]
        outline = stroke(colour, 1.4) if lit else self._pen(mark.ink, 1.4)
        painter.setPen(outline)
        painter.setBrush(colour if mark.filled else self.style.colour.surface)
        size = _SYMBOL * (1.5 if lit else 1.0)
        shape = _SHAPES.get(mark.symbol)
        if mark.low is not None and mark.high is not None:
            self._paint_intervals(painter, mark.x, mark.low, mark.high)
        if mark.symbol == "dotted":
            painter.setPen(_dotted(outline))
        across = _near(x_pixels(self._figure, self._mapping, mark.x, mark.axis))
        for x, y in zip(across.tolist(), self._y(mark.y, mark.axis).tolist(), strict=True):
            if self._shows(x, y):
                _draw_symbol(painter, x, y, size, shape)

    def _paint_along(self, painter: QPainter, line: Line) -> None:
        """The points of a line: all of them, or some here and there."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ink[line.ink])
        known = np.flatnonzero(np.isfinite(line.y))
        if not line.dotted and len(known):  # a step has its symbol where a level begins, not where the one before ends
            known = known[np.append(np.diff(line.x[known]) != 0.0, True)]
        every = 1 if line.dotted else max(1, len(known) // _ALONG)
        shape, size = _SHAPES.get(line.symbol or ""), _DOT if line.symbol is None else _SMALL
        xs, ys = self._x(line.x)[known], self._y(line.y, line.axis)[known]
        for x, y in zip(xs[every // 2 :: every].tolist(), ys[every // 2 :: every].tolist(), strict=True):
            if self._shows(x, y):
                _draw_symbol(painter, x, y, size, shape)

    def _paint_symbol(self, painter: QPainter, x: float, rule: Rule) -> None:
        """At the top of an upright rule: what kind of number its claim is."""
        colour = self.style.colour.accent if self._lit(rule.claim) else self._ink[rule.ink]
        outline = stroke(colour, 1.4)
        painter.setPen(_dotted(outline) if rule.symbol == "dotted" else outline)
        painter.setBrush(colour if rule.filled else self.style.colour.surface)
        _draw_symbol(painter, x, self._mapping.plot[1], _SYMBOL, _SHAPES.get(rule.symbol or ""))

    def _paint_intervals(self, painter: QPainter, x: Array, low: Array, high: Array) -> None:
        _, top, _, bottom = self._mapping.plot
        for at, foot, head in zip(self._x(x).tolist(), self._y(low).tolist(), self._y(high).tolist(), strict=True):
            foot, head = min(foot, bottom), max(head, top)
            if math.isfinite(at + foot + head) and foot > head and self._shows(at, foot):
                painter.drawLine(QLineF(at, foot, at, head))

    def _paint_whisker(self, painter: QPainter, mark: Whisker) -> None:
        left, _, right, _ = self._mapping.plot
        x, y = self._x_pixel(mark.value), self._y_pixel(mark.y)
        if not self._shows(min(max(x, left), right), y):
            return
        lit = self._lit(mark.claim)
        colour = self.style.colour.accent if lit else self._ink[mark.ink]
        painter.setPen(stroke(colour, 1.5) if lit else self._pen(mark.ink, 1.5))
        if mark.arrow:
            # not into the texts beside the plot
            tip = min(x + _ARROW, right + 6.0) if mark.arrow > 0 else max(x - _ARROW, left - 6.0)
            back = tip - mark.arrow * 4.5
            painter.drawLines([QLineF(x, y, tip, y), QLineF(tip, y, back, y - 3.5), QLineF(tip, y, back, y + 3.5)])
        else:
            ends = [min(max(self._x_pixel(end), left), right) for end in (mark.low, mark.high)]
            if all(math.isfinite(end) for end in ends):
                painter.drawLine(QLineF(ends[0], y, ends[1], y))
        if left - 1 <= x <= right + 1:
            outline = stroke(colour, 1.4)
            painter.setPen(_dotted(outline) if mark.symbol == "dotted" else outline)
            painter.setBrush(colour if mark.filled else self.style.colour.surface)
            _draw_symbol(painter, x, y, _SYMBOL if mark.symbol != "circle" else 2.9, _SHAPES.get(mark.symbol))


_SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "triangle": ((0, -1.2), (1.2, 0.95), (-1.2, 0.95)),
}


def _draw_symbol(
    painter: QPainter, x: float, y: float, size: float, shape: tuple[tuple[float, float], ...] | None
) -> None:
    """A circle, or the polygon ``shape``."""
    if shape is None:
        painter.drawEllipse(QPointF(x, y), size, size)
    else:
        painter.drawPolygon(QPolygonF([QPointF(x + size * dx, y + size * dy) for dx, dy in shape]))


def _parts(start: float, end: float, taken: Iterable[Range]) -> list[Range]:
    """What is left from ``start`` to ``end`` between the stretches that are taken."""
    found = []
    for low, high in sorted(taken):
        found.append((start, min(low, end)))
        start = max(start, high)
    return [(low, high) for low, high in [*found, (start, end)] if low < high]


def _width(ink: Ink) -> float:
    """Of a line."""
    return 1.8 if ink is Ink.PROJECTION else 1.3


def stroke(colour: QColor, width: float) -> QPen:
    pen = QPen(QBrush(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _dashed(pen: QPen) -> QPen:
    dashed = QPen(pen)
    dashed.setDashPattern(_DASHES)
    return dashed


def _dotted(pen: QPen) -> QPen:
    dotted = QPen(pen)
    dotted.setDashPattern(_DOTS)
    return dotted


def crisp(at: float) -> float:
    """The middle of the pixel: there a line of 1 px is sharp."""
    return math.floor(at) + 0.5


def _near(pixels: Array) -> Array:
    """Cut far coordinates; what is not finite is a gap."""
    if np.abs(pixels).max(initial=0.0) < _FAR:
        return pixels
    return np.where(np.isfinite(pixels), np.clip(pixels, -_FAR, _FAR), np.nan)


def _runs(*columns: Array) -> list[slice]:
    """The parts without a gap, of two points or more."""
    together = sum(columns[1:], columns[0])
    if math.isfinite(together.sum()):
        return [slice(0, len(together))] if len(together) > 1 else []
    whole = np.isfinite(together)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], whole.astype(np.int8), [0]))))
    return [slice(start, stop) for start, stop in zip(edges[::2], edges[1::2], strict=True) if stop - start > 1]
