"""A result against one assumption, with a marker that sets it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from claimbench.app.baseline import saved_of
from claimbench.app.figures import check, common
from claimbench.app.figures.claim_marks import legend_of_rules, mark_of
from claimbench.app.figures.figure import Axis, Band, Figure, Handle, Ink, Line, Mark, Rule, Span
from claimbench.core.assumption import Assumption
from claimbench.core.chart import Chart
from claimbench.core.model import Measure
from claimbench.core.show import show_number, show_short
from claimbench.engine import distribution

if TYPE_CHECKING:
    from claimbench.app.projection import Results


def make(results: Results, chart: Chart) -> Figure:
    """Options: ``result`` (a measure), ``assumption``, ``low``, ``high``, ``log``, ``claims`` (that name a value of the
    assumption), ``suffix`` (behind its values), ``sentence`` (a headline with {x} and {y} in it)."""
    case = results.case
    measure = case.measures[common.text(chart, "result")]
    assumption = case.assumptions[common.text(chart, "assumption")]
    then = saved_of(assumption, results.saved_case) or assumption
    low, high = check.assumption_range(then, chart)  # the saved one's: a drag does not move the axis
    linear = check.linear(chart, low)
    curve = results.what_if(measure.id, assumption.id, low, high, log=not linear)
    here = distribution.point(assumption)
    at_here = results.what_if_at(measure.id, assumption.id, here)
    x, values = curve.x, curve.values
    if low < here < high and here not in x:  # the curve goes through the marker
        place = int(np.searchsorted(x, here))
        x, values = np.insert(x, place, here), np.insert(values, place, at_here, axis=1)

    marks = list(common.lasting(results, "claims", chart, lambda: _claims(results, chart, assumption)))
    with_band = common.text(chart, "bands") != "none"
    if with_band:
        marks.append(Band(x, values[0], values[2], 0.9, name=measure.label))
    dashed = ""
    known_then = results.baseline is not None and then.id in results.baseline.case.assumptions
    if results.baseline is not None and known_then and results.differs(measure.id, but=assumption.id):
        saved = results.baseline.what_if(measure.id, then.id, low, high, log=not linear)
        marks.append(Line(saved.x, saved.values[1], Ink.BASELINE, dashed=True, name="Baseline, median"))
        dashed = "dashed: baseline"
    marks.append(Line(x, values[1], Ink.PROJECTION, name=f"{measure.label}, median"))
    value, suffix = float(at_here[1]), common.text(chart, "suffix")
    before = distribution.point(then)
    if before != here:
        marks.append(Rule(before, "x", f"baseline {show_number(before)}{suffix}", Ink.BASELINE))
        dashed = "dashed: baseline"
    if math.isfinite(value):
        text = f"{show_number(here)}{suffix} → {show_short(value)}"
        marks.append(Handle(here, value, assumption.id, text))
    sources = common.lasting(results, "sources", chart, lambda: _sources(results, chart, assumption, measure))
    scale = "The axis is linear: its range goes down to 0 or below." if linear and chart.options.get("log") else ""
    known = values[np.isfinite(values)]
    from_zero = len(known) > 0 and known.min() >= 0
    marks += common.reference(chart, "y")
    said = legend_of_rules(case, marks)
    upright = common.axis(results, measure.unit, measure.label)
    return Figure(
        chart.id,
        chart.headline or _headline(results, chart, measure, assumption, value),
        common.joined(chart.subtitle, "band 90 %" if with_band else "", dashed),
        common.closing(results, chart, sources.values(), f"{said} {scale}".strip()),
        Axis(
            _across(results, chart, assumption, linear),
            "number" if linear else "log",
            (low, high),
            suffix=suffix,
            unit=common.unit_text(results, assumption.unit) or assumption.label,
        ),
        replace(upright, bounds=(0.0, math.nan) if from_zero else None),
        tuple(marks),
        sources=sources,
    )


def _across(results: Results, chart: Chart, assumption: Assumption, linear: bool) -> str:
    """The title of the axis across: what is varied, and its unit unless the chart writes it behind each value."""
    unit = "" if common.text(chart, "suffix") else common.unit_text(results, assumption.unit)
    said = ", ".join(part for part in (unit, "" if linear else "logarithmic") if part)
    return f"{assumption.label} ({said})" if said else assumption.label


def _claims(results: Results, chart: Chart, assumption: Assumption) -> list[Mark]:
    """What claims say about the assumption: a strip for a range, a line with the mark of its kind for a value."""
    case = results.case
    marks: list[Mark] = []
    for id in common.names(chart, "claims"):
        claim = case.claims[id]
        if claim.unit == "date":
            continue
        scale = common.factor(results, claim.unit, assumption.unit)
        who = next(iter(common.source_names(case, common.origins(case, [id])).values()), "")
        label = f"{who} ({id})" if who else id
        if claim.low is not None and claim.high is not None:
            low, high = claim.low * scale, claim.high * scale
            marks.append(Span(low, high, "x", f"{common.number_range(low, high)}, {label}", claim=id))
        elif isinstance(claim.value, float | int):
            kind = mark_of(claim)
            rule = Rule(float(claim.value) * scale, "x", label, Ink.MUTED, dashed=False, claim=id)
            marks.append(replace(rule, dotted=kind.symbol == "dotted", symbol=kind.symbol, filled=kind.filled))
    return marks


def _sources(results: Results, chart: Chart, assumption: Assumption, measure: Measure) -> dict[str, str]:
    said = common.origins(results.case, (*common.names(chart, "claims"), *assumption.claims))
    return common.source_names(results.case, [*said, *common.grounds(results, measure.id)])


def _headline(results: Results, chart: Chart, measure: Measure, assumption: Assumption, value: float) -> str:
    own = common.text(chart, "sentence")
    suffix = common.text(chart, "suffix", " %" if assumption.unit == "%" and not own else "")
    x = f"{show_number(distribution.point(assumption))}{suffix}"
    if assumption.id not in results.projector.model.inputs_of(measure.id):
        return f"{measure.label}: “{assumption.label}” makes no difference"
    if not math.isfinite(value):
        return f"{measure.label}: there is no value at {x}"
    sentence = own or f"{measure.label}: {{y}} with {assumption.label} at {{x}}"
    return common.fill(sentence, {"x": x, "y": show_number(float(f"{value:.3g}"))})
