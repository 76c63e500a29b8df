"""What the operations of a program do to arrays.

Shapes: (rows, n) for what varies over time and between draws, (rows, 1) for what varies over time alone, (n,) between
draws alone, () or (1,) for one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from claimbench.engine.calendar import Array
from claimbench.engine.program import Node
from claimbench.engine.rows import Rows

MAX_WHOLE: Final = 4_096  # exponents up to here are multiplied out


def evaluate(node: Node, args: Sequence[Array], out: Array | None) -> Array:
    """The value of a node that is not stepped, for all rows at once; written to ``out`` where there is one."""
    if node.operation == "ufunc":
        return np.asarray(node.param(*args)) if out is None else node.param(*args, out=out)
    if out is None:
        shape = np.broadcast_shapes(*(arg.shape[-1:] for arg in args))
        out = np.empty((node.length, *(shape or (1,))) if node.length else shape)
    if node.operation == "power":
        power(args[0], args[1], out)
    elif node.operation == "choose":
        np.copyto(out, args[2])
        np.copyto(out, args[1], where=args[0].astype(np.bool_, copy=False))
    elif node.operation == "splice":
        np.copyto(out[: node.param], rows_of(args[0], slice(node.param)))
        np.copyto(out[node.param :], rows_of(args[1], slice(node.param, None)))
    elif node.operation == "rate":
        index, scale = node.param
        np.multiply(args[0][index], scale, out=out)
    elif node.operation == "level":
        _level(args[0], node.param, out)
    elif node.operation == "last":
        _last(args[0], node.param, out)
    elif node.operation == "points":
        _points(args[0], node.param[0], node.param[1], out)
    else:
        np.copyto(out, node.param(*args).reshape(out.shape))
    return out


def rows_of(x: Array, rows: Any) -> Array:
    """Some rows of what may not vary over time."""
    return np.asarray(x[rows]) if x.ndim == 2 else x


def power(base: Array, exponent: Array, out: Array) -> None:
    """``base ** exponent``. Whole exponents that are the same for all draws are multiplied out, row after row from the
    one before where that is one less: several times faster than the general power, and as exact."""
    if exponent.ndim == 2 and exponent.shape[1] == 1 and base.ndim < 2 and out.ndim == 2:
        column = exponent[:, 0].tolist()
        for row, value in enumerate(column):
            if row and value == column[row - 1]:
                out[row] = out[row - 1]
            elif row and value == column[row - 1] + 1.0 and value.is_integer() and 1.0 < value <= MAX_WHOLE:
                np.multiply(out[row - 1], base, out=out[row])
            else:
                _power(base, value, out[row])
    elif exponent.size == 1:
        _power(base, float(exponent.reshape(())), out)
    else:
        np.power(base, exponent, out=out)


def _power(base: Array, exponent: float, out: Array) -> None:
    if not (exponent.is_integer() and 0.0 <= abs(exponent) <= MAX_WHOLE):
        np.power(base, exponent, out=out)
        return
    left = int(abs(exponent))
    out[...] = 1.0
    square: Array = base
    while left:
        if left & 1:
            np.multiply(out, square, out=out)
        left >>= 1
        if left:
            square = np.multiply(square, square)
    if exponent < 0:
        np.divide(1.0, out, out=out)


def _level(series: Array, rows: Rows, out: Array) -> None:
    after = np.minimum(rows.point + 1, rows.grid.points - 1)
    share = rows.fraction[:, np.newaxis]
    at_point = rows.fraction == 0.0
    np.copyto(out, series[rows.point] * (1.0 - share) + series[after] * share)
    out[at_point] = series[rows.point[at_point]]  # also where the next point has no value


def _last(series: Array, point: int, out: Array) -> None:
    """The last value there is at or before ``point``."""
    for row in range(point, -1, -1):
        if not np.isnan(series[row]).all():
            np.copyto(out, series[row].reshape(out.shape) if series[row].size == out.size else series[row])
            return
    out[...] = np.nan


def _points(x: Array, rows: Rows, weights: Array | None, out: Array) -> None:
    if weights is None:
        np.copyto(out, x[rows.starts])
        return
    out[...] = np.nan  # after the last point there is no step
    out[:-1] = 0.0
    for offset, weight in enumerate(weights):
        out[:-1] += weight * x[offset : len(x) - 1 : len(weights)]
