"""What somebody should look at in an imported file: decisions that could be otherwise, then cells and lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from claimbench.gui.frame_model import short
from claimbench.gui.import_parts import column_of
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.row_table import row_table
from claimbench.gui.wording import one_line, plain_tip
from claimbench.tables.decision import Decision, Finding
from claimbench.tables.read import Reading

_MOST: Final = 5_000  # in the list
_WIDTHS: Final = ((48, 0.14), (100, 0.2), (130, 0.2))  # px of the first columns, and shares of all


class ToCheck(QWidget):
    """``chosen(each)``: a decision or a finding was selected."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listed: tuple[Decision | Finding, ...] = ()
        self.count = named(plain_label("", "section", selectable=False, parent=self), "problem-count")
        self.second = named(QPushButton("Read the second table instead", self), "second-table")
        self.second.hide()
        heads = ("Line", "Column", "What stands there", "What is wrong")
        self.table = row_table("import-problems", "Cells and lines to look at", heads, self)
        self.table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        row.addWidget(self.second)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        self.table.itemSelectionChanged.connect(self._on_selected)

    def show_reading(self, reading: Reading | None) -> None:
        findings = reading.findings if reading else ()
        names = [column.name for column in reading.table.columns] if reading else []
        self.show_list(reading.ambiguous if reading else (), findings, names)
        if reading is None:
            self.count.setText("")
        self.second.setVisible(any(finding.code == "another-table" for finding in findings))

    def show_list(self, doubts: Sequence[Decision], findings: Sequence[Finding], names: Sequence[str]) -> None:
        """Decisions and findings of a table whose columns have these names."""
        parts = [f"{len(doubts):,} decision{'s' if len(doubts) > 1 else ''} to check"] if doubts else []
        parts += [to_look_at(findings)] if findings else []
        listed: list[Decision | Finding] = [*doubts, *findings]
        if len(listed) > _MOST:
            parts.append(f"of which the first {_MOST:,} are listed")
        self.count.setText(", ".join(parts) or "Nothing to look at: every cell was read.")
        self._listed = tuple(listed[:_MOST])
        self.table.setRowCount(len(self._listed))
        for row, each in enumerate(self._listed):
            texts = _of_decision(each) if isinstance(each, Decision) else _of_finding(each, names)
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self.table.setItem(row, place, item)
        self.table.setVisible(bool(self._listed))
        upright = QSizePolicy.Policy.Preferred if self._listed else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, upright)  # without a list it leaves the room to others

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow list what is wrong still has the most room."""
        super().resizeEvent(event)
        for at, (most, share) in enumerate(_WIDTHS):
            self.table.setColumnWidth(at, min(most, round(share * self.width())))

    def _on_selected(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._listed):
            self.chosen.emit(self._listed[row])


def to_look_at(findings: Sequence[Finding]) -> str:
    """How many cells and lines there are to look at."""
    count = sum(finding.count for finding in findings)
    return f"{count:,} {'cells and lines' if count > 1 else 'cell or line'} to look at"


def _of_decision(decision: Decision) -> tuple[str, str, str, str]:
    value = decision.value
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return "", short(column_of(decision)), short(text), f"Please check. {one_line(decision.reason)}"


def _of_finding(finding: Finding, names: Sequence[str]) -> tuple[str, str, str, str]:
    at = finding.column
    column = "" if at is None else names[at - 1] if at <= len(names) else str(at)
    meant = f" Perhaps {short(finding.suggestion)}." if finding.suggestion else ""
    line = f"{finding.line:,}" if finding.count == 1 else ""
    return line, short(column), short(finding.text), finding.message + meant
