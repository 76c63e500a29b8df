"""The calls of a QPainter, written down as SVG.

Everything becomes a path, text too: each glyph's outline is defined once and used wherever it stands. So a picture
needs no font and nothing else from outside, and looks the same in every program. (Qt's own QSvgGenerator leaves text
to whatever font the reader has.)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QRawFont,
    QStaticText,
    QTextLayout,
)

from claimbench.app.markup import escaped

#: Units that the outline of a glyph has to the em.
_EM = 1000
#: Wide enough for any line of text, in pixels.
_ENDLESS = 1e6
_CAPS = {Qt.PenCapStyle.RoundCap: "round", Qt.PenCapStyle.SquareCap: "square"}
_JOINS = {Qt.PenJoinStyle.RoundJoin: "round", Qt.PenJoinStyle.BevelJoin: "bevel"}

Points = QPolygonF | Sequence[QPointF]


class SvgPainter:
    """Takes what a figure's painter asks of a QPainter. ``prefix`` begins every id, so that several drawings can stand
    in one document."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._body: list[str] = []
        self._definitions: list[str] = []
        self._glyphs: dict[tuple[str, str, int, int], str] = {}
        self._clips: dict[str, str] = {}
        self._pen, self._brush, self._font = QPen(), QBrush(), QFont()
        self._groups = 0
        self._states: list[tuple[QPen, QBrush, QFont, int]] = []

    def content(self) -> str:
        """What was drawn: definitions first."""
        return f"<defs>\n{_lines(self._definitions)}</defs>\n{_lines(self._body)}" + "</g>\n" * self._groups

    # state

    def setRenderHint(self, hint: QPainter.RenderHint, on: bool = True) -> None:
        """Nothing: whoever draws the SVG smooths edges as it does."""

    def save(self) -> None:
        self._states.append((self._pen, self._brush, self._font, self._groups))

    def restore(self) -> None:
        self._pen, self._brush, self._font, groups = self._states.pop()
        while self._groups > groups:
            self._body.append("</g>")
            self._groups -= 1

    def setPen(self, pen: QPen | QColor | Qt.PenStyle) -> None:
        self._pen = QPen(pen)

    def setBrush(self, brush: QBrush | QColor | Qt.BrushStyle) -> None:
        self._brush = QBrush(brush)

    def setFont(self, font: QFont) -> None:
        self._font = font

    def setClipRect(self, rect: QRectF, operation: Qt.ClipOperation = Qt.ClipOperation.IntersectClip) -> None:
        """What follows is cut at the rectangle, until :meth:`restore`."""
        assert self._states, "a clip lasts until the next restore"
        shape = _rectangle(rect)
        if shape not in self._clips:
            id = self._clips[shape] = f"{self._prefix}c{len(self._clips)}"
            self._definitions.append(f'<clipPath id="{id}"><path d="{shape}"/></clipPath>')
        self._body.append(f'<g clip-path="url(#{self._clips[shape]})">')
        self._groups += 1

    # shapes

    def drawLine(self, line: QLineF) -> None:
        self.drawLines([line])

    def drawLines(self, lines: Iterable[QLineF]) -> None:
        shape = "".join(f"M{_point(line.p1())}L{_point(line.p2())}" for line in lines)
        self._draw(shape, self._stroke())

    def drawPolyline(self, points: Points) -> None:
        self._draw(_polygon(points, closed=False), self._stroke())

    def drawPolygon(self, points: Points) -> None:
        self._draw(_polygon(points, closed=True), f'{self._fill()} fill-rule="evenodd"{self._stroke(none="")}')

    def drawRect(self, rect: QRectF) -> None:
        self._draw(_rectangle(rect), self._fill() + self._stroke(none=""))

    def fillRect(self, rect: QRectF, colour: QColor) -> None:
        self._draw(_rectangle(rect), _paint("fill", colour))

    def drawRoundedRect(self, rect: QRectF, x_radius: float, y_radius: float) -> None:
        path = QPainterPath()
        path.addRoundedRect(rect, x_radius, y_radius)
        self.drawPath(path)

    def drawEllipse(self, centre: QPointF, x_radius: float, y_radius: float) -> None:
        arc = f"a{_number(x_radius)} {_number(y_radius)} 0 1 0"
        width = _number(2 * x_radius)
        shape = f"M{_point(centre - QPointF(x_radius, 0))}{arc} {width} 0{arc} -{width} 0Z"
        self._draw(shape, self._fill() + self._stroke(none=""))

    def drawPath(self, path: QPainterPath) -> None:
        rule = ' fill-rule="evenodd"' if path.fillRule() is Qt.FillRule.OddEvenFill else ""
        self._draw(_outline(path), self._fill() + rule + self._stroke(none=""))

    # text

    def drawStaticText(self, corner: QPointF, text: QStaticText) -> None:
        self.drawText(corner + QPointF(0, QFontMetricsF(self._font).ascent()), text.text())

    def drawText(self, start: QPointF, text: str) -> None:
        """One line of text from ``start`` on its baseline."""
        layout = QTextLayout(text, self._font)
        layout.beginLayout()
        line = layout.createLine()
        if not line.isValid():
            return
        line.setLineWidth(_ENDLESS)
        layout.endLayout()
        used = []
        size = 0.0
        for run in layout.glyphRuns():
            raw = run.rawFont()
            size = raw.pixelSize()
            for index, at in zip(run.glyphIndexes(), run.positions(), strict=True):
                if id := self._glyph(raw, index):
                    x = round(at.x() * _EM / size)
                    y = round((at.y() - line.ascent()) * _EM / size)
                    above = f' y="{y}"' if y else ""
                    used.append(f'<use xlink:href="#{id}" x="{x}"{above}/>')
        if used:
            place = f"translate({_point(start)}) scale({_number(size / _EM, 5)})"
            look = f'{_paint("fill", self._pen.color())} transform="{place}" aria-label="{escaped(text)}"'
            self._body.append(f"<g{look}>{''.join(used)}</g>")

    def _glyph(self, raw: QRawFont, index: int) -> str:
        """The id of a glyph's outline; "" where there is nothing to draw, as of a space."""
        key = (raw.familyName(), raw.styleName(), raw.weight(), index)
        if key not in self._glyphs:
            large = QRawFont(raw)
            large.setPixelSize(_EM)
            shape = _outline(large.pathForGlyph(index), places=0)
            id = f"{self._prefix}g{len(self._glyphs)}" if shape else ""
            if shape:
                self._definitions.append(f'<path id="{id}" d="{shape}"/>')
            self._glyphs[key] = id
        return self._glyphs[key]

    # writing down

    def _draw(self, shape: str, look: str) -> None:
        if shape and look:
            self._body.append(f'<path d="{shape}"{look}/>')

    def _fill(self) -> str:
        if self._brush.style() is Qt.BrushStyle.NoBrush:
            return ' fill="none"'
        return _paint("fill", self._brush.color())

    def _stroke(self, none: str = ' fill="none"') -> str:
        """The pen as attributes, after ``none`` where the shape has no fill of its own."""
        pen = self._pen
        if pen.style() is Qt.PenStyle.NoPen:
            return ""
        width = pen.widthF() or 1.0
        look = f'{none}{_paint("stroke", pen.color())} stroke-width="{_number(width)}"'
        if cap := _CAPS.get(pen.capStyle()):
            look += f' stroke-linecap="{cap}"'
        if join := _JOINS.get(pen.joinStyle()):
            look += f' stroke-linejoin="{join}"'
        if pen.style() is not Qt.PenStyle.SolidLine:
            look += f' stroke-dasharray="{" ".join(_number(part * width) for part in pen.dashPattern())}"'
        return look


