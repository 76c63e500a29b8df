"""A Qt table that mirrors a plain list of records: changes arrive as a new list and leave as inserts, removals,
another order and ``dataChanged``, never as a reset, so that selection, scroll position and sorting survive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import reduce
from typing import Generic, Literal, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from claimbench.core.frozen import dataclass

Index = QModelIndex | QPersistentModelIndex
SortKey = str | float | None
Look = Literal["title", "number", "text", "chance"]


class Role(IntEnum):
    """What a cell has besides its text."""

    SECONDARY = Qt.ItemDataRole.UserRole + 1  # smaller text below or beside
    SORT = Qt.ItemDataRole.UserRole + 2
    SHARE = Qt.ItemDataRole.UserRole + 3  # 0 to 1, drawn as a bar; None: no bar
    ID = Qt.ItemDataRole.UserRole + 4
    TICK = Qt.ItemDataRole.UserRole + 5  # True, False; None: no tick


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


def _no_tick(_record: object) -> bool | None:
    return None


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column, declared: where its texts come from and how it looks. ``tip`` must be safe for a Qt tool tip. Where
    room is short, columns with ``gives_way`` are left out, the highest first. Cards have the columns with "card", a
    grid begins with these and the ones "shown". ``tick``: whether the row is ticked, None where it cannot be."""

    title: str
    look: Look
    text: Callable[[R], str]
    sort: Callable[[R], SortKey]
    secondary: Callable[[R], str] = _nothing
    share: Callable[[R], float | None] = _no_share
    tip: Callable[[R], str] = _nothing
    title_tip: str = ""
    gives_way: int = 0
    at_first: Literal["card", "shown", "hidden"] = "card"
    tick: Callable[[R], bool | None] = _no_tick

    def differs(self, one: R, other: R) -> bool:
        """Whether two records look different in this column."""
        if self.text(one) != self.text(other) or self.secondary(one) != self.secondary(other):
            return True
        return self.share(one) != self.share(other) or self.tick(one) != self.tick(other)

    @property
    def has_ticks(self) -> bool:
        return self.tick is not _no_tick


_MOST_RUNS = 3


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

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | float | bool | None:
        return self.cell(index.row(), index.column(), role)

    def cell(self, row: int, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> str | float | bool | None:
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
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(declared.look)
        if role == Role.TICK:
            return declared.tick(record)
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
            return _alignment(column.look)
        return None

    def row_of(self, id: str) -> int:
        """The row of a record, -1 if there is none."""
        return next((row for row, record in enumerate(self.records) if record.id == id), -1)

    def update_to(self, records: Sequence[R]) -> None:
        """Become ``records``, by the fewest kinds of change. Ids must be unique."""
        ids = [record.id for record in records]
        if [record.id for record in self.records] != ids:
            self._remove_all_but(set(ids))
            known = {record.id: record for record in self.records}
            self._rearrange([known[id] for id in ids if id in known])
            row = 0
            while row < len(records):
                if ids[row] in known:
                    row += 1
                    continue
                end = row + 1
                while end < len(records) and ids[end] not in known:
                    end += 1
                self.beginInsertRows(QModelIndex(), row, end - 1)
                self.records[row:row] = records[row:end]
                self.endInsertRows()
                row = end
        self._replace(records)

    def _rearrange(self, records: list[R]) -> None:
        """The same records in another order."""
        if all(old is new for old, new in zip(self.records, records, strict=True)):
            return
        self.layoutAboutToBeChanged.emit()
        before = {record.id: row for row, record in enumerate(self.records)}
        places = {before[record.id]: row for row, record in enumerate(records)}
        self.records = records
        for index in self.persistentIndexList():
            self.changePersistentIndex(index, self.index(places[index.row()], index.column()))
        self.layoutChanged.emit()

    def _replace(self, records: Sequence[R]) -> None:
        """Same ids in the same order: tell of the rows that differ, run by run, or at once where there are many runs: a
        filter looks at every row each time. Only columns that look different are told of; the last one where none
        does."""
        runs: list[tuple[int, int, int, int]] = []  # first row, last row, first column, last column
        for row, record in enumerate(records):
            old = self.records[row]
            if old is record or old == record:
                continue
            self.records[row] = record
            columns = [number for number, column in enumerate(self.columns) if column.differs(old, record)]
            columns = columns or [len(self.columns) - 1]
            if runs and runs[-1][1] == row - 1:
                runs.append(_joined(runs.pop(), (row, row, columns[0], columns[-1])))
            else:
                runs.append((row, row, columns[0], columns[-1]))
        if len(runs) > _MOST_RUNS:
            runs = [reduce(_joined, runs)]
        for first, last, left, right in runs:
            self.dataChanged.emit(self.index(first, left), self.index(last, right))

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


def _joined(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The run from the first of ``one`` to the last of ``other``."""
    return one[0], other[1], min(one[2], other[2]), max(one[3], other[3])


def _alignment(look: Look) -> int:
    side = Qt.AlignmentFlag.AlignRight if look == "number" else Qt.AlignmentFlag.AlignLeft
    return int((side | Qt.AlignmentFlag.AlignVCenter).value)
