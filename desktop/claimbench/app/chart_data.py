"""The data behind a chart as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from claimbench.app.figures import common
from claimbench.app.figures.figure import (
    Band,
    Bar,
    Columns,
    Crossing,
    Figure,
    Handle,
    Line,
    Mark,
    Note,
    Points,
    Rule,
    Span,
    Valued,
    Whisker,
)
from claimbench.core.frozen import dataclass

COLUMNS = ("kind", "name", "x", "value", "low", "high", "level", "unit", "claim", "source", "handling")


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    name: str
    x: str = ""
    value: str = ""
    low: str = ""
    high: str = ""
    level: str = ""
    unit: str = ""
    claim: str = ""
    source: str = ""


def chart_csv(figure: Figure, handling: str = "", delimiter: str = ",") -> str:
    """Every number that the chart shows: ``x`` is an ISO date on a date axis, ``level`` the share of draws inside a
    band, ``claim`` and ``source`` are ids, ``handling`` is the marking of the case, in every row: a column keeps it
    where rows are cut out, and unlike a line before the header it disturbs no reader."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = [row for mark in figure.marks for row in _rows(figure, mark)]
    beside = figure.row_titles[2]
    kind = "chance" if _of_claims(figure) else "share" if beside.startswith("share") else beside
    if not any(isinstance(mark, Bar) and mark.value is not None for mark in figure.marks):  # which has all its digits
        rows += [Row(kind, text, value=f"{big} {small}".strip(), claim=_claim_at(figure, y))
                 for y, text in figure.y.ticks for at, big, small in figure.right if at == y]  # fmt: skip
    for row in rows:
        numbers = (row.x, row.value, row.low, row.high, row.level)
        texts = map(safe_cell, (row.unit, row.claim, row.source, handling))
        writer.writerow([row.kind, safe_cell(row.name), *numbers, *texts])
    return out.getvalue()


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula (OWASP, "CSV injection"); the relation "=" alone is none.

    Line breaks are all of one kind: the csv module does not quote a lone carriage return."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if len(text) > 1 and text[0] in "=+-@\t\n" else text


def _rows(figure: Figure, mark: Mark) -> Iterator[Row]:
    across = figure.x.unit or figure.x.title
    valued = figure.value_axis(mark.axis if isinstance(mark, Valued) else 0)
    unit = valued.unit or valued.title
    match mark:
        case Band():
            for x, low, high in zip(mark.x, mark.low, mark.high, strict=True):
                if not np.isnan(low):
                    ends = {"low": _text(low), "high": _text(high), "level": _text(mark.level)}
                    yield Row("band", mark.name, _x(figure, x), **ends, unit=unit)
        case Columns():
            for place, height in enumerate(mark.heights):
                low, high = map(float, mark.edges[place : place + 2])
                if figure.x.kind == "date":  # an edge is the end of its day: the first day is the one after
                    low = min(low + 1.0, high)
                where = (
                    {"low": _x(figure, low), "high": _x(figure, high)}
                    if mark.at is None
                    else {"x": _x(figure, mark.at[place])}
                )
                if not np.isnan(height):
                    yield Row("column", mark.name, value=_text(height), **where, unit=unit, source=mark.source)
        case Line():
            for x, y in zip(mark.x, mark.y, strict=True):
                if not np.isnan(y):
                    yield Row("line", mark.name, _x(figure, x), _text(y), unit=unit, source=mark.source)
        case Points() if figure.y.kind == "rows":
            for x in mark.x:
                yield Row("points", mark.name, _x(figure, x), unit=unit)
        case Points():
            nothing = np.full(len(mark.x), np.nan)
            lows, highs = (nothing if ends is None else ends for ends in (mark.low, mark.high))
            for x, y, low, high in zip(mark.x, mark.y, lows, highs, strict=True):
                given = {"low": _text(low), "high": _text(high), "claim": mark.claim, "source": mark.source}
                yield Row("points", mark.name, _x(figure, x), _text(y), unit=unit, **given)
        case Rule(axis="x") if figure.y.kind != "rows":
            yield Row("rule", mark.label, _x(figure, mark.at), claim=mark.claim, unit=across)
        case Rule(axis="y"):
            yield Row("rule", mark.label, value=_text(mark.at), unit=unit, claim=mark.claim)
        case Span():
            along = across if mark.axis == "x" else unit
            yield Row("span", mark.label, low=_text(mark.low), high=_text(mark.high), unit=along, claim=mark.claim)
        case Crossing():
            name = ", ".join(text for text in (mark.text, mark.subtext) if text)
            yield Row("crossing", name, _x(figure, mark.x), _text(mark.y), unit=unit)
        case Bar() if _of_claims(figure):
            ends = {"low": _text(mark.low), "high": _text(mark.high), "level": _text(mark.level)}
            yield Row("projected", mark.name, **ends, unit=unit, claim=_claim_at(figure, mark.y))
        case Bar(value=float() as value):
            row = next((text for at, text in figure.y.ticks if at == mark.y), "")
            yield Row("bar", row, value=_text(value), unit=unit)
        case Bar():
            row = next((text for at, text in figure.y.ticks if at == mark.y), "")
            yield Row("bar", f"{row}, {mark.name}", low=_x(figure, mark.low), high=_x(figure, mark.high), unit=unit)
        case Whisker():
            ends = {"low": _text(mark.low), "high": _text(mark.high)}
            yield Row("claimed", mark.name, value=_text(mark.value), **ends, unit=unit, claim=mark.claim)
        case Handle():
            yield Row("marker", mark.assumption, _x(figure, mark.x), _text(mark.y), unit=unit)
        case Note():
            yield Row("note", mark.text, claim=_claim_at(figure, mark.y))
        case _:
            pass  # the line at 1 × of a forest plot


def _of_claims(figure: Figure) -> bool:
    """Whether each row of a figure stands for a claim."""
    return figure.row_titles[0] == "claim"


def _claim_at(figure: Figure, y: float) -> str:
    """The claim of a row in a forest plot, whose name begins with its id."""
    if not _of_claims(figure):
        return ""
    return next((text for at, text in figure.y.ticks if at == y), "").partition(" · ")[0]


def _x(figure: Figure, x: float) -> str:
    if figure.x.kind != "date":
        return _text(x)
    day = common.as_day(x)
    return day.isoformat() if day else ""


def _text(value: float) -> str:
    return "" if np.isnan(value) else repr(float(value))
