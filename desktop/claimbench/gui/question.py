"""A question with a few answers, or a word with none, that does not stop the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from claimbench.gui.named import named

Role = QMessageBox.ButtonRole
Answer: TypeAlias = tuple[str, Role, Callable[[], None]]  # its text, what kind it is, and what it does


def ask(
    parent: QWidget,
    name: str,
    question: str,
    explanation: str,
    answers: Sequence[Answer],
) -> QMessageBox:
    """Show a question. Escape takes the answer with RejectRole, which every question needs; Return the first."""
    box = named(QMessageBox(QMessageBox.Icon.Question, "Claimbench", question, parent=parent), name)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(explanation)
    for number, (text, role, action) in enumerate(answers):
        button = named(box.addButton(text, role), f"{name}-{text.rstrip('…').lower().replace(' ', '-')}")
        button.clicked.connect(partial(_answer, action))
        if number == 0:
            box.setDefaultButton(button)
        if role is Role.RejectRole:
            box.setEscapeButton(button)
    box.open()
    return box


def _answer(action: Callable[[], None], checked: bool = False) -> None:
    action()


def nothing() -> None:
    """An answer that leaves everything as it is."""
