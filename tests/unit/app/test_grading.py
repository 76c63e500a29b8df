"""The hint that one grade may have coloured the other."""

from dataclasses import replace

import pytest
from keeping_case import keeping_case

from claimbench.app.grading import diagonal_hint
from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.source import Citation


def graded(pairs: str) -> Case:
    """A case with one claim for each pair, such as "B2 C3"; S07 is graded C, head B."""
    case = keeping_case()
    sources = {letter: replace(case.sources["head"], id=letter, reliability=letter) for letter in "ABCDEF"}
    claims, citations = {}, []
    for number, pair in enumerate(pairs.split()):
        id = f"C{number:02}"
        claims[id] = Claim(id, pair, credibility=int(pair[1]))
        citations += [Citation(id, "F", "relays", pair[0]), Citation(id, pair[0], "originates")]
    return replace(case, claims=claims, sources=sources, citations=tuple(citations))


@pytest.mark.parametrize(
    ("pairs", "hinted"),
    [
        ("A1 B2 B2 C3 C3 D4 E5 F6 B2 B1", True),
        ("B2 " * 9, False),
        ("B2 " * 8 + "B1 B3", True),
        ("B2 " * 7 + "B1 B3 C1", False),
    ],
)
def test_that_the_hint_comes_from_ten_claims_and_four_fifths_on(pairs: str, hinted: bool) -> None:
    assert bool(diagonal_hint(graded(pairs))) is hinted


def test_that_the_hint_counts() -> None:
    assert diagonal_hint(graded("B2 " * 11 + "B1")).startswith("11 of 12 graded claims have pairs such as B2 or C3")
