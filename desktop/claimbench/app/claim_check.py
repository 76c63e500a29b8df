"""What is wrong with one claim as it is being filled in, in sentences for the fields of its form."""

from __future__ import annotations

from dataclasses import replace

from claimbench.core.claim import Claim
from claimbench.core.show import show_number
from claimbench.evidence.verdict import accepted


def value_trouble(claim: Claim) -> str:
    """What a claim with a relation lacks, such as the ends of a range; "" where nothing."""
    if not claim.relation:
        return ""
    try:
        accepted(replace(claim, tolerance=None))
    except ValueError as incomplete:
        return str(incomplete)
    return ""


def tolerance_rule(claim: Claim) -> str:
    """What holds where no tolerance is stated: "± 5,000 (half a unit of the last digit)"; "" for a claim without a
    value."""
    try:
        ends = accepted(replace(claim, tolerance=None))
    except ValueError:
        return ""
    if ends.tolerance is None:
        return "none, for this relation"
    days = " days" if claim.unit == "date" else ""
    return f"± {show_number(ends.tolerance, 6)}{days} ({ends.rule})" if ends.tolerance else ends.rule
