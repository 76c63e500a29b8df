"""What draws come down to: quantiles, shares, and how many draws a weighted sample is worth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Numbers that are put in order at a time: few enough for the processor's cache.
_AT_ONCE: Final = 1 << 17
#: Up to so many draws, and from so many ranks on, sorting a row is quicker than selecting from it.
_SORT_UP_TO: Final = 2_048
_SORT_FROM_RANKS: Final = 16


def quantiles(values: Array, levels: Sequence[float], weights: Array | None = None) -> Array:
    """Quantiles of each row by the inverted distribution function, shape (levels, rows), as
    ``numpy.quantile(..., method="inverted_cdf")`` gives them: always one of the values (Hyndman and Fan, Am. Stat. 50,
    1996, type 1).

    ``values`` has the shape (rows, n), ``weights`` (n,), not negative. +∞ is a value like any other; a row with a NaN
    has NaN for its quantiles. Raises ValueError for a level outside 0 to 1 and for weights that are negative, not
    finite or all 0.
    """
    count = values.shape[1]
    ranks = _ranks(tuple(levels), count)
    if weights is None:
        if count <= _SORT_UP_TO or len(ranks) >= _SORT_FROM_RANKS:
            ordered = np.sort(values, axis=1)
            result, greatest = ordered[:, ranks].T, ordered[:, -1]
        else:
            rising = sorted({*ranks})
            selected, greatest = _selected(values, rising)
            result = selected[[rising.index(rank) for rank in ranks]]
    else:
        _check(weights, count)
        order = np.argsort(values, axis=1)
        ordered = np.take_along_axis(values, order, axis=1)
        shares = np.cumsum(weights[order], axis=1)
        shares /= shares[:, -1:]
        # values without weight at the low end are no quantile, not even at level 0
        shares[shares == 0] = -1
        index = np.stack([np.searchsorted(row, levels, side="left") for row in shares], axis=1)
        result = np.take_along_axis(ordered, np.minimum(index, count - 1).T, axis=1).T
        greatest = ordered[:, -1]
    unknown = np.isnan(greatest)
    return np.where(unknown, np.nan, result) if unknown.any() else result


@lru_cache(maxsize=256)
def _ranks(levels: tuple[float, ...], count: int) -> list[int]:
    """The rank, from 0, of the quantile at each level among so many draws. Raises ValueError as :func:`quantiles`."""
    if not all(0 <= level <= 1 for level in levels):
        raise ValueError(f"Quantile levels must be between 0 and 1, not {list(levels)}.")
    if count == 0:
        raise ValueError("There are no draws to take quantiles of.")
    return [max(math.ceil(count * level - 1), 0) for level in levels]  # numpy's way of rounding: the same draw


def _selected(values: Array, ranks: Sequence[int]) -> tuple[Array, Array]:
    """The values of these ranks (rising, from 0) in each row, (ranks, rows), and each row's greatest, (rows,); NaN is
    greater than any number.

    Ranks are selected one by one, each in what an earlier one left on its side: with numpy's vectorised selection of a
    single rank that is faster than sorting, and several times faster than ``numpy.quantile``.
    """
    rows, count = values.shape
    result, greatest = np.empty((len(ranks), rows)), np.empty(rows)
    together = max(1, _AT_ONCE // count)
    buffer = np.empty((min(together, rows), count))
    steps = list(_halving(0, count, ranks))
    for start in range(0, rows, together):
        part = values[start : start + together]
        work = buffer[: len(part)]
        np.copyto(work, part)
        for low, high, rank in steps:
            work[:, low:high].partition(rank - low, axis=1)
        result[:, start : start + together] = work[:, ranks].T
        np.max(work[:, max(ranks, default=0) :], axis=1, out=greatest[start : start + together])
    return result, greatest


def _halving(low: int, high: int, ranks: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """In which part of a row to select each rank: (start, end, rank), that nearest the middle first."""
    if ranks:
        at = min(range(len(ranks)), key=lambda index: abs(2 * ranks[index] - low - high))
        rank = ranks[at]
        yield low, high, rank
        yield from _halving(low, rank, ranks[:at])
        yield from _halving(rank + 1, high, ranks[at + 1 :])


def share(condition: NDArray[np.bool_], weights: Array | None = None) -> float:
    """The (weighted) share of draws in which ``condition``, shape (n,), is true."""
    if weights is None:
        return float(np.count_nonzero(condition) / len(condition))
    _check(weights, len(condition))
    return float(min(weights[condition].sum() / weights.sum(), 1.0))


def effective_size(weights: Array) -> float:
    """How many equally weighted draws a weighted sample is worth: (Σw)² / Σw² (Kish, Survey Sampling, 1965); 0 where no
    draw has any weight."""
    largest = weights.max(initial=0.0)
    if largest == 0:
        return 0.0
    scaled = weights / largest  # squares of tiny weights would underflow
    return float(scaled.sum() ** 2 / np.sum(scaled * scaled))  # no @: its sums depend on how many threads there are


def _check(weights: Array, count: int) -> None:
    if weights.shape != (count,):
        raise ValueError(f"There are {count} draws, but weights of shape {weights.shape}.")
    if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.any()):
        raise ValueError("Weights must be finite, not negative and not all 0.")
