"""Ranges and ticks of a figure's axes: numbers in, numbers and texts out; nothing is drawn here.

An axis has *axis coordinates*: the data's own, or their logarithm to base 10 on a ``log`` axis. Ranges are in axis
coordinates.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np

from claimbench.app.figures.figure import (
    Array,
    Axis,
    Band,
    Bar,
    Columns,
    Crossing,
    Figure,
    Handle,
    Line,
    Note,
    Points,
    Rule,
    Span,
    Valued,
    Whisker,
)
from claimbench.core.show import day_number, from_day_number, show_number, tick_month

Range = tuple[float, float]
Tick = tuple[float, str]
Which = Literal["x", "y"]

_MONTH_STEPS = (1, 2, 3, 4, 6, 12, 24, 60, 120, 240, 600, 1200)
_DAY_STEPS = (1, 2, 7, 14)
_DAYS_IN_MONTH = 30.44
#: From which largest tick on a suffix stands for zeros, and with how many digits behind the point at most.
_SUFFIXES = ((1e12, 1e12, "tn", 2), (1e9, 1e9, "bn", 2), (1e6, 1e6, "M", 2), (1e3, 1e4, "k", 1))
_LEAST_SPELT, _MOST_SPELT = 1e-4, 1e15  # nobody counts more zeros
#: Ticks of a logarithmic axis within a decade, the most welcome first.
_LOG_TICKS = ((1.0,), (2.0, 5.0), (3.0,), (1.5, 7.0), (4.0,), (6.0,), (8.0, 9.0), (1.25, 2.5, 7.5), (1.1, 1.2))


def axis_value(axis: Axis, value: float) -> float:
    """A data value in axis coordinates; NaN where a logarithm does not exist."""
    if axis.kind != "log":
        return value
    return math.log10(value) if value > 0 else math.nan


def axis_values(axis: Axis, values: Array) -> Array:
    if axis.kind != "log":
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log10(values), np.nan)


def data_value(axis: Axis, value: float) -> float:
    """The inverse of :func:`axis_value`; beyond the range of floats it stops at their end."""
    return 10.0 ** min(300.0, max(-300.0, value)) if axis.kind == "log" else value


def data_range(figure: Figure, which: Which) -> Range | None:
    """The least and greatest finite value that the marks have along an axis, in axis coordinates; None without data."""
    axis = figure.x if which == "x" else figure.y
    parts = list(_arrays(figure, which))
    values = axis_values(axis, np.concatenate(parts)) if parts else np.empty(0)
    values = values[np.isfinite(values)]
    return (float(values.min()), float(values.max())) if len(values) else None


def _arrays(figure: Figure, which: Which) -> Iterator[Array]:
    along_x = which == "x"
    along_values = along_x == (figure.y.kind == "rows")
    single: list[float] = []
    for mark in figure.marks:
        if along_values and isinstance(mark, Valued) and mark.axis:
            continue
        match mark:
            case Band():
                yield from ((mark.x,) if along_x else (mark.low, mark.high))
            case Columns():
                yield mark.edges if along_x else mark.heights
            case Line():
                yield mark.x if along_x else mark.y
            case Points():
                yield mark.x if along_x else mark.y
                if not along_x and mark.low is not None and mark.high is not None:
                    yield from (mark.low, mark.high)
            case Rule() if mark.axis == which:
                single.append(mark.at)
            case Span() if mark.axis == which:
                single += (mark.low, mark.high)
            case Crossing() | Handle():
                single.append(mark.x if along_x else mark.y)
            case Bar():
                single += (mark.low, mark.high) if along_x else (mark.y,)
            case Whisker():
                single += (mark.low, mark.value, mark.high) if along_x else (mark.y,)
            case Note() if figure.y.kind == "rows":
                single.append(mark.x if along_x else mark.y)
            case _:
                pass
    yield np.asarray(single, dtype=np.float64)


def settled_range(figure: Figure, which: Which) -> Range:
    """The range of an axis at rest: its bounds, and where they are open (None, NaN) round numbers around the data."""
    axis = figure.x if which == "x" else figure.y
    return _range(figure, which, None if _closed(axis) else data_range(figure, which))


def further_ranges(figure: Figure) -> tuple[Range, ...]:
    """The ranges of the further axes at rest."""
    which: Which = "x" if figure.y.kind == "rows" else "y"
    found = []
    for number, axis in enumerate(figure.further, 1):
        marks = tuple(replace(mark, axis=0) for mark in figure.marks
                      if isinstance(mark, Valued) and mark.axis == number)  # fmt: skip
        alone = replace(figure, marks=marks, further=())
        found.append(settled_range(replace(alone, x=axis) if which == "x" else replace(alone, y=axis), which))
    return tuple(found)


def beside(own: Range, first: Range, shown: Range) -> Range:
    """What a further axis shows, which has the range ``own`` beside the ``first`` of the first axis, where that shows
    ``shown``."""
    scale = (own[1] - own[0]) / (first[1] - first[0])
    return own[0] + (shown[0] - first[0]) * scale, own[0] + (shown[1] - first[0]) * scale


def held_range(figure: Figure, which: Which, current: Range) -> Range:
    """The range while something is dragged: as it is, wider where data have left it, never narrower."""
    axis = figure.x if which == "x" else figure.y
    if _closed(axis):
        return _range(figure, which, None)
    data = data_range(figure, which)
    if data is None:
        return current
    low, high = current
    if data[0] >= low and data[1] <= high:
        return current
    wider = _range(figure, which, data)
    return min(low, wider[0]), max(high, wider[1])


def _closed(axis: Axis) -> bool:
    return axis.bounds is not None and all(math.isfinite(axis_value(axis, bound)) for bound in axis.bounds)


def _range(figure: Figure, which: Which, data: Range | None) -> Range:
    axis = figure.x if which == "x" else figure.y
    low, high = data if data is not None else (0.0, 1.0)
    if axis.kind == "number":
        low, high = nice_range(low, high)
    elif axis.kind == "log":
        room = max(0.02, 0.03 * (high - low))
        low, high = low - room, high + room
    elif axis.kind == "rows":
        low, high = low - 0.6, high + 0.6
    elif low == high:
        low, high = low - 15.0, high + 15.0
    for place, bound in enumerate(axis.bounds or ()):
        fixed = axis_value(axis, bound)
        if math.isfinite(fixed):
            low, high = (fixed, high) if place == 0 else (low, fixed)
    return (low, high) if high > low else (low, low + (abs(low) or 1.0))


def nice_step(span: float, count: float) -> float:
    """The step of 1, 2, 2.5 or 5 times a power of ten that divides ``span`` into at most about ``count`` parts."""
    raw = span / max(count, 1.0)
    power = 10.0 ** math.floor(math.log10(raw))
    return next((factor * power for factor in (1.0, 2.0, 2.5, 5.0) if factor * power >= raw * (1 - 1e-9)), 10 * power)


def nice_range(low: float, high: float) -> Range:
    """Round ends a little outside of the data, in steps coarse enough to stay put while the data move a little."""
    if not high - low > 1e-9 * max(abs(low), abs(high)):
        room = 0.1 * abs(high) or 1.0
        return low - room, high + room
    step = nice_step(high - low, 8) / 2
    room = 0.02 * (high - low)
    bottom, top = math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step
    return (0.0 if low >= 0 > bottom else bottom), (0.0 if high <= 0 < top else top)


@lru_cache(maxsize=64)
def number_ticks(low: float, high: float, length: float, apart: float, whole: bool = False) -> tuple[Tick, ...]:
    """Round numbers, or ``whole`` ones alone, at least ``apart`` px from one another on an axis of ``length`` px.
    Remembered, since ranges mostly stay while data change."""
    span = high - low
    if not (math.isfinite(span) and span > 0) or span < 1e-12 * max(abs(low), abs(high)):
        return ()
    step = nice_step(span, min(length / apart, 9.0))
    if whole and step != math.floor(step):
        step = 1.0 if step < 1.0 else 5.0  # 2.5 is the only one above
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    largest = max(abs(low), abs(high))
    return tuple((index * step, short_number(index * step, largest, step)) for index in range(first, last + 1))


def short_number(value: float, largest: float, step: float) -> str:
    """A tick's text: 700k, 1.2M; ``largest`` and ``step`` of the axis decide whether thousands are shortened."""
    if abs(value) < step * 1e-6:
        return "0"
    if not _LEAST_SPELT <= largest < _MOST_SPELT:
        exponent = math.floor(math.log10(largest))
        return f"{_with_step(value / 10.0**exponent, step / 10.0**exponent)}e{exponent}"
    for limit, from_largest, suffix, most in _SUFFIXES:
        if abs(value) >= limit * (1 - 1e-9) and largest >= from_largest:
            if _decimals(step / limit) > most:
                break  # 161,442 is easier to read than 161.442k
            return _with_step(value / limit, step / limit) + suffix
    return _with_step(value, step)


