"""What follows from a case: bands, curves, shares, verdicts and figures, with the inputs they follow from.

Only what lies downstream of a change is made again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from claimbench.app.chunks import run_in_chunks
from claimbench.app.conditioning import Conditioned
from claimbench.app.explain import scenario_text
from claimbench.app.figures import common, kinds
from claimbench.app.figures.figure import Figure
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.quantity import DAY, MONTH, convertible
from claimbench.engine import distribution, sensitivity, summary
from claimbench.engine.measure import first_date
from claimbench.engine.simulate import Run, run
from claimbench.evidence.verdict import Verdict, untestable, verdict

if TYPE_CHECKING:
    from claimbench.app.projection import Projector

Array = NDArray[np.float64]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
#: Draws behind each point of a what-if curve, for every draw of the projection: the curve is smooth along its axis, so
#: that a fraction is enough.
WHAT_IF_SHARE = 1 / 32
WHAT_IF_LEAST = 128
WHAT_IF_POINTS = 33
_LET_GO = np.empty(0)  # in place of draws that are not kept


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


@dataclass(frozen=True, eq=False)
class Figures(Mapping[str, Figure]):
    """The figure of each chart, by id, made when it is first asked for."""

    results: Results

    def __getitem__(self, id: str) -> Figure:
        return self.results.figure(self.results.case.charts[id])

    def __iter__(self) -> Iterator[str]:
        return iter(self.results.case.charts)

    def __len__(self) -> int:
        return len(self.results.case.charts)

    def __contains__(self, id: object) -> bool:
        return id in self.results.case.charts


@dataclass(eq=False)
class Results:
    """What follows from a case, with the inputs it follows from. Everything is made when first asked for, and taken
    over from ``previous`` where nothing upstream has changed. A preview takes figures and verdicts that no change has
    touched from ``full``, earlier results of all draws."""

    projector: Projector
    case: Case
    draws: int
    total_draws: int
    conditioned: Conditioned
    inputs: Mapping[str, Array | float]
    outcome: Run
    previous: Results | None
    baseline: Results | None
    full: Results | None = None
    _bands: dict[str, tuple[Array, Bands]] = field(default_factory=dict)
    _curves: dict[tuple[object, ...], tuple[list[Array | float], Curve]] = field(default_factory=dict)
    _verdicts: dict[str, tuple[object, Verdict]] = field(default_factory=dict)
    _ranked: dict[str, tuple[Array, sensitivity.Ranked]] = field(default_factory=dict)
    _shares: dict[str, tuple[list[Array], tuple[dict[str, float], bool]]] = field(default_factory=dict)
    _figures: dict[str, Figure] = field(default_factory=dict)
    _all_verdicts: Mapping[str, Verdict] | None = None
    _scenario: str | None = None

    @property
    def columns(self) -> Mapping[int, Array]:
        """The normal columns that the inputs are drawn from."""
        return self.conditioned.columns

    @property
    def preview(self) -> bool:
        return self.draws < self.total_draws

    @property
    def saved_case(self) -> Case:
        return self.baseline.case if self.baseline else self.case

    def differs(self, name: str, but: str = "") -> bool:
        """Whether anything upstream of ``name``, ``but`` excepted, is set otherwise than in the baseline."""
        if self.baseline is None or name not in self.baseline.projector.model.names:
            return False
        if not self.projector.same_model(self.baseline.projector):
            return True
        now, then = self.case.assumptions, self.baseline.case.assumptions
        upstream = self.projector.model.inputs_of(name) - {but}
        if self._held != self.baseline._held and upstream & (self.conditioned.connected | self.baseline.connected):
            return True
        return any(now.get(id) != then.get(id) for id in upstream)

    @property
    def connected(self) -> frozenset[str]:
        """The assumptions, and "series:ID", that hang together with what is held."""
        return self.conditioned.connected

    @property
    def _held(self) -> tuple[object, ...]:
        return frozenset(self.conditioned.claims), self.case.weigh_by_grade and bool(self.conditioned.claims)

    def unit_of(self, name: str) -> str:
        return self.projector.model.unit_of(name).text

    def history(self, name: str) -> Array:
        """The draws of a stock, flow (rate) or variable at each point, (points, n); made for this one use where there
        are too many to keep."""
        if name in self.outcome.values:
            return self.outcome.history(name)
        return run_in_chunks(self.projector, self.case, self.columns, {name}).history(name)

    def bands(self, name: str) -> Bands:
        """Quantiles of a stock, flow (rate) or variable over time, in its own unit."""
        lasting = name in self.outcome.values
        if not lasting and name in self._bands:
            return self._bands[name][1]
        values = self.history(name)
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
        self._bands[name] = kept if lasting else (_LET_GO, kept[1])
        return kept[1]

    def flow_totals(self, name: str) -> Bands:
        """Quantiles of what flowed in the step that ends at each point of the grid, in the flow's unit without its
        time: of homes a year, homes."""
        model, grid = self.projector.model, self.projector.model.grid
        monthly = model.family_of(name) == "month"
        lengths, base = (grid.step_months, MONTH) if monthly else (grid.step_days, DAY)
        unit = model.unit_of(name)
        below = (model.units.named(part) for part, power in unit.parts if power == -1)
        time = next((each for each in below if each is not None and convertible(each, base)), base)
        totals = np.full((len(LEVELS), grid.points), np.nan)
        # those of the rates times the length of the step, which is the same in all draws
        totals[:, 1:] = summary.quantiles(self.history(name)[:-1], LEVELS) * (lengths[:-1] / time.factor)
        return Bands(grid.days, totals, (unit * time).text)

    def measure(self, name: str) -> Array:
        """The draws of a measure in its declared unit; day numbers for a date, +inf where it is never reached."""
        return self.outcome.measure(name)

    def quantiles_of(self, name: str, levels: tuple[float, ...] = LEVELS) -> Array:
        """Quantiles of a measure, shape (levels,)."""
        return np.asarray(summary.quantiles(self.measure(name)[np.newaxis, :], levels)[:, 0])

    def passing(self, name: str, threshold: float, falls: bool) -> Array:
        """The day number at which a stock, flow or variable first is at least ``threshold`` (at most, where it
        ``falls``), in its own unit, (n,); +inf where it never is."""
        values, model = self.history(name), self.projector.model
        margin = threshold - values if falls else values - threshold
        begin = int(np.argmax(~np.isnan(values[:, 0])))
        with np.errstate(invalid="ignore", divide="ignore"):
            return first_date(margin >= 0, [] if name in model.flows else [margin], model.grid, begin)

    def what_if(self, result: str, assumption: str, low: float, high: float, log: bool) -> Curve:
        """The measure ``result`` with ``assumption`` fixed along its axis and everything else as it is."""
        count = self._what_if_draws
        sources = [self.inputs[id] for id in self._what_if_inputs(result, assumption)]
        key = (result, assumption, low, high, log, count)
        kept = self._curves.get(key) or (self.previous._curves.get(key) if self.previous else None)
        if kept is None or not _same(kept[0], sources):
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

    def shares(self, measure: str) -> tuple[dict[str, float], bool]:
        """The first-order share of each assumption that a measure depends on and that varies, 0 to 1 (NaN where the
        measure does not vary), and whether they are of a date's being reached at all."""
        upstream = self.projector.model.inputs_of(measure)
        varying = {id: value for id in self.case.assumptions if id in upstream
                   and isinstance(value := self.inputs[id], np.ndarray)}  # fmt: skip
        sources = [self.measure(measure), *varying.values()]
        kept = self._shares.get(measure) or (self.previous._shares.get(measure) if self.previous else None)
        if kept is None or not _same(kept[0], sources):
            found = sensitivity.first_order(sources[0], [self._in_order(id, each) for id, each in varying.items()])
            kept = sources, (dict(zip(varying, found.values.tolist(), strict=True)), found.of_reaching)
        self._shares[measure] = kept
        return kept[1]

    def _in_order(self, id: str, draws: Array) -> sensitivity.Ranked:
        kept = self._ranked.get(id) or (self.previous._ranked.get(id) if self.previous else None)
        if kept is None or kept[0] is not draws:
            kept = draws, sensitivity.ranked(draws)
        self._ranked[id] = kept
        return kept[1]

    # What follows is not cached by functools.cached_property: that has one lock for all results (until Python 3.12), so
    # that a preview in the window would wait for a full run in the worker.

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict on each claim, by id; the same object as before where its measure has not changed. A held claim
        is judged by what else is held."""
        if self._all_verdicts is None:
            before, full = self.previous, self.full
            kept = before._verdicts if before is not None and before.case.claims is self.case.claims else {}
            whole = full._verdicts if full is not None and full.case.claims is self.case.claims else {}
            touched = self._touched_since(full) if full is not None else frozenset()
            inputs_of = self.projector.model.inputs_of
            found = {}
            for id, claim in self.case.claims.items():
                name = f"claim:{id}"
                if id in whole and id not in self.conditioned.claims and not inputs_of(name) & touched:
                    found[id] = whole[id][1]
                else:
                    found[id] = self._verdict(claim, kept.get(id))
            self._all_verdicts = found
        return self._all_verdicts

    def _verdict(self, claim: Claim, kept: tuple[object, Verdict] | None) -> Verdict:
        if claim.id in self.conditioned.claims:
            found: tuple[object, Verdict]
            if kept is not None and kept[0] is self.conditioned:
                found = kept
            else:
                found = self.conditioned, verdict(claim, *self.conditioned.apart(claim.id, self.projector))
        else:
            values = self.outcome.claim_measure(claim.id) if claim.testable else None
            if kept is not None and kept[0] is values:
                found = kept
            elif values is None:
                found = None, untestable(claim, claim.why_not)
            else:
                found = values, verdict(claim, values)
                if self.connected & self.projector.model.inputs_of(f"claim:{claim.id}") and found[1].testable:
                    worth = min(float(self.draws), self.conditioned.effective_size)
                    found = values, replace(found[1], draws=worth)
        self._verdicts[claim.id] = found
        return found[1]

    def density(self, assumption: str, points: int = 96) -> tuple[Array, Array] | None:
        """The density of an assumption as what is held leaves it, a polyline in steps: x, and y scaled like
        :func:`claimbench.engine.distribution.density`, whose peak of 1 is that of the density before. None where what
        is held has nothing to do with it."""
        values, given = self.inputs[assumption], self.case.assumptions[assumption]
        if assumption not in self.connected or not isinstance(values, np.ndarray):
            return None
        before_x, before_y = distribution.density(given, points)
        area = np.trapezoid(before_y, before_x)
        low, high = distribution.shown_range(given)
        counts, edges = np.histogram(values, max(8, points // 2), (min(low, values.min()), max(high, values.max())))
        heights = counts / (len(values) * np.diff(edges)) * area
        return np.repeat(edges, 2)[1:-1], np.repeat(heights, 2)

    @property
    def scenario(self) -> str:
        """The name of the scenario, and what is held: "Baseline, holding C42"."""
        if self._scenario is None:
            self._scenario = scenario_text(self.case, self.saved_case, list(self.conditioned.claims))
        return self._scenario

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The figure of each chart of the case, by id; the same object as before where nothing in it has changed."""
        return Figures(self)

    def figure(self, chart: Chart) -> Figure:
        found = self._figures.get(chart.id) or self._taken_over(chart)
        if found is None:
            found = kinds.make(self, chart)
        self._figures[chart.id] = found
        return found

    def _taken_over(self, chart: Chart) -> Figure | None:
        """The figure that was made for earlier results, where it is as good."""
        for before in (self.full, self.previous):
            if before is not None and chart.id in before._figures and self._looks_as_in(before, chart):
                return before._figures[chart.id]
        return None

    def _touched_since(self, before: Results) -> frozenset[str]:
        """The assumptions, and "series:ID", whose draws are not what they were in ``before``."""
        now, then = self.case.assumptions, before.case.assumptions
        moved = frozenset(id for id in now if now[id] is not then[id] and now[id] != then[id])
        if self._held == before._held and not moved & self.connected:
            return moved
        return moved | self.connected | before.connected

    def _looks_as_in(self, before: Results, chart: Chart) -> bool:
        """Whether nothing that a chart shows has changed since the results ``before``."""
        if before.baseline is not self.baseline or before._held != self._held or before.scenario != self.scenario:
            return False
        if before.case.charts.get(chart.id) != chart:
            return False
        upstream = common.lasting(self, "upstream", chart, lambda: self.projector.upstream(self.case, chart))
        if self._touched_since(before).intersection(upstream):
            return False
        return bool(upstream) or before.conditioned is self.conditioned or not self.connected

    def settle(self, charts: Collection[str] | None = None) -> Results:
        """Make the verdicts and the figures of ``charts`` (None: all), and let go of earlier results.
        Other figures are made when they are asked for."""
        _ = self.verdicts
        for id, chart in self.case.charts.items():
            if charts is None or id in charts:
                self.figure(chart)
            elif (kept := self._taken_over(chart)) is not None:
                self._figures[id] = kept
        if self.previous is not None:  # what is asked for later is taken over from these
            self._ranked = self.previous._ranked | self._ranked
            self._shares = self.previous._shares | self._shares
            self._curves = self.previous._curves | self._curves
        self.previous = self.full = None
        return self


def _same(one: Sequence[object], other: Sequence[object]) -> bool:
    """Whether two lists are of the same objects."""
    return len(one) == len(other) and all(old is new for old, new in zip(one, other, strict=True))
