"""How fast the window follows a drag: ``python3 tests/bench/bench_drag.py``.

Prints, for 200 steps of a drag of every assumption of the bundled case: the time from the change to the finished paint of
all charts (median and 95th percentile; on a busy machine the CPU time of the window's thread says more), the recompute
alone, and the time from rest to full draws; then the first drag beside the tenth, and what was aimed at. Times are this machine's; the ratios carry over.
"""
# ruff: noqa: T201, E501

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "desktop"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.core.assumption import Assumption
    from claimbench.gui.window import Window


@dataclass
class Drag:
    """What one drag took, in milliseconds: of each frame the time and the window's own CPU time, of each recompute, and
    from rest to all draws, painted (CPU of both threads)."""

    frames: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    recomputed: list[float] = field(default_factory=list)
    rest: float = 0.0
    rest_busy: float = 0.0
    draws: int = 0

    def __str__(self) -> str:
        return (
            f"frame {_middle(self.frames):5.1f} ms, 95 % {_late(self.frames):5.1f} | CPU {_middle(self.busy):5.1f}, 95 % "
            f"{_late(self.busy):5.1f} | recompute {_middle(self.recomputed):5.1f} | {self.draws:5d} draws | "
            f"all draws {self.rest:4.0f} after rest"
        )


def _middle(times: list[float]) -> float:
    return float(np.median(times))


def _late(times: list[float]) -> float:
    return float(np.quantile(times, 0.95))


def one_drag(window: Window, assumption: Assumption, steps: int) -> Drag:
    from PySide6.QtWidgets import QApplication

    from claimbench.app.commands import SetAssumption

    found, projector = Drag(), window.runner._projector
    assert projector is not None
    project = projector.project

    def timed(*arguments: Any, **named: Any) -> Results:
        if threading.current_thread() is not threading.main_thread():
            return project(*arguments, **named)
        begun = time.perf_counter()
        results = project(*arguments, **named).settle(window.bridge.charts_in_sight)
        found.recomputed.append(1000 * (time.perf_counter() - begun))
        return results

    projector.project = timed  # type: ignore[method-assign]
    for step in range(steps):
        share = 0.2 + 0.6 * (0.5 - 0.5 * np.cos(step / 15))
        value = float(assumption.low + (assumption.high - assumption.low) * share)
        begun, worked = time.perf_counter(), time.thread_time()
        window.bridge.apply(SetAssumption(assumption.id, "best", value), merge=True)
        QApplication.processEvents()  # the paint events that the change asked for
        found.frames.append(1000 * (time.perf_counter() - begun))
        found.busy.append(1000 * (time.thread_time() - worked))
    projector.project = project  # type: ignore[method-assign]
    assert window.runner.latest is not None
    found.draws = window.runner.latest.draws
    window.bridge.end_merge()
    begun, worked = time.perf_counter(), time.process_time()
    window.wait_until_settled()
    found.rest = 1000 * (time.perf_counter() - begun)
    found.rest_busy = 1000 * (time.process_time() - worked)
    window.reset_all()
    window.wait_until_settled()
    return found


def drag(steps: int = 200) -> None:
    from claimbench.app.paths import default_case
    from claimbench.gui.start import application, fill_window
    from claimbench.gui.window import Window

    _, theme = application("light")
    window = Window(remembers=False)
    fill_window(window, default_case(), theme)
    window.resize(1680, 1050)
    window.show()
    window.start()
    window.wait_until_settled()
    case = window.bridge.document.case
    varying = [each for each in case.assumptions.values() if each.distribution != "constant"]
    seen = len(window.bridge.charts_in_sight or ())
    print(f"Drags of {steps} steps, {seen} of {len(case.charts)} charts in sight, {os.environ['QT_QPA_PLATFORM']}")
    again = [one_drag(window, varying[0], 20) for _ in range(10)]
    drags = {}
    for assumption in varying:
        drags[assumption.id] = found = one_drag(window, assumption, steps)
        print(f"  {assumption.id:32s} {found}")
    window.close()
    print(f"\n{'':52}{'measured':>10}{'CPU alone':>11}{'goal':>8}")
    for what, times, wide in (("median", _middle, 16.7), ("95 %", _late, 25.0)):
        frame, busy = (max(times(part(each)) for each in drags.values()) for part in (_frames, _busy))
        print(f"{f'frame of the slowest assumption, {what}, ms':52}{frame:10.1f}{busy:11.1f}{wide:8}")
    rest, busy = _middle([each.rest for each in drags.values()]), _middle([each.rest_busy for each in drags.values()])
    print(f"{'all draws after rest, median of the drags, ms':52}{rest:10.1f}{busy:11.1f}{60:8}")
    first, tenth = again[0], again[-1]
    frame, busy = _middle(first.frames) / _middle(tenth.frames), _middle(first.busy) / _middle(tenth.busy)
    print(f"{'the first drag beside the tenth, 20 steps, ×':52}{frame:10.2f}{busy:11.2f}{'':8}")
    frame, busy = max(first.frames) / max(tenth.frames), max(first.busy) / max(tenth.busy)
    print(f"{'their slowest frames, ×':52}{frame:10.2f}{busy:11.2f}")


def _frames(each: Drag) -> list[float]:
    return each.frames


def _busy(each: Drag) -> list[float]:
    return each.busy


if __name__ == "__main__":
    drag()
