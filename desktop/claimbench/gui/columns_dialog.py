"""All columns of a table at a glance: what is in each, what is missing, and a way to it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from claimbench.gui.column_summary import told
from claimbench.gui.frame_model import short
from claimbench.gui.named import named
from claimbench.gui.newest import Newest
from claimbench.gui.plain_text import plain_label
from claimbench.gui.row_table import row_table
from claimbench.gui.wording import plain_tip
from claimbench.tables.frame import Condition, Frame, FrameColumn
from claimbench.tables.summarise import Statistics, statistics

_HEADS: Final = (
    "Column",
    "Type",
    "Missing",
    "Not understood",
    "Different",
    "Lowest",
    "Median",
    "Highest",
    "Most common",
)
_NUMBERS: Final = range(2, 8)
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ColumnsDialog(QDialog):
    """``chosen(column)``: a column was pressed. Figures come one column after the other."""

    chosen = Signal(int)

    def __init__(
        self, frame: Frame, name: str, conditions: Sequence[Condition] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("columns-dialog")
        self.setWindowTitle(f"Columns of {short(name)}")
        self._frame, self._conditions = frame, tuple(conditions)
        self._work = Newest(self)
        self.search = named(QLineEdit(self), "find-column")
        self.search.setPlaceholderText("Find a column…")
        self.search.setClearButtonEnabled(True)
        self.table = row_table("columns-table", "Columns", _HEADS, self)
        self.table.setRowCount(len(frame.columns))
        for place in _NUMBERS:
            if (head := self.table.horizontalHeaderItem(place)) is not None:
                head.setTextAlignment(_RIGHT)
        self.table.setWordWrap(False)
        self.table.horizontalHeader().setSectionResizeMode(len(_HEADS) - 1, QHeaderView.ResizeMode.Stretch)
        for at, width in enumerate((190, 80, 90, 120, 90, 110, 110, 110)):
            self.table.setColumnWidth(at, width)
        for row, column in enumerate(frame.columns):
            self._put(row, (short(column.full_name), column.type))
        some = "the rows that are shown" if conditions else "all rows"
        hint = plain_label(f"Of {some}. A double click, or Return, goes to the column.", "small", parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addWidget(hint)
        self.resize(1120, 460)
        self.search.textChanged.connect(self._on_find)
        self.table.activated.connect(self._on_activated)
        self._count(0)

    def done(self, result: int) -> None:
        self._work.close()
        super().done(result)
        self.deleteLater()

    # inside

    def _count(self, at: int) -> None:
        if at < len(self._frame.columns):
            work = partial(statistics, self._frame, at, self._conditions)
            self._work.run(self._frame, work, partial(self._on_counted, at))

    def _on_counted(self, at: int, future: Future[Statistics]) -> None:
        try:
            self._put(at, _row(self._frame.columns[at], future.result()))
        except ValueError:  # the table was closed
            return
        self._count(at + 1)

    def _put(self, row: int, texts: Sequence[str]) -> None:
        for place, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip(text))
            item.setTextAlignment(_RIGHT if place in _NUMBERS else _LEFT)
            self.table.setItem(row, place, item)

    def _on_find(self, text: str) -> None:
        for row, column in enumerate(self._frame.columns):
            self.table.setRowHidden(row, text.casefold() not in column.name.casefold())

    def _on_activated(self) -> None:
        self.chosen.emit(self.table.currentRow())
        self.accept()


def _row(column: FrameColumn, found: Statistics) -> tuple[str, ...]:
    about = "" if found.exact else "about "
    ends = tuple("" if end is None else told(column, end) for end in (found.low, found.median, found.high))
    common = ", ".join(f"{short(text)[:30]} ({count:,})" for text, count in found.common[:4])
    if found.common and found.common[0][1] == 1 and found.different > len(found.common):
        common = "each once"
    return (
        short(column.full_name),
        column.type,
        f"{found.missing:,}",
        f"{found.rejected:,}" if column.valued else "",
        f"{about}{found.different:,}",
        *ends,
        common,
    )
