"""From a case to its results: draws of what it is uncertain about, and the model run on them.

Only what lies downstream of a change is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from claimbench.app import chunks
from claimbench.app.conditioning import Sample, condition
from claimbench.app.results import LEVELS, Bands, Curve, Results
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.problem import ProblemError, Severity
from claimbench.engine import correlation, distribution, observed, sampling
from claimbench.engine.model import CompiledModel, compile_model
from claimbench.engine.simulate import run

if TYPE_CHECKING:
    from claimbench.app.readings import Under
    from claimbench.app.refining import Refinement
    from claimbench.evidence.holding import Evidence
    from claimbench.evidence.refine import Progress

__all__ = ["LEVELS", "Bands", "Curve", "Projector", "Results"]

Array = NDArray[np.float64]
T = TypeVar("T")

#: Refined samples that are kept: that of what is held, and those of readings.
REFINEMENTS = 8


class Projector:
    """What stays while assumptions move: the compiled model and the columns of normal draws."""

    def __init__(self, case: Case) -> None:
        self.model: CompiledModel = compile_model(case)
        self._structure = _structure(case)
        self._columns = {assumption.column for assumption in case.assumptions.values()}
        for series in case.series.values():
            self._columns.update(column for _, column in series.columns)
        self._sampling = case.sampling
        self._ranks = correlation.ranks(case)
        self._pairs = [frozenset((each.first, each.second)) for each in case.correlations]
        self._lasting: dict[object, object] = {}
        self._refinements: dict[tuple[str, ...], Refinement] = {}  # by the claims that they were made for
        self.readings: dict[object, Under] = {}  # see claimbench.app.readings
        self.progress: Callable[[Progress], object] | None = None  # told by long work

    @property
    def draws(self) -> int:
        """How many draws a full run has."""
        return self._sampling.draws

    @property
    def runnable(self) -> bool:
        return all(problem.severity is not Severity.ERROR for problem in self.model.problems)

    def fits(self, case: Case) -> bool:
        """Whether ``case`` differs from this projector's only in what may move while it stays: the numbers of
        assumptions, what is held, and the charts."""
        return _structure(case) == self._structure

    def same_model(self, other: Projector) -> bool:
        """Whether both run by the same formulas and series: claims, sources, charts and series that no formula reads
        may differ."""
        return other is self or self._runs_by == other._runs_by

    @cached_property
    def _runs_by(self) -> tuple[object, ...]:
        case = self._structure
        read = {f"series:{id}": series for id, series in case.series.items()}
        read = {id: read[id] for id in read.keys() & frozenset().union(*self.model.reads.values())}
        groups = (case.stocks, case.flows, case.variables, case.measures, read)
        return case.timeline, case.sampling.seed, case.units, case.correlations, *groups

    def lasting(self, key: object, make: Callable[[], T]) -> T:
        """What does not depend on assumptions, such as published figures in a chart's unit: made once."""
        if key not in self._lasting:
            self._lasting[key] = make()
        return self._lasting[key]  # type: ignore[return-value]  # a key always stands for one kind of thing

    @cached_property
    def normals(self) -> dict[int, Array]:
        return self._made(self._sampling.draws)

    def _made(self, count: int) -> dict[int, Array]:
        columns = sampling.normals(sorted(self._columns), count, self._sampling.seed)
        return correlation.correlate(columns, self._ranks)

    def project(
        self,
        case: Case,
        draws: int | None = None,
        previous: Results | None = None,
        baseline: Results | None = None,
        names: Collection[str] | None = None,
        full: Results | None = None,
    ) -> Results:
        """Run the model on the first ``draws`` points of the set (all of them by default); ``names`` are the quantities
        that are wanted, everything by default.

        ``previous`` are results of this projector whose untouched parts are taken over when it has as many draws;
        ``baseline`` are those of the saved case, drawn in grey; ``full`` are earlier ones of all draws, of which a
        preview shows what no change has touched. What is held conditions the draws: see
        :mod:`claimbench.app.conditioning`. Of more draws than memory holds only measures and claims are kept: see
        :mod:`claimbench.app.chunks`. Raises ProblemError where the model has errors.
        """
        if not self.runnable:
            raise ProblemError(self.model.problems)
        total = self._sampling.draws
        count = min(draws or total, total)
        if previous is not None and (
            previous.draws != count or previous.projector is not self or not previous.outcome.inputs
        ):
            previous = None
        conditioned = condition(self, case, count, previous.conditioned if previous else None)
        if chunks.too_many(case, self.model, names, count):
            inputs = chunks.inputs(self, case, conditioned.columns)
            outcome = chunks.run_in_chunks(self, case, conditioned.columns, chunks.light(case, self.model))
        else:
            inputs = self.inputs(case, conditioned.columns, previous)
            outcome = run(self.model, inputs, names, previous.outcome if previous else None)
        if full is not None and not (full.projector is self and count < total):
            full = None
        return Results(self, case, count, total, conditioned, inputs, outcome, previous, baseline, full)

    def adopt(self, refinement: Refinement | None) -> None:
        """Make results from a refined sample, where what is held is what it was made for. The last few are kept, so
        that one reading does not push out the other."""
        if refinement is None:
            return
        kept = {claims: each for claims, each in self._refinements.items() if claims != refinement.evidence.claims}
        self._refinements = dict([*kept.items(), (refinement.evidence.claims, refinement)][-REFINEMENTS:])
        self.readings = {}

    @property
    def refined(self) -> bool:
        """Whether results may come from a sample that was made for what is, or was, held."""
        return bool(self._refinements)

    def inherit(self, other: Projector) -> None:
        """Take over the refined samples of a projector of the case before an edit, where they are still of use: a claim
        whose title was put right need not be sampled again."""
        own, before = self._structure, other._structure
        if not self.same_model(other) or (own.assumptions, own.sampling) != (before.assumptions, before.sampling):
            return

        def measured(case: Case, claim: str) -> tuple[str, str] | None:
            found = case.claims.get(claim)
            return (found.measure, found.unit) if found is not None else None

        self._refinements = {
            claims: each
            for claims, each in other._refinements.items()
            if all(measured(own, claim) == measured(before, claim) for claim in claims)
        }

    def refinement(self, evidence: Evidence) -> Refinement | None:
        """The refined sample that was made for what is held, or else for most of it."""
        covering = [each for each in self._refinements.values() if each.covers(evidence)]
        return max(covering, key=lambda each: len(each.evidence.claims), default=None)

    def shown(self, case: Case) -> frozenset[str]:
        """The names behind what a window shows: those that charts mention, and the measures of claims."""
        mentioned = set[str]().union(*(names_in(chart) for chart in case.charts.values()))
        claims = {f"claim:{id}" for id, claim in case.claims.items() if claim.testable}
        return frozenset((mentioned | claims) & set(self.model.names))

    def upstream(self, case: Case, chart: Chart) -> tuple[str, ...]:
        """The ids of the assumptions that a chart depends on."""
        mentioned = names_in(chart)
        names = [name for name in mentioned if name in self.model.names]
        names += [f"claim:{id}" for id in mentioned if id in case.claims and case.claims[id].testable]
        if not names:
            return tuple(case.assumptions)
        found = set(mentioned).union(*(self.model.inputs_of(name) for name in names))
        return tuple(id for id in case.assumptions if id in found)

    def columns(self, count: int) -> dict[int, Array]:
        """The first ``count`` draws of every column; the same objects each time. Before all draws have been asked for,
        the first ones are made by themselves."""
        if count == self.draws:
            return self.normals
        made = self.__dict__.get("normals")
        return self.lasting(
            ("columns", count),
            lambda: {key: each[:count] for key, each in made.items()} if made else self._made(count),
        )

    def connected(self, claims: Collection[str]) -> frozenset[str]:
        """The ids of the assumptions, and "series:ID", that the measures of these claims depend on, and of those that
        are correlated with one."""
        found = frozenset[str]().union(*(self.model.inputs_of(f"claim:{claim}") for claim in claims))
        more = {pair for pair in self._pairs if pair & found}
        while more and not frozenset[str]().union(*more) <= found:
            found = found.union(*more)
            more = {pair for pair in self._pairs if pair & found}
        return found

    def columns_of(self, case: Case, inputs: Collection[str]) -> set[int]:
        """The columns that these assumptions and series are drawn from; a constant has none unless it is correlated."""
        paired = frozenset[str]().union(*self._pairs)
        found = {
            assumption.column
            for id, assumption in case.assumptions.items()
            if id in inputs and (assumption.distribution != "constant" or id in paired)
        }
        drawn = (series for id, series in case.series.items() if f"series:{id}" in inputs)
        return found.union(column for series in drawn for _, column in series.columns)

    def correlated(self, columns: Mapping[int, Array]) -> dict[int, Array]:
        """Independent normal columns with the case's correlations; they have all partners, or none."""
        return correlation.correlate(columns, {pair: rank for pair, rank in self._ranks.items() if pair[0] in columns})

    def inputs(
        self,
        case: Case,
        columns: Mapping[int, Array],
        previous: Sample | None = None,
        names: Collection[str] | None = None,
    ) -> dict[str, Array | float]:
        """What the model runs on: assumptions and ``series:ID`` drawn from columns, those of ``names`` or all; taken
        over from ``previous`` where neither they nor their columns have changed."""
        inputs: dict[str, Array | float] = {}

        def untouched(key: str, *numbers: int) -> bool:
            return (
                previous is not None
                and key in previous.inputs
                and all(previous.columns.get(number) is columns.get(number) for number in numbers)
            )

        for id, assumption in case.assumptions.items():
            if names is not None and id not in names:
                continue
            if (
                previous is not None
                and untouched(id, assumption.column)
                and previous.case.assumptions.get(id) == assumption
            ):
                inputs[id] = previous.inputs[id]
            elif assumption.distribution == "constant":
                inputs[id] = distribution.point(assumption)
            else:
                inputs[id] = distribution.draw(assumption, columns[assumption.column])
        for id, series in case.series.items():
            key = f"series:{id}"
            if series.later or (names is not None and key not in names):
                continue
            if (
                previous is not None
                and untouched(key, *(column for _, column in series.columns))
                and previous.case.series.get(id) == series
            ):
                inputs[key] = previous.inputs[key]
            else:
                own = {day: columns[column] for day, column in series.columns}
                inputs[key] = observed.on_grid(series, self.model.grid, own)
        return inputs


def _structure(case: Case) -> Case:
    """The case without what may move. Parts that are the same object compare at no cost."""
    return replace(
        case,
        assumptions={id: (assumption.unit, assumption.column) for id, assumption in case.assumptions.items()},  # type: ignore[misc]
        held=(),
        weigh_by_grade=False,
        charts={},
    )


def names_in(chart: Chart) -> set[str]:
    """Every text among a chart's options: most are names of the case."""
    found = set[str]()
    for value in chart.options.values():
        found.update([value] if isinstance(value, str) else value if isinstance(value, tuple | list) else ())
    return found
