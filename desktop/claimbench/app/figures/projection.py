"""A quantity over time: bands, the observed past, claims about it and the date on which a threshold is passed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from claimbench.app.figures import common, scenarios
from claimbench.app.figures.claim_marks import legend
from claimbench.app.figures.figure import Array, Axis, Band, Crossing, Figure, Ink, Line, Mark, Points, Rule
from claimbench.app.figures.published import published
from claimbench.core.chart import Chart
from claimbench.core.frozen import dataclass
from claimbench.core.show import (
    day_number,
    from_day_number,
    show_chance,
    show_date,
    show_month,
    show_number,
    show_short,
)
from claimbench.engine import summary

if TYPE_CHECKING:
    from claimbench.app.projection import Results


def make(results: Results, chart: Chart) -> Figure:
    """Options: ``shows`` (a stock, flow or variable), ``unit``, ``threshold``, ``threshold_label``,
    ``threshold_claim``, ``lines`` (more of them), ``crossing`` (a date measure), ``observed`` and ``later`` (series),
    ``claims`` (marked at their date), ``scenarios`` (medians of others beside), ``bands``, ``from``, and of the upright
    axis ``from_zero``, ``low``, ``high`` and ``log``."""
    name = common.text(chart, "shows")
    unit = common.text(chart, "unit") or results.unit_of(name)
    fan = _fan(results, name, unit)
    points, sources = common.lasting(
        results, "published", chart, lambda: _with_grounds(results, name, published(results, chart, name, unit))
    )
    passed = _passed(results, chart, name, unit, fan)
    first, last = _dates(results, chart, fan, points)
    scale, scale_words = _scale(chart, fan, points, first, common.axis(results, unit, chart.label))
    marks = legend(results.case.claims[id] for id in common.names(chart, "claims"))
    return Figure(
        chart.id,
        chart.headline or _headline(results, chart, fan, points, passed),
        _subtitle(results, chart, name, fan),
        common.closing(results, chart, sources.values(), f"{marks} {scale_words}".strip()),
        Axis("", "date", (first, last)),
        scale,
        (
            *_fan_marks(results, chart, name, unit, fan),
            *points,
            *_threshold(results, chart, fan, passed),
            *common.more_lines(chart, "y"),
        ),
        sources=sources,
    )


def _with_grounds(
    results: Results, name: str, found: tuple[list[Points], dict[str, str]]
) -> tuple[list[Points], dict[str, str]]:
    """Where a chart shows nothing published, its sources are those that the assumptions rest on."""
    points, sources = found
    return points, sources or common.source_names(results.case, common.grounds(results, name))


# -- the fan


@dataclass(frozen=True, slots=True, eq=False)
class Fan:
    """What is projected of a quantity, in the unit shown. ``values`` (levels, days): quantiles, NaN in a gap;
    ``ranged``: whether draws differ at all. ``start``, ``start_value``: the day number and the median of the first
    point that is known, past included; ``end``: the day number up to which it is known."""

    days: Array
    values: Array
    ranged: bool
    start: float
    start_value: float
    end: float

    @property
    def median(self) -> Array:
        return np.asarray(self.values[2])


def _fan(results: Results, name: str, unit: str) -> Fan:
    """From the last point before draws differ, or from the projection's start where none do; not where the past is
    observed without a range: the figures themselves stand there."""
    bands, case = results.bands(name), results.case
    known = np.asarray(np.isfinite(bands.values).all(axis=0))
    ranged = known & (bands.values[-1] > bands.values[0])
    values = np.where(known, bands.values, np.nan) * common.factor(results, bands.unit, unit)
    if not known.any():
        return Fan(np.empty(0), np.empty((len(values), 0)), False, np.nan, np.nan, np.nan)
    from_start = int(np.argmax(known))
    if ranged.any():
        first = int(np.argmax(ranged))
        first -= bool(first and known[first - 1])
    else:
        quantity = case.stocks.get(name) or case.flows.get(name)
        observed = quantity is not None and quantity.past in case.series
        first = max(from_start, results.projector.model.grid.projection) if observed else from_start
    last = len(known) - 1 - int(np.argmax(known[::-1]))
    drawn, grid = slice(first, last + 1), results.projector.model.grid
    start, end = float(grid.days[from_start]), float(grid.days[last + (name in case.flows)])
    return Fan(bands.days[drawn], values[:, drawn], bool(ranged.any()), start, float(values[2, from_start]), end)


def _fan_marks(results: Results, chart: Chart, name: str, unit: str, fan: Fan) -> list[Mark]:
    marks: list[Mark] = []
    if fan.ranged:
        ends = {0.9: (0, 4), 0.5: (1, 3)}
        for level in _bands(chart):
            low, high = ends[level]
            marks.append(Band(fan.days, fan.values[low], fan.values[high], level, name=chart.label))
    if results.baseline is not None and results.differs(name):
        saved = _fan(results.baseline, name, unit)
        if len(saved.days):
            label = f"baseline {show_short(saved.median[-1])}"
            line = Line(saved.days, saved.median, Ink.BASELINE, dashed=True, name="Baseline, median", end_label=label)
            marks.append(line)
    marks += scenarios.medians(results, chart, name, unit)
    if len(fan.days):
        label = f"median {show_short(fan.median[-1])}"
        marks.append(Line(fan.days, fan.median, Ink.PROJECTION, name=f"{chart.label}, median", end_label=label))
    return marks


def _bands(chart: Chart) -> tuple[float, ...]:
    """The levels of the bands that are drawn, the widest first."""
    return {"90 %": (0.9,), "50 %": (0.5,), "none": ()}.get(common.text(chart, "bands"), (0.9, 0.5))


# -- axes


def _dates(results: Results, chart: Chart, fan: Fan, points: Sequence[Points]) -> tuple[float, float]:
    timeline = results.case.timeline
    starts = [float(mark.x.min()) for mark in points] + fan.days[:1].tolist()
    start = chart.options.get("from")
    first = day_number(start) - 1 if isinstance(start, date) else min(starts, default=day_number(timeline.start) - 1)
    return first, max(day_number(timeline.end), *(float(mark.x.max()) for mark in points), first + 1)


def _scale(chart: Chart, fan: Fan, points: Sequence[Points], first: float, axis: Axis) -> tuple[Axis, str]:
    """The upright axis, and what a reader has to be told of it."""
    low, high = common.number(chart, "low"), common.number(chart, "high")
    log, shown = chart.options.get("log") is True, _shown(chart, fan, points, first)
    if log and fan.values.size and np.nanmin(fan.values) > 0:
        bounds = (math.nan if low is None else low, math.nan if high is None else high)
        return replace(axis, kind="log", bounds=bounds), "The axis is logarithmic."
    if low is None and _from_zero(chart, fan, points, first):
        low = 0.0
    bounds = (math.nan if low is None else low, math.nan if high is None else high)
    linear = "The axis is linear: its range goes down to 0 or below." if log else ""
    words = linear or common.not_from_zero(low, shown)
    return replace(axis, bounds=None if low is None and high is None else bounds), words


def _from_zero(chart: Chart, fan: Fan, points: Sequence[Points], first: float) -> bool:
    """Whether the axis starts at zero: as the chart says, else where that costs little. Never above what is shown."""
    known = _shown(chart, fan, points, first)
    if not len(known) or known.min() < 0 or chart.options.get("from_zero") is False:
        return False
    return chart.options.get("from_zero") is True or common.from_zero(known)


def _shown(chart: Chart, fan: Fan, points: Sequence[Points], first: float) -> Array:
    """Every value that the chart shows from its first day on."""
    threshold = common.number(chart, "threshold")
    line = np.array([] if threshold is None else [threshold])
    fan_values = fan.values[:, fan.days >= first].ravel()
    known = np.concatenate([fan_values, *(mark.y[mark.x >= first] for mark in points), line])
    return np.asarray(known[np.isfinite(known)])


# -- the threshold, and words


def _passed(results: Results, chart: Chart, name: str, unit: str, fan: Fan) -> Array | None:
    """Draws of the day number on which the threshold is passed, +inf where it never is: those of the measure that the
    chart names, else from the quantity itself. None without a threshold."""
    threshold = common.number(chart, "threshold")
    if threshold is None or not len(fan.days):
        return None
    if crossing := common.text(chart, "crossing"):
        return results.measure(crossing)
    own = threshold / common.factor(results, results.unit_of(name), unit)
    return results.passing(name, own, falls=fan.start_value > threshold)


def _ends(passed: Array) -> tuple[float, float, float]:
    low, middle, high = summary.quantiles(passed[np.newaxis, :], (0.05, 0.5, 0.95))[:, 0].tolist()
    return low, middle, high


def _threshold(results: Results, chart: Chart, fan: Fan, passed: Array | None) -> list[Mark]:
    threshold = common.number(chart, "threshold")
    if threshold is None:
        return []
    label = common.text(chart, "threshold_label") or show_short(threshold)
    marks: list[Mark] = [Rule(threshold, "y", label, claim=common.text(chart, "threshold_claim"))]
    if passed is not None:
        low, middle, high = _ends(passed)
        day = common.as_day(middle)
        if day is not None and not _from_the_start(fan, middle):
            interval = common.day_range(common.as_day(low), common.as_day(high), results.case.timeline.end)
            subtext = f"90 %: {interval}" if low < high else ""
            marks.append(Crossing(float(middle), threshold, f"passed {show_date(day)}", subtext))
    return marks


def _from_the_start(fan: Fan, day: float) -> bool:
    """Whether what is first so on ``day`` is so at the first point that is known: since when is not."""
    return day <= fan.start + 1


def _subtitle(results: Results, chart: Chart, name: str, fan: Fan) -> str:
    levels = " and ".join(f"{100 * level:.0f} %" for level in sorted(_bands(chart)))
    bands = f"band{'s' if len(_bands(chart)) > 1 else ''} {levels}" if fan.ranged and levels else ""
    parts = [chart.subtitle, bands]
    if results.differs(name):
        parts.append("dashed: baseline")
    if common.names(chart, "scenarios"):
        parts.append("thin: medians of scenarios")
    if common.names(chart, "later"):
        parts.append("purple: published later, for comparison only")
    return common.joined(*parts)


def _headline(results: Results, chart: Chart, fan: Fan, points: Sequence[Points], passed: Array | None) -> str:
    if passed is not None:
        return _passing(results, chart, fan, passed)
    if not len(fan.days):
        return f"{chart.label}: there are no values to show"
    return _later(chart, fan, points) or _course(results, chart, fan)


def _passing(results: Results, chart: Chart, fan: Fan, passed: Array) -> str:
    """When a threshold is passed, in the words that fit the direction from which it is reached."""
    threshold = common.number(chart, "threshold") or 0.0
    timeline, shown = results.case.timeline, show_number(threshold, 6)
    numbers = _ends(passed)
    low, middle, high = (common.as_day(number) for number in numbers)
    falls = fan.start_value > threshold
    if middle is None:
        share, until = float(np.isfinite(passed).mean()), show_month(timeline.end)
        if not share:
            return f"{chart.label}: no draw {'falls below' if falls else 'passes'} {shown} by {until}"
        passing = "fall below" if falls else "pass"
        return f"{chart.label}: {show_chance(share, results.draws)} of draws {passing} {shown} by {until}"
    if _from_the_start(fan, numbers[1]):
        side = "above" if falls else "below" if fan.start_value < threshold else "at"
        return f"{chart.label}: {side} {shown} from the start, {show_date(middle)}"
    if middle < timeline.projection:
        passes = "fell below" if falls else "passed"
    else:
        passes = "would fall below" if falls else "would pass"
    interval = f" (90 %: {common.month_range(low, high, timeline.end)})" if numbers[0] < numbers[2] else ""
    return f"{chart.label} {passes} {shown} in {show_month(middle)}{interval}"


def _later(chart: Chart, fan: Fan, points: Sequence[Points]) -> str:
    """How what was published later compares with the band; "" where nothing can be compared."""
    later = [mark for mark in points if mark.ink is Ink.LATER]
    if not later or not fan.ranged:
        return ""
    x, y = np.concatenate([mark.x for mark in later]), np.concatenate([mark.y for mark in later])
    low, high = (np.interp(x, fan.days, ends, left=np.nan, right=np.nan) for ends in (fan.values[0], fan.values[4]))
    compared = np.isfinite(low)
    count, inside = int(compared.sum()), int(((low <= y) & (y <= high))[compared].sum())
    if not count:
        return ""
    if count == 1:
        return f"{chart.label}: the one figure published later lies {'inside' if inside else 'outside'} the 90 % band"
    lie = "lies" if inside <= 1 else "lie"
    return f"{chart.label}: {inside or 'none'} of {count} figures published later {lie} inside the 90 % band"


def _course(results: Results, chart: Chart, fan: Fan) -> str:
    start, end = float(fan.median[0]), float(fan.median[-1])
    until = show_month(from_day_number(fan.end))
    if abs(end - start) <= 0.005 * abs(start):
        moves = "would be at"
    else:
        moves = "would fall to" if end < start else "would rise to"
    interval = common.interval(fan.values[0][-1], fan.values[4][-1]) if fan.ranged else ""
    return f"{chart.label} {moves} {show_short(end)} by {until}{interval}"
