"""The points of the Sobol set, beside scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from claimbench.engine.sobol import BITS, COLUMNS, Sobol


@pytest.mark.parametrize("seed", [0, 1, 20_251_124])
def test_that_points_are_those_of_scipy_to_the_last_bit(seed: int) -> None:
    theirs = qmc.Sobol(COLUMNS, scramble=True, bits=BITS, rng=seed)
    ours = Sobol(range(COLUMNS), seed)
    for start in (0, 4096, 8192):
        assert np.array_equal(ours.points(start, 4096), theirs.random(4096).T)


def test_that_a_column_does_not_depend_on_which_others_are_made() -> None:
    assert np.array_equal(Sobol([90, 0], 1).points(512, 512), Sobol(range(COLUMNS), 1).points(512, 512)[[90, 0]])


@pytest.mark.parametrize("count", [1, 2, 64])
def test_that_blocks_are_one_set(count: int) -> None:
    whole = Sobol([0, 1, 127], 3).points(0, 128)
    for start in range(0, 128, count):
        assert np.array_equal(Sobol([0, 1, 127], 3).points(start, count), whole[:, start : start + count])
