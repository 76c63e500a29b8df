"""First-order shares: against published values, closed forms, and whatever order the draws come in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special

from claimbench.engine import sampling
from claimbench.engine.sensitivity import Shares, first_order, ranked

Array = NDArray[np.float64]


def normals(count: int, draws: int, seed: int = 1) -> Array:
    return np.array(list(sampling.normals(range(count), draws, seed).values()))


def shares(result: Array, inputs: Sequence[Array] | Array, weights: Array | None = None) -> Array:
    return first_order(result, [ranked(each) for each in inputs], weights).values


@pytest.mark.parametrize(("draws", "close"), [(1024, 0.015), (16_384, 0.001)])
def test_that_the_ishigami_function_has_its_published_shares(draws: int, close: float) -> None:
    """a = 7, b = 0.1 (Ishigami and Homma 1990); the shares as in Saltelli et al., Global Sensitivity Analysis, 2008."""
    x = np.pi * (2 * special.ndtr(normals(3, draws)) - 1)
    y = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    assert shares(y, x) == pytest.approx([0.3139, 0.4424, 0.0], abs=close)


@pytest.mark.parametrize(("draws", "close"), [(1024, 0.02), (16_384, 0.001)])
def test_that_the_g_function_of_sobol_has_its_published_shares(draws: int, close: float) -> None:
    """a = 0, 1, 4.5, 9, 99, 99, 99, 99 (Saltelli and Sobol' 1995): 0.7165, 0.1791, 0.0237, 0.0072, 0.0001."""
    x = special.ndtr(normals(8, draws))
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])[:, np.newaxis]
    y = np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=0)
    assert shares(y, x) == pytest.approx([0.7165, 0.1791, 0.0237, 0.0072, *[0.0001] * 4], abs=close)


@pytest.mark.parametrize(("draws", "close"), [(1024, 0.01), (16_384, 0.0015)])
def test_that_in_a_sum_each_has_its_part_of_the_variance(draws: int, close: float) -> None:
    z = normals(8, draws)
    spread = np.arange(1.0, 9.0)
    assert shares(spread @ z, z) == pytest.approx(spread**2 / np.sum(spread**2), abs=close)


@pytest.mark.parametrize(("draws", "close"), [(1024, 0.02), (16_384, 0.02)])
@pytest.mark.parametrize("sigma", [0.5, 1.0, 1.5])
def test_that_long_tails_keep_their_shares(sigma: float, draws: int, close: float) -> None:
    """Of a product of lognormals each has (exp σ² − 1) / (exp Σσ² − 1); a 95 % point is up to 140 times the 5 %
    point."""
    z, spread = normals(3, draws), np.array([sigma, 0.3])
    x = np.exp(spread[:, np.newaxis] * z[:2])
    expected = np.expm1(spread**2) / np.expm1(np.sum(spread**2))
    assert shares(x[0] * x[1], [*x, z[2]]) == pytest.approx([*expected, 0.0], abs=close)
    assert shares(x[0], [x[0], z[1]]) == pytest.approx([1.0, 0.0], abs=0.01)


def test_that_weighted_draws_have_the_shares_of_the_conditioned_distribution() -> None:
    """Normal inputs, given a noisy sum of some of them, are normal again: Var(E[y | x]) / Var(y) = Corr(x, y)²."""
    z, spread = normals(8, 16_384), np.arange(1.0, 9.0)
    seen, noise = np.array([3.0, 0, 0, 2, 0, 5, 0, 0]), 3.0
    weights = np.exp(-0.5 * ((seen @ z - 4.0) / noise) ** 2)
    after = np.eye(8) - np.outer(seen, seen) / (seen @ seen + noise**2)
    expected = (after @ spread) ** 2 / np.diag(after) / (spread @ after @ spread)
    assert shares(spread @ z, z, weights) == pytest.approx(expected, abs=0.012)


