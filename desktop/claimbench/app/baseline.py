"""The baseline: assumptions as the saved case has them, which edits are compared with and can be put back to."""

from __future__ import annotations

from dataclasses import replace

from claimbench.core.assumption import Assumption
from claimbench.core.case import Case

_NUMBERS = ("distribution", "low", "best", "high", "shapes", "values", "weights")


def saved_of(assumption: Assumption, saved: Case) -> Assumption | None:
    """The assumption as it is in ``saved``, where one that got another id since is known by its column. None where it
    is new, or its unit is another by now: its numbers count something else then."""
    then = saved.assumptions.get(assumption.id)
    if then is None:
        then = next((each for each in saved.assumptions.values() if each.column == assumption.column), None)
    return then if then is not None and then.unit == assumption.unit else None


def put_back(assumption: Assumption, saved: Case) -> Assumption:
    """The assumption with the distribution and the numbers that ``saved`` has for it; its label, its note and the rest
    stay."""
    then = saved_of(assumption, saved)
    return assumption if then is None else replace(assumption, **{name: getattr(then, name) for name in _NUMBERS})


def changed(case: Case, saved: Case) -> tuple[str, ...]:
    """Ids of the assumptions whose numbers differ from ``saved``; new ones have nothing to go back to."""
    return tuple(
        id
        for id, now in case.assumptions.items()
        if (then := saved_of(now, saved)) is not None and not same_numbers(now, then)
    )


def same_numbers(one: Assumption, other: Assumption) -> bool:
    return one is other or all(getattr(one, name) == getattr(other, name) for name in _NUMBERS)
