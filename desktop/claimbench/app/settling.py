"""Which claim would settle it: how much holding each would narrow what is known of a result."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimbench.app.projection import Results
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


def settling(results: Results, measure: str) -> Generator[Progress, None, list[Settling]]:
    """Every testable claim that is not held, the one that narrows ``measure`` most first, those that too few draws come
    near last; in steps, so that it can be cancelled. A date that is never reached counts as the horizon.

    Claims are weighed on the draws of the results: those that are held are in them already.
    """
    case = results.case
    values = results.measure(measure)
    if case.measures[measure].unit == "date":
        values = np.minimum(values, day_number(case.timeline.end))
    known = ~np.isnan(values)
    order = np.argsort(values[known], kind="stable")
    rising = values[known][order]
    held = set(results.conditioned.claims)
    open_claims = [id for id, claim in case.claims.items() if id not in held and not holding.cannot_hold(claim)]
    groups: dict[str, int] = {}
    for id in held:
        groups[case.claims[id].figure] = groups.get(case.claims[id].figure, 0) + 1
    found = []
    for number, id in enumerate(open_claims):
        yield Progress(number / len(open_claims), f"Holding {id}")
        evidence = holding.evidence(case, [id])
        residuals = evidence.residuals({id: results.outcome.claim_measure(id)})[:, known]
        figure = case.claims[id].figure
        # one more of a figure that is held already: its part of one figure
        log_joint = evidence.joint(evidence.log_likelihoods(residuals)) / (1 + (groups.get(figure, 0) if figure else 0))
        found.append(
            _settling(id, rising, holding.weights(log_joint)[order], float(np.abs(residuals).min(initial=np.inf)))
        )
    return sorted(found, key=lambda each: (each.thin, -each.narrower))


def _settling(claim: str, rising: Array, weights: Array, nearest: float) -> Settling:
    """``rising``: the result's draws in rising order, ``weights`` in the same order."""
    if not len(rising) or not weights.any():
        return Settling(claim, np.nan, np.nan, 0.0, 0.0, True)
    low, high = rising[_places(np.ones(len(rising)))]
    new_low, new_high = rising[_places(weights)]
    width = float(high - low)
    narrower = 1.0 - float(new_high - new_low) / width if width > 0 else 0.0
    size = effective_size(weights)
    thin = bool(size < THIN * len(rising) or nearest > NEAR)
    return Settling(claim, float(new_low), float(new_high), narrower, size, thin)


def _places(weights: Array) -> NDArray[np.intp]:
    """Where the 5 % and the 95 % quantile are, by the inverted distribution function."""
    ends = np.cumsum(weights)
    return np.asarray(np.searchsorted(ends, np.array([0.05, 0.95]) * ends[-1] * (1 - 1e-12), side="left"))


def finish(steps: Generator[Progress, None, list[Settling]]) -> list[Settling]:
    """Carry it through at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what the generator returned
