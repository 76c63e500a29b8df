"""A button with a menu of choices, of which several can be on. None on means all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget


class _StayingMenu(QMenu):
    """Stays open while choices are switched with the mouse, so that several can be taken at once."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
            event.accept()
        else:
            super().mouseReleaseEvent(event)


class ChoiceButton(QPushButton):
    """Emits ``changed`` when the choice changes; :attr:`chosen` holds the keys that are on."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._name = name
        self._actions: dict[str, QAction] = {}
        self.setProperty("menu", True)
        self._menu = _StayingMenu(self)
        self._clear = QAction(f"All ({name.lower()})", self)
        self._clear.triggered.connect(self.clear)
        self.setMenu(self._menu)
        self.set_choices(())

    @property
    def chosen(self) -> frozenset[str]:
        return frozenset(key for key, action in self._actions.items() if action.isChecked())

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """``choices`` are keys and texts. Keys that stay keep their state; nothing happens where nothing differs."""
        if self._actions and [(key, action.text()) for key, action in self._actions.items()] == [
            (key, _literal(text)) for key, text in choices
        ]:
            return
        before = self.chosen
        self._menu.clear()
        self._menu.addAction(self._clear)
        self._menu.addSeparator()
        self._actions = {}
        for key, text in choices:
            action = self._menu.addAction(_literal(text))
            action.setCheckable(True)
            action.setChecked(key in before)
            action.triggered.connect(self._on_triggered)
            self._actions[key] = action
        self._show_count()
        if self.chosen != before:
            self.changed.emit()

    def clear(self) -> None:
        if self.chosen:
            for action in self._actions.values():
                action.setChecked(False)
            self._on_triggered()

    def _on_triggered(self) -> None:
        self._show_count()
        self.changed.emit()

    def _show_count(self) -> None:
        count = len(self.chosen)
        self.setText(f"{self._name}: {count}" if count else self._name)
        self._clear.setEnabled(bool(count))
        names = ", ".join(self._actions[key].text() for key in self._actions if key in self.chosen)
        self.setAccessibleName(f"{self._name}, {names or 'all'}")


def _literal(text: str) -> str:
    """Text for a menu, in which & would mark a key."""
    return text.replace("&", "&&")
