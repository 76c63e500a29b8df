"""From an empty window to one that is filled: charts first, then what stands around them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from claimbench.app.paths import default_case
from claimbench.core.problem import Problem
from claimbench.gui.bridge import FIRST_CHARTS
from claimbench.gui.start import Opening, application
from claimbench.gui.theme import LIGHT
from claimbench.gui.window import PATIENCE, Window


def empty() -> Window:
    application("light")
    QSettings().clear()
    window = Window(remembers=False)
    window.resize(1400, 900)
    window.show()
    return window


@pytest.fixture
def window(qapp: QApplication) -> Iterator[Window]:
    window = empty()
    yield window
    window.close()


def test_that_the_charts_are_there_before_the_panes_and_all_of_it_in_the_end(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimbench.gui.window.PATIENCE", 60_000)  # however slow the machine
    Opening(window, default_case(), LIGHT)()
    places: list[dict[str, QRect]] = []  # those of the cards when the panes begin to be made: the charts are painted

    def fill(window: Window) -> None:
        places.append({id: view.geometry() for id, view in window.charts.views.items()})
        fill_docks(window)

    fill_docks = Window.fill_docks
    monkeypatch.setattr(Window, "fill_docks", fill)
    shown: list[tuple[int, bool]] = []  # how many draws, and whether the docks were filled
    window.bridge.results_changed.connect(lambda results: shown.append((results.draws, window.is_filled)))
    qtbot.waitUntil(lambda: bool(shown), timeout=60_000)
    assert shown[0][0] < 16_384
    label = window.findChild(QLabel, "status-draws")
    assert label is not None
    if len(shown) == 1:  # nothing else has come in the meantime
        assert label.text().startswith("Preview: ")
    window.wait_until_settled()
    qtbot.waitUntil(lambda: window.is_filled, timeout=60_000)
    window.wait_until_settled()
    assert shown[0][1] is False
    assert label.text() == "16,384 draws · seed 1"
    assert window.claims.table.model().rowCount() == len(window.bridge.document.case.claims)
    charts = list(window.bridge.document.case.charts)
    assert list(window.charts.views) == charts
    assert list(places[0]) == charts[:FIRST_CHARTS]
    assert {id: window.charts.views[id].geometry() for id in places[0]} == places[0], "nothing jumps"


def test_that_a_case_with_an_error_comes_to_its_panes_without_charts(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "case"
    shutil.copytree(default_case(), folder)
    file = folder / "case.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('distribution = "pert"', 'distribution = "part"', 1), encoding="utf-8")
    Opening(window, folder, LIGHT)()
    found: list[tuple[Problem, ...]] = []
    window.runner.prepared.connect(found.append)
    qtbot.waitUntil(lambda: window.is_filled and bool(found), timeout=PATIENCE + 60_000)
    assert not window.charts.views
    assert window.errors > 0


def test_that_a_window_that_only_opens_needs_no_library_for_what_it_does_not_show(tmp_path: Path) -> None:
    heavy = "{'duckdb', 'openpyxl', 'pandas', 'pint', 'pyqtgraph', 'scipy', 'tomlkit'}"
    command = ["shot", str(default_case()), "--to", str(tmp_path / "window.png")]
    program = (
        "import sys\nfrom claimbench.__main__ import main\n"
        f"status = main({command!r})\nprint(sorted({heavy} & sys.modules.keys()))\nsys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
    assert done.stderr == ""


def test_that_the_first_charts_need_neither_readers_of_tables_nor_what_commands_need() -> None:
    program = """
import sys
from claimbench.app.paths import default_case
from claimbench.app.problems import problems_of
from claimbench.app.projection import Projector
from claimbench.casefile.read import load
from claimbench.gui import charts_pane, figure_view
loaded = load(default_case())
projector = Projector(loaded.case)
problems_of(loaded.case, loaded.problems, loaded.places, projector.model)
results = projector.project(loaded.case, 1024, names=projector.shown(loaded.case)).settle(list(loaded.case.charts)[:4])
for name in sorted(sys.modules):
    if name.startswith(("claimbench.tables", "claimbench.app.batch", "scipy", "pandas", "concurrent")):
        print(name)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == ""


def test_that_no_source_is_read_of_modules_that_come_in_after_qt() -> None:
    program = """
import linecache
from claimbench.gui.start import application
application("light")
import claimbench.casefile, claimbench.gui.charts_pane
print([name for name in linecache.cache if "casefile" in name or "charts_pane" in name])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == "[]\n"


def test_that_a_window_closed_at_its_first_paint_opens_nothing_more(qapp: QApplication) -> None:
    window = empty()
    QTimer.singleShot(0, window.close)
    Opening(window, default_case(), LIGHT)()
    assert not hasattr(window, "runner")


def test_that_a_window_closed_before_it_is_filled_leaves_nothing_running(qapp: QApplication) -> None:
    window = empty()
    Opening(window, default_case(), LIGHT)()
    thread = window.runner._thread
    window.close()
    assert not thread.is_alive()


@pytest.mark.parametrize("signal", ["_glimpsed", "_finished"])
def test_that_a_window_can_be_closed_while_its_worker_waits_for_it(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, signal: str
) -> None:
    monkeypatch.setattr("claimbench.gui.runner.PATIENCE", 3600)
    window = empty()
    Opening(window, default_case(), LIGHT)()
    runner, emitted = window.runner, Event()
    getattr(runner, signal).connect(lambda *_: emitted.set(), Qt.ConnectionType.DirectConnection)
    if signal == "_finished":
        runner._drawn.set()  # the first charts are painted
    assert emitted.wait(60)  # without events: the window does not get to show anything
    window.close()
    assert not runner._thread.is_alive()


def test_that_a_window_closed_as_its_panes_are_about_to_be_made_is_filled_no_more(
    qapp: QApplication,
) -> None:
    window = empty()
    Opening(window, default_case(), LIGHT)()

    def end() -> None:
        window.close()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)  # as the loop of the program does

    QTimer.singleShot(0, end)
    window._fill_behind_charts()
    assert not isValid(window)
