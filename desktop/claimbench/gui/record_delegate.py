"""Paints the rows of claims and sources: title over small text, number over unit, chance with word and bar."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from claimbench.gui.fonts import font
from claimbench.gui.record_model import Look, Role
from claimbench.gui.theme import Theme
from claimbench.gui.wrapped import wrapped

Index = QModelIndex | QPersistentModelIndex

LEFT, GAP, ABOVE, BELOW = 12, 12, 7, 8  # free space in a cell, px
TICK, TICK_ROOM = 13, 22  # the side of a tick, and what it takes before a title, px
TEXT, SMALL = 13, 12  # font sizes, px
_BAR = 3.0
_WRAPS_KEPT = 20_000
_NO_SIZE = QSize(0, 0)


class RecordDelegate(QStyledItemDelegate):
    """``lit`` are ids of rows that a selection elsewhere leads to; ``focused`` is the id of the row with the focus."""

    def __init__(self, looks: tuple[Look, ...], theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.lit: frozenset[str] = frozenset()
        self.focused = ""
        # What the column has for a title, px: a tree view gives no width when it asks for heights.
        self.title_width = 200
        self.number_width = 80  # and for a number: a range that is wider stands on two lines
        self.left = LEFT  # where titles begin
        self.dirty: QRect | None = None  # what is to be painted of the table; None: all of it
        self.uniform = False  # all rows as high as the highest can be: for tables of very many
        self._looks = looks
        self._numbers = [column for column, look in enumerate(looks) if look == "number"]
        self._title = font(TEXT)
        self._number = font(TEXT, tabular=True)
        self._strong = font(TEXT, QFont.Weight.DemiBold, tabular=True)
        self._small = font(SMALL)
        self._title_size, self._strong_size = QFontMetricsF(self._title), QFontMetricsF(self._strong)
        self._number_size, self._small_size = QFontMetricsF(self._number), QFontMetricsF(self._small)
        self._wraps: dict[tuple[str, int, int, int], tuple[str, ...]] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The first column answers for the row: as high as its title with the text below it, or its number with its
        unit where these take more."""
        if index.column():
            return _NO_SIZE
        if self.uniform:
            return QSize(0, round(ABOVE + 2 * self._title_size.height() + 2 * self._small_size.height() + BELOW))
        cells = (index.sibling(index.row(), column) for column in self._numbers)
        height = max(self._height(cell) for cell in (index, *cells))
        return QSize(0, round(ABOVE + height + BELOW))

    def _height(self, cell: Index) -> float:
        text, small = self._lines(cell)
        return len(text or " ") * self._title_size.height() + len(small) * self._small_size.height()

    def _lines(self, cell: Index) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The lines of a title or a number, and those below it."""
        width, used = (self.number_width, self._number) if cell.column() else (self.title_width, self._title)
        text, small = str(cell.data() or ""), str(cell.data(Role.SECONDARY) or "")
        return self._wrapped(text, width, used), self._wrapped(small, width, self._small)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if self.dirty is not None and not self.dirty.intersects(option.rect):
            return
        painter.save()
        self._background(painter, option, index)
        rect = option.rect.adjusted(0, ABOVE, 0, -BELOW)
        text, small = str(index.data() or ""), str(index.data(Role.SECONDARY) or "")
        look = self._looks[index.column()]
        if look == "title":
            self._paint_tick(painter, rect, index.data(Role.TICK))
            self._paint_lines(painter, QRectF(rect).adjusted(self.left, 0, 0, 0), index)
        elif look == "number":
            self._paint_lines(painter, QRectF(rect).adjusted(0, 0, -GAP, 0), index, Qt.AlignmentFlag.AlignRight)
        elif look == "chance":
            self._paint_chance(painter, rect, text, small, index.data(Role.SHARE))
        else:
            self._draw(painter, rect.adjusted(0, 0, -2, 0), text, self._number, self.theme.muted)
        painter.restore()

    def _background(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        theme, rect, id = self.theme, option.rect, index.data(Role.ID)
        painter.fillRect(rect, QColor(theme.selection if selected else theme.raised if hovered else theme.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.border))
        if id in self.lit and index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), QColor(theme.accent))
        if id and id == self.focused:
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), QColor(theme.accent))
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.accent))

    def _paint_lines(
        self, painter: QPainter, rect: QRectF, cell: Index, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    ) -> None:
        text, small = self._lines(cell)
        for lines, size, used, colour in (
            (text, self._title_size, self._number if cell.column() else self._title, self.theme.text),
            (small, self._small_size, self._small, self.theme.muted),
        ):
            for line in lines:
                self._draw(painter, rect, line, used, colour, side)
                rect = rect.adjusted(0, size.height(), 0, 0)

    def _paint_tick(self, painter: QPainter, rect: QRect, ticked: object) -> None:
        if ticked is None or self.left == LEFT:
            return
        theme = self.theme
        box = QRectF(rect.left() + LEFT + 0.5, rect.top() + 2.5, TICK, TICK)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent if ticked else theme.faint), 1))
        painter.setBrush(QColor(theme.accent if ticked else theme.surface))
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            painter.setPen(QPen(QColor(theme.on_accent), 1.8))
            x, y = box.left(), box.top()
            painter.drawPolyline([QPointF(x + 3, y + 6.5), QPointF(x + 5.5, y + 9.2), QPointF(x + 10, y + 3.8)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_chance(self, painter: QPainter, rect: QRect, number: str, word: str, share: object) -> None:
        width = rect.width() - GAP
        if not isinstance(share, float):
            line = QRectF(rect.left(), rect.top() + 1, width, self._small_size.height())
            self._draw(painter, line, number, self._small, self.theme.muted)
            return
        first = QRectF(rect.left(), rect.top(), width, self._strong_size.height())
        self._draw(painter, first, number, self._strong, self.theme.text)
        beside = self._strong_size.horizontalAdvance(number) + 4
        head, tail = self._split(word, width - beside)
        baseline = rect.top() + self._strong_size.ascent()
        painter.setFont(self._small)
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(QPointF(rect.left() + beside, baseline), head)
        bottom = first.bottom()
        if tail:
            painter.drawText(QPointF(rect.left(), bottom + self._small_size.ascent() - 1), tail)
            bottom += self._small_size.height() - 1
        self._bar(painter, QRectF(rect.left(), bottom + 2, width, _BAR), share)

    def _bar(self, painter: QPainter, track: QRectF, share: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.grid))
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        if share > 0:
            filled = QRectF(track.left(), track.top(), max(1.0, track.width() * min(1.0, share)), track.height())
            painter.setBrush(QColor(self.theme.accent))
            painter.drawRoundedRect(filled, _BAR / 2, _BAR / 2)

    def _split(self, word: str, width: float) -> tuple[str, str]:
        """A word such as "almost certain" in two: what fits beside the number, and the rest."""
        words = word.split(" ")
        for count in range(len(words), 0, -1):
            head = " ".join(words[:count])
            if self._small_size.horizontalAdvance(head) <= width:
                return head, " ".join(words[count:])
        return "", word

    def _draw(
        self,
        painter: QPainter,
        rect: QRect | QRectF,
        text: str,
        used: QFont,
        colour: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        painter.setFont(used)
        painter.setPen(QColor(colour))
        shown = QFontMetricsF(used).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        flags = side | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextSingleLine
        painter.drawText(QRectF(rect), int(flags), shown)

    def _wrapped(self, text: str, width: int, used: QFont) -> tuple[str, ...]:
        """A title on three lines at most, a number and small text on two; the last ends in an ellipsis where there is
        more."""
        most = 3 if used is self._title and not self.uniform else 2
        key = (text, width, id(used), most)
        if (lines := self._wraps.get(key)) is None:
            if len(self._wraps) >= _WRAPS_KEPT:
                self._wraps.clear()
            lines = self._wraps[key] = wrapped(text, width, used, most)
        return lines
