"""A layout that sets widgets side by side and goes on in the next line, like words."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Widgets keep their preferred size; one wider than a line gets the whole line and the height it needs there. In a
    line they stand in the middle, or at its ``foot``."""

    def __init__(self, parent: QWidget | None = None, across: int = 6, down: int = 4, foot: bool = False) -> None:
        super().__init__(parent)
        self._across, self._down, self._foot = across, down, foot
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # by width: every other layout around asks again and again
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """One line high and hardly any width: what does not fit goes below, what is too wide wraps or elides."""
        height = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(24, height)

    def _arrange(self, rect: QRect, move: bool) -> int:
        """Place the items, or only measure; the height they take."""
        x, y, line = rect.x(), rect.y(), 0
        row: list[tuple[QLayoutItem, int, int, int]] = []
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            width, height = item.sizeHint().width(), item.sizeHint().height()
            if width > rect.width():
                width = rect.width()
                height = item.heightForWidth(width) if item.hasHeightForWidth() else height
            if row and x + width > rect.x() + rect.width():
                self._place(row, y, line, move)
                x, y, line, row = rect.x(), y + line + self._down, 0, []
            row.append((item, x, width, height))
            x += width + self._across
            line = max(line, height)
        self._place(row, y, line, move)
        return y + line - rect.y()

    def _place(self, row: list[tuple[QLayoutItem, int, int, int]], y: int, line: int, move: bool) -> None:
        if move:
            for item, x, width, height in row:
                above = line - height if self._foot else (line - height) // 2
                item.setGeometry(QRect(QPoint(x, y + above), QSize(width, height)))
