"""Rows of a list that is chosen from: a name, and at the right in muted colour what it is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from claimbench.gui.fonts import font
from claimbench.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex

#: The role of the text at the right.
DETAIL = Qt.ItemDataRole.UserRole + 1
_GAP = 12
_NAME_SHARE = 0.62  # of the width at most, where there is a detail


class NameDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._font, self._small = font(13), font(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(QFontMetricsF(self._font).height()) + 9)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = self.theme, QRect(option.rect)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, QColor(theme.selection if chosen else theme.surface))
        inside = rect.adjusted(8, 0, -8, 0)
        name, detail = str(index.data() or ""), str(index.data(DETAIL) or "")
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._font)
        painter.setPen(QColor(theme.text))
        metrics, small = QFontMetricsF(self._font), QFontMetricsF(self._small)
        needed = small.horizontalAdvance(detail) + _GAP if detail else 0.0
        room = max(_NAME_SHARE * inside.width(), inside.width() - needed)
        painter.drawText(inside, int(vertical), metrics.elidedText(name, Qt.TextElideMode.ElideRight, room))
        used = min(metrics.horizontalAdvance(name), room) + _GAP
        rest = inside.adjusted(round(used), 0, 0, 0)
        painter.setFont(self._small)
        painter.setPen(QColor(theme.muted))
        shown = small.elidedText(detail, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, int(vertical | Qt.AlignmentFlag.AlignRight), shown)
        painter.restore()
