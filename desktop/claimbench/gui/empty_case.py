"""What stands in for the charts of a case that has none: what to do first, each step with its button."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from claimbench.gui.named import named

#: Ids of actions, and what each is for.
STEPS: Final = (
    ("case", "The case…", "Its title, question and dates, and what it counts in"),
    ("new-source", "Add a source", "Who says it, and how reliable they are"),
    ("new-claim", "Add a claim", "What is said, in the words of the source, and the number"),
    ("import", "Import a table…", "Figures from a CSV file or a workbook"),
    ("new-assumption", "Add an assumption", "A number of your own; under Model, formulas make use of it"),
    ("new-chart", "New chart…", "Of figures, of the model, and of claims beside it"),
)


class EmptyCase(QWidget):
    """``wanted(action)`` when a button is pressed."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("empty-case")
        heading = QLabel("This case has no charts yet")
        heading.setProperty("role", "title")
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        for row, (action, label, purpose) in enumerate(STEPS):
            button = named(QPushButton(label), f"step-{action}")
            button.setProperty("action", action)
            button.setAccessibleDescription(purpose)
            button.clicked.connect(self._on_clicked)
            explained = QLabel(purpose)
            explained.setProperty("role", "muted")
            explained.setWordWrap(True)
            grid.addWidget(button, row, 0)
            grid.addWidget(explained, row, 1)
        inner = QWidget()
        inner.setMaximumWidth(560)
        column = QVBoxLayout(inner)
        column.setSpacing(16)
        column.addWidget(heading)
        column.addLayout(grid)
        around = QVBoxLayout(self)
        around.addWidget(inner, 0, Qt.AlignmentFlag.AlignCenter)

    def _on_clicked(self) -> None:
        if (button := self.sender()) is not None:
            self.wanted.emit(button.property("action"))
