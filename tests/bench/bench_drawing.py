"""How much CPU a change of the data costs four chart cards of 560 × 480, against pyqtgraph's FillBetweenItem.

    python tests/bench/bench_drawing.py

Both ways draw the same bands and lines in the same process, in turns, so the ratio carries over to other machines. The
cards also lay out and draw axes, labels, headline and note; FillBetweenItem gets pyqtgraph's axes with fixed ranges.
"""

# ruff: noqa: T201
from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests" / "gui")]

import numpy as np  # noqa: E402
import pyqtgraph as pg  # noqa: E402
import sample_figures  # noqa: E402
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget  # noqa: E402

from claimbench.app.figures.figure import Band, Figure, Line  # noqa: E402
from claimbench.gui import fonts  # noqa: E402
from claimbench.gui.figure_view import FigureView  # noqa: E402
from claimbench.gui.theme import LIGHT  # noqa: E402

STEPS, ROUNDS = 40, 8


class FillBetween(pg.PlotWidget):  # type: ignore[misc]
    """Bands and lines as pyqtgraph's own items, updated with setData."""

    def __init__(self) -> None:
        super().__init__(background="w")
        self.setAntialiasing(True)  # as the cards are
        self._curves: list[pg.PlotDataItem] = []

    def set_figure(self, figure: Figure, at_rest: bool = True) -> None:
        arrays = [
            (mark.x, y)
            for mark in figure.marks
            if isinstance(mark, Band | Line)
            for y in ((mark.low, mark.high) if isinstance(mark, Band) else (mark.y,))
        ]
        if not self._curves:
            self._curves = [self.plot(x, y, pen="b", antialias=True) for x, y in arrays]
            for low, high in zip(self._curves[::2], self._curves[1::2], strict=False):
                self.addItem(pg.FillBetweenItem(low, high, brush="#cfe1f2"))
            self.getViewBox().autoRange()
            self.disableAutoRange()
        for curve, (x, y) in zip(self._curves, arrays, strict=True):
            curve.setData(x, y)


def shown(make: Callable[[], QWidget]) -> tuple[QWidget, Sequence[QWidget]]:
    holder = QWidget()
    grid = QGridLayout(holder)
    views = [make() for _ in range(4)]
    for number, view in enumerate(views):
        view.setFixedSize(560, 480)
        grid.addWidget(view, number // 2, number % 2)
    holder.show()
    QApplication.processEvents()
    return holder, views


def drag(views: Sequence[QWidget], figures: list[list[Figure]]) -> list[float]:
    """Milliseconds of CPU for each change of all four, painting included."""
    times = []
    for step in figures:
        start = time.process_time()
        for view, figure in zip(views, step, strict=True):
            view.set_figure(figure, False)  # type: ignore[attr-defined]
        QApplication.processEvents()
        times.append(1000 * (time.process_time() - start))
    return times


def main() -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    fonts.install(app)
    mixed = [sample_figures.all_four(step / STEPS) for step in range(STEPS)]
    fans = [[sample_figures.projection(40_000 * step / STEPS)] * 4 for step in range(STEPS)]
    for title, figures in (("four fan charts", fans), ("projection, strength, what-if, claims", mixed)):
        kept = [shown(lambda: FigureView(LIGHT)), shown(FillBetween)]
        times: list[list[float]] = [[], []]
        for views in (kept[0][1], kept[1][1]):
            drag(views, figures)
        for _ in range(ROUNDS):
            for place in range(2):
                times[place] += drag(kept[place][1], figures)
        own, other = (np.array(part) for part in times)
        print(f"{title}, CPU ms for one change of all four: median, 95th percentile")
        print(f"  cards            {np.median(own):6.2f} {np.quantile(own, 0.95):6.2f}")
        print(f"  FillBetweenItem  {np.median(other):6.2f} {np.quantile(other, 0.95):6.2f}")
        print(f"  FillBetweenItem / cards: {np.median(other) / np.median(own):.1f}")
        for holder, _ in kept:
            holder.close()


if __name__ == "__main__":
    main()
