"""What holds for every test: no window, no touch of the user's own folders, and nothing left running."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakKeyDictionary

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

import hypothesis
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

# How long an example takes is the machine's affair.
hypothesis.settings.register_profile(
    "steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("steady")

# The user's folders as Linux, Windows and macOS name them; a test run has its own, shared by its tests, so that what
# is expensive to make is made once.
FOLDERS = ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"]
if sys.platform == "darwin":
    FOLDERS.append("HOME")


@pytest.fixture(scope="session", autouse=True)
def own_folders() -> Iterator[Path]:
    """Cache, settings and data of the program go to a temporary folder, which is removed at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="claimbench-tests-", ignore_cleanup_errors=True) as temporary,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in FOLDERS:
            folder = Path(temporary, name.lower())
            folder.mkdir()
            patch.setenv(name, str(folder))
        yield Path(temporary)


@pytest.fixture(scope="session", autouse=True)
def started() -> Iterator[WeakKeyDictionary[QTimer | QThread, str]]:
    """Each timer and Qt thread that Python code has started, with the line that started it."""
    places: WeakKeyDictionary[QTimer | QThread, str] = WeakKeyDictionary()
    with pytest.MonkeyPatch.context() as patch:
        for kind in (QTimer, QThread):
            patch.setattr(kind, "start", remembering(kind.start, places))
        yield places


def remembering(start, places):  # type: ignore[no-untyped-def]
    """``start`` (of a timer or a thread), which also notes the line that called it."""

    def remembered(self, *arguments):  # type: ignore[no-untyped-def]
        caller = traceback.extract_stack(limit=2)[0]
        places[self] = f"{caller.filename}:{caller.lineno}"
        return start(self, *arguments)

    return remembered


@pytest.fixture(scope="session", autouse=True)
def closed_cases() -> Iterator[list[bool]]:
    """An entry for each case whose window was closed: its draws, in circles of references, fill some hundred MB."""
    closed: list[bool] = []
    unfreeze = gc.unfreeze  # what a window does last

    def noted() -> None:
        closed.append(True)
        unfreeze()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "unfreeze", noted)
        yield closed


@pytest.fixture(autouse=True)
def nothing_left_behind(started: WeakKeyDictionary[QTimer | QThread, str], closed_cases: list[bool]) -> Iterator[None]:
    """Fail a test after which a thread or a timer runs on, or a top-level widget is still there; name each."""
    threads_before = set(threading.enumerate())
    windows_before = windows()
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what deleteLater() still owes
    if closed_cases:
        gc.collect()
        closed_cases.clear()
    left = left_behind(started, threads_before, windows_before)
    if left:
        gc.collect()  # what only a reference cycle kept alive is not a leak
        left = left_behind(started, threads_before, windows_before)
    for timer in list(started):
        if isValid(timer) and isinstance(timer, QTimer):
            timer.stop()  # so that it does not disturb the tests after this one
    started.clear()
    if left:
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)


#: Windows that Qt makes when it needs them: the tool tip lives as long as the application, the list of a combo box as
#: long as its box, which itself stands in a window.
QTS_OWN = {"QTipLabel", "QComboBoxPrivateContainer"}


def windows() -> list[QWidget]:
    """All top-level widgets but Qt's own."""
    if not isinstance(QCoreApplication.instance(), QApplication):
        return []
    return [each for each in QApplication.topLevelWidgets() if each.metaObject().className() not in QTS_OWN]


def left_behind(
    started: WeakKeyDictionary[QTimer | QThread, str],
    threads_before: set[threading.Thread],
    windows_before: list[QWidget],
) -> list[str]:
    """A description of each thread, timer and top-level widget that a test has left."""
    left = [
        f"thread {thread.name!r}"
        for thread in threading.enumerate()
        # A Qt thread that ran Python code leaves a dummy in this list for good: Qt threads are looked at below.
        if thread not in threads_before and not isinstance(thread, threading._DummyThread)
    ]
    for each, place in list(started.items()):
        if isValid(each) and (each.isActive() if isinstance(each, QTimer) else each.isRunning()):
            left.append(f"{type(each).__name__} {each.objectName()!r} started at {place}")
    if QThreadPool.globalInstance().activeThreadCount():
        left.append("work in Qt's global thread pool")
    left.extend(
        f"{type(window).__name__} {window.objectName()!r} with title {window.windowTitle()!r}"
        for window in windows()
        if not any(window is before for before in windows_before)
    )
    return left
