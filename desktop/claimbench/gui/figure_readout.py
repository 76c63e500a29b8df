"""What is under the mouse: a claim, a handle, or the values at that place as lines of plain text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from claimbench.app.figures.common import PURE
from claimbench.app.figures.figure import (
    Array,
    Axis,
    Band,
    Bar,
    Columns,
    Figure,
    Handle,
    Ink,
    Line,
    Note,
    Points,
    Rule,
    Span,
    Whisker,
)
from claimbench.core.frozen import dataclass
from claimbench.core.show import from_day_number, show_date, show_number
from claimbench.gui.figure_axes import axis_value, axis_values, data_value
from claimbench.gui.figure_mapping import Mapping, column_pixels, y_pixels
from claimbench.gui.figure_style import Box

_NEAR = 7.0


@dataclass(frozen=True, slots=True)
class Readout:
    """``x`` is the pixel of the column that is read; None where a row or a point is."""

    x: float | None
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pointed:
    """What the mouse points at: the mark of a claim, or a published figure, by its series, its row there and its
    source; empty where it is neither."""

    claim: str = ""
    series: str = ""
    row: int = -1
    source: str = ""


def pointed_at(figure: Figure, mapping: Mapping, x: float, y: float) -> Pointed:
    for mark in reversed(figure.marks):  # what lies on top first
        if isinstance(mark, Points) and (index := _nearest(figure, mapping, mark, x, y)) is not None:
            row = mark.rows[index] if mark.rows else -1
            return Pointed(mark.claim, mark.series, row, mark.source)
    return Pointed(claim_at(figure, mapping, x, y))


def handle_at(figure: Figure, mapping: Mapping, x: float, y: float) -> Handle | None:
    """The handle whose line is under the mouse."""
    _, top, _, bottom = mapping.plot
    for mark in figure.marks:
        if isinstance(mark, Handle) and abs(mapping.x(axis_value(figure.x, mark.x)) - x) <= _NEAR:
            return mark if top - 4 <= y <= bottom + 4 else None
    return None


def handle_value(figure: Figure, mapping: Mapping, pixel: float) -> float:
    """The value at a pixel, cut at the ends of the plot, with as many digits as a pixel is worth."""
    left, _, right, _ = mapping.plot
    pixel = min(max(pixel, left), right)
    here, next_to = (data_value(figure.x, mapping.x_at(at)) for at in (pixel, pixel + 1.0))
    step = abs(next_to - here)
    return round(here, -math.floor(math.log10(step))) if step > 0 else here


def claim_at(figure: Figure, mapping: Mapping, x: float, y: float) -> str:
    """The claim of the mark under the mouse, the smallest marks first; "" where there is none."""
    left, top, right, bottom = mapping.plot
    if figure.y.kind == "rows":
        row = _row_at(figure, mapping, y)
        return next((mark.claim for mark in figure.marks if isinstance(mark, Whisker | Note) and mark.y == row), "")
    for mark in figure.marks:
        if isinstance(mark, Points) and mark.claim and _nearest(figure, mapping, mark, x, y) is not None:
            return mark.claim
    if not (left <= x <= right and top <= y <= bottom):
        return ""
    for mark in figure.marks:
        if isinstance(mark, Rule) and mark.claim:
            from_x = mapping.x(axis_value(figure.x, mark.at)) - x
            from_y = mapping.y(axis_value(figure.y, mark.at)) - y
            if abs(from_x if mark.axis == "x" else from_y) <= _NEAR:
                return mark.claim
    for mark in figure.marks:
        if isinstance(mark, Span) and mark.claim:
            at = data_value(figure.x, mapping.x_at(x)) if mark.axis == "x" else data_value(figure.y, mapping.y_at(y))
            if mark.low <= at <= mark.high:
                return mark.claim
    return ""


def claim_places(figure: Figure, mapping: Mapping) -> dict[str, tuple[float, float]]:
    """Where the mark of each claim is, in pixels and in the order of the figure; of those in sight only. A line or a
    strip is anywhere along its length: NaN."""
    left, top, right, bottom = mapping.plot
    found: dict[str, tuple[float, float]] = {}
    for mark in figure.marks:
        if not isinstance(mark, Points | Rule | Span | Whisker | Note) or not mark.claim or mark.claim in found:
            continue
        x, y = _place(figure, mapping, mark)
        if figure.y.kind == "rows":
            x = min(max(x, left), right)  # a value beyond the end of the axis has its row all the same
        if not (x < left or x > right or y < top or y > bottom):
            found[mark.claim] = x, y
    return found


def _place(figure: Figure, mapping: Mapping, mark: Points | Rule | Span | Whisker | Note) -> tuple[float, float]:
    match mark:
        case Points():
            x, y = float(mark.x[0]), float(mark.y[0])
        case Whisker():
            x, y = mark.value, mark.y
        case Note():
            x, y = mark.x, mark.y
        case Rule() | Span():
            at = mark.at if isinstance(mark, Rule) else (mark.low + mark.high) / 2
            x, y = (at, math.nan) if mark.axis == "x" else (math.nan, at)
    return mapping.x(axis_value(figure.x, x)), mapping.y(axis_value(figure.y, y))


def read(figure: Figure, mapping: Mapping, x: float, y: float) -> Readout | None:
    """The values under the mouse: of the row in a forest plot, of a point nearby, else of the bands and lines there."""
    left, top, right, bottom = mapping.plot
    if not (left <= x <= right and top <= y <= bottom):
        return None
    if figure.y.kind == "rows":
        return _read_row(figure, mapping, y)
    for mark in figure.marks:
        if isinstance(mark, Points) and (index := _nearest(figure, mapping, mark, x, y)) is not None:
            where = show_x(figure.x, float(mark.x[index]))
            unit = _unit(figure.value_axis(mark.axis))
            value = _with_unit(show_number(float(mark.y[index])) + _interval(mark, index), unit)
            source = figure.sources.get(mark.source, "")
            return Readout(None, mark.name or mark.label, tuple(text for text in (f"{where}: {value}", source) if text))
    if stood := [mark for mark in figure.marks if isinstance(mark, Columns)]:
        return next((found for mark in stood if (found := _read_column(figure, mapping, mark, x)) is not None), None)
    columns = [mark.x for mark in figure.marks if isinstance(mark, Band | Line) and len(mark.x)]
    if not columns:
        return None
    pixels = [mapping.x_scale * axis_values(figure.x, column) + mapping.x_shift for column in columns]
    distances = [float(np.nanmin(np.abs(column - x))) if np.isfinite(column).any() else math.inf for column in pixels]
    nearest = int(np.argmin(distances))
    if distances[nearest] > 60.0:
        return None
    index = int(np.nanargmin(np.abs(pixels[nearest] - x)))
    column = float(columns[nearest][index])
    lines = tuple(_values(figure, column))
    return Readout(float(pixels[nearest][index]), show_x(figure.x, column), lines) if lines else None


def told_in_full(figure: Figure, mapping: Mapping, block: Box, x: float, y: float) -> str:
    """The whole text of what stands at a place beside the plot, of which a small card may show only a part: the words
    above it, the note below it, or the name of a row."""
    if y < block[1]:
        return "\n".join(text for text in (figure.headline, figure.subtitle) if text)
    if y > block[3]:
        return figure.note
    if figure.y.kind == "rows" and x < mapping.plot[0] and (row := _row_at(figure, mapping, y)) is not None:
        return next((text for at, text in figure.y.ticks if at == row), "")
    return ""


def show_x(axis: Axis, value: float) -> str:
    if axis.kind == "date":
        return show_date(from_day_number(value)) if -700_000 < value < 2_900_000 else ""
    return show_number(value) + axis.suffix


def _read_column(figure: Figure, mapping: Mapping, columns: Columns, x: float) -> Readout | None:
    """The column under the pointer."""
    starts, ends = column_pixels(figure, mapping, columns)
    index = int(np.searchsorted(starts, x)) - 1
    if index < 0 or x > ends[index] or not math.isfinite(columns.heights[index]):
        return None
    if columns.at is not None:
        where = show_x(figure.x, float(columns.at[index]))
    else:
        where = _between(figure.x, *map(float, columns.edges[index : index + 2]))
    axis = figure.value_axis(columns.axis)
    value = _with_unit(show_number(float(columns.heights[index])), _unit(axis))
    return Readout(float(starts[index] + ends[index]) / 2, where, (_said(columns.label, value),))


def _between(axis: Axis, low: float, high: float) -> str:
    """What a column stands for. The number of a day is that of its end, so that a column begins with the day after."""
    if axis.kind == "date":
        first, last = show_x(axis, min(low + 1.0, high)), show_x(axis, high)
        return first if first == last else f"{first} to {last}"
    return _with_unit(f"{show_number(low)} to {show_number(high)}{axis.suffix}", _unit(axis))


#: What the only line in an ink is called, of those that are medians.
_MEDIANS = {Ink.PROJECTION: "median", Ink.BASELINE: "baseline"}


def _values(figure: Figure, x: float) -> Iterator[str]:
    """The lines at x, the ends of a reading's band in brackets behind its median, and the bands."""
    lines = [mark for mark in figure.marks if isinstance(mark, Line)]
    shown = {line.name: show_number(y) for line in lines if (y := _at(line.x, line.y, x)) is not None}
    for line in lines:
        whose, _, which = line.name.rpartition(", ")
        ends = [shown.get(f"{whose}, {level} %") for level in (5, 95)]
        if line.name not in shown or (which in ("5 %", "95 %") and f"{whose}, median" in shown):
            continue
        alone = sum(other.ink is line.ink for other in lines) == 1
        median = line.name.lower().endswith("median")
        name = _MEDIANS.get(line.ink, line.name) if alone and median else line.name
        between = f" ({' – '.join(end for end in ends if end)})" if median and all(ends) else ""
        yield _said(name, _with_unit(shown[line.name] + between, _unit(figure.value_axis(line.axis))))
    for mark in figure.marks:
        if isinstance(mark, Band):
            low, high = _at(mark.x, mark.low, x), _at(mark.x, mark.high, x)
            if low is not None and high is not None:
                between = _with_unit(f"{show_number(low)} – {show_number(high)}", _unit(figure.y))
                yield f"{mark.label or f'{100 * mark.level:.0f} %'}: {between}"


