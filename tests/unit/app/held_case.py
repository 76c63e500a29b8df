"""Cases of one line of arithmetic, whose conditioned distributions are known, and helpers to hold claims in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from claimbench.app.projection import Projector, Results
from claimbench.app.refining import finish, refine
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case, Sampling
from claimbench.core.claim import Claim
from claimbench.core.model import Measure, Timeline

HALF_90 = 1.6448536269514722


def normal(id: str, mean: float, deviation: float, column: int) -> Assumption:
    spread = HALF_90 * deviation
    return Assumption(id, id.capitalize(), "", "normal", mean - spread, mean, mean + spread, column)


def lognormal(id: str, median: float, deviation: float, column: int) -> Assumption:
    factor = float(np.exp(HALF_90 * deviation))
    return Assumption(id, id.capitalize(), "", "lognormal", median / factor, median, median * factor, column)


def a_case(*claims: Claim, draws: int = 16_384, **more: object) -> Case:
    """x is N(100, 10), y is N(50, 5), z is lognormal around 2; u lies evenly between 0 and 1, and t never enters."""
    assumptions = (
        normal("x", 100.0, 10.0, 0),
        normal("y", 50.0, 5.0, 1),
        lognormal("z", 2.0, 0.4, 2),
        Assumption("u", "U", "", "uniform", 0.0, 0.5, 1.0, 3),
        Assumption("t", "T", "", "triangular", 0.0, 0.5, 1.0, 4),
    )
    measures = {"x": "x", "y": "y", "z": "z", "u": "u", "t": "t", "sum": "x + y"}
    case = Case(
        "arithmetic", "Arithmetic", date(2025, 4, 1), Timeline(date(2025, 1, 1), date(2025, 4, 1), date(2025, 12, 31)),
        Sampling(draws, 1, 10), assumptions={each.id: each for each in assumptions},
        measures={f"{id}_said": Measure(f"{id}_said", id, "", formula) for id, formula in measures.items()},
        claims={each.id: each for each in claims}, held=tuple(each.id for each in claims),
    )  # fmt: skip
    return replace(case, **more)  # type: ignore[arg-type]


def claim(id: str, measure: str, value: float, deviation: float | None = None, **more: object) -> Claim:
    """That a measure equals a value, with a standard deviation."""
    tolerance = None if deviation is None else HALF_90 * deviation
    given = Claim(id, f"Claim {id}", relation="=", value=value, tolerance=tolerance, measure=measure)
    return replace(given, **more)  # type: ignore[arg-type]


def results_of(case: Case, draws: int | None = None) -> Results:
    return Projector(case).project(case, draws)


def refined(case: Case) -> Results:
    """Results from a sample that was refined."""
    projector = Projector(case)
    projector.adopt(finish(refine(projector, case)))
    return projector.project(case)
