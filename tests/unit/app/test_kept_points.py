"""Drawings without dates, and of very many figures, become charts of the case with points of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from app_case import a_case, figure_of, of_kind

from claimbench.app.batch import all_problems
from claimbench.app.chart_data import chart_csv
from claimbench.app.chart_edits import ChangeChart, DuplicateChart, RemoveChart
from claimbench.app.chart_fields import fields
from claimbench.app.document import Document
from claimbench.app.drawing import Drawing
from claimbench.app.figures.figure import Bar, Columns, Line, Points
from claimbench.app.kept_drawing import keep
from claimbench.app.kept_points import seen
from claimbench.casefile import load
from claimbench.casefile.duplicate import save_as
from claimbench.casefile.save import save
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.tables.frame import Condition, Frame, frame_of
from claimbench.tables.read import read

REGIONS = ("north", "south", "")
TEXT = "region,area,cases (case)\n" + "".join(f"{REGIONS[n % 3]},{n + 0.5},{n * n}\n" for n in range(30))
CASES = {name: [float(n * n) for n in range(30) if n % 3 == place] for place, name in enumerate(REGIONS)}
DRAWINGS = {
    "points": Drawing("points", 1, (2,), 0, log_x=True),
    "line": Drawing("line", 1, (2,)),
    "steps": Drawing("step", 1, (2,), 0),
    "bars over numbers": Drawing("bars", 1, (2,)),
    "bars of texts": Drawing("bars", 0, (2,), how="sum"),
    "histogram": Drawing("histogram", -1, (2,), 0),
    "box": Drawing("box", -1, (2,), 0),
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
    assert figure.headline == "Sum of cases by region: most in “(empty)”, 3,145"


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
    assert columns.heights.tolist() == [5, 6, 0, 7]


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
