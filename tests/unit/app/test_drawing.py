"""What is drawn of a table: its curves, the rows behind a range of them, and what cannot be drawn."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from claimbench.app.drawing import ROWS, Drawing, condition_between, draw, fitted, likely, marked, rows_between
from claimbench.tables.frame import Condition, Frame, frame_of
from claimbench.tables.read import read

TABLE = "\n".join(
    ["day,region,arrivals (person),share (percent),note"]
    + [f"2025-{1 + at // 28:02}-{1 + at % 28:02},{'abcdefghijk'[at % 11]},{'' if at == 5 else at},{at % 13},text"
       for at in range(84)]
)  # fmt: skip
DAY, REGION, ARRIVALS, SHARE, NOTE = range(5)


def frame(text: str) -> Frame:
    return frame_of(read(text.encode()).table)


@pytest.fixture
def table() -> Iterator[Frame]:
    made = frame(TABLE)
    yield made
    made.close()


def test_that_the_first_look_is_the_first_number_over_the_first_date(table: Frame) -> None:
    drawing = likely(table)
    assert (drawing.style, drawing.x, drawing.y) == ("line", DAY, (ARRIVALS,))
    assert draw(table, drawing).y_titles == ("arrivals (person)",)


def test_that_every_row_with_a_value_is_a_point_in_the_order_of_x(table: Frame) -> None:
    (curve,) = draw(table, Drawing("points", SHARE, (ARRIVALS,))).curves
    assert len(curve.x) == 83  # one has no value
    assert bool((np.diff(curve.x) >= 0).all())
    assert curve.ids is not None
    assert (curve.y == curve.ids).all()


def test_that_each_of_three_units_has_an_axis_and_four_are_refused(table: Frame) -> None:
    drawn = draw(table, Drawing("line", DAY, (ARRIVALS, SHARE)))
    assert drawn.y_titles == ("arrivals (person)", "share (%)")
    assert [curve.axis for curve in drawn.curves] == [0, 1]
    four = frame("day,a (km),b (kg),c (percent),d (hour)\n2025-01-01,1,2,3,4\n2025-01-02,2,3,4,5\n")
    drawn = draw(four, Drawing("line", 0, (1, 2, 3)))
    assert [curve.axis for curve in drawn.curves] == [0, 1, 2]
    assert drawn.y_titles == ("a (km)", "b (kg)", "c (%)")
    with pytest.raises(ValueError, match="three units"):
        draw(four, Drawing("line", 0, (1, 2, 3, 4)))
    four.close()


def test_that_columns_without_a_unit_that_would_lie_flat_have_the_right_axis() -> None:
    sizes = frame("day,a,b,c\n2025-01-01,1000,20,900\n2025-01-02,2000,30,\n")
    drawn = draw(sizes, Drawing("line", 0, (1, 2, 3)))
    assert [curve.axis for curve in drawn.curves] == [0, 1, 0]
    assert drawn.y_titles == ("a, c", "b")
    assert [curve.axis for curve in draw(sizes, Drawing("line", 0, (1, 2), log_y=True)).curves] == [0, 0]
    assert draw(sizes, Drawing("bars", 0, (1, 2), how="count")).y_titles == ("Number of a, b",)
    sizes.close()


def test_that_more_rows_than_memory_has_room_for_are_not_drawn(table: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimbench.app.drawing_rows.free_memory", lambda: 10_000)
    with pytest.raises(ValueError, match="Drawing 84 rows would take"):
        draw(table, Drawing("line", DAY, (ARRIVALS,)))
    few = draw(table, Drawing("line", DAY, (ARRIVALS,)), [Condition(ARRIVALS, "range", high=9.0)])
    assert len(few.curves[0].x) == 9


def test_that_the_commonest_eight_groups_have_a_colour_and_the_rest_is_other(table: Frame) -> None:
    drawn = draw(table, Drawing("line", DAY, (ARRIVALS,), REGION))
    assert [curve.name for curve in drawn.curves] == [*"abcdefgh", "other"]
    assert sum(len(curve.x) for curve in drawn.curves) == 83


def test_that_months_are_put_together_as_statistics_would(table: Frame) -> None:
    drawn = draw(table, Drawing("bars", DAY, (ARRIVALS,), how="median", every="month"))
    (curve,) = drawn.curves
    months = [[n for n in range(28 * m, 28 * m + 28) if n != 5] for m in range(3)]
    assert curve.y.tolist() == [statistics.median(month) for month in months]
    assert [drawn.place(x) for x in curve.x] == ["January 2025", "February 2025", "March 2025"]
    assert drawn.y_titles == ("Median of arrivals (person)",)


def test_that_texts_across_have_a_place_each_and_one_value(table: Frame) -> None:
    drawn = draw(table, Drawing("bars", REGION, (ARRIVALS,), how="sum"))
    assert drawn.labels == tuple("abcdefghijk")
    assert drawn.curves[0].y[0] == sum(range(0, 84, 11))


def test_that_each_bin_of_few_whole_numbers_has_as_many_of_them() -> None:
    values = [1, 1, 2, 5, 5, 5, 6, 17]
    one = frame("n\n" + "\n".join(map(str, values)) + "\n")
    (curve,) = draw(one, Drawing("histogram", -1, (0,))).curves
    widths = np.diff(curve.x)
    assert (widths == widths[0]).all()
    assert widths[0] == round(widths[0])
    assert curve.x[0] == 0.5
    assert curve.y.sum() == len(values)
    width = int(widths[0])
    first = [sum(value in range(low, low + width) for value in values) for low in range(1, 18, width)]
    assert curve.y.tolist() == first
    one.close()


def test_that_a_histogram_counts_every_value_once(table: Frame) -> None:
    plain = draw(table, Drawing("histogram", -1, (ARRIVALS,)))
    assert plain.curves[0].y.sum() == 83
    log = draw(table, Drawing("histogram", -1, (ARRIVALS,), log_x=True))
    assert log.curves[0].y.sum() == 82  # not the zero
    assert "(1)" in log.remark


def test_that_a_box_has_the_quantiles_of_its_values(table: Frame) -> None:
    (curve,) = draw(table, Drawing("box", -1, (SHARE,))).curves
    values = sorted(at % 13 for at in range(84))
    assert curve.y.tolist() == [values[int(np.ceil(84 * level)) - 1] for level in (0.05, 0.25, 0.5, 0.75, 0.95)]


def test_that_a_range_leads_to_its_rows_and_rows_to_their_points(table: Frame) -> None:
    day = draw(table, Drawing("line", DAY, (ARRIVALS,))).curves[0].x
    daily = draw(table, Drawing("line", DAY, (ARRIVALS,)))
    assert rows_between(table, daily, day[3], day[4]).tolist() == [3, 4]
    monthly = draw(table, Drawing("bars", DAY, (ARRIVALS,), how="sum", every="month"))
    inside = rows_between(table, monthly, day[40], day[41])
    assert inside.tolist() == list(range(28, 56))  # the whole of February
    assert [(curve, at.tolist()) for curve, at in marked(table, monthly, inside)] == [(0, [1])]
    assert [(curve, at.tolist()) for curve, at in marked(table, daily, np.array([4, 6]))] == [(0, [4, 5])]


def test_that_only_rows_that_meet_the_conditions_are_drawn(table: Frame) -> None:
    some = [Condition(ARRIVALS, "range", low=10, high=19)]
    assert len(draw(table, Drawing("line", DAY, (ARRIVALS,)), some).curves[0].x) == 10


def test_that_what_does_not_go_together_is_put_right(table: Frame) -> None:
    every = Drawing("line", DAY, (ARRIVALS,), every="month")
    assert fitted(table, every).how == "mean"
    assert fitted(table, replace(every, x=SHARE)).every == ""
    assert fitted(table, replace(every, style="histogram")).x == -1
    assert not fitted(table, replace(every, style="bars", log_y=True)).log_y


@pytest.mark.parametrize(
    ("text", "drawing", "said"),
    [
        ("a,b\nx,y\nz,w\n", Drawing("line", 0, (1,)), "no column of numbers"),
        ("day,n\n2025-01-01,1\n", Drawing("line", 0, ()), "Choose a column of numbers"),
        ("day,n\n2025-01-01,1\n", Drawing("line", -1, (1,)), "horizontal axis"),
        ("day,n\n2025-01-01,-1\n", Drawing("line", 0, (1,), log_y=True), "above zero"),
    ],
)
def test_that_nothing_to_draw_is_said_in_a_sentence(text: str, drawing: Drawing, said: str) -> None:
    made = frame(text)
    with pytest.raises(ValueError, match=said):
        draw(made, drawing)
    made.close()


def test_that_a_table_whose_rows_are_all_filtered_away_says_so(table: Frame) -> None:
    with pytest.raises(ValueError, match="no values"):
        draw(table, likely(table), [Condition(ARRIVALS, "range", low=1e6)])


def test_that_bars_nobody_can_tell_apart_are_refused() -> None:
    many = frame("x,n\n" + "\n".join(f"{at},{at}.5" for at in range(2_500)))
    with pytest.raises(ValueError, match="2,500 bars"):
        draw(many, Drawing("bars", 0, (1,)))
    many.close()


def test_that_one_row_is_one_point() -> None:
    one = frame("day,n\n2025-01-01,7\n")
    assert draw(one, likely(one)).curves[0].y.tolist() == [7.0]
    one.close()


def test_that_rows_are_counted_by_text_by_period_and_by_colour() -> None:
    texts = frame("day,region,kind\n2025-01-03,north,a\n2025-01-20,south,b\n2025-03-02,north,a\n2025-03-05,,b\n")
    first = likely(texts)
    assert (first.style, first.x, first.y, first.every) == ("bars", 0, (ROWS,), "month")
    (curve,) = draw(texts, first).curves
    assert curve.y.tolist() == [2.0, 0.0, 2.0]
    by_text = draw(texts, Drawing("bars", 1, (ROWS,), 2))
    assert by_text.y_titles == ("Number of rows",)
    counted = {
        curve.name: dict(zip(map(by_text.place, curve.x), curve.y.tolist(), strict=True)) for curve in by_text.curves
    }
    assert counted == {"a": {"north": 2.0}, "b": {"south": 1.0, "(empty)": 1.0}}
    by_day = draw(texts, Drawing("line", 0, (ROWS,)))
    assert by_day.drawing.every == "day"
    assert by_day.curves[0].y.sum() == 4
    assert fitted(texts, Drawing("line", 0, (ROWS, 1))).y == (ROWS,)
    with pytest.raises(ValueError, match="no column of numbers"):
        draw(texts, Drawing("histogram", -1, (ROWS,)))
    texts.close()


def test_that_a_period_with_rows_of_only_a_part_is_told() -> None:
    days = [f"2025-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 29)][9:-11]
    daily = frame("day,n\n" + "".join(f"{day},1\n" for day in days))
    told = draw(daily, Drawing("bars", 0, (1,), how="sum", every="month")).remark
    assert told == (
        "Of January 2025 there are rows from 10 Jan 2025 on only. Of March 2025 there are rows up to 17 Mar 2025 only."
    )
    assert draw(daily, Drawing("bars", 0, (1,), how="mean", every="month")).remark == ""
    daily.close()
    for day in ("01", "28"):
        monthly = frame("day,n\n" + "".join(f"2025-{month:02}-{day},1\n" for month in range(1, 10)))
        assert draw(monthly, Drawing("bars", 0, (1,), how="sum", every="month")).remark == ""
        assert draw(monthly, Drawing("bars", 0, (1,), how="sum", every="quarter")).remark == ""
        monthly.close()


def test_that_groups_of_dates_or_numbers_are_in_their_order_however_they_are_written() -> None:
    rows = "".join(f"{at},{day},{at % 12}\n" for at, day in enumerate(["01/11/2019", "15/02/2020", "03/01/2020"] * 4))
    made = frame(f"n,batch,month\n{rows}")
    drawn = draw(made, Drawing("points", 0, (2,), 1))
    assert drawn.groups == ("01/11/2019", "03/01/2020", "15/02/2020")
    many = draw(made, Drawing("points", 0, (0,), 2))
    assert many.groups == tuple(map(str, range(8)))
    made.close()


def test_that_a_brush_takes_the_periods_whose_points_are_in_it_and_bars_it_touches(table: Frame) -> None:
    line = draw(table, Drawing("line", DAY, (ARRIVALS,), how="sum", every="month"))
    january, february, march = line.curves[0].x
    assert rows_between(table, line, january + 10, february + 10).tolist() == list(range(28, 56))
    assert rows_between(table, line, january + 10, january + 20).tolist() == []
    assert condition_between(line, january + 10, january + 20) is None
    bars = draw(table, Drawing("bars", DAY, (ARRIVALS,), how="sum", every="month"))
    assert rows_between(table, bars, january + 10, february + 10).tolist() == list(range(56))
    assert condition_between(bars, february, march - 1) == condition_between(line, february, march - 1)


@pytest.mark.parametrize("name", ["Wheat (t)", "Wheat, t", "Wheat [t]"])
def test_that_a_unit_in_a_name_is_said_once(name: str) -> None:
    made = frame(f'day,"{name}"\n2025-01-01,5\n2025-01-02,7\n')
    assert draw(made, Drawing("line", 0, (1,))).y_titles == ("Wheat (t)",)
    made.close()
