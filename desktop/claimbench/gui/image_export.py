"""Figures as pictures.

The same drawing as on screen, made anew for the picture and scaled as a whole: text, lines and symbols grow with it,
and the layout is that of a card 640 px wide whatever the size.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter

from claimbench.app.figures.figure import Figure
from claimbench.casefile.store import replace_files
from claimbench.core.problem import ProblemError, error
from claimbench.gui import fonts
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.theme import Theme

#: The size in logical pixels that a picture is laid out in: this wide, and never lower.
LAYOUT_WIDTH, LEAST_LAYOUT_HEIGHT = 640.0, 360.0
LARGEST = 20_000
_NOTE_LINES = 8


def render(
    figure: Figure,
    theme: Theme,
    size: tuple[int, int],
    *,
    dpi: float = 96.0,
    scale: float | None = None,
    handling: str = "",
) -> QImage:
    """The figure as a picture of ``size`` px on the theme's opaque background; needs a QGuiApplication.

    ``dpi`` is only written into the picture. ``scale`` says how large text and lines are, 1 being as on screen; without
    it they fill the picture as they fill a card. ``handling`` is the case's marking, written in the corner.
    Raises ProblemError for a size that cannot be.
    """
    width, height = size
    if not (1 <= width <= LARGEST and 1 <= height <= LARGEST):
        message = f"A picture of {width} × {height} px cannot be made."
        raise ProblemError([error("bad-size", message, hint=f"Choose 1 to {LARGEST:,} px in each direction.")])
    if scale is None:
        scale = min(width / LAYOUT_WIDTH, height / LEAST_LAYOUT_HEIGHT)
    fonts.load()
    image = QImage(width, height, QImage.Format.Format_RGB32)
    if image.isNull():
        message = f"There is not enough memory for a picture of {width} × {height} px."
        raise ProblemError([error("bad-size", message, hint="Choose a smaller size.")])
    image.fill(QColor(theme.surface))
    card = FigurePainter(theme, note_lines=_NOTE_LINES, framed=False, handling=handling)
    card.set_size(width / scale, height / scale)
    card.set_figure(figure)
    painter = QPainter(image)
    painter.scale(scale, scale)
    card.paint(painter)
    painter.end()
    image.setDotsPerMeterX(round(dpi / 0.0254))
    image.setDotsPerMeterY(round(dpi / 0.0254))
    return image


def save_png(
    figure: Figure,
    path: Path,
    theme: Theme,
    size: tuple[int, int],
    *,
    dpi: float = 96.0,
    scale: float | None = None,
    handling: str = "",
) -> None:
    """Write the figure as a PNG; see :func:`render`. The file is there whole or not at all.

    Raises ProblemError with the file, the cause and what to do about it.
    """
    image = render(figure, theme, size, dpi=dpi, scale=scale, handling=handling)
    replace_files({path: png(image)})


def png(image: QImage) -> bytes:
    """The image as the content of a PNG file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(content.data())
