"""What draws come down to: quantiles, shares, and how many draws a weighted sample is worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def quantiles(values: Array, levels: Sequence[float], weights: Array | None = None) -> Array:
    """Quantiles of each row by the inverted distribution function, shape (levels, rows), as
    ``numpy.quantile(..., method="inverted_cdf")`` gives them: always one of the values (Hyndman and Fan, Am. Stat. 50,
    1996, type 1).

    ``values`` has the shape (rows, n), ``weights`` (n,), not negative. +∞ is a value like any other; a row with a NaN
    has NaN for its quantiles. Sorting whole rows is several times faster than ``numpy.quantile`` or
    ``numpy.partition``. Raises ValueError for a level outside 0 to 1 and for weights that are negative, not finite or
    all 0.
    """
    wanted = np.asarray(levels, dtype=np.float64)
    if not ((wanted >= 0) & (wanted <= 1)).all():
        raise ValueError(f"Quantile levels must be between 0 and 1, not {list(levels)}.")
    count = values.shape[1]
    if count == 0:
        raise ValueError("There are no draws to take quantiles of.")
    if weights is None:
        ordered = np.sort(values, axis=1)
        position = count * wanted - 1  # numpy's way of rounding, so that both agree to the last draw
        result = ordered[:, np.maximum(np.ceil(position), 0).astype(np.intp)].T
    else:
        _check(weights, count)
        order = np.argsort(values, axis=1)
        ordered = np.take_along_axis(values, order, axis=1)
        shares = np.cumsum(weights[order], axis=1)
        shares /= shares[:, -1:]
        # values without weight at the low end are no quantile, not even at level 0
        shares[shares == 0] = -1
        index = np.stack([np.searchsorted(row, wanted, side="left") for row in shares], axis=1)
        result = np.take_along_axis(ordered, np.minimum(index, count - 1).T, axis=1).T
    return np.where(np.isnan(ordered[:, -1]), np.nan, result)


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
    return float(scaled.sum() ** 2 / (scaled @ scaled))


def _check(weights: Array, count: int) -> None:
    if weights.shape != (count,):
        raise ValueError(f"There are {count} draws, but weights of shape {weights.shape}.")
    if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.any()):
        raise ValueError("Weights must be finite, not negative and not all 0.")
