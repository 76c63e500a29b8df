"""The inspector's form for a chart: what it shows, how, and its words. Every change is drawn while it is typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from claimbench.app import chart_edits, chart_fields
from claimbench.app.chart_edits import ChangeChart, DuplicateChart, MoveChart, RemoveChart
from claimbench.app.commands import Command
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.chart_options import CHART_KINDS, Option
from claimbench.core.problem import Severity
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.form_fields import FieldEditor
from claimbench.gui.named import named
from claimbench.gui.names_button import NamesButton
from claimbench.gui.plain_text import plain_label
from claimbench.gui.record_form import RecordForm
from claimbench.gui.wording import one_line

#: Ranges stand side by side.
_PAIRS = {"low": "high"}


class ChartForm(RecordForm):
    kind = "chart"

    def __init__(self, bridge: Bridge, id: str, parent: QWidget | None = None) -> None:
        super().__init__(bridge, id, parent)
        chart = self.case.charts[id]
        self._made_from = self.case
        self.lists: dict[str, NamesButton] = {}
        self._title: QLabel = self.text("", "title")
        known = CHART_KINDS.get(chart.kind)
        self.text(known.label if known else chart.kind, "muted")
        fields = chart_fields.fields(self.case, chart)
        for key, field in fields.items():
            if (option := chart_fields.several(chart, key)) is not None:
                self._add_list(option)
            elif key in _PAIRS:
                self.add_fields(field, fields[_PAIRS[key]])
            elif key not in _PAIRS.values():
                self.add_field(field)
        self._add_actions()
        self.finish()
        self._show_chart(chart)

    def record(self, case: Case) -> Chart | None:
        return case.charts.get(self.id)

    def command(self, key: str, value: Any) -> Command:
        return ChangeChart(self.id, key, value)

    def show_case(self, case: Case) -> bool:
        chart = self.record(case)
        if chart is None or chart.kind != self._made_from.charts[self.id].kind or _others(case, self._made_from):
            return False
        if case.charts is self.case.charts:
            self.case = case
            return True
        super().show_case(case)
        self._show_chart(chart)
        return True

    def _take(self, editor: FieldEditor) -> None:
        """What could be read is looked at with the model before it is taken over: a chart that cannot be drawn any more
        would help nobody."""
        read = self._read(editor)
        if read is None:
            return
        if wrong := self._wrong(editor.field.key, read[0]):
            self._keep(editor, wrong)
        else:
            super()._take(editor)

    def refusal(self, key: str, value: object) -> str:
        return super().refusal(key, value) or self._wrong(key, value)

    def _wrong(self, key: str, value: object) -> str:
        """Why the chart could not be drawn with this value, in a sentence; empty where it could."""
        from claimbench.app.figures import check

        results = self.bridge.results
        case = self.bridge.document.case
        chart = self.record(case)
        if results is None or chart is None or not results.projector.fits(case):
            return ""  # the model is being compiled: what is wrong will be said on the card

        def errors(chart: Chart) -> set[str]:
            found = check.of_chart(case, results.projector.model, chart)
            return {f"{each.message} {each.hint}".strip() for each in found if each.severity is Severity.ERROR}

        new = errors(chart_edits.changed(chart, key, value)) - errors(chart)
        return min(new, default="")

    # what is on it

    def _add_list(self, option: Option) -> None:
        none = "all of them" if option.help.startswith("All ") else "none"
        button = named(NamesButton(option.label, none, self), f"field_{option.key}")
        button.chosen_changed.connect(self._on_chosen)
        label = plain_label(option.label, "small", selectable=False, parent=self)
        label.setBuddy(button)
        self.lists[option.key] = button
        self.add(label)
        self.add(button)

    def _add_actions(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        self._buttons = {}
        for id, text, tip, slot in (
            ("earlier", "Left", "Move the chart one place to the left", self._on_earlier),
            ("later", "Right", "Move the chart one place to the right", self._on_later),
            ("duplicate", "Duplicate", "Put a copy after this chart", self._on_duplicate),
            ("remove", "Remove", "Take this chart out of the case", self._on_remove),
        ):
            button = named(QPushButton(text, self), f"{id}_chart")
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(slot)
            self._buttons[id] = button
            line.addWidget(button)
        line.addStretch(1)
        self._column.addSpacing(6)
        self._column.addLayout(line)

    def _show_chart(self, chart: Chart) -> None:
        self._title.setText(one_line(chart.label))
        for option in (chart_fields.several(chart, key) for key in self.lists):
            if option is not None:
                given = chart.options.get(option.key, ())
                chosen = (given,) if isinstance(given, str) else given if isinstance(given, tuple) else ()
                labels = chart_edits.choices(self.bridge.document.case, chart.kind, option)
                self.lists[option.key].show_names(labels, chosen)
        ids = list(self.bridge.document.case.charts)
        self._buttons["earlier"].setEnabled(ids[:1] != [self.id])
        self._buttons["later"].setEnabled(ids[-1:] != [self.id])

    # what it does

    def _on_chosen(self) -> None:
        for key, button in self.lists.items():
            if button is self.sender():
                self.bridge.apply(ChangeChart(self.id, key, button.chosen))

    def _on_earlier(self) -> None:
        self._move(-1)

    def _on_later(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        if not self.bridge.apply(MoveChart(self.id, by)):
            self._show_chart(self.bridge.document.case.charts[self.id])

    def _on_duplicate(self) -> None:
        copy = chart_edits.free_id(self.id, self.case.charts)
        if not self.bridge.apply(DuplicateChart(self.id, copy)):
            self.bridge.select(Selection("chart", copy))

    def _on_remove(self) -> None:
        self.bridge.apply(RemoveChart(self.id))


def _others(case: Case, before: Case) -> bool:
    """Whether a chart's fields could have other choices than before: the form is then made anew."""
    groups = ("stocks", "flows", "variables", "measures", "series", "scenarios", "readings", "claims")
    if any(getattr(case, group) is not getattr(before, group) for group in groups):
        return True
    labels = [[(each.id, each.label) for each in one.assumptions.values()] for one in (case, before)]
    return labels[0] != labels[1]
