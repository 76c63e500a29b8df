"""Every problem of the case in one list: what, where, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from claimbench.core.problem import Problem
from claimbench.gui.named import named
from claimbench.gui.wrapping_delegate import WrappingDelegate


class ProblemsPane(QWidget):
    """``chosen(path)`` when one of the problems is clicked, or Return is pressed on it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems-pane")
        self.tree = named(QTreeWidget(), "problems-list")
        self.tree.setHeaderLabels(["Kind", "Where", "Problem", "What to do"])
        self.tree.setRootIsDecorated(False)
        self.tree.setWordWrap(True)
        self.tree.setUniformRowHeights(False)
        self.tree.setAccessibleName("Problems of the case")
        self.tree.setItemDelegate(WrappingDelegate(self.tree))
        self.tree.itemClicked.connect(self._on_chosen)
        self.tree.itemActivated.connect(self._on_chosen)
        header = self.tree.header()
        header.setStretchLastSection(False)
        for section, width in ((0, 72), (1, 150)):
            header.resizeSection(section, width)
        for section in (2, 3):  # what is wrong and what to do share the room
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self.tree.scheduleDelayedItemsLayout)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tree)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        self.tree.clear()
        self.tree.addTopLevelItems([self._item(problem) for problem in problems])

    def _item(self, problem: Problem) -> QTreeWidgetItem:
        place = problem.place
        where = f"{place.file}:{place.line}:{place.column}" if place else problem.path
        item = QTreeWidgetItem([problem.severity.value, where, problem.message, problem.hint])
        item.setData(0, Qt.ItemDataRole.UserRole, problem.path)
        for column in range(4):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignTop)
        return item

    def _on_chosen(self, item: QTreeWidgetItem) -> None:
        self.chosen.emit(item.data(0, Qt.ItemDataRole.UserRole))
