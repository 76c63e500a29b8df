"""Measures: histories to one number or date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_model import amounts, case, flow, levels, measure, months, result, stock, variable

from claimbench.core.case import Case
from claimbench.core.show import day_number
from claimbench.engine.simulate import Input

HALVES = months("2025-01-01", "2025-12-31", "2025-07-01")


def one(formula: str, unit: str, line: object = HALVES, **inputs: Input) -> np.ndarray:
    """A stock that starts at 100 and gains 31 x a month, its flow, and a measure of them."""
    made = case({"x": "case/month", "limit": "case"}, stocks=(stock("s", "case", "100 * case", "f"),),
                flows=(flow("f", "case/month", "31 * x"),),
                variables=(variable("twice", "case", "2 * s"), variable("wave", "", "elapsed('month') / month")),
                measures=(measure("m", unit, formula),), timeline=line)  # type: ignore[arg-type]  # fmt: skip
    return result(made, **{"x": np.array([1.0, 2.0]), "limit": 0.0, **inputs}).measure("m")


def day(text: str) -> float:
    return day_number(date.fromisoformat(text))


def test_that_a_stock_between_points_lies_on_the_straight_line_by_days() -> None:
    assert one("at(s, '2024-12-31')", "case").tolist() == [100, 100]
    assert one("at(s, '2025-01-31')", "case").tolist() == [131, 162]
    assert one("at(s, '2025-01-10')", "case") == pytest.approx([110, 120])
    assert one("at(twice, '2025-02-14')", "case") == pytest.approx([2 * 146.5, 2 * 193])
    assert one("final(s)", "case").tolist() == [100 + 12 * 31, 100 + 24 * 31]


def test_that_a_flow_at_a_date_is_its_rate_in_the_step_of_that_date() -> None:
    made = case(flows=(flow("f", "case/month", "elapsed('month') * case / month ** 2"),),
                measures=(*(measure(f"m{i}", "case/month", f"at(f, '2025-{text}')")
                            for i, text in enumerate(["08-01", "08-31", "09-01"])),
                          measure("last", "case/month", "final(f)")), timeline=HALVES)  # fmt: skip
    found = result(made)
    assert [found.measure(f"m{i}")[0] for i in range(3)] == [1, 1, 2]
    assert found.measure("last")[0] == 5


def test_that_a_total_takes_parts_of_steps_by_their_days() -> None:
    assert one("total(f, over('2025-01-01', '2025-12-31'))", "case").tolist() == [12 * 31, 24 * 31]
    assert one("total(f, over('2025-01-10', '2025-03-03'))", "case") == pytest.approx([22 + 31 + 3, 44 + 62 + 6])
    assert one("total(f)", "case").tolist() == [12 * 31, 24 * 31]


def test_that_means_and_extremes_are_those_of_the_line_between_points() -> None:
    assert one("mean(s, over('2025-01-01', '2025-01-31'))", "case") == pytest.approx([115.5, 131])
    assert one("mean(f, over('2025-01-10', '2025-03-03'))", "case/month") == pytest.approx([31, 62])
    assert one("peak(s, over('2025-01-02', '2025-01-10'))", "case") == pytest.approx([110, 120])
    assert one("lowest(s, over('2025-01-02', '2025-01-10'))", "case") == pytest.approx([101, 102])
    assert one("peak(s - f * month)", "case") == pytest.approx([100 + 10 * 31, 100 + 20 * 31])
    assert one("lowest(wave)", "").tolist() == [0, 0]
    assert one("mean(3 * case)", "case").tolist() == [3, 3]
    assert one("total(2 * case/month, over('2025-03-01', '2025-04-15'))", "case") == pytest.approx([3, 3])


@given(st.integers(0, 364), st.integers(0, 364))
def test_that_the_mean_of_a_stock_is_its_integral(a: int, b: int) -> None:
    first, last = sorted((a, b))
    start, end = (date.fromordinal(date(2025, 1, 1).toordinal() + n) for n in (first, last))
    found = one(f"mean(s, over('{start}', '{end}'))", "case")[0]
    days = np.linspace(day_number(start) - 1, day_number(end), 20_001)
    points = np.array([day_number(date(2024, 12, 31))] + [day_number(date(2025, m + 1, 1)) - 1 for m in range(1, 12)]
                      + [day_number(date(2025, 12, 31))])  # fmt: skip
    line = np.interp(days, points, 100 + 31 * np.arange(13.0))
    assert found == pytest.approx(((line[1:] + line[:-1]) / 2).mean(), rel=1e-6)


def test_that_passing_a_threshold_is_dated_to_the_part_of_a_day() -> None:
    found = one("first_date(s >= limit)", "date", limit=np.array([115.5, 162.0]))
    assert found == pytest.approx([day("2024-12-31") + 15.5, day("2025-01-31")])
    assert one("first_date(limit < s)", "date", limit=np.array([131.0, 1e9])) == pytest.approx(
        [day("2025-01-31"), np.inf]
    )


def test_that_a_condition_that_holds_from_the_start_is_dated_to_the_start() -> None:
    assert one("first_date(s >= limit)", "date").tolist() == [day("2024-12-31")] * 2


def test_that_a_threshold_met_exactly_at_a_point_is_passed_there_only_if_equality_counts() -> None:
    assert one("first_date(s >= limit)", "date", limit=131.0)[0] == day("2025-01-31")
    assert day("2025-01-31") <= one("first_date(s > limit)", "date", limit=131.0)[0] < day("2025-02-01")


def test_that_a_falling_quantity_passes_below() -> None:
    made = case(
        stocks=(stock("s", "case", "100 * case", "", "f"),),
        flows=(flow("f", "case/month", "10 * case/month"),),
        measures=(
            measure("m", "date", "first_date(s <= 85 * case)"),
            measure("n", "date", "first_date(not s > 85 * case)"),
        ),
    )
    found = result(made)
    assert found.measure("m")[0] == day("2025-01-31") + 14
    assert found.measure("n")[0] == found.measure("m")[0]


def test_that_conditions_join() -> None:
    both = one("first_date(s >= 120 * case and twice >= 300 * case)", "date")
    either = one("first_date(s >= 120 * case or twice >= 300 * case)", "date")
    assert both[0] == pytest.approx(day("2025-01-31") + 28 * 19 / 31)
    assert either[0] == pytest.approx(day("2024-12-31") + 20)


def test_that_conditions_that_begin_in_one_step_join_by_their_dates() -> None:
    """Two stocks that rise by 1 and by 1,000 a day: by how much each passes its line says nothing of when."""
    made = case(
        stocks=(stock("a", "case", "0 * case", "fa"), stock("b", "case", "0 * case", "fb")),
        flows=(flow("fa", "case/month", "31 * case/month"), flow("fb", "case/month", "31_000 * case/month")),
        measures=tuple(
            measure(f"m{number}", "date", f"first_date({condition})")
            for number, condition in enumerate(
                (
                    "a >= 6 * case and b >= 20_000 * case",
                    "a >= 6 * case or b >= 20_000 * case",
                    "not (a < 6 * case or b < 20_000 * case)",
                    "not (a < 6 * case and b < 20_000 * case)",
                    "(a >= 6 * case or b >= 25_000 * case) and (b >= 3_000 * case and a >= 9 * case)",
                    "a >= 40 * case and b >= 20_000 * case",
                )
            )
        ),
    )
    found = result(made)
    eve = day("2024-12-31")
    # 40 of the first are there 9 days into February: 31 in January, and 31 in 28 days
    for number, days in enumerate((20, 6, 20, 6, 9, 31 + 9 * 28 / 31)):
        assert found.measure(f"m{number}")[0] == pytest.approx(eve + days)


def test_that_what_is_not_known_meets_neither_a_condition_nor_its_opposite() -> None:
    seen = levels("seen", "case", ("2025-03-31", 5.0), ("2025-08-31", 9.0))
    conditions = ("seen > 7", "not seen > 7", "not (seen <= 3 or seen > 7)", "not (seen <= 3 and seen > 7)")
    written = [text.replace("seen", "observed('seen')").replace("7", "7 * case").replace("3", "3 * case")
               for text in conditions]  # fmt: skip
    made = case(measures=tuple(measure(f"m{n}", "date", f"first_date({text})") for n, text in enumerate(written)),
                series=(seen,))  # fmt: skip
    assert [result(made).measure(f"m{n}")[0] for n in range(4)] == [day("2025-08-31"), *[day("2025-03-31")] * 3]


def test_that_a_condition_on_a_rate_is_dated_to_the_first_day_of_the_step() -> None:
    made = case(flows=(flow("f", "case/month", "elapsed('month') * case / month ** 2"),),
                measures=(measure("m", "date", "first_date(f >= 2 * case/month)"),), timeline=HALVES)  # fmt: skip
    assert result(made).measure("m")[0] == day("2025-09-01")


def test_that_measures_may_use_one_another_and_dates_can_be_compared() -> None:
    made = case(
        stocks=(stock("s", "case", "100 * case", "f"),),
        flows=(flow("f", "case/month", "31 * case/month"),),
        measures=(
            measure("late", "day", "passed - date('2025-01-01')"),
            measure("passed", "date", "first_date(s > 131 * case)"),
            measure("early", "date", "min(passed, date('2025-01-15'))"),
            measure("soon", "", "1 if passed < date('2025-06-01') else 0"),
            measure("share", "%", "at(s, '2025-01-31') / final(s)"),
        ),
    )
    found = result(made)
    assert found.measure("late")[0] == pytest.approx(30)
    assert found.measure("early")[0] == day("2025-01-15")
    assert found.measure("soon")[0] == 1
    assert found.measure("share")[0] == pytest.approx(100 * 131 / 472)


def observed_past() -> Case:
    return case(
        {"rate": "case/month"},
        stocks=(
            stock("total", "case", "", "opened", past="seen"),
            stock("hidden", "case", "5 * case", "opened", past="none"),
        ),
        flows=(flow("opened", "case/month", "rate", "counted"),),
        measures=(
            measure("parts", "case", "total(opened, over('2025-01-01', '2025-06-30'))"),
            measure("whole", "case", "at(total, '2025-06-30') - at(total, '2024-12-31')"),
            measure("everything", "case", "total(opened)"),
            measure("low", "case", "lowest(hidden)"),
            measure("before", "case", "at(hidden, '2025-03-15')"),
            measure("date", "date", "first_date(hidden >= 5 * case)"),
        ),
        series=(
            levels("seen", "case", ("2024-12-31", 1000), ("2025-06-30", 1700)),
            amounts(
                "counted",
                "case",
                *((f"2025-0{m}-01", f"2025-0{m}-{d}", 100.0) for m, d in enumerate([31, 28, 31, 30, 31, 30], 1)),
            ),
        ),
        timeline=HALVES,
    )


def test_that_where_a_total_and_its_parts_disagree_each_has_its_place() -> None:
    found = result(observed_past(), rate=10.0)
    assert found.measure("whole")[0] == 700  # the stated total
    assert found.measure("parts")[0] == pytest.approx(600)  # the sum of the parts
    assert found.measure("everything")[0] == pytest.approx(660)


def test_that_without_a_period_only_what_is_known_counts() -> None:
    found = result(observed_past(), rate=10.0)
    assert found.measure("low")[0] == 5
    assert np.isnan(found.measure("before")[0])
    assert found.measure("date")[0] == day("2025-06-30")


def test_that_measures_are_the_same_between_substeps() -> None:
    made = observed_past()
    coarse, fine = (result(replace(made, timeline=replace(HALVES, substeps=n)), rate=10.0) for n in (1, 4))
    for name in made.measures:
        assert coarse.measure(name) == pytest.approx(fine.measure(name), rel=1e-12, nan_ok=True), name
