"""Taking claims as true: how likely each draw makes them, and what weight that gives it.

A draw's weight is the product of the likelihoods of all held claims, each with a peak of 1. Everything is kept as
logarithms, so that many claims far out in a tail do not vanish.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.relation import RELATIONS
from claimbench.core.show import day_number
from claimbench.evidence.origins import origins
from claimbench.evidence.verdict import accepted, equal_tolerance, is_date

Array = NDArray[np.float64]

#: A tolerance is the half-width of a 90 % interval: this many standard deviations of a normal.
NORMAL_95: Final = 1.6448536269514722
#: Further than this, in standard deviations, a draw does not come near a claim.
NEAR: Final = 3.0
#: A sample whose effective share of the draws is below this is too thin to show.
THIN: Final = 0.05

#: The chance that a source of reliability A to F, or a piece of information of credibility 1 to 6, is wrong, where a
#: case has no table of its own. The Admiralty code (AJP-2.1) has words only; "usually" and "probably" are read as 9 in
#: 10, "fairly" and "possibly" as about 3 in 4, "not usually" and "doubtful" as even, and what cannot be judged (F, 6)
#: as even, too.
RELIABILITY_ERRORS: Final[Mapping[str, float]] = {"A": 0.02, "B": 0.1, "C": 0.25, "D": 0.5, "E": 0.75, "F": 0.5}
CREDIBILITY_ERRORS: Final[Mapping[int, float]] = {1: 0.02, 2: 0.1, 3: 0.25, 4: 0.5, 5: 0.75, 6: 0.5}


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely a claim is, given its measure: 1 from ``low`` to ``high``, a normal fall outside.

    ``low``, ``high`` and ``sigma`` are in the claim's unit (day numbers for a date); with ``logarithmic`` the fall is
    normal in the logarithm of the measure, and ``sigma`` is in natural logarithms. ``error`` is the chance that the
    claim is wrong altogether: the likelihood never falls below it.
    """

    claim: str
    low: float
    high: float
    sigma: float
    logarithmic: bool = False
    error: float = 0.0

    def residuals(self, values: Array) -> Array:
        """How far each value lies outside, in standard deviations: below is negative, inside 0, no value +∞."""
        low, high = self.low, self.high
        if self.logarithmic:
            # what is not positive is further away than anything that is
            values = np.log(np.maximum(values, low * 1e-12))
            low, high = math.log(low), math.log(high)
        outside = np.zeros_like(values)
        if high < math.inf:
            outside += np.maximum(values - high, 0.0)
        if low > -math.inf:
            outside -= np.maximum(low - values, 0.0)
        return np.where(np.isnan(values), np.inf, outside / self.sigma)

    def log_likelihood(self, residuals: Array) -> Array:
        """The logarithm of the likelihood, at most 0; -∞ where there is none."""
        fall = -0.5 * residuals * residuals
        if self.error <= 0.0:
            return fall
        if self.error >= 1.0:  # it says nothing
            return np.zeros_like(fall)
        return np.logaddexp(math.log1p(-self.error) + fall, math.log(self.error))


