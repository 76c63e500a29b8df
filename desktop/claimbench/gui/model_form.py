"""The inspector's forms for the parts of a model: assumptions, stocks, flows, variables and measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from claimbench.app import convert, model_edits, model_parts, part_fields
from claimbench.app.commands import Command
from claimbench.app.convert import ConvertUnit
from claimbench.app.model_edits import ChangePart, DeletePart, DuplicatePart
from claimbench.app.model_parts import Part, PartKind, User, kind_of
from claimbench.app.rename import RenamePart
from claimbench.app.series_edits import FillGaps
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.model import Flow, Stock
from claimbench.engine import distribution
from claimbench.gui import wording
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.correlation_fields import CorrelationFields
from claimbench.gui.flows_button import FlowsButton
from claimbench.gui.form_fields import FieldEditor
from claimbench.gui.formula_field import FormulaField
from claimbench.gui.named import named
from claimbench.gui.part_links import PartLinks
from claimbench.gui.plain_text import plain_label
from claimbench.gui.record_form import RecordForm, id_field


class PartForm(RecordForm):
    """Every field of one part. Its formulas are checked while they are typed, its numbers taken over as they are."""

    def __init__(self, bridge: Bridge, kind: PartKind, id: str, parent: QWidget | None = None) -> None:
        self.kind: PartKind = kind
        super().__init__(bridge, id, parent)
        part = model_parts.group(self.case, kind)[id]
        self.formulas: dict[str, FormulaField] = {}
        self._unit_before = part.unit  # what the numbers are in
        self._shape = _shape(self.case, part)
        if isinstance(part, Assumption):
            self._title = self.titled("", "Done", editing=True)
        else:
            self._title = self.text("", "title")
            self.text(f"{kind.capitalize()} {id}", "muted")
        for name, label in part_fields.formula_fields(kind):
            self._add_formula(name, label)
        if isinstance(part, Stock):
            if part.past in self.case.series:
                self.formulas["opening"].edit.setPlaceholderText("Empty: the last published figure")
            self._add_flows()
        self._depends = self._links("Depends on")
        self._used = self._links("Used by")
        fields = part_fields.fields(self.case, part)
        ends = [field for key, field in fields.items() if key in ("low", "best", "high")]
        for key, field in fields.items():
            if field not in ends:
                self.add_field(field)
            elif field is ends[0]:
                self.add_fields(*ends)
            if key == "unit":
                self._add_conversion()
        if isinstance(part, Assumption):
            self._correlations = CorrelationFields(bridge, id, self)
            self._correlations.wanted.connect(self.wanted)
            self.add(self._correlations)
        self.add_field(id_field(kind))
        self._add_actions()
        self.finish()
        self._show_part(part)

    # what a form of records asks for

    def record(self, case: Case) -> Part | None:
        return model_parts.group(case, self.kind).get(self.id)

    def command(self, key: str, value: Any) -> Command:
        part = model_parts.there(self.case, self.id)
        if key == "distribution" and isinstance(part, Assumption):
            return ChangePart(self.id, model_edits.reshaped(part, value))
        if key == "past" and isinstance(part, Stock):
            return ChangePart(self.id, model_edits.with_past(self.case, part, value))
        if key == "gaps" and isinstance(part, Stock | Flow):
            return FillGaps(part.past, value)
        return ChangePart(self.id, ((key, value),))

    def together(self, values: Mapping[str, Any]) -> Command:
        return ChangePart(self.id, tuple(values.items()))

    def renaming(self, new: str) -> Command:
        return RenamePart(self.id, new)

    def advice(self, key: str, record: Part) -> tuple[str, str]:
        if isinstance(record, Assumption):
            for problem in distribution.problems(record):
                if problem.path.endswith(f".{key}"):
                    return f"{problem.message} {problem.hint}".strip(), ""
            if key == "claims" and not record.claims and not record.assumed:
                return "", "Name claims, or say that it is assumed."
        return "", ""

    def show_case(self, case: Case) -> bool:
        part = self.record(case)
        if part is None or _shape(case, part) != self._shape:
            return False
        before, self.case = self.case, case
        if _same_surroundings(before, case):  # while an assumption is dragged, only its own numbers follow
            return part is self.record(before) or super().show_case(case)
        for key, field in part_fields.fields(case, part).items():
            self.editors[key].field = field  # what it reads depends on units and claims of the case
        super().show_case(case)
        self._show_part(part)
        return True

    def commit(self) -> None:
        super().commit()
        for field in self.formulas.values():
            field.commit()

    def leave(self) -> None:
        """A part that was just added and named gets an id to match: it is what formulas are read by."""
        case = self.bridge.document.case
        part = model_parts.find(case, self.id)
        typed_on = any(draft[:2] == (self.kind, self.id) for draft in self.bridge.drafts)
        if part is not None and not typed_on and (id := model_edits.id_by_label(case, part)) != part.id:
            self.bridge.apply(RenamePart(part.id, id))

    def focus_first(self) -> None:
        """The formula is what one comes for."""
        if self.formulas:
            next(iter(self.formulas.values())).edit.setFocus()
        else:
            super().focus_first()

    def _take(self, editor: FieldEditor) -> None:
        """A unit, like an id, is taken over when its field is left: half of one is another."""
        if editor.field.key == "unit":
            self._read(editor)
            if not editor.kept:
                editor.tell("")
            return
        super()._take(editor)

    def _on_left(self) -> None:
        editor = self.sender()
        if isinstance(editor, FieldEditor) and editor.field.key == "unit" and not editor.kept:
            part = model_parts.find(self.case, self.id)
            if part is not None and editor.text.strip() != part.unit:
                self._unit_before = part.unit
                super()._take(editor)
        super()._on_left()

    # what is on it

    def _add_formula(self, name: str, label: str) -> None:
        field = FormulaField(self.bridge, f"{self.kind}s.{self.id}.{name}", label, self)
        self.formulas[name] = field
        self.add(field)

    def _add_conversion(self) -> None:
        """The offer to turn the numbers into a unit that was put in the place of another of its kind."""
        self._convert = named(QPushButton("", self), "convert_numbers")
        self._convert.clicked.connect(self._on_convert)
        self._convert.hide()
        self.add(self._convert)

    def _add_flows(self) -> None:
        self._flows: dict[str, FlowsButton] = {}
        for key, label in (("inflows", "Inflows"), ("outflows", "Outflows")):
            button = named(FlowsButton(label, self), f"field_{key}")
            button.chosen_changed.connect(self._on_flows)
            self._flows[key] = button
            self.add(button)

    def _links(self, heading: str) -> PartLinks:
        links = PartLinks(heading, self.theme, self)
        links.wanted.connect(self.wanted)
        self.add(links)
        return links

    def _add_actions(self) -> None:
        self._refusal = named(plain_label("", "warning", parent=self), "delete_refusal")
        self._refusal.hide()
        self.add(self._refusal)
        line = QHBoxLayout()
        line.setSpacing(8)
        copy = named(QPushButton("Duplicate", self), "duplicate_part")
        copy.clicked.connect(self._on_duplicate)
        self._delete = named(QPushButton("Delete", self), "delete_part")
        self._delete.clicked.connect(self._on_delete)
        for button in (copy, self._delete):
            line.addWidget(button)
        line.addStretch(1)
        self._column.addSpacing(6)
        self._column.addLayout(line)

    def _show_part(self, part: Part) -> None:
        case = self.case
        self._title.setText(wording.one_line(part.label))
        users = [User(kind_of(other), other.id, other.label) for other in self._read_by(part)]
        self._depends.show_users(users)
        used = [user for user in model_parts.users(case, self.id) if user.kind != "correlation"]  # they have fields
        self._used.show_users(used)
        if isinstance(part, Stock):
            self._show_flows(part)
        if isinstance(part, Assumption):
            self._correlations.show_case(case)
        offered = isinstance(part, Assumption) and convert.can_convert(case, self._unit_before, part.unit)
        self._convert.setVisible(offered)
        self._convert.setText(f"Convert the numbers from {self._unit_before or 'no unit'}".replace("&", "&&"))

    def _read_by(self, part: Part) -> list[Part]:
        return [other for id in model_parts.reads(self.case, part)
                if (other := model_parts.find(self.case, id)) is not None and id != part.id]  # fmt: skip

    def _show_flows(self, stock: Stock) -> None:
        flows = {id: flow.label for id, flow in self.case.flows.items()}
        for key, button in self._flows.items():
            button.show_flows(flows, getattr(stock, key))

    # what it does

    def _on_flows(self) -> None:
        """Flows that stay keep their order; one that was added comes last."""
        stock = self.record(self.case)
        for key, button in self._flows.items():
            before: tuple[str, ...] = getattr(stock, key)
            now = tuple(id for id in before if id in button.chosen)
            now += tuple(id for id in button.chosen if id not in before)
            if now != before:
                self.bridge.apply(ChangePart(self.id, ((key, now),)))

    def _on_convert(self) -> None:
        part = model_parts.find(self.case, self.id)
        if part is not None:
            given, self._unit_before = self._unit_before, part.unit
            self.bridge.apply(ConvertUnit(self.id, part.unit, given))

    def _on_duplicate(self) -> None:
        copy = model_edits.free_id(self.case, self.id)
        if not self.bridge.apply(DuplicatePart(self.id, copy)):
            self.bridge.select(Selection(self.kind, copy))

    def _on_delete(self) -> None:
        """Delete, or say who uses it, and then delete it all the same."""
        anyway = self._refusal.isVisible()
        refusal = self.bridge.apply(DeletePart(self.id, anyway))
        if refusal and not anyway:
            self._refusal.setText(f"{refusal} Formulas and charts that name it would then have a problem.")
            self._refusal.show()
            self._delete.setText("Delete anyway")


def _same_surroundings(before: Case, after: Case) -> bool:
    """Whether nothing differs but numbers of assumptions."""
    parts = ("units", "stocks", "flows", "variables", "measures", "calculations", "series", "claims", "charts",
             "scenarios", "correlations")  # fmt: skip
    names = [[(a.id, a.label, a.unit) for a in case.assumptions.values()] for case in (before, after)]
    return names[0] == names[1] and all(getattr(before, part) is getattr(after, part) for part in parts)


def _shape(case: Case, part: Part) -> tuple[object, ...]:
    """What the set of fields depends on: with another, the form is made anew."""
    if isinstance(part, Assumption):
        return (part.distribution,)
    if isinstance(part, Stock | Flow):
        return part.past if part.past in case.series else "", *((s.id, s.label) for s in case.series.values())
    return ()
