"""A drawing of a table as it was kept: its points are in a file of the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from claimbench.app.figures import common, spread
from claimbench.app.figures.figure import SERIES_SYMBOLS, Array, Axis, Bar, Columns, Figure, Line, Mark, Points, Valued
from claimbench.app.figures.series import MOST_DOTS, scale
from claimbench.app.figures.spread import INKS
from claimbench.core.chart import AXES, Chart, Point
from claimbench.core.frozen import dataclass
from claimbench.core.show import show_short
from claimbench.tables.periods import period_end, period_start

if TYPE_CHECKING:
    from claimbench.app.projection import Results

_ROOM: Final = 0.04  # of a range, beside what begins at zero
_ACROSS: Final = "across"
_AROUND_ONE: Final = 2.5  # times its width to each side of a column that stands alone


@dataclass(frozen=True, slots=True, eq=False)
class _Curve:
    """``x`` (n,) are numbers, or the places of texts; ``y`` (n,)."""

    name: str
    x: Array
    y: Array
    unit: str = ""
    axis: int = 0
    number: int = 0


def make(results: Results, chart: Chart) -> Figure:
    """Options: ``across``, ``style``, ``every``, ``x``, ``y``, ``right`` and ``far_right`` (titles), ``log_x``,
    ``log``; the points are the chart's."""
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
    own: dict[str, list[Point]] = {}
    for point in chart.points:
        own.setdefault(point.curve, []).append(point)
    used = _axes(chart)
    found = []
    for number, (name, points) in enumerate(own.items()):
        x = np.array([point.x if isinstance(point.x, float) else 0.0 for point in points])
        y = np.array([point.value for point in points])
        found.append(_Curve(name, x, y, points[0].unit, used.index(points[0].axis), number))
    return found


def _axes(chart: Chart) -> list[str]:
    """The axes of values that something stands on."""
    return sorted({point.axis for point in chart.points}, key=AXES.index) or [""]


def _value_axes(chart: Chart, curves: Sequence[_Curve]) -> list[Axis]:
    """The axes of values, each with its title and unit, and where there are several with the ink of its curves."""
    found = []
    for number, name in enumerate(_axes(chart)):
        units = {curve.unit for curve in curves if curve.axis == number}
        unit = next(iter(units)) if len(units) == 1 else ""
        title = common.text(chart, name.replace(" ", "_") or "y") or unit
        found.append(Axis(title, unit=unit or ("" if "(" in title else common.PURE)))  # a title may have the unit
    return [replace(axis, ink=INKS[number]) for number, axis in enumerate(found)] if len(found) > 1 else found


def _figure(
    results: Results, chart: Chart, axes: tuple[Axis, Axis], marks: Sequence[Mark], words: str, said: str = ""
) -> Figure:
    """``words`` end up in the note, ``said`` behind the name of the chart in the headline."""
    label = f"{chart.label}: {said}" if said else chart.label
    if not chart.points:
        label = f"{chart.label}: there are no values to show"
    sources = common.source_names(results.case, [source := common.text(chart, "source")])
    note = common.closing_observed(results, chart, sources.values(), words)
    subtitle = common.joined(chart.subtitle, "as kept from a table")
    drawn = [replace(each, source=source) if isinstance(each, Columns | Line | Points) else each for each in marks]
    shown = tuple(drawn) if chart.points else ()
    return Figure(chart.id, chart.headline or label, subtitle, note, *axes, shown, sources=sources)


