"""A quantity over time: bands, the observed past, claims about it and the date on which a threshold is passed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from claimbench.app.figures import common
from claimbench.app.figures.figure import Array, Axis, Band, Crossing, Figure, Ink, Line, Mark, Points, Rule, Symbol
from claimbench.core.chart import Chart
from claimbench.core.claim import Claim
from claimbench.core.series import Series
from claimbench.core.show import day_number, show_date, show_month, show_short
from claimbench.engine import calendar

if TYPE_CHECKING:
    from claimbench.app.projection import Results

#: Marks of claims differ by the kind of number.
CLAIM_SYMBOLS: dict[str, Symbol] = {
    "minimum count": "triangle",
    "range": "square",
    "rule of thumb": "square",
    "assertion": "diamond",
}
SERIES_SYMBOLS: tuple[Symbol, ...] = ("circle", "square", "diamond", "triangle")
#: An axis begins at zero where that costs no more than this share of it.
ROOM_TO_ZERO = 0.35


def make(results: Results, chart: Chart) -> Figure:
    """Options: ``shows`` (a stock, flow or variable), ``unit``, ``threshold``, ``threshold_label``,
    ``threshold_claim``, ``crossing`` (a date measure), ``observed`` and ``later`` (series), ``claims`` (marked at their
    date), ``from``, ``from_zero``."""
    case = results.case
    name = common.text(chart, "shows")
    if not any(name in group for group in (case.stocks, case.flows, case.variables)):
        raise KeyError(f"stock, flow or variable “{name}”")
    unit = common.text(chart, "unit") or results.unit_of(name)
    days, drawn, values = _fan(results, name, unit)
    low90, low50, median, high50, high90 = values

    fan: list[Mark] = []
    if len(days):
        fan.append(Band(days, low90, high90, 0.9, name=chart.label))
        fan.append(Band(days, low50, high50, 0.5, name=chart.label))
        fan += _baseline(results, name, unit, drawn)
        end = f"median {show_short(median[-1])}"
        fan.append(Line(days, median, Ink.PROJECTION, name=f"{chart.label}, median", end_label=end))
    points, sources = results.projector.lasting(("published", chart.id), lambda: _published(results, chart, name, unit))
    heights = np.concatenate(
        [low90, high90, *(mark.y for mark in points), [common.number(chart, "threshold") or np.nan]]
    )
    from_zero = chart.options.get("from_zero") is True or _reaches_down(heights)
    start = chart.options.get("from")
    first = day_number(start) - 1 if isinstance(start, date) else _first(days, points)
    last = day_number(case.timeline.end)
    return Figure(
        chart.id,
        chart.headline or _headline(results, chart, days, values, points),
        _subtitle(results, chart, name),
        common.closing(results, chart, sources.values(), "" if from_zero else "The axis does not start at zero."),
        Axis("", "date", (first, last)),
        Axis(common.unit_text(results, unit), bounds=(0.0, float("nan")) if from_zero else None),
        (*fan, *points, *_threshold(results, chart)),
        sources=sources,
    )


def _fan(results: Results, name: str, unit: str) -> tuple[Array, Array, Array]:
    """Days, which of the grid's they are, and the quantiles there: where there is a range, and the point before."""
    bands = results.bands(name)
    drawn = bands.values[-1] > bands.values[0]
    first = int(np.argmax(drawn))
    if drawn.any() and first and not np.isnan(bands.level(0.5)[first - 1]):
        drawn[first - 1] = True  # the fan starts from the last known point
    return bands.days[drawn], drawn, bands.values[:, drawn] * common.factor(results, bands.unit, unit)


def _baseline(results: Results, name: str, unit: str, drawn: Array) -> list[Mark]:
    """The saved case's median in grey, where it differs from what is shown."""
    if results.baseline is None or not results.differs(name):
        return []
    bands = results.baseline.bands(name)
    saved = bands.level(0.5)[drawn] * common.factor(results, bands.unit, unit)
    label = f"baseline {show_short(saved[-1])}"
    return [Line(bands.days[drawn], saved, Ink.BASELINE, dashed=True, name="Baseline, median", end_label=label)]


def _published(results: Results, chart: Chart, name: str, unit: str) -> tuple[list[Points], dict[str, str]]:
    """Marks of series and claims, and the names of their sources by id."""
    case = results.case
    observed = [case.series[id] for id in common.names(chart, "observed")]
    later = [case.series[id] for id in common.names(chart, "later")]
    said = [case.claims[id] for id in common.names(chart, "claims")]
    marks = _series(results, observed, later, name, unit)
    marks += [mark for claim in said if (mark := _claim(results, claim, unit)) is not None]
    cited = [observation.source for series in (*observed, *later) for observation in series.observations]
    cited += common.origins(case, [claim.id for claim in said])
    return marks, common.source_names(case, cited)


def _series(
    results: Results, observed: Sequence[Series], later: Sequence[Series], name: str, unit: str
) -> list[Points]:
    """Published figures: a symbol for each series; what was published after the as-of date in a colour of its own, and
    with the symbol of the series that it continues."""
    heads = {series.label.partition(", ")[0] for series in observed}
    symbols = dict(zip((series.id for series in observed), SERIES_SYMBOLS * len(observed), strict=False))
    marks = []
    for series in observed:
        _, _, rest = series.label.partition(", ")
        label = rest if rest and len(heads) == 1 and len(observed) > 1 else series.label
        marks.append(_points(results, series, name, unit, Ink.OBSERVED, symbols[series.id], label, series.label))
    for series in later:
        continued = [one.id for one in observed if series.label.startswith(one.label)]
        symbol = symbols[continued[0]] if continued else SERIES_SYMBOLS[0]
        label = f"published after {show_date(results.case.as_of)}" if series is later[0] else ""
        marks.append(_points(results, series, name, unit, Ink.LATER, symbol, label, f"{series.label}, for comparison"))
    return marks


