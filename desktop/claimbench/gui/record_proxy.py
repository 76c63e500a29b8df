"""Sorts and filters the records of a :class:`RecordModel` in plain Python lists.

Qt's own proxy asks for two values at each of some n · log n comparisons, each a call into Python: for 5,000 rows that
is half a second. Here a key is made once a row. What Qt asks of every row when it lays them out (its index, whether it
has children) is answered by Qt itself, which a subclass of its proxies would not allow.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from claimbench.gui.record_model import Record, RecordModel

Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R", bound=Record)


class RecordProxy(QAbstractTableModel, Generic[R]):
    """Rows in the order of a column, with missing values last in both directions, and only those that ``accepts`` says.
    Without a column, in the order of the model. Never reset: selection and scroll position survive."""

    def __init__(self, model: RecordModel[R], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._accepts: Callable[[R], bool] | None = None
        self._column, self._descending = -1, False
        self._rows = list(range(len(model.records)))  # the model's row of each row that is shown
        self._places: dict[int, int] | None = None  # and the other way round, made when it is asked for
        self._arriving: tuple[list[str], list[QModelIndex]] = ([], [])
        model.dataChanged.connect(self._on_changed)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsAboutToBeRemoved.connect(self._on_removing)
        model.rowsRemoved.connect(self._on_removed)
        model.layoutAboutToBeChanged.connect(self._on_rearranging)
        model.layoutChanged.connect(self._on_rearranged)

    def set_filter(self, accepts: Callable[[R], bool] | None) -> None:
        self._accepts = accepts
        self._show(self._wanted())

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self._order(self._sorted(self._rows))

    def record(self, row: int) -> R:
        """The record in a row that is shown."""
        return self._model.records[self._rows[row]]

    def row_of(self, id: str) -> int:
        """The row in which a record is shown, -1 if it is not."""
        return self._place(self._model.row_of(id))

    @property
    def sorted_or_filtered(self) -> bool:
        return self._accepts is not None or 0 <= self._column < len(self._model.columns)

    # what Qt asks for

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._model.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        return self._model.cell(self._rows[row], index.column(), role) if 0 <= row < len(self._rows) else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self._model.headerData(section, orientation, role)

    # what is shown

    def _place(self, source_row: int) -> int:
        if self._places is None:
            self._places = {row: place for place, row in enumerate(self._rows)}
        return self._places.get(source_row, -1)

    def _wanted(self) -> list[int]:
        records, accepts = self._model.records, self._accepts
        if accepts is None:
            return self._sorted(range(len(records)))
        return self._sorted(row for row, record in enumerate(records) if accepts(record))

    def _sorted(self, rows: Sequence[int] | Any) -> list[int]:
        """The rows in order: equal ones as in the model, missing values last."""
        ordered = sorted(rows)
        if not 0 <= self._column < len(self._model.columns):
            return ordered
        key, records = self._model.columns[self._column].sort, self._model.records
        keyed = [(key(records[row]), row) for row in ordered]
        present = [(_comparable(value), row) for value, row in keyed if value is not None]
        present.sort(key=lambda pair: pair[0], reverse=self._descending)
        return [row for _, row in present] + [row for value, row in keyed if value is None]

    def _show(self, wanted: list[int]) -> None:
        """Show these rows. What goes is moved to the end first, and what comes is moved from there: three signals,
        however scattered the rows are."""
        keep, have = set(wanted), set(self._rows)
        self._remove(have - keep)
        self._insert(len(self._rows), [row for row in wanted if row not in have])
        self._order(wanted)

    def _insert(self, at: int, rows: list[int]) -> None:
        if rows:
            self.beginInsertRows(QModelIndex(), at, at + len(rows) - 1)
            self._rows[at:at] = rows
            self._places = None
            self.endInsertRows()

    def _remove(self, rows: set[int]) -> None:
        if rows:
            staying = [row for row in self._rows if row not in rows]
            self._order(staying + [row for row in self._rows if row in rows])
            self.beginRemoveRows(QModelIndex(), len(staying), len(self._rows) - 1)
            self._rows, self._places = staying, None
            self.endRemoveRows()

    def _order(self, rows: list[int]) -> None:
        """The same rows in another order."""
        if rows == self._rows:
            return
        self.layoutAboutToBeChanged.emit()
        indexes = self.persistentIndexList()
        source_rows = [self._rows[index.row()] for index in indexes]
        self._rows, self._places = rows, None
        for index, row in zip(indexes, source_rows, strict=True):
            self.changePersistentIndex(index, self.createIndex(self._place(row), index.column()))
        self.layoutChanged.emit()

    # what the model tells

    def _on_changed(self, top: QModelIndex, bottom: QModelIndex) -> None:
        first, last = top.row(), bottom.row()
        if self._accepts is not None or self._column >= 0:
            self._show(self._wanted())
        places = sorted(place for row in range(first, last + 1) if (place := self._place(row)) >= 0)
        if not places:
            return
        if places[-1] - places[0] == len(places) - 1:
            self.dataChanged.emit(self.index(places[0], top.column()), self.index(places[-1], bottom.column()))
        else:
            for place in places:
                self.dataChanged.emit(self.index(place, top.column()), self.index(place, bottom.column()))

    def _on_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        count = last - first + 1
        self._rows = [row + count if row >= first else row for row in self._rows]
        self._places = None
        accepts = self._accepts
        new = [row for row in range(first, last + 1) if accepts is None or accepts(self._model.records[row])]
        self._insert(bisect_left(self._rows, first) if self._column < 0 else len(self._rows), new)
        self._order(self._sorted(self._rows))

    def _on_removing(self, parent: QModelIndex, first: int, last: int) -> None:
        self._remove({row for row in self._rows if first <= row <= last})

    def _on_removed(self, parent: QModelIndex, first: int, last: int) -> None:
        count = last - first + 1
        self._rows = [row - count if row > last else row for row in self._rows]
        self._places = None

    def _on_rearranging(self) -> None:
        self.layoutAboutToBeChanged.emit()
        self._arriving = ([self.record(row).id for row in range(len(self._rows))], self.persistentIndexList())

    def _on_rearranged(self) -> None:
        ids, indexes = self._arriving
        now = {record.id: row for row, record in enumerate(self._model.records)}
        shown = [ids[index.row()] for index in indexes]
        self._rows, self._places = self._sorted(now[id] for id in ids), None
        for index, id in zip(indexes, shown, strict=True):
            self.changePersistentIndex(index, self.createIndex(self._place(now[id]), index.column()))
        self.layoutChanged.emit()


def _comparable(value: str | float) -> tuple[bool, str | float]:
    """Texts are compared without regard to case, and come after numbers."""
    return (True, value.casefold()) if isinstance(value, str) else (False, value)
