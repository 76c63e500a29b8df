"""The functions of time in formulas, run."""

from __future__ import annotations

import numpy as np
import pytest
from small_model import amounts, case, flow, levels, measure, months, result, stock, variable

from claimbench.core.model import Timeline
from claimbench.engine.simulate import Input

HALVES = months("2025-01-01", "2025-12-31", "2025-07-01")


def history(formula: str, unit: str = "", line: Timeline = HALVES, **inputs: Input) -> list[float]:
    made = case(
        {"x": ""},
        variables=(variable("v", unit, formula), variable("t", "", "elapsed('month') / month")),
        timeline=line,
    )
    return result(made, **{"x": 1.0, **inputs}).history("v")[:, 0].tolist()


def test_that_steps_and_pulses_count_by_days() -> None:
    assert history("step(6, '2025-03-01')") == [0, 0] + [6] * 11
    assert history("step(31, '2025-03-11')")[:4] == pytest.approx([0, 0, 21, 31])
    assert history("pulse(30, '2025-04-16', '2025-05-31')")[2:6] == pytest.approx([0, 15, 30, 0])


def test_that_a_ramp_rises_between_its_dates_and_stays() -> None:
    assert history("ramp(2 / month, '2025-03-01', '2025-05-31')") == pytest.approx([0, 0, 0, 2, 4] + [6] * 8)
    assert history("ramp(1 / day, '2025-03-01', '2025-03-31')")[2:5] == pytest.approx([0, 31, 31])


def test_that_a_rate_can_rise() -> None:
    """By 2 a month each month, from the end of February on; by 1 a day each day through March."""
    assert history("ramp(2 / month**2, '2025-03-01', '2025-05-31')", "1/month") == pytest.approx(
        [0] * 3 + [2, 4] + [6] * 8
    )
    assert history("ramp(1 / day**2, '2025-03-01', '2025-03-31')", "1/day")[2:5] == pytest.approx([0, 31, 31])
    made = case(
        flows=(flow("f", "case/month", "10 * case / month + ramp(2 * case / month**2, '2025-01-01', '2025-03-31')"),),
        stocks=(stock("s", "case", "0 * case", "f"),),
        timeline=months("2025-01-01", "2025-06-30"),
    )
    assert np.diff(result(made).history("s")[:, 0]) == pytest.approx([10, 12, 14, 16, 16, 16])


def test_that_previous_is_a_step_earlier() -> None:
    assert history("previous(t, 7)", line=months("2025-01-01", "2025-04-30")) == [7, 0, 1, 2, 3]
    assert history("previous(t + 1)", line=months("2025-01-01", "2025-04-30")) == [1, 1, 2, 3, 4]


def test_that_previous_can_feed_back_on_itself() -> None:
    made = case(
        variables=(
            variable("fib", "", "previous(fib, 1) + previous(older, 0)"),
            variable("older", "", "previous(fib, 1)"),
        ),
        timeline=months("2025-01-01", "2025-07-31"),
    )
    assert result(made).history("fib")[:, 0].tolist() == [1, 2, 3, 5, 8, 13, 21, 34]


@pytest.mark.parametrize("draws", [1, 5])
def test_that_a_delay_is_the_value_that_long_ago(draws: int) -> None:
    line = months("2025-01-01", "2025-06-30")
    wait = np.full(draws, 2.5)
    made = case(
        {"wait": "month"},
        variables=(
            variable("t", "", "elapsed('month') / month"),
            variable("v", "", "delay(t, wait, 9)"),
            variable("w", "", "delay(t + 4, wait)"),
        ),
        timeline=line,
    )
    found = result(made, wait=wait)
    assert found.history("v")[:, -1] == pytest.approx([9, 9, 9, 0.5, 1.5, 2.5, 3.5])
    assert found.history("w")[:, -1] == pytest.approx([4, 4, 4, 4.5, 5.5, 6.5, 7.5])


def test_that_delays_may_differ_between_draws_and_are_at_least_a_step() -> None:
    made = case(
        {"wait": "day"},
        variables=(variable("t", "", "elapsed('day') / day"), variable("v", "", "delay(t, wait)")),
        timeline=months("2025-01-01", "2025-06-30"),
    )
    found = result(made, wait=np.array([0.0, 31.0, 40.0, 1000.0])).history("v")[4]  # after 120 days
    assert found.tolist() == pytest.approx([90, 89, 80, 0])


def test_that_what_goes_in_comes_out_of_a_delay_in_a_loop() -> None:
    made = case(
        stocks=(stock("s", "case", "0", "f", "g"),),
        flows=(
            flow("f", "case/month", "10 * case/month"),
            flow("g", "case/month", "delay(f, 3 * month, 0 * case/month)"),
        ),
    )
    assert result(made).history("s")[:6, 0].tolist() == [0, 10, 20, 30, 30, 30]


def test_that_smooth_follows_a_step_exponentially() -> None:
    line = months("2025-01-01", "2025-12-31", method="rk4", substeps=4)
    made = case(
        variables=(
            variable("v", "", "smooth(step(1, '2025-03-01'), 2 * month)"),
            variable("w", "", "smooth(5, month, 1)"),
        ),
        timeline=line,
    )
    found = result(made)
    gone = np.arange(13) - 2.0
    assert found.history("v")[:, 0] == pytest.approx(np.where(gone > 0, 1 - np.exp(-gone / 2), 0), abs=1e-5)
    assert found.history("w")[:, 0] == pytest.approx(5 - 4 * np.exp(-np.arange(13.0)), abs=1e-3)


def test_that_lookup_is_a_polygon_held_at_its_ends() -> None:
    x = np.linspace(-1, 6, 50)
    made = case({"x": ""}, measures=(measure("m", "", "lookup(x, 0, 1, 2, 5, 3, -1, 5, 0.5)"),))
    assert result(made, x=x).measure("m") == pytest.approx(np.interp(x, [0, 2, 3, 5], [1, 5, -1, 0.5]), abs=1e-12)


def test_that_observed_reads_levels_and_amounts_as_rates() -> None:
    made = case(
        variables=(
            variable("a", "case", "observed('seen')"),
            variable("b", "case/month", "observed('counted')"),
            variable("c", "case/day", "observed('counted')"),
        ),
        series=(
            levels("seen", "case", ("2025-02-28", 4), ("2025-03-31", 6)),
            amounts("counted", "case", ("2025-02-01", "2025-02-28", 56)),
        ),
    )
    found = result(made)
    assert found.history("a")[2:4, 0].tolist() == [4, 6]
    assert found.history("b")[1, 0] == 56
    assert found.history("c")[1, 0] == 2
    assert np.isnan(found.history("b")[2, 0])


def test_that_a_power_of_numbers_has_the_last_bit_of_one_of_draws() -> None:
    """numpy's own power ends up in another for 91.5938³."""
    for base in (91.5938, 0.3, -7.77):
        made = case({"x": ""}, measures=(measure("m", "", f"({base!r}) ** 3 - x ** 3"),))
        assert result(made, x=np.array([base, base])).measure("m").tolist() == [0.0, 0.0]
