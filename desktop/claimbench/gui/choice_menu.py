"""Menus of choices, of which several can be on, and the button that gathers them. None on means all."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget


class ChoiceMenu(QMenu):
    """Emits ``changed`` when the choice changes; :attr:`chosen` holds the keys that are on. It stays open while choices
    are switched with the mouse, so that several can be taken at once."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, clear: str = "") -> None:
        """``clear`` is the entry that chooses nothing, which says that all are meant unless it is given."""
        super().__init__(name, parent)
        self._name = name
        self._clear_text = clear or f"All ({name.lower()})"
        self._actions: dict[str, QAction] = {}
        self.set_choices(())

    @property
    def chosen(self) -> frozenset[str]:
        return frozenset(key for key, action in self._actions.items() if action.isChecked())

    @property
    def summary(self) -> str:
        """What is chosen, in a few words: "Topic: absence", "Topic: 3"; empty where nothing is."""
        names = [action.text().replace("&&", "&") for action in self._actions.values() if action.isChecked()]
        if not names:
            return ""
        return f"{self._name}: {names[0] if len(names) == 1 and len(names[0]) < 28 else len(names)}"

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """``choices`` are keys and texts. Keys that stay keep their state; nothing happens where nothing differs."""
        if self._actions and [(key, action.text()) for key, action in self._actions.items()] == [
            (key, _literal(text)) for key, text in choices
        ]:
            return
        before = self.chosen
        self.clear()
        self._clear = self.addAction(self._clear_text)
        self._clear.triggered.connect(self.clear_choice)
        self.addSeparator()
        self._actions = {}
        for key, text in choices:
            action = self.addAction(_literal(text))
            action.setCheckable(True)
            action.setChecked(key in before)
            action.triggered.connect(self._on_triggered)
            self._actions[key] = action
        self.menuAction().setVisible(bool(choices))
        self._show_count()
        if self.chosen != before:
            self.changed.emit()

    def choose(self, keys: Collection[str]) -> None:
        """Have exactly these on, as the program wants it: nothing is told."""
        for key, action in self._actions.items():
            action.setChecked(key in keys)
        self._show_count()

    def clear_choice(self) -> None:
        if self.chosen:
            for action in self._actions.values():
                action.setChecked(False)
            self._on_triggered()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    def _on_triggered(self) -> None:
        self._show_count()
        self.changed.emit()

    def _show_count(self) -> None:
        count = len(self.chosen)
        self.setTitle(f"{self._name}: {count}" if count else self._name)
        self._clear.setEnabled(bool(count))


class FilterButton(QPushButton):
    """One button for several menus of choices; ``changed`` when any of them does."""

    changed = Signal()

    def __init__(self, menus: Sequence[ChoiceMenu], parent: QWidget | None = None) -> None:
        super().__init__("Filter", parent)
        self.setProperty("menu", True)
        self._menus = tuple(menus)
        gathered = QMenu(self)
        for menu in self._menus:
            gathered.addMenu(menu)
            menu.changed.connect(self._on_changed)
        gathered.addSeparator()
        self._clear = gathered.addAction("Clear the filter")
        self._clear.triggered.connect(self.clear)
        self.setMenu(gathered)
        self._show_count()

    def clear(self) -> None:
        for menu in self._menus:
            menu.clear_choice()

    def _on_changed(self) -> None:
        self._show_count()
        self.changed.emit()

    def _show_count(self) -> None:
        summaries = [menu.summary for menu in self._menus if menu.chosen]
        self.setText(f"Filter: {len(summaries)}" if summaries else "Filter")
        self.setAccessibleName(f"Filter, {'; '.join(summaries) or 'all'}")
        self._clear.setEnabled(bool(summaries))


def _literal(text: str) -> str:
    """Text for a menu, in which & would mark a key."""
    return text.replace("&", "&&")
