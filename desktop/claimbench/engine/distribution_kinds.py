"""The kinds of distribution an assumption can have: one small class each, one line each in :data:`KINDS`.

Draws are made from a standard normal column z by ``quantile(a, z)`` = F⁻¹(Φ(z)), so that one Sobol set serves every
shape, random numbers stay common while a range is dragged, and a Gaussian copula only has to mix columns.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from claimbench.core.assumption import Assumption, beta_best
from claimbench.core.problem import Problem, error
from claimbench.core.show import show_number
from claimbench.engine import normal
from claimbench.engine.beta import beta_quantile

Array = NDArray[np.float64]

#: The 95 % point of the standard normal distribution.
Z95 = 1.6448536269514722


class Distribution(ABC):
    """What the kinds have in common: a bounded shape between ``low`` and ``high`` with ``best`` as its mode.

    ``parts`` says what low, best and high mean; ``typed`` names the fields that must be given.
    """

    parts: ClassVar[tuple[str, str, str]] = ("lowest", "most likely", "highest")
    typed: ClassVar[tuple[str, ...]] = ("low", "best", "high")
    ends_move: ClassVar[bool] = True  # whether low and high can be moved on their own

    def problems(self, a: Assumption) -> list[Problem]:
        """What is wrong beyond the checks that all kinds share."""
        return []

    @abstractmethod
    def quantile(self, a: Assumption, z: Array) -> Array:
        """F⁻¹(Φ(z)), in the assumption's unit, of the shape of ``z``."""

    @abstractmethod
    def density(self, a: Assumption, x: Array) -> Array:
        """Probability density at ``x``: 0 outside the support, possibly infinite at its ends; for discrete values the
        mass at ``x``. Not for an assumption whose support is a single value."""

    def point(self, a: Assumption) -> float:
        return a.best

    def moved(self, a: Assumption, best: float) -> Assumption:
        return replace(a, low=min(a.low, best), best=best, high=max(a.high, best))

    def with_ends(self, a: Assumption, low: float, high: float) -> Assumption:
        return replace(a, low=low, high=high)

    def keeps_best(self, a: Assumption) -> bool:
        """Whether best stays where it is while an end is moved on its own."""
        return True

    def support(self, a: Assumption) -> tuple[float, float]:
        """The least and the greatest value that can be drawn."""
        return a.low, a.high

    def room(self, a: Assumption) -> tuple[float, float]:
        """A range to show: three quarters of the width beyond each end, so that there is somewhere to drag to; not
        below 0 for what is never negative."""
        low, high = self.support(a)
        room = 0.75 * (high - low) or abs(low) / 2 or 1.0
        return (max(0.0, low - room) if low >= 0 else low - room), high + room

    def breaks(self, a: Assumption) -> tuple[float, ...]:
        """Where the density may jump or peak."""
        return a.low, self.point(a), a.high


class Normal(Distribution):
    """Two half-normals of mass ½ each, glued at the median, with σ = (best − low) / 1.645 and (high − best) / 1.645.

    The quantile function is continuous, the density jumps at the median unless σ is the same. (The split normal of the
    Bank of England's fan charts is glued at the mode instead, and its halves differ in mass.)
    """

    parts = ("5 % point", "median", "95 % point")

    def quantile(self, a: Assumption, z: Array) -> Array:
        spread = np.where(z < 0, a.best - a.low, a.high - a.best)
        return np.asarray(a.best + spread * (z / Z95))

    def density(self, a: Assumption, x: Array) -> Array:
        return _two_half_normals(x - a.best, (a.best - a.low) / Z95, (a.high - a.best) / Z95)

    def moved(self, a: Assumption, best: float) -> Assumption:
        offset = best - a.best
        return replace(a, low=min(neat(a.low + offset), best), best=best, high=max(neat(a.high + offset), best))

    def support(self, a: Assumption) -> tuple[float, float]:
        return (-math.inf if a.low < a.best else a.best), (math.inf if a.high > a.best else a.best)

    def room(self, a: Assumption) -> tuple[float, float]:
        low, high = (float(x) for x in self.quantile(a, np.array([-3.0, 3.0])))
        return (low, high) if low < high else super().room(a)