def test_that_equal_weights_change_nothing() -> None:
    z = normals(3, 1000)
    y = np.exp(z[0]) * z[1]
    assert shares(y, z, np.full(1000, 0.3)) == pytest.approx(shares(y, z), abs=1e-12)


def test_that_draws_without_weight_do_not_count() -> None:
    z = normals(3, 4096)
    y = z[0] + z[1]
    spoilt, weights = y.copy(), np.ones(4096)
    left_out = np.random.default_rng(2).random(4096) < 0.25
    spoilt[left_out], weights[left_out] = np.inf, 0
    found = first_order(spoilt, [ranked(x) for x in z], weights)
    assert not found.of_reaching
    assert found.values == pytest.approx([0.5, 0.5, 0], abs=0.02)


@pytest.mark.parametrize("weighted", [False, True])
def test_that_the_order_of_the_draws_is_of_no_matter_even_where_many_are_equal(weighted: bool) -> None:
    rng = np.random.default_rng(3)
    x = np.array([rng.normal(size=3000), rng.integers(0, 3, 3000), np.round(rng.normal(size=3000), 1)])
    y = x[0] + x[1] * x[2] + rng.normal(size=3000)
    weights = rng.random(3000) if weighted else None
    mixed = rng.permutation(3000)
    again = shares(y[mixed], x[:, mixed], None if weights is None else weights[mixed])
    assert again == pytest.approx(shares(y, x, weights), abs=1e-12)


def test_that_a_few_values_have_the_share_of_their_means() -> None:
    """x is 0, 1 or 5 with equal chance, and y = x² + z: the variance of 0, 1, 25 by that of y."""
    z = normals(2, 16_384)
    x = np.array([0.0, 1.0, 5.0])[np.minimum((special.ndtr(z[0]) * 3).astype(int), 2)]
    y = x**2 + 5 * z[1]
    between = np.var([0, 1, 25])
    assert shares(y, [x, z[1]]) == pytest.approx(np.array([between, 25]) / (between + 25), abs=0.002)


def test_that_an_input_alone_has_everything_and_a_constant_one_nothing() -> None:
    (x,) = normals(1, 1024)
    assert shares(x, [x, np.full(1024, 7.0)]) == pytest.approx([1, 0], abs=0.012)


def test_that_a_date_that_is_not_always_reached_is_judged_by_whether_it_is() -> None:
    z = normals(2, 16_384)
    date = np.where(z[0] > 0, 700_000 + z[1], np.inf)  # reached where the first is positive, whenever the second says
    found = first_order(date, [ranked(x) for x in z])
    assert found.of_reaching
    assert found.values == pytest.approx([1, 0], abs=0.005)


@pytest.mark.parametrize("value", [5.0, np.inf])
def test_that_a_result_that_does_not_vary_has_no_shares(value: float) -> None:
    found = first_order(np.full(64, value), [ranked(np.arange(64.0))])
    assert np.isnan(found.values).all()


def test_that_the_size_of_a_result_does_not_matter() -> None:
    z = normals(2, 1024)
    y = z[0] + 0.5 * z[1]
    for scale in (1e-200, 1e200):
        assert shares(y * scale, z) == pytest.approx(shares(y, z), rel=1e-9)


@pytest.mark.parametrize("draws", [1, 2, 3, 5, 17, 100])
def test_that_few_draws_give_shares_between_0_and_1(draws: int) -> None:
    found = shares(np.arange(float(draws)), [np.arange(float(draws)) % 3, -np.arange(float(draws))])
    assert ((found >= 0) & (found <= 1)).all() or draws == 1


def test_that_no_inputs_have_no_shares() -> None:
    assert isinstance(found := first_order(np.arange(8.0), []), Shares)
    assert found.values.shape == (0,)


def test_that_an_input_with_other_draws_and_senseless_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="16 draws, an input another number"):
        first_order(np.arange(16.0), [ranked(np.arange(8.0))])
    with pytest.raises(ValueError, match="Weights must be finite"):
        first_order(np.arange(16.0), [ranked(np.arange(16.0))], np.full(16, -1.0))
