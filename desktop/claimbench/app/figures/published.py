"""What others have published about a quantity, as marks: figures of series, and claims at their date."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from claimbench.app.figures import check, common
from claimbench.app.figures.claim_marks import mark_of
from claimbench.app.figures.figure import SERIES_SYMBOLS, Ink, Points, Symbol
from claimbench.core.chart import Chart
from claimbench.core.claim import Claim
from claimbench.core.series import Series
from claimbench.core.show import day_number, show_date
from claimbench.engine import calendar
from claimbench.evidence.verdict import accepted

if TYPE_CHECKING:
    from claimbench.app.projection import Results


def published(results: Results, chart: Chart, quantity: str, unit: str) -> tuple[list[Points], dict[str, str]]:
    """Marks of a chart's series and claims in ``unit``, and the names of their sources by id."""
    case = results.case
    observed = [case.series[id] for id in common.names(chart, "observed")]
    later = [case.series[id] for id in common.names(chart, "later")]
    said = [case.claims[id] for id in common.names(chart, "claims")]
    marks = _series(results, observed, later, quantity, unit)
    marks += [mark for claim in said if (mark := _claim(results, claim, unit)) is not None]
    cited = [mark.source for mark in marks] + common.origins(case, [claim.id for claim in said])
    return marks, common.source_names(case, cited)


def short_labels(shown: Sequence[Series]) -> dict[str, str]:
    """Labels by id, without what all of them begin or end with: "Ground gained, by ISW" is "by ISW", and "Leeds: rain"
    is "Leeds"."""
    if tail := shared_tail(shown):
        return {series.id: series.label.removesuffix(f": {tail}") for series in shown}
    parts = {series.id: series.label.partition(", ") for series in shown}
    one_head = len(shown) > 1 and len({head for head, _, _ in parts.values()}) == 1
    shorter = one_head and all(rest for _, _, rest in parts.values())
    return {id: rest if shorter else head + comma + rest for id, (head, comma, rest) in parts.items()}


def shared_tail(shown: Sequence[Series]) -> str:
    """What stands behind a colon in the labels of all series, the longest that does; "" where there is none."""
    names = shown[0].label.split(": ") if len(shown) > 1 else []
    tails = (": ".join(names[at:]) for at in range(1, len(names)))
    return next((tail for tail in tails if all(each.label.endswith(f": {tail}") for each in shown)), "")


def _series(
    results: Results, observed: Sequence[Series], later: Sequence[Series], quantity: str, unit: str
) -> list[Points]:
    """Published figures: a symbol for each series; what was published after the as-of date in a colour of its own, and
    with the symbol of the series that it continues."""
    labels = short_labels(observed)
    symbols = dict(zip((series.id for series in observed), SERIES_SYMBOLS * len(observed), strict=False))
    marks: list[Points] = []
    for series in observed:
        label, symbol = labels[series.id], symbols[series.id]
        marks += _points(results, series, quantity, unit, Ink.OBSERVED, symbol, label, series.label)
    for series in later:
        continued = [one for one in observed if series.label.startswith(one.label)]
        symbol = symbols[max(continued, key=lambda one: len(one.label)).id] if continued else SERIES_SYMBOLS[0]
        label = f"published after {show_date(results.case.as_of)}" if series is later[0] else ""
        marks += _points(results, series, quantity, unit, Ink.LATER, symbol, label, f"{series.label}, for comparison")
    return marks


def _points(
    results: Results, series: Series, quantity: str, unit: str, ink: Ink, symbol: Symbol, label: str, table_name: str
) -> list[Points]:
    """The figures of a series but wrong ones: a mark for each source, the label at the one with most of them.

    An amount in a period is shown on a flow as a rate, in the middle of its period.
    """
    model = results.projector.model
    rates = series.kind == "amount" and quantity in model.flows
    span = calendar.span_months if rates and model.family_of(quantity) == "month" else calendar.span_days
    scale = common.factor(results, check.shown_unit(model, series, quantity), unit)
    by_source: dict[str, list[tuple[int, float, float]]] = {}
    for row, observation in enumerate(series.observations):
        if observation.standing == "wrong":
            continue
        x, y = day_number(observation.end), observation.value
        if rates:
            x = (x + day_number(observation.start) - 1) / 2
            y /= span(observation.start, observation.end)
        by_source.setdefault(observation.source, []).append((row, x, y * scale))
    labelled = max(by_source, key=lambda source: len(by_source[source]), default="")
    marks = []
    for source, figures in by_source.items():
        rows, x_values, y_values = zip(*figures, strict=True)
        text = label if source == labelled else ""
        points = Points(np.array(x_values), np.array(y_values), ink, symbol, name=table_name, label=text, source=source)
        marks.append(replace(points, series=series.id, rows=rows))
    return marks


def _claim(results: Results, claim: Claim, unit: str) -> Points | None:
    """A claim at the end of the period that it is about; a range has its mark in the middle."""
    day = claim.definition.end
    if day is None or claim.unit == "date":
        return None
    if claim.low is not None and claim.high is not None:
        value = (claim.low + claim.high) / 2
    elif isinstance(claim.value, float | int):
        value = float(claim.value)
    else:
        return None
    kind, scale = mark_of(claim), common.factor(results, claim.unit, unit)
    low, high = _interval(claim) if kind.interval else (math.nan, math.nan)
    return Points(
        np.array([day_number(day)]),
        np.array([value * scale]),
        Ink.CLAIM,
        kind.symbol,
        filled=kind.filled,
        name=claim.title,
        label=claim.id,
        source=next(iter(common.origins(results.case, [claim.id])), ""),
        claim=claim.id,
        low=np.array([low * scale]),
        high=np.array([high * scale]),
    )


def _interval(claim: Claim) -> tuple[float, float]:
    """What would count as holding, where that has two ends; else NaN."""
    try:
        ends = accepted(claim)
    except ValueError:  # incomplete, as its verdict says
        return math.nan, math.nan
    return (ends.low, ends.high) if math.isfinite(ends.low) and math.isfinite(ends.high) else (math.nan, math.nan)