class Lognormal(Distribution):
    """The logarithm is a two-piece normal (:class:`Normal`) through log low, log best and log high."""

    parts = ("5 % point", "median", "95 % point")

    def problems(self, a: Assumption) -> list[Problem]:
        return [
            error(
                "not-positive",
                f"{part} is {shown(value)}, but a lognormal has only values above 0.",
                path(a, part),
                hint="Use a value above 0, or another distribution.",
            )
            for part, value in (("low", a.low), ("best", a.best), ("high", a.high))
            if value <= 0
        ]

    def quantile(self, a: Assumption, z: Array) -> Array:
        spread = np.where(z < 0, math.log(a.best / a.low), math.log(a.high / a.best))
        return np.asarray(a.best * np.exp(spread * (z / Z95)))

    def density(self, a: Assumption, x: Array) -> Array:
        inside = x > 0
        log = np.log(np.where(inside, x, a.best) / a.best)
        in_log = _two_half_normals(log, math.log(a.best / a.low) / Z95, math.log(a.high / a.best) / Z95)
        return np.asarray(np.where(inside, in_log / np.where(inside, x, 1.0), 0.0))

    def moved(self, a: Assumption, best: float) -> Assumption:
        if best <= 0:
            raise ValueError(f"{a.label}: a lognormal has only values above 0, not {shown(best)}.")
        ratio = best / a.best
        return replace(a, low=min(neat(a.low * ratio), best), best=best, high=max(neat(a.high * ratio), best))

    def with_ends(self, a: Assumption, low: float, high: float) -> Assumption:
        if low <= 0:
            raise ValueError(f"{a.label}: a lognormal has only values above 0, not {shown(low)}.")
        return replace(a, low=low, high=high)

    def support(self, a: Assumption) -> tuple[float, float]:
        return (0.0 if a.low < a.best else a.best), (math.inf if a.high > a.best else a.best)

    def room(self, a: Assumption) -> tuple[float, float]:
        low, high = (float(x) for x in self.quantile(a, np.array([-3.0, 3.0])))
        return (low, high) if low < high else super().room(a)

    def breaks(self, a: Assumption) -> tuple[float, ...]:
        """With the mode of the lower half, exp(log best − σ²); the upper half falls from its start."""
        below = math.log(a.best / a.low) / Z95
        return a.low, a.best * math.exp(-(below**2)), a.best, a.high


class Uniform(Distribution):
    """Every value between the ends is as likely as any other. Best is the middle: moving it carries both ends."""

    parts = ("lowest", "middle", "highest")
    typed = ("low", "high")

    def quantile(self, a: Assumption, z: Array) -> Array:
        return np.clip(a.low + normal.cdf(z) * (a.high - a.low), a.low, a.high)

    def density(self, a: Assumption, x: Array) -> Array:
        return np.where((x >= a.low) & (x <= a.high), 1 / (a.high - a.low), 0.0)

    def point(self, a: Assumption) -> float:
        return _as_typed(a, a.low + (a.high - a.low) / 2)

    def moved(self, a: Assumption, best: float) -> Assumption:
        return _carried(a, self.point(a), best)

    def keeps_best(self, a: Assumption) -> bool:
        return False

    def with_ends(self, a: Assumption, low: float, high: float) -> Assumption:
        return replace(a, low=low, best=neat(low + (high - low) / 2), high=high)


class Triangular(Distribution):
    def quantile(self, a: Assumption, z: Array) -> Array:
        width = a.high - a.low
        # Φ(z) and 1 − Φ(z), each accurate in its own tail
        tail = normal.cdf(-np.abs(z))
        share, rest = np.where(z < 0, tail, 1 - tail), np.where(z < 0, 1 - tail, tail)
        below = a.low + np.sqrt(share * (width * (a.best - a.low)))
        above = a.high - np.sqrt(rest * (width * (a.high - a.best)))
        return np.asarray(np.where(below < a.best, below, above))

    def density(self, a: Assumption, x: Array) -> Array:
        rising = (x - a.low) / ((a.best - a.low) or 1.0)
        falling = (a.high - x) / ((a.high - a.best) or 1.0)
        side = np.where(x < a.best, rising, np.where(x > a.best, falling, 1.0))
        return np.asarray(np.where((x < a.low) | (x > a.high), 0.0, side * (2 / (a.high - a.low))))


