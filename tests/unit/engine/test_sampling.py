"""The Sobol set: even, uncorrelated, the same everywhere, and kept in a cache that cannot harm."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import special, stats

from claimbench.engine import sampling

DRAWS = 4096
EVERY = range(sampling.COLUMNS)


@pytest.fixture(scope="module")
def all_columns() -> dict[int, np.ndarray]:
    return sampling.normals(EVERY, DRAWS, 1, None)


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
        columns = sampling.normals(range(5), draws, seed, None)
        product = np.prod([1 + (special.ndtr(z) - 0.5) for z in columns.values()], axis=0)
        return float(product.mean() - 1)

    few, many = (np.sqrt(np.mean([error(n, seed) ** 2 for seed in range(8)])) for n in (256, 4096))
    assert few / many > 8  # sixteen times the draws: random ones gain a factor of 4
    variance = (1 + 1 / 12) ** 5 - 1
    assert many < 0.1 * np.sqrt(variance / 4096)


def test_that_its_discrepancy_is_well_below_that_of_random_points(all_columns: dict[int, np.ndarray]) -> None:
    sobol = np.array([special.ndtr(all_columns[column][:1024]) for column in range(6)]).T
    random = np.random.default_rng(0).random((1024, 6))
    assert stats.qmc.discrepancy(sobol) < stats.qmc.discrepancy(random) / 5


@pytest.mark.parametrize("draws", [1, 2, 1000, 1024, 3000])
def test_that_fewer_draws_are_the_first_of_more(all_columns: dict[int, np.ndarray], draws: int) -> None:
    few = sampling.normals([0, 77], draws, 1, None)
    assert np.array_equal(few[0], all_columns[0][:draws])
    assert np.array_equal(few[77], all_columns[77][:draws])


def test_that_a_column_does_not_depend_on_which_others_are_asked_for(all_columns: dict[int, np.ndarray]) -> None:
    assert np.array_equal(sampling.normals([127], DRAWS, 1, None)[127], all_columns[127])


def test_that_draws_made_piece_by_piece_are_those_made_at_once(
    all_columns: dict[int, np.ndarray], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sampling, "AT_ONCE", 512)
    many = sampling.normals([5, 90], 3000, 1, tmp_path)
    assert np.array_equal(many[5], all_columns[5][:3000])
    assert np.array_equal(many[90], all_columns[90][:3000])
    assert list(tmp_path.iterdir()) == []  # so large a set is not kept


def test_that_another_seed_gives_other_draws(all_columns: dict[int, np.ndarray]) -> None:
    assert not np.array_equal(sampling.normals([0], DRAWS, 2, None)[0], all_columns[0])


def test_that_points_on_the_border_do_not_become_infinite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling.Sobol, "points", lambda sobol, start, count: np.array([[0.0, 1.0]]))
    drawn = sampling.normals([3], 2, 1, None)[3]
    assert drawn == pytest.approx([stats.norm.ppf(2.0**-31), stats.norm.isf(2.0**-31)], rel=1e-7)


def test_that_the_same_seed_gives_the_same_bits_in_another_process(all_columns: dict[int, np.ndarray]) -> None:
    program = (
        "import hashlib; from claimbench.engine import sampling;"
        f"z = sampling.normals([0, 60], {DRAWS}, 1, None);"
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
        sampling.normals([column], 16, 1, None)


def test_that_no_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        sampling.normals([0], 0, 1, None)


# The cache


def cached(folder: Path, columns: tuple[int, ...] = (0, 5)) -> dict[int, np.ndarray]:
    return sampling.normals(columns, 256, 1, folder)


def forbid_making(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> np.ndarray:
        raise AssertionError("the set was made although it was in the cache")

    monkeypatch.setattr(sampling, "_sobol_normals", refuse)


def test_that_the_cache_gives_the_same_bits_without_making_the_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "not" / "yet there"
    made = cached(folder)
    forbid_making(monkeypatch)
    kept = cached(folder, (5, 0, 99))
    assert np.array_equal(kept[0], made[0])
    assert np.array_equal(kept[5], made[5])
    assert not kept[99].flags.writeable
    assert kept[99].flags.c_contiguous


def test_that_scipy_stats_is_only_imported_where_the_cache_is_cold(tmp_path: Path) -> None:
    cached(tmp_path)
    program = (
        "import sys; from pathlib import Path; from claimbench.engine import distribution, sampling, summary;"
        f"sampling.normals([0], 256, 1, Path({str(tmp_path)!r}));"
        "print('scipy.stats' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    ).stdout.strip()
    assert answer == "False"


def test_that_the_cache_is_one_numpy_file_for_each_seed_and_number_of_draws(tmp_path: Path) -> None:
    sampling.normals([0], 256, 1, tmp_path)
    sampling.normals([0], 256, 2, tmp_path)
    sampling.normals([0], 128, 1, tmp_path)
    files = sorted(tmp_path.iterdir())
    assert len(files) == 3
    assert {np.load(file).shape for file in files} == {(128, 257), (128, 129)}


@pytest.mark.parametrize(
    "harm", ["empty", "short", "long", "other", "flipped bit in a number", "flipped bit in the head"]
)
def test_that_a_damaged_cache_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str) -> None:
    made = cached(tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    flipped = bytearray(whole)
    flipped[20 if harm.endswith("head") else 5 * 257 * 8 + 1000] ^= 1
    damaged = {"empty": b"", "short": whole[:-1000], "long": whole + b"x", "other": b"PK\x03\x04" * 100}
    file.write_bytes(damaged.get(harm, bytes(flipped)))
    again = cached(tmp_path)
    assert np.array_equal(again[5], made[5])
    assert np.array_equal(again[0], made[0])
    assert file.read_bytes() == whole
    forbid_making(monkeypatch)
    assert np.array_equal(cached(tmp_path)[5], made[5])


def test_that_draws_stay_when_the_cache_is_deleted_or_emptied_while_in_use(tmp_path: Path) -> None:
    cached(tmp_path)
    kept = cached(tmp_path)
    before = kept[0].copy()
    (file,) = tmp_path.iterdir()
    os.truncate(file, 0)
    file.unlink()
    assert np.array_equal(kept[0], before)


def test_that_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert np.array_equal(cached(blocked)[0], sampling.normals([0], 256, 1, None)[0])
    assert blocked.read_text() == "in the way"


def test_that_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    cached(tmp_path)
    assert list(tmp_path.iterdir()) == []