def _at(x: Array, y: Array, where: float) -> float | None:
    """The value of a curve at ``where``; None outside of it and in its gaps."""
    if not len(x) or not x[0] <= where <= x[-1]:
        return None
    value = float(np.interp(where, x, y))
    return value if math.isfinite(value) else None


def _unit(axis: Axis) -> str:
    """What is written behind a value of an axis: nothing behind a pure number, whose axis says what it is."""
    return "" if axis.unit == PURE else axis.unit or axis.title


def _said(name: str, value: str) -> str:
    return f"{name}: {value}" if name else value


def _with_unit(number: str, unit: str) -> str:
    return f"{number} {unit}".strip()


def _nearest(figure: Figure, mapping: Mapping, points: Points, x: float, y: float) -> int | None:
    dx = mapping.x_scale * axis_values(figure.x, points.x) + mapping.x_shift - x
    dy = y_pixels(figure, mapping, points.y, points.axis) - y
    distance = np.hypot(dx, dy)
    if not np.isfinite(distance).any():
        return None
    index = int(np.nanargmin(distance))
    return index if distance[index] <= _NEAR else None


def _interval(points: Points, index: int) -> str:
    if points.low is None or points.high is None or not points.low[index] < points.high[index]:
        return ""
    return f" ({show_number(float(points.low[index]))} – {show_number(float(points.high[index]))})"


