"""Figures as pictures.

The same drawing as on screen, made anew for the picture and scaled as a whole: text, lines and symbols grow with it,
and the layout is that of a card 640 px wide whatever the size.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter

from claimbench.app.figures.figure import Figure
from claimbench.app.presets import PictureSize
from claimbench.core.problem import ProblemError, error
from claimbench.gui import fonts
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.theme import Theme

#: The size in logical pixels that a picture is laid out in: this wide, and never lower.
LAYOUT_WIDTH, LEAST_LAYOUT_HEIGHT = 640.0, 360.0
_NOTE_LINES = 8


def scale_of(size: PictureSize) -> float:
    """How many pixels a logical pixel has, such that text and lines fill the picture as they fill a card."""
    return min(size.width / LAYOUT_WIDTH, size.height / LEAST_LAYOUT_HEIGHT)


def laid_out(
    figure: Figure, theme: Theme, size: PictureSize, *, transparent: bool = False, handling: str = ""
) -> FigurePainter:
    """The drawing for a picture of ``size``, in logical pixels: whoever paints it scales by :func:`scale_of`.

    ``handling`` is the case's marking, written in the corner. Needs a QGuiApplication.
    """
    fonts.load()
    scale = scale_of(size)
    card = FigurePainter(theme, note_lines=_NOTE_LINES, framed=False, handling=handling, transparent=transparent)
    card.set_size(size.width / scale, size.height / scale)
    card.set_figure(figure)
    return card


def render(figure: Figure, theme: Theme, size: PictureSize, *, transparent: bool = False, handling: str = "") -> QImage:
    """The figure as an image on the theme's ground, or on none; see :func:`laid_out`. Raises ProblemError where the
    memory does not suffice."""
    forms = QImage.Format
    image = QImage(size.width, size.height, forms.Format_ARGB32_Premultiplied if transparent else forms.Format_RGB32)
    if image.isNull():
        message = f"There is not enough memory for a picture of {size.width:,} × {size.height:,} px."
        raise ProblemError([error("bad-size", message, hint="Choose a smaller size.")])
    image.fill(Qt.GlobalColor.transparent if transparent else theme.surface)
    painter = QPainter(image)
    painter.scale(scale_of(size), scale_of(size))
    laid_out(figure, theme, size, transparent=transparent, handling=handling).paint(painter)
    painter.end()
    image.setDotsPerMeterX(round(size.dpi / 0.0254))
    image.setDotsPerMeterY(round(size.dpi / 0.0254))
    return image


def png(image: QImage) -> bytes:
    """The image as the content of a PNG file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(content.data())