def _plane(results: Results, chart: Chart) -> Figure:
    """Curves over numbers or dates."""
    log_x = chart.options.get("log_x") is True and common.text(chart, "across") != "date"
    log, style = chart.options.get("log") is True, common.text(chart, "style", "line")
    curves = _curves(chart)
    lost = sum(int((each.x <= 0).sum()) for each in curves) if log_x else 0
    curves = [replace(each, x=each.x[each.x > 0], y=each.y[each.x > 0]) if log_x else each for each in curves]
    uprights = _value_axes(chart, curves)
    curves = [each for each in curves if len(each.x)]
    labels = [_label(each, len(uprights)) if len(curves) > 1 else "" for each in curves]
    drawn: list[Valued] = []
    if style == "bars":
        drawn += spread.side_by_side([_columns(chart, each, curves, log_x) for each in curves], labels)
    else:
        for each, label in zip(curves, labels, strict=True):
            drawn += _marks(style, each, label, len(uprights) > 1)
    reference = common.reference(chart, "y")
    told: dict[str, list[str]] = {}  # of which axes it is said
    if log_x:
        left_out = f" {lost} of 0 or below cannot be drawn on it." if lost else ""
        told[f"The axis is logarithmic.{left_out}"] = [_ACROSS]
    for number, axis in enumerate(uprights):
        here: list[Mark] = [mark for mark in drawn if mark.axis == number]
        uprights[number], said = scale([*here, *([] if number else reference)], axis, log, style == "bars")
        told.setdefault(said, []).append(_side(number) if len(uprights) > 1 else "upright" if log_x else "")
    words = [_of_axes(said, names) for said, names in told.items() if said]
    if style == "bars" and len(uprights) > 1:
        uprights = _one_zero(uprights, [_from_zero(drawn, number) for number in range(len(uprights))], always=False)
    kind: Literal["date", "log", "number"] = (
        "date" if common.text(chart, "across") == "date" else "log" if log_x else "number"
    )
    across = Axis(common.text(chart, "x"), kind, _ends(drawn, log_x))
    marks = [*drawn, *reference]
    figure = _figure(results, chart, (across, uprights[0]), marks, " ".join(words))
    return replace(figure, further=tuple(uprights[1:]))


def _label(curve: _Curve, axes: int) -> str:
    """The name of a curve, with the side of its axis where there are several."""
    return f"{curve.name}, {_side(curve.axis)}" if axes > 1 else curve.name


def _side(axis: int) -> str:
    return AXES[axis] or "left"


def _of_axes(said: str, names: Sequence[str]) -> str:
    """What is said of "The axis", of those that have these names: once, where it is the same of several."""
    if len(names) == 1:
        name = f"axis {_ACROSS}" if names[0] == _ACROSS else f"{names[0]} axis".strip()
        return said.replace("The axis", f"The {name}")
    *some, last = names
    which = f"The {', '.join(some)} and {last} axes"
    if _ACROSS in names:
        which = "Both axes" if len(names) == 2 else "All axes"
    for one, several in (("The axis is", f"{which} are"), ("The axis does", f"{which} do"), ("on it.", "on each.")):
        said = said.replace(one, several)
    return said


def _bounds(x: Array, log: bool) -> tuple[float, float] | None:
    return spread.bounds(x, log) if len(x) else None


def _ends(drawn: Sequence[Valued], log: bool) -> tuple[float, float] | None:
    """Around all that is drawn over numbers or dates."""
    x = [mark.edges if isinstance(mark, Columns) else mark.x for mark in drawn if not isinstance(mark, Bar)]
    found = np.unique(np.concatenate([*x, np.empty(0)]))
    if len(found) == 2 and any(isinstance(mark, Columns) for mark in drawn) and not log:
        width = float(found[1] - found[0])
        return float(found[0]) - _AROUND_ONE * width, float(found[1]) + _AROUND_ONE * width
    return _bounds(found, log)


def _marks(style: str, curve: _Curve, label: str, several_axes: bool) -> list[Valued]:
    x, y, number = curve.x, curve.y, curve.number
    turn = 0 if several_axes else number // len(INKS)  # with the next round of inks come the symbols in another order
    ink = INKS[(curve.axis if several_axes else number) % len(INKS)]
    symbol = SERIES_SYMBOLS[(number + turn) % len(SERIES_SYMBOLS)]
    again = number // len(INKS) % 2 == 1  # both are those of another curve
    if style == "points" or len(x) == 1:
        return [Points(x, y, ink, symbol, again, curve.name, label, axis=curve.axis)]
    if style == "step":
        x, y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
    dotted = style == "line" and len(x) <= MOST_DOTS
    line = Line(x, y, ink, again, curve.name, dotted=dotted, symbol=symbol if label else None, axis=curve.axis)
    # the margin, where the ends of lines have their labels, is that of the further axes
    return [replace(line, label=label) if several_axes else replace(line, end_label=label)]


