"""From a case to its results: draws in, bands, verdicts and figures out.

Only what lies downstream of a change is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from claimbench.app.explain import scenario_name
from claimbench.app.figures import kinds
from claimbench.app.figures.figure import Figure
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.claim import Claim
from claimbench.core.problem import ProblemError, Severity
from claimbench.core.quantity import DAY, MONTH
from claimbench.core.series import Series
from claimbench.engine import distribution, observed, sampling, summary
from claimbench.engine.model import CompiledModel, compile_model
from claimbench.engine.simulate import Run, run
from claimbench.evidence.verdict import Verdict, untestable, verdict

Array = NDArray[np.float64]
T = TypeVar("T")

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
#: Draws behind each point of a what-if curve, for every draw of the projection: the curve is smooth along its axis, so
#: that a fraction is enough.
WHAT_IF_SHARE = 1 / 32
WHAT_IF_LEAST = 128
WHAT_IF_POINTS = 33


class Projector:
    """What stays while assumptions move: the compiled model and the columns of normal draws."""

    def __init__(self, case: Case, cache: Path | None = None) -> None:
        self.model: CompiledModel = compile_model(case)
        self._columns = {assumption.column for assumption in case.assumptions.values()}
        for series in case.series.values():
            self._columns.update(column for _, column in series.columns)
        self._sampling = case.sampling
        self._cache = cache
        self._lasting: dict[object, object] = {}

    @property
    def draws(self) -> int:
        """How many draws a full run has."""
        return self._sampling.draws

    @property
    def runnable(self) -> bool:
        return all(problem.severity is not Severity.ERROR for problem in self.model.problems)

    def lasting(self, key: object, make: Callable[[], T]) -> T:
        """What does not depend on assumptions, such as published figures in a chart's unit: made once."""
        if key not in self._lasting:
            self._lasting[key] = make()
        return self._lasting[key]  # type: ignore[return-value]  # a key always stands for one kind of thing

    @cached_property
    def normals(self) -> dict[int, Array]:
        return sampling.normals(sorted(self._columns), self._sampling.draws, self._sampling.seed, self._cache)

    def project(
        self,
        case: Case,
        draws: int | None = None,
        previous: Results | None = None,
        baseline: Results | None = None,
        names: Collection[str] | None = None,
    ) -> Results:
        """Run the model on the first ``draws`` points of the set (all of them by default); ``names`` are the quantities
        that are wanted, everything by default.

        ``previous`` are results of this projector whose untouched parts are taken over when it has as many draws;
        ``baseline`` are those of the saved case, drawn in grey. Raises ProblemError where the model has errors.
        """
        if not self.runnable:
            raise ProblemError(self.model.problems)
        total = self._sampling.draws
        count = min(draws or total, total)
        if previous is not None and previous.draws != count:
            previous = None
        inputs = self._inputs(case, count, previous)
        outcome = run(self.model, inputs, names, previous.outcome if previous else None)
        return Results(self, case, count, total, inputs, outcome, previous, baseline)

    def shown(self, case: Case) -> frozenset[str]:
        """The names behind what a window shows: those that charts mention, and the measures of claims."""
        mentioned = set[str]().union(*(_mentioned(chart) for chart in case.charts.values()))
        claims = {f"claim:{id}" for id, claim in case.claims.items() if claim.testable}
        return frozenset((mentioned | claims) & set(self.model.names))

    def upstream(self, case: Case, chart: Chart) -> tuple[str, ...]:
        """The ids of the assumptions that a chart depends on."""
        mentioned = _mentioned(chart)
        names = [name for name in mentioned if name in self.model.names]
        names += [f"claim:{id}" for id in mentioned if id in case.claims and case.claims[id].testable]
        if not names:
            return tuple(case.assumptions)
        found = set(mentioned).union(*(self.model.inputs_of(name) for name in names))
        return tuple(id for id in case.assumptions if id in found)

    def _inputs(self, case: Case, count: int, previous: Results | None) -> dict[str, Array | float]:
        inputs: dict[str, Array | float] = {}
        for id, assumption in case.assumptions.items():
            if previous is not None and previous.case.assumptions.get(id) == assumption:
                inputs[id] = previous.inputs[id]
            elif assumption.distribution == "constant":
                inputs[id] = distribution.point(assumption)
            else:
                inputs[id] = distribution.draw(assumption, self.normals[assumption.column][:count])
        for id, series in case.series.items():
            if series.later:
                continue
            key = f"series:{id}"
            if previous is not None and previous.case.series.get(id) == series:
                inputs[key] = previous.inputs[key]
            else:
                inputs[key] = observed.on_grid(series, self.model.grid, self._series_normals(series, count))
        return inputs

    def _series_normals(self, series: Series, count: int) -> dict[date, Array]:
        return {day: self.normals[column][:count] for day, column in series.columns}


