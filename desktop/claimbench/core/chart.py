"""Charts and scenarios, as the case keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from claimbench.core.frozen import dataclass

#: The axes of values that a drawing of a table may have.
AXES = ("", "right", "far right")


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a drawing of a table. ``x`` is a number, the day number of a date with its time of day, or a text; of
    a histogram, where a bin begins, or at last ends; of a box, the share of the figures that lie below ``value``.
    ``axis`` is the axis of values on which the curve stands, the first where it is ""."""

    curve: str
    x: float | str
    value: float
    unit: str = ""
    axis: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """``kind`` names a module of :mod:`claimbench.app.figures`, which reads ``options``. An empty
    ``headline`` is computed from the result. ``points`` are those of a drawing of a table, from a file of its own."""

    id: str
    kind: str
    label: str
    headline: str = ""
    subtitle: str = ""
    note: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    points: tuple[Point, ...] = ()

    @property
    def file(self) -> str:
        """Where its points are; "" where it has no file of its own."""
        return str(self.options.get("file", "")) if self.kind == "table" else ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Named values of assumptions: each ``best``, moved with its range as the slider moves it."""

    id: str
    label: str
    values: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
