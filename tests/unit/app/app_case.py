"""A case of a few lines with one of everything that charts show, and helpers to change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from claimbench.app.commands import SetAssumption
from claimbench.app.figures.figure import Figure, Mark
from claimbench.app.projection import Projector, Results
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case, Sampling
from claimbench.core.chart import Chart, Scenario
from claimbench.core.claim import Claim, Definition
from claimbench.core.model import Flow, Measure, Stock, Timeline, Variable
from claimbench.core.series import Observation, Series
from claimbench.core.source import Citation, Source

DRAWS = 256
M = TypeVar("M", bound=Mark)


def assumption(id: str, unit: str, kind: str, low: float, best: float, high: float, column: int) -> Assumption:
    return Assumption(id, id.capitalize(), unit, kind, low, best, high, column, claims=("C1",) if id == "rate" else ())


def observation(end: date, value: float, source: str, **more: object) -> Observation:
    start = end.replace(day=1)
    return Observation(start, end, value, source=source, **more)  # type: ignore[arg-type]


def a_case() -> Case:
    """Cases pile up at 100 a month from 1,000 at the end of 2024; one in ``ratio`` is a loss."""
    level = (observation(date(2024, 12, 31), 1_000, "office"), observation(date(2025, 3, 31), 1_300, "paper"))
    amounts = tuple(
        observation(date(2025, month, 28 if month == 2 else 31), 90 + month, "office") for month in (1, 2, 3)
    )
    later = tuple(observation(date(2025, month, 30), value, "paper") for month, value in ((4, 100), (6, 900)))
    october = Definition("cases", end=date(2025, 3, 31), bound="minimum count")
    claims = (
        Claim("C1", "At least 1,250 in March", "", "", "at least", 1_250.0, unit="case", measure="now",
              definition=october),
        Claim("C2", "Two thousand passed in 2025", "", "", "at most", date(2025, 12, 31), unit="date",
              measure="passed"),
        Claim("C3", "Ratio 2 to 4", "", "", "between", low=2.0, high=4.0, measure="ratio_said"),
        Claim("C4", "A judgement", why_not="It names no number."),
    )  # fmt: skip
    charts = (
        Chart("total", "projection", "Cases", options={
            "shows": "total", "threshold": 2_000.0, "crossing": "passed", "observed": ("totals",), "claims": ("C1",)}),
        Chart("new", "projection", "New cases", options={
            "shows": "new", "observed": ("months",), "later": ("months_later",)}),
        Chart("losses", "what_if", "Losses by ratio", options={
            "result": "losses", "assumption": "ratio", "low": 1.0, "high": 8.0, "log": True, "claims": ("C3",)}),
        Chart("claims", "claims", "Claims"),
    )  # fmt: skip
    return Case(
        "small", "Small", date(2025, 4, 15), Timeline(date(2025, 1, 1), date(2025, 4, 1), date(2026, 3, 31)),
        Sampling(DRAWS, 1, 10),
        units={"case": "cases", "loss": "losses"},
        assumptions={
            "rate": assumption("rate", "case/month", "pert", 60, 100, 150, 0),
            "growth": assumption("growth", "%", "normal", -1, 0, 2, 1),
            "ratio": assumption("ratio", "", "lognormal", 2, 3, 6, 2),
            "unused": assumption("unused", "", "uniform", 0, 0.5, 1, 3),
        },
        stocks={"total": Stock("total", "Cases", "case", inflows=("new",), past="totals")},
        flows={"new": Flow("new", "New cases", "case/month", "rate * (1 + growth) ** (elapsed('month') / month)",
                           "months")},
        variables={"share": Variable("share", "Share", "", "total / (10_000 * case)")},
        measures={
            "now": Measure("now", "Cases at the end of March", "case", "at(total, '2025-03-31')"),
            "end": Measure("end", "Cases at the end", "case", "final(total)"),
            "passed": Measure("passed", "2,000 passed", "date", "first_date(total >= 2_000 * case)"),
            "ratio_said": Measure("ratio_said", "Ratio", "", "ratio"),
            "losses": Measure("losses", "Losses", "loss", "total(new, over('2025-04-01', '2025-12-31')) / ratio"
                              " * loss / case"),
        },
        series={
            "totals": Series("totals", "Totals", "case", "level", "totals.csv", level, "interpolate"),
            "months": Series("months", "Months", "case", "amount", "months.csv", amounts),
            "months_later": Series("months_later", "Months, later", "case", "amount", "later.csv", later, later=True),
        },
        claims={claim.id: claim for claim in claims},
        sources={"office": Source("office", "The office"), "paper": Source("paper", "The paper")},
        citations=(Citation("C1", "office", "originates"), Citation("C1", "paper", "relays", "office"),
                   Citation("C3", "paper", "derives", "office")),
        charts={chart.id: chart for chart in charts},
        scenarios={"fast": Scenario("fast", "Fast", {"rate": 140.0})},
    )  # fmt: skip


def results_of(case: Case, draws: int | None = None) -> Results:
    return Projector(case).project(case, draws)


def with_chart(case: Case, id: str, **options: object) -> Case:
    """The case with one chart's options changed; None takes one away."""
    changed = {key: value for key, value in {**case.charts[id].options, **options}.items() if value is not None}
    return replace(case, charts={**case.charts, id: replace(case.charts[id], options=changed)})


def with_new_chart(case: Case, chart: Chart) -> Case:
    return replace(case, charts={**case.charts, chart.id: chart})


def with_claim(case: Case, claim: Claim) -> Case:
    return replace(case, claims={**case.claims, claim.id: claim})


def with_measure(case: Case, id: str, unit: str, formula: str) -> Case:
    return replace(case, measures={**case.measures, id: Measure(id, id.capitalize(), unit, formula)})


def with_formulas(case: Case, flows: Mapping[str, str]) -> Case:
    changed = {id: replace(case.flows[id], formula=formula) for id, formula in flows.items()}
    return replace(case, flows={**case.flows, **changed})


def figure_of(case: Case, id: str, draws: int | None = None) -> Figure:
    return results_of(case, draws).figures[id]


def constant(case: Case) -> Case:
    """The case with every assumption known."""
    known = {
        id: replace(each, distribution="constant", low=each.best, high=each.best)
        for id, each in case.assumptions.items()
    }
    return replace(case, assumptions=known)


def of_kind(figure: Figure, kind: type[M]) -> list[M]:
    return [mark for mark in figure.marks if isinstance(mark, kind)]


def changed(case: Case, **best: float) -> Results:
    """Results of the case with assumptions moved, beside those of the case itself as the baseline."""
    projector = Projector(case)
    baseline = projector.project(case)
    for id, value in best.items():
        case = SetAssumption(id, "best", value).apply(case)
    return projector.project(case, baseline=baseline)
