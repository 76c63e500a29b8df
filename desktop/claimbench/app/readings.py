"""Results under each reading of a case, beside those at hand."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from claimbench.app.holding import LoadReading
from claimbench.core.case import Case
from claimbench.core.claim import Reading
from claimbench.core.frozen import dataclass

if TYPE_CHECKING:
    from claimbench.app.results import Results
    from claimbench.evidence.refine import Progress

Array = NDArray[np.float64]

#: Draws that are shown of each reading; the conditioning weighs more.
DRAWS: Final = 4_096


@dataclass(frozen=True, eq=False)
class Under:
    """Results of so many ``draws`` under each reading, by id, and the case that they follow from. A reading of which
    nothing can be held is left out."""

    case: Case
    draws: int
    results: Mapping[str, Results]


def under(results: Results, names: Collection[str], only: Collection[str] = ()) -> Under:
    """Results of ``names`` under each reading (of ``only``, where any are named), with the assumptions of ``results``.

    Made for results of all draws; a preview takes those of the last rest, so that a drag does not pay for them, and
    only the very first makes them, of fewer draws.
    """
    projector, case = results.projector, results.case
    key = frozenset(names), tuple(only)
    kept = projector.readings.get(key)
    draws = max(1, results.draws // 4) if results.preview else min(DRAWS, results.draws)
    if kept is not None and (results.preview or (kept.case is case and kept.draws == draws)):
        return kept
    wanted = [reading for id, reading in case.readings.items() if not only or id in only]
    made = {
        reading.id: projector.project(held, draws, names=names)
        for reading in wanted
        if (held := _loaded(case, reading)) is not None
    }
    projector.readings[key] = found = Under(case, draws, made)
    return found


def _loaded(case: Case, reading: Reading) -> Case | None:
    try:
        return LoadReading(reading.id).apply(case)
    except ValueError:  # nothing in it can be held
        return None


@dataclass(frozen=True, slots=True)
class Cell:
    """The quantiles of a measure under a reading, in its unit; dates as day numbers, +∞ for never."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, eq=False)
class Comparison:
    """``cells`` by measure and reading, "" being nothing held; ``share`` the effective share of the draws of each
    reading, ``messages`` what is to be said about it, ``thin`` those whose samples should be refined."""

    readings: tuple[tuple[str, str], ...]  # id and label, in the order of the case
    cells: Mapping[tuple[str, str], Cell]
    share: Mapping[str, float]
    messages: Mapping[str, tuple[str, ...]]
    thin: tuple[str, ...]


def comparing(results: Results) -> Generator[Progress, None, Comparison]:
    """Every measure of the case under nothing and under each reading; in steps, a reading each."""
    from claimbench.evidence.refine import Progress

    case, projector = results.case, results.projector
    cases = {"": replace(case, held=())}
    cases |= {id: held for id, reading in case.readings.items() if (held := _loaded(case, reading)) is not None}
    cells: dict[tuple[str, str], Cell] = {}
    made: dict[str, Results] = {}
    for number, (id, held) in enumerate(cases.items()):
        yield Progress(number / len(cases), "Comparing the readings")
        made[id] = found = projector.project(held, DRAWS, names=case.measures.keys() & set(projector.model.names))
        for measure in found.outcome.values.keys() & case.measures.keys():
            cells[measure, id] = Cell(*found.quantiles_of(measure, (0.05, 0.5, 0.95)).tolist())
    return Comparison(
        tuple((id, case.readings[id].label) for id in cases if id),
        cells,
        {id: found.conditioned.share for id, found in made.items()},
        {id: found.conditioned.messages for id, found in made.items()},
        tuple(id for id, found in made.items() if found.conditioned.thin),
    )


def refining(results: Results, readings: Collection[str]) -> Generator[Progress, None, Comparison]:
    """Refine the samples of these readings, and compare again."""
    from claimbench.app.refining import refine
    from claimbench.evidence.refine import Progress

    projector = results.projector
    for number, id in enumerate(readings):
        held = _loaded(results.case, results.case.readings[id])
        if held is None:
            continue
        steps = refine(projector, held)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                projector.adopt(end.value)
                break
            yield Progress((number + step.share) / len(readings), step.doing)
    return (yield from comparing(results))


def agreement(bands: Collection[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Where all bands (low, high) overlap, shape (n,) each; NaN where they do not."""
    low = np.max([low for low, _ in bands], axis=0)
    high = np.min([high for _, high in bands], axis=0)
    apart = ~(low <= high)
    return np.where(apart, np.nan, low), np.where(apart, np.nan, high)
