"""Cases of a few lines, for tests of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.model import Calculation, Flow, Measure, Stock, Timeline, Variable
from claimbench.core.series import Observation, Series
from claimbench.engine import observed
from claimbench.engine.model import CompiledModel, compile_model
from claimbench.engine.simulate import Input, Run, run

Array = NDArray[np.float64]
YEAR = Timeline(date(2025, 1, 1), date(2025, 1, 1), date(2025, 12, 31))


def case(
    assumptions: Mapping[str, str] | None = None,  # id -> unit
    stocks: tuple[Stock, ...] = (),
    flows: tuple[Flow, ...] = (),
    variables: tuple[Variable, ...] = (),
    measures: tuple[Measure, ...] = (),
    claims: tuple[Claim, ...] = (),
    series: tuple[Series, ...] = (),
    calculations: tuple[Calculation, ...] = (),
    timeline: Timeline = YEAR,
) -> Case:
    made = {
        id: Assumption(id, id, unit, "constant", 1, 1, 1, column)
        for column, (id, unit) in enumerate((assumptions or {}).items())
    }
    return Case(
        "small", "Small", timeline.end, timeline,
        units={"case": "", "person": "", "casualty": ""},
        assumptions=made,
        stocks={s.id: s for s in stocks},
        flows={f.id: f for f in flows},
        variables={v.id: v for v in variables},
        measures={m.id: m for m in measures},
        claims={c.id: c for c in claims},
        series={s.id: s for s in series},
        calculations={c.id: c for c in calculations},
    )  # fmt: skip


def stock(id: str, unit: str, opening: str, inflows: str = "", outflows: str = "", past: str = "model",
          non_negative: bool = False) -> Stock:  # fmt: skip
    return Stock(id, id, unit, opening, tuple(inflows.split()), tuple(outflows.split()), past, non_negative)


def flow(id: str, unit: str, formula: str, past: str = "model") -> Flow:
    return Flow(id, id, unit, formula, past)


def variable(id: str, unit: str, formula: str) -> Variable:
    return Variable(id, id, unit, formula)


def measure(id: str, unit: str, formula: str) -> Measure:
    return Measure(id, id, unit, formula)


def compiled(made: Case) -> CompiledModel:
    """The model of a case that must be free of errors."""
    model = compile_model(made)
    assert not [problem for problem in model.problems if problem.severity == "error"]
    return model


def result(made: Case, block: int = 4096, **inputs: Input) -> Run:
    """A run with these inputs; observed series at their most weighted figures."""
    model = compiled(made)
    given: dict[str, Input] = {f"series:{id}": observed.point(s, model.grid) for id, s in made.series.items()}
    return run(model, given | inputs, block=block)


def flow_totals(found: Run, name: str) -> Array:
    """(points, n): what a flow comes to in the step that ends at each point; NaN at the first."""
    grid = found.model.grid
    lengths = grid.step_days if found.model.family_of(name) == "day" else grid.step_months
    return np.vstack([np.full(found.draws, np.nan), found.history(name)[:-1] * lengths[:-1, np.newaxis]])


def messages(made: Case) -> dict[str, str]:
    """The message of the (last) problem at each path."""
    return {problem.path: f"{problem.message} {problem.hint}" for problem in compile_model(made).problems}


def months(start: str, end: str, projection: str = "", **options: object) -> Timeline:
    first = date.fromisoformat(start)
    line = Timeline(first, date.fromisoformat(projection) if projection else first, date.fromisoformat(end))
    return replace(line, **options)  # type: ignore[arg-type]


def amounts(id: str, unit: str, *rows: tuple[str, str, float], gaps: str = "missing") -> Series:
    made = tuple(Observation(date.fromisoformat(a), date.fromisoformat(b), value) for a, b, value in rows)
    return Series(id, id, unit, "amount", f"series/{id}.csv", made, gaps)  # type: ignore[arg-type]


def levels(id: str, unit: str, *rows: tuple[str, float], gaps: str = "missing") -> Series:
    made = tuple(Observation(date.fromisoformat(a), date.fromisoformat(a), value) for a, value in rows)
    return Series(id, id, unit, "level", f"series/{id}.csv", made, gaps)  # type: ignore[arg-type]
