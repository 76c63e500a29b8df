"""Drawings without dates, and of very many figures, become charts of the case with points of their own."""

from __future__ import annotations

import contextlib
import csv
import io
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from app_case import a_case, figure_of, of_kind

from claimbench.app import payload
from claimbench.app.chart_data import chart_csv
from claimbench.app.chart_edits import ChangeChart, DuplicateChart, RemoveChart
from claimbench.app.chart_fields import fields
from claimbench.app.document import Document
from claimbench.app.drawing import Drawing, draw
from claimbench.app.figures.figure import Bar, Columns, Line, Points
from claimbench.app.kept_drawing import keep
from claimbench.app.kept_points import seen
from claimbench.app.picture_text import as_metadata
from claimbench.app.problems import all_problems
from claimbench.app.projection import Projector
from claimbench.app.reopen import reopen_bytes
from claimbench.casefile.duplicate import save_as
from claimbench.casefile.read import load
from claimbench.casefile.save import save
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.tables.frame import Condition, Frame, frame_of
from claimbench.tables.read import read

REGIONS = ("north", "south", "")
TEXT = "region,area,cases (case),rate (%),change\n" + "".join(
    f"{REGIONS[n % 3]},{n + 0.5},{n * n},{n / 10},{n % 5 - 4}\n" for n in range(30)
)
CASES = {name: [float(n * n) for n in range(30) if n % 3 == place] for place, name in enumerate(REGIONS)}
DRAWINGS = {
    "points": Drawing("points", 1, (2,), 0, log_x=True),
    "line": Drawing("line", 1, (2,)),
    "steps": Drawing("step", 1, (2,), 0),
    "bars over numbers": Drawing("bars", 1, (2,)),
    "bars of texts": Drawing("bars", 0, (2,), how="sum"),
    "histogram": Drawing("histogram", -1, (2,), 0),
    "box": Drawing("box", -1, (2,), 0),
    "two units": Drawing("line", 1, (2, 3)),
    "three units": Drawing("points", 1, (2, 3, 4), log_x=True),
    "bars side by side": Drawing("bars", 1, (2, 3, 4)),
    "bars of texts in three units": Drawing("bars", 0, (2, 3, 4), how="mean"),
}


@pytest.fixture
def frame() -> Iterator[Frame]:
    frame = frame_of(read(TEXT.encode()).table)
    yield frame
    frame.close()


def kept(frame: Frame, drawing: Drawing, conditions: tuple[Condition, ...] = ()) -> tuple[Case, Chart]:
    command = keep(frame, drawing, conditions, "areas.csv", a_case())
    assert command.series == ()
    return command.apply(a_case()), command.chart


@pytest.mark.parametrize("name", DRAWINGS)
def test_that_what_is_kept_reads_back_from_the_folder_and_draws_the_same(
    frame: Frame, name: str, tmp_path: Path
) -> None:
    case, chart = kept(frame, DRAWINGS[name])
    save_as(case, None, tmp_path / "small")
    again = load(tmp_path / "small").case
    assert again.charts[chart.id] == chart
    assert [str(each) for each in all_problems(tmp_path / "small") if "charts" in each.path] == []
    assert chart_csv(figure_of(again, chart.id)) == chart_csv(figure_of(case, chart.id))
    assert (tmp_path / "small" / chart.file).is_file()


@pytest.mark.parametrize("name", DRAWINGS)
def test_that_a_picture_opened_again_draws_the_same(frame: Frame, name: str) -> None:
    case, chart = kept(frame, DRAWINGS[name])
    results = Projector(case).project(case)
    text = payload.write(results, chart.id, payload.texts_of(results, None))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><metadata>{as_metadata(text)}</metadata></svg>'
    again = reopen_bytes(svg.encode()).shown
    assert chart_csv(figure_of(again, chart.id)) == chart_csv(results.figures[chart.id])


