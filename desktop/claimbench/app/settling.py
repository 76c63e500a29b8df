"""Which claim would settle it: how much holding each would narrow what is known of a result."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping

import numpy as np
from numpy.typing import NDArray

from claimbench.app.projection import Projector, Results
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.show import day_number
from claimbench.engine.summary import effective_size
from claimbench.evidence import holding
from claimbench.evidence.holding import NEAR, THIN
from claimbench.evidence.refine import Progress

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settling:
    """What holding ``claim``, on top of what is held, would make of a result's 90 % band, ``low`` to ``high`` in its
    unit. ``narrower`` is the share of the band's width that it would take away; negative where the band would widen.
    ``thin``: too few draws come near the claim to say."""

    claim: str
    low: float
    high: float
    narrower: float
    effective_size: float
    thin: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """``low`` to ``high`` is the result's 90 % band as it is. ``claims``: the one that narrows it most first, those
    that too few draws come near last. ``apart`` are claims that have nothing to do with the result: holding them
    changes nothing in it."""

    low: float
    high: float
    claims: tuple[Settling, ...]
    apart: tuple[str, ...]


def settling(results: Results, measure: str) -> Generator[Progress, None, Ranking]:
    """Every testable claim that is not held; in steps, so that it can be cancelled. A date that is never reached counts
    as the horizon.

    Claims are weighed on the draws of the results: those that are held are in them already.
    """
    case, projector = results.case, results.projector
    values = results.measure(measure)
    if case.measures[measure].unit == "date":
        values = np.minimum(values, day_number(case.timeline.end))
    known = ~np.isnan(values)
    order = np.argsort(values[known], kind="stable")
    rising = values[known][order]
    held = tuple(results.conditioned.claims)
    upstream = projector.model.inputs_of(measure)
    open_claims = [id for id, claim in case.claims.items() if id not in held and not holding.cannot_hold(claim)]
    linked = [id for id in open_claims if _linked(projector, held, id) & upstream]
    rows = {id: _log_likelihood(results, id)[known] for id in held}
    before = _joint(case, held, rows)
    found = []
    for number, id in enumerate(linked):
        yield Progress(number / len(linked), f"Holding {id}")
        own = holding.evidence(case, [id]).residuals({id: results.outcome.claim_measure(id)})[0, known]
        after = _joint(case, (*held, id), {**rows, id: _log_likelihood(results, id)[known]})
        # a draw that what is held rules out stays ruled out
        gain = np.subtract(after, before, out=np.full_like(after, -np.inf), where=np.isfinite(before))
        nearest = float(np.abs(own).min(initial=np.inf))
        found.append(_settling(id, rising, holding.weights(gain)[order], nearest, results.conditioned.share))
    found.sort(key=lambda each: (each.thin, -each.narrower))
    low, high = rising[_places(np.ones(len(rising)))] if len(rising) else (np.nan, np.nan)
    return Ranking(float(low), float(high), tuple(found), tuple(id for id in open_claims if id not in linked))


def _linked(projector: Projector, held: Collection[str], claim: str) -> frozenset[str]:
    """The inputs that holding a claim has a bearing on: its own, and through what is held those of others."""
    found = projector.connected([claim])
    others = [projector.connected([id]) for id in held]
    while more := [inputs for inputs in others if inputs & found and not inputs <= found]:
        found = found.union(*more)
    return found


def _log_likelihood(results: Results, claim: str) -> Array:
    evidence = holding.evidence(results.case, [claim])
    return np.asarray(evidence.log_likelihoods(evidence.residuals({claim: results.outcome.claim_measure(claim)}))[0])


def _joint(case: Case, claims: Collection[str], rows: Mapping[str, Array]) -> Array:
    """The logarithm of the likelihood of all these claims together, (n,)."""
    evidence = holding.evidence(case, claims)
    if not evidence.claims:
        return np.zeros(1)
    return evidence.joint(np.array([rows[id] for id in evidence.claims]))


def _settling(claim: str, rising: Array, weights: Array, nearest: float, share: float) -> Settling:
    """``rising``: the result's draws in rising order, ``weights`` in the same order; ``share``: how many of the draws
    differ, as what is held has left them."""
    if not len(rising) or not weights.any():
        return Settling(claim, np.nan, np.nan, 0.0, 0.0, True)
    low, high = rising[_places(np.ones(len(rising)))]
    new_low, new_high = rising[_places(weights)]
    width = float(high - low)
    narrower = 1.0 - float(new_high - new_low) / width if width > 0 else 0.0
    size = share * effective_size(weights)
    thin = bool(size < THIN * len(rising) or nearest > NEAR)
    return Settling(claim, float(new_low), float(new_high), narrower, size, thin)


def _places(weights: Array) -> NDArray[np.intp]:
    """Where the 5 % and the 95 % quantile are, by the inverted distribution function."""
    ends = np.cumsum(weights)
    return np.asarray(np.searchsorted(ends, np.array([0.05, 0.95]) * ends[-1] * (1 - 1e-12), side="left"))


def finish(steps: Generator[Progress, None, Ranking]) -> Ranking:
    """Carry it through at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what the generator returned
