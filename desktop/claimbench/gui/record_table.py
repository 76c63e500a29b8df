"""The table of claims and of sources: one row a record, rows as high as their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from claimbench.gui.fonts import font
from claimbench.gui.record_delegate import GAP, LEFT, SMALL, TEXT, TICK_ROOM, RecordDelegate
from claimbench.gui.record_model import Index, Record, RecordModel, Role
from claimbench.gui.record_proxy import RecordProxy
from claimbench.gui.theme import Theme

R = TypeVar("R", bound=Record)

_WIDEST_NUMBER = 116  # a wider value is elided, its tool tip has it whole
_CHANCE = 92
_TITLE = 150  # the least room for a title with its tick
_UNIFORM_FROM = 600  # rows; asking for the height of each takes some 10 µs
_MEASURED = 400  # rows that decide the width of a column


class RecordHeader(QHeaderView):
    """Column titles that stand over the texts below them, with a small triangle where the rows are sorted."""

    def __init__(self, model: RecordModel[R], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.theme = theme
        self.used = font(SMALL)
        self._columns = model.columns
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if not 0 <= section < len(self._columns):
            return
        painter.save()
        theme, column = self.theme, self._columns[section]
        painter.fillRect(rect, QColor(theme.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.border))
        ours = self.sortIndicatorSection() == section
        painter.setPen(QColor(theme.text if ours else theme.muted))
        painter.setFont(self.used)
        inside = QRectF(rect).adjusted(LEFT if section == 0 else 0, 0, -GAP if section else 0, 0)
        right = column.look == "number"
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inside, int(side | Qt.AlignmentFlag.AlignVCenter), column.title)
        if ours:
            width = QFontMetricsF(self.used).horizontalAdvance(column.title)
            x = inside.right() - width - 8 if right else inside.left() + width + 8
            up = -1 if self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder else 1
            y = rect.center().y()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.text))
            painter.drawPolygon([QPointF(x - 3, y - 2 * up), QPointF(x + 3, y - 2 * up), QPointF(x, y + 2 * up)])
        painter.restore()


class RecordTable(QTreeView, Generic[R]):
    """Emits ``chosen(id)`` when the user moves to another row, and never when the rows change under the selection;
    ``ticked(id)`` when the tick of a row is clicked."""

    chosen = Signal(str)
    ticked = Signal(str)

    def __init__(
        self, model: RecordModel[R], proxy: RecordProxy[R], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.records, self.proxy = model, proxy
        self._quiet = False
        self._widths: list[int] = []  # what each column but the first needs
        self.delegate = RecordDelegate(tuple(column.look for column in model.columns), theme, self)
        self.delegate.left = LEFT + TICK_ROOM if model.columns[0].has_ticks else LEFT
        self.setItemDelegate(self.delegate)
        self.setModel(proxy)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.heading = RecordHeader(model, theme, self)
        self.setHeader(self.heading)
        header = self.heading
        header.setSectionsClickable(True)
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(28)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicatorClearable(True)  # the third click brings back the order of the case
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.sectionResized.connect(self._on_section_resized)
        for section, column in enumerate(model.columns):
            self.setColumnHidden(section, column.at_first != "card")

    @property
    def current_id(self) -> str:
        id = self.currentIndex().data(Role.ID)
        return id if isinstance(id, str) else ""

    @property
    def selected_ids(self) -> tuple[str, ...]:
        """Every selected row, in the order in which they are shown."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return tuple(self.proxy.record(row).id for row in rows)

    def select_ids(self, ids: Sequence[str]) -> None:
        """Select several rows, the last of them current."""
        chosen = QItemSelection()
        rows = [row for id in ids if (row := self.proxy.row_of(id)) >= 0]
        for row in rows:
            chosen.merge(
                QItemSelection(self.proxy.index(row, 0), self.proxy.index(row, len(self.records.columns) - 1)),
                QItemSelectionModel.SelectionFlag.Select,
            )
        if rows:
            self.selectionModel().setCurrentIndex(
                self.proxy.index(rows[-1], 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
            self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """While rows come, go or hide, Qt moves the selection to a neighbour: nobody chose that."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def show_selected(self, id: str) -> None:
        """Select the row of a record and scroll to it; no row, where it is "" or not shown."""
        row = self.proxy.row_of(id) if id else -1
        with self.quietly():
            if row < 0:
                self.selectionModel().clear()
            elif self.current_id != id or not self.selectionModel().hasSelection():
                index = self.proxy.index(row, 0)
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                self.selectionModel().setCurrentIndex(index, flags)
                self.scrollTo(index)
        self._mark_focus()

    def light(self, ids: frozenset[str]) -> None:
        """Mark the rows that a selection elsewhere leads to."""
        if ids != self.delegate.lit:
            self.delegate.lit = ids
            self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        self.delegate.theme = self.heading.theme = theme
        self.viewport().update()
        self.heading.viewport().update()

    def fit(self) -> None:
        """Fixed columns as wide as what stands in them, within bounds; the title takes the rest."""
        self.delegate.uniform = len(self.records.records) > _UNIFORM_FROM
        self.setUniformRowHeights(self.delegate.uniform)
        head = QFontMetricsF(self.heading.used)
        figures = QFontMetricsF(font(TEXT, tabular=True))
        self._widths = [0] * len(self.records.columns)
        for section, column in enumerate(self.records.columns):
            if section == 0 or column.at_first != "card":
                continue
            width = head.horizontalAdvance(column.title) + GAP
            if column.look == "chance":
                width = max(width, _CHANCE + GAP)
            else:
                texts = (column.text(record) for record in self.records.records[:_MEASURED])
                lines = (line for text in texts for line in text.replace(" – ", " –\n").split("\n"))
                widest = max(map(figures.horizontalAdvance, lines), default=0.0)
                width = max(width, min(widest + GAP + 2, _WIDEST_NUMBER))
            self._widths[section] = round(width)
            if column.look == "number":
                self.delegate.number_width = round(width) - GAP
            if self.header().sectionSize(section) != round(width):
                self.header().resizeSection(section, round(width))  # a hidden one has it once it is shown
        self._make_room()

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        """A tree view asks for the height of each changed row; only the first column can change it."""
        if top.column() > 0:
            QAbstractItemView.dataChanged(self, top, bottom, list(roles))
        else:
            super().dataChanged(top, bottom, list(roles))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A tree view paints whole rows: the delegate leaves out the cells that nothing has changed in."""
        self.delegate.dirty = QRect(event.rect())  # a copy: the event's own goes with it
        super().paintEvent(event)
        self.delegate.dirty = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        if event.size().height() < event.oldSize().height() and self.selectionModel().hasSelection():
            self.scrollTo(self.currentIndex())  # what is selected stays in sight

    def _make_room(self) -> None:
        """Leave out what gives way until the title has enough room."""
        widths, columns = self._widths, self.records.columns
        if not widths:
            return
        room = self.viewport().width() - sum(widths)
        cards = (section for section in range(1, len(columns)) if columns[section].at_first == "card")
        for section in sorted(cards, key=lambda each: -columns[each].gives_way):
            hide = room < _TITLE and columns[section].gives_way > 0
            room += widths[section] if hide else 0
            if self.isColumnHidden(section) != hide:
                self.setColumnHidden(section, hide)

    def tick_rect(self, id: str) -> QRect:
        """Where the tick of a row can be clicked, in the viewport; empty where it has none."""
        row = self.proxy.row_of(id)
        index = self.proxy.index(row, 0)
        if row < 0 or self.delegate.left == LEFT or index.data(Role.TICK) is None:
            return QRect()
        rect = self.visualRect(index)
        return QRect(rect.left(), rect.top(), self.delegate.left, min(rect.height(), 30))

    def _ticked_at(self, event: QMouseEvent) -> str:
        """The id of the row whose tick lies under the mouse."""
        place = event.position().toPoint()
        id = self.indexAt(place).data(Role.ID)
        return id if isinstance(id, str) and self.tick_rect(id).contains(place) else ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a tick ticks, and leaves the selection."""
        if event.button() == Qt.MouseButton.LeftButton and (id := self._ticked_at(event)):
            self.ticked.emit(id)
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._ticked_at(event):
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick clicks on a tick are two clicks."""
        if self._ticked_at(event):
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        id = current.data(Role.ID) if current.isValid() else None
        if not self._quiet and isinstance(id, str):
            self.chosen.emit(id)
        self._mark_focus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark_focus()

    def _mark_focus(self) -> None:
        focused = self.current_id if self.hasFocus() else ""
        if focused != self.delegate.focused:
            self.delegate.focused = focused
            self.viewport().update()

    def _on_section_resized(self, section: int, old: int, new: int) -> None:
        if section == 0 and old != new:
            self.delegate.title_width = max(20, new - self.delegate.left - GAP // 2)
            self.scheduleDelayedItemsLayout()  # titles wrap elsewhere
