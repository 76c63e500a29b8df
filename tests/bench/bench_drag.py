"""How fast the window follows a drag: ``python3 tests/bench/bench_drag.py``.

Prints, for 200 steps of a drag on the bundled case: the time from the change to the finished paint of all charts
(median and 95th percentile; on a busy machine its CPU time says more), the recompute alone, and the time from rest to
full draws. Times are this machine's; the ratios carry over.
"""
# ruff: noqa: T201, E501

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "desktop"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


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

        def timed(*arguments, project=project, compute=compute, **named):
            if threading.current_thread() is not threading.main_thread():
                return project(*arguments, **named)
            begun = time.perf_counter()
            results = project(*arguments, **named).settle()
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
