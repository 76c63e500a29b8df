"""More draws than memory holds: a run in chunks of draws, of no more quantities at a time than are asked for.

A million draws of one quantity at 49 points take 0.4 GB. What a case has of them is computed when it is asked for, over
and over if need be, and let go of; inputs exist for a chunk at a time only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from claimbench.core.case import Case
from claimbench.engine.model import CompiledModel
from claimbench.engine.simulate import Run, run
from claimbench.engine.summary import Array

if TYPE_CHECKING:
    from claimbench.app.projection import Projector

CHUNK: Final = 1 << 16
#: Bytes of histories that are kept; where they would be more, none is.
KEPT: Final = 1 << 28


def too_many(case: Case, model: CompiledModel, names: Collection[str] | None, draws: int) -> bool:
    """Whether the histories of ``names`` (None: all) would take more memory than is kept for them."""
    timed = {*case.stocks, *case.flows, *case.variables}
    count = len(timed if names is None else timed.intersection(names))
    return 8 * draws * model.grid.points * count > KEPT


def light(case: Case, model: CompiledModel) -> tuple[str, ...]:
    """What is one number a draw: measures and claims."""
    timed = {*case.stocks, *case.flows, *case.variables}
    return tuple(name for name in model.names if name not in timed)


def inputs(projector: Projector, case: Case, columns: Mapping[int, Array]) -> dict[str, Array | float]:
    """All draws of the assumptions, and the first of the series."""
    first = {number: column[:CHUNK] for number, column in columns.items()}
    return {**projector.inputs(case, first), **projector.inputs(case, columns, names=case.assumptions)}


def run_in_chunks(projector: Projector, case: Case, columns: Mapping[int, Array], names: Collection[str]) -> Run:
    """A run for these names on columns of normal draws, (n,) each; without its inputs."""
    model = projector.model
    draws = len(next(iter(columns.values()))) if columns else projector.draws
    upstream = frozenset[str]().union(*(model.inputs_of(name) for name in names))
    values: dict[str, Array] = {}
    for start in range(0, draws, CHUNK):
        part = {number: column[start : start + CHUNK] for number, column in columns.items()}
        outcome = run(model, projector.inputs(case, part, names=upstream), names)
        alike: dict[int, str] = {}  # names of one thing have one array
        for name in names:
            found = outcome.values[name]
            first = alike.setdefault(id(found), name)
            if first != name:
                values[name] = values[first]
                continue
            if name not in values:
                values[name] = np.empty((*found.shape[:-1], draws))
            values[name][..., start : start + CHUNK] = found
        if projector.progress is not None:
            from claimbench.evidence.refine import Progress  # with the search that a window at its start does not need

            projector.progress(Progress(min(1.0, (start + CHUNK) / draws), f"Projecting {_told(names)}"))
    return Run(model, {}, draws, values)


def _told(names: Collection[str]) -> str:
    return next(iter(names)) if len(names) == 1 else "measures and claims"
