"""Numbers shown and typed in another unit of the same kind than the one that the case keeps them in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from claimbench.app import typed
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.quantity import Unit, UnitError, Units, convertible, month_power
from claimbench.core.show import show_number

#: Days in a month on average (365.2425 / 12), for numbers that are typed or shown per day where a month is meant, or
#: the other way round. The model itself goes by the calendar.
DAYS_A_MONTH: Final = 30.436875

#: Units of one kind that people choose between.
_FAMILIES: Final = (
    ("km²", "mi²", "hectare"), ("km", "mile", "metre"), ("tonne", "kilogram"), ("%", ""), ("litre", "barrel"),
)  # fmt: skip
_TIMES: Final = ("day", "week", "month", "year")


def neat(value: float) -> float:
    """The short number that ``value`` differs from by rounding only, if there is one: 500 stays 500 there and back."""
    short = float(f"{value:.12g}")
    return short if math.isclose(short, value, rel_tol=2e-15) else value


def readable(value: float) -> float:
    """Six digits: what is only shown in another unit needs no more, and a field has no room for them."""
    return float(f"{value:.6g}")


def scaled(a: Assumption, factor: float, unit: str, rounded: Callable[[float], float] = neat) -> Assumption:
    """The assumption with all its numbers in another unit, of which ``factor`` are one of its own."""

    def turned(value: float) -> float:
        return rounded(value * factor)

    return replace(
        a,
        unit=unit,
        low=turned(a.low),
        best=turned(a.best),
        high=turned(a.high),
        limits=None if a.limits is None else (turned(a.limits[0]), turned(a.limits[1])),
        values=tuple(map(turned, a.values)),
        default=None if a.default is None else (turned(a.default[0]), turned(a.default[1]), turned(a.default[2])),
    )


def loose_factor(a: Unit, b: Unit) -> float | None:
    """What a number in ``a`` is multiplied by to be shown in ``b``, by the average month where one is per day and the
    other per month; None where they do not fit."""
    power = month_power(a, b)
    return None if power is None else float(a.factor / b.factor * DAYS_A_MONTH ** float(power))


def shown_factor(case: Case, own: str, shown: str) -> float:
    """What numbers in ``own`` are multiplied by to be shown in ``shown``, one of its :func:`choices`."""
    units = Units(case.units)
    factor = loose_factor(units.parse(own), units.parse(shown))
    assert factor is not None, "a choice fits"
    return factor


def choices(case: Case, unit: str) -> list[str]:
    """Units in which numbers in ``unit`` can be shown, itself first: those that the case uses, and common ones."""
    units = Units(case.units)
    try:
        own = units.parse(unit)
    except UnitError:
        return [unit]
    found, seen = [unit], {own}
    for text in _candidates(case, unit):
        try:
            other = units.parse(text)
        except UnitError:
            continue
        if other not in seen and loose_factor(own, other) is not None:
            seen.add(other)
            found.append(text)
    return found


def _candidates(case: Case, unit: str) -> Iterator[str]:
    for parts in (case.assumptions, case.stocks, case.flows, case.variables, case.measures):
        yield from (part.unit for part in parts.values())
    yield from (claim.unit for claim in case.claims.values())
    above, stroke, below = (text.strip() for text in unit.partition("/"))
    units = Units(case.units)
    counted = units.parse("" if above == "1" else above)
    family = next((each for each in _FAMILIES if convertible(units.parse(each[0]), counted)), (above,))
    for count in family:
        for time in _TIMES if below in _TIMES else (below,):
            if count or not stroke:
                yield f"{count}/{time}" if stroke else count


def typed_factor(case: Case, behind: str, unit: str) -> float:
    """What a number typed with the unit ``behind`` it is multiplied by to be in ``unit``. "/day" leaves out what
    is counted, as fields do.

    Raises ValueError with a sentence.
    """
    units = Units(case.units)
    own = units.parse(unit)
    text = behind.strip()
    above, stroke, _ = unit.partition("/")
    if text.startswith(("/", "per ")) and stroke:
        text = f"{above.strip() or '1'} {text}"
    try:
        other = units.parse(text)
    except UnitError as trouble:
        raise ValueError(f"“{behind.strip()}” is not a unit: {trouble}.") from None
    factor = loose_factor(other, own)
    if factor is None:
        raise ValueError(f"A number in {other} does not fit here: {own} is needed.")
    return factor


def read_quantity(case: Case, text: str, unit: str) -> float:
    """A number in ``unit``, typed alone or with another unit of the same kind behind it: "500 mi²", "720/day".

    Raises ValueError with a sentence.
    """
    if not text.strip():
        raise ValueError("Type a number.")
    try:
        read = typed.read_value(text)
    except ValueError:
        read = typed.Typed()
    if read.relation is not None or not isinstance(read.value, float):
        raise ValueError(f"“{text.strip()}” is not a number. Write it like 4.25, 23,500 or 200k.")
    return read.value if not read.unit else read.value * typed_factor(case, read.unit, unit)


def month_note(case: Case, unit: str, shown: str) -> str:
    """That an average month stands between two units, where one does."""
    units = Units(case.units)
    try:
        power = month_power(units.parse(unit), units.parse(shown))
    except UnitError:
        return ""
    return f"Shown by the average month of {show_number(DAYS_A_MONTH, 4)} days." if power else ""
