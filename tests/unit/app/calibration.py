"""Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari and Gelman, 2018): where a truth is drawn from the
assumptions and a claim from the truth, the truth's rank among conditioned draws is uniform."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from held_case import HALF_90, a_case, claim
from scipy import stats

from claimbench.app.projection import Projector
from claimbench.app.refining import finish, refine
from claimbench.core.relation import Relation

RANKS = 16  # 0 to 15: a truth among 15 draws


def ranks(relation: Relation, deviation: float, replicates: int, draws: int, refined: bool = False) -> list[int]:
    """The rank of the true sum of x and y, for claims about it: "=" with this standard deviation, or "about"."""
    rng = np.random.default_rng(11)
    said = claim("C1", "sum_said", 150.0, deviation if relation == "=" else None, relation=relation)
    case = a_case(said, draws=draws)
    projector = Projector(case)
    found = []
    for _ in range(replicates):
        truth = rng.normal(100.0, 10.0) + rng.normal(50.0, 5.0)
        about = truth * np.exp(rng.normal(0.0, 0.1 / HALF_90))  # lognormal, with a tenth as half of 90 %
        value = rng.normal(truth, deviation) if relation == "=" else about
        now = replace(case, claims={"C1": replace(said, value=float(value))})
        if refined:
            projector.adopt(finish(refine(projector, now)))
        results = projector.project(now, names=["sum_said"])
        sample = rng.choice(results.measure("sum_said"), RANKS - 1, replace=False)
        found.append(int((sample < truth).sum()))
    return found


def chance_of(found: list[int]) -> float:
    """The chance that ranks as uneven as these come of a uniform distribution (chi-square)."""
    return float(stats.chisquare(np.bincount(found, minlength=RANKS)).pvalue)