def _columns(chart: Chart, curve: _Curve, curves: Sequence[_Curve], log_x: bool) -> Columns:
    """Columns over their periods, or around each place as wide as the places that are closest to each other let it be;
    of several at one place the highest is seen."""
    order = np.lexsort((np.abs(curve.y), curve.x))
    last = np.append(np.diff(curve.x[order]) > 0, True)
    x, y = curve.x[order][last], curve.y[order][last]
    every: Any = common.text(chart, "every")
    if every:
        start, end = period_start(x, every) - 1.0, period_end(x, every)
    else:
        places = [np.log10(each) if log_x else each for each in (x, *(curve.x for curve in curves))]
        gaps = np.diff(np.unique(np.concatenate(places)))
        half = (float(gaps.min()) if len(gaps) else 1.0) / 2
        start, end = places[0] - half, places[0] + half
        joined = np.flatnonzero(np.isclose(start[1:], end[:-1], rtol=0.0, atol=half * 1e-6))
        start[joined + 1] = end[joined]
        start, end = (10.0**start, 10.0**end) if log_x else (start, end)
    found = spread.columns(start, end, y, curve.name)
    at = np.full(len(found.heights), np.nan)
    at[np.isfinite(found.heights)] = x
    return replace(found, axis=curve.axis, at=at)


def _one_zero(axes: Sequence[Axis], ends: Sequence[tuple[float, float]], always: bool) -> list[Axis]:
    """Axes of what begins at zero, with their zeros at one place: ``ends`` are the least and greatest value on each,
    0 among them. Where all begin there and it is not ``always`` asked for, they stay as they are."""
    sizes = [max(-low, high) or 1.0 for low, high in ends]
    below = max(-low / size for (low, _), size in zip(ends, sizes, strict=True))
    above = max(high / size for (_, high), size in zip(ends, sizes, strict=True))
    if not (below or always):
        return list(axes)
    above = above if above or below else 1.0
    room = _ROOM * (below + above)
    below, above = (share + room if share else 0.0 for share in (below, above))
    return [replace(axis, bounds=(0.0 - below * size, above * size)) for axis, size in zip(axes, sizes, strict=True)]


def _from_zero(drawn: Sequence[Valued], axis: int) -> tuple[float, float]:
    """The least and the greatest value on an axis, zero among them."""
    values = [np.zeros(1)]
    for mark in drawn:
        if mark.axis == axis:
            ends = mark.heights if isinstance(mark, Columns) else [mark.low, mark.high] if isinstance(mark, Bar) else []
            values.append(np.array(ends))
    found = np.concatenate(values)
    return float(np.nanmin(found)), float(np.nanmax(found))


