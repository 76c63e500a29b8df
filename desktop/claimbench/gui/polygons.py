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
        if self._next == len(self._pool):
            self._pool.append((QPolygonF(), np.empty((0, 2))))
        polygon, points = self._pool[self._next]
        if len(points) != len(x):
            polygon = QPolygonF()
            polygon.resize(len(x))
            # The array is a view of the polygon's own memory, which stays where it is as long as the size does.
            memory: Any = VoidPtr(polygon.data(), len(x) * _BYTES_PER_POINT, True)  # type: ignore[call-arg, arg-type]
            points = np.frombuffer(memory, dtype=np.float64).reshape((-1, 2))
            self._pool[self._next] = (polygon, points)
        points[:, 0] = x
        points[:, 1] = y
        self._next += 1
        return polygon
