"""Commands that change a series, but for its figures: those are imported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from claimbench.app import model_parts
from claimbench.app.commands import Command
from claimbench.app.follow import listed
from claimbench.casefile.references import CHART_TARGETS
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.series import BETWEEN, Gaps


@dataclass(frozen=True, slots=True)
class FillGaps(Command):
    """Say what stands between the figures of a series. Raises ValueError where there is no such series."""

    series: str
    gaps: Gaps

    def apply(self, case: Case) -> Case:
        if self.series not in case.series:
            raise ValueError(f"There is no series “{self.series}” any more.")
        return replace(case, series={**case.series, self.series: replace(case.series[self.series], gaps=self.gaps)})

    def sentence(self, before: Case, after: Case) -> str:
        series = after.series[self.series]
        return f"{series.label}, between figures: {BETWEEN[series.kind][series.gaps]}"


@dataclass(frozen=True, slots=True)
class DeleteSeries(Command):
    """Take a series out of the case. Raises ValueError, naming who uses it, where somebody does."""

    series: str

    def apply(self, case: Case) -> Case:
        if self.series not in case.series:
            raise ValueError(f"There is no series “{self.series}” any more.")
        if found := list(users(case, self.series)):
            raise ValueError(f"“{case.series[self.series].label}” is used by {listed(found)}: change that first.")
        return replace(case, series={id: each for id, each in case.series.items() if id != self.series})

    def sentence(self, before: Case, after: Case) -> str:
        return f"Series “{before.series[self.series].label}” deleted"


def users(case: Case, series: str, apart_from: str = "") -> Iterator[str]:
    """Whose past it is, who reads it in a formula, and the charts that show it, but for those of a kind."""
    pasts = [(part.label or id, part.past) for id, part in case.stocks.items()]
    pasts += [(part.label or id, part.past) for id, part in case.flows.items()]
    for label, past in pasts:
        if past == series:
            yield f"the past of “{label}”"
    reading = re.compile(rf"""\bobserved\s*\(\s*["']{re.escape(series)}["']""")
    for each in model_parts.formulas(case):
        if reading.search(each.text):
            yield f"the formula of “{each.id}”"
    for chart in (each for each in case.charts.values() if each.kind != apart_from):
        options = [key for key, target in CHART_TARGETS.get(chart.kind, {}).items() if target == "series"]
        if any(series in value for key in options if isinstance(value := chart.options.get(key, ()), tuple)):
            yield f"the chart “{chart.label or chart.id}”"
