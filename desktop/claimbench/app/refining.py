"""Making the sample anew where draws hardly fit what is held: a job in small steps, for a worker or the command line.

>>> steps = refine(projector, case)       # nothing happens yet
>>> refinement = finish(steps, progress=print)
>>> projector.adopt(refinement)           # the next results are made from it
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from claimbench.app.conditioning import Columns, weigh
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.engine.simulate import run
from claimbench.engine.summary import effective_size
from claimbench.evidence import holding
from claimbench.evidence.holding import THIN, Evidence
from claimbench.evidence.refine import Fit, Progress, Refined, Target, best_fit, obstacles
from claimbench.evidence.refine import refine as sample

if TYPE_CHECKING:
    from claimbench.app.projection import Projector

Array = NDArray[np.float64]
T = TypeVar("T")

#: Steps after which no further claim gets a sample of its own to be judged by: plain draws then do.
MOST_STEPS: Final = 1_500
#: What share of the work each part is taken for, in what is said of the progress.
SEARCH: Final = 0.15
SAMPLE: Final = 0.5
#: Draws by which a held claim is judged without itself, where plain draws do not do.
APART: Final = 4_096


@dataclass(frozen=True, eq=False)
class RefinedSample:
    """Draws in columns, with the logarithm of the likelihood that they were drawn with, (n,)."""

    columns: Columns
    log_joint: Array
    effective_size: float
    _prefixes: dict[int, tuple[Columns, Array]] = field(default_factory=dict)

    def prefix(self, projector: Projector, count: int) -> tuple[Columns, Array]:
        """The first ``count`` draws, with plain columns for what is not refined; the same objects each time."""
        count = min(count, len(self.log_joint))
        if count not in self._prefixes:
            own = {number: column[:count] for number, column in self.columns.items()}
            self._prefixes[count] = {**projector.columns(count), **own}, self.log_joint[:count]
        return self._prefixes[count]


@dataclass(frozen=True, eq=False)
class Refinement:
    """What refining came to, and what it was made for. ``apart``: samples by which single held claims are judged
    without themselves. ``obstacles``: of claims that cannot all hold, those without which the others could."""

    evidence: Evidence
    assumptions: Mapping[str, Assumption]  # those that hang together with what is held
    sample: RefinedSample | None  # None where no draw has any likelihood: plain draws stay
    fit: Fit
    obstacles: tuple[tuple[str, ...], ...]
    apart: Mapping[str, RefinedSample]

    def covers(self, evidence: Evidence) -> bool:
        """Whether all that it was made for is held now, too: then it is a better start than plain draws."""
        own = set(zip(self.evidence.likelihoods, self.evidence.groups, strict=True))
        return own <= set(zip(evidence.likelihoods, evidence.groups, strict=True))

    def made_for(self, case: Case, evidence: Evidence) -> bool:
        """Whether it was made for exactly this."""
        same = all(case.assumptions.get(id) == assumption for id, assumption in self.assumptions.items())
        return same and self.evidence == evidence


def refine(projector: Projector, case: Case) -> Generator[Progress, None, Refinement | None]:
    """Refine the sample for what is held in a case, in steps of some 10 to 100 ms; who stops asking cancels.

    None where nothing is held. Same case, same seed, same numbers.
    """
    evidence, seed = holding.evidence(case), case.sampling.seed
    if not evidence.claims:
        return None
    connected = projector.connected(evidence.claims)
    numbers = sorted(projector.columns_of(case, connected))
    target = Target(evidence, len(numbers), lambda points: _residuals(projector, case, evidence, numbers, points))
    work = _Work()
    fit = yield from work.part(best_fit(target, seed), 0.0, SEARCH)
    culprits: tuple[tuple[str, ...], ...] = ()
    if not fit.reachable:
        culprits = yield from work.part(obstacles(target, seed), 0.0, SEARCH)
    refined = yield from work.part(sample(target, projector.draws, seed, fit.modes), SEARCH, SAMPLE)
    apart = {}
    claims = evidence.claims if len(evidence.claims) > 1 and refined is not None else ()
    for number, claim in enumerate(claims):
        if work.steps < MOST_STEPS and _thin_without(projector, case, evidence, connected, claim):
            start, end = (SAMPLE + (1 - SAMPLE) * (number + more) / len(claims) for more in (0, 1))
            rest = target.without(evidence.one_with(claim))
            modes = (yield from work.part(best_fit(rest, seed), start, start)).modes
            found = yield from work.part(sample(rest, min(APART, projector.draws), seed, modes), start, end)
            if found is not None:
                apart[claim] = _in_columns(projector, numbers, found)
    assumptions = {id: case.assumptions[id] for id in connected if id in case.assumptions}
    own = _in_columns(projector, numbers, refined) if refined is not None else None
    return Refinement(evidence, assumptions, own, fit, culprits, apart)


@dataclass
class _Work:
    """How many steps were taken, and how far the parts of a job bring the whole."""

    steps: int = 0

    def part(self, steps: Generator[Progress, None, T], start: float, end: float) -> Generator[Progress, None, T]:
        while True:
            try:
                step = next(steps)
            except StopIteration as found:
                return found.value  # type: ignore[no-any-return]  # what the generator returned
            self.steps += 1
            yield Progress(start + (end - start) * step.share, step.doing)


def finish(
    steps: Generator[Progress, None, Refinement | None],
    progress: Callable[[Progress], object] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Refinement | None:
    """Carry a job through; None where it was cancelled, or came to nothing."""
    while not cancelled():
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what the generator returned
        if progress is not None:
            progress(step)
    steps.close()
    return None


def _residuals(projector: Projector, case: Case, evidence: Evidence, numbers: list[int], points: Array) -> Array:
    columns = projector.correlated(dict(zip(numbers, points, strict=True)))
    inputs = projector.inputs(case, columns, None, projector.connected(evidence.claims))
    outcome = run(projector.model, inputs, {f"claim:{claim}" for claim in evidence.claims})
    count = points.shape[1]
    values = {claim: np.broadcast_to(outcome.claim_measure(claim), (count,)) for claim in evidence.claims}
    return evidence.residuals(values)


def _in_columns(projector: Projector, numbers: list[int], refined: Refined) -> RefinedSample:
    columns = projector.correlated(dict(zip(numbers, refined.points, strict=True)))
    return RefinedSample(columns, refined.log_joint, refined.effective_size)


def _thin_without(projector: Projector, case: Case, evidence: Evidence, connected: frozenset[str], claim: str) -> bool:
    draws = weigh(projector, case, projector.columns(projector.draws), 0.0, evidence, connected, None)
    weights = holding.weights(draws.log_weights(without=claim))
    return effective_size(weights) < THIN * len(weights)
