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
        self._arrays: list[NDArray[Any]] = []
        self._lock = threading.Lock()

    def take(self, shape: tuple[int, ...], dtype: type[np.float64] | type[np.bool_] = np.float64) -> NDArray[Any]:
        """An array of that shape, with anything in it."""
        with self._lock:
            for index in range(len(self._arrays)):
                if _holders(self._arrays, index) == _NOBODY:
                    array = self._arrays[index]
                    if array.shape == shape and array.dtype == dtype:
                        return array
            if len(self._arrays) >= MAX_ARRAYS:
                self._arrays = [self._arrays[index] for index in range(len(self._arrays))
                                if _holders(self._arrays, index) != _NOBODY][-MAX_ARRAYS // 2 :]  # fmt: skip
            array = np.empty(shape, dtype)
            self._arrays.append(array)
            return array
