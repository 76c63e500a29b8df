"""How fast the window follows a drag, and how soon it is there: ``python3 tests/bench/bench_drag.py``.

Prints, for 200 steps of a drag on the bundled case: the time from the change to the finished paint of all charts
(median and 95th percentile; on a busy machine its CPU time says more), the recompute alone, and the time from rest to
full draws; then cold starts, side by side with a bare Qt window. Times are this machine's; the ratios carry over.
"""
# ruff: noqa: T201, E501

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "desktop"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

BARE = """
import time; started = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([]); window = QMainWindow(); window.resize(1400, 900); window.show(); window.repaint(); app.processEvents()
print(time.perf_counter() - started)
"""
OURS = """
import sys, time; started = time.perf_counter()
sys.path.insert(0, {desktop!r})
from claimbench.gui.start import application, Opening
from claimbench.gui.window import Window
app, theme = application("light")
window = Window(remembers=False); window.resize(1400, 900); window.show(); window.repaint(); app.processEvents()
print(time.perf_counter() - started)
from PySide6.QtCore import QEventLoop, QTimer
from claimbench.app.paths import default_case
loop, seen = QEventLoop(), set()

def note(name):
    if name not in seen:
        seen.add(name)
        print(name, time.perf_counter() - started)

def look():
    "Every 4 ms: what is there by now, and painted?"
    if not window._filled:
        return
    app.processEvents()
    note("claims")
    if window.runner.latest is not None:
        note("charts")
        if not window.runner.busy:
            note("settled")
            loop.quit()

def fill():
    "The window fills its docks when the first charts have been painted, or when they are long in coming."
    if window.runner.latest is not None:
        note("charts")
    Window.fill_docks(window)

window.fill_docks = fill
Opening(window, default_case(), theme)()
timer = QTimer(); timer.timeout.connect(look); timer.start(4)
loop.exec()
window.close()
"""


def cold_start(runs: int = 7) -> None:
    """As a second start is: with the compiled modules and the cache that the first one leaves."""
    names = ("bare Qt window", "first window", "first charts", "claims there", "all draws")
    times: dict[str, list[float]] = {name: [] for name in names}
    with TemporaryDirectory() as folder:
        environment = os.environ | {"PYTHONPYCACHEPREFIX": folder, "CLAIMBENCH_CACHE": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for run in range(runs + 1):
            bare = _output(BARE, environment)
            first, *rest = _output(OURS.format(desktop=str(ROOT / "desktop")), environment)
            later = dict(line.split() for line in rest)
            found = (bare[0], first, later["charts"], later["claims"], later["settled"])
            for name, text in zip(names, found, strict=True):
                times[name] += [float(text)] if run else []  # not the first one, which fills the cache
    reference = float(np.median(times["bare Qt window"]))
    print(f"\nStart, median of {runs} (imports included)")
    for name, each in times.items():
        middle = float(np.median(each))
        print(f"  {name:22s} {1000 * middle:7.0f} ms   {middle / reference:5.2f} x bare")


def _output(program: str, environment: dict[str, str]) -> list[str]:
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=120)
    return done.stdout.splitlines()


def drag(steps: int = 200) -> None:
    from PySide6.QtWidgets import QWidget

    from claimbench.app.commands import SetAssumption
    from claimbench.app.paths import default_case
    from claimbench.gui.start import application, fill_window
    from claimbench.gui.window import Window

    app, theme = application("light")
    window = Window()
    fill_window(window, default_case(), theme)
    window.resize(1680, 1050)
    window.show()
    window.start()
    window.wait_until_settled()
    runner = window.runner
    print(f"Drag of {steps} steps, {len(window.charts.views)} charts, {os.environ['QT_QPA_PLATFORM']}")
    for assumption in window.bridge.document.case.assumptions.values():
        if assumption.distribution == "constant":
            continue
        span = assumption.high - assumption.low
        whole, busy, compute, draws = [], [], [], []
        project = runner._projector.project

        def timed(*arguments, project=project, compute=compute):
            begun = time.perf_counter()
            results = project(*arguments)
            results.settle()
            compute.append(time.perf_counter() - begun)
            return results

        runner._projector.project = timed
        for step in range(steps):
            value = assumption.low + span * (0.2 + 0.6 * (0.5 - 0.5 * np.cos(step / 15)))
            begun, worked = time.perf_counter(), time.thread_time()
            window.bridge.apply(SetAssumption(assumption.id, "best", float(value)), merge=True)
            app.processEvents()  # the paint events that the change asked for
            whole.append(time.perf_counter() - begun)
            busy.append(time.thread_time() - worked)
            draws.append(runner.latest.draws)
        runner._projector.project = project
        window.bridge.end_merge()
        begun = time.perf_counter()
        window.wait_until_settled()
        full = time.perf_counter() - begun
        window.reset_all()
        window.wait_until_settled()
        ms = 1000 * np.array(whole)
        print(
            f"  {assumption.id:32s} frame {np.median(ms):5.1f} ms, 95 % {np.quantile(ms, 0.95):5.1f} ms, "
            f"CPU {1000 * np.median(busy):5.1f} ms | recompute "
            f"{1000 * np.median(compute):5.1f} ms | {int(np.median(draws)):5d} draws | full draws {1000 * full:4.0f} ms after rest"
        )
    window.close()
    assert isinstance(window, QWidget)


if __name__ == "__main__":
    drag()
    cold_start()
