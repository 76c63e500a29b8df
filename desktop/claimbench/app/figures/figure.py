"""A figure: float arrays, texts and marks. It says what is drawn, never how.

All coordinates are data coordinates in ``float64``. A date axis counts days since 1970-01-01
(:func:`claimbench.core.show.day_number`). ``name`` and ``source`` of a mark end up in the table behind the chart;
``claim`` makes a mark lead back to its claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from claimbench.app.figures.ink import Ink as Ink
from claimbench.core.frozen import dataclass

Array = NDArray[np.float64]
Symbol = Literal["circle", "diamond", "square", "triangle", "dotted"]  # dotted: a circle with a dotted outline
#: The symbols of series, in their order.
SERIES_SYMBOLS: tuple[Symbol, ...] = ("circle", "square", "diamond", "triangle")


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """``ticks`` are only given where the figure decides them (rows of a forest plot); otherwise the view chooses.
    ``bounds`` is the range shown at first, None where it follows the data; ``unit`` what its numbers are in, where the
    title says more; ``ink`` that of its marks, where it has to be told from another axis; ``whole``: it counts, and no
    tick stands between two counts."""

    title: str
    kind: Literal["number", "date", "log", "rows"] = "number"  # rows: no ticks but those that are given
    bounds: tuple[float, float] | None = None
    ticks: tuple[tuple[float, str], ...] = ()
    suffix: str = ""  # written behind each tick, such as " : 1" or " ×"
    unit: str = ""
    ink: Ink = Ink.MUTED
    whole: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Between two quantiles; ``level`` is the share of draws inside. Drawn widest first. ``label`` stands in it, where
    its level would not say what it is."""

    x: Array
    low: Array
    high: Array
    level: float
    ink: Ink = Ink.PROJECTION
    name: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Columns from 0 to ``heights`` (n,) between ``edges`` (n + 1,); a gap is a NaN. ``label`` tells them from other
    columns, beside which they stand: ``part`` of so many in each place. ``level`` is as that of a band. ``at`` (n,) are
    the places that they stand for, None where that is all that lies between the edges."""

    edges: Array
    heights: Array
    ink: Ink = Ink.PROJECTION
    name: str = ""
    source: str = ""
    label: str = ""
    axis: int = 0
    part: tuple[int, int] = (0, 1)
    level: float = 0.5
    at: Array | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A gap is a NaN in ``y``. ``end_label`` stands to the right of the last point, ``label`` along the line where
    there is room; ``dotted``: each point is marked, since what is between them was not observed. ``symbol`` marks it
    there, else here and there along the line: what tells it from others in a grey print, too."""

    x: Array
    y: Array
    ink: Ink = Ink.PROJECTION
    dashed: bool = False
    name: str = ""
    end_label: str = ""
    source: str = ""
    label: str = ""
    dotted: bool = False
    symbol: Symbol | None = None
    axis: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """``low`` and ``high`` (n,) are the ends of an interval around each point, NaN where there is none."""

    x: Array
    y: Array
    ink: Ink = Ink.OBSERVED
    symbol: Symbol = "circle"
    filled: bool = False
    name: str = ""
    label: str = ""  # one label for all of them, placed where there is room near the middle
    source: str = ""
    claim: str = ""
    low: Array | None = None
    high: Array | None = None
    series: str = ""  # the id of the series that they are figures of,
    rows: tuple[int, ...] = ()  # and which of its figures each of them is
    axis: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A straight line across the plot: horizontal at y, or vertical at x and then with a ``symbol`` at its top."""

    at: float
    axis: Literal["x", "y"]
    label: str = ""
    ink: Ink = Ink.CLAIM
    dashed: bool = True
    claim: str = ""
    dotted: bool = False
    symbol: Symbol | None = None
    filled: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """A shaded strip across the plot between two x values (or y values)."""

    low: float
    high: float
    axis: Literal["x", "y"]
    label: str = ""
    ink: Ink = Ink.MUTED
    claim: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """A filled dot with a line down to the x axis and two lines of text: the point that the headline speaks of."""

    x: float
    y: float
    text: str
    subtext: str = ""
    ink: Ink = Ink.ACCENT


@dataclass(frozen=True, slots=True, eq=False)
class Bar:
    """One row of a forest plot: the projected interval as a wide pale bar from ``low`` to ``high`` in row ``y``.
    ``told`` is what a reader is told of it, where the ends alone do not say it; ``value`` the one value that it stands
    for, where it begins at zero."""

    y: float
    low: float
    high: float
    level: float
    ink: Ink = Ink.PROJECTION
    name: str = ""
    told: str = ""
    axis: int = 0
    value: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Whisker:
    """One row of a forest plot: a claim's value with its interval, and an arrow where it is a bound.

    ``arrow`` is -1 for "at most", +1 for "at least", 0 for none; ``told`` is the claim in its own unit."""

    y: float
    value: float
    low: float
    high: float
    arrow: Literal[-1, 0, 1] = 0
    ink: Ink = Ink.CLAIM
    name: str = ""
    claim: str = ""
    symbol: Symbol = "circle"
    filled: bool = True
    told: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Handle:
    """A vertical line that can be dragged, and sets ``assumption`` to its x."""

    x: float
    y: float
    assumption: str
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """Free text at a point; ``anchor`` is the part of the text that sits on the point. In a forest plot it stands in
    the middle of its row, and has it to itself."""

    x: float
    y: float
    text: str
    ink: Ink = Ink.MUTED
    anchor: Literal["left", "right", "center"] = "left"
    bold: bool = False
    claim: str = ""


#: Marks that may be on a further axis.
Valued = Columns | Line | Points | Bar
Mark = Band | Columns | Line | Points | Rule | Span | Crossing | Bar | Whisker | Handle | Note


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """``right`` are the texts beside the rows of a forest plot: (y, text, smaller text below).

    ``row_titles`` are the heads of the left, middle and right columns of a forest plot.

    ``further`` are more axes of values, for what is in another unit: at the right of the plot, or below the rows of a
    forest plot. A mark's ``axis`` is 0 on the first axis of values, and 1, 2 … on these.
    """

    id: str
    headline: str
    subtitle: str
    note: str
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    right: tuple[tuple[float, str, str], ...] = ()
    row_titles: tuple[str, str, str] = ("", "", "")
    sources: Mapping[str, str] = field(default_factory=dict)  # source id -> name, of everything shown
    further: tuple[Axis, ...] = ()

    def value_axis(self, number: int = 0) -> Axis:
        """The axis of values of that number."""
        return (self.x if self.y.kind == "rows" else self.y, *self.further)[number]
