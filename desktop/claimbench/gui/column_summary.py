"""What is in a column: a small histogram and a few lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from claimbench.core.show import show_number
from claimbench.gui.flow_layout import FlowLayout
from claimbench.gui.frame_model import short
from claimbench.gui.named import named
from claimbench.gui.plain_text import TextButton, plain_label
from claimbench.gui.theme import Theme
from claimbench.gui.wording import plain_tip
from claimbench.tables.frame import FrameColumn, shown_value
from claimbench.tables.summarise import Statistics

_HEIGHT = 56
_COMMON, _LONGEST = 6, 40  # of the most common texts, and letters of each


class SmallHistogram(QWidget):
    """Columns from the foot up, one for each bin; as high as there are rows in it. ``pressed(bin)``."""

    pressed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("small-histogram")
        self.theme = theme
        self.counts: list[float] = []
        self.tips: list[str] = []  # what is told of each bin
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: list[float], tips: list[str] | None = None) -> None:
        self.counts, self.tips = counts, tips or []
        self.setVisible(bool(counts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def bin_at(self, x: float) -> int:
        """The bin at a place; -1 where there is none."""
        at = int(x * len(self.counts) / max(1, self.width()))
        return at if 0 <= at < len(self.counts) and self.counts[at] else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and (at := self.bin_at(event.position().x())) >= 0:
            self.pressed.emit(at)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.bin_at(event.pos().x())
            if 0 <= at < len(self.tips):
                QToolTip.showText(event.globalPos(), plain_tip(self.tips[at]), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        most = max(self.counts, default=0.0)
        if not most:
            return
        painter = QPainter(self)
        width, foot = self.width() / len(self.counts), self.height() - 1.0
        for at, count in enumerate(self.counts):
            height = max(1.0, foot * count / most) if count else 0.0
            bar = QRectF(QPointF(at * width, foot - height), QPointF((at + 1) * width - 1, foot))
            painter.fillRect(bar, QColor(self.theme.band_narrow))
        painter.fillRect(QRectF(0, foot, self.width(), 1), QColor(self.theme.border))
        painter.end()


class ColumnSummary(QWidget):
    """Statistics of the column that is looked at, over the rows that are shown. ``range_chosen(low, high)`` when a
    column of the histogram was pressed, ``text_chosen(text)`` for one of the most common texts."""

    range_chosen = Signal(float, float)
    text_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.histogram = SmallHistogram(theme, self)
        self.histogram.hide()
        self.histogram.pressed.connect(self._on_bin)
        self._edges: list[float] = []
        self.title = named(plain_label("", "heading", parent=self), "summary-title")
        self._ends = named(plain_label("", "small", parent=self), "summary-ends")
        self.text = named(plain_label("", "small", parent=self), "summary-text")
        self._common = named(QWidget(self), "summary-common")
        self._flow = FlowLayout(self._common, across=12, down=2)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 10)
        row.setSpacing(14)
        left, right = QVBoxLayout(), QVBoxLayout()
        for layout in (left, right):
            layout.setSpacing(2)
        left.addWidget(self.title)
        left.addWidget(self.text)
        left.addWidget(self._common)
        left.addStretch(1)
        right.addWidget(self.histogram)
        right.addWidget(self._ends)
        right.addStretch(1)
        row.addLayout(left, 3)
        row.addLayout(right, 2)

    def _on_bin(self, at: int) -> None:
        if at + 1 < len(self._edges):
            self.range_chosen.emit(self._edges[at], self._edges[at + 1])

    def set_theme(self, theme: Theme) -> None:
        self.histogram.theme = theme
        self.histogram.update()
        for button in self._common.findChildren(TextButton):
            button.set_theme(theme)

    def wait(self, column: FrameColumn) -> None:
        self.clear()
        self.title.setText(short(column.full_name))
        self.text.setText("Counting…")

    def refuse(self, sentence: str) -> None:
        self.text.setText(sentence)

    def clear(self) -> None:
        for label in (self.title, self.text, self._ends):
            label.setText("")
        self.histogram.show_counts([])
        self._show_common(())

    def _show_common(self, common: Sequence[tuple[str, int]]) -> None:
        """The most common texts, each of which shows only its rows."""
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for text, count in common:
            shown = f"{short(text)[:_LONGEST] or '(empty)'}: {count:,}"
            button = TextButton(shown, "link", self.histogram.theme, text, self._common)
            button.setToolTip(plain_tip("Show only these rows"))
            button.clicked.connect(self._on_common)
            self._flow.addWidget(button)
            button.show()
        self._common.setVisible(bool(common))
        self._flow.invalidate()
        self._common.updateGeometry()

    def _on_common(self) -> None:
        button = self.sender()
        if isinstance(button, TextButton):
            self.text_chosen.emit(button.key)

    def show_statistics(self, column: FrameColumn, found: Statistics) -> None:
        self.title.setText(short(column.full_name))
        counts = f"{found.rows:,} rows · {found.missing:,} missing"
        counts += f" · {found.rejected:,} not understood" if column.valued else ""
        about = "" if found.exact else "about "
        lines = [counts, f"{about}{found.different:,} different" if found.different > 1 else ""]
        if found.median is not None:
            numbers = (found.quarter, found.median, found.three_quarters)
            quarter, median, three = (told(column, number) for number in numbers)
            lines.append(f"median {median} · middle half {quarter} to {three}")
            if not column.is_date and found.mean is not None:
                lines.append(f"mean {told(column, found.mean)}")
        self._show_common(found.common[:_COMMON])
        self.text.setText(" · ".join(line for line in lines if line))  # lines would take the table its room
        counted = [] if found.counts is None else found.counts.tolist()
        self._edges = [] if found.edges is None else found.edges.tolist()
        tips = [f"{told(column, low)} to {told(column, high)}: {count:,.0f} rows. Click to see only them."
                for low, high, count in zip(self._edges, self._edges[1:], counted, strict=False)]  # fmt: skip
        self.histogram.show_counts(counted, tips)
        ends = "" if found.low is None else f"{told(column, found.low)} to {told(column, found.high)}"
        self._ends.setText(ends)
        self.histogram.setAccessibleName(f"Histogram of {column.name}, {ends}")


def told(column: FrameColumn, value: float | None) -> str:
    if value is None:
        return "–"
    return shown_value(column, float(int(value // 1))) if column.is_date else show_number(value, 5)
