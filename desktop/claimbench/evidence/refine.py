"""A sample of what is held where plain draws hardly come: resample and move.

Points are in the space of the standard normal columns behind the draws, so that the prior is N(0, I) whatever the
distributions are. An optimiser finds where the held claims fit best; from there and from the prior a population of
points is led, by likelihoods raised to a power that grows from 0 to 1, to the conditioned distribution (sequential
Monte Carlo, Del Moral, Doucet and Jasra, J. R. Stat. Soc. B 68, 2006). The moves are Crank-Nicolson steps around the
population's own mean and covariance (Cotter, Roberts, Stuart and White, Stat. Sci. 28, 2013; Pinski, Simpson, Stuart
and Weber, SIAM J. Sci. Comput. 37, 2015).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from claimbench.core.frozen import dataclass
from claimbench.engine.summary import effective_size
from claimbench.evidence.holding import NEAR, Evidence, resample, weights

Array = NDArray[np.float64]

#: Beyond this many standard deviations of the prior nothing is looked for: one draw in a billion.
EDGE: Final = 6.0
#: Points at which the search for the best joint point begins looking.
SCOUTS: Final = 4_096
STARTS: Final = 6
FEW_STARTS: Final = 4  # where only whether there is one is asked
#: More claims than this are not tried in pairs.
MOST_PAIRED: Final = 12
#: Points that are led to the conditioned distribution; there they become as many as are wanted.
POPULATION: Final = 4_096
#: A stage of the sampler keeps at least this share of its points effective.
KEPT: Final = 0.5
MOST_MOVES: Final = 12
#: A sample that is not there after so many stages is given up: claims that nearly rule each other out.
MOST_STAGES: Final = 100
#: Moves are around a normal with this times the variance of the population, so that its tails are reached, too.
WIDER: Final = 1.5
LAST_MOVES: Final = 40
#: Points have moved enough when they correlate with where they began by no more than this.
FORGOTTEN: Final = 0.1
LOOKING: Final = "Looking for the best joint point"
_PRIOR_SHARE: Final = 0.5
_HARDLY: Final = 0.02  # the weight of the prior where only the claims count
_APART: Final = 0.5  # modes nearer to each other are one
_FAR: Final = 1e3  # residuals are cut here for the optimiser


@dataclass(frozen=True, eq=False)
class Target:
    """What is to be sampled: ``run`` gives the residuals of every held claim, (claims, n), at points (columns, n)."""

    evidence: Evidence
    columns: int
    run: Callable[[Array], Array]

    def log_joint(self, points: Array) -> Array:
        return self.evidence.joint(self.evidence.log_likelihoods(self.run(points)))

    def without(self, claims: Sequence[str]) -> Target:
        kept = [index for index, claim in enumerate(self.evidence.claims) if claim not in claims]
        return Target(self.evidence.without(claims), self.columns, lambda points: self.run(points)[kept])


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, 0 to 1, and what it does, in words."""

    share: float
    doing: str


@dataclass(frozen=True, eq=False)
class Fit:
    """The best joint point found. ``residuals`` (claims,) are those of ``point``; ``modes`` are good points, it being
    the first. ``nearest`` is how near any point came that was tried: the distance, in standard deviations, of the claim
    that was furthest from it."""

    point: Array
    residuals: Array
    log_joint: float
    nearest: float
    modes: tuple[Array, ...]

    @property
    def reachable(self) -> bool:
        """Whether any point was found within 3 σ of every claim."""
        return self.nearest <= NEAR


@dataclass(frozen=True, eq=False)
class Refined:
    """``points`` (columns, n): equally weighted draws of the conditioned distribution, in no order. ``log_joint`` (n,)
    is the logarithm of the likelihood that they were drawn with."""

    points: Array
    log_joint: Array
    stages: int

    @cached_property
    def effective_size(self) -> float:
        """How many of the points differ."""
        return float(np.unique(self.points, axis=1).shape[1])


# -- the best joint point


