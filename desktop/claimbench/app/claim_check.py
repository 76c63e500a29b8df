"""What is wrong with one claim as it is being filled in, in sentences for the fields of its form."""

from __future__ import annotations

from dataclasses import replace

from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.quantity import UnitError, Units
from claimbench.core.show import show_number
from claimbench.evidence.verdict import accepted


def unit_trouble(case: Case, unit: str) -> str:
    """Why a unit cannot be read, and what the case counts in; "" where it can."""
    try:
        Units(case.units).parse(unit)
    except UnitError as trouble:
        message = str(trouble)
        counts = f" This case counts in {', '.join(case.units)}; common units such as km² or % are known too."
        return f"{message[0].upper()}{message[1:]}.{counts if case.units else ''}"
    return ""


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
