"""The Sobol set: even, uncorrelated, the same everywhere and as scipy makes it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy import special, stats

from claimbench.engine import sampling

DRAWS = 4096
EVERY = range(sampling.COLUMNS)


@pytest.fixture(scope="module")
def all_columns() -> dict[int, np.ndarray]:
    return sampling.normals(EVERY, DRAWS, 1)


def test_that_columns_are_contiguous_finite_and_cannot_be_changed(all_columns: dict[int, np.ndarray]) -> None:
    for values in all_columns.values():
        assert values.shape == (DRAWS,)
        assert values.dtype == np.float64
        assert values.flags.c_contiguous
        assert not values.flags.writeable
        assert np.isfinite(values).all()


def test_that_each_column_has_one_draw_in_each_stratum(all_columns: dict[int, np.ndarray]) -> None:
    for values in all_columns.values():
        strata = np.floor(special.ndtr(values) * DRAWS + 1e-6).astype(int)
        assert len(np.unique(strata)) >= DRAWS - 2  # rounding in ndtri and back may carry one over a border


def test_that_columns_do_not_correlate(all_columns: dict[int, np.ndarray]) -> None:
    correlations = np.corrcoef(np.array([all_columns[column] for column in EVERY]))
    between = correlations[np.triu_indices(len(EVERY), 1)]
    # random columns would have a root mean square of 1 / sqrt(4096) = 0.0156
    assert np.sqrt(np.mean(between**2)) < 0.0156
    assert np.abs(between).max() < 0.08


def test_that_the_error_of_a_mean_falls_faster_than_with_random_draws() -> None:
    """A product of five functions with mean 1 (a test function of the Sobol' literature)."""

    def error(draws: int, seed: int) -> float:
        columns = sampling.normals(range(5), draws, seed)
        product = np.prod([1 + (special.ndtr(z) - 0.5) for z in columns.values()], axis=0)
        return float(product.mean() - 1)

    few, many = (np.sqrt(np.mean([error(n, seed) ** 2 for seed in range(8)])) for n in (256, 4096))
    assert few / many > 8  # sixteen times the draws: random ones gain a factor of 4
    variance = (1 + 1 / 12) ** 5 - 1
    assert many < 0.1 * np.sqrt(variance / 4096)


def test_that_they_are_scipys_points_through_scipys_quantile_function(all_columns: dict[int, np.ndarray]) -> None:
    points = stats.qmc.Sobol(sampling.COLUMNS, rng=1).random(DRAWS)
    expected = special.ndtri(np.clip(points, 2.0**-31, 1 - 2.0**-31))
    for column in EVERY:
        assert all_columns[column] == pytest.approx(expected[:, column], rel=4e-15, abs=1e-15)


def test_that_its_discrepancy_is_well_below_that_of_random_points(all_columns: dict[int, np.ndarray]) -> None:
    sobol = np.array([special.ndtr(all_columns[column][:1024]) for column in range(6)]).T
    random = np.random.default_rng(0).random((1024, 6))
    assert stats.qmc.discrepancy(sobol) < stats.qmc.discrepancy(random) / 5


@pytest.mark.parametrize("draws", [1, 2, 1000, 1024, 3000])
def test_that_fewer_draws_are_the_first_of_more(all_columns: dict[int, np.ndarray], draws: int) -> None:
    few = sampling.normals([0, 77], draws, 1)
    assert np.array_equal(few[0], all_columns[0][:draws])
    assert np.array_equal(few[77], all_columns[77][:draws])


def test_that_a_column_does_not_depend_on_which_others_are_asked_for(all_columns: dict[int, np.ndarray]) -> None:
    assert np.array_equal(sampling.normals([127], DRAWS, 1)[127], all_columns[127])


def test_that_draws_made_piece_by_piece_are_those_made_at_once(
    all_columns: dict[int, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "AT_ONCE", 512)
    many = sampling.normals([5, 90], 3000, 1)
    assert np.array_equal(many[5], all_columns[5][:3000])
    assert np.array_equal(many[90], all_columns[90][:3000])


def test_that_another_seed_gives_other_draws(all_columns: dict[int, np.ndarray]) -> None:
    assert not np.array_equal(sampling.normals([0], DRAWS, 2)[0], all_columns[0])


def test_that_points_on_the_border_do_not_become_infinite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling.Sobol, "points", lambda sobol, start, count: np.array([[0.0, 1.0]]))
    drawn = sampling.normals([3], 2, 1)[3]
    assert drawn == pytest.approx([stats.norm.ppf(2.0**-31), stats.norm.isf(2.0**-31)], rel=1e-7)


def test_that_the_same_seed_gives_the_same_bits_in_another_process(all_columns: dict[int, np.ndarray]) -> None:
    program = (
        "import hashlib; from claimbench.engine import sampling;"
        f"z = sampling.normals([0, 60], {DRAWS}, 1);"
        "print(hashlib.sha256(z[0].tobytes() + z[60].tobytes()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    ).stdout.strip()
    assert other == hashlib.sha256(all_columns[0].tobytes() + all_columns[60].tobytes()).hexdigest()


@pytest.mark.parametrize("column", [-1, 128])
def test_that_a_column_outside_the_set_is_refused(column: int) -> None:
    with pytest.raises(ValueError, match=rf"Column {column} is outside the Sobol set, which has 0 to 127\."):
        sampling.normals([column], 16, 1)


def test_that_no_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        sampling.normals([0], 0, 1)
