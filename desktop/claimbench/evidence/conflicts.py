"""Numbers that do not go together: claims about one thing, and claims beside what others imply.

Only what is stated counts here, with its tolerance: neither draws nor assumptions.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.problem import ProblemError
from claimbench.core.quantity import Unit, UnitError, Units, convertible, ratio
from claimbench.core.relation import RELATIONS
from claimbench.core.show import day_number, from_day_number, show_number
from claimbench.engine.calculate import Calculated, calculate
from claimbench.evidence.definition import ends_of, stated
from claimbench.evidence.verdict import accepted, holds, is_date

Array = NDArray[np.float64]

#: The largest so many are listed.
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Conflict:
    """``claim`` says one thing (``says``) where ``other``, the id of a claim or of a calculation, comes to another
    (``comes_to``). ``apart``: the greater number over the smaller, infinite where their signs differ, or one is 0; of
    dates ``days`` between them instead. ``fits`` is False but where a comparison was asked for."""

    claim: str
    says: str
    other: str
    comes_to: str
    apart: float
    days: float = 0.0
    calculated: bool = False
    fits: bool = False

    @property
    def size(self) -> str:
        """By how much they differ, for a narrow place: "1.13 times"."""
        if self.days:
            return f"{show_number(self.days)} {'day' if self.days == 1 else 'days'}"
        return f"{show_number(self.apart)} times" if math.isfinite(self.apart) else "different signs"

    @property
    def gap(self) -> str:
        """The same in a sentence: "apart by a factor of 1.13"."""
        if self.days:
            return f"{self.size} apart"
        return f"apart by a factor of {show_number(self.apart)}" if math.isfinite(self.apart) else "of different signs"


def conflicts(case: Case) -> list[Conflict]:
    """Claims about one thing whose numbers cannot both be, and claims that arithmetic over others contradicts, the
    largest first; dates, by their days, after numbers. Retracted claims do not count."""
    implied = (found for id in case.calculations for found in compared(case, id) if not found.fits)
    return heapq.nlargest(MOST, (*_between_claims(case), *implied), key=lambda each: (each.apart, each.days))


def left_out(case: Case) -> list[str]:
    """Ids of the claims with a number of which it cannot be told what they are about, or whose unit is not known."""
    units = Units(case.units)
    return [
        claim.id
        for claim in case.claims.values()
        if _counts(claim) and not (_about(claim) and _unit(units, claim) is not None)
    ]


def compared(case: Case, calculation_id: str) -> Iterator[Conflict]:
    """The result of a calculation beside each claim that it is to be compared with, where that can be done."""
    calculation, units = case.calculations[calculation_id], Units(case.units)
    try:
        result = calculate(case, calculation_id)
    except ProblemError:
        return  # told where the formula stands
    for id in calculation.against:
        claim = case.claims.get(id)
        if claim is None or not _counts(claim) or (factor := _factor(units, result, claim)) is None:
            continue
        value = result.value * factor
        if not math.isfinite(value):
            continue
        fits = bool(holds(claim, np.array([value]))[0])
        value = day_number(from_day_number(value)) if is_date(claim) else value
        low, high = _stated_ends(claim)
        nearest = min(max(value, low), high)
        days = abs(nearest - value) if is_date(claim) else 0.0
        apart = 1.0 if is_date(claim) else float(_apart(np.array([value]), np.array([nearest]))[0])
        yield Conflict(id, stated(case, claim), calculation_id, result.expression, apart, days, True, fits)


def _between_claims(case: Case) -> Iterator[Conflict]:
    """Pairs of claims of one measure, or of one full definition, that leave no number for both."""
    groups: dict[tuple[object, ...], list[tuple[Claim, float]]] = {}
    units = Units(case.units)
    for claim in case.claims.values():
        if (about := _about(claim)) and _counts(claim) and (unit := _unit(units, claim)) is not None:
            kind = () if is_date(claim) else unit.dimensions
            groups.setdefault((about, is_date(claim), kind), []).append((claim, unit.factor))
    for members in groups.values():
        if len(members) > 1:
            yield from _pairs(case, members)


def _pairs(case: Case, members: list[tuple[Claim, float]]) -> Iterator[Conflict]:
    """The largest of one group. ``members``: claims with the factors that bring them to one unit."""
    counted = [accepted(claim) for claim, _ in members]
    factors = np.array([factor for _, factor in members])
    low, high = (np.array([getattr(ends, end) for ends in counted]) * factors for end in ("low", "high"))
    bottom, top = (np.array(ends) * factors for ends in zip(*(_stated_ends(c) for c, _ in members), strict=True))
    dates = is_date(members[0][0])
    largest: list[tuple[float, int, int]] = []  # a heap: of thousands of claims there are millions of pairs
    for row in range(len(members) - 1):
        over, under = low[row + 1 :] > high[row], high[row + 1 :] < low[row]
        at = np.flatnonzero(over | under)
        mine = np.where(over[at], top[row], bottom[row])
        theirs = np.where(over[at], bottom[row + 1 :][at], top[row + 1 :][at])
        sizes = np.abs(theirs - mine) if dates else _apart(mine, theirs)
        if len(largest) == MOST:
            wide = sizes > largest[0][0]
            at, sizes = at[wide], sizes[wide]
        for place, size in zip(at.tolist(), sizes.tolist(), strict=True):
            push = heapq.heappush if len(largest) < MOST else heapq.heappushpop
            push(largest, (size, -row, -(row + 1 + place)))
    for size, row, other in sorted(largest, reverse=True):
        one, two = members[-row][0], members[-other][0]
        apart, days = (1.0, size) if dates else (size, 0.0)
        yield Conflict(one.id, stated(case, one), two.id, stated(case, two), apart, days)


def _about(claim: Claim) -> tuple[object, ...]:
    """What a claim's number is a number of: its measure, or else all that its definition says. Nothing where that is
    not enough to tell."""
    if claim.testable:
        return (claim.measure.strip(),)
    said = claim.definition
    if not said.what or not said.population or said.end is None:
        return ()
    return said.what.casefold(), said.population.casefold(), said.start, said.end, said.accumulation, said.basis


def _counts(claim: Claim) -> bool:
    """Whether a claim has a number, and has not been retracted."""
    if claim.status == "retracted" or not claim.relation:
        return False
    try:
        accepted(claim)
    except ValueError:
        return False
    return True


def _unit(units: Units, claim: Claim) -> Unit | None:
    try:
        return units.parse("" if is_date(claim) else claim.unit)
    except UnitError:
        return None


def _factor(units: Units, result: Calculated, claim: Claim) -> float | None:
    """What brings a calculated number to the claim's unit; None where they cannot be compared."""
    if "date" in (result.unit, claim.unit):
        return 1.0 if result.unit == claim.unit else None
    try:
        given, wanted = units.parse(result.unit), units.parse(claim.unit)
        return ratio(given, wanted) if convertible(given, wanted) else None
    except UnitError:
        return None


def _stated_ends(claim: Claim) -> tuple[float, float]:
    """From where to where the claim says it is, without its tolerance; infinite where it does not say."""
    value = day_number(claim.value) if isinstance(claim.value, date) else None
    low, high = (value, value) if value is not None else ends_of(claim)
    meaning = RELATIONS[claim.relation]
    return low if meaning.low else -math.inf, high if meaning.high else math.inf


def _apart(one: Array, other: Array) -> Array:
    """The greater size over the smaller, infinite where the signs differ, (n,) each."""
    smaller, greater = np.sort(np.abs([one, other]), axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(one == other, 1.0, np.where(one * other > 0, greater / smaller, np.inf))
