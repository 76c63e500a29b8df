"""The kinds of chart: results in, a :class:`Figure` out, nothing drawn.

A new kind is a module with ``make(results, chart) -> Figure`` and the same name in
:mod:`~claimbench.core.chart_options`; what can be wrong with its options is in :mod:`~claimbench.app.figures.check`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from claimbench.app.figures import check, common
from claimbench.app.figures.claim_marks import telling_held
from claimbench.app.figures.figure import Axis, Figure
from claimbench.casefile.references import references_of_chart
from claimbench.core.chart import Chart
from claimbench.core.chart_options import CHART_KINDS
from claimbench.core.problem import Severity

if TYPE_CHECKING:
    from claimbench.app.projection import Results


def make(results: Results, chart: Chart) -> Figure:
    """The chart's figure; where its options do not fit the case, an empty one that says so."""
    if chart.kind not in CHART_KINDS:
        return _empty(chart, [f"There is no chart kind “{chart.kind}”. Known kinds: {', '.join(CHART_KINDS)}."])
    wrong = common.lasting(results, "wrong", chart, lambda: _wrong(results, chart))
    if wrong:
        return _empty(chart, wrong)
    module = import_module(f"claimbench.app.figures.{chart.kind}")  # with the first chart of its kind
    return telling_held(cast(Figure, module.make(results, chart)), results.case.held)


def _wrong(results: Results, chart: Chart) -> list[str]:
    found = [*references_of_chart(results.case, chart), *check.of_chart(results.case, results.projector.model, chart)]
    return [f"{problem}" for problem in found if problem.severity is Severity.ERROR]


def _empty(chart: Chart, reasons: list[str]) -> Figure:
    note = " ".join([*reasons, f"See charts.{chart.id} in case.toml."])
    return Figure(chart.id, "This chart cannot be drawn", chart.label, note, Axis(""), Axis(""), ())
