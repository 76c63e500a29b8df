"""Figures as SVG and as PDF: the drawing of :mod:`~claimbench.gui.image_export`, in vectors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPageSize, QPainter, QPainterPath, QPdfWriter, QStaticText

from claimbench import __version__
from claimbench.app.figures.figure import Figure
from claimbench.app.markup import escaped
from claimbench.app.presets import PictureSize
from claimbench.core.show import TIE
from claimbench.gui.figure_style import Placed
from claimbench.gui.image_export import laid_out, scale_of
from claimbench.gui.svg_painter import SvgPainter
from claimbench.gui.theme import Theme

#: A PDF is laid out in CSS pixels: at other resolutions Qt has given fonts the wrong size.
_PDF_RESOLUTION = 96
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


class _Outlines(QPainter):
    """Draws each text as its outline: programs that open a PDF to edit it put another font in the place of one that is
    not installed."""

    def drawStaticText(self, corner: QPointF, text: QStaticText) -> None:  # type: ignore[override]
        self.drawText(corner + QPointF(0, QFontMetricsF(self.font()).ascent()), text.text())

    def drawText(self, start: QPointF, text: str) -> None:  # type: ignore[override]
        outline = QPainterPath()
        outline.setFillRule(Qt.FillRule.WindingFill)
        outline.addText(start, self.font(), text)
        self.fillPath(outline, self.pen().color())

    def write_unseen(self, texts: Iterable[Placed], ground: QColor) -> None:
        """The texts themselves, with the fonts in the file, on the ground and in its colour, to be drawn over: so they
        can be searched and copied. LibreOffice holds back what is written last until the end, and puts it over all
        that was drawn since: that is a blank."""
        self.setPen(ground)
        for text in texts:
            self.setFont(text.face.font)
            super().drawText(QPointF(text.x, text.baseline), text.text)
        super().drawText(QPointF(0.0, 0.0), TIE)


def svg(
    figure: Figure,
    theme: Theme,
    size: PictureSize,
    *,
    transparent: bool = False,
    handling: str = "",
    metadata: str = "",
) -> str:
    """The figure as an SVG document that needs nothing from outside. ``metadata`` is XML for its metadata element."""
    width, height = size.css_pixels
    attributes = f'{_NAMESPACES} width="{width:.6g}" height="{height:.6g}"'
    kept = f"<metadata>{metadata}</metadata>\n" if metadata else ""
    drawn = _drawn(figure, theme, size, transparent, handling, "", kept)
    return f"{_DECLARATION}<svg {attributes} {drawn}"


def inline_svg(figure: Figure, theme: Theme, size: PictureSize, prefix: str) -> str:
    """The figure as an SVG element for an HTML page, as wide as its place. ``prefix`` begins every id in it."""
    return f"<svg {_NAMESPACES} {_drawn(figure, theme, size, False, '', prefix, '')}"


def _drawn(
    figure: Figure, theme: Theme, size: PictureSize, transparent: bool, handling: str, prefix: str, metadata: str
) -> str:
    """Everything after the size of the svg element: names for screen readers, and the drawing."""
    painter = SvgPainter(prefix)
    card = laid_out(figure, theme, size, transparent=transparent, handling=handling)
    scale = scale_of(card, size)
    card.paint(cast(QPainter, painter))  # a figure's painter asks no more of a QPainter than this one can
    told = " ".join(text for text in (figure.subtitle, figure.note, handling) if text)
    return (
        f'viewBox="0 0 {size.width / scale:.6g} {size.height / scale:.6g}" role="img"'
        f' aria-labelledby="{prefix}title {prefix}desc">\n'
        f'<title id="{prefix}title">{escaped(figure.headline)}</title>\n'
        f'<desc id="{prefix}desc">{escaped(told)}</desc>\n{metadata}{painter.content()}</svg>\n'
    )


def pdf(figure: Figure, theme: Theme, size: PictureSize, *, transparent: bool = False, handling: str = "") -> bytes:
    """The figure as a PDF of one page of its size, its texts as outlines; on a ground they can be searched, too."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(figure.headline)
    writer.setCreator(f"Claimbench {__version__}")
    writer.setResolution(_PDF_RESOLUTION)
    page = QPageSize(QSizeF(*size.points), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageSize(page)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = _Outlines(writer)
    card = laid_out(figure, theme, size, transparent=True, handling=handling)
    scale = scale_of(card, size) * _PDF_RESOLUTION / size.dpi
    painter.scale(scale, scale)
    if not transparent:
        ground = QColor(theme.surface)
        painter.fillRect(QRectF(QPointF(0, 0), QSizeF(*card.size)), ground)
        painter.write_unseen(card.texts, ground)
    card.paint(painter)
    painter.end()
    buffer.close()
    return bytes(content.data())
