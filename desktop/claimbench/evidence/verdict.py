"""Verdicts: the chance that a claim holds, given the projection."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.relation import RELATIONS
from claimbench.core.show import MOMENT, day_number, show_percent
from claimbench.engine import summary

Array = NDArray[np.float64]

#: Words for chances: the word, from, to. (US Intelligence Community Directive 203, Analytic Standards, 2015.)
#: Below the first and above the last there is no word.
WORDS: tuple[tuple[str, float, float], ...] = (
    ("almost no chance", 0.01, 0.05),
    ("very unlikely", 0.05, 0.20),
    ("unlikely", 0.20, 0.45),
    ("roughly even", 0.45, 0.55),
    ("likely", 0.55, 0.80),
    ("very likely", 0.80, 0.95),
    ("almost certain", 0.95, 0.99),
)
#: Quantiles of the measure that a verdict carries.
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
#: Numbers this close (as a share of the bound) are equal: draws agree to 1e-9 between machines.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """``low`` and ``high`` are the ends of what counts as holding, in the claim's unit (day numbers for a date;
    infinite where there is no end). ``projected`` are quantiles of the measure in the same unit.
    ``median_ratio`` and so on are left to the figures. ``draws`` is the (effective) number of draws behind it.
    """

    claim: str
    testable: bool
    why_not: str = ""
    probability: float | None = None
    word: str = ""
    low: float = float("-inf")
    high: float = float("inf")
    tolerance: float | None = None
    tolerance_rule: str = ""  # "half a unit of the last digit", "stated", ...
    projected: Mapping[float, float] = field(default_factory=dict)
    draws: float = 0.0
    note: str = ""  # what a reader of the number must know, such as draws in which the measure has no value


@dataclass(frozen=True, slots=True)
class Accepted:
    """What counts as holding: ``low`` to ``high`` in the claim's unit (day numbers for a date, infinite where there
    is no end), without an end that is open. ``tolerance`` is None where the relation has none; ``rule`` says where it
    is from."""

    low: float
    high: float
    tolerance: float | None = None
    rule: str = ""
    low_open: bool = False
    high_open: bool = False


@lru_cache(maxsize=4096)  # asked for at every step of a drag, for the same claims
def accepted(claim: Claim) -> Accepted:
    """What counts as holding a claim.

    A tolerance that is stated widens any relation. Else "=" has the smaller of half a unit of the last significant
    digit and 5 %, but at least 0.5 %; "about" has 10 %, or 15 days for a date; the others, and "=" with a date, have
    none. Raises ValueError with a sentence for a claim that is incomplete.
    """
    if missing := _missing(claim):
        raise ValueError(missing)
    meaning = RELATIONS[claim.relation]
    value = None if meaning.two_ends else _value(claim)
    tolerance, rule = _tolerance(claim, value)
    # in decimals, so that 0.43 ± 0.005 ends at 0.435 and not a bit beside it
    spread = tolerance or Decimal(0)
    low, high = -math.inf, math.inf
    if value is None:
        low, high = float(_decimal(claim.low) - spread), float(_decimal(claim.high) + spread)
    else:
        low = float(value - spread) if meaning.low else low
        high = float(value + spread) if meaning.high else high
    return Accepted(
        low,
        high,
        None if tolerance is None else float(tolerance),
        rule,
        low_open=meaning.open and meaning.low,
        high_open=meaning.open and meaning.high,
    )


def verdict(claim: Claim, values: Array, weights: Array | None = None) -> Verdict:
    """The chance that ``claim`` holds: the (weighted) share of draws in which its measure lies in what is accepted.

    ``values`` are the draws of its measure, shape (n,), in the claim's unit; day numbers for a date, +∞ where it is
    never reached, which is later than any date. Something that happens during a day happens on that day. Draws in
    which the measure has no value (NaN) count as not holding, and ``note`` says how many; where all are, the claim is
    untestable.
    """
    if not claim.testable:
        return untestable(claim, claim.why_not)
    if missing := _missing(claim):
        return untestable(claim, missing)
    if weights is not None and not weights.any():
        return untestable(claim, "No draw is left: what is held as true rules all of them out.")
    known = ~np.isnan(values)
    weight = weights if weights is None else weights[known]
    if not known.any() or (weight is not None and not weight.any()):
        return untestable(claim, "The measure has no value in any draw.")
    ends = accepted(claim)
    chance = summary.share(holds(claim, values), weights)
    kept = values if known.all() else values[known]
    quantiles = summary.quantiles(kept[np.newaxis, :], LEVELS, weight)[:, 0]
    note = ""
    if not known.all():
        without = show_percent(1 - summary.share(known, weights))
        note = f"The measure has no value in {without} of the draws: they count as not holding."
    return Verdict(
        claim=claim.id,
        testable=True,
        probability=chance,
        word=word(chance),
        low=ends.low,
        high=ends.high,
        tolerance=ends.tolerance,
        tolerance_rule=ends.rule,
        projected=dict(zip(LEVELS, quantiles.tolist(), strict=True)),
        draws=float(len(values)) if weights is None else summary.effective_size(weights),
        note=note,
    )


def untestable(claim: Claim, why: str) -> Verdict:
    """The verdict on a claim that numbers cannot test, with the reason in a sentence."""
    return Verdict(claim.id, testable=False, why_not=why or _missing(claim) or "It has no measure.")


def word(probability: float) -> str:
    """The word for a chance, "" below 1 % and above 99 %. A chance on the border of two words has the one nearer to
    even, so that a claim and its opposite have opposite words."""
    entry = _entry(probability)
    return entry[0] if entry else ""


def word_with_range(probability: float) -> str:
    """The word with what it stands for, for texts: "likely (55–80 %)"; "" where there is no word."""
    entry = _entry(probability)
    return f"{entry[0]} ({100 * entry[1]:.0f}–{100 * entry[2]:.0f} %)" if entry else ""


def _entry(probability: float) -> tuple[str, float, float] | None:
    fitting = [entry for entry in WORDS if entry[1] <= probability <= entry[2]]
    return min(fitting, key=lambda entry: abs(entry[1] + entry[2] - 1), default=None)


def _missing(claim: Claim) -> str:
    """What a claim lacks to be compared with numbers, in a sentence; "" where nothing is."""
    if not claim.relation:
        return "The claim has no relation."
    if claim.tolerance is not None and not (math.isfinite(claim.tolerance) and claim.tolerance >= 0):
        return "The claim's tolerance is not a number of 0 or more."
    if RELATIONS[claim.relation].two_ends:
        if claim.low is None or claim.high is None or not (math.isfinite(claim.low) and math.isfinite(claim.high)):
            return "The claim lacks the low or the high end of its range."
        return "" if claim.low <= claim.high else "The low end of the claim's range is above the high end."
    if claim.value is None or (not isinstance(claim.value, date) and not math.isfinite(claim.value)):
        return "The claim has no value."
    return ""


def is_date(claim: Claim) -> bool:
    """Whether the claim's number is a date."""
    return claim.unit == "date" or isinstance(claim.value, date)


