"""Tables to explore: opened from a file or made of a series."""

from __future__ import annotations

import contextlib
import gzip
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from claimbench.app.importing import bytes_of
from claimbench.app.series_conversion import remarks_of
from claimbench.core.frozen import dataclass
from claimbench.core.series import Series
from claimbench.core.show import day_number, show_number
from claimbench.tables import big
from claimbench.tables.contents import NotATable
from claimbench.tables.convert import Remark
from claimbench.tables.decision import Finding
from claimbench.tables.disk import Progress
from claimbench.tables.frame import Condition, Frame, frame_of
from claimbench.tables.layout import Role
from claimbench.tables.read import Reading
from claimbench.tables.recipe import ColumnRecipe
from claimbench.tables.row_lines import RowLines
from claimbench.tables.table import Column, Table, Values

_VALUE: Final = 3  # the column of values, from 1
_LAST_SECOND: Final = 86_399.5 / 86_400  # of a day


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A table that was opened to be explored, with the account of its lines and what was found in them."""

    name: str
    frame: Frame
    row_lines: RowLines
    line_counts: Mapping[Role, int]
    findings: tuple[Finding, ...]

    @property
    def sentence(self) -> str:
        return lines_sentence(self.line_counts)


def preview(path: Path) -> tuple[bytes, bool]:
    """The bytes that a file is understood by, and whether they are only its beginning. Raises NotATable or OSError."""
    try:
        if path.is_file() and path.stat().st_size > big.LARGE and big.is_text(path):
            return big.sample_of(path), True
    except (EOFError, zlib.error, gzip.BadGzipFile) as trouble:
        raise NotATable("It is packed with gzip and damaged. Get it once more.") from trouble
    return bytes_of(path), False


def open_table(
    name: str, reading: Reading, whole: Path | None = None, progress: Progress = lambda share: True
) -> Opened:
    """A table to explore from its reading; ``whole`` is the file where the reading is only of its beginning.

    Raises NotATable, OSError or Cancelled.
    """
    if whole is None:
        return Opened(
            name, frame_of(reading.table), RowLines.of(reading.table.lines), reading.line_counts, reading.findings
        )
    loaded = big.load(whole, reading, progress)
    return Opened(name, loaded.frame, loaded.row_lines, loaded.line_counts, loaded.findings)


def lines_sentence(counts: Mapping[Role, int]) -> str:
    """The account of a file's lines: "1,204 lines: 1,200 data, 1 header, 2 preamble, 1 rejected"."""
    parts = [f"{count:,} {role}" for role, count in counts.items() if count]
    total = sum(counts.values())
    return f"{total:,} line{'s' if total != 1 else ''}: {', '.join(parts)}"


def series_table(series: Series) -> Opened:
    """The figures of a series as a table, with what is odd about them; its lines are those of its file in the case."""
    frame = _series_frame(series)
    found = sorted((_on_row(series, remark) for remark in remarks_of(series)), key=lambda each: each.line)
    return Opened(series.label, frame, RowLines(2), {"data": frame.row_count, "header": 1}, tuple(found))


def _on_row(series: Series, remark: Remark) -> Finding:
    """A remark at the first figure that is as late as what it is about."""
    ends = [each.end for each in series.observations]
    row = min((at for at, end in enumerate(ends) if end >= remark.at[-1]), key=ends.__getitem__)
    return Finding(row + 2, _VALUE, show_number(series.observations[row].value), remark.code, remark.message)


def _series_frame(series: Series) -> Frame:
    observations = series.observations
    days = [
        _dates("start", [each.start for each in observations]),
        _dates("end", [each.end for each in observations]),
    ]
    numbers = [
        _numbers("value", [each.value for each in observations], series.unit),
        _numbers("tolerance", [each.tolerance for each in observations], series.unit),
        _numbers("weight", [each.weight for each in observations]),
    ]
    texts = [
        Column(ColumnRecipe(part), [str(getattr(each, part)) for each in observations])
        for part in ("standing", "source", "reported_on", "address", "note")
    ]
    columns = (*days, numbers[0], texts[0], *numbers[1:], *texts[1:])
    return frame_of(Table(columns, range(1, len(observations) + 1)))


def _dates(name: str, days: Sequence[Any]) -> Column:
    values = np.array([day_number(day) for day in days], dtype=np.float64)
    return Column(ColumnRecipe(name, type="date"), [day.isoformat() for day in days], Values(values, values, values))


def _numbers(name: str, numbers: Sequence[float], unit: str = "") -> Column:
    values = np.array(numbers, dtype=np.float64)
    texts = [str(int(n)) if n == int(n) and abs(n) < 1e15 else repr(n) for n in numbers]
    return Column(ColumnRecipe(name, type="number", unit=unit), texts, Values(values, values, values))


def bound(frame: Frame, at: int, text: str, end: bool = False) -> float | None:
    """An end of a range as it was typed for a column, the upper one for ``end``: of dates, that of the month or the day
    that was typed. None where nothing was. Raises ValueError, with a sentence."""
    from claimbench.tables.dates import parse_date
    from claimbench.tables.numbers import parse_number

    text = text.strip()
    if not text:
        return None
    if frame.columns[at].is_date:
        when = parse_date(text, "dmy")
        if when is None:
            raise ValueError(f"“{text}” is not a date. Write it as 2025-01-31.")
        return day_number(when.end) + _LAST_SECOND if end else day_number(when.start)
    number = parse_number(text, ".")
    if number is None:
        raise ValueError(f"“{text}” is not a number.")
    return number.value


def value_condition(frame: Frame, at: int, text: str) -> Condition:
    """That a cell is what was typed: in a column of numbers or dates by its value, else by its text."""
    if at >= 0 and frame.columns[at].valued:
        with contextlib.suppress(ValueError):
            return Condition(at, "range", low=bound(frame, at, text), high=bound(frame, at, text, end=True))
    return Condition(at, "equal", text)
