"""A slider for an uncertain number: a handle for each end of its range, one for the best value, its density above."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from claimbench.app.commands import Part
from claimbench.core.show import show_number
from claimbench.gui.polygons import Polygons
from claimbench.gui.slider_scale import SliderScale
from claimbench.gui.theme import Theme
from claimbench.gui.wording import EXACT, plain_tip

Array = NDArray[np.float64]

PARTS: tuple[Part, ...] = ("low", "best", "high")
INSET = 10  # from the widget's edge to the end of the track: room for a handle and its focus ring
_HEIGHT, _TRACK_Y, _DENSITY = 31, 19, 16
_BEST, _END, _REACH = 6.5, 4.2, 14.0  # radii: best, ends, and how near a press takes a handle
_KEYS = {
    Qt.Key.Key_Left: -0.01,
    Qt.Key.Key_Down: -0.01,
    Qt.Key.Key_Right: 0.01,
    Qt.Key.Key_Up: 0.01,
    Qt.Key.Key_PageDown: -0.1,
    Qt.Key.Key_PageUp: 0.1,
    Qt.Key.Key_Home: -2.0,
    Qt.Key.Key_End: 2.0,
}


class RangeSlider(QWidget):
    """Asks for values and shows what it is given: dragging only emits ``value_dragged(part, value)``, and the owner
    sets the values that follow. ``released()`` ends a drag, or a row of steps by keys or wheel.

    Left and Right move the active handle by 1 % of the range, Page Up and Down by 10 %, Home and End to where it can
    go; with Ctrl or Alt, Left and Right choose another handle.
    """

    value_dragged = Signal(str, float)
    released = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.scale = SliderScale(0.0, 1.0)
        self.part: Part = "best"  # the active handle
        self.dragging = False
        self._name = name
        self._movable: tuple[Part, ...] = PARTS
        self._captions = {"low": "low", "best": "best", "high": "high"}
        self._values: dict[Part, float] = {"low": 0.0, "best": 0.5, "high": 1.0}
        self._baseline: float | None = None
        self._curve: tuple[Array, Array] | None = None
        self._polygons = Polygons()
        self._polygon: QPolygonF | None = None
        self._conditioned: tuple[Array, Array] | None = None
        self._line: QPolygonF | None = None
        self._grip = 0.0  # from the handle's middle to where it was taken, px
        self._open = False  # steps were made that are not yet ended
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def set_shape(self, movable: Sequence[Part], captions: Sequence[str]) -> None:
        """Which handles there are, and what low, best and high mean."""
        self._movable = tuple(movable)
        self._captions = dict(zip(PARTS, captions, strict=True))
        if self.part not in self._movable:
            self.part = "best"

    def set_scale(self, scale: SliderScale) -> None:
        if scale != self.scale:
            self.scale = scale
            self._polygon = self._line = None
            self.update()

    def set_values(
        self, low: float, best: float, high: float, baseline: float | None, curve: tuple[Array, Array]
    ) -> None:
        """``baseline`` is the saved best value where it differs; ``curve`` the density, x and y with a peak of 1."""
        values: dict[Part, float] = {"low": low, "best": best, "high": high}
        if values == self._values and baseline == self._baseline and self._curve is not None:
            same = np.array_equal(curve[0], self._curve[0]) and np.array_equal(curve[1], self._curve[1])
            if same:
                return
        self._values, self._baseline, self._curve, self._polygon = values, baseline, curve, None
        self.setAccessibleDescription(
            ", ".join(f"{self._captions[part]} {show_number(values[part], EXACT)}" for part in self._movable)
        )
        self.update()

    def set_conditioned(self, curve: tuple[Array, Array] | None) -> None:
        """The density as what is held leaves it, on the scale of the one before, which is then drawn in grey; None
        where nothing that is held has to do with it."""
        if curve is not None or self._conditioned is not None:
            self._conditioned, self._line = curve, None
            self.update()

    @property
    def conditioned(self) -> bool:
        """Whether a density is drawn that differs for what is held."""
        return self._conditioned is not None

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def handle_position(self, part: Part) -> QPoint:
        """The middle of a handle in the widget's coordinates."""
        return QPoint(round(self._x(self._values[part])), _TRACK_Y)

    def _x(self, value: float) -> float:
        return INSET + self.scale.position(value) * (self.width() - 2 * INSET)

    def _handle_at(self, x: float, y: float) -> Part | None:
        """The nearest handle within reach. Where handles lie on each other the best value wins, but an end can be taken
        from its outer side."""
        if abs(y - _TRACK_Y) > _REACH:
            return None
        best = self._x(self._values["best"])

        def away(part: Part) -> float:
            at = self._x(self._values[part])
            outside = (part == "low" and x < best - _BEST) or (part == "high" and x > best + _BEST)
            on_best = part != "best" and abs(at - best) <= _BEST
            return abs(x - at) + (0.0 if not on_best else -2 * _BEST if outside else _REACH)

        nearest = min(self._movable, key=away)
        return nearest if abs(x - self._x(self._values[nearest])) <= _REACH else None

    # --- input

    def mousePressEvent(self, event: QMouseEvent) -> None:
        part = self._handle_at(event.position().x(), event.position().y())
        if event.button() != Qt.MouseButton.LeftButton or part is None:
            event.ignore()
            return
        self._end_steps()
        self.part, self.dragging = part, True
        self._grip = event.position().x() - self._x(self._values[part])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if not self.dragging:
            over = self._handle_at(x, event.position().y()) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if over else Qt.CursorShape.ArrowCursor)
            return
        width = self.width() - 2 * INSET
        if width > 0:
            position = min(1.0, max(0.0, (x - self._grip - INSET) / width))
            self._ask(self.scale.snapped(self.scale.value(position)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.dragging and event.button() == Qt.MouseButton.LeftButton:
            self.dragging = False
            self.update()
            self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key not in _KEYS or self.dragging:
            super().keyPressEvent(event)
            return
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                self._activate_next(1 if key == Qt.Key.Key_Right else -1)
            return
        self._step(_KEYS[key])

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._end_steps()
        super().keyReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only with the focus: else the pane scrolls."""
        turned = event.angleDelta().y()
        if not self.hasFocus() or not turned or self.dragging:
            event.ignore()
            return
        self._step(math.copysign(0.01, turned))
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end_steps()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.dragging:
            self._end_steps()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            part = self._handle_at(event.pos().x(), event.pos().y())
            text = f"{self._captions[part]}: {show_number(self._values[part], EXACT)}" if part else ""
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().event(event)

    def _activate_next(self, by: int) -> None:
        at = self._movable.index(self.part) + by
        if 0 <= at < len(self._movable):
            self._end_steps()
            self.part = self._movable[at]
            self.update()

    def _step(self, share: float) -> None:
        before = self._values[self.part]
        ends = {-2.0: self.scale.low, 2.0: self.scale.high}
        self._open = True
        self._ask(ends[share] if share in ends else self.scale.stepped(before, share))

    def _end_steps(self) -> None:
        if self._open:
            self._open = False
            self.released.emit()

    def _ask(self, value: float) -> None:
        """Ask for a value of the active handle. An end stops at the best value."""
        if self.part == "low":
            value = min(value, self._values["best"])
        elif self.part == "high":
            value = max(value, self._values["best"])
        if value != self._values[self.part]:
            self.value_dragged.emit(self.part, value)

    # --- picture

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._polygon = self._line = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self.theme
        low, best, high = (self._x(self._values[part]) for part in PARTS)
        left, right = float(INSET), float(self.width() - INSET)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.border if self.conditioned else theme.band_wide))
        painter.drawPolygon(self._density_polygon())
        if self.conditioned:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.drawPolyline(self._conditioned_line())
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.border))
        painter.drawRoundedRect(QRectF(left, _TRACK_Y - 1.5, right - left, 3), 1.5, 1.5)
        painter.setBrush(QColor(theme.band_narrow))
        painter.drawRect(QRectF(low, _TRACK_Y - 1.5, high - low, 3))
        if self._baseline is not None:
            painter.setBrush(QColor(theme.baseline))
            painter.drawRect(QRectF(self._x(self._baseline) - 1, _TRACK_Y - 7, 2, 15))
        for part, x in (("low", low), ("high", high)):
            if part in self._movable:
                painter.setPen(QPen(QColor(theme.accent), 1.6))
                painter.setBrush(QColor(theme.surface))
                painter.drawEllipse(QPointF(x, _TRACK_Y), _END, _END)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(QPointF(best, _TRACK_Y), _BEST, _BEST)
        if self.hasFocus():
            radius = (_BEST if self.part == "best" else _END) + 3
            painter.setPen(QPen(QColor(theme.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(self._x(self._values[self.part]), _TRACK_Y), radius, radius)
        painter.end()

    def _density_polygon(self) -> QPolygonF:
        """The density over the track, made anew only when values, scale or width have changed."""
        if self._polygon is None:
            self._polygons.start()
            self._polygon = QPolygonF()
            if self._curve is not None:
                scale, (across, up) = self.scale, self._curve
                if scale.log:  # the density of log x, so that equal areas stay equal chances
                    up = up * across / (np.max(up * across, initial=0.0) or 1.0)
                inside = (across >= scale.low) & (across <= scale.high)
                if inside.any():
                    x = INSET + scale.positions(across[inside]) * (self.width() - 2 * INSET)
                    y = _TRACK_Y - up[inside] * _DENSITY
                    self._polygon = self._polygons.between(x, np.full(len(x), _TRACK_Y), y)
        return self._polygon

    def _conditioned_line(self) -> QPolygonF:
        """The density after, over the track; what is higher than there is room for is cut."""
        if self._line is None:
            self._line = QPolygonF()
            if self._conditioned is not None and self._curve is not None:
                scale, (across, up), before = self.scale, self._conditioned, self._curve
                if scale.log:
                    up = up * across / (np.max(before[0] * before[1], initial=0.0) or 1.0)
                inside = (across >= scale.low) & (across <= scale.high)
                x = INSET + scale.positions(across[inside]) * (self.width() - 2 * INSET)
                y = _TRACK_Y - 2 - np.minimum(up[inside] / max(1.0, float(up.max(initial=0.0))), 1.0) * _DENSITY
                self._line = QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)])
        return self._line
