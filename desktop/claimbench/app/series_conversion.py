"""A series of the case turned into one of the other kind: running totals into amounts per period, and back.

The other one is made beside it, so that what is built on the first stays, and the imported file as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from claimbench.app.chart_edits import free_id
from claimbench.app.commands import Command
from claimbench.app.importing import ImportSeries, Kind, marked, remarks_on, turned
from claimbench.casefile.fields import frozen
from claimbench.core.case import Case
from claimbench.core.series import Observation, Series
from claimbench.tables.convert import Remark

#: What the figures of a series become, and how its name says so.
OTHER: Final[dict[Kind, Kind]] = {"level": "amount", "amount": "level"}
WORDS: Final[dict[Kind, str]] = {"level": "running total", "amount": "per period"}


@dataclass(frozen=True, slots=True)
class ConvertSeries(Command):
    """Put a series that was made of another one into the case."""

    series: Series
    of: str

    def apply(self, case: Case) -> Case:
        if self.of not in case.series:
            raise ValueError(f"There is no series “{self.of}” any more.")
        return ImportSeries(self.series).apply(case)

    def sentence(self, before: Case, after: Case) -> str:
        kind = "running totals" if self.series.kind == "level" else "amounts per period"
        return f"Series “{before.series[self.of].label}” converted into {kind}, “{self.series.label}”"


def remarks_of(series: Series) -> list[Remark]:
    """What a reader has to know of the figures of a series."""
    return remarks_on(_right(series), series.kind)


def convert(case: Case, id: str, opening: float = 0.0, label: str = "") -> tuple[ConvertSeries, list[Remark]]:
    """The command that puts the other kind of a series beside it, and what a reader has to know of its figures.
    ``opening`` is what a running total was before the first period.

    Raises ValueError, with a sentence, where it cannot be converted.
    """
    series = case.series[id]
    kind = OTHER[series.kind]
    observations = _right(series)
    if not observations:
        raise ValueError("There are no figures to convert.")
    made, remarks = turned(observations, kind, opening)
    label = label.strip() or f"{series.label}, {WORDS[kind]}"
    new = free_id(label, case.series)
    note = f"Made of “{series.label}”: " + ("the differences of its totals." if kind == "amount" else "added up.")
    note = f"{note} {series.note}".strip()
    fresh = Series(new, label, series.unit, kind, f"series/{new}.csv", tuple(marked(made, remarks)), note=note)
    if series.recipe and not series.recipe.get("turn") and not opening:  # so it can be read again by itself
        fresh = replace(fresh, recipe=frozen({**series.recipe, "turn": True}))
    return ConvertSeries(replace(fresh, later=series.later), id), remarks


def _right(series: Series) -> list[Observation]:
    """The figures but wrong ones, by time."""
    kept = [each for each in series.observations if each.standing != "wrong"]
    return sorted(kept, key=lambda each: (each.end, each.start))
