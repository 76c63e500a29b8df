"""Cumulative and per-period figures turned into each other, with what does not add up told rather than mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from statistics import median
from typing import Final, Literal

from claimbench.core.frozen import dataclass

_LISTED: Final = 6  # conflicting figures of one day that are named
#: A period is odd when it is this much longer or shorter than the middle one.
_UNEQUAL: Final = 1.5
#: What it means for a running total.
_IN_TOTALS: Final = {"gap": "The total goes on without it.", "overlap": "It counts twice in the total."}
#: So many falls of a running total are corrections.
_FEW_FALLS: Final = 3
#: A last month is likely to be incomplete when it is below this share of the middle of the three before it.
_LAGGING: Final = 0.7


@dataclass(frozen=True, slots=True)
class Level:
    """The value of something that is counted up, at the end of a day. ``tolerance`` is the half-width of the range that
    it stands for; ``of`` are the places of the figures that it was made of, in what was given."""

    day: date
    value: float
    tolerance: float = 0.0
    of: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Amount:
    """What was added from ``start`` to ``end``, both days included; the rest as of a :class:`Level`."""

    start: date
    end: date
    value: float
    tolerance: float = 0.0
    of: tuple[int, ...] = field(default=(), compare=False)

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about figures in time that a reader has to know. ``at`` are the days it is about."""

    code: Literal["falling", "conflict", "gap", "overlap", "unequal", "lag"]
    at: tuple[date, ...]
    message: str


def to_amounts(levels: Sequence[Level]) -> tuple[list[Amount], list[Remark]]:
    """The differences of a cumulative series: one amount from each figure to the next.

    A fall gives a negative amount and a remark. Where several figures are given for one day, each makes an amount, side
    by side, and the next difference is taken from the first of them.
    """
    by_day, remarks = _by_day(levels)
    amounts, falls = [], []
    for earlier, later in pairwise(by_day.values()):
        first = earlier[0]
        start = first.day + timedelta(days=1)
        for level in later:
            tolerance = first.tolerance + level.tolerance
            amounts.append(Amount(start, level.day, _exact(level.value - first.value), tolerance, first.of + level.of))
        if later[0].value < first.value:
            falls.append((first, later[0]))
    return amounts, remarks + _falling(falls, len(by_day) - 1) + unequal_periods(amounts)


def _exact(value: float) -> float:
    """Without the digits that the difference or sum of two decimals has too many of: 0.3 - 0.1 is 0.2."""
    return float(f"{value:.15g}")


def _by_day(levels: Sequence[Level]) -> tuple[dict[date, list[Level]], list[Remark]]:
    by_day: dict[date, list[Level]] = {}
    for level in sorted(levels, key=lambda level: level.day):
        by_day.setdefault(level.day, []).append(level)
    remarks = [remark for day, same in by_day.items() for remark in _conflicting(day, day, same)]
    return by_day, remarks


def _conflicting(start: date, end: date, same: Sequence[Level] | Sequence[Amount]) -> list[Remark]:
    """That several figures are given for one day or period, where they differ."""
    values = list(dict.fromkeys(each.value for each in same))
    if len(values) < 2:
        return []
    listed = ", ".join(f"{value:,.15g}" for value in values[:_LISTED])
    more = f" and {len(values) - _LISTED:,} more" if len(values) > _LISTED else ""
    message = f"There are {len(values):,} figures for {_span(start, end)}: {listed}{more}."
    return [Remark("conflict", (start, end), message)]


def _span(start: date, end: date) -> str:
    return f"{start}" if start == end else f"{start} to {end}"


def _falling(falls: Sequence[tuple[Level, Level]], steps: int) -> list[Remark]:
    """A total that is put right falls now and then; what falls often is no total, and that is said once."""
    if len(falls) > max(_FEW_FALLS, steps / 4):
        (earlier, later), days = falls[0], tuple(later.day for _, later in falls)
        message = (
            f"It falls {len(falls):,} times in {steps:,}, at first from {earlier.value:,.15g} to {later.value:,.15g} "
            f"on {later.day}: it is no running total."
        )
        return [Remark("falling", days, message)]
    return [
        Remark(
            "falling",
            (earlier.day, later.day),
            f"The total falls from {earlier.value:,.15g} to {later.value:,.15g}: it was corrected, or is no total.",
        )
        for earlier, later in falls
    ]


