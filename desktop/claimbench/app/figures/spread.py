"""How the figures of observed series are spread: histograms on one axis, or boxes, a row for each series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from claimbench.app.figures import common
from claimbench.app.figures.figure import SERIES_SYMBOLS, Array, Axis, Bar, Columns, Figure, Ink, Line, Mark, Points
from claimbench.core.chart import Chart
from claimbench.core.frozen import dataclass
from claimbench.core.show import show_short

if TYPE_CHECKING:
    from claimbench.app.projection import Results

STYLES: Final = ("histogram", "box")
_BINS: Final = (10, 60)
#: Shares below the ends of a box and its middle.
LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
#: The inks of columns: every other one is pale, so that neighbours differ in a grey print, too; for four more it is the
#: others that are.
FILLS: Final = (Ink.PROJECTION, Ink.ACCENT, Ink.OBSERVED, Ink.LATER)
#: The inks of lines and points in their order, and of what stands on one of several axes.
INKS: Final = (Ink.PROJECTION, Ink.ACCENT, Ink.OBSERVED, Ink.MUTED)
#: Levels of columns of one ink that can be told apart.
SHADES: Final = (0.5, 0.9, 0.1)
BOX_NOTE: Final = "Bars: the middle 50 % and 90 % of the figures; mark: their median."


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The figures (n,) of a series in the unit of the chart."""

    label: str
    values: Array
    ink: Ink


def make(
    results: Results, chart: Chart, samples: Sequence[Sample], what: str, unit: str, cited: Sequence[str], how: str
) -> Figure:
    """``what`` is what the axis says where the unit is that of a pure number. ``cited`` are the ids of the sources of
    the figures, ``how`` says what was put together."""
    log = chart.options.get("log") is True
    lost = sum(int((each.values <= 0).sum()) for each in samples) if log else 0
    drawn = [replace(each, values=each.values[each.values > 0] if log else each.values) for each in samples]
    drawn = [each for each in drawn if len(each.values)]
    axis = common.axis(results, unit, what)
    if drawn:
        values = np.concatenate([each.values for each in drawn])
        axis = replace(axis, kind="log" if log else "number", bounds=bounds(values, log))
    words = "The axis is logarithmic." if log else ""
    words += f" {lost} of 0 or below cannot be drawn on it." if lost else ""
    sources = common.source_names(results.case, cited)
    box = common.text(chart, "style") == "box"
    axis = replace(axis, unit=axis.unit or axis.title) if box else axis  # what the figures of a row are in
    note = BOX_NOTE if box else ""
    upright, marks = boxes([(each.label, _points(each)) for each in drawn]) if box else _histograms(drawn, log)
    return Figure(
        chart.id,
        chart.headline or _headline(chart, drawn),
        common.joined(chart.subtitle, "how the figures are spread", how),
        common.closing_observed(results, chart, sources.values(), " ".join(filter(None, [note, words]))),
        axis,
        upright,
        (*marks, *common.reference(chart, "x")) if drawn else (),
        right=_medians(drawn) if box else (),
        row_titles=("series", axis.title, "median") if box else ("", "", ""),
        sources=sources,
    )


def bounds(values: Array, log: bool) -> tuple[float, float]:
    """Around values, with some room."""
    low, high = float(values.min()), float(values.max())
    if log:
        room = (high / low) ** 0.04 if high > low else 1.5
        return low / room, high * room
    room = 0.04 * (high - low) or max(0.05 * abs(low), 0.5)
    return low - room, high + room


def _histograms(samples: Sequence[Sample], log: bool) -> tuple[Axis, list[Mark]]:
    """The series in the same bins."""
    edges = _edges(samples, log)
    counts = [np.histogram(np.clip(each.values, edges[0], edges[-1]), edges)[0].astype(np.float64) for each in samples]
    return histograms(edges, [(each.label, heights, each.ink) for each, heights in zip(samples, counts, strict=True)])


def histograms(edges: Array, counts: Sequence[tuple[str, Array, Ink]]) -> tuple[Axis, list[Mark]]:
    """Of each its name, the heights (n,) between the edges (n + 1,), and its ink: columns side by side, outlines where
    they are too many for that."""
    top = 1.12 * max((float(heights.max()) for _, heights, _ in counts), default=1.0)
    if len(counts) <= 2 * len(FILLS):
        names = [label for label, _, _ in counts]
        drawn = [Columns(edges, heights, ink, label) for label, heights, ink in counts]
        return Axis("figures", bounds=(0.0, top), whole=True), [*side_by_side(drawn, names)]
    marks: list[Mark] = []
    for number, (label, heights, ink) in enumerate(counts):
        x = np.concatenate([edges[:1], np.repeat(edges, 2)[1:-1], edges[-1:]])
        y = np.concatenate([[0.0], np.repeat(heights, 2), [0.0]])
        symbol = SERIES_SYMBOLS[number % len(SERIES_SYMBOLS)]
        marks.append(Line(x, y, ink, name=label, label=label, symbol=symbol))
    return Axis("figures", bounds=(0.0, top), whole=True), marks


