"""Long computations beside the projection: away from the window, in steps, so that a newer one can take their place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from claimbench.core.frozen import dataclass

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from claimbench.evidence.refine import Progress

Steps = Generator["Progress", None, Any]


#: So that what an inspector works out in a second does not wait for samples that are refined for many.
THREADS = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    key: str
    steps: Steps
    owner: QObject
    then: Callable[[Any], None]
    progress: Callable[[Progress], None] | None
    cancelled: threading.Event = field(default_factory=threading.Event)


class SideJobs(QObject):
    """A few threads for all of them, started when first needed. Of jobs with the same key only the newest is carried
    through; the others stop at their next step, and nothing is heard of them."""

    _stepped = Signal(object, object)
    _finished = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._newest: dict[str, _Job] = {}
        self._stepped.connect(self._on_stepped)
        self._finished.connect(self._on_finished)

    def run(
        self,
        key: str,
        steps: Steps,
        owner: QObject,
        then: Callable[[Any], None],
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        """Carry ``steps`` through, and call ``then`` with what they return; both callbacks in the window's thread, and
        none once ``owner``, whose they are, is gone."""
        self.cancel(key)
        job = self._newest[key] = _Job(key, steps, owner, then, progress)
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(THREADS, "claimbench-side-jobs")
        self._pool.submit(self._work, job)

    def cancel(self, key: str) -> None:
        if (job := self._newest.pop(key, None)) is not None:
            job.cancelled.set()

    @property
    def running(self) -> frozenset[str]:
        return frozenset(self._newest)

    def close(self) -> None:
        """Stop what runs; nothing comes after this."""
        for key in list(self._newest):
            self.cancel(key)
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None

    def _work(self, job: _Job) -> None:
        """In the thread."""
        try:
            while not job.cancelled.is_set():
                self._stepped.emit(job, next(job.steps))
            job.steps.close()
        except StopIteration as end:
            self._finished.emit(job, end.value)
        except Exception as fault:  # noqa: BLE001 (carried to the window, not swallowed)
            self._finished.emit(job, fault)

    def _on_stepped(self, job: _Job, step: Progress) -> None:
        if self._wanted(job) and job.progress is not None:
            job.progress(step)

    def _wanted(self, job: _Job) -> bool:
        """Whether it was neither overtaken nor outlives whose it is."""
        if self._newest.get(job.key) is job and not isValid(job.owner):
            self.cancel(job.key)
        return self._newest.get(job.key) is job

    def _on_finished(self, job: _Job, result: object) -> None:
        if not self._wanted(job):
            return
        del self._newest[job.key]
        if isinstance(result, Exception):
            raise result
        job.then(result)
