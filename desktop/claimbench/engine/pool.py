"""Memory for results, used again when nobody holds it any more.

A run fills tens of megabytes. Fresh from the system, each page of it costs a fault, and together those cost more than
the arithmetic: runs one after another, as while a slider is dragged, take a third of the time when they write to memory
that an earlier run has used.
"""

from __future__ import annotations

import sys
import threading
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

MAX_ARRAYS: Final = 96  # beyond this the pool forgets what is free


def _holders(arrays: list[NDArray[Any]], index: int) -> int:
    return sys.getrefcount(arrays[index])


_NOBODY: Final = _holders([np.empty(0)], 0)  # what is counted for an array that only the list holds


class Pool:
    """Arrays by shape and type. A view of an array holds it, so that what any caller still has is never handed out."""

    def __init__(self) -> None:
        self._arrays: dict[tuple[object, ...], list[NDArray[Any]]] = {}
        self._count = 0
        self._lock = threading.Lock()

    def take(self, shape: tuple[int, ...], dtype: type[np.float64] | type[np.bool_] = np.float64) -> NDArray[Any]:
        """An array of that shape, with anything in it."""
        with self._lock:
            alike = self._arrays.setdefault((shape, dtype), [])
            for index in range(len(alike)):
                if _holders(alike, index) == _NOBODY:
                    return alike[index]
            if self._count >= MAX_ARRAYS:
                self._forget()
                alike = self._arrays.setdefault((shape, dtype), [])
            array = np.empty(shape, dtype)
            alike.append(array)
            self._count += 1
            return array

    def _forget(self) -> None:
        """Drop what nobody holds, and lose sight of the older half of the rest."""
        held = [
            (key, alike[index])
            for key, alike in self._arrays.items()
            for index in range(len(alike))
            if _holders(alike, index) != _NOBODY
        ][-MAX_ARRAYS // 2 :]
        self._arrays = {}
        for key, array in held:
            self._arrays.setdefault(key, []).append(array)
        self._count = len(held)