def best_fit(target: Target, seed: int) -> Generator[Progress, None, Fit]:
    """The point at which prior and likelihood are greatest together, and how near one can come to all claims anywhere
    within :data:`EDGE`."""
    begin, scouted = _scout(target, seed, STARTS)
    points = []
    for start in begin:
        yield Progress(0.0, LOOKING)
        points.append(_descend(target, start, 1.0))
    nearest = min(scouted, _nearest(target, points))
    if nearest > NEAR:  # how likely the point is no longer counts: only whether there is one
        for start in list(points):
            yield Progress(0.0, LOOKING)
            points.append(_descend(target, start, _HARDLY))
        nearest = min(nearest, _nearest(target, points))
    stacked = np.array(points).T
    residuals = target.run(stacked)
    log_joint = target.evidence.joint(target.evidence.log_likelihoods(residuals))
    order = np.argsort(0.5 * (stacked**2).sum(axis=0) - log_joint, kind="stable")
    best = int(order[0])
    modes = tuple(stacked[:, index] for index in order if np.isfinite(log_joint[index]))
    return Fit(stacked[:, best], residuals[:, best], float(log_joint[best]), nearest, modes)


def _scout(target: Target, seed: int, starts: int) -> tuple[list[Array], float]:
    """Points to begin looking from, and how near one of all that were tried came to all claims."""
    rng = np.random.default_rng([seed, 1])
    scouts = rng.standard_normal((target.columns, SCOUTS))
    scouts[:, SCOUTS // 2 :] *= EDGE / 2  # half of them far out
    scouts = np.clip(scouts, -EDGE, EDGE)
    size = np.minimum(np.abs(target.run(scouts)), _FAR)
    furthest = size.max(axis=0)
    likely = np.argsort(0.5 * (size**2).sum(axis=0) + 0.5 * (scouts**2).sum(axis=0), kind="stable")[: starts // 2]
    near = np.argsort(furthest, kind="stable")[: starts - len(likely)]
    begin = [scouts[:, index] for index in dict.fromkeys([*likely.tolist(), *near.tolist()])]
    return begin, float(furthest.min())


def _reachable(target: Target, seed: int, doing: Progress) -> Generator[Progress, None, bool]:
    """Whether any point comes within 3 σ of every claim; as soon as one does, no further is looked for."""
    begin, nearest = _scout(target, seed, FEW_STARTS)
    for start in begin:
        if nearest <= NEAR:
            break
        yield doing
        nearest = _nearest(target, [_descend(target, start, _HARDLY)])
    return nearest <= NEAR


def _nearest(target: Target, points: Sequence[Array]) -> float:
    return float(np.abs(target.run(np.array(points).T)).max(axis=0).min())


def _descend(target: Target, start: Array, prior: float) -> Array:
    """Least squares of the residuals and of ``prior`` times the point, from ``start``."""
    from scipy.optimize import least_squares  # only where plain draws do not do

    known: dict[bytes, tuple[Array, Array]] = {}  # the last point's residuals and slope: both come of one run

    def at(point: Array) -> tuple[Array, Array]:
        key = point.tobytes()
        if key not in known:
            known.clear()
            known[key] = _expanded(target, point)
        return known[key]

    def residuals(point: Array) -> Array:
        return np.concatenate([at(point)[0], prior * point])

    def slopes(point: Array) -> Array:
        return np.vstack([at(point)[1], prior * np.eye(target.columns)])

    found = least_squares(
        residuals,
        start,
        slopes,
        bounds=(-EDGE - 1e-6, EDGE + 1e-6),
        max_nfev=40,
    )
    return np.asarray(found.x, dtype=np.float64)


def _expanded(target: Target, point: Array, step: float = 1e-4) -> tuple[Array, Array]:
    """The residuals at a point, (claims,), and their derivatives, (claims, columns), in one run of the model."""
    moved = point[:, np.newaxis] + step * np.eye(target.columns)
    values = _cut(target.run(np.hstack([point[:, np.newaxis], moved])))
    return values[:, 0], np.asarray((values[:, 1:] - values[:, :1]) / step)


def _cut(residuals: Array) -> Array:
    return np.clip(residuals, -_FAR, _FAR)


def obstacles(target: Target, seed: int) -> Generator[Progress, None, tuple[tuple[str, ...], ...]]:
    """Of claims that cannot all hold: each claim without which the others could, else each such pair, else nothing."""
    claims = target.evidence.claims
    tries: list[list[tuple[str, ...]]] = [[(claim,) for claim in claims]] if len(claims) > 1 else []
    if 2 < len(claims) <= MOST_PAIRED:
        tries.append(list(combinations(claims, 2)))
    for candidates in tries:
        found = []
        for number, left_out in enumerate(candidates):
            doing = Progress(number / len(candidates), "Looking for what stands in the way")
            yield doing
            rest = target.without(left_out)
            if not rest.evidence.claims or (yield from _reachable(rest, seed, doing)):
                found.append(left_out)
        if found:
            return tuple(found)
    return ()


# -- the sample


def refine(target: Target, count: int, seed: int, modes: Sequence[Array]) -> Generator[Progress, None, Refined | None]:
    """``count`` draws of the conditioned distribution; None where no point has any likelihood, or where they are not
    reached within :data:`MOST_STAGES`.

    ``modes`` are good points to begin from, beside the prior. The same seed gives the same points.
    """
    rng = np.random.default_rng([seed, 2])
    start = _Start(target, modes)
    few = min(count, POPULATION)
    points = start.draw(few, rng)
    base, joint = start.log_density(points), target.log_joint(points)
    power, stages, step = 0.0, 0, 0.5
    while power < 1.0:
        yield Progress(power, "Refining the sample")
        gain = _log_prior(points) + joint - base
        if stages >= MOST_STAGES or not np.isfinite(gain).any():
            return None
        rise = _rise(gain, 1.0 - power)
        share = weights(rise * gain)
        power, stages = power + rise, stages + 1
        if 1.0 - power < 1e-9:
            power = 1.0
        around = _Gauss.fitted(points, share)
        index = resample(share, count if power == 1.0 else few, seed + stages)
        points, base, joint = points[:, index], base[index], joint[index]
        began = points.copy()
        for _ in range(LAST_MOVES if power == 1.0 else MOST_MOVES):
            moved, new_base, new_joint, taken = _move(target, start, around, power, points, base, joint, step, rng)
            points, base, joint = moved, new_base, new_joint
            step = float(np.clip(step * np.exp(2.0 * (taken - 0.3)), 0.02, 1.0))
            yield Progress(power, "Refining the sample")
            if _forgotten(began, points):
                break
    return Refined(points, joint, stages)


def _move(
    target: Target, start: _Start, around: _Gauss, power: float,
    points: Array, base: Array, joint: Array, step: float, rng: np.random.Generator,
) -> tuple[Array, Array, Array, float]:  # fmt: skip
    """One Crank-Nicolson step of every point, taken or not by the rule of Metropolis; and the share of those taken."""
    proposed = around.step(points, step, rng)
    new_base, new_joint = start.log_density(proposed), target.log_joint(proposed)

    def surplus(at: Array, own_base: Array, own_joint: Array) -> Array:
        return (1.0 - power) * own_base + power * (_log_prior(at) + own_joint) - around.log_density(at)

    odds = surplus(proposed, new_base, new_joint) - surplus(points, base, joint)
    taken = np.log(rng.random(points.shape[1])) < odds
    return (
        np.where(taken, proposed, points),
        np.where(taken, new_base, base),
        np.where(taken, new_joint, joint),
        float(taken.mean()),
    )


def _rise(gain: Array, most: float) -> float:
    """By how much the power can rise so that enough points stay effective, by bisection."""
    finite = float(np.isfinite(gain).mean())
    if effective_size(weights(most * gain)) >= KEPT * finite * len(gain):
        return most
    low, high = 0.0, most
    for _ in range(40):
        middle = (low + high) / 2
        if effective_size(weights(middle * gain)) >= KEPT * finite * len(gain):
            low = middle
        else:
            high = middle
    return max(low, 1e-6)


def _forgotten(began: Array, points: Array) -> bool:
    """Whether no column correlates any more with where its points began."""
    a, b = (each - each.mean(axis=1, keepdims=True) for each in (began, points))
    spread = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    return bool(((a * b).sum(axis=1) <= FORGOTTEN * np.maximum(spread, 1e-300)).all())


def _log_prior(points: Array) -> Array:
    """Of N(0, I), without its constant."""
    return np.asarray(-0.5 * (points * points).sum(axis=0))


@dataclass(frozen=True, eq=False)
class _Gauss:
    mean: Array  # (columns,)
    root: Array  # lower triangle, (columns, columns)
    inverse: Array

    @staticmethod
    def fitted(points: Array, share: Array) -> _Gauss:
        # sums over draws without @, whose rounding depends on the number of threads
        mean = (points * share).sum(axis=1) / share.sum()
        away = points - mean[:, np.newaxis]
        covariance = np.einsum("in,jn->ij", away * share, away) / share.sum()
        return _Gauss.of(mean, WIDER * covariance)

    @staticmethod
    def of(mean: Array, covariance: Array) -> _Gauss:
        values, vectors = np.linalg.eigh(covariance)
        safe = (vectors * np.clip(values, 1e-10, None)) @ vectors.T
        root = np.linalg.cholesky(safe + 1e-12 * np.eye(len(mean)))
        return _Gauss(mean, root, np.asarray(np.linalg.inv(root), dtype=np.float64))

    def step(self, points: Array, size: float, rng: np.random.Generator) -> Array:
        """A step that keeps this distribution as it is."""
        away = points - self.mean[:, np.newaxis]
        fresh = _times(self.root, rng.standard_normal(points.shape))
        return np.asarray(self.mean[:, np.newaxis] + np.sqrt(1.0 - size * size) * away + size * fresh)

    def log_density(self, points: Array) -> Array:
        """Without the constant of the normal."""
        scaled = _times(self.inverse, points - self.mean[:, np.newaxis])
        return np.asarray(-0.5 * (scaled * scaled).sum(axis=0) - np.log(np.diag(self.root)).sum())


def _times(matrix: Array, points: Array) -> Array:
    """``matrix`` times each column, (columns, n). Not by @: its threads wait for one another, which on a busy machine
    takes fifty times as long as so small a product, and its rounding depends on how many there are."""
    return np.asarray(np.einsum("ij,jn->in", matrix, points), dtype=np.float64)


class _Start:
    """Where the population comes from: the prior, and normals as wide as it around the modes. Never narrower: what the
    likelihood leaves open there is not to be found again from a point that is too sure of itself."""

    def __init__(self, target: Target, modes: Sequence[Array]) -> None:
        distinct: list[Array] = []
        for mode in modes:
            if all(np.linalg.norm(mode - other) > _APART for other in distinct) and len(distinct) < STARTS:
                distinct.append(mode)
        self._means = [np.zeros(target.columns), *distinct]
        self._shares = [_PRIOR_SHARE, *[(1 - _PRIOR_SHARE) / len(distinct)] * len(distinct)] if distinct else [1.0]

    def draw(self, count: int, rng: np.random.Generator) -> Array:
        part = rng.choice(len(self._means), size=count, p=self._shares)
        return np.asarray(np.array(self._means).T[:, part] + rng.standard_normal((len(self._means[0]), count)))

    def log_density(self, points: Array) -> Array:
        parts = [np.log(share) + _log_prior(points - mean[:, np.newaxis])
                 for share, mean in zip(self._shares, self._means, strict=True)]  # fmt: skip
        return np.asarray(np.logaddexp.reduce(parts, axis=0))
