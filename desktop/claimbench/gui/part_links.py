"""Lists of what a part of the model depends on and what uses it, each entry a link."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from claimbench.app.model_parts import User
from claimbench.gui import wording
from claimbench.gui.flow_layout import FlowLayout
from claimbench.gui.plain_text import TextButton, plain_label
from claimbench.gui.theme import Theme

#: What the inspector has a page for.
_LINKED = frozenset({"assumption", "stock", "flow", "variable", "measure", "claim"})
_MOST = 40  # links in one list; of more, the rest is counted
_LONGEST = 60  # characters of one


class PartLinks(QWidget):
    """``wanted(kind, id)`` when a link is pressed. Takes no room while it has nothing to list."""

    wanted = Signal(str, str)

    def __init__(self, heading: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.users: tuple[User, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 4, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(plain_label(heading, "heading", selectable=False, parent=self))
        self._inner = QWidget(self)
        self._layout.addWidget(self._inner)
        self.hide()

    def show_users(self, users: Sequence[User]) -> None:
        if tuple(users) == self.users:
            return
        self.users = tuple(users)
        before, self._inner = self._inner, QWidget(self)
        self._layout.replaceWidget(before, self._inner)
        before.hide()
        before.deleteLater()  # not at once: one of its links may have been pressed
        flow = FlowLayout(self._inner, across=6, down=6)
        for user in self.users[:_MOST]:
            text = wording.one_line(user.label)
            text = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
            if user.kind in _LINKED:
                chip = TextButton(text, "chip", self._theme, user.id, self._inner)
                chip.setProperty("kind", user.kind)
                chip.setAccessibleName(user.words)
                chip.clicked.connect(self._on_chip)
                flow.addWidget(chip)
            else:
                flow.addWidget(plain_label(f"{user.kind} {text}", "muted", selectable=False, parent=self._inner))
        more = len(self.users) - _MOST
        if more > 0:
            flow.addWidget(plain_label(f"and {more} more", "muted", selectable=False, parent=self._inner))
        self.setVisible(bool(self.users))

    def _on_chip(self) -> None:
        chip = self.sender()
        if isinstance(chip, TextButton):
            self.wanted.emit(str(chip.property("kind")), chip.key)
