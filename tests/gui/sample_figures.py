"""Invented figures, one of each kind of chart, for tests, the gallery and the drawing benchmark."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np

from claimbench.app.figures.figure import (
    Axis,
    Band,
    Bar,
    Columns,
    Crossing,
    Figure,
    Handle,
    Ink,
    Line,
    Note,
    Points,
    Rule,
    Span,
    Whisker,
)
from claimbench.core.show import day_number, show_short


def month_ends(first: int, count: int) -> np.ndarray:
    """Day numbers of ends of months; month 0 is January 2025."""
    starts = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(first + 1, first + count + 1)]
    return np.array([day_number(day) - 1 for day in starts])


def projection(shift: float = 0.0) -> Figure:
    """A fan with an observed past, a threshold and the date on which it is passed; ``shift`` moves the projection."""
    past = month_ends(-1, 11)
    days = month_ends(9, 15)
    t = np.linspace(0.0, 1.0, 15)
    median = 311_000 + (321_000 + shift) * t
    spread = np.array([[-57_000], [-24_000], [33_000], [99_000]]) * t**1.35
    low90, low50, high50, high90 = median + spread
    crossing = float(np.interp(400_000, median, days))
    return Figure(
        "registered",
        "Registered cases pass 400,000 in February 2026, by 31 December in no draw",
        "Cases since 2022, cumulative · bands 50 % and 90 %",
        "Office of the Prosecutor; a member of parliament. Counts cases under two articles, not persons. Scenario: "
        "Baseline, 1 change · 16,384 draws · as of 24 Nov 2025. The axis does not start at zero.",
        Axis("", "date", (past[0], days[-1])),
        Axis("cases"),
        (
            Band(days, low90, high90, 0.9, name="Registered cases"),
            Band(days, low50, high50, 0.5, name="Registered cases"),
            Line(days, 311_000 + 297_000 * t, Ink.BASELINE, True, "Baseline, median", "baseline 608k"),
            Line(days, median, Ink.PROJECTION, False, "Median", f"median {show_short(median[-1])}"),
            Points(past, np.linspace(127_000, 311_000, 11), label="observed, month ends", name="Observed", source="s1"),
            Rule(400_000, "y", "400,000 · claimed by an MP (C01)", claim="C01"),
            Crossing(crossing, 400_000, "passed 24 Feb 2026", "90 %: 15 Feb – 14 Mar"),
        ),
        sources={"s1": "Office of the Prosecutor"},
    )


def strength(shift: float = 0.0) -> Figure:
    days = month_ends(8, 15)
    t = np.linspace(0.0, 1.0, 15)
    median = 850_000 - (42_000 - shift) * t
    return Figure(
        "strength",
        "Strength falls in the changed scenario and holds in the baseline",
        "Persons under arms, projected · bands 50 % and 90 % · dashed: baseline",
        "Opening strength from the president, January 2025. Growth, persons per case and share registered are assumed. "
        "The axis does not start at zero.",
        Axis("", "date", (days[0], days[-1])),
        Axis("persons"),
        (
            Band(days, median - 31_000 - 149_000 * t**1.3, median + 31_000 + 98_000 * t**1.3, 0.9, name="Strength"),
            Band(days, median - 14_000 - 52_000 * t, median + 14_000 + 44_000 * t, 0.5, name="Strength"),
            Line(days, 850_000 - 15_000 * t, Ink.BASELINE, True, "Baseline, median", "baseline 835k"),
            Line(days, median, Ink.PROJECTION, False, "Median", f"median {show_short(median[-1])}"),
        ),
    )


def what_if(ratio: float = 1.8) -> Figure:
    x = np.geomspace(0.5, 6.0, 40)
    median = 325_000 / x
    value = 325_000 / ratio
    return Figure(
        "ratio",
        f"At {ratio:.3g} : 1, casualties this year come to {1000 * round(value / 1000):,}",
        "Implied casualties, 1 Jan – 24 Nov 2025, by casualty ratio (log) · band 90 %",
        "Range from a newspaper (C11) to a general staff (C23). Bands of other estimates as claimed.",
        Axis("casualty ratio", "log", (0.5, 6.0), suffix=" : 1"),
        Axis("killed or wounded", bounds=(0.0, 700_000.0)),
        (
            Span(2.0, 2.5, "x", "2 – 2.5 · institute (C42)", claim="C42"),
            Rule(1.0, "x", "officials, Jan 2023 (C44)", Ink.MUTED, False, "C44"),
            Band(x, median * 0.79, median * 1.18, 0.9, name="Casualties"),
            Line(x, median, name="Casualties, median"),
            Handle(ratio, value, "casualty_ratio", f"{ratio:.3g} : 1 → {show_short(1000 * round(value / 1000))}"),
        ),
    )


ROWS = (
    ("C01 · 400,000 open now", 1.22, 1.12, 1.32, 0, 0.985, 1.015, "< 0.1 %", ""),
    ("C02 · 310,000 on 5 November", 0.985, 0.97, 1.0, 0, 0.99, 1.01, "57 %", "likely"),
    ("C04 · over 21,000 in October", 0.97, 0.97, 0.97, 1, 0.94, 1.06, "67 %", "likely"),
    ("C05 · one every two minutes", 1.03, 0.98, 1.08, 0, 0.94, 1.06, "67 %", "likely"),
    ("C07 · 400,000 by 31 December", 1.13, 1.13, 1.13, 1, 0.985, 1.015, "< 0.1 %", ""),
    ("C10 · under 1 % of the country", 1.28, 1.28, 1.28, -1, 0.88, 1.12, "96 %", "almost certain"),
    ("C11 · some 200,000 casualties", 0.62, 0.56, 0.68, 0, 0.8, 1.22, "< 1 %", ""),
    ("C12 · around 1,000 mi²", 0.55, 0.5, 0.61, 0, 0.9, 1.11, "< 0.1 %", ""),
    ("C16 · ratio not far above even", 1.66, 1.66, 1.66, -1, 0.32, 1.74, "86 %", "very likely"),
)


def claims(shift: float = 0.0) -> Figure:
    marks: list[Rule | Bar | Whisker] = [Rule(1.0, "x", dashed=False)]
    for row, (label, value, low, high, arrow, bar_low, bar_high, _, _) in enumerate(ROWS):
        y = float(len(ROWS) - 1 - row)
        marks.append(Bar(y, bar_low + shift, bar_high + shift, 0.9, name=f"{label[:3]} projected"))
        marks.append(Whisker(y, value, low, high, arrow, name=label, claim=label[:3]))  # type: ignore[arg-type]
    ys = [float(len(ROWS) - 1 - row) for row in range(len(ROWS))]
    return Figure(
        "claims",
        "Two claims about 400,000 lie outside everything projected",
        "Mark and line: the claim with its tolerance, arrow: a bound · bar: projected, 90 %",
        "Chance in ICD 203 words: likely 55–80 %, very likely 80–95 %, almost certain 95–99 %. C16 is the analyst's "
        "reading of the text.",
        Axis("claimed ÷ projected median", "log", (0.42, 1.85), suffix=" ×"),
        Axis("", "rows", (-0.6, len(ROWS) - 0.4), ticks=tuple(zip(ys, (row[0] for row in ROWS), strict=True))),
        tuple(marks),
        right=tuple((y, row[7], row[8]) for y, row in zip(ys, ROWS, strict=True)),
        row_titles=("claim", "claimed ÷ projected median", "chance it holds"),
    )


def all_four(shift: float = 0.0) -> list[Figure]:
    """Those that the window starts with; ``shift``, from 0 to 1, moves every number a little, as a drag does."""
    return [projection(40_000 * shift), strength(30_000 * shift), what_if(1.8 + 0.4 * shift), claims(0.03 * shift)]


def distribution() -> Figure:
    """A histogram with its baseline, the median, and claims of three kinds of number."""
    edges = np.linspace(20.0, 60.0, 41)
    middle = (edges[:-1] + edges[1:]) / 2
    heights = 9.0 * np.exp(-(((middle - 36) / 6.5) ** 2))
    before = 8.0 * np.exp(-(((middle - 40) / 7.5) ** 2))
    return Figure(
        "spread",
        "Deaths this year: 36 (90 %: 28–44)",
        "Invented · dashed: baseline",
        "Sources: nobody. Claims: ● estimate, ▲ minimum count, ◇ assertion. As of 24 Nov 2025.",
        Axis("deaths", bounds=(20.0, 60.0)),
        Axis("% of draws", bounds=(0.0, 11.0)),
        (
            Rule(31.0, "x", "31 (C7)", claim="C7", symbol="circle", filled=True),
            Rule(47.0, "x", "47 (C8)", claim="C8", symbol="triangle", filled=True),
            Rule(50.0, "x", "50 (C9)", claim="C9", symbol="diamond"),
            Span(54.0, 58.0, "x", "54–58 (C10)", claim="C10"),
            Columns(edges, heights, name="Deaths"),
            Line(np.repeat(edges, 2)[1:-1], np.repeat(before, 2), Ink.BASELINE, True, "Baseline"),
            Rule(36.0, "x", "median 36", Ink.PROJECTION, dashed=False),
        ),
    )


def moves() -> Figure:
    rows = (
        ("Growth, per month", 0.71, 410.0, 690.0),
        ("Rate at the start", 0.24, 480.0, 610.0),
        ("Loss", 0.04, 530, 560),
    )
    ticks = tuple((float(2 - place), label) for place, (label, *_) in enumerate(rows))
    bars = [Bar(2.0 - place, low, high, 0.5, name="tenths") for place, (_, _, low, high) in enumerate(rows)]
    return Figure(
        "moves",
        "Cases at the end: mostly “Growth, per month”, 71 % of the variance",
        "From the lowest to the highest tenth of each assumption’s draws · line: median of all draws",
        "First-order shares of the variance of the result; they need not add up to 100 %.",
        Axis("median, cases", bounds=(390.0, 710.0)),
        Axis("", "rows", (-0.6, 2.6), ticks=ticks),
        (Rule(545.0, "x", dashed=False), *bars),
        right=tuple((2.0 - at, f"{100 * row[1]:.0f} %", "rises with it") for at, row in enumerate(rows)),
        row_titles=("assumption", "median, cases", "share of variance"),
    )


def series() -> Figure:
    """Published figures as lines and as points, on a logarithmic axis."""
    days = month_ends(0, 12)
    t = np.linspace(0.0, 1.0, 12)
    return Figure(
        "series",
        "What was published: “Office” 1,200 in January 2025, 9,700 in December 2025",
        "As published",
        "Sources: Office; Paper. The axis is logarithmic. As of 24 Nov 2025.",
        Axis("", "date", (days[0] - 8, days[-1] + 8)),
        Axis("cases per month", "log"),
        (
            Line(days, 1_200 * 8.1**t, name="Office", end_label="Office", dotted=True),
            Points(days[::2], 700 * 5.0 ** t[::2], Ink.ACCENT, "square", name="Paper", label="Paper"),
            Points(days[7:], 420 * 9.0 ** t[7:], Ink.LATER, "triangle", name="Later", label="Published later"),
        ),
    )


def table() -> Figure:
    """Points of two columns of numbers, in two groups."""
    x = np.geomspace(0.4, 900.0, 40)
    return Figure(
        "table",
        "Cases by area",
        "As kept from a table",
        "From “areas.csv”, where “year” is 2024. From “Small” · as of 24 Nov 2025.",
        Axis("area (km²)", "log", (0.3, 1_100.0)),
        Axis("cases"),
        (
            Points(x, 12 * x**0.8, Ink.PROJECTION, "circle", name="north", label="north"),
            Points(x[::2], 30 * x[::2] ** 0.7, Ink.ACCENT, "square", name="south", label="south"),
        ),
    )


def axes() -> Figure:
    """Curves in three units."""
    days = np.linspace(20_000.0, 20_700.0, 24)
    waves = np.sin(np.arange(24) / 4)
    return Figure(
        "axes",
        "Deaths, area and share of those who voted",
        "As kept from a table",
        "From “three.csv”. The left axis does not start at zero. From “Small” · as of 24 Nov 2025.",
        Axis("month", "date"),
        Axis("deaths (persons)", unit="persons", ink=Ink.PROJECTION),
        (
            Line(days, 1_400 + 400 * waves, Ink.PROJECTION, name="deaths", label="deaths, left", dotted=True),
            Line(days, 2.0 + np.arange(24) / 6, Ink.ACCENT, name="area", label="area, right", symbol="square", axis=1),
            Points(days, 50 - 10 * waves, Ink.OBSERVED, "diamond", name="share", label="share, far right", axis=2),
        ),
        further=(
            Axis("area (km²)", bounds=(0.0, math.nan), unit="km²", ink=Ink.ACCENT),
            Axis("share of those who voted (%)", unit="%", ink=Ink.OBSERVED),
        ),
    )


def axes_of_rows() -> Figure:
    """Bars of two columns in two units."""
    names = ("North", "Coast of the upper lakes and of the islands", "South", "West")
    values = (120.0, 3.2, 80.0, 5.1, 300.0, 1.2, 45.0, 7.9)
    ticks = tuple((7.0 - at, f"{names[at // 2]} · {('incidents', 'rate')[at % 2]}") for at in range(8))
    return Figure(
        "axes_of_rows",
        "Incidents and rate by place: “incidents” highest in “South”, 300",
        "As kept from a table",
        "From “places.csv”. From “Small” · as of 24 Nov 2025.",
        Axis("incidents", bounds=(0.0, 312.0), unit="1", ink=Ink.PROJECTION),
        Axis("", "rows", (-0.6, 7.6), ticks=ticks),
        tuple(
            Bar(7.0 - at, 0.0, value, 0.5, (Ink.PROJECTION, Ink.ACCENT)[at % 2], name="bar", axis=at % 2)
            for at, value in enumerate(values)
        ),
        right=tuple((7.0 - at, f"{value:g}{' %' if at % 2 else ''}", "") for at, value in enumerate(values)),
        row_titles=("place", "incidents", "value"),
        further=(Axis("rate (%)", bounds=(0.0, 8.2), unit="%", ink=Ink.ACCENT),),
    )


def every() -> list[Figure]:
    """Every kind of drawing."""
    return [*all_four(), distribution(), moves(), series(), table(), axes(), axes_of_rows(), empty()]


def empty() -> Figure:
    return replace(strength(), id="empty", marks=(), note="")


NAN, INF = math.nan, math.inf
DAYS = np.array([20_000.0, 20_100.0, 20_200.0, 20_300.0])
#: What nobody would draw, by what is odd about it: the axes and the marks.
ODD: dict[str, tuple[Axis, Axis, tuple[object, ...]]] = {
    "nothing": (Axis(""), Axis(""), ()),
    "gaps": (
        Axis("", "date"),
        Axis("x"),
        (
            Band(DAYS, np.array([1, NAN, 3, 4.0]), np.array([2, 3, INF, 5.0]), 0.9),
            Line(DAYS, np.array([1, NAN, NAN, 2.0]), end_label="end"),
        ),
    ),
    "all missing": (
        Axis("", "date"),
        Axis("x"),
        (Band(DAYS, DAYS * NAN, DAYS * NAN, 0.9), Line(DAYS, DAYS * NAN, end_label="end")),
    ),
    "one point": (Axis("", "date"), Axis("x"), (Points(DAYS[:1], np.array([5.0]), label="one"),)),
    "empty arrays": (
        Axis("", "date"),
        Axis("x"),
        (
            Band(DAYS[:0], DAYS[:0], DAYS[:0], 0.9),
            Line(DAYS[:0], DAYS[:0], end_label="none"),
            Points(DAYS[:0], DAYS[:0]),
        ),
    ),
    "not positive on a logarithmic axis": (
        Axis("", "log"),
        Axis("y"),
        (
            Line(np.array([-1.0, 0.0, 1.0, 10.0]), np.arange(4.0)),
            Handle(0.0, 1.0, "a", "zero"),
            Span(-1.0, 2.0, "x", "span"),
            Rule(-3.0, "x", "rule"),
        ),
    ),
    "a rule nowhere": (Axis("", "date"), Axis(""), (Rule(INF, "x", "never"), Crossing(INF, NAN, "never", "never"))),
    "huge": (Axis(""), Axis(""), (Line(np.array([0.0, 1.0]), np.array([-1e300, 1e300])),)),
    "tiny": (Axis(""), Axis(""), (Line(np.array([1.0, 1.0 + 1e-15]), np.array([1e-300, 2e-300])),)),
    "rows without rows": (Axis("", "log"), Axis("", "rows"), (Rule(1.0, "x"),)),
    "odd rows": (
        Axis("", "log", (0.5, 2.0)),
        Axis("", "rows", (-0.6, 1.4), ticks=((0.0, "one"), (1.0, "two"))),
        (Whisker(0.0, NAN, NAN, NAN, 1), Whisker(1.0, 99.0, 0.0, INF), Note(1.0, 0.0, "note")),
    ),
    "dates beyond the calendar": (Axis("", "date"), Axis(""), (Line(np.array([0.0, 9e9]), np.array([0.0, 1.0])),)),
}
