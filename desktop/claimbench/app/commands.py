"""Commands: the only way to change a case. Each names its target by id and makes a new case."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Literal

from claimbench.app.baseline import put_back
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.show import show_number
from claimbench.engine import distribution

Part = Literal["low", "best", "high"]


class Command(ABC):
    """A change that was asked for. ``sentence`` tells it in the words of the undo list."""

    __slots__ = ()

    @property
    def merge_key(self) -> str:
        """Commands in a row with one key become one entry of the history; empty: never merged."""
        return ""

    @abstractmethod
    def apply(self, case: Case) -> Case: ...

    @abstractmethod
    def sentence(self, before: Case, after: Case) -> str: ...


@dataclass(frozen=True, slots=True)
class SetAssumption(Command):
    """Move one part of an assumption's range: ``best`` takes its range with it as the slider does; an end moves alone.

    Raises ValueError where an end would pass ``best``.
    """

    assumption: str
    part: Part
    value: float

    @property
    def merge_key(self) -> str:
        return f"{self.assumption}.{self.part}"

    def apply(self, case: Case) -> Case:
        move = {
            "best": distribution.moved,
            "low": distribution.with_low,
            "high": distribution.with_high,
        }[self.part]
        return case.with_assumption(move(case.assumptions[self.assumption], self.value))

    def sentence(self, before: Case, after: Case) -> str:
        old, new = before.assumptions[self.assumption], after.assumptions[self.assumption]
        part = {"best": "", "low": ", low end", "high": ", high end"}[self.part]
        first, then = _told_apart(_value(old, self.part), _value(new, self.part))
        return f"{old.label}{part} {first} → {then}"


@dataclass(frozen=True, slots=True)
class ResetAssumptions(Command):
    """Put the numbers of assumptions back to those of ``saved``, of all of them when none is named. Their labels, notes
    and the rest stay as they are."""

    saved: Case
    assumptions: tuple[str, ...] = ()

    def apply(self, case: Case) -> Case:
        ids = self.assumptions or tuple(case.assumptions)
        back = {id: put_back(now, self.saved) for id in ids if (now := case.assumptions.get(id)) is not None}
        return replace(case, assumptions={**case.assumptions, **back})

    def sentence(self, before: Case, after: Case) -> str:
        changed = [id for id in after.assumptions if before.assumptions.get(id) != after.assumptions[id]]
        if len(changed) != 1:
            return f"{len(changed)} assumptions back to the saved values"
        old, new = before.assumptions[changed[0]], after.assumptions[changed[0]]
        if old.best == new.best:
            return f"{new.label} back to its saved range"
        return f"{new.label} back to {_told_apart(old.best, new.best)[1]}"


@dataclass(frozen=True, slots=True)
class LoadScenario(Command):
    """Set the numbers of every assumption to ``saved``, then those that the scenario names to its values."""

    saved: Case
    scenario: str

    def apply(self, case: Case) -> Case:
        numbers = {id: put_back(now, self.saved) for id, now in case.assumptions.items()}
        case = replace(case, assumptions=numbers)
        if self.scenario not in case.scenarios:
            raise ValueError("This scenario is not in the case any more.")
        scenario = case.scenarios[self.scenario]
        if missing := scenario.values.keys() - case.assumptions.keys():
            raise ValueError(
                f"Scenario “{scenario.label}” sets “{min(missing)}”, which is not an assumption of the case."
            )
        for id, value in scenario.values.items():
            case = SetAssumption(id, "best", value).apply(case)
        return case

    def sentence(self, before: Case, after: Case) -> str:
        return f"Scenario “{after.scenarios[self.scenario].label}”"


@dataclass(frozen=True, slots=True)
class ReplaceCase(Command):
    """Put another version of the case in place, made elsewhere."""

    case: Case
    reason: str

    def apply(self, case: Case) -> Case:
        return self.case

    def sentence(self, before: Case, after: Case) -> str:
        return self.reason


def _value(assumption: Assumption, part: Part) -> float:
    return {"low": assumption.low, "best": assumption.best, "high": assumption.high}[part]


def _told_apart(first: float, then: float) -> tuple[str, str]:
    """Two numbers with as few digits, from four on, as show that they differ."""
    for digits in (4, 6, 9, 17):
        texts = show_number(first, digits), show_number(then, digits)
        if texts[0] != texts[1]:
            break
    return texts
