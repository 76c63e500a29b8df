"""The quantile function of the beta distribution, fast enough for a drag.

The inverse of the incomplete beta function costs 2 µs or more a draw. It is evaluated at knots uniform in z only, z
being a standard normal draw, and x(z) = F⁻¹(Φ(z)) between them follows the quintic Hermite polynomial that matches x,
x′ and x″ at both ends of each interval, all of them exact: x′ = φ(z) / f(x) and x″ = x′ (−z − x′ f′(x) / f(x)) with f
the beta density. (Cubic polynomials through x and x′ need four times the knots, and are then still less exact.)
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: The knots lie between ± this z; the Sobol points of :mod:`claimbench.engine.sampling` stay within ± 6.13.
REACH = 6.5
INTERVALS = 128
#: A shape below 1 makes x(z) steeper in proportion, and the knots denser, up to this many times INTERVALS; beyond that
#: every draw is inverted by itself.
FINEST = 64


def beta_quantile(alpha: float, beta: float, z: Array) -> Array:
    """F⁻¹(Φ(z)) of the beta distribution on [0, 1], shape as ``z`` (n,). Worst error against ``scipy.stats.beta``, over
    hundreds of pairs of shapes: 3e-12 for those of a PERT, 6e-11 for any from 0.02 to 3,000 (worst near 1, 1)."""
    if min(alpha, beta) < 1 / FINEST:
        return exact_beta_quantile(alpha, beta, z)
    table = _table(alpha, beta)
    intervals = table.shape[1]
    t = (np.clip(z, -REACH, REACH) + REACH) * (intervals / (2 * REACH))
    i = np.minimum(t.astype(np.intp), intervals - 1)
    t -= i
    x = table[5].take(i)
    for coefficients in table[4::-1]:
        x *= t
        x += coefficients.take(i)
    beyond = np.flatnonzero(np.abs(z) > REACH)
    if len(beyond):
        x[beyond] = exact_beta_quantile(alpha, beta, z[beyond])
    return np.asarray(np.clip(x, 0.0, 1.0))


def exact_beta_quantile(alpha: float, beta: float, z: Array) -> Array:
    """The same, inverted draw by draw."""
    from scipy import special

    # each half from its own tail: 1 − Φ(z) would lose the upper one
    lower = special.betaincinv(alpha, beta, special.ndtr(np.minimum(z, 0.0)))
    upper = special.betaincinv(beta, alpha, special.ndtr(-np.maximum(z, 0.0)))
    return np.asarray(np.where(z < 0, lower, 1 - upper))


@lru_cache(maxsize=64)
def _table(alpha: float, beta: float) -> Array:
    """Coefficients of the polynomial in each interval, shape (6, intervals), constant term first."""
    from scipy import special

    intervals = INTERVALS * math.ceil(1 / min(alpha, beta, 1.0))
    z = np.linspace(-REACH, REACH, intervals + 1)
    half = intervals // 2
    low_tail = special.betaincinv(alpha, beta, special.ndtr(z[:half]))
    high_tail = special.betaincinv(beta, alpha, special.ndtr(-z[half:]))
    # x and 1 − x, each accurate in its own tail
    x, rest = np.concatenate([low_tail, 1 - high_tail]), np.concatenate([1 - low_tail, high_tail])
    inside = (x > 0) & (rest > 0)  # elsewhere x has underflowed to an end, and is flat
    x_inside, rest_inside = np.where(inside, x, 0.5), np.where(inside, rest, 0.5)
    log_density = (
        special.xlogy(alpha - 1, x_inside) + special.xlogy(beta - 1, rest_inside) - special.betaln(alpha, beta)
    )
    slope = np.where(inside, np.exp(-0.5 * z * z - 0.5 * math.log(2 * math.pi) - log_density), 0.0)
    bend = slope * (-z - slope * ((alpha - 1) / x_inside - (beta - 1) / rest_inside))
    step = 2 * REACH / intervals
    rise, d, c = np.diff(x), slope * step, bend * step**2
    d0, d1, c0, c1 = d[:-1], d[1:], c[:-1], c[1:]
    return np.stack(
        [
            x[:-1],
            d0,
            c0 / 2,
            10 * rise - 6 * d0 - 4 * d1 - 1.5 * c0 + 0.5 * c1,
            -15 * rise + 8 * d0 + 7 * d1 + 1.5 * c0 - c1,
            6 * rise - 3 * (d0 + d1) - 0.5 * (c0 - c1),
        ]
    )
