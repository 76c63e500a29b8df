"""What moves the answer: the assumptions by their share in the spread of a result (a tornado)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from claimbench.app.figures import common
from claimbench.app.figures.figure import Array, Axis, Bar, Figure, Mark, Rule
from claimbench.core.chart import Chart
from claimbench.core.frozen import dataclass
from claimbench.core.model import Measure
from claimbench.core.show import show_date, show_month
from claimbench.engine import summary

if TYPE_CHECKING:
    from claimbench.app.projection import Results

MOST = 12
#: The part of the draws at each end of an assumption that a bar compares.
END = 0.1
SUBTITLE = "From the lowest to the highest tenth of each assumption’s draws"
#: An assumption with less of the variance than this moves a result hardly.
HARDLY = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Swing:
    """What a result is where an assumption is in the lowest and in the highest tenth of its draws."""

    label: str
    share: float
    lowest: float
    highest: float


def make(results: Results, chart: Chart) -> Figure:
    """Options: ``result`` (a measure), ``most`` (how many assumptions)."""
    case = results.case
    measure = case.measures[common.text(chart, "result")]
    shares, of_reaching = results.shares(measure.id)
    values = results.measure(measure.id)
    if of_reaching:  # a date that some draws never reach: whether it is reached, in per cent
        values = np.where(np.isfinite(values), 100.0, 0.0)
    middle = _middle(values, of_reaching)
    swings = [_swing(results, id, share, values, of_reaching) for id, share in shares.items() if math.isfinite(share)]
    swings = [swing for swing in swings if math.isfinite(swing.lowest) and math.isfinite(swing.highest)]
    swings.sort(key=lambda swing: -swing.share)
    shown = swings[: int(common.number(chart, "most") or MOST)]
    marks: list[Mark] = [Rule(middle, "x", dashed=False)] if shown and math.isfinite(middle) else []
    ticks, right = [], []
    for place, swing in enumerate(shown):
        y = float(len(shown) - 1 - place)
        ticks.append((y, swing.label))
        right.append((y, _percent(swing.share), _direction(swing)))
        low, high = sorted((swing.lowest, swing.highest))
        marks.append(Bar(y, low, high, 0.5, name="lowest tenth to highest tenth"))
    is_date = measure.unit == "date" and not of_reaching
    unit = "% of draws" if of_reaching else "" if is_date else common.unit_text(results, measure.unit)
    sources = common.source_names(case, common.grounds(results, measure.id))
    return Figure(
        chart.id,
        chart.headline or _headline(chart.label or measure.label, shown),
        chart.subtitle or (f"{SUBTITLE} · line: {'share' if of_reaching else 'median'} of all draws" if shown else ""),
        common.closing(results, chart, sources.values(), _how(results, measure, of_reaching, len(swings) - len(shown))),
        Axis(_title(results, measure, of_reaching), "date" if is_date else "number", _bounds(marks), unit=unit),
        Axis("", "rows", (-0.6, max(len(shown), 1) - 0.4), ticks=tuple(ticks)),
        tuple(marks),
        right=tuple(right),
        row_titles=("assumption", _title(results, measure, of_reaching), "share of variance"),
        sources=sources,
    )


def _middle(values: Array, of_reaching: bool) -> float:
    """The mean of what is counted in per cent, else the median."""
    known = values[~np.isnan(values)]
    if not len(known):
        return math.nan
    return float(known.mean()) if of_reaching else float(summary.quantiles(known[np.newaxis, :], (0.5,))[0, 0])


def _swing(results: Results, id: str, share: float, values: Array, of_reaching: bool) -> Swing:
    draws = np.asarray(results.inputs[id])
    low, high = summary.quantiles(draws[np.newaxis, :], (END, 1.0 - END))[:, 0]
    ends = (values[draws <= low], values[draws >= high])
    lowest, highest = (_middle(part, of_reaching) for part in ends)
    return Swing(results.case.assumptions[id].label, share, lowest, highest)


def _percent(share: float) -> str:
    return "< 1 %" if share < 0.01 else f"{100 * share:.0f} %"


def _direction(swing: Swing) -> str:
    if swing.lowest == swing.highest:
        return ""
    return "rises with it" if swing.highest > swing.lowest else "falls with it"


def _bounds(marks: list[Mark]) -> tuple[float, float]:
    """Around the bars, with some room."""
    ends = [end for mark in marks if isinstance(mark, Bar) for end in (mark.low, mark.high)]
    ends += [mark.at for mark in marks if isinstance(mark, Rule)]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = 0.06 * (high - low) or max(0.05 * abs(low), 0.5)
    return low - room, high + room


def _title(results: Results, measure: Measure, of_reaching: bool) -> str:
    if of_reaching:
        return f"% of draws, by {show_month(results.case.timeline.end)}"
    unit = "" if measure.unit == "date" else common.unit_text(results, measure.unit)
    return f"median, {unit}" if unit else "median"


def _headline(label: str, shown: list[Swing]) -> str:
    if not shown:
        return f"{label}: the result does not vary"
    first = shown[0]
    if first.share < HARDLY:
        return f"{label}: no assumption moves the result much"
    if len(shown) > 1 and shown[1].share >= 0.5 * first.share:
        return f"{label}: mostly “{first.label}” and “{shown[1].label}”"
    return f"{label}: mostly “{first.label}”, {_percent(first.share)} of the variance"


def _how(results: Results, measure: Measure, of_reaching: bool, left_out: int) -> str:
    what = f"whether it is reached by {show_date(results.case.timeline.end)}" if of_reaching else "the result"
    text = f"First-order shares of the variance of {what}; they need not add up to 100 %."
    return f"{text} {left_out} smaller not shown." if left_out > 0 else text
