"""A Qt table that mirrors a plain list of records: changes arrive as a new list and leave as inserts, moves, removals
and ``dataChanged``, never as a reset, so that selection, scroll position and sorting survive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, Literal, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

Index = QModelIndex | QPersistentModelIndex
SortKey = str | float | None
Look = Literal["title", "number", "text", "chance"]


class Role(IntEnum):
    """What a cell has besides its text."""

    SECONDARY = Qt.ItemDataRole.UserRole + 1  # smaller text below or beside
    SORT = Qt.ItemDataRole.UserRole + 2
    SHARE = Qt.ItemDataRole.UserRole + 3  # 0 to 1, drawn as a bar; None: no bar
    ID = Qt.ItemDataRole.UserRole + 4


class Record(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def spoken(self) -> str:
        """The whole record in one sentence, for screen readers."""
        ...


R = TypeVar("R", bound=Record)


def _nothing(_record: object) -> str:
    return ""


def _no_share(_record: object) -> float | None:
    return None


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column, declared: where its texts come from and how it looks. ``tip`` must be safe for a Qt tool tip. Where
    room is short, columns with ``gives_way`` are left out, the highest first."""

    title: str
    look: Look
    text: Callable[[R], str]
    sort: Callable[[R], SortKey]
    secondary: Callable[[R], str] = _nothing
    share: Callable[[R], float | None] = _no_share
    tip: Callable[[R], str] = _nothing
    title_tip: str = ""
    gives_way: int = 0


class RecordModel(QAbstractTableModel, Generic[R]):
    """Records in the order of the case. Only str, float and None leave :meth:`data`."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.records: list[R] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.records)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | float | None:
        row, column = index.row(), index.column()
        if not (0 <= row < len(self.records) and 0 <= column < len(self.columns)):
            return None
        record, declared = self.records[row], self.columns[column]
        if role == Qt.ItemDataRole.DisplayRole:
            return declared.text(record)
        if role == Role.SECONDARY:
            return declared.secondary(record)
        if role == Role.SORT:
            return declared.sort(record)
        if role == Role.SHARE:
            return declared.share(record)
        if role == Role.ID:
            return record.id
        if role == Qt.ItemDataRole.ToolTipRole:
            return declared.tip(record)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return record.spoken if column == 0 else declared.text(record)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.title_tip
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.look == "number" else Qt.AlignmentFlag.AlignLeft
            return int((side | Qt.AlignmentFlag.AlignVCenter).value)
        return None

    def row_of(self, id: str) -> int:
        """The row of a record, -1 if there is none."""
        return next((row for row, record in enumerate(self.records) if record.id == id), -1)

    def update_to(self, records: Sequence[R]) -> None:
        """Become ``records``, by the fewest kinds of change. Ids must be unique."""
        if len(self.records) == len(records) and all(
            old.id == new.id for old, new in zip(self.records, records, strict=True)
        ):
            self._replace(records)
            return
        self._remove_all_but({record.id for record in records})
        known = {record.id for record in self.records}
        row = 0
        while row < len(records):
            if row < len(self.records) and self.records[row].id == records[row].id:
                row += 1
            elif records[row].id in known:
                self._move(self._row_from(row, records[row].id), row)
                row += 1
            else:
                end = row + 1
                while end < len(records) and records[end].id not in known:
                    end += 1
                self.beginInsertRows(QModelIndex(), row, end - 1)
                self.records[row:row] = records[row:end]
                self.endInsertRows()
                row = end
        self._replace(records)

    def _replace(self, records: Sequence[R]) -> None:
        """Same ids in the same order: tell of the rows that differ, run by run. The first column, which decides the
        height of a row, is only told of where it differs."""
        first, column = -1, 0
        title = self.columns[0]
        for row, record in enumerate(records):
            old = self.records[row]
            if old is not record and old != record:
                self.records[row] = record
                same = title.text(old) == title.text(record) and title.secondary(old) == title.secondary(record)
                column = int(same) if first < 0 else min(column, int(same))
                first = row if first < 0 else first
            elif first >= 0:
                self._tell(first, row - 1, column)
                first = -1
        if first >= 0:
            self._tell(first, len(records) - 1, column)

    def _tell(self, first: int, last: int, column: int) -> None:
        last_column = len(self.columns) - 1
        self.dataChanged.emit(self.index(first, min(column, last_column)), self.index(last, last_column))

    def _remove_all_but(self, ids: set[str]) -> None:
        last = len(self.records) - 1
        while last >= 0:
            first = last
            while first >= 0 and self.records[first].id not in ids:
                first -= 1
            if first < last:
                self.beginRemoveRows(QModelIndex(), first + 1, last)
                del self.records[first + 1 : last + 1]
                self.endRemoveRows()
            last = first - 1

    def _move(self, source: int, target: int) -> None:
        self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), target)
        self.records.insert(target, self.records.pop(source))
        self.endMoveRows()

    def _row_from(self, start: int, id: str) -> int:
        return next(row for row in range(start, len(self.records)) if self.records[row].id == id)


class RecordProxy(QSortFilterProxyModel, Generic[R]):
    """Sorts by the sort role with missing values last in both directions, and shows what ``accepts`` says."""

    def __init__(self, model: RecordModel[R], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._accepts: Callable[[R], bool] | None = None
        self.setSourceModel(model)
        self.setSortRole(Role.SORT)

    def set_filter(self, accepts: Callable[[R], bool] | None) -> None:
        if hasattr(self, "endFilterChange"):  # from Qt 6.10 on, where the older call is deprecated
            self.beginFilterChange()
            self._accepts = accepts
            self.endFilterChange(QSortFilterProxyModel.Direction.Rows)
        else:
            self._accepts = accepts
            self.invalidateRowsFilter()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        if self._accepts is None or not 0 <= row < len(self._model.records):
            return True
        return self._accepts(self._model.records[row])

    def lessThan(self, left: Index, right: Index) -> bool:
        records = self._model.records
        try:
            key = self._model.columns[left.column()].sort
            a, b = key(records[left.row()]), key(records[right.row()])
        except IndexError:  # never raise in here: Qt asks again at every turn
            return False
        if a is None or b is None:
            last = self.sortOrder() == Qt.SortOrder.DescendingOrder  # Qt turns the order around
            return (a is None) is last and (b is None) is not last
        if isinstance(a, str) or isinstance(b, str):
            return str(a).casefold() < str(b).casefold()
        return a < b

    def row_of(self, id: str) -> int:
        """The row in which a record is shown, -1 if it is not."""
        row = self._model.row_of(id)
        return self.mapFromSource(self._model.index(row, 0)).row() if row >= 0 else -1
