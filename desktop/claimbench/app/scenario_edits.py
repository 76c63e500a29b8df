"""Commands that keep the scenarios of a case and the defaults of its assumptions, and scenarios side by side."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from claimbench.app.baseline import put_back, saved_of
from claimbench.app.commands import Command, LoadScenario, ResetAssumptions
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.chart import Scenario
from claimbench.core.frozen import dataclass
from claimbench.core.show import show_number, show_unit
from claimbench.engine import distribution

BASELINE = "Baseline"
EXACT = 12  # digits that show a typed number as it was typed


@dataclass(frozen=True, slots=True)
class SaveScenario(Command):
    """Keep the present best values as a scenario: those that differ from ``saved``. With ``scenario`` an existing one
    takes them on, and its name and note stay unless others are given."""

    saved: Case
    label: str
    note: str = ""
    scenario: str = ""

    def apply(self, case: Case) -> Case:
        values = best_values(case, self.saved)
        if not values:
            raise ValueError("No best value differs from the saved case: there is nothing to keep as a scenario.")
        if self.scenario:
            before = there(case, self.scenario)
            label, note = self.label.strip() or before.label, self.note.strip() or before.note
            new = replace(before, label=label, note=note, values=values)
        else:
            label = checked_label(case, self.label)
            new = Scenario(id_for(label, case.scenarios, "scenario"), label, values, self.note.strip())
        return replace(case, scenarios={**case.scenarios, new.id: new})

    def sentence(self, before: Case, after: Case) -> str:
        if self.scenario:
            return f"Scenario “{after.scenarios[self.scenario].label}” takes on the present values"
        return f"Scenario “{' '.join(self.label.split())}” saved"


@dataclass(frozen=True, slots=True)
class DescribeScenario(Command):
    """Give a scenario another name and note."""

    scenario: str
    label: str
    note: str

    @property
    def merge_key(self) -> str:
        return f"scenarios.{self.scenario}"

    def apply(self, case: Case) -> Case:
        before = there(case, self.scenario)
        label = checked_label(case, self.label, but=self.scenario)
        after = replace(before, label=label, note=self.note.strip())
        return replace(case, scenarios={**case.scenarios, self.scenario: after})

    def sentence(self, before: Case, after: Case) -> str:
        old, new = before.scenarios[self.scenario].label, after.scenarios[self.scenario].label
        return f"Scenario “{old}” is now “{new}”" if old != new else f"Scenario “{old}”: note changed"


@dataclass(frozen=True, slots=True)
class DeleteScenario(Command):
    scenario: str

    def apply(self, case: Case) -> Case:
        gone = there(case, self.scenario).id
        return replace(case, scenarios={id: each for id, each in case.scenarios.items() if id != gone})

    def sentence(self, before: Case, after: Case) -> str:
        return f"Scenario “{before.scenarios[self.scenario].label}” deleted"


@dataclass(frozen=True, slots=True)
class ResetToDefault(Command):
    """Put assumptions back to the case's default: the numbers kept with them, or where there are none, ``saved``."""

    saved: Case
    assumptions: tuple[str, ...] = ()

    def apply(self, case: Case) -> Case:
        ids = self.assumptions or tuple(case.assumptions)
        back = {id: with_default(case.assumptions[id], self.saved) for id in ids if id in case.assumptions}
        return replace(case, assumptions={**case.assumptions, **back})

    def sentence(self, before: Case, after: Case) -> str:
        return f"{_which(before, after)} back to the default"


@dataclass(frozen=True, slots=True)
class MakeDefault(Command):
    """Make the present numbers of assumptions the default that they can be put back to."""

    assumptions: tuple[str, ...]

    def apply(self, case: Case) -> Case:
        made = {id: replace(a, default=(a.low, a.best, a.high)) for id in self.assumptions
                if (a := case.assumptions.get(id)) is not None}  # fmt: skip
        return replace(case, assumptions={**case.assumptions, **made})

    def sentence(self, before: Case, after: Case) -> str:
        return f"{_which(before, after)}: the present numbers are the default"


