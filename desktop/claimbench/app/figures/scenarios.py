"""Scenarios of the case beside the one at hand: the median of each as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from claimbench.app.commands import LoadScenario
from claimbench.app.figures import common
from claimbench.app.figures.figure import SERIES_SYMBOLS, Array, Ink, Line
from claimbench.core.case import Case
from claimbench.core.chart import Chart

if TYPE_CHECKING:
    from claimbench.app.projection import Results


def medians(results: Results, chart: Chart, name: str, unit: str) -> list[Line]:
    """What a stock, flow or variable comes to in each scenario that the chart names, from where the projection starts.

    A scenario is the saved case with its values: what is dragged does not move it; what is held holds in it, too."""
    lines = []
    wanted = common.names(chart, "scenarios")
    for number, id in enumerate(wanted):
        case = _in_scenario(results, id)
        if case is not None:
            label = case.scenarios[id].label
            x, y = _median(results, case, name)
            y = y * common.factor(results, results.unit_of(name), unit)
            again, place = divmod(number, len(SERIES_SYMBOLS))
            symbol = SERIES_SYMBOLS[place] if len(wanted) > 1 else None
            told = f"{label}, median"
            lines.append(Line(x, y, Ink.MUTED, dashed=again > 0, name=told, label=label, symbol=symbol))
    return lines


def _in_scenario(results: Results, id: str) -> Case | None:
    """None where the scenario sets something that is not there, which the case's problems tell."""
    try:
        return LoadScenario(results.saved_case, id).apply(results.case)
    except ValueError:
        return None


def _median(results: Results, case: Case, name: str) -> tuple[Array, Array]:
    """Day numbers and medians, made once for the numbers that the scenario has."""

    def make() -> tuple[Array, Array]:
        bands = results.projector.project(case, results.draws, names={name}).bands(name)
        start = results.projector.model.grid.days[results.projector.model.grid.projection]
        shown = np.isfinite(bands.level(0.5)) & (bands.days >= start)
        return bands.days[shown], bands.level(0.5)[shown]

    key = ("scenario", name, results.draws, tuple(case.assumptions.values()), case.held, case.weigh_by_grade)
    return results.projector.lasting(key, make)
