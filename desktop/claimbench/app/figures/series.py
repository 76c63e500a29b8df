"""Observed series over time: as published, or put together by calendar periods and smoothed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from claimbench.app.combining import HOW_WORDS, period_end, rolled, together
from claimbench.app.figures import common
from claimbench.app.figures.figure import Array, Axis, Columns, Figure, Ink, Line, Mark, Points
from claimbench.app.figures.published import SERIES_SYMBOLS
from claimbench.core.chart import Chart
from claimbench.core.series import Observation, Series
from claimbench.core.show import day_number, from_day_number, show_month, show_short
from claimbench.tables.summarise import Every, How

if TYPE_CHECKING:
    from claimbench.app.projection import Results

#: The inks of series in their order; from the fifth on they begin again.
INKS: Final = (Ink.PROJECTION, Ink.ACCENT, Ink.OBSERVED, Ink.MUTED)


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
    marks: list[Mark] = []
    first_course = _course(chart, shown[0], _told(chart, shown[0]), 1.0)
    cited: list[str] = []
    for number, series in enumerate(shown):
        ink = Ink.LATER if series.later else INKS[number % len(INKS)]
        label = series.label if len(shown) > 1 else ""
        observations = _told(chart, series)
        cited += [observation.source for observation in observations if observation.source]
        scale = common.factor(results, series.unit, unit)
        if style == "points" and not _changed(chart):
            symbol = SERIES_SYMBOLS[number % len(SERIES_SYMBOLS)]
            by_source = _by_source(series, observations, scale)
            for place, each in enumerate(by_source):
                text = label if place == 0 else ""
                marks.append(
                    Points(each.at, each.values, ink, symbol, name=series.label, label=text, source=each.source)
                )
            continue
        course = _course(chart, series, observations, scale)
        marks += _marks(style, course, series.label, label, ink)
    sources = common.source_names(results.case, cited)
    count = common.text(chart, "how") == "count" and bool(common.text(chart, "every"))
    start = chart.options.get("from")
    first = day_number(start) - 1 if isinstance(start, date) else float("nan")
    grounded = style == "bars" and not log
    return Figure(
        chart.id,
        chart.headline or _headline(chart, first_course),
        " · ".join(filter(None, [chart.subtitle, _how(chart)])),
        common.closing(results, chart, sources.values(), "" if grounded else "The axis does not start at zero."),
        Axis("", "date", (first, float("nan"))),
        Axis("figures" if count else common.unit_text(results, unit), "log" if log else "number",
             (0.0, float("nan")) if grounded else None),
        tuple(marks),
        sources=sources,
    )  # fmt: skip


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
    if not len(raw.end):
        return raw
    how = cast(How, common.text(chart, "how", "mean"))
    every = cast(Every, common.text(chart, "every"))
    found = rolled(together(raw.end, raw.values, how, every), int(common.number(chart, "rolling") or 1))
    days = np.asarray(found.index, dtype=np.float64)
    values = np.asarray(found, dtype=np.float64)
    if every:
        return _Course(days - 1, period_end(days, every), values, True)
    starts = dict(zip(raw.end.tolist(), raw.start.tolist(), strict=True))
    return _Course(np.array([starts[day] for day in days.tolist()]), days, values, raw.periods)


def _marks(style: str, course: _Course, name: str, label: str, ink: Ink) -> list[Mark]:
    """Gaps are not bridged by steps or bars; a line joins what there is, and marks each figure."""
    known = np.isfinite(course.values)
    x, y = course.at[known], course.values[known]
    if style == "points":
        return [Points(x, y, ink, name=name, label=label)]
    if style == "bars":
        return [_columns(course, name, ink)] if known.any() else []
    if style == "step":
        return [_steps(course, name, label, ink)] if known.any() else []
    return [Line(x, y, ink, name=name, end_label=label)] if len(x) > 1 else [Points(x, y, ink, name=name, label=label)]


def _steps(course: _Course, name: str, label: str, ink: Ink) -> Line:
    """A level holds until the next; the amount of a period stands over the period."""
    if course.periods:
        x = np.column_stack([course.start, course.end, course.end]).ravel()
        y = np.column_stack([course.values, course.values, np.full(len(course.values), np.nan)])
        joined = np.append(course.start[1:] <= course.end[:-1], True)
        y[joined, 2] = course.values[joined]
        return Line(x, y.ravel(), ink, name=name, end_label=label)
    x, y = np.repeat(course.end, 2)[1:], np.repeat(course.values, 2)[:-1]
    return Line(x, y, ink, name=name, end_label=label)


def _columns(course: _Course, name: str, ink: Ink) -> Columns:
    """Columns side by side, of no height where there is a gap; that of a level reaches back to the one before."""
    start, end = course.start, course.end
    if not course.periods:
        first = end[1] - end[0] if len(end) > 1 else 1.0
        start = np.concatenate([[end[0] - first], end[:-1]])
    edges, heights = [float(start[0])], []
    for left, right, value in zip(start.tolist(), end.tolist(), course.values.tolist(), strict=True):
        if left > edges[-1]:
            edges.append(left)
            heights.append(0.0)
        if right > edges[-1]:
            edges.append(right)
            heights.append(value if np.isfinite(value) else 0.0)
    return Columns(np.array(edges), np.array(heights), ink, name)


def _how(chart: Chart) -> str:
    every, rolling = common.text(chart, "every"), common.number(chart, "rolling")
    how = cast(How, common.text(chart, "how", "mean"))
    parts = [f"{HOW_WORDS[how].lower()} the figures of each {every}" if every else ""]
    parts.append(f"rolling mean over {rolling:g}" if rolling else "")
    return " · ".join(filter(None, parts)) or "as published"


def _headline(chart: Chart, course: _Course) -> str:
    """From where to where the first series goes."""
    if not np.isfinite(course.values).any():
        return f"{chart.label}: there are no values to show"
    places = np.flatnonzero(np.isfinite(course.values))
    ends = [
        (show_short(course.values[at]), show_month(from_day_number(float(course.end[at])))) for at in places[[0, -1]]
    ]
    (first, since), (last, until) = ends
    if since == until:
        return f"{chart.label}: {last} in {until}"
    return f"{chart.label}: {first} in {since}, {last} in {until}"
