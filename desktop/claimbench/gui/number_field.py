"""A field for one exact number, that takes numbers the way people write them and says what it cannot read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from claimbench.app.typed import read_number
from claimbench.core.show import show_number
from claimbench.gui.fonts import font
from claimbench.gui.slider_scale import SliderScale
from claimbench.gui.theme import Theme
from claimbench.gui.wording import EXACT, plain_tip

#: A longer number is cut at its end; beside a wider field there would be no room for a label in a narrow pane.
_WIDEST = 112


class NumberField(QLineEdit):
    """``committed(value)`` when the user has typed a number and presses Return or leaves; Escape puts the old one back.
    Up and Down take steps of the slider. What cannot be read stays in the field, marked, and ``refused(sentence)``
    says why; with an empty sentence it says that this is over."""

    committed = Signal(float)
    refused = Signal(str)

    def __init__(self, name: str, unit: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.scale = SliderScale(0.0, 1.0)
        self._unit = unit
        self._read: Callable[[str], float] | None = None
        self._value = 0.0
        self._warning = ""
        self.setProperty("compact", True)
        strong = font(13, QFont.Weight.DemiBold, tabular=True)
        self.setFont(strong)
        self._digit_width = QFontMetricsF(strong).horizontalAdvance("0")
        self._room = 0  # characters
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(name)
        self.returnPressed.connect(self._commit)

    @property
    def sentence(self) -> str:
        """What is wrong or odd with the number, if anything."""
        return self._warning

    @property
    def value(self) -> float:
        """The last value that was shown or taken."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value, unless the user is in the middle of typing another."""
        if value != self._value or not self.text():
            self._value = value
            self._show()
        elif not self.isModified():
            self._show()

    def set_unit(self, name: str, unit: str, read: Callable[[str], float]) -> None:
        """The unit that the number is shown in; ``read`` takes numbers with another one behind them, or raises
        ValueError with a sentence."""
        self._unit, self._read = unit, read
        self.setAccessibleName(name)

    def set_scale(self, scale: SliderScale) -> None:
        """The slider's scale, for the steps and for the width: wide enough for every value on it."""
        self.scale = scale
        self._fit()

    def set_state(self, *, changed: bool, warning: str) -> None:
        """``changed`` from what is saved; ``warning`` for a number that is taken though it is odd."""
        self._mark("changed", changed)
        if not self.property("wrong"):
            self._tell(warning)

    def refuse(self, sentence: str) -> None:
        """Keep what was typed, marked as wrong."""
        self._mark("wrong", True)
        self._tell(sentence)
        self.refused.emit(sentence)

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and (self.isModified() or self.property("wrong")):
            self._show()
            self.selectAll()
            self.refused.emit("")
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._commit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._warning and not self.property("wrong"):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self.theme.warning), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5.5, 5.5)
            painter.end()

    def _commit(self) -> None:
        if not self.isModified():
            return
        try:
            value = self._typed()
        except ValueError as problem:
            self.setModified(False)  # said once; typing on makes it a new attempt
            self.refuse(str(problem))
            return
        self._accept(value)

    def _typed(self) -> float:
        try:
            return read_number(self.text().strip().removesuffix(self._unit))
        except ValueError:
            if self._read is None or not re.search(r"\d.*([^\W\d]|%)", self.text()):
                raise
        return self._read(self.text())  # letters behind a number: a unit

    def _step(self, direction: int) -> None:
        start = self._value
        if self.isModified():
            try:
                start = self._typed()
            except ValueError as problem:
                self.refuse(str(problem))
                return
        step = self.scale.step(start)
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        self._accept(round(start + direction * step, max(decimals, EXACT - 2)))

    def _accept(self, value: float) -> None:
        self.setModified(False)
        self._mark("wrong", False)
        if value == self._value:
            self._show()
        else:
            self.committed.emit(value)

    def _show(self) -> None:
        self._mark("wrong", False)
        text = show_number(self._value, EXACT)
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)
        self._fit()

    def _fit(self) -> None:
        """Wide enough for the value and for what the slider can make of it. Counted in digits, which are all as wide,
        and never narrower than before: else the card would be laid out anew at every step of a drag."""
        texts = [show_number(value, EXACT) for value in (self._value, *map(self.scale.snapped, self._ends()))]
        room = max(len(text) for text in texts)
        if room > self._room:
            self._room = room
            self.setFixedWidth(min(max(round(room * self._digit_width + 26), 52), _WIDEST))

    def _ends(self) -> tuple[float, ...]:
        middle = (self.scale.low + self.scale.high) / 2
        return self.scale.low, middle, self.scale.high

    def _tell(self, sentence: str) -> None:
        if sentence != self._warning:
            self._warning = sentence
            self.setToolTip(plain_tip(sentence))
            self.setAccessibleDescription(sentence)
            self.update()

    def _mark(self, name: str, on: bool) -> None:
        """Set a property that the style sheet looks at."""
        if bool(self.property(name)) != on:
            self.setProperty(name, on)
            self.style().unpolish(self)
            self.style().polish(self)
        if name == "wrong" and not on:
            self._tell("")
