"""The view of a table of millions of rows: widths by its first cells, and selections that do not hold it up."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from claimbench.gui.frame_model import FrameModel
from claimbench.gui.named import named
from claimbench.tables.frame import Ids

_MOST_TOLD: Final = 20_000  # of the rows that are selected
_MOST_RUNS: Final = 2_000  # of rows that are selected from elsewhere; letting go of more would hold the window up
_LOOKED_AT: Final = 40  # cells of a column, and columns, by which the widths are chosen
_WIDTHS: Final = (70, 260)


class FrameTable(QTableView):
    """``menu_wanted(row, column, place)``: by the mouse on a cell, or by the keyboard on the one it is at."""

    menu_wanted = Signal(int, int, QPoint)

    def __init__(self, model: FrameModel, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "data-table")
        self.setAccessibleName("Rows of the table")
        self._model = model
        self._fitted = False
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(26)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads = self.horizontalHeader()
        heads.setDefaultSectionSize(110)
        heads.setTextElideMode(Qt.TextElideMode.ElideRight)
        heads.setSortIndicatorShown(True)
        heads.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        heads.setSectionsClickable(True)
        heads.setSectionsMovable(True)
        heads.setSortIndicatorClearable(True)  # with the third click the rows are as in the file
        # Its own, and empty: to see whether a column is selected, Qt asks for each of its rows, which may be millions.
        heads.setSelectionModel(QItemSelectionModel(model, self))
        model.dataChanged.connect(self._fit)

    def begin(self) -> None:
        """Another table is shown: it is not sorted, and its columns get the widths that they need."""
        self._fitted = False
        heads = self.horizontalHeader()
        heads.blockSignals(True)
        heads.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        heads.blockSignals(False)

    def _fit(self) -> None:
        """Columns as wide as their first cells, once these are there."""
        if self._fitted:
            return
        self._fitted = True
        model, metrics = self._model, self.fontMetrics()
        for column in range(min(_LOOKED_AT, model.columnCount())):
            head = model.headerData(column, Qt.Orientation.Horizontal)
            rows = range(min(_LOOKED_AT, model.rowCount()))
            texts = [str(model.data(model.index(row, column))) for row in rows]
            widest = max(metrics.horizontalAdvance(text) for text in (*texts, f"{head} ▲"))
            self.setColumnWidth(column, min(max(widest + 20, _WIDTHS[0]), _WIDTHS[1]))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.visualRect(index).center() if by_key else event.pos()
            self.menu_wanted.emit(index.row(), index.column(), self.viewport().mapToGlobal(at))

    def selected(self) -> Ids:
        """The rows of the view that are selected, in order; not more than can be told quickly."""
        rows: list[Ids] = []
        count = 0
        for part in self.selectionModel().selection().toList():
            span = np.arange(part.top(), part.bottom() + 1, dtype=np.int64)[: _MOST_TOLD - count]
            rows.append(span)
            count += len(span)
        at = np.unique(np.concatenate(rows)) if rows else np.empty(0, dtype=np.int64)
        return at[at < self._model.rowCount()]

    def mark(self, rows: Ids) -> int:
        """Select rows of the view, in order, and bring the first into view. Gives how many of them are marked."""
        selection = QItemSelection()
        first = 0
        for end in np.append(np.flatnonzero(np.diff(rows) != 1) + 1, len(rows))[:_MOST_RUNS].tolist():
            if end > first:
                top, bottom = self._model.index(int(rows[first]), 0), int(rows[end - 1])
                selection.select(top, self._model.index(bottom, self._model.columnCount() - 1))
            first = end
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if len(rows):
            hint = QAbstractItemView.ScrollHint
            at = self._model.index(int(rows[0]), max(0, self.columnAt(0)))  # it stays where it is across
            self.scrollTo(at, hint.PositionAtTop if first > 1 else hint.PositionAtCenter)
        return first
