"""A table of results in a dialog: rows to choose from, one at a time, and nothing to edit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QWidget

from claimbench.gui.named import named


def row_table(name: str, says: str, heads: Sequence[str], parent: QWidget) -> QTableWidget:
    """An empty table with these heads; ``says`` is its name for screen readers. Tab leads on from it."""
    table = named(QTableWidget(0, len(heads), parent), name)
    table.setAccessibleName(says)
    table.setHorizontalHeaderLabels(heads)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setHighlightSections(False)
    return table
