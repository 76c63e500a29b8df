"""A drawing of any table becomes series and a chart of the case, and says of what it was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import pytest
from app_case import a_case, figure_of

from claimbench.app.document import Document
from claimbench.app.drawing import ROWS, Drawing, draw
from claimbench.app.kept_drawing import keep
from claimbench.app.source_edits import DeleteSources
from claimbench.core.case import Case
from claimbench.tables.frame import Condition, Frame, frame_of
from claimbench.tables.read import read

TEXT = "day,region,cases (case),n (furlong per jiffy)\n" + "".join(
    f"2025-{month:02}-{day:02},{'ab'[day % 2]},{day},{month}\n" for month in (1, 2, 4) for day in range(1, 29)
)
SUM_OF_A_MONTH = sum(range(1, 29))


@pytest.fixture
def frame() -> Iterator[Frame]:
    frame = frame_of(read(TEXT.encode()).table)
    yield frame
    frame.close()


@pytest.fixture
def case() -> Case:
    return a_case()


def test_that_sums_of_months_are_kept_as_amounts_and_undone_in_one_step(frame: Frame, case: Case) -> None:
    document = Document(case)
    command = keep(frame, Drawing("bars", 0, (2,), how="sum", every="month", roll=2), (), "cases.csv", case)
    document.apply(command)
    (series,) = command.series
    assert [(each.start, each.end, each.value) for each in series.observations] == [
        (date(2025, 1, 1), date(2025, 1, 31), SUM_OF_A_MONTH),
        (date(2025, 2, 1), date(2025, 2, 28), SUM_OF_A_MONTH),
        (date(2025, 4, 1), date(2025, 4, 30), SUM_OF_A_MONTH),
    ]
    assert (series.kind, series.unit, series.label) == ("amount", "case", "Sum of cases, by month")
    told = "From “cases.csv”. Of April 2025 there are rows up to 28 Apr 2025 only."
    assert series.note == command.chart.note == told
    assert document.case.charts[command.chart.id].options == {"shows": (series.id,), "style": "bars", "rolling": 2}
    document.undo()
    assert document.case is case


def test_that_each_colour_becomes_a_series_and_a_mean_is_a_level_at_the_end(frame: Frame, case: Case) -> None:
    conditions = (Condition(0, "range", high=20_150.0), Condition(1, "text", "a"))
    command = keep(frame, Drawing("line", 0, (2,), 1, how="mean", every="month"), (), "cases.csv", case)
    assert [series.label for series in command.series] == [
        "a: Mean of cases, by month",
        "b: Mean of cases, by month",
    ]
    assert [series.kind for series in command.series] == ["level", "level"]
    assert [each.value for each in command.series[0].observations] == [15.0, 15.0, 15.0]
    assert command.series[0].observations[1].end == command.series[0].observations[1].start == date(2025, 2, 28)
    command = keep(frame, Drawing("line", 0, (2,), how="mean", every="month"), conditions, "cases.csv", case)
    assert command.series[0].note == "From “cases.csv”, where “day” is up to 2025-03-03 and “region” contains “a”."
    assert len(command.series[0].observations) == 2


def test_that_a_unit_that_the_case_does_not_know_stands_in_the_name(frame: Frame, case: Case) -> None:
    command = keep(frame, Drawing("points", 0, (3,)), (), "cases.csv", case)
    assert command.series[0].unit == ""
    assert "furlong per jiffy" in command.series[0].label
    assert command.apply(case).charts[command.chart.id].kind == "series"


@pytest.mark.parametrize(
    "drawing",
    [
        Drawing("line", 0, (2, 3)),  # a chart of series has one unit,
        Drawing("bars", 0, (2,), 1, how="sum", every="month"),  # and columns of one of them
    ],
)
def test_that_what_a_chart_of_series_has_no_room_for_is_kept_as_points(
    frame: Frame, case: Case, drawing: Drawing
) -> None:
    command = keep(frame, drawing, (), "cases.csv", case)
    assert (command.series, command.chart.kind) == ((), "table")
    assert len(figure_of(command.apply(case), command.chart.id).marks) == 2


def test_that_what_cannot_be_kept_says_why(frame: Frame, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimbench.app.kept_points.MOST_ROWS", 1)
    with pytest.raises(ValueError, match="2 rows are too many for a chart, which has 1: filter the table first"):
        keep(frame, Drawing("bars", 1, (2,), how="sum"), (), "cases.csv", case)


@pytest.mark.parametrize("style", ["histogram", "box"])
def test_that_a_histogram_and_boxes_are_kept_with_the_figures_of_the_rows(
    frame: Frame, case: Case, style: Literal["histogram", "box"]
) -> None:
    command = keep(frame, Drawing(style, -1, (2,), 1, log_x=style == "histogram"), (), "cases.csv", case)
    assert [series.label for series in command.series] == ["a: cases", "b: cases"]
    assert [len(series.observations) for series in command.series] == [42, 42]
    assert command.chart.options["style"] == style
    assert command.chart.options.get("log", False) is (style == "histogram")
    after = command.apply(case)
    assert figure_of(after, command.chart.id).marks


def test_that_a_count_of_rows_is_kept_as_amounts_of_each_month(frame: Frame, case: Case) -> None:
    command = keep(frame, Drawing("bars", 0, (ROWS,), every="month"), (), "cases.csv", case)
    (series,) = command.series
    assert (series.kind, series.unit, series.label) == ("amount", "", "Number of rows, by month")
    assert [each.value for each in series.observations] == [28, 28, 0, 28]
    by_region = keep(frame, Drawing("bars", 1, (ROWS,)), (), "cases.csv", case)
    assert by_region.chart.label == "Number of rows by region"
    assert [(point.x, point.value) for point in by_region.chart.points] == [("b", 42.0), ("a", 42.0)]


def test_that_who_published_a_table_stands_behind_what_is_kept_of_it(frame: Frame, case: Case) -> None:
    source = next(iter(case.sources.values()))
    command = keep(frame, Drawing("line", 0, (2,)), (), "cases.csv", case, source.id)
    assert {each.source for series in command.series for each in series.observations} == {source.id}
    assert "source" not in command.chart.options
    points = keep(frame, Drawing("points", 2, (3,)), (), "cases.csv", case, source.id)
    after = points.apply(case)
    figure = figure_of(after, points.chart.id)
    assert figure.sources == {source.id: source.label}
    assert figure.note.startswith(f"Source: {source.label}.")
    assert {mark.source for mark in figure.marks} == {source.id}  # type: ignore[union-attr]
    gone = DeleteSources((source.id,))
    without = gone.apply(after)
    assert "source" not in without.charts[points.chart.id].options
    assert "1 chart" in gone.sentence(after, without)


@pytest.mark.parametrize(
    ("dates", "every", "ends"),
    [
        (("1690", "1700", "1710"), "year", ("1690-12-31", "1700-12-31", "1710-12-31")),
        (("2024-01", "2024-02", "2024-04"), "month", ("2024-01-31", "2024-02-29", "2024-04-30")),
        (("2024-01-01", "2024-02-01", "2024-04-01"), "", ("2024-01-01", "2024-02-01", "2024-04-01")),
    ],
)
def test_that_figures_of_periods_are_kept_as_such(dates: tuple[str, ...], every: str, ends: tuple[str, ...]) -> None:
    rows = "".join(f"{date},{number},{number}\n" for number, date in enumerate(dates))
    table = frame_of(read(f"when,sold,sold to date\n{rows}".encode()).table)
    assert table.columns[0].period == every
    (sold, total) = keep(table, Drawing("line", 0, (1, 2)), (), "sales.csv", a_case()).series
    assert [each.end.isoformat() for each in sold.observations] == list(ends)
    assert sold.kind == ("amount" if every else "level")
    assert sold.observations[0].start.isoformat() == (ends[0] if not every else f"{dates[0]}-01-01"[:10])
    assert total.kind == "level"
    assert [each.start for each in total.observations] == [each.end for each in sold.observations]
    drawn = draw(table, Drawing("line", 0, (1,)))
    assert drawn.place(drawn.curves[0].x[0]) == {"year": "1690", "month": "January 2024", "": "1 Jan 2024"}[every]
    table.close()
