"""Stocks, flows, variables and measures: system-dynamics terms, as in XMILE.

Formulas are kept as typed; :mod:`claimbench.engine.formula` reads them.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from claimbench.core.frozen import dataclass

Step = Literal["day", "week", "month", "quarter", "year"]
Method = Literal["euler", "rk4"]
MOST_STEPS: Final = 20_000
_STEP_DAYS: Final = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


@dataclass(frozen=True, slots=True)
class Timeline:
    """``start`` and ``projection`` are first days (the first day of the past, of the projection);
    ``end`` is the last day of the projection."""

    start: date
    projection: date
    end: date
    step: Step = "month"
    substeps: int = 1
    method: Method = "euler"

    @property
    def about_steps(self) -> float:
        """How many steps it takes, months and years taken as 30 and 365 days."""
        return (self.end - self.start).days * self.substeps / _STEP_DAYS[self.step]


@dataclass(frozen=True, slots=True)
class Stock:
    """``past`` says what the stock is before the projection starts: the id of an observed series,
    ``"model"`` (run from the timeline's start) or ``"none"`` (unknown; no values, nothing drawn).

    ``opening`` is the value where the model starts to run: at the timeline's start for ``past = "model"``, else
    where the projection starts. With an observed past it may be left empty: the last observation is taken.
    """

    id: str
    label: str
    unit: str
    opening: str = ""
    inflows: tuple[str, ...] = ()
    outflows: tuple[str, ...] = ()
    past: str = "none"
    non_negative: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A rate. Its unit has a time in it (``case/month``). ``past`` as for a stock: a series of amounts per period,
    ``"model"`` or ``"none"``."""

    id: str
    label: str
    unit: str
    formula: str
    past: str = "model"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    id: str
    label: str
    unit: str
    formula: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number or a date that a run of the model comes down to, one for each draw.

    A ``unit`` of ``"date"`` makes it a date.
    """

    id: str
    label: str
    unit: str
    formula: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Calculation:
    """Arithmetic written out: a formula over claims (``claim("C02")``), constants and calendar spans."""

    id: str
    label: str
    unit: str
    formula: str
    claims: tuple[str, ...] = ()  # the claims it is shown with
    note: str = ""
    against: tuple[str, ...] = ()  # the claims that its result is compared with
