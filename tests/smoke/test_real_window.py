"""A real window on a real (virtual) screen, moved by real mouse events from outside the process.

Run by ``.ci/run`` under Xvfb with ``QT_QPA_PLATFORM=xcb``; needs xdotool.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from claimbench.app.figures.figure import Ink, Line
from claimbench.app.paths import default_case
from claimbench.app.projection import Results
from claimbench.gui.bridge import Selection
from claimbench.gui.start import application, fill_window
from claimbench.gui.window import Window

ASSUMPTION, CHART = "new_cases_per_month", "registered"


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    assert os.environ["QT_QPA_PLATFORM"] == "xcb", "this test is about a window on a screen; .ci/run gives it one"
    assert shutil.which("xdotool"), "xdotool makes the mouse events; .ci/run installs it"
    _, theme = application("light")
    QSettings().clear()
    window = Window()
    fill_window(window, default_case(), theme)
    window.resize(1400, 900)
    window.move(0, 0)
    window.show()
    qtbot.waitExposed(window)
    window.start()
    window.wait_until_settled()
    yield window
    window.close()


def mouse(qtbot: QtBot, *words: str) -> None:
    """Let xdotool make mouse events while ours is the running program."""
    process = subprocess.Popen(["xdotool", *words])
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=30_000)
    assert process.returncode == 0


def drag(qtbot: QtBot, start: QPoint, end: QPoint, steps: int = 15) -> None:
    words = ["mousemove", str(start.x()), str(start.y()), "sleep", "0.2", "mousedown", "1"]
    for step in range(1, steps + 1):
        point = start + (end - start) * (step / steps)
        words += ["sleep", "0.03", "mousemove", str(point.x()), str(point.y())]
    mouse(qtbot, *words, "sleep", "0.1", "mouseup", "1")


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def last_median(results: Results) -> float:
    lines = [mark for mark in results.figures[CHART].marks if isinstance(mark, Line)]
    return float(next(line for line in lines if line.ink is Ink.PROJECTION).y[-1])


def chance_shown(window: Window, claim: str) -> str:
    table = window.claims.table
    row = table.model().row_of(claim)
    return str(table.model().index(row, 3).data(Qt.ItemDataRole.DisplayRole))


def test_that_dragging_a_slider_moves_the_curve_the_headline_and_a_verdict(window: Window, qtbot: QtBot) -> None:
    before = window.runner.latest
    assert before is not None
    window.bridge.select(Selection("assumption", ASSUMPTION))
    QTest.qWait(50)
    view = window.charts.views[CHART]
    seen, headline, chance = picture(view), view.figure.headline, chance_shown(window, "C02")

    slider = window.assumptions.cards[ASSUMPTION].slider
    start = slider.mapToGlobal(slider.handle_position("best"))
    drag(qtbot, start, start + QPoint(40, 0))
    window.wait_until_settled()

    after = window.runner.latest
    assert after is not None
    assert not after.preview
    assert window.bridge.document.case.assumptions[ASSUMPTION].best > 21_500
    assert last_median(after) > last_median(before)
    assert view.figure is after.figures[CHART]
    assert view.figure.headline != headline
    assert picture(view) != seen
    assert chance_shown(window, "C02") != chance
    assert "New cases per month 21,000 →" in window.bridge.document.history.undo_sentence

    window.undo()
    window.wait_until_settled()
    assert view.figure.headline == headline
    assert chance_shown(window, "C02") == chance


def test_that_a_click_on_a_claim_shows_it_in_the_inspector(window: Window, qtbot: QtBot) -> None:
    table = window.claims.table
    index = table.model().index(table.model().row_of("C02"), 0)
    target = table.viewport().mapToGlobal(table.visualRect(index).center())
    mouse(qtbot, "mousemove", str(target.x()), str(target.y()), "sleep", "0.2", "click", "1")
    qtbot.waitUntil(lambda: window.bridge.selection == Selection("claim", "C02"), timeout=10_000)
    texts = [label.text() for label in window.inspector.findChildren(QLabel)]
    assert any("C02" in text for text in texts)
    assert any("148,000" in text for text in texts)
