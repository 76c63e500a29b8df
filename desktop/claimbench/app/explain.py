"""Where a number comes from, in words and in arithmetic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimbench.app import baseline
from claimbench.app.commands import LoadScenario
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.problem import ProblemError
from claimbench.core.show import show_day, show_number, show_unit
from claimbench.evidence.verdict import is_date

if TYPE_CHECKING:
    from claimbench.app.projection import Results


@dataclass(frozen=True, slots=True)
class Written:
    """A calculation with its numbers put in, or why it cannot be done; ``beside`` are sentences on the claims that its
    result is compared with."""

    id: str
    label: str
    expression: str
    note: str
    beside: tuple[str, ...] = ()


def claim_arithmetic(case: Case, claim: str) -> list[Written]:
    """The calculations shown with a claim."""
    return [written(case, id) for id, each in case.calculations.items() if claim in (*each.claims, *each.against)]


def written(case: Case, id: str) -> Written:
    """A calculation of the case, written out."""
    from claimbench.engine.calculate import calculate  # not before a claim is looked at: the window opens sooner
    from claimbench.evidence.conflicts import compared

    calculation = case.calculations[id]
    try:
        expression = calculate(case, id).expression
    except ProblemError as failure:
        expression = " ".join(problem.message for problem in failure.problems)
    beside = tuple(
        f"{each.claim} says {each.says}: {'that fits' if each.fits else each.gap}." for each in compared(case, id)
    )
    return Written(id, calculation.label, expression, calculation.note, beside)


def scenario_name(case: Case, saved: Case) -> str:
    """Baseline, the name of a scenario, or how many assumptions differ from the saved case. A new assumption is no
    change, but a scenario can be told by it."""
    changed = baseline.changed(case, saved)
    telling = {*changed, *(id for id, each in case.assumptions.items() if baseline.saved_of(each, saved) is None)}
    for scenario in case.scenarios.values():
        if telling.isdisjoint(scenario.values):  # it says no more than the baseline
            continue
        if all(case.assumptions[id].best == scenario.values.get(id) for id in changed):
            try:
                loaded = LoadScenario(saved, scenario.id).apply(case)
            except ValueError:  # one of its values is for nothing, or does not fit: a problem of the case
                continue
            if loaded.assumptions == case.assumptions:
                return scenario.label
    return f"Baseline, {len(changed)} change{'s' if len(changed) > 1 else ''}" if changed else "Baseline"


def scenario_text(case: Case, saved: Case, held: Sequence[str]) -> str:
    """The name of the scenario, and what is held: "Baseline, holding C42"."""
    name = scenario_name(case, saved)
    if not held:
        return name
    grades = ", weighed by grade" if case.weigh_by_grade else ""
    *some, last = held
    listed = f"{', '.join(some)} and {last}" if some else last
    return f"{name}, holding {listed if len(held) < 4 else f'{len(held)} claims'}{grades}"


def score(results: Results, claim_id: str) -> list[tuple[str, str]]:
    """How a claim's chance comes about: names and what stands for them. Nothing for a claim without a chance."""
    case, verdict = results.case, results.verdicts[claim_id]
    claim, held = case.claims[claim_id], results.conditioned.claims
    if verdict.probability is None:
        return []

    def number(value: float) -> str:
        if is_date(claim):
            return show_day(value, case.timeline.end)
        return show_number(value, 4)

    before = "before" if is_date(claim) else "below"
    unit = "" if claim.unit == "date" else f" {show_unit(claim.unit, case.units)}".rstrip()
    ends = [number(end) if math.isfinite(end) else "" for end in (verdict.low, verdict.high)]
    accepted = f"{ends[0]} to {ends[1]}" if all(ends) else f"from {ends[0]}" if ends[0] else f"up to {ends[1]}"
    tolerance = "none"
    if verdict.tolerance is not None:
        days = " days" if claim.unit == "date" else unit
        tolerance = f"± {show_number(verdict.tolerance)}{days} ({verdict.tolerance_rule})"
    worth = f"{show_number(float(round(verdict.draws)))} draws"
    inside = f"{show_number(float(round(verdict.probability * verdict.draws)))} of {worth}"
    alike = results.conditioned.plain.evidence.one_with(claim_id) if results.conditioned.plain is not None else ()
    others = [id for id in held if id not in alike]
    linked = claim_id in held or results.connected & results.projector.model.inputs_of(f"claim:{claim_id}")
    if not held:
        weights = "all draws alike: nothing is held"
    elif not others:
        weights = "all draws alike: it is held, and judged without itself"
    elif not linked:
        weights = "all draws alike: what is held has nothing to do with it"
    else:
        itself = ", without itself" if claim_id in held else ""
        weights = f"by the likelihood of {', '.join(others)}{itself}; worth {worth}"
    found = [
        ("Relation", claim.relation),
        ("Tolerance", tolerance),
        ("Counts as holding", f"{accepted}{unit}"),
        ("Draws inside", inside),
        ("Chance", f"{show_number(100 * verdict.probability)} %"),
        ("Weights", weights),
        *(
            (f"{100 * level:.0f} % of draws {before}", f"{number(value)}{unit}")
            for level, value in verdict.projected.items()
        ),
    ]  # fmt: skip
    if claim_id in held:
        fit = held[claim_id]
        found.append(("Nearest draw", _deviations(fit.nearest)))
        found.append(("Best draw for all", _deviations(fit.at_best)))
        if fit.shared > 1:
            found.append(("One figure", f"with {fit.shared - 1} other held: together they count once"))
        if fit.error:
            found.append(("Weighed by grade", f"wrong with a chance of {show_number(100 * fit.error)} %"))
    return found


def _deviations(distance: float) -> str:
    return "meets it" if distance < 0.05 else f"{show_number(distance, 2)} standard deviations away from it"
