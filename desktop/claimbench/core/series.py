"""Observed data over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Final, Literal

from claimbench.core.frozen import dataclass

Standing = Literal["exact", "rounded", "derived", "wrong"]
Gaps = Literal["interpolate", "hold", "missing"]

#: What stands between the figures of a series, in words, by its kind.
BETWEEN: Final[Mapping[str, Mapping[Gaps, str]]] = {
    "level": {"interpolate": "straight lines", "hold": "the figure before holds", "missing": "nothing is known"},
    "amount": {
        "interpolate": "the mean of the rates before and after",
        "hold": "the rate before holds",
        "missing": "nothing is known",
    },
}


@dataclass(frozen=True, slots=True)
class Observation:
    """One published figure. An amount counts over ``start`` to ``end``, both days included; a level is the value at the
    end of ``end`` and has ``start`` equal to it. Figures for the same period conflict; a ``wrong`` one is kept and
    shown, and never drawn from. ``tolerance`` is the half-width of the range that a rounded figure stands for."""

    start: date
    end: date
    value: float
    standing: Standing = "exact"
    tolerance: float = 0.0
    weight: float = 1.0
    source: str = ""
    address: str = ""
    reported_on: str = ""  # as printed; sometimes only year and month
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """``kind`` says whether values are levels at a date or amounts in a period; ``gaps`` what stands where nothing was
    published. ``later`` marks figures published after the as-of date: shown for comparison, never used by the model.
    ``columns`` are the Sobol columns of the periods that are uncertain (conflicting or rounded), by their last day."""

    id: str
    label: str
    unit: str
    kind: Literal["level", "amount"]
    file: str
    observations: tuple[Observation, ...] = ()
    gaps: Gaps = "missing"
    later: bool = False
    columns: tuple[tuple[date, int], ...] = ()
    recipe: Mapping[str, object] = field(default_factory=dict)  # how its figures were read from a file, as they came
    note: str = ""
