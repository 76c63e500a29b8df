"""Whether everything that a case names is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from claimbench.casefile.fields import quoted, suggestion
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.chart_options import OPTIONS
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Problem, error

# What each option of a chart names, by kind of chart.
CHART_TARGETS: Final = {
    kind: {option.key: option.target for option in options if option.target} for kind, options in OPTIONS.items()
}
_NAMES = {"quantity": "stock, flow or variable"}


@dataclass(frozen=True, slots=True)
class _Reference:
    path: str
    kind: str
    id: str


def references(case: Case) -> list[Problem]:
    """A problem for every name of a claim, source, series, flow, measure, assumption or chart's target that is not
    in the case, and for every series that cannot be the past it is named as. Formulas are the engine's."""
    known: dict[str, Collection[str]] = {
        "claim": case.claims,
        "source": case.sources,
        "series": case.series,
        "flow": case.flows,
        "measure": case.measures,
        "assumption": case.assumptions,
        "scenario": case.scenarios,
        "reading": case.readings,
        "quantity": {**case.stocks, **case.flows, **case.variables},
    }
    problems = [
        error(
            f"unknown-{r.kind}",
            f"There is no {_NAMES.get(r.kind, r.kind)} {quoted(r.id)}.",
            r.path,
            hint=suggestion(r.id, known[r.kind]),
        )
        for r in _references(case)
        if r.id not in known[r.kind]
    ]
    return problems + list(_unfit_pasts(case))


def _references(case: Case) -> Iterator[_Reference]:
    for id, assumption in case.assumptions.items():
        yield from _each(f"assumptions.{id}.claims", "claim", assumption.claims)
    for id, stock in case.stocks.items():
        yield from _each(f"stocks.{id}.inflows", "flow", stock.inflows)
        yield from _each(f"stocks.{id}.outflows", "flow", stock.outflows)
    for id, calculation in case.calculations.items():
        yield from _each(f"calculations.{id}.claims", "claim", calculation.claims)
        yield from _each(f"calculations.{id}.against", "claim", calculation.against)
    for id, series in case.series.items():
        for number, observation in enumerate(series.observations):
            if observation.source:
                yield _Reference(f"series.{id}.{number}.source", "source", observation.source)
    for number, citation in enumerate(case.citations):
        yield _Reference(f"citations.{number}.claim", "claim", citation.claim)
        yield _Reference(f"citations.{number}.source", "source", citation.source)
        if citation.via:
            yield _Reference(f"citations.{number}.via", "source", citation.via)
    for id, chart in case.charts.items():
        yield from _targets(id, chart)
    for id, reading in case.readings.items():
        yield from _each(f"readings.{id}.claims", "claim", reading.claims)
    yield from _each("held", "claim", case.held)
    for number, correlation in enumerate(case.correlations):
        yield _Reference(f"correlations.{number}.first", "assumption", correlation.first)
        yield _Reference(f"correlations.{number}.second", "assumption", correlation.second)
    for id, scenario in case.scenarios.items():
        for name in scenario.values:
            yield _Reference(f"scenarios.{id}.values.{name}", "assumption", name)


def _targets(id: str, chart: Chart) -> Iterator[_Reference]:
    for option, kind in CHART_TARGETS.get(chart.kind, {}).items():
        named = chart.options.get(option)
        path = f"charts.{id}.{option}"
        if isinstance(named, str) and named:
            yield _Reference(path, kind, named)
        elif isinstance(named, tuple):
            yield from _each(path, kind, named)


def _each(path: str, kind: str, ids: tuple[str, ...]) -> Iterator[_Reference]:
    for number, id in enumerate(ids):
        yield _Reference(f"{path}.{number}", kind, id)


def _unfit_pasts(case: Case) -> Iterator[Problem]:
    pasts = [(f"stocks.{id}.past", s.past, "level", "stock") for id, s in case.stocks.items()]
    pasts += [(f"flows.{id}.past", f.past, "amount", "flow") for id, f in case.flows.items()]
    for path, past, kind, name in pasts:
        if past in ("model", "none"):
            continue
        series = case.series.get(past)
        if series is None:
            hint = suggestion(past, [*case.series, "model", "none"]) or "A past is a series, “model” or “none”."
            yield error("unknown-series", f"There is no series {quoted(past)}.", path, hint=hint)
        elif series.kind != kind:
            message = f"The past of a {name} is a series of {kind}s; {quoted(past)} is one of {series.kind}s."
            yield error("unfit-series", message, path, hint="Name another series, or “model”.")
        elif series.later:
            message = f"{quoted(past)} was published after the as-of date, so no past can be made of it."
            yield error("later-series", message, path, hint="Name another series, or “model”.")
