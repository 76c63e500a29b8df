"""Standard normal columns: one scrambled Sobol set for every assumption of a case.

The set always has :data:`COLUMNS` columns, of which each assumption keeps one for life: adding or removing another
assumption changes no number of it. A prefix of the set is a good sample by itself, so that a preview takes the first
draws of the same columns. What the points are is said in :mod:`claimbench.engine.sobol`.
"""

from __future__ import annotations

import io
import math
import os
import tempfile
import zlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from claimbench.engine.sobol import BITS, COLUMNS, Sobol

Array = NDArray[np.float64]

#: Draws that are made at a time, and the most of which the whole set is kept in the cache (64 MB).
AT_ONCE = 1 << 16


def normals(columns: Sequence[int], draws: int, seed: int, cache: Path | None) -> dict[int, Array]:
    """The asked columns of the set, each of shape (draws,), float64, contiguous and read-only.

    Same ``draws`` and ``seed``, same bits; fewer draws are a prefix of more. ``cache`` is a folder for the finished
    set, which takes importing scipy and 0.1 s to make; anything in it may be deleted at any time, and a file that is
    not whole is made again. Sets of more than :data:`AT_ONCE` draws are not kept there, and no more of
    them is held than the asked columns. Raises ValueError for a column outside the set or no draws.
    """
    if draws < 1:
        raise ValueError(f"The number of draws must be at least 1, not {draws}.")
    for column in columns:
        if not 0 <= column < COLUMNS:
            raise ValueError(f"Column {column} is outside the Sobol set, which has 0 to {COLUMNS - 1}.")
    if cache is None or draws > AT_ONCE:
        found = dict(zip(columns, _sobol_normals(draws, seed, columns), strict=True))
    else:
        file = cache / f"sobol-{COLUMNS}x{draws}-seed{seed}-{scipy_release()}.npy"
        kept = _load(file, columns, draws)
        if kept is None:
            made = _sobol_normals(draws, seed, range(COLUMNS))
            _store(file, made)
            kept = {column: made[column].copy() for column in columns}
        found = kept
    for values in found.values():
        values.setflags(write=False)
    return found


def scipy_release() -> str:
    """Such as "scipy1.17.1", for the names of files in the cache. Read off the folder beside the package: importing
    scipy would cost more than what the cache spares."""
    spec = find_spec("scipy")
    beside = Path(spec.origin).parent.parent.glob("scipy-*.dist-info") if spec and spec.origin else ()
    return next((folder.stem.replace("-", "") for folder in beside), "scipy")


def _sobol_normals(draws: int, seed: int, columns: Sequence[int]) -> Array:
    """These columns of the set, shape (len(columns), draws)."""
    from scipy import special  # costs as much as the window: only where the set is not in the cache

    made = np.empty((len(columns), draws))
    sobol = Sobol(columns, seed)
    at_once = min(AT_ONCE, 1 << (draws - 1).bit_length())
    for start in range(0, draws, at_once):
        end = min(start + at_once, draws)
        made[:, start:end] = sobol.points(start, at_once)[:, : end - start]
    # scrambling can give 0, whose normal would be infinite: half a cell inwards
    half_cell = 0.5 / (1 << BITS)
    np.clip(made, half_cell, 1 - half_cell, out=made)
    return np.asarray(special.ndtri(made, out=made))


# A file of the cache is a .npy of shape (COLUMNS, draws + 1): the last number of each column is the CRC-32 of the
# others, so that reading a few columns checks no more than them.


def _header(draws: int) -> bytes:
    buffer = io.BytesIO()
    shape = (COLUMNS, draws + 1)
    np.lib.format.write_array_header_1_0(buffer, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return buffer.getvalue()


def _load(file: Path, columns: Sequence[int], draws: int) -> dict[int, Array] | None:
    """The columns from a file of the cache; None where it is missing or not whole."""
    header = _header(draws)
    shape = (COLUMNS, draws + 1)
    try:
        with file.open("rb") as stream:
            if stream.read(len(header)) != header or os.fstat(stream.fileno()).st_size != len(header) + 8 * math.prod(
                shape
            ):
                return None
            stored = np.memmap(stream, dtype="<f8", mode="r", offset=len(header), shape=shape)
    except OSError:
        return None
    found = {}
    for column in columns:
        # copied, so that nothing depends on the file any more
        values = np.array(stored[column, :draws], dtype=np.float64)
        if zlib.crc32(values.tobytes()) != stored[column, draws]:
            return None
        found[column] = values
    return found


def _store(file: Path, columns: Array) -> None:
    """Write a file of the cache in one step. Where that is not possible there is no cache, which costs time only."""
    checks = np.array([[zlib.crc32(column.tobytes())] for column in columns], dtype=np.float64)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.stem, suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(_header(columns.shape[1]))
            stream.write(np.hstack([columns, checks]).astype("<f8", copy=False).tobytes())
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
