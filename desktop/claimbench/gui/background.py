"""Work on the disk away from the window: one thing after another, in the order in which it was asked for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

T = TypeVar("T")


class Background(QObject):
    """``run(work, then)`` calls ``work()`` in its thread, and afterwards ``then(future)`` in that of the window.

    ``future.result()`` gives what ``work`` returned or raises what it raised. The thread is started when first needed.
    """

    _finished = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._closed = False
        self._finished.connect(self._on_finished)

    def run(self, work: Callable[[], T], then: Callable[[Future[T]], None]) -> Future[T]:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "claimbench-files")
        promised = self._pool.submit(work)
        promised.add_done_callback(lambda future: self._finished.emit(future, then))
        return promised

    def close(self) -> None:
        """Wait for what was asked for; what was to come afterwards does not."""
        self._closed = True
        if self._pool is not None:
            self._pool.shutdown(wait=True)

    def _on_finished(self, future: Future[T], then: Callable[[Future[T]], None]) -> None:
        if not self._closed:  # what is on its way already cannot be called back
            then(future)