class StretchedBeta(Distribution):
    """A beta distribution stretched from [0, 1] to [low, high]."""

    @abstractmethod
    def shapes(self, a: Assumption) -> tuple[float, float]:
        """α and β."""

    def quantile(self, a: Assumption, z: Array) -> Array:
        if a.low == a.high:
            return np.full_like(z, a.low)
        x = beta_quantile(*self.shapes(a), z)
        x *= a.high - a.low
        x += a.low
        return np.clip(x, a.low, a.high, out=x)

    def density(self, a: Assumption, x: Array) -> Array:
        alpha, beta = self.shapes(a)
        inside = (x >= a.low) & (x <= a.high)
        at, width = np.where(inside, x, a.low), a.high - a.low
        share, rest = (at - a.low) / width, (a.high - at) / width
        with np.errstate(divide="ignore", over="ignore"):  # infinite at an end where a shape is below 1
            log = np.zeros_like(share)
            for power, part in ((alpha - 1, share), (beta - 1, rest)):
                log += power * np.log(part) if power else 0.0
            log += math.lgamma(alpha + beta) - math.lgamma(alpha) - math.lgamma(beta)
            return np.asarray(np.where(inside, np.exp(log) / width, 0.0))


class Pert(StretchedBeta):
    """The beta distribution with mode best and mean (low + 4 best + high) / 6: shapes 1 + 4 (best − low) / (high − low)
    and 1 + 4 (high − best) / (high − low). (Malcolm, Roseboom, Clark and Fazar, Operations Research 7, 1959.)"""

    def shapes(self, a: Assumption) -> tuple[float, float]:
        width = a.high - a.low
        return 1 + 4 * ((a.best - a.low) / width), 1 + 4 * ((a.high - a.best) / width)


class Beta(StretchedBeta):
    """The beta distribution with the ``shapes`` (α, β) as typed.

    Its best value is the mode, low + (high − low) (α − 1) / (α + β − 2), and the median where there is no single
    mode. Moving it keeps the ends and the concentration α + β, as a PERT does (Kruschke, Doing Bayesian Data
    Analysis, 2nd ed., section 6.2.1). With a shape below 1 the density is infinite at an end, there is no mode to
    move, and both ends are carried along.
    """

    typed = ("low", "high")

    def shapes(self, a: Assumption) -> tuple[float, float]:
        if a.shapes is None:
            raise ValueError(f"{a.label}: the beta distribution has no shapes.")
        return a.shapes

    def problems(self, a: Assumption) -> list[Problem]:
        if a.shapes is not None and all(math.isfinite(shape) and shape > 0 for shape in a.shapes):
            return []
        what = "has no shapes" if a.shapes is None else "has a shape that is not a number above 0"
        return [error("shapes", f"The beta distribution {what}.", path(a, "shapes"), hint="Give two: shapes = [2, 4].")]

    def point(self, a: Assumption) -> float:
        return _as_typed(a, a.low + beta_best(*self.shapes(a)) * (a.high - a.low))

    def keeps_best(self, a: Assumption) -> bool:
        """Whether there is a mode that can be put anywhere between the ends."""
        alpha, beta = self.shapes(a)
        return min(alpha, beta) >= 1 and alpha + beta > 2

    def moved(self, a: Assumption, best: float) -> Assumption:
        if not self.keeps_best(a):
            return _carried(a, self.point(a), best)
        return self._with_mode(a, min(a.low, best), best, max(a.high, best))

    def with_ends(self, a: Assumption, low: float, high: float) -> Assumption:
        if not self.keeps_best(a):
            stretched = replace(a, low=low, best=math.nan, high=high)
            return replace(stretched, best=neat(self.point(stretched)))
        return self._with_mode(a, low, self.point(a), high)

    def _with_mode(self, a: Assumption, low: float, best: float, high: float) -> Assumption:
        excess = sum(self.shapes(a)) - 2
        share = (best - low) / (high - low) if high > low else 0.5
        return replace(a, low=low, best=best, high=high, shapes=(1 + share * excess, 1 + (1 - share) * excess))


