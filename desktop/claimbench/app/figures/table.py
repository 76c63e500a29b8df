"""A drawing of a table as it was kept: its points are in a file of the case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from claimbench.app.figures import common, spread
from claimbench.app.figures.figure import Array, Axis, Bar, Columns, Figure, Line, Mark, Points
from claimbench.app.figures.published import SERIES_SYMBOLS
from claimbench.app.figures.series import INKS, MOST_DOTS, columns, scale
from claimbench.core.chart import Chart, Point
from claimbench.core.show import show_short

if TYPE_CHECKING:
    from claimbench.app.projection import Results


@dataclass(frozen=True, slots=True, eq=False)
class _Curve:
    """``x`` (n,) are numbers, or the places of texts; ``y`` (n,)."""

    name: str
    x: Array
    y: Array


def edges(points: Iterable[Point], curve: str) -> tuple[float | str, ...]:
    """Where the bins of a histogram begin and end."""
    return tuple(point.x for point in points if point.curve == curve)


def make(results: Results, chart: Chart) -> Figure:
    """Options: ``across``, ``style``, ``x`` and ``y`` (titles), ``log_x``, ``log``; the points are the chart's."""
    match common.text(chart, "across"):
        case "text":
            return _rows(results, chart)
        case "shares":
            return _boxes(results, chart)
        case "bins":
            return _histogram(results, chart)
        case _:
            return _plane(results, chart)


def _curves(chart: Chart) -> list[_Curve]:
    names = dict.fromkeys(point.curve for point in chart.points)
    found = []
    for name in names:
        own = [point for point in chart.points if point.curve == name]
        x = [point.x if isinstance(point.x, float) else 0.0 for point in own]
        found.append(_Curve(name, np.array(x), np.array([point.value for point in own])))
    return found


def _figure(
    results: Results, chart: Chart, axes: tuple[Axis, Axis], marks: Sequence[Mark], words: str, said: str = ""
) -> Figure:
    """``words`` end up in the note, ``said`` behind the name of the chart in the headline."""
    label = f"{chart.label}: {said}" if said else chart.label
    if not chart.points:
        label = f"{chart.label}: there are no values to show"
    note = common.closing_observed(results, chart, (), words)
    subtitle = common.joined(chart.subtitle, "as kept from a table")
    return Figure(chart.id, chart.headline or label, subtitle, note, *axes, tuple(marks) if chart.points else ())


def _plane(results: Results, chart: Chart) -> Figure:
    """Curves over numbers or dates."""
    log_x = chart.options.get("log_x") is True and common.text(chart, "across") != "date"
    style = common.text(chart, "style", "line")
    curves = _curves(chart)
    lost = sum(int((each.x <= 0).sum()) for each in curves) if log_x else 0
    marks: list[Mark] = []
    for number, each in enumerate(curves):
        shown = each.x > 0 if log_x else np.full(len(each.x), True)
        label = each.name if len(curves) > 1 else ""
        marks += _marks(style, replace(each, x=each.x[shown], y=each.y[shown]), label, number)
    marks += common.reference(chart, "y")
    upright, words = scale(marks, Axis(common.text(chart, "y")), chart.options.get("log") is True, style == "bars")
    told = [words] if not log_x else [words, "The axis across is logarithmic."]
    told += [f"{lost} of 0 or below cannot be drawn on it."] if lost else []
    kind: Literal["date", "log", "number"] = (
        "date" if common.text(chart, "across") == "date" else "log" if log_x else "number"
    )
    drawn = [mark for mark in marks if isinstance(mark, Columns | Line | Points)]
    x = [mark.edges if isinstance(mark, Columns) else mark.x for mark in drawn]
    across = Axis(common.text(chart, "x"), kind, _bounds(np.concatenate([*x, np.empty(0)]), log_x))
    return _figure(results, chart, (across, upright), marks, " ".join(filter(None, told)))


def _bounds(x: Array, log: bool) -> tuple[float, float] | None:
    return spread.bounds(x, log) if len(x) else None


