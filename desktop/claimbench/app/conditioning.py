"""The draws behind results while claims are held.

Draws are weighed by the likelihood of what is held, and then drawn again by these weights, so that all that follows
(bands, charts, chances) counts each draw once. Only columns that hang together with a held claim are drawn again: what
has nothing to do with it stays as it was, to the last bit. Weights are taken on more draws than are shown, where there
are more; what a preview shows is then nearly as good as its number of draws.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.show import show_number
from claimbench.engine.simulate import Run, run
from claimbench.engine.summary import effective_size
from claimbench.evidence import holding
from claimbench.evidence.holding import NEAR, THIN, Evidence

if TYPE_CHECKING:
    from claimbench.app.projection import Projector
    from claimbench.app.refining import Refinement

Array = NDArray[np.float64]
Columns = Mapping[int, Array]
Inputs = Mapping[str, Array | float]

#: Draws that are weighed for each that is shown.
WEIGHED: Final = 4
#: Logarithms of weights that differ by no more are equal, and nothing is drawn again.
EVEN: Final = 1e-9
#: Further away than this is the same as having no value.
NOWHERE: Final = 1e3
_HOPELESS: Final = 20.0  # logarithms of likelihoods below -20 differ in nothing that matters


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """How a held claim fits. ``best`` is the greatest likelihood that a draw gives it, ``nearest`` the least distance
    of a draw in standard deviations, ``at_best`` its distance in the draw that fits all held claims best. ``shared`` is
    the number of held claims that are one figure with it, ``error`` the chance that it is wrong, by its grade."""

    claim: str
    best: float
    nearest: float
    at_best: float
    shared: int
    error: float


class Sample(Protocol):
    """Draws of what a case is uncertain about, by columns, assumptions and series."""

    @property
    def case(self) -> Case: ...

    @property
    def columns(self) -> Columns: ...

    @property
    def inputs(self) -> Inputs: ...


@dataclass(frozen=True, eq=False)
class Weighed:
    """Draws with the likelihoods that they give to what is held, all (claims, n). ``offset`` (n,) is the logarithm of
    the likelihood that they were drawn with: 0 for plain draws."""

    case: Case
    columns: Columns
    inputs: Inputs
    outcome: Run
    evidence: Evidence
    residuals: Array
    log_likelihoods: Array
    offset: Array | float

    def log_weights(self, without: str = "") -> Array:
        return np.asarray(self.evidence.joint(self.log_likelihoods, without) - self.offset)

    @property
    def thin(self) -> bool:
        weights = holding.weights(self.log_weights())
        return effective_size(weights) < THIN * len(weights) or not self.near

    @property
    def telling(self) -> Array:
        """The measure of the claim that tells most between draws, (n,)."""
        spread = np.maximum(self.log_likelihoods, -_HOPELESS).std(axis=1)
        return self.outcome.claim_measure(self.evidence.claims[int(np.argmax(spread))])

    @property
    def near(self) -> bool:
        """Whether a draw comes within 3 σ of every held claim."""
        return bool((np.abs(self.residuals).max(axis=0) <= NEAR).any())


@dataclass(frozen=True, eq=False)
class Conditioned:
    """The draws that results are made from. With nothing held they are the plain ones.

    ``weights`` (n,) are those of the draws that were weighed, with a peak of 1 (None: nothing is held);
    ``effective_size`` says how many equally weighted draws they are worth, ``weighed`` how many there are.
    ``near`` says whether any of them comes within 3 σ of every held claim; ``refined`` whether the sample was made anew
    for exactly this; ``thin`` whether it should be. ``messages`` are sentences for the user, the first of them
    ``misfit`` where what is held does not go together.
    """

    columns: Columns
    effective_size: float
    weighed: int
    connected: frozenset[str] = frozenset()  # assumptions and "series:ID" that hang together with what is held
    weights: Array | None = None
    best_joint_likelihood: float = 1.0
    near: bool = True
    refined: bool = False
    thin: bool = False
    claims: Mapping[str, HeldClaim] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    misfit: str = ""
    plain: Weighed | None = None
    draws: Weighed | None = None  # those that were weighed: the plain ones, or a refined sample
    refinement: Refinement | None = None

    @property
    def share(self) -> float:
        """The effective share of the draws, 0 to 1."""
        return self.effective_size / self.weighed

    def apart(self, claim: str, projector: Projector) -> tuple[Array, Array]:
        """Draws of a held claim's measure, and their weights by all that is held but itself."""
        draws = self.plain
        assert draws is not None, "asked for held claims only"
        if self.refinement is not None and claim in self.refinement.apart:
            columns, offset = self.refinement.apart[claim].prefix(projector, draws.outcome.draws)
            draws = weigh(projector, draws.case, columns, offset, draws.evidence, self.connected, None)
        return draws.outcome.claim_measure(claim), holding.weights(draws.log_weights(without=claim))


