"""The plot of the explorer, drawn by pyqtgraph: items are made once for a drawing, and take new points with setData.

Of each curve only what the pixels can show is drawn; see :class:`~claimbench.tables.summarise.Pyramid`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QWidget

from claimbench.app.drawing import Drawn
from claimbench.gui.explorer_axis import AxisKind, ExplorerAxis
from claimbench.gui.explorer_looks import Look, looks, paler
from claimbench.gui.explorer_reading import read_text
from claimbench.gui.explorer_shapes import Shape
from claimbench.gui.fonts import font
from claimbench.gui.theme import Theme
from claimbench.tables.frame import Ids
from claimbench.tables.periods import MONTHS

_FEW: Final = 250  # points, each of which is marked on a line
_NEAR: Final = 40.0  # px from the pointer to a point that is read
_MIDDLE: Final = 2  # of the levels of a box
_ROOM: Final = 0.04  # of a range, left free at its ends


class BrushBox(pg.ViewBox):  # type: ignore[misc]
    """Drags with Shift brush a range instead of moving the plot: ``brushing(left, right, finished)``."""

    brushing = Signal(float, float, bool)

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if axis is None and shift and event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            ends = sorted(self.mapToView(pos).x() for pos in (event.buttonDownPos(), event.pos()))
            self.brushing.emit(ends[0], ends[1], event.isFinish())
        else:
            super().mouseDragEvent(event, axis)


class ExplorerPlot(pg.PlotWidget):  # type: ignore[misc]
    """``brushed(left, right)`` tells a range of the x axis in its own values; ``read`` what is under the pointer."""

    brushed = Signal(float, float)
    read = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._box = BrushBox(enableMenu=False)
        self._bottom, self._left, self._right = (ExplorerAxis(side) for side in ("bottom", "left", "right"))
        axes = {"bottom": self._bottom, "left": self._left, "right": self._right}
        super().__init__(parent, background=theme.surface, viewBox=self._box, axisItems=axes)
        self.setObjectName("explorer-plot")
        self.setAccessibleName("Plot")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.theme = theme
        self.drawn: Drawn | None = None
        self.shapes: tuple[Shape, ...] = ()
        self.looks: tuple[Look, ...] = ()  # of the curves
        self._items: list[tuple[Any, Any]] = []  # what draws each curve, and the marks on its points
        self._cursor: tuple[int, int] | None = None  # curve and point
        self._anchor: float | None = None  # where a brush by keys begins
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.setMenuEnabled(False)
        menu = plot.ctrlMenu  # is made all the same, and would outlive the plot
        menu.setParent(self, menu.windowFlags())
        plot.setContentsMargins(8, 10, 12, 6)
        self._outer = ExplorerAxis("right")
        plot.layout.addItem(self._outer, 2, 3)  # beside pyqtgraph's own axes
        plot.layout.setColumnSpacing(2, 8)
        self._axes = (self._left, self._right, self._outer)
        self._boxes = (self._box, pg.ViewBox(enableMenu=False), pg.ViewBox(enableMenu=False))
        for axis, box in zip(self._axes[1:], self._boxes[1:], strict=True):
            box.setMouseEnabled(x=False, y=False)
            box.setZValue(self._box.zValue() - 1)  # below, so that the mouse is the first one's
            plot.scene().addItem(box)
            axis.linkToView(box)
            axis.hide()
            box.setXLink(self._box)
        for box in self._boxes:
            box.disableAutoRange()
        self._band = pg.LinearRegionItem(movable=False)
        self._band.hide()
        self._chosen = pg.ScatterPlotItem(size=13, pxMode=True)
        self._here = pg.ScatterPlotItem(size=12, pxMode=True)
        self._text = pg.TextItem("", anchor=(0, 1))
        self._text.setFont(font(12))
        self._text.hide()
        for item, level in ((self._band, 5), (self._chosen, 10), (self._here, 11), (self._text, 12)):
            item.setZValue(level)
            self.addItem(item, ignoreBounds=True)
        self._box.sigResized.connect(self._on_resized)
        self._box.sigXRangeChanged.connect(self._on_range)
        self._box.brushing.connect(self._on_brushing)
        self.scene().sigMouseMoved.connect(self._on_pointer)
        self.scene().sigMouseClicked.connect(self._on_clicked)
        self._take_theme()

    # what is shown

    def show_drawn(self, drawn: Drawn, shapes: Sequence[Shape], keep_range: bool = False) -> None:
        """Draw other curves; ``keep_range`` where only the rows have changed."""
        self.clear_curves()
        self.drawn, self.shapes = drawn, tuple(shapes)
        self.looks = looks(drawn, self.theme)
        self._show_axes()
        for shape in self.shapes:
            box = self._boxes[shape.curve.axis]
            items = self._made(shape)
            for item in items:
                if item is not None:
                    box.addItem(item, ignoreBounds=True)
            self._items.append(items)
        self._colour_curves()
        if keep_range:
            self._on_range()
        else:
            self.show_all()

    def clear_curves(self) -> None:
        for shape, items in zip(self.shapes, self._items, strict=True):
            box = self._boxes[shape.curve.axis]
            for item in items:
                if item is not None:
                    box.removeItem(item)
        self._items, self.shapes, self.looks, self.drawn = [], (), (), None
        self._forget_pointer()
        self._band.hide()
        self._chosen.setData([], [])

    def show_all(self) -> None:
        """The range of all points."""
        if self.drawn is None:
            return
        style = self.drawn.drawing.style
        half = 0.5 * self.shapes[0].width if style in ("bars", "box") else 0.0
        left = min(float(shape.x[0]) for shape in self.shapes) - half
        right = max(float(shape.x[-1]) for shape in self.shapes) + half
        if style == "box":
            left, right = left - 0.3, right + 0.3
        for axis, box in enumerate(self._boxes):
            values = [shape.y for shape in self.shapes if shape.curve.axis == axis]
            if values:
                low, high = min(float(y.min()) for y in values), max(float(y.max()) for y in values)
                if style in ("bars", "histogram"):
                    low, high = min(0.0, low), max(0.0, high)
                flat = 0.5 * abs(high) or 1.0
                low, high = (low - flat, high + flat) if high <= low else (low, high)
                room = _ROOM * (high - low)
                grounded = style in ("bars", "histogram") and low == 0
                box.setYRange(low if grounded else low - room, high + room, padding=0)
        room = _ROOM / 2 * (right - left) if right > left else 0.5 * abs(right) * 0.01 or 0.5
        self._box.setXRange(left - room, right + room, padding=0)
        self._on_range()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        if self.drawn is not None:
            self.looks = looks(self.drawn, theme)
        self._take_theme()
        self._show_axes()
        self._colour_curves()
        self._on_range()

    def mark(self, points: Sequence[tuple[int, Ids]]) -> None:
        """Mark points: places of curves, and of points in them."""
        found = [(self.shapes[number].x[at], self._to_left(number, self.shapes[number].y[at])) for number, at in points]
        x, y = (np.concatenate([pair[part] for pair in found]) if found else np.empty(0) for part in (0, 1))
        step = max(1, math.ceil(len(x) / 5_000))
        self._chosen.setData(x[::step], y[::step])

    # drawing

    def _made(self, shape: Shape) -> tuple[Any, Any]:
        assert self.drawn is not None
        match self.drawn.drawing.style:
            case "bars":
                height = shape.y
                return pg.BarGraphItem(x=shape.x, height=height, width=shape.width), None
            case "box":
                low, quarter, half, three, high = shape.y
                x = np.repeat(shape.x, 2)  # two halves, which meet at the median
                box = pg.BarGraphItem(x=x, y0=[quarter, half], y1=[half, three], width=shape.width)
                middle = 0.5 * low + 0.5 * high
                whiskers = pg.ErrorBarItem(x=shape.x, y=np.array([middle]), height=high - low, beam=0.4 * shape.width)
                whiskers.setZValue(-1)
                return box, whiskers
            case "histogram":
                return pg.PlotCurveItem(shape.x, shape.y, stepMode="center", fillLevel=0.0), None
            case "points":
                return None, pg.ScatterPlotItem(pxMode=True)
        return pg.PlotCurveItem(), pg.ScatterPlotItem(pxMode=True, size=6)

    def _on_range(self, *ignored: object) -> None:
        """Give each curve the points that are seen."""
        if self.drawn is None:
            return
        style = self.drawn.drawing.style
        if style not in ("line", "step", "points"):
            return
        (left, right), _ = self._box.viewRange()
        pixels = max(64, round(self._box.width()))
        for shape, (line, dots) in zip(self.shapes, self._items, strict=True):
            here = shape.inside(left, right)
            few = here.stop - here.start <= _FEW
            if line is None:
                dots.setData(*shape.sample(left, right, pixels), size=7 if few else 4)
                continue
            line.setData(*shape.between(left, right, pixels), stepMode="right" if style == "step" else None)
            dots.setData(*((shape.x[here], shape.y[here]) if few else ([], [])))

    def _show_axes(self) -> None:
        drawn = self.drawn
        if drawn is None:
            return
        kind: AxisKind = "log" if drawn.drawing.log_x else "date" if drawn.x_date else "number"
        self._bottom.months = MONTHS.get(drawn.every, 0)
        in_periods = drawn.drawing.style == "bars" and drawn.every and self.shapes
        shifts = [float(shape.x[0] - shape.curve.x[0]) for shape in self.shapes if in_periods]
        self._bottom.shift = sum(shifts) / len(shifts) if shifts else 0.0  # those side by side are about its middle
        self._bottom.show_axis("texts" if drawn.labels else kind, drawn.x_title, self.theme, drawn.labels)
        side: AxisKind = "log" if drawn.drawing.log_y else "number"
        for axis, title in zip_longest(self._axes, drawn.y_titles):
            if title is None:
                axis.hide()
            else:
                axis.show()
                axis.show_axis(side, title, self.theme, colour=self._axis_colour(axis))

    def _axis_colour(self, axis: ExplorerAxis) -> str:
        """The colour of what stands on one of several axes, where that is one."""
        looks = list(zip(self.shapes, self.looks, strict=True))
        used = [{look.colour for each, look in looks if each.curve.axis == at} for at in range(len(self._axes))]
        own = used[self._axes.index(axis)]
        return next(iter(own)) if sum(map(bool, used)) > 1 and len(own) == 1 else ""

    def _take_theme(self) -> None:
        theme = self.theme
        self.setBackground(theme.surface)
        accent, shade = QColor(theme.accent), QColor(theme.accent)
        shade.setAlpha(40)
        self._band.setBrush(shade)
        for line in self._band.lines:
            line.setPen(pg.mkPen(accent))
        self._chosen.setPen(pg.mkPen(theme.text, width=2.5))  # which no common group has
        self._chosen.setBrush(pg.mkBrush(None))
        self._here.setPen(pg.mkPen(theme.text, width=2))
        self._here.setBrush(pg.mkBrush(None))
        self._text.setColor(QColor(theme.text))
        self._text.fill = pg.mkBrush(theme.surface)
        self._text.border = pg.mkPen(theme.border)
        self.setStyleSheet(
            f"ExplorerPlot {{ border: 1px solid {theme.surface}; }}"
            f"ExplorerPlot:focus {{ border: 1px solid {theme.accent}; }}"
        )

    def _colour_curves(self) -> None:
        drawn = self.drawn
        if drawn is None:
            return
        for shape, look, (line, dots) in zip(self.shapes, self.looks, self._items, strict=True):
            colour = look.colour
            fill = QColor(colour)
            match drawn.drawing.style:
                case "bars":
                    line.setOpts(brush=fill, pen=pg.mkPen(None))
                case "box":
                    line.setOpts(brush=paler(colour, self.theme), pen=pg.mkPen(colour, width=2))
                    dots.setData(pen=pg.mkPen(colour))
                case "histogram":
                    alone = len(self.shapes) == 1  # fills of several on each other have no colour of their own
                    pen = pg.mkPen(self.theme.surface if alone else colour, width=1 if alone else 2, style=look.dash)
                    line.setPen(pen)
                    line.setBrush(fill if alone else QColor(0, 0, 0, 0))
                case _:
                    many = len(shape.x) > 5_000
                    # pyqtgraph's pens count the pixels of the screen; wide ones take long where there are many points
                    width = 1 if many else 1.6 * self.devicePixelRatioF()
                    if line is not None:
                        line.setPen(pg.mkPen(colour, width=width, style=look.dash))
                        line.opts["antialias"] = not many
                    fill.setAlpha(255 if line is not None or not many else 150)
                    dots.setPen(pg.mkPen(None))
                    dots.setBrush(fill)
                    dots.setSymbol(look.symbol)

    def _on_resized(self) -> None:
        for box in self._boxes[1:]:
            box.setGeometry(self._box.sceneBoundingRect())
        self._on_range()

    def _to_left(self, number: int, y: Any) -> Any:
        """Heights of a curve in the coordinates of the left axis."""
        box = self._boxes[self.shapes[number].curve.axis]
        if box is self._box:
            return y
        (_, (low, high)), (_, (bottom, top)) = self._box.viewRange(), box.viewRange()
        return low + (y - bottom) * (high - low) / (top - bottom)

    # reading

    def nearest(self, scene: QPointF) -> tuple[int, int] | None:
        """The point nearest to a place of the scene, as curve and point."""
        if self.drawn is None:
            return None
        at = self._box.mapSceneToView(scene)
        if self.drawn.drawing.style == "box":
            number = round(at.x())
            return (number, _MIDDLE) if 0 <= number < len(self.shapes) else None
        across, down = self._box.viewPixelSize()
        best, least = None, _NEAR
        for number, shape in enumerate(self.shapes):
            if self.drawn.drawing.style == "histogram":
                bin = int(np.searchsorted(shape.x, at.x(), side="right")) - 1
                if 0 <= bin < len(shape.y) and best is None:
                    best = number, bin
                continue
            here = shape.inside(at.x() - _NEAR * across, at.x() + _NEAR * across)
            if here.stop <= here.start:
                continue
            dx = (shape.x[here] - at.x()) / across
            dy = (self._to_left(number, shape.y[here]) - at.y()) / down
            far = np.hypot(dx, 0.0 * dy if self.drawn.drawing.style == "bars" else dy)
            place = int(np.argmin(far))
            if far[place] < least:
                best, least = (number, here.start + place), float(far[place])
        return best

    def point_at(self, number: int, point: int) -> None:
        """Read a point."""
        shape = self.shapes[number]
        assert self.drawn is not None
        self._cursor = number, point
        x = float(shape.x[0 if self.drawn.drawing.style == "box" else point])
        if self.drawn.drawing.style == "histogram":
            x = 0.5 * (x + float(shape.x[point + 1]))
        y = float(self._to_left(number, shape.y[point]))
        text = read_text(self.drawn, shape.curve, point)
        self._here.setData([x], [y])
        self._text.setPlainText(text)
        (left, right), (low, high) = self._box.viewRange()
        self._text.setAnchor(
            (1.05 if x > 0.5 * (left + right) else -0.05, -0.15 if y > low + 0.7 * (high - low) else 1.15)
        )
        self._text.setPos(x, y)
        self._text.show()
        self._text.updateTransform()  # pyqtgraph does it only for what is seen, and without it that may be elsewhere
        self.setAccessibleDescription(text.replace("\n", ", "))
        self.read.emit(text.replace("\n", ", "))

    def _on_pointer(self, scene: QPointF) -> None:
        if not self._box.sceneBoundingRect().contains(scene):
            self._forget_pointer()
            return
        found = self.nearest(scene)
        if found is None:
            self._forget_pointer()
        elif found != self._cursor:
            self.point_at(*found)

    def _forget_pointer(self) -> None:
        self._cursor = None
        self._here.setData([], [])
        self._text.hide()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._forget_pointer()

    def _on_clicked(self, event: Any) -> None:
        if event.double():
            self.show_all()

    # brushing

    def _on_brushing(self, left: float, right: float, finished: bool) -> None:
        if self.drawn is None or self.drawn.drawing.style == "box":
            return
        self._band.setRegion((left, right))
        self._band.show()
        if finished:
            log = self.drawn.drawing.log_x
            self.brushed.emit(10.0**left if log else left, 10.0**right if log else right)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go from point to point and from curve to curve, with Shift they brush; + and − zoom."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) and self._has_points:
            self._step(key, shift)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1.25 if key == Qt.Key.Key_Minus else 0.8
            self._box.scaleBy((factor, 1.0))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_0):
            self.show_all()
        elif key == Qt.Key.Key_Escape and self._band.isVisible():
            self._band.hide()
        else:
            super().keyPressEvent(event)

    @property
    def _has_points(self) -> bool:
        return self.drawn is not None and self.drawn.drawing.style != "box"

    def _step(self, key: int, shift: bool) -> None:
        number, point = self._cursor or (0, -1)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            number = (number + (1 if key == Qt.Key.Key_Down else -1)) % len(self.shapes)
        shape = self.shapes[number]
        point = max(0, min(len(shape.y) - 1, point + (key == Qt.Key.Key_Right) - (key == Qt.Key.Key_Left)))
        self.point_at(number, point)
        x = float(shape.curve.x[point])  # of a bar, its place
        x = math.log10(x) if self.drawn is not None and self.drawn.drawing.log_x else x
        if not shift:
            self._anchor = x
        elif self._anchor is not None:
            self._on_brushing(min(self._anchor, x), max(self._anchor, x), True)