@lru_cache(maxsize=4096)  # asked for at every step of a drag
def likelihood(claim: Claim, error: float = 0.0) -> Likelihood:
    """The likelihood of a claim.

    "=" and "about" are normal around the value, with the tolerance as half of a 90 % interval (lognormal where the
    value is positive and the tolerance a share of it); "between" falls outside its range with a tenth of the range's
    width; the one-sided relations fall on the wrong side of their bound, as "=" would. A date is a day: its likelihood
    is 1 through the day ("more than" begins after it, "less than" ends before it), and without a tolerance it falls as
    if it were known to the half day.

    Raises ValueError with a sentence for a claim that cannot be tested.
    """
    if not claim.testable:
        raise ValueError(claim.why_not or "The claim has no measure, or no relation.")
    ends = accepted(claim)  # raises for what is incomplete
    meaning = RELATIONS[claim.relation]
    day = 1.0 if is_date(claim) else 0.0  # which begins where the one before it ends
    if meaning.two_ends:
        width = ends.high - ends.low
        sigma = width / 10 if width > 0 else _tolerance(claim, ends.high)[0] / NORMAL_95
        return Likelihood(claim.id, ends.low - day, ends.high, sigma, error=error)
    assert claim.value is not None, "accepted() has seen to it"
    value = day_number(claim.value) if not isinstance(claim.value, float | int) else float(claim.value)
    tolerance, relative = _tolerance(claim, value)
    sigma = tolerance / NORMAL_95
    if meaning.arrow > 0:
        return Likelihood(claim.id, value if meaning.open else value - day, math.inf, sigma, error=error)
    if meaning.arrow < 0:
        return Likelihood(claim.id, -math.inf, value - day if meaning.open else value, sigma, error=error)
    if relative and value > 0:
        return Likelihood(claim.id, value, value, sigma / value, logarithmic=True, error=error)
    return Likelihood(claim.id, value - day, value, sigma, error=error)


def _tolerance(claim: Claim, value: float) -> tuple[float, bool]:
    """The tolerance that "=" would have, never 0, and whether it is a share of the value."""
    ends = accepted(claim)
    if ends.tolerance:
        return ends.tolerance, ends.rule.endswith("%")
    if is_date(claim):
        return 0.5, False
    tolerance, rule = equal_tolerance(value)
    # of 0 nothing is a share: half a unit
    return (tolerance, rule.endswith("%")) if tolerance else (0.5, False)


# -- grades


def grade(case: Case, claim: Claim) -> str:
    """The grade of a claim, such as "B2": the reliability of who originates it (the best of several) and its
    credibility; what is not given cannot be judged (F, 6)."""
    letters = [case.sources[id].reliability for id in origins(case, claim.id).ends if id in case.sources]
    known = [letter for letter in letters if letter in RELIABILITY_ERRORS]
    return f"{min(known, key=RELIABILITY_ERRORS.__getitem__, default='F')}{claim.credibility or 6}"


def grade_error(case: Case, claim: Claim) -> float:
    """The chance that a claim of this grade is wrong, ε: from the case's table, else the mean in log-odds of what its
    reliability and its credibility stand for (a logarithmic opinion pool: Genest and Zidek, Stat. Sci. 1, 1986)."""
    found = grade(case, claim)
    if found in case.grade_errors:
        return case.grade_errors[found]
    errors = RELIABILITY_ERRORS[found[0]], CREDIBILITY_ERRORS.get(int(found[1:]), 0.5)
    odds = math.sqrt(math.prod(error / (1 - error) for error in errors))
    return odds / (1 + odds)


# -- several claims


