"""What the chart kinds share: reading a chart's options, and the words around a figure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np

from claimbench.app.figures.figure import Array, Axis, Ink, Rule
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.quantity import ratio
from claimbench.core.show import (
    from_day_number,
    show_date,
    show_date_in_year,
    show_month,
    show_month_in_year,
    show_number,
    show_short,
    show_short_month,
    show_unit,
    tied,
)

if TYPE_CHECKING:
    from claimbench.app.projection import Results

T = TypeVar("T")

#: Day numbers of the calendar: from the year 1 to 9999.
FIRST_DAY, LAST_DAY = -719_162.0, 2_932_896.0
#: An axis begins at zero where that costs no more than this share of it.
ROOM_TO_ZERO = 0.35
#: Numbers from here on are always written short; others with no more digits than this.
_SPELT_OUT, _MOST_DIGITS = 1e8, 7
_LINE = re.compile(r"\s*([-−]?\d[\d,]*(?:\.\d+)?)(?:\s+(.*?))?\s*")
#: The unit of a pure number.
PURE = "1"


def names(chart: Chart, option: str) -> tuple[str, ...]:
    """An option that is one name or a list of names."""
    value = chart.options.get(option, ())
    if isinstance(value, str):
        return (value,)
    return tuple(str(name) for name in value) if isinstance(value, Iterable) else ()


def text(chart: Chart, option: str, default: str = "") -> str:
    return str(chart.options.get(option, default))


def number(chart: Chart, option: str) -> float | None:
    value = chart.options.get(option)
    return float(value) if isinstance(value, int | float) else None


def as_day(number: float) -> date | None:
    """The day of a day number; None where there is none: a date that is never reached, or one beyond the calendar."""
    return from_day_number(number) if FIRST_DAY <= number <= LAST_DAY else None


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put computed texts into a headline such as "At {x}, rents come to {y}"."""
    for key, value in values.items():
        template = template.replace("{" + key + "}", value)
    return template


def lasting(results: Results, what: str, chart: Chart, make: Callable[[], T]) -> T:
    """What follows from a chart's options and does not depend on assumptions: made once for the chart as it is, which
    is kept with it, so that no other can come to have its address."""
    kept: tuple[Chart, T] = results.projector.lasting((what, id(chart)), lambda: (chart, make()))
    return kept[1]


def closing(results: Results, chart: Chart, sources: Iterable[str], extra: str = "") -> str:
    """The note under a figure: sources, what is counted, model, scenario, draws, as-of date."""
    if results.preview:
        draws = f"preview of {show_number(results.draws)} of {show_number(results.total_draws)} draws"
    else:
        draws = tied(f"{show_number(results.draws)} draw{'s' if results.draws > 1 else ''}")
    parts = [_listed(sources), chart.note, extra]
    parts.append(f"Model “{results.case.title}” · scenario: {results.scenario} · {draws} · {as_of(results)}.")
    return " ".join(part for part in parts if part)


def closing_observed(results: Results, chart: Chart, sources: Iterable[str], extra: str = "") -> str:
    """The note under a figure of published figures alone: nothing in it depends on a model."""
    listed = _listed(sources)
    parts = [listed, chart.note, extra, f"From “{results.case.title}” · {as_of(results)}."]
    return " ".join(part for part in parts if part)


def _listed(sources: Iterable[str]) -> str:
    names = list(sources)
    return f"Source{'s' if len(names) > 1 else ''}: {'; '.join(names)}." if names else ""


def as_of(results: Results) -> str:
    """The date up to which a case knows, as the last words of a note."""
    return tied(f"as of {show_date(results.case.as_of)}")


def factor(results: Results, given: str, shown: str) -> float:
    """What a number in the unit ``given`` is multiplied by to be in ``shown``."""
    units = results.projector.model.units
    return results.projector.lasting(("factor", given, shown), lambda: ratio(units.parse(given), units.parse(shown)))


def unit_text(results: Results, unit: str) -> str:
    """A unit as the title of an axis: "cases per month", "km²"."""
    return show_unit(unit, results.case.units)


def axis(results: Results, unit: str, label: str) -> Axis:
    """An axis that says its unit; of a pure number, whose unit is 1, it says what is shown."""
    title = unit_text(results, unit)
    return Axis(title) if title else Axis(label, unit=PURE)


def number_range(low: float, high: float) -> str:
    """Two numbers as a range: "655k–962k", and "−5 to 3" where a dash would be taken for a minus."""
    between = " to " if low < 0 or high < 0 else "–"
    return between.join(alike(low, high))