def test_that_a_scatter_plot_has_the_rows_and_says_where_they_are_from(frame: Frame) -> None:
    case, chart = kept(frame, Drawing("points", 1, (2,)), (Condition(0, "equal", "north"),))
    (points,) = of_kind(figure_of(case, chart.id), Points)
    assert points.y.tolist() == CASES["north"]
    assert points.x.tolist() == [n + 0.5 for n in range(0, 30, 3)]
    assert chart.note == "From “areas.csv”, where “region” is “north”."
    assert chart.note in figure_of(case, chart.id).note


def test_that_sums_of_texts_are_rows_with_the_largest_in_the_headline(frame: Frame) -> None:
    case, chart = kept(frame, DRAWINGS["bars of texts"])
    figure = figure_of(case, chart.id)
    assert [(bar.low, bar.high) for bar in of_kind(figure, Bar)] == [(0.0, sum(values)) for values in CASES.values()]
    assert [name for _, name in figure.y.ticks] == ["north", "south", "(empty)"]
    assert figure.headline == "Sum of cases by region: highest in “(empty)”, 3,145"


def test_that_a_histogram_counts_every_row_and_a_box_has_its_quantiles(frame: Frame) -> None:
    case, chart = kept(frame, Drawing("histogram", -1, (2,)))
    (columns,) = of_kind(figure_of(case, chart.id), Columns)
    expected, _ = np.histogram([value for values in CASES.values() for value in values], columns.edges)
    assert columns.heights.tolist() == expected.tolist()
    case, chart = kept(frame, DRAWINGS["box"])
    figure = figure_of(case, chart.id)
    rows = {name: y for y, name in figure.y.ticks}
    bars = {(bar.y, bar.level): (bar.low, bar.high) for bar in of_kind(figure, Bar)}
    for name in ("north", "south"):
        ends = np.quantile(CASES[name], (0.05, 0.25, 0.75, 0.95), method="inverted_cdf").tolist()
        assert (*bars[rows[name], 0.9], *bars[rows[name], 0.5]) == (ends[0], ends[3], ends[1], ends[2])


def test_that_columns_over_numbers_leave_gaps_where_there_is_nothing() -> None:
    frame = frame_of(read(b"x,y\n1,5\n2,6\n4,7\n").table)
    case, chart = kept(frame, Drawing("bars", 0, (1,)))
    frame.close()
    (columns,) = of_kind(figure_of(case, chart.id), Columns)
    assert columns.edges.tolist() == [0.5, 1.5, 2.5, 3.5, 4.5]
    np.testing.assert_equal(columns.heights, [5, 6, math.nan, 7])
    rows = list(csv.DictReader(io.StringIO(chart_csv(figure_of(case, chart.id)))))
    assert [(row["x"], row["value"]) for row in rows] == [("1.0", "5.0"), ("2.0", "6.0"), ("4.0", "7.0")]


@pytest.mark.parametrize("name", ["two units", "three units", "bars side by side"])
def test_that_each_unit_has_an_axis_in_the_colour_of_what_stands_on_it(frame: Frame, name: str) -> None:
    case, chart = kept(frame, DRAWINGS[name])
    figure = figure_of(case, chart.id)
    axes = [figure.value_axis(number) for number in range(len(figure.further) + 1)]
    titles = ["cases (cases)", "rate (%)", "change"][: len(axes)]
    assert [axis.title for axis in axes] == titles
    assert [axis.unit for axis in axes] == ["cases", "%", "1"][: len(axes)]
    assert [mark.axis for mark in figure.marks] == list(range(len(axes)))  # type: ignore[union-attr]
    assert [mark.ink for mark in figure.marks if not isinstance(mark, Columns)] == [
        axis.ink for axis in axes if name != "bars side by side"
    ]
    assert len({axis.ink for axis in axes}) == len(axes)
    rows = list(csv.DictReader(io.StringIO(chart_csv(figure))))
    units = {row["name"]: row["unit"] for row in rows}
    assert units == dict(zip(["cases", "rate", "change"], ["cases", "%", "1"][: len(axes)], strict=False))
    assert [float(row["value"]) for row in rows if row["name"] == "rate"] == [n / 10 for n in range(30)]


