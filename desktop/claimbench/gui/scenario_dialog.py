"""The scenarios of the case: keep the present values as one, load, rename, change and delete them, side by side."""

from __future__ import annotations

from textwrap import wrap

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from claimbench.app.commands import Command, LoadScenario
from claimbench.app.scenario_edits import DeleteScenario, DescribeScenario, SaveScenario, compare, ranges_left_out
from claimbench.core.case import Case
from claimbench.gui.bridge import Bridge
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.row_table import row_table
from claimbench.gui.wording import one_line, plain_tip

_HEADS = ("Assumption", "Unit")
_LETTERS = 18  # of a scenario's name on a line, above its values


class ScenarioDialog(QDialog):
    """Everything it does is a command that can be undone; it has nothing to confirm and stays open."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("scenario-dialog")
        self.setWindowTitle("Scenarios")
        self.resize(1080, 560)
        self._bridge = bridge
        self._case: Case | None = None
        self.list = named(QListWidget(self), "scenarios")
        self.list.setAccessibleName("Scenarios")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.name = named(QLineEdit(self), "scenario-name")
        self.note = named(QLineEdit(self), "scenario-note")
        self.table = row_table("scenario-comparison", "Scenarios side by side", (), self)
        self._message = plain_label("", "error", parent=self)
        self._message.hide()
        self._left_out = plain_label("", "small", parent=self)
        self._nothing = plain_label("", "muted", parent=self)
        self._build()
        self._show_case(bridge.document.case)
        self.list.itemSelectionChanged.connect(self._on_selected)
        bridge.case_changed.connect(self._on_case_changed)

    @property
    def selected(self) -> tuple[str, ...]:
        """Ids of the selected scenarios, in the order of the case."""
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for row in range(self.list.count())
            if (item := self.list.item(row)) is not None and item.isSelected()
        )

    def _build(self) -> None:
        self.name.setPlaceholderText("Name")
        self.name.setAccessibleName("Name of the scenario")
        self.note.setPlaceholderText("What it stands for")
        self.note.setAccessibleName("Note of the scenario")
        self._buttons = {
            id: self._button(id, text, tip)
            for id, text, tip in (
                ("save", "Save as new", "Keep the present best values under this name"),
                ("load", "Load", "Set the assumptions to the selected scenario"),
                ("describe", "Rename", "Give the selected scenario this name and note"),
                ("update", "Update to present values", "Give the selected scenario the present best values"),
                ("delete", "Delete", "Delete the selected scenarios"),
            )
        }
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        column.addWidget(self.list, 1)
        column.addWidget(plain_label("Name and note", "small", selectable=False))
        column.addWidget(self.name)
        column.addWidget(self.note)
        for row in (("save", "describe"), ("load", "delete"), ("update",)):
            line = QHBoxLayout()
            line.setSpacing(6)
            for id in row:
                line.addWidget(self._buttons[id], 1)
            column.addLayout(line)
        right = QWidget(self)
        side = QVBoxLayout(right)
        side.setContentsMargins(8, 0, 0, 0)
        side.setSpacing(6)
        side.addWidget(plain_label("What differs from the baseline", "heading", selectable=False))
        side.addWidget(self._nothing)
        side.addWidget(self.table, 1)
        side.addWidget(self._left_out)
        side.addStretch()  # where there is no table to fill it
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([300, 780])
        splitter.setChildrenCollapsible(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(splitter, 1)
        layout.addWidget(self._message)
        layout.addWidget(close)

    def _button(self, id: str, text: str, tip: str) -> QPushButton:
        button = named(QPushButton(text, self), f"{id}-scenario")
        button.setToolTip(tip)
        button.setAutoDefault(id == "save")  # what Return does in the name
        button.setProperty("primary", id == "save")
        button.clicked.connect({
            "save": self._on_save, "load": self._on_load, "describe": self._on_describe, "update": self._on_update,
            "delete": self._on_delete,
        }[id])  # fmt: skip
        return button

    # what it does

    def _on_save(self) -> None:
        if self._apply(SaveScenario(self._bridge.document.saved, self.name.text(), self.note.text())):
            self.list.setCurrentRow(self.list.count() - 1)

    def _on_load(self) -> None:
        if self.selected:
            self._apply(LoadScenario(self._bridge.document.saved, self.selected[0]))

    def _on_describe(self) -> None:
        if self.selected:
            self._apply(DescribeScenario(self.selected[0], self.name.text(), self.note.text()))

    def _on_update(self) -> None:
        if self.selected:
            self._apply(SaveScenario(self._bridge.document.saved, "", scenario=self.selected[0]))

    def _on_delete(self) -> None:
        for id in self.selected:
            self._apply(DeleteScenario(id))

    def _apply(self, command: Command) -> bool:
        refusal = self._bridge.apply(command)
        self._message.setText(refusal)
        self._message.setVisible(bool(refusal))
        return not refusal

    # what it shows

    def _on_case_changed(self, before: Case, after: Case) -> None:
        self._show_case(after)

    def _show_case(self, case: Case) -> None:
        if self._case is None or self._case.scenarios is not case.scenarios:
            chosen = set(self.selected)
            self.list.blockSignals(True)  # its own echo alone: what is selected stays so
            self.list.clear()
            for id, scenario in case.scenarios.items():
                item = QListWidgetItem(one_line(scenario.label), self.list)
                item.setData(Qt.ItemDataRole.UserRole, id)
                item.setToolTip(plain_tip(f"{scenario.label}\n{scenario.note}".strip()))
                item.setSelected(id in chosen)
            self.list.blockSignals(False)
        self._case = case
        self._on_selected()

    def _on_selected(self) -> None:
        case, selected = self._bridge.document.case, self.selected
        if len(selected) == 1 and selected[0] in case.scenarios:
            scenario = case.scenarios[selected[0]]
            self.name.setText(scenario.label)
            self.note.setText(scenario.note)
        for id, button in self._buttons.items():
            button.setEnabled(id == "save" or len(selected) == 1 or (id == "delete" and bool(selected)))
        self._compare(case, selected or tuple(case.scenarios))

    def _compare(self, case: Case, scenarios: tuple[str, ...]) -> None:
        saved = self._bridge.document.saved
        compared = compare(case, saved, scenarios, present=bool(self._bridge.document.changed_assumptions))
        table, heads = self.table, (*_HEADS, *(one_line(name) for name in compared.columns))
        table.setRowCount(len(compared.rows))
        table.setColumnCount(len(heads))
        for column, head in enumerate(heads):
            item = QTableWidgetItem("\n".join(wrap(head, _LETTERS)))
            item.setToolTip(plain_tip(head))
            side = Qt.AlignmentFlag.AlignLeft if column < len(_HEADS) else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            table.setHorizontalHeaderItem(column, item)
        for row, compared_row in enumerate(compared.rows):
            self._put(row, 0, one_line(compared_row.label))
            self._put(row, 1, compared_row.unit)
            for column, (text, differs) in enumerate(
                zip(compared_row.texts, compared_row.differs, strict=True), len(_HEADS)
            ):
                self._put(row, column, text, number=True, marked=differs)
        table.resizeColumnsToContents()
        nothing = not compared.rows
        self._nothing.setText(
            "There is no scenario yet: move some assumptions, type a name, and save it."
            if not case.scenarios
            else "There is no difference."
        )
        self._nothing.setVisible(nothing)
        table.setVisible(not nothing)
        left_out = ranges_left_out(case, saved)
        notes = list(compared.notes)
        if left_out:
            notes.append(
                f"A scenario keeps best values. The changed range of these is not in it: {', '.join(left_out)}."
            )
        self._left_out.setText("\n".join(notes))
        self._left_out.setVisible(bool(notes))

    def _put(self, row: int, column: int, text: str, number: bool = False, marked: bool = False) -> None:
        item = QTableWidgetItem(text)
        item.setToolTip(plain_tip(text))
        if number:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if marked:
            item.setForeground(QColor(self._bridge.theme.accent))
        self.table.setItem(row, column, item)
