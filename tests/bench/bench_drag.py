"""How fast the window follows a drag, and how soon it is there: ``python3 tests/bench/bench_drag.py``.

Prints, for 200 steps of a drag on the bundled case: the time from the change to the finished paint of all charts
(median and 95th percentile), the recompute alone, and the time from rest to full draws; then cold starts, side by side
with a bare Qt window. Times are this machine's; the ratios carry over.
"""
# ruff: noqa: T201, E501

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

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
from claimbench.gui.start import application, fill_window
from claimbench.gui.window import Window
app, theme = application("light")
window = Window(); window.resize(1400, 900); window.show(); window.repaint(); app.processEvents()
print(time.perf_counter() - started)
from claimbench.app.paths import default_case
fill_window(window, default_case(), theme); window.start(); app.processEvents()
print(time.perf_counter() - started)
while window.runner.latest is None:
    app.processEvents()
app.processEvents()
print(time.perf_counter() - started)
window.close()
"""


def cold_start(runs: int = 7) -> None:
    bare, first, lists, charts = [], [], [], []
    for _ in range(runs):
        bare.append(float(_output(BARE)[0]))
        ours = _output(OURS.format(desktop=str(ROOT / "desktop")))
        first.append(float(ours[0]))
        lists.append(float(ours[1]))
        charts.append(float(ours[2]))
    reference = float(np.median(bare))
    print(f"\nStart, median of {runs} (imports included)")
    for name, times in (
        ("bare Qt window", bare),
        ("first window", first),
        ("claims there", lists),
        ("first charts", charts),
    ):
        middle = float(np.median(times))
        print(f"  {name:22s} {1000 * middle:7.0f} ms   {middle / reference:5.2f} x bare")


def _output(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.split()


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
        whole, compute, full, draws = [], [], [], []
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
            begun = time.perf_counter()
            window.bridge.apply(SetAssumption(assumption.id, "best", float(value)), merge=True)
            app.processEvents()  # the paint events that the change asked for
            whole.append(time.perf_counter() - begun)
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
            f"  {assumption.id:32s} frame {np.median(ms):5.1f} ms, 95 % {np.quantile(ms, 0.95):5.1f} ms | recompute "
            f"{1000 * np.median(compute):5.1f} ms | {int(np.median(draws)):5d} draws | full draws {1000 * full:4.0f} ms after rest"
        )
    window.close()
    assert isinstance(window, QWidget)


if __name__ == "__main__":
    drag()
    cold_start()
