"""How the mark of a claim tells what kind of number it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claimbench.app.figures.figure import Mark, Rule, Symbol
from claimbench.core.case import Case
from claimbench.core.claim import Bound, Claim
from claimbench.core.show import TIE


@dataclass(frozen=True, slots=True)
class ClaimMark:
    """``words`` stand behind the sign in a note; a mark with an ``interval`` shows what would count as holding."""

    symbol: Symbol
    filled: bool
    sign: str
    words: str
    interval: bool = False


_ESTIMATE = ClaimMark("circle", True, "●", "estimate", interval=True)
MARKS: Mapping[Bound, ClaimMark] = {
    "minimum count": ClaimMark("triangle", True, "▲", "minimum count"),
    "point": _ESTIMATE,
    "range": _ESTIMATE,
    "assertion": ClaimMark("diamond", False, "◇", "assertion"),
    "rule of thumb": ClaimMark("dotted", False, "○", "rule of thumb"),
}


def mark_of(claim: Claim) -> ClaimMark:
    """The mark for a claim; one whose kind of number is not said is drawn as an estimate."""
    return MARKS.get(claim.definition.bound, _ESTIMATE)


def legend_of_rules(case: Case, marks: Iterable[Mark]) -> str:
    """As :func:`legend`, of the claims whose lines carry a mark."""
    return legend(case.claims[mark.claim] for mark in marks if isinstance(mark, Rule) and mark.symbol)


def legend(claims: Iterable[Claim]) -> str:
    """What the marks mean, for a note; nothing where all are estimates, which need no word."""
    used = {mark.sign: mark.words for mark in map(mark_of, claims)}
    if not used.keys() - {_ESTIMATE.sign}:
        return ""
    return f"Claims: {', '.join(f'{sign}{TIE}{words}' for sign, words in used.items())}."
