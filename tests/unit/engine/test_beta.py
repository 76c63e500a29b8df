"""The interpolated beta quantile against scipy.stats.beta."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from claimbench.core.assumption import beta_best
from claimbench.engine import beta as tables
from claimbench.engine import hermite
from claimbench.engine.beta import beta_quantile

#: Standard normal draws as they come from 2³⁰ Sobol points, and a little beyond.
Z = np.concatenate([np.linspace(-6.4, 6.4, 2501), [-7.5, -6.6, 6.6, 7.5]])


def worst_error(alpha: float, beta: float) -> float:
    """Against scipy's own quantile, each half from its own tail."""
    frozen = stats.beta(alpha, beta)
    below = frozen.ppf(stats.norm.cdf(np.minimum(Z, 0)))
    above = frozen.isf(stats.norm.sf(np.maximum(Z, 0)))
    return float(np.abs(beta_quantile(alpha, beta, Z) - np.where(Z < 0, below, above)).max())


def test_that_the_shapes_of_perts_have_scipys_quantiles_to_1e_11_of_the_range() -> None:
    rng = np.random.default_rng(5)
    modes = np.concatenate([[0.0, 1.0, 0.5, 1e-12], rng.uniform(0, 1, 130), rng.beta(0.3, 0.3, 130)])
    errors = {mode: worst_error(1 + 4 * mode, 5 - 4 * mode) for mode in modes}
    assert max(errors.values()) < 1e-11


@pytest.mark.parametrize(("least", "most"), [(1.0, 8.0), (0.3, 5.0), (0.02, 2.0), (1.0, 3000.0)])
def test_that_random_shapes_have_scipys_quantiles_to_1e_10_of_the_range(least: float, most: float) -> None:
    rng = np.random.default_rng(11)
    for alpha, beta in np.exp(rng.uniform(np.log(least), np.log(most), size=(60, 2))):
        assert worst_error(alpha, beta) < 1e-10, (alpha, beta)


@pytest.mark.parametrize(
    "shapes", [(1.0, 1.0), (0.5, 0.5), (1.0, 5.0), (5.0, 1.0), (0.05, 0.05), (0.01, 3.0), (2.0, 2e4)]
)
def test_that_odd_shapes_stay_in_the_range_rise_and_have_no_nan(shapes: tuple[float, float]) -> None:
    x = beta_quantile(*shapes, np.linspace(-8, 8, 20_001))
    assert np.isfinite(x).all()
    assert x.min() >= 0
    assert x.max() <= 1
    assert (np.diff(x) >= -1e-10).all()


@pytest.mark.parametrize("shapes", [(0.3, 5.0), (1.0, 1.0), (1.2, 4.8), (3000.0, 2.0), (5000.0, 6000.0), (0.02, 0.03)])
def test_that_knots_have_scipys_quantiles_to_1e_11_of_each_tail(shapes: tuple[float, float]) -> None:
    """Relative to x in the lower half, and to 1 − x in the upper one, where that is no underflow."""
    z = hermite.knots(tables.INTERVALS)
    log_x, log_rest = tables._inverted(*shapes, tables._log_shares(tables.INTERVALS))
    below, above = z < 0, z > 0
    for found, expected in (
        (log_x[below], special.betaincinv(*shapes, special.ndtr(z[below]))),
        (log_rest[above], special.betaincinv(*shapes[::-1], special.ndtr(-z[above]))),
    ):
        there = expected > 1e-300
        assert there.any()
        assert np.exp(found[there]) == pytest.approx(expected[there], rel=1e-11, abs=0)


@pytest.mark.parametrize(
    "shapes", [(2, 4), (7.5, 1.2), (1, 3), (3, 1), (0.5, 2), (2, 0.5), (1, 1), (0.4, 0.4), (0.3, 0.8)]
)
def test_that_the_best_value_of_a_beta_is_where_its_density_peaks_or_its_middle(shapes: tuple[float, float]) -> None:
    found = beta_best(*shapes)
    if max(shapes) > 1:
        x = np.linspace(1e-9, 1 - 1e-9, 200_001)
        assert found == pytest.approx(x[np.argmax(stats.beta(*shapes).pdf(x))], abs=1e-5)
    else:  # flat, or a peak at each end
        assert found == pytest.approx(stats.beta(*shapes).median())
