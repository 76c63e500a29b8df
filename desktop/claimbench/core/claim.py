"""Claims, and what their numbers count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field
from datetime import date
from typing import Literal

from claimbench.core.frozen import dataclass
from claimbench.core.relation import Relation
from claimbench.core.show import show_unit

Bound = Literal["", "minimum count", "point", "range", "assertion", "rule of thumb"]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a claim's number counts. Empty text and None mean: the claim does not say."""

    what: str = ""
    population: str = ""
    start: date | None = None
    end: date | None = None
    accumulation: Literal["", "cumulative", "per period"] = ""
    basis: Literal["", "gross", "net"] = ""
    bound: Bound = ""


Status = Literal["asserted", "disputed", "corrected", "retracted"]
Confidence = Literal["", "low", "moderate", "high"]


@dataclass(frozen=True, slots=True)
class StatusChange:
    """That the standing of a claim changed, and when."""

    on: date
    status: Status
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement by a source. ``value`` (or ``low`` and ``high`` for "between") is in ``unit``;
    ``measure`` is a formula in the model's terms. A claim that cannot be tested with numbers has no measure and says
    why in ``why_not``.

    ``measure_reading`` is set where the words admit several readings and the measure is the analyst's.
    Claims with the same ``figure`` state one figure of one origin.
    """

    id: str
    title: str
    quote: str = ""
    topic: str = ""
    relation: Relation = ""
    value: float | date | None = None
    low: float | None = None
    high: float | None = None
    tolerance: float | None = None  # absolute, in unit (days for a date); None: by the rule for the relation
    unit: str = ""
    measure: str = ""
    measure_reading: str = ""
    why_not: str = ""
    definition: Definition = field(default_factory=Definition)
    credibility: int | None = None  # 1 to 6
    credibility_reason: str = ""
    figure: str = ""
    status: Status = "asserted"
    history: tuple[StatusChange, ...] = ()  # earlier and present standings, oldest first
    confidence: Confidence = ""  # the analyst's, in the verdict; apart from its probability
    tags: tuple[str, ...] = ()
    note: str = ""

    @property
    def has_number(self) -> bool:
        return any(number is not None for number in (self.value, self.low, self.high))

    def counted_in(self, counted: Collection[str]) -> str:
        """What its number is counted in, in words; empty where it has none. ``counted`` are the units of the case."""
        return show_unit(self.unit, counted) or ("pure number" if self.has_number else "")

    @property
    def testable(self) -> bool:
        return bool(self.measure.strip()) and bool(self.relation)


@dataclass(frozen=True, slots=True)
class Reading:
    """A named set of claims that are held together."""

    id: str
    label: str
    claims: tuple[str, ...] = ()
    note: str = ""
