"""A figure in a pyqtgraph scene: one item that paints everything, and a view box that pans and zooms it.

The item covers the whole card and works in the scene's coordinates, which are the widget's pixels. The view box lies
over the plot, paints nothing, and holds the visible ranges in axis coordinates.
"""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsSceneWheelEvent, QStyleOptionGraphicsItem, QWidget

from claimbench.app.figures.figure import Figure, Handle
from claimbench.gui.figure_axes import Range
from claimbench.gui.figure_marks import stroke
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.figure_readout import Readout, claim_at, handle_at, handle_value, read
from claimbench.gui.theme import Theme

#: Zooming stops at this share of the figure's own range, and at this multiple of it.
_CLOSEST, _FARTHEST = 1e-5, 50.0


class FigureBox(pg.ViewBox):  # type: ignore[misc]
    """Pans with the left button and zooms with the wheel, Shift for x alone and Ctrl for y alone; dragging a handle
    moves the handle instead. Rows of a forest plot stay where they are."""

    def __init__(self, item: FigureItem) -> None:
        super().__init__(enableMenu=False, border=None, defaultPadding=0.0)
        self._item = item
        self._handle: Handle | None = None
        self.disableAutoRange()

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        if event.isStart():
            self._handle = self._item.handle_under(event.buttonDownScenePos())
        if self._handle is None:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        self._item.drag_handle(self._handle.assumption, event.scenePos().x())
        if event.isFinish():
            self._handle = None
            self._item.handle_released.emit()

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            axis = 0
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            axis = 1
        super().wheelEvent(event, axis)


