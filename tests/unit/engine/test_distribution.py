"""Distributions against scipy.stats, closed forms, and what the slider promises."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from claimbench.core.assumption import DISTRIBUTIONS, Assumption
from claimbench.core.problem import Problem, Severity
from claimbench.engine import distribution

Z95 = 1.6448536269514722
#: Standard normal draws as they come from 2³⁰ Sobol points, and a little beyond.
Z = np.concatenate([np.linspace(-6.4, 6.4, 2501), [-7.5, -6.6, 6.6, 7.5]])
U_MIDDLES = (np.arange(200_000) + 0.5) / 200_000
Z_MIDDLES = stats.norm.ppf(U_MIDDLES)

ALL = tuple(DISTRIBUTIONS)
THREE_POINT = ("normal", "lognormal", "triangular", "pert")


def assumption(kind: str, low: float = 10.0, best: float = 18.0, high: float = 40.0, **more: Any) -> Assumption:
    if kind == "beta":
        more.setdefault("shapes", (2.0, 3.0))
    if kind == "discrete":
        more.setdefault("values", (low, best, high))
        more.setdefault("weights", (1.0, 2.0, 1.0))
    if kind == "uniform":
        best = (low + high) / 2
    if kind == "beta":
        best = math.nan
    return Assumption("a", "New cases", "case", kind, low, best, high, column=0, **more)


def random_ranges(count: int, seed: int = 5) -> list[tuple[float, float, float]]:
    """Low, best, high over many orders of magnitude, skewed either way, with best at an end now and then."""
    rng = np.random.default_rng(seed)
    found = []
    for index in range(count):
        low = float(10 ** rng.uniform(-3, 6))
        width = low * float(10 ** rng.uniform(-2, 2))
        share = (0.0, 1.0, float(rng.uniform(0, 1)), float(rng.beta(0.3, 0.3)))[index % 4]
        found.append((low, min(low + share * width, low + width), low + width))
    return found


# Quantiles against scipy


@pytest.mark.parametrize("block", range(4))
def test_that_a_triangular_has_scipys_quantiles(block: int) -> None:
    for low, best, high in random_ranges(40, seed=100 + block):
        frozen = stats.triang((best - low) / (high - low), low, high - low)
        u = np.concatenate([[1e-9, 1e-6], np.linspace(0.001, 0.999, 999), [1 - 1e-6]])
        assert np.allclose(
            distribution.draw(assumption("triangular", low, best, high), stats.norm.ppf(u)), frozen.ppf(u)
        )


def test_that_a_uniform_has_scipys_quantiles() -> None:
    for low, _, high in random_ranges(40):
        expected = stats.uniform(low, high - low).ppf(U_MIDDLES)
        assert np.allclose(distribution.draw(assumption("uniform", low, 0, high), Z_MIDDLES), expected, rtol=1e-12)


def test_that_a_symmetric_normal_is_scipys_normal() -> None:
    frozen = stats.norm(18.0, 8.0 / Z95)
    assert np.allclose(
        distribution.draw(assumption("normal", 10, 18, 26), Z_MIDDLES), frozen.ppf(U_MIDDLES), rtol=1e-12
    )


def test_that_a_symmetric_lognormal_is_scipys_lognormal() -> None:
    frozen = stats.lognorm(math.log(2) / Z95, scale=10.0)
    assert np.allclose(
        distribution.draw(assumption("lognormal", 5, 10, 20), Z_MIDDLES), frozen.ppf(U_MIDDLES), rtol=1e-9
    )


@pytest.mark.parametrize("kind", ["normal", "lognormal"])
def test_that_the_typed_numbers_are_the_5_50_and_95_percent_points(kind: str) -> None:
    for low, best, high in random_ranges(100):
        drawn = distribution.draw(assumption(kind, low, best, high), np.array([-Z95, 0.0, Z95]))
        assert drawn == pytest.approx([low, best, high], rel=1e-14)


# Moments against closed forms, by the midpoint rule over 200,000 strata


def test_that_a_pert_has_the_mean_and_variance_of_its_definition() -> None:
    for low, best, high in random_ranges(24):
        x = distribution.draw(assumption("pert", low, best, high), Z_MIDDLES)
        mean = (low + 4 * best + high) / 6
        variance = (mean - low) * (high - mean) / 7
        assert x.mean() == pytest.approx(mean, abs=1e-7 * (high - low), rel=1e-9)
        assert x.var() == pytest.approx(variance, rel=1e-4)


def test_that_a_triangular_has_the_mean_and_variance_of_its_definition() -> None:
    x = distribution.draw(assumption("triangular", 10, 18, 40), Z_MIDDLES)
    assert x.mean() == pytest.approx((10 + 18 + 40) / 3, rel=1e-6)
    assert x.var() == pytest.approx((100 + 324 + 1600 - 180 - 400 - 720) / 18, rel=1e-5)


def test_that_a_two_piece_normal_has_the_moments_of_two_half_normals() -> None:
    below, above = 8 / Z95, 22 / Z95
    x = distribution.draw(assumption("normal", 10, 18, 40), Z_MIDDLES)
    mean = (above - below) / math.sqrt(2 * math.pi)
    assert x.mean() == pytest.approx(18 + mean, rel=1e-4)
    assert x.var() == pytest.approx((below**2 + above**2) / 2 - mean**2, rel=1e-3)


def test_that_a_lognormal_has_the_mean_of_its_definition() -> None:
    sigma = math.log(2) / Z95
    x = distribution.draw(assumption("lognormal", 5, 10, 20), Z_MIDDLES)
    assert x.mean() == pytest.approx(10 * math.exp(sigma**2 / 2), rel=1e-4)


def test_that_discrete_values_come_in_proportion_to_their_weights_and_none_without_weight() -> None:
    a = assumption("discrete", values=(30.0, 10.0, 99.0, 20.0), weights=(5.0, 3.0, 0.0, 2.0))
    values, counts = np.unique(distribution.draw(a, Z_MIDDLES), return_counts=True)
    assert values.tolist() == [10, 20, 30]
    assert counts.tolist() == [60_000, 40_000, 100_000]


def test_that_discrete_values_without_weights_are_equally_likely() -> None:
    a = assumption("discrete", values=(1.0, 2.0), weights=())
    assert distribution.draw(a, Z_MIDDLES).mean() == pytest.approx(1.5)


# What holds for every kind


@pytest.mark.parametrize("kind", ALL)
def test_that_draws_rise_with_z_stay_in_the_support_and_keep_the_length(kind: str) -> None:
    a = assumption(kind)
    x = distribution.draw(a, Z[:2501])
    low, high = distribution.KINDS[kind].support(a)
    assert x.shape == (2501,)
    assert x.dtype == np.float64
    assert np.isfinite(x).all()
    assert (np.diff(x) >= 0).all()
    assert low <= x.min()
    assert x.max() <= high


@pytest.mark.parametrize("kind", ALL)
def test_that_drawing_leaves_the_column_as_it_was(kind: str) -> None:
    z = np.linspace(-3, 3, 101)
    z.setflags(write=False)
    distribution.draw(assumption(kind), z)
    assert np.array_equal(z, np.linspace(-3, 3, 101))


@pytest.mark.parametrize("kind", [*THREE_POINT, "uniform", "beta"])
@pytest.mark.parametrize("range_", [(10.0, 18.0, 40.0), (10.0, 10.0, 40.0), (10.0, 40.0, 40.0), (1.0, 5.0, 5.5)])
def test_that_the_density_is_the_slope_of_the_distribution_function(
    kind: str, range_: tuple[float, float, float]
) -> None:
    a = assumption(kind, *range_)
    share = np.linspace(0.02, 0.98, 49)  # none of them at a jump
    share = share[np.abs(share - 0.5) > 0.005]
    z, step = stats.norm.ppf(share), 1e-5
    slope = (distribution.draw(a, z + step) - distribution.draw(a, z - step)) / (2 * step)
    x = distribution.draw(a, z)
    wide = slope > 1e-9  # one half of a normal may have no width
    found = distribution.KINDS[kind].density(a, x[wide])
    assert np.allclose(found, stats.norm.pdf(z[wide]) / slope[wide], rtol=2e-4)


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("limits", [None, (0.0, 60.0)])
def test_that_the_shown_density_is_finite_rises_in_x_and_peaks_at_1(
    kind: str, limits: tuple[float, float] | None
) -> None:
    a = assumption(kind, limits=limits)
    x, y = distribution.density(a, 96)
    assert x.shape == y.shape
    assert len(x) >= 96
    assert (np.diff(x) >= 0).all()
    assert np.isfinite(y).all()
    assert y.max() == 1
    assert y.min() >= 0
    assert (x[0], x[-1]) == distribution.shown_range(a)


@pytest.mark.parametrize("kind", ["triangular", "pert"])
def test_that_the_shown_density_peaks_at_best(kind: str) -> None:
    x, y = distribution.density(assumption(kind))
    assert x[y.argmax()] == pytest.approx(18.0)


def test_that_a_density_that_is_infinite_at_an_end_is_drawn_finite() -> None:
    _, y = distribution.density(assumption("beta", shapes=(0.5, 3.0)))
    assert np.isfinite(y).all()
    assert y.max() == 1
    assert np.count_nonzero(y > 0.05) > 10


@pytest.mark.parametrize("kind", ["normal", "lognormal", "triangular", "pert", "uniform", "beta"])
def test_that_a_range_without_width_is_one_value(kind: str) -> None:
    a = assumption(kind, 5.0, 5.0, 5.0)
    assert distribution.draw(a, Z) == pytest.approx(np.full(len(Z), 5.0), rel=1e-15)
    x, y = distribution.density(a)
    assert x[y == 1].tolist() == pytest.approx([5.0])
    low, high = distribution.shown_range(a)
    assert low < 5.0 < high


# The best value


@pytest.mark.parametrize(
    ("a", "best"),
    [
        (assumption("pert"), 18.0),
        (assumption("normal"), 18.0),
        (assumption("uniform", 10, 0, 40), 25.0),
        (assumption("discrete", values=(3.0, 1.0, 2.0), weights=(1.0, 4.0, 4.0)), 1.0),
        (assumption("discrete", values=(3.0, 1.0), weights=()), 3.0),
        (assumption("beta", 0, 0, 1, shapes=(3.0, 2.0)), 2 / 3),
        (assumption("beta", 0, 0, 1, shapes=(1.0, 4.0)), 0.0),
        (assumption("beta", 0, 0, 1, shapes=(4.0, 0.5)), 1.0),
        (assumption("beta", 0, 0, 1, shapes=(0.5, 0.5)), 0.5),
        (assumption("beta", 0, 0, 1, shapes=(1.0, 1.0)), 0.5),
        (assumption("constant"), 18.0),
    ],
)
def test_that_the_best_value_is_median_mode_middle_or_most_weighted(a: Assumption, best: float) -> None:
    assert distribution.point(a) == pytest.approx(best, rel=1e-12)


def test_that_a_best_value_typed_for_a_uniform_comes_back_exactly() -> None:
    a = Assumption("a", "A", "", "uniform", 1.1, 1.2, 1.3, column=0)
    assert 1.1 + (1.3 - 1.1) / 2 != 1.2
    assert distribution.point(a) == 1.2
    assert distribution.problems(a) == []


# Moving


def test_that_a_normal_takes_its_range_along() -> None:
    moved = distribution.moved(assumption("normal", -0.02, 0.0, 0.04), 0.001)
    assert (moved.low, moved.best, moved.high) == (-0.019, 0.001, 0.041)


def test_that_a_lognormal_is_scaled() -> None:
    moved = distribution.moved(assumption("lognormal", 0.8, 1.8, 4.0), 3.6)
    assert (moved.low, moved.best, moved.high) == (1.6, 3.6, 8.0)


@pytest.mark.parametrize("kind", ["triangular", "pert"])
def test_that_a_bounded_shape_keeps_its_ends_until_best_reaches_one(kind: str) -> None:
    a = assumption(kind)
    inside, above, below = (distribution.moved(a, best) for best in (39.0, 45.0, 7.0))
    assert (inside.low, inside.best, inside.high) == (10, 39, 40)
    assert (above.low, above.best, above.high) == (10, 45, 45)
    assert (below.low, below.best, below.high) == (7, 7, 40)


def test_that_a_moved_beta_keeps_its_ends_and_its_concentration_and_has_its_mode_there() -> None:
    moved = distribution.moved(assumption("beta", 0, 0, 1, shapes=(2.0, 3.0)), 0.75)
    assert (moved.low, moved.high) == (0, 1)
    assert moved.shapes is not None
    assert sum(moved.shapes) == pytest.approx(5.0)
    assert distribution.point(replace(moved, best=math.nan)) == pytest.approx(0.75)
    assert distribution.point(distribution.moved(moved, 1.5)) == 1.5


def test_that_a_beta_without_a_mode_to_move_moves_as_a_whole_and_stretches_with_its_ends() -> None:
    a = assumption("beta", 0, 0, 1, shapes=(0.5, 0.5))
    moved = distribution.moved(a, 0.75)
    assert (moved.low, moved.best, moved.high, moved.shapes) == (0.25, 0.75, 1.25, (0.5, 0.5))
    stretched = distribution.with_high(a, 3.0)
    assert (stretched.low, stretched.best, stretched.high, stretched.shapes) == (0, 1.5, 3, (0.5, 0.5))


def test_that_a_uniform_and_discrete_values_move_as_a_whole() -> None:
    uniform = distribution.moved(assumption("uniform", 10, 0, 40), 30.0)
    assert (uniform.low, uniform.best, uniform.high) == (15, 30, 45)
    discrete = distribution.moved(assumption("discrete"), 20.0)
    assert discrete.values == (12, 20, 42)


@pytest.mark.parametrize("kind", ALL)
@settings(max_examples=60, deadline=None)
@given(best=st.floats(0.01, 1e6))
def test_that_a_moved_assumption_has_the_asked_best_value_exactly_and_no_error(kind: str, best: float) -> None:
    moved = distribution.moved(assumption(kind), best)
    assert moved.best == best
    assert distribution.point(moved) == best
    assert [problem for problem in distribution.problems(moved) if problem.severity is Severity.ERROR] == []
    assert np.isfinite(distribution.draw(moved, Z)).all()


@pytest.mark.parametrize("kind", ALL)
def test_that_moving_to_where_it_is_changes_nothing(kind: str) -> None:
    a = replace(assumption(kind), best=distribution.point(assumption(kind)))
    assert distribution.moved(a, a.best) is a


@pytest.mark.parametrize("kind", ALL)
def test_that_an_assumption_cannot_be_moved_to_what_is_no_number(kind: str) -> None:
    with pytest.raises(ValueError, match="must be a finite number"):
        distribution.moved(assumption(kind), math.nan)


def test_that_a_lognormal_cannot_be_moved_to_0() -> None:
    with pytest.raises(ValueError, match="only values above 0, not 0"):
        distribution.moved(assumption("lognormal"), 0.0)
    with pytest.raises(ValueError, match="only values above 0, not −1"):
        distribution.with_low(assumption("lognormal"), -1.0)


@pytest.mark.parametrize("kind", [*THREE_POINT, "beta"])
def test_that_an_end_moves_alone_and_best_stays(kind: str) -> None:
    a = assumption(kind)
    best = distribution.point(a)
    low, high = distribution.with_low(a, 12.0), distribution.with_high(a, 33.0)
    assert (low.low, low.high) == (12, 40)
    assert (high.low, high.high) == (10, 33)
    assert distribution.point(low) == pytest.approx(best, rel=1e-14)
    assert distribution.point(high) == pytest.approx(best, rel=1e-14)


def test_that_the_middle_of_a_uniform_follows_its_ends() -> None:
    assert distribution.with_low(assumption("uniform", 10, 0, 40), 30.0).best == 35


@pytest.mark.parametrize("kind", THREE_POINT)
def test_that_an_end_cannot_pass_best(kind: str) -> None:
    a = assumption(kind)
    with pytest.raises(ValueError, match=r"New cases: the .*, 18\.5, cannot be above the .*, 18\."):
        distribution.with_low(a, 18.5)
    with pytest.raises(ValueError, match=r"New cases: the .*, 17, cannot be below the .*, 18\."):
        distribution.with_high(a, 17.0)
    assert distribution.with_low(a, 18.0).low == 18


@pytest.mark.parametrize("kind", ["discrete", "constant"])
def test_that_what_has_no_ends_says_so(kind: str) -> None:
    with pytest.raises(ValueError, match="has no ends"):
        distribution.with_low(assumption(kind), 1.0)


# What is shown


def test_that_a_slider_shows_room_up_to_the_limits_and_what_was_typed_beyond_them() -> None:
    assert distribution.shown_range(assumption("pert", limits=(-1000.0, 1000.0))) == (0, 62.5)
    assert distribution.shown_range(assumption("pert", limits=(5.0, 60.0))) == (5, 60)
    assert distribution.shown_range(assumption("pert", limits=(12.0, 30.0))) == (10, 40)
    assert distribution.shown_range(assumption("constant", limits=(0.0, 60.0))) == (0, 60)


@pytest.mark.parametrize("kind", ALL)
def test_that_without_limits_a_slider_shows_the_range_with_room_on_both_sides(kind: str) -> None:
    low, high = distribution.shown_range(assumption(kind))
    assert low < 10 or kind == "constant"
    assert high > 40 or kind == "constant"
    assert low >= 0 or kind == "normal"


def test_that_the_caption_says_which_quantiles_are_meant() -> None:
    assert distribution.caption(assumption("normal")) == "5 % point, median, 95 % point"
    assert distribution.caption(assumption("pert")) == "lowest, most likely, highest"


# Problems


def found(a: Assumption) -> dict[str, tuple[Severity, str]]:
    def entry(problem: Problem) -> tuple[Severity, str]:
        assert problem.hint
        assert problem.message
        return problem.severity, problem.code

    return {problem.path: entry(problem) for problem in distribution.problems(a)}


@pytest.mark.parametrize("kind", ALL)
def test_that_a_sound_assumption_has_no_problems(kind: str) -> None:
    assert distribution.problems(assumption(kind, limits=(0.0, 60.0))) == []


def test_that_all_violations_are_reported_at_once() -> None:
    a = assumption("lognormal", 5.0, -3.0, math.nan, limits=(9.0, 1.0))
    assert found(a) == {
        "assumptions.a.limits": (Severity.ERROR, "limits"),
        "assumptions.a.high": (Severity.ERROR, "missing-value"),
        "assumptions.a.low": (Severity.ERROR, "order"),
        "assumptions.a.best": (Severity.ERROR, "not-positive"),
    }


@pytest.mark.parametrize(
    ("a", "path", "code"),
    [
        (assumption("gauss"), "distribution", "unknown-distribution"),
        (assumption("pert", 20), "low", "order"),
        (assumption("pert", 1, 50, 40), "high", "order"),
        (assumption("uniform", 50), "low", "order"),
        (assumption("normal", -math.inf), "low", "not-finite"),
        (assumption("constant", best=math.nan), "best", "missing-value"),
        (replace(assumption("beta"), shapes=None), "shapes", "shapes"),
        (assumption("beta", shapes=(0.0, 1.0)), "shapes", "shapes"),
        (assumption("discrete", values=()), "values", "missing-value"),
        (assumption("discrete", values=(1.0, math.nan, 2.0)), "values", "not-finite"),
        (assumption("discrete", weights=(1.0,)), "weights", "weights"),
        (assumption("discrete", weights=(1.0, -1.0, 1.0)), "weights", "weights"),
        (assumption("discrete", weights=(0.0, 0.0, 0.0)), "weights", "weights"),
    ],
)
def test_that_a_violation_is_an_error_at_its_field(a: Assumption, path: str, code: str) -> None:
    assert found(a).get(f"assumptions.a.{path}") == (Severity.ERROR, code)


def test_that_a_value_outside_the_limits_is_a_warning_and_is_drawn_as_typed() -> None:
    a = assumption("pert", limits=(12.0, 60.0))
    assert found(a) == {"assumptions.a.low": (Severity.WARNING, "outside-limits")}
    assert distribution.warnings(a) == distribution.problems(a)
    assert distribution.draw(a, np.array([-6.0]))[0] < 12


def test_that_a_best_value_that_a_uniform_has_elsewhere_is_a_warning() -> None:
    a = replace(assumption("uniform", 10, 0, 40), best=30.0)
    assert found(a) == {"assumptions.a.best": (Severity.WARNING, "best-derived")}


def test_that_ends_and_best_are_not_asked_of_kinds_that_do_not_need_them() -> None:
    nothing = {"low": math.nan, "best": math.nan, "high": math.nan}
    assert distribution.problems(replace(assumption("discrete"), **nothing)) == []
    assert distribution.problems(replace(assumption("constant"), low=math.nan, high=math.nan)) == []


def test_that_every_kind_that_a_file_can_name_can_be_drawn() -> None:
    assert set(distribution.KINDS) == set(DISTRIBUTIONS)
