"""What a part of the model comes to at the moment, from a preview of the draws: to show beside its formula."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Final

import numpy as np

from claimbench.app.projection import Array, Results
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.show import from_day_number, show_date, show_number, show_unit
from claimbench.engine import distribution, sampling, summary
from claimbench.engine.model import CompiledModel
from claimbench.engine.simulate import Run, run

#: Draws behind a value: enough for three digits of its band.
DRAWS: Final = 1_024
_LEVELS: Final = (0.5, 0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Now:
    """Median and 90 % band, in ``unit`` (day numbers where it is "date"). Of what varies over time, where the
    projection begins; ``later`` is then the median at its end."""

    median: float
    low: float
    high: float
    unit: str
    later: float | None = None

    @property
    def certain(self) -> bool:
        return self.low == self.high

    def value(self, counted: Collection[str]) -> str:
        """The median with its unit: "21,400 cases per month"."""
        return _shown(self.median, self.unit, counted)

    def sentence(self, counted: Collection[str]) -> str:
        """ "Now: 21,400 cases per month (90 %: 18,900 – 24,100); at the end 23,000"."""
        text = f"Now: {self.value(counted)}"
        if math.isnan(self.median):
            return "Now: not known where the projection begins"
        if not self.certain:
            bare = "" if self.unit != "date" else self.unit
            text += f" (90 %: {_shown(self.low, bare, ())} – {_shown(self.high, bare, ())})"
        if self.later is not None and self.later != self.median:
            text += f"; at the end {_shown(self.later, '', ())}"
        return text


def _shown(value: float, unit: str, counted: Collection[str]) -> str:
    if unit == "date":
        return show_date(from_day_number(value)) if math.isfinite(value) else "never"
    return f"{show_number(value, 4)} {show_unit(unit, counted, value)}".strip()


def values_now(case: Case, model: CompiledModel, names: Collection[str], results: Results) -> dict[str, Now]:
    """The values of ``names`` (stocks, flows, variables, measures, and claims as "claim:ID") under ``model``, which is
    compiled from ``case``. Draws of assumptions that ``results`` has are taken from there, others made.

    Left out is what depends on something that has no draws here; everything, where ``results`` are of another timeline
    or other draws. Raises ProblemError where the model has errors.
    """
    of = results.case
    if (of.timeline, of.sampling.draws, of.sampling.seed) != (
        case.timeline,
        case.sampling.draws,
        case.sampling.seed,
    ):
        return {}  # its draws and series are for other points in time
    needed = set[str]().union(*(model.inputs_of(name) for name in names)) if names else set()
    inputs = _inputs(case, needed, results)
    possible = [name for name in names if model.inputs_of(name) <= inputs.keys()]
    outcome = run(model, inputs, possible)
    return {name: _now(case, outcome, name) for name in possible}


def assumption_now(results: Results, id: str) -> Now | None:
    """The draws of an assumption; None where ``results`` do not have it."""
    if id not in results.inputs or id not in results.case.assumptions:
        return None
    values = np.atleast_1d(np.asarray(results.inputs[id]))[np.newaxis, :DRAWS]
    return Now(*_quantiles(values), results.case.assumptions[id].unit)


def _inputs(case: Case, needed: set[str], results: Results) -> dict[str, Array | float]:
    count = min(DRAWS, results.draws)
    inputs: dict[str, Array | float] = {}
    known = results.case.assumptions
    for id in needed:
        assumption = case.assumptions.get(id)
        if id in results.inputs and (assumption is None or known.get(id) == assumption):
            value = results.inputs[id]
            drawn = isinstance(value, np.ndarray) and value.ndim == (2 if id.startswith("series:") else 1)
            inputs[id] = value[..., :count] if drawn and isinstance(value, np.ndarray) else value
        elif assumption is not None and assumption.distribution == "constant":
            inputs[id] = distribution.point(assumption)
        elif assumption is not None:  # new, renamed or changed since: its own column, as the next full run will have it
            chosen = case.sampling
            columns = sampling.normals([assumption.column], chosen.draws, chosen.seed)
            inputs[id] = distribution.draw(assumption, columns[assumption.column][:count])
    return inputs


def _now(case: Case, outcome: Run, name: str) -> Now:
    model = outcome.model
    unit = model.unit_of(name).text
    if name in case.measures or name.startswith("claim:"):
        return Now(*_quantiles(outcome.measure(name)[np.newaxis, :]), unit)
    history = outcome.history(name)
    last = -2 if name in case.flows else -1  # a flow has no step after the last point
    first = min(model.grid.projection, len(history) + last)
    return Now(*_quantiles(history[first : first + 1]), unit, _quantiles(history[last:][:1])[0])


def _quantiles(values: Array) -> tuple[float, float, float]:
    """Median, 5 % and 95 % point of one row."""
    median, low, high = summary.quantiles(values, _LEVELS)[:, 0]
    return float(median), float(low), float(high)
