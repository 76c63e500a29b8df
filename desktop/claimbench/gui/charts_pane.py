"""The charts of the case as cards: in a grid, in tabs, or one of them large."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QStackedLayout, QTabBar, QVBoxLayout, QWidget

from claimbench.app.commands import SetAssumption
from claimbench.app.holding import offer_to_hold
from claimbench.core.case import Case
from claimbench.gui.bridge import FIRST_CHARTS, Bridge, Selection
from claimbench.gui.named import named
from claimbench.gui.theme import Theme
from claimbench.gui.wording import one_line, plain_tip

Range = tuple[float, float]

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.gui.empty_case import EmptyCase
    from claimbench.gui.figure_readout import Pointed
    from claimbench.gui.figure_view import FigureView

#: About how high a card is: this decides how many rows share the pane; further ones are scrolled to.
CARD_HEIGHT = 480
LEAST_CARD_HEIGHT = 280
#: How wide the pane must be for two cards beside one another.
TWO_COLUMNS = 620
#: A card with the space around it and a scroll bar: docks give way before a card is cut.
LEAST_WIDTH = 296
SPACING = 12


class ChartsPane(QWidget):
    """``copy_requested(id)`` and ``export_requested(id)`` name a chart; ``menu_requested(id, pointed, position)``
    asks for the menu of a card, with what was pointed at, ``hold_requested(claim)`` to hold a claim."""

    copy_requested = Signal(str)
    export_requested = Signal(str)
    menu_requested = Signal(str, object, QPoint)
    hold_requested = Signal(str)
    action_wanted = Signal(str)  # by its id, in a case without charts

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("charts-pane")
        self.setMinimumWidth(LEAST_WIDTH)
        self._bridge = bridge
        self._large = ""
        self._in_tabs = self._peeking = False
        self._wanted = ""  # the chart to scroll to
        self._zooms: dict[str, tuple[Range, Range]] = {}  # of last time, for charts that have not been drawn yet
        self._rows = 1
        self._results: Results | None = None
        self.views: dict[str, FigureView] = {}
        self._steps: EmptyCase | None = None
        self._message = named(QLabel("Computing the projection…"), "charts-message")
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setWordWrap(True)
        grid = named(QWidget(), "charts-grid")
        self._grid = QGridLayout(grid)
        self._grid.setSpacing(SPACING)
        self._grid.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        self._scroll = named(QScrollArea(), "charts-scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(grid)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self._message)
        self._stack.addWidget(self._scroll)
        self._tabs = named(QTabBar(), "charts-tabs")
        self._tabs.setAccessibleName("Charts")
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        self._tabs.setUsesScrollButtons(True)
        self._tabs.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._tabs)
        layout.addWidget(holder, 1)
        self._tabs.currentChanged.connect(self._on_tab)
        self._scroll.verticalScrollBar().valueChanged.connect(self._show_figures)
        bridge.case_changed.connect(self._on_case)
        bridge.results_changed.connect(self._on_results)
        bridge.theme_changed.connect(self._on_theme)
        bridge.selected.connect(self._on_selected)

    def say(self, message: str) -> None:
        """Show a sentence instead of the charts."""
        self._message.setText(message)
        self._stack.setCurrentWidget(self._message)

    def show_steps(self) -> None:
        """Show what to do first instead of the charts that a case does not have yet."""
        from claimbench.gui.empty_case import EmptyCase

        if self._steps is None:
            self._steps = EmptyCase()
            self._steps.wanted.connect(self.action_wanted)
            self._stack.addWidget(self._steps)
        self._stack.setCurrentWidget(self._steps)

    @property
    def current(self) -> str:
        """The chart that commands without a name mean: the selected one, else the one that is seen alone or first."""
        selection = self._bridge.selection
        if selection.kind == "chart" and selection.id in self.views:
            return selection.id
        return self._large or next(iter(self.views), "")

    def toggle_large(self, id: str) -> None:
        """Show one chart alone, or all of them again."""
        self._large = "" if self._large == id else id
        self._in_tabs = self._in_tabs and bool(self._large)
        self._arrange()
        if self._large:
            self.views[id].setFocus()  # so that Escape leads back

    def toggle_current(self) -> None:
        if self.current:
            self.toggle_large(self.current)

    def show_grid(self) -> None:
        self._in_tabs, self._large = False, ""
        self._arrange()

    def show_tabs(self) -> None:
        """One chart at a time, with the names of all above it."""
        self._in_tabs, self._large = True, self.current
        self._arrange()

    def bring_into_sight(self, id: str) -> None:
        """Scroll to a chart, once it has its place, or show it where one is shown alone."""
        if self._large and self._large != id and id in self.views:
            self._large = id
            self._arrange()
        self._wanted = id
        QTimer.singleShot(0, self, self._scroll_to_wanted)

    def _scroll_to_wanted(self) -> None:
        QCoreApplication.sendPostedEvents(self._scroll.widget(), QEvent.Type.LayoutRequest)  # places for new cards
        if self._wanted in self.views:
            self._scroll.ensureWidgetVisible(self.views[self._wanted], 0, SPACING)

    def view(self) -> dict[str, object]:
        """What the reader has chosen to see, for :meth:`put_back`."""
        zooms = {id: view.zoom for id, view in self.views.items() if view.zoom is not None}
        return {"large": self._large, "tabs": self._in_tabs, "zooms": {**self._zooms, **zooms}}

    def put_back(self, view: object) -> None:
        """Show what :meth:`view` returned in an earlier window, as far as there is still something of it."""
        match view:
            case {"large": str(large), "tabs": bool(tabs), "zooms": dict(zooms)}:
                self._zooms = {id: zoom for id, pair in zooms.items() if (zoom := _zoom(pair)) is not None}
                if large in self._bridge.document.case.charts:
                    self._large, self._in_tabs = large, tabs
                if self.views:
                    self._arrange()

    def peek(self, on: bool) -> None:
        """Show the baseline in full instead of the case at hand, or no longer. Nothing changes in the case."""
        self._peeking = on
        self._show_figures()

    def picture(self, results: Results, selection: Selection) -> QImage | None:
        """What a window shows of these results that is opened with this selection and the :meth:`view` of this one;
        None where there are no cards, or tabs above them."""
        if self._in_tabs or not self.views:
            return None
        ratio = self.devicePixelRatioF()
        image = QImage((self.size() * ratio).expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(self._bridge.theme.window)
        painter = QPainter(image)
        for id, view in self.views.items():
            place = view.mapTo(self, QPoint(0, self._scroll.verticalScrollBar().value()))
            if not view.isHidden() and self.rect().intersects(QRect(place, view.size())):
                afresh = view.afresh(results.figures[id])
                afresh.set_claim(selection.id if selection.kind == "claim" else "")
                afresh.set_selected((selection.kind, selection.id) == ("chart", id))
                painter.save()
                painter.translate(place)
                afresh.paint(painter, ratio)  # in the same steps, so that every pixel is rounded the same way
                painter.restore()
        painter.end()
        return image

    def _make(self, first_only: bool = False) -> None:
        """Make the cards that are not there yet, or only the first of them. Not before there is something to draw:
        importing plots costs more than the whole window."""
        charts = list(self._bridge.document.case.charts)
        wanted = charts[:FIRST_CHARTS] if first_only else charts
        for id in wanted:
            if id not in self.views:
                self._add(id)
        more = len(wanted) < len(charts)  # there will be something to scroll to: the cards keep their places then
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if more else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._scroll.setVerticalScrollBarPolicy(bar)

    def _on_case(self, before: Case, after: Case) -> None:
        """Have a card for each chart of the case, in its order."""
        if after.held != before.held:
            self._on_selected(self._bridge.selection)  # its button says what it does now
        if not self.views or list(after.charts) == list(before.charts):
            if self._in_tabs and after.charts is not before.charts:
                self._name_tabs()
            return
        for id in self.views.keys() - after.charts.keys():
            view = self.views.pop(id)
            self._grid.removeWidget(view)
            view.hide()
            view.deleteLater()  # not at once: it may be its own menu that asked for it
        self._make()
        self.views = {id: self.views[id] for id in after.charts}
        if self._large not in self.views:
            self._large = next(iter(self.views), "") if self._in_tabs else ""
        self._arrange()
        if not self.views:
            self.say("The case has no charts. Chart → New chart… makes one.")

    def _add(self, id: str) -> None:
        from claimbench.gui.figure_view import FigureView

        view = FigureView(self._bridge.theme)
        view.setObjectName(f"chart-{id}")
        view.setProperty("chart", id)
        view.copy_requested.connect(self._on_copy)
        view.export_requested.connect(self._on_export)
        view.expand_requested.connect(self._on_expand)
        view.claim_clicked.connect(self._on_claim)
        view.handle_dragged.connect(self._on_handle)
        view.handle_released.connect(self._bridge.end_merge)
        view.clicked.connect(self._on_clicked)
        view.claim_activated.connect(self.hold_requested)
        view.menu_requested.connect(self._on_menu)
        view.setParent(self._scroll.widget())
        self._mark_selected(id, view)
        self.views[id] = view

    def _arrange(self) -> None:
        for view in self.views.values():
            self._grid.removeWidget(view)
        columns = 1 if self._large or len(self.views) == 1 or self.width() < TWO_COLUMNS else 2
        shown = [self._large] if self._large in self.views else list(self.views)  # there may be no cards yet
        for id, view in self.views.items():
            view.setVisible(id in shown)
            view.set_large(id == self._large)
        for position, id in enumerate(shown):
            self._grid.addWidget(self.views[id], position // columns, position % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._rows = math.ceil(len(shown) / columns)
        self._name_tabs()
        self._size_cards()
        QTimer.singleShot(0, self, self._show_figures)  # once the layout has put the cards in their places

    def _name_tabs(self) -> None:
        self._tabs.setVisible(self._in_tabs and bool(self.views))
        if not self._in_tabs:
            return
        charts = self._bridge.document.case.charts
        self._tabs.blockSignals(True)  # its own echo alone
        while self._tabs.count() > len(self.views):
            self._tabs.removeTab(self._tabs.count() - 1)
        while self._tabs.count() < len(self.views):
            self._tabs.addTab("")
        for place, id in enumerate(self.views):
            self._tabs.setTabText(place, one_line(charts[id].label).replace("&", "&&"))
            self._tabs.setTabToolTip(place, plain_tip(charts[id].label))
        if self._large in self.views:
            self._tabs.setCurrentIndex(list(self.views).index(self._large))
        self._tabs.blockSignals(False)

    def _on_tab(self, place: int) -> None:
        if 0 <= place < len(self.views):
            self._large = list(self.views)[place]
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (event.oldSize().width() < TWO_COLUMNS) != (event.size().width() < TWO_COLUMNS):
            self._arrange()
        self._size_cards()

    def _size_cards(self) -> None:
        """Whole rows fill the pane, so that no card is cut in the middle, and none of the next row is in sight."""
        height = self._scroll.height() - SPACING if self._in_tabs else self.height() - SPACING
        rows = max(1, min(math.ceil(height / CARD_HEIGHT - 0.2), self._rows))
        for view in self.views.values():
            view.setMinimumHeight(max(LEAST_CARD_HEIGHT, math.ceil(height / rows) - SPACING))

    def _on_results(self, results: Results) -> None:
        self._results = results
        if self.views and self._bridge.document.case.charts.keys() <= self.views.keys():
            self._show_figures()
        else:  # they are shown once the cards have their places: until then all seem to be in sight
            self._make(first_only=results.preview and not self.views)
            self._arrange()
        if self.views:  # else the sentence that says so stays
            self._stack.setCurrentWidget(self._scroll)

    def _show_figures(self) -> None:
        """Give the cards in sight their figures; the others get theirs when they are scrolled to."""
        if self._results is None:
            return
        shown = self._results.baseline if self._peeking and self._results.baseline else self._results
        self._bridge.charts_in_sight = frozenset(filter(self._is_in_sight, self.views))
        for id in self._bridge.charts_in_sight & shown.figures.keys():
            view, figure = self.views[id], shown.figures[id]
            if view.figure is not figure:
                view.set_figure(figure, at_rest=not self._results.preview and not self._peeking)
            if id in self._zooms:
                view.set_zoom(self._zooms.pop(id))

    def _is_in_sight(self, id: str) -> bool:
        view, area = self.views[id], self._scroll  # not its viewport, for whose type PySide looks through all it knows
        return not view.isHidden() and area.rect().intersects(QRect(view.mapTo(area, QPoint(0, 0)), view.size()))

    def _on_theme(self, theme: Theme) -> None:
        for view in self.views.values():
            view.set_theme(theme)

    def _on_selected(self, selection: Selection) -> None:
        for id, view in self.views.items():
            self._mark_selected(id, view)

    def _mark_selected(self, id: str, view: FigureView) -> None:
        selection = self._bridge.selection
        view.set_selected(selection.kind == "chart" and selection.id == id)
        claim = selection.id if selection.kind == "claim" else ""
        view.set_claim(claim, offer_to_hold(self._bridge.document.case, claim))

    def _sender_chart(self) -> str:
        view = self.sender()
        return next((id for id, known in self.views.items() if known is view), "")

    def _on_clicked(self) -> None:
        self._bridge.select(Selection("chart", self._sender_chart()))

    def _on_menu(self, pointed: Pointed, position: QPoint) -> None:
        id = self._sender_chart()
        self._bridge.select(Selection("chart", id))
        self.menu_requested.emit(id, pointed, position)

    def _on_copy(self) -> None:
        self.copy_requested.emit(self._sender_chart())

    def _on_export(self) -> None:
        self.export_requested.emit(self._sender_chart())

    def _on_expand(self) -> None:
        self.toggle_large(self._sender_chart())

    def _on_claim(self, claim: str) -> None:
        self._bridge.select(Selection("claim", claim))

    def _on_handle(self, assumption: str, value: float) -> None:
        self._bridge.apply(SetAssumption(assumption, "best", value), merge=True)


def _zoom(pair: object) -> tuple[Range, Range] | None:
    match pair:
        case [[float(left), float(right)], [float(low), float(high)]] if left < right and low < high:
            return (left, right), (low, high)
    return None
