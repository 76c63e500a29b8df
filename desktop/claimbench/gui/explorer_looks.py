"""What tells the curves of a drawing from each other, in the plot and in its key: the colour of a group or a column,
and where groups have the colours, the dash, the symbol or the fill of a column."""

from __future__ import annotations

from typing import Final

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from claimbench.app.drawing import Drawn, Style
from claimbench.core.frozen import dataclass
from claimbench.gui.fonts import font
from claimbench.gui.theme import Theme

#: Colours of groups, at least 3 : 1 on the surface, and apart for colour blindness (after Okabe and Ito).
GROUP_COLOURS: Final = {
    "light": ("#0b62a4", "#d55e00", "#00805c", "#b0539a", "#2b8cc4", "#7a5c00", "#b87900", "#3b3b3b"),
    "dark": ("#62b0f2", "#f0a04b", "#3ecf9f", "#e08fc8", "#a5d8ff", "#d9c04a", "#ff7f6b", "#e9eef4"),
}
_DASHES: Final = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_SYMBOLS: Final = ("o", "s", "t", "d")
_SIGN, _BESIDE, _WIDEST_NAME = 14.0, 6, 220  # px: what stands for a curve, the room to its name, and both together


@dataclass(frozen=True, slots=True)
class Look:
    colour: str
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine
    symbol: str = "o"


def looks(drawn: Drawn, theme: Theme) -> tuple[Look, ...]:
    """That of each curve."""
    columns = list(dict.fromkeys(curve.column for curve in drawn.curves))
    colours = GROUP_COLOURS[theme.name]
    found = []
    for curve in drawn.curves:
        column = columns.index(curve.column)
        number = curve.group if drawn.groups else column
        colour = colours[number] if number < len(colours) else theme.faint
        if not drawn.groups:
            found.append(Look(colour))
            continue
        if drawn.drawing.style == "bars":  # which have neither dash nor symbol
            for _ in range(column):
                colour = paler(colour, theme)
        found.append(Look(colour, _DASHES[column % len(_DASHES)], _SYMBOLS[column % len(_SYMBOLS)]))
    return tuple(found)


def paler(colour: str, theme: Theme) -> str:
    """Halfway to the surface, and opaque: what lies below does not shine through."""
    one, other = QColor(colour).getRgbF(), QColor(theme.surface).getRgbF()
    return QColor.fromRgbF(*(0.5 * (a + b) for a, b in zip(one[:3], other[:3], strict=True))).name()  # type: ignore[index]


class KeyEntry(QWidget):
    """What a curve looks like, and its name."""

    def __init__(self, text: str, look: Look, style: Style, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._text, self._look, self._style, self._theme = text, look, style, theme
        self.setFont(font(12))
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        wide = round(_SIGN) + _BESIDE + metrics.horizontalAdvance(self._text)
        return QSize(min(_WIDEST_NAME, wide) + 2, metrics.height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, colour = self.height() / 2, QColor(self._look.colour)
        match self._style:
            case "bars" | "box":
                painter.fillRect(2, round(middle) - 5, 10, 10, colour)
            case "points":
                painter.save()
                painter.translate(_SIGN / 2, middle)
                painter.scale(8, 8)
                painter.fillPath(Symbols[self._look.symbol], colour)
                painter.restore()
            case _:
                painter.setPen(QPen(colour, 2, self._look.dash))
                painter.drawLine(QPointF(0, middle), QPointF(_SIGN, middle))
        painter.setPen(QColor(self._theme.muted))
        left = round(_SIGN) + _BESIDE
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width() - left)
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()
