"""What would have to be true for a claim, in numbers and in sentences, and the command that loads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from claimbench.app.commands import Command, SetAssumption
from claimbench.app.projection import Projector, Results
from claimbench.app.scenario_edits import SaveScenario, best_values
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.quantity import DAY, MONTH, UnitError, convertible, ratio
from claimbench.core.relation import RELATIONS
from claimbench.core.series import Series
from claimbench.core.show import day_number, from_day_number, show_date, show_month, show_number, show_unit
from claimbench.engine import distribution, observed
from claimbench.engine.calendar import span_days, span_months
from claimbench.engine.simulate import run
from claimbench.evidence.holding import cannot_hold
from claimbench.evidence.solve import Alone, Goal, Joint, Knob, alone, goal, jointly
from claimbench.evidence.verdict import holds, is_date

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Solution:
    """What would have to be true for ``claim``. ``now`` is the point result, ``met`` whether it counts as holding
    already; ``alone`` has an entry for each assumption that the claim depends on, with its sentence in ``sentences``
    under the same id; ``summary`` and ``joint_sentence`` are sentences, too."""

    claim: str
    aim: Goal
    now: float
    met: bool
    summary: str
    alone: tuple[Alone, ...]
    sentences: Mapping[str, str]
    joint: Joint | None
    joint_sentence: str


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A published figure that an assumption can be measured by: ``value`` in its unit, ``what`` in words, such as "the
    highest month in New cases, monthly (21,602, October 2025)"."""

    value: float
    what: str


def solve(results: Results, claim_id: str) -> Solution:
    """What would have to be true for a claim, by the assumptions of these results. Raises ValueError with a sentence
    for a claim that cannot be tested."""
    case, claim = results.case, results.case.claims.get(claim_id)
    if claim is None:
        raise ValueError(f"There is no claim “{claim_id}”.")
    if why := cannot_hold(claim):
        raise ValueError(why)
    model = Point(results.projector, case, claim_id)
    now = float(model.at({})[0])
    aim = goal(claim, now)
    knobs = [_knob(case.assumptions[id]) for id in model.assumptions]
    found = alone(model.one_moved, knobs, aim, now)
    joint = jointly(model.all_moved, knobs, aim, case.sampling.seed)
    already = bool(aim.met(np.array([now]))[0])
    met = bool(holds(claim, np.array([now]))[0])
    return Solution(
        claim_id, aim, now, met, _summary(case, claim, aim, now, met), tuple(found),
        {each.assumption: _sentence(results.projector, case, each, already) for each in found},
        joint, _joint_sentence(case, joint) if knobs else "It depends on no assumption.",
    )  # fmt: skip


class Point:
    """The point result of a claim's measure: every assumption at its best, of conflicting figures the most weighted."""

    def __init__(self, projector: Projector, case: Case, claim: str) -> None:
        self._projector, self._name = projector, f"claim:{claim}"
        needed = projector.model.inputs_of(self._name)
        self.assumptions = tuple(id for id in case.assumptions if id in needed)
        self._best = {id: distribution.point(case.assumptions[id]) for id in self.assumptions}
        grid = projector.model.grid
        self._series: dict[str, Array | float] = {
            f"series:{id}": observed.point(series, grid)
            for id, series in case.series.items()
            if f"series:{id}" in needed
        }

    def at(self, moved: Mapping[str, Array]) -> Array:
        """The measure with some assumptions at other values, (n,)."""
        count = max((len(values) for values in moved.values()), default=1)
        outcome = run(self._projector.model, {**self._series, **self._best, **moved}, {self._name})
        return np.broadcast_to(outcome.measure(self._name), (count,))

    def one_moved(self, which: NDArray[np.intp], values: Array) -> Array:
        moved = {
            id: np.where(which == number, values, self._best[id])
            for number, id in enumerate(self.assumptions)
            if (which == number).any()
        }
        return self.at(moved) if len(values) else np.empty(0)

    def all_moved(self, points: Array) -> Array:
        return self.at(dict(zip(self.assumptions, np.ascontiguousarray(points), strict=True)))


