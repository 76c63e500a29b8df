"""A new chart: its kind, and what it shows. Everything else has its place in the chart's form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from claimbench.app.chart_edits import AddChart, as_named, changed, choices, named_after, proposed, with_its_past
from claimbench.core.chart import Chart
from claimbench.core.chart_options import CHART_KINDS, OPTIONS
from claimbench.gui.bridge import Bridge
from claimbench.gui.choice import Choice
from claimbench.gui.dialog_buttons import DialogButtons
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.wording import one_line

_DRAWN: Final = "table"


class NewChartDialog(QDialog):
    """``added(id)`` once the chart is in the case. ``tables`` are those that can be drawn, keys with names: such a
    chart is made in the explorer, ``draw_wanted(key)``, which keeps it; "" where a table has to be imported first."""

    added = Signal(str)
    draw_wanted = Signal(str)

    def __init__(self, bridge: Bridge, tables: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("new-chart-dialog")
        self.setWindowTitle("New chart")
        self._bridge = bridge
        case = bridge.document.case
        self._proposed = {kind: chart for kind in CHART_KINDS if (chart := proposed(case, kind)) is not None}
        self.kinds = named(QListWidget(self), "chart-kinds")
        self.kinds.setAccessibleName("Kind of chart")
        self._tables = [*tables] or [("", "Import one…")]
        for kind in (*self._proposed, _DRAWN):
            item = QListWidgetItem(CHART_KINDS[kind].label, self.kinds)
            item.setData(Qt.ItemDataRole.UserRole, kind)
        rows = max(1, self.kinds.count())
        self.kinds.ensurePolished()
        self.kinds.setFixedHeight(rows * self.kinds.sizeHintForRow(0) + 2 * self.kinds.frameWidth())
        self._help = plain_label("", "muted", selectable=False, parent=self)
        self._help.setMinimumHeight(2 * self._help.fontMetrics().lineSpacing() + 4)
        self._form = QFormLayout()
        self.name = named(QLineEdit(self), "chart-name")
        self.name.setPlaceholderText("named after what it shows")
        self._form.addRow(QLabel("Name"), self.name)
        self.choices: dict[str, Choice] = {}
        self._message = plain_label("", "error", parent=self)
        self._message.hide()
        buttons = DialogButtons("Add", "add-chart", self)
        self._add = buttons.take
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(self.kinds)
        layout.addWidget(self._help)
        layout.addLayout(self._form)
        layout.addWidget(self._message)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.resize(460, 420)
        self.kinds.currentItemChanged.connect(self._on_kind)
        self.kinds.setCurrentRow(0)

    @property
    def chart(self) -> Chart:
        """The chart as it is chosen."""
        chart = self._proposed[str(self.kinds.currentItem().data(Qt.ItemDataRole.UserRole))]
        for option in OPTIONS[chart.kind]:
            if option.key in self.choices:
                chart = changed(chart, option.key, as_named(option, self.choices[option.key].key))
        return changed(chart, "label", " ".join(self.name.text().split()))

    def _on_kind(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        kind = str(item.data(Qt.ItemDataRole.UserRole))
        self._help.setText(CHART_KINDS[kind].help)
        while self._form.rowCount() > 1:  # the name stays
            self._form.removeRow(0)
        self.choices = {}
        case = self._bridge.document.case
        drawn = kind == _DRAWN
        self._add.setText("Draw…" if drawn else "Add")
        self._form.setRowVisible(self.name, not drawn)
        if drawn:
            self._choose("table", "Table", self._tables)
            return
        for option in OPTIONS[kind]:
            if option.required:
                listed = [(id, one_line(label)) for id, label in choices(case, kind, option).items()]
                self._choose(option.key, option.label, listed)

    def _choose(self, key: str, label: str, listed: Sequence[tuple[str, str]]) -> None:
        choice = named(Choice(listed, self), f"new_{key}")
        choice.setAccessibleName(label)
        choice.set_key(listed[0][0])
        self.setTabOrder(next(reversed(self.choices.values()), self.kinds), choice)
        self.setTabOrder(choice, self.name)
        self.choices[key] = choice
        self._form.insertRow(self._form.rowCount() - 1, QLabel(label), choice)

    def accept(self) -> None:
        if self.kinds.currentItem().data(Qt.ItemDataRole.UserRole) == _DRAWN:
            super().accept()
            self.draw_wanted.emit(self.choices["table"].key)
            return
        case = self._bridge.document.case
        chart = named_after(case, with_its_past(case, self.chart))
        refusal = self._bridge.apply(AddChart(chart))
        self._message.setText(refusal)
        self._message.setVisible(bool(refusal))
        if not refusal:
            super().accept()
            self.added.emit(chart.id)
