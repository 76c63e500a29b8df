"""Where a claim comes from: relays folded, back to where each chain of citations ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from typing import Final

from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.source import Citation, Role

#: Two texts this alike (the share of letters in matching runs) are one wording.
ALIKE: Final = 0.8
#: Said within so many days of one another is said on one date: news travels overnight.
SAME_DATE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Node:
    """A source in the tree of a claim, under the one that it has it from. ``role`` is empty for a source that is only
    named by others, and does not say it itself."""

    source: str
    role: Role | str
    takers: tuple[Node, ...] = ()  # who has it from this source


@dataclass(frozen=True, slots=True)
class Origins:
    """``outlets`` are the sources that say the claim; ``ends`` those where its chains of citations end, each with its
    tree in ``trees``. ``loops`` are sources that have it from one another, so that nobody originates it: each loop
    counts as one origin, by its first source."""

    claim: str
    outlets: tuple[str, ...]
    ends: tuple[str, ...]
    trees: tuple[Node, ...]
    loops: tuple[tuple[str, ...], ...] = ()

    @property
    def sentence(self) -> str:
        """ "7 outlets, 2 origins"."""
        return f"{_count(len(self.outlets), 'outlet')}, {_count(len(self.ends), 'origin')}"


def origins(case: Case, claim: str) -> Origins:
    """Follow every citation of a claim back through relays and derivations."""
    citations = case.citations_of(claim)
    roles: dict[str, Role] = {}
    before: dict[str, list[str]] = {}  # who a source has it from
    for citation in citations:
        if roles.get(citation.source) != "originates":  # who originates it needs nobody else
            roles[citation.source] = citation.role
        if citation.role != "originates" and citation.via and citation.via != citation.source:
            before.setdefault(citation.source, []).append(citation.via)
    for source, role in roles.items():
        if role == "originates":
            before.pop(source, None)
    named = dict.fromkeys([*roles, *(via for vias in before.values() for via in vias)])
    ends = [source for source in named if source not in before]
    reached = _reached(ends, before)
    loops = []
    while stuck := [source for source in named if source not in reached]:
        loop = _loop(stuck[0], before, reached)
        loops.append(loop)
        ends.append(loop[0])
        reached |= _reached([loop[0]], before)
    trees = tuple(_tree(end, roles, before, set()) for end in ends)
    return Origins(claim, tuple(roles), tuple(ends), trees, tuple(loops))


def _reached(ends: list[str], before: dict[str, list[str]]) -> set[str]:
    """Everyone who has it, at whatever remove, from one of ``ends``."""
    found = set(ends)
    while more := {source for source, vias in before.items() if source not in found and found & set(vias)}:
        found |= more
    return found


def _loop(start: str, before: dict[str, list[str]], reached: set[str]) -> tuple[str, ...]:
    """Following back from a source that no end reaches, one comes round to where one was."""
    path = [start]
    while True:
        step = next(via for via in before[path[-1]] if via not in reached)
        if step in path:
            return tuple(path[path.index(step) :])
        path.append(step)


def _tree(source: str, roles: dict[str, Role], before: dict[str, list[str]], shown: set[str]) -> Node:
    """A source with those who have it from it; each source once in a tree."""
    shown.add(source)
    takers = []
    for taker, vias in before.items():
        if source in vias and taker not in shown:
            takers.append(_tree(taker, roles, before, shown))
    return Node(source, roles.get(source, ""), tuple(takers))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# -- suggestions


@dataclass(frozen=True, slots=True)
class Fold:
    """That ``source``, which says ``claim`` as its own, may have it from ``via``: the same figure, date and
    wording."""

    claim: str
    source: str
    via: str
    reason: str


def suggested_folds(case: Case, claim: str = "") -> list[Fold]:
    """Citations that look like relays of another, in the order of the citations; those of one ``claim`` only, where it
    is given.

    Compared are citations that name nobody they have it from, both with the date on which it was said: of one claim,
    or of two with the same number for the same period in the same words. The earlier is taken for the origin; on one
    day, the one listed first.
    """
    ends = [citation for citation in case.citations if not citation.via and citation.said_on is not None]
    if claim:
        figure = _figure(case.claims[claim])
        ends = [each for each in ends if each.claim == claim or _has_figure(case, each.claim, figure)]
    found: dict[tuple[str, str], Fold] = {}
    for one, other in _near_in_time(ends):
        first, second = (one, other) if one.said_on <= other.said_on else (other, one)  # type: ignore[operator]
        if first.source == second.source or (second.claim, second.source) in found or second.role == "derives":
            continue
        claims = case.claims.get(first.claim), case.claims.get(second.claim)
        if claims[0] is not None and claims[1] is not None and (reason := _same(claims[0], claims[1])):
            found[second.claim, second.source] = Fold(second.claim, second.source, first.source, reason)
    return [fold for fold in found.values() if claim in ("", fold.claim)]


def _has_figure(case: Case, claim: str, figure: tuple[object, ...] | None) -> bool:
    return figure is not None and claim in case.claims and _figure(case.claims[claim]) == figure


def _near_in_time(citations: list[Citation]) -> Iterator[tuple[Citation, Citation]]:
    by_day: dict[int, list[Citation]] = {}
    for citation in citations:
        if citation.said_on is not None:
            by_day.setdefault(citation.said_on.toordinal(), []).append(citation)
    for day, group in by_day.items():
        yield from combinations(group, 2)
        for later in range(1, SAME_DATE.days + 1):
            yield from ((one, other) for one in group for other in by_day.get(day + later, ()))


def _same(one: Claim, other: Claim) -> str:
    """Why two claims look like one statement; "" where they do not."""
    if one.id == other.id:
        return "the same claim, said on the same date"
    if _figure(one) != _figure(other) or _figure(one) is None:
        return ""
    from difflib import SequenceMatcher  # here: few statements come as far as this

    words = _wording(one), _wording(other)
    if not all(words) or SequenceMatcher(None, *words, autojunk=False).ratio() < ALIKE:
        return ""
    return f"the same figure, date and wording as {one.id}"


def _figure(claim: Claim) -> tuple[object, ...] | None:
    numbers = claim.value, claim.low, claim.high
    if all(number is None for number in numbers):
        return None
    return *numbers, claim.unit, claim.definition.start, claim.definition.end


def _wording(claim: Claim) -> str:
    return re.sub(r"\W+", " ", claim.quote.casefold()).strip()
