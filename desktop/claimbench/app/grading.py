"""Whether the two grades of the claims were given apart from one another."""

from __future__ import annotations

from claimbench.core.case import Case
from claimbench.core.source import Citation

#: Pairs in which credibility only repeats reliability.
DIAGONAL = frozenset({("A", 1), ("B", 2), ("C", 3), ("D", 4), ("E", 5), ("F", 6)})
LEAST_CLAIMS, LEAST_SHARE = 10, 0.8


def diagonal_hint(case: Case) -> str:
    """A sentence where nearly all pairs of grades fall on the diagonal A1, B2, C3 …; "" where not, or where there are
    too few graded claims to tell.

    Raters tend to let the grade of the source colour that of the information, which makes the second grade worthless:
    Baker, McKendry and Mace, "Certitude judgments in an operational environment" (1968), and Samet, "Subjective
    interpretation of reliability and accuracy scales" (1975), both for the US Army, found most pairs on the diagonal.
    """
    pairs = grade_pairs(case)
    on = sum(pair in DIAGONAL for pair in pairs)
    if len(pairs) < LEAST_CLAIMS or on < LEAST_SHARE * len(pairs):
        return ""
    return (
        f"{on} of {len(pairs)} graded claims have pairs such as B2 or C3, in which one grade repeats the other. "
        "Grade the source by its record, and the claim by what else bears it out."
    )


def grade_pairs(case: Case) -> list[tuple[str, int]]:
    """Reliability of who originates (else derives) each claim, and the claim's credibility, where both are given."""
    first: dict[str, Citation] = {}
    for role in ("derives", "originates"):  # who originates it comes last, and stays
        for citation in reversed(case.citations):
            if citation.role == role:
                first[citation.claim] = citation
    return [
        (case.sources[first[id].source].reliability, claim.credibility)
        for id, claim in case.claims.items()
        if claim.credibility is not None and id in first and first[id].source in case.sources
    ]