def alike(*values: float) -> list[str]:
    """Numbers written with as many digits as tell them apart: "161,216" and "161,442" rather than "161k" twice."""
    known = [value for value in values if math.isfinite(value)]
    largest, apart = max(map(abs, known), default=0.0), max(known, default=0.0) - min(known, default=0.0)
    digits = 3 if not apart else math.ceil(math.log10(largest / apart) - 1e-9) + 1
    if digits <= 3 or largest >= _SPELT_OUT:
        return [show_short(value) for value in values]
    return [show_number(value, min(digits, _MOST_DIGITS)) for value in values]


def interval(low: float, high: float) -> str:
    """The 90 % interval in brackets behind a number; "" where both ends are one."""
    return f" (90 %: {number_range(low, high)})" if low < high else ""


def joined(*parts: str) -> str:
    """The parts of a subtitle that are not empty, the first with a capital letter."""
    text = " · ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def from_zero(values: Array) -> bool:
    """Whether an axis of these values starts at zero because that costs little."""
    known = values[np.isfinite(values)]
    return len(known) > 0 and bool(known.min() >= 0 and known.min() <= ROOM_TO_ZERO * known.max())


def not_from_zero(low: float | None, values: Array) -> str:
    """What a reader is told of an axis of these values that begins at ``low`` (None: where the data do)."""
    known = values[np.isfinite(values)]
    below = low is None and len(known) > 0 and bool(known.min() < 0)
    return "" if low == 0.0 or below or not len(known) else "The axis does not start at zero."


def reference(chart: Chart, axis: Literal["x", "y"], told: Callable[[float], str] = show_short) -> list[Rule]:
    """The lines that a chart's ``threshold`` and ``lines`` ask for, with their labels."""
    at = number(chart, "threshold")
    first = [] if at is None else [Rule(at, axis, text(chart, "threshold_label") or told(at), Ink.MUTED)]
    return first + more_lines(chart, axis, told)


def more_lines(chart: Chart, axis: Literal["x", "y"], told: Callable[[float], str] = show_short) -> list[Rule]:
    """Those of ``lines``: numbers with their labels, parted by semicolons."""
    found = [part for part in map(line_of, text(chart, "lines").split(";")) if part is not None]
    return [Rule(at, axis, label or told(at), Ink.MUTED) for at, label in found]


def line_of(part: str) -> tuple[float, str] | None:
    """The number and the label of a line such as "300,000 the goal"; None where there is no number."""
    found = _LINE.fullmatch(part)
    return (float(found[1].replace(",", "").replace("−", "-")), found[2] or "") if found else None


def source_names(case: Case, ids: Iterable[str]) -> dict[str, str]:
    """What sources are called by id, by their short names where they have one; without repeats, in the order given."""
    return {id: case.sources[id].label for id in dict.fromkeys(ids) if id in case.sources}


def origins(case: Case, claims: Iterable[str]) -> list[str]:
    """Ids of the sources that originate claims; of all that say a claim where nobody is known to originate it."""
    found: list[str] = []
    for claim in claims:
        citations = case.citations_of(claim)
        first = [citation.source for citation in citations if citation.role == "originates"]
        found += first or [citation.source for citation in citations]
    return found


def grounds(results: Results, quantity: str) -> list[str]:
    """Ids of the sources behind the assumptions that a stock, flow, variable or measure depends on."""
    upstream = results.projector.model.inputs_of(quantity)
    claims = [id for key, assumption in results.case.assumptions.items() if key in upstream for id in assumption.claims]
    return origins(results.case, dict.fromkeys(claims))


def month_range(first: date | None, last: date | None, horizon: date) -> str:
    """Two dates as people write a range of months: "Feb–Apr 2026", "Nov 2025 – Jan 2026", "Feb 2026 – not by Dec
    2026". None is a date that is not reached by the ``horizon``."""
    if first is None:
        return f"not by {show_month(horizon)}"
    if last is None:
        return f"{show_short_month(first)} – not by {show_short_month(horizon)}"
    if (first.year, first.month) == (last.year, last.month):
        return show_short_month(first)
    if first.year == last.year:
        return f"{show_month_in_year(first)}–{show_short_month(last)}"
    return f"{show_short_month(first)} – {show_short_month(last)}"


def day_range(first: date | None, last: date | None, horizon: date) -> str:
    """Two dates as a range of days: "15 Feb – 14 Mar 2026"; None is a date that is not reached by the ``horizon``."""
    if first is None:
        return f"not by {show_date(horizon)}"
    if last is None:
        return f"{show_date(first)} – not by {show_date(horizon)}"
    if first == last:
        return show_date(first)
    start = show_date(first) if first.year != last.year else show_date_in_year(first)
    return f"{start} – {show_date(last)}"
