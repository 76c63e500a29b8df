"""Where a number comes from, in words and in arithmetic."""

from __future__ import annotations

from claimbench.app.commands import LoadScenario
from claimbench.core.case import Case
from claimbench.core.problem import ProblemError


def claim_arithmetic(case: Case, claim: str) -> list[tuple[str, str, str]]:
    """The calculations shown with a claim: (label, the arithmetic with its numbers, note). In place of arithmetic that
    cannot be done stands why."""
    from claimbench.engine.calculate import calculate  # not before a claim is looked at: the window opens sooner

    written = []
    for calculation in case.calculations.values():
        if claim in calculation.claims:
            try:
                expression = calculate(case, calculation.id).expression
            except ProblemError as failure:
                expression = " ".join(problem.message for problem in failure.problems)
            written.append((calculation.label, expression, calculation.note))
    return written


def scenario_name(case: Case, saved: Case) -> str:
    """Baseline, the name of a scenario, or how many assumptions differ from the saved case."""
    changed = [id for id, assumption in case.assumptions.items() if assumption != saved.assumptions.get(id)]
    if not changed:
        return "Baseline"
    for scenario in saved.scenarios.values():
        if all(case.assumptions[id].best == scenario.values.get(id) for id in changed):
            try:
                loaded = LoadScenario(saved, scenario.id).apply(case)
            except (KeyError, ValueError):  # one of its values is for nothing, or does not fit: a problem of the case
                continue
            if loaded.assumptions == case.assumptions:
                return scenario.label
    return f"Baseline, {len(changed)} change{'s' if len(changed) > 1 else ''}"
