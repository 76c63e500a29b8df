"""Runs against closed forms, and what must hold of every run."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from small_model import (
    amounts,
    case,
    compiled,
    flow,
    flow_totals,
    levels,
    measure,
    months,
    result,
    stock,
    variable,
)

from claimbench.core.case import Case
from claimbench.core.model import Timeline
from claimbench.engine import observed
from claimbench.engine.model import CompiledModel
from claimbench.engine.simulate import Input, run

TWO_YEARS = months("2025-01-01", "2026-12-31")
HALVES = months("2025-01-01", "2025-12-31", "2025-07-01")


def final_error(made: Case, exact: float, line: Timeline, name: str = "s") -> float:
    return abs(result(replace(made, timeline=line)).history(name)[-1, 0] - exact)


# -- the calendar in a flow


def test_that_a_rate_per_month_is_per_calendar_month() -> None:
    made = case(stocks=(stock("s", "case", "0", "f"),), flows=(flow("f", "case/month", "21_000 * case/month"),),
                timeline=months("2025-01-01", "2025-03-10"))  # fmt: skip
    assert result(made).history("s")[:, 0].tolist() == pytest.approx([0, 21_000, 42_000, 42_000 + 21_000 * 10 / 31])


def test_that_720_a_day_are_22320_in_october() -> None:
    made = case(flows=(flow("f", "case/month", "720 * case/day"),))
    found = result(made)
    assert found.history("f")[9, 0] == 22_320
    assert flow_totals(found, "f")[[2, 10], 0].tolist() == [720 * 28, 22_320]
    assert np.isnan(found.history("f")[-1, 0])
    assert np.isnan(flow_totals(found, "f")[0, 0])


@pytest.mark.parametrize("step", ["day", "week", "month", "quarter", "year"])
def test_that_a_constant_flow_comes_to_the_same_in_every_step(step: str) -> None:
    made = case(stocks=(stock("s", "case", "0", "f g"),),
                flows=(flow("f", "case/month", "3 * case/month"), flow("g", "case/day", "2 * case/day")),
                timeline=months("2024-01-01", "2025-12-31", step=step))  # fmt: skip
    assert result(made).history("s")[-1, 0] == pytest.approx(3 * 24 + 2 * (366 + 365), rel=1e-12)


def test_that_a_rate_per_year_is_a_twelfth_each_month_in_leap_years_too() -> None:
    made = case(
        stocks=(stock("s", "case", "0", "f"), stock("t", "case", "0", "g")),
        flows=(flow("f", "case/year", "1_200 * case/year"), flow("g", "case/week", "7 * case/week")),
        timeline=months("2024-02-01", "2025-01-15"),
    )
    found = result(made)
    assert np.diff(found.history("s")[:, 0]) == pytest.approx([100] * 11 + [100 * 15 / 31])
    lengths = [29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 15]
    assert np.diff(found.history("t")[:, 0]) == pytest.approx(lengths)


def test_that_elapsed_counts_from_the_projection_and_is_nought_before() -> None:
    made = case(variables=(variable("m", "month", "elapsed('month')"), variable("d", "day", "elapsed('day')"),
                           variable("y", "year", "elapsed('year')")), timeline=HALVES)  # fmt: skip
    found = result(made)
    assert found.history("m")[:, 0].tolist() == [0] * 7 + [1, 2, 3, 4, 5, 6]
    assert found.history("d")[-1, 0] == 184
    assert found.history("y")[-1, 0] == 0.5


# -- closed forms


def decay(rate: str = "0.3") -> Case:
    return case(
        stocks=(stock("s", "case", "1_000 * case", "", "f"),), flows=(flow("f", "case/month", f"{rate} * s / month"),)
    )


def logistic() -> Case:
    return case(stocks=(stock("s", "case", "50 * case", "f"),),
                flows=(flow("f", "case/month", "0.4 * s * (1 - s / (1_000 * case)) / month"),))  # fmt: skip


@pytest.mark.parametrize(
    ("made", "exact"),
    [(decay(), 1000 * np.exp(-0.3 * 24)), (logistic(), 1000 / (1 + 19 * np.exp(-0.4 * 24)))],
    ids=["decay", "logistic"],
)
@pytest.mark.parametrize(("method", "order", "steps"), [("euler", 1, (32, 64, 128)), ("rk4", 4, (2, 4, 8))])
def test_that_the_methods_converge_in_their_order(
    made: Case, exact: float, method: str, order: int, steps: tuple[int]
) -> None:
    errors = [final_error(made, exact, months("2025-01-01", "2026-12-31", method=method, substeps=n)) for n in steps]
    orders = [np.log2(a / b) for a, b in pairwise(errors)]
    assert orders == pytest.approx([order] * len(orders), abs=0.25)
    if order == 4:
        assert errors[-1] < 1e-4


def test_that_decay_by_euler_is_the_product_of_its_steps() -> None:
    assert result(replace(decay(), timeline=TWO_YEARS)).history("s")[:, 0] == pytest.approx(
        1000 * 0.7 ** np.arange(25), rel=1e-12
    )


def test_that_compound_growth_is_a_power() -> None:
    made = case(
        {"rate": "case/month", "growth": ""},
        stocks=(stock("s", "case", "0", "f"),),
        flows=(flow("f", "case/month", "rate * (1 + growth) ** (elapsed('month') / month)"),),
        timeline=TWO_YEARS,
    )
    growth = np.array([-0.02, 0.0, 0.01, 0.04])
    found = result(made, rate=np.full(4, 21_000.0), growth=growth).history("s")[-1]
    with np.errstate(invalid="ignore"):
        expected = np.where(growth == 0, 24.0, ((1 + growth) ** 24 - 1) / growth) * 21_000
    assert found == pytest.approx(expected, rel=1e-12)


def test_that_two_stocks_exchanging_keep_their_sum_and_settle() -> None:
    made = case(
        stocks=(stock("a", "person", "1_000 * person", "back", "out"), stock("b", "person", "0", "out", "back")),
        flows=(flow("out", "person/month", "0.2 * a / month"), flow("back", "person/month", "0.1 * b / month")),
        timeline=months("2025-01-01", "2034-12-31", method="rk4"),
    )
    found = result(made)
    a, b = found.history("a")[:, 0], found.history("b")[:, 0]
    assert a + b == pytest.approx(np.full(121, 1000.0), rel=1e-12)
    assert a == pytest.approx(1000 / 3 + 2000 / 3 * np.exp(-0.3 * np.arange(121)), abs=0.03)


def test_that_in_the_steady_state_what_is_there_is_the_inflow_times_the_time_it_stays() -> None:
    made = case(stocks=(stock("s", "person", "0", "f", "g"),),
                flows=(flow("f", "person/month", "30 * person/month"), flow("g", "person/month", "s / (5 * month)")),
                timeline=months("2025-01-01", "2044-12-31"))  # fmt: skip
    assert result(made).history("s")[-1, 0] == pytest.approx(30 * 5, rel=1e-9)  # Little's law


@pytest.mark.parametrize("method", ["euler", "rk4"])
@pytest.mark.parametrize("substeps", [1, 3])
def test_that_every_stock_changes_by_what_flows(method: str, substeps: int) -> None:
    made = case(
        {"share": "", "start": "person"},
        stocks=(
            stock("a", "person", "start", "c", "f g", non_negative=True),
            stock("b", "person", "0", "f", "c", non_negative=True),
            stock("gone", "person", "0", "g"),
        ),
        flows=(
            flow("f", "person/month", "share * a / month + 40 * person/month"),
            flow("g", "person/day", "3 * person/day"),
            flow("c", "person/month", "0.5 * b / month"),
        ),
        timeline=months("2025-01-01", "2026-12-31", method=method, substeps=substeps),
    )
    found = result(made, share=np.linspace(0.1, 0.9, 9), start=np.linspace(10, 5000, 9))
    a, b, gone = (found.history(name) for name in ("a", "b", "gone"))
    f, g, c = (flow_totals(found, name)[1:] for name in ("f", "g", "c"))
    assert np.diff(a, axis=0) == pytest.approx(c - f - g, abs=1e-9)
    assert np.diff(b, axis=0) == pytest.approx(f - c, abs=1e-9)
    assert a + b + gone == pytest.approx(np.broadcast_to(a[0], a.shape), rel=1e-12)
    assert (a >= 0).all()
    assert (b >= 0).all()


# -- stocks that stay at or above zero


def test_that_outflows_are_cut_in_proportion_to_what_is_there() -> None:
    made = case(
        stocks=(stock("s", "case", "100 * case", "", "f g", non_negative=True),),
        flows=(flow("f", "case/month", "30 * case/month"), flow("g", "case/month", "60 * case/month")),
        timeline=months("2025-01-01", "2025-03-31"),
    )
    found = result(made)
    assert found.history("s")[:, 0].tolist() == [100, 10, 0, 0]
    assert found.history("f")[:3, 0] == pytest.approx([30, 10 / 3, 0])
    assert found.history("g")[:3, 0] == pytest.approx([60, 20 / 3, 0])


def test_that_a_stock_which_never_falls_below_zero_does_not_open_there_either() -> None:
    """Else it would be lifted to zero in its first step by nothing that flows."""
    made = case(
        {"start": "case"},
        stocks=(stock("s", "case", "start", "f", non_negative=True),),
        flows=(flow("f", "case/month", "10 * case/month"),),
        timeline=months("2025-01-01", "2025-02-28"),
    )
    found = result(made, start=np.array([-5.0, 5.0]))
    assert found.history("s").tolist() == [[0, 5], [10, 15], [20, 25]]


def test_that_what_flows_in_can_flow_out_in_the_same_step_and_readers_see_the_cut() -> None:
    made = case(
        stocks=(stock("s", "case", "0", "f", "g", non_negative=True),),
        flows=(flow("f", "case/month", "20 * case/month"), flow("g", "case/month", "50 * case/month")),
        variables=(variable("twice", "case/month", "2 * g"),),
    )
    found = result(made)
    assert found.history("s")[:, 0].tolist() == [0] * 13
    assert found.history("g")[:12, 0].tolist() == [20] * 12
    assert found.history("twice")[:12, 0].tolist() == [40] * 12


def test_that_outflows_that_read_one_another_are_cut_together() -> None:
    made = case(
        stocks=(stock("s", "case", "100 * case", "back", "f g", non_negative=True),),
        flows=(
            flow("f", "case/month", "150 * case/month"),
            flow("g", "case/month", "f / 3"),
            flow("back", "case/month", "g / 2"),
        ),
        timeline=months("2025-01-01", "2025-01-31"),
    )
    found = result(made)
    assert found.history("f")[0, 0] == pytest.approx(75)
    assert found.history("g")[0, 0] == pytest.approx(25)
    assert found.history("s")[1, 0] >= 0


def test_that_a_ring_of_stocks_at_zero_stays_there() -> None:
    made = case(
        stocks=(
            stock("a", "case", "5 * case", "g", "f", non_negative=True),
            stock("b", "case", "0", "f", "g", non_negative=True),
        ),
        flows=(flow("f", "case/month", "9 * case/month"), flow("g", "case/month", "9 * case/month")),
    )
    found = result(made)
    assert found.history("a")[:4, 0].tolist() == [5, 0, 5, 0]
    assert found.history("b")[:4, 0].tolist() == [0, 5, 0, 5]


# -- the past


def past_case() -> Case:
    return case(
        {"rate": "case/month"},
        stocks=(stock("total", "case", "", "opened", past="seen"), stock("all", "case", "0", "opened"),
                stock("hidden", "person", "9 * person", "joined", past="none")),
        flows=(flow("opened", "case/month", "rate", "counted"), flow("joined", "person/month", "hidden / month"),
               flow("later", "case/month", "rate", "none"),
               flow("judged", "case/month", "rate if hidden > 5 * person else 2 * rate")),
        variables=(variable("doubled", "person", "2 * hidden"), variable("big", "", "1 if hidden > 5 * person else 0")),
        series=(levels("seen", "case", ("2025-04-30", 90), ("2025-06-30", 100)),
                amounts("counted", "case", *((f"2025-0{m}-01", f"2025-0{m}-28", 28.0 * m) for m in (2,)),
                        ("2025-01-01", "2025-01-31", 31), ("2025-03-01", "2025-06-30", 122))),
        timeline=HALVES,
    )  # fmt: skip


def test_that_an_observed_past_stands_until_the_projection_and_the_model_goes_on_from_there() -> None:
    found = result(past_case(), rate=np.array([10.0, 20.0]))
    total = found.history("total")
    assert total[[4, 6, 7, 12], 1].tolist() == [90, 100, 120, 220]
    assert np.isnan(total[[0, 3, 5]]).all()
    opened = found.history("opened")
    assert opened[:7, 0].tolist() == [31, 56, 31, 30, 31, 30, 10]
    assert found.history("all")[[6, 12], 1].tolist() == [209, 329]


def test_that_what_has_no_past_is_quietly_unknown_before_the_projection() -> None:
    found = result(past_case(), rate=np.array([10.0, 20.0]))
    for name in ("hidden", "joined", "later", "judged", "doubled", "big"):
        assert np.isnan(found.history(name)[:6]).all(), name
    assert found.history("hidden")[6:9, 0].tolist() == [9, 18, 36]
    assert found.history("big")[6:, 0].tolist() == [1] * 7
    assert found.history("judged")[6:12, 1].tolist() == [20] * 6


def test_that_an_opening_overrides_the_last_observation() -> None:
    made = past_case()
    made = replace(made, stocks={**made.stocks, "total": replace(made.stocks["total"], opening="98 * case")})
    assert result(made, rate=10.0).history("total")[[4, 6, 7], 0].tolist() == [90, 98, 108]


def test_that_a_stock_opens_with_each_draws_own_last_figure() -> None:
    made = past_case()
    model = compiled(made)
    seen = np.full((13, 3), np.nan)
    seen[6] = [100, 101, 102]
    counted = observed.point(made.series["counted"], model.grid)
    found = run(model, {"rate": 10.0, "series:seen": seen, "series:counted": counted})
    assert found.history("total")[7].tolist() == [110, 111, 112]


# -- what must hold of every run


def feedback() -> CompiledModel:
    return compiled(
        case(
            {"rate": "case/month", "growth": "", "share": "", "start": "case", "wait": "month", "apart": "case"},
            stocks=(stock("s", "case", "start", "f", "g h", non_negative=True), stock("t", "case", "0", "g")),
            flows=(
                flow("f", "case/month", "rate * (1 + growth) ** (elapsed('month') / month)"),
                flow("g", "case/month", "share * smooth(s, wait) / month + exp(growth) * case/month"),
                flow("h", "case/month", "delay(f, wait) * 0.1 + previous(g, 0 * case/month) * log(2 + share)"),
            ),
            variables=(variable("v", "", "sqrt(s / t) if t > 3 * case else growth ** 2"),),
            measures=(
                measure("d", "date", "first_date(t > 20 * case)"),
                measure("m", "case", "total(f) + mean(s) + at(t, '2025-05-17')"),
                measure("zero", "case", "m - m"),
                measure("alone", "case", "2 * apart"),
            ),
            timeline=HALVES,
        )
    )


def draws(n: int) -> dict[str, Input]:
    numbers = np.random.default_rng(7)
    return {
        "rate": numbers.uniform(2, 9, n),
        "growth": numbers.normal(0, 0.03, n),
        "share": numbers.uniform(0, 1, n),
        "start": numbers.uniform(0, 50, n),
        "wait": numbers.uniform(0.5, 4, n),
        "apart": numbers.uniform(0, 1, n),
    }


def same(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and np.array_equal(a.view(np.int64), b.view(np.int64))


@pytest.mark.parametrize("block", [1, 7, 64, 1000, 4096])
def test_that_results_do_not_depend_on_the_block_to_the_last_bit(block: int) -> None:
    model, inputs = feedback(), draws(301)
    whole, parts = run(model, inputs, block=301), run(model, inputs, block=block)
    for name in ("s", "t", "f", "g", "h", "v"):
        assert same(np.ascontiguousarray(whole.history(name)), np.ascontiguousarray(parts.history(name))), name
    for name in ("d", "m"):
        assert same(whole.measure(name), parts.measure(name)), name


def test_that_a_draw_does_not_depend_on_the_other_draws() -> None:
    model, inputs = feedback(), draws(50)
    one = {id: value[17:18] for id, value in inputs.items() if isinstance(value, np.ndarray)}
    assert run(model, inputs).measure("m")[17] == run(model, one).measure("m")[0]


def test_that_numbers_and_draws_that_are_all_alike_give_the_same() -> None:
    model = feedback()
    numbers: dict[str, Input] = {"rate": 4.0, "growth": 0.02, "share": 0.3, "start": 9.0, "wait": 2.0, "apart": 1.0}
    arrays: dict[str, Input] = {id: np.full(5, value) for id, value in numbers.items()}
    few, many = run(model, numbers), run(model, arrays)
    assert few.history("s").shape == (13, 1)
    assert many.history("s").shape == (13, 5)
    assert np.broadcast_to(few.history("s"), (13, 5)) == pytest.approx(many.history("s"), rel=1e-13)
    assert many.measure("d") == pytest.approx(np.full(5, few.measure("d")[0]), rel=1e-13)


def test_that_a_number_less_itself_is_nought() -> None:
    assert (run(feedback(), draws(40)).measure("zero") == 0).all()


def test_that_what_is_wanted_does_not_change_what_it_is() -> None:
    model, inputs = feedback(), draws(40)
    everything = run(model, inputs)
    assert same(run(model, inputs, {"m"}).measure("m"), everything.measure("m"))
    with pytest.raises(KeyError):
        run(model, inputs, {"m"}).history("s")
    with pytest.raises(KeyError):
        run(model, inputs, {"nothing"})


def test_that_only_what_lies_downstream_of_a_change_is_computed_again() -> None:
    model, inputs = feedback(), draws(40)
    before = run(model, inputs)
    kept = {name: before.history(name) for name in ("s", "t", "f", "g", "h", "v")}
    measured = {name: before.measure(name) for name in ("d", "m", "alone")}
    changed = {**inputs, "share": np.linspace(0, 1, 40)}
    after = run(model, changed, reuse=before)
    assert after.history("f") is kept["f"]
    assert after.measure("alone") is measured["alone"]
    fresh = run(model, changed)
    for name in kept:
        assert same(np.ascontiguousarray(after.history(name)), np.ascontiguousarray(fresh.history(name))), name
    for name in measured:
        assert same(after.measure(name), fresh.measure(name)), name
    assert run(model, changed, reuse=after).history("s") is after.history("s")


@pytest.mark.parametrize("method", ["euler", "rk4"])
def test_that_taking_over_is_exact_between_points_too(method: str) -> None:
    made = case(
        {"a": "case/month", "b": ""},
        stocks=(stock("s", "case", "0", "f"), stock("t", "case", "1 * case", "g")),
        flows=(
            flow("f", "case/month", "a * (1 + elapsed('day') / (9 * day))"),
            flow("g", "case/month", "b * s / month"),
        ),
        timeline=months("2025-01-01", "2025-12-31", method=method, substeps=3),
    )
    model = compiled(made)
    first: dict[str, Input] = {"a": np.linspace(1, 2, 9), "b": np.linspace(0, 1, 9)}
    second = {**first, "b": np.linspace(1, 3, 9)}
    reused, fresh = run(model, second, reuse=run(model, first)), run(model, second)
    assert same(reused.history("t").copy(), fresh.history("t").copy())
    assert np.diff(fresh.history("t"), axis=0) == pytest.approx(flow_totals(fresh, "g")[1:], rel=1e-12)


def test_that_results_cannot_be_written_to() -> None:
    found = run(feedback(), draws(4))
    for array in (found.history("s"), found.history("f"), found.measure("m")):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_that_memory_is_used_again_only_when_nobody_holds_it() -> None:
    model, inputs = feedback(), draws(301)
    first = run(model, inputs)
    held = {name: first.history(name) for name in ("s", "f", "v")}
    view, before = first.history("t")[3:5, 7:9], {name: array.copy() for name, array in held.items()}
    part = view.copy()
    del first
    for factor in (2.0, 3.0, 4.0):
        other = run(model, {**inputs, "rate": np.asarray(inputs["rate"]) * factor, "start": np.full(301, factor)})
        assert not np.array_equal(other.history("s"), before["s"])
    assert all(same(held[name].copy(), before[name]) for name in held)
    assert np.array_equal(view, part)


def test_that_inputs_must_have_as_many_draws_as_one_another() -> None:
    inputs = draws(4)
    inputs["rate"] = np.ones(5)
    with pytest.raises(ValueError, match="number of draws"):
        run(feedback(), inputs)