def _decimals(step: float) -> int:
    """How many digits a step has behind the point."""
    return len(f"{step:.9f}".rstrip("0").partition(".")[2])


def _with_step(value: float, step: float) -> str:
    """As many digits as the step needs, so that neighbours differ, without zeros at the end."""
    digits = max(1, math.floor(math.log10(abs(value)) + 1e-9) - math.floor(math.log10(step) + 1e-9) + 2)
    return show_number(value, min(digits, 12))


def months_of_columns(figure: Figure) -> int:
    """Of how many months the columns of a figure over dates are; 0 of shorter ones and without columns."""
    widths = [float(np.diff(mark.edges).min()) for mark in figure.marks
              if isinstance(mark, Columns) and len(mark.edges) > 1]  # fmt: skip
    return round(min(widths, default=0.0) / _DAYS_IN_MONTH)


def behind_ticks(months: int) -> float:
    """How many days behind the first of a period its name stands: below the middle of columns of a month or a year,
    which the name is of; that of a longer period's first month is where the period begins."""
    return months * _DAYS_IN_MONTH / 2 if months in (1, 12) else 0.0


def date_ticks(low: float, high: float, length: float, apart: float, months: int = 0) -> list[Tick]:
    """Starts of months (days or weeks on a short axis, years on a long one), at least ``apart`` px from one another;
    of every so many ``months``, where the axis shows columns of as many.

    A day number stands for the end of its day, so a month starts at the number of the day before its first.
    """
    span = high - low
    if not (math.isfinite(span) and 0 < span < 1_500_000) or not -700_000 < low < high < 2_900_000:
        return []
    days_apart = span * apart / max(length, 1.0)
    if days_apart <= 14 and span < 100 and not months:
        return _day_ticks(low, high, next((step for step in _DAY_STEPS if step >= days_apart), 14))
    steps = [step for step in _MONTH_STEPS if step % max(months, 1) == 0] or _MONTH_STEPS
    step = next((step for step in steps if step * 29.5 >= days_apart), steps[-1])
    ticks: list[Tick] = []
    start = from_day_number(low)
    month = start.year * 12 + start.month - 1
    month += -month % step
    while month < 12 * 9999:
        year, index = divmod(month, 12)
        at = day_number(date(year, index + 1, 1)) - 1
        if at > high + 0.02 * span / 10:
            break
        if at >= low - 1e-6:
            name = tick_month(index + 1)
            text = f"{name} {year}" if not ticks or index == 0 else name
            if step < 12 and len(ticks) == 1 and index == 0:  # the first, just before it, needs no year of its own
                ticks[0] = ticks[0][0], ticks[0][1].rpartition(" ")[0]
            ticks.append((at, str(year) if step >= 12 else text))
        month += step
    return ticks


