"""The curves of the explorer in the coordinates of its plot, ready to be drawn at any zoom."""

from __future__ import annotations

from dataclasses import field
from typing import Final

import numpy as np

from claimbench.app.drawing import Curve, Drawn
from claimbench.core.frozen import dataclass
from claimbench.tables.summarise import Pyramid
from claimbench.tables.table import Floats

_BAR_ROOM: Final = 0.8  # of the room between two places
MOST_POINTS: Final = 6_000  # of a scatter plot, which are drawn one by one
_FAR: Final = 2.0  # times the middle half, from its middle: as far as box plots mark single points


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """``x`` (n,) rises; both are logarithms on a logarithmic axis. ``width`` is that of a bar or a box."""

    curve: Curve
    x: Floats
    y: Floats
    width: float = 0.0
    pyramid: Pyramid | None = field(default=None)

    def between(self, left: float, right: float, pixels: int) -> tuple[Floats, Floats]:
        """What draws the line from ``left`` to ``right`` as all its points would."""
        return (self.x, self.y) if self.pyramid is None else self.pyramid.between(left, right, pixels)

    def inside(self, left: float, right: float) -> slice:
        return slice(int(np.searchsorted(self.x, left)), int(np.searchsorted(self.x, right, side="right")))

    def sample(self, left: float, right: float, pixels: int) -> tuple[Floats, Floats]:
        """Points of the range: all of them where they are few, else some of them evenly, and of the lowest and highest
        of each pixel those that lie far from most. Which ones stays while the plot is moved."""
        here = self.inside(left, right)
        count = here.stop - here.start
        if count <= MOST_POINTS or self.pyramid is None:
            return self.x[here], self.y[here]
        step = 1 << (count // MOST_POINTS).bit_length()
        start = -(-here.start // step) * step
        some_x, some_y = self.x[start : here.stop : step], self.y[start : here.stop : step]
        x, y = self.pyramid.between(left, right, min(pixels, MOST_POINTS // 8))
        low, high = np.quantile(some_y, (0.25, 0.75))
        far = np.abs(y - 0.5 * (low + high)) > _FAR * (high - low)
        return np.concatenate([some_x, x[far]]), np.concatenate([some_y, y[far]])


def shapes(drawn: Drawn) -> tuple[Shape, ...]:
    """To be made away from the window: of millions of points it takes a second."""
    drawing = drawn.drawing
    made = []
    gap = _least_gap(drawn)
    for number, curve in enumerate(drawn.curves):
        x, y = (_log(curve.x) if drawing.log_x else curve.x), (_log(curve.y) if drawing.log_y else curve.y)
        width = 0.0
        pyramid = None
        if drawing.style == "bars":
            width = _BAR_ROOM * gap / len(drawn.curves)
            middle = gap / 2 if drawn.every else 0.0  # a period's bar stands in the period
            x = x + middle + (number - (len(drawn.curves) - 1) / 2) * width
        elif drawing.style == "box":
            width = 0.5
        elif drawing.style != "histogram":
            pyramid = Pyramid(x, y)
        made.append(Shape(curve, x, y, width, pyramid))
    return tuple(made)


def _log(values: Floats) -> Floats:
    return np.asarray(np.log10(values))


def _least_gap(drawn: Drawn) -> float:
    """The least distance between two places."""
    if drawn.drawing.style != "bars":
        return 1.0
    places = np.unique(np.concatenate([curve.x for curve in drawn.curves]))
    places = np.log10(places) if drawn.drawing.log_x else places
    gaps = np.diff(places)
    return float(gaps.min()) if len(gaps) else 1.0
