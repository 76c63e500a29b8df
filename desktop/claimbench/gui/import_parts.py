"""The parts of the import dialog: decisions with their reasons, the table as it is read, and what it becomes."""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QLineEdit,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from claimbench.app.importing import DATED, SeriesPlan
from claimbench.core.show import from_day_number
from claimbench.core.source import Source
from claimbench.gui.choice import Choice
from claimbench.gui.frame_model import short
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.wording import one_line, plain_tip
from claimbench.tables.dates import shown_period
from claimbench.tables.decision import Decision, Finding
from claimbench.tables.encoding import SEVERAL, SINGLE
from claimbench.tables.frame import FrameColumn, shown_value
from claimbench.tables.read import Reading
from claimbench.tables.recipe import TYPES
from claimbench.tables.table import Table
from claimbench.tables.words import MONTHS

Index = QModelIndex | QPersistentModelIndex

ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", *SINGLE, "iso8859-1", *SEVERAL)
_DELIMITERS: Final = ((",", "comma  ,"), (";", "semicolon  ;"), ("\t", "tab"), ("|", "bar  |"), (" ", "blank"))
_QUOTES: Final = (('"', 'double  "'), ("'", "single  '"), ("", "none"))
_ESCAPES: Final = (("", 'doubled  ""'), ("\\", 'after a backslash  \\"'))
_ORDERS: Final = (("dmy", "day, month, year"), ("mdy", "month, day, year"), ("ymd", "year, month, day"))
_DECIMALS: Final = ((".", "point  1,234.5"), (",", "comma  1.234,5"))
_MONTHS: Final = [month.split()[0].capitalize() for month in MONTHS["en"].split("|")]
_BEGINS: Final = (
    ("", "not said"),
    *((str(month), name) for month, name in enumerate(_MONTHS, 1)),
    *((f"{month} before", f"{name} of the year before") for month, name in enumerate(_MONTHS, 1)),
)
_FILE: Final = (
    ("encoding", "Encoding"), ("sheet", "Sheet"), ("delimiter", "Delimiter"), ("quote", "Quotes"),
    ("escape", "Quotes inside quoted cells"),
    ("header_lines", "Header lines"), ("units_line", "Line with units"),
)  # fmt: skip
_COLUMN: Final = (
    ("type", "Read as"), ("unit", "Unit"), ("decimal", "Decimal mark"), ("order", "Order of dates"),
    ("year", "Year, or the column that has it"), ("year_begins", "Its years begin in"),
    ("missing", "Marks for missing values, with | between"),
)  # fmt: skip
_OFFERED: Final = 500  # columns to choose from for a part of a series
_SHOWN_FOR: Final = {"unit": ("number",), "decimal": ("number",), "order": ("date",)}


def column_of(decision: Decision) -> str:
    """The column that a decision is about; nothing where it is about the whole file."""
    return decision.subject.removeprefix("columns.").rpartition(".")[0]


def set_role(label: QWidget, role: str) -> None:
    """Let a label look as that role does."""
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)


def side(heading: str, space: int, *parts: QWidget) -> QScrollArea:
    """Parts of the dialog under a heading, that scroll up and down where they do not fit."""
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(0, 0, 6, 0)
    layout.setSpacing(space)
    layout.addWidget(plain_label(heading, "heading", selectable=False, parent=inside))
    for part in parts:
        layout.addWidget(part)
    layout.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def captioned(layout: QVBoxLayout, widget: QWidget) -> None:
    """Add a field below what it is called."""
    layout.addSpacing(6)
    layout.addWidget(plain_label(widget.accessibleName(), "small", selectable=False))
    layout.addWidget(widget)


