"""Records as plain rows under many columns, which the user chooses, orders and sizes; remembered on this computer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QHideEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from claimbench.gui.fonts import font
from claimbench.gui.record_model import Index, Look, Record, RecordModel
from claimbench.gui.record_proxy import RecordProxy
from claimbench.gui.theme import Theme

R = TypeVar("R", bound=Record)

_ROW = 27
_INSET, _ARROW = 6, 14
_TITLE, _LEAST, _MOST = 260, 56, 220  # widths of columns, px
_MEASURED = 200  # rows that decide a width
_PATIENCE = 300  # milliseconds without another change, before the layout is written down: that takes a disk
#: Raised when columns come, go or change their places, so that an older layout is not applied to them.
_VERSION = 2


class GridDelegate(QStyledItemDelegate):
    """One line of text in a cell. Painted directly: Qt's own way asks the model for ten things a cell."""

    def __init__(self, theme: Theme, looks: Sequence[Look], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._looks = tuple(looks)
        self._font = font(13, tabular=True)
        self._metrics = QFontMetricsF(self._font)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = self.theme, option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(rect, QColor(theme.selection if selected else theme.raised if hovered else theme.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.border))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), QColor(theme.accent))
        text = index.data()
        if not isinstance(text, str) or not text:
            return
        inside = rect.adjusted(_INSET, 0, -_INSET, -1)
        right = self._looks[index.column()] == "number"
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.setFont(self._font)
        painter.setPen(QColor(theme.text if index.column() == 0 or selected else theme.muted))
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)


class RecordGrid(QTableView, Generic[R]):
    """Shares rows, order and selection with the cards. ``name`` is what its layout is remembered under."""

    def __init__(
        self, name: str, model: RecordModel[R], proxy: RecordProxy[R], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._key = f"{name}/columns-{_VERSION}"
        self._model = model
        self._columns = model.columns
        self._laid_out = False
        self.delegate = GridDelegate(theme, [column.look for column in model.columns], self)
        self.setItemDelegate(self.delegate)
        self.setModel(proxy)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        self.setSortingEnabled(True)
        self.columns_menu = QMenu("Columns", self)
        self.columns_menu.aboutToShow.connect(self._fill_columns_menu)
        self._changed = QTimer(self)
        self._changed.setSingleShot(True)
        self._changed.setInterval(_PATIENCE)
        self._changed.timeout.connect(self._remember)
        header.sectionMoved.connect(self._on_changed)
        header.sectionResized.connect(self._on_resized)

    def lay_out(self, remembers: bool) -> None:
        """The columns of last time; at first, as wide as what stands in them. For when the grid is first looked at, the
        rows being there: measuring what stands in them takes long."""
        if self._laid_out:
            return
        self._laid_out = True
        self._default_columns()
        state = QSettings().value(self._key)
        if remembers and isinstance(state, QByteArray):
            self.horizontalHeader().restoreState(state)

    def set_theme(self, theme: Theme) -> None:
        self.delegate.theme = theme
        self.viewport().update()

    def show_column(self, column: int, on: bool) -> None:
        self.setColumnHidden(column, not on)
        self._on_changed()

    def reset_columns(self) -> None:
        """The columns of the first time, in their order and width."""
        header = self.horizontalHeader()
        for column in range(len(self._columns)):
            header.moveSection(header.visualIndex(column), column)
        self._default_columns()
        self._on_changed()

    def _default_columns(self) -> None:
        for section, column in enumerate(self._columns):
            self.setColumnHidden(section, column.at_first == "hidden")
            head = self.fontMetrics().horizontalAdvance(column.title) + 2 * _INSET + _ARROW
            texts = (column.text(self._model.records[row]) for row in range(min(len(self._model.records), _MEASURED)))
            widest = max((self.fontMetrics().horizontalAdvance(text) for text in texts), default=0) + 3 * _INSET
            width = _TITLE if column.look == "title" else min(max(widest, head, _LEAST), _MOST)
            self.setColumnWidth(section, width)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._changed.isActive():
            self._remember()
        super().hideEvent(event)

    def _on_changed(self) -> None:
        if self.isVisible():
            self._changed.start()

    def _on_resized(self, section: int, old: int, new: int) -> None:
        """Whenever rows are sorted or filtered, Qt hides hidden columns again, with a width of 0: no change."""
        if old and new and self.isVisible():
            self._changed.start()

    def _remember(self) -> None:
        self._changed.stop()
        QSettings().setValue(self._key, self.horizontalHeader().saveState())

    def _on_header_menu(self, at: QPoint) -> None:
        self.columns_menu.popup(self.horizontalHeader().mapToGlobal(at))

    def _fill_columns_menu(self) -> None:
        self.columns_menu.clear()
        for section, column in enumerate(self._columns):
            action = self.columns_menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(section))
            action.setEnabled(section > 0)  # so that there is always one
            action.setData(section)
        self.columns_menu.addSeparator()
        reset = self.columns_menu.addAction("Reset the columns")
        for action in self.columns_menu.actions():
            action.triggered.connect(self._on_column)
        reset.setData(-1)

    def _on_column(self, on: bool) -> None:
        action = self.sender()
        section = action.data() if action is not None else None  # type: ignore[attr-defined]  # a QAction
        if section == -1:
            self.reset_columns()
        elif isinstance(section, int):
            self.show_column(section, on)