def _day_ticks(low: float, high: float, step: int) -> list[Tick]:
    ticks: list[Tick] = []
    for number in range(math.ceil(low), math.floor(high) + 1):
        if (number + 3) % step == 0:  # weeks start on a Monday
            day = from_day_number(number)
            ticks.append((float(number), f"{day.day} {tick_month(day.month)}"))
    return ticks


def log_ticks(low: float, high: float, length: float, width: Callable[[str], float], suffix: str) -> list[Tick]:
    """Round numbers on an axis from 10**low to 10**high: as many as stand beside one another, the roundest first."""
    span = high - low
    if not (math.isfinite(span) and 0 < span < 200):
        return []
    pixels, largest = length / span, 10.0**high
    kept: list[tuple[float, float, str]] = []
    every = math.ceil(span * 60 / max(length, 1.0))
    ranks = _LOG_TICKS if every <= 1 else _LOG_TICKS[:1]
    for rank in ranks:
        for decade in range(math.floor(low), math.ceil(high) + 1):
            if every > 1 and decade % every:
                continue
            for factor in rank:
                at = decade + math.log10(factor)
                if not low - 1e-9 <= at <= high + 1e-9:
                    continue
                value = factor * 10.0**decade
                text = short_number(value, largest, 10.0 ** (decade - 1)) + suffix  # all of them short, or none
                half = width(text) / 2
                if all(abs(at - other) * pixels >= half + other_half + 10 for other, other_half, _ in kept):
                    kept.append((at, half, text))
    return sorted((at, text) for at, _, text in kept)
