"""The inspector's form for a claim: every field, its citations, its standing, and what follows at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from claimbench.app import claim_check, units
from claimbench.app.claim_edits import ChangeClaims, RenameClaim, SetStatus
from claimbench.app.commands import Command
from claimbench.app.record_fields import CLAIM, STATUSES
from claimbench.app.typed import read_date
from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.show import show_date
from claimbench.gui import wording
from claimbench.gui.bridge import Bridge
from claimbench.gui.citation_form import CitationList
from claimbench.gui.form_fields import FieldEditor
from claimbench.gui.formula_field import FormulaField
from claimbench.gui.named import named
from claimbench.gui.record_form import RecordForm, id_field

if TYPE_CHECKING:
    from claimbench.evidence.verdict import Verdict

#: What stands side by side.
_PAIRS = {"relation": "value", "unit": "tolerance", "period_start": "period_end", "accumulation": "basis"}
_LEFT_OUT = {"status"}  # has a part of its own


class ClaimForm(RecordForm):
    kind = "claim"

    def __init__(self, bridge: Bridge, id: str, parent: QWidget | None = None) -> None:
        super().__init__(bridge, id, parent)
        self._title = self.titled(id, "Done", editing=True)
        self._verdict = self.text("", "muted")
        section, paired = "", set(_PAIRS.values())
        for key, field in CLAIM.items():
            if key in _LEFT_OUT or key in paired:
                continue
            if field.section != section:
                section = field.section
                self.heading(section)
            if key == "measure":
                self.measure = FormulaField(bridge, f"claims.{id}.measure", field.label, self)
                self.add(self.measure)
            elif key in _PAIRS:
                self.add_fields(field, CLAIM[_PAIRS[key]])
            else:
                self.add_field(field)
            if key == "topic":
                self.heading("Where it is said")
                self.citations = CitationList(bridge, id, self)
                self.add(self.citations)
        self._add_status()
        self.add_field(id_field("claim"))
        self.finish()
        self._show_title()

    def record(self, case: Case) -> Claim | None:
        return case.claims.get(self.id)

    def command(self, key: str, value: Any) -> Command:
        return ChangeClaims((self.id,), key, value)

    def renaming(self, new: str) -> Command:
        return RenameClaim(self.id, new)

    def advice(self, key: str, record: Claim) -> tuple[str, str]:
        case = self.bridge.document.case
        match key:
            case "value":
                return claim_check.value_trouble(record), ""
            case "unit":
                return units.trouble(case, record.unit), ""
            case "tolerance" if record.tolerance is None:
                rule = claim_check.tolerance_rule(record)
                return "", f"Empty: {rule}" if rule else ""
            case "credibility_reason" if record.credibility is not None and not record.credibility_reason:
                return "", "A grade needs a reason."
            case "why_not" if not record.testable and not record.why_not:
                return "", "Without a relation and a measure, say why it cannot be tested."
        return "", ""

    def show_case(self, case: Case) -> bool:
        if not super().show_case(case):
            return False
        self.citations.show_case(case)
        self._show_title()
        self._show_history()
        return True

    def show_verdicts(self, verdicts: Mapping[str, Verdict]) -> None:
        verdict = verdicts.get(self.id)
        if verdict is None or verdict.probability is None:
            text = (verdict.why_not if verdict else "") or "Not tested yet."
        else:
            text = f"Chance it holds: {wording.show_verdict(verdict)} {verdict.word}".strip()
        if text != self._verdict.text():
            self._verdict.setText(text)

    def commit(self) -> None:
        super().commit()
        self.measure.commit()
        self.citations.commit()

    def _add_status(self) -> None:
        self.heading("Standing")
        self._history = self.text("", "small")
        status = replace(CLAIM["status"], key="new_status", label="Status", choices=STATUSES)
        since = replace(CLAIM["period_start"], key="status_on", label="Since", hint="2025-12-31")
        why = replace(CLAIM["topic"], key="status_note", label="Why")
        self._status = FieldEditor(status, (), self)
        self._since = FieldEditor(since, (), self)
        self._why = FieldEditor(why, (), self)
        self._status.put_text(self.case.claims[self.id].status)
        self._since.put_text(date.today().isoformat())
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._status, 1)
        line.addWidget(self._since, 1)
        self._column.addLayout(line)
        self.add(self._why)
        button = named(QPushButton("Change the status", self), "change_status")
        button.clicked.connect(self._on_status)
        foot = QHBoxLayout()
        foot.addWidget(button)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self._show_history()

    def _on_status(self) -> None:
        try:
            on = read_date(self._since.text)
        except ValueError as wrong:
            self._since.tell(str(wrong))
            return
        self._since.tell("")
        status: Any = self._status.text
        self.bridge.apply(SetStatus((self.id,), status, on, self._why.text))
        self._why.put_text("")

    def _show_history(self) -> None:
        claim = self.case.claims[self.id]
        lines = [
            f"{change.status.capitalize()} since {show_date(change.on)}{f': {change.note}' if change.note else ''}"
            for change in claim.history
        ]
        self._history.setText("\n".join(lines) or claim.status.capitalize())

    def _show_title(self) -> None:
        text = f"{self.id} · {wording.one_line(self.case.claims[self.id].title)}".rstrip(" ·")
        if text != self._title.text():
            self._title.setText(text)
