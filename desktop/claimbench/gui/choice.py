"""A list of choices that opens from a field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QWidget

#: Keys that choose the next one, or another, without opening the list.
_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
_INSET = 4  # what a style leaves free around the text, px


class Choice(QComboBox):
    """One of a list of choices, each with the key that stands for it. The wheel scrolls the page, not the choice.

    Where choosing ``acts`` at once, a key opens the list: typing a name would else choose with each of its letters.
    """

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None, acts: bool = False) -> None:
        super().__init__(parent)
        self._acts = acts
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        key = self.key
        self.clear()
        for stored, name in choices:
            self.addItem(name, stored)
        self.set_key(key)

    @property
    def key(self) -> str:
        data = self.currentData()
        return data if isinstance(data, str) else ""

    def set_key(self, key: str) -> None:
        at = self.findData(key)
        if at < 0 and key:  # what the file has, though it is no choice
            self.addItem(key, key)
            at = self.count() - 1
        self.setCurrentIndex(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._acts and ((event.text().strip() and event.text().isprintable()) or event.key() in _STEPS):
            self.showPopup()
            QApplication.sendEvent(self.view(), event)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """A text that does not fit ends in an ellipsis; Qt would cut it."""
        super().initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        shown = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width() - _INSET)
        option.currentText = shown