def test_that_columns_and_bars_on_several_axes_have_their_zeros_at_one_place(frame: Frame) -> None:
    for name in ("bars side by side", "bars of texts in three units"):
        case, chart = kept(frame, DRAWINGS[name])
        figure = figure_of(case, chart.id)
        bounds = [figure.value_axis(number).bounds for number in range(3)]
        shares = [-ends[0] / (ends[1] - ends[0]) for ends in bounds if ends is not None]
        assert shares == pytest.approx([shares[0]] * 3)
        assert shares[0] > 0
        for mark in figure.marks:
            low, high = bounds[mark.axis] or (0.0, 0.0)  # type: ignore[union-attr]
            values = mark.heights if isinstance(mark, Columns) else np.array([mark.low, mark.high])  # type: ignore[union-attr]
            assert low <= np.nanmin(values)
            assert np.nanmax(values) <= high


def test_that_rows_of_one_text_stand_together_in_the_order_of_the_table(frame: Frame) -> None:
    case, chart = kept(frame, DRAWINGS["bars of texts in three units"])
    names = [text for _, text in figure_of(case, chart.id).y.ticks]
    assert names == [
        f"{region} · {of}" for region in ("north", "south", "(empty)") for of in ("cases", "rate", "change")
    ]


def test_that_what_is_lost_on_one_of_two_logarithmic_axes_is_said_of_that_one(frame: Frame) -> None:
    case, chart = kept(frame, Drawing("line", 1, (3,), log_x=True))
    case = ChangeChart(chart.id, "log", True).apply(case)
    told = "The axis across is logarithmic. The upright axis is logarithmic. 1 of 0 or below cannot be drawn on it."
    assert told in figure_of(case, chart.id).note


def test_that_a_curve_on_two_axes_is_told(frame: Frame, tmp_path: Path) -> None:
    case, chart = kept(frame, DRAWINGS["two units"])
    save_as(case, None, tmp_path / "small")
    file = tmp_path / "small" / chart.file
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "curve,x,value,unit,axis"
    assert [lines[1], lines[-1]] == ["cases,0.5,0,cases,", "rate,29.5,2.9,%,right"]
    file.write_text("\n".join([*lines[:-1], "rate,29.5,2.9,%,"]) + "\n", encoding="utf-8")
    (problem,) = [each for each in all_problems(tmp_path / "small") if each.path.startswith(f"charts.{chart.id}")]
    assert problem.message == "“rate” is on several axes, or in several units."


def test_that_a_title_is_offered_for_each_axis_that_there_is(frame: Frame) -> None:
    offered = {name: fields(*kept(frame, DRAWINGS[name])).keys() for name in ("line", "two units", "three units")}
    of_axes = {name: [key for key in keys if key in ("right", "far_right")] for name, keys in offered.items()}
    assert of_axes == {"line": [], "two units": ["right"], "three units": ["right", "far_right"]}


def test_that_keeping_is_one_step_to_undo(frame: Frame) -> None:
    case = a_case()
    document = Document(case)
    command = keep(frame, Drawing("line", 1, (2,)), (), "areas.csv", case)
    document.apply(command)
    assert command.sentence(case, document.case) == "Chart “cases by area” kept"
    document.undo()
    assert document.case is case


def test_that_a_copy_shares_the_file_and_a_new_drawing_never_takes_it(frame: Frame, tmp_path: Path) -> None:
    case, chart = kept(frame, Drawing("line", 1, (2,)))
    case = RemoveChart(chart.id).apply(DuplicateChart(chart.id, "copy").apply(case))
    other = keep(frame, Drawing("points", 1, (2,)), (), "areas.csv", case)
    case = other.apply(case)
    assert other.chart.file != case.charts["copy"].file
    case = DuplicateChart("copy", "again").apply(case)
    save_as(case, None, tmp_path / "small")
    read_again = load(tmp_path / "small")
    assert read_again.case.charts == case.charts
    changed = ChangeChart("again", "label", "Renamed").apply(read_again.case)
    save(changed, tmp_path / "small", read_again.hashes)
    assert load(tmp_path / "small").case.charts == changed.charts


