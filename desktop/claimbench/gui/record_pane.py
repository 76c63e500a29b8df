"""What the panes of claims and of sources share: rows as cards or in a grid, filters, a menu of actions, copy and
paste."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Sequence
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from claimbench.app import clipboard_table
from claimbench.app.commands import Command
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.gui import wording
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.choice_menu import ChoiceMenu, FilterButton
from claimbench.gui.filtered_pane import FilteredPane
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.record_grid import RecordGrid
from claimbench.gui.record_model import Column, Record, RecordModel
from claimbench.gui.record_proxy import RecordProxy
from claimbench.gui.record_table import RecordTable
from claimbench.gui.theme import Theme

R = TypeVar("R", bound=Record)
_MOST_CHOICES = 300  # the menu scrolls


@dataclass(frozen=True, slots=True)
class RowFilter(Generic[R]):
    """A menu of the filter: ``keys`` are what a row comes under, ``name`` says a key in words. ``choices`` are fixed
    ones; else those that the rows have."""

    id: str
    title: str
    keys: Callable[[R], Collection[str]]
    name: Callable[[str], str] = wording.one_line
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RowAction:
    """Something to be done with the selected rows. It needs at least ``least`` of them."""

    id: str
    text: str
    run: Callable[[], None]
    shortcut: QKeySequence | QKeySequence.StandardKey | str | None = None
    least: int = 1


class RecordPane(FilteredPane, Generic[R]):
    """``count_text`` is the text for its tab, "Claims 38"; ``count_changed`` tells of a new one; ``edit_wanted`` asks
    for the form of what is selected."""

    count_changed = Signal(str)
    edit_wanted = Signal()

    kind: Literal["claim", "source"]
    title: str
    follows: tuple[str, ...] = ("claims", "sources", "citations")  # parts of a case that its rows are made from

    def __init__(
        self,
        bridge: Bridge,
        placeholder: str,
        columns: Sequence[Column[R]],
        filters: Sequence[RowFilter[R]],
        remembers: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """``remembers``: whether cards or a grid, and the columns of the grid, are as they were last time."""
        name = f"{self.kind}s"
        super().__init__(name, placeholder, parent)
        self.bridge = bridge
        self._filters = tuple(filters)
        self.filters = {each.id: named(ChoiceMenu(each.title, self), f"{name}_by_{each.id}") for each in filters}
        self.filter_button = named(FilterButton(list(self.filters.values()), self), f"{name}_filters")
        self.more_button = named(QPushButton("Edit", self), f"{name}_more")
        self.more_button.setProperty("menu", True)
        self.more_button.setToolTip(f"Add, change and order {name}; show them as a table")
        self.model: RecordModel[R] = RecordModel(columns, self)
        self.proxy: RecordProxy[R] = RecordProxy(self.model, self)
        self.table: RecordTable[R] = named(RecordTable(self.model, self.proxy, bridge.theme, self), f"{name}_table")
        self.table.setAccessibleName(self.title)
        self.grid: RecordGrid[R] = named(RecordGrid(name, self.model, self.proxy, bridge.theme, self), f"{name}_grid")
        self.grid.setAccessibleName(f"{self.title}, as a table")
        self.grid.setSelectionModel(self.table.selectionModel())
        self._hint = plain_label("", "small", parent=self)
        self._hint.setContentsMargins(12, 0, 12, 2)
        self._hint.hide()
        self._actions: dict[str, tuple[RowAction, QAction]] = {}
        self._build()
        self._fill_actions()
        self._show_case(None, bridge.document.case)
        self._remembers = remembers
        self._as_grid(remembers and QSettings().value(f"{name}/as-table") in (True, "true"))
        self._on_selected(bridge.selection)
        self.filter_field.textChanged.connect(self._on_filter)
        self.filter_button.changed.connect(self._on_filter)
        self.table.chosen.connect(self._on_chosen)
        for view in (self.table, self.grid):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(self._on_context_menu)
            view.doubleClicked.connect(self._on_edit)
        bridge.case_changed.connect(self._on_case_changed)
        bridge.selected.connect(self._on_selected)
        bridge.theme_changed.connect(self._on_theme)

    # for the panes

    @abstractmethod
    def rows(self, before: Case | None, case: Case) -> list[R]:
        """The rows of a case; ``before`` is the one whose rows are shown."""

    @abstractmethod
    def searched(self, row: R) -> str:
        """What the filter field looks at, case-folded."""

    @abstractmethod
    def row_actions(self) -> tuple[RowAction, ...]: ...

    @abstractmethod
    def add(self) -> None:
        """Add a record and ask for its form."""

    @abstractmethod
    def deletion(self, ids: tuple[str, ...]) -> Command: ...

    def fill_menu(self, menu: QMenu) -> None:
        """What stands in the menu besides the actions, for the selected rows."""

    def hint(self, case: Case) -> str:
        """Something to be said about the rows as a whole."""
        return ""

    def also_accepts(self) -> Callable[[R], bool] | None:
        """A further filter, where one is on."""
        return None

    # what it has

    @property
    def count_text(self) -> str:
        return f"{self.title} {len(self.model.records)}"

    @property
    def selected_ids(self) -> tuple[str, ...]:
        return self.table.selected_ids

    @property
    def selected(self) -> str:
        selection = self.bridge.selection
        return selection.id if selection.kind == self.kind else ""

    def clear_filter(self) -> None:
        self.filter_field.clear()
        self.filter_button.clear()

    def apply(self, command: Command) -> bool:
        """Carry a command out and say what it did; False where it was refused."""
        if self.bridge.apply(command):
            return False
        self.bridge.told.emit(f"{self.bridge.document.history.undo_sentence}.")
        return True

    def show_new(self, id: str) -> None:
        """Select a record that was just added, and ask for its form."""
        if self.proxy.row_of(id) < 0:
            self.clear_filter()
        self.bridge.select(Selection(self.kind, id))
        self.edit_wanted.emit()

    # what its actions do

    def delete(self) -> None:
        ids = self.selected_ids
        rows = [self.proxy.row_of(id) for id in ids]
        if not ids:
            return
        last = max(rows) + 1
        neighbours = [self.proxy.record(row).id for row in (last, min(rows) - 1) if 0 <= row < self.proxy.rowCount()]
        if self.apply(self.deletion(ids)) and neighbours:
            self.bridge.select(Selection(self.kind, neighbours[0]))

    def copy_rows(self) -> None:
        ids = self.selected_ids or tuple(self.proxy.record(row).id for row in range(self.proxy.rowCount()))
        QGuiApplication.clipboard().setText(clipboard_table.to_text(self.bridge.document.case, self.kind, ids))
        count = f"{len(ids)} {self.kind if len(ids) == 1 else f'{self.kind}s'}"
        self.bridge.told.emit(f"{count} copied as rows for a spreadsheet.")

    def paste_rows(self) -> None:
        """Read the clipboard, and show what pasting it would do."""
        from claimbench.gui.paste_dialog import PasteDialog

        try:
            pasted = clipboard_table.from_text(self.bridge.document.case, self.kind, QGuiApplication.clipboard().text())
        except ValueError as refusal:
            self.bridge.failed.emit(str(refusal))
            return
        dialog = PasteDialog(self.bridge, pasted, self)
        dialog.open()

    def ask_and(self, title: str, label: str, make: Callable[[str], Command]) -> None:
        """Ask for a line of text, and carry out what is made of it."""
        text, given = QInputDialog.getText(self, title, label)
        if given and text.strip():
            self.apply(make(" ".join(text.split())))

    # how it looks

    def _build(self) -> None:
        name = f"{self.kind}s"
        top = QHBoxLayout()
        top.setContentsMargins(12, 12, 12, 4)
        top.setSpacing(8)
        top.addWidget(self.filter_field, 1)
        top.addWidget(self.filter_button)
        top.addWidget(self.more_button)
        self.chips = QHBoxLayout()
        self.chips.setContentsMargins(12, 0, 12, 0)
        self._filtered = plain_label("", "small", selectable=False, parent=self)
        self._filtered.setContentsMargins(12, 0, 12, 0)
        self._filtered.hide()
        self._empty = QWidget(self)
        self._empty_text = plain_label("", "muted", selectable=False)
        self._empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._clear_button = named(QPushButton("Clear the filter", self._empty), f"{name}_clear")
        self._clear_button.clicked.connect(self.clear_filter)
        self._add_button = named(QPushButton(f"Add a {self.kind}", self._empty), f"{name}_add")
        self._add_button.clicked.connect(self._on_add)
        inside = QVBoxLayout(self._empty)
        inside.addStretch(1)
        inside.addWidget(self._empty_text)
        inside.addWidget(self._clear_button, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(self._add_button, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addStretch(2)
        self._stack = QStackedLayout()
        for widget in (self.table, self.grid, self._empty):
            self._stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.above = QVBoxLayout()  # for what a pane has above its rows
        layout.addLayout(top)
        layout.addLayout(self.above)
        layout.addLayout(self.chips)
        layout.addWidget(self._filtered)
        layout.addWidget(self._hint)
        layout.addLayout(self._stack, 1)

    def _fill_actions(self) -> None:
        """The actions, with their keys where the rows have the focus."""
        name, keys = f"{self.kind}s", QKeySequence.StandardKey
        declared = (
            RowAction("add", f"Add a {self.kind}", self._on_add, "Insert", 0),
            RowAction("edit", "Edit", self._on_edit, "F2"),
            *self.row_actions(),
            RowAction("delete", "Delete", self.delete, keys.Delete),
            RowAction("copy", "Copy as rows", self.copy_rows, keys.Copy, 0),
            RowAction("paste", "Paste rows…", self.paste_rows, keys.Paste, 0),
        )
        for each in declared:
            action = named(QAction(each.text, self), f"{name}-{each.id}")
            if each.shortcut is not None:
                action.setShortcut(each.shortcut)
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(each.run)
            self.table.addAction(action)
            self.grid.addAction(action)
            self._actions[each.id] = each, action
        self._table_action = named(QAction("Show as a table", self), f"{name}-as-table")
        self._table_action.setCheckable(True)
        self._table_action.triggered.connect(self._on_as_grid)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.more_button.setMenu(self._menu)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        count = len(self.table.selectionModel().selectedRows())
        for declared, action in self._actions.values():
            action.setEnabled(count >= declared.least)

    def _fill_menu(self) -> None:
        self._menu.clear()
        for old in self._menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            old.deleteLater()  # of the last time: clearing leaves them
        for id, (_, action) in self._actions.items():
            if id == "delete" and self.selected_ids:
                self._menu.addSeparator()
                self.fill_menu(self._menu)
                self._menu.addSeparator()
            self._menu.addAction(action)
            if id in ("edit", "delete", "paste"):
                self._menu.addSeparator()
        self._menu.addAction(self._table_action)
        if self._table_action.isChecked():
            self._menu.addMenu(self.grid.columns_menu)

    def _on_context_menu(self, at: QPoint) -> None:
        view = self.grid if self._table_action.isChecked() else self.table
        self._menu.popup(view.viewport().mapToGlobal(at))

    def _on_add(self) -> None:
        self.add()

    def _on_edit(self) -> None:
        if self.selected:
            self.edit_wanted.emit()

    def _on_as_grid(self, on: bool) -> None:
        QSettings().setValue(f"{self.kind}s/as-table", on)
        self._as_grid(on)

    def _as_grid(self, on: bool) -> None:
        """Cards or a grid; both are sorted alike."""
        self._table_action.setChecked(on)
        if on:
            self.grid.lay_out(self._remembers)
        headers = [self.table.header(), self.grid.horizontalHeader()]
        before, after = headers if on else headers[::-1]
        if self.isVisible():
            after.setSortIndicator(before.sortIndicatorSection(), before.sortIndicatorOrder())
        self._show_empty()

    # what it follows

    def _show_case(self, before: Case | None, case: Case) -> None:
        count = self.count_text
        with self.table.quietly():
            self.model.update_to(self.rows(before, case))
        self.table.fit()
        self._offer_choices()
        hint = self.hint(case)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._show_empty()
        if self.count_text != count:
            self.count_changed.emit(self.count_text)

    def _offer_choices(self) -> None:
        for each in self._filters:
            if each.choices:
                self.filters[each.id].set_choices(each.choices)
                continue
            keys = {key for row in self.model.records for key in each.keys(row) if key}
            named_keys = sorted(((key, each.name(key)) for key in keys), key=lambda pair: pair[1].casefold())
            self.filters[each.id].set_choices(named_keys[:_MOST_CHOICES])

    def _on_case_changed(self, before: Case, after: Case) -> None:
        if any(
            getattr(before, part) is not getattr(after, part) for part in self.follows
        ):  # not while an assumption is dragged
            self._show_case(before, after)
            self._on_selected(self.bridge.selection)

    def _accepts(self) -> Callable[[R], bool] | None:
        words = self.filter_field.text().casefold().split()
        on = [(each.keys, self.filters[each.id].chosen) for each in self._filters if self.filters[each.id].chosen]
        further = self.also_accepts()
        if not words and not on and further is None:
            return None

        def accepts(row: R) -> bool:
            if words:
                text = self.searched(row)
                if not all(word in text for word in words):
                    return False
            return (further is None or further(row)) and all(not chosen.isdisjoint(keys(row)) for keys, chosen in on)

        return accepts

    def _on_filter(self) -> None:
        with self.table.quietly():
            self.proxy.set_filter(self._accepts())
        summaries = [menu.summary for menu in self.filters.values() if menu.chosen]
        self._filtered.setText(f"{self.proxy.rowCount()} of {len(self.model.records)} · {' · '.join(summaries)}")
        self._filtered.setVisible(bool(summaries))
        self._show_empty()
        self.table.show_selected(self.selected)

    def _show_empty(self) -> None:
        empty = self.proxy.rowCount() == 0
        filtered = bool(self.model.records)
        if empty:
            typed = wording.one_line(self.filter_field.text())
            sentence = f"No {self.kind} matches “{typed}”." if typed else f"No {self.kind} matches the filter."
            self._empty_text.setText(sentence if filtered else f"This case has no {self.kind}s yet.")
            self._clear_button.setVisible(filtered)
            self._add_button.setVisible(not filtered)
        self._stack.setCurrentIndex(2 if empty else int(self._table_action.isChecked()))

    def _on_chosen(self, id: str) -> None:
        self.bridge.select(Selection(self.kind, id))

    def _on_selected(self, selection: Selection) -> None:
        self.table.show_selected(self.selected)
        self.table.light(self.lit(selection))

    def lit(self, selection: Selection) -> frozenset[str]:
        """Ids of the rows that a selection elsewhere leads to."""
        return frozenset()

    def _on_theme(self, theme: Theme) -> None:
        self.table.set_theme(theme)
        self.grid.set_theme(theme)


def submenu(menu: QMenu, title: str, entries: Sequence[tuple[str, Callable[[], Any]]]) -> None:
    """A submenu of things to do, each with its text."""
    made = menu.addMenu(title)
    for text, run in entries:
        made.addAction(text.replace("&", "&&")).triggered.connect(run)
