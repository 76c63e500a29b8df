"""How much of a result's spread an assumption makes up, beside its slider: per cent and a bar."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from claimbench.gui.fonts import font
from claimbench.gui.theme import Theme

_SIZE = QSize(44, 31)
_BAR = 3.0


class ShareBar(QWidget):
    """Empty where the result does not depend on the assumption. It never asks for another layout."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._share: float | None = None
        self._font = font(12, tabular=True)
        self.text = self._result = ""
        self.setFixedSize(_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float | None, result: str) -> None:
        """``share`` of the spread of ``result``, 0 to 1; None where the result does not depend on it or does not
        vary."""
        known = share is not None and math.isfinite(share)
        text = "" if share is None or not known else "< 1 %" if share < 0.01 else f"{100 * share:.0f} %"
        if text != self.text or result != self._result:
            self.text, self._result = text, result
            self._share = share if known else None
            sentence = f"{text} of the variance of “{result}”, first order" if text else ""
            self.setToolTip(sentence.replace("&", "&amp;").replace("<", "&lt;"))
            self.setAccessibleName(sentence)
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._share is None:
            return
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(QColor(self.theme.text if self._share >= 0.1 else self.theme.muted))
        height = QFontMetricsF(self._font).height()
        painter.drawText(QRectF(0, 4, self.width() - 2, height), int(Qt.AlignmentFlag.AlignRight), self.text)
        track = QRectF(6, 4 + height + 1, self.width() - 8, _BAR)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.grid))
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        track.setWidth(max(1.0, track.width() * min(1.0, self._share)))
        painter.setBrush(QColor(self.theme.accent))
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        painter.end()
