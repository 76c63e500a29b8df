"""The case: the one aggregate. Everything else is looked up in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from typing import Final

from claimbench.core.assumption import Assumption, Correlation
from claimbench.core.chart import Chart, Scenario
from claimbench.core.claim import Claim, Reading
from claimbench.core.frozen import dataclass
from claimbench.core.model import Calculation, Flow, Measure, Stock, Timeline, Variable
from claimbench.core.series import Series
from claimbench.core.source import Citation, Source

#: What can be the id of a record, in files and in a window.
ID: Final = re.compile(r"\w[\w-]*")


@dataclass(frozen=True, slots=True)
class Sampling:
    draws: int = 16_384
    seed: int = 1
    next_column: int = 0  # the next column of the Sobol set that was never used


@dataclass(frozen=True, slots=True)
class Case:
    """One piece of work. Mappings are keyed by id, in the order of the files, and never changed in place."""

    id: str
    title: str
    as_of: date
    timeline: Timeline
    sampling: Sampling = field(default_factory=Sampling)
    question: str = ""
    handling: str = ""
    units: Mapping[str, str] = field(default_factory=dict)  # what the case counts in: name -> description
    assumptions: Mapping[str, Assumption] = field(default_factory=dict)
    stocks: Mapping[str, Stock] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    calculations: Mapping[str, Calculation] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()
    charts: Mapping[str, Chart] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    correlations: tuple[Correlation, ...] = ()
    readings: Mapping[str, Reading] = field(default_factory=dict)
    held: tuple[str, ...] = ()  # ids of the claims taken as true
    weigh_by_grade: bool = False  # whether a held claim pulls less the weaker its grade
    grade_errors: Mapping[str, float] = field(default_factory=dict)  # grade, such as "B2" -> chance that it is wrong

    def with_assumption(self, assumption: Assumption) -> Case:
        return replace(self, assumptions={**self.assumptions, assumption.id: assumption})

    def citations_of(self, claim: str) -> tuple[Citation, ...]:
        return tuple(citation for citation in self.citations if citation.claim == claim)
