"""The filter above a table: a column, how it is looked at, and what is looked for."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from claimbench.app.exploring import bound, value_condition
from claimbench.gui.choice import Choice
from claimbench.gui.frame_model import short
from claimbench.gui.named import named
from claimbench.tables.frame import Condition, Frame

REST: Final = 250  # milliseconds of rest before the rows are looked through
_KINDS: Final = (
    ("text", "contains"), ("range", "from … to"), ("equal", "is"), ("missing", "is missing"),
    ("rejected", "was not understood"),
)  # fmt: skip


class RowFilter(QWidget):
    """``rested`` once something was typed or chosen, and no more for a moment."""

    rested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.rested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(6)
        for widget, share in ((self.columns, 2), (self.kind, 2), (self.first, 3), (self.second, 2)):
            layout.addWidget(widget, share)
        self.columns.activated.connect(self._on_changed)
        self.kind.activated.connect(self._on_kind)
        self.first.textChanged.connect(self._on_changed)
        self.second.textChanged.connect(self._on_changed)

    def show_frame(self, frame: Frame) -> None:
        """Offer the columns of another table, with nothing typed yet."""
        self.columns.clear()
        names = [(str(at), short(column.name)) for at, column in enumerate(frame.columns)]
        self.columns.set_choices([("-1", "any column"), *names])
        self.columns.setCurrentIndex(0)
        self.kind.set_key("text")
        self._on_kind()
        self.first.clear()
        self.second.clear()
        self.stop()

    def put(self, column: int, kind: str, first: str, second: str) -> None:
        """Ask for something as if it were typed."""
        self.columns.set_key(str(column))
        self.kind.set_key(kind)
        self._on_kind()
        self.first.setText(first)
        self.second.setText(second)

    def stop(self) -> None:
        self._rest.stop()

    def conditions(self, frame: Frame) -> tuple[Condition, ...]:
        """What is asked for. Raises ValueError, with a sentence."""
        at, kind, text = int(self.columns.key or -1), self.kind.key, self.first.text()
        if kind == "text":
            return (Condition(at, "text", text),) if text else ()
        if kind == "equal":
            return (value_condition(frame, at, text),) if text.strip() else ()
        if kind in ("missing", "rejected"):
            return (Condition(at, "missing" if kind == "missing" else "rejected"),)
        if at < 0 or not frame.columns[at].valued:
            raise ValueError("Choose a column of numbers or dates to filter from … to.")
        low, high = bound(frame, at, text), bound(frame, at, self.second.text(), end=True)
        return () if low is None and high is None else (Condition(at, "range", low=low, high=high),)

    def _on_changed(self) -> None:
        self._rest.start()

    def _on_kind(self) -> None:
        kind = self.kind.key
        self.first.setVisible(kind in ("text", "range", "equal"))
        self.second.setVisible(kind == "range")
        self.first.setPlaceholderText("from" if kind == "range" else "")
        self._rest.start()
