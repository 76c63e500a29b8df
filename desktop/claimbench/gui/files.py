"""The File menu's part in a case: new, open, save, and nothing unsaved that is lost by closing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from claimbench.app.commands import ReplaceCase
from claimbench.app.paths import is_installed
from claimbench.app.recovery import Draft
from claimbench.casefile.duplicate import save_as
from claimbench.casefile.read import CASE_FILE
from claimbench.casefile.save import ChangedOnDisk, changed_on_disk, save
from claimbench.casefile.store import put_in_place
from claimbench.casefile.unfinished import sweep
from claimbench.casefile.unsaved import load_unsaved
from claimbench.core.case import Case
from claimbench.core.problem import ProblemError
from claimbench.gui.background import Background
from claimbench.gui.case_lock import LOCK, FileLock
from claimbench.gui.choosing import choose_case, choose_new_case, last_folder
from claimbench.gui.question import Answer, Role, ask, nothing
from claimbench.gui.recent import remember_case
from claimbench.gui.safety import Safety, offer_draft, restore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claimbench.gui.window import Window


class Files(QObject):
    """Opens and saves the case of one window. After :meth:`attend`, unsaved work is kept safe and asked about, and the
    case is locked; pictures and tests have nobody to ask."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._attended = False
        self._leaving = False
        self._asking = False
        self._writing = False
        self._after_writing: list[Callable[[], None]] = []  # saves that were asked for meanwhile
        self._ignored: Mapping[str, str] = {}  # what another program wrote, and the user wants to leave for now
        self._lock: FileLock | None = None
        self.background = Background(self)
        self.safety = Safety(window.bridge, self.background, self)

    @property
    def folder(self) -> Path | None:
        return self._window.bridge.document.path

    @property
    def why_read_only(self) -> str:
        """Why the case cannot be saved where it is; empty if it can."""
        if self.folder is not None and is_installed(self.folder):
            return "This case came with the program, and an update would write over it."
        if self._lock is not None and not self._lock.take():
            return f"The case is open in another window ({self._lock.holder()})."
        return ""

    def attend(self, draft: Draft | None = None) -> None:
        """Somebody sits before the window, which is on the screen. ``draft`` is unsaved work to put in unasked."""
        folder = self.folder
        if folder is None or self._attended:
            return
        self._attended = True
        self._window.installEventFilter(self)
        self._window.setAcceptDrops(True)
        remember_case(folder)
        if not is_installed(folder):
            self._lock = FileLock(folder / LOCK)
        self.safety.keep(folder)
        if draft is None:
            self._begin_with_unsaved(folder)
        if not self._lock or self._lock.take():
            self.background.run(partial(_tidy, folder), _done)
            if draft is not None:
                restore(self._window, draft)
            else:
                offer_draft(self._window, self._restore_other)
        else:
            explanation = (
                f"{self.why_read_only} You can look at it and try things out here; what you want to keep, save in "
                f"another folder. If that window is long gone, delete {self._lock.path} and open the case again."
            )
            self._say("case-open-elsewhere", "This case is being changed elsewhere.", explanation)

    def _begin_with_unsaved(self, folder: Path) -> None:
        """Show what lies in the folder as unsaved, such as the scenario of the picture that the case is from."""
        try:
            unsaved = load_unsaved(folder)
        except ProblemError as failure:
            self._say("file-report", f"What is unsaved in {folder} cannot be read.", _told(failure))
            return
        if unsaved is not None:
            self._window.bridge.apply(ReplaceCase(unsaved.case, "The unsaved changes in the folder"))
            self._window.tell("With the unsaved changes that lie in its folder. Undo shows the case as it was saved.")

    # new and open

    def new(self) -> None:
        """Ask for a folder, make an empty case in it and open that."""
        if (folder := choose_new_case(self._window)) is not None:
            self.new_case(folder)

    def new_case(self, folder: Path) -> None:
        from claimbench.app.template import new_case

        try:
            new_case(folder, date.today())
        except ProblemError as failure:
            self._say("file-report", "The case was not made.", _told(failure))
            return
        self.open_case(folder)

    def open(self) -> None:
        """Ask for a folder and open the case in it."""
        if (folder := choose_case(self._window)) is not None:
            self.open_case(folder)

    def open_case(self, folder: Path) -> None:
        """Open another case in place of this one, which stays until the other one has been read."""
        self.leave(partial(self._open, folder))

    def _restore_other(self, draft: Draft) -> None:
        self.leave(partial(self._open, draft.folder, draft))

    def _open(self, folder: Path, draft: Draft | None = None) -> None:
        from claimbench.gui.start import replace_window

        self._leaving = True  # whatever is unsaved was asked about
        try:
            replace_window(self._window, folder, self._window.bridge.theme).files.attend(draft)
        except ProblemError as failure:
            self._leaving = False
            self._say("file-report", f"{folder} cannot be opened.", _told(failure))
            return

    # save

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write the case into its folder, then go on. Where it must not be written, another folder is asked for."""
        then = then if callable(then) else None  # an action passes whether it is checked
        self._window.inspector.commit()
        if self.folder is None or (why := self.why_read_only):
            why = why if self.folder is not None else "This case has no folder yet."
            explanation = "Save a copy in another folder, and go on with that."
            ask(self._window, "save-elsewhere", why, explanation, self._elsewhere("Cancel", then))
            return
        if self._writing:  # what is being written now would be taken for the work of another program
            self._after_writing.append(partial(self.save, then))
            return
        self._write(self.folder, self._window.bridge.document.hashes, then)

    def _write(self, folder: Path, base: Mapping[str, str] | None, then: Callable[[], None] | None) -> None:
        case = self._window.bridge.document.case
        self._writing = True
        self.background.run(partial(save, case, folder, base), partial(self._on_written, case, folder, then))

    def _on_written(
        self, case: Case, folder: Path, then: Callable[[], None] | None, future: Future[Mapping[str, str]]
    ) -> None:
        self._writing = False
        waiting, self._after_writing = self._after_writing, []
        if future.exception() is not None:
            waiting = []  # why is told once
        self._on_saved(case, folder, then, future)
        for again in waiting:
            again()

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a folder, write the case with all that lies beside it there, and go on with that."""
        then = then if callable(then) else None
        self._window.inspector.commit()
        here = self.folder
        name = here.resolve().name if here is not None else "New case"
        start = last_folder() / (f"{name} copy" if (last_folder() / name).exists() else name)
        title = "Save the case as: type the name of a new folder"
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(start))
        if chosen:
            self.save_to(Path(chosen), then)

    def save_to(self, target: Path, then: Callable[[], None] | None = None) -> None:
        case = self._window.bridge.document.case
        work = partial(save_as, case, self.folder, target)
        self.background.run(work, partial(self._on_saved, case, target, then))

    def _on_saved(
        self, case: Case, folder: Path, then: Callable[[], None] | None, future: Future[Mapping[str, str]]
    ) -> None:
        try:
            hashes = future.result()
        except ChangedOnDisk as changed:
            self._ask_which(changed.files, then)
            return
        except ProblemError as failure:
            what = "The case was not saved. What you did is still here."
            ask(self._window, "file-report", what, _told(failure), self._elsewhere("Close", then))
            return
        document = self._window.bridge.document
        moved = self.folder is None or folder.resolve() != self.folder.resolve()
        document.mark_saved(case, folder, hashes)
        if moved:
            self._move(folder)
        else:
            self.safety.write()  # or removes what is needed no more
        self._window.tell(f"Saved in {folder}")
        if then is not None:
            then()

    def _move(self, folder: Path) -> None:
        self.safety.keep(folder)
        if self._lock is not None:
            self._lock.release()
        self._lock = FileLock(folder / LOCK)
        self._lock.take()
        remember_case(folder)

    # changed by another program

    def check_disk(self) -> None:
        """Notice what another program has written into the case meanwhile."""
        hashes = self._window.bridge.document.hashes
        if self.folder is not None and hashes and not self._asking:
            self.background.run(partial(changed_on_disk, self.folder, hashes), partial(self._on_checked, hashes))

    def _on_checked(self, hashes: Mapping[str, str], future: Future[Mapping[str, str]]) -> None:
        changed = future.result()
        if hashes is not self._window.bridge.document.hashes or changed == self._ignored:
            return  # it was saved meanwhile, or asked about before
        self._ignored = changed
        if changed:
            self._ask_which(tuple(changed), None)

    def _ask_which(self, files: tuple[str, ...], then: Callable[[], None] | None) -> None:
        if self._asking or self.folder is None:
            return
        unsaved = self._window.bridge.document.unsaved
        mine = f"{_changes(unsaved)} of yours {'is' if unsaved == 1 else 'are'} not saved. " if unsaved else ""
        explanation = (
            f"{mine}“Keep mine” writes the case as it is in this window over the files. “Take theirs” reads the files "
            "again" + (" and drops your unsaved changes." if unsaved else ".")
        )
        verb = "was" if len(files) == 1 else "were"
        answers = (
            ("Cancel", Role.RejectRole, nothing),  # the first one is for Return: no key press loses anybody's work
            ("Keep mine", Role.AcceptRole, partial(self._write, self.folder, None, then)),
            ("Take theirs", Role.DestructiveRole, self._take_theirs),
            ("Save elsewhere…", Role.ActionRole, partial(self.save_as, then)),
        )
        self._asking = True
        question = f"{_listed(files)} {verb} changed by another program."
        box = ask(self._window, "changed-on-disk", question, explanation, answers)
        box.finished.connect(self._on_asked)

    def _on_asked(self, result: int) -> None:
        self._asking = False

    def _take_theirs(self) -> None:
        if self.folder is not None:
            self._open(self.folder)

    # leaving

    def may_leave(self) -> bool:
        return not self._attended or self._leaving or not self._window.bridge.document.unsaved

    def leave(self, then: Callable[[], None]) -> None:
        """Go on with ``then`` once nothing unsaved is left, or the user gives it up."""
        if self.may_leave():
            then()
            return
        document = self._window.bridge.document
        answers = (
            ("Save", Role.AcceptRole, partial(self.save, partial(self._leave, then))),
            ("Discard", Role.DestructiveRole, partial(self._leave, then)),
            ("Cancel", Role.RejectRole, nothing),
        )
        question = f"Save the changes to “{document.case.title}”?"
        explanation = f"{_changes(document.unsaved)} will be lost otherwise."
        ask(self._window, "unsaved-question", question, explanation, answers)

    def _leave(self, then: Callable[[], None]) -> None:
        self._leaving = True
        then()

    def close(self) -> None:
        """Let go of the case: the window closes."""
        self._window.removeEventFilter(self)
        self.safety.close()
        self.background.close()
        if self._lock is not None:
            self._lock.release()

    # what the window is told

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.WindowActivate:
            self.check_disk()
        elif isinstance(event, QDragEnterEvent) and _dropped_case(event) is not None:
            event.acceptProposedAction()
            return True
        elif isinstance(event, QDropEvent) and kind is QEvent.Type.Drop and (folder := _dropped_case(event)):
            event.acceptProposedAction()
            QTimer.singleShot(0, self, partial(self.open_case, folder))  # the drop ends first
            return True
        return False

    def _elsewhere(self, no: str, then: Callable[[], None] | None) -> tuple[Answer, Answer]:
        save_as = partial(self.save_as, then)
        return ("Save elsewhere…", Role.AcceptRole, save_as), (no, Role.RejectRole, nothing)

    def _say(self, name: str, what: str, explanation: str) -> None:
        ask(self._window, name, what, explanation, (("Close", Role.RejectRole, nothing),))


def _tidy(folder: Path) -> None:
    """Finish and clear away what a crash has left in the case's folder."""
    put_in_place(folder)
    sweep(folder)


def _done(future: Future[None]) -> None:
    future.exception()  # what could not be tidied up is told when the case is saved


def _dropped_case(event: QDropEvent) -> Path | None:
    """The one folder with a case in it that is being dropped."""
    urls = event.mimeData().urls()
    folder = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return folder if folder is not None and (folder / CASE_FILE).is_file() else None


def _told(failure: ProblemError) -> str:
    return "\n".join(str(problem) for problem in failure.problems[:5])


def _changes(count: int) -> str:
    return f"{count:,} change{'s' if count != 1 else ''}"


def _listed(files: tuple[str, ...]) -> str:
    shown = [*files[:3], *([f"{len(files) - 3} more"] if len(files) > 3 else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
