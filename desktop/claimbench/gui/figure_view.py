"""A chart card: headline, plot and note in one drawing, with buttons over its corner."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from claimbench.app.figures.figure import Figure
from claimbench.gui.figure_axes import Range
from claimbench.gui.figure_item import FigureItem
from claimbench.gui.figure_painter import TOOLS_BOTTOM
from claimbench.gui.figure_style import Placed
from claimbench.gui.icons import icon
from claimbench.gui.theme import Theme

_BUTTON, _ICON = 28, 18
_BUTTON_TOP = 7
_TOOLS = (("copy", "Copy the chart"), ("download", "Export the chart"), ("expand", "Show this chart large"))
_KEY_PIXELS = 4.0
_KEY_ZOOM = 0.8


class Canvas(pg.GraphicsView):  # type: ignore[misc]
    """Holds the figure's item and its view box, and hands the mouse's place to the item."""

    def __init__(self, item: FigureItem, parent: QWidget) -> None:
        super().__init__(parent, background=None)
        self.setObjectName("figure_canvas")
        self.setAntialiasing(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._item = item
        self.scene().addItem(item)
        self.scene().addItem(item.box)
        self.scene().sigMouseMoved.connect(self._on_mouse)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:
            self._item.set_size(float(self.width()), float(self.height()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._item.hover(None)

    def _on_mouse(self, position: QPointF) -> None:
        on_handle = self._item.hover(position)
        self.viewport().setCursor(Qt.CursorShape.SizeHorCursor if on_handle else Qt.CursorShape.ArrowCursor)


class FigureView(QWidget):
    """Shows a :class:`Figure`; every text of it is painted as plain text.

    ``handle_dragged(assumption, value)`` comes with each move of a handle, ``handle_released`` once at its end;
    ``claim_clicked(claim)`` or ``clicked`` with a click on a claim's mark or elsewhere on the card. The wheel zooms and
    the mouse pans; new data never change the ranges that the reader has zoomed to, until "Auto" is pressed.
    Keys: arrows move a handle, + and − zoom, 0 goes back, Return shows the chart large, Escape all charts again.
    """

    handle_dragged = Signal(str, float)
    handle_released = Signal()
    claim_clicked = Signal(str)
    clicked = Signal()
    copy_requested = Signal()
    export_requested = Signal()
    expand_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figure_view")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._selected = self._large = False
        self._item = FigureItem(theme, tools=3.0 * _BUTTON + 8.0, hint="drag to change")
        self._canvas = Canvas(self._item, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._canvas)
        self._tools = {name: self._tool(name, tip) for name, tip in _TOOLS}
        self._auto = self._tool("auto_range", "Show all of the chart again")
        self._auto.setText("Auto")
        self._auto.setProperty("framed", True)
        self._auto.hide()
        self._tools["copy"].clicked.connect(self.copy_requested)
        self._tools["download"].clicked.connect(self.export_requested)
        self._tools["expand"].clicked.connect(self.expand_requested)
        self._auto.clicked.connect(self.reset_zoom)
        self._item.zoomed.connect(self._on_zoomed)
        self._item.handle_dragged.connect(self.handle_dragged)
        self._item.handle_released.connect(self.handle_released)
        self._item.claim_clicked.connect(self.claim_clicked)
        self._item.clicked.connect(self.clicked)
        self._set_icons(theme)

    def _tool(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name if name == "auto_range" else f"{name}_chart")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    # what is shown

    @property
    def figure(self) -> Figure:
        return self._item.figure_painter.figure

    @property
    def texts(self) -> list[Placed]:
        """Every line of text on the card, where it is painted."""
        return self._item.figure_painter.texts

    @property
    def plot(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the plot in pixels of this widget."""
        return self._item.figure_painter.plot

    @property
    def ranges(self) -> tuple[Range, Range]:
        """The visible ranges of x and y in axis coordinates (the logarithm to base 10 on a logarithmic axis)."""
        return self._item.figure_painter.ranges

    def set_figure(self, figure: Figure, at_rest: bool = True) -> None:
        """Show a figure, with one paint. ``at_rest`` is False while something is dragged: ranges and margins then only
        grow, and labels stay on their side of their marks."""
        self._item.set_figure(figure, at_rest)
        if at_rest:
            self.setAccessibleName(figure.headline)
            self.setAccessibleDescription(f"{figure.subtitle}. {figure.note}")

    def set_theme(self, theme: Theme) -> None:
        self._item.set_theme(theme)
        self._set_icons(theme)

    def set_selected(self, selected: bool) -> None:
        self._selected = selected
        self._item.set_selected(selected or self.hasFocus())

    def set_claim(self, claim: str) -> None:
        """Light the marks of a claim; "" lights none."""
        self._item.set_claim(claim)

    def set_large(self, large: bool) -> None:
        """Whether this chart has the place of all: its button then leads back."""
        self._large = large
        name, tip = ("collapse", "Show all charts") if large else ("expand", "Show this chart large")
        self._tools["expand"].setIcon(icon(name, self._item.figure_painter.style.theme))
        self._tools["expand"].setToolTip(tip)
        self._tools["expand"].setAccessibleName(tip)

    def set_zoom(self, zoom: tuple[Range, Range] | None) -> None:
        """Show these ranges in axis coordinates; None goes back to the figure's own."""
        self._item.set_zoom(zoom)

    def reset_zoom(self) -> None:
        self._item.set_zoom(None)

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, taken = event.key(), True
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            taken = self._item.nudge_handle(_KEY_PIXELS if key == Qt.Key.Key_Right else -_KEY_PIXELS)
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

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._item.set_selected(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._item.set_selected(self._selected)

    # inside

    def _zoom_by(self, factor: float) -> None:
        def around_middle(low: float, high: float) -> Range:
            middle, half = (low + high) / 2, (high - low) / 2 * factor
            return middle - half, middle + half

        x, y = self.ranges
        self.set_zoom((around_middle(*x), around_middle(*y)))

    def _on_zoomed(self, zoomed: bool) -> None:
        self._auto.setVisible(zoomed)
        self._place_auto()

    def _place_auto(self) -> None:
        if not self._auto.isHidden():
            _, top, right, _ = self.plot
            size = self._auto.sizeHint()
            self._auto.setGeometry(round(right) - size.width() - 4, round(top) + 4, size.width(), size.height())

    def _set_icons(self, theme: Theme) -> None:
        for name, button in self._tools.items():
            button.setIcon(icon(name, theme))
            button.setIconSize(QSize(_ICON, _ICON))
        self.set_large(self._large)