def to_levels(amounts: Sequence[Amount], opening: float = 0.0) -> tuple[list[Level], list[Remark]]:
    """The running total of a per-period series, from ``opening`` before the first period.

    A gap between periods adds nothing and is told; periods that overlap would be counted twice and are told. Where
    several figures are given for one period, each makes a level, side by side, and the total goes on from the first.
    """
    ordered = sorted(amounts, key=lambda amount: (amount.end, amount.start))
    total, tolerance = opening, 0.0
    levels = []
    for _, same in groupby(ordered, key=lambda amount: (amount.end, amount.start)):
        before, unsure = total, tolerance
        for place, amount in enumerate(same):
            level = Level(amount.end, _exact(before + amount.value), unsure + amount.tolerance, amount.of)
            levels.append(level)
            if place == 0:
                total, tolerance = level.value, level.tolerance
    remarks = [
        replace(remark, message=f"{remark.message} {_IN_TOTALS[remark.code]}") if remark.code in _IN_TOTALS else remark
        for remark in gaps_and_overlaps(ordered)
    ]
    return levels, remarks + unequal_periods(ordered)


def gaps_and_overlaps(amounts: Sequence[Amount]) -> list[Remark]:
    """Days that no period covers between the first and the last, and days that two cover."""
    remarks = []
    ordered = sorted(amounts, key=lambda amount: (amount.start, amount.end))
    covered: date | None = None
    for (start, end), same in groupby(ordered, key=lambda amount: (amount.start, amount.end)):
        missing = 0 if covered is None else (start - covered).days - 1
        if covered is not None and missing > 0:
            first, last = covered + timedelta(days=1), start - timedelta(days=1)
            days = f"from {first} to {last} ({missing:,} days)" if missing > 1 else f"for {first}"
            remarks.append(Remark("gap", (first, last), f"Nothing is given {days}."))
        elif covered is not None and missing < 0:
            last = min(covered, end)
            remarks.append(Remark("overlap", (start, last), f"{_span(start, last)} is in two periods."))
        remarks += _conflicting(start, end, list(same))
        covered = end if covered is None else max(covered, end)
    return remarks


def unequal_periods(amounts: Sequence[Amount]) -> list[Remark]:
    """Periods that are much longer or shorter than most, so that their amounts do not compare."""
    if len(amounts) < 3:
        return []
    usual = median(amount.days for amount in amounts)
    return [
        Remark("unequal", (amount.start, amount.end), _length(amount, usual))
        for amount in amounts
        if not usual / _UNEQUAL <= amount.days <= usual * _UNEQUAL
    ]


def _length(amount: Amount, usual: float) -> str:
    days = f"{amount.days:,} day{'s' if amount.days > 1 else ''}"
    return f"The period {_span(amount.start, amount.end)} has {days}, most have about {usual:.0f}."


def lagging(amounts: Sequence[Amount], last: int = 2) -> list[Remark]:
    """The last periods, at most ``last`` of them, that are likely to be incomplete: each far below the middle of the
    three before them, by the day. Reports that come in late fill such periods later."""
    firsts = {(amount.start, amount.end): amount for amount in reversed(amounts)}  # of several, the first counts
    ordered = sorted(firsts.values(), key=lambda amount: amount.end)
    remarks: list[Remark] = []
    for back in range(last, 0, -1):
        if len(ordered) < back + 3:
            continue
        before = ordered[-last - 3 : -last] if len(ordered) >= last + 3 else ordered[-back - 3 : -back]
        usual = median(amount.value / amount.days for amount in before)
        amount = ordered[-back]
        if usual > 0 and amount.value / amount.days < _LAGGING * usual:
            share = 100 * amount.value / amount.days / usual
            span = _span(amount.start, amount.end)
            message = f"{span} is at {share:.0f} % of the level before: it may still be incomplete."
            remarks.append(Remark("lag", (amount.start, amount.end), message))
    return remarks


def told(remarks: Sequence[Remark], most: int) -> list[str]:
    """The remarks in words, at most so many of each kind; of what is left out it is said how much there is."""
    kinds: dict[str, list[str]] = {}
    for remark in remarks:
        kinds.setdefault(remark.code, []).append(remark.message)
    said = []
    for messages in kinds.values():
        said += messages[:most]
        if len(messages) > most:
            said.append(f"{len(messages) - most:,} more of this kind.")
    return said
