"""Histories to one number or date for each draw.

Arrays are (points, n), a row for each point of the grid; n is 1 where draws do not differ. What holds over steps (a
rate) has, at a point, its value in the step that begins there, and nothing at the last. Sums run row by row, so that a
draw's result does not depend on which others it is computed with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from claimbench.engine.calendar import Array, Grid, months_between
from claimbench.engine.expression import Family, Reduce

Truth = NDArray[np.bool_]
Join = int | tuple[np.ufunc, "Join", "Join"]
"""How a condition is joined from comparisons: the place of one, or np.minimum (all must hold) or np.maximum of two."""


def at(x: Array, grid: Grid, day: float, stepwise: bool) -> Array:
    """The value at the end of a day: linear by days between points; a rate's in the step that the day lies in."""
    step, share = grid.position(day)
    if stepwise or share == 0.0:
        return np.array(x[step])
    if share == 1.0:
        return np.array(x[step + 1])
    return np.asarray(x[step] * (1.0 - share) + x[step + 1] * share)


def _weighted(x: Array, weights: Array) -> Array:
    total = np.zeros(x.shape[1:])
    for row in np.flatnonzero(weights):
        total += x[row] * weights[row]
    return total


def total(x: Array, grid: Grid, start: float, end: float, family: Family) -> Array:
    """What a rate per day or per month comes to in a period; of a step that lies partly in it, the part by days."""
    lengths = grid.step_days if family == "day" else grid.step_months
    return _weighted(x, grid.shares(start, end) * lengths[:-1])


def mean(x: Array, grid: Grid, start: float, end: float, family: Family, stepwise: bool) -> Array:
    """The mean over a period: of a rate, its total by the length of the period; of a level, that of the straight lines
    between points (trapezoids)."""
    if stepwise:
        lengths = grid.step_days if family == "day" else grid.step_months
        weights = grid.shares(start, end) * lengths[:-1]
        return _weighted(x, weights / weights.sum())
    weights = np.zeros(grid.points)
    for step in np.flatnonzero(grid.shares(start, end)):
        left, right = grid.days[step], grid.days[step + 1]
        middle = ((max(start, left) + min(end, right)) / 2 - left) / (right - left)  # of the part inside the period
        width = (min(end, right) - max(start, left)) / (end - start)
        weights[step] += width * (1.0 - middle)
        weights[step + 1] += width * middle
    return _weighted(x, weights)


def extreme(x: Array, grid: Grid, start: float, end: float, stepwise: bool, ufunc: np.ufunc) -> Array:
    """The greatest or least value in a period, both of its ends included."""
    if stepwise:
        candidates = [x[step] for step in np.flatnonzero(grid.shares(start, end))]
    else:
        inside = np.flatnonzero((grid.days > start) & (grid.days < end))
        candidates = [at(x, grid, start, False), *(x[point] for point in inside), at(x, grid, end, False)]
    result = np.array(candidates[0])
    for candidate in candidates[1:]:
        ufunc(result, candidate, out=result)
    return result


def first_date(holds: Truth, margins: Sequence[Array], grid: Grid, begin: int, join: Join = 0) -> Array:
    """The day number at which a condition first holds; +inf where it never does.

    ``margins`` are by how much the comparisons hold that it is joined from; where each crosses zero is found on the
    straight line inside the step. Without any the condition holds over steps, and the date is the first day of the
    step. Where it holds from the first known point on, that point is the date. What holds only inside a step, at
    neither end of it, is not seen.
    """
    last = len(holds) if margins else len(holds) - 1
    point = np.full(holds.shape[1], last)
    for row in range(last - 1, begin - 1, -1):
        np.copyto(point, row, where=holds[row])
    found = np.minimum(point, last - 1)
    days = grid.days[found]
    if margins:
        earlier = np.maximum(found - 1, begin)
        days -= _since(margins, join, earlier, found) * grid.step_days[earlier]
    else:
        days += 1.0
    return np.where(point == last, np.inf, days)


def _since(margins: Sequence[Array], join: Join, earlier: NDArray[np.intp], found: NDArray[np.intp]) -> Array:
    """For what share of the step before ``found`` a condition has held there, (n,)."""
    if isinstance(join, tuple):
        ufunc, *parts = join
        return np.asarray(ufunc(*(_since(margins, part, earlier, found) for part in parts)))
    draws = np.arange(len(found))
    before, after = margins[join][earlier, draws], margins[join][found, draws]
    share = after / (after - before)
    all_along = (before >= 0.0) & (after >= 0.0) & (earlier < found)
    # nothing at the first point or after a gap
    return np.where((share > 0.0) & (share <= 1.0), share, np.where(all_along, 1.0, 0.0))


def reduction(op: Reduce, grid: Grid, begin: int, stepwise: bool, join: Join = 0) -> Callable[..., Array]:
    """The function from the arguments' arrays to (n,); ``join`` as of :func:`first_date`."""
    start = float(grid.days[begin]) if op.start is None else op.start
    end = float(grid.days[-1]) if op.end is None else op.end

    def reduce(x: Array, *margins: Array) -> Array:
        if x.ndim < 2:  # the same at all times
            if op.what != "total":
                return np.array(x, ndmin=1)
            length = end - start if op.family == "day" else months_between(start, end)
            return np.array(x * length, ndmin=1)
        if op.what == "first date":
            alike = [np.broadcast_to(margin, x.shape) for margin in margins]
            return first_date(x.astype(np.bool_, copy=False), alike, grid, begin, join)
        if op.what == "at":
            return at(x, grid, end, stepwise)
        if op.what == "total":
            return total(x, grid, start, end, op.family)
        if op.what == "mean":
            return mean(x, grid, start, end, op.family, stepwise)
        return extreme(x, grid, start, end, stepwise, np.maximum if op.what == "peak" else np.minimum)

    return reduce
