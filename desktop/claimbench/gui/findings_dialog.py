"""The cells and lines of an opened table that somebody should look at; it stays beside the table."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from claimbench.app.exploring import Opened
from claimbench.gui.frame_model import short
from claimbench.gui.import_to_check import ToCheck
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.tables.decision import Decision, Finding


class FindingsDialog(QDialog):
    """``chosen(finding)``: one of them was selected."""

    chosen = Signal(object)

    def __init__(self, table: Opened, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("findings-dialog")
        self.setWindowTitle(f"To look at in {short(table.name)}")
        self.list = named(ToCheck(self), "findings")
        self.list.show_list((), table.findings, [column.name for column in table.frame.columns])
        close = named(QPushButton("Close", self), "close-findings")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(plain_label(f"{table.sentence}.", "muted", parent=self))
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.resize(860, 460)
        self.list.chosen.connect(self._on_chosen)
        close.clicked.connect(self.reject)

    def _on_chosen(self, each: Decision | Finding) -> None:
        if isinstance(each, Finding):
            self.chosen.emit(each)
