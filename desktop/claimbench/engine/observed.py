"""Observed series on the grid of a timeline.

Levels stand at the points; amounts at the end of the step they fall in, split by days where a period does not fit the
steps. What conflicts is chosen between, draw by draw; what is rounded lies evenly within its tolerance.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from claimbench.core.series import Observation, Series
from claimbench.core.show import day_number, from_day_number
from claimbench.engine import normal
from claimbench.engine.calendar import Array, Grid

Value = Array | float
Period = tuple[date, date]


def on_grid(series: Series, grid: Grid, normals: Mapping[date, Array]) -> Array:
    """The series on the grid: (points,), or (points, n) where a period that matters is uncertain.

    ``normals``: for the last day of each uncertain period, n standard normal numbers z. Of figures that conflict, the
    one whose part of the weights (in the order of the file) Φ(z) falls in; of a rounded figure, value + tolerance (2
    Φ(z) - 1). A period without normals has its most weighted figure.
    """
    values = {period: _drawn(figures, normals.get(period[1])) for period, figures in periods(series).items()}
    return _levels(values, grid, series.gaps) if series.kind == "level" else _amounts(values, grid, series.gaps)


def point(series: Series, grid: Grid) -> Array:
    """(points,): the series on the grid with the most weighted figure of each period (the first of equals)."""
    return on_grid(series, grid, {})


def last_known(series: Series, grid: Grid) -> date | None:
    """The last day up to the eve of the projection on which a series has a value on the grid."""
    known = np.flatnonzero(~np.isnan(point(series, grid)[: grid.projection + 1]))
    return from_day_number(float(grid.days[known[-1]])) if len(known) else None


def periods(series: Series) -> dict[Period, list[Observation]]:
    """The figures for each period, in order of time; wrong ones left out. A level's period is its day."""
    found: dict[Period, list[Observation]] = {}
    for observation in series.observations:
        if observation.standing != "wrong":
            start = observation.end if series.kind == "level" else observation.start
            found.setdefault((start, observation.end), []).append(observation)
    return dict(sorted(found.items(), key=lambda item: (item[0][1], item[0][0])))


def _drawn(figures: Sequence[Observation], z: Array | None) -> Value:
    uncertain = len(figures) > 1 or figures[0].tolerance > 0
    if z is None or not uncertain:
        return max(figures, key=lambda figure: figure.weight).value
    share = normal.cdf(z)  # never 0, so that it falls in no part of weight 0
    weights = np.array([figure.weight for figure in figures])
    ends = np.cumsum(weights / weights.sum()) if weights.sum() > 0 else np.arange(1, len(figures) + 1) / len(figures)
    ends[-1] = 1.0
    chosen = np.searchsorted(ends, share, side="left")
    starts = np.append(0.0, ends[:-1])
    within = (share - starts[chosen]) / (ends[chosen] - starts[chosen])  # where in its part: evenly spread, too
    values = np.array([figure.value for figure in figures])
    tolerances = np.array([figure.tolerance for figure in figures])
    return np.asarray(values[chosen] + tolerances[chosen] * (2.0 * within - 1.0), dtype=np.float64)


def _empty(values: Mapping[Period, Value], points: int) -> Array:
    draws = {value.shape[0] for value in values.values() if isinstance(value, np.ndarray)}
    return np.full((points, draws.pop()) if draws else (points,), np.nan)


def _levels(values: Mapping[Period, Value], grid: Grid, gaps: str) -> Array:
    result = _empty(values, grid.points)
    days = np.array([day_number(end) for _, end in values])
    levels = list(values.values())
    if not levels:
        return result
    for row, day in enumerate(grid.days):
        after = int(np.searchsorted(days, day, side="left"))
        if after < len(days) and days[after] == day:
            result[row] = levels[after]
        elif gaps == "hold" and after > 0:
            result[row] = levels[after - 1]
        elif gaps == "interpolate" and 0 < after < len(days):
            share = (day - days[after - 1]) / (days[after] - days[after - 1])
            result[row] = levels[after - 1] * (1.0 - share) + levels[after] * share
    return result


def _amounts(values: Mapping[Period, Value], grid: Grid, gaps: str) -> Array:
    """Each day has the rate of the shortest period that it lies in; a step has the sum of its days."""
    result = _empty(values, grid.points)
    shortest_first = sorted(values, key=lambda period: (period[1] - period[0], period[1]))
    stretches = _stretches(shortest_first)
    rates = {period: values[period] / ((period[1] - period[0]).days + 1.0) for period in values}
    parts: list[tuple[float, float, Value]] = []
    for start, end, period in stretches:
        if parts and gaps != "missing" and parts[-1][1] < start:
            before, after = parts[-1][2], rates[period]
            rate = before if gaps == "hold" else (before + after) / 2.0
            parts.append((parts[-1][1], start, rate))
        parts.append((start, end, rates[period]))
    if parts and gaps == "hold" and parts[-1][1] < grid.days[-1]:
        parts.append((parts[-1][1], float(grid.days[-1]), parts[-1][2]))
    for row in range(1, grid.points):
        left, right = grid.days[row - 1], grid.days[row]
        inside = [
            (min(end, right) - max(start, left), rate) for start, end, rate in parts if start < right and end > left
        ]
        if inside and abs(sum(days for days, _ in inside) - (right - left)) < 1e-6:
            result[row] = sum(days * rate for days, rate in inside)
    return result


def _stretches(shortest_first: Sequence[Period]) -> list[tuple[float, float, Period]]:
    """Who has which days: (start, end, period), as ends of days, in order of time and without overlap."""
    if not shortest_first:
        return []
    spans = [(day_number(start) - 1.0, day_number(end)) for start, end in shortest_first]
    found = []
    for left, right in itertools.pairwise(sorted({edge for span in spans for edge in span})):
        owner = next(
            (p for p, (start, end) in zip(shortest_first, spans, strict=True) if start <= left and right <= end), None
        )
        if owner is not None:
            found.append((left, right, owner))
    return found
