"""The data behind a chart as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from claimbench.app.batch import safe_cell
from claimbench.app.figures.figure import Band, Bar, Crossing, Figure, Handle, Line, Points, Rule, Span, Whisker
from claimbench.core.show import from_day_number

COLUMNS = ("kind", "name", "x", "value", "low", "high", "level", "unit", "source")
Row = tuple[str, str, str, str, str, str, str, str, str]


def chart_csv(figure: Figure) -> str:
    """Every number that the chart shows: ``x`` is an ISO date on a date axis; ``level`` is the band's."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(figure):
        writer.writerow([safe_cell(row[0]), safe_cell(row[1]), *row[2:]])
    return out.getvalue()


def _rows(figure: Figure) -> Iterator[Row]:
    unit = figure.x.title if figure.y.kind == "rows" else figure.y.title

    def x_text(x: float) -> str:
        return from_day_number(x).isoformat() if figure.x.kind == "date" else _text(x)

    for mark in figure.marks:
        match mark:
            case Band():
                for x, low, high in zip(mark.x, mark.low, mark.high, strict=True):
                    yield "band", mark.name, x_text(x), "", _text(low), _text(high), _text(mark.level), unit, ""
            case Line() | Points():
                kind = "line" if isinstance(mark, Line) else "points"
                source = mark.source or (mark.claim if isinstance(mark, Points) else "")
                for x, y in zip(mark.x, mark.y, strict=True):
                    if not np.isnan(y):
                        yield kind, mark.name, x_text(x), _text(y), "", "", "", unit, source
            case Rule():
                at = x_text(mark.at) if mark.axis == "x" else _text(mark.at)
                yield "rule", mark.label, at if mark.axis == "x" else "", at, "", "", "", unit, mark.claim
            case Span():
                yield "span", mark.label, "", "", _text(mark.low), _text(mark.high), "", unit, mark.claim
            case Crossing():
                yield "crossing", mark.text, x_text(mark.x), _text(mark.y), "", "", "", unit, ""
            case Bar():
                yield "projected", mark.name, "", "", _text(mark.low), _text(mark.high), _text(mark.level), unit, ""
            case Whisker():
                low, high = _text(mark.low), _text(mark.high)
                yield "claimed", mark.name, "", _text(mark.value), low, high, "", unit, mark.claim
            case Handle():
                yield "marker", mark.assumption, x_text(mark.x), _text(mark.y), "", "", "", unit, ""
            case _:
                pass


def _text(value: float) -> str:
    return "" if np.isnan(value) else repr(float(value))
