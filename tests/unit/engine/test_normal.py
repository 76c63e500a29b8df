"""The normal distribution function from a table, against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from claimbench.engine import normal


def test_that_the_distribution_function_is_scipys() -> None:
    z = np.random.default_rng(1).uniform(-6.5, 6.5, 100_000)
    assert normal.cdf(z) == pytest.approx(special.ndtr(z), rel=1e-11, abs=0)
    assert np.abs(normal.cdf(z) - special.ndtr(z)).max() < 1e-15


def test_that_it_is_right_beyond_the_table_and_never_0() -> None:
    z = np.array([-40.0, -8.0, -6.6, 6.6, 9.0])
    assert normal.cdf(z)[1:] == pytest.approx(special.ndtr(z[1:]), rel=1e-12)
    assert 0 < normal.cdf(z)[0] < 1e-300


def test_that_it_rises() -> None:
    z = np.linspace(-7, 7, 50_000)
    assert (np.diff(normal.cdf(z)) >= -1e-16).all()


def test_that_a_draw_does_not_depend_on_the_others() -> None:
    z = np.random.default_rng(2).normal(size=1000)
    assert np.array_equal(normal.cdf(z)[100:200], normal.cdf(z[100:200]))


def test_that_the_quantile_function_is_scipys_in_the_middle_and_far_out() -> None:
    share = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 100_001), np.logspace(-300, -1, 500), 1 - np.logspace(-15, -1)])
    assert normal.quantile(share) == pytest.approx(special.ndtri(share), rel=4e-15, abs=1e-15)


def test_that_nothing_lies_below_the_quantile_of_0_and_all_below_that_of_1() -> None:
    assert normal.quantile(np.array([0.0, 0.5, 1.0])).tolist() == [-np.inf, 0.0, np.inf]
