"""Whether a case's charts can be drawn: everything that is wrong with their options, before anything is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from claimbench.app.figures import common, spread
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.problem import Problem, Severity, error, warning
from claimbench.core.quantity import DATE, Unit, UnitError, convertible
from claimbench.core.series import Series
from claimbench.engine import distribution
from claimbench.engine.formula import unit_problem
from claimbench.engine.model import CompiledModel


def problems(case: Case, model: CompiledModel) -> list[Problem]:
    """What is wrong with the charts of a case. Names that are missing are left to the case's references."""
    return [problem for chart in case.charts.values() for problem in of_chart(case, model, chart)]


def of_chart(case: Case, model: CompiledModel, chart: Chart) -> list[Problem]:
    """What is wrong with the options of one chart."""
    return [*_CHECKS[chart.kind](case, model, chart), *_lines(chart)] if chart.kind in _CHECKS else []


def linear(chart: Chart, low: float) -> bool:
    """Whether a what-if curve's axis is linear; a logarithmic one begins above 0."""
    return chart.options.get("log") is not True or low <= 0


def assumption_range(assumption: Assumption, chart: Chart) -> tuple[float, float]:
    """Where a what-if curve's axis begins and ends: as the chart says, else what the assumption's slider shows."""
    shown = distribution.shown_range(assumption)
    low, high = common.number(chart, "low"), common.number(chart, "high")
    return shown[0] if low is None else low, shown[1] if high is None else high


def shown_unit(model: CompiledModel, series: Series, quantity: str) -> str:
    """The unit in which a series is shown with a quantity: amounts in a period are rates where that is a flow."""
    if series.kind == "amount" and quantity in model.flows:
        return f"{series.unit or '1'}/{model.family_of(quantity)}"
    return series.unit


def _projection(case: Case, model: CompiledModel, chart: Chart) -> Iterator[Problem]:
    yield from _missing(chart, "shows")
    path, quantity = f"charts.{chart.id}", common.text(chart, "shows")
    unit = model.declared.get(quantity)
    if unit is None:
        return
    if given := common.text(chart, "unit"):
        try:
            shown = model.units.parse(given)
        except UnitError as trouble:
            yield unit_problem(trouble, f"{path}.unit")
            return
        if not convertible(unit, shown):
            yield error("unit", f"“{quantity}” is in {unit}, which cannot be shown in {shown}.", f"{path}.unit")
            return
        unit = shown
    for option in ("observed", "later"):
        for place, id in enumerate(common.names(chart, option)):
            if id in case.series:
                other = shown_unit(model, case.series[id], quantity)
                yield from _fits(model, f"The series “{id}”", other, unit, f"{path}.{option}.{place}")
    yield from _claims(case, model, chart, unit)
    crossing = case.measures.get(common.text(chart, "crossing"))
    if crossing is not None and crossing.unit != "date":
        message = f"The measure “{crossing.id}” is not a date."
        yield error("not-a-date", message, f"{path}.crossing", hint="A crossing is a measure with the unit date.")
    low, high = common.number(chart, "low"), common.number(chart, "high")
    if low is not None and high is not None and not low < high:
        yield error("order", f"The axis would go from {low:g} to {high:g}.", f"{path}.high")
    if chart.options.get("log") is True and low is not None and low <= 0:
        yield error(
            "log-range", f"A logarithmic axis cannot start at {low:g}.", f"{path}.low", hint="Give more than 0."
        )
    start, end = chart.options.get("from"), case.timeline.end
    if isinstance(start, date) and start >= end:
        yield error("order", f"The chart starts on {start}, not before the timeline ends on {end}.", f"{path}.from")


def _what_if(case: Case, model: CompiledModel, chart: Chart) -> Iterator[Problem]:
    yield from _missing(chart, "result", "assumption")
    path = f"charts.{chart.id}"
    result, assumption = (common.text(chart, option) for option in ("result", "assumption"))
    if model.declared.get(result) == DATE:
        message = f"The measure “{result}” is a date; a what-if curve shows numbers."
        yield error("a-date", message, f"{path}.result", hint="Name a measure that is a number.")
    if assumption not in case.assumptions or any(
        problem.severity is Severity.ERROR for problem in distribution.problems(case.assumptions[assumption])
    ):
        return
    if (unit := model.declared.get(assumption)) is not None:
        yield from _claims(case, model, chart, unit)
    low, high = assumption_range(case.assumptions[assumption], chart)
    if not low < high:
        at = "high" if "high" in chart.options else "low"
        yield error("order", f"The axis would go from {low:g} to {high:g}.", f"{path}.{at}", hint="Give low and high.")
    elif chart.options.get("log") is True and low <= 0:
        message = f"A logarithmic axis cannot start at {low:g}: the chart has a linear one."
        yield warning("log-range", message, f"{path}.log", hint="Give a low above 0, or leave log out.")


