"""Draws charts into PNGs to be looked at: as cards and, in light and dark, at all sizes and in all formats, as
exported. SVG and PDF are drawn by programs that are not Qt. Says how long 20 charts take.

python tests/bench/gallery.py FOLDER
python tests/bench/gallery.py --manual     the picture of all kinds in the manual
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests" / "gui")]

import numpy as np  # noqa: E402
import pypdfium2  # noqa: E402
import resvg_py  # noqa: E402
import sample_figures  # noqa: E402
from PySide6.QtCore import QPoint, Qt  # noqa: E402
from PySide6.QtGui import QColor, QImage, QPainter  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget  # noqa: E402

from claimbench.app.batch import project  # noqa: E402
from claimbench.app.commands import SetAssumption  # noqa: E402
from claimbench.app.figures.figure import Figure  # noqa: E402
from claimbench.app.paths import default_case  # noqa: E402
from claimbench.app.presets import PRESETS, PictureSize  # noqa: E402
from claimbench.casefile.read import load  # noqa: E402
from claimbench.core.chart import Chart, Point  # noqa: E402
from claimbench.gui import fonts, theme  # noqa: E402
from claimbench.gui.figure_view import FigureView  # noqa: E402
from claimbench.gui.picture_files import FORMATS, Look, picture  # noqa: E402


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
        QTest.mouseMove(canvas, view.rect().center())
    QApplication.processEvents()
    holder.grab().save(str(target))
    holder.close()


def case_figures() -> tuple[dict[str, Figure], str]:
    """The charts of the bundled case, one more of each kind that it has none of, in a changed scenario."""
    saved = replace(load(default_case()).case, handling="TLP:AMBER")
    measure = next(chart.options["result"] for chart in saved.charts.values() if chart.kind == "what_if")
    shown = max(saved.series.values(), key=lambda series: len(series.observations))
    alike = tuple(id for id, each in saved.series.items() if (each.unit, each.kind) == (shown.unit, shown.kind))
    label = saved.measures[measure].label
    draws = np.random.default_rng(1)
    areas = draws.lognormal(3.0, 1.0, 120)
    made_up = [
        Point(name, float(area), float(share * area**0.8 * draws.lognormal(0.0, 0.3)))
        for name, share in (("north", 12.0), ("south", 30.0))
        for area in areas
    ]
    extra = (
        Chart(
            "drawn",
            "table",
            "Two columns of a table, made up",
            options={
                "file": "tables/drawn.csv",
                "style": "points",
                "x": "area",
                "y": "cases",
                "log_x": True,
                "log": True,
            },
            points=tuple(made_up),
        ),
        Chart("spread", "distribution", label, options={"result": measure}),
        Chart("up-to", "distribution", label, options={"result": measure, "cumulative": True}),
        Chart("moves", "moves", label, options={"result": measure}),
        Chart("series", "series", shown.label, options={"shows": (shown.id,)}),
        Chart("series-points", "series", shown.label, options={"shows": alike, "style": "points", "log": True}),
        Chart(
            "series-bars", "series", shown.label, options={"shows": (shown.id,), "style": "bars", "every": "quarter"}
        ),
    )
    saved = replace(saved, charts={**saved.charts, **{chart.id: chart for chart in extra}})
    case = saved
    for assumption in list(saved.assumptions.values())[:2]:
        case = SetAssumption(assumption.id, "best", (assumption.best + assumption.high) / 2).apply(case)
    return dict(project(case, saved).figures), case.handling


def drawn(content: bytes, look: Look) -> QImage:
    """A picture's file as a program that is not Qt draws it."""
    if look.format == "svg":
        return QImage.fromData(bytes(resvg_py.svg_to_bytes(svg_string=content.decode(), skip_system_fonts=True)))
    if look.format == "pdf":
        document = pypdfium2.PdfDocument(content)
        page = document[0].render(scale=look.size.dpi / 72).to_numpy()
        document.close()
        height, width, _ = page.shape
        return QImage(page.tobytes(), width, height, page.strides[0], QImage.Format.Format_BGR888).copy()
    return QImage.fromData(content)