def condition(projector: Projector, case: Case, count: int, previous: Conditioned | None = None) -> Conditioned:
    """The draws for a case, ``count`` of them. ``previous`` are those before a change, as many of the same model."""
    evidence = holding.evidence(case)
    plain = projector.columns(count)
    if not evidence.claims:
        return Conditioned(plain, float(count), count, messages=tuple(_untestable(case)))
    connected = projector.connected(evidence.claims)
    size = min(projector.draws, WEIGHED * count)
    before = previous.plain if previous is not None else None
    first = draws = weigh(projector, case, projector.columns(size), 0.0, evidence, connected, before)
    refinement = projector.refinement(evidence) if first.thin else None
    if refinement is not None and refinement.sample is not None:
        columns, offset = refinement.sample.prefix(projector, size)
        before = previous.draws if previous is not None and previous.refinement is refinement else None
        draws = weigh(projector, case, columns, offset, evidence, connected, before)
    if previous is not None and previous.plain is first and previous.draws is draws:
        return previous
    return _conditioned(projector, case, count, first, draws, connected, refinement)


def weigh(
    projector: Projector, case: Case, columns: Columns, offset: Array | float, evidence: Evidence,
    connected: Collection[str], before: Weighed | None,
) -> Weighed:  # fmt: skip
    """Run what held claims are measured by; ``before`` itself where nothing upstream has changed."""
    inputs = projector.inputs(case, columns, before, connected)
    names = {f"claim:{claim}" for claim in evidence.claims}
    outcome = run(projector.model, inputs, names, before.outcome if before is not None else None)
    values = {claim: outcome.claim_measure(claim) for claim in evidence.claims}
    if (
        before is not None
        and before.evidence == evidence
        and before.offset is offset
        and all(before.outcome.claim_measure(claim) is values[claim] for claim in values)
    ):
        return before
    residuals = evidence.residuals(values)
    likelihoods = evidence.log_likelihoods(residuals)
    return Weighed(case, columns, inputs, outcome, evidence, residuals, likelihoods, offset)


def _conditioned(
    projector: Projector, case: Case, count: int, plain: Weighed, draws: Weighed, connected: frozenset[str],
    refinement: Refinement | None,
) -> Conditioned:  # fmt: skip
    log_weights = draws.log_weights()
    weights = holding.weights(log_weights)
    size, effective = len(weights), effective_size(weights)
    exact = refinement is not None and refinement.made_for(case, draws.evidence)
    columns = dict(projector.columns(count))
    moved = projector.columns_of(case, connected)
    if weights.any() and float(np.ptp(log_weights)) > EVEN:
        index = holding.resample(weights, count, case.sampling.seed, draws.telling)
        columns |= {number: draws.columns[number][index] for number in moved}
    elif refinement is not None and refinement.sample is not None:
        columns |= {number: draws.columns[number][:count] for number in moved}
        effective = refinement.sample.effective_size * size / len(refinement.sample.log_joint)
    misfit = _misfit(draws, effective, refinement if exact else None)
    return Conditioned(
        columns,
        effective,
        size,
        connected,
        weights,
        float(np.exp(draws.evidence.joint(draws.log_likelihoods).max())),
        draws.near,
        exact,
        plain.thin and not exact,
        _held_claims(draws),
        ((misfit,) if misfit else ()) + tuple(_remarks(case, draws)),
        misfit,
        plain,
        draws,
        refinement,
    )


