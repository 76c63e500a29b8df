"""The button that lists the cells and lines of a table, or the figures of a series, that somebody should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from claimbench.app.exploring import Opened

if TYPE_CHECKING:
    from claimbench.gui.findings_dialog import FindingsDialog


class FindingsButton(QPushButton):
    """Shown where a table has any. ``chosen(finding)``: one of them was selected in the list."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("To look at…", parent)
        self.setToolTip("The cells, lines and figures that somebody should look at")
        self.hide()
        self._table: Opened | None = None
        self._dialog: FindingsDialog | None = None
        self.clicked.connect(self._list)

    def show_table(self, table: Opened | None) -> None:
        """Another table, or none, is shown."""
        if self._dialog is not None:
            self._dialog.close()
        self._table = table
        self.setVisible(table is not None and bool(table.findings))

    def _list(self) -> None:
        from claimbench.gui.findings_dialog import FindingsDialog

        if self._table is None:
            return
        if self._dialog is None:
            self._dialog = FindingsDialog(self._table, self.window())
            self._dialog.chosen.connect(self.chosen)
            self._dialog.finished.connect(self._on_finished)
        self._dialog.show()
        self._dialog.raise_()

    def _on_finished(self) -> None:
        self._dialog = None
