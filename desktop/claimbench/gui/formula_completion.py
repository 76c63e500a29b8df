"""The list that opens below a formula while a name, a unit, a function or a date is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from claimbench.gui.fonts import font
from claimbench.gui.named import named
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.app.formula_help import Completion

Index = QModelIndex | QPersistentModelIndex

_MOST = 60  # entries; nobody reads more
_SHOWN = 9
_DETAIL = Qt.ItemDataRole.UserRole + 1
_LEAST_WIDTH, _GAP = 380, 12


class _Delegate(QStyledItemDelegate):
    """The name, and beside it in muted colour what it is."""

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
        name, detail = str(index.data() or ""), str(index.data(_DETAIL) or "")
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._font)
        painter.setPen(QColor(theme.text))
        metrics = QFontMetricsF(self._font)
        room = inside.width() * 0.62
        painter.drawText(inside, int(vertical), metrics.elidedText(name, Qt.TextElideMode.ElideRight, room))
        used = min(metrics.horizontalAdvance(name), room) + _GAP
        rest = inside.adjusted(round(used), 0, 0, 0)
        painter.setFont(self._small)
        painter.setPen(QColor(theme.muted))
        shown = QFontMetricsF(self._small).elidedText(detail, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, int(vertical | Qt.AlignmentFlag.AlignRight), shown)
        painter.restore()


class FormulaCompleter(QCompleter):
    """Offers completions below a place in ``widget``; ``taken(text)`` when one is chosen."""

    taken = Signal(str)

    def __init__(self, widget: QWidget, theme: Theme) -> None:
        super().__init__(widget)
        self._offered: tuple[Completion, ...] = ()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(_SHOWN)
        view = named(QListView(), "formula_completions")
        view.setAccessibleName("Completions")
        self.view = view
        self.setPopup(view)
        self._delegate = _Delegate(theme, view)
        view.setItemDelegate(self._delegate)  # after setPopup, which puts one of its own
        self.setWidget(widget)
        self.activated[str].connect(self.taken)  # type: ignore[index]

    @property
    def open(self) -> bool:
        return self.view.isVisible()

    @property
    def offered(self) -> tuple[str, ...]:
        return tuple(each.text for each in self._offered)

    def offer(self, completions: Sequence[Completion], below: QRect) -> None:
        """Show the list at ``below``, a rectangle in the widget, with its first entry chosen; hide it for none."""
        self._offered = tuple(completions[:_MOST])
        if not self._offered:
            self.view.hide()
            return
        self._items.clear()
        for each in self._offered:
            item = QStandardItem(each.text)
            item.setData(each.detail, _DETAIL)
            item.setData(f"{each.text}, {each.kind}, {each.detail}", Qt.ItemDataRole.AccessibleTextRole)
            self._items.appendRow(item)
        rect = QRect(below)
        rect.setWidth(max(_LEAST_WIDTH, self.widget().width() - below.left()))
        self.complete(rect)
        self.view.setCurrentIndex(self.completionModel().index(0, 0))
