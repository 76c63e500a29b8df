"""What is drawn of a table to explore: a frame gives the rows, pandas groups, resamples and smooths them.

All coordinates are data coordinates in float64; those of dates are days since 1970-01-01, those of texts their places
in :attr:`Drawn.labels`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from claimbench.app.combining import HOW_WORDS, period_name, rolled, together
from claimbench.app.drawing_rows import Places
from claimbench.core.frozen import dataclass
from claimbench.core.show import from_day_number, show_date, show_number, show_unit
from claimbench.tables.frame import Condition, Frame, FrameColumn, Ids
from claimbench.tables.periods import Every, period_end, period_start
from claimbench.tables.summarise import How
from claimbench.tables.table import Floats

if TYPE_CHECKING:
    import pandas as pd

Style = Literal["line", "step", "bars", "points", "histogram", "box"]
MOST_UNITS: Final = 3  # each of which has an axis
ROWS: Final = -1  # instead of a column that is drawn: how many rows there are
MOST_BARS: Final = 2_000
MOST_MARKED: Final = 2_000
#: The lower whisker, the box and its middle, the upper whisker.
BOX_LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
_BINS: Final = (10, 100)
_WHOLE: Final = 20  # whole numbers in a bin, up to which it matters whether that is one more or less
_ROWS: Final = FrameColumn("rows", "number")
_FLAT: Final = 20  # times smaller than another on the same axis


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn of a table, by places of columns; -1 is none, and in ``y`` it is :data:`ROWS`. ``how`` makes one
    value of those at one place of ``x``, or in one calendar period (``every``); "" draws each row. ``roll`` is the
    number of values in the rolling mean."""

    style: Style = "line"
    x: int = -1
    y: tuple[int, ...] = ()
    colour: int = -1
    how: How | Literal[""] = ""
    every: Every = ""
    roll: int = 1
    log_x: bool = False
    log_y: bool = False

    @property
    def spread(self) -> bool:
        """Whether it shows how values are spread, and has no column across."""
        return self.style in ("histogram", "box")


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """``x`` (n,) rises. ``ids`` are the rows that the points stand for, None where each stands for several. Of a
    histogram, ``x`` are the edges (n + 1,) and ``y`` the counts (n,); of a box, ``y`` are the points of
    :data:`BOX_LEVELS`. ``group`` is its place among the groups of the colour, ``axis`` 0 is left, 1 right and 2 far
    right."""

    name: str
    unit: str
    x: Floats
    y: Floats
    ids: Ids | None = None
    column: int = 0
    group: int = 0
    axis: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """``groups`` are the texts of the column of the colour, of which one more stands for the rest. ``every`` is the
    calendar period that each date across stands for. ``remark`` says in sentences what is not drawn."""

    drawing: Drawing
    curves: tuple[Curve, ...]
    x_title: str
    y_titles: tuple[str, ...]  # left, right and far right, as many as there are units
    x_date: bool = False
    every: Every = ""
    labels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    remark: str = ""

    def place(self, x: float) -> str:
        """A place on the x axis as people say it: "March 2025", "week of 3 March 2025", "2.5"."""
        if self.labels:
            at = round(x)
            return self.labels[at] or "(empty)" if 0 <= at < len(self.labels) else ""
        if not self.x_date:
            return show_number(x, 12)
        if self.every:
            return period_name(x, self.every)
        day = from_day_number(float(np.floor(x)))
        hours = round((x % 1) * 1440)
        return show_date(day) + (f", {hours // 60:02}:{hours % 60:02}" if hours else "")


def numbers(frame: Frame) -> list[int]:
    """The columns that have something to draw."""
    return [at for at, column in enumerate(frame.columns) if column.valued and not column.is_date]


def likely(frame: Frame) -> Drawing:
    """The first number over the first date (of a period, its end), else the second number over the first."""
    valued = numbers(frame)
    if not valued:
        return _likely_count(frame)
    dates = [at for at, column in enumerate(frame.columns) if column.is_date]
    ends = [at for at in dates if frame.columns[at].name.casefold() == "end"]
    if dates:
        return Drawing("line", (ends or dates)[0], (valued[0],))
    return Drawing("points", valued[0], (valued[1],)) if len(valued) > 1 else Drawing("histogram", -1, (valued[0],))


def _likely_count(frame: Frame) -> Drawing:
    """How many rows there are in each month, or of each text of the first column."""
    dates = [at for at, column in enumerate(frame.columns) if column.is_date]
    if dates:
        return Drawing("bars", dates[0], (ROWS,), how="count", every="month")
    return Drawing("bars", 0 if frame.columns else -1, (ROWS,), how="count")


def upright(frame: Frame, at: int) -> FrameColumn:
    """What is drawn upwards: a column, or the number of rows."""
    return _ROWS if at == ROWS else frame.columns[at]


