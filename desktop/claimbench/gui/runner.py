"""Keeps the results in step with the case: at once from a preview of the draws, then from all of them at rest."""

from __future__ import annotations

import gc
import threading
import time
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from claimbench.app.settings import cache_folder
from claimbench.core.case import Case
from claimbench.core.problem import Problem, Severity
from claimbench.gui.bridge import Bridge

if TYPE_CHECKING:
    from claimbench.app.projection import Projector, Results

#: How long nothing may move before all draws are taken, in milliseconds.
REST = 10
#: What a preview may cost, in seconds, so that drawing still fits into the frame.
BUDGET = 0.006
LEAST_PREVIEW = 1024


class Runner(QObject):
    """One worker thread. ``prepared(problems)`` comes once the case is compiled, ``settled(results)`` after every full
    run; a result that was overtaken is dropped.

    The first run is that of the saved case: the baseline that every later result is compared with.
    """

    prepared = Signal(object)
    settled = Signal(object)
    _compiled = Signal(object, object)
    _finished = Signal(object)
    _fault = Signal(object)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        self._projector: Projector | None = None
        self._names: frozenset[str] = frozenset()
        self._failed = False
        self._baseline: Results | None = None
        self._full: Results | None = None
        self._preview: Results | None = None
        self._preview_draws = 2 * LEAST_PREVIEW
        self.latest: Results | None = None
        self.redraw_seconds = 0.0
        self._jobs: SimpleQueue[tuple[Projector, Case, Results | None, Results | None] | None] = SimpleQueue()
        self._compiled.connect(self._on_compiled)
        self._finished.connect(self._on_finished)
        self._fault.connect(self._on_fault)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._ask_for_all)
        self._thread = threading.Thread(target=self._work, name="claimbench-runner", daemon=True)
        bridge.case_changed.connect(self._on_case)

    def start(self) -> None:
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether what is shown is not yet the full result of the case at hand. A case with errors has none."""
        if self._failed:
            return False
        return self.latest is None or self.latest.preview or self.latest.case is not self._bridge.document.case

    def complete(self) -> Results | None:
        """Full results of the case at hand, computed here and now where they are not there yet: for an export."""
        if self._projector is None or not self.busy:
            return self.latest
        case = self._bridge.document.case
        return self._projector.project(case, None, self._full, self._baseline, self._names).settle()

    def close(self) -> None:
        """Stop the worker; after this no results come."""
        self._rest.stop()
        self._compiled.disconnect(self._on_compiled)
        self._finished.disconnect(self._on_finished)
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()

    # in the worker

    def _work(self) -> None:
        try:
            self._do_jobs()
        except Exception as fault:  # noqa: BLE001 (carried to the window, not swallowed)
            self._fault.emit(fault)

    def _do_jobs(self) -> None:
        # Imported here, with the window already on the screen: numpy, scipy and what stands on them.
        from claimbench.app.batch import problems_of
        from claimbench.app.projection import Projector

        document = self._bridge.document
        projector = Projector(document.saved, cache_folder())
        problems = problems_of(document.saved, document.problems, document.places, projector.model)
        self._compiled.emit(projector, problems)
        while (job := self._jobs.get()) is not None:
            projector, case, previous, baseline = job
            self._finished.emit(projector.project(case, None, previous, baseline, self._names).settle())

    # in the window's thread

    def _on_compiled(self, projector: Projector, problems: tuple[Problem, ...]) -> None:
        if any(problem.severity is Severity.ERROR for problem in problems):
            self._failed = True
        else:
            self._projector = projector
            self._names = projector.shown(self._bridge.document.saved)
            self._jobs.put((projector, self._bridge.document.saved, None, None))
        self.prepared.emit(problems)

    def _on_case(self, before: Case, after: Case) -> None:
        if self._projector is None or self._baseline is None:
            return  # still starting: the first results ask for this case
        started = time.perf_counter()
        results = self._projector.project(after, self._preview_draws, self._preview, self._baseline, self._names)
        self._preview = results.settle()
        self._adapt(time.perf_counter() - started, self._projector.draws)
        self._show(results, started)
        self._rest.start()

    def _adapt(self, spent: float, total: int) -> None:
        """As many draws in a preview as fit the budget, in powers of two: a prefix of that length is a balanced set."""
        if spent > BUDGET and self._preview_draws > LEAST_PREVIEW:
            self._preview_draws //= 2
        elif spent < BUDGET / 4 and 2 * self._preview_draws < total:
            self._preview_draws *= 2

    def _ask_for_all(self) -> None:
        if self._projector is not None:
            self._jobs.put((self._projector, self._bridge.document.case, self._full, self._baseline))

    def _on_finished(self, results: Results) -> None:
        started = time.perf_counter()
        self._full = results
        case = self._bridge.document.case
        if self._baseline is None:
            self._baseline = results
            gc.freeze()  # what is there now stays: without this, full collections make single frames of a drag late
            if results.case is not case:
                self._show(results, started)
                self._on_case(results.case, case)
                return
        if results.case is case:
            self._show(results, started)
            self.settled.emit(results)

    def _on_fault(self, fault: Exception) -> None:
        self._failed = True
        raise fault

    def _show(self, results: Results, started: float) -> None:
        self.latest = results
        self._bridge.results_changed.emit(results)
        if results.preview:
            self.redraw_seconds = time.perf_counter() - started
