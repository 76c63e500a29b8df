"""Keeps the results in step with the case: at once from a preview of the draws, then from all of them at rest."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Collection
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Problem, Severity
from claimbench.gui.bridge import FIRST_CHARTS, Bridge

if TYPE_CHECKING:
    from claimbench.app.projection import Projector, Results
    from claimbench.evidence.refine import Progress

#: How long nothing may move before all draws are taken, in milliseconds, and in previews: longer than from one move of
#: the mouse to the next, painting included, so that the worker leaves a drag alone.
REST, REST_IN_PREVIEWS = 16, 2
#: What a preview may cost, in seconds, so that drawing still fits into the frame.
BUDGET = 0.006
LEAST_PREVIEW = 1024
#: The longest that the worker leaves Python to the window while that shows results, or makes its panes, in seconds.
PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Job:
    """Full results of ``case``, compared with those of ``saved``."""

    case: Case
    saved: Case
    problems: tuple[Problem, ...]  # found when the case was read


class Runner(QObject):
    """One worker thread. ``prepared(problems)`` comes whenever a case was compiled, ``settled(results)`` after every
    full run; a result that was overtaken is dropped.

    Every result is compared with the baseline, which is that of the case as saved. Where few draws fit what is held,
    the sample is refined afterwards: ``refined(progress)`` tells how far that is, and None when it has come to an end.
    ``failed(exception)`` comes where the program broke.
    """

    prepared = Signal(object)
    settled = Signal(object)
    refined = Signal(object)
    failed = Signal(object)
    _compiled = Signal(object, object, object)
    _glimpsed = Signal(object)
    _finished = Signal(object, object)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        self._projector: Projector | None = None
        self._names: frozenset[str] = frozenset()
        self._wanted: frozenset[str] = frozenset()
        self._unrefined: Case | None = None  # the case for which the user called refining off
        self.refining = False
        self._failed = False
        self._baseline: Results | None = None
        self._preview: Results | None = None
        self._full: Results | None = None  # the last of all draws
        self._preview_draws = LEAST_PREVIEW
        self._slowest = 0.0  # preview since the last rest, in seconds
        self.latest: Results | None = None
        self.redraw_seconds = 0.0
        self._glimpse = True
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._anew = threading.Event()
        self._drawn = threading.Event()  # the window has painted the last results
        self._compiled.connect(self._on_compiled)
        self._glimpsed.connect(self._on_glimpsed)
        self._finished.connect(self._on_finished)
        self.failed.connect(self._on_failed)
        self.refined.connect(self._on_refined)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._ask_for_all)
        self._thread = threading.Thread(target=self._work, name="claimbench-runner", daemon=True)
        bridge.case_changed.connect(self._on_case)

    def start(self, glimpse: bool = True) -> None:
        """``glimpse``: whether there is to be something to see at once, from few draws."""
        self._glimpse = glimpse
        self._ask_for_all()
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether what is shown is not yet the full result of the case at hand. A case with errors has none."""
        if self._failed:
            return False
        if self.refining:
            return True
        return self.latest is None or self.latest.preview or self.latest.case is not self._bridge.document.case

    @property
    def stale(self) -> bool:
        """Whether what is shown is of an earlier case, because the present one has errors."""
        return self._failed and self.latest is not None

    def want(self, measure: str) -> None:
        """Have this measure computed, too, whether a chart shows it or not."""
        self._wanted = frozenset((measure,))
        if self._projector is not None and measure not in self._names:
            self._names |= self._wanted & set(self._projector.model.names)
            self._ask_for_all()

    def run_anew(self) -> None:
        """Make all results again, though the case is the same: when samples of readings have been refined."""
        self._anew.set()
        self._ask_for_all()

    def cancel_refining(self) -> None:
        """Leave the sample as it is until the case changes."""
        self._unrefined = self._bridge.document.case

    def complete(self) -> Results | None:
        """Full results of the case at hand, computed here and now where they are not there yet: for an export."""
        if self._projector is None or not self.busy:
            return self.latest
        case = self._bridge.document.case
        if not self._projector.fits(case):
            return None
        return self._projector.project(case, None, None, self._baseline, self._names).settle()

    def close(self) -> None:
        """Stop the worker; after this no results come."""
        self._rest.stop()
        self._bridge.case_changed.disconnect(self._on_case)
        self._compiled.disconnect(self._on_compiled)
        self._glimpsed.disconnect(self._on_glimpsed)
        self._finished.disconnect(self._on_finished)
        self.refined.disconnect(self._on_refined)
        self._unrefined = self._bridge.document.case
        if self._thread.is_alive():
            self._jobs.put(None)
            self._drawn.set()  # after that, so that the worker cannot miss both
            self._thread.join()
        gc.unfreeze()  # so that the case and its results can go, where another one is opened

    # in the worker

    def _work(self) -> None:
        try:
            self._do_jobs()
        except Exception as fault:  # noqa: BLE001 (carried to the window, not swallowed)
            self.failed.emit(fault)

    def _do_jobs(self) -> None:
        # Imported here, with the window already on the screen: numpy, scipy and what stands on them.
        from claimbench.app.problems import problems_of
        from claimbench.app.projection import Projector

        document = self._bridge.document
        projector: Projector | None = None
        last: Projector | None = None  # the last of a case without errors
        baseline: Results | None = None
        full: Results | None = None
        while (job := self._next_job()) is not None:
            if projector is None or not projector.fits(job.case):
                compiled, full = Projector(job.case), None
                if last is not None:
                    compiled.inherit(last)
                projector = compiled
                problems = problems_of(job.case, job.problems, document.places, projector.model)
                ready = all(problem.severity is not Severity.ERROR for problem in problems)
                self._compiled.emit(projector if ready else None, problems, job.case)
                if not ready:
                    projector = None
                    continue
                last = projector
            names = self._shown(projector, job.case)
            if self._anew.is_set():
                self._anew.clear()
                baseline = full = None
            if self._glimpse and full is None and baseline is None:
                self._glimpsed.emit(projector.project(job.case, LEAST_PREVIEW, names=names).settle(self._in_sight))
                self._leave_python_to_window()
            if baseline is None or baseline.case is not job.saved or not _has(baseline, names):
                of_saved = projector if projector.fits(job.saved) else Projector(job.saved)
                both = self._shown(of_saved, job.saved) | names & set(of_saved.model.names)
                baseline = of_saved.project(job.saved, names=both).settle(self._in_sight) if of_saved.runnable else None
            if baseline is not None and job.case is job.saved:
                full = baseline
            else:
                full = projector.project(job.case, None, full, baseline, names).settle(self._in_sight)
            self._drawn.clear()
            self._finished.emit(full, baseline)
            if full.conditioned.thin:
                if self._refine(projector, job.case):
                    full = projector.project(job.case, None, full, baseline, names).settle(self._in_sight)
                    baseline = full if job.case is job.saved else baseline
                    self._finished.emit(full, baseline)
                self.refined.emit(None)
            self._leave_python_to_window()
            for id in full.figures if full is not None else ():  # those out of sight, for when they are scrolled to
                if self._jobs.empty():
                    _ = full.figures[id]

    def _leave_python_to_window(self) -> None:
        """Until that has shown what was last emitted: both at once would take longer than one after the other."""
        if self._jobs.empty():
            self._drawn.wait(PATIENCE)

    def _refine(self, projector: Projector, case: Case) -> bool:
        """Make the sample anew for what is held; False where that was cancelled, as any change of the case does."""
        from claimbench.app.refining import finish, refine

        document = self._bridge.document
        found = finish(
            refine(projector, case),
            self.refined.emit,
            lambda: document.case is not case or self._unrefined is case,
        )
        if found is not None:
            projector.adopt(found)
        return found is not None

    def _next_job(self) -> Job | None:
        """The newest job: those that it overtook are not done."""
        job = self._jobs.get()
        while job is not None and not self._jobs.empty():
            job = self._jobs.get()
        return job

    # in the window's thread

    def _on_compiled(self, projector: Projector | None, problems: tuple[Problem, ...], case: Case) -> None:
        if case is not self._bridge.document.case and self._projector is not None:
            return  # overtaken
        self._failed = projector is None
        if projector is not None:
            self._projector, self._preview, self._full = projector, None, None
            self._names = self._shown(projector, case)
        self.prepared.emit(problems)

    def _on_case(self, before: Case, after: Case) -> None:
        self.refining, self._unrefined = False, None
        if self._projector is None or self._baseline is None or not self._projector.fits(after):
            self._ask_for_all()  # still starting, or another structure: the worker compiles it
            return
        if after.charts is not before.charts:
            self._names = self._shown(self._projector, after)
            if not _has(self._baseline, self._names):
                self._ask_for_all()  # a chart shows what the baseline was not asked for
                return
        self._failed = False  # as when a faulty formula was undone
        started = time.perf_counter()
        results = self._projector.project(
            after, self._preview_draws, self._preview, self._baseline, self._names, self._full
        )
        self._preview = results.settle(self._in_sight)
        self._adapt(time.perf_counter() - started)
        self._show(results, started)
        self._rest.start(REST + round(1000 * REST_IN_PREVIEWS * self.redraw_seconds))

    def _adapt(self, spent: float) -> None:
        """Half as many draws at once where a preview does not fit the budget: a prefix of that length is a balanced
        set, too. More of them only at rest, since another number is computed from nothing."""
        self._slowest = max(self._slowest, spent)
        if spent > BUDGET and self._preview_draws > LEAST_PREVIEW:
            self._preview_draws //= 2

    def _rested(self, total: int) -> None:
        if 0.0 < self._slowest < BUDGET / 4 and 2 * self._preview_draws < total:
            self._preview_draws *= 2
        self._slowest = 0.0

    def _ask_for_all(self) -> None:
        document = self._bridge.document
        self._jobs.put(Job(document.case, document.saved, document.problems))

    def _on_glimpsed(self, results: Results) -> None:
        if self.latest is None and results.case is self._bridge.document.case:
            self.latest = self._preview = results
            self._bridge.results_changed.emit(results)
        QTimer.singleShot(0, self, self._await_paint)  # the cards have their figures then

    def _await_paint(self) -> None:
        QTimer.singleShot(0, self, self._drawn.set)  # and here they are painted

    def _on_finished(self, results: Results, baseline: Results | None) -> None:
        started = time.perf_counter()
        if self._baseline is None:
            gc.freeze()  # what is there now stays: without this, full collections make single frames of a drag late
        self._baseline, self._full = baseline, results
        self._rested(results.total_draws)
        if results.case is self._bridge.document.case:
            self.refining = results.conditioned.thin and self._unrefined is not results.case
            self._show(results, started)
            self.settled.emit(results)
        QTimer.singleShot(0, self, self._await_paint)

    def _on_refined(self, progress: Progress | None) -> None:
        if progress is None:
            self.refining = False

    @property
    def _in_sight(self) -> Collection[str]:
        """The charts that are to be made at once; before there are cards, the first few."""
        seen = self._bridge.charts_in_sight
        return tuple(self._bridge.document.case.charts)[:FIRST_CHARTS] if seen is None else seen

    def _shown(self, projector: Projector, case: Case) -> frozenset[str]:
        return projector.shown(case) | self._wanted & case.measures.keys() & set(projector.model.names)

    def _on_failed(self, fault: Exception) -> None:
        self._failed = True
        raise fault

    def _show(self, results: Results, started: float) -> None:
        self.latest = results
        self._bridge.results_changed.emit(results)
        if results.preview:
            self.redraw_seconds = time.perf_counter() - started


def _has(results: Results, names: frozenset[str]) -> bool:
    """Whether results hold all measures among these that their case has; quantities over time they make when asked."""
    return names & results.case.measures.keys() <= results.outcome.values.keys()
