"""Commands that change which assumptions rise and fall together."""

from __future__ import annotations

from dataclasses import replace

from claimbench.app.commands import Command
from claimbench.core.assumption import Correlation
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Severity
from claimbench.core.show import show_number


@dataclass(frozen=True, slots=True)
class Correlate(Command):
    """Give two assumptions a rank correlation, or another one.

    Raises ValueError, with a sentence, for an assumption that is not there, one with itself, a rank that is not from −1
    to 1, and one that contradicts the others: no draws can have all of them.
    """

    first: str
    second: str
    rank: float

    def apply(self, case: Case) -> Case:
        from claimbench.engine import correlation  # not on the way to the first window

        known = {(problem.code, problem.message) for problem in correlation.problems(case)}
        if any({one.first, one.second} == {self.first, self.second} for one in case.correlations):
            pairs = tuple(replace(one, rank=self.rank) if {one.first, one.second} == {self.first, self.second} else one
                          for one in case.correlations)  # fmt: skip
        else:
            pairs = (*case.correlations, Correlation(self.first, self.second, self.rank))
        changed = replace(case, correlations=pairs)
        for problem in correlation.problems(changed):
            if problem.severity is Severity.ERROR and (problem.code, problem.message) not in known:
                raise ValueError(f"{problem.message} {problem.hint}".strip())
        return changed

    def sentence(self, before: Case, after: Case) -> str:
        rank, old = show_number(self.rank), rank_between(before, self.first, self.second)
        change = rank if old is None else f"{show_number(old)} → {rank}"
        return f"{_pair(before, self.first, self.second)}, rank correlation {change}"


@dataclass(frozen=True, slots=True)
class Uncorrelate(Command):
    """Take the rank correlation of two assumptions away. Raises ValueError where they have none, and where the others
    cannot be without it."""

    first: str
    second: str

    def apply(self, case: Case) -> Case:
        from claimbench.engine import correlation

        kept = tuple(one for one in case.correlations if {one.first, one.second} != {self.first, self.second})
        if len(kept) == len(case.correlations):
            raise ValueError(f"{_pair(case, self.first, self.second)} have no rank correlation.")
        changed = replace(case, correlations=kept)
        contradiction = [one for one in correlation.problems(changed) if one.code == "correlations-contradict"]
        if contradiction and not any(one.severity is Severity.ERROR for one in correlation.problems(case)):
            raise ValueError(f"{contradiction[0].message} {contradiction[0].hint}".strip())
        return changed

    def sentence(self, before: Case, after: Case) -> str:
        return f"{_pair(before, self.first, self.second)}, no rank correlation any more"


def rank_between(case: Case, first: str, second: str) -> float | None:
    """The rank correlation of two assumptions; None where none is given."""
    return next((one.rank for one in case.correlations if {one.first, one.second} == {first, second}), None)


def partners(case: Case, id: str) -> dict[str, float]:
    """The assumptions that one has a rank correlation with, and which."""
    found = {}
    for one in case.correlations:
        if id in (one.first, one.second):
            found[one.second if one.first == id else one.first] = one.rank
    return found


def _pair(case: Case, first: str, second: str) -> str:
    labels = [case.assumptions[id].label if id in case.assumptions else f"“{id}”" for id in (first, second)]
    return " and ".join(labels)
