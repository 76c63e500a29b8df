"""The command palette: one field that finds every command, and everything that the case holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget
from shiboken6 import isValid

from claimbench.core.frozen import dataclass
from claimbench.gui.bridge import Kind, Selection
from claimbench.gui.name_delegate import DETAIL, NameDelegate
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.wording import one_line

if TYPE_CHECKING:
    from claimbench.gui.window import Window

_WIDTH, _ROWS = 560, 11
_MOST = 60  # entries; nobody reads more
_TO_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be done or gone to; ``detail`` is its keys, or what kind of thing it is."""

    text: str
    detail: str
    run: Callable[[], object]


def found(entries: Sequence[Entry], text: str) -> list[Entry]:
    """The entries with every word of ``text`` in them, those that begin with it first, else in the order given."""
    typed = text.casefold()
    words = typed.split()
    ranked: list[tuple[int, Entry]] = []
    for entry in entries:
        searched = f"{entry.text} {entry.detail}".casefold()
        if all(word in searched for word in words):
            starts = all(f" {word}" in f" {searched}" for word in words)
            ranked.append((0 if searched.startswith(typed) else 1 if starts else 2, entry))
    return [entry for _, entry in sorted(ranked, key=lambda each: each[0])]


def entries(window: Window) -> Iterator[Entry]:
    """Every command that can be carried out now, and everything in the case that can be gone to."""
    for id, action in window.actions_by_id.items():
        if action.isEnabled() and id != "palette":
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            yield Entry(action.text().replace("&&", "&"), keys, action.trigger)
    for name, dock in window.docks.items():
        verb = "Hide" if dock.isVisible() else "Show"
        yield Entry(f"{verb} the pane {name.capitalize()}", "", dock.toggleViewAction().trigger)
    case = window.bridge.document.case
    for id, chart in case.charts.items():
        yield Entry(one_line(chart.label or id), "chart", partial(_show, window, "chart", id))
    for id, claim in case.claims.items():
        yield Entry(f"{id} · {one_line(claim.title)}", "claim", partial(_show, window, "claim", id))
    for id, source in case.sources.items():
        yield Entry(one_line(source.full_name), "source", partial(_show, window, "source", id))
    for id, series in case.series.items():
        yield Entry(one_line(series.label or id), "series", partial(window.importer.show_series, id))
    parts: tuple[tuple[Kind, dict[str, str]], ...] = (
        ("assumption", {id: part.label for id, part in case.assumptions.items()}),
        ("stock", {id: part.label for id, part in case.stocks.items()}),
        ("flow", {id: part.label for id, part in case.flows.items()}),
        ("variable", {id: part.label for id, part in case.variables.items()}),
        ("measure", {id: part.label for id, part in case.measures.items()}),
    )
    for kind, labels in parts:
        for id, label in labels.items():
            yield Entry(one_line(label or id), kind, partial(_show, window, kind, id))


def _show(window: Window, kind: Kind, id: str) -> None:
    """Select it, and bring the pane that has it to the front."""
    pane = {"claim": "claims", "source": "sources", "assumption": "assumptions"}.get(kind, "model")
    if kind == "chart":
        window.charts.bring_into_sight(id)
    else:
        window.docks[pane].show()
        window.docks[pane].raise_()
    window.bridge.select(Selection(kind, id))


class Palette(QFrame):
    """Lies over the window, below its header. It goes away when something is chosen, with Escape, and when the focus
    goes elsewhere."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self.setProperty("card", True)
        self._window = window
        self._entries: list[Entry] = []
        self._found: list[Entry] = []
        self._back: QWidget | None = None
        self.field = named(QLineEdit(self), "palette_field")
        self.field.setPlaceholderText("Search or run a command")
        self.field.setAccessibleName("Search or run a command")
        self.view = named(QListView(self), "palette_list")
        self.view.setAccessibleName("Found")
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = NameDelegate(window.bridge.theme, self.view)
        self.view.setItemDelegate(self._delegate)
        self._items = QStandardItemModel(self)
        self.view.setModel(self._items)
        self.nothing: QLabel = plain_label("Nothing is called that.", "muted", selectable=False, parent=self)
        self.nothing.setContentsMargins(8, 4, 8, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.view)
        layout.addWidget(self.nothing)
        self.hide()
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._find)
        self.view.clicked.connect(self._take)

    def ask(self) -> None:
        """Open it with nothing typed; close it where it is open."""
        if self.isVisible():
            self._close()
            return
        self._back = self._window.focusWidget()
        self._entries = list(entries(self._window))
        self._delegate.theme = self._window.bridge.theme
        self.field.clear()
        self._find("")
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _find(self, text: str) -> None:
        self._found = found(self._entries, text)[:_MOST]
        self._items.clear()
        for entry in self._found:
            item = QStandardItem(entry.text)
            item.setData(entry.detail, DETAIL)
            item.setData(f"{entry.text}, {entry.detail}".removesuffix(", "), Qt.ItemDataRole.AccessibleTextRole)
            self._items.appendRow(item)
        self.view.setVisible(bool(self._found))
        self.nothing.setVisible(not self._found)
        if self._found:
            self.view.setCurrentIndex(self._items.index(0, 0))
            self.view.setFixedHeight(self.view.sizeHintForRow(0) * min(_ROWS, len(self._found)) + 2)
        self._place()

    def _place(self) -> None:
        width = min(_WIDTH, self._window.width() - 40)
        self.setFixedWidth(width)
        self.adjustSize()
        top = self._window.header.mapTo(self._window, QPoint(0, self._window.header.height())).y()
        self.move((self._window.width() - width) // 2, top + 8)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        if event.type() == QEvent.Type.FocusOut and self.isVisible() and self._window.isActiveWindow():
            self._close(give_back=False)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif event.key() in _TO_LIST:
            self.view.event(event)
        else:
            return False
        return True

    def _take(self) -> None:
        row = self.view.currentIndex().row()
        if 0 <= row < len(self._found):
            self._close()
            self._found[row].run()

    def _close(self, give_back: bool = True) -> None:
        self.hide()
        if give_back and self._back is not None and isValid(self._back):  # a form may have been made anew meanwhile
            self._back.setFocus(Qt.FocusReason.PopupFocusReason)
        self._back = None
