"""A figure on the screen: a plain widget that paints it, and that the mouse reads, pans and zooms.

It needs no graphics scene: one painter draws the whole figure, and a change of the data is one paint of the plot.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from claimbench.app.figures.figure import Figure, Handle
from claimbench.gui.figure_axes import Range
from claimbench.gui.figure_marks import stroke
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.figure_readout import (
    Pointed,
    Readout,
    claim_at,
    claim_places,
    handle_at,
    handle_value,
    pointed_at,
    read,
    told_in_full,
)
from claimbench.gui.figure_whole import is_whole
from claimbench.gui.theme import Theme
from claimbench.gui.wording import plain_tip

#: Zooming stops at this share of the figure's own range, and at this multiple of it.
_CLOSEST, _FARTHEST = 1e-5, 50.0
#: What one notch of the wheel makes of a range.
_NOTCH, _NOTCH_ANGLE = 0.743, 120.0


class FigureCanvas(QWidget):
    """``set_figure`` swaps the data and asks for one paint. ``zoomed(bool)`` tells whether the reader has left the
    figure's own ranges.

    The left button pans and the wheel zooms, Shift for x alone and Ctrl for y alone; dragging a handle moves the handle
    instead. Rows of a forest plot stay where they are.
    """

    handle_dragged = Signal(str, float)
    handle_released = Signal()
    claim_clicked = Signal(str, QPointF)
    claim_activated = Signal(str)
    clicked = Signal()
    zoomed = Signal(bool)

    def __init__(self, theme: Theme, *, tools: float, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("figure_canvas")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.figure_painter = FigurePainter(theme, tools=tools, hint=hint)
        self._tools, self._hint = tools, hint
        self._readout: Readout | None = None
        self._mouse = QPointF()
        self._pressed: QPointF | None = None  # where the left button went down
        self._dragging = False  # whether the mouse has moved far enough since for it to be a drag
        self._handle: Handle | None = None

    # what is shown

    def set_figure(self, figure: Figure, at_rest: bool = True) -> None:
        was_zoomed = self.figure_painter.zoom is not None
        self.figure_painter.set_figure(figure, at_rest)
        self._repaint()
        if was_zoomed and self.figure_painter.zoom is None:  # another figure took the place of this one
            self.zoomed.emit(False)

    def set_theme(self, theme: Theme) -> None:
        self.figure_painter.set_theme(theme)
        self._repaint()

    def set_claim(self, claim: str) -> None:
        if claim != self.figure_painter.claim:
            self.figure_painter.set_claim(claim)
            self._repaint()

    def set_selected(self, selected: bool) -> None:
        if selected != self.figure_painter.selected:
            self.figure_painter.set_selected(selected)
            self._repaint()

    def set_zoom(self, zoom: tuple[Range, Range] | None) -> None:
        """Show these ranges in axis coordinates, or the figure's own; a range too near or too far is not taken."""
        painter = self.figure_painter
        if zoom is not None:
            if painter.figure.y.kind == "rows":
                zoom = (zoom[0], painter.own_ranges[1])
            for (low, high), (own_low, own_high) in zip(zoom, painter.own_ranges, strict=True):
                share = (high - low) / (own_high - own_low)
                if not (math.isfinite(low + high) and _CLOSEST < share < _FARTHEST):
                    return
        painter.set_zoom(zoom)
        self._repaint()
        self.zoomed.emit(zoom is not None)

    def zoom_by(self, x_factor: float, y_factor: float, at: QPointF) -> None:
        """Make both ranges as many times as wide, with the point ``at`` (pixels) staying where it is."""
        x, y = self.figure_painter.ranges
        mapping = self.figure_painter.mapping
        self.set_zoom((_stretched(x, mapping.x_at(at.x()), x_factor), _stretched(y, mapping.y_at(at.y()), y_factor)))

    def claim_at(self, position: QPointF) -> str:
        """The claim whose mark is at a place in pixels; "" where there is none."""
        return claim_at(self.figure_painter.figure, self.figure_painter.mapping, position.x(), position.y())

    @property
    def claim_places(self) -> dict[str, tuple[float, float]]:
        """Where the mark of each claim in sight is."""
        return claim_places(self.figure_painter.figure, self.figure_painter.mapping)

    def afresh(self, figure: Figure) -> FigurePainter:
        """A drawing of ``figure`` as on a new card of this size, zoomed as this one is."""
        painter = FigurePainter(self.figure_painter.style.theme, tools=self._tools, hint=self._hint)
        painter.set_size(float(self.width()), float(self.height()))
        painter.set_figure(figure)
        painter.set_zoom(self.figure_painter.zoom)
        return painter

    def pointed_at(self, position: QPointF) -> Pointed:
        return pointed_at(self.figure_painter.figure, self.figure_painter.mapping, position.x(), position.y())

    def nudge_handle(self, pixels: float) -> bool:
        """Move the handle, if there is one, by some pixels, as a key does."""
        painter = self.figure_painter
        for mark in painter.figure.marks:
            if isinstance(mark, Handle):
                at = painter.mapping.x(painter.axis_x(mark.x))
                if math.isfinite(at):
                    self._drag_handle(mark.assumption, at + pixels)
                    self.handle_released.emit()
                    return True
        return False

    # overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.figure_painter.paint(painter, self.devicePixelRatioF())
        if self._readout is not None:
            self._paint_readout(painter, self._readout)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.figure_painter.set_size(float(self.width()), float(self.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragging = event.position(), False
            self._handle = self._handle_at(event.position())
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        if self._pressed is None:
            self._hover(position)
            return
        if not self._dragging:
            if (position - self._pressed).manhattanLength() < QApplication.startDragDistance():
                return
            self._dragging, self._mouse = True, self._pressed
        if self._handle is not None:
            self._drag_handle(self._handle.assumption, position.x())
        elif self._on_plot(self._pressed):
            self._pan(position - self._mouse)
        self._mouse = position

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            event.ignore()
            return
        handle, dragged = self._handle, self._dragging
        self._pressed, self._dragging, self._handle = None, False, None
        if dragged:
            if handle is not None:
                self.handle_released.emit()
            return
        if claim := self.claim_at(event.position()):
            self.claim_clicked.emit(claim, event.position())
        else:
            self.clicked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second of two clicks comes instead of a press."""
        claim = self.claim_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else ""
        if claim:
            self.claim_activated.emit(claim)
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Over the plot the wheel zooms; elsewhere it scrolls the charts."""
        at, turned = event.position(), event.angleDelta()
        # Some systems turn the wheel sideways while Alt or Shift is held.
        notches = (turned.y() or turned.x()) / _NOTCH_ANGLE
        if not (notches and self._on_plot(at)):
            event.ignore()
            return
        factor, modifiers = _NOTCH**notches, event.modifiers()
        x_alone = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        y_alone = bool(modifiers & Qt.KeyboardModifier.ControlModifier) and not x_alone
        self.zoom_by(1.0 if y_alone else factor, 1.0 if x_alone else factor, at)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Where a card has no room for all of its words, they are told in full on hover."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            painter, at = self.figure_painter, event.pos()
            text = told_in_full(painter.figure, painter.mapping, painter.block, at.x(), at.y())
            if text and not is_whole(painter.figure, painter.texts):
                QToolTip.showText(event.globalPos(), plain_tip(text), self)
            else:
                QToolTip.hideText()
                event.ignore()
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    # inside

    def _on_plot(self, position: QPointF) -> bool:
        left, top, right, bottom = self.figure_painter.plot
        return left <= position.x() <= right and top <= position.y() <= bottom

    def _handle_at(self, position: QPointF) -> Handle | None:
        return handle_at(self.figure_painter.figure, self.figure_painter.mapping, position.x(), position.y())

    def _drag_handle(self, assumption: str, pixel: float) -> None:
        painter = self.figure_painter
        self.handle_dragged.emit(assumption, handle_value(painter.figure, painter.mapping, pixel))

    def _pan(self, by: QPointF) -> None:
        (x_low, x_high), (y_low, y_high) = self.figure_painter.ranges
        mapping = self.figure_painter.mapping
        x, y = by.x() / mapping.x_scale, by.y() / mapping.y_scale
        self.set_zoom(((x_low - x, x_high - x), (y_low - y, y_high - y)))

    def _hover(self, position: QPointF | None) -> None:
        """Show the values under the mouse (None: it has left), and by the cursor whether a handle or the mark of a
        claim is there."""
        painter = self.figure_painter
        old, self._readout = self._readout, None
        cursor = Qt.CursorShape.ArrowCursor
        if position is not None:
            self._mouse = position
            self._readout = read(painter.figure, painter.mapping, position.x(), position.y())
            if self._handle_at(position) is not None:
                cursor = Qt.CursorShape.SizeHorCursor
            elif self.claim_at(position):
                cursor = Qt.CursorShape.PointingHandCursor
        if old is not None or self._readout is not None:
            self._repaint()
        self.setCursor(cursor)

    def _repaint(self) -> None:
        if self.visibleRegion().isEmpty():
            return  # it is laid out and painted when it comes into sight
        left, top, right, bottom = self.figure_painter.changed
        self.update(QRectF(left, top, right - left, bottom - top).toAlignedRect())

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


def _stretched(ends: Range, about: float, factor: float) -> Range:
    low, high = ends
    return about + (low - about) * factor, about + (high - about) * factor