@dataclass(frozen=True, slots=True)
class Compared:
    """An assumption in several scenarios: its best value in each, as text, and whether it differs from the baseline."""

    assumption: str
    label: str
    unit: str
    texts: tuple[str, ...]
    differs: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios side by side: the baseline is the first of ``columns``."""

    columns: tuple[str, ...]
    rows: tuple[Compared, ...]
    notes: tuple[str, ...] = ()  # of what could not be loaded


def compare(case: Case, saved: Case, scenarios: Sequence[str], present: bool = False) -> Comparison:
    """The best values of the baseline, with ``present`` of the case at hand, and of scenarios: only the assumptions in
    which any of them differs from the baseline."""
    columns = [(BASELINE, ResetAssumptions(saved).apply(case).assumptions)]
    if present:
        columns.append(("Now", case.assumptions))
    notes = []
    for id in scenarios:
        try:
            columns.append((there(case, id).label, LoadScenario(saved, id).apply(case).assumptions))
        except ValueError as wrong:
            notes.append(str(wrong))
    rows = []
    for id, assumption in case.assumptions.items():
        values = [column[id].best for _, column in columns]
        differs = tuple(value != values[0] for value in values)
        if any(differs):
            texts = tuple(show_number(value, EXACT) for value in values)
            rows.append(Compared(id, assumption.label, show_unit(assumption.unit, case.units), texts, differs))
    return Comparison(tuple(name for name, _ in columns), tuple(rows), tuple(notes))


def best_values(case: Case, saved: Case) -> dict[str, float]:
    """The best values that differ from the saved case."""
    saved_best = {id: then.best for id, a in case.assumptions.items() if (then := saved_of(a, saved)) is not None}
    return {id: a.best for id, a in case.assumptions.items() if a.best != saved_best.get(id)}


def ranges_left_out(case: Case, saved: Case) -> list[str]:
    """Labels of the assumptions whose range was changed otherwise than by moving the best value: a scenario keeps best
    values alone."""
    return [
        a.label
        for a in case.assumptions.values()
        if (then := saved_of(a, saved)) is not None and not _same_range(a, then)
    ]


def with_default(assumption: Assumption, saved: Case) -> Assumption:
    """The assumption with the numbers of its default; with those of ``saved`` where it has none."""
    if assumption.default is None:
        return put_back(assumption, saved)
    low, best, high = assumption.default
    if assumption.values:  # discrete: the values move along
        return distribution.moved(assumption, best)
    return replace(assumption, low=low, best=best, high=high)


def checked_label(case: Case, label: str, but: str = "") -> str:
    """The name, on one line. Raises ValueError where there is none, or another scenario has it."""
    line = " ".join(label.split())
    if not line:
        raise ValueError("Give the scenario a name.")
    taken = {each.label.casefold() for id, each in case.scenarios.items() if id != but} | {BASELINE.casefold()}
    if line.casefold() in taken:
        raise ValueError(f"There is a scenario “{line}” already.")
    return line


def there(case: Case, id: str) -> Scenario:
    """The scenario of that id. Raises ValueError with a sentence where there is none."""
    if id not in case.scenarios:
        raise ValueError("This scenario is not in the case any more.")
    return case.scenarios[id]


def id_for(label: str, taken: Collection[str], kind: str) -> str:
    """An id made from a name, that is not taken; ``kind`` stands in for a name without Latin letters."""
    base = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:40]
    base = base if base.isidentifier() else f"{kind}_{base}".rstrip("_")
    id, number = base, 2
    while id in taken:
        id, number = f"{base}_{number}", number + 1
    return id


def _same_range(now: Assumption, then: Assumption) -> bool:
    try:
        return distribution.moved(then, now.best) == replace(now, default=then.default)
    except ValueError:
        return False


def _which(before: Case, after: Case) -> str:
    changed = [a.label for id, a in after.assumptions.items() if before.assumptions.get(id) != a]
    return changed[0] if len(changed) == 1 else f"{len(changed)} assumptions"