def _held_claims(draws: Weighed) -> dict[str, HeldClaim]:
    evidence, distance = draws.evidence, np.abs(draws.residuals)
    best = int(np.argmax(evidence.joint(draws.log_likelihoods)))
    return {
        each.claim: HeldClaim(
            each.claim,
            float(np.exp(draws.log_likelihoods[row].max())),
            float(distance[row].min()),
            float(distance[row, best]),
            evidence.groups.count(group),
            each.error,
        )
        for row, (each, group) in enumerate(zip(evidence.likelihoods, evidence.groups, strict=True))
    }


# -- words


def _misfit(draws: Weighed, effective: float, refinement: Refinement | None) -> str:
    if refinement is not None and not refinement.fit.reachable:
        return _impossible(refinement)
    if not draws.near:
        return _far(draws)
    if draws.thin and (refinement is None or refinement.sample is None):
        worth = f"{show_number(effective)} of {len(draws.log_weights()):,}"
        helped = "" if refinement is None else ", and making the sample anew came to nothing"
        return f"Few draws fit what is held: they are worth {worth}{helped}."
    return ""


def _remarks(case: Case, draws: Weighed) -> Iterator[str]:
    claims = draws.evidence.claims
    yield from _untestable(case)
    for claim in claims:
        if (status := case.claims[claim].status) in ("corrected", "retracted"):
            yield f"{claim} is held, though it was {status}."
    for claim, assumption in holding.counted_twice(case, claims):
        label = case.assumptions[assumption].label
        yield f"“{label}” already rests on {claim}: holding it counts it twice."
    for one, other in holding.same_origin(case, claims):
        yield f"{one} and {other} are about one number and of one origin, and count as two (one figure would not)."
    for group in dict.fromkeys(draws.evidence.groups):
        members = [claim for claim, own in zip(claims, draws.evidence.groups, strict=True) if own == group]
        if len(members) > 1:
            yield f"{listed(members)} are one figure: together they count once."


def _far(draws: Weighed) -> str:
    distance = np.abs(draws.residuals)
    for claim, row in zip(draws.evidence.claims, distance, strict=True):
        if row.min() > NEAR:
            return f"No draw comes near {claim}: {_away(float(row.min()))}."
    return "No draw comes near all held claims at once, though each has draws that come near it."


def _away(distance: float) -> str:
    if not distance < NOWHERE:
        return "nowhere is its measure close"
    return f"the nearest is {show_number(distance, 2)} standard deviations away"


def _impossible(refinement: Refinement) -> str:
    from claimbench.evidence.refine import MOST_PAIRED  # refining has brought it in

    claims, obstacles = refinement.evidence.claims, refinement.obstacles
    if len(claims) == 1:
        return f"{claims[0]} cannot hold under this model: {_away(refinement.fit.nearest)}."
    sentence = "These claims cannot all hold under this model"
    if not obstacles and len(claims) == 2:
        return f"Neither {claims[0]} nor {claims[1]} can hold under this model."
    if not obstacles:
        tried = "one or two" if len(claims) <= MOST_PAIRED else "one"
        return f"{sentence}, and leaving out {tried} of them does not help."
    without = " or ".join(f"without {listed(left_out)}" for left_out in obstacles)
    return f"{sentence}: {without} they could."


def _untestable(case: Case) -> Iterator[str]:
    for id in case.held:
        claim = case.claims.get(id)
        if claim is not None and (why := holding.cannot_hold(claim)):
            yield f"{id} is held, but has no effect: {why}"


def listed(names: Sequence[str]) -> str:
    *some, last = names
    return f"{', '.join(some)} and {last}" if some else last
