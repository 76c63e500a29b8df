"""Standard normal columns: one scrambled Sobol set for every assumption of a case.

The set always has :data:`COLUMNS` columns, of which each assumption keeps one for life: adding or removing another
assumption changes no number of it. A prefix of the set is a good sample by itself, so that a preview takes the first
draws of the same columns. What the points are is said in :mod:`claimbench.engine.sobol`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from claimbench.engine import normal
from claimbench.engine.sobol import BITS, COLUMNS, Sobol

Array = NDArray[np.float64]

#: Draws that are made at a time.
AT_ONCE = 1 << 16


def normals(columns: Sequence[int], draws: int, seed: int) -> dict[int, Array]:
    """The asked columns of the set, each of shape (draws,), float64, contiguous and read-only.

    Same ``draws`` and ``seed``, same bits; fewer draws are a prefix of more. Raises ValueError for a column outside the
    set or no draws.
    """
    if draws < 1:
        raise ValueError(f"The number of draws must be at least 1, not {draws}.")
    for column in columns:
        if not 0 <= column < COLUMNS:
            raise ValueError(f"Column {column} is outside the Sobol set, which has 0 to {COLUMNS - 1}.")
    made = np.empty((len(columns), draws))
    sobol = Sobol(columns, seed)
    at_once = min(AT_ONCE, 1 << (draws - 1).bit_length())
    half_cell = 0.5 / (1 << BITS)  # scrambling can give 0, whose normal would be infinite: so far inwards
    for start in range(0, draws, at_once):
        for values, points in zip(made, sobol.points(start, at_once), strict=True):
            room = values[start : start + at_once]
            room[:] = normal.quantile(np.clip(points[: len(room)], half_cell, 1 - half_cell))
    made.setflags(write=False)
    return dict(zip(columns, made, strict=True))
