"""The data pane: the tables of the case and those that were opened, to be sorted, filtered and looked into."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from claimbench.app.exploring import Opened
from claimbench.core.case import Case
from claimbench.gui.background import Background
from claimbench.gui.bridge import Bridge
from claimbench.gui.choice import Choice
from claimbench.gui.column_summary import ColumnSummary
from claimbench.gui.findings_button import FindingsButton
from claimbench.gui.frame_model import FrameModel, short
from claimbench.gui.frame_table import FrameTable
from claimbench.gui.named import named
from claimbench.gui.newest import Newest
from claimbench.gui.plain_text import plain_label
from claimbench.gui.row_filter import RowFilter
from claimbench.gui.table_actions import TableActions
from claimbench.gui.table_list import ListedTable, TableList
from claimbench.gui.table_menu import TableMenu, same_value
from claimbench.gui.theme import Theme
from claimbench.tables.decision import Finding
from claimbench.tables.frame import Condition, Frame, Ids, Sort
from claimbench.tables.summarise import Statistics, statistics

if TYPE_CHECKING:
    from claimbench.gui.explorer_view import ExplorerWindow


class DataPane(QFrame):
    """``picked(ids)`` tells which rows of the table are selected, ``filtered`` that others are shown, and
    ``chart_kept(id)`` that a chart was made of it."""

    import_requested = Signal()
    reread_requested = Signal(str)
    picked = Signal(object)
    filtered = Signal()
    chart_kept = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_pane")
        self.setProperty("pane", True)
        self.setMinimumWidth(250)  # the column that it shares with other docks is not widened for it
        self.bridge = bridge
        self._key = ""
        self._sort: Sort | None = None
        self.conditions: tuple[Condition, ...] = ()
        self._selecting = False
        self._drawing = ""  # the table to draw once it is there
        self._summed = 0  # the column of which something is told
        self._marked: int | None = None  # a row to select once the table is there
        # A long sort holds up neither scrolling nor what is told of a column.
        self._pages, self._files = Background(self), Background(self)
        self._list = TableList(self._files)
        self._arranging, self._summing = Newest(self), Newest(self)
        self._explorer: ExplorerWindow | None = None
        self._make()
        self._follow(bridge.document.case)
        bridge.case_changed.connect(self._on_case)
        bridge.theme_changed.connect(self._on_theme)

    def _make(self) -> None:
        self.tables = named(Choice((), self), "data-tables")
        self.tables.setAccessibleName("Table")
        self.import_button = named(QPushButton("Import…", self), "import-table")
        self.explore_button = named(QPushButton("Chart…", self), "explore-table")
        self.more_button = named(QPushButton("Table", self), "table-actions")
        self.rows = named(RowFilter(self.bridge.theme, self), "row-filter")
        self.note = named(plain_label("", "small", parent=self), "data-note")
        self.check_button = named(FindingsButton(self), "table-findings")
        self.model = FrameModel(self._pages, self)
        self.table = FrameTable(self.model, self)
        self.menu = TableMenu(self.table, self.model, lambda: (self.conditions, self._sort))
        self.summary = named(ColumnSummary(self.bridge.theme, self), "column-summary")
        top = QHBoxLayout()
        top.setSpacing(6)
        top.setContentsMargins(12, 0, 12, 0)
        top.addWidget(self.tables, 1)
        for button in (self.import_button, self.explore_button, self.more_button):
            top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.rows)
        notes = QHBoxLayout()
        notes.setContentsMargins(12, 0, 12, 0)
        notes.addWidget(self.note, 1)
        notes.addWidget(self.check_button)
        layout.addLayout(notes)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.summary)
        self.tables.activated.connect(self._on_table)
        self.import_button.clicked.connect(self.import_requested)
        self.explore_button.clicked.connect(self.explore)
        self.check_button.chosen.connect(self._on_finding)
        self.more = TableActions(self)
        self.more_button.setMenu(self.more)
        self.menu.condition_wanted.connect(self.rows.add)
        self.menu.told.connect(self.note.setText)
        self.summary.range_chosen.connect(self._on_bin)
        self.summary.text_chosen.connect(self._on_common)
        self.rows.rested.connect(self._on_condition)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._on_sort)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.table.selectionModel().currentChanged.connect(self._on_current)

    # which table

    @property
    def frame(self) -> Frame | None:
        return self.model.frame

    @property
    def name(self) -> str:
        return "" if self._shown is None else self._shown.name

    @property
    def series(self) -> str:
        """The id of the series whose figures are shown; "" where it is an opened table."""
        return "" if self._shown is None or self._shown.series is None else self._shown.series.id

    @property
    def _shown(self) -> ListedTable | None:
        return self._list.tables.get(self._key)

    @property
    def listed(self) -> list[tuple[str, str]]:
        """The names of the tables by their keys, opened ones first."""
        return [(key, short(shown.name)) for key, shown in self._list.tables.items()]

    def draw_table(self, key: str) -> None:
        """Draw a table in the explorer, as soon as it is there."""
        self._drawing = key
        if key != self._key:
            self._choose(key)
        elif self.frame is not None:
            self.explore()

    def add(self, table: Opened) -> None:
        """Show a table that was opened; it stays in the list until it is closed."""
        key = self._list.add(table)
        self._follow(self.bridge.document.case)
        self._choose(key)

    def choose_series(self, id: str, row: int | None = None) -> None:
        """Show the figures of a series, and mark one of them."""
        self._choose(f"series {id}")
        self._marked = row
        if row is not None and self.frame is not None and self.series == id:
            self._mark()

    def filter_by(self, column: str, kind: str, first: str, second: str = "") -> None:
        """Show the rows that have this in a column, as if it were typed above the table."""
        assert self.frame is not None
        self.rows.put(self.frame.column(column), kind, first, second)

    def close_table(self) -> None:
        """Let go of the opened table that is shown."""
        shown = self._shown
        if shown is None or shown.series is not None or shown.frame is None:
            return
        self.model.show_frame(None)
        self._list.remove(self._key)
        self._follow(self.bridge.document.case)
        self._choose(next(iter(self._list.tables), ""))

    def close_tables(self) -> None:
        """The window closes."""
        self.rows.stop()
        self.check_button.show_table(None)
        if self._explorer is not None:
            self._explorer.finish()
        if self.frame is not None:
            self.frame.stop()
        for work in (self.menu, self._arranging, self._summing, self._pages, self._files):
            work.close()
        self.model.show_frame(None)
        self._list.close()

    def _follow(self, case: Case) -> None:
        self._list.follow(case)
        self.tables.set_choices(self.listed)
        listed = bool(self._list.tables)
        if self._shown is not None:
            self.tables.set_key(self._key)
        if not listed:
            self.note.setText("No table yet. Import a file, drop one on the window, or paste a table.")
        for button in (self.explore_button, self.more_button):
            button.setEnabled(listed)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._key and self._list.tables:  # not in showEvent: a tab behind another is shown, too
            QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        if not self._key and self._list.tables:
            self._choose(next(iter(self._list.tables)))

    def _choose(self, key: str) -> None:
        self._key = key
        shown = self._shown
        if shown is not None:
            self.tables.set_key(key)
        self.check_button.show_table(None)
        self._arranging.forget()
        self._summing.forget()
        self._sort, self.conditions = None, ()
        self.summary.clear()
        self.table.begin()
        if shown is None:
            self.model.show_frame(None)
            return
        self.more.show_for(shown.series)
        if shown.frame is not None:
            self._show(shown, shown.frame)
        elif shown.series is not None:
            self._files.run(shown.made, partial(self._on_made, shown))

    def _on_made(self, shown: ListedTable, future: Future[Frame]) -> None:
        frame = future.result()
        if self._shown is shown:
            self._show(shown, frame)

    def _show(self, shown: ListedTable, frame: Frame) -> None:
        self.model.show_frame(frame)
        self.rows.show_frame(frame)
        self.check_button.show_table(shown.opened)
        self.note.setText(short(shown.note) if len(shown.note) < 200 else shown.note)
        valued = [at for at, column in enumerate(frame.columns) if column.type == "number"]
        self._summarise(valued[0] if valued else 0)
        self._mark()
        self.filtered.emit()
        if self._drawing == self._key:
            self.explore()

    def _mark(self) -> None:
        """Select the row that was asked for with the table, once."""
        if self._marked is not None:
            self.select(np.array([self._marked]))
            self._marked = None

    # sorting and filtering

    def _on_condition(self) -> None:
        frame = self.frame
        if frame is None:
            return
        try:
            conditions = self.rows.conditions(frame)
        except ValueError as refusal:
            self.note.setText(str(refusal))
            return
        if conditions != self.conditions:
            self.conditions = conditions
            self._arrange()

    def _on_sort(self, column: int, order: Qt.SortOrder) -> None:
        if self.frame is not None:
            self._sort = Sort(column, order is Qt.SortOrder.DescendingOrder) if column >= 0 else None
            self._summed = column if column >= 0 else self._summed
            self._arrange()

    def _on_common(self, text: str) -> None:
        """One of the most common texts was pressed."""
        if self.frame is not None:
            self.rows.add(same_value(self.frame, self._summed, text))

    def _on_bin(self, low: float, high: float) -> None:
        """A column of the small histogram was pressed."""
        self.rows.add(Condition(self._summed, "range", low=low, high=high))

    def _arrange(self) -> None:
        frame = self.frame
        if frame is None:
            return
        self.note.setText("Looking through the rows…")
        work = partial(frame.ids, self.conditions, self._sort)
        self._arranging.run(frame, work, partial(self._on_arranged, frame))

    def _on_arranged(self, frame: Frame, future: Future[Ids | None]) -> None:
        try:
            ids = future.result()
        except ValueError as refusal:
            self.note.setText(str(refusal))
            return
        self.model.show_frame(frame, ids)
        self.table.scrollToTop()
        count = self.model.rowCount()
        of = f" of {frame.row_count:,}" if self.conditions else ""
        self.note.setText(f"{count:,}{of} rows")
        self._summarise(self._summed)
        self.filtered.emit()

    # looking into a column, selecting

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid() and not self._selecting:
            self._summarise(index.column())

    def _summarise(self, at: int) -> None:
        frame = self.frame
        if frame is None or not frame.columns:
            return
        self._summed = at
        self.summary.wait(frame.columns[at])
        work = partial(statistics, frame, at, self.conditions)
        self._summing.run(frame, work, partial(self._on_summary, frame, at))

    def _on_summary(self, frame: Frame, at: int, future: Future[Statistics]) -> None:
        try:
            self.summary.show_statistics(frame.columns[at], future.result())
        except ValueError as refusal:
            self.summary.refuse(str(refusal))

    def _on_selected(self) -> None:
        if self._selecting or self.frame is None:
            return
        at = self.table.selected()
        self.picked.emit(at if self.model.ids is None else self.model.ids[at])

    def select(self, ids: Ids) -> None:
        """Select rows of the frame, and bring the first of them into view."""
        rows = self.model.rows_of(ids)
        self._selecting = True
        marked = self.table.mark(rows)
        self._selecting = False
        more = f"; the first {marked:,} are marked" if len(rows) > marked else ""
        self.note.setText(f"{len(rows):,} rows selected{more}")

    def _on_finding(self, finding: Finding) -> None:
        """Bring the row of it into view."""
        shown = self._shown
        if shown is None or shown.opened is None:
            return
        row = shown.opened.row_lines.row(finding.line)
        if row is None or row >= shown.opened.frame.row_count:
            self.note.setText(f"Line {finding.line:,} is no row of the table.")
        elif not len(self.model.rows_of(np.array([row]))):
            self.note.setText(f"Line {finding.line:,} is not among the rows shown. Clear the filter to see it.")
        else:
            self.select(np.array([row]))
            column = min(finding.column or 1, self.model.columnCount()) - 1
            self.table.scrollTo(self.model.index(int(self.model.rows_of(np.array([row]))[0]), column))
            self._summarise(column)
            self.note.setText(f"Line {finding.line:,}: {finding.message}")

    def go_to_column(self, at: int) -> None:
        """Bring a column into view and tell what is in it."""
        row = max(0, self.table.currentIndex().row())
        self.table.setCurrentIndex(self.model.index(row, at))
        self.table.setFocus()
        self._summarise(at)

    # the rest

    def explore(self) -> None:
        """Draw the table in a window of its own."""
        from claimbench.gui.explorer_view import ExplorerWindow

        self._drawing = ""
        if self.frame is None:
            return
        if self._explorer is None:
            self._explorer = ExplorerWindow(self)
        self._explorer.show()
        self._explorer.raise_()

    def _on_table(self) -> None:
        self._drawing = ""
        if self.tables.key != self._key:
            self._choose(self.tables.key)

    def _on_case(self, before: Case, after: Case) -> None:
        if before.series is after.series:
            return
        shown = self._shown
        self._follow(after)
        if self._shown is not shown and self.isVisible():
            self.model.show_frame(None)
            self._choose(self._key if self._shown is not None else next(iter(self._list.tables), ""))
        elif self._shown is None:
            self.model.show_frame(None)
            self._key = ""

    def _on_theme(self, theme: Theme) -> None:
        self.summary.set_theme(theme)
        self.rows.set_theme(theme)
