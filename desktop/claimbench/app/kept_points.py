"""The points of a drawing of a table, as a chart of a case keeps them: so few that each can still be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from claimbench.app.chart_edits import free_id
from claimbench.app.drawing import BOX_LEVELS, Drawing, Drawn, draw, fitted
from claimbench.casefile.points import moment, moment_text
from claimbench.core.case import Case
from claimbench.core.chart import AXES, Chart, Point
from claimbench.tables.frame import Condition, Frame
from claimbench.tables.table import Floats

MOST_POINTS: Final = 4_000  # more of a drawing cannot be told apart in a picture
MOST_ROWS: Final = 60  # texts, or boxes, below each other
#: The cells of a picture of points, one of which is kept in each, across and upright.
_GRID: Final = (800, 500)


def points_chart(
    frame: Frame, drawing: Drawing, conditions: Sequence[Condition], label: str, note: str, case: Case
) -> Chart:
    """The chart, not named yet, with the points that are drawn. Raises ValueError, with a sentence, where it cannot be
    drawn, or is too much for one."""
    drawing = fitted(frame, drawing)
    drawn = draw(frame, drawing, conditions, case.units)
    across = _across(drawn)
    points = _points(drawn, across)
    rows = {"text": len(points), "shares": len(drawn.curves)}.get(across, 0)
    if rows > MOST_ROWS:
        raise ValueError(f"{rows:,} rows are too many for a chart, which has {MOST_ROWS}: filter the table first.")
    total = sum(len(curve.x) for curve in drawn.curves)
    told = [note, drawn.remark]
    if across in ("number", "date") and len(points) < total:
        what = "one where several meet" if drawing.style == "points" else "the lowest and highest of each strip"
        told.append(f"Of {total:,} figures, {len(points):,} are kept: {what}, so that it looks the same.")
    files = {chart.file.removeprefix("tables/").removesuffix(".csv") for chart in case.charts.values()}
    options: dict[str, object] = {"file": f"tables/{free_id(label, files)}.csv", "across": across}
    if across in ("number", "date"):
        options["style"] = drawing.style
    titles = zip(("x", "y", "right", "far_right"), (drawn.x_title, *drawn.y_titles), strict=False)
    options |= {key: title for key, title in titles if title}
    if drawn.every:
        options["every"] = drawn.every
    options |= {key: True for key, log in (("log_x", drawing.log_x), ("log", drawing.log_y)) if log}
    return Chart("", "table", label, note=" ".join(filter(None, told)), options=options, points=points)


def _across(drawn: Drawn) -> str:
    if drawn.drawing.spread:
        return "bins" if drawn.drawing.style == "histogram" else "shares"
    return "date" if drawn.x_date else "text" if drawn.labels else "number"


def _points(drawn: Drawn, across: str) -> tuple[Point, ...]:
    found: list[Point] = []
    names: list[str] = []
    for curve in drawn.curves:
        same = names.count(curve.name)
        names.append(curve.name)
        name = f"{curve.name} ({same + 1})" if same else curve.name
        x: Sequence[float | str]
        match across:
            case "bins":  # the last edge closes the last bin
                x, y = curve.x.tolist(), [*curve.y.tolist(), 0.0]
            case "shares":
                x, y = BOX_LEVELS, curve.y.tolist()
            case "text":
                x, y = [drawn.place(at) for at in curve.x.tolist()], curve.y.tolist()
            case _:
                kept = seen(drawn.drawing, curve.x, curve.y, MOST_POINTS // len(drawn.curves))
                x, y = curve.x[kept].tolist(), curve.y[kept].tolist()
        if across == "date":  # as a file has them, to the second
            x = [moment(moment_text(at)) or 0.0 for at in curve.x[kept].tolist()]
        found += [Point(name, at, value, curve.unit, AXES[curve.axis]) for at, value in zip(x, y, strict=True)]
    if across == "text":  # what stands at one text together, in the order of the texts
        order = {text: at for at, text in enumerate(map(drawn.place, range(len(drawn.labels))))}
        found.sort(key=lambda point: order[str(point.x)])
    return tuple(found)


def seen(drawing: Drawing, x: Floats, y: Floats, most: int) -> np.ndarray:
    """The places of the points of a curve, at most so many, that look as all of them do: of a line, the lowest and the
    highest of each strip across; of points, one in each cell of a grid."""
    if len(x) <= most or drawing.style == "bars":
        return np.arange(len(x))
    across, upright = (np.log10(x) if drawing.log_x else x), (np.log10(y) if drawing.log_y else y)
    if drawing.style != "points":
        strips = _cells(across, max(1, most // 2 - 1))
        order = np.lexsort((upright, strips))
        first = np.flatnonzero(np.diff(strips[order], prepend=-1))
        last = np.append(first[1:], len(order)) - 1
        return np.unique(np.concatenate([order[first], order[last], [0, len(x) - 1]]))
    wide, high = _GRID
    while True:
        _, kept = np.unique(_cells(across, wide) * high + _cells(upright, high), return_index=True)
        if len(kept) <= most:
            return np.sort(kept)
        wide, high = max(1, wide * 9 // 10), max(1, high * 9 // 10)


def _cells(values: Floats, count: int) -> np.ndarray:
    """Which of so many equal parts of their range the values are in."""
    low, high = float(values.min()), float(values.max())
    if high <= low:
        return np.zeros(len(values), dtype=np.int64)
    return np.minimum(((values - low) / (high - low) * count).astype(np.int64), count - 1)
