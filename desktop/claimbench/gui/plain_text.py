"""Labels and small buttons that show text as it is: what comes from a case is never read as HTML or as a menu key."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from claimbench.gui.fonts import font
from claimbench.gui.theme import Theme

TextRole = Literal["", "title", "heading", "section", "muted", "small", "warning", "error"]


class PlainLabel(QLabel):
    """Prefers one line, wraps in less room, and is never wider than it is given: a long word is cut off at the edge
    instead of widening the pane.

    What it measured is remembered: a QLabel whose text can be selected paints itself again whenever it is asked for its
    size, and a layout asks all of them when one text changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights: dict[tuple[str, int], int] = {}
        self._least: tuple[str, QSize] | None = None

    def heightForWidth(self, width: int) -> int:
        key = (self.text(), width)
        if key not in self._heights:
            if len(self._heights) > 16:
                self._heights.clear()
            self._heights[key] = super().heightForWidth(width)
        return self._heights[key]

    def sizeHint(self) -> QSize:
        if not self.wordWrap():
            return super().sizeHint()
        margins = self.contentsMargins()
        width = self.fontMetrics().size(0, self.text()).width() + margins.left() + margins.right() + 1
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        if not self.wordWrap():
            return super().minimumSizeHint()
        if self._least is None or self._least[0] != self.text():
            hint = super().minimumSizeHint()
            self._least = self.text(), QSize(min(hint.width(), 24), min(hint.height(), self.fontMetrics().height()))
        return self._least[1]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.ContentsRectChange):
            self._heights.clear()
            self._least = None
        super().changeEvent(event)


def plain_label(
    text: str, role: TextRole = "", *, selectable: bool = True, parent: QWidget | None = None
) -> PlainLabel:
    """A label that wraps; its text can be selected with mouse and keyboard unless it is a mere caption."""
    label = PlainLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    if selectable:
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # else every paragraph would be a stop of the Tab key
    return label


class SteadyLabel(QWidget):
    """One line of small muted text, right-aligned, that changes without laying anything out again: a QLabel asks for a
    new layout at every change of text, which costs more than the paint while something is dragged. It keeps the room
    of the widest text so far."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._text = ""
        self._font = font(12)
        self._metrics = QFontMetricsF(self._font)
        self._width = 0
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        needed = math.ceil(self._metrics.horizontalAdvance(text))
        if needed > self._width:
            self._width = needed
            self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width, math.ceil(self._metrics.height()) + 2)

    def minimumSizeHint(self) -> QSize:
        """It gives way, rather than to widen the pane past its edge."""
        return QSize(24, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(QColor(self.theme.muted))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        shown = self._metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width() + 0.5)
        painter.drawText(QRectF(self.rect()), int(flags), shown)
        painter.end()


class TextButton(QAbstractButton):
    """A piece of text that can be pressed: a ``link`` is small and muted, a ``chip`` has a rounded frame."""

    def __init__(
        self,
        text: str,
        look: Literal["link", "chip"],
        theme: Theme,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self.key = key  # what it stands for, such as the id of a claim
        self.theme = theme
        self._look = look
        self._font = font(12 if look == "link" else 13)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        size = QFontMetricsF(self._font)
        across, down = (0, 2) if self._look == "link" else (22, 8)
        return QSize(round(size.horizontalAdvance(self.text()) + 0.5) + across, round(size.height()) + down)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, over = self.theme, self.underMouse() or self.isDown()
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._look == "chip":
            painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.border), 1))
            painter.setBrush(QColor(theme.raised if over else theme.surface))
            painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
            colour = theme.text
        else:
            colour = theme.accent if over or self.hasFocus() else theme.muted
        used = self._font
        used.setUnderline(self._look == "link" and (over or self.hasFocus()))
        painter.setFont(used)
        painter.setPen(QColor(colour))
        inside = frame.adjusted(10, 0, -10, 0) if self._look == "chip" else QRectF(self.rect())
        shown = QFontMetricsF(used).elidedText(self.text(), Qt.TextElideMode.ElideRight, inside.width() + 0.5)
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
        painter.end()
