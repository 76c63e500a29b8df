"""The inspector's form for a calculation: arithmetic over claims, with its result at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from claimbench.app import explain, part_fields
from claimbench.app.calculation_edits import ChangeCalculation, DeleteCalculation
from claimbench.app.commands import Command
from claimbench.core.case import Case
from claimbench.core.model import Calculation
from claimbench.gui.bridge import Bridge
from claimbench.gui.form_fields import FieldEditor
from claimbench.gui.formula_field import FormulaField
from claimbench.gui.named import named
from claimbench.gui.record_form import RecordForm
from claimbench.gui.wording import one_line

_WHEN_LEFT = {"unit", "claims", "against"}


class CalculationForm(RecordForm):
    kind = "calculation"

    def __init__(self, bridge: Bridge, id: str, parent: QWidget | None = None) -> None:
        super().__init__(bridge, id, parent)
        self._title = self.text("", "title")
        self._written = self.text("")
        self._beside = self.text("", "muted")
        self.formula = FormulaField(bridge, f"calculations.{id}.formula", "Formula", self)
        for key, field in part_fields.calculation_fields(self.case).items():
            self.add_field(field)
            if key == "label":
                self.add(self.formula)
        delete = named(QPushButton("Delete", self), "delete_calculation")
        delete.clicked.connect(self._on_delete)
        foot = QHBoxLayout()
        foot.addWidget(delete)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self.chips(self._ways_back())
        self.finish()
        self._show()

    def record(self, case: Case) -> Calculation | None:
        return case.calculations.get(self.id)

    def command(self, key: str, value: Any) -> Command:
        return ChangeCalculation(self.id, key, value)

    def show_case(self, case: Case) -> bool:
        if self.record(case) is None:
            return False
        for key, field in part_fields.calculation_fields(case).items():
            self.editors[key].field = field  # what it reads depends on units and claims of the case
        super().show_case(case)
        self._show()
        return True

    def commit(self) -> None:
        super().commit()
        self.formula.commit()

    def focus_first(self) -> None:
        self.formula.edit.setFocus()

    def _take(self, editor: FieldEditor) -> None:
        """Units and lists of claims are taken over when their field is left: half of one is another."""
        if editor.field.key not in _WHEN_LEFT:
            super()._take(editor)
        elif self._read(editor) is not None:
            editor.tell("")

    def _on_left(self) -> None:
        editor, calculation = self.sender(), self.record(self.case)
        if (
            isinstance(editor, FieldEditor)
            and editor.field.key in _WHEN_LEFT
            and calculation is not None
            and not editor.kept
            and editor.text.strip() != editor.field.text(calculation)
        ):
            super()._take(editor)
            self.formula.commit()  # it may have waited for this unit
        super()._on_left()

    def _show(self) -> None:
        calculation = self.case.calculations[self.id]
        self._title.setText(one_line(calculation.label))
        written = explain.written(self.case, self.id)
        self._written.setText(written.expression)
        self._beside.setText("\n".join(written.beside))
        self._beside.setVisible(bool(written.beside))

    def _ways_back(self) -> list[tuple[str, str, str]]:
        calculation = self.case.calculations[self.id]
        ids = dict.fromkeys((*calculation.claims, *calculation.against))
        claims = self.case.claims
        return [("claim", id, f"{id} · {one_line(claims[id].title)}") for id in ids if id in claims]

    def _on_delete(self) -> None:
        back = self._ways_back()
        if not self.bridge.apply(DeleteCalculation(self.id)) and back:
            self.wanted.emit("claim", back[0][1])
