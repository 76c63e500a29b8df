"""The list that opens below a formula while a name, a unit, a function or a date is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from claimbench.gui.name_delegate import DETAIL, NameDelegate
from claimbench.gui.named import named
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.app.formula_help import Completion

_MOST = 60  # entries; nobody reads more
_SHOWN = 9
_LEAST_WIDTH = 380


class FormulaCompleter(QCompleter):
    """Offers completions below a place in ``widget``; ``taken(text)`` when one is chosen."""

    taken = Signal(str)

    def __init__(self, widget: QWidget, theme: Theme) -> None:
        super().__init__(widget)
        self._offered: tuple[Completion, ...] = ()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(_SHOWN)
        view = named(QListView(), "formula_completions")
        view.setAccessibleName("Completions")
        self.view = view
        self.setPopup(view)
        self._delegate = NameDelegate(theme, view)
        view.setItemDelegate(self._delegate)  # after setPopup, which puts one of its own
        self.setWidget(widget)
        self.activated[str].connect(self.taken)  # type: ignore[index]

    @property
    def open(self) -> bool:
        return self.view.isVisible()

    @property
    def offered(self) -> tuple[str, ...]:
        return tuple(each.text for each in self._offered)

    def offer(self, completions: Sequence[Completion], below: QRect) -> None:
        """Show the list at ``below``, a rectangle in the widget, with its first entry chosen; hide it for none."""
        self._offered = tuple(completions[:_MOST])
        if not self._offered:
            self.view.hide()
            return
        self._items.clear()
        for each in self._offered:
            item = QStandardItem(each.text)
            item.setData(each.detail, DETAIL)
            item.setData(f"{each.text}, {each.kind}, {each.detail}", Qt.ItemDataRole.AccessibleTextRole)
            self._items.appendRow(item)
        rect = QRect(below)
        rect.setWidth(max(_LEAST_WIDTH, self.widget().width() - below.left()))
        self.complete(rect)
        self.view.setCurrentIndex(self.completionModel().index(0, 0))
