"""A series of the case turned into one of the other kind: running totals into amounts per period, and back.

The other one is made beside it, so that what is built on the first stays, or in its place; the imported file stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from claimbench.app.chart_edits import free_id
from claimbench.app.commands import Command
from claimbench.app.follow import listed
from claimbench.app.importing import ImportSeries, Kind, marked, remarks_on, turned
from claimbench.app.series_edits import users
from claimbench.casefile.fields import frozen
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.series import Observation, Series
from claimbench.tables.convert import Remark

#: What the figures of a series become, and how its name says so.
OTHER: Final[dict[Kind, Kind]] = {"level": "amount", "amount": "level"}
WORDS: Final[dict[Kind, str]] = {"level": "running total", "amount": "per period"}


@dataclass(frozen=True, slots=True)
class ConvertSeries(Command):
    """Put a series that was made of another one into the case, beside it or in its place."""

    series: Series
    of: str

    def apply(self, case: Case) -> Case:
        if self.of not in case.series:
            raise ValueError(f"There is no series “{self.of}” any more.")
        return ImportSeries(self.series, replaces=self.series.id == self.of).apply(case)

    def sentence(self, before: Case, after: Case) -> str:
        kind = "running totals" if self.series.kind == "level" else "amounts per period"
        beside = "" if self.series.id == self.of else f", “{self.series.label}”"
        return f"Series “{before.series[self.of].label}” converted into {kind}{beside}"


def remarks_of(series: Series) -> list[Remark]:
    """What a reader has to know of the figures of a series."""
    return remarks_on(_right(series), series.kind)


def convert(
    case: Case, id: str, opening: float = 0.0, label: str = "", in_place: bool = False
) -> tuple[ConvertSeries, list[Remark]]:
    """The command that puts the other kind of a series beside it, or in its place, and what a reader has to know of
    its figures. ``opening`` is what a running total was before the first period.

    Raises ValueError, with a sentence, where it cannot be converted.
    """
    series = case.series[id]
    if in_place and (why_not := _kept_as_it_is(case, series, opening)):
        raise ValueError(f"It cannot be converted in its place: {why_not}.")
    kind = OTHER[series.kind]
    observations = _right(series)
    if not observations:
        raise ValueError("There are no figures to convert.")
    made, remarks = turned(observations, kind, opening)
    label = label.strip() or f"{series.label}, {WORDS[kind]}"
    new = id if in_place else free_id(label, case.series)
    note = f"Made of “{series.label}”: " + ("the differences of its totals." if kind == "amount" else "added up.")
    note = f"{note} {series.note}".strip()
    fresh = Series(new, label, series.unit, kind, f"series/{new}.csv", tuple(marked(made, remarks)), note=note)
    if series.recipe and (in_place or not series.recipe.get("turn")) and not opening:  # it can be read again by itself
        fresh = replace(fresh, recipe=frozen({**series.recipe, "turn": not series.recipe.get("turn")}))
    return ConvertSeries(replace(fresh, later=series.later), id), remarks


def _kept_as_it_is(case: Case, series: Series, opening: float) -> str:
    """Why a series has to stay beside what is made of it; "" where it has not."""
    if found := list(users(case, series.id, apart_from="series")):
        return f"{listed(found)} needs it as it is"
    if len(_right(series)) < len(series.observations):
        return "its figures that are marked as wrong would be lost"
    if series.recipe and opening:
        return "begun from another total it could not be read from its file again"
    return ""


def _right(series: Series) -> list[Observation]:
    """The figures but wrong ones, by time."""
    kept = [each for each in series.observations if each.standing != "wrong"]
    return sorted(kept, key=lambda each: (each.end, each.start))