def _knob(assumption: Assumption) -> Knob:
    best = distribution.point(assumption)
    if assumption.distribution == "constant":
        return Knob(assumption.id, best, best, best, assumption.limits)
    if assumption.distribution == "discrete":
        values = assumption.values
        return Knob(assumption.id, min(values), best, max(values), assumption.limits, values=values)
    least = 0.0 if assumption.distribution == "lognormal" else -np.inf
    return Knob(assumption.id, assumption.low, best, assumption.high, assumption.limits, least)


# -- yardsticks


def yardsticks(projector: Projector, case: Case, assumption: str) -> list[Yardstick]:
    """The highest and the lowest published figure that the assumption can be measured by, if there are any.

    They are of observed series behind what reads the assumption: its observed past, or what a chart shows with it,
    where the unit fits.
    """
    figures = [found for series in _series_for(projector, case, assumption) for found in _figures(series)]
    scaled = [
        (value * factor, period, series)
        for value, period, series in figures
        if (factor := _factor(projector, case, series, assumption)) is not None
    ]
    if not scaled:
        return []
    found = []
    for word, pick in (("highest", max), ("lowest", min)):
        value, period, series = pick(scaled, key=lambda each: each[0])
        kind = "month" if _whole_month(*period) else "figure"
        when = show_month(period[1]) if kind == "month" else show_date(period[1])
        found.append(Yardstick(value, f"the {word} {kind} in {series.label} ({show_number(value)}, {when})"))
    return found


def _series_for(projector: Projector, case: Case, assumption: str) -> list[Series]:
    readers = [name for name, read in projector.model.reads.items() if assumption in read]
    ids = []
    for name in readers:
        quantity = case.flows.get(name) or case.stocks.get(name)
        if quantity is not None:
            ids.append(quantity.past)
        for chart in case.charts.values():
            shown = chart.options.get("observed") if chart.options.get("shows") == name else ()
            ids += [shown] if isinstance(shown, str) else [str(id) for id in shown] if isinstance(shown, tuple) else []
    found = (case.series.get(id) for id in dict.fromkeys(ids))
    return [series for series in found if series is not None and not series.later]


def _figures(series: Series) -> Iterator[tuple[float, tuple[date, date], Series]]:
    """The figure of each period, the most weighted where they conflict; amounts per calendar month."""
    for (start, end), figures in observed.periods(series).items():
        value = max(figures, key=lambda figure: figure.weight).value
        yield (value / span_months(start, end) if series.kind == "amount" else value), (start, end), series


def _factor(projector: Projector, case: Case, series: Series, assumption: str) -> float | None:
    """What a figure of the series is multiplied by to be in the assumption's unit; None where they do not fit."""
    model = projector.model
    try:
        given, wanted = model.unit_of(f"series:{series.id}"), model.unit_of(assumption)
        if series.kind == "amount":
            if convertible(given / DAY, wanted):
                return ratio(given / DAY, wanted) * span_months(case.timeline.start, case.timeline.end) / span_days(
                    case.timeline.start, case.timeline.end
                )  # fmt: skip
            given = given / MONTH
        return ratio(given, wanted)
    except (KeyError, UnitError):
        return None


def _whole_month(start: date, end: date) -> bool:
    return (start.year, start.month) == (end.year, end.month) and span_months(start, end) == 1.0


# -- sentences


def _summary(case: Case, claim: Claim, aim: Goal, now: float, met: bool) -> str:
    gives = f"With every assumption at its best, the model gives {_shown(case, claim, now)}"
    if met:
        return f"{gives}, which counts as holding."
    meaning = RELATIONS[claim.relation]
    needed = meaning.day if is_date(claim) else meaning.number
    # of "between" it is the nearer end
    said = day_number(claim.value) if isinstance(claim.value, date) else aim.target
    return f"{gives}; the claim needs {needed.format(_shown(case, claim, said))}."


def _shown(case: Case, claim: Claim, value: float) -> str:
    if is_date(claim):
        return show_date(from_day_number(value)) if np.isfinite(value) else f"none by {show_date(case.timeline.end)}"
    unit = show_unit(claim.unit, case.units, value)
    return f"{show_number(_rounded(value))} {unit}".rstrip()


