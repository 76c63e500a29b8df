"""Which columns of an imported table are which fields of a claim or a source."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from claimbench.app.clipboard_table import Kind, PasteRows
from claimbench.app.record_import import RECORD_FIELDS, likely_fields, records_from
from claimbench.core.case import Case
from claimbench.gui.choice import Choice
from claimbench.gui.frame_model import short
from claimbench.gui.import_parts import captioned
from claimbench.gui.named import named
from claimbench.tables.table import Table

_OFFERED = 500  # columns


class RecordForm(QWidget):
    """A choice of columns for each field; the likely ones are chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: dict[str, Choice] = {}
        self._kind: Kind = "claim"
        self._shown: tuple[str, ...] | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)

    @property
    def fields(self) -> dict[str, str]:
        """The column of each field that has one."""
        return {field: choice.key for field, choice in self._choices.items() if choice.key}

    def command(self, case: Case, table: Table) -> PasteRows:
        """What takes the rows of the table into a case. Raises ValueError where they are no records."""
        if not {"id", "title", "quote", "name"} & self.fields.keys():
            part = "title of each claim, or its quote" if self._kind == "claim" else "name of each source"
            raise ValueError(f"Choose the column that has the {part}.")
        return records_from(case, table, self._kind, self.fields)

    def choose(self, field: str, column: str) -> None:
        self._choices[field].set_key(column)

    def show_table(self, kind: str, table: Table) -> None:
        """Offer the table's columns; what was chosen stays while they are the same."""
        names = tuple(column.name for column in table.columns[:_OFFERED])
        which: Kind = "claim" if kind == "claim" else "source"
        if self._shown == names and self._kind == which:
            return
        self._kind, self._shown = which, names
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        likely = likely_fields(table, which)
        others = {field: field.replace("_", " ").capitalize() for field in likely if field not in RECORD_FIELDS[which]}
        self._choices = {}
        for field, label in (*RECORD_FIELDS[which].items(), *others.items()):
            choice = named(Choice([("", "–"), *((name, short(name)) for name in names)], self), f"record_{field}")
            choice.setAccessibleName(label)
            choice.set_key(likely.get(field, ""))
            choice.setCurrentIndex(max(0, choice.currentIndex()))
            self._choices[field] = choice
            captioned(self._layout, choice)
