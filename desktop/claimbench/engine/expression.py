"""Formulas as small typed trees: what :mod:`~claimbench.engine.formula` reads and :mod:`~claimbench.engine.program`
turns into array operations."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

import numpy as np

from claimbench.core.frozen import dataclass
from claimbench.core.quantity import Unit

Family = Literal["day", "month"]


class Kind(StrEnum):
    NUMBER = "a number"
    TRUTH = "a condition"
    DATE = "a date"
    TEXT = "a text"
    PERIOD = "a period"
    UNKNOWN = "unknown"  # a problem was reported: nothing that follows from it is


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class UnitName:
    """One of a unit."""


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Period:
    """From the end of one day to the end of another (day numbers)."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Name:
    id: str


@dataclass(frozen=True, slots=True)
class Apply:
    """A numpy ufunc, draw by draw and point by point."""

    ufunc: np.ufunc


@dataclass(frozen=True, slots=True)
class Power:
    """Base and exponent, both pure numbers, or an exponent that is constant."""


@dataclass(frozen=True, slots=True)
class Choose:
    """Condition, value where it holds, value where it does not."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What depends on time alone. ``start`` and ``end`` are day numbers, for "share" (of the step's days that lie
    between them) and "since" (time since the start, held from the end on)."""

    what: Literal["days per month", "elapsed", "share", "since"]
    family: Family = "day"
    start: float = 0.0
    end: float = float("inf")


@dataclass(frozen=True, slots=True)
class Memory:
    """What remembers earlier values: of ``previous`` (args: x), ``delay`` and ``smooth`` (x, duration), and the
    first value as a last argument where ``first`` is set."""

    what: Literal["previous", "delay", "smooth"]
    family: Family = "month"  # the duration's
    first: bool = False


@dataclass(frozen=True, slots=True)
class Observed:
    series: str


@dataclass(frozen=True, slots=True)
class Reduce:
    """A history to one number or date for each draw. ``start`` and ``end`` are day numbers; None: the timeline's,
    as far as the history is known."""

    what: Literal["at", "total", "mean", "peak", "lowest", "first date"]
    family: Family = "day"
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim's value (calculations only)."""

    claim: str
    value: float


@dataclass(frozen=True, slots=True)
class Span:
    """The length of a stretch of the calendar, or (with "later") a date that many months after another."""

    what: Literal["span", "later"]
    value: float = 0.0


Op = (
    Number
    | UnitName
    | Text
    | Period
    | Name
    | Apply
    | Power
    | Choose
    | Clock
    | Memory
    | Observed
    | Reduce
    | Claimed
    | Span
)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)  # not ours: a model has thousands of these
class Expr:
    """A checked expression.

    ``unit`` is None for a bare zero, which fits every unit, and where it is unknown. ``timed``: it varies over
    time. ``stepwise``: it holds over a step rather than at a point, as a rate does. ``start`` and ``end`` are its place
    in the formula's text.
    """

    op: Op
    args: tuple[Expr, ...] = ()
    kind: Kind = Kind.NUMBER
    unit: Unit | None = None
    timed: bool = False
    stepwise: bool = False
    start: int = 0
    end: int = 0

    def walk(self) -> Iterator[Expr]:
        yield self
        for arg in self.args:
            yield from arg.walk()


def constant(expr: Expr) -> float | None:
    """The value of an expression of numbers alone; None if it has anything else in it."""
    match expr.op:
        case Number(value) | Span("span", value):
            return value
        case UnitName():
            return 1.0
        case Apply(ufunc):
            values = [constant(arg) for arg in expr.args]
            if None in values:
                return None
            with np.errstate(all="ignore"):
                return float(ufunc(*values))
        case Power():
            base, exponent = map(constant, expr.args)
            if base is None or exponent is None:
                return None
            with np.errstate(all="ignore"):
                return float(np.power(base, exponent))
        case _:
            return None
