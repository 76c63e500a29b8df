"""Assumptions: uncertain constants."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assumption:
    """An uncertain constant, as typed.

    ``distribution`` is one of the kinds in :mod:`claimbench.engine.distribution`. ``low`` and ``high``
    are the 5 % and 95 % points of a normal or lognormal and the ends of every other shape;
    ``best`` is the median of the former and the mode (or most weighted value) of the latter.
    All three, and ``limits``, are in ``unit``. ``column`` is the column of the Sobol set that the draws
    come from; it never changes while the assumption lives.
    """

    id: str
    label: str
    unit: str
    distribution: str
    low: float
    best: float
    high: float
    column: int
    limits: tuple[float, float] | None = None
    shapes: tuple[float, float] | None = None  # the two shapes of a beta
    values: tuple[float, ...] = ()  # of a discrete distribution
    weights: tuple[float, ...] = ()
    group: str = ""
    claims: tuple[str, ...] = ()  # the claims it rests on
    assumed: bool = False  # no source gives it: the analyst's own
    note: str = ""
