"""What pasting rows from a spreadsheet would do, before it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from claimbench.app.clipboard_table import Pasted, PasteRows, Row
from claimbench.gui.bridge import Bridge
from claimbench.gui.dialog_buttons import DialogButtons
from claimbench.gui.plain_text import plain_label
from claimbench.gui.row_table import row_table
from claimbench.gui.wording import one_line, plain_tip

_SHOWN = 500  # rows of the preview; all are pasted
_LONGEST = 200


class PasteDialog(QDialog):
    def __init__(self, bridge: Bridge, pasted: Pasted, parent: QWidget | None = None, verb: str = "Paste") -> None:
        """``verb`` is what is done with the rows."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("paste-dialog")
        self.setWindowTitle(f"{verb} rows")
        self.resize(720, 440)
        self._bridge, self._pasted = bridge, pasted
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(plain_label(f"This would be done: {pasted.sentence}.", "title"))
        if pasted.unknown:
            names = ", ".join(f"“{one_line(name)[:40]}”" for name in pasted.unknown[:12])
            layout.addWidget(plain_label(f"Columns that are not known here, and are left out: {names}.", "warning"))
        troubled = sum(bool(row.trouble) for row in pasted.rows)
        if troubled:
            rows = "1 row has cells" if troubled == 1 else f"{troubled:,} rows have cells"
            layout.addWidget(
                plain_label(f"{rows} that cannot be read; they are left out, the rest is taken.", "warning")
            )
        layout.addWidget(self._table(), 1)
        if len(pasted.rows) > _SHOWN:
            layout.addWidget(plain_label(f"The first {_SHOWN} of {len(pasted.rows):,} rows.", "small"))
        buttons = DialogButtons(verb, "paste", self)
        buttons.take.setEnabled(bool(pasted.added or pasted.changed))
        layout.addWidget(buttons)

    def accept(self) -> None:
        if not self._bridge.apply(PasteRows(self._pasted)):
            self._bridge.told.emit(f"{self._bridge.document.history.undo_sentence}.")
        super().accept()

    def _table(self) -> QTableWidget:
        rows = self._pasted.rows[:_SHOWN]
        table = row_table("paste-rows", "Rows to paste", ("Id", "What happens", "Title", "Changes"), self)
        table.setRowCount(len(rows))
        for column, width in enumerate((70, 130, 200)):
            table.setColumnWidth(column, width)
        table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for number, row in enumerate(rows):
            texts = (row.id, _happens(row), row.title, _changes(row))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(one_line(text)[:_LONGEST])
                item.setToolTip(plain_tip("\n".join((text, *row.trouble)) if column == 3 else text))
                table.setItem(number, column, item)
        return table


def _happens(row: Row) -> str:
    what = "is added" if row.new else "is changed" if row.changes else "stays as it is"
    return f"{what}, in part" if row.trouble else what


def _changes(row: Row) -> str:
    parts = [*row.trouble]
    shown = row.changes[1:] if row.new else row.changes  # its first field is the title, which has a column
    for label, before, after in shown:
        parts.append(f"{label}: {before} → {after}" if before and not row.new else f"{label}: {after or 'empty'}")
    return " · ".join(parts)
