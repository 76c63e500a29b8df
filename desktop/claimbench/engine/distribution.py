"""Distributions of assumptions: draws, the moves of a slider, what is shown, what is wrong.

The shapes themselves are in :mod:`claimbench.engine.distribution_kinds`.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np

from claimbench.core.assumption import Assumption
from claimbench.core.problem import Problem, Severity, error, warning
from claimbench.engine.distribution_kinds import KINDS, Array, Distribution, neat, path, shown

__all__ = [
    "KINDS",
    "caption",
    "density",
    "draw",
    "moved",
    "point",
    "problems",
    "settled",
    "shown_range",
    "warnings",
    "with_high",
    "with_low",
]


def draw(assumption: Assumption, z: Array) -> Array:
    """Draws in the assumption's unit from a column of standard normal draws, shape (n,).

    The assumption must have no errors (:func:`problems`)."""
    return KINDS[assumption.distribution].quantile(assumption, z)


def point(assumption: Assumption) -> float:
    """The best value: median of a normal or lognormal, mode of triangular, PERT and beta, middle of uniform, the most
    weighted of discrete values."""
    return KINDS[assumption.distribution].point(assumption)


def moved(assumption: Assumption, best: float) -> Assumption:
    """The assumption with another best value, as the slider moves it.

    A normal, uniform or discrete takes its range along (same offsets), a lognormal is scaled (same ratios); triangular,
    PERT and beta keep their ends until ``best`` reaches one, then that end moves with it. Values outside ``limits`` are
    taken (:func:`warnings` says so). Raises ValueError with a sentence where no such distribution exists.
    """
    if not math.isfinite(best):
        raise ValueError(f"{assumption.label}: the value must be a finite number.")
    kind = KINDS[assumption.distribution]
    return assumption if best == assumption.best == kind.point(assumption) else kind.moved(assumption, float(best))


def settled(assumption: Assumption) -> Assumption:
    """The assumption with the best value that follows from its other numbers where one does, and of discrete values
    also the ends. It must have no errors (:func:`problems`)."""
    kind = KINDS[assumption.distribution]
    if assumption.values:
        assumption = replace(assumption, low=min(assumption.values), high=max(assumption.values))
    return replace(assumption, best=neat(kind.point(assumption)))


def with_low(assumption: Assumption, low: float) -> Assumption:
    """The assumption with another low end; best and high stay (the best of a uniform is its middle and follows).

    Raises ValueError with a sentence where low would pass best."""
    return _with_end(assumption, "low", low)


def with_high(assumption: Assumption, high: float) -> Assumption:
    """The assumption with another high end, as :func:`with_low`."""
    return _with_end(assumption, "high", high)


def _with_end(a: Assumption, part: Literal["low", "high"], value: float) -> Assumption:
    kind = KINDS[a.distribution]
    if not kind.ends_move:
        raise ValueError(f"{a.label}: a {a.distribution} assumption has no ends that could be moved on their own.")
    if not math.isfinite(value):
        raise ValueError(f"{a.label}: the value must be a finite number.")
    low, middle, high = kind.parts
    if part == "low":
        name, bound = (middle, kind.point(a)) if kind.keeps_best(a) else (high, a.high)
        if value > bound:
            raise ValueError(f"{a.label}: the {low}, {shown(value)}, cannot be above the {name}, {shown(bound)}.")
        return kind.with_ends(a, float(value), a.high)
    name, bound = (middle, kind.point(a)) if kind.keeps_best(a) else (low, a.low)
    if value < bound:
        raise ValueError(f"{a.label}: the {high}, {shown(value)}, cannot be below the {name}, {shown(bound)}.")
    return kind.with_ends(a, a.low, float(value))


def caption(assumption: Assumption) -> str:
    """What low, best and high mean: "5 % point, median, 95 % point"."""
    return ", ".join(dict.fromkeys(KINDS[assumption.distribution].parts))


def shown_range(assumption: Assumption) -> tuple[float, float]:
    """What a slider shows: the range with room on both sides for moving it, as far as the limits allow, and whatever
    was typed beyond. A constant, which has no range, shows its limits.

    It follows the assumption: a slider keeps the range from the start of a drag."""
    kind = KINDS[assumption.distribution]
    low, high = kind.room(assumption)
    if assumption.limits is not None:
        least, most = assumption.limits
        low, high = (least, most) if assumption.distribution == "constant" else (max(low, least), min(high, most))
    values = [low, high, kind.point(assumption), *(value for _, value in _typed(assumption, kind))]
    return min(values), max(values)


def density(assumption: Assumption, points: int = 96) -> tuple[Array, Array]:
    """The density over the shown range as a polyline scaled to a peak of 1: x and y, of shape (m,) with m ≥ ``points``.

    There is a point on either side of a jump, so that steps and the spikes of single values are drawn upright. A
    density that is infinite at an end is cut at its greatest value on the grid.
    """
    kind = KINDS[assumption.distribution]
    low, high = shown_range(assumption)
    if len(set(kind.support(assumption))) == 1:
        kind, assumption = KINDS["constant"], replace(assumption, best=kind.support(assumption)[0])
    grid = np.linspace(low, high, points)
    breaks = np.array(kind.breaks(assumption))
    around = np.concatenate([np.nextafter(breaks, -np.inf), breaks, np.nextafter(breaks, np.inf)])
    around = around[(around >= low) & (around <= high)]
    on_grid, at_breaks = kind.density(assumption, grid), kind.density(assumption, around)
    if not (np.isfinite(on_grid).all() and np.isfinite(at_breaks).all()):
        peak = np.max(on_grid, where=np.isfinite(on_grid), initial=0.0)
        on_grid, at_breaks = np.minimum(on_grid, peak), np.minimum(at_breaks, peak)
    x, y = np.concatenate([grid, around]), np.concatenate([on_grid, at_breaks])
    order = np.argsort(x, kind="stable")
    return x[order], y[order] / y.max()


def problems(assumption: Assumption) -> list[Problem]:
    """Everything that is wrong with an assumption, all at once: errors, and warnings about what is taken as typed."""
    kind = KINDS.get(assumption.distribution)
    found: list[Problem] = []
    if assumption.limits is not None and not _is_range(assumption.limits):
        message = f"The limits {shown(assumption.limits[0])} and {shown(assumption.limits[1])} are not a range."
        hint = "Write the lower one first: limits = [0, 1]."
        found.append(error("limits", message, path(assumption, "limits"), hint=hint))
    if kind is None:
        name = assumption.distribution
        message = f"There is no distribution “{name}”." if name else "The distribution is missing."
        hint = f"Use one of: {', '.join(KINDS)}."
        found.append(error("unknown-distribution", message, path(assumption, "distribution"), hint=hint))
        return found
    own = _number_problems(assumption, kind) + kind.problems(assumption)
    if not own and not math.isnan(assumption.best) and kind.point(assumption) != assumption.best:
        point, part = shown(kind.point(assumption)), kind.parts[1]
        message = f"best is {shown(assumption.best)}, but the {part} value is {point}, which is used."
        own.append(warning("best-derived", message, path(assumption, "best"), hint="Leave best out."))
    return found + own + _outside_limits(assumption, kind)


def warnings(assumption: Assumption) -> list[Problem]:
    """Of :func:`problems`, what is odd but taken as typed: values outside the limits, a best value that is not the
    distribution's."""
    return [problem for problem in problems(assumption) if problem.severity is Severity.WARNING]