def fitted(frame: Frame, drawing: Drawing) -> Drawing:
    """The drawing without what does not go together: a spread is over nothing, only dates have calendar periods, what
    is at one text or in one period is put together, and columns stand on a linear axis that has their zero."""
    if ROWS in drawing.y:
        drawing = replace(drawing, y=(ROWS,), how="count")
    if drawing.spread:
        log = drawing.log_x if drawing.style == "histogram" else drawing.log_y
        kept = Drawing(drawing.style, -1, drawing.y, drawing.colour)
        return replace(kept, log_x=log) if drawing.style == "histogram" else replace(kept, log_y=log)
    across = frame.columns[drawing.x] if drawing.x >= 0 else None
    every: Every = drawing.every if across is not None and across.is_date else ""
    if ROWS in drawing.y and across is not None and across.is_date:
        every = every or "day"
    together = bool(every) or (across is not None and not across.valued)
    return replace(
        drawing,
        every=every,
        how=drawing.how or ("mean" if together else ""),
        roll=max(1, drawing.roll),
        log_x=drawing.log_x and across is not None and across.valued and not across.is_date,
        log_y=drawing.log_y and drawing.style != "bars",
    )


def draw(frame: Frame, drawing: Drawing, conditions: Sequence[Condition] = (), counted: Collection[str] = ()) -> Drawn:
    """The curves of a drawing over the rows that meet the conditions; ``counted`` are the names of what a case counts.

    Raises ValueError, with a sentence, where there is nothing that could be drawn.
    """
    drawing = fitted(frame, drawing)
    if not numbers(frame) and (drawing.spread or ROWS not in drawing.y):
        raise ValueError("This table has no column of numbers to draw.")
    of_rows = drawing.spread and ROWS in drawing.y  # which have no spread
    if not drawing.y or of_rows or not all(upright(frame, at).valued for at in drawing.y):
        raise ValueError("Choose a column of numbers to draw.")
    if drawing.x < 0 and not drawing.spread:
        raise ValueError("Choose a column for the horizontal axis.")
    units = list(dict.fromkeys(upright(frame, at).unit for at in drawing.y))
    if drawing.how == "count":
        units = units[:1]
    if len(units) > (1 if drawing.spread else MOST_UNITS):
        most = "columns of one unit" if drawing.spread else "columns of at most three units"
        raise ValueError(f"Choose {most}: each unit has an axis of its own, and this drawing has no room for more.")
    places = Places(frame, drawing, conditions)
    rows = places.rows()
    curves, below = _curves(frame, drawing, rows, places)
    if not curves:
        raise ValueError(_nothing(frame, below))
    if drawing.style == "bars" and max(len(curve.x) for curve in curves) > MOST_BARS:
        count = max(len(curve.x) for curve in curves)
        raise ValueError(f"{count:,} bars cannot be told apart: group them by a longer period, or draw a line.")
    sides = _sides(frame, drawing, curves, units)
    remarks = [*places.remarks, *_in_part(drawing, rows)]
    if below:
        remarks.append(f"Values that are not above zero have no place on a logarithmic axis ({below:,}).")
    return Drawn(
        drawing,
        tuple(replace(curve, unit=show_unit(curve.unit, counted), axis=sides[curve.column]) for curve in curves),
        _x_title(frame, drawing, counted),
        tuple(
            _y_title(frame, drawing, [at for at in drawing.y if sides[at] == side], counted)
            for side in range(max(sides.values(), default=0) + 1)
        ),
        drawing.x >= 0 and frame.columns[drawing.x].is_date,
        drawing.every or (frame.columns[drawing.x].period if drawing.x >= 0 else ""),
        tuple(curve.name for curve in curves) if drawing.style == "box" else places.labels,
        places.groups,
        " ".join(remarks),
    )


def rows_between(frame: Frame, drawn: Drawn, low: float, high: float, conditions: Sequence[Condition] = ()) -> Ids:
    """The rows that are drawn from ``low`` to ``high`` of the x axis, in order; a box has no such rows."""
    if drawn.drawing.style == "box":
        return np.empty(0, dtype=np.int64)
    places = Places(frame, drawn.drawing, conditions)
    if drawn.drawing.style == "histogram":
        found = [places.between(f"v{at}", [], low, high) for at in drawn.drawing.y]
        return np.unique(np.concatenate(found))
    return places.between(*places.x, *_whole_periods(drawn, low, high))


def condition_between(drawn: Drawn, low: float, high: float) -> Condition | None:
    """What the rows meet that are drawn from ``low`` to ``high`` of the x axis; None where no one condition says it."""
    drawing = drawn.drawing
    if drawing.style == "histogram" and len(drawing.y) == 1:
        return Condition(drawing.y[0], "range", low=low, high=high)
    if drawing.spread or drawn.labels:
        return None
    low, high = _whole_periods(drawn, low, high)
    return Condition(drawing.x, "range", low=low, high=high) if low <= high else None


