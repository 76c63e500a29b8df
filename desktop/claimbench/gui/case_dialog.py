"""Title, question, dates and units of the case."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QScrollArea, QVBoxLayout, QWidget

from claimbench.app.case_edits import CASE_FIELDS, ChangeCase
from claimbench.app.commands import Command
from claimbench.core.case import Case
from claimbench.gui.bridge import Bridge
from claimbench.gui.record_form import RecordForm


class CaseForm(RecordForm):
    """The fields of the case itself."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, "case", parent)
        fields = CASE_FIELDS
        self.add_field(fields["title"])
        self.add_field(fields["question"])
        self.add_fields(fields["as_of"], fields["handling"])
        self.heading("Time")
        self.add_fields(fields["start"], fields["projection"])
        self.add_fields(fields["end"], fields["step"])
        self.heading("Units")
        self.add_field(fields["units"])
        self.finish()

    def record(self, case: Case) -> Case:
        return case

    def command(self, key: str, value: Any) -> Command:
        return ChangeCase(key, value)


class CaseDialog(QDialog):
    """Everything typed counts at once and can be undone; it has nothing to confirm and stays open."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("case-dialog")
        self.setWindowTitle("The case")
        self.resize(560, 620)
        self.form = CaseForm(bridge, self)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.form)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 14, 14)
        layout.addWidget(scroll, 1)
        layout.addWidget(buttons)
        bridge.case_changed.connect(self._on_case)

    def _on_case(self, before: Case, after: Case) -> None:
        self.form.show_case(after)

    def done(self, result: int) -> None:
        self.form.commit()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.form.commit()
        super().closeEvent(event)
