"""Two claims side by side: in what their numbers count differently, and what bridges the difference."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.quantity import Unit, UnitError, Units, convertible, month_power, ratio
from claimbench.core.relation import RELATIONS
from claimbench.core.show import show_date, show_number, show_unit

#: How long a calendar month can be.
MONTH_DAYS: Final = (28, 31)
#: Digits that show a number as it was stated.
EXACT: Final = 12
_NOT_SAID: Final = "not said"
UNIT: Final = "Unit"


@dataclass(frozen=True, slots=True)
class Row:
    """One field of a definition for two claims, in words; ``differs`` where the two say different things. A field that
    one of them does not say is ``open``."""

    field: str
    left: str
    right: str
    differs: bool
    open: bool = False


@dataclass(frozen=True, slots=True)
class Bridge:
    """What leads from the left claim's unit to the right one's: a factor, ``low`` to ``high``, which are one where it
    is known. ``assumption`` is where an uncertain one comes from; empty for a conversion. ``left_low`` to ``left_high``
    is the left claim's number in the right claim's unit; NaN where it has none."""

    sentence: str
    assumption: str
    low: float
    high: float
    left_low: float
    left_high: float


@dataclass(frozen=True, slots=True)
class Difference:
    left: str
    right: str
    rows: tuple[Row, ...]
    bridges: tuple[Bridge, ...]

    @property
    def comparable(self) -> bool:
        """Whether the two count the same, as far as they say: units that can be converted do."""
        converted = any(not bridge.assumption for bridge in self.bridges)
        return not any(row.differs and not (row.field == UNIT and converted) for row in self.rows)

    @property
    def sentence(self) -> str:
        """What differs, in a sentence."""
        differing = [row.field.lower() for row in self.rows if row.differs]
        unknown = [row.field.lower() for row in self.rows if row.open]
        if not differing and not unknown:
            return f"{self.left} and {self.right} count the same."
        if not differing:
            return f"{self.left} and {self.right} differ in nothing that both say; not both say {_listed(unknown)}."
        verb = "differs" if len(differing) == 1 else "differ"
        count = "count the same, but for this" if self.comparable else "do not count the same"
        return f"{self.left} and {self.right} {count}: {_listed(differing)} {verb}."


def difference(case: Case, left: str, right: str) -> Difference:
    """The definitions of two claims field by field. Raises KeyError for an unknown claim."""
    one, other = case.claims[left], case.claims[right]
    rows = tuple(_row(name, text(case, one), text(case, other)) for name, text in _FIELDS)
    return Difference(left, right, rows, tuple(_bridges(case, one, other)))


def _row(field: str, left: str, right: str) -> Row:
    said = bool(left) and bool(right)
    differs = said and left.casefold() != right.casefold()
    return Row(field, left or _NOT_SAID, right or _NOT_SAID, differs, bool(left) != bool(right))


def _unit(case: Case, claim: Claim) -> str:
    return claim.counted_in(case.units)


def _day(day: date | None) -> str:
    return show_date(day) if day is not None else ""


_FIELDS: Final[tuple[tuple[str, Callable[[Case, Claim], str]], ...]] = (
    ("What is counted", lambda _, claim: claim.definition.what),
    (UNIT, _unit),
    ("Population", lambda _, claim: claim.definition.population),
    ("Start", lambda _, claim: _day(claim.definition.start)),
    ("End", lambda _, claim: _day(claim.definition.end)),
    ("Cumulative or per period", lambda _, claim: claim.definition.accumulation),
    ("Gross or net", lambda _, claim: claim.definition.basis),
    ("Bound", lambda _, claim: claim.definition.bound),
)


# -- bridges


def _bridges(case: Case, left: Claim, right: Claim) -> Iterator[Bridge]:
    units = Units(case.units)
    try:
        given, wanted = units.parse(left.unit), units.parse(right.unit)
    except UnitError:
        return
    if not left.unit or not right.unit or "date" in (left.unit, right.unit):
        return
    if convertible(given, wanted):
        if given != wanted:
            factor = ratio(given, wanted)
            said = f"1 {show_unit(left.unit, case.units, 1)} is {show_number(factor)} {_unit(case, right)}"
            yield _bridge(case, left, right, said, "", factor, factor)
        return
    if (power := month_power(given, wanted)) is not None:
        if power in (1, -1):
            ends = sorted(given.factor / wanted.factor * days**power for days in MONTH_DAYS)
            said = f"A month has {MONTH_DAYS[0]} to {MONTH_DAYS[1]} days"
            yield _bridge(case, left, right, said, "", *ends)
        return
    for assumption in case.assumptions.values():
        try:
            unit = units.parse(assumption.unit)
        except UnitError:
            continue
        if (power := _leads(given, unit, wanted)) is not None:
            scale = ratio(given * unit**power, wanted)
            ends = sorted((scale * _power(assumption.low, power), scale * _power(assumption.high, power)))
            yield _bridge(case, left, right, _said(case, left, right, assumption), assumption.id, *ends)


def _leads(given: Unit, unit: Unit, wanted: Unit) -> int | None:
    """Whether a number in ``given`` must be multiplied (1) or divided (-1) by one in ``unit`` to be in ``wanted``."""
    if unit.dimensionless:
        return None
    return next((power for power in (1, -1) if convertible(given * unit**power, wanted)), None)


def _power(value: float, power: int) -> float:
    return value if power == 1 else 1.0 / value if value else float("nan")


def _said(case: Case, left: Claim, right: Claim, assumption: Assumption) -> str:
    span = _span(assumption.low, assumption.high)
    unit = show_unit(assumption.unit, case.units, assumption.high)
    said = f"{_unit(case, left)} become {_unit(case, right)} by “{assumption.label}”, {span} {unit}"
    return said[:1].upper() + said[1:]


def _bridge(case: Case, left: Claim, right: Claim, said: str, assumption: str, low: float, high: float) -> Bridge:
    """What leads over, and the left claim's number taken over it beside the right one's."""
    mine, theirs = ends_of(left), ends_of(right)
    reached = [end * factor for end in mine for factor in (low, high)] or [math.nan]
    if mine:
        low_end, high_end = (float(f"{end:.4g}") for end in (min(reached), max(reached)))  # no more is known of it
        span = _span(low_end, high_end)
        said += f": {stated(case, left)} {'is' if mine == (1.0, 1.0) else 'are'} {span} {_unit(case, right)}"
        said += f", and {right.id} says {stated(case, right)}" if theirs else ""
    return Bridge(f"{said}.", assumption, low, high, min(reached), max(reached))


def ends_of(claim: Claim) -> tuple[float, ...]:
    """The claim's number as a range, without its tolerance; nothing where it has none, or is a date."""
    if isinstance(claim.value, int | float):
        return float(claim.value), float(claim.value)
    return (claim.low, claim.high) if claim.low is not None and claim.high is not None else ()


def stated(case: Case, claim: Claim) -> str:
    """What a claim says, in words: "at least 400,000 cases". Empty where it has no number."""
    relation = "" if claim.relation == "=" else f"{RELATIONS[claim.relation].spoken} ".lstrip()
    if isinstance(claim.value, date):
        return f"{relation}{show_date(claim.value)}"
    if not (ends := ends_of(claim)):
        return ""
    return f"{relation}{_span(ends[0], ends[1], EXACT)} {show_unit(claim.unit, case.units, ends[1])}".strip()


def _span(low: float, high: float, digits: int = 3) -> str:
    ends = dict.fromkeys((show_number(low, digits), show_number(high, digits)))
    return " to ".join(ends)


def _listed(names: list[str]) -> str:
    *some, last = names
    return f"{', '.join(some)} and {last}" if some else last
