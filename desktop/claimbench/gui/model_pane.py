"""The model of the case: as a diagram that can be read, and as a table of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDockWidget,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from claimbench.app import model_edits, model_parts
from claimbench.app.model_diagram import diagram
from claimbench.app.model_edits import AddPart, DeletePart, DuplicatePart
from claimbench.app.model_parts import KINDS, PartKind, kind_of
from claimbench.core.case import Case
from claimbench.gui import wording
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.icons import icon
from claimbench.gui.inspector import Inspector
from claimbench.gui.model_diagram_view import NO_MODEL, ModelDiagramView
from claimbench.gui.model_rows import COLUMNS, PartRow, part_rows
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.record_model import RecordModel
from claimbench.gui.record_proxy import RecordProxy
from claimbench.gui.record_table import RecordTable
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.app.projection import Results

#: How long nothing may change before values are computed anew, in milliseconds.
REST = 200
_LARGE, _LARGE_ENOUGH = 0.86, 0.55  # of the screen
_BESIDE = 12


class ModelPane(QWidget):
    """``count_changed(text)`` tells of another text for its tab."""

    count_changed = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model-pane")
        self._bridge = bridge
        self._stale = True  # the diagram is made when it is looked at
        self._results: Results | None = bridge.results
        self.view = ModelDiagramView(bridge.theme, self)
        self.model: RecordModel[PartRow] = RecordModel(COLUMNS, self)
        self.proxy: RecordProxy[PartRow] = RecordProxy(self.model, self)
        self.table: RecordTable[PartRow] = RecordTable(self.model, self.proxy, bridge.theme, self)
        self.table.setObjectName("model_table")
        self.table.setAccessibleName("Parts of the model")
        self.filter_field = named(QLineEdit(self), "model_filter")
        self.filter_field.setPlaceholderText("Filter names, formulas…")
        self.filter_field.setAccessibleName("Filter the parts of the model")
        self.filter_field.setClearButtonEnabled(True)
        self._empty = plain_label("", "muted", selectable=False, parent=self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._build()
        self._show_view("table" if QSettings().value("model/view") == "table" else "diagram")
        self._on_selected(bridge.selection)
        self._connect()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 12, 12, 6)
        top.setSpacing(4)
        self.views = QButtonGroup(self)
        self._switches: dict[str, QToolButton] = {}
        for name in ("diagram", "table"):
            button = self._tool(f"model_{name}_button", name.capitalize(), checkable=True)
            self.views.addButton(button)
            self._switches[name] = button
            top.addWidget(button)
        top.addSpacing(8)
        self.measures_button = self._tool("model_measures", "Measures", checkable=True)
        self.measures_button.setToolTip("Show measures in the diagram")
        top.addWidget(self.measures_button)
        top.addStretch(1)
        self.add_button = named(QPushButton("Add", self), "model_add")
        self.add_button.setProperty("menu", True)
        self.add_menu = QMenu(self.add_button)
        for kind in KINDS:
            action = self.add_menu.addAction(kind.capitalize())
            action.setData(kind)
            action.triggered.connect(self._on_add)
        self.add_button.setMenu(self.add_menu)
        self.fit_button = self._tool("model_fit", "Fit")
        self.fit_button.setToolTip("Show all of the diagram (0)")
        self.large_button = self._tool("model_large", "")
        self.large_button.setToolTip("Open in a large window, or put back")
        self.large_button.setAccessibleName("Show the model in a large window, or put it back")
        self.large_button.setIcon(icon("expand", self._bridge.theme))
        self.large_button.setIconSize(QSize(14, 14))
        top.addWidget(self.fit_button)
        top.addWidget(self.large_button)
        top.addWidget(self.add_button)
        listing = QWidget(self)
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        field = QHBoxLayout()
        field.setContentsMargins(12, 0, 12, 0)
        field.addWidget(self.filter_field)
        column.addLayout(field)
        column.addWidget(self._empty)
        column.addWidget(self.table, 1)
        self._pages.addWidget(self.view)
        self._pages.addWidget(listing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._pages, 1)

    def _tool(self, name: str, text: str, checkable: bool = False) -> QToolButton:
        button = named(QToolButton(self), name)
        button.setText(text)
        button.setCheckable(checkable)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _connect(self) -> None:
        bridge = self._bridge
        for button in self._switches.values():
            button.clicked.connect(self._on_switch)
        self.measures_button.toggled.connect(self._on_measures)
        self.fit_button.clicked.connect(self.view.fit)
        self.large_button.clicked.connect(self._on_large)
        self.filter_field.textChanged.connect(self._on_filter)
        self.view.chosen.connect(self.choose)
        self.view.opened.connect(self._on_opened)
        self.view.menu_wanted.connect(self._on_menu)
        self.table.chosen.connect(self.choose)
        self._rest.timeout.connect(self._on_rest)
        bridge.case_changed.connect(self._on_case_changed)
        bridge.results_changed.connect(self._on_results)
        bridge.selected.connect(self._on_selected)
        bridge.theme_changed.connect(self._on_theme)

    # what it shows

    @property
    def shown(self) -> str:
        """ "diagram" or "table"."""
        return "diagram" if self._pages.currentIndex() == 0 else "table"

    def _show_view(self, name: str) -> None:
        self._switches[name].setChecked(True)
        self._pages.setCurrentIndex(0 if name == "diagram" else 1)
        self.measures_button.setVisible(name == "diagram")
        self.fit_button.setVisible(name == "diagram")
        self._stale = True
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._stale:  # a tab behind another counts as shown: it was nowhere to be seen then
            QTimer.singleShot(0, self, self._follow)

    def _follow(self) -> None:
        """Bring what is in sight up to date."""
        if not self._stale or self.visibleRegion().isEmpty():
            return
        if self.shown == "diagram":
            case, with_measures = self._bridge.document.case, self.measures_button.isChecked()
            self.view.show_diagram(diagram(case, with_measures, self.view.text_width))
            self._stale = False
        else:
            self._rest.start()

    def _on_rest(self) -> None:
        if self.isVisible() and self.shown == "table":
            self._show_rows()

    def _show_rows(self) -> None:
        with self.table.quietly():
            self.model.update_to(part_rows(self._bridge.document.case, self._results))
        self.table.fit()
        self._stale = False
        self._show_empty()
        self._on_selected(self._bridge.selection)

    def _show_empty(self) -> None:
        typed = wording.one_line(self.filter_field.text())
        there = bool(self.model.records)
        self._empty.setText(f"Nothing in the model matches “{typed}”." if there else NO_MODEL)
        self._empty.setVisible(self.proxy.rowCount() == 0)

    def _on_switch(self) -> None:
        button = self.sender()
        name = next(name for name, each in self._switches.items() if each is button)
        QSettings().setValue("model/view", name)
        self._show_view(name)

    def _on_measures(self, on: bool) -> None:
        self._stale = True
        self._follow()
        self.view.begin(from_right=on)  # where measures stand

    def _on_case_changed(self, before: Case, after: Case) -> None:
        groups = [f"{kind}s" for kind in KINDS if kind != "assumption"]
        same = all(getattr(before, name) is getattr(after, name) for name in groups)
        labels = [[(a.id, a.label) for a in case.assumptions.values()] for case in (before, after)]
        if (
            not same
            or labels[0] != labels[1]
            or (self.shown == "table" and before.assumptions is not after.assumptions)
        ):
            self._stale = True
            self._follow()

    def _on_results(self, results: Results) -> None:
        """Values follow at rest, and only in sight."""
        self._results = results
        if not results.preview:
            self._stale = self._stale or self.shown == "table"
            self._follow()

    def _on_filter(self, text: str) -> None:
        words = text.casefold().split()

        def accepts(row: PartRow) -> bool:
            return all(word in row.text for word in words)

        with self.table.quietly():
            self.proxy.set_filter(accepts if words else None)
        self._show_empty()
        self._on_selected(self._bridge.selection)

    def _on_selected(self, selection: Selection) -> None:
        case = self._bridge.document.case
        there = selection.kind in KINDS and model_parts.find(case, selection.id) is not None
        id = selection.id if there else ""
        self.table.show_selected(id)
        lit = frozenset[str]()
        if selection.kind == "claim" and selection.id in case.claims:
            resting = {a.id for a in case.assumptions.values() if selection.id in a.claims}
            lit = frozenset(resting | model_parts.mentioned(case.claims[selection.id].measure))
        self.table.light(lit)
        self.view.show_selected(id, lit)

    def _on_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)
        self.table.set_theme(theme)
        self.large_button.setIcon(icon("expand", theme))

    # what it does

    def choose(self, id: str) -> None:
        part = model_parts.find(self._bridge.document.case, id)
        if part is not None:
            self._bridge.select(Selection(kind_of(part), id))

    def add(self, kind: PartKind) -> None:
        """Add a part and select it, with the cursor in its name: the first thing to be filled in."""
        part = model_edits.blank(self._bridge.document.case, kind)
        if self._bridge.apply(AddPart(part)):
            return
        if kind == "measure":
            self.measures_button.setChecked(True)
        self._bridge.select(Selection(kind, part.id))
        if (inspector := self._inspector()) is not None:
            if kind == "assumption":
                inspector.edit()
            inspector.go_to("label")

    def _on_add(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.add(action.data())

    def _on_opened(self, id: str) -> None:
        """Select a part and put the cursor into its form."""
        self.choose(id)
        if (inspector := self._inspector()) is not None:
            if self._bridge.selection.kind == "assumption":
                inspector.edit()
            else:
                inspector.page.focus_first()

    def _inspector(self) -> Inspector | None:
        found = self._window_of_panes().findChild(Inspector)
        return found if isinstance(found, Inspector) else None

    def _window_of_panes(self) -> QWidget:
        """The main window, also while this pane floats."""
        window = self.window()
        parent = window.parentWidget()
        return window if parent is None else parent.window()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.shown == "table":
            self._on_menu(self.table.current_id, event.globalPos())

    def _on_menu(self, id: str, position: QPoint) -> None:
        self.menu_for(id).popup(position)

    def menu_for(self, id: str) -> QMenu:
        """The context menu of a part, or of the pane beside every part."""
        menu = named(QMenu(self), "model_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        part = model_parts.find(self._bridge.document.case, id)
        if part is not None:
            self.choose(id)
            menu.addAction("Duplicate", self._duplicate, QKeySequence("Ctrl+D"))
            menu.addAction("Delete", self._delete, QKeySequence(QKeySequence.StandardKey.Delete))
            if model_parts.users(self._bridge.document.case, id):
                menu.addAction("Delete anyway", self._delete_anyway)
            menu.addSeparator()
        for action in self.add_menu.actions():
            menu.addAction(f"Add {action.text().lower()}", action.trigger)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Delete):
            self._delete()
        elif event.matches(QKeySequence.StandardKey.Find):
            self._switches["table"].click()
            self.filter_field.setFocus()
        elif event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._duplicate()
        else:
            super().keyPressEvent(event)

    def _selected(self) -> str:
        selection = self._bridge.selection
        return selection.id if selection.kind in KINDS else ""

    def _duplicate(self) -> None:
        case, id = self._bridge.document.case, self._selected()
        part = model_parts.find(case, id)
        if part is not None:
            copy = model_edits.free_id(case, id)
            if not self._bridge.apply(DuplicatePart(id, copy)):
                self._bridge.select(Selection(kind_of(part), copy))

    def _delete(self) -> None:
        """Delete what is selected, or say in the status bar who uses it."""
        if id := self._selected():
            self._bridge.apply(DeletePart(id))

    def _delete_anyway(self) -> None:
        if id := self._selected():
            self._bridge.apply(DeletePart(id, anyway=True))

    def _large(self) -> QRect:
        """Most of the screen; beside the inspector, which shows what is clicked, where that leaves enough of it."""
        screen = self.screen().availableGeometry()
        large = QRect(QPoint(), screen.size() * _LARGE)
        large.moveCenter(screen.center())
        if (inspector := self._inspector()) is not None and inspector.isVisible():
            beside = inspector.mapToGlobal(QPoint(inspector.width(), 0)).x() + _BESIDE
            if screen.right() - beside >= _LARGE_ENOUGH * screen.width():
                large.setLeft(max(large.left(), beside))
                large.setRight(screen.right() - _BESIDE)
        return large

    def _on_large(self) -> None:
        """Float the dock that this pane is in, over most of the screen, or put it back."""
        dock = self.parentWidget()
        if not isinstance(dock, QDockWidget):
            return
        dock.setFloating(not dock.isFloating())
        if dock.isFloating():
            dock.setGeometry(self._large())
        dock.raise_()
        self.view.fit()
