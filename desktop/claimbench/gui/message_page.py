"""A sentence in the middle of a window, where there is nothing else to show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from claimbench.gui.named import named


def message(text: str) -> QLabel:
    label = named(QLabel(text), "message")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label
