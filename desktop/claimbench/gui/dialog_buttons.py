"""The last row of a dialog that does something: the button that does it, and Cancel."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton

from claimbench.gui.named import named


class DialogButtons(QDialogButtonBox):
    """In the order that the platform has. ``take`` accepts the dialog, also by Return, Cancel rejects it."""

    def __init__(self, text: str, name: str, dialog: QDialog) -> None:
        """``text`` says what the dialog does, ``name`` is that of the button that does it."""
        super().__init__(QDialogButtonBox.StandardButton.Cancel, dialog)
        self.take = named(QPushButton(text, self), name)
        self.take.setProperty("primary", True)
        self.take.setDefault(True)
        self.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        self.accepted.connect(dialog.accept)
        self.rejected.connect(dialog.reject)
