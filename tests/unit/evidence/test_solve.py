"""What would have to be true, of functions whose answers are known."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest

from claimbench.core.claim import Claim
from claimbench.core.show import day_number
from claimbench.evidence.solve import Alone, Array, Goal, Index, Joint, Knob, alone, goal, jointly
from claimbench.evidence.verdict import holds

AT_LEAST_10 = Goal(10.0, math.inf, 10.0)
EXACTLY_12 = Goal(12.0, 12.0, 12.0, 0.5)
EXACTLY_10 = Goal(10.0, 10.0, 10.0, 0.5)


def claim(relation: str, value: float | date | None = None, **more: object) -> Claim:
    more = {"unit": "date" if isinstance(value, date) else "", **more}
    return Claim("C1", "C1", relation=relation, value=value, measure="x", **more)  # type: ignore[arg-type]


def one(function: Callable[[Array], Array], knob: Knob, aim: Goal) -> Alone:
    """What a function of one assumption needs."""

    def result(_: Index, values: Array) -> Array:
        return np.asarray(function(values), dtype=np.float64)

    (found,) = alone(result, [knob], aim, float(result(np.zeros(1, dtype=np.intp), np.array([knob.best]))[0]))
    return found


def together(function: Callable[[Array], Array], knobs: Sequence[Knob], aim: Goal) -> Joint:
    found = jointly(function, knobs, aim)
    assert found is not None
    return found


# -- the goal


def test_that_the_target_of_a_claim_is_its_value_its_bound_or_the_nearer_end() -> None:
    assert goal(claim("=", 10.0, tolerance=1.0), 5.0) == Goal(10.0, 10.0, 10.0, 1.0)
    assert goal(claim("at least", 10.0, tolerance=1.0), 5.0) == Goal(10.0, math.inf, 10.0)
    assert goal(claim("less than", 10.0), 50.0) == Goal(-math.inf, 10.0, 10.0)
    assert goal(claim("between", low=10.0, high=20.0), 50.0).target == 20.0
    assert goal(claim("between", low=10.0, high=20.0), 5.0).target == 10.0
    assert goal(claim("between", low=10.0, high=20.0), math.inf).target == 20.0
    assert goal(claim("between", low=10.0, high=20.0, tolerance=1.0), 5.0) == Goal(10.0, 20.0, 10.0)


def test_that_a_day_lasts_from_the_end_of_the_day_before() -> None:
    day = date(2025, 6, 1)
    ends = day_number(day)
    assert goal(claim("at most", day), math.inf).target == ends
    assert goal(claim("less than", day), math.inf).target == ends - 1.0
    assert ends - 1.0 < goal(claim("at least", day), 0.0).target < ends - 0.9
    assert ends < goal(claim("more than", day), 0.0).target < ends + 0.1
    assert ends - 1.0 < goal(claim("between", low=ends, high=ends + 5, unit="date"), 0.0).target < ends - 0.9
    assert goal(claim("between", low=ends, high=ends + 5, unit="date"), math.inf).target == ends + 5
    assert goal(claim("=", day), 0.0).target == pytest.approx(ends - 0.5, abs=0.01)


@pytest.mark.parametrize("relation", ["at least", "at most", "more than", "less than", "="])
def test_that_the_target_of_a_date_is_on_a_day_that_holds(relation: str) -> None:
    day = claim(relation, date(2025, 6, 1))
    for now in (0.0, math.inf):
        assert holds(day, np.array([goal(day, now).target]))[0]


# -- alone


def test_that_the_value_is_where_the_result_meets_the_target() -> None:
    found = one(lambda x: 3.0 * x, Knob("x", 1.0, 2.0, 5.0), AT_LEAST_10)
    assert found.value == pytest.approx(10 / 3, rel=1e-9)
    assert (found.place, found.others, found.turns) == ("inside", (), False)


@pytest.mark.parametrize(("limits", "place"), [(None, "outside range"), ((0.0, 8.0), "outside limits")])
def test_that_a_value_beyond_the_range_or_the_limits_says_so(limits: tuple[float, float] | None, place: str) -> None:
    found = one(lambda x: x, Knob("x", 1.0, 2.0, 5.0, limits), AT_LEAST_10)
    assert found.value == pytest.approx(10.0)
    assert found.place == place


def test_that_a_value_has_no_digits_left_over_from_the_search() -> None:
    assert one(lambda x: x + 9.2, Knob("x", 0.0, 0.2, 1.0), EXACTLY_12).value == 2.8
    # a bound that only one side of a jump meets is not rounded to the other side
    jump = 2.0 / 3.0
    found = one(lambda x: np.where(x >= jump, 12.0, 0.0), Knob("x", 0.0, 0.2, 1.0), AT_LEAST_10)
    assert found.value is not None
    assert found.value >= jump


def test_that_no_value_is_none() -> None:
    found = one(np.sin, Knob("x", 0.0, 0.5, 1.0), AT_LEAST_10)
    assert (found.value, found.place) == (None, "none")


def test_that_what_makes_no_difference_is_told_apart_from_what_cannot_do_it() -> None:
    assert one(np.ones_like, Knob("x", 0.0, 0.5, 1.0), AT_LEAST_10).idle
    assert not one(np.sin, Knob("x", 0.0, 0.5, 1.0), AT_LEAST_10).idle


def test_that_a_claim_that_is_met_already_leaves_the_assumption_where_it_is() -> None:
    found = one(lambda x: x, Knob("x", 10.0, 12.0, 15.0), AT_LEAST_10)
    assert (found.value, found.place) == (12.0, "inside")


def test_that_of_several_values_the_nearest_comes_first_and_the_others_are_named() -> None:
    found = one(lambda x: x**2, Knob("x", -1.0, 1.0, 5.0), EXACTLY_10)
    assert found.value == pytest.approx(math.sqrt(10))
    assert found.others == pytest.approx((-math.sqrt(10),))
    assert found.turns


def test_that_a_jump_over_an_exact_target_is_no_value_but_meets_a_bound() -> None:
    def jump(x: Array) -> Array:
        return np.where(x < 3.0, 0.0, 20.0)

    assert one(jump, Knob("x", 1.0, 2.0, 5.0), EXACTLY_10).value is None
    assert one(jump, Knob("x", 1.0, 2.0, 5.0), AT_LEAST_10).value == pytest.approx(3.0)


def test_that_a_plateau_at_the_target_is_entered_at_its_near_edge() -> None:
    found = one(lambda x: np.clip(x, 0.0, 10.0), Knob("x", 1.0, 2.0, 5.0), EXACTLY_10)
    assert found.value == pytest.approx(10.0)


def test_that_a_date_that_is_never_reached_at_best_can_be_brought_about() -> None:
    def passed(x: Array) -> Array:
        return np.where(x > 2.5, 100.0 / np.maximum(x, 0.1), np.inf)

    found = one(passed, Knob("x", 1.0, 2.0, 5.0), Goal(-math.inf, 20.0, 20.0))
    assert found.value == pytest.approx(5.0)


def test_that_a_result_without_a_value_is_passed_over() -> None:
    found = one(lambda x: np.where(x > 4.0, np.nan, 3.0 * x), Knob("x", 1.0, 2.0, 5.0), AT_LEAST_10)
    assert found.value == pytest.approx(10 / 3)


def test_that_a_lognormal_never_becomes_negative() -> None:
    found = one(lambda x: -x, Knob("x", 1.0, 2.0, 5.0, least=0.0), AT_LEAST_10)
    assert found.value is None


def test_that_a_discrete_assumption_takes_one_of_its_values() -> None:
    found = one(lambda x: x, Knob("x", 1.0, 2.0, 9.8, values=(1.0, 2.0, 9.8)), EXACTLY_10)
    assert found.value == 9.8
    assert one(lambda x: x, Knob("x", 1.0, 2.0, 8.0, values=(1.0, 2.0, 8.0)), EXACTLY_10).value is None


# -- jointly


def test_that_the_nearest_point_of_a_plane_is_found() -> None:
    # x + 2 y = 10 from (0, 0) in half-widths 1 and 3: by hand, u = λ (1, 6), so that u₁ + 6 u₂ = 10
    knobs = [Knob("x", -1.0, 0.0, 1.0), Knob("y", -3.0, 0.0, 3.0)]
    found = together(lambda p: p[0] + 2 * p[1], knobs, AT_LEAST_10)
    assert found.values == pytest.approx({"x": 10 / 37, "y": 3 * 60 / 37}, rel=1e-5)
    assert found.distance == pytest.approx(10 / math.sqrt(37), rel=1e-6)


def test_that_each_side_of_a_range_has_its_own_width() -> None:
    # up costs 1 a unit, down 1/9: the nearest of the two ends of x² = 9 is down, though both are as far
    found = together(lambda p: p[0] ** 2 + 1.0, [Knob("x", -9.0, 0.0, 1.0)], EXACTLY_10)
    assert found.values["x"] == pytest.approx(-3.0)
    assert found.distance == pytest.approx(1 / 3)


def test_that_a_side_without_width_has_a_twentieth_of_the_whole_range() -> None:
    found = together(lambda p: p[0], [Knob("x", 0.0, 9.0, 9.0)], AT_LEAST_10)
    assert found.distance == pytest.approx(1.0 / (0.05 * 9.0))


def test_that_limits_hold_jointly_and_the_others_take_over() -> None:
    knobs = [Knob("x", -1.0, 0.0, 1.0, (-1.0, 1.0)), Knob("y", -1.0, 0.0, 1.0)]
    found = together(lambda p: 9 * p[0] + p[1], knobs, Goal(20.0, math.inf, 20.0))
    assert found.values == pytest.approx({"x": 1.0, "y": 11.0}, rel=1e-6)


def test_that_what_cannot_be_met_within_limits_is_none() -> None:
    assert jointly(lambda p: p[0], [Knob("x", -1.0, 0.0, 1.0, (-2.0, 2.0))], AT_LEAST_10) is None


def test_that_the_nearer_of_two_separate_solutions_is_taken() -> None:
    # one bump at x = -2 (far, high), one at x = 1.5 (near): both reach 10
    def bumps(p: Array) -> Array:
        return 30 * np.exp(-8 * (p[0] + 2) ** 2) + 12 * np.exp(-8 * (p[0] - 1.5) ** 2)

    found = together(bumps, [Knob("x", -1.0, 0.0, 1.0)], AT_LEAST_10)
    near = 1.5 - math.sqrt(math.log(1.2) / 8)
    assert found.values["x"] == pytest.approx(near, rel=1e-5)


def test_that_constants_stay_and_a_claim_met_already_moves_nothing() -> None:
    knobs = [Knob("x", 1.0, 2.0, 5.0), Knob("c", 3.0, 3.0, 3.0)]
    found = together(lambda p: p[0] * p[1], knobs, AT_LEAST_10)
    assert found.values == pytest.approx({"x": 10 / 3, "c": 3.0})
    assert together(lambda p: p[0] * p[1], knobs, Goal(5.0, math.inf, 5.0)).distance == 0.0


def test_that_a_date_that_is_never_reached_at_best_is_solved_for_jointly() -> None:
    def passed(p: Array) -> Array:
        speed = p[0] + p[1]
        return np.where(speed > 2.0, 100.0 / np.maximum(speed, 1.0), np.inf)

    knobs = [Knob("x", 0.0, 0.5, 1.5), Knob("y", 0.0, 0.5, 1.5)]
    found = together(passed, knobs, Goal(-math.inf, 25.0, 25.0))
    assert found.values == pytest.approx({"x": 2.0, "y": 2.0}, rel=1e-4)
