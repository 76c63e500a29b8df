"""Turning a series into one of the other kind: what comes of it, and what is odd about its figures."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QFrame,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from claimbench.app import typed
from claimbench.app.figures.common import day_range
from claimbench.app.series_conversion import WORDS, ConvertSeries, convert
from claimbench.core.show import show_number
from claimbench.gui.bridge import Bridge
from claimbench.gui.dialog_buttons import DialogButtons
from claimbench.gui.frame_model import short
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.tables.convert import Remark, told

_TOLD = 30  # remarks of each kind


class ConvertDialog(QDialog):
    """``converted(id)`` once the other series is in the case."""

    converted = Signal(str)

    def __init__(self, bridge: Bridge, id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("convert-dialog")
        self.setWindowTitle("Convert a series")
        self._bridge, self._id = bridge, id
        self.command: ConvertSeries | None = None
        series = bridge.document.case.series[id]
        totals = series.kind == "level"
        sentence = (
            "The differences of its figures become amounts per period."
            if totals
            else "Its figures are added up to a running total."
        )
        title = named(plain_label(f"“{short(series.label)}”", "title", parent=self), "convert-title")
        explained = plain_label(f"{sentence} A file that it came from stays as it is.", parent=self)
        self.name = named(QLineEdit(f"{series.label}, {WORDS['amount' if totals else 'level']}", self), "convert-name")
        self.in_place = named(QCheckBox("In place of the series, not beside it", self), "convert-in-place")
        self.opening = named(QLineEdit("0", self), "convert-opening")
        form = QFormLayout()
        form.addRow("Name", self.name)
        form.addRow("Total before the first period", self.opening)
        form.setRowVisible(self.opening, not totals)
        self.outcome = named(plain_label("", "muted", parent=self), "convert-outcome")
        self.findings = named(plain_label("", parent=self), "convert-findings")
        self.message = named(plain_label("", "error", parent=self), "convert-message")
        buttons = DialogButtons("Convert", "take-convert", self)
        self.take = buttons.take
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        for label in (title, explained):
            layout.addWidget(label)
        layout.addLayout(form)
        layout.addWidget(self.in_place)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.findings.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll.setWidget(self.findings)
        layout.addWidget(self.outcome)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.message)
        layout.addWidget(buttons)
        self.resize(520, 380)
        self.name.textChanged.connect(self._look)
        self.in_place.toggled.connect(self._look)
        self.opening.textChanged.connect(self._look)
        self._look()

    def accept(self) -> None:
        if self.command is None:
            return
        refusal = self._bridge.apply(self.command)
        self.message.setText(refusal)
        if not refusal:
            self.converted.emit(self.command.series.id)
            super().accept()

    def done(self, result: int) -> None:
        super().done(result)
        self.deleteLater()

    # inside

    def _look(self) -> None:
        """Say what would come of it."""
        self.command = None
        remarks: list[Remark] = []
        refusal = ""
        try:
            opening = typed.read_number(self.opening.text())
            case, label, in_place = self._bridge.document.case, self.name.text(), self.in_place.isChecked()
            self.command, remarks = convert(case, self._id, opening, label, in_place)
        except ValueError as trouble:
            refusal = str(trouble)
        self.message.setText(refusal)
        self.take.setEnabled(self.command is not None)
        self.outcome.setText("" if self.command is None else _outcome(self.command))
        nothing = "" if self.command is None else "Nothing odd: no falls, gaps or unequal periods."
        self.findings.setText("\n".join(f"• {each}" for each in told(remarks, _TOLD)) or nothing)


def _outcome(command: ConvertSeries) -> str:
    """How many figures there will be, and the first and the last of them."""
    figures = command.series.observations
    first, last = (f"{show_number(each.value, 6)} ({day_range(each.start, each.end, each.end)})"
                   for each in (figures[0], figures[-1]))  # fmt: skip
    return f"One figure: {first}." if len(figures) == 1 else f"{len(figures):,} figures, from {first} to {last}."
