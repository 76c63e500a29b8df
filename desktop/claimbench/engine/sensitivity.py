"""What moves a result: the first-order share of each input, Var(E[y | x]) / Var(y).

(Sobol', Math. Modelling Comput. Exp. 1, 1993.) E[y | x] is the mean of y in bins of x of equal weight, from the draws
at hand: no model runs again. Shares need not add up to 1: what inputs do together belongs to none of them, and inputs
that go together share what they do.

How many bins: b bins lose a part of about 1/b² of the share, which is extrapolated from that of b / 2 bins
(Richardson), and add up to b / n of noise. With b about √n / 2, n being the effective number of draws, both stay small.
Many more bins would not do, though Sobol points are better than random ones in most of their planes: in a few planes
1,024 of them lie so that 32 bins show a share of 0.6 where there is none.

The outer bins of an input with long tails are wide, and most of the variance may be in them: there the mean of y is
taken along a straight line in x (without, x itself, if it is lognormal and its 95 % point 27 times its 5 % point, would
seem to make 0.9 of its own variance, and 0.1 of 10,000 times).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from claimbench.core.frozen import dataclass
from claimbench.engine import summary

Array = NDArray[np.float64]

LEAST_BINS: Final = 4
_ROUNDING: Final = 1e-9  # in bins: sums of weights that should end at a border may fall short of it


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """An input's draws in rising order. ``order`` (n,): their places; ``rising`` (n,): the draws; ``first`` (n,): for
    each in that order, the position of the first of its equals; None where no two are equal."""

    order: NDArray[np.intp]
    rising: Array
    first: NDArray[np.intp] | None


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """``values`` (k,): the share of each input, 0 to 1; NaN where the result does not vary. ``of_reaching``: they are
    of whether a date is reached at all, since some draws never reach it."""

    values: Array
    of_reaching: bool


def ranked(draws: Array) -> Ranked:
    """The draws of an input, (n,), put in order: made once, and good for as long as they stay."""
    order = np.argsort(draws, kind="stable")
    rising = draws[order]
    anew = np.append(True, rising[1:] != rising[:-1])
    if anew.all():
        return Ranked(order, rising, None)
    return Ranked(order, rising, np.maximum.accumulate(np.where(anew, np.arange(len(draws)), 0)))


def first_order(result: Array, inputs: Sequence[Ranked], weights: Array | None = None) -> Shares:
    """The first-order shares of ``inputs`` in ``result``, (n,), weighted by ``weights``, (n,), or not.

    Where some draws of the result are infinite (a date that is never reached), of whether it is finite. Equal draws of
    an input are in one bin, so that the order of the draws is of no matter. Raises ValueError for an input with another
    number of draws, and for weights that are negative, not finite or all 0.
    """
    count = len(result)
    if any(len(each.order) != count for each in inputs):
        raise ValueError(f"The result has {count} draws, an input another number.")
    if weights is not None:
        summary.share(np.ones(count, np.bool_), weights)  # refuses weights that make no sense
    counted = np.ones(count, np.bool_) if weights is None else weights > 0
    reached = np.isfinite(result)
    of_reaching = bool((np.isinf(result) & counted).any())
    y = reached.astype(np.float64) if of_reaching else np.where(counted, result, 0.0)
    w = np.full(count, 1.0 / count) if weights is None else weights / weights.sum()
    y = y - np.sum(w * y)  # no @: its sums depend on how many threads there are
    scale = np.abs(y).max(where=counted, initial=0.0)
    if not 0.0 < scale < math.inf:
        return Shares(np.full(len(inputs), math.nan), of_reaching)
    y /= scale  # squares of very large or small numbers would overflow
    variance = float(np.sum(w * y * y))
    wy = w * y
    effective = count if weights is None else summary.effective_size(weights)
    bins = max(LEAST_BINS, 2 ** (int(math.log2(max(effective, 1.0)) / 2) - 1))
    return Shares(np.clip(_explained(inputs, wy, weights, bins) / variance, 0.0, 1.0), of_reaching)


def _explained(inputs: Sequence[Ranked], wy: Array, weights: Array | None, bins: int) -> Array:
    """Var(E[y | x]) for each input, (k,), without what the width of the bins hides of it. ``wy``, (n,): weights, of sum
    1, times y, of mean 0."""
    if not inputs:
        return np.empty(0)
    order = np.array([x.order for x in inputs])
    starts, numbers, masses = _binned(inputs, order, weights, bins)
    sums = np.add.reduceat(wy[order].ravel(), starts)
    w = np.full(len(wy), 1.0 / len(wy)) if weights is None else weights / weights.sum()

    def explained(starts: NDArray[np.intp], numbers: NDArray[np.intp], masses: Array, sums: Array, bins: int) -> Array:
        squares = np.divide(sums * sums, masses, out=np.zeros_like(sums), where=masses > 0)
        ends = np.append(starts[1:], order.size)
        outer = np.flatnonzero((numbers % bins == 0) | (numbers % bins == bins - 1))
        squares[outer] += _along_lines(inputs, w, wy, starts[outer], ends[outer])
        return np.asarray(np.bincount(numbers // bins, squares, len(inputs)), dtype=np.float64)

    fine = explained(starts, numbers, masses, sums, bins)
    pairs = np.flatnonzero(np.diff(numbers // 2, prepend=-1))
    masses, sums = np.add.reduceat(masses, pairs), np.add.reduceat(sums, pairs)
    coarse = explained(starts[pairs], numbers[pairs] // 2, masses, sums, bins // 2)
    return fine + (fine - coarse) / 3


def _along_lines(
    inputs: Sequence[Ranked], w: Array, wy: Array, starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> Array:
    """What a line in x (least squares) explains of the squares of y inside each of these bins, beyond its mean."""
    count = len(w)
    parts = [(inputs[start // count], slice(start % count, (end - 1) % count + 1))
             for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]  # fmt: skip
    x = np.concatenate([input.rising[part] for input, part in parts])
    places = np.concatenate([input.order[part] for input, part in parts])
    w, wy = w[places], wy[places]
    lengths = ends - starts
    begin = np.cumsum(lengths) - lengths
    masses = np.add.reduceat(w, begin)
    middles = np.divide(np.add.reduceat(w * x, begin), masses, out=np.zeros_like(masses), where=masses > 0)
    x -= np.repeat(middles, lengths)
    spread = np.add.reduceat(w * x * x, begin)
    together = np.add.reduceat(wy * x, begin)
    return np.asarray(np.divide(together * together, spread, out=np.zeros_like(spread), where=spread > 0))


def _binned(
    inputs: Sequence[Ranked], order: NDArray[np.intp], weights: Array | None, bins: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
    """The bins that have draws, of all inputs one after another: where each starts, its number (``bins`` for each
    input), and its share of the weight. A draw is in the bin in which the weight before the first of its equals ends.
    """
    k, n = order.shape
    if weights is None and n % bins == 0 and all(x.first is None for x in inputs):
        numbers = np.arange(k * bins)
        return numbers * (n // bins), numbers, np.full(k * bins, 1.0 / bins)
    masses = np.full((k, n), 1.0 / n) if weights is None else weights[order] / weights.sum()
    before = np.cumsum(masses, axis=1) - masses
    for row, x in zip(before, inputs, strict=True):
        if x.first is not None:
            row[:] = row[x.first]
    number = np.minimum((before * bins + _ROUNDING).astype(np.intp), bins - 1)
    number += bins * np.arange(k)[:, np.newaxis]
    starts = np.flatnonzero(np.diff(number.ravel(), prepend=-1))
    return starts, number.ravel()[starts], np.add.reduceat(masses.ravel(), starts)
