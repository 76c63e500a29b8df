"""Rows as high as their texts."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableWidget, QTreeWidget

_PADDING = 16  # left and right of a text, in the style sheet and in Qt


class WrappingDelegate(QStyledItemDelegate):
    """Texts are wrapped at the width of their columns: Qt asks for heights without it, or with the padding in it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if isinstance(view := option.widget, QTreeWidget | QTableWidget):
            option.rect = QRect(0, 0, view.columnWidth(index.column()) - _PADDING, 1)
        return super().sizeHint(option, index)