def test_that_a_form_does_not_offer_how_the_file_is_read(frame: Frame) -> None:
    case, chart = kept(frame, Drawing("line", 1, (2,)))
    assert {"style", "log", "x", "y"} <= fields(case, chart).keys()
    assert not {"file", "across"} & fields(case, chart).keys()
    boxes, box = kept(frame, DRAWINGS["box"])
    assert not {"style", "x", "log_x"} & fields(boxes, box).keys()
    case = ChangeChart(chart.id, "style", "points").apply(case)
    assert of_kind(figure_of(case, chart.id), Points)
    case = ChangeChart(chart.id, "log", True).apply(case)
    assert "1 of 0 or below cannot be drawn on it." in figure_of(case, chart.id).note


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("curve,x,value\na,1,2\na,north,3\n", "“north”", 3, 3),
        ("curve,x,value\na,1,2\na,2,many\n", "“many”", 3, 5),
        ("curve,value\na,1\n", "The column x is missing", 1, 1),
    ],
)
def test_that_mistakes_in_the_file_are_told_with_line_and_column(
    frame: Frame, tmp_path: Path, text: str, message: str, line: int, column: int
) -> None:
    case, chart = kept(frame, Drawing("line", 1, (2,)))
    save_as(case, None, tmp_path / "small")
    (tmp_path / "small" / chart.file).write_text(text, encoding="utf-8")
    found = [each for each in load(tmp_path / "small").problems if each.place and each.place.file == chart.file]
    (problem,) = found
    assert message in problem.message
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (line, column)


def test_that_a_file_that_is_gone_or_another_s_is_told_where_it_is_named(frame: Frame, tmp_path: Path) -> None:
    case, chart = kept(frame, Drawing("line", 1, (2,)))
    save_as(case, None, tmp_path / "small")
    (tmp_path / "small" / chart.file).unlink()
    (problem,) = [each for each in load(tmp_path / "small").problems if each.path == f"charts.{chart.id}.file"]
    assert problem.place is not None
    assert problem.place.file == "case.toml"
    toml = tmp_path / "small" / "case.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace(chart.file, "claims.csv"), encoding="utf-8")
    found = [each for each in load(tmp_path / "small").problems if each.path == f"charts.{chart.id}.file"]
    assert [each.code for each in found] == ["file-used-twice"]


@pytest.mark.parametrize(("name", "words"), [("box", "are not those of a box"), ("histogram", "have different bins")])
def test_that_points_that_make_no_box_or_no_common_bins_are_told(
    frame: Frame, tmp_path: Path, name: str, words: str
) -> None:
    case, chart = kept(frame, DRAWINGS[name])
    save_as(case, None, tmp_path / "small")
    file = tmp_path / "small" / chart.file
    file.write_text("".join(file.read_text(encoding="utf-8").splitlines(True)[:-1]), encoding="utf-8")
    assert any(words in each.message for each in all_problems(tmp_path / "small"))


def test_that_very_many_dated_figures_keep_their_lowest_and_highest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimbench.app.kept_drawing.MOST_FIGURES", 500)
    monkeypatch.setattr("claimbench.app.kept_points.MOST_POINTS", 100)
    rows = [f"2025-01-{1 + n // 24:02}T{n % 24:02}:00,{1000 if n == 333 else n % 7}\n" for n in range(720)]
    frame = frame_of(read(("time,v\n" + "".join(rows)).encode()).table)
    case, chart = kept(frame, Drawing("line", 0, (1,)))
    frame.close()
    assert 50 < len(chart.points) <= 100
    (line,) = of_kind(figure_of(case, chart.id), Line)
    assert (line.y.min(), line.y.max()) == (0, 1000)
    assert line.x[int(line.y.argmax())] % 1 == pytest.approx((333 % 24) / 24)
    assert f"Of 720 figures, {len(chart.points)} are kept" in chart.note