def _mentioned(chart: Chart) -> set[str]:
    """Every text among a chart's options: most are names of the case."""
    found = set[str]()
    for value in chart.options.values():
        found.update([value] if isinstance(value, str) else value if isinstance(value, tuple | list) else ())
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Quantiles by day: ``values`` has a row for each of :data:`LEVELS`; NaN where there is nothing."""

    days: Array
    values: Array
    unit: str

    def level(self, level: float) -> Array:
        return np.asarray(self.values[LEVELS.index(level)])


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A result against one assumption: ``values`` has a row for each of (0.05, 0.5, 0.95)."""

    x: Array
    values: Array
    unit: str


@dataclass(eq=False)
class Results:
    """What follows from a case, with the inputs it follows from. Everything is made when first asked for, and taken
    over from ``previous`` where nothing upstream has changed."""

    projector: Projector
    case: Case
    draws: int
    total_draws: int
    inputs: Mapping[str, Array | float]
    outcome: Run
    previous: Results | None
    baseline: Results | None
    _bands: dict[str, tuple[Array, Bands]] = field(default_factory=dict)
    _curves: dict[tuple[object, ...], tuple[list[Array | float], Curve]] = field(default_factory=dict)
    _verdicts: dict[str, tuple[Array | None, Verdict]] = field(default_factory=dict)

    @property
    def preview(self) -> bool:
        return self.draws < self.total_draws

    @property
    def saved_case(self) -> Case:
        return self.baseline.case if self.baseline else self.case

    def differs(self, name: str, but: str = "") -> bool:
        """Whether anything upstream of ``name``, ``but`` excepted, is set otherwise than in the baseline."""
        if self.baseline is None:
            return False
        now, then = self.case.assumptions, self.baseline.case.assumptions
        return any(now.get(id) != then.get(id) for id in self.projector.model.inputs_of(name) - {but})

    def unit_of(self, name: str) -> str:
        return self.projector.model.unit_of(name).text

    def bands(self, name: str) -> Bands:
        """Quantiles of a stock, flow (rate) or variable over time, in its own unit."""
        values = self.outcome.history(name)
        kept = self._bands.get(name) or (self.previous._bands.get(name) if self.previous else None)
        if kept is None or kept[0] is not values:
            days = self.projector.model.grid.days
            quantiles = np.full((len(LEVELS), len(days)), np.nan)
            # points without values, as a past that is not known, need no sorting
            rows = np.flatnonzero(~np.isnan(values[:, 0]))
            if len(rows):
                quantiles[:, rows] = summary.quantiles(values[rows[0] : rows[-1] + 1], LEVELS)[:, rows - rows[0]]
            if name in self.case.flows:  # a rate belongs to a whole step: it is shown in the middle of it
                days, quantiles = (days[:-1] + days[1:]) / 2, quantiles[:, :-1]
            kept = (values, Bands(days, quantiles, self.unit_of(name)))
        self._bands[name] = kept
        return kept[1]

    def flow_totals(self, name: str) -> Bands:
        """Quantiles of what flowed in the step that ends at each point of the grid."""
        model = self.projector.model
        time = MONTH if model.family_of(name) == "month" else DAY
        totals = summary.quantiles(self.outcome.flow_totals(name), LEVELS)
        return Bands(model.grid.days, totals, (model.unit_of(name) * time).text)

    def measure(self, name: str) -> Array:
        """The draws of a measure in its declared unit; day numbers for a date, +inf where it is never reached."""
        return self.outcome.measure(name)

    def quantiles_of(self, name: str, levels: tuple[float, ...] = LEVELS) -> Array:
        """Quantiles of a measure, shape (levels,)."""
        return np.asarray(summary.quantiles(self.measure(name)[np.newaxis, :], levels)[:, 0])

    def what_if(self, result: str, assumption: str, low: float, high: float, log: bool) -> Curve:
        """The measure ``result`` with ``assumption`` fixed along its axis and everything else as it is."""
        count = self._what_if_draws
        sources = [self.inputs[id] for id in self._what_if_inputs(result, assumption)]
        key = (result, assumption, low, high, log, count)
        kept = self._curves.get(key) or (self.previous._curves.get(key) if self.previous else None)
        if kept is None or any(old is not new for old, new in zip(kept[0], sources, strict=True)):
            x = np.geomspace(low, high, WHAT_IF_POINTS) if log else np.linspace(low, high, WHAT_IF_POINTS)
            kept = (sources, Curve(x, self._with_fixed(result, assumption, x), self.unit_of(result)))
        self._curves[key] = kept
        return kept[1]

    def what_if_at(self, result: str, assumption: str, value: float) -> Array:
        """The curve's three quantiles where ``assumption`` is fixed at ``value``, shape (3,)."""
        return self._with_fixed(result, assumption, np.array([value]))[:, 0]

    @property
    def _what_if_draws(self) -> int:
        return min(self.draws, max(WHAT_IF_LEAST, round(self.draws * WHAT_IF_SHARE)))

    def _what_if_inputs(self, result: str, assumption: str) -> list[str]:
        """What ``result`` depends on, besides ``assumption``."""
        return sorted(self.projector.model.inputs_of(result) - {assumption})

    def _with_fixed(self, result: str, assumption: str, x: Array) -> Array:
        """Quantiles of ``result`` at each value of ``assumption``, shape (3, len(x)), each from the first draws."""
        count = self._what_if_draws
        inputs: dict[str, Array | float] = {assumption: np.repeat(x, count)}
        for id in self._what_if_inputs(result, assumption):
            value = self.inputs[id]
            if isinstance(value, np.ndarray) and value.ndim == (2 if id.startswith("series:") else 1):
                value = np.tile(value[..., :count], len(x))
            inputs[id] = value
        values = run(self.projector.model, inputs, {result}).measure(result)
        values = np.broadcast_to(values, (len(x) * count,)).reshape(len(x), count)
        return summary.quantiles(values, (0.05, 0.5, 0.95))

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict on each claim, by id; the same object as before where its measure has not changed."""
        before = self.previous
        kept = before._verdicts if before is not None and before.case.claims is self.case.claims else {}
        return {id: self._verdict(claim, kept.get(id)) for id, claim in self.case.claims.items()}

    def _verdict(self, claim: Claim, kept: tuple[Array | None, Verdict] | None) -> Verdict:
        values: Array | None = self.outcome.claim_measure(claim.id) if claim.testable else None
        if kept is None or kept[0] is not values:
            kept = (values, untestable(claim, claim.why_not) if values is None else verdict(claim, values))
        self._verdicts[claim.id] = kept
        return kept[1]

    @cached_property
    def scenario(self) -> str:
        return scenario_name(self.case, self.saved_case)

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """The figure of each chart of the case, by id; the same object as before where nothing in it has changed."""
        return {id: self._figure(chart) for id, chart in self.case.charts.items()}

    def _figure(self, chart: Chart) -> Figure:
        before = self.previous
        if before is None or before.scenario != self.scenario or before.baseline is not self.baseline:
            return kinds.make(self, chart)
        now, then = self.case.assumptions, before.case.assumptions
        upstream = self.projector.lasting(("upstream", chart.id), lambda: self.projector.upstream(self.case, chart))
        same = all(now[id] is then[id] or now[id] == then[id] for id in upstream)
        return before.figures[chart.id] if same else kinds.make(self, chart)

    def settle(self) -> Results:
        """Make everything that a window shows, and let go of the chain of earlier results."""
        _ = self.verdicts, self.figures
        self.previous = None
        return self
