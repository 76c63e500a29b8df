"""Quantiles against numpy's inverted_cdf, weighted and not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from claimbench.engine import summary

LEVELS = (0.0, 0.05, 0.07, 0.25, 0.29, 0.5, 0.57, 0.75, 0.95, 1.0)

rows = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(1, 120)),
    elements=st.one_of(st.floats(-1e6, 1e6), st.sampled_from([np.inf, 3.0, 4.0])),
)


@settings(max_examples=300, deadline=None)
@given(values=rows)
def test_that_quantiles_are_numpys_inverted_cdf(values: np.ndarray) -> None:
    expected = np.quantile(values, LEVELS, axis=1, method="inverted_cdf")
    assert np.array_equal(summary.quantiles(values, LEVELS), expected)


@settings(max_examples=300, deadline=None)
@given(values=rows, levels=st.lists(st.sampled_from(LEVELS), max_size=7))
def test_that_selected_quantiles_are_those_of_sorted_rows(values: np.ndarray, levels: list[float]) -> None:
    """As where there are many draws, in blocks of one row."""
    expected = np.quantile(values, levels, axis=1, method="inverted_cdf") if levels else np.empty((0, len(values)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(summary, "_SORT_UP_TO", 0)
        patch.setattr(summary, "_AT_ONCE", 1)
        assert np.array_equal(summary.quantiles(values, levels), expected)


@pytest.mark.parametrize("draws", [2_048, 2_049, 10_000, 20_001])
def test_that_many_draws_with_ties_infinities_and_gaps_have_numpys_quantiles(draws: int) -> None:
    rng = np.random.default_rng(draws)
    values = rng.standard_normal((40, draws))
    values[10:20] = np.round(values[10:20])
    values[20:30, rng.random(draws) < 0.3] = np.inf
    values[25:28, rng.random(draws) < 0.3] = -np.inf
    values[30:33] = 7.0
    values[33, draws // 2] = np.nan
    values[34] = np.nan
    before = values.copy()
    levels = (0.5, 0.05, 0.95, 0.25, 0.75, 0.5)
    found = summary.quantiles(values, levels)
    assert np.array_equal(found, np.quantile(values, levels, axis=1, method="inverted_cdf"), equal_nan=True)
    assert np.array_equal(values, before, equal_nan=True)


@settings(max_examples=300, deadline=None)
@given(values=rows, seed=st.integers(0, 2**31), zeros=st.booleans())
def test_that_weighted_quantiles_are_numpys_inverted_cdf(values: np.ndarray, seed: int, zeros: bool) -> None:
    rng = np.random.default_rng(seed)
    weights = rng.exponential(size=values.shape[1])
    if zeros:
        weights[rng.random(len(weights)) < 0.5] = 0.0
        weights[rng.integers(len(weights))] = 1.0
    expected = np.quantile(values, LEVELS, axis=1, method="inverted_cdf", weights=weights)
    assert np.array_equal(summary.quantiles(values, LEVELS, weights), expected)


def test_that_16384_draws_agree_with_numpy_to_the_last_draw() -> None:
    values = np.random.default_rng(3).standard_normal((6, 16_384))
    weights = np.random.default_rng(4).exponential(size=16_384)
    assert np.array_equal(summary.quantiles(values, LEVELS), np.quantile(values, LEVELS, axis=1, method="inverted_cdf"))
    assert np.array_equal(
        summary.quantiles(values, LEVELS, weights),
        np.quantile(values, LEVELS, axis=1, method="inverted_cdf", weights=weights),
    )


def test_that_equal_weights_change_nothing() -> None:
    values = np.random.default_rng(3).standard_normal((3, 1024))
    assert np.array_equal(summary.quantiles(values, LEVELS, np.ones(1024)), summary.quantiles(values, LEVELS))


def test_that_whole_weights_are_as_repeated_draws() -> None:
    values = np.array([[5.0, 1.0, 9.0, 3.0]])
    weights = np.array([2.0, 1.0, 3.0, 2.0])
    repeated = np.array([[5.0, 5.0, 1.0, 9.0, 9.0, 9.0, 3.0, 3.0]])
    assert np.array_equal(summary.quantiles(values, LEVELS, weights), summary.quantiles(repeated, LEVELS))


@pytest.mark.parametrize("weights", [None, np.array([1.0, 2.0, 1.0, 1.0])])
def test_that_only_a_row_with_a_missing_value_has_none(weights: np.ndarray | None) -> None:
    values = np.array([[1.0, 2.0, 3.0, 4.0], [1.0, np.nan, 3.0, 4.0]])
    found = summary.quantiles(values, (0.25, 0.5), weights)
    assert found.shape == (2, 2)
    assert np.isfinite(found[:, 0]).all()
    assert np.isnan(found[:, 1]).all()


def test_that_a_date_that_most_draws_never_reach_has_an_infinite_median() -> None:
    values = np.array([[10.0, 20.0, np.inf, np.inf, np.inf]])
    assert summary.quantiles(values, (0.05, 0.4, 0.5))[:, 0].tolist() == [10, 20, np.inf]


def test_that_the_draws_are_left_in_their_order() -> None:
    values = np.array([[3.0, 1.0, 2.0]])
    values.setflags(write=False)
    summary.quantiles(values, (0.5,))
    assert values.tolist() == [[3, 1, 2]]


@pytest.mark.parametrize(
    ("levels", "weights", "message"),
    [
        ((1.2,), None, "between 0 and 1"),
        ((np.nan,), None, "between 0 and 1"),
        ((0.5,), np.zeros(3), "not all 0"),
        ((0.5,), np.array([1.0, -1.0, 1.0]), "not negative"),
        ((0.5,), np.array([1.0, np.nan, 1.0]), "finite"),
        ((0.5,), np.ones(4), "3 draws"),
    ],
)
def test_that_levels_and_weights_that_make_no_sense_are_refused(
    levels: tuple[float, ...], weights: np.ndarray | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        summary.quantiles(np.array([[1.0, 2.0, 3.0]]), levels, weights)


def test_that_no_draws_have_no_quantiles() -> None:
    with pytest.raises(ValueError, match="no draws"):
        summary.quantiles(np.empty((2, 0)), (0.5,))


def test_that_a_share_counts_draws_by_their_weight() -> None:
    condition = np.array([True, False, True, False])
    assert summary.share(condition) == 0.5
    assert summary.share(condition, np.array([3.0, 1.0, 4.0, 2.0])) == pytest.approx(0.7)
    assert summary.share(np.ones(3, dtype=bool), np.array([0.1, 0.2, 0.3])) == 1.0


def test_that_the_effective_size_is_kishs() -> None:
    assert summary.effective_size(np.ones(500)) == pytest.approx(500)
    assert summary.effective_size(np.full(500, 1e-200)) == pytest.approx(500)
    assert summary.effective_size(np.array([1.0, 0.0, 0.0])) == 1
    assert summary.effective_size(np.array([1.0, 2.0])) == pytest.approx(9 / 5)
    assert summary.effective_size(np.zeros(5)) == 0
