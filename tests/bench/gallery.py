"""Draws sample charts into PNGs to be looked at: light and dark, small and large, as cards and as exported pictures.

python tests/bench/gallery.py FOLDER
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests" / "gui")]

import sample_figures  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget  # noqa: E402

from claimbench.gui import fonts, theme  # noqa: E402
from claimbench.gui.figure_view import FigureView  # noqa: E402
from claimbench.gui.image_export import save_png  # noqa: E402


def cards(chosen: theme.Theme, width: int, height: int, target: Path) -> None:
    """The four cards as in the window, the first one selected."""
    holder = QWidget()
    grid = QGridLayout(holder)
    for number, figure in enumerate(sample_figures.all_four()):
        view = FigureView(chosen)
        view.setFixedSize(width, height)
        view.set_figure(figure)
        view.set_selected(number == 0)
        view.set_claim("C05")
        grid.addWidget(view, number // 2, number % 2)
    holder.show()
    QApplication.processEvents()
    for view in holder.findChildren(FigureView):  # what the mouse reads off
        canvas = view.findChild(QWidget, "figure_canvas")
        QTest.mouseMove(canvas.viewport(), view.rect().center())
    QApplication.processEvents()
    holder.grab().save(str(target))
    holder.close()


def main() -> None:
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "gallery")
    target.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    fonts.install(app)
    for chosen in theme.THEMES.values():
        theme.apply(chosen)
        for width, height in ((560, 480), (420, 466), (300, 260)):
            cards(chosen, width, height, target / f"cards-{chosen.name}-{width}.png")
        for figure in (*sample_figures.all_four(), sample_figures.empty()):
            for size in ((600, 412), (1600, 1100), (4000, 2750)):
                save_png(
                    figure, target / f"{figure.id}-{chosen.name}-{size[0]}.png", chosen, size, handling="TLP:AMBER"
                )


if __name__ == "__main__":
    main()
