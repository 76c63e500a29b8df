"""The sources that rows and figures from elsewhere name: those of the case, and new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from claimbench.app import follow
from claimbench.core.case import Case
from claimbench.core.series import Observation
from claimbench.core.source import Source


class NamedSources:
    """Knows the sources of a case by their ids and names; ``new`` are those that were made, each once."""

    def __init__(self, case: Case) -> None:
        self._free = follow.proposed_ids(case.sources, "S")
        self._known = {source.short.casefold(): source for source in case.sources.values() if source.short}
        self._known |= {
            name.casefold(): source for source in case.sources.values() for name in (source.name, source.id)
        }
        self.new: list[Source] = []

    def named(self, name: str) -> Source:
        """The source that is called so."""
        known = self._known.get(name.casefold())
        if known is None:
            known = self._known[name.casefold()] = Source(next(self._free), name)
            self.new.append(known)
        return known


def sourced(case: Case, observations: Sequence[Observation]) -> tuple[tuple[Observation, ...], list[Source]]:
    """The figures with ids of sources where they have names, and the sources that are new to the case."""
    sources = NamedSources(case)
    found = [replace(each, source=sources.named(each.source).id) if each.source else each for each in observations]
    return tuple(found), sources.new
