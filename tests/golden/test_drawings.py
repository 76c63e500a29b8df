"""What is written where, and a few whole pictures, against the files in ``drawings``: every text at its place on a card
of each kind, and pictures by likeness, drawn with the font that comes with the program.

After a change that is meant, renew them with ``python3 tests/golden/test_drawings.py`` and look at what changed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "desktop"), str(HERE.parent / "gui")]

import pytest  # noqa: E402
import sample_figures  # noqa: E402
from comparing import similar  # noqa: E402
from PySide6.QtGui import QImage  # noqa: E402

from claimbench.app.figures.figure import Figure  # noqa: E402
from claimbench.app.presets import PictureSize  # noqa: E402
from claimbench.gui.image_export import laid_out, render  # noqa: E402
from claimbench.gui.theme import DARK, LIGHT, Theme  # noqa: E402

SIZES = {"wide": PictureSize(960, 540), "high": PictureSize(640, 920)}
PICTURES: tuple[tuple[Figure, Theme], ...] = (
    (sample_figures.projection(), LIGHT),
    (sample_figures.claims(), DARK),
    (sample_figures.distribution(), LIGHT),
    (sample_figures.series(), DARK),
)
SMALL = PictureSize(480, 330)


def written(figure: Figure) -> str:
    """The texts of a picture with the pixel of their start and end and that of their baseline, and the plot."""
    lines = []
    for name, size in SIZES.items():
        card = laid_out(figure, LIGHT, size, handling="TLP:GREEN")
        left, top, right, bottom = card.plot
        lines.append(
            f"{name}: {card.size[0]:.0f} x {card.size[1]:.0f}, plot {left:.0f} {top:.0f} {right:.0f} {bottom:.0f}"
        )
        lines += [f"{text.box[0]:5.0f} {text.box[2]:5.0f} {text.baseline:5.0f}  {text.text}" for text in card.texts]
    return "\n".join(lines) + "\n"


def picture(figure: Figure, theme: Theme) -> QImage:
    return render(figure, theme, SMALL, handling="TLP:GREEN")


def places() -> dict[Path, str]:
    return {HERE / "drawings" / f"{figure.id}.txt": written(figure) for figure in sample_figures.every()}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("figure", sample_figures.every(), ids=lambda figure: figure.id)
def test_that_every_text_stands_where_it_stood(figure: Figure) -> None:
    """To a pixel or two: fonts are measured a little differently on other systems."""
    expected = (HERE / "drawings" / f"{figure.id}.txt").read_text(encoding="utf-8").splitlines()
    found = written(figure).splitlines()
    assert [line[19:] for line in found] == [line[19:] for line in expected]
    for line, before in zip(found, expected, strict=True):
        if not line[:5].strip().lstrip("-").isdigit():
            continue
        numbers = [[int(part) for part in each[:18].split()] for each in (line, before)]
        assert all(abs(one - other) <= 2 for one, other in zip(*numbers, strict=True)), (line, before)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("figure", "theme"), PICTURES, ids=lambda each: getattr(each, "id", getattr(each, "name", "")))
def test_that_a_picture_looks_as_it_did(figure: Figure, theme: Theme) -> None:
    before = QImage(str(HERE / "drawings" / f"{figure.id}-{theme.name}.png"))
    assert similar(picture(figure, theme), before) > 0.97


def test_that_there_is_a_file_for_each_drawing_and_no_other(qapp: object) -> None:
    names = {path.name for path in places()} | {f"{figure.id}-{theme.name}.png" for figure, theme in PICTURES}
    assert {path.name for path in (HERE / "drawings").iterdir()} == names


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    (HERE / "drawings").mkdir(exist_ok=True)
    for path, text in places().items():
        path.write_text(text, encoding="utf-8")
    for each, chosen in PICTURES:
        picture(each, chosen).save(str(HERE / "drawings" / f"{each.id}-{chosen.name}.png"))