def _whole_periods(drawn: Drawn, low: float, high: float) -> tuple[float, float]:
    """A period counts as a whole where its point is in the range, which stands at its beginning, or of a bar or a step
    any part of it; the rows of its last day have times of day. Where there is none, the range is empty."""
    every = drawn.every
    if not every:
        return low, high
    start = float(period_start(np.array(low), every))
    if start < low and drawn.drawing.style in ("line", "points"):
        start = float(period_end(np.array(low), every)) + 1
    return start, float(period_end(np.array(high), every)) + 1 - 1e-9


def marked(frame: Frame, drawn: Drawn, ids: Ids) -> list[tuple[int, Ids]]:
    """The points that rows have a part in: places of curves, and of points in them. At most :data:`MOST_MARKED` rows
    are looked up."""
    if drawn.drawing.spread or not len(ids):
        return []
    if all(curve.ids is not None for curve in drawn.curves):
        at = [np.flatnonzero(np.isin(curve.ids, ids)) for curve in drawn.curves]  # type: ignore[arg-type]
    else:
        rows = Places(frame, drawn.drawing).rows(ids[:MOST_MARKED])
        if drawn.drawing.every:
            rows["x"] = period_start(rows["x"].to_numpy(), drawn.drawing.every)
        at = []
        for curve in drawn.curves:
            group = rows["x"][rows["group"] == curve.group].to_numpy()
            at.append(np.flatnonzero(np.isin(curve.x, group)))
    return [(number, places.astype(np.int64)) for number, places in enumerate(at) if len(places)]


def _curves(frame: Frame, drawing: Drawing, rows: pd.DataFrame, places: Places) -> tuple[list[Curve], int]:
    """The curves, and how many values are not above zero where the axis needs that."""
    curves: list[Curve] = []
    below = 0
    edges = _edges(drawing, rows) if drawing.style == "histogram" else np.empty(0)
    for number, at in enumerate(drawing.y):
        column = upright(frame, at)
        for group, part in _parts(rows, drawing):
            names = [column.bare_name] if len(drawing.y) > 1 or drawing.colour < 0 else []
            names += [places.name_of(group)] if drawing.colour >= 0 else []
            curve = Curve(" · ".join(names), column.unit, np.empty(0), np.empty(0), None, at, group)
            if drawing.spread:
                values = part[f"y{number}"].dropna().to_numpy()
                above = values[values > 0] if drawing.log_x or drawing.log_y else values
                below += len(values) - len(above)
                if len(above):
                    curves.append(_spread(curve, drawing, above, edges, len(curves)))
                continue
            x, y, ids = _course(drawing, part, f"y{number}")
            shown = ((x > 0) | (not drawing.log_x)) & ((y > 0) | (not drawing.log_y))
            below += int((~shown).sum())
            if not shown.all():
                x, y, ids = x[shown], y[shown], None if ids is None else ids[shown]
            if len(x):
                unit = "" if drawing.how == "count" else column.unit
                curves.append(replace(curve, unit=unit, x=x, y=y, ids=ids))
    return curves, below


def _sides(frame: Frame, drawing: Drawing, curves: Sequence[Curve], units: Sequence[str]) -> dict[int, int]:
    """The axis of each column: by its unit; of columns without one, the right axis has those that would lie flat along
    the foot beside the largest."""
    if len(units) > 1:
        return {at: units.index(upright(frame, at).unit) for at in drawing.y}
    largest: dict[int, float] = dict.fromkeys(drawing.y, 0.0)
    if not (units[0] or drawing.spread or drawing.how == "count" or drawing.log_y):
        for curve in curves:
            largest[curve.column] = max(largest[curve.column], float(np.abs(curve.y).max()))
    most = max(largest.values())
    return {at: int(0 < size < most / _FLAT) for at, size in largest.items()}


def _parts(rows: pd.DataFrame, drawing: Drawing) -> Iterator[tuple[int, pd.DataFrame]]:
    if drawing.colour < 0:
        yield 0, rows
        return
    for group in np.unique(rows["group"].to_numpy()).tolist():
        yield int(group), rows[rows["group"] == group]


