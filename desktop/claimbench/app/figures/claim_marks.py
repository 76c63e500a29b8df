"""How the mark of a claim tells what kind of number it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from claimbench.app.figures.figure import Figure, Mark, Note, Points, Rule, Span, Symbol, Whisker
from claimbench.core.case import Case
from claimbench.core.claim import Bound, Claim
from claimbench.core.frozen import dataclass
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


def telling_held(figure: Figure, held: Sequence[str]) -> Figure:
    """The figure with a word in the labels of claims that are held as true, and beside their rows."""
    if not held or not any(getattr(mark, "claim", "") in held for mark in figure.marks):
        return figure
    rows = {mark.y for mark in figure.marks if isinstance(mark, Whisker | Note) and mark.claim in held}
    right = tuple((y, big, f"{small}, held" if small else "held") if y in rows else (y, big, small)
                  for y, big, small in figure.right)  # fmt: skip
    return replace(figure, marks=tuple(_telling(mark, held) for mark in figure.marks), right=right)


def _telling(mark: Mark, held: Sequence[str]) -> Mark:
    if not isinstance(mark, Points | Rule | Span) or mark.claim not in held:
        return mark
    if mark.label == mark.claim:
        return replace(mark, label=f"{mark.claim}, held")
    return replace(mark, label=mark.label.replace(f"({mark.claim})", f"({mark.claim}, held)"))


def legend_of_rules(case: Case, marks: Iterable[Mark]) -> str:
    """As :func:`legend`, of the claims whose lines carry a mark."""
    return legend(case.claims[mark.claim] for mark in marks if isinstance(mark, Rule) and mark.symbol)


def legend(claims: Iterable[Claim]) -> str:
    """What the marks mean, for a note; nothing where all are estimates, which need no word."""
    used = {mark.sign: mark.words for mark in map(mark_of, claims)}
    if not used.keys() - {_ESTIMATE.sign}:
        return ""
    return f"Claims: {', '.join(f'{sign}{TIE}{words}' for sign, words in used.items())}."
