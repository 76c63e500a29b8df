"""Assumptions: uncertain constants, and how they go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from claimbench.core.frozen import dataclass


@dataclass(frozen=True, slots=True)
class DistributionName:
    """What a kind of distribution is called; ``numbers`` says what has to be given. ``inner`` is the share of the draws
    between low and high where they are not the ends, as in "90 %"."""

    name: str
    numbers: str
    inner: str = ""


#: The kinds of distribution, as files write them and in the order of a list. What each does is in
#: :mod:`claimbench.engine.distribution_kinds`.
DISTRIBUTIONS: Final[Mapping[str, DistributionName]] = {
    "pert": DistributionName("PERT", "lowest, most likely, highest"),
    "triangular": DistributionName("triangular", "lowest, most likely, highest"),
    "uniform": DistributionName("uniform", "lowest to highest"),
    "normal": DistributionName("normal", "5 % point, median, 95 % point", "90 %"),
    "lognormal": DistributionName("lognormal", "5 % point, median, 95 % point", "90 %"),
    "beta": DistributionName("beta", "two shapes between two ends"),
    "discrete": DistributionName("discrete", "values with weights"),
    "constant": DistributionName("constant", "one value"),
}


@dataclass(frozen=True, slots=True)
class Assumption:
    """An uncertain constant, as typed.

    ``distribution`` is one of :data:`DISTRIBUTIONS`. ``low`` and ``high``
    are the 5 % and 95 % points of a normal or lognormal and the ends of every other shape;
    ``best`` is the median of the former and the mode (or most weighted value) of the latter.
    All three, and ``limits``, are in ``unit``. ``column`` is the column of the Sobol set that the draws
    come from; it never changes while the assumption lives.
    """

    id: str
    label: str
    unit: str
    distribution: str
    low: float
    best: float
    high: float
    column: int
    limits: tuple[float, float] | None = None
    shapes: tuple[float, float] | None = None  # the two shapes of a beta
    values: tuple[float, ...] = ()  # of a discrete distribution
    weights: tuple[float, ...] = ()
    group: str = ""
    claims: tuple[str, ...] = ()  # the claims it rests on
    assumed: bool = False  # no source gives it: the analyst's own
    default: tuple[float, float, float] | None = None  # low, best, high to go back to, where they are not those above
    note: str = ""

    @property
    def called(self) -> DistributionName:
        return DISTRIBUTIONS[self.distribution]


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's rank correlation, -1 to 1, between the draws of two assumptions."""

    first: str
    second: str
    rank: float


def beta_best(alpha: float, beta: float) -> float:
    """Where the best value of a beta distribution with these shapes, both above 0, lies between its ends, 0 to 1.

    The mode (Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions 2, 1995, ch. 25), or the median where
    there is no mode or more than one.
    """
    if alpha == beta:
        return 0.5
    if alpha < 1 and beta < 1:
        from scipy import special

        return float(special.betaincinv(alpha, beta, 0.5))
    if alpha <= 1 or beta <= 1:
        return 0.0 if alpha < beta else 1.0
    return (alpha - 1) / (alpha + beta - 2)
