"""Whether everything that a case names is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from claimbench.casefile.fields import quoted, suggestion
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.chart_options import OPTIONS
from claimbench.core.problem import Problem, error

# What each option of a chart names, by kind of chart.
CHART_TARGETS: Final = {
    kind: {option.key: option.target for option in options if option.target} for kind, options in OPTIONS.items()
}
_NAMES = {"quantity": "stock, flow or variable"}


#: Where something is named, what kind of thing it is, and the name.
_Reference = tuple[str, str, str]


def references(case: Case) -> list[Problem]:
    """A problem for every name of a claim, source, series, flow, measure, assumption or chart's target that is not
    in the case, and for every series that cannot be the past it is named as. Formulas are the engine's."""
    return [*_unknown(case, _references(case)), *_unfit_pasts(case)]


def references_of_chart(case: Case, chart: Chart) -> list[Problem]:
    """A problem for every name among a chart's options that is not in the case."""
    return list(_unknown(case, _targets(chart.id, chart)))


def _unknown(case: Case, named: Iterator[_Reference]) -> Iterator[Problem]:
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
    for path, kind, id in named:
        if id not in known[kind]:
            message = f"There is no {_NAMES.get(kind, kind)} {quoted(id)}."
            yield error(f"unknown-{kind}", message, path, hint=suggestion(id, known[kind]))


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
                yield f"series.{id}.{number}.source", "source", observation.source
    for number, citation in enumerate(case.citations):
        yield f"citations.{number}.claim", "claim", citation.claim
        yield f"citations.{number}.source", "source", citation.source
        if citation.via:
            yield f"citations.{number}.via", "source", citation.via
    for id, chart in case.charts.items():
        yield from _targets(id, chart)
    for id, reading in case.readings.items():
        yield from _each(f"readings.{id}.claims", "claim", reading.claims)
    yield from _each("held", "claim", case.held)
    for number, correlation in enumerate(case.correlations):
        yield f"correlations.{number}.first", "assumption", correlation.first
        yield f"correlations.{number}.second", "assumption", correlation.second
    for id, scenario in case.scenarios.items():
        for name in scenario.values:
            yield f"scenarios.{id}.values.{name}", "assumption", name


def _targets(id: str, chart: Chart) -> Iterator[_Reference]:
    for option, kind in CHART_TARGETS.get(chart.kind, {}).items():
        named = chart.options.get(option)
        path = f"charts.{id}.{option}"
        if isinstance(named, str) and named:
            yield path, kind, named
        elif isinstance(named, tuple):
            yield from _each(path, kind, named)


def _each(path: str, kind: str, ids: tuple[str, ...]) -> Iterator[_Reference]:
    for number, id in enumerate(ids):
        yield f"{path}.{number}", kind, id


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