class DecisionField(QWidget):
    """One decision: what it is, its value, and why. ``changed(key, value)`` when somebody decides otherwise."""

    changed = Signal(str, object)

    def __init__(self, key: str, label: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.widget: Choice | QLineEdit = Choice(choices, self) if choices else QLineEdit(self)
        named(self.widget, f"decide_{key}")
        self.widget.setAccessibleName(label)
        self.reason = named(plain_label("", "small", selectable=False, parent=self), f"reason_{key}")
        caption = plain_label(label, "small", selectable=False, parent=self)
        caption.setBuddy(self.widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for each in (caption, self.widget, self.reason):
            layout.addWidget(each)
        if isinstance(self.widget, Choice):
            self.widget.activated.connect(self._on_choice)
        else:
            self.widget.editingFinished.connect(self._on_text)
        self._told = ""

    def show_value(self, text: str, reason: str, doubtful: bool) -> None:
        self._told = text
        if isinstance(self.widget, Choice):
            self.widget.set_key(text)
        elif not self.widget.hasFocus() or not self.widget.isModified():
            self.widget.setText(text)
        said = f"Please check. {reason}" if doubtful else reason
        self.reason.setText(one_line(said))
        self.reason.setVisible(bool(reason))
        set_role(self.reason, "warning" if doubtful else "small")
        self.widget.setAccessibleDescription(reason)

    def _on_choice(self) -> None:
        assert isinstance(self.widget, Choice)
        if self.widget.key != self._told:
            self.changed.emit(self.key, self.widget.key)

    def _on_text(self) -> None:
        assert isinstance(self.widget, QLineEdit)
        self.widget.setModified(False)
        if self.widget.text() != self._told:
            self.changed.emit(self.key, self.widget.text())


class FileDecisions(QWidget):
    """How the file as a whole is read. ``changed(key, value)``: a field of the recipe as :func:`read` takes it."""

    changed = Signal(str, object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        listed = {
            "encoding": [(name, name) for name in ENCODINGS], "sheet": [("", "")],
            "delimiter": _DELIMITERS, "quote": _QUOTES, "escape": _ESCAPES,
        }  # fmt: skip
        self.fields = {key: DecisionField(key, label, listed.get(key, ()), self) for key, label in _FILE}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for field in self.fields.values():
            layout.addWidget(field)
            field.changed.connect(self._on_changed)
        self.fields["sheet"].hide()
        self.fields["escape"].hide()

    def show_reading(self, reading: Reading) -> None:
        decisions = {decision.subject: decision for decision in reading.decisions}
        recipe = reading.recipe
        book = bool(recipe.sheet)
        sheets = decisions.get("sheet")
        if sheets is not None:
            names = [str(sheets.value), *(str(other.value) for other in sheets.alternatives)]
            sheet = self.fields["sheet"].widget
            assert isinstance(sheet, Choice)
            sheet.set_choices([(name, one_line(name)) for name in names])
        values = {
            "encoding": recipe.encoding, "sheet": recipe.sheet, "delimiter": recipe.delimiter, "quote": recipe.quote,
            "escape": recipe.escape,
            "header_lines": ", ".join(map(str, recipe.header_lines)) or "none",
            "units_line": str(recipe.units_line or "none"),
        }  # fmt: skip
        for key, field in self.fields.items():
            shown = key not in ("encoding", "delimiter", "quote", "escape") if book else key != "sheet"
            field.setVisible(shown and (key != "escape" or bool(recipe.quote)))
            decision = decisions.get(key)
            field.show_value(values[key], decision.reason if decision else "", bool(decision and decision.ambiguous))

    def _on_changed(self, key: str, value: str) -> None:
        if key not in ("header_lines", "units_line"):
            self.changed.emit(key, value)
            return
        parts = [] if value.strip() in ("", "none") else [part.strip() for part in value.split(",")]
        if not all(part.isdecimal() and int(part) > 0 for part in parts) or (key == "units_line" and len(parts) > 1):
            self.refused.emit(
                f"“{value}” is no {'line' if key == 'units_line' else 'list of lines'} such as 1 or 1, 2."
            )
        elif key == "units_line":
            self.changed.emit(key, int(parts[0]) if parts else 0)
        else:
            self.changed.emit(key, tuple(map(int, parts)))


class ColumnDecisions(QWidget):
    """How one column is read. ``changed(column, key, value)``."""

    changed = Signal(str, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        types = [(type, type) for type in TYPES]
        listed = {"type": types, "decimal": _DECIMALS, "order": _ORDERS, "year_begins": _BEGINS}
        self.column = ""
        self.title = named(plain_label("", "heading", parent=self), "column-title")
        self.fields = {key: DecisionField(key, label, listed.get(key, ()), self) for key, label in _COLUMN}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        for field in self.fields.values():
            layout.addWidget(field)
            field.changed.connect(self._on_changed)

    def show_column(self, reading: Reading, name: str) -> None:
        column = reading.table.column(name)
        self.column = name
        self.title.setText(f"Column “{short(name)}”")
        decisions = {decision.subject: decision for decision in reading.decisions}
        recipe = column.recipe
        values = {
            "type": recipe.type, "unit": recipe.unit, "decimal": recipe.decimal, "order": recipe.order,
            "missing": " | ".join(recipe.missing), "year": recipe.year, "year_begins": recipe.year_begins,
        }  # fmt: skip
        for key, field in self.fields.items():
            decision: Decision | None = decisions.get(f"columns.{name}.{key}")
            asked = key not in ("year", "year_begins") or decision is not None
            field.setVisible(recipe.type in _SHOWN_FOR.get(key, TYPES) and asked)
            field.show_value(values[key], decision.reason if decision else "", bool(decision and decision.ambiguous))

    def _on_changed(self, key: str, value: str) -> None:
        marks = tuple(mark for part in value.split("|") if (mark := part.strip()))
        self.changed.emit(self.column, key, marks if key == "missing" else value.strip())


class PreviewModel(QAbstractTableModel):
    """The table as it is read: the cells' texts, or what was read out of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._doubtful: set[str] = set()
        self._wrong: Mapping[tuple[int, int], Finding] = {}
        self.as_read = False

    def show_reading(self, reading: Reading | None) -> None:
        self.beginResetModel()
        self._table = reading.table if reading else None
        findings = reading.findings if reading else ()
        self._doubtful = {column_of(decision) for decision in reading.ambiguous} if reading else set()
        self._wrong = {(each.line, each.column): each for each in findings if each.column is not None}
        self.endResetModel()

    def set_as_read(self, as_read: bool) -> None:
        self.as_read = as_read
        if self._table is not None and self._table.row_count and self._table.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def row_of(self, line: int) -> int:
        """The row that has a physical line; -1 where none does."""
        if self._table is None:
            return -1
        return bisect.bisect_right(self._table.lines, line) - 1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() or self._table is None else self._table.row_count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._table is None else len(self._table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._table is None or not index.isValid():
            return None
        column, row = self._table.columns[index.column()], index.row()
        finding = self._wrong.get((self._table.lines[row], index.column() + 1))
        if role == Qt.ItemDataRole.DisplayRole:
            text = self._value(row, index.column()) if self.as_read else short(column.texts[row])
            return f"⚠ {text}" if finding else text
        if role == Qt.ItemDataRole.ToolTipRole:
            value = f"\nread as {self._value(row, index.column())}" if column.values is not None else ""
            return plain_tip(short(column.texts[row]) + value + (f"\n{finding.message}" if finding else ""))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.recipe.type == "number" else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._table is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation is Qt.Orientation.Vertical:
            return f"{self._table.lines[section]:,}" if 0 <= section < self._table.row_count else None
        if not 0 <= section < len(self._table.columns):
            return None
        recipe = self._table.columns[section].recipe
        about = recipe.type + (f", {recipe.unit}" if recipe.unit else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{recipe.name}: {about}")
        return f"{short(recipe.name)[:60]}\n{'⚠ ' if recipe.name in self._doubtful else ''}{about}"

    def _value(self, row: int, at: int) -> str:
        assert self._table is not None
        column = self._table.columns[at]
        if column.values is None:
            return short(column.texts[row])
        value = float(column.values.value[row])
        text = shown_value(FrameColumn(column.name, column.recipe.type), value)
        low, high = float(column.values.low[row]), float(column.values.high[row])
        relation = column.values.relations.get(row, "")
        if column.recipe.type == "number" and high > low:
            return f"{text} ({low:.15g} to {high:.15g})"
        if column.recipe.type in DATED and high > low:
            return shown_period(from_day_number(low), from_day_number(high))
        return f"{relation} {text}".strip() if text else ""


class PreviewTable(QTableView):
    """The table as it is read, one cell at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = PreviewModel(self)
        self.setModel(self.preview)
        self.setAccessibleName("The table as it is read")
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().setDefaultSectionSize(130)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setDefaultSectionSize(26)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setWordWrap(False)


class SeriesForm(QWidget):
    """Which columns become a series, and what it is called. ``changed`` when something is chosen otherwise."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = SeriesPlan("", "", "", "amount", "")
        self._name = self._line("series_label", "Name")
        self._unit = self._line("series_unit", "Unit, such as case or case/month")
        kinds = (("amount", "amounts, each in a period"), ("level", "values, each at the end of a day"))
        self._kind = self._choice("series_kind", "The figures are", kinds)
        self._parts = {
            part: self._choice(f"series_{part}", label, ())
            for part, label in (
                ("period", "Date or period"), ("start", "… or the first day"), ("end", "… and the last day"),
                ("value", "Figure"), ("low", "At least"), ("high", "At most"), ("note", "Note"), ("source", "Source"),
            )
        }  # fmt: skip
        self._said_by = self._choice("series_said_by", "… or one source of all figures", ())
        self._turn = named(QCheckBox(self), "series_turn")
        self._turn.setToolTip("Where the file has the other kind of figures, to be converted")
        self._turn.toggled.connect(self._on_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for widget in (self._name, self._unit, self._kind):
            captioned(layout, widget)
        layout.addSpacing(4)
        layout.addWidget(self._turn)
        for widget in (*self._parts.values(), self._said_by):
            captioned(layout, widget)

    def show_plan(self, plan: SeriesPlan, table: Table, sources: Mapping[str, Source]) -> None:
        self.plan = plan
        chosen = {getattr(plan, part) for part in self._parts}
        names = [
            (column.name, short(column.name))
            for at, column in enumerate(table.columns)
            if at < _OFFERED or column.name in chosen
        ]
        self._name.setText(plan.label)
        self._unit.setText(plan.unit)
        self._kind.set_key(plan.kind)
        for part, choice in self._parts.items():
            choice.clear()
            choice.set_choices([("", "–"), *names])
            choice.set_key(getattr(plan, part))
            choice.setCurrentIndex(max(0, choice.currentIndex()))
        known = sorted(sources.values(), key=lambda source: source.name.casefold())
        self._said_by.set_choices([("", "–"), *((source.id, short(source.name)) for source in known)])
        self._said_by.set_key(plan.said_by)
        self._said_by.setCurrentIndex(max(0, self._said_by.currentIndex()))
        self._turn.blockSignals(True)
        self._turn.setChecked(plan.turn)
        self._turn.blockSignals(False)
        self._name_turn()

    def set_unit(self, unit: str) -> None:
        self._unit.setText(unit)
        self._on_changed()

    def _name_turn(self) -> None:
        self._turn.setText("Added up from amounts" if self.plan.kind == "level" else "From running totals")

    def _line(self, name: str, label: str) -> QLineEdit:
        line = named(QLineEdit(self), name)
        line.setAccessibleName(label)
        line.textEdited.connect(self._on_changed)
        return line

    def _choice(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> Choice:
        choice = named(Choice(choices, self), name)
        choice.setAccessibleName(label)
        choice.activated.connect(self._on_changed)
        return choice

    def _on_changed(self) -> None:
        parts: dict[str, Any] = {part: choice.key for part, choice in self._parts.items()}
        if parts["start"] and parts["end"]:
            parts["period"] = ""
        kind: Literal["level", "amount"] = "level" if self._kind.key == "level" else "amount"
        label, unit = one_line(self._name.text()), self._unit.text().strip()
        parts["said_by"] = self._said_by.key
        self.plan = replace(self.plan, label=label, unit=unit, kind=kind, turn=self._turn.isChecked(), **parts)
        self._name_turn()
        self.changed.emit()