def _marks(style: str, curve: _Curve, label: str, number: int) -> list[Mark]:
    ink, again = INKS[number % len(INKS)], number >= len(INKS)
    symbol = SERIES_SYMBOLS[(number + number // len(INKS)) % len(SERIES_SYMBOLS)]
    x, y = curve.x, curve.y
    if not len(x):
        return []
    if style == "bars":
        return [_columns(curve, number)]
    if style == "points" or len(x) == 1:
        return [Points(x, y, ink, symbol, name=curve.name, label=label)]
    if style == "step":
        x, y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
    sign = symbol if label else None
    dotted = style == "line" and len(x) <= MOST_DOTS
    return [Line(x, y, ink, again, curve.name, end_label=label, dotted=dotted, symbol=sign)]


def _columns(curve: _Curve, number: int) -> Columns:
    """A column around each place, as wide as the places that are closest to each other let it be."""
    gaps = np.diff(curve.x)
    half = (float(gaps[gaps > 0].min()) if (gaps > 0).any() else 1.0) / 2
    start, end = curve.x - half, curve.x + half
    joined = np.flatnonzero(np.isclose(start[1:], end[:-1], rtol=0.0, atol=half * 1e-6))
    start[joined + 1] = end[joined]
    return columns(start, end, curve.y, curve.name, INKS[number % len(INKS)])


def _rows(results: Results, chart: Chart) -> Figure:
    """A row for each text, and for each curve where there are several: names of any length have room."""
    log = chart.options.get("log") is True
    several = len({point.curve for point in chart.points}) > 1
    marks: list[Mark] = []
    ticks, right = [], []
    for place, point in enumerate(chart.points):
        y = float(len(chart.points) - 1 - place)
        name = f"{point.x} · {point.curve}" if several else str(point.x)
        ticks.append((y, name))
        right.append((y, show_short(point.value), ""))
        low = point.value if log else 0.0
        if not log or point.value > 0:
            marks.append(Bar(y, min(low, point.value), max(low, point.value), 0.5, name=point.curve))
    values = np.array([point.value for point in chart.points if not log or point.value > 0])
    lost = len(chart.points) - len(values)
    words = "The axis is logarithmic." if log else ""
    words += f" {lost} of 0 or below cannot be drawn on it." if lost else ""
    ends = values if log else np.append(values, 0.0)
    title = common.text(chart, "y")
    across = Axis(title, "log" if log else "number", spread.bounds(ends, log) if len(ends) else None)
    upright = Axis("", "rows", (-0.6, max(len(ticks), 1) - 0.4), ticks=tuple(ticks))
    most = max(chart.points, key=lambda point: point.value, default=None)
    said = "" if most is None else f"most in “{most.x}”, {show_short(most.value)}"
    figure = _figure(results, chart, (across, upright), [*marks, *common.reference(chart, "x")], words, said)
    return replace(figure, right=tuple(right), row_titles=(common.text(chart, "x"), title, "value"))


def _histogram(results: Results, chart: Chart) -> Figure:
    log = chart.options.get("log_x") is True
    curves = _curves(chart)
    bins = curves[0].x if curves else np.array([0.0, 1.0])
    upright, marks = spread.histograms(
        bins, [(each.name, each.y[:-1], INKS[number % len(INKS)]) for number, each in enumerate(curves)]
    )
    bounds = spread.bounds(bins, log) if not log or bins[0] > 0 else None
    across = Axis(common.text(chart, "x"), "log" if log else "number", bounds)
    words = "The axis is logarithmic." if log else ""
    return _figure(results, chart, (across, replace(upright, title=common.text(chart, "y"))),
                   [*marks, *common.reference(chart, "x")], words)  # fmt: skip


def _boxes(results: Results, chart: Chart) -> Figure:
    log = chart.options.get("log") is True
    curves = [each for each in _curves(chart) if not log or each.y.min() > 0]
    upright, marks = spread.boxes([(each.name, each.y.tolist()) for each in curves])
    values = np.concatenate([*(each.y for each in curves), np.empty(0)])
    title = common.text(chart, "y")
    across = Axis(title, "log" if log else "number", _bounds(values, log))
    lost = len({point.curve for point in chart.points}) - len(curves)
    words = spread.BOX_NOTE + (" The axis is logarithmic." if log else "")
    words += f" {lost} that reach 0 or below cannot be drawn on it." if lost else ""
    figure = _figure(results, chart, (across, upright), [*marks, *common.reference(chart, "x")], words)
    medians = [show_short(float(each.y[2])) for each in curves]
    right = tuple((float(len(curves) - 1 - place), median, "") for place, median in enumerate(medians))
    return replace(figure, right=right, row_titles=("", title, "median"))
