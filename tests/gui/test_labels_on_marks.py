"""Labels beside and upon what is drawn: they stand out from it, and nothing runs through them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import sample_figures
from PySide6.QtGui import QImage, QPainter
from test_figure_labels import DAYS, RISE, a_fan, painted, texts

from claimbench.app.figures.figure import Axis, Band, Columns, Figure, Handle, Ink, Line, Points, Rule, Span
from claimbench.core.show import MONTHS, day_number
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.theme import DARK, LIGHT, Theme, band_colour, contrast, mark_colour


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_a_label_on_a_band_stands_out_from_it_and_keeps_off_the_margin(theme: Theme) -> None:
    inside = Line(DAYS, 600 + 190 * RISE, Ink.MUTED, label="a scenario in the band")
    below = Line(DAYS, 600 - 200 * RISE, Ink.MUTED, label="a scenario below it")
    painter = FigurePainter(theme)
    painter.set_figure(a_fan(inside, below))
    painter.set_size(900.0, 500.0)
    shown = {placed.text: placed for placed in painter.texts}
    assert shown["a scenario in the band"].colour.name() == theme.text
    assert contrast(theme.text, band_colour(theme, Ink.PROJECTION, 0.5)) >= 4.5
    assert shown["a scenario below it"].colour.name() == theme.muted
    assert shown["a scenario in the band"].box[2] <= painter.plot[2] - 3.0


@pytest.mark.usefixtures("qapp")
def test_that_a_label_in_columns_stands_out_from_them() -> None:
    columns = Columns(np.arange(11.0), np.full(10, 5.0))
    figure = Figure("c", "H", "", "", Axis(""), Axis("", bounds=(0.0, 5.0)),
                    (columns, Rule(5.0, "x", "five", Ink.MUTED)))  # fmt: skip
    (label,) = (placed for placed in painted(figure, 700.0, 420.0).texts if placed.text == "five")
    assert label.colour.name() == LIGHT.text


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("height", [280.0, 300.0, 360.0])
def test_that_no_interval_runs_through_the_name_of_its_claim(height: float) -> None:
    def claim(id: str, value: float) -> Points:
        at = np.array([value])
        return Points(DAYS[20:21], at, filled=True, label=id, claim=id, low=at - 60.0, high=at + 60.0)

    painter = painted(a_fan(claim("C11", 735.0), claim("C13", 745.0)), 640.0, height)
    at = painter.mapping.x(float(DAYS[20]))
    named = [placed for placed in painter.texts if placed.text in ("C11", "C13")]
    assert named
    assert not any(placed.box[0] - 1.0 < at < placed.box[2] + 1.0 for placed in named)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", [(640.0, 920.0), (640.0, 500.0), (420.0, 600.0)])
def test_that_the_name_of_a_claim_is_nearer_to_its_point_than_to_another(size: tuple[float, float]) -> None:
    x = np.linspace(0.0, 5.7, 40)
    y = 0.21 * x + 0.02
    values = {"H13": 1.03, "H11": 1.0}
    claims = [
        Points(np.array([5.0]), np.array([value]), filled=True, label=id, claim=id, low=np.array([value - 0.1]),
               high=np.array([value + 0.1]))
        for id, value in values.items()
    ]  # fmt: skip
    marks = (Band(x, 0.93 * y, 1.07 * y, 0.9), Band(x, 0.97 * y, 1.03 * y, 0.5), Line(x, y), *claims)
    figure = Figure("h", "H", "", "", Axis("", bounds=(0.0, 5.8)), Axis("", bounds=(0.0, 1.6)), marks)
    painter = painted(figure, *size)
    for name, value in values.items():
        (label,) = (placed for placed in painter.texts if placed.text == name)
        middle = label.baseline - label.face.cap / 2
        (other,) = (each for each in values.values() if each != value)
        assert abs(middle - painter.mapping.y(value)) < abs(middle - painter.mapping.y(other))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("slope", "height"), [(0.4, 400.0), (1.2, 400.0), (1.4, 600.0)])
def test_that_no_line_runs_through_the_level_of_a_band_however_steep_it_is(slope: float, height: float) -> None:
    x = np.linspace(0.5, 6.0, 60)
    y = 320.0 / x**slope
    figure = Figure(
        "h", "H", "", "", Axis("", "log", (0.5, 6.0)), Axis(""), (Band(x, 0.8 * y, 1.2 * y, 0.9), Line(x, y))
    )
    painter = painted(figure, 640.0, height)
    (label,) = (placed for placed in painter.texts if placed.text == "90 %")
    left, top, right, bottom = label.box
    mapping = painter.mapping
    path = np.column_stack([[mapping.x(each) for each in np.log10(x)], [mapping.y(each) for each in y]])
    fine = np.column_stack([np.interp(np.arange(0, 59, 0.01), np.arange(60), path[:, which]) for which in (0, 1)])
    inside = (fine[:, 0] > left) & (fine[:, 0] < right) & (fine[:, 1] > top + 2.0) & (fine[:, 1] < bottom - 2.0)
    assert not inside.any()


@pytest.mark.usefixtures("qapp")
def test_that_an_interval_without_ends_hinders_no_label() -> None:
    nowhere = np.array([np.nan])
    claim = Points(DAYS[20:21], np.array([740.0]), filled=True, label="C1", claim="C1", low=nowhere, high=nowhere)
    assert "C1" in texts(a_fan(claim), 640.0, 400.0)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("slope", [-0.3, 0.0, 0.3, 0.5])
def test_that_no_line_runs_through_what_is_said_of_a_handle(slope: float) -> None:
    x = np.linspace(1.0, 6.0, 51)
    y = 8.0 + slope * (x - 1.8)
    marks = (Band(x, y - 0.6, y + 0.6, 0.9), Line(x, y), Handle(1.8, 8.0, "rate", "235,000 a year → 1.05M"))
    figure = Figure("h", "H", "", "", Axis("", bounds=(1.0, 6.0)), Axis("", bounds=(0.0, 12.0)), marks)
    painter = painted(figure, 640.0, 920.0)
    (label,) = (placed for placed in painter.texts if placed.text.startswith("235,000"))
    left, top, right, bottom = label.box
    at = np.linspace(left, right, 40)
    mapping = painter.mapping
    line = np.interp(at, [mapping.x(value) for value in x], [mapping.y(value) for value in y])
    assert not ((line > top) & (line < bottom)).any()


@pytest.mark.usefixtures("qapp")
def test_that_steps_are_marked_where_a_level_begins_and_not_where_the_one_before_ends() -> None:
    steps = Line(np.array([1.0, 5.0, 5.0, 9.0]), np.array([8.0, 8.0, 2.0, 2.0]), Ink.LATER, symbol="square")
    bounds = (0.0, 10.0)
    painter = painted(
        Figure("s", "H", "", "", Axis("", bounds=bounds), Axis("", bounds=bounds), (steps,)), 700.0, 420.0
    )
    image = QImage(700, 420, QImage.Format.Format_RGB32)
    canvas = QPainter(image)
    painter.paint(canvas)
    canvas.end()
    x, old, new = round(painter.mapping.x(5.0)), round(painter.mapping.y(8.0)), round(painter.mapping.y(2.0))
    ink = mark_colour(LIGHT, Ink.LATER)
    assert image.pixelColor(x + 1, old - 2).name() != ink
    assert image.pixelColor(x - 2, new + 1).name() == ink


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("months", "shown"), [(3, ["Apr", "Jul", "Oct"]), (6, ["Jul"])])
def test_that_ticks_stand_where_columns_begin(months: int, shown: list[str]) -> None:
    starts = [day_number(date(2024 + month // 12, month % 12 + 1, 1)) - 1 for month in range(0, 13, months)]
    columns = Columns(np.array(starts), np.arange(1.0, len(starts)))
    bounds = (float(starts[0]), float(starts[-1]))
    figure = Figure("q", "H", "", "", Axis("", "date", bounds), Axis("cases"), (columns,))
    ticks = [text for text in texts(figure, 560.0, 400.0) if text[:3] in MONTHS]
    assert ticks == ["Jan 2024", *shown, "Jan 2025"]


@pytest.mark.usefixtures("qapp")
def test_that_what_is_said_of_a_handle_keeps_off_the_edges_of_a_strip() -> None:
    x = np.linspace(0.5, 6.0, 60)
    y = 320.0 / x
    strip = Span(2.1, 2.5, "x")
    marks = (Band(x, 0.8 * y, 1.2 * y, 0.9), Line(x, y), strip, Handle(1.8, 320.0 / 1.8, "ratio", "1.8 : 1 → 181k"))
    figure = Figure("h", "H", "", "", Axis("", "log", (0.5, 6.0)), Axis("", bounds=(0.0, 800.0)), marks)
    painter = painted(figure, 600.0, 210.0)
    (label,) = (placed for placed in painter.texts if placed.text.startswith("1.8"))
    edges = [painter.mapping.x(np.log10(edge)) for edge in (strip.low, strip.high)]
    assert not any(label.box[0] < edge < label.box[2] for edge in edges)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("size", "apart"), [((700.0, 400.0), 0.0), ((700.0, 600.0), 9.0), ((300.0, 430.0), 9.0)])
def test_that_two_texts_beside_a_row_stand_in_two_lines_only_where_that_tells_the_rows_apart(
    size: tuple[float, float], apart: float
) -> None:
    figure = sample_figures.claims()
    painter = painted(
        replace(figure, note="", right=tuple((y, "86 %", "very likely") for y, _, _ in figure.right)), *size
    )
    pitch = abs(painter.mapping.y_scale)
    assert 26.0 <= pitch < 34.0 or size == (700.0, 600.0)
    big, small = ([placed for placed in painter.texts if placed.text == text] for text in ("86 %", "very likely"))
    assert len(big) == len(small) == len(figure.right)
    assert all(below.baseline - above.baseline >= apart for above, below in zip(big, small, strict=True))
    assert apart or all(below.baseline == above.baseline for above, below in zip(big, small, strict=True))


@pytest.mark.usefixtures("qapp")
def test_that_numbers_beside_rows_end_below_one_another_and_so_does_their_head() -> None:
    figure = sample_figures.claims()
    numbers = tuple((y, f"{10**place:,}", "") for place, (y, _, _) in enumerate(figure.right[:4]))
    painter = painted(replace(figure, right=numbers), 700.0, 500.0)
    beside = [placed for placed in painter.texts if placed.text in ("1", "10", "100", "1,000", "chance it holds")]
    assert len(beside) == 5
    assert [placed.box[2] for placed in beside] == pytest.approx([painter.block[2]] * 5)


def columns_of(starts: list[date]) -> Figure:
    edges = np.array([day_number(start) - 1 for start in starts])
    columns = Columns(edges, np.arange(1.0, len(edges)))
    axis = Axis("", "date", (float(edges[0]), float(edges[-1])))
    return Figure("c", "H", "", "", axis, Axis("cases"), (columns,))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("starts", "names"),
    [
        ([date(2024, month, 1) for month in range(1, 8)], ["Jan 2024", "Feb", "Mar", "Apr", "May", "Jun"]),
        ([date(2024, month, 1) for month in (1, 2, 3)], ["Jan 2024", "Feb"]),
        ([date(year, 1, 1) for year in range(2019, 2024)], ["2019", "2020", "2021", "2022"]),
    ],
)
def test_that_a_month_or_a_year_is_named_below_the_middle_of_its_column(starts: list[date], names: list[str]) -> None:
    painter = painted(columns_of(starts), 620.0, 400.0)
    foot = painter.plot[3]
    named = {text.text: text for text in painter.texts if foot < text.baseline < foot + 25.0}
    assert list(named) == names
    for name, start, end in zip(names, starts, starts[1:], strict=False):
        left, right = (painter.mapping.x(day_number(each) - 1) for each in (start, end))
        middle = (named[name].box[0] + named[name].box[2]) / 2
        assert middle == pytest.approx((left + right) / 2, abs=0.05 * (right - left))