def test_that_points_are_left_wherever_there_were_some() -> None:
    x, y = np.random.default_rng(5).normal(size=(2, 50_000))
    x.sort()
    left = seen(Drawing("points"), x, y, 2_000)
    assert 500 < len(left) <= 2_000

    def cells(places: Any) -> set[tuple[int, int]]:
        parts = [np.floor((v[places] - v.min()) / (v.max() - v.min()) * 12).astype(int) for v in (x, y)]
        return set(zip(*(part.tolist() for part in parts), strict=True))

    missing = cells(np.arange(len(x))) - cells(left)
    assert len(missing) <= 0.05 * len(cells(np.arange(len(x))))


EVERYWAY = [
    Drawing(style, x, y, colour, how, every, roll, log_x=log, log_y=log)
    for style in ("line", "step", "bars", "points", "histogram", "box")
    for x in (0, 1, 5)
    for y in ((2,), (2, 3), (2, 3, 4))
    for colour in (-1, 0)
    for how in ("", "mean")
    for every, roll in (("", 1), ("month", 2))
    for log in (False, True)
]


@pytest.mark.parametrize("start", range(7))
def test_that_whatever_can_be_drawn_can_be_kept(start: int) -> None:
    head = "region,area,cases (case),rate (%),change (km),day\n"
    days = [f"2025-{1 + n // 10:02}-{1 + n % 28:02}" for n in range(30)]
    rows = [f"{REGIONS[n % 3]},{n + 0.5},{n - 3},{n / 10},{n % 5 - 4},{day}\n" for n, day in enumerate(days)]
    frame = frame_of(read((head + "".join(rows)).encode()).table)
    kept_ones = 0
    for drawing in EVERYWAY[start::31]:
        with contextlib.suppress(ValueError):  # what cannot be drawn
            draw(frame, drawing)
            command = keep(frame, drawing, (), "areas.csv", a_case())
            figure = figure_of(command.apply(a_case()), command.chart.id)
            assert figure.marks, drawing
            kept_ones += 1
            continue
        with pytest.raises(ValueError, match=r"one unit|no values|above zero"):
            draw(frame, drawing)
    frame.close()
    assert kept_ones > 5


def test_that_the_table_behind_bars_of_texts_has_each_value_with_all_digits_and_its_unit() -> None:
    frame = frame_of(read(b"place,n (case),rate (%)\nnorth,123456789,1.23456\nsouth,-5,2\n").table)
    case, chart = kept(frame, Drawing("bars", 0, (1, 2)))
    frame.close()
    rows = list(csv.DictReader(io.StringIO(chart_csv(figure_of(case, chart.id)))))
    assert [(row["kind"], row["name"], row["value"], row["unit"]) for row in rows] == [
        ("bar", "north · n", "123456789.0", "cases"),
        ("bar", "north · rate", "1.23456", "%"),
        ("bar", "south · n", "-5.0", "cases"),
        ("bar", "south · rate", "2.0", "%"),
    ]


def test_that_bars_without_a_place_on_a_logarithmic_axis_are_left_out_and_told() -> None:
    table = frame_of(read(b"n,x,y,z\n" + b"".join(b"%d,%d,%d,5\n" % (n, 10**n, n) for n in range(1, 6))).table)
    case, chart = kept(table, Drawing("bars", 1, (2, 3)))
    moved = [replace(point, x=-1.0) if point.curve == "y" else point for point in chart.points]
    chart = replace(chart, points=tuple(moved), options={**chart.options, "log_x": True})
    figure = figure_of(replace(case, charts={**case.charts, chart.id: chart}), chart.id)
    assert [columns.name for columns in of_kind(figure, Columns)] == ["z"]
    assert "5 of 0 or below cannot be drawn on it." in figure.note
    table.close()