def _row_at(figure: Figure, mapping: Mapping, y: float) -> float | None:
    rows = [at for at, _ in figure.y.ticks]
    nearest = min(rows, key=lambda at: abs(mapping.y(at) - y), default=None)
    return nearest if nearest is not None and abs(mapping.y_scale) / 2 >= abs(mapping.y(nearest) - y) else None


def _read_row(figure: Figure, mapping: Mapping, y: float) -> Readout | None:
    row = _row_at(figure, mapping, y)
    if row is None:
        return None
    suffix, lines = figure.x.suffix, []
    bars = [mark for mark in figure.marks if isinstance(mark, Bar) and mark.y == row]
    of_all = bars[0].told if len(bars) > 1 and len({bar.told for bar in bars}) == 1 else ""  # a box has several
    unit = figure.value_axis(bars[0].axis).unit if bars else ""
    lines += [_with_unit(part, unit) for part in of_all.split(" · ")] if of_all else []
    for mark in figure.marks:
        if isinstance(mark, Whisker) and mark.y == row:
            interval = f" ({show_number(mark.low)} – {show_number(mark.high)})" if mark.high > mark.low else ""
            bound = {-1: "at most ", 0: "", 1: "at least "}[mark.arrow]
            lines += [f"claimed {mark.told}"] if mark.told else []
            lines.append(f"claimed {bound}{show_number(mark.value)}{suffix}{interval}")
        elif isinstance(mark, Note) and mark.y == row:
            lines += mark.text.split(" · ")
        elif isinstance(mark, Bar) and mark.y == row and mark.value is not None:
            axis = figure.value_axis(mark.axis)
            lines.append(_said(mark.name, _with_unit(show_number(mark.value, 6), _unit(axis))))
        elif isinstance(mark, Bar) and mark.y == row and not of_all:
            ends = (show_x(replace(figure.x, suffix=""), end) for end in (mark.low, mark.high))
            lines += [f"{mark.name}: {mark.told}"] if mark.told else []
            lines.append(f"{mark.name}: {_with_unit(' – '.join(ends) + suffix, figure.value_axis(mark.axis).unit)}")
    title = next((text for at, text in figure.y.ticks if at == row), "")
    return Readout(None, title, tuple(lines)) if lines else None