def _sentence(projector: Projector, case: Case, found: Alone, already: bool) -> str:
    assumption = case.assumptions[found.assumption]
    if already:
        return f"{assumption.label} can stay as it is."
    if found.value is None:
        label = assumption.label
        return f"{label} makes no difference." if found.idle else f"No value of “{label}” does it."
    best = distribution.point(assumption)
    compared = [f"{show_number(found.value / best)} times its best"] if best > 0 and found.value > 0 else []
    sticks = yardsticks(projector, case, found.assumption)
    if sticks and found.value > 0 and min(stick.value for stick in sticks) > 0:
        stick = sticks[0] if found.value >= best else sticks[1]
        compared.append(f"{show_number(found.value / stick.value)} times {stick.what}")
    needed = f"{assumption.label} would have to be {_amount(case, assumption, found.value)}"
    if not compared:
        compared = [f"its best is {_amount(case, assumption, best)}"]
    sentence = f"{needed}: {', '.join(compared)}."
    if found.place == "outside limits" and assumption.limits is not None:
        sentence += f" That is outside its limits, {_span(assumption.limits)}."
    elif assumption.low == assumption.high:
        sentence += f" It is fixed at {_amount(case, assumption, best)}."
    elif found.place == "outside range":
        sentence += f" That is outside its range, {_span((assumption.low, assumption.high))}."
    if found.others and found.turns:
        more = " and ".join(show_number(_rounded(value)) for value in found.others[:3])
        sentence += f" It is the nearest of several: {more} would do it, too."
    return sentence


def _joint_sentence(case: Case, joint: Joint | None) -> str:
    if joint is None:
        return "No values within the limits do it together."
    if joint.distance == 0:
        return "Nothing has to change."
    moved = []
    for id, value in joint.values.items():
        assumption = case.assumptions[id]
        best = distribution.point(assumption)
        if abs(value - best) > 0.01 * abs(assumption.high - assumption.low):
            change = f"{_amount(case, assumption, value)} instead of {show_number(_rounded(best))}"
            moved.append(f"{assumption.label} {change}")
    distance = f"{show_number(joint.distance, 2)} half-widths of the ranges"
    return f"Nearest together: {'; '.join(moved)}; a distance of {distance}."


def _amount(case: Case, assumption: Assumption, value: float) -> str:
    """A value with its unit, but for what the label says already: "New cases per month" need no "cases per month"."""
    unit, label = show_unit(assumption.unit, case.units, value), assumption.label.lower()
    counted, _, per = unit.partition(" per ")
    if per and f"per {per}" in label:
        unit = "" if counted.lower() in label else counted
    return f"{show_number(_rounded(value))} {unit}".rstrip()


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def _span(ends: tuple[float, float]) -> str:
    return f"{show_number(ends[0])} to {show_number(ends[1])}"


# -- loading a solution


@dataclass(frozen=True, slots=True)
class LoadSolution(Command):
    """Set assumptions to what a claim would need; each takes its range along, as the slider does. What differs from
    ``saved`` then is kept as a scenario of the name ``label``, which takes the place of an earlier one."""

    claim: str
    values: tuple[tuple[str, float], ...]
    saved: Case
    label: str

    def apply(self, case: Case) -> Case:
        for id, value in self.values:
            if id not in case.assumptions:
                raise ValueError(f"There is no assumption “{id}” any more.")
            if distribution.point(case.assumptions[id]) != value:
                case = SetAssumption(id, "best", value).apply(case)
        if not best_values(case, self.saved):
            return case
        known = next((id for id, each in case.scenarios.items() if each.label == self.label), "")
        return SaveScenario(self.saved, self.label, scenario=known).apply(case)

    def sentence(self, before: Case, after: Case) -> str:
        claim = after.claims.get(self.claim)
        return f"What “{claim.title if claim else self.claim}” would need"


def load(solution: Solution, saved: Case, assumption: str = "") -> LoadSolution:
    """The command that loads what was found: for one ``assumption`` alone, else for all jointly. Raises ValueError
    where nothing was."""
    if assumption:
        values = {each.assumption: each.value for each in solution.alone if each.assumption == assumption}
        found = {id: value for id, value in values.items() if value is not None}
    else:
        found = solution.joint.values if solution.joint is not None else {}
    if not found:
        raise ValueError(f"Nothing was found that would make {solution.claim} hold.")
    by = saved.assumptions[assumption].label if assumption in saved.assumptions else assumption
    label = f"{solution.claim} by {by}" if by else f"{solution.claim}, all together"
    return LoadSolution(solution.claim, tuple(found.items()), saved, label)
