"""An axis of the explorer: pyqtgraph's, with the ticks of the other charts."""

from __future__ import annotations

import html
import math
from typing import Any, Final, Literal

import pyqtgraph as pg
from PySide6.QtGui import QColor, QFontMetricsF

from claimbench.core.show import from_day_number, show_date_in_year
from claimbench.gui import figure_axes
from claimbench.gui.fonts import font
from claimbench.gui.frame_model import short
from claimbench.gui.theme import Theme

AxisKind = Literal["number", "log", "date", "texts"]
_MINUTES: Final = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
_DAYS_WITHOUT_HOURS: Final = 3.0
_WIDEST_TEXT: Final = 110.0
_LONGEST_TITLE: Final = 50  # letters
_APART: Final = {"bottom": 70.0, "left": 34.0, "right": 34.0}


class ExplorerAxis(pg.AxisItem):  # type: ignore[misc]
    """``kind`` decides the ticks; of ``texts``, ``labels`` are those of 0, 1, 2 …"""

    def __init__(self, side: Literal["bottom", "left", "right"]) -> None:
        super().__init__(side, maxTickLength=-4)
        self.kind: AxisKind = "number"
        self.labels: tuple[str, ...] = ()
        self.months = 0  # in each period that is shown, of an axis of such,
        self.shift = 0.0  # and how far behind its beginning it is named
        self._side = side
        self._texts: dict[float, str] = {}
        self._font = font(11, tabular=True)
        self._metrics = QFontMetricsF(self._font)
        self.enableAutoSIPrefix(False)
        self.setStyle(tickFont=self._font, hideOverlappingLabels=False)
        self.label.setFont(font(12))

    def show_axis(
        self, kind: AxisKind, title: str, theme: Theme, labels: tuple[str, ...] = (), colour: str = ""
    ) -> None:
        """``colour`` is that of what stands on it, where it has to be told from another axis."""
        self.kind, self.labels = kind, labels
        self.setPen(pg.mkPen(colour or theme.border))
        self.setTextPen(pg.mkPen(colour or theme.muted))
        # pyqtgraph makes HTML of the title
        self.setLabel(
            html.escape(_fitted(short(title))), color=QColor(colour or theme.muted).name(), **{"font-size": "12px"}
        )
        self.showLabel(bool(title))
        self.picture = None
        self.update()

    # pyqtgraph's overrides

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        ticks = self._ticks(low, high, size)
        self._texts = dict(ticks)
        return [(1.0, list(self._texts))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self._texts.get(value, "") for value in values]

    # inside

    def _ticks(self, low: float, high: float, size: float) -> list[tuple[float, str]]:
        if not (math.isfinite(low) and math.isfinite(high) and high > low and size > 0):
            return []
        apart = _APART[self._side]
        match self.kind:
            case "texts":
                return self._text_ticks(low, high, size)
            case "date" if high - low < _DAYS_WITHOUT_HOURS and not self.months:
                return _clock_ticks(low, high, size / apart)
            case "date":
                ticks = figure_axes.date_ticks(low - self.shift, high - self.shift, size, apart, self.months)
                return [(at + self.shift, text) for at, text in ticks]
            case "log" if high - low > 0.5:
                return figure_axes.log_ticks(low, high, size, self._width, "")
            case "log":  # less than half a decade: round numbers of the values themselves
                ends = 10.0**low, 10.0**high
                found = figure_axes.number_ticks(*ends, size, apart)
                return [(math.log10(value), text) for value, text in found if value > 0]
        return list(figure_axes.number_ticks(low, high, size, apart))

    def _width(self, text: str) -> float:
        return float(self._metrics.horizontalAdvance(text)) if self._side == "bottom" else 14.0

    def _text_ticks(self, low: float, high: float, size: float) -> list[tuple[float, str]]:
        first, last = max(0, math.ceil(low)), min(len(self.labels) - 1, math.floor(high))
        room = size / (high - low)
        widest = max((self._metrics.horizontalAdvance(self._label(at)) for at in range(first, last + 1)), default=0.0)
        step = max(1, math.ceil((widest + 8) / room))
        return [(float(at), self._label(at)) for at in range(first, last + 1) if at % step == 0]

    def _label(self, at: int) -> str:
        from PySide6.QtCore import Qt

        text = short(self.labels[at]) or "(empty)"
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, _WIDEST_TEXT)


def _fitted(title: str) -> str:
    """A title that is no longer than an axis."""
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rstrip()}…"


def _clock_ticks(low: float, high: float, most: float) -> list[tuple[float, str]]:
    """Hours and minutes, and the day at midnight."""
    step: Any = next((each for each in _MINUTES if (high - low) * 1440 / each <= most), 1440)
    ticks = []
    for number in range(math.ceil(low * 1440 / step), math.floor(high * 1440 / step) + 1):
        minutes = number * step
        at = minutes / 1440
        inside = minutes % 1440
        text = f"{inside // 60:02}:{inside % 60:02}" if inside else show_date_in_year(from_day_number(math.floor(at)))
        ticks.append((at, text))
    return ticks
