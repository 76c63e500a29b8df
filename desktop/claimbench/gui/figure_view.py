"""A chart card: headline, plot and note in one drawing, with buttons over its corner."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from claimbench.app.figures.figure import Figure
from claimbench.gui.figure_axes import Range
from claimbench.gui.figure_canvas import FigureCanvas
from claimbench.gui.figure_painter import TOOLS_BOTTOM, FigurePainter
from claimbench.gui.figure_readout import Pointed
from claimbench.gui.figure_style import Placed
from claimbench.gui.icons import icon
from claimbench.gui.theme import Theme

_BUTTON, _ICON = 28, 18
_BUTTON_TOP = 7
_BESIDE = 10
_TOOLS = (("copy", "Copy the chart"), ("download", "Export the chart"), ("expand", "Show this chart large"))
_KEY_PIXELS = 4.0
_KEY_ZOOM = 0.8


class FigureView(QWidget):
    """Shows a :class:`Figure`; every text of it is painted as plain text.

    ``handle_dragged(assumption, value)`` comes with each move of a handle, ``handle_released`` once at its end;
    ``claim_clicked(claim)`` or ``clicked`` with a click on a claim's mark or elsewhere on the card,
    ``claim_activated(claim)`` with a double click on a mark or the button that then stands beside it,
    ``menu_requested(pointed, position)`` with the right button or the menu key. The wheel zooms and the mouse pans; new
    data never change the ranges that the reader has zoomed to, until "Auto" is pressed.
    Keys: left and right move a handle, up and down lead from claim to claim, Space is that claim's button, + and −
    zoom, 0 goes back, Return shows the chart large, Escape all charts again.
    """

    handle_dragged = Signal(str, float)
    handle_released = Signal()
    claim_clicked = Signal(str)
    claim_activated = Signal(str)
    menu_requested = Signal(object, QPoint)
    clicked = Signal()
    copy_requested = Signal()
    export_requested = Signal()
    expand_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figure_view")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._selected = self._large = False
        self._pointed, self._pointed_at = "", QPointF()  # the claim whose mark was clicked here, and where
        self._canvas = FigureCanvas(theme, tools=3.0 * _BUTTON + 8.0, hint="drag to change", parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._canvas)
        self._tools = {name: self._tool(name, tip) for name, tip in _TOOLS}
        self._auto = self._tool("auto_range", "Show all of the chart again")
        self._auto.setText("Auto")
        self._auto.setProperty("framed", True)
        self._auto.hide()
        self._hold = self._tool("hold_claim", "")
        self._hold.setProperty("framed", True)
        self._hold.hide()
        self._tools["copy"].clicked.connect(self.copy_requested)
        self._tools["download"].clicked.connect(self.export_requested)
        self._tools["expand"].clicked.connect(self.expand_requested)
        self._auto.clicked.connect(self.reset_zoom)
        self._canvas.zoomed.connect(self._on_zoomed)
        self._canvas.handle_dragged.connect(self.handle_dragged)
        self._canvas.handle_released.connect(self.handle_released)
        self._hold.clicked.connect(self._on_hold)
        self._canvas.claim_clicked.connect(self._point_at)
        self._canvas.claim_activated.connect(self.claim_activated)
        self._canvas.clicked.connect(self.clicked)
        self._set_icons(theme)

    def _tool(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{name}_chart" if name in dict(_TOOLS) else name)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    # what is shown

    @property
    def figure(self) -> Figure:
        return self._canvas.figure_painter.figure

    @property
    def texts(self) -> list[Placed]:
        """Every line of text on the card, where it is painted."""
        return self._canvas.figure_painter.texts

    @property
    def plot(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the plot in pixels of this widget."""
        return self._canvas.figure_painter.plot

    @property
    def ranges(self) -> tuple[Range, Range]:
        """The visible ranges of x and y in axis coordinates (the logarithm to base 10 on a logarithmic axis)."""
        return self._canvas.figure_painter.ranges

    def set_figure(self, figure: Figure, at_rest: bool = True) -> None:
        """Show a figure, with one paint. ``at_rest`` is False while something is dragged: ranges and margins then only
        grow, and labels stay on their side of their marks."""
        self._canvas.set_figure(figure, at_rest)
        if self._pointed:
            self._place_hold()
        if at_rest:
            self.setAccessibleName(figure.headline)
            self.setAccessibleDescription(f"{figure.subtitle}. {figure.note}")

    def set_theme(self, theme: Theme) -> None:
        self._canvas.set_theme(theme)
        self._set_icons(theme)

    def set_selected(self, selected: bool) -> None:
        self._selected = selected
        self._canvas.set_selected(selected or self.hasFocus())

    def set_claim(self, claim: str, offer: str = "") -> None:
        """Light the marks of a claim; "" lights none. ``offer`` is what its button says, where its mark was clicked
        here; without one there is no button."""
        self._canvas.set_claim(claim)
        self._pointed = self._pointed if claim == self._pointed else ""
        self._hold.setText(offer)
        self._hold.setAccessibleName(offer)
        self._place_hold()

    def set_large(self, large: bool) -> None:
        """Whether this chart has the place of all: its button then leads back."""
        self._large = large
        name, tip = ("collapse", "Show all charts") if large else ("expand", "Show this chart large")
        self._tools["expand"].setIcon(icon(name, self._canvas.figure_painter.style.theme, fades=False))
        self._tools["expand"].setToolTip(tip)
        self._tools["expand"].setAccessibleName(tip)

    @property
    def zoom(self) -> tuple[Range, Range] | None:
        """What the reader has zoomed to, in axis coordinates; None where the figure shows its own ranges."""
        return self._canvas.figure_painter.zoom

    def set_zoom(self, zoom: tuple[Range, Range] | None) -> None:
        """Show these ranges in axis coordinates; None goes back to the figure's own."""
        self._canvas.set_zoom(zoom)

    def reset_zoom(self) -> None:
        self._canvas.set_zoom(None)

    def afresh(self, figure: Figure) -> FigurePainter:
        """A drawing of ``figure`` as on a new card of this size, zoomed as this one is."""
        return self._canvas.afresh(figure)

    # overrides

    def sizeHint(self) -> QSize:
        return QSize(560, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, 220)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        x = self.width() - 8
        for button in reversed(list(self._tools.values())):
            x -= _BUTTON
            button.setGeometry(x, _BUTTON_TOP, _BUTTON, int(TOOLS_BOTTOM) - _BUTTON_TOP)
        self._place_auto()
        self._place_hold()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, taken = event.key(), True
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            taken = self._canvas.nudge_handle(_KEY_PIXELS if key == Qt.Key.Key_Right else -_KEY_PIXELS)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            taken = self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Space:
            taken = not self._hold.isHidden()
            self._on_hold()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom_by(_KEY_ZOOM)
        elif key == Qt.Key.Key_Minus:
            self._zoom_by(1 / _KEY_ZOOM)
        elif key == Qt.Key.Key_0:
            self.reset_zoom()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (key == Qt.Key.Key_Escape and self._large):
            self.expand_requested.emit()
        else:
            taken = False
        if not taken:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        pointed = Pointed() if by_key else self._canvas.pointed_at(QPointF(event.pos()))
        self.menu_requested.emit(pointed, event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._canvas.set_selected(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._canvas.set_selected(self._selected)

    # inside

    def _zoom_by(self, factor: float) -> None:
        left, top, right, bottom = self.plot
        self._canvas.zoom_by(factor, factor, QPointF((left + right) / 2, (top + bottom) / 2))

    def _on_zoomed(self, zoomed: bool) -> None:
        self._auto.setVisible(zoomed)
        self._place_auto()
        self._place_hold()

    def _point_at(self, claim: str, position: QPointF) -> None:
        self._pointed, self._pointed_at = claim, position
        self.claim_clicked.emit(claim)  # which lights it, and says what its button does
        self._place_hold()  # also where it was lit already

    def _step(self, by: int) -> bool:
        """Go to the next claim with a mark in sight, or the one before; whether there is any."""
        claims = list(self._canvas.claim_places)
        if claims:
            here = claims.index(self._pointed) if self._pointed in claims else -1 if by > 0 else 0
            left, top, right, bottom = self.plot
            self._point_at(claims[(here + by) % len(claims)], QPointF((left + right) / 2, (top + bottom) / 2))
        return bool(claims)

    def _on_hold(self) -> None:
        if not self._hold.isHidden():
            self.claim_activated.emit(self._pointed)

    def _place_hold(self) -> None:
        """Below the mark that was clicked, since values are read off above it, or where there is no room for it, above;
        nowhere when the mark is out of sight."""
        place = self._canvas.claim_places.get(self._pointed) if self._pointed and self._hold.text() else None
        self._hold.setVisible(place is not None)
        if place is not None:
            (left, _, right, bottom), size = self.plot, self._hold.sizeHint()
            at = self._pointed_at.x(), self._pointed_at.y()
            x, y = (where if math.isfinite(where) else clicked for where, clicked in zip(place, at, strict=True))
            x = min(x + _BESIDE, right - size.width())
            y = y + _BESIDE if y + _BESIDE + size.height() <= bottom else y - _BESIDE - size.height()
            self._hold.setGeometry(round(max(left, x)), round(y), size.width(), size.height())
            self._hold.raise_()

    def _place_auto(self) -> None:
        if not self._auto.isHidden():
            _, top, right, _ = self.plot
            size = self._auto.sizeHint()
            self._auto.setGeometry(round(right) - size.width() - 4, round(top) + 4, size.width(), size.height())

    def _set_icons(self, theme: Theme) -> None:
        for name, button in self._tools.items():
            button.setIcon(icon(name, theme, fades=False))
            button.setIconSize(QSize(_ICON, _ICON))
        self.set_large(self._large)