def sheet(figure: Figure, handling: str, target: Path) -> None:
    """One chart in light and dark, at three sizes, in every format: a picture of them all."""
    cell, gap = 420, 8
    rows = [(name, preset) for preset in ("slide", "half-page", "full-page") for name in theme.THEMES]
    heights = [round(cell * PRESETS[preset].size.height / PRESETS[preset].size.width) for _, preset in rows]
    board = QImage(len(FORMATS) * (cell + gap), sum(heights) + gap * len(rows), QImage.Format.Format_RGB32)
    board.fill(0x808080)
    painter = QPainter(board)
    top = 0
    for (name, preset), height in zip(rows, heights, strict=True):
        for column, form in enumerate(FORMATS):
            look = Look(form, PRESETS[preset].size, theme.THEMES[name])
            image = drawn(picture(figure, look, handling), look)
            kept = image.scaled(cell, height, mode=Qt.TransformationMode.SmoothTransformation)
            painter.drawImage(column * (cell + gap), top, kept)
        top += height + gap
    painter.end()
    board.save(str(target))


def of_all_kinds(target: Path) -> None:
    """A chart of each kind, in two columns: the picture in the manual."""
    figures, _ = case_figures()
    saved = load(default_case()).case
    chosen: dict[str, str] = {}
    for id, chart in saved.charts.items():
        chosen.setdefault(chart.kind, id)
    chosen |= {"distribution": "spread", "cumulative": "up-to", "series": "series", "table": "drawn"}
    size, gap = PictureSize(520, 372), 8
    rows = -(-len(chosen) // 2)
    board = QImage(2 * size.width + 3 * gap, rows * (size.height + gap) + gap, QImage.Format.Format_RGB32)
    board.fill(QColor(theme.LIGHT.window))
    painter = QPainter(board)
    for number, id in enumerate(chosen.values()):
        row, column = divmod(number, 2)
        at = QPoint(gap + column * (size.width + gap), gap + row * (size.height + gap))
        painter.drawImage(at, QImage.fromData(picture(figures[id], Look(size=size))))
    painter.end()
    # 256 colours: the most frequent, and of those that are nearly one, the one that is seen most
    seen, counts = np.unique(np.frombuffer(board.constBits(), np.uint32), return_counts=True)
    seen = seen[np.argsort(-counts)]
    alike = np.unique(seen & 0xFFE0E0E0, return_index=True)[1]
    first = np.union1d(np.arange(min(100, len(seen))), alike)[:256]
    flag = Qt.ImageConversionFlag.ThresholdDither
    board.convertToFormat(QImage.Format.Format_Indexed8, seen[first].tolist(), flag).save(str(target))


def main() -> None:
    if "--manual" in sys.argv:
        app = QApplication.instance() or QApplication([])
        assert isinstance(app, QApplication)
        fonts.install(app)
        of_all_kinds(ROOT / "resources" / "manual" / "charts.png")
        return
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "gallery")
    target.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    fonts.install(app)
    for chosen in theme.THEMES.values():
        theme.apply(chosen)
        for width, height in ((560, 480), (420, 466), (300, 260)):
            cards(chosen, width, height, target / f"cards-{chosen.name}-{width}.png")
    figures, handling = case_figures()
    for id, figure in figures.items():
        sheet(figure, handling, target / f"sheet-{id}.png")
    for size in (PictureSize(600, 412), PictureSize(6000, 4125)):
        look = Look(size=size)
        for id, figure in figures.items():
            (target / f"{id}-{size.width}.png").write_bytes(picture(figure, look, handling))
    for form in FORMATS:
        started = time.perf_counter()
        for number in range(20):
            picture(list(figures.values())[number % len(figures)], Look(form), handling)
        print(f"20 charts as {form}: {time.perf_counter() - started:.1f} s")  # noqa: T201


if __name__ == "__main__":
    main()
