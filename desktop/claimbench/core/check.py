"""What a careful reader would ask of a case: warnings about what is there but not backed up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claimbench.core.case import Case
from claimbench.core.problem import Problem, warning
from claimbench.core.quantity import UnitError, Units, convertible
from claimbench.core.series import Series

_REASON = "Give the reason for the grade."


def check(case: Case) -> list[Problem]:
    """Warnings about claims, sources, assumptions and series that lack what makes them worth showing.

    Nothing here keeps a case from running.
    """
    return [
        *_claims(case),
        *_sources(case),
        *_citations(case),
        *_assumptions(case),
        *_calculations(case),
        *_series(case),
    ]


def _claims(case: Case) -> Iterator[Problem]:
    roles: dict[str, set[str]] = {}
    for citation in case.citations:
        roles.setdefault(citation.claim, set()).add(citation.role)
    for id, claim in case.claims.items():
        path = f"claims.{id}"
        if id not in roles:
            hint = "Cite a source: a row of citations.csv."
            yield warning("no-citation", f"Nothing says where claim {id} comes from.", path, hint=hint)
        elif roles[id] == {"relays"}:
            hint = "Add the source that originates it, or the one that derives it."
            yield warning("no-origin", f"Claim {id} is only relayed, not originated.", path, hint=hint)
        if claim.credibility is not None and not claim.credibility_reason:
            message = f"Claim {id} has the grade {claim.credibility} without a reason."
            yield warning("grade-without-reason", message, f"{path}.credibility_reason", hint=_REASON)
        if claim.has_number and not claim.definition.what:
            hint = "Say it in its definition (what), and the rest as far as the claim tells it."
            yield warning("no-definition", f"Nothing says what claim {id} counts.", f"{path}.what", hint=hint)
        if claim.measure and not claim.relation:
            hint = "Give the relation, such as = or at least."
            yield warning("no-relation", f"Claim {id} has a measure but no relation.", f"{path}.relation", hint=hint)
        elif not claim.testable and not claim.why_not:
            message = f"Claim {id} has no measure, and nothing says why it cannot be tested."
            hint = "Give it a measure, or say why it cannot be tested (why_not)."
            yield warning("no-measure", message, f"{path}.measure", hint=hint)


def _sources(case: Case) -> Iterator[Problem]:
    used = {citation.source for citation in case.citations} | {citation.via for citation in case.citations}
    used |= {observation.source for series in case.series.values() for observation in series.observations}
    for id, source in case.sources.items():
        path = f"sources.{id}"
        if source.reliability != "F" and not source.reliability_reason:  # F: it cannot be judged, so there is no reason
            message = f"Source {id} has the grade {source.reliability} without a reason."
            yield warning("grade-without-reason", message, f"{path}.reliability_reason", hint=_REASON)
        if id not in used:
            hint = "Cite or remove it."
            yield warning("unused-source", f"Nothing in the case comes from source {id}.", path, hint=hint)


def _citations(case: Case) -> Iterator[Problem]:
    for number, citation in enumerate(case.citations):
        path = f"citations.{number}"
        if citation.role == "originates" and citation.via:
            message = f"{citation.source} originates {citation.claim}, and has it from {citation.via} at once."
            yield warning(
                "origin-with-via",
                message,
                f"{path}.via",
                hint="Leave from whom (via) empty, or say that they relay it.",
            )
        elif citation.role != "originates" and not citation.via:
            message = f"{citation.source} {citation.role} {citation.claim}, but it is not said from whom."
            yield warning("no-via", message, f"{path}.role", hint="Say from whom they have it (via).")
        elif citation.via == citation.source:
            message = f"{citation.source} has {citation.claim} from itself."
            yield warning(
                "own-source",
                message,
                f"{path}.via",
                hint="Say from whom they have it (via), or that they originate it.",
            )


def _assumptions(case: Case) -> Iterator[Problem]:
    for id, assumption in case.assumptions.items():
        if not assumption.claims and not assumption.assumed:
            hint = "Name claims, or say that it is assumed (assumed = true)."
            path = f"assumptions.{id}.claims"
            yield warning("no-ground", f"Nothing says what assumption {id} rests on.", path, hint=hint)


def _calculations(case: Case) -> Iterator[Problem]:
    units = Units(case.units)
    for id, calculation in case.calculations.items():
        for number, claim in enumerate(calculation.against):
            other = case.claims[claim].unit if claim in case.claims else calculation.unit
            try:
                fits = calculation.unit == other or (
                    "date" not in (calculation.unit, other)
                    and convertible(units.parse(calculation.unit), units.parse(other))
                )
            except UnitError:
                continue  # told where the unit stands
            if not fits:
                message = f"Calculation {id} is in {calculation.unit or 'plain numbers'}, claim {claim} in {other}."
                path = f"calculations.{id}.against.{number}"
                yield warning("not-comparable", message, path, hint="Compare it with claims in units that fit.")


def _series(case: Case) -> Iterator[Problem]:
    """One problem of a kind for each series: an imported one may have thousands of figures that are alike in it."""
    for id, series in case.series.items():
        observations = series.observations
        unsourced = [number for number, each in enumerate(observations) if not each.source]
        if unsourced:
            message = _said(series, unsourced, "no source", "has", "have")
            yield warning(
                "no-source", message, f"series.{id}.{unsourced[0]}", hint="Name one for each (in the column source)."
            )
        late = [number for number, each in enumerate(observations) if each.end > case.as_of and not series.later]
        if late:
            message = _said(series, late, f"later than the as-of date, {case.as_of}", "is", "are")
            hint = "Put it into a series with later = true: the model would know what nobody knew."
            yield warning("later-than-as-of", message, f"series.{id}.{late[0]}", hint=hint)


def _said(series: Series, numbers: Sequence[int], what: str, one: str, several: str) -> str:
    """That some figures of a series, by their places, are or have something."""
    first = series.observations[numbers[0]].end
    if len(numbers) == 1:
        return f"The figure for {first} in {series.id} {one} {what}."
    return f"{len(numbers):,} figures in {series.id}, the first for {first}, {several} {what}."
