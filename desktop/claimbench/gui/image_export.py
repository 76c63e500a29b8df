"""Figures as pictures.

The same drawing as on screen, made anew for the picture and scaled as a whole: text, lines and symbols grow with it,
and the layout is that of a card 640 px wide whatever the size, or of a larger one where its texts need more room.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter

from claimbench.app.figures.figure import Figure
from claimbench.app.presets import PictureSize
from claimbench.core.problem import ProblemError, error
from claimbench.gui import fonts
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.figure_whole import is_whole
from claimbench.gui.theme import Theme

#: The size in logical pixels that a picture is laid out in: this wide, and never lower.
LAYOUT_WIDTH, LEAST_LAYOUT_HEIGHT = 640.0, 360.0
#: Where a text would be cut, the picture is laid out this many times as large, so that all of it is smaller; for labels
#: that go into a key instead, only a little.
_LARGER = (1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
_LARGER_FOR_LABELS = 1.2
_NOTE_LINES = 99


def laid_out(
    figure: Figure, theme: Theme, size: PictureSize, *, transparent: bool = False, handling: str = ""
) -> FigurePainter:
    """The drawing for a picture of ``size``, in logical pixels: whoever paints it scales by :func:`scale_of`. Every
    text of the figure is on it in full.

    ``handling`` is the case's marking, written in the corner. Needs a QGuiApplication.
    """
    fonts.load()
    card = FigurePainter(theme, note_lines=_NOTE_LINES, framed=False, handling=handling, transparent=transparent)
    card.set_figure(figure)
    scale = min(size.width / LAYOUT_WIDTH, size.height / LEAST_LAYOUT_HEIGHT)
    sizes = [(larger, larger * size.width / scale, larger * size.height / scale) for larger in _LARGER]
    first = None
    for larger, width, height in sizes:
        card.set_size(width, height)
        if is_whole(figure, card.texts, card.unplaced):
            if not card.unplaced or larger >= _LARGER_FOR_LABELS:
                break
            first = first or (width, height)
    if card.unplaced and first is not None:  # a key it is: then as large as may be
        card.set_size(*first)
    return card


def scale_of(card: FigurePainter, size: PictureSize) -> float:
    """How many pixels of a picture of ``size`` a logical pixel has: text and lines fill it as they fill a card."""
    return size.width / card.size[0]


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
    card = laid_out(figure, theme, size, transparent=transparent, handling=handling)
    painter.scale(scale_of(card, size), scale_of(card, size))
    card.paint(painter)
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
