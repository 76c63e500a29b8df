"""Unsaved work is put on the disk soon after every change, and offered after a crash."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from claimbench.app.commands import ReplaceCase
from claimbench.app.recovery import Draft, Journal, drafts
from claimbench.core.case import Case
from claimbench.core.problem import ProblemError
from claimbench.core.show import show_date
from claimbench.gui.background import Background
from claimbench.gui.bridge import Bridge
from claimbench.gui.case_lock import FileLock
from claimbench.gui.question import Answer, Role, ask, nothing

if TYPE_CHECKING:
    from claimbench.gui.window import Window

#: How long after a change it is written, in milliseconds; during a drag, after the last step.
DELAY: Final = 700
_postponed: set[Path] = set()  # drafts that the user wants to be asked about another time


class Safety(QObject):
    """Keeps the draft of one open case."""

    def __init__(self, bridge: Bridge, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._background = background
        self._told = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self.write)
        self._journal: Journal | None = None
        self._lock: FileLock | None = None

    def keep(self, folder: Path) -> None:
        """From now on, keep the case's draft; it lies in ``folder``."""
        if self._journal is None:
            self._bridge.case_changed.connect(self._on_case)
        self.close()
        self._journal = Journal(folder)
        self._lock = _lock_of(self._journal.path)
        if self._bridge.document.unsaved:
            self._timer.start()

    def _on_case(self, before: Case, after: Case) -> None:
        if not self._timer.isActive() or self._bridge.document.history.open:
            self._timer.start()

    def write(self, then: Callable[[], None] = nothing) -> None:
        """Write the draft of the case at hand, or remove it where there is nothing unsaved; then go on."""
        self._timer.stop()
        if self._journal is None or self._lock is None:
            return
        document = self._bridge.document
        if document.unsaved:
            self._lock.take()
            work: Callable[[], None] = partial(self._journal.write, document.case, document.hashes)
        else:
            work = self._journal.remove
        self._background.run(work, partial(self._on_written, then))

    def _on_written(self, then: Callable[[], None], future: Future[None]) -> None:
        try:
            future.result()
        except ProblemError as failure:
            if not self._told:  # once, not at every change
                self._told = True
                self._bridge.failed.emit(f"Unsaved work cannot be kept safe from a crash. {failure.problems[0]}")
            return
        then()

    def close(self) -> None:
        """The draft is needed no more: what was unsaved is saved, or given up."""
        self._timer.stop()
        if self._journal is not None and self._lock is not None:
            self._background.run(partial(_remove, self._journal, self._lock), _done)


def _remove(journal: Journal, lock: FileLock) -> None:
    journal.remove()
    lock.release()


def _done(future: Future[None]) -> None:
    future.result()


def _lock_of(draft: Path) -> FileLock:
    """Taken while the window is open that a draft belongs to."""
    return FileLock(draft.with_suffix(".lock"))


def offer_draft(window: Window, restore_other: Callable[[Draft], None]) -> None:
    """Ask about unsaved work that a crash has left: of this case, or else of another one, which ``restore_other``
    opens and restores."""
    folder = window.bridge.document.path
    here = folder.resolve() if folder is not None else None
    left = [draft for draft in drafts() if draft.path not in _postponed and _is_left(draft)]
    left.sort(key=lambda draft: draft.folder != here)  # of this case first, else the newest
    if not left:
        return
    draft = left[0]
    document = window.bridge.document
    if draft.folder == here and _same(draft, document.saved):
        _discard(window, draft)  # it was saved just before the end
        return
    when = f"{show_date(draft.written.date())}, {draft.written:%H:%M}"
    if draft.folder != here:
        explanation = f"It belongs to another case, in {draft.folder}, and is from {when}. Restore opens that case."
        action = partial(restore_other, draft)
    else:
        explanation = f"It is from {when}. Once restored it is still unsaved, and can be undone."
        if not draft.fits(document.hashes):
            explanation += " The case on disk has changed since: when you save, you are asked which to keep."
        action = partial(restore, window, draft)
    answers: list[Answer] = [
        ("Restore", Role.AcceptRole, action),
        ("Discard", Role.DestructiveRole, partial(_discard, window, draft)),
        ("Later", Role.RejectRole, partial(_postponed.add, draft.path)),
    ]
    if draft.folder != here:
        answers.reverse()  # a key pressed while a case opens must not open another
    ask(window, "draft-offer", f"There is unsaved work on “{draft.title}”.", explanation, answers)


def _is_left(draft: Draft) -> bool:
    """Whether the window that it belonged to is gone."""
    lock = _lock_of(draft.path)
    if not lock.take():
        return False
    lock.release()
    return True


def _same(draft: Draft, saved: Case) -> bool:
    try:
        return draft.case() == saved
    except ProblemError:
        return False


def restore(window: Window, draft: Draft) -> None:
    """Put unsaved work into the window of its case, as one change. The draft goes once there is another."""
    try:
        case = draft.case()
    except ProblemError as failure:
        explanation = f"{failure.problems[0]} It is kept in {draft.path}."
        answers = (("Close", Role.RejectRole, nothing),)
        ask(window, "draft-failure", "The unsaved work cannot be restored.", explanation, answers)
        return
    window.bridge.document.hashes = draft.base  # so that a save notices what has changed since
    window.bridge.apply(ReplaceCase(case, "Unsaved work restored"))
    window.files.safety.write(partial(_discard, window, draft))


def _discard(window: Window, draft: Draft) -> None:
    window.files.background.run(draft.remove, partial(_removed, draft))


def _removed(draft: Draft, future: Future[None]) -> None:
    with contextlib.suppress(OSError):  # it is offered once more then
        future.result()