def _number_problems(a: Assumption, kind: Distribution) -> list[Problem]:
    found = []
    values: dict[str, float] = {part: getattr(a, part) for part in kind.typed}
    for part, value in values.items():
        if math.isnan(value):
            hint = f"A {a.distribution} distribution needs {', '.join(kind.typed)}."
            found.append(error("missing-value", f"{part} is missing.", path(a, part), hint=hint))
        elif math.isinf(value):
            found.append(error("not-finite", f"{part} is infinite.", path(a, part), hint="Give a finite number."))
    given = [part for part, value in values.items() if not math.isnan(value)]
    named = dict(zip(("low", "best", "high"), kind.parts, strict=True))
    for lower, upper in pairwise(given):
        if values[lower] > values[upper]:
            below, above = (f"{named[part]} ({shown(values[part])})" for part in (lower, upper))
            end = lower if lower == "low" else upper
            hint = f"They must rise: {', '.join(given)}."
            found.append(error("order", f"The {below} is above the {above}.", path(a, end), hint=hint))
    return found


def _outside_limits(a: Assumption, kind: Distribution) -> list[Problem]:
    if a.limits is None or not _is_range(a.limits):
        return []
    lower, upper = a.limits
    return [
        warning(
            "outside-limits",
            f"{shown(value)} is outside the limits, {shown(lower)} to {shown(upper)}.",
            path(a, part),
            hint="It is used as typed; change it, or widen the limits.",
        )
        for part, value in _typed(a, kind)
        if math.isfinite(value) and not lower <= value <= upper
    ]


def _typed(a: Assumption, kind: Distribution) -> list[tuple[str, float]]:
    """The numbers that were typed, with the names of their fields."""
    return [(part, getattr(a, part)) for part in kind.typed] or [("values", value) for value in a.values]


def _is_range(limits: tuple[float, float]) -> bool:
    return all(map(math.isfinite, limits)) and limits[0] < limits[1]