class FigureItem(pg.GraphicsObject):  # type: ignore[misc]
    """``set_figure`` swaps the data and asks for one paint; nothing is created. ``zoomed(bool)`` tells whether the
    reader has left the figure's own ranges."""

    handle_dragged = Signal(str, float)
    handle_released = Signal()
    claim_clicked = Signal(str)
    clicked = Signal()
    zoomed = Signal(bool)

    def __init__(self, theme: Theme, *, tools: float, hint: str) -> None:
        super().__init__()
        self.figure_painter = FigurePainter(theme, tools=tools, hint=hint)
        self.box = FigureBox(self)
        self._size = (1.0, 1.0)
        self._readout: Readout | None = None
        self._mouse = QPointF()
        self.box.sigRangeChangedManually.connect(self._on_zoomed)

    def set_figure(self, figure: Figure, at_rest: bool = True) -> None:
        was_zoomed = self.figure_painter.zoom is not None
        self.figure_painter.set_figure(figure, at_rest)
        self._follow()
        if was_zoomed and self.figure_painter.zoom is None:  # another figure took the place of this one
            self.zoomed.emit(False)

    def set_theme(self, theme: Theme) -> None:
        self.figure_painter.set_theme(theme)
        self._follow()

    def set_size(self, width: float, height: float) -> None:
        self.prepareGeometryChange()
        self._size = (width, height)
        self.figure_painter.set_size(width, height)
        self._follow()

    def set_claim(self, claim: str) -> None:
        if claim != self.figure_painter.claim:
            self.figure_painter.set_claim(claim)
            self._follow()

    def set_selected(self, selected: bool) -> None:
        if selected != self.figure_painter.selected:
            self.figure_painter.set_selected(selected)
            self._follow()

    def set_zoom(self, zoom: tuple[Range, Range] | None) -> None:
        """Show these ranges in axis coordinates, or the figure's own; a range too near or too far is not taken."""
        painter = self.figure_painter
        if zoom is not None:
            if painter.figure.y.kind == "rows":
                zoom = (zoom[0], painter.own_ranges[1])
            for (low, high), (own_low, own_high) in zip(zoom, painter.own_ranges, strict=True):
                share = (high - low) / (own_high - own_low)
                if not (math.isfinite(low + high) and _CLOSEST < share < _FARTHEST):
                    self._follow()
                    return
        painter.set_zoom(zoom)
        self._follow()
        self.zoomed.emit(zoom is not None)

    def handle_under(self, position: QPointF) -> Handle | None:
        return handle_at(self.figure_painter.figure, self.figure_painter.mapping, position.x(), position.y())

    def drag_handle(self, assumption: str, pixel: float) -> None:
        painter = self.figure_painter
        self.handle_dragged.emit(assumption, handle_value(painter.figure, painter.mapping, pixel))

    def nudge_handle(self, pixels: float) -> bool:
        """Move the handle, if there is one, by some pixels, as a key does."""
        painter = self.figure_painter
        for mark in painter.figure.marks:
            if isinstance(mark, Handle):
                at = painter.mapping.x(painter.axis_x(mark.x))
                if math.isfinite(at):
                    self.drag_handle(mark.assumption, at + pixels)
                    self.handle_released.emit()
                    return True
        return False

    def hover(self, position: QPointF | None) -> bool:
        """Show the values under the mouse (None: it has left); whether a handle is there."""
        painter = self.figure_painter
        old = self._readout
        self._readout = None
        if position is not None:
            self._mouse = position
            self._readout = read(painter.figure, painter.mapping, position.x(), position.y())
        if old is not None or self._readout is not None:
            self._repaint()
        return position is not None and self.handle_under(position) is not None

    # overrides

    def boundingRect(self) -> QRectF:
        return QRectF(0.0, 0.0, *self._size)

    def mouseClickEvent(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        position = event.scenePos()
        claim = claim_at(self.figure_painter.figure, self.figure_painter.mapping, position.x(), position.y())
        if claim:
            self.claim_clicked.emit(claim)
        else:
            self.clicked.emit()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.save()
        self.figure_painter.paint(painter, painter.device().devicePixelRatio())
        if self._readout is not None:
            self._paint_readout(painter, self._readout)
        painter.restore()

    # inside

    def _on_zoomed(self) -> None:
        (x_low, x_high), (y_low, y_high) = self.box.viewRange()
        self.set_zoom(((x_low, x_high), (y_low, y_high)))

    def _follow(self) -> None:
        """Bring the view box to where the plot is, and have what changed painted."""
        left, top, right, bottom = self.figure_painter.plot
        place = QRectF(left, top, right - left, bottom - top)
        if self.box.geometry() != place:
            self.box.setGeometry(place)
        ranges = self.figure_painter.ranges
        if [list(part) for part in ranges] != self.box.viewRange():
            self.box.setRange(xRange=ranges[0], yRange=ranges[1], padding=0.0, disableAutoRange=True)
        self._repaint()

    def _repaint(self) -> None:
        left, top, right, bottom = self.figure_painter.changed
        self.update(QRectF(left, top, right - left, bottom - top))

    def _paint_readout(self, painter: QPainter, readout: Readout) -> None:
        style, (_, top, _, bottom) = self.figure_painter.style, self.figure_painter.plot
        if readout.x is not None:
            painter.setPen(stroke(style.colour.faint, 1.0))
            painter.drawLine(QPointF(readout.x, top), QPointF(readout.x, bottom))
        block = self.figure_painter.block
        room = block[2] - block[0] - 16.0
        title = style.strong.elided(readout.title, room)
        lines = [style.label.elided(line, room) for line in readout.lines]
        width = max([style.strong.width(title), *(style.label.width(line) for line in lines)]) + 16.0
        height = style.label.line * (1 + len(lines)) + 10.0
        x = (self._mouse.x() if readout.x is None else readout.x) + 12.0
        if x + width > block[2]:
            x -= width + 24.0
        x = max(block[0], min(x, block[2] - width))
        y = max(top, min(self._mouse.y() - height - 10.0, bottom - height))
        painter.setPen(stroke(style.colour.border, 1.0))
        painter.setBrush(style.colour.surface)
        painter.drawRoundedRect(QRectF(x, y, width, height), 4, 4)
        baseline = y + 5.0 + (style.label.line + style.label.cap) / 2
        painter.setPen(style.colour.text)
        style.strong.write(painter, title, x + 8.0, baseline)
        for line in lines:
            baseline += style.label.line
            style.label.write(painter, line, x + 8.0, baseline)
