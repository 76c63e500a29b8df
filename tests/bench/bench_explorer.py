"""What a pan of the explorer costs with 100 thousand and with 10 million points, beside plain pyqtgraph.

    python tests/bench/bench_explorer.py

All draw a noisy line of which one point is a spike, in a window of 1280 × 720, moved and zoomed in steps in the same
process, in turns, so the ratios carry over to other machines. After each way it is looked whether the spike is drawn.
"""

# ruff: noqa: T201
from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "desktop")]

import numpy as np  # noqa: E402
import pyqtgraph as pg  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from claimbench.app.drawing import Curve, Drawing, Drawn  # noqa: E402
from claimbench.gui import fonts  # noqa: E402
from claimbench.gui.explorer_plot import ExplorerPlot  # noqa: E402
from claimbench.gui.explorer_shapes import shapes  # noqa: E402
from claimbench.gui.theme import LIGHT  # noqa: E402

FEW, MANY, STEPS, ROUNDS = 100_000, 10_000_000, 30, 3
SPIKE = 1_000.0
GOAL = 1.25


def data(count: int) -> tuple[np.ndarray, np.ndarray]:
    y = np.random.default_rng(1).normal(size=count).cumsum() / np.sqrt(count)
    y[int(count * 0.47)] = SPIKE
    return np.linspace(0.0, 1.0, count), y


def explorer(count: int) -> tuple[pg.PlotWidget, float]:
    """The explorer's plot, and the seconds that it took to make the points ready."""
    x, y = data(count)
    drawn = Drawn(Drawing("line", 0, (1,)), (Curve("y", "", x, y),), "x", ("y",))
    start = time.perf_counter()
    made = shapes(drawn)
    seconds = time.perf_counter() - start
    plot = ExplorerPlot(LIGHT)
    plot.resize(1280, 720)
    plot.show()
    plot.show_drawn(drawn, made)
    return plot, seconds


def plain(count: int, thin: bool) -> tuple[pg.PlotWidget, float]:
    """pyqtgraph's own plot; ``thin`` with its own reduction to what is seen."""
    plot = pg.PlotWidget(background="w")
    plot.resize(1280, 720)
    plot.show()
    curve = plot.plot(*data(count), pen=pg.mkPen("b", width=1))
    if thin:
        curve.setDownsampling(auto=True, method="peak")
        curve.setClipToView(True)
    plot.getViewBox().setXRange(0, 1)
    return plot, 0.0


def frames(app: QApplication, plot: pg.PlotWidget) -> list[float]:
    """Milliseconds for each step of a pan with half of the points in view."""
    box, times = plot.getViewBox(), []
    for step in range(STEPS):
        left = 0.5 * step / STEPS
        start = time.perf_counter()
        box.setXRange(left, left + 0.5, padding=0)
        plot.grab()
        app.processEvents()
        times.append(1000 * (time.perf_counter() - start))
    return times


def spike_is_drawn(plot: pg.PlotWidget) -> bool:
    plot.getViewBox().setXRange(0.2, 0.9, padding=0)
    lines = [item for item in plot.getViewBox().childGroup.childItems() if hasattr(item, "getData")]
    return any(y is not None and len(y) and np.nanmax(y) == SPIKE for _, y in (line.getData() for line in lines))


def main() -> None:
    app = QApplication([])
    fonts.load()
    ways: dict[str, Callable[[], tuple[pg.PlotWidget, float]]] = {
        "explorer, 1e5": lambda: explorer(FEW),
        "explorer, 1e7": lambda: explorer(MANY),
        "pyqtgraph with peaks, 1e5": lambda: plain(FEW, True),
        "pyqtgraph with peaks, 1e7": lambda: plain(MANY, True),
        "pyqtgraph as it comes, 1e5": lambda: plain(FEW, False),
    }
    plots = {name: make() for name, make in ways.items()}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (plot, _) in plots.items():
            times[name] += frames(app, plot)
    print(f"{'':28}{'median':>9}{'95 %':>9}{'ready':>9}   spike")
    for name, (plot, seconds) in plots.items():
        each = times[name]
        spike = "drawn" if spike_is_drawn(plot) else "LOST"
        print(f"{name:28}{median(each):6.1f} ms{quantiles(each, n=20)[-1]:6.1f} ms{seconds:7.2f} s   {spike}")
    ratio = median(times["explorer, 1e7"]) / median(times["explorer, 1e5"])
    print(f"1e7 points cost {ratio:.2f} × what 1e5 cost (goal: at most {GOAL})")


if __name__ == "__main__":
    main()
