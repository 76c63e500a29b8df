"""What can be done with a chart: the Chart menu, the menu of a card, and the baseline while a key is held."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu

from claimbench.app.chart_edits import DuplicateChart, MoveChart, RemoveChart, free_id
from claimbench.app.commands import Command
from claimbench.app.holding import Hold, Release, offer_to_hold
from claimbench.app.model_parts import kind_of, shown_part
from claimbench.gui.bridge import Selection
from claimbench.gui.named import named

if TYPE_CHECKING:
    from claimbench.gui.figure_readout import Pointed
    from claimbench.gui.window import Window

PEEK_KEY = Qt.Key.Key_B
#: The entries of a card's menu: actions of the window by id, "" for a line between them.
CARD_MENU = (
    "edit-chart", "duplicate-chart", "chart-earlier", "chart-later", "large", "", "copy-chart", "copy-data",
    "export-chart", "export-data", "", "remove-chart",
)  # fmt: skip


class Charting(QObject):
    """Commands for the chart that is selected, else the one that is seen alone or first."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._peeking = False
        window.charts.menu_requested.connect(self._show_menu)
        window.charts.hold_requested.connect(self.hold)

    def new(self) -> None:
        from claimbench.gui.new_chart_dialog import NewChartDialog

        dialog = NewChartDialog(self._window.bridge, self._window.importer.pane.listed, self._window)
        dialog.added.connect(self._edit)
        dialog.draw_wanted.connect(self._window.importer.draw_table)
        dialog.open()

    def edit(self) -> None:
        """The form of the chart, in the inspector."""
        if id := self._window.charts.current:
            self._edit(id)

    def duplicate(self) -> None:
        if id := self._window.charts.current:
            copy = free_id(id, self._window.bridge.document.case.charts)
            if self._apply(DuplicateChart(id, copy)):
                self._window.bridge.select(Selection("chart", copy))
                self._window.charts.bring_into_sight(copy)

    def remove(self) -> None:
        if id := self._window.charts.current:
            self._apply(RemoveChart(id))

    def move_earlier(self) -> None:
        self._move(-1)

    def move_later(self) -> None:
        self._move(1)

    def hold(self, claim: str) -> None:
        """Hold a claim, or let go of it where it is held."""
        held = claim in self._window.bridge.document.case.held
        self._apply(Release((claim,)) if held else Hold((claim,)))

    def peek(self) -> None:
        """Show the baseline until the key is let go, or the mouse pressed where it was not the key."""
        if self._peeking:
            return
        self._peeking = True
        self._window.charts.peek(True)
        app = QCoreApplication.instance()
        assert app is not None, "there is a window"
        app.installEventFilter(self)
        self._window.tell("Baseline")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only while the baseline is shown."""
        kind = event.type()
        let_go = (
            isinstance(event, QKeyEvent)
            and kind == QEvent.Type.KeyRelease
            and event.key() == PEEK_KEY
            and not event.isAutoRepeat()
        )
        if let_go or kind in (QEvent.Type.MouseButtonPress, QEvent.Type.ApplicationDeactivate, QEvent.Type.Close):
            self._end_peek()
        return False

    def _end_peek(self) -> None:
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._peeking = False
        self._window.charts.peek(False)
        self._window.statusBar().clearMessage()

    def _show_claim(self, claim: str, checked: bool = False) -> None:
        self._window.bridge.select(Selection("claim", claim))

    def _explain(self, id: str, pointed: Pointed, checked: bool = False) -> None:
        """Lead from a published figure to its row and its source, from anything else to what the chart shows: a part
        of the model, whose page has its formula and what that depends on."""
        window = self._window
        if pointed.series:
            window.importer.show_series(pointed.series, pointed.row)
            if pointed.source:
                window.bridge.select(Selection("source", pointed.source))
        elif (part := shown_part(window.bridge.document.case, id)) is not None:
            window.docks["model"].show()
            window.docks["model"].raise_()
            window.bridge.select(Selection(kind_of(part), part.id))
        else:
            self.edit()

    def _on_hold(self, claim: str, checked: bool = False) -> None:
        self.hold(claim)

    def _edit(self, id: str) -> None:
        self._window.bridge.select(Selection("chart", id))
        self._window.edit_selected()
        self._window.charts.bring_into_sight(id)

    def _move(self, by: int) -> None:
        if id := self._window.charts.current:
            self._apply(MoveChart(id, by))

    def _apply(self, command: Command) -> bool:
        return not self._window.bridge.apply(command)

    def _show_menu(self, id: str, pointed: Pointed, position: QPoint) -> None:
        window, claim = self._window, pointed.claim
        menu = named(QMenu(window), "card-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if claim:
            why = menu.addAction(f"Why is {claim} here?")
            why.triggered.connect(partial(self._show_claim, claim))
            if offer := offer_to_hold(window.bridge.document.case, claim):
                menu.addAction(offer).triggered.connect(partial(self._on_hold, claim))
        else:
            why = menu.addAction("Why is this number here?")
            why.triggered.connect(partial(self._explain, id, pointed))
        menu.addSeparator()
        for action in CARD_MENU:
            if action:
                menu.addAction(window.actions_by_id[action])
            else:
                menu.addSeparator()
        menu.popup(position)
