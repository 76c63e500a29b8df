"""What would have to be true: the values of assumptions at which the point result meets a claim.

The point result is the model with every assumption at its best. Alone: the others stay at their best, and the value
nearest to best is looked for, by a scan and then on each bracket (Chandrupatla, Adv. Eng. Softw. 28, 1997). Jointly:
the least Σ ((x − best) / half-width)² at which the claim is met, the nearest point of a surface as in the reliability
of structures (Hasofer and Lind, J. Eng. Mech. Div. ASCE 100, 1974), from several starts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.relation import RELATIONS
from claimbench.evidence.verdict import accepted, is_date

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Place = Literal["inside", "outside range", "outside limits", "none"]

#: The half-width of a range on one side is at least this share of the whole range.
LEAST_HALF: Final = 0.05
#: The scan goes this many half-widths to either side.
FARTHEST: Final = 1e3
#: A result this close to the target, as a share of the distance to be bridged, has reached it.
REACHED: Final = 1e-6
#: And this close, it is there to the last digits of arithmetic.
EXACT: Final = 1e-9
#: In days: a day is reached that long after the end of the day before, whatever the last digits of a search.
BEGUN: Final = 0.01
_DIRECTIONS: Final = 256
_RADII: Final = np.geomspace(0.02, 60.0, 56)
_STARTS: Final = 6
_STEP: Final = 1e-5


@dataclass(frozen=True, slots=True)
class Goal:
    """What the result has to be: at least ``low``, at most ``high``, both in the claim's unit (day numbers for a
    date). ``target`` is the end to be reached from where the result is now; ``tolerance`` by how much it may be missed
    where not every value can be had."""

    low: float
    high: float
    target: float
    tolerance: float = 0.0

    def met(self, values: Array, slack: float = 0.0) -> NDArray[np.bool_]:
        return np.asarray((values >= self.low - slack) & (values <= self.high + slack))


def goal(claim: Claim, now: float) -> Goal:
    """The goal that a claim sets: the claimed value, the bound, or the nearer end of "between"; ``now`` is the point
    result. Raises ValueError for a claim that cannot be tested."""
    ends = accepted(claim)
    # the claim's own number is in the middle of what is accepted, or its end without the tolerance
    spread = ends.tolerance or 0.0
    meaning = RELATIONS[claim.relation]
    low, high = ends.low + spread, ends.high - spread
    if is_date(claim):  # a day begins where the one before it ends
        low += BEGUN if meaning.open else BEGUN - 1.0
        high -= 1.0 if meaning.open else 0.0
    if meaning.two_ends:
        return Goal(low, high, low if now < low else high)
    if meaning.arrow > 0:
        return Goal(low, math.inf, low)
    if meaning.arrow < 0:
        return Goal(-math.inf, high, high)
    value = (low + high) / 2
    return Goal(value, value, value, spread)


@dataclass(frozen=True, slots=True)
class Knob:
    """An assumption as something to turn. ``least`` and ``most`` are where its distribution ends for good, such as 0
    for a lognormal; ``values`` all that it can be, where it is discrete."""

    id: str
    low: float
    best: float
    high: float
    limits: tuple[float, float] | None = None
    least: float = -math.inf
    most: float = math.inf
    values: tuple[float, ...] = ()

    @property
    def fixed(self) -> bool:
        """Whether it is a constant, which has no range to move in."""
        return self.low == self.high

    def half(self, up: bool) -> float:
        """The half-width of its range on one side; of a constant, its own size."""
        side = self.high - self.best if up else self.best - self.low
        whole = abs(self.high - self.low)
        return max(side, LEAST_HALF * whole) or abs(self.best) or 1.0

    def rounded(self, value: float) -> float:
        """To nine digits of the half-width: at a limit of 0 an optimiser leaves 4e-13."""
        return round(value, 8 - math.floor(math.log10(self.half(value > self.best))))

    def place(self, value: float) -> Place:
        slack = 1e-9 * max(abs(value), abs(self.high - self.low))
        if self.limits is not None and not self.limits[0] - slack <= value <= self.limits[1] + slack:
            return "outside limits"
        return "inside" if self.low - slack <= value <= self.high + slack else "outside range"


@dataclass(frozen=True, slots=True)
class Alone:
    """``value`` is None where no value does it. ``others`` are further values that do, by their distance from best;
    ``turns``: the result does not only rise or only fall as the assumption does; ``idle``: it does not move at all."""

    assumption: str
    value: float | None
    place: Place
    others: tuple[float, ...] = ()
    turns: bool = False
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Joint:
    """``values`` of all assumptions that may move, ``distance`` the root of Σ ((x − best) / half-width)², ``result``
    what the model gives with them."""

    values: dict[str, float]
    distance: float
    result: float


#: The result for each pair of a knob's number and a value, all other knobs at best: (n,), (n,) -> (n,).
OneMoved = Callable[[Index, Array], Array]
#: The result at points (knobs, n) -> (n,).
AllMoved = Callable[[Array], Array]


# -- alone


def alone(result: OneMoved, knobs: Sequence[Knob], aim: Goal, now: float) -> list[Alone]:
    """For each assumption the value nearest to best that meets the goal, the others at best."""
    if bool(aim.met(np.array([now]))[0]):
        return [Alone(knob.id, knob.best, knob.place(knob.best)) for knob in knobs]
    grids = [_grid(knob) for knob in knobs]
    owner = np.repeat(np.arange(len(knobs)), [len(grid) for grid in grids])
    x = np.concatenate(grids) if grids else np.empty(0)
    y = result(owner, x)
    found: dict[int, list[float]] = {number: [] for number in range(len(knobs))}
    brackets: list[_Bracket] = []
    for number, knob in enumerate(knobs):
        known = (owner == number) & ~np.isnan(y)
        if knob.values:
            found[number] += x[known][aim.met(y[known], aim.tolerance)].tolist()
        else:
            brackets += _brackets(number, x[known], y[known], aim, now)
    roots = _roots(result, brackets, aim, now)
    solved = [(bracket.knob, root) for bracket, root in zip(brackets, roots, strict=True) if root is not None]
    for number, value in _plain(result, knobs, solved, aim, now):
        found[number].append(value)
    return [_nearest(knob, found[n], y[owner == n]) for n, knob in enumerate(knobs)]


@dataclass(frozen=True, slots=True)
class _Bracket:
    """Two neighbouring values of a knob between which the result reaches ``end`` of the goal, from below (``rising``:
    to be at least that) or from above."""

    knob: int
    left: float
    right: float
    end: float
    rising: bool


def _brackets(knob: int, x: Array, y: Array, aim: Goal, now: float) -> list[_Bracket]:
    sides = [(aim.low, True, y >= aim.low), (aim.high, False, y <= aim.high)]
    if aim.low == aim.high:  # the side that one comes from, so that a flat part is entered at its near edge
        sides = sides[:1] if now < aim.low else sides[1:]
    return [
        _Bracket(knob, float(x[at]), float(x[at + 1]), end, rising)
        for end, rising, reached in sides
        if math.isfinite(end)
        for at in np.flatnonzero(reached[:-1] != reached[1:])
    ]


def _nearest(knob: Knob, values: list[float], results: Array) -> Alone:
    steps = np.sign(np.diff(np.clip(results[~np.isnan(results)], -1e300, 1e300)))  # a date may never be reached
    idle = not steps.any()
    turns = bool((steps > 0).any() and (steps < 0).any())
    values = sorted(set(values), key=lambda value: abs(value - knob.best))
    if not values:
        return Alone(knob.id, None, "none", turns=turns, idle=idle)
    distinct = [values[0]]
    for value in values[1:]:
        if all(abs(value - other) > 1e-6 * knob.half(up=True) for other in distinct):
            distinct.append(value)
    return Alone(knob.id, distinct[0], knob.place(distinct[0]), tuple(distinct[1:]), turns)


def _grid(knob: Knob) -> Array:
    """Values to try, in rising order: close together in the range and around best, wider further out."""
    if knob.values:
        return np.array(sorted(set(knob.values)))
    away = np.geomspace(1e-3, FARTHEST, 61)
    parts = [np.array([knob.best]), knob.best + away * knob.half(up=True), knob.best - away * knob.half(up=False)]
    parts.append(np.linspace(knob.low, knob.high, 33))
    if knob.limits is not None:
        parts.append(np.linspace(*knob.limits, 33))
    grid = np.unique(np.concatenate(parts))
    return grid[(grid > knob.least) & (grid < knob.most)] if not knob.fixed else grid


def _scale(aim: Goal, now: float) -> float:
    return (abs(aim.target - now) if math.isfinite(now) else 0.0) or abs(aim.target) or 1.0


def _roots(result: OneMoved, brackets: Sequence[_Bracket], aim: Goal, now: float) -> list[float | None]:
    """The value in each bracket at which the goal is met; None where the result jumps over it."""
    if not brackets:
        return []
    from scipy.optimize import elementwise  # only when this is asked for

    scale = _scale(aim, now)
    owner = np.array([bracket.knob for bracket in brackets], dtype=np.float64)
    left, right, end = (np.array([getattr(each, part) for each in brackets]) for part in ("left", "right", "end"))
    sign = np.array([1.0 if bracket.rising else -1.0 for bracket in brackets])

    def gap(x: Array, number: Array, target: Array, side: Array) -> Array:
        # finite also where a date is never reached; never 0, so that a flat part is left alone and its edge found
        away = np.arctan((result(number.astype(np.intp), x) - target) / scale)
        return np.where(away == 0.0, side * 1e-30, away)

    found = elementwise.find_root(gap, (left, right), args=(owner, end, sign), maxiter=200)
    roots: list[float | None] = [None] * len(brackets)
    for x in map(np.asarray, (found.x, *found.bracket)):  # of a jump, the side that meets the goal
        met = aim.met(result(owner.astype(np.intp), x), REACHED * scale)
        for at in np.flatnonzero(met):
            roots[at] = float(x[at]) if roots[at] is None else roots[at]
    return roots


def _plain(
    result: OneMoved, knobs: Sequence[Knob], solved: Sequence[tuple[int, float]], aim: Goal, now: float
) -> list[tuple[int, float]]:
    """Values without the last digits of a search, where they meet the goal as well: of a jump one side alone does."""
    if not solved:
        return []
    owner = np.array([number for number, _ in solved], dtype=np.intp)
    rounded = np.array([knobs[number].rounded(value) for number, value in solved])
    met = aim.met(result(owner, rounded), EXACT * _scale(aim, now))
    return [
        (number, float(plain) if good else value)
        for (number, value), plain, good in zip(solved, rounded, met, strict=True)
    ]


# -- jointly


def jointly(result: AllMoved, knobs: Sequence[Knob], aim: Goal, seed: int = 0) -> Joint | None:
    """The nearest values that meet the goal together, within limits; None where none were found. Constants and discrete
    assumptions stay at their best."""
    space = _Space(knobs, result)
    now = float(space.results(np.zeros((len(knobs), 1)))[0])
    if bool(aim.met(np.array([now]))[0]):
        return Joint({knob.id: knob.best for knob in knobs}, 0.0, now)
    if not space.free.any():
        return None
    scale = _scale(aim, now)
    candidates = [_nearest_from(space, start, aim, scale) for start in _starts(space, aim, seed)]
    if not candidates:
        return None
    points = np.array(candidates).T
    values = space.results(points)
    met = aim.met(values, REACHED * scale)
    if not met.any():
        return None
    best = int(np.argmin(np.where(met, np.linalg.norm(points, axis=0), np.inf)))
    point = points[:, best]
    moved = space.values(point[:, np.newaxis])[:, 0]
    own = {knob.id: knob.rounded(float(value)) for knob, value in zip(knobs, moved, strict=True)}
    return Joint(own, float(np.linalg.norm(point)), float(values[best]))


class _Space:
    """Assumptions in half-widths from their best, each side with its own."""

    def __init__(self, knobs: Sequence[Knob], result: AllMoved) -> None:
        self._result = result
        self.best = np.array([knob.best for knob in knobs])
        self._up = np.array([knob.half(up=True) for knob in knobs])
        self._down = np.array([knob.half(up=False) for knob in knobs])
        self.free = np.array([not knob.fixed and not knob.values for knob in knobs], dtype=np.bool_)
        least, most = np.array([_bounds(knob) for knob in knobs], dtype=np.float64).reshape(-1, 2).T
        self.lower = np.where(self.free, np.minimum((least - self.best) / self._down, 0.0), 0.0)
        self.upper = np.where(self.free, np.maximum((most - self.best) / self._up, 0.0), 0.0)

    def values(self, points: Array) -> Array:
        half = np.where(points > 0, self._up[:, np.newaxis], self._down[:, np.newaxis])
        return np.asarray(self.best[:, np.newaxis] + points * half)

    def results(self, points: Array) -> Array:
        return self._result(self.values(points))

    def inside(self, points: Array) -> Array:
        return np.clip(points, self.lower[:, np.newaxis], self.upper[:, np.newaxis])


def _bounds(knob: Knob) -> tuple[float, float]:
    low, high = knob.limits or (-math.inf, math.inf)
    edge = 1e-9 * knob.half(up=True)  # the end of a distribution itself has no value
    return max(low, knob.least + edge), min(high, knob.most - edge)


def _starts(space: _Space, aim: Goal, seed: int) -> list[Array]:
    """Points that meet the goal, or lie just beyond it: the first on rays in all directions, the nearest ones."""
    count = len(space.best)
    rng = np.random.default_rng([seed, 3])
    random = rng.standard_normal((count, _DIRECTIONS)) * space.free[:, np.newaxis]
    axes = np.hstack([np.eye(count), -np.eye(count)])[:, np.tile(space.free, 2)]
    rays = np.hstack([axes, random / np.maximum(np.linalg.norm(random, axis=0), 1e-300)])
    points = space.inside((rays[:, :, np.newaxis] * _RADII).reshape(count, -1))
    values = space.results(points).reshape(rays.shape[1], -1)
    now = float(space.results(np.zeros((count, 1)))[0])
    with np.errstate(invalid="ignore"):
        beyond = aim.met(values) | (np.sign(values - aim.target) != np.sign(now - aim.target))
    beyond &= ~np.isnan(values)
    first = np.argmax(beyond, axis=1)
    reached = np.flatnonzero(beyond.any(axis=1))
    by_ray = points.reshape(count, rays.shape[1], -1)[:, reached, first[reached]]
    order = np.argsort(np.linalg.norm(by_ray, axis=0), kind="stable")
    return [by_ray[:, at] for at in order[:_STARTS]]


def _nearest_from(space: _Space, start: Array, aim: Goal, scale: float) -> Array:
    from scipy.optimize import NonlinearConstraint, minimize  # only when this is asked for

    def gap(point: Array) -> Array:
        return np.asarray(np.clip((space.results(point[:, np.newaxis]) - aim.target) / scale, -1e6, 1e6))

    def slope(point: Array) -> Array:
        # towards the side on which there is room
        step = np.where(point + _STEP > space.upper, -_STEP, _STEP)
        moved = np.hstack([point[:, np.newaxis], point[:, np.newaxis] + np.diag(step)])
        values = np.clip((space.results(moved) - aim.target) / scale, -1e6, 1e6)
        return np.where(space.free, np.nan_to_num((values[1:] - values[0]) / step), 0.0)

    found = minimize(  # type: ignore[call-overload]  # its stubs do not know this form of a constraint
        lambda point: float(point @ point),
        start,
        jac=lambda point: np.asarray(2.0 * point),
        method="SLSQP",
        bounds=list(zip(space.lower.tolist(), space.upper.tolist(), strict=True)),
        constraints=NonlinearConstraint(gap, 0.0, 0.0, jac=slope),
        options={"maxiter": 80, "ftol": 1e-10},
    )
    point = np.asarray(found.x, dtype=np.float64)
    if np.isfinite(point).all() and abs(float(gap(point)[0])) <= REACHED:
        return space.inside(point[:, np.newaxis])[:, 0]
    return start