def _distribution(case: Case, model: CompiledModel, chart: Chart) -> Iterator[Problem]:
    yield from _missing(chart, "result")
    unit = model.declared.get(common.text(chart, "result"))
    if unit is not None and unit != DATE:
        yield from _claims(case, model, chart, unit)
    if unit == DATE:
        for option in ("threshold", "lines"):
            if option in chart.options:
                yield error("a-date", "A number has no place on an axis of dates.", f"charts.{chart.id}.{option}")
    low, high = common.number(chart, "low"), common.number(chart, "high")
    if low is not None and high is not None and not low < high:
        yield error("order", f"The axis would go from {low:g} to {high:g}.", f"charts.{chart.id}.high")


def _moves(case: Case, model: CompiledModel, chart: Chart) -> Iterator[Problem]:
    yield from _missing(chart, "result")


def _readings(case: Case, model: CompiledModel, chart: Chart) -> Iterator[Problem]:
    yield from _projection(case, model, chart)
    if not case.readings:
        yield error("no-readings", "The case has no readings.", f"charts.{chart.id}", hint="Add a table [readings.…].")


def _series(case: Case, model: CompiledModel, chart: Chart) -> Iterator[Problem]:
    path, shown = f"charts.{chart.id}", common.names(chart, "shows")
    if not shown:
        yield error("missing-key", "shows is missing.", f"{path}.shows", hint="Add a line shows = […]")
        return
    if shown[0] in case.series:
        try:
            unit = model.units.parse(case.series[shown[0]].unit)
        except UnitError:
            return  # reported where it stands
        for place, id in enumerate(shown):
            if id in case.series:
                yield from _fits(model, f"The series “{id}”", case.series[id].unit, unit, f"{path}.shows.{place}")
    if len(shown) > 1 and common.text(chart, "style") == "bars":
        hint = "Draw them as lines, steps or points."
        yield error("one-series", "Bars have room for one series.", f"{path}.style", hint=hint)
    rolling = common.number(chart, "rolling")
    if rolling is not None and (rolling < 2 or rolling != int(rolling)):
        message = f"A rolling mean over {rolling:g} values is none."
        yield error("not-a-count", message, f"{path}.rolling", hint="Give a whole number from 2 on.")


def _table(case: Case, model: CompiledModel, chart: Chart) -> Iterator[Problem]:
    yield from _missing(chart, "file")
    curves = {point.curve for point in chart.points}
    path, across = f"charts.{chart.id}", common.text(chart, "across")
    for curve in sorted(curves):
        if len({(point.axis, point.unit) for point in chart.points if point.curve == curve}) > 1:
            hint = "Give all of its points the same unit and axis."
            yield error("one-axis", f"“{curve}” is on several axes, or in several units.", f"{path}.file", hint=hint)
    bins = {tuple(point.x for point in chart.points if point.curve == curve) for curve in curves}
    if across == "bins" and len(bins) > 1:
        hint = "Give all of them the same values of x."
        yield error("bins", "The histograms have different bins.", f"{path}.file", hint=hint)
    if across == "shares":
        for curve in sorted(curves):
            shares = [point.x for point in chart.points if point.curve == curve]
            if shares != list(spread.LEVELS):
                hint = f"Give the values for x = {', '.join(f'{level:g}' for level in spread.LEVELS)}, in this order."
                yield error("box", f"The points of “{curve}” are not those of a box.", f"{path}.file", hint=hint)


def _lines(chart: Chart) -> Iterator[Problem]:
    for part in common.text(chart, "lines").split(";"):
        if part.strip() and common.line_of(part) is None:
            message, hint = f"“{part.strip()}” does not begin with a number.", "Write 300,000 the goal; 450,000."
            yield error("not-a-line", message, f"charts.{chart.id}.lines", hint=hint)


def _missing(chart: Chart, *options: str) -> Iterator[Problem]:
    for option in options:
        if not common.text(chart, option):
            path, hint = f"charts.{chart.id}.{option}", f"Add a line {option} = …"
            yield error("missing-key", f"{option} is missing.", path, hint=hint)


def _claims(case: Case, model: CompiledModel, chart: Chart, unit: Unit) -> Iterator[Problem]:
    for place, id in enumerate(common.names(chart, "claims")):
        if id in case.claims and case.claims[id].unit != "date":
            yield from _fits(model, f"Claim {id}", case.claims[id].unit, unit, f"charts.{chart.id}.claims.{place}")


def _fits(model: CompiledModel, what: str, given: str, unit: Unit, path: str) -> Iterator[Problem]:
    try:
        other = model.units.parse(given)
    except UnitError:
        return  # reported where it stands
    if not convertible(other, unit):
        message = f"{what} is in {other if given else 'no unit'}, which cannot be shown in {unit}."
        yield error("unit", message, path)


_CHECKS: Mapping[str, Callable[[Case, CompiledModel, Chart], Iterator[Problem]]] = {
    "projection": _projection,
    "what_if": _what_if,
    "distribution": _distribution,
    "moves": _moves,
    "series": _series,
    "readings": _readings,
    "table": _table,
}
