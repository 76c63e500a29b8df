"""Folding one citation under another: the command that accepts a suggestion."""

from __future__ import annotations

from dataclasses import replace

from claimbench.app.commands import Command
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.source import Citation


@dataclass(frozen=True, slots=True)
class FoldCitation(Command):
    """Say that ``source`` relays ``claim`` from ``via``. Raises ValueError where there is nothing to fold."""

    claim: str
    source: str
    via: str

    def apply(self, case: Case) -> Case:
        if self.via == self.source:
            raise ValueError("A source cannot have a claim from itself.")
        if self.via not in case.sources:
            raise ValueError(f"There is no source “{self.via}”.")
        if not any(self._meant(citation) for citation in case.citations):
            raise ValueError(f"“{self.source}” does not say {self.claim} as its own: there is nothing to fold.")
        folded = [
            replace(citation, role="relays", via=self.via) if self._meant(citation) else citation
            for citation in case.citations
        ]
        return replace(case, citations=tuple(folded))

    def sentence(self, before: Case, after: Case) -> str:
        source, via = after.sources.get(self.source), after.sources[self.via]
        return f"{self.claim}: {source.name if source else self.source} has it from {via.name}"

    def _meant(self, citation: Citation) -> bool:
        return citation.claim == self.claim and citation.source == self.source and not citation.via
