"""How a measure is distributed over the draws: a histogram, or the share of draws up to each value."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from claimbench.app.figures import common
from claimbench.app.figures.claim_marks import legend_of_rules, mark_of
from claimbench.app.figures.figure import Array, Axis, Columns, Figure, Ink, Line, Mark, Rule, Span
from claimbench.core.chart import Chart
from claimbench.core.model import Measure
from claimbench.core.relation import RELATIONS
from claimbench.core.show import day_number, show_date, show_number, show_percent, show_unit
from claimbench.evidence.verdict import accepted

if TYPE_CHECKING:
    from claimbench.app.projection import Results

BINS = 40
#: Points of a cumulative curve.
STEPS = 200
#: The quantiles between which the axis goes, of the projection and its baseline; claims are always on it.
TAILS = (0.005, 0.995)


def make(results: Results, chart: Chart) -> Figure:
    """Options: ``result`` (a measure), ``cumulative`` (the share of draws up to each value), ``claims`` (drawn at
    what they claim), ``low`` and ``high`` (of the axis)."""
    case = results.case
    measure = case.measures[common.text(chart, "result")]
    values = results.measure(measure.id)
    saved = results.baseline.measure(measure.id) if results.baseline and results.differs(measure.id) else None
    claims, reach = _claims(results, chart, measure)
    low, high = _range(chart, [values] if saved is None else [values, saved], reach)
    is_date, cumulative = measure.unit == "date", chart.options.get("cumulative") is True
    draw = _cumulative if cumulative else _histogram
    marks: list[Mark] = list(claims)
    known = np.isfinite(values).any() or (saved is not None and np.isfinite(saved).any())
    if not known:
        marks = []
    elif low < high:
        marks += draw(values, low, high, measure.label)
        if saved is not None:
            marks.append(_outline(saved, low, high, cumulative))
    middle = results.quantiles_of(measure.id, (0.5,))[0]
    if math.isfinite(middle):
        marks.append(Rule(middle, "x", f"median {_middle(results, measure)}", Ink.PROJECTION, dashed=False))
    marks += common.reference(chart, "x", partial(_told, measure)) if known else []
    said = common.names(chart, "claims")
    sources = common.source_names(case, [*common.origins(case, said), *common.grounds(results, measure.id)])
    subtitle = (chart.subtitle, "share of draws up to each value" if cumulative else "", _dashed(saved))
    across = common.axis(results, measure.unit, measure.label)
    extra = (legend_of_rules(case, marks), _without(results, measure, values))
    return Figure(
        chart.id,
        chart.headline or _headline(results, chart, measure),
        common.joined(*subtitle),
        common.closing(results, chart, sources.values(), " ".join(filter(None, extra))),
        Axis("", "date", (low, high)) if is_date else replace(across, bounds=(low, high)),
        Axis("% of draws", bounds=(0.0, 100.0 if cumulative else _top(marks))),
        tuple(marks),
        sources=sources,
    )


def _range(chart: Chart, samples: list[Array], reach: list[float]) -> tuple[float, float]:
    """The ends of the axis: the bulk of the draws, and what is claimed."""
    ends = list(reach)
    for values in samples:
        known = values[np.isfinite(values)]
        if len(known):
            ends += np.quantile(known, TAILS, method="inverted_cdf").tolist()
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = 0.03 * (high - low) or max(0.05 * abs(low), 0.5)
    low, high = low - room, high + room
    given = common.number(chart, "low"), common.number(chart, "high")
    return low if given[0] is None else given[0], high if given[1] is None else given[1]


def _shares(values: Array, edges: Array) -> Array:
    """Per cent of all draws in each bin, (len(edges) - 1,); those without a value are in none."""
    counts, _ = np.histogram(values[np.isfinite(values)], edges)
    return np.asarray(100.0 * counts / len(values))


def _up_to(values: Array, x: Array) -> Array:
    """Per cent of all draws up to each of ``x``."""
    rising = np.sort(values[~np.isnan(values)])
    return np.asarray(100.0 * np.searchsorted(rising, x, side="right") / len(values))


def _histogram(values: Array, low: float, high: float, name: str) -> list[Mark]:
    edges = np.linspace(low, high, BINS + 1)
    return [Columns(edges, _shares(values, edges), name=name)]


def _cumulative(values: Array, low: float, high: float, name: str) -> list[Mark]:
    x = np.linspace(low, high, STEPS)
    return [Line(x, _up_to(values, x), name=name)]


def _top(marks: list[Mark]) -> float:
    """Where the axis ends: a little above the highest column, so that labels have room."""
    highest = max((float(mark.heights.max()) for mark in marks if isinstance(mark, Columns)), default=0.0)
    highest = max([highest, *(float(mark.y.max()) for mark in marks if isinstance(mark, Line))])
    return math.ceil(1.12 * highest) or 1.0


def _outline(values: Array, low: float, high: float, cumulative: bool) -> Line:
    """The baseline, behind: as a curve, or as the outline of its histogram."""
    if cumulative:
        x = np.linspace(low, high, STEPS)
        return Line(x, _up_to(values, x), Ink.BASELINE, dashed=True, name="Baseline")
    edges = np.linspace(low, high, BINS + 1)
    return Line(np.repeat(edges, 2)[1:-1], np.repeat(_shares(values, edges), 2), Ink.BASELINE, True, "Baseline")


def _claims(results: Results, chart: Chart, measure: Measure) -> tuple[list[Mark], list[float]]:
    """A strip, or a line with the mark of its kind, for each claim, and the values that the axis has to reach."""
    marks: list[Mark] = []
    reach: list[float] = []
    for id in common.names(chart, "claims"):
        claim = results.case.claims[id]
        if not results.verdicts[id].testable or (claim.unit == "date") != (measure.unit == "date"):
            continue
        scale = 1.0 if measure.unit == "date" else common.factor(results, claim.unit, measure.unit)
        ends = accepted(claim)
        if RELATIONS[claim.relation].two_ends:
            low, high = ends.low * scale, ends.high * scale
            marks.append(Span(low, high, "x", f"{common.number_range(low, high)} ({id})", claim=id))
            reach += [low, high]
        elif claim.value is not None:
            value = claim.value if isinstance(claim.value, float | int) else day_number(claim.value)
            at, kind = float(value) * scale, mark_of(claim)
            rule = Rule(at, "x", f"{_told(measure, at)} ({id})", claim=id)
            marks.append(replace(rule, symbol=kind.symbol, filled=kind.filled))
            reach.append(float(value) * scale)
    return marks, reach


def _told(measure: Measure, value: float) -> str:
    """A value as it was claimed: in full."""
    if measure.unit != "date":
        return show_number(value)
    day = common.as_day(value)
    return show_date(day) if day else ""


def _middle(results: Results, measure: Measure) -> str:
    """The median, with as many digits as tell it from the ends of the 90 % interval."""
    low, middle, high = results.quantiles_of(measure.id, (0.05, 0.5, 0.95))
    return _told(measure, middle) if measure.unit == "date" else common.alike(low, middle, high)[1]


def _headline(results: Results, chart: Chart, measure: Measure) -> str:
    low, middle, high = results.quantiles_of(measure.id, (0.05, 0.5, 0.95))
    label = chart.label or measure.label
    if measure.unit == "date":
        first, half, last = (common.as_day(number) for number in (low, middle, high))
        end = results.case.timeline.end
        interval = f" (90 %: {common.day_range(first, last, end)})" if low < high else ""
        return f"{label}: {common.day_range(half, half, end)}{interval}"
    if not math.isfinite(middle):
        return f"{label}: there is no value"
    shown = f"{_middle(results, measure)} {show_unit(measure.unit, results.case.units, middle)}".strip()
    return f"{label}: {shown}{common.interval(low, high)}"


def _without(results: Results, measure: Measure, values: Array) -> str:
    """What share of the draws is not in the picture."""
    never = float(np.isposinf(values).mean())
    unknown = float(np.isnan(values).mean())
    parts = []
    if never:
        parts.append(f"Not by {show_date(results.case.timeline.end)} in {show_percent(never)} of draws.")
    if unknown:
        parts.append(f"No value in {show_percent(unknown)} of draws.")
    return " ".join(parts)


def _dashed(saved: Array | None) -> str:
    return "" if saved is None else "dashed: baseline"
