"""Where a number comes from, in words and in arithmetic."""

from __future__ import annotations

from claimbench.app.commands import LoadScenario
from claimbench.core.case import Case


def claim_arithmetic(case: Case, claim: str) -> list[tuple[str, str, str]]:
    """The calculations shown with a claim: (label, the arithmetic with its numbers, note)."""
    from claimbench.engine.calculate import calculate  # not before a claim is looked at: the window opens sooner

    return [
        (calculation.label, calculate(case, calculation.id).expression, calculation.note)
        for calculation in case.calculations.values()
        if claim in calculation.claims
    ]


def scenario_name(case: Case, saved: Case) -> str:
    """Baseline, the name of a scenario, or how many assumptions differ from the saved case."""
    changed = [id for id, assumption in case.assumptions.items() if assumption != saved.assumptions.get(id)]
    if not changed:
        return "Baseline"
    for scenario in saved.scenarios.values():
        named = all(case.assumptions[id].best == scenario.values.get(id) for id in changed)
        if named and LoadScenario(saved, scenario.id).apply(case).assumptions == case.assumptions:
            return scenario.label
    return f"Baseline, {len(changed)} change{'s' if len(changed) > 1 else ''}"
