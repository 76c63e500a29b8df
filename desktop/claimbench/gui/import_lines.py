"""Every line of an imported file with what it was taken for, so that nothing goes unseen; it can be said otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from claimbench.gui.choice import Choice
from claimbench.gui.frame_model import short
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.wording import plain_tip
from claimbench.tables.layout import ROLES
from claimbench.tables.read import Reading

Index = QModelIndex | QPersistentModelIndex

_TITLES: Final = ("What it is", "What stands there")
_MEANINGS: Final = {
    "data": "data",
    "header": "header",
    "preamble": "before the table",
    "footer": "after the table",
    "heading": "heading of a group",
    "blank": "blank",
    "rejected": "left out",
}


class LinesModel(QAbstractTableModel):
    """The physical lines of a file, numbered from 1."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reading: Reading | None = None

    def show_reading(self, reading: Reading | None) -> None:
        self.beginResetModel()
        self.reading = reading
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() or self.reading is None else len(self.reading.line_roles)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.reading is None or not index.isValid():
            return None
        at = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return short(self.reading.line_texts[at]) if index.column() else _MEANINGS[self.reading.line_roles[at]]
        if role == Qt.ItemDataRole.ToolTipRole and index.column():
            return plain_tip(short(self.reading.line_texts[at]))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return f"{section + 1:,}"
        return _TITLES[section] if 0 <= section < len(_TITLES) else None


class LinesView(QWidget):
    """``changed(lines, role)`` when somebody says what the selected lines are."""

    changed = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = LinesModel(self)
        self.table = named(QTableView(self), "import-lines-table")
        self.table.setAccessibleName("The lines of the file")
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setColumnWidth(0, 140)
        self.role = named(Choice([(role, _MEANINGS[role]) for role in ROLES if role != "blank"], self), "line-role")
        self.role.setAccessibleName("What the selected lines are")
        self.role.setCurrentIndex(-1)
        self.role.setEnabled(False)
        self.role.setMinimumContentsLength(18)
        row = QHBoxLayout()
        row.addWidget(plain_label("The selected lines are", "small", selectable=False, parent=self))
        row.addWidget(self.role)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.role.activated.connect(self._on_role)

    def show_reading(self, reading: Reading | None) -> None:
        self.model.show_reading(reading)
        self._on_selected()

    def show_line(self, line: int) -> None:
        if 1 <= line <= self.model.rowCount():
            self.table.selectRow(line - 1)
            self.table.scrollTo(self.model.index(line - 1, 0))

    @property
    def selected(self) -> Sequence[int]:
        """The lines on which the selected records start."""
        reading = self.model.reading
        if reading is None:
            return ()
        return sorted({reading.line_starts[index.row()] for index in self.table.selectionModel().selectedRows()})

    def _on_selected(self) -> None:
        reading, lines = self.model.reading, self.selected
        roles = {reading.line_roles[line - 1] for line in lines} if reading is not None else set()
        self.role.setEnabled(bool(roles) and roles != {"blank"})
        if len(roles) == 1 and roles != {"blank"}:
            self.role.set_key(roles.pop())
        else:
            self.role.setCurrentIndex(-1)

    def _on_role(self) -> None:
        if self.selected:
            self.changed.emit(self.selected, self.role.key)
