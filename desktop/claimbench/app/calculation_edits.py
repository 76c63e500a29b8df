"""Commands that keep the calculations of a case: arithmetic over claims, written out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from claimbench.app.commands import Command
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.model import Calculation

NEW_LABEL = "New calculation"


@dataclass(frozen=True, slots=True)
class AddCalculation(Command):
    """Raises ValueError where its id is taken."""

    calculation: Calculation

    def apply(self, case: Case) -> Case:
        if self.calculation.id in case.calculations:
            raise ValueError(f"There is a calculation {self.calculation.id} already.")
        return _with(case, self.calculation)

    def sentence(self, before: Case, after: Case) -> str:
        return f"Calculation “{self.calculation.label}” added"


@dataclass(frozen=True, slots=True)
class ChangeCalculation(Command):
    """Give a field of a calculation, but its formula, another value."""

    calculation: str
    field: str
    value: Any

    @property
    def merge_key(self) -> str:
        return f"calculations.{self.calculation}.{self.field}"

    def apply(self, case: Case) -> Case:
        return _with(case, replace(_there(case, self.calculation), **{self.field: self.value}))

    def sentence(self, before: Case, after: Case) -> str:
        old, new = before.calculations[self.calculation].label, after.calculations[self.calculation].label
        words = {"claims": "the claims it is shown with", "against": "the claims it is compared with"}
        if self.field == "label":
            return f"Calculation “{old}” is now “{new}”"
        return f"{new}, {words.get(self.field, self.field)} changed"


@dataclass(frozen=True, slots=True)
class DeleteCalculation(Command):
    calculation: str

    def apply(self, case: Case) -> Case:
        gone = _there(case, self.calculation)
        return replace(case, calculations={id: each for id, each in case.calculations.items() if id != gone.id})

    def sentence(self, before: Case, after: Case) -> str:
        return f"Calculation “{before.calculations[self.calculation].label}” deleted"


def begun(case: Case, claim: str) -> Calculation:
    """A calculation to begin from: the claim's number as it is. Raises ValueError where there is no such claim."""
    if claim not in case.claims:
        raise ValueError(f"There is no claim {claim} any more.")
    number = 1
    while (id := f"calculation_{number}") in case.calculations:
        number += 1
    return Calculation(id, NEW_LABEL, case.claims[claim].unit, f"claim('{claim}')", (claim,))


def _there(case: Case, id: str) -> Calculation:
    if id not in case.calculations:
        raise ValueError("This calculation is not in the case any more.")
    return case.calculations[id]


def _with(case: Case, calculation: Calculation) -> Case:
    return replace(case, calculations={**case.calculations, calculation.id: calculation})
