"""The picture that will come out, as large as there is room."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from claimbench.app.figures.figure import Figure
from claimbench.gui.figure_painter import FigurePainter
from claimbench.gui.image_export import laid_out, scale_of
from claimbench.gui.picture_files import Look

_MARGIN, _SQUARE = 16.0, 8


class ExportPreview(QWidget):
    """Paints the very drawing of the export: laid out for its size, scaled to the room at hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export-preview")
        self.setAccessibleName("Preview of the picture")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._look = Look()
        self.card: FigurePainter | None = None

    def sizeHint(self) -> QSize:
        return QSize(660, 520)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 260)

    def show_picture(self, figure: Figure, look: Look, handling: str) -> None:
        self._look = look
        self.card = laid_out(figure, look.theme, look.size, transparent=look.transparent, handling=handling)
        self.setAccessibleDescription(f"{figure.headline}. {figure.subtitle}. {figure.note}")
        self.update()

    @property
    def frame(self) -> QRectF:
        """Where the picture is drawn."""
        size, room = self._look.size, self.rect().adjusted(*map(round, (_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)))
        scale = min(room.width() / size.width, room.height() / size.height)
        frame = QRectF(0, 0, size.width * scale, size.height * scale)
        frame.moveCenter(QPointF(room.center()))
        return frame

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.card is None:
            return
        painter = QPainter(self)
        frame, theme = self.frame, self._look.theme
        if self._look.transparent:  # squares, as every picture editor shows what is not there
            painter.fillRect(frame, QColor(theme.surface))
            painter.save()
            painter.setClipRect(frame)
            for row in range(int(frame.height()) // _SQUARE + 1):
                for column in range(row % 2, int(frame.width()) // _SQUARE + 1, 2):
                    corner = frame.topLeft() + QPointF(column * _SQUARE, row * _SQUARE)
                    painter.fillRect(QRectF(corner.x(), corner.y(), _SQUARE, _SQUARE), QColor(theme.raised))
            painter.restore()
        painter.save()
        painter.translate(frame.topLeft())
        scale = scale_of(self.card, self._look.size) * frame.width() / self._look.size.width
        painter.scale(scale, scale)
        self.card.paint(painter)
        painter.restore()
        painter.setPen(QColor(theme.border))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
        painter.end()
