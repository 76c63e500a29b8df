"""The inspector's page on an assumption: its numbers as typed, what they mean, and what they rest on."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QWidget

from claimbench.app.baseline import same_numbers, saved_of
from claimbench.app.correlation_edits import partners
from claimbench.app.document import Document
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.show import show_number, show_unit
from claimbench.engine import distribution
from claimbench.gui import wording
from claimbench.gui.inspector_parts import Page
from claimbench.gui.theme import Theme


class AssumptionPage(Page):
    """Follows the assumption's numbers in place while it is dragged."""

    def __init__(self, document: Document, assumption: str, theme: Theme, parent: QWidget | None = None) -> None:
        case = document.case
        super().__init__(case, theme, parent)
        self.id = assumption
        self._document = document
        shown = case.assumptions[assumption]
        self.titled(wording.one_line(shown.label), "Edit", editing=False)
        if shown.assumed:
            self.text("Assumed: no source gives it, it is the analyst's own.", "warning")
        self.heading(f"Range ({shown.called.name})")
        self._numbers = self.grid(_numbers(shown, self.case.units))
        self._was = self.text("", "muted")
        self._show_saved(shown)
        if shown.limits is not None:
            low, high = (show_number(end, wording.EXACT) for end in shown.limits)
            self.heading("Limits")
            unit = show_unit(shown.unit, case.units, shown.limits[1])
            self.text(f"Makes sense from {low} to {high} {unit}".strip() + ".")
        self._add_claims(shown)
        self._add_partners(case)
        if shown.note:
            self.heading("Note")
            self.text(shown.note)
        self.finish()

    def show_case(self, case: Case) -> bool:
        now, before = case.assumptions.get(self.id), self.case.assumptions.get(self.id)
        if now is None or before is None or case.claims is not self.case.claims or _fixed(now) != _fixed(before):
            return False
        if case.correlations != self.case.correlations:
            return False
        self.case = case
        for label, (_, text) in zip(self._numbers, _numbers(now, self.case.units), strict=True):
            if label.text() != text:
                label.setText(text)
        self._show_saved(now)
        return True

    def _show_saved(self, shown: Assumption) -> None:
        saved = saved_of(shown, self._document.saved)
        changed = saved is not None and not same_numbers(saved, shown)
        if saved is not None and changed:
            numbers = ", ".join(f"{name.lower()} {text}" for name, text in _numbers(saved, self.case.units))
            self._was.setText(f"Saved: {numbers}.")
        self._was.setVisible(changed)

    def _add_claims(self, shown: Assumption) -> None:
        if shown.claims:
            self.heading("Rests on")
            claims = self.case.claims
            titles = {id: wording.one_line(claims[id].title) for id in shown.claims if id in claims}
            self.chips([("claim", id, f"{id} · {titles[id]}" if id in titles else id) for id in shown.claims])

    def _add_partners(self, case: Case) -> None:
        found = partners(case, self.id)
        if found:
            self.heading("Rises and falls with")
            labels = {id: wording.one_line(case.assumptions[id].label) for id in found if id in case.assumptions}
            ranks = {id: f"rank correlation {show_number(rank)}" for id, rank in found.items()}
            self.chips([("assumption", id, f"{labels.get(id, id)} · {ranks[id]}") for id in found])


def _numbers(shown: Assumption, counted: Collection[str]) -> list[tuple[str, str]]:
    """What low, best and high mean, each with its value; values with weights where there are such."""
    kind = distribution.KINDS.get(shown.distribution)
    if shown.values:
        weights = shown.weights or (1.0,) * len(shown.values)
        return [
            (f"weight {show_number(weight)}", _typed(value, shown, counted))
            for value, weight in zip(shown.values, weights, strict=False)
        ]
    parts = kind.parts if kind is not None else ("low", "best", "high")
    values = dict(zip(parts, (shown.low, shown.best, shown.high), strict=True))
    if shown.distribution == "constant":
        values = {"value": shown.best}
    return [
        (name.capitalize() if name[0].isalpha() else name, _typed(value, shown, counted))
        for name, value in values.items()
    ]


def _typed(value: float, shown: Assumption, counted: Collection[str]) -> str:
    return f"{show_number(value, wording.EXACT)} {show_unit(shown.unit, counted, value)}".strip()


def _fixed(a: Assumption) -> tuple[object, ...]:
    return a.label, a.unit, a.distribution, a.limits, a.claims, a.assumed, a.note, len(a.values)
