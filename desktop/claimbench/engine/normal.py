"""The standard normal distribution function and its inverse without scipy, whose import takes longer than a
projection."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from claimbench.engine import hermite
from claimbench.engine.hermite import Array

_INTERVALS = 1024

# Wichura, Applied Statistics 37, 1988 (algorithm AS 241, PPND16): numerator and denominator of a rational function, the
# highest power first, for the middle 85 %, for tails down to 1.4e-11, and beyond.
_Ratio = tuple[tuple[float, ...], tuple[float, ...]]
_MIDDLE: _Ratio = (
    (
        2509.0809287301226727,
        33430.575583588128105,
        67265.770927008700853,
        45921.953931549871457,
        13731.693765509461125,
        1971.5909503065514427,
        133.14166789178437745,
        3.387132872796366608,
    ),
    (
        5226.495278852545925,
        28729.085735721942674,
        39307.89580009271061,
        21213.794301586595867,
        5394.1960214247511077,
        687.1870074920579083,
        42.313330701600911252,
        1.0,
    ),
)
_TAIL: _Ratio = (
    (
        7.7454501427834140764e-4,
        0.0227238449892691845833,
        0.24178072517745061177,
        1.27045825245236838258,
        3.64784832476320460504,
        5.7694972214606914055,
        4.6303378461565452959,
        1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9,
        5.475938084995344946e-4,
        0.0151986665636164571966,
        0.14810397642748007459,
        0.68976733498510000455,
        1.6763848301838038494,
        2.05319162663775882187,
        1.0,
    ),
)
_FAR: _Ratio = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        0.0012426609473880784386,
        0.026532189526576123093,
        0.29656057182850489123,
        1.7848265399172913358,
        5.4637849111641143699,
        6.6579046435011037772,
    ),
    (
        2.04426310338993978564e-15,
        1.4215117583164458887e-7,
        1.8463183175100546818e-5,
        7.868691311456132591e-4,
        0.0148753612908506148525,
        0.13692988092273580531,
        0.59983220655588793769,
        1.0,
    ),
)


def quantile(share: Array) -> Array:
    """Φ⁻¹, shape as ``share`` (n,), to some 1e-15 of its value; 0 gives −∞ and 1 gives ∞."""
    from_middle = share - 0.5
    z = from_middle * _ratio(_MIDDLE, 0.180625 - from_middle * from_middle)
    tails = np.flatnonzero(np.abs(from_middle) > 0.425)
    if len(tails):
        below = share[tails]
        with np.errstate(divide="ignore"):
            r = np.sqrt(-np.log(np.minimum(below, 1.0 - below)))
        found = r.copy()  # infinite where the tail has nothing left
        near, far = r <= 5.0, np.isfinite(r) & (r > 5.0)
        found[near] = _ratio(_TAIL, r[near] - 1.6)
        found[far] = _ratio(_FAR, r[far] - 5.0)
        z[tails] = np.copysign(found, from_middle[tails])
    return np.asarray(z)


def _ratio(polynomials: _Ratio, x: Array) -> Array:
    top, bottom = (np.full_like(x, coefficients[0]) for coefficients in polynomials)
    for above, below in zip(polynomials[0][1:], polynomials[1][1:], strict=True):
        top *= x
        top += above
        bottom *= x
        bottom += below
    top /= bottom
    return top


def cdf(z: Array) -> Array:
    """Φ(z), shape as ``z`` (n,), to 1e-15 and in the lower tail to 1e-11 of the value; never 0."""
    share = hermite.follow(_table(), z)
    for beyond in np.flatnonzero(np.abs(z) > hermite.REACH):
        share[beyond] = exact(float(z[beyond]))
    return np.maximum(share, np.finfo(np.float64).tiny, out=share)


def exact(z: float) -> float:
    """Φ(z), to the last bits of its value in both tails."""
    return 0.5 * math.erfc(-z * math.sqrt(0.5))


@cache
def _table() -> Array:
    z = hermite.knots(_INTERVALS)
    density = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
    return hermite.table(np.array([exact(each) for each in z.tolist()]), density, -z * density)