def _points(
    results: Results, series: Series, name: str, unit: str, ink: Ink, symbol: Symbol, label: str, table_name: str
) -> Points:
    """An amount in a period is shown on a flow as a rate, in the middle of its period."""
    used = [observation for observation in series.observations if observation.standing != "wrong"]
    x = np.array([day_number(observation.end) for observation in used])
    values = np.array([observation.value for observation in used])
    given = series.unit
    if series.kind == "amount" and name in results.case.flows:
        monthly = results.projector.model.family_of(name) == "month"
        span = calendar.span_months if monthly else calendar.span_days
        values = values / np.array([span(observation.start, observation.end) for observation in used])
        given = f"{series.unit}/{'month' if monthly else 'day'}"
        x = (x + np.array([day_number(observation.start) - 1 for observation in used])) / 2
    y = values * common.factor(results, given, unit)
    return Points(x, y, ink, symbol, name=table_name, label=label, source=series.id)


def _claim(results: Results, claim: Claim, unit: str) -> Points | None:
    day = claim.definition.end
    value = claim.value if isinstance(claim.value, float | int) else claim.low
    if day is None or value is None:
        return None
    bound = claim.definition.bound
    return Points(
        np.array([day_number(day)]),
        np.array([float(value) * common.factor(results, claim.unit, unit)]),
        Ink.CLAIM,
        CLAIM_SYMBOLS.get(bound, "circle"),
        filled=bound != "minimum count",
        name=claim.title,
        label=claim.id,
        claim=claim.id,
    )


def _threshold(results: Results, chart: Chart) -> list[Mark]:
    threshold = common.number(chart, "threshold")
    if threshold is None:
        return []
    label = common.text(chart, "threshold_label") or show_short(threshold)
    marks: list[Mark] = [Rule(threshold, "y", label, claim=common.text(chart, "threshold_claim"))]
    if crossing := common.text(chart, "crossing"):
        low, middle, high = results.quantiles_of(crossing, (0.05, 0.5, 0.95))
        if (day := results.day(middle)) is not None:
            interval = common.day_range(results.day(low), results.day(high), results.case.timeline.end)
            marks.append(Crossing(float(middle), threshold, f"passed {show_date(day)}", f"90 %: {interval}"))
    return marks


def _reaches_down(heights: Array) -> bool:
    known = heights[np.isfinite(heights)]
    return bool(len(known)) and 0 <= known.min() <= ROOM_TO_ZERO * known.max()


def _first(days: Array, points: Sequence[Points]) -> float:
    starts = [float(mark.x.min()) for mark in points if len(mark.x)]
    return min([*starts, *days[:1]], default=0.0)


def _subtitle(results: Results, chart: Chart, name: str) -> str:
    parts = [chart.subtitle, "bands 50 % and 90 %"]
    if results.differs(name):
        parts.append("dashed: baseline")
    if common.names(chart, "later"):
        parts.append("purple: published later, for comparison only")
    return " · ".join(part for part in parts if part)


def _headline(results: Results, chart: Chart, days: Array, values: Array, points: Sequence[Points]) -> str:
    subject, until = chart.label, show_month(results.case.timeline.end)
    threshold, crossing = common.number(chart, "threshold"), common.text(chart, "crossing")
    if threshold is not None and crossing:
        low, middle, high = (results.day(value) for value in results.quantiles_of(crossing, (0.05, 0.5, 0.95)))
        if middle is not None:
            passes = f"{subject} {common.verb(chart, 'passes', 'pass')} {threshold:,.0f} in {show_month(middle)}"
            return f"{passes} (90 %: {common.month_range(low, high, results.case.timeline.end)})"
        missed = 1 - float(np.isfinite(results.measure(crossing)).mean())
        passes = f"{subject} {common.verb(chart, 'does', 'do')} not pass {threshold:,.0f} by {until}"
        return f"{passes} in {100 * missed:.0f} % of draws"
    if not len(days):
        return f"{subject}: nothing to project"
    later = [mark for mark in points if mark.ink is Ink.LATER]
    if later:
        x, y = np.concatenate([mark.x for mark in later]), np.concatenate([mark.y for mark in later])
        inside = (np.interp(x, days, values[0]) <= y) & (y <= np.interp(x, days, values[-1]))
        count = f"{int(inside.sum())} of {len(y)} figures published later"
        return f"{subject}: {count} lie inside the 90 % band"
    start, end = float(values[2][0]), float(values[2][-1])
    if abs(end - start) < 0.005 * abs(start):
        return f"{subject} {common.verb(chart, 'holds', 'hold')} at {show_short(end)} to {until}"
    moves = common.verb(chart, "falls", "fall") if end < start else common.verb(chart, "rises", "rise")
    interval = f"{show_short(values[0][-1])}–{show_short(values[-1][-1])}"
    return f"{subject} {moves} to {show_short(end)} by {until} (90 %: {interval})"
