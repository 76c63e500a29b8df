"""Draws a lineage: four columns of boxes, and curves from each thing to what rests on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from claimbench.app.lineage import COLUMNS, Lineage, Link, Node
from claimbench.gui.fonts import font
from claimbench.gui.theme import Theme
from claimbench.gui.wording import plain_tip
from claimbench.gui.wrapped import wrapped

_MARGIN, _HEAD, _APART = 12.0, 26.0, 6.0
_GAP = 26.0  # between columns, for the curves
_PAD, _LINES = 6.0, 3
_LEAST_COLUMN = 72.0


class LineageView(QWidget):
    """``chosen(node)`` when a box is clicked, or Return is pressed on it."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lineage_view")
        self.setAccessibleName("Lineage")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.theme = theme
        self.lineage: Lineage | None = None
        self.boxes: dict[Node, QRectF] = {}
        self.hovered: Node | None = None
        self.current: Node | None = None  # where the arrow keys are
        self._labels: dict[Node, str] = {}
        self._lines: dict[Node, tuple[str, ...]] = {}
        self._font, self._strong = font(12), font(12, QFont.Weight.DemiBold)
        self._size = QFontMetricsF(self._font)
        self.setMinimumWidth(round(2 * _MARGIN + len(COLUMNS) * _LEAST_COLUMN + (len(COLUMNS) - 1) * _GAP))

    def show_lineage(self, lineage: Lineage | None, label: Callable[[Node], str]) -> None:
        self.lineage = lineage
        nodes = [node for column in lineage.columns for node in column] if lineage is not None else []
        self._labels = {node: label(node) for node in nodes}
        self.hovered = None
        self.current = lineage.root if lineage is not None else None
        self._place()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def node_at(self, position: QPointF) -> Node | None:
        return next((node for node, box in self.boxes.items() if box.contains(position)), None)

    def sizeHint(self) -> QSize:
        return QSize(480, 400)

    # where things stand

    @property
    def _width(self) -> float:
        """Of a column."""
        return (self.width() - 2 * _MARGIN - (len(COLUMNS) - 1) * _GAP) / len(COLUMNS)

    def _left(self, column: int) -> float:
        return _MARGIN + column * (self._width + _GAP)

    def _place(self) -> None:
        """Columns beside one another, each in the middle of the highest."""
        self.boxes = {}
        if self.lineage is not None:
            inside = self._width - 2 * _PAD
            self._lines = {
                node: wrapped(text, inside, self._strong if node == self.lineage.root else self._font, _LINES)
                for node, text in self._labels.items()
            }
            heights = [sum(self._height(node) + _APART for node in column) for column in self.lineage.columns]
            top = _MARGIN + _HEAD
            for at, column in enumerate(self.lineage.columns):
                y = top + (max(heights) - heights[at]) / 2
                for node in column:
                    self.boxes[node] = QRectF(self._left(at), y, self._width, self._height(node))
                    y += self._height(node) + _APART
            self.setMinimumHeight(round(top + max(heights) + _MARGIN))
        self.update()

    def _height(self, node: Node) -> float:
        return len(self._lines[node]) * self._size.height() + 2 * _PAD

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.lineage is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        painter.setPen(QColor(self.theme.muted))
        for at, (title, _) in enumerate(COLUMNS):
            place = QRectF(self._left(at), _MARGIN, self._width + _GAP, _HEAD)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), title)
            if not self.lineage.columns[at]:
                middle = QRectF(self._left(at), (_MARGIN + _HEAD + self.minimumHeight()) / 2 - 10, self._width, 20)
                painter.drawText(middle, int(Qt.AlignmentFlag.AlignCenter), "none")
        for link in sorted(self.lineage.links, key=self._marked):
            self._paint_link(painter, link)
        for node, box in self.boxes.items():
            if box.intersects(QRectF(event.rect())):
                self._paint_node(painter, node, box)
        painter.end()

    def _marked(self, link: Link) -> bool:
        return self.hovered in (link.start, link.end)

    def _paint_link(self, painter: QPainter, link: Link) -> None:
        start, end = self.boxes[link.start], self.boxes[link.end]
        a = QPointF(start.right(), start.center().y())
        b = QPointF(end.left(), end.center().y())
        bend = max(_GAP, (b.x() - a.x()) / 2)
        path = QPainterPath(a)
        path.cubicTo(a + QPointF(bend, 0), b - QPointF(bend, 0), b)
        colour = QColor(self.theme.accent if self._marked(link) else self.theme.faint)
        pen = QPen(colour, 1.6 if self._marked(link) else 1.0)
        if link.second_hand:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _paint_node(self, painter: QPainter, node: Node, box: QRectF) -> None:
        theme = self.theme
        root = self.lineage is not None and node == self.lineage.root
        focused = self.hasFocus() and node == self.current
        fill = theme.selection if root else theme.raised if node == self.hovered else theme.surface
        painter.setBrush(QColor(fill))
        painter.setPen(QPen(QColor(theme.accent if root or focused else theme.border), 2.0 if focused else 1.0))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(theme.text))
        painter.setFont(self._strong if root else self._font)
        y = box.top() + _PAD + self._size.ascent()
        for line in self._lines[node]:
            painter.drawText(QPointF(box.left() + _PAD, y), line)
            y += self._size.height()

    # mouse and keys

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.node_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, node: Node | None) -> None:
        if node != self.hovered:
            self.hovered = node
            self.setCursor(Qt.CursorShape.ArrowCursor if node is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        node = self.node_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and node is not None:
            self.chosen.emit(node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if self.lineage is None or self.current is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.current)
        elif (step := steps.get(Qt.Key(event.key()))) is not None:
            self._walk(self.lineage, self.current, *step)
        else:
            super().keyPressEvent(event)

    def _walk(self, lineage: Lineage, current: Node, across: int, down: int) -> None:
        """To the next box in the column, or to the nearest one in the next column that has any."""
        columns = lineage.columns
        column = next(at for at, nodes in enumerate(columns) if current in nodes)
        if down:
            nodes = columns[column]
            current = nodes[min(max(nodes.index(current) + down, 0), len(nodes) - 1)]
        while across and 0 <= column + across < len(columns):
            column += across
            if columns[column]:
                here = self.boxes[current].center().y()
                current = min(columns[column], key=lambda node: abs(self.boxes[node].center().y() - here))
                break
        self.current = self.hovered = current
        self.update()

    def event(self, event: QEvent) -> bool:
        """The whole name as a tool tip: in a box a long one is cut."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            node = self.node_at(QPointF(event.pos()))
            text = "" if node is None else f"{node.kind.capitalize()}: {self._labels[node]}"
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().event(event)
