"""The bundled case under held claims against an independent Markov chain (emcee) on formulas written out by hand."""

from __future__ import annotations

from dataclasses import replace

import emcee
import numpy as np
import pytest

from claimbench.app.paths import bundled_case
from claimbench.app.projection import Projector
from claimbench.app.refining import finish, refine
from claimbench.casefile.read import load

HALF_90 = 1.6448536269514722
MONTHS = 10 + 24 / 30  # 1 January to 24 November 2025
TO_17_DECEMBER = 11 + 17 / 31
WALKERS, STEPS, BURN_IN = 48, 1_500, 300
NAMES = ("russian_casualties_per_month", "casualty_ratio", "ground_per_month")


def log_pert(x: np.ndarray, low: float, best: float, high: float) -> np.ndarray:
    rise, fall = 4 * (best - low) / (high - low), 4 * (high - best) / (high - low)
    return rise * np.log(x - low) + fall * np.log(high - x)


def log_split_lognormal(x: np.ndarray, low: float, best: float, high: float) -> np.ndarray:
    """Through the 5 % point, the median and the 95 % point."""
    deviation = np.where(x < best, np.log(best / low), np.log(high / best)) / HALF_90
    return -np.log(x * deviation) - 0.5 * (np.log(x / best) / deviation) ** 2


def log_about(x: np.ndarray, value: float) -> np.ndarray:
    """A tenth is half of 90 %, in logarithms."""
    return -0.5 * (np.log(x / value) / (0.1 / HALF_90)) ** 2


def log_said(claim: str, casualties: np.ndarray, ratio: np.ndarray, ground: np.ndarray) -> np.ndarray:
    if claim == "C11":
        return log_about(casualties * MONTHS, 200e3)
    if claim == "C12":
        return log_about(ground * MONTHS / 2.589988110336, 1_000.0)
    if claim == "C38":
        return log_about(casualties / ratio * TO_17_DECEMBER, 500e3)
    away = np.maximum(2.0 - ratio, 0) + np.maximum(ratio - 2.5, 0)  # C42: 2 to 2.5, and a tenth of that
    return -0.5 * (away / 0.05) ** 2


@pytest.mark.parametrize("held", [("C11", "C12", "C42"), ("C11", "C38"), ("C42",)])
def test_that_conditioned_assumptions_agree_with_an_independent_markov_chain(held: tuple[str, ...]) -> None:
    case = replace(load(bundled_case("ukraine-2025")).case, held=held)
    projector = Projector(case)
    results = projector.project(case, names=())
    if results.conditioned.thin:
        projector.adopt(finish(refine(projector, case)))
        results = projector.project(case, names=())

    def log_density(points: np.ndarray) -> np.ndarray:
        casualties, ratio, ground = points.T
        inside = (casualties > 18e3) & (casualties < 37e3) & (ratio > 0) & (ground > 260) & (ground < 700)
        with np.errstate(all="ignore"):
            found = log_pert(casualties, 18e3, 31e3, 37e3) + log_split_lognormal(ratio, 0.8, 1.8, 4.0)
            found += log_pert(ground, 260, 420, 700)
            found += sum(log_said(claim, casualties, ratio, ground) for claim in held)
        return np.where(inside, found, -np.inf)

    start = np.array([22e3, 1.9, 350.0]) * (1 + 0.05 * np.random.default_rng(5).standard_normal((WALKERS, 3)))
    sampler = emcee.EnsembleSampler(WALKERS, 3, log_density, vectorize=True)
    sampler.random_state = np.random.RandomState(7).get_state()
    sampler.run_mcmc(start, STEPS)
    chain = sampler.get_chain(discard=BURN_IN, flat=True)
    for name, theirs in zip(NAMES, chain.T, strict=True):
        ours, spread = results.inputs[name], theirs.std()
        assert ours.mean() == pytest.approx(theirs.mean(), abs=0.06 * spread), name
        ends = np.quantile(theirs, [0.05, 0.95])
        assert np.quantile(ours, [0.05, 0.95]) == pytest.approx(ends, abs=0.12 * spread), name