def _rows(results: Results, chart: Chart) -> Figure:
    """A row for each text, and for each curve where there are several: names of any length have room."""
    log = chart.options.get("log") is True
    curves = {curve.name: curve for curve in _curves(chart)}
    axes = _value_axes(chart, list(curves.values()))
    places = {text: at for at, text in enumerate(dict.fromkeys(str(point.x) for point in chart.points))}
    points = sorted(chart.points, key=lambda point: places[str(point.x)])
    drawn: list[Valued] = []
    ticks, right = [], []
    for place, point in enumerate(points):
        y, curve = float(len(points) - 1 - place), curves[point.curve]
        ticks.append((y, f"{point.x} · {point.curve}" if len(curves) > 1 and point.curve != point.x else str(point.x)))
        unit = axes[curve.axis].unit
        behind = f" {unit}" if len(axes) > 1 and unit != common.PURE else ""
        right.append((y, show_short(point.value) + behind, ""))
        ink = spread.FILLS[(curve.axis if len(axes) > 1 else curve.number) % len(spread.FILLS)]
        if not log:  # a bar begins at zero, which has no place on a logarithmic axis
            ends = min(0.0, point.value), max(0.0, point.value)
            drawn.append(Bar(y, *ends, 0.5, ink, name=point.curve, axis=curve.axis, value=point.value))
        elif point.value > 0:
            x = np.array([point.value])
            drawn.append(Points(x, np.array([y]), ink, filled=True, name=ticks[-1][1], axis=curve.axis))
    lost = len(points) - len(drawn)
    words = ("The axes are logarithmic." if len(axes) > 1 else "The axis is logarithmic.") if log else ""
    words += f" {lost} of 0 or below cannot be drawn on {'them' if len(axes) > 1 else 'it'}." if lost else ""
    if log:
        values = [np.array([mark.x[0] for mark in drawn if isinstance(mark, Points) and mark.axis == number])
                  for number in range(len(axes))]  # fmt: skip
        axes = [replace(axis, kind="log", bounds=_bounds(each, log)) for axis, each in zip(axes, values, strict=True)]
    else:
        axes = _one_zero(axes, [_from_zero(drawn, number) for number in range(len(axes))], always=True)
    upright = Axis("", "rows", (-0.6, max(len(ticks), 1) - 0.4), ticks=tuple(ticks))
    own = {point.curve for point in points if point.curve != point.x}
    first = [point for point in points if not own or point.curve == points[0].curve]
    most = max(first, key=lambda point: point.value, default=None)
    whose = f"“{most.curve}” " if most is not None and len(curves) > 1 and most.curve != most.x else ""
    said = "" if most is None else f"{whose}highest in “{most.x}”, {show_short(most.value)}"
    figure = _figure(results, chart, (axes[0], upright), [*drawn, *common.reference(chart, "x")], words, said)
    title = common.text(chart, "x"), axes[0].title, "value"
    return replace(figure, right=tuple(right), row_titles=title, further=tuple(axes[1:]))


def _histogram(results: Results, chart: Chart) -> Figure:
    log = chart.options.get("log_x") is True
    curves = _curves(chart)
    bins = curves[0].x if curves else np.array([0.0, 1.0])
    upright, marks = spread.histograms(
        bins, [(each.name, each.y[:-1], INKS[number % len(INKS)]) for number, each in enumerate(curves)]
    )
    bounds = spread.bounds(bins, log) if not log or bins[0] > 0 else None
    unit = curves[0].unit if curves else ""
    across = Axis(common.text(chart, "x"), "log" if log else "number", bounds, unit=unit)
    words = "The axis is logarithmic." if log else ""
    return _figure(results, chart, (across, replace(upright, title=common.text(chart, "y"))),
                   [*marks, *common.reference(chart, "x")], words)  # fmt: skip


def _boxes(results: Results, chart: Chart) -> Figure:
    log = chart.options.get("log") is True
    curves = [each for each in _curves(chart) if not log or each.y.min() > 0]
    upright, marks = spread.boxes([(each.name, each.y.tolist()) for each in curves])
    values = np.concatenate([*(each.y for each in curves), np.empty(0)])
    axis = _value_axes(chart, curves)[0]
    across = replace(axis, kind="log" if log else "number", bounds=_bounds(values, log))
    lost = len({point.curve for point in chart.points}) - len(curves)
    words = spread.BOX_NOTE + (" The axis is logarithmic." if log else "")
    words += f" {lost} that reach 0 or below cannot be drawn on it." if lost else ""
    figure = _figure(results, chart, (across, upright), [*marks, *common.reference(chart, "x")], words)
    medians = [show_short(float(each.y[2])) for each in curves]
    right = tuple((float(len(curves) - 1 - place), median, "") for place, median in enumerate(medians))
    return replace(figure, right=right, row_titles=("", axis.title, "median"))