def _decimal(value: float | None) -> Decimal:
    """The shortest decimal number that is ``value``: what was typed."""
    assert value is not None
    return Decimal(repr(float(value)))


def _value(claim: Claim) -> Decimal:
    return _decimal(day_number(claim.value) if isinstance(claim.value, date) else claim.value)


def _tolerance(claim: Claim, value: Decimal | None) -> tuple[Decimal | None, str]:
    if claim.tolerance is not None:
        return _decimal(claim.tolerance), "stated"
    rule = RELATIONS[claim.relation].tolerance
    if rule == "tenth" and value is not None:
        return (Decimal(15), "15 days") if is_date(claim) else (abs(value) / 10, "10 %")
    if rule == "digits" and value is not None:
        return (Decimal(0), "the day itself") if is_date(claim) else _equal_tolerance(value)
    return None, ""


def equal_tolerance(value: float) -> tuple[float, str]:
    """What a number means by its digits: 310,000 is ± 5,000, 0.43 is ± 0.005; within 0.5 to 5 % of the number. With the
    name of the rule."""
    tolerance, rule = _equal_tolerance(_decimal(value))
    return float(tolerance), rule


def _equal_tolerance(value: Decimal) -> tuple[Decimal, str]:
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "finite, as _missing has seen"
    half_unit = Decimal(5).scaleb(exponent - 1)
    size = abs(value)
    if half_unit < size / 200:
        return size / 200, "0.5 %"
    if half_unit > size / 20:
        return size / 20, "5 %"
    return half_unit, "half a unit of the last digit"


def holds(claim: Claim, values: Array) -> NDArray[np.bool_]:
    """In which draws of its measure a claim holds, (n,): see :func:`verdict`. Raises ValueError as :func:`accepted`."""
    ends = accepted(claim)
    if is_date(claim):
        values, slack_low, slack_high = np.ceil(values - MOMENT), MOMENT, MOMENT
    else:
        slack_low, slack_high = (ROUNDING * abs(end) if math.isfinite(end) else 0.0 for end in (ends.low, ends.high))
    # a comparison with NaN is false: no value, not holding
    above = values > ends.low + slack_low if ends.low_open else values >= ends.low - slack_low
    below = values < ends.high - slack_high if ends.high_open else values <= ends.high + slack_high
    return np.asarray(above & below)
