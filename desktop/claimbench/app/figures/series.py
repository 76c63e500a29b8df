"""Observed series over time: as published, or put together by calendar periods and smoothed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

import numpy as np

from claimbench.app.combining import HOW_WORDS, rolled, together
from claimbench.app.figures import common, spread
from claimbench.app.figures.figure import SERIES_SYMBOLS, Array, Axis, Columns, Figure, Ink, Line, Mark, Points, Rule
from claimbench.app.figures.published import shared_tail, short_labels
from claimbench.app.figures.spread import INKS
from claimbench.core.chart import Chart
from claimbench.core.frozen import dataclass
from claimbench.core.series import Observation, Series
from claimbench.core.show import day_number, from_day_number, show_date, show_month
from claimbench.tables.periods import Every, period_end

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.tables.summarise import How

#: A line of more figures than this has no dot at each of them.
MOST_DOTS = 80


@dataclass(frozen=True, slots=True, eq=False)
class _Course:
    """``start`` and ``end`` (n,) are day numbers of the periods of ``values`` (n,), or of the dates of levels: the end
    of the day before, and of the last day."""

    start: Array
    end: Array
    values: Array
    periods: bool
    source: str = ""

    @property
    def at(self) -> Array:
        """Where a value is marked: in the middle of its period, or at its date."""
        return np.asarray((self.start + self.end) / 2) if self.periods else self.end


def make(results: Results, chart: Chart) -> Figure:
    """Options: ``shows`` (series), ``style``, ``every`` and ``how``, ``rolling``, ``log``, ``from``."""
    shown = [results.case.series[id] for id in common.names(chart, "shows")]
    unit, log = shown[0].unit, chart.options.get("log") is True
    style = common.text(chart, "style", "line")
    if style in spread.STYLES:
        return _spread(results, chart, shown, unit)
    marks: list[Mark] = []
    first_course = _course(chart, shown[0], _told(chart, shown[0]), 1.0)
    cited: list[str] = []
    labels = short_labels(shown)
    for number, series in enumerate(shown):
        ink = Ink.LATER if series.later else INKS[number % len(INKS)]
        label = labels[series.id] if len(shown) > 1 else ""
        observations = _told(chart, series)
        cited += [observation.source for observation in observations if observation.source]
        factor = common.factor(results, series.unit, unit)
        if style == "points" and not _changed(chart):
            symbol = SERIES_SYMBOLS[(number + number // len(INKS)) % len(SERIES_SYMBOLS)]
            by_source = _by_source(series, observations, factor)
            for place, each in enumerate(by_source):
                text = label if place == 0 else ""
                marks.append(
                    Points(each.at, each.values, ink, symbol, name=series.label, label=text, source=each.source)
                )
            continue
        course = _course(chart, series, observations, factor)
        drawn = _marks(style, course, series.label, label, ink, bool(common.number(chart, "rolling")))
        said = ", ".join(dict.fromkeys(each.source for each in observations if each.source))
        drawn = [replace(mark, source=said) for mark in drawn]
        again = number >= len(INKS)  # a colour that another line has
        sign = SERIES_SYMBOLS[number % len(SERIES_SYMBOLS)] if len(shown) > 1 else None
        marks += [replace(mark, dashed=again, symbol=sign) if isinstance(mark, Line) else mark for mark in drawn]
    sources = common.source_names(results.case, cited)
    count = common.text(chart, "how") == "count" and bool(common.text(chart, "every"))
    marks += common.reference(chart, "y")
    axis = Axis("figures", whole=True) if count else common.axis(results, unit, _what(chart, shown))
    upright, words = scale(marks, axis, log, style == "bars")
    in_part = _in_part(chart, shown)
    return Figure(
        chart.id,
        chart.headline or _headline(chart, first_course, labels[shown[0].id] if len(shown) > 1 else ""),
        common.joined(chart.subtitle, _how(chart)),
        common.closing_observed(results, chart, sources.values(), " ".join(filter(None, (words, in_part)))),
        Axis("", "date", _dates(chart, marks)),
        upright,
        tuple(marks),
        sources=sources,
    )


def _spread(results: Results, chart: Chart, shown: Sequence[Series], unit: str) -> Figure:
    samples, cited, labels = [], [], short_labels(shown)
    for number, series in enumerate(shown):
        observations = _told(chart, series)
        cited += [observation.source for observation in observations if observation.source]
        factor = common.factor(results, series.unit, unit)
        changed = _changed(chart)
        course = (
            _course(chart, series, observations, factor) if changed else _as_published(series, observations, factor)
        )
        values = course.values
        ink = Ink.LATER if series.later else INKS[number % len(INKS)]
        samples.append(spread.Sample(labels[series.id], values[np.isfinite(values)], ink))
    counted = "" if common.text(chart, "how") == "count" and common.text(chart, "every") else unit
    return spread.make(results, chart, samples, _what(chart, shown), counted, cited, _how(chart))


def _what(chart: Chart, shown: Sequence[Series]) -> str:
    """What an axis of a pure number counts."""
    return shown[0].label if len(shown) == 1 else shared_tail(shown) or chart.label


def _dates(chart: Chart, marks: Sequence[Mark]) -> tuple[float, float]:
    """From the first figure to the last, with some room where figures are marked; columns and steps fill their
    periods."""
    open_ended = [mark.x for mark in marks if isinstance(mark, Points) or (isinstance(mark, Line) and mark.dotted)]
    filled = [mark.edges if isinstance(mark, Columns) else mark.x for mark in marks if isinstance(mark, Columns | Line)]
    x = np.concatenate([*open_ended, *filled, np.empty(0)])
    if not len(x):
        return math.nan, math.nan
    low, high = float(x.min()), float(x.max())
    room = (0.02 * (high - low) or 15.0) if open_ended else 0.0
    start = chart.options.get("from")
    return day_number(start) - 1 if isinstance(start, date) else low - room, high + room


def scale(marks: Sequence[Mark], axis: Axis, log: bool, bars: bool) -> tuple[Axis, str]:
    """The upright axis, and what a reader has to be told of it."""
    drawn = [mark.heights if isinstance(mark, Columns) else mark.y for mark in marks
             if isinstance(mark, Columns | Line | Points)]  # fmt: skip
    values = np.concatenate([*drawn, *(np.array([mark.at]) for mark in marks if isinstance(mark, Rule)), np.empty(0)])
    if log:
        lost = int((values <= 0).sum())
        left_out = f" {lost} of 0 or below cannot be drawn on it." if lost else ""
        return replace(axis, kind="log"), f"The axis is logarithmic.{left_out}"
    if bars and (values < 0).any():  # the axis goes as far below zero as they do
        return (axis if (values > 0).any() else replace(axis, bounds=(math.nan, 0.0))), ""
    low = 0.0 if bars or common.from_zero(values) else None
    return replace(axis, bounds=None if low is None else (low, math.nan)), common.not_from_zero(low, values)


def _told(chart: Chart, series: Series) -> list[Observation]:
    """The figures that are drawn, by time: not those that are wrong, nor those before the chart starts."""
    start = chart.options.get("from")
    from_day = start if isinstance(start, date) else date.min
    kept = [each for each in series.observations if each.standing != "wrong" and each.end >= from_day]
    return sorted(kept, key=lambda each: (each.end, each.start))


def _changed(chart: Chart) -> bool:
    """Whether something else is shown than the figures as they were published."""
    return any(chart.options.get(key) for key in ("every", "how", "rolling"))


def _by_source(series: Series, observations: Sequence[Observation], scale: float) -> list[_Course]:
    by_source: dict[str, list[Observation]] = {}
    for each in observations:
        by_source.setdefault(each.source, []).append(each)
    return [_as_published(series, each, scale, source) for source, each in by_source.items()]


def _as_published(series: Series, observations: Sequence[Observation], scale: float, source: str = "") -> _Course:
    start = np.array([day_number(each.start) - 1 for each in observations])
    end = np.array([day_number(each.end) for each in observations])
    values = np.array([each.value * scale for each in observations], dtype=np.float64)
    return _Course(start, end, values, series.kind == "amount", source)


def _course(chart: Chart, series: Series, observations: Sequence[Observation], scale: float) -> _Course:
    """One value for each date or period: of figures that conflict, their mean where nothing else is said."""
    raw = _as_published(series, observations, scale)
    if not len(raw.end) or (not _changed(chart) and (np.diff(raw.end) > 0).all()):
        return raw  # there is nothing to put together, for which pandas would have to be imported
    how = cast("How", common.text(chart, "how", "mean"))
    every = cast("Every", common.text(chart, "every"))
    counted = _agreed(raw) if every and how in ("mean", "sum") else raw
    found = rolled(together(counted.end, counted.values, how, every), int(common.number(chart, "rolling") or 1))
    days = np.asarray(found.index, dtype=np.float64)
    values = np.asarray(found, dtype=np.float64)
    if every:
        return _Course(days - 1, period_end(days, every), values, True)
    starts = dict(zip(raw.end.tolist(), raw.start.tolist(), strict=True))
    return _Course(np.array([starts[day] for day in days.tolist()]), days, values, raw.periods)


def _agreed(course: _Course) -> _Course:
    """One value for each period: of figures that conflict, their mean, or each of them would count in a sum."""
    spans, which = np.unique(np.column_stack((course.start, course.end)), axis=0, return_inverse=True)
    values = np.bincount(which.ravel(), course.values) / np.bincount(which.ravel())
    return _Course(spans[:, 0], spans[:, 1], values, course.periods, course.source)


def _in_part(chart: Chart, shown: Sequence[Series]) -> str:
    """Which of the periods that amounts are summed over the figures cover only in part; "" where there are none."""
    every = cast("Every", common.text(chart, "every"))
    if not every or common.text(chart, "how") != "sum":
        return ""
    found: dict[float, str] = {}
    for series in (each for each in shown if each.kind == "amount"):
        single = _agreed(_as_published(series, _told(chart, series), 1.0))
        course = _course(chart, series, _told(chart, series), 1.0)
        for place in np.flatnonzero(np.isfinite(course.values)).tolist():
            start, end = course.start[place], course.end[place]
            if _covered(single, start, end) < end - start - 0.5:
                found[start] = _when(course, place).removeprefix("in ")
    *some, last = [found[start] for start in sorted(found)] or [""]
    if len(some) > 2:
        return f"{len(found)} of the periods are covered by figures only in part."
    are = "are" if some else "is"
    return f"{', '.join(some)}{' and ' if some else ''}{last} {are} covered by figures only in part." if last else ""


def _covered(course: _Course, start: float, end: float) -> float:
    """How many days from ``start`` to ``end`` figures stand for."""
    total, reached = 0.0, start
    for low, high in zip(course.start.tolist(), course.end.tolist(), strict=True):  # by when they begin
        low, high = max(low, reached), min(high, end)
        if high > low:
            total, reached = total + high - low, high
    return total


def _marks(style: str, course: _Course, name: str, label: str, ink: Ink, smooth: bool) -> list[Line | Points | Columns]:
    """Gaps are not bridged by steps or bars; a line joins what there is, and marks each figure that was published
    unless they are many."""
    known = np.isfinite(course.values)
    x, y = course.at[known], course.values[known]
    if style == "points":
        return [Points(x, y, ink, name=name, label=label)]
    if style == "bars":
        return [_columns(course, name, ink)] if known.any() else []
    if style == "step":
        return [_steps(course, name, label, ink)] if known.any() else []
    if len(x) == 1:
        return [Points(x, y, ink, name=name, label=label)]
    return [Line(x, y, ink, name=name, end_label=label, dotted=not smooth and len(x) <= MOST_DOTS)] if len(x) else []


def _steps(course: _Course, name: str, label: str, ink: Ink) -> Line:
    """A level holds until the next; the amount of a period stands over the period, joined to the next where that begins
    as it ends: not over a gap, nor where periods overlap, as a year and its first months do."""
    if course.periods:
        start, end, values = course.start, course.end, course.values
        joined = start[1:] == end[:-1]
        x = np.column_stack([start, end, end]).ravel()
        y = np.column_stack([values, values, np.append(np.where(joined, values[:-1], np.nan), values[-1])])
        return Line(x, y.ravel(), ink, name=name, end_label=label)
    x, y = np.repeat(course.end, 2)[1:], np.repeat(course.values, 2)[:-1]
    return Line(x, y, ink, name=name, end_label=label)


def _columns(course: _Course, name: str, ink: Ink) -> Columns:
    """Columns side by side, none where there is a gap; that of a level reaches back to the one before."""
    start, end = course.start, course.end
    if not course.periods:
        first = end[1] - end[0] if len(end) > 1 else 1.0
        start = np.concatenate([[end[0] - first], end[:-1]])
    return spread.columns(start, end, course.values, name, ink)


def _how(chart: Chart) -> str:
    every, rolling = common.text(chart, "every"), common.number(chart, "rolling")
    parts = []
    if every:
        how = cast("How", common.text(chart, "how", "mean"))
        parts.append(f"{HOW_WORDS[how].lower()} the figures of each {every}")
    parts.append(f"rolling mean over {rolling:g} {every or 'figure'}s" if rolling else "")
    return " · ".join(filter(None, parts)) or "as published"


def _headline(chart: Chart, course: _Course, name: str) -> str:
    """From where to where the first series goes, which is named where there are others."""
    label = f"{chart.label}: “{name}”" if name else chart.label
    if not np.isfinite(course.values).any():
        return f"{label}: there are no values to show"
    places = np.flatnonzero(np.isfinite(course.values))[[0, -1]]
    first, last = common.alike(*course.values[places].tolist())
    since, until = (_when(course, int(at)) for at in places)
    label = f"{label} " if name else f"{label}: "
    return f"{label}{last} {until}" if since == until else f"{label}{first} {since}, {last} {until}"


def _when(course: _Course, place: int) -> str:
    """A period as people name it; of a level, its month."""
    start, end = from_day_number(float(course.start[place]) + 1), from_day_number(float(course.end[place]))
    months = 12 * (end.year - start.year) + end.month - start.month
    if course.periods and (end - start).days in (0, 6):
        return f"on {show_date(end)}" if start == end else f"in the week to {show_date(end)}"
    if not course.periods or months == 0:
        return f"in {show_month(end)}"
    if months == 11 and start.month == 1:
        return f"in {end.year}"
    return f"in {common.month_range(start, end, end)}"
