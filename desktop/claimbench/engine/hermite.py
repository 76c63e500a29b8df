"""Smooth functions of a standard normal draw, from a table: quintic Hermite polynomials between knots uniform in z.

Between two knots the polynomial matches value, slope and bend (second derivative) of the function at both, and is off
by no more than step⁶ / 46,080 times the sixth derivative.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: The knots lie between ± this z; the Sobol points of :mod:`claimbench.engine.sampling` stay within ± 6.13.
REACH = 6.5


def knots(intervals: int) -> Array:
    return np.linspace(-REACH, REACH, intervals + 1)


def table(value: Array, slope: Array, bend: Array) -> Array:
    """Coefficients of the polynomial in each interval, shape (6, intervals), constant term first; from the function and
    its first two derivatives at the knots."""
    step = 2 * REACH / (len(value) - 1)
    rise, d, c = np.diff(value), slope * step, bend * step**2
    d0, d1, c0, c1 = d[:-1], d[1:], c[:-1], c[1:]
    return np.stack(
        [
            value[:-1],
            d0,
            c0 / 2,
            10 * rise - 6 * d0 - 4 * d1 - 1.5 * c0 + 0.5 * c1,
            -15 * rise + 8 * d0 + 7 * d1 + 1.5 * c0 - c1,
            6 * rise - 3 * (d0 + d1) - 0.5 * (c0 - c1),
        ]
    )


def follow(coefficients: Array, z: Array) -> Array:
    """The function at ``z``, (n,); beyond the knots as at the last one."""
    intervals = coefficients.shape[1]
    t = (np.clip(z, -REACH, REACH) + REACH) * (intervals / (2 * REACH))
    i = np.minimum(t.astype(np.intp), intervals - 1)
    t -= i
    x = coefficients[5].take(i)
    for each in coefficients[4::-1]:
        x *= t
        x += each.take(i)
    return np.asarray(x)
