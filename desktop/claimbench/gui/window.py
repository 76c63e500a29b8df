"""The window: panes in docks around the charts, and the actions that menus and keys share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QLabel,
    QMainWindow,
    QMenu,
    QMenuBar,
    QMessageBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from claimbench import __version__
from claimbench.core.problem import Problem
from claimbench.gui import icons, theme
from claimbench.gui.dock import Dock
from claimbench.gui.named import named

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.core.case import Case
    from claimbench.gui.bridge import Bridge
    from claimbench.gui.manual import ManualWindow

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
#: Raised when docks are added or renamed, so that an older layout is not applied to them.
LAYOUT_VERSION = 1
SIZE = (1680, 1050)


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """An action as data: menus, keys and tests are made from these."""

    id: str
    menu: str
    text: str
    run: Callable[[], None]
    shortcut: QKeySequence | QKeySequence.StandardKey | str | None = None
    icon: str = ""


class Window(QMainWindow):
    """One case in one window. It is on the screen before the case is read: :meth:`fill` puts the panes in."""

    bridge: Bridge

    def __init__(self, remembers: bool = True) -> None:
        """``remembers``: whether size and layout are those of last time, and are kept for the next."""
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self._remembers = remembers
        self._filled = False
        self.setCentralWidget(_message("Opening the case…"))

    def fill(self, bridge: Bridge) -> None:
        """Put in the panes. They are imported here: importing them takes longer than a first paint of the window."""
        from claimbench.gui.assumptions_pane import AssumptionsPane
        from claimbench.gui.charts_pane import ChartsPane
        from claimbench.gui.claims_pane import ClaimsPane
        from claimbench.gui.exporting import Exporter
        from claimbench.gui.inspector import Inspector
        from claimbench.gui.problems_pane import ProblemsPane
        from claimbench.gui.runner import Runner
        from claimbench.gui.sources_pane import SourcesPane

        self.bridge = bridge
        self.runner = Runner(bridge)
        self.exporter = Exporter(self)
        self.manual: ManualWindow | None = None
        self.charts = ChartsPane(bridge)
        self.claims = ClaimsPane(bridge)
        self.sources = SourcesPane(bridge)
        self.inspector = Inspector(bridge)
        self.assumptions = AssumptionsPane(bridge)
        self.problems = ProblemsPane()
        self.setUpdatesEnabled(False)
        self.setCentralWidget(self.charts)
        case = bridge.document.case
        self.docks = {
            "claims": self._dock("claims", "Claims", self.claims, LEFT, len(case.claims)),
            "sources": self._dock("sources", "Sources", self.sources, LEFT, len(case.sources)),
            "inspector": self._dock("inspector", "Inspector", self.inspector, LEFT),
            "assumptions": self._dock("assumptions", "Assumptions", self.assumptions, RIGHT),
            "problems": self._dock("problems", "Problems", self.problems, BOTTOM),
        }
        self._status()
        self.actions_by_id: dict[str, QAction] = {}
        self._menus()
        self._default_layout()
        self._restore_layout()
        bridge.case_changed.connect(self._on_case)
        bridge.results_changed.connect(self._on_results)
        bridge.theme_changed.connect(self._on_theme)
        bridge.failed.connect(self.tell)
        self.runner.prepared.connect(self._on_prepared)
        self.charts.copy_requested.connect(self.exporter.copy)
        self.charts.export_requested.connect(self.exporter.chart)
        self._on_case(case, case)
        self.setWindowTitle(case.title)
        self._filled = True
        self.setFocus()  # not the first of the fields, until somebody goes there
        if self.isVisible():
            # In a window that is on the screen, Qt gives new docks their places with the next events: sizes asked for
            # before that are lost, and the docks would take all from the charts.
            QTimer.singleShot(0, self, self._settle_layout)
        else:
            self.setUpdatesEnabled(True)

    def show_failure(self, folder: Path, problems: tuple[Problem, ...]) -> None:
        """Where there is no case to show: what is wrong with it."""
        from claimbench.gui.problems_pane import ProblemsPane

        pane = ProblemsPane()
        pane.show_problems(problems)
        both = QWidget()
        layout = QVBoxLayout(both)
        layout.addWidget(_message(f"{folder} cannot be opened. Correct what is listed here and open it again."))
        layout.addWidget(pane, 1)
        self.setCentralWidget(both)

    def _first_size(self) -> QSize:
        """As in our pictures where the screen has the room, else nearly all of it."""
        screen = self.screen().availableSize()
        return QSize(min(SIZE[0], round(screen.width() * 0.97)), min(SIZE[1], round(screen.height() * 0.94)))

    def start(self) -> None:
        """Compile the case and run it, away from the window; the charts come when they are there."""
        self.runner.start()

    def wait_until_settled(self, seconds: float = 60.0) -> None:
        """Let events run until the full results of the case at hand are shown: for pictures and tests."""
        deadline = time.monotonic() + seconds
        while self.runner.busy:
            if time.monotonic() > deadline:
                raise TimeoutError("The projection did not come to rest.")
            QCoreApplication.processEvents()
            time.sleep(0.002)
        QCoreApplication.processEvents()

    def show_case(self, case: Case) -> None:
        from claimbench.app.commands import ReplaceCase

        self.bridge.apply(ReplaceCase(case, "Settings from the command line"))

    # what the window is made of

    def _dock(self, id: str, name: str, widget: QWidget, area: Qt.DockWidgetArea, count: int | None = None) -> Dock:
        dock = Dock(id, name, self.bridge.theme, self)
        if count is not None:
            dock.set_title(f"{name} {count}")
        widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        widget.setProperty("pane", True)
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _default_layout(self) -> None:
        docks = self.docks
        for dock in docks.values():
            dock.setFloating(False)
            dock.show()
        self.setCorner(Qt.Corner.BottomLeftCorner, LEFT)
        self.setCorner(Qt.Corner.BottomRightCorner, RIGHT)
        self.addDockWidget(LEFT, docks["claims"])
        self.splitDockWidget(docks["claims"], docks["inspector"], Qt.Orientation.Vertical)
        self.tabifyDockWidget(docks["claims"], docks["sources"])
        docks["claims"].raise_()
        self.addDockWidget(RIGHT, docks["assumptions"])
        self.addDockWidget(BOTTOM, docks["problems"])
        docks["problems"].setVisible(self.problems.errors > 0)
        self._share_out()

    def _settle_layout(self) -> None:
        if not self._restore_layout():
            self._share_out()
        for dock in self.docks.values():
            dock.follow_tabs()
        self.setUpdatesEnabled(True)

    def _share_out(self) -> None:
        """Widths and heights of the docks for the window's size: the charts get what the lists do not need."""
        docks, width, height = self.docks, self.width(), self.height()
        sides = [min(500, max(330, round(0.30 * width))), min(305, max(250, round(0.18 * width)))]
        self.resizeDocks([docks["claims"], docks["assumptions"]], sides, Qt.Orientation.Horizontal)
        heights = [round(0.66 * height), round(0.34 * height)]
        self.resizeDocks([docks["claims"], docks["inspector"]], heights, Qt.Orientation.Vertical)

    def _status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self._draws_label = named(QLabel(), "status-draws")
        self._speed_label = named(QLabel(), "status-speed")
        self._unsaved_label = named(QLabel(), "status-unsaved")
        self._case_label = named(QLabel(self.bridge.document.case.id), "status-case")
        bar.addWidget(self._draws_label)
        bar.addWidget(self._speed_label)
        bar.addPermanentWidget(self._unsaved_label)
        bar.addPermanentWidget(self._case_label)

    def _specs(self) -> tuple[ActionSpec, ...]:
        keys = QKeySequence.StandardKey
        return (
            ActionSpec("export-chart", "File", "Export chart as PNG…", self.exporter.chart, "Ctrl+E"),
            ActionSpec("export-all", "File", "Export all charts as PNG…", self.exporter.all_charts, "Ctrl+Shift+E"),
            ActionSpec("export-data", "File", "Export the chart's data as CSV…", self.exporter.data),
            ActionSpec("copy-chart", "File", "Copy chart as image", self.exporter.copy, "Ctrl+Shift+C"),
            ActionSpec("quit", "File", "Quit", self._quit, "Ctrl+Q"),
            ActionSpec("undo", "Edit", "Undo", self.undo, keys.Undo, "undo"),
            ActionSpec("redo", "Edit", "Redo", self.redo, keys.Redo, "redo"),
            ActionSpec("reset-all", "Edit", "Reset all assumptions", self.reset_all, "Ctrl+Shift+R"),
            ActionSpec("find-claim", "View", "Find a claim", self.claims.focus_filter, keys.Find),
            ActionSpec("large", "View", "Enlarge chart", self._toggle_large, "F11"),
            ActionSpec("theme", "View", "Switch light and dark", self.switch_theme, "Ctrl+Shift+L"),
            ActionSpec("layout", "View", "Reset the layout", self._reset_layout),
            ActionSpec("manual", "Help", "Manual", self.open_manual, keys.HelpContents),
            ActionSpec("about", "Help", "About Claimbench", self._about),
        )

    def _menus(self) -> None:
        bar = QMenuBar()
        bar.setNativeMenuBar(False)
        menus = {name: bar.addMenu(name) for name in ("File", "Edit", "View", "Help")}
        for spec in self._specs():
            action = named(QAction(spec.text, self), spec.id)
            if spec.shortcut is not None:
                action.setShortcut(spec.shortcut)
            if spec.icon:
                action.setIcon(icons.icon(spec.icon, self.bridge.theme))
            action.triggered.connect(spec.run)
            menus[spec.menu].addAction(action)
            self.actions_by_id[spec.id] = action
        menus["View"].addSeparator()
        for dock in self.docks.values():
            menus["View"].addAction(dock.toggleViewAction())
        self._scenarios = QMenu(self)
        self._scenarios.addAction("Baseline", self.reset_all)
        for id, scenario in self.bridge.document.saved.scenarios.items():
            action = self._scenarios.addAction(scenario.label)
            action.setData(id)
            action.setToolTip(scenario.note)
            action.triggered.connect(self._load_scenario)
        export = QMenu(self)
        for id in ("export-chart", "export-all", "export-data", "copy-chart"):
            export.addAction(self.actions_by_id[id])
        undo, redo = self.actions_by_id["undo"], self.actions_by_id["redo"]
        from claimbench.gui.header import Header

        self.header = Header(self.bridge, bar, undo, redo, self._scenarios, export)
        self.setMenuWidget(self.header)

    # what it does

    def tell(self, sentence: str) -> None:
        """Say something that happened; it stays for some seconds."""
        self.statusBar().showMessage(sentence, 8000)

    def undo(self) -> None:
        if sentence := self.bridge.document.undo():
            self.tell(f"Undone: {sentence}")

    def redo(self) -> None:
        if sentence := self.bridge.document.redo():
            self.tell(f"Redone: {sentence}")

    def reset_all(self) -> None:
        from claimbench.app.commands import ResetAssumptions

        self.bridge.apply(ResetAssumptions(self.bridge.document.saved))

    def _load_scenario(self) -> None:
        from claimbench.app.commands import LoadScenario

        action = self.sender()
        if isinstance(action, QAction):
            self.bridge.apply(LoadScenario(self.bridge.document.saved, action.data()))

    def switch_theme(self) -> None:
        other = theme.DARK if self.bridge.theme is theme.LIGHT else theme.LIGHT
        theme.apply(other)
        self.bridge.set_theme(other)

    def _toggle_large(self) -> None:
        if self.charts.current:
            self.charts.toggle_large(self.charts.current)

    def _reset_layout(self) -> None:
        self._default_layout()

    def _quit(self) -> None:
        self.close()

    def open_manual(self) -> None:
        from claimbench.gui.manual import ManualWindow

        if self.manual is None:
            self.manual = ManualWindow(self)
        self.manual.show()
        self.manual.raise_()

    def _about(self) -> None:
        box = named(QMessageBox(self), "about")
        box.setWindowTitle("About Claimbench")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Claimbench {__version__}\nA workbench for contested numbers.")
        box.setInformativeText("MIT licence. Fonts: Inter, SIL Open Font License. Uses Qt (LGPL) through PySide6.")
        box.open()

    # what it follows

    def _on_prepared(self, problems: tuple[Problem, ...]) -> None:
        self.problems.show_problems(problems)
        self.docks["problems"].set_title(f"Problems {len(problems)}")
        errors = self.problems.errors
        self.docks["problems"].setVisible(errors > 0)
        if errors:
            self.resizeDocks([self.docks["problems"]], [round(0.4 * self.height())], Qt.Orientation.Vertical)
            keep = "error keeps" if errors == 1 else "errors keep"
            self.charts.say(f"{errors} {keep} this case from being projected.\nSee the list below, with file and line.")
        elif not self.bridge.document.case.charts:
            self.charts.say("This case has no charts yet.\nAdd one under [charts] in case.toml.")

    def _on_case(self, before: Case, after: Case) -> None:
        document = self.bridge.document
        for id, sentence in self._history_sentences():
            self.actions_by_id[id].setEnabled(bool(sentence))
        changes = len(document.changed_assumptions)
        self.actions_by_id["reset-all"].setEnabled(changes > 0)
        text = f"Changed: {changes} assumption{'s' if changes > 1 else ''}" if changes else ""
        if text != self._unsaved_label.text():
            self._unsaved_label.setText(text)

    def _history_sentences(self) -> tuple[tuple[str, str], tuple[str, str]]:
        history = self.bridge.document.history
        return ("undo", history.undo_sentence), ("redo", history.redo_sentence)

    def _name_undo(self) -> None:
        """What Undo and Redo would do, in their menu entries and tool tips. Not at every step of a drag: see
        :meth:`_on_results`."""
        for id, sentence in self._history_sentences():
            self.actions_by_id[id].setText(f"{id.capitalize()} {sentence}".strip())

    def _on_results(self, results: Results) -> None:
        """Say from how many draws the charts are. Whatever else changes its text waits for rest: a label in the status
        bar or a tool button with another text lays out the whole window anew."""
        seed = results.case.sampling.seed
        if results.preview:
            text = f"Preview: {results.draws:,} of {results.total_draws:,} draws · seed {seed}"
        else:
            text = f"{results.draws:,} draws · seed {seed}"
            self._name_undo()
            if self.runner.redraw_seconds:
                self._speed_label.setText(f"Redrawn in {1000 * self.runner.redraw_seconds:.0f} ms")
        if text != self._draws_label.text():
            self._draws_label.setText(text)

    def _on_theme(self, chosen: theme.Theme) -> None:
        for id in ("undo", "redo"):
            self.actions_by_id[id].setIcon(icons.icon(id, chosen))
        for dock in self.docks.values():
            dock.set_theme(chosen)

    # what it remembers

    def restore_size(self) -> None:
        """The size and place of last time, or else a first size."""
        geometry = QSettings().value("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(self._first_size())

    def _restore_layout(self) -> bool:
        """Put the docks where they were last time; False where that is not known."""
        state = QSettings().value("window/state")
        if not (self._remembers and isinstance(state, QByteArray) and self.restoreState(state, LAYOUT_VERSION)):
            return False
        self.docks["problems"].setVisible(self.problems.errors > 0)
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._remembers:
            QSettings().setValue("window/geometry", self.saveGeometry())
        if self._filled:
            if self._remembers:
                QSettings().setValue("window/state", self.saveState(LAYOUT_VERSION))
            self.runner.close()
            if self.manual is not None:
                self.manual.close()
        event.accept()


def _message(text: str) -> QLabel:
    label = named(QLabel(text), "message")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label
