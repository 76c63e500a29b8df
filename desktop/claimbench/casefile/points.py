"""The points of a drawing of a table as rows of a CSV file."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any, Final

from claimbench.casefile.fields import NUMBER, REQUIRED, TEXT, Field, Kind, Report, choice, day
from claimbench.casefile.records import Record
from claimbench.core.chart import AXES, Chart, Point
from claimbench.core.show import day_number, from_day_number

_SECONDS: Final = 86_400  # of a day


def moment(text: str) -> float | None:
    """The day number of a date with a time of day, or without one.

    >>> moment("1970-01-02T12:00"), moment("1970-01-02"), moment("12:00")
    (1.5, 1.0, None)
    """
    date, _, clock = text.strip().partition("T")
    found = day(date)
    try:
        of_day = time.fromisoformat(clock) if clock else time()
    except ValueError:
        return None
    if found is None or of_day.tzinfo is not None:
        return None
    return day_number(found) + (of_day.hour * 3600 + of_day.minute * 60 + of_day.second) / _SECONDS


def moment_text(days: float) -> str:
    """As :func:`moment` reads it, to the second."""
    whole, seconds = divmod(round(days * _SECONDS), _SECONDS)
    date = from_day_number(float(whole)).isoformat()
    return f"{date}T{str(timedelta(seconds=seconds)).zfill(8)}" if seconds else date


_MOMENT: Final = Kind(
    "not-a-date",
    "a date",
    "Such as 2025-11-24, or 2025-11-24T13:30 with a time of day.",
    lambda value: None,  # only a CSV file has it
    moment,
    moment_text,
)
_KINDS: Final = {"date": _MOMENT, "text": TEXT}


def point_record(chart: Chart) -> Record:
    """The rows of the file of a chart, by what it has across."""
    x = _KINDS.get(str(chart.options.get("across", "")), NUMBER)
    fields = (
        Field("curve"),
        Field("x", x, REQUIRED, vital=True),
        Field("value", NUMBER, REQUIRED, vital=True),
        Field("unit", default=""),
        Field("axis", choice(*AXES[1:]), default=""),
    )

    def build(id: str, values: dict[str, Any], report: Report) -> Point:
        return Point(**values)

    return Record(fields, build, lambda point: {f.key: getattr(point, f.key) for f in fields})
