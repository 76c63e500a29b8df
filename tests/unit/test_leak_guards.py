"""The guards of tests/conftest.py, tried on tests that leave something behind."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "conftest.py"
TESTS = """
import threading
from PySide6.QtCore import QThread, QTimer, qWarning
from PySide6.QtWidgets import QWidget

kept = []

def test_thread():
    stop = threading.Event()
    threading.Thread(target=stop.wait, name="worker", daemon=True).start()

def test_timer(qtbot):
    kept.append(QTimer(objectName="tick"))
    kept[-1].start(1000)

def test_window(qtbot):
    kept.append(QWidget(windowTitle="Forgotten"))

def test_qt_thread(qtbot):
    kept.append(QThread(objectName="engine"))
    kept[-1].start()

def test_qt_warning(qtbot):
    qWarning("a layout that is none")

def test_clean(qtbot):
    if kept:
        kept[-1].quit()
        kept[-1].wait()
    timer = QTimer()
    timer.start(1000)
    timer.stop()
    thread = QThread()
    thread.start()
    thread.quit()
    thread.wait()
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
"""


def test_that_a_test_which_leaves_something_behind_fails_and_what_it_left_is_named(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makeini("[pytest]\nqt_api = pyside6\nqt_log_level_fail = WARNING\n")
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-q")
    text = result.stdout.str()
    # Four leaks show when a test is torn down, after its body passed; a Qt warning fails the body itself.
    assert result.parseoutcomes() == {"passed": 5, "failed": 1, "errors": 4}, text
    for test, left in [
        ("test_thread", "thread 'worker'"),
        ("test_timer", "QTimer 'tick' started at "),
        ("test_window", "QWidget '' with title 'Forgotten'"),
        ("test_qt_thread", "QThread 'engine' started at "),
    ]:
        assert f"ERROR at teardown of {test} " in text
        assert f"left behind: {left}" in text
    assert "_ test_qt_warning _" in text
    assert "a layout that is none" in text
