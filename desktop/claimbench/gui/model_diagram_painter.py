"""The look of a model's diagram: stocks as boxes, flows as valves on pipes, variables in pills, assumptions beside
diamonds, measures beside squares, links as thin arrows."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from claimbench.app.diagram_parts import CLOUD, VALVE, Diagram, Link, Node, Pipe, Point
from claimbench.core.frozen import dataclass
from claimbench.gui.fonts import font
from claimbench.gui.theme import Theme

_PALE = 0.25
_ARROW = 6.0
_CORNER, _PILL = 7.0, 18.0  # radii


@dataclass(frozen=True, slots=True)
class Marks:
    """Ids: what is ``selected``, where the arrow keys are (``walked``), what the mouse points at; ``lit`` are the
    parts that a selection elsewhere leads to."""

    selected: str
    walked: str
    hovered: str
    lit: frozenset[str]


class DiagramPainter:
    """Paints a diagram in its own coordinates."""

    def __init__(self, painter: QPainter, theme: Theme, diagram: Diagram, marks: Marks) -> None:
        self._painter, self._theme, self._diagram, self._marks = painter, theme, diagram, marks
        self._font, self._strong = font(12), font(12, QFont.Weight.DemiBold)

    def paint(self) -> None:
        marks, diagram = self._marks, self._diagram
        centre = marks.hovered or marks.selected
        near = diagram.near.get(marks.hovered, frozenset())  # the rest goes pale only while something is pointed at
        for link in diagram.links:
            strong = bool(centre) and centre in (link.source, link.target)
            self._painter.setOpacity(1.0 if not near or strong else _PALE)
            self._paint_link(link, strong)
        for pipe in diagram.pipes.values():
            self._painter.setOpacity(1.0 if not near or pipe.flow in near else _PALE)
            self._paint_pipe(pipe)
        for node in diagram.nodes.values():
            self._painter.setOpacity(1.0 if not near or node.id in near else _PALE)
            self._paint_node(node)
        self._painter.setOpacity(1.0)

    def _paint_link(self, link: Link, strong: bool) -> None:
        theme = self._theme
        colour = QColor(theme.accent if strong else theme.faint)
        self._painter.setPen(QPen(colour, 1.4 if strong else 1.0))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        path, before = _path(link)
        self._painter.drawPath(path)
        _arrow_head(self._painter, before, _point(link.every[-1]), colour)

    def _paint_pipe(self, pipe: Pipe) -> None:
        theme = self._theme
        points = [_point(point) for point in pipe.points]
        for width, colour in ((6.0, theme.faint), (4.0, theme.surface)):
            pen = QPen(QColor(colour), width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            self._painter.setPen(pen)
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawPolyline(QPolygonF(points))
        tip = points[-1]
        if pipe.points[-1] in pipe.clouds:  # its arrow stands beside it
            tip += QPointF(math.copysign(CLOUD / 2, points[-2].x() - tip.x()), 0)
        _arrow_head(self._painter, points[-2], tip, QColor(theme.faint), 9.0)
        self._painter.setPen(QPen(QColor(theme.faint), 1.2))
        self._painter.setBrush(QColor(theme.surface))
        for cloud in pipe.clouds:
            self._painter.drawPath(_cloud(_point(cloud)))

    def _paint_node(self, node: Node) -> None:
        theme = self._theme
        box = QRectF(node.x - node.width / 2, node.y - node.height / 2, node.width, node.height)
        chosen, walked = node.id == self._marks.selected, node.id == self._marks.walked
        marked = chosen or walked or node.id in self._marks.lit
        edge = QPen(QColor(theme.accent if marked else theme.faint), 2.0 if chosen else 1.2)
        fill = QColor(theme.selection if chosen else theme.surface)
        self._painter.setPen(edge)
        self._painter.setBrush(fill)
        centre = int(Qt.AlignmentFlag.AlignCenter)
        match node.kind:
            case "stock":
                self._painter.setBrush(QColor(theme.selection if chosen else theme.raised))
                self._painter.drawRect(box)
                self._paint_text(node, box, centre, strong=True)
            case "flow":
                self._paint_valve(node, chosen or walked)
                sides = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight}
                side = sides.get(node.side, Qt.AlignmentFlag.AlignHCenter)
                label = QRectF(*node.label)
                self._painter.setPen(Qt.PenStyle.NoPen)
                self._painter.setBrush(fill)
                self._painter.drawRoundedRect(label, 3, 3)  # so that links that run below do not cross the words
                self._paint_text(node, label, int(side | Qt.AlignmentFlag.AlignVCenter))
            case "variable":
                radius = min(box.height() / 2, _PILL)
                self._painter.drawRoundedRect(box, radius, radius)
                self._paint_text(node, box, centre)
            case _:
                self._paint_leaf(node, box, chosen or walked)

    def _paint_leaf(self, node: Node, box: QRectF, chosen: bool) -> None:
        """An assumption, with a diamond on its right, or a measure, with a square on its left."""
        theme = self._theme
        self._painter.setPen(QPen(QColor(theme.accent), 1.2) if chosen else Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(theme.selection if chosen else theme.surface))
        self._painter.drawRoundedRect(box, 4, 4)
        self._painter.setPen(Qt.PenStyle.NoPen)
        vertical = Qt.AlignmentFlag.AlignVCenter
        if node.kind == "assumption":
            self._painter.setBrush(QColor(theme.highlight))
            x, y, r = box.right() - 6, node.y, 4.5
            corners = [QPointF(x - r, y), QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r)]
            self._painter.drawPolygon(QPolygonF(corners))
            text, side = box.adjusted(0, 0, -14, 0), Qt.AlignmentFlag.AlignRight
        else:
            self._painter.setBrush(QColor(theme.later))
            self._painter.drawRect(QRectF(box.left() + 3, node.y - 3.5, 7, 7))
            text, side = box.adjusted(14, 0, 0, 0), Qt.AlignmentFlag.AlignLeft
        self._paint_text(node, text, int(side | vertical))

    def _paint_valve(self, node: Node, chosen: bool) -> None:
        """Two triangles that meet, along the pipe."""
        theme = self._theme
        points = self._diagram.pipes[node.id].points
        level = points[0][1] == points[-1][1] and len(points) == 2
        x, y, r = node.x, node.y, VALVE
        across = [QPointF(x - r, y - r), QPointF(x + r, y + r), QPointF(x + r, y - r), QPointF(x - r, y + r)]
        along = [QPointF(x - r, y - r), QPointF(x + r, y - r), QPointF(x - r, y + r), QPointF(x + r, y + r)]
        self._painter.setPen(QPen(QColor(theme.accent), 2.4 if chosen else 1.4))
        self._painter.setBrush(QColor(theme.band_wide))
        self._painter.drawPolygon(QPolygonF(across if level else along))

    def _paint_text(self, node: Node, box: QRectF, flags: int, strong: bool = False) -> None:
        chosen = node.id == self._marks.selected
        self._painter.setFont(self._strong if strong or chosen else self._font)
        self._painter.setPen(QColor(self._theme.accent if chosen else self._theme.text))
        metrics = QFontMetricsF(self._painter.font())
        lines = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, box.width() + 2) for line in node.lines]
        self._painter.drawText(box.adjusted(-2, -4, 2, 4), flags, "\n".join(lines))


def _point(point: Point) -> QPointF:
    return QPointF(*point)


def _path(link: Link) -> tuple[QPainterPath, QPointF]:
    """The line of a link, and where its arrow comes from."""
    path = QPainterPath(_point(link.every[0]))
    before = _round(path, link.head)
    for a, b in itertools.pairwise(map(_point, link.points)):
        reach = (b.x() - a.x()) * 0.5
        before = QPointF(b.x() - reach, b.y())
        path.cubicTo(QPointF(a.x() + reach, a.y()), before, b)
    if link.tail:
        before = _round(path, link.tail)
    return path, before


def _round(path: QPainterPath, points: Sequence[Point]) -> QPointF:
    """Go on through points with round corners; the last but one of them."""
    every = [_point(point) for point in points]
    for before, corner, after in zip(every, every[1:], every[2:], strict=False):
        back, on = before - corner, after - corner
        radius = min(_CORNER, math.hypot(back.x(), back.y()) / 2, math.hypot(on.x(), on.y()) / 2)
        path.lineTo(corner + back * (radius / max(math.hypot(back.x(), back.y()), 1e-9)))
        path.quadTo(corner, corner + on * (radius / max(math.hypot(on.x(), on.y()), 1e-9)))
    if every:
        path.lineTo(every[-1])
    return every[-2] if len(every) > 1 else path.currentPosition()


def _arrow_head(painter: QPainter, before: QPointF, tip: QPointF, colour: QColor, size: float = _ARROW) -> None:
    angle = math.atan2(tip.y() - before.y(), tip.x() - before.x())
    sides = [tip - QPointF(math.cos(angle + turn), math.sin(angle + turn)) * size for turn in (0.42, -0.42)]
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([tip, *sides]))
    painter.restore()


def _cloud(centre: QPointF) -> QPainterPath:
    unit = CLOUD / 22
    path = QPainterPath()
    for x, y, r in ((-6, 2, 5), (0, -3, 6.5), (6, 1.5, 5.5), (0, 4, 5)):
        bubble = QPainterPath()
        bubble.addEllipse(centre + QPointF(x, y) * unit, r * unit, r * unit)
        path = path.united(bubble)
    return path
