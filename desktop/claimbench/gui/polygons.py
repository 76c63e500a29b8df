"""QPolygonF objects that are filled from arrays and used again, instead of being made point by point."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtGui import QPolygonF
from shiboken6 import VoidPtr

from claimbench.app.figures.figure import Array

_BYTES_PER_POINT = 16  # two doubles


class Polygons:
    """Polygons in the order in which they are asked for; :meth:`start` begins again with the first."""

    def __init__(self) -> None:
        self._pool: list[tuple[QPolygonF, Array]] = []
        self._next = 0

    def start(self) -> None:
        self._next = 0

    def filled(self, x: Array, y: Array) -> QPolygonF:
        """A polygon of these points; it is overwritten after the next :meth:`start`."""
        polygon, points = self._following(len(x))
        points[:, 0] = x
        points[:, 1] = y
        return polygon

    def between(self, x: Array, low: Array, high: Array) -> QPolygonF:
        """The area between two lines, along the high one and back along the low one; likewise overwritten."""
        count = len(x)
        polygon, points = self._following(2 * count)
        points[:count, 0], points[count:, 0] = x, x[::-1]
        points[:count, 1], points[count:, 1] = high, low[::-1]
        return polygon

    def _following(self, count: int) -> tuple[QPolygonF, Array]:
        """The next polygon of so many points, and the array that is its memory."""
        if self._next == len(self._pool):
            self._pool.append((QPolygonF(), np.empty((0, 2))))
        polygon, points = self._pool[self._next]
        if len(points) != count:
            polygon = QPolygonF()
            polygon.resize(count)
            # The array is a view of the polygon's own memory, which stays where it is as long as the size does.
            memory: Any = VoidPtr(polygon.data(), count * _BYTES_PER_POINT, True)  # type: ignore[call-arg, arg-type]
            points = np.frombuffer(memory, dtype=np.float64).reshape((-1, 2))
            self._pool[self._next] = (polygon, points)
        self._next += 1
        return polygon, points
