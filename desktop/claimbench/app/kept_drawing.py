"""A drawing of any table, kept: its curves become observed series of the case, or points of the chart that shows
them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from claimbench.app.chart_edits import AddChart, free_id, named_after
from claimbench.app.combining import HOW_WORDS
from claimbench.app.commands import Command
from claimbench.app.conditions import all_words
from claimbench.app.drawing import Curve, Drawing, Drawn, draw, fitted, likely, upright
from claimbench.app.importing import ImportSeries, Kind, names_total
from claimbench.app.kept_points import points_chart
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.frozen import dataclass
from claimbench.core.quantity import UnitError, Units
from claimbench.core.series import Observation, Series, Standing
from claimbench.core.show import from_day_number
from claimbench.tables.frame import Condition, Frame
from claimbench.tables.periods import Every, period_end

MOST_FIGURES = 10_000  # that a case keeps of one drawing as series


@dataclass(frozen=True, slots=True)
class KeepDrawing(Command):
    """Put series into the case, and the chart that shows them."""

    series: tuple[Series, ...]
    chart: Chart

    def apply(self, case: Case) -> Case:
        for series in self.series:
            case = ImportSeries(series).apply(case)
        return AddChart(self.chart).apply(case)

    def sentence(self, before: Case, after: Case) -> str:
        count = len(self.series)
        return f"Chart “{self.chart.label}” kept" + (f", with {count} series" if count > 1 else "")


def keep(
    frame: Frame, drawing: Drawing, conditions: Sequence[Condition], name: str, case: Case, source: str = ""
) -> KeepDrawing:
    """The command that keeps a drawing of the table of that ``name``, of which ``source`` is who published it. Runs
    away from the window.

    Figures with dates become observed series, as long as they are few enough for a case and stand on one axis; of all
    else, and of more, the chart has the points that are drawn. Raises ValueError, with a sentence, where that cannot
    be.
    """
    command = _kept(frame, drawing, conditions, name, case)
    if not source:
        return command
    chart = command.chart
    if chart.kind == "table":
        chart = replace(chart, options={**chart.options, "source": source})
    return KeepDrawing(tuple(_published_by(series, source) for series in command.series), chart)


def _published_by(series: Series, source: str) -> Series:
    return replace(series, observations=tuple(replace(each, source=source) for each in series.observations))


def _kept(frame: Frame, drawing: Drawing, conditions: Sequence[Condition], name: str, case: Case) -> KeepDrawing:
    note = f"From “{name}”" + (f", where {all_words(frame, conditions)}" if conditions else "") + "."
    dated = _dated(frame, drawing)
    if dated is not None and not (drawing.spread and frame.row_count > MOST_FIGURES and not conditions):
        drawn = draw(frame, dated, conditions)
        few = sum(len(curve.x) for curve in drawn.curves) <= MOST_FIGURES
        beside = drawing.style == "bars" and len(drawn.curves) > 1
        if few and not beside and not any(curve.axis for curve in drawn.curves):
            together = replace(drawing, how=drawn.drawing.how, every=drawn.drawing.every)
            return _as_series(frame, together, drawn, " ".join(filter(None, [note, drawn.remark])), case)
    chart = points_chart(frame, drawing, conditions, _title(frame, fitted(frame, drawing)), note, case)
    return KeepDrawing((), named_after(case, chart))


def _dated(frame: Frame, drawing: Drawing) -> Drawing | None:
    """The drawing whose points are the figures that a drawing is made of, by their dates; None where they have none.
    What is smoothed and on which scale it stands is the chart's."""
    if drawing.spread:
        across = _date_column(frame)
        return Drawing("points", across, drawing.y, drawing.colour) if across >= 0 else None
    if drawing.x < 0 or not frame.columns[drawing.x].is_date:
        return None
    return replace(drawing, roll=1, log_x=False, log_y=False)


def _as_series(frame: Frame, drawing: Drawing, drawn: Drawn, note: str, case: Case) -> KeepDrawing:
    """What is put together for a period is kept as its amount where it is a sum or a count, else as a level at its end;
    what the table gives for a period is its amount, unless it is called a total. The rolling mean is the chart's."""
    style, log = drawing.style, drawing.log_x if drawing.style == "histogram" else drawing.log_y
    title = _title(frame, drawing)
    taken = dict.fromkeys(case.series)
    kept = []
    for curve in drawn.curves:
        label = title if len(drawn.curves) == 1 else f"{curve.name}: {title}" if drawing.colour >= 0 else curve.name
        unit = "" if drawing.how == "count" else frame.columns[curve.column].unit
        unit, label = _unit(case, unit, label)
        id = free_id(label, taken)
        taken[id] = None
        amount = drawing.how in ("sum", "count") or not (drawing.how or names_total(upright(frame, curve.column).name))
        kind: Kind = "amount" if drawn.every and amount else "level"
        figures = _figures(curve, drawn.every, kind, "derived" if drawing.how else "exact")
        kept.append(Series(id, label, unit, kind, f"series/{id}.csv", figures, note=note))
    options: dict[str, object] = {"shows": tuple(series.id for series in kept), "style": style}
    if drawing.roll > 1:
        options["rolling"] = drawing.roll
    if log:
        options["log"] = True
    return KeepDrawing(tuple(kept), named_after(case, Chart("", "series", title, note=note, options=options)))


def _date_column(frame: Frame) -> int:
    """The column by which figures are dated; -1 where there is none."""
    across = likely(frame).x
    return across if across >= 0 and frame.columns[across].is_date else -1


def _figures(curve: Curve, every: Every, kind: Kind, standing: Standing) -> tuple[Observation, ...]:
    last = period_end(curve.x, every)
    first = np.floor(curve.x) if kind == "amount" else last
    return tuple(
        Observation(from_day_number(start), from_day_number(end), value, standing)
        for start, end, value in zip(first.tolist(), last.tolist(), curve.y.tolist(), strict=True)
    )


def _title(frame: Frame, drawing: Drawing) -> str:
    names = ", ".join(upright(frame, at).bare_name for at in drawing.y)
    title = f"{HOW_WORDS[drawing.how]} {names}" if drawing.how else names
    if drawing.x >= 0 and not frame.columns[drawing.x].is_date:
        return f"{title} by {frame.columns[drawing.x].bare_name}"
    return f"{title}, by {drawing.every}" if drawing.every else title


def _unit(case: Case, unit: str, label: str) -> tuple[str, str]:
    """A unit that the case knows, else none, with the unit in the label."""
    try:
        Units(case.units).parse(unit)
    except UnitError:
        return "", f"{label} ({unit})"
    return unit, label
