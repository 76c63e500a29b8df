"""Work on a table of which only the newest is of use: what was asked for before is stopped, or never begun."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject

from claimbench.gui.background import Background
from claimbench.tables.frame import Frame

_AGAIN: Final = 0.05  # seconds until what goes on is asked to stop once more


class Newest(QObject):
    """``run(frame, work, then)`` calls ``work()`` in a thread of its own and ``then(future)`` in that of the window,
    unless something else was asked for, or :meth:`forget` was called, meanwhile."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._number = 0
        self._frame: Frame | None = None
        self._promised: Future[Any] | None = None
        self._thread: int | None = None  # where it is worked out, once it has been

    def run(self, frame: Frame, work: Callable[[], Any], then: Callable[[Future[Any]], None]) -> None:
        self.forget()
        self._frame = frame
        number = self._number
        work = partial(self._work, number, work)
        self._promised = self._background.run(work, partial(self._on_worked, number, then))

    def forget(self) -> None:
        """What runs is of no use any more."""
        self._number += 1
        if self._frame is not None and self._thread is not None:
            self._frame.stop(self._thread)
        self._frame = None

    def close(self) -> None:
        """Stop what runs; nothing comes after this."""
        frame = self._frame
        self.forget()
        while self._promised is not None and not self._promised.done():  # what has not quite begun is not stopped
            if frame is not None and self._thread is not None:
                frame.stop(self._thread)
            wait([self._promised], _AGAIN)
        self._background.close()

    def _work(self, number: int, work: Callable[[], Any]) -> Any:
        """In the thread."""
        if number != self._number:
            return None
        self._thread = threading.get_ident()
        return work()

    def _on_worked(self, number: int, then: Callable[[Future[Any]], None], future: Future[Any]) -> None:
        if number == self._number:
            self._frame = None
            then(future)