class Discrete(Distribution):
    """``values`` with ``weights`` (all equal where none are given). Best is the most weighted, the first of equals;
    moving it carries the others."""

    parts = ("least value", "most weighted", "greatest value")
    typed = ()
    ends_move = False

    def problems(self, a: Assumption) -> list[Problem]:
        found = []
        if not a.values:
            found.append(
                error("missing-value", "There are no values.", path(a, "values"), hint="Give some: values = [1, 2].")
            )
        if not all(map(math.isfinite, a.values)):
            found.append(
                error(
                    "not-finite",
                    "One of the values is not a finite number.",
                    path(a, "values"),
                    hint="Give finite numbers.",
                )
            )
        if a.weights and len(a.weights) != len(a.values):
            message = f"{len(a.weights)} weights for {len(a.values)} values."
            found.append(error("weights", message, path(a, "weights"), hint="Give one weight for each value."))
        if not all(math.isfinite(weight) and weight >= 0 for weight in a.weights):
            found.append(
                error(
                    "weights",
                    "A weight is not a number of 0 or more.",
                    path(a, "weights"),
                    hint="Weights are shares or counts: weights = [1, 2].",
                )
            )
        elif a.weights and not sum(a.weights) > 0:
            found.append(error("weights", "All weights are 0.", path(a, "weights"), hint="Make at least one positive."))
        return found

    def _masses(self, a: Assumption) -> tuple[Array, Array]:
        """The values that can be drawn in rising order, and the share of each."""
        values = np.array(a.values, dtype=np.float64)
        weights = np.array(a.weights or (1.0,) * len(a.values), dtype=np.float64)
        order = np.argsort(values, kind="stable")
        order = order[weights[order] > 0]
        return values[order], weights[order] / weights.sum()

    def quantile(self, a: Assumption, z: Array) -> Array:
        values, shares = self._masses(a)
        thresholds = normal.quantile(np.minimum(np.cumsum(shares)[:-1], 1.0))
        return values[np.searchsorted(thresholds, z, side="left")]

    def density(self, a: Assumption, x: Array) -> Array:
        values, shares = self._masses(a)
        return np.asarray((x[:, np.newaxis] == values) @ shares)

    def point(self, a: Assumption) -> float:
        weights = a.weights or (1.0,) * len(a.values)
        return a.values[weights.index(max(weights))]

    def moved(self, a: Assumption, best: float) -> Assumption:
        point = self.point(a)
        values = tuple(best if value == point else neat(value + (best - point)) for value in a.values)
        return replace(a, low=min(values), best=best, high=max(values), values=values)

    def support(self, a: Assumption) -> tuple[float, float]:
        values, _ = self._masses(a)
        return float(values[0]), float(values[-1])

    def breaks(self, a: Assumption) -> tuple[float, ...]:
        return a.values


class Constant(Distribution):
    parts = ("the value", "the value", "the value")
    typed = ("best",)
    ends_move = False

    def quantile(self, a: Assumption, z: Array) -> Array:
        return np.full_like(z, a.best)

    def density(self, a: Assumption, x: Array) -> Array:
        return np.where(x == a.best, 1.0, 0.0)

    def moved(self, a: Assumption, best: float) -> Assumption:
        return replace(a, low=best, best=best, high=best)

    def support(self, a: Assumption) -> tuple[float, float]:
        return a.best, a.best

    def breaks(self, a: Assumption) -> tuple[float, ...]:
        return (a.best,)


KINDS: Mapping[str, Distribution] = MappingProxyType(
    {
        "normal": Normal(),
        "lognormal": Lognormal(),
        "uniform": Uniform(),
        "triangular": Triangular(),
        "pert": Pert(),
        "beta": Beta(),
        "discrete": Discrete(),
        "constant": Constant(),
    }
)


def _as_typed(a: Assumption, derived: float) -> float:
    """A derived best value, exactly as typed where it was typed to within rounding."""
    return a.best if abs(a.best - derived) <= 1e-9 * (a.high - a.low) else derived


def _carried(a: Assumption, point: float, best: float) -> Assumption:
    offset = best - point
    return replace(a, low=min(neat(a.low + offset), best), best=best, high=max(neat(a.high + offset), best))


def _two_half_normals(distance: Array, below: float, above: float) -> Array:
    """Density of two half-normals of mass ½ at ``distance`` from their median; a half with σ = 0 is left out."""
    sigma = np.where(distance < 0, below, above)
    wide = np.where(sigma > 0, sigma, 1.0)
    return np.where(sigma > 0, np.exp(-0.5 * (distance / wide) ** 2) / (wide * math.sqrt(2 * math.pi)), 0.0)


def path(a: Assumption, part: str) -> str:
    """Where a problem is, as in :class:`claimbench.core.problem.Problem`."""
    return f"assumptions.{a.id}.{part}"


def shown(value: float) -> str:
    return show_number(value, 6)


def neat(value: float) -> float:
    """Without the last rounding errors of a sum or product: −0.02 + 0.001 is saved as −0.019."""
    return float(f"{value:.15g}")
