"""What is written beside marks where a card is narrow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import sample_figures
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from claimbench.app.figures.figure import Axis, Band, Columns, Crossing, Figure, Handle, Ink, Line, Note, Points, Rule
from claimbench.core.show import day_number
from claimbench.gui.figure_axes import date_ticks, log_ticks, number_ticks
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.figure_readout import claim_at, read
from claimbench.gui.figure_style import overlap
from claimbench.gui.theme import LIGHT, mark_colour, text_colour

DAYS = np.linspace(20_000.0, 20_700.0, 29)
RISE = np.linspace(0.0, 1.0, 29)


def texts(figure: Figure, width: float, height: float) -> list[str]:
    return [placed.text for placed in painted(figure, width, height).texts]


def painted(figure: Figure, width: float, height: float) -> FigurePainter:
    painter = FigurePainter(LIGHT, tools=92.0, hint="drag to change")
    painter.set_figure(figure)
    painter.set_size(width, height)
    return painter


def a_fan(*marks: object) -> Figure:
    median = 600 + 200 * RISE
    fan = (
        Band(DAYS, median - 150 * RISE, median + 150 * RISE, 0.9),
        Band(DAYS, median - 50 * RISE, median + 50 * RISE, 0.5),
        Line(DAYS, median, end_label="median 800"),
    )
    bounds = (float(DAYS[0]), float(DAYS[-1]))
    return Figure("fan", "A headline", "About what · bands 50 % and 90 %", "A note.", Axis("", "date", bounds),
                  Axis("cases"), (*fan, *marks))  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("width", [280.0, 340.0, 560.0, 900.0])
def test_that_bands_never_lose_their_level(width: float) -> None:
    shown = " ".join(texts(a_fan(), width, 300.0))
    assert "90 %" in shown or ("5 %" in shown and "95 %" in shown)
    assert "50 %" in shown


@pytest.mark.usefixtures("qapp")
def test_that_a_subtitle_of_one_line_keeps_what_stands_behind_its_first_dot() -> None:
    figure = replace(a_fan(), headline="A headline that takes more than one line in a card that is as narrow as this",
                     subtitle="A long account of what is counted and of what is not · bands 50 % and 90 %")  # fmt: skip
    assert any(text.endswith("… · bands 50 % and 90 %") for text in texts(figure, 300.0, 310.0))


@pytest.mark.usefixtures("qapp")
def test_that_a_passing_date_is_written_alone_where_its_interval_has_no_room() -> None:
    past = Points(DAYS - 300.0, 350 + 250 * RISE)
    x = Axis("", "date", (float(DAYS[0]) - 300, float(DAYS[-1])))
    crossing = Crossing(float(DAYS[12]), 690.0, "passed 7 Mar 2026", "90 %: 21 Feb 2026 – 28 Mar 2026")
    figure = replace(a_fan(past, crossing), x=x)
    assert "90 %: 21 Feb 2026 – 28 Mar 2026" in texts(figure, 900.0, 400.0)
    assert "passed 7 Mar 2026" in texts(figure, 280.0, 300.0)


@pytest.mark.usefixtures("qapp")
def test_that_a_label_that_a_line_would_cross_is_written_short() -> None:
    x = np.linspace(0.5, 6.0, 23)
    marks = (
        Band(x, 200 / x, 400 / x, 0.9),
        Line(x, 300 / x),
        Rule(1.0, "x", "Western officials, unnamed (C44)", Ink.MUTED, dashed=False, claim="C44"),
        Handle(1.8, 300 / 1.8, "ratio", "1.8 : 1"),
    )
    figure = Figure("f", "H", "", "", Axis("Ratio", "log", (0.5, 6.0)), Axis("casualties", bounds=(0.0, 800.0)), marks)
    narrow = painted(figure, 290.0, 270.0)
    assert "C44" in [placed.text for placed in narrow.texts]
    assert "Western" in " ".join(texts(figure, 900.0, 400.0))
    handle = narrow.mapping.x(np.log10(1.8))
    label = next(placed for placed in narrow.texts if placed.text == "C44")
    assert not label.box[0] < handle < label.box[2]


@pytest.mark.usefixtures("qapp")
def test_that_every_line_beside_the_median_is_named_also_where_the_margin_has_no_room() -> None:
    others = [Line(DAYS, 600 + slope * RISE, Ink.LATER, end_label=f"Reading {slope}") for slope in (-300, 500)]
    figure = a_fan(*others)
    for size in ((900.0, 420.0), (280.0, 320.0)):
        assert {"Reading -300", "Reading 500"} <= set(texts(figure, *size)), size


@pytest.mark.usefixtures("qapp")
def test_that_labels_at_the_ends_of_lines_stand_in_the_order_of_their_values() -> None:
    lines = [Line(DAYS, 600 + end * RISE, Ink.BASELINE, end_label=f"line {end}") for end in (51, 53, 49, 250)]
    painter = painted(a_fan(*lines), 700.0, 420.0)
    shown = {placed.text: placed.box[1] for placed in painter.texts}
    heights = [shown[text] for text in ("line 250", "median 800", "line 53", "line 51", "5 % 650", "line 49")]
    assert heights == sorted(heights)


@pytest.mark.usefixtures("qapp")
def test_that_what_has_no_room_beside_its_mark_stands_in_the_key() -> None:
    crowd = np.random.default_rng(1).uniform(0.0, 1.0, (2, 3000))
    points = [
        Points(DAYS[0] + 700 * crowd[0], 1000 * crowd[1], symbol=symbol, label=label, name=label)
        for symbol, label in (("circle", "The first of two series"), ("square", "The second"))
    ]
    painter = painted(replace(a_fan(), marks=tuple(points)), 500.0, 420.0)
    shown = [placed.text for placed in painter.texts]
    assert painter.unplaced == ("The first of two series", "The second")
    assert shown[shown.index("The first of two series") - 1] == "○"
    assert shown[shown.index("The second") - 1] == "□"
    top = painter.mapping.plot[1]
    assert all(placed.box[3] < top for placed in painter.texts if placed.text in ("○", "□"))


@pytest.mark.usefixtures("qapp")
def test_that_many_claims_on_one_value_share_a_sign_in_the_key_in_the_order_of_their_names() -> None:
    claims = [
        Points(DAYS[14:15], np.array([700.0 + n]), filled=True, label=f"C{n:02}", name="", claim=f"C{n:02}")
        for n in (*range(6, 16), *range(6))
    ]
    painter = painted(a_fan(*claims), 640.0, 440.0)
    shown = [placed.text for placed in painter.texts]
    rest = sorted(painter.unplaced)
    assert len(rest) > 5
    assert shown.count("●") == 1
    assert [text for text in shown if text.rstrip(",") in rest] == [f"{name}," for name in rest[:-1]] + rest[-1:]


@pytest.mark.usefixtures("qapp")
def test_that_a_long_name_of_a_row_takes_as_many_lines_as_its_row_is_high() -> None:
    figure = sample_figures.claims()
    name = "C99 · " + " ".join(["A name that goes on and on"] * 4)
    ticks = ((0.0, name), *figure.y.ticks[1:3])
    rows = replace(figure, y=replace(figure.y, ticks=ticks, bounds=(-0.6, 2.6)), right=())
    painter = painted(rows, 560.0, 420.0)
    lines = [placed.text for placed in painter.texts if "on and on" in placed.text or "A name" in placed.text]
    assert " ".join(lines) == name
    assert len(lines) > 2


@pytest.mark.usefixtures("qapp")
def test_that_labels_beside_points_of_several_series_in_one_colour_say_which_symbol_they_mean() -> None:
    points = [
        Points(DAYS[:2] + 300 * n, np.array([300.0, 320.0]) + 400 * n, symbol=symbol, label=label)
        for n, (symbol, label) in enumerate((("circle", "one"), ("square", "other")))
    ]
    shown = texts(replace(a_fan(), marks=tuple(points)), 700.0, 420.0)
    assert {"one (○)", "other (□)"} <= set(shown)
    coloured = [points[0], replace(points[1], ink=Ink.ACCENT)]
    shown = texts(replace(a_fan(), marks=tuple(coloured)), 700.0, 420.0)
    assert {"one", "other"} <= set(shown)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("at", np.linspace(0.6, 5.9, 12))
def test_that_the_line_of_a_handle_never_crosses_a_label(at: float) -> None:
    x = np.linspace(0.5, 6.0, 23)
    claims = [Rule(1.0 + n, "x", f"Somebody of many words, {n} (C{n})", claim=f"C{n}") for n in range(4)]
    marks = (Band(x, 200 / x, 400 / x, 0.9), Line(x, 300 / x), *claims, Handle(float(at), 300 / at, "ratio", "here"))
    axes = Axis("Ratio", "log", (0.5, 6.0)), Axis("casualties", bounds=(0.0, 800.0))
    painter = painted(Figure("f", "H", "", "", *axes, marks), 290.0, 290.0)
    handle, plot = painter.mapping.x(np.log10(at)), painter.mapping.plot
    inside = [placed for placed in painter.texts if plot[1] <= placed.box[1] and placed.box[3] <= plot[3]]
    assert not [placed.text for placed in inside if placed.box[0] < handle < placed.box[2]]
    shown = " ".join(placed.text for placed in painter.texts)
    assert all(f"C{n}" in shown for n in range(4))


@pytest.mark.usefixtures("qapp")
def test_that_a_label_in_a_histogram_stands_above_the_columns() -> None:
    heights = np.concatenate([np.linspace(1, 8, 20), np.linspace(8, 1, 20)])
    marks = (Columns(np.linspace(0.0, 40.0, 41), heights), Rule(20.0, "x", "median 20", Ink.PROJECTION, dashed=False))
    figure = Figure("h", "H", "", "", Axis("cases", bounds=(0.0, 40.0)), Axis("% of draws", bounds=(0.0, 10.0)), marks)
    painter = painted(figure, 560.0, 420.0)
    label = next(placed for placed in painter.texts if placed.text == "median 20")
    assert label.box[3] <= painter.mapping.y(7.5)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", [(260.0, 240.0), (296.0, 300.0), (620.0, 420.0), (1200.0, 700.0)])
def test_that_no_label_of_a_fan_overlaps_another(size: tuple[float, float]) -> None:
    claims = [Points(DAYS[10 + n : 11 + n], np.array([700.0 + 9 * n]), Ink.CLAIM, label=f"C{n}", low=np.array([650.0]),
                     high=np.array([760.0])) for n in range(4)]  # fmt: skip
    placed = painted(
        a_fan(*claims, Rule(720.0, "y", "A line across, as somebody claims (C1)", claim="C1")), *size
    ).texts
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            assert not overlap(one.box, other.box), (one.text, other.text)


def test_that_an_upright_logarithmic_axis_has_round_ticks(qapp: QApplication) -> None:
    line = Line(DAYS, 10.0 ** (1 + 4 * RISE))
    figure = Figure("l", "H", "", "", Axis("", "date"), Axis("cases", "log"), (line,))
    shown = texts(figure, 600.0, 420.0)
    assert {"100", "1k", "10k"} <= set(shown)  # all thousands short, or none
    small = replace(figure, marks=(Line(DAYS, 10.0 ** (1 + 2.5 * RISE)),))
    assert {"100", "1,000"} <= set(texts(small, 600.0, 420.0))


@pytest.mark.usefixtures("qapp")
def test_that_words_behind_the_numbers_of_an_axis_are_written_once() -> None:
    line = Line(np.linspace(150_000.0, 600_000.0, 9), np.linspace(1.0, 2.0, 9))
    figure = Figure(
        "w", "H", "", "", Axis("Rate", "number", (150_000.0, 600_000.0), suffix=" a year"), Axis(""), (line,)
    )
    shown = texts(figure, 700.0, 420.0)
    assert "150k a year" in shown
    assert "200k" in shown
    assert sum("a year" in text for text in shown) == 1
    ratio = replace(
        figure,
        x=replace(figure.x, bounds=(1.0, 6.0), suffix=" : 1"),
        marks=(Line(np.arange(1.0, 7.0), np.arange(6.0)),),
    )
    assert {"2 : 1", "4 : 1"} <= set(texts(ratio, 700.0, 420.0))


@pytest.mark.parametrize("high", [3.0, 7.0, 14.0, 40.0, 700.0])
def test_that_an_axis_of_counts_has_no_tick_between_two_counts(high: float) -> None:
    for length in (120.0, 300.0, 900.0):
        ticks = [at for at, _ in number_ticks(0.0, high, length, 40.0, True)]
        assert len(ticks) > 1
        assert all(at == int(at) for at in ticks)


@pytest.mark.usefixtures("qapp")
def test_that_a_rule_stops_where_a_label_stands() -> None:
    x = np.linspace(0.0, 10.0, 21)
    marks = (
        Line(x, 5.0 + 0 * x),
        Handle(1.0, 5.0, "rate", "a long label beside the handle"),
        Rule(2.0, "x", "", Ink.LATER, dashed=False),
    )
    painter = painted(
        Figure("r", "H", "", "", Axis("", bounds=(0.0, 10.0)), Axis("", bounds=(0.0, 10.0)), marks), 700.0, 420.0
    )
    label = next(text for text in painter.texts if text.text.startswith("a long"))
    at, rule = int(painter.mapping.x(2.0)), mark_colour(LIGHT, Ink.LATER)
    assert label.box[0] < at < label.box[2]
    image = QImage(700, 420, QImage.Format.Format_RGB32)
    canvas = QPainter(image)
    painter.paint(canvas)
    canvas.end()
    drawn = {y for y in range(420) if image.pixelColor(at, y).name() == rule}
    assert drawn.isdisjoint(range(int(label.box[1]), int(label.box[3])))
    assert {int(label.box[1]) - 6, int(label.box[3]) + 6} <= drawn


@pytest.mark.usefixtures("qapp")
def test_that_a_claim_is_named_beside_its_mark_though_another_is_near() -> None:
    def claim(id: str, value: float) -> Points:
        return Points(DAYS[26:27], np.array([value]), filled=True, label=id, name=id, claim=id)

    beside = [Line(DAYS, 580 + rise * RISE, Ink.BASELINE, dashed=True) for rise in (150, 190, 230, 270)]
    painter = painted(a_fan(*beside, claim("C11", 780.0), claim("C13", 770.0)), 500.0, 300.0)
    assert painter.unplaced == ()
    assert {"C11", "C13"} <= {placed.text for placed in painter.texts}


def in_words(*rows: int) -> Figure:
    """The forest plot with these rows told in words, as dates are."""
    figure = sample_figures.claims()
    text = "claimed ≤ 31 Dec 2025 · projected 21 Feb – 28 Mar 2026"
    kept = [mark for mark in figure.marks if getattr(mark, "y", None) not in rows]
    return replace(figure, marks=(*kept, *(Note(1.0, float(row), text, claim=f"D{row}") for row in rows)))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", [(300.0, 300.0), (420.0, 470.0), (900.0, 500.0)])
def test_that_a_row_in_words_stays_in_its_row_and_out_of_the_margin(size: tuple[float, float]) -> None:
    painter = painted(in_words(0, 4, 8), *size)
    left, _, right, _ = painter.plot
    told = [text for text in painter.texts if text.text.startswith(("claimed ≤", "projected 21", "clai"))]
    told = [text for text in told if "÷" not in text.text and text.text != "claim"]
    assert len(told) >= 3
    assert all(text.box[0] >= left - 3.5 and text.box[2] <= right + 0.5 for text in told)
    pitch = abs(painter.mapping.y_scale)
    for text in told:
        middle = (text.box[1] + text.box[3]) / 2
        assert min(abs(middle - painter.mapping.y(row)) for row in (0.0, 4.0, 8.0)) <= pitch / 2


@pytest.mark.usefixtures("qapp")
def test_that_a_row_in_words_leads_to_its_claim_and_no_line_runs_through_it() -> None:
    painter = painted(in_words(4), 900.0, 500.0)
    left, _, right, _ = painter.plot
    middle = painter.mapping.y(4.0)
    assert claim_at(painter.figure, painter.mapping, (left + right) / 2, middle) == "D4"
    readout = read(painter.figure, painter.mapping, (left + right) / 2, middle)
    assert readout is not None
    assert readout.lines == ("claimed ≤ 31 Dec 2025", "projected 21 Feb – 28 Mar 2026")
    image = QImage(900, 500, QImage.Format.Format_RGB32)
    canvas = QPainter(image)
    painter.paint(canvas)
    canvas.end()
    at = int(painter.mapping.x(0.0))  # 1 ×
    dark = [image.pixelColor(at, int(painter.mapping.y(row) - 0.3 * abs(painter.mapping.y_scale))).lightness() < 90
            for row in (5.0, 4.0)]  # fmt: skip
    assert dark == [True, False]


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (160_900.0, 161_800.0, {"161,000", "161,250", "161,500", "161,750"}),
        (0.0, 800_000.0, {"0", "200k", "400k", "600k", "800k"}),
        (900_000.0, 1_200_000.0, {"900k", "1M", "1.1M", "1.2M"}),
        (182_980.0, 182_992.5, {"182,980", "182,985", "182,990"}),
    ],
)
def test_that_ticks_are_short_only_where_that_is_easier_to_read(low: float, high: float, shown: set[str]) -> None:
    assert shown <= {text for _, text in number_ticks(low, high, 400.0, 90.0)}


def test_that_a_year_is_written_in_full_and_once() -> None:
    def shown(first: date) -> list[str]:
        return [text for _, text in date_ticks(day_number(first), day_number(date(2026, 12, 31)), 500.0, 60.0)]

    assert shown(date(2024, 12, 31))[:5] == ["Jan 2025", "Apr", "Jul", "Oct", "Jan 2026"]
    assert shown(date(2025, 10, 31))[:3] == ["Nov", "Jan 2026", "Mar"]
    assert shown(date(2020, 1, 1))[:2] == ["2021", "2022"]


def test_that_each_tick_of_a_logarithmic_axis_says_where_it_stands() -> None:
    for low, high in ((-0.3, 0.8), (3.9, 4.4), (5.0, 7.2), (-2.0, 0.1)):
        for at, text in log_ticks(low, high, 900.0, lambda text: 20.0, ""):
            factor = {"k": 1e3, "M": 1e6}.get(text[-1], 1.0)
            assert float(text.rstrip("kM").replace(",", "")) * factor == pytest.approx(10.0**at, rel=1e-6)


@pytest.mark.usefixtures("qapp")
def test_that_beside_a_line_in_the_colour_of_text_every_label_has_the_colour_of_its_line() -> None:
    readings = replace(
        a_fan(),
        marks=(
            Line(DAYS, 600 + 200 * RISE, Ink.PROJECTION, end_label="One side"),
            Line(DAYS, 600 - 200 * RISE, Ink.OBSERVED, end_label="The other"),
        ),
    )
    colours = {placed.text: placed.colour.name() for placed in painted(readings, 560.0, 300.0).texts}
    assert colours["One side"] == mark_colour(LIGHT, Ink.PROJECTION)
    assert colours["The other"] == mark_colour(LIGHT, Ink.OBSERVED)
    two = replace(readings, marks=(readings.marks[0], replace(readings.marks[1], ink=Ink.ACCENT)))  # type: ignore[arg-type]
    colours = {placed.text: placed.colour.name() for placed in painted(two, 560.0, 300.0).texts}
    assert colours["One side"] == mark_colour(LIGHT, Ink.PROJECTION)
    alone = {placed.text: placed.colour.name() for placed in painted(a_fan(), 560.0, 300.0).texts}
    assert alone["median 800"] == text_colour(LIGHT, Ink.PROJECTION)
