"""The filter above a table: conditions that rows have to meet, all of them, and one more that is being typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from claimbench.app.conditions import words
from claimbench.app.exploring import bound, value_condition
from claimbench.gui.choice import Choice
from claimbench.gui.flow_layout import FlowLayout
from claimbench.gui.frame_model import short
from claimbench.gui.named import named
from claimbench.gui.plain_text import TextButton
from claimbench.gui.theme import Theme
from claimbench.gui.wording import plain_tip
from claimbench.tables.frame import Condition, Frame

_LEAST: Final = 52  # px of a field
_NAME: Final = 120  # of the column's name,
_SHORT: Final = 84  # and where two fields stand beside it
_KIND: Final = 98
REST: Final = 250  # milliseconds of rest before the rows are looked through
_KINDS: Final = (
    ("text", "contains"), ("range", "between"), ("equal", "is"), ("other", "is not"), ("missing", "is missing"),
    ("given", "is given"), ("rejected", "was not understood"),
)  # fmt: skip


class RowFilter(QWidget):
    """``rested`` once something was typed or chosen, and no more for a moment. Return, or the button, keeps what is
    typed as a chip, so that more can be asked for; a click on a chip lets go of it."""

    rested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._frame: Frame | None = None
        self.kept: tuple[Condition, ...] = ()
        self.columns = named(Choice((), self), "filter-column")
        self.columns.setAccessibleName("Column to filter by")
        self.kind = named(Choice(_KINDS, self), "filter-kind")
        self.kind.setCurrentIndex(0)
        self.kind.setAccessibleName("How to filter")
        self.first, self.second = (named(QLineEdit(self), f"filter-{name}") for name in ("text", "to"))
        self.first.setAccessibleName("Filter")
        self.first.setClearButtonEnabled(True)
        self.second.setAccessibleName("Up to")
        self.second.setPlaceholderText("to")
        self.second.hide()
        self.keep_button = named(QPushButton("Add", self), "keep-condition")
        self.keep_button.setToolTip("Keep this condition, and ask for one more (Return)")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.rested)
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget, share, least in ((self.columns, 2, _NAME), (self.kind, 2, _KIND),
                                     (self.first, 3, _LEAST), (self.second, 2, _LEAST)):  # fmt: skip
            row.addWidget(widget, share)
            widget.setMinimumWidth(least)  # in a narrow pane what is typed needs room, too
        row.addWidget(self.keep_button)
        self._chips = named(QWidget(self), "filter-chips")
        self._flow = FlowLayout(self._chips)
        self._chips.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._chips)
        self.columns.activated.connect(self._on_changed)
        self.kind.activated.connect(self._on_kind)
        for field in (self.first, self.second):
            field.textChanged.connect(self._on_changed)
            field.returnPressed.connect(self.keep)
        self.keep_button.clicked.connect(self.keep)

    def show_frame(self, frame: Frame) -> None:
        """Offer the columns of another table, with nothing typed yet."""
        self._frame, self.kept = frame, ()
        self.columns.clear()
        names = [(str(at), short(column.name)) for at, column in enumerate(frame.columns)]
        self.columns.set_choices([("-1", "any column"), *names])
        self._begin()
        self._show_chips()
        self.stop()

    def put(self, column: int, kind: str, first: str, second: str) -> None:
        """Ask for something as if it were typed."""
        self.columns.set_key(str(column))
        self.kind.set_key(kind)
        self._on_kind()
        self.first.setText(first)
        self.second.setText(second)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for chip in self._chips.findChildren(TextButton):
            chip.set_theme(theme)

    def stop(self) -> None:
        self._rest.stop()

    def conditions(self, frame: Frame) -> tuple[Condition, ...]:
        """What is asked for, all of it. Raises ValueError, with a sentence."""
        typed = self._typed(frame)
        return self.kept if typed is None or typed in self.kept else (*self.kept, typed)

    def keep(self) -> None:
        """What is typed becomes a chip; what cannot be understood stays as it is, and is told."""
        if self._frame is not None:
            try:
                typed = self._typed(self._frame)
            except ValueError:
                typed = None
            if typed is not None:
                self._begin()
                self.add(typed)
        self._rest.stop()
        self.rested.emit()

    def add(self, condition: Condition) -> None:
        """One more condition."""
        if condition not in self.kept:
            self.kept = (*self.kept, condition)
            self._show_chips()
        self._on_changed()

    # inside

    def _typed(self, frame: Frame) -> Condition | None:
        at, kind, text = int(self.columns.key or -1), self.kind.key, self.first.text()
        if kind == "text":
            return Condition(at, "text", text) if text else None
        if kind in ("equal", "other"):
            if not text.strip():
                return None
            return replace(value_condition(frame, at, text), without=kind == "other")
        if kind in ("missing", "given"):
            return Condition(at, "missing", without=kind == "given")
        if kind == "rejected":
            return Condition(at, "rejected")
        if at < 0 or not frame.columns[at].valued:
            raise ValueError("Choose a column of numbers or dates to filter by a range.")
        low, high = bound(frame, at, text), bound(frame, at, self.second.text(), end=True)
        return None if low is None and high is None else Condition(at, "range", low=low, high=high)

    def _begin(self) -> None:
        """Nothing is typed."""
        self.columns.setCurrentIndex(0)
        self.kind.set_key("text")
        self.first.clear()
        self.second.clear()
        self._on_kind()

    def _on_changed(self) -> None:
        self._rest.start()

    def _on_kind(self) -> None:
        kind = self.kind.key
        self.first.setVisible(kind in ("text", "range", "equal", "other"))
        self.second.setVisible(kind == "range")
        self.columns.setMinimumWidth(_SHORT if kind == "range" else _NAME)
        self.first.setPlaceholderText("from" if kind == "range" else "")
        self._rest.start()

    def _show_chips(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if self._frame is not None:
            for at, condition in enumerate(self.kept):
                said = words(self._frame, condition)
                self._add_chip(str(at), f"{short(said)}  ×", f"Let go of: {said}")
        if len(self.kept) > 1:
            self._add_chip("", "Clear all", "Let go of all conditions")
        self._chips.setVisible(bool(self.kept))
        self._flow.invalidate()
        self._chips.updateGeometry()

    def _add_chip(self, key: str, text: str, said: str) -> None:
        chip = TextButton(text, "chip" if key else "link", self._theme, key, self._chips)
        chip.setObjectName(f"condition-{key or 'all'}")
        chip.setAccessibleName(short(said))
        chip.setToolTip(plain_tip(said))
        chip.clicked.connect(self._on_chip)
        self._flow.addWidget(chip)
        chip.show()

    def _on_chip(self) -> None:
        chip = self.sender()
        if isinstance(chip, TextButton):
            self.kept = tuple(each for at, each in enumerate(self.kept) if chip.key and str(at) != chip.key)
            self._show_chips()
            self.first.setFocus()
            self._on_changed()
