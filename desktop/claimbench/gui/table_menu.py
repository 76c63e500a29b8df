"""What can be done with the cells of a table: filter by them, sort by their column, copy rows."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu

from claimbench.app.exploring import value_condition
from claimbench.app.rows_file import save_rows
from claimbench.gui.background import Background
from claimbench.gui.frame_model import FrameModel, short
from claimbench.gui.frame_table import FrameTable
from claimbench.gui.named import named
from claimbench.tables.frame import Condition, Frame, Ids, Sort, missing_texts

Shown = tuple[tuple[Condition, ...], Sort | None]
_AT_ONCE: Final = 1_000  # rows that are fetched together
_LONGEST: Final = 30  # letters of a name or a value in a menu


class TableMenu(QObject):
    """``condition_wanted(condition)``; ``told(sentence)`` says what was copied or saved. ``shown`` are the conditions
    and the order of the rows that are shown."""

    condition_wanted = Signal(object)
    told = Signal(str)

    def __init__(self, table: FrameTable, model: FrameModel, shown: Callable[[], Shown]) -> None:
        super().__init__(table)
        self._table, self._model, self._shown = table, model, shown
        self._background = Background(self)
        self._closed = threading.Event()
        self.copy_action = QAction("Copy rows", self)
        self.copy_action.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy_action.triggered.connect(self.copy_rows)
        table.addAction(self.copy_action)
        self.save_action = named(QAction("Save the rows as CSV…", self), "save-rows")
        self.save_action.triggered.connect(self._on_save)
        table.menu_wanted.connect(self._open)
        heads = table.horizontalHeader()
        heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        heads.customContextMenuRequested.connect(self._on_head)
        self.menu = named(QMenu(table), "table-menu")

    def copy_rows(self) -> None:
        """The rows that are selected, with the names of the columns, as a spreadsheet takes them."""
        frame, rows = self._model.frame, self._table.selected()
        if frame is None or not len(rows):
            self.told.emit("No rows are selected.")
            return
        ids = rows if self._model.ids is None else self._model.ids[rows]
        self._background.run(partial(_as_text, frame, ids), partial(self._on_text, len(ids)))

    def save_rows(self, path: Path) -> None:
        """All rows that are shown, in their order."""
        frame = self._model.frame
        if frame is None:
            return
        self.told.emit(f"Saving “{path.name}”…")
        work = partial(save_rows, frame, *self._shown(), path, lambda count: not self._closed.is_set())
        self._background.run(work, partial(self._on_saved, path))

    def close(self) -> None:
        """What is being saved is given up."""
        self._closed.set()
        self._background.close()

    def fill(self, row: int, column: int) -> None:
        """The menu for a cell; ``row`` -1 is the head of the column."""
        self.menu.clear()
        frame = self._model.frame
        if frame is None or column < 0:
            return
        name = _brief(frame.columns[column].name)
        text = self._model.text_at(row, column) if row >= 0 else None
        if text is not None:
            said = f"“{_brief(text)}”" if text.strip() else "empty"
            same = same_value(frame, column, text)
            self._offer(f"Only rows where “{name}” is {said}", partial(self.condition_wanted.emit, same))
            other = Condition(same.column, same.kind, same.text, same.low, same.high, without=True)
            self._offer(f"Without rows where “{name}” is {said}", partial(self.condition_wanted.emit, other))
            self.menu.addSeparator()
        heads = self._table.horizontalHeader()
        for label, order in (("ascending", Qt.SortOrder.AscendingOrder), ("descending", Qt.SortOrder.DescendingOrder)):
            self._offer(f"Sort by “{name}”, {label}", partial(heads.setSortIndicator, column, order))
        if heads.sortIndicatorSection() >= 0:
            self._offer("As in the file", partial(heads.setSortIndicator, -1, Qt.SortOrder.AscendingOrder))
        self.menu.addSeparator()
        if text is not None:
            self._offer("Copy cell", partial(self._copy_cell, text))
        self.menu.addAction(self.copy_action)
        self.copy_action.setEnabled(True)

    # inside

    def _offer(self, text: str, do: Callable[[], object]) -> None:
        action = QAction(text.replace("&", "&&"), self.menu)
        action.triggered.connect(do)
        self.menu.addAction(action)

    def _on_head(self, at: QPoint) -> None:
        heads = self._table.horizontalHeader()
        self._open(-1, heads.logicalIndexAt(at), heads.mapToGlobal(at))

    def _open(self, row: int, column: int, where: QPoint) -> None:
        self.fill(row, column)
        if self.menu.actions():
            self.menu.popup(where)

    def _copy_cell(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.told.emit("Copied.")

    def _on_save(self) -> None:
        folder = str(QSettings().value("import/folder") or Path.home())
        chosen, _ = QFileDialog.getSaveFileName(
            self._table.window(), "Save the rows", f"{folder}/rows.csv", "CSV files (*.csv)"
        )
        if chosen:
            self.save_rows(Path(chosen if Path(chosen).suffix else f"{chosen}.csv"))

    def _on_saved(self, path: Path, future: Future[int]) -> None:
        try:
            self.told.emit(f"{future.result():,} rows saved as “{path.name}”.")
        except ValueError as refusal:
            self.told.emit(str(refusal))
        except OSError as trouble:
            self.told.emit(f"“{path.name}” cannot be written: {trouble.strerror}.")

    def _on_text(self, count: int, future: Future[str]) -> None:
        try:
            QGuiApplication.clipboard().setText(future.result())
        except ValueError as refusal:
            self.told.emit(str(refusal))
            return
        self.told.emit(f"{count:,} row{'s' if count > 1 else ''} copied, with the names of the columns.")


def _brief(text: str) -> str:
    """The beginning of a text, on one line, as a menu has room for it."""
    line = short(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()}…"


def same_value(frame: Frame, column: int, text: str) -> Condition:
    """That a cell is as this one is."""
    if not text.strip() or text.strip() in missing_texts(frame.columns[column]):
        return Condition(column, "missing")
    return value_condition(frame, column, text)


def _as_text(frame: Frame, ids: Ids) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow([column.name for column in frame.columns])
    for start in range(0, len(ids), _AT_ONCE):
        rows: Sequence[tuple[str, ...]] = frame.cells(ids[start : start + _AT_ONCE])
        writer.writerows(rows)
    return out.getvalue()
