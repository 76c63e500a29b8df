"""The rows of a frame for a table view: millions of them, of which only those that are seen are fetched."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from claimbench.gui.background import Background
from claimbench.gui.wording import plain_tip
from claimbench.tables.characters import shown
from claimbench.tables.frame import Frame, Ids

Index = QModelIndex | QPersistentModelIndex
PAGE: Final = 128
LONGEST: Final = 200
_KEPT: Final = 200  # pages
_AT_ONCE: Final = 3  # pages, of those that were asked for last
_WAITING: Final = "…"


class FrameModel(QAbstractTableModel):
    """Cells that are not there yet are shown as "…" and come from the background. Rows are those of ``ids``, None for
    all of the frame in its order."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame: Frame | None = None
        self.ids: Ids | None = None
        self._background = background
        self._pages: OrderedDict[int, list[tuple[str, ...]]] = OrderedDict()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._generation = 0
        self._busy = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fetch)

    def show_frame(self, frame: Frame | None, ids: Ids | None = None) -> None:
        """Show a frame, or other rows of it."""
        self.beginResetModel()
        self.frame, self.ids = frame, ids
        self._generation += 1
        self._pages.clear()
        self._wanted.clear()
        self.endResetModel()

    def id_of(self, row: int) -> int:
        """The row of the frame that stands in a row of the view."""
        return row if self.ids is None else int(self.ids[row])

    def text_at(self, row: int, column: int) -> str | None:
        """The whole text of a cell; None where it is not there yet."""
        text = self._text(row, column)
        return None if text is _WAITING else text

    def rows_of(self, ids: Ids) -> Ids:
        """Where rows of the frame stand in the view, in order; those that are not shown are left out."""
        if self.ids is None or self.frame is None:
            return np.sort(ids)
        meant = np.zeros(self.frame.row_count, dtype=bool)  # faster than looking each of millions up
        meant[ids] = True
        return np.flatnonzero(meant[self.ids]).astype(np.int64)

    # overrides; they never raise

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        if parent.isValid() or self.frame is None:
            return 0
        return self.frame.row_count if self.ids is None else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.frame is None else len(self.frame.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.frame is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return short(self._text(index.row(), index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(shown(self._text(index.row(), index.column())[:5_000]))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = self.frame.columns[index.column()].type == "number"
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.frame is None:
            return None
        if orientation is Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole and 0 <= section < self.rowCount():
                return f"{self.id_of(section) + 1:,}"
            return None
        if not 0 <= section < len(self.frame.columns):
            return None
        column = self.frame.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return short(column.full_name)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.type == "number" else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            rejected = f"\n{column.rejected:,} cells were not understood" if column.rejected else ""
            return plain_tip(f"{shown(column.name)}: {column.type}{rejected}")
        return None

    # inside

    def _text(self, row: int, column: int) -> str:
        page = row // PAGE
        cells = self._pages.get(page)
        if cells is None:
            self._wanted[page] = None
            self._wanted.move_to_end(page)
            self._soon.start()
            return _WAITING
        return cells[row % PAGE][column]

    def _fetch(self) -> None:
        if self._busy or not self._wanted or self.frame is None:
            return
        pages = list(self._wanted)[-_AT_ONCE:]
        self._wanted.clear()  # what was scrolled past meanwhile is asked for again when it is seen again
        count = self.rowCount()
        rows = {page: np.arange(page * PAGE, min((page + 1) * PAGE, count), dtype=np.int64) for page in pages}
        ids = {page: at if self.ids is None else self.ids[at] for page, at in rows.items()}
        self._busy = True
        self._background.run(_reading(self.frame, ids), partial(self._on_read, self._generation))

    def _on_read(self, generation: int, future: Future[dict[int, list[tuple[str, ...]]]]) -> None:
        self._busy = False
        if generation == self._generation and not future.exception():
            for page, cells in future.result().items():
                self._pages[page] = cells
                first, last = page * PAGE, page * PAGE + len(cells) - 1
                if cells:
                    self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
            while len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        if self._wanted:
            self._soon.start()


def _reading(frame: Frame, ids: dict[int, Ids]) -> Callable[[], dict[int, list[tuple[str, ...]]]]:
    return lambda: {page: frame.cells(each) for page, each in ids.items()}


def short(text: str) -> str:
    """A text on one line, and not longer than can be painted quickly."""
    line = " ".join(shown(text[:LONGEST]).split())
    return line if len(text) <= LONGEST else f"{line}…"