def _course(drawing: Drawing, rows: pd.DataFrame, y: str) -> tuple[Floats, Floats, Ids | None]:
    """The points of one curve, in the order of x, and the rows that they are."""
    import pandas as pd

    if drawing.how:
        found = together(rows["x"].to_numpy(), rows[y].to_numpy(), drawing.how, drawing.every)
        found = rolled(found, drawing.roll).dropna()
        return np.asarray(found.index, dtype=np.float64), np.asarray(found, dtype=np.float64), None
    x, values, ids = (np.asarray(rows[name]) for name in ("x", y, "id"))
    ids = ids.astype(np.int64)
    if len(x) > 1 and bool((x[1:] < x[:-1]).any()):
        order = np.argsort(x, kind="stable")
        x, values, ids = x[order], values[order], ids[order]
    values = np.asarray(rolled(pd.Series(values), drawing.roll), dtype=np.float64)
    known = np.isfinite(values)
    return (x, values, ids) if known.all() else (x[known], values[known], ids[known])


def _edges(drawing: Drawing, rows: pd.DataFrame) -> Floats:
    """The edges of the bins that all histograms of a drawing have: as many as Sturges and Freedman and Diaconis would
    take at most (numpy's "auto"), between 10 and 100; of whole numbers that are few, each bin has as many."""
    values = np.concatenate([rows[f"y{number}"].dropna().to_numpy() for number in range(len(drawing.y))])
    values = np.log10(values[values > 0]) if drawing.log_x else values
    if not len(values):
        return np.empty(0)
    low, high = float(values.min()), float(values.max())
    if high <= low:
        low, high = low - 0.5, high + 0.5
    least, most = _BINS
    some = values[:: max(1, len(values) // 100_000)]
    bins = len(np.histogram_bin_edges(some, "auto", (low, high))) - 1 if some.max() > some.min() else least
    count = min(most, max(least, bins))
    if not drawing.log_x and high - low <= _WHOLE * count and bool((values == np.floor(values)).all()):
        width = max(1.0, math.ceil((high - low + 1) / count))  # as many whole numbers in each bin
        return np.arange(low - 0.5, high + width, width)
    edges = np.linspace(low, high, count + 1)
    return 10.0**edges if drawing.log_x else edges


def _spread(curve: Curve, drawing: Drawing, values: Floats, edges: Floats, place: int) -> Curve:
    if drawing.style == "histogram":
        inside = np.clip(values, edges[0], edges[-1])  # the power of a logarithm is a little off
        return replace(curve, x=edges, y=np.histogram(inside, edges)[0].astype(np.float64))
    points = np.quantile(values, BOX_LEVELS, method="inverted_cdf")
    return replace(curve, x=np.array([float(place)]), y=np.asarray(points, dtype=np.float64))


def _in_part(drawing: Drawing, rows: pd.DataFrame) -> Iterator[str]:
    """Which of the first and the last period have rows of only a part: their sums and counts do not compare."""
    if not drawing.every or drawing.how not in ("sum", "count"):
        return
    days = np.unique(np.floor(rows["x"].to_numpy()))
    if len(days) < 3:
        return
    usual = float(np.median(np.diff(days)))  # of figures that are themselves of whole periods, as far apart as these
    ends = float(days[0]), float(days[-1])
    the = "the " if drawing.every == "week" else ""
    first, last = (f"{the}{period_name(at, drawing.every)} there are rows" for at in ends)
    if ends[0] - usual > float(period_start(np.array(ends[0]), drawing.every)) - 0.5:
        yield f"Of {first} from {show_date(from_day_number(ends[0]))} on only."
    if ends[1] + usual < float(period_end(np.array(ends[1]), drawing.every)) + 0.5:
        yield f"Of {last} up to {show_date(from_day_number(ends[1]))} only."


def _nothing(frame: Frame, below: int) -> str:
    if not frame.row_count:
        return "This table has no rows."
    if below:
        return "No value is above zero: there is nothing to draw on a logarithmic axis."
    return "The rows that are shown have no values in these columns."


def _x_title(frame: Frame, drawing: Drawing, counted: Collection[str]) -> str:
    if drawing.style == "box":
        return ""
    across = drawing.y if drawing.style == "histogram" else (drawing.x,)
    return _titled(frame, across, frame.columns[across[0]].unit, counted)


def _y_title(frame: Frame, drawing: Drawing, shown: Sequence[int], counted: Collection[str]) -> str:
    """What an axis counts, with its unit at the end."""
    if drawing.style == "histogram":
        return "Rows in each bin"
    title = _titled(frame, shown, "" if drawing.how == "count" else upright(frame, shown[0]).unit, counted)
    if drawing.how:
        title = f"{HOW_WORDS[drawing.how]} {title}"
    return title + (f", rolling mean over {drawing.roll}" if drawing.roll > 1 else "")


def _titled(frame: Frame, columns: Sequence[int], unit: str, counted: Collection[str]) -> str:
    names = ", ".join(upright(frame, at).bare_name for at in columns[:3]) + (" …" if len(columns) > 3 else "")
    return names + (f" ({show_unit(unit, counted)})" if unit else "")
