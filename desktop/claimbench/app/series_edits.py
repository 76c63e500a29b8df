"""Commands that change a series, but for its figures: those are imported."""

from __future__ import annotations

from dataclasses import dataclass, replace

from claimbench.app.commands import Command
from claimbench.core.case import Case
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
