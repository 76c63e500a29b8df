"""The diagram of a model on the screen: it can be moved and zoomed, and walked through with the arrow keys."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from claimbench.app.diagram_parts import Diagram, Node
from claimbench.gui.fonts import font
from claimbench.gui.model_diagram_painter import DiagramPainter, Marks
from claimbench.gui.theme import Theme
from claimbench.gui.wording import plain_tip

_MARGIN = 14.0
_LEAST, _MOST, _FIRST_MOST = 0.25, 3.0, 1.25  # zoom
_READ_WHOLE, _READ = 0.6, 0.8  # the least zoom at which the whole is shown at first, and what it is where that is less
_FADE = 26.0
_STEP = 1.2


NO_MODEL = "This case has no model yet. “Add” makes the first part."


class ModelDiagramView(QWidget):
    """``chosen(id)`` when a part is clicked or Return is pressed on it, ``opened(id)`` for a double click,
    ``menu_wanted(id, position)`` for its context menu ("" beside every part)."""

    chosen = Signal(str)
    opened = Signal(str)
    menu_wanted = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model_diagram")
        self.setAccessibleName("Diagram of the model")
        self.setAccessibleDescription("Arrow keys go from part to part, Return selects; plus, minus and 0 zoom.")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.theme = theme
        self.diagram = Diagram({}, {}, (), {})
        self.selected, self.lit = "", frozenset[str]()
        self.hovered, self.current = "", ""
        self.zoom, self._origin = 1.0, QPointF()  # widget = origin + zoom · diagram
        self._view: Literal["first", "whole", "own"] = "first"  # its own: as the user moved and zoomed it
        self._from_right = False
        self._pressed: QPointF | None = None
        self._metrics = QFontMetricsF(font(12))

    def text_width(self, text: str) -> float:
        return self._metrics.horizontalAdvance(text)

    def show_diagram(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.hovered = self.hovered if self.hovered in diagram.nodes else ""
        self._follow()

    def show_selected(self, id: str, lit: frozenset[str] = frozenset()) -> None:
        """Mark the selected part, and those that a selection elsewhere leads to."""
        if (id, lit) != (self.selected, self.lit):
            self.selected, self.lit = id, lit
            self.current = id or self.current
            self._bring_in_sight(id)
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    # -- zoom

    def begin(self, from_right: bool = False) -> None:
        """The diagram as it is shown at first; of one that is cut, the right side if that is asked for."""
        self._view, self._from_right = "first", from_right
        self._follow()

    def fit(self) -> None:
        """The whole diagram, as large as it fits."""
        self._view = "whole"
        self._follow()

    def _follow(self) -> None:
        """Show the diagram as before in another size: whole; and at first, where that could not be read, its whole
        width from the top, or else the upper middle of it."""
        if self._view != "own":
            left, top, right, bottom = self.diagram.bounds
            width, height = max(1.0, right - left), max(1.0, bottom - top)
            across, down = (self.width() - 2 * _MARGIN) / width, (self.height() - 2 * _MARGIN) / height
            zoom = min(across, down)
            if self._view == "first" and zoom < _READ_WHOLE:
                zoom = min(across, _READ) if across >= _READ_WHOLE else _READ
            self.zoom = min(max(zoom, _LEAST), _FIRST_MOST)
            middle = QPointF((left + right) / 2, (top + bottom) / 2)
            if self._view == "first" and self._from_right:
                middle.setX(max(middle.x(), right - (self.width() / 2 - _MARGIN) / self.zoom))
            if self._view == "first":
                middle.setY(min(middle.y(), top + (self.height() / 2 - _MARGIN) / self.zoom))
            self._origin = QPointF(self.width() / 2, self.height() / 2) - middle * self.zoom
        self.update()

    def _bring_in_sight(self, id: str) -> None:
        """Move a part into the middle if it cannot be seen."""
        if id in self.diagram.nodes and not self.rect().contains(self.position_of(id).toPoint()):
            self._origin += QPointF(self.width() / 2, self.height() / 2) - self.position_of(id)
            self._view = "own"

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        at = QPointF(self.width() / 2, self.height() / 2) if at is None else at
        zoom = min(max(self.zoom * factor, _LEAST), _MOST)
        self._origin = at - (at - self._origin) * (zoom / self.zoom)
        self.zoom, self._view = zoom, "own"
        self.update()

    def position_of(self, id: str) -> QPointF:
        """The middle of a part in this widget."""
        node = self.diagram.nodes[id]
        return self._origin + QPointF(node.x, node.y) * self.zoom

    def part_at(self, position: QPointF) -> str:
        """The part at a place in this widget; "" where there is none."""
        at = (position - self._origin) * (1 / self.zoom)
        for node in reversed(list(self.diagram.nodes.values())):
            if any(box.contains(at) for box in _boxes(node)):
                return node.id
        return ""

    # -- mouse and keys

    def sizeHint(self) -> QSize:
        return QSize(480, 520)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta()
        if not pixels.isNull() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:  # a touch pad
            self._move(QPointF(pixels))
        elif event.angleDelta().y():
            self.zoom_by(_STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            if id := self.part_at(event.position()):
                self.current = id
                self.chosen.emit(id)
            else:
                self._pressed = event.position()
                self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            self._move(event.position() - self._pressed)
            self._pressed = event.position()
            return
        self._hover(self.part_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if id := self.part_at(event.position()):
            self.opened.emit(id)
        else:
            self.fit()

    def event(self, event: QEvent) -> bool:
        """The whole label as a tool tip: in the diagram a long one is cut."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            node = self.diagram.nodes.get(self.part_at(QPointF(event.pos())))
            text = "" if node is None else f"{node.kind.capitalize()} {' '.join(node.lines)}"
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover("")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        id = self.part_at(QPointF(event.pos())) if by_mouse else self.current
        there = id in self.diagram.nodes and not by_mouse
        where = self.mapToGlobal(self.position_of(id).toPoint()) if there else event.globalPos()
        self.menu_wanted.emit(id, where)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        directions = {
            Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0), Qt.Key.Key_Up: (0.0, -1.0),
            Qt.Key.Key_Down: (0.0, 1.0),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in directions:
            self._walk(*directions[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current in self.diagram.nodes:
            self.chosen.emit(self.current)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / _STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def _walk(self, across: float, down: float) -> None:
        """To the nearest part in that direction, preferring what lies straight ahead."""
        nodes = self.diagram.nodes
        if self.current not in nodes:
            self.current = next(iter(nodes), "")
        else:
            here = nodes[self.current]
            ways = {}
            for id, node in nodes.items():
                ahead = (node.x - here.x) * across + (node.y - here.y) * down
                aside = abs((node.x - here.x) * down) + abs((node.y - here.y) * across)
                if ahead > 1 and aside < 3 * ahead:
                    ways[id] = ahead + 2 * aside
            self.current = min(ways, key=lambda id: ways[id], default=self.current)
        if self.current:
            self._hover(self.current)
            self.setAccessibleDescription(self._spoken(self.current))
            self._bring_in_sight(self.current)
            self.update()

    def _spoken(self, id: str) -> str:
        nodes = self.diagram.nodes
        others = ", ".join(" ".join(nodes[each].lines) for each in sorted(self.diagram.near[id] - {id}))
        text = f"{nodes[id].kind} {' '.join(nodes[id].lines)}"
        return f"{text}, linked to {others}" if others else text

    def _move(self, by: QPointF) -> None:
        self._origin += by
        self._view = "own"
        self.update()

    def _hover(self, id: str) -> None:
        if id != self.hovered:
            self.hovered = id
            if self._pressed is None:
                self.setCursor(Qt.CursorShape.PointingHandCursor if id else Qt.CursorShape.ArrowCursor)
            self.update()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self.theme.surface))
        if not self.diagram.nodes:
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), NO_MODEL)
        painter.translate(self._origin)
        painter.scale(self.zoom, self.zoom)
        walked = self.current if self.hasFocus() else ""
        marks = Marks(self.selected, walked, self.hovered, self.lit)
        DiagramPainter(painter, self.theme, self.diagram, marks).paint()
        painter.resetTransform()
        self._paint_edges(painter)
        painter.end()

    def _paint_edges(self, painter: QPainter) -> None:
        """Let the diagram fade out at the edges beyond which there is more of it."""
        left, top, right, bottom = self.diagram.bounds
        first, last = self._origin + QPointF(left, top) * self.zoom, self._origin + QPointF(right, bottom) * self.zoom
        width, height = float(self.width()), float(self.height())
        none = QColor(self.theme.surface)
        none.setAlpha(0)
        for there, strip, edge, inner in (
            (first.x() < 0, QRectF(0, 0, _FADE, height), QPointF(0, 0), QPointF(_FADE, 0)),
            (last.x() > width, QRectF(width - _FADE, 0, _FADE, height), QPointF(width, 0), QPointF(width - _FADE, 0)),
            (first.y() < 0, QRectF(0, 0, width, _FADE), QPointF(0, 0), QPointF(0, _FADE)),
            (
                last.y() > height,
                QRectF(0, height - _FADE, width, _FADE),
                QPointF(0, height),
                QPointF(0, height - _FADE),
            ),
        ):
            if there and self.diagram.nodes:
                shade = QLinearGradient(edge, inner)
                shade.setColorAt(0.0, QColor(self.theme.surface))
                shade.setColorAt(1.0, none)
                painter.fillRect(strip, shade)


def _boxes(node: Node) -> list[QRectF]:
    body = QRectF(node.x - node.width / 2, node.y - node.height / 2, node.width, node.height).adjusted(-3, -2, 3, 2)
    return [body, QRectF(*node.label)] if node.label[2] else [body]