def _lines(parts: Sequence[str]) -> str:
    return "".join(f"{part}\n" for part in parts)


def _number(value: float, places: int = 2) -> str:
    """A coordinate with as few characters as it needs; zero for what is none."""
    if not math.isfinite(value):
        return "0"
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _point(point: QPointF) -> str:
    return f"{_number(point.x())} {_number(point.y())}"


def _rectangle(rect: QRectF) -> str:
    width = _number(rect.width())
    return f"M{_point(rect.topLeft())}h{width}v{_number(rect.height())}h-{width}Z" if rect.isValid() else ""


def _polygon(points: Points, closed: bool) -> str:
    places = [_point(point) for point in (points.toList() if isinstance(points, QPolygonF) else points)]
    return f"M{'L'.join(places)}{'Z' if closed else ''}" if len(places) > 1 else ""


def _outline(path: QPainterPath, places: int = 2) -> str:
    """A path's data. In Qt a curve is three elements: its two control points, then its end."""
    kinds = QPainterPath.ElementType
    letters = {kinds.MoveToElement: "M", kinds.LineToElement: "L", kinds.CurveToElement: "C"}
    parts = []
    for index in range(path.elementCount()):
        element = path.elementAt(index)
        letter = letters.get(element.type, " ")
        parts.append(f"{letter}{_number(element.x, places)} {_number(element.y, places)}")
    return "".join(parts)


def _paint(what: str, colour: QColor) -> str:
    """A colour for "fill" or "stroke"."""
    opacity = "" if colour.alpha() == 255 else f' {what}-opacity="{_number(colour.alphaF(), 3)}"'
    return f' {what}="{colour.name()}"{opacity}'
