"""Commands that keep the citations of a case: which source says a claim, where, and from whom it has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from claimbench.app.commands import Command
from claimbench.app.record_fields import CITATION
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.source import Citation


@dataclass(frozen=True, slots=True)
class Cite(Command):
    """Put a citation behind the claim's others. Raises ValueError where its claim or source is not in the case."""

    citation: Citation

    def apply(self, case: Case) -> Case:
        new = self.citation
        if new.claim not in case.claims:
            raise ValueError(f"There is no claim {new.claim} any more.")
        _check_sources(case, new)
        places = [at for at, each in enumerate(case.citations) if each.claim == new.claim]
        at = places[-1] + 1 if places else len(case.citations)
        return replace(case, citations=(*case.citations[:at], new, *case.citations[at:]))

    def sentence(self, before: Case, after: Case) -> str:
        return f"{self.citation.claim} cited from {source_name(after, self.citation.source)}"


@dataclass(frozen=True, slots=True)
class ChangeCitation(Command):
    """Give one field of the ``number``-th citation of a claim, from 0, another value."""

    claim: str
    number: int
    field: str
    value: Any

    @property
    def merge_key(self) -> str:
        return f"citations.{self.claim}.{self.number}.{self.field}"

    def apply(self, case: Case) -> Case:
        at = _place(case, self.claim, self.number)
        new = CITATION[self.field].put(case.citations[at], self.value)
        _check_sources(case, new)
        if new.role == "originates" and new.via:
            new = replace(new, via="")  # who originates it has it from nobody
        return replace(case, citations=(*case.citations[:at], new, *case.citations[at + 1 :]))

    def sentence(self, before: Case, after: Case) -> str:
        field = CITATION[self.field]
        citation = after.citations_of(self.claim)[self.number]
        shown = " ".join(field.text(citation).split())[:60] or "empty"
        return f"{self.claim}, citation of {source_name(after, citation.source)}: {field.label.lower()} {shown}"


@dataclass(frozen=True, slots=True)
class RemoveCitation(Command):
    claim: str
    number: int

    def apply(self, case: Case) -> Case:
        at = _place(case, self.claim, self.number)
        return replace(case, citations=(*case.citations[:at], *case.citations[at + 1 :]))

    def sentence(self, before: Case, after: Case) -> str:
        citation = before.citations_of(self.claim)[self.number]
        return f"{self.claim} no longer cited from {source_name(before, citation.source)}"


def source_name(case: Case, id: str) -> str:
    source = case.sources.get(id)
    return source.label if source else id


def _place(case: Case, claim: str, number: int) -> int:
    places = [at for at, citation in enumerate(case.citations) if citation.claim == claim]
    if not 0 <= number < len(places):
        raise ValueError(f"Claim {claim} has no such citation any more.")
    return places[number]


def _check_sources(case: Case, citation: Citation) -> None:
    for id in (citation.source, citation.via):
        if id and id not in case.sources:
            raise ValueError(f"There is no source {id} in the case.")
    if not citation.source:
        raise ValueError("A citation needs a source.")
    if citation.via == citation.source:
        raise ValueError(f"{source_name(case, citation.source)} cannot have it from itself.")