def columns(start: Array, end: Array, values: Array, name: str, ink: Ink = Ink.PROJECTION) -> Columns:
    """Columns from ``start`` to ``end`` (n,), none in between and where there is no value."""
    edges, heights = [float(start[0])], list[float]()
    for left, right, value in zip(start.tolist(), end.tolist(), values.tolist(), strict=True):
        if left > edges[-1]:
            edges.append(left)
            heights.append(math.nan)
        if right > edges[-1]:
            edges.append(right)
            heights.append(value)
    return Columns(np.array(edges), np.array(heights), ink, name)


def side_by_side(drawn: Sequence[Columns], names: Sequence[str]) -> list[Columns]:
    """Several in each place, each in a fill of its own, and what they are called. Where they stand on several axes,
    those of each have its ink."""
    if len(drawn) == 1:
        return list(drawn)
    if any(each.axis for each in drawn):
        beside = [sum(other.axis == each.axis for other in drawn[:number]) for number, each in enumerate(drawn)]
        shades = [SHADES[2 if at == 2 else (each.axis + at) % 2] for each, at in zip(drawn, beside, strict=True)]
        inks = [(INKS[each.axis], shade) for each, shade in zip(drawn, shades, strict=True)]
    else:
        rounds = [divmod(number, len(FILLS)) for number in range(len(drawn))]
        inks = [(FILLS[place], SHADES[(again + place) % 2]) for again, place in rounds]
    return [
        replace(each, ink=ink, level=level, label=name, part=(number, len(drawn)))
        for number, (each, name, (ink, level)) in enumerate(zip(drawn, names, inks, strict=True))
    ]


def _edges(samples: Sequence[Sample], log: bool) -> Array:
    """Equal bins, as many as Sturges and Freedman and Diaconis would take at most (numpy's "auto"), within limits."""
    if not samples:
        return np.array([0.0, 1.0])
    values = np.concatenate([each.values for each in samples])
    values = np.log10(values) if log else values
    low, high = float(values.min()), float(values.max())
    least, most = _BINS
    if high <= low:
        low, high, bins = low - 0.5, high + 0.5, least
    else:
        bins = min(most, max(least, len(np.histogram_bin_edges(values, "auto")) - 1))
    edges = np.linspace(low, high, bins + 1)
    return np.asarray(10.0**edges) if log else edges


def boxes(rows: Sequence[tuple[str, Sequence[float]]]) -> tuple[Axis, list[Mark]]:
    """A row for each: its name, and the points below which the shares of :data:`LEVELS` lie."""
    marks: list[Mark] = []
    ticks = []
    for place, (label, points) in enumerate(rows):
        y = float(len(rows) - 1 - place)
        low, quarter, middle, three, high = points
        ticks.append((y, label))
        below = zip(LEVELS, points, strict=True)
        told = " · ".join(f"{100 * level:.0f} %: {show_short(value)}" for level, value in below)
        marks.append(Bar(y, low, high, 0.9, name="middle 90 %", told=told))
        marks.append(Bar(y, quarter, three, 0.5, name="middle 50 %", told=told))
        marks.append(Points(np.array([middle]), np.array([y]), Ink.OBSERVED, filled=True, name=f"{label}, median"))
    return Axis("", "rows", (-0.6, max(len(rows), 1) - 0.4), ticks=tuple(ticks)), marks


def _points(sample: Sample) -> list[float]:
    return [float(point) for point in np.quantile(sample.values, LEVELS, method="inverted_cdf")]


def _medians(samples: Sequence[Sample]) -> tuple[tuple[float, str, str], ...]:
    return tuple(
        (float(len(samples) - 1 - place), show_short(_points(each)[2]), f"{len(each.values):,} figures")
        for place, each in enumerate(samples)
    )


def _headline(chart: Chart, samples: Sequence[Sample]) -> str:
    if not samples:
        return f"{chart.label}: there are no values to show"
    first = samples[0]
    whose = f" of “{first.label}”" if len(samples) > 1 else ""
    _, quarter, _, three, _ = _points(first)
    ends = show_short(three) if quarter == three else common.number_range(quarter, three)
    return f"{chart.label}: half of the {len(first.values):,} figures{whose} lie within {ends}"
