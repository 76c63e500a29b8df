"""The calendar: steps of a timeline, and spans counted in days and in calendar months.

A date stands for the end of its day and travels as a day number (:func:`claimbench.core.show.day_number`). A span in
months counts whole calendar months, and a part of one by its days: 10 October to 31 October is 22/31 of a month.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from claimbench.core.frozen import dataclass
from claimbench.core.model import Step, Timeline
from claimbench.core.problem import Problem, error
from claimbench.core.show import day_number, from_day_number, show_date

Array = NDArray[np.float64]

MAX_POINTS: Final = 20_000
_ONE_DAY: Final = timedelta(days=1)
_MONTHS_A_STEP: Final = {"month": 1, "quarter": 3, "year": 12}


def _month_of(day: float) -> tuple[int, float]:
    """The number of the calendar month that day number ``day`` lies in, and the share of that month gone by then."""
    last = from_day_number(day)  # the day that is running at that moment
    length = _days_in_month(last.year, last.month)
    part = 1.0 - (day_number(last) - day)  # of that day
    return last.year * 12 + last.month - 1, (last.day - 1 + part) / length


def _days_in_month(year: int, month: int) -> int:
    # not calendar.monthrange: every start would wait for that module, of which nothing else is needed
    return 31 if month == 12 else (date(year, month + 1, 1) - date(year, month, 1)).days


def months_between(start: float, end: float) -> float:
    """Calendar months from day number ``start`` to ``end``, both ends of days; negative if ``end`` comes first."""
    (first, gone_first), (last, gone_last) = _month_of(start), _month_of(end)
    return (last - first) + (gone_last - gone_first)


def span_days(start: date, end: date) -> float:
    """Days from ``start`` to ``end``, both included."""
    return day_number(end) - day_number(start) + 1.0


def span_months(start: date, end: date) -> float:
    """Calendar months from ``start`` to ``end``, both included."""
    return months_between(day_number(start) - 1.0, day_number(end))


def add_months(day: float, months: float) -> float:
    """The day number that lies ``months`` calendar months after the end of ``day``; the inverse of
    :func:`months_between`."""
    number, gone = _month_of(day)
    number, gone = number + int((gone + months) // 1), (gone + months) % 1.0
    year, month = divmod(number, 12)
    return day_number(date(year, month + 1, 1)) - 1.0 + gone * _days_in_month(year, month + 1)


def _step_end(day: date, step: Step) -> date:
    """The last day of the calendar step that ``day`` lies in; weeks end on Sunday."""
    if step == "day":
        return day
    if step == "week":
        return day + timedelta(days=6 - day.weekday())
    length = _MONTHS_A_STEP[step]
    number = (day.year * 12 + day.month - 1) // length * length + length  # the month after
    return date(number // 12, number % 12 + 1, 1) - _ONE_DAY


def _step_ends(start: date, end: date, step: Step) -> Iterator[date]:
    day = start
    while day <= end:
        last = _step_end(day, step)
        yield min(last, end)
        day = last + _ONE_DAY


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """The points of a timeline: ends of days.

    ``days`` (points,): day numbers; the first is the day before the timeline's first day. ``projection``: the index of
    the point after which the projection runs. ``step_days``, ``step_months`` (points,): lengths of the step that begins
    at each point; the last is the calendar step after the timeline's end, for rates asked for at its last point.
    ``months`` (points,): calendar months since the first point.
    """

    days: Array
    projection: int
    step_days: Array
    step_months: Array
    months: Array

    @property
    def points(self) -> int:
        return len(self.days)

    @property
    def first(self) -> date:
        return from_day_number(float(self.days[0]))

    @property
    def last(self) -> date:
        return from_day_number(float(self.days[-1]))

    def position(self, day: float) -> tuple[int, float]:
        """The step that day number ``day`` lies in (after its first point, up to its second), and how far in: 0 to
        1."""
        step = int(np.clip(np.searchsorted(self.days, day, side="left") - 1, 0, self.points - 2))
        return step, float((day - self.days[step]) / self.step_days[step])

    def shares(self, start: float, end: float) -> Array:
        """(points - 1,): the share of each step's days that lies between the day numbers ``start`` and ``end``."""
        overlap = np.minimum(self.days[1:], end) - np.maximum(self.days[:-1], start)
        return np.asarray(np.maximum(overlap, 0.0) / self.step_days[:-1], dtype=np.float64)


def problems(timeline: Timeline) -> list[Problem]:
    """What is wrong with the timeline's dates and steps."""
    found = []
    if timeline.end < timeline.start:
        found.append(error("timeline-order", f"The timeline ends on {show_date(timeline.end)}, before it starts on "
                           f"{show_date(timeline.start)}.", "timeline.end"))  # fmt: skip
    elif not timeline.start <= timeline.projection <= timeline.end:
        found.append(error("timeline-order", f"The projection starts on {show_date(timeline.projection)}, outside the "
                           f"timeline from {show_date(timeline.start)} to {show_date(timeline.end)}.",
                           "timeline.projection"))  # fmt: skip
    if not 1 <= timeline.substeps <= 1000:
        found.append(error("timeline-substeps", f"{timeline.substeps} substeps: there must be 1 to 1,000.",
                           "timeline.substeps"))  # fmt: skip
    shortest = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}[timeline.step]
    if (timeline.end - timeline.start).days / shortest * max(timeline.substeps, 1) > MAX_POINTS:
        found.append(error("timeline-length", f"The timeline has more than {MAX_POINTS:,} steps.", "timeline.step",
                           hint="Take longer steps, fewer substeps or a shorter timeline."))  # fmt: skip
    if timeline.start.year < 2 or timeline.end.year > 9990:
        found.append(error("timeline-length", "The timeline must lie between the years 2 and 9990.", "timeline.start"))
    return found


def grid(timeline: Timeline) -> Grid:
    """The grid of a timeline without :func:`problems`: every end of a calendar step, and the eves of the timeline and
    of its projection."""
    eve = timeline.projection - _ONE_DAY
    past = list(_step_ends(timeline.start, eve, timeline.step))
    ends = [*past, *_step_ends(timeline.projection, timeline.end, timeline.step)]
    beyond = _step_end(timeline.end + _ONE_DAY, timeline.step)
    days = np.array([day_number(timeline.start) - 1.0, *map(day_number, ends), day_number(beyond)])
    step_months = np.array([months_between(a, b) for a, b in itertools.pairwise(days)])
    months = np.array([months_between(days[0], day) for day in days[:-1]])
    return Grid(days[:-1], len(past), np.diff(days), step_months, months)