@dataclass(frozen=True)
class Evidence:
    """Held claims with their likelihoods, in the order of the case. ``groups`` has for each claim the name of the
    figure that it shares with others of one origin, else a name of its own."""

    likelihoods: tuple[Likelihood, ...]
    groups: tuple[str, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        return tuple(each.claim for each in self.likelihoods)

    def residuals(self, values: Mapping[str, Array]) -> Array:
        """Shape (claims, n), from the draws of each claim's measure in its unit."""
        return np.array([each.residuals(values[each.claim]) for each in self.likelihoods])

    def log_likelihoods(self, residuals: Array) -> Array:
        """Shape (claims, n), each for itself."""
        return np.array(
            [each.log_likelihood(row) for each, row in zip(self.likelihoods, residuals, strict=True)]
        ).reshape(residuals.shape)

    def joint(self, log_likelihoods: Array, without: str = "") -> Array:
        """The logarithm of the product of the likelihoods, shape (n,), but for the claim ``without`` and what is one
        figure with it. k claims that are one figure of one origin count with the power 1/k each, as one."""
        total = np.zeros(log_likelihoods.shape[1])
        members: dict[str, list[Array]] = {}
        left_out = self.one_with(without)
        for claim, group, row in zip(self.claims, self.groups, log_likelihoods, strict=True):
            if claim not in left_out:
                members.setdefault(group, []).append(row)
        for rows in members.values():
            total += sum(rows[1:], rows[0]) / len(rows)
        return total

    def one_with(self, claim: str) -> tuple[str, ...]:
        """The claims that are one figure with this one, itself included; none where it is not held."""
        own = [group for each, group in zip(self.claims, self.groups, strict=True) if each == claim]
        return tuple(each for each, group in zip(self.claims, self.groups, strict=True) if group in own)

    def without(self, claims: Collection[str]) -> Evidence:
        kept = [index for index, each in enumerate(self.likelihoods) if each.claim not in claims]
        return Evidence(tuple(self.likelihoods[i] for i in kept), tuple(self.groups[i] for i in kept))


def evidence(case: Case, claims: Collection[str] | None = None) -> Evidence:
    """What is held in a case (or the given claims); the order in which claims were held does not matter. Claims that
    cannot be tested are left out: see :func:`cannot_hold`."""
    wanted = set(case.held if claims is None else claims)
    held = [claim for id, claim in case.claims.items() if id in wanted and not cannot_hold(claim)]
    return Evidence(
        tuple(likelihood(claim, grade_error(case, claim) if case.weigh_by_grade else 0.0) for claim in held),
        tuple(f"figure:{claim.figure}" if claim.figure else f"claim:{claim.id}" for claim in held),
    )


def cannot_hold(claim: Claim) -> str:
    """Why a claim cannot be held, in a sentence; "" where it can."""
    try:
        likelihood(claim)
    except ValueError as refusal:
        return str(refusal)
    return ""


def weights(log_joint: Array) -> Array:
    """Weights with a peak of 1 from logarithms, shape (n,); all 0 where no draw is possible."""
    peak = float(log_joint.max(initial=-np.inf))
    return np.exp(log_joint - peak) if np.isfinite(peak) else np.zeros_like(log_joint)


def resample(draw_weights: Array, count: int, seed: int, along: Array | None = None) -> NDArray[np.intp]:
    """``count`` indices of draws, each as often as its weight asks for, in a random order.

    Systematic resampling (Kitagawa, J. Comput. Graph. Stat. 5, 1996), which takes every draw within one of as often as
    it should be, from draws in the order of ``along`` (n,), by which the sample is then nearly exact; equals, and all
    without it, in a random order. Never in their own: the weights of Sobol points go up and down in step, and
    systematic resampling would fall into that step. The same seed gives the same indices, and small changes of the
    weights change few of them.
    """
    rng = np.random.default_rng(seed)
    line = rng.permutation(len(draw_weights))
    if along is not None:
        line = line[np.argsort(along[line], kind="stable")]
    ends = np.cumsum(draw_weights[line])
    points = (np.arange(count) + rng.random()) * (ends[-1] / count)
    place = np.minimum(np.searchsorted(ends, points, side="right"), np.flatnonzero(draw_weights[line])[-1])
    return np.asarray(line[place][rng.permutation(count)], dtype=np.intp)


def counted_twice(case: Case, held: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of a held claim and an assumption whose range already rests on it, or on another claim of its figure."""
    figures = {id: case.claims[id].figure for id in held if id in case.claims}
    found = []
    for id, figure in figures.items():
        for assumption in case.assumptions.values():
            rests = [case.claims[claim] for claim in assumption.claims if claim in case.claims]
            if any(claim.id == id or (figure and claim.figure == figure) for claim in rests):
                found.append((id, assumption.id))
    return found


def same_origin(case: Case, held: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of held claims about one number (the same measure) with an origin in common that are not one figure."""
    claims = [case.claims[id] for id in held if id in case.claims]
    return [
        (one.id, other.id)
        for one, other in combinations(claims, 2)
        if one.measure.strip() == other.measure.strip()
        and not (one.figure and one.figure == other.figure)
        and set(origins(case, one.id).ends) & set(origins(case, other.id).ends)
    ]
