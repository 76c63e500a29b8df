"""A quantity under each reading of a case, and the region where all of them agree."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from claimbench.app.figures import common
from claimbench.app.figures.figure import SERIES_SYMBOLS, Axis, Band, Figure, Ink, Line, Mark, Points
from claimbench.app.figures.published import published
from claimbench.app.readings import agreement, under
from claimbench.core.chart import Chart
from claimbench.core.show import day_number, from_day_number, show_month, show_number, show_short

if TYPE_CHECKING:
    from claimbench.app.projection import Bands, Results

SUBTITLE = "Median of each reading, solid, and its 90 % band, dashed · shaded: where the bands of all overlap"
#: The inks of readings, in their order; from the fifth on they begin again.
INKS = (Ink.PROJECTION, Ink.ACCENT, Ink.LATER, Ink.OBSERVED, Ink.MUTED)
LEVEL = 0.9
_THIN = 0.05


def make(results: Results, chart: Chart) -> Figure:
    """Options: ``shows`` (a stock, flow or variable), ``unit``, ``readings``, ``observed``, ``from``."""
    case, quantity = results.case, common.text(chart, "shows")
    found = under(results, {quantity}, common.names(chart, "readings"))
    own = results.unit_of(quantity)
    unit = common.text(chart, "unit") or own
    factor = common.factor(results, own, unit)
    bands = {id: each.bands(quantity) for id, each in found.results.items()}
    first = day_number(case.timeline.projection)
    marks: list[Mark] = []
    if bands:
        some = next(iter(bands.values()))
        later = some.days >= first - 1  # from what is known, or at all points of a chart of the past alone
        later = later if later.any() else np.full(len(some.days), True)
        low, high = agreement([(each.level(0.05), each.level(0.95)) for each in bands.values()])
        days, low, high = some.days[later], factor * low[later], factor * high[later]
        marks.append(Band(days, low, high, LEVEL, Ink.BASELINE, "All readings agree", label="all agree"))
    for number, (id, each) in enumerate(bands.items()):
        ink, label = INKS[number % len(INKS)], case.readings[id].label
        symbol = SERIES_SYMBOLS[number % len(SERIES_SYMBOLS)] if len(bands) > 1 else None
        for level in (0.05, 0.95):
            name = f"{label}, {100 * level:.0f} %"
            marks.append(Line(each.days, factor * each.level(level), ink, dashed=True, name=name, symbol=symbol))
        line = Line(each.days, factor * each.level(0.5), ink, name=f"{label}, median", end_label=label)
        marks.append(replace(line, symbol=symbol))
    points, sources = published(results, chart, quantity, unit)
    marks += [*points, *common.reference(chart, "y")]
    said = dict.fromkeys(claim for id in bands for claim in case.readings[id].claims)
    sources = sources | common.source_names(case, common.origins(case, said))
    start = chart.options.get("from")
    bounds = day_number(start) - 1 if isinstance(start, date) else first - 1, day_number(case.timeline.end)
    drawn = [mark.y[mark.x >= bounds[0]] for mark in marks if isinstance(mark, Line | Points)]
    values = np.concatenate([*drawn, np.empty(0)])
    start_at = 0.0 if common.from_zero(values) else None
    words = [_how(results, found.case is case, found.results), common.not_from_zero(start_at, values) if bands else ""]
    return Figure(
        chart.id,
        chart.headline or _headline(chart, bands, factor),
        chart.subtitle or SUBTITLE,
        common.closing(results, chart, sources.values(), " ".join(filter(None, words))),
        Axis("", "date", bounds),
        replace(common.axis(results, unit, chart.label), bounds=None if start_at is None else (start_at, math.nan)),
        tuple(marks),
        sources=sources,
    )


def _headline(chart: Chart, bands: Mapping[str, Bands], factor: float) -> str:
    """How far the readings' medians lie apart at the end, and whether their bands overlap there."""
    if not bands:
        return f"{chart.label}: the case has no readings that can be held"
    ends = {id: factor * float(each.level(0.5)[_last(each)]) for id, each in bands.items()}
    some = next(iter(bands.values()))
    when = show_month(from_day_number(float(some.days[_last(some)])))
    low, high = min(ends.values()), max(ends.values())
    if len(ends) == 1:
        return f"{chart.label}: {show_short(low)} in {when}"
    lows, highs = agreement([(each.level(0.05), each.level(0.95)) for each in bands.values()])
    last = _last(some)
    agreed = np.isfinite(lows[last])
    shared = common.number_range(factor * float(lows[last]), factor * float(highs[last])) if agreed else ""
    tail = f"all allow {shared}" if agreed else "no value is in all bands"
    return f"{chart.label}: medians {show_short(low)} to {show_short(high)} in {when}, {tail}"


def _last(bands: Bands) -> int:
    """The last point with values."""
    return int(np.flatnonzero(np.isfinite(bands.level(0.5)))[-1])


def _percent(share: float) -> str:
    return f"{show_number(100 * share, 2)} %" if share >= 0.001 else "< 0.1 %"


def _how(results: Results, fresh: bool, found: Mapping[str, Results]) -> str:
    parts = []
    thin = [
        f"{results.case.readings[id].label} ({_percent(each.conditioned.share)})"
        for id, each in found.items()
        if each.conditioned.share < _THIN and each.conditioned.claims
    ]
    if thin:
        parts.append(f"Few draws fit {', '.join(thin)}: their bands are rough.")
    if not fresh:
        parts.append("Readings as of the last rest.")
    return " ".join(parts)
