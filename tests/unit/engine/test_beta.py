"""The interpolated beta quantile against scipy.stats.beta."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from claimbench.core.assumption import beta_best
from claimbench.engine import beta as tables
from claimbench.engine import hermite
from claimbench.engine.beta import beta_quantile, keep_tables

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


SHAPES = [(2.5, 3.5), (1.0, 5.0), (0.4, 2.0)]


@pytest.fixture
def no_tables() -> Iterator[None]:
    """Nothing is remembered from before, nor for later tests."""
    tables._tables.clear()
    yield
    tables._tables.clear()


def quantiles() -> list[np.ndarray]:
    return [beta_quantile(*shapes, Z) for shapes in SHAPES]


@pytest.mark.usefixtures("no_tables")
def test_that_tables_out_of_a_file_give_the_same_quantiles_to_the_last_bit_and_need_no_scipy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_tables(SHAPES, tmp_path / "cache" / "beta.npz")
    made = quantiles()
    tables._tables.clear()
    monkeypatch.setattr(tables, "_made_table", None)  # making one would fail
    keep_tables(SHAPES, tmp_path / "cache" / "beta.npz")
    assert all(np.array_equal(old, new) for old, new in zip(made, map(beta_table_quantile, SHAPES), strict=True))


def beta_table_quantile(shapes: tuple[float, float]) -> np.ndarray:
    """Inside the reach of the table alone; beyond it every draw is inverted by itself."""
    inside = np.where(np.abs(Z) <= hermite.REACH, Z, 0.0)
    found = beta_quantile(*shapes, inside)
    beyond = np.abs(Z) > hermite.REACH
    found[beyond] = tables.exact_beta_quantile(*shapes, Z[beyond])
    return found


@pytest.mark.usefixtures("no_tables")
@pytest.mark.parametrize("damage", ["cut", "no archive", "other shapes", "a number changed"])
def test_that_a_file_which_is_not_whole_or_of_other_shapes_is_made_again(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "beta.npz"
    keep_tables(SHAPES[:2] if damage == "other shapes" else SHAPES, file)
    made, whole = quantiles(), file.read_bytes()
    if damage == "cut":
        file.write_bytes(whole[:-2000])
    elif damage == "no archive":
        file.write_bytes(b"no archive")
    elif damage == "a number changed":
        file.write_bytes(whole[:1000] + bytes([whole[1000] ^ 1]) + whole[1001:])
    tables._tables.clear()
    keep_tables(SHAPES, file)
    assert all(np.array_equal(old, new) for old, new in zip(made, quantiles(), strict=True))
    with np.load(file) as kept:
        assert len(kept.files) == len(SHAPES)
    assert [path.name for path in tmp_path.iterdir()] == ["beta.npz"]


@pytest.mark.usefixtures("no_tables")
def test_that_a_folder_which_cannot_be_made_costs_the_file_only(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    keep_tables(SHAPES, tmp_path / "taken" / "beta.npz")
    assert all(np.isfinite(each).all() for each in quantiles())


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
