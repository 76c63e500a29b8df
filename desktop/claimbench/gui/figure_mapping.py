"""From axis coordinates to pixels, and back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from claimbench.app.figures.figure import Array, Columns, Figure
from claimbench.core.frozen import dataclass
from claimbench.gui.figure_axes import Range, axis_values
from claimbench.gui.figure_style import Box

_TAKEN = 0.84  # of its place by columns side by side


@dataclass(frozen=True, slots=True)
class Margins:
    """Around the plot, for what stands beside it."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Mapping:
    """Axis coordinates to pixels: ``x_scale * x + x_shift``, likewise for y, and for each of the further axes of values
    (scale, shift)."""

    plot: Box
    x_scale: float
    x_shift: float
    y_scale: float
    y_shift: float
    further: tuple[tuple[float, float], ...] = ()

    def x(self, value: float) -> float:
        return self.x_scale * value + self.x_shift

    def y(self, value: float) -> float:
        return self.y_scale * value + self.y_shift

    def x_at(self, pixel: float) -> float:
        return (pixel - self.x_shift) / self.x_scale

    def y_at(self, pixel: float) -> float:
        return (pixel - self.y_shift) / self.y_scale


def x_pixels(figure: Figure, mapping: Mapping, x: Array, axis: int = 0) -> Array:
    """Where values along x are, of a mark on that axis."""
    if axis and figure.y.kind == "rows":
        return _on_further(figure, mapping, x, axis)
    return mapping.x_scale * axis_values(figure.x, x) + mapping.x_shift


def y_pixels(figure: Figure, mapping: Mapping, y: Array, axis: int = 0) -> Array:
    """Where values along y are, of a mark on that axis."""
    if axis and figure.y.kind != "rows":
        return _on_further(figure, mapping, y, axis)
    return mapping.y_scale * axis_values(figure.y, y) + mapping.y_shift


def _on_further(figure: Figure, mapping: Mapping, values: Array, axis: int) -> Array:
    scale, shift = mapping.further[axis - 1]
    return scale * axis_values(figure.value_axis(axis), values) + shift


def column_pixels(figure: Figure, mapping: Mapping, columns: Columns) -> tuple[Array, Array]:
    """The left and the right edge of each column, (n,): those side by side in one place share it."""
    ends = x_pixels(figure, mapping, columns.edges)
    start, width = ends[:-1], np.diff(ends)
    part, parts = columns.part
    if parts == 1:
        return start, ends[1:]
    free, each = (1 - _TAKEN) / 2 * width, _TAKEN / parts * width
    return start + free + part * each, start + free + (part + 1) * each


def map_plot(
    figure: Figure, block: Box, margins: Margins, x_range: Range, y_range: Range, further: Sequence[Range] = ()
) -> Mapping:
    left, top = block[0] + margins.left, block[1] + margins.top
    right = max(left + 1.0, block[2] - margins.right)
    bottom = max(top + 1.0, block[3] - margins.bottom)
    x_scale = (right - left) / (x_range[1] - x_range[0])
    y_scale = (top - bottom) / (y_range[1] - y_range[0])
    along_x = figure.y.kind == "rows"
    start, length = (left, right - left) if along_x else (bottom, top - bottom)
    scales = [length / (high - low) for low, high in further]
    return Mapping(
        (left, top, right, bottom),
        x_scale,
        left - x_scale * x_range[0],
        y_scale,
        bottom - y_scale * y_range[0],
        tuple((scale, start - scale * low) for scale, (low, _) in zip(scales, further, strict=True)),
    )
