"""The report as a file: HTML with the charts in it as SVG, or PDF with the charts as vectors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QRectF, QSizeF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPyTextObject,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
)

from claimbench import __version__
from claimbench.app.presets import PictureSize
from claimbench.casefile.store import replace_files
from claimbench.core.problem import ProblemError, error
from claimbench.gui import fonts
from claimbench.gui.image_export import laid_out, scale_of
from claimbench.gui.report import report_body, report_page
from claimbench.gui.theme import LIGHT
from claimbench.gui.vector_export import inline_svg

if TYPE_CHECKING:
    from claimbench.app.projection import Results

#: What charts in a report are laid out for.
CHART = PictureSize(1280, 740)
SUFFIXES = (".html", ".pdf")
_RESOLUTION = 96
_MARGIN, _MARK_HEIGHT = 16.0, 28.0  # millimetres; pixels
_PIXELS = 12
#: Qt's rich text knows little of CSS.
_STYLE = """
h1 { font-size: 21px; } h2 { font-size: 16px; margin-top: 22px; }
p { margin-top: 3px; margin-bottom: 3px; }
.muted, .small, .quote, th { color: #5b6878; } .small, .quote { font-size: 10px; } .quote { font-style: italic; }
table { font-size: 11px; border-collapse: collapse; }
th { text-align: left; font-weight: 600; padding: 4px 8px 4px 0px; border-bottom: 1px solid #818b97; }
td { vertical-align: top; padding: 5px 8px 5px 0px; border-bottom: 1px solid #e2e6ec; }
"""


def write_report(results: Results, path: Path) -> None:
    """Write the report; the suffix says which kind. Raises ProblemError for another suffix, and where the file cannot
    be written."""
    if path.suffix.lower() not in SUFFIXES:
        message = f"“{path.name}” ends neither in .html nor in .pdf."
        raise ProblemError([error("bad-name", message, hint="Its ending says what kind of report is wanted.")])
    content = report_pdf(results) if path.suffix.lower() == ".pdf" else report_html(results).encode()
    replace_files({path: content})


def report_html(results: Results) -> str:
    numbers = {id: number for number, id in enumerate(results.figures)}

    def show(id: str) -> str:
        return inline_svg(results.figures[id], LIGHT, CHART, f"f{numbers[id]}-")

    return report_page(results, show)


class _Charts(QPyTextObject):
    """Paints the charts where the document has images."""

    def __init__(self, results: Results, width: float) -> None:
        super().__init__()
        self._figures = results.figures
        self._size = QSizeF(width, width * CHART.height / CHART.width)

    def intrinsicSize(self, document: QTextDocument, position: int, form: QTextFormat) -> QSizeF:
        return self._size

    def drawObject(
        self, painter: QPainter, place: QRectF | QRect, document: QTextDocument, position: int, form: QTextFormat
    ) -> None:
        figure = self._figures.get(form.toImageFormat().name())
        if figure is not None:
            painter.save()
            painter.translate(QRectF(place).topLeft())
            card = laid_out(figure, LIGHT, CHART)
            scale = place.width() / CHART.width * scale_of(card, CHART)
            painter.scale(scale, scale)
            card.paint(painter)
            painter.restore()


def report_pdf(results: Results) -> bytes:
    """The report on A4 pages, each with the marking of the case and its number."""
    fonts.load()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(results.case.title)
    writer.setCreator(f"Claimbench {__version__}")
    writer.setResolution(_RESOLUTION)
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    page = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
    width, height = float(writer.width()), writer.height() - 2 * _MARK_HEIGHT
    document = QTextDocument()
    charts = _Charts(results, width)
    document.documentLayout().setPaintDevice(writer)
    document.documentLayout().registerHandler(QTextFormat.ObjectTypes.ImageObject.value, charts)
    document.setDocumentMargin(0.0)
    document.setDefaultFont(fonts.font(_PIXELS, plain=True))
    document.setDefaultStyleSheet(_STYLE)
    document.setPageSize(QSizeF(width, height))
    document.setHtml(report_body(results, lambda id: f'<p><img src="{id}"></p>'))
    _keep_rows_whole(document, height)
    painter = QPainter(writer)
    for number in range(document.pageCount()):
        if number:
            writer.newPage()
        _mark(painter, writer, results.case.handling, f"{number + 1} of {document.pageCount()}")
        painter.save()
        painter.translate(0.0, _MARK_HEIGHT - number * height)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0.0, number * height, width, height)
        context.palette.setColor(context.palette.ColorRole.Text, QColor(LIGHT.text))
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()
    painter.end()
    buffer.close()
    return bytes(content.data())


def _keep_rows_whole(document: QTextDocument, height: float) -> None:
    """No row of a table begins on one page and ends on the next: the one before it is made longer, up to the end of
    its page, and before a first row the heading begins a page. A row of half a page or more is parted where it is."""
    for table in document.rootFrame().childFrames():
        if not isinstance(table, QTextTable):
            continue
        for row in range(1, table.rows()):  # after the head, which every page repeats
            top, bottom = _row_ends(document, table, row)
            end = (top // height + 1) * height
            if bottom <= end or bottom - top >= height / 2:
                continue
            if row == 1:
                _begin_page(table)
            else:
                for column in range(table.columns()):
                    cell = table.cellAt(row - 1, column)
                    form = cell.format().toTableCellFormat()
                    form.setBottomPadding(form.bottomPadding() + end - top)
                    cell.setFormat(form)


def _begin_page(table: QTextTable) -> None:
    """Have the heading above a table begin a page."""
    block = table.firstCursorPosition().block()
    while block.isValid() and not block.blockFormat().headingLevel():
        block = block.previous()
    form = QTextBlockFormat()
    form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
    QTextCursor(block).mergeBlockFormat(form)


def _row_ends(document: QTextDocument, table: QTextTable, row: int) -> tuple[float, float]:
    """Where the texts of a row begin and end, in the document's pixels."""
    layout = document.documentLayout()
    cells = [table.cellAt(row, column) for column in range(table.columns())]
    tops = [layout.blockBoundingRect(cell.firstCursorPosition().block()).top() for cell in cells]
    return min(tops), max(layout.blockBoundingRect(cell.lastCursorPosition().block()).bottom() for cell in cells)


def _mark(painter: QPainter, writer: QPdfWriter, handling: str, number: str) -> None:
    """The marking at the top and at the foot of a page, and the page's number."""
    painter.setFont(fonts.font(10, QFont.Weight.DemiBold, plain=True))
    painter.setPen(QColor(LIGHT.text))
    metrics = painter.fontMetrics()
    for baseline in (metrics.ascent(), writer.height() - metrics.descent()):
        painter.drawText(writer.width() - metrics.horizontalAdvance(handling), baseline, handling)
    painter.setPen(QColor(LIGHT.muted))
    painter.drawText(0, writer.height() - metrics.descent(), number)
