"""Charts as pictures: the same layout at every size, everything on them, errors in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
import sample_figures
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

from claimbench.core.problem import ProblemError
from claimbench.gui import fonts
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.image_export import LAYOUT_WIDTH, render, save_png
from claimbench.gui.theme import DARK, LIGHT, Theme

pytestmark = pytest.mark.usefixtures("qapp")


def laid_out(width: int, height: int, theme: Theme = LIGHT) -> FigurePainter:
    """The layout that a picture of this size is made from."""
    fonts.load()
    scale = width / LAYOUT_WIDTH
    painter = FigurePainter(theme, note_lines=8, framed=False)
    painter.set_size(width / scale, height / scale)
    painter.set_figure(sample_figures.projection())
    return painter


def is_inked(image: QImage, left: float, top: float, right: float, bottom: float, ground: QColor) -> bool:
    """Whether anything but the ground is there."""
    seen = {
        image.pixelColor(x, y).rgb()
        for x in range(int(left), int(right), max(1, int(right - left) // 60))
        for y in range(int(top), int(bottom), max(1, int(bottom - top) // 16))
    }
    return bool(seen - {ground.rgb()})


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width", [800, 4000])
def test_that_every_text_is_on_the_picture(width: int, theme: Theme) -> None:
    height = round(width * 0.7)
    image = render(sample_figures.projection(), theme, (width, height))
    assert (image.width(), image.height()) == (width, height)
    texts = laid_out(width, height, theme).texts
    shown = " ".join(text.text for text in texts)
    for part in ("Registered cases pass", "bands 50 % and 90 %", "cases", "700k", "95 % 731k", "as of 24 Nov 2025."):
        assert part in shown
    scale = width / LAYOUT_WIDTH
    for text in texts:
        box = [edge * scale for edge in text.box]
        assert is_inked(image, box[0], box[1], box[2], box[3], QColor(theme.surface)), text.text


def test_that_a_picture_of_any_size_is_the_same_picture() -> None:
    small = render(sample_figures.projection(), LIGHT, (600, 420))
    large = render(sample_figures.projection(), LIGHT, (6000, 4200))
    shrunk = large.scaledToWidth(600, mode=Qt.TransformationMode.SmoothTransformation)
    different = sum(
        abs(small.pixelColor(x, y).lightness() - shrunk.pixelColor(x, y).lightness()) > 60
        for x in range(0, 600, 2)
        for y in range(0, 420, 2)
    )
    assert different < 0.01 * 300 * 210


def test_that_lines_and_text_grow_with_the_picture() -> None:
    def ink(width: int) -> float:
        image = render(sample_figures.strength(), LIGHT, (width, round(width * 0.7)))
        step = width // 400
        dark = sum(
            image.pixelColor(x, y).lightness() < 140
            for x in range(0, width, step)
            for y in range(0, image.height(), step)
        )
        return dark / (400 * 280)

    assert ink(4000) == pytest.approx(ink(800), rel=0.25)


def test_that_the_ground_is_opaque_and_of_the_theme() -> None:
    image = render(sample_figures.strength(), DARK, (800, 560))
    assert not image.hasAlphaChannel()
    assert image.pixelColor(2, 2).name() == DARK.surface
    assert image.pixelColor(797, 557).name() == DARK.surface


def test_that_the_handling_marking_is_on_the_picture() -> None:
    plain = render(sample_figures.strength(), LIGHT, (800, 560))
    marked = render(sample_figures.strength(), LIGHT, (800, 560), handling="TLP:AMBER")
    corner = (680, 525, 790, 550)
    assert is_inked(marked, *corner, QColor(LIGHT.surface))
    assert not is_inked(plain, *corner, QColor(LIGHT.surface))


def test_that_the_resolution_is_written_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "chart.png"
    save_png(sample_figures.what_if(), path, LIGHT, (800, 560), dpi=300)
    assert QImage(str(path)).dotsPerMeterX() == pytest.approx(300 / 0.0254, abs=1)
    assert [item.name for item in tmp_path.iterdir()] == ["chart.png"]


def test_that_a_picture_that_cannot_be_written_is_a_problem_with_file_cause_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    path = tmp_path / "file" / "chart.png"
    with pytest.raises(ProblemError) as caught:
        save_png(sample_figures.what_if(), path, LIGHT, (800, 560))
    (problem,) = caught.value.problems
    assert str(path) in problem.message
    assert "could not be saved" in problem.message
    assert problem.hint


def test_that_a_failed_export_leaves_the_old_picture(tmp_path: Path) -> None:
    path = tmp_path / "chart.png"
    path.mkdir()  # a folder of that name cannot be replaced by a file
    with pytest.raises(ProblemError):
        save_png(sample_figures.what_if(), path, LIGHT, (800, 560))
    assert [item.name for item in tmp_path.iterdir()] == ["chart.png"]


@pytest.mark.parametrize("size", [(0, 100), (100, -1), (50_000, 100)])
def test_that_an_impossible_size_is_a_problem(size: tuple[int, int]) -> None:
    with pytest.raises(ProblemError, match="px"):
        render(sample_figures.strength(), LIGHT, size)


def test_that_a_figure_without_data_says_so() -> None:
    image = render(sample_figures.empty(), LIGHT, (800, 560))
    assert is_inked(image, 300, 200, 500, 400, QColor(LIGHT.surface))
