"""What the panes with a filter field have in common: the field, and the key that leads to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget


class FilteredPane(QFrame):
    """Ctrl+F inside the pane goes to its own field, also where the window has another use for the key."""

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_pane")
        self.setProperty("pane", True)
        self.filter_field = QLineEdit(self)
        self.filter_field.setObjectName(f"{name}_filter")
        self.filter_field.setPlaceholderText(placeholder)
        self.filter_field.setAccessibleName(placeholder.rstrip("…"))
        self.filter_field.setClearButtonEnabled(True)

    def focus_filter(self) -> None:
        self.filter_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter_field.selectAll()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Find)
        ):
            event.accept()  # it comes again as a key press
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.focus_filter()
        else:
            super().keyPressEvent(event)
