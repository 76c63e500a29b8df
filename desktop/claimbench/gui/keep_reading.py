"""Keeping what is held as a reading: its name, and what is in it and what is left out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from claimbench.app.holding import KeepReading, reading_of
from claimbench.app.scenario_edits import id_for
from claimbench.gui.bridge import Bridge
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label


class KeepReadingDialog(QDialog):
    """Begins with the reading that is held, where there is one: so its name stays, and its note can be changed."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("keep-reading")
        self.setWindowTitle("Keep as reading")
        self.resize(460, 300)
        self._bridge = bridge
        self.name = named(QLineEdit(self), "reading-name")
        self.name.setAccessibleName("Name of the reading")
        self.note = named(QPlainTextEdit(self), "reading-note")
        self.note.setAccessibleName("Note of the reading")
        self.note.setPlaceholderText("What is in it, and what is left out and why")
        self.note.setTabChangesFocus(True)
        self.told = named(plain_label("", "small", parent=self), "reading-told")
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.save = self._buttons.button(QDialogButtonBox.StandardButton.Save)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(plain_label("Name", "small", selectable=False))
        layout.addWidget(self.name)
        layout.addWidget(plain_label("Note", "small", selectable=False))
        layout.addWidget(self.note, 1)
        layout.addWidget(self.told)
        layout.addWidget(self._buttons)
        held = reading_of(bridge.document.case)
        if held is not None:
            self.name.setText(held.label)
            self.note.setPlainText(held.note)
        self.name.textChanged.connect(self._on_name)
        self._on_name(self.name.text())

    def accept(self) -> None:
        label, case = self._label, self._bridge.document.case
        id = self._same or id_for(label, case.readings, "reading")
        if not self._bridge.apply(KeepReading(id, label, self.note.toPlainText().strip())):
            super().accept()

    @property
    def _label(self) -> str:
        return " ".join(self.name.text().split())

    @property
    def _same(self) -> str:
        """The id of the reading that has this name already."""
        readings = self._bridge.document.case.readings
        return next((id for id, each in readings.items() if each.label == self._label), "")

    def _on_name(self, text: str) -> None:
        count = len(self._bridge.document.case.held)
        claims = f"{count} claim{'' if count == 1 else 's'}"
        self.told.setText(f"{claims}, in place of what “{self._label}” holds now." if self._same else f"{claims}.")
        self.save.setEnabled(bool(self._label))
