"""The window: panes in docks around the charts, and the actions that menus and keys share."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSettings, QSize, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QMenuBar, QWidget
from shiboken6 import isValid

from claimbench.gui import theme
from claimbench.gui.named import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimbench.app.projection import Results
    from claimbench.core.case import Case
    from claimbench.core.problem import Problem
    from claimbench.gui.bridge import Bridge
    from claimbench.gui.manual import ManualWindow
    from claimbench.gui.palette import Palette

#: Raised when docks are added or renamed, so that an older layout is not applied to them.
LAYOUT_VERSION = 4
SIZE = (1680, 1050)
#: What the header and the status bar come to take: the charts are drawn before all that belongs in them is there.
HEADER_HEIGHT, STATUS_HEIGHT = 47, 35
#: How long the panes wait for the case to be compiled, and then for the first charts, in milliseconds.
PATIENCE = 1500


class Window(QMainWindow):
    """One case in one window. It is on the screen before the case is read: :meth:`fill` puts in what belongs to it, or
    :meth:`lay_out` and :meth:`fill_docks` one after the other."""

    bridge: Bridge
    filled = Signal()  # the docks have their panes, and their places

    def __init__(self, remembers: bool = True) -> None:
        """``remembers``: whether size and layout are those of last time, and are kept for the next."""
        super().__init__()
        self.setObjectName("window")
        self.remembers = remembers
        self._laid_out = self.is_filled = False
        self._found: tuple[Problem, ...] = ()
        self._named_by: Path | str = ""
        self._patience: QTimer | None = None  # runs while the docks wait to be filled
        # All that Python knows of Qt so far is what a first paint needs: its namespace alone, with the hundred
        # enumerations in it, takes a fifth of the time that a bare window does.
        opening = named(QLabel("Opening the case…"), "opening")
        opening.setProperty("role", "muted")
        self.setCentralWidget(opening)

    @property
    def errors(self) -> int:
        """How many of the case's problems are errors."""
        return sum(problem.severity == "error" for problem in self._found)

    def fill(self, bridge: Bridge) -> None:
        """Put in all that belongs to a case."""
        self.lay_out(bridge)
        self.fill_docks()

    def lay_out(self, bridge: Bridge) -> None:
        """The charts, and docks around them that are still empty: so the first charts can be seen, in their places,
        before there are the other panes, which take longer to make than all else."""
        from PySide6.QtCore import Qt

        from claimbench.gui.charts_pane import ChartsPane
        from claimbench.gui.dock_layout import DockLayout
        from claimbench.gui.runner import Runner

        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.bridge = bridge
        self.runner = Runner(bridge)
        self.charts = ChartsPane(bridge)
        self.setUpdatesEnabled(False)
        self.setCentralWidget(self.charts)
        self._layout = DockLayout(self, bridge.theme)
        self.docks = self._layout.docks
        self._status()
        header = QWidget()  # until the menus are there
        header.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        header.setProperty("pane", True)
        header.setFixedHeight(HEADER_HEIGHT)
        self.setMenuWidget(header)
        self.reset_layout()
        self._restore_layout()
        bridge.results_changed.connect(self._on_results)
        self.runner.prepared.connect(self._on_prepared)
        self._laid_out = True
        self._settle()

    def fill_after_charts(self) -> None:
        """Have the docks filled once the first charts are drawn, or after a while if those are long in coming."""
        self._patience = timer = QTimer(self, singleShot=True)
        timer.timeout.connect(self._fill_behind_charts)
        timer.start(PATIENCE)

    def _fill_behind_charts(self) -> None:
        QCoreApplication.processEvents()  # the charts' first paint, or the end of the window
        if isValid(self) and self.isVisible() and not self.is_filled:
            self.fill_docks()
            self.files.attend()

    def fill_docks(self) -> None:
        """Put the panes into the docks, and the menus above. They are imported here: that alone takes longer than a
        first paint of the window."""
        from claimbench.gui import last_view
        from claimbench.gui.assumptions_pane import AssumptionsPane
        from claimbench.gui.charting import Charting
        from claimbench.gui.claims_pane import ClaimsPane
        from claimbench.gui.comparing import Comparing
        from claimbench.gui.exporting import Exporter
        from claimbench.gui.files import Files
        from claimbench.gui.importing import Importer
        from claimbench.gui.inspector import Inspector
        from claimbench.gui.lineage_pane import LineagePane
        from claimbench.gui.mending import go_to_path
        from claimbench.gui.model_pane import ModelPane
        from claimbench.gui.problems_pane import ProblemsPane
        from claimbench.gui.refining_status import RefiningStatus
        from claimbench.gui.sources_pane import SourcesPane

        bridge, case = self.bridge, self.bridge.document.case
        self.exporter = Exporter(self)
        self.charting = Charting(self)
        self.files = Files(self)
        self.importer = Importer(self)
        self.manual: ManualWindow | None = None
        self.palette_box: Palette | None = None
        self.claims = ClaimsPane(bridge, self.remembers)
        self.sources = SourcesPane(bridge, self.remembers)
        self.model = ModelPane(bridge)
        self.lineage = LineagePane(bridge)
        self.inspector = Inspector(bridge)
        self.assumptions = AssumptionsPane(bridge)
        self.comparing = Comparing(self)
        self.problems = ProblemsPane()
        self.statusBar().insertPermanentWidget(2, RefiningStatus(self.runner))  # behind the two on the left
        self.setUpdatesEnabled(False)
        self._layout.put("claims", self.claims, len(case.claims))
        self._layout.put("sources", self.sources, len(case.sources))
        self._layout.put("data", self.importer.pane)
        self._layout.put("problems", self.problems)
        self._layout.put("model", self.model)
        self._layout.put("lineage", self.lineage)
        self._layout.put("inspector", self.inspector)
        self._layout.put("assumptions", self.assumptions)
        self.actions_by_id: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}  # of the actions that have one
        self._menus()
        bridge.case_changed.connect(self._on_case)
        bridge.theme_changed.connect(self._on_theme)
        bridge.failed.connect(self.tell)
        bridge.told.connect(self.tell)
        for pane in (self.claims, self.sources):
            pane.edit_wanted.connect(self.edit_selected)
            pane.count_changed.connect(self.docks[f"{pane.kind}s"].set_title)
        self.lineage.series_wanted.connect(self.importer.show_series)
        self.problems.chosen.connect(partial(go_to_path, self))
        self.charts.copy_requested.connect(self.exporter.copy)
        self.charts.export_requested.connect(self.exporter.chart)
        self.charts.action_wanted.connect(lambda id: self.actions_by_id[id].trigger())
        self._on_case(case, case)
        self.is_filled = True
        self._layout.show_problems(self.problems, self._found)
        last_view.put_back(self)
        if self.runner.latest is not None:  # the panes have not heard of it yet
            bridge.results_changed.emit(self.runner.latest)
        self.setFocus()  # not the first of the fields, until somebody goes there
        self._settle()

    def _settle(self) -> None:
        """Give docks that are new, or have new contents, their places."""
        if self.isVisible():
            # In a window that is on the screen, Qt gives new docks their places with the next events: sizes asked for
            # before that are lost, and the docks would take all from the charts.
            QTimer.singleShot(0, self, self._settle_layout)
        else:
            self._settle_layout()

    def show_failure(self, folder: Path, problems: Sequence[Problem], chosen: theme.Theme) -> None:
        from claimbench.gui.failure_page import FailurePage

        self.setCentralWidget(FailurePage(self, folder, problems, chosen))

    def _first_size(self) -> QSize:
        """As in our pictures where the screen has the room, else nearly all of it."""
        screen = self.screen().availableSize()
        return QSize(min(SIZE[0], round(screen.width() * 0.97)), min(SIZE[1], round(screen.height() * 0.94)))

    def start(self, glimpse: bool = True) -> None:
        """Compile the case and run it, away from the window; with ``glimpse`` there are charts of few draws first."""
        self.runner.start(glimpse)

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

    def reset_layout(self) -> None:
        self._layout.reset()
        self.docks["problems"].setVisible(self.errors > 0)
        self._layout.share_out()

    def _settle_layout(self) -> None:
        if not self._restore_layout():
            self._layout.share_out()
        self.setUpdatesEnabled(True)
        for dock in self.docks.values():
            dock.follow_tabs()
        for _ in range(3):  # header, panes, cards: each has its place before any of it is seen
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if self.is_filled:
            self.filled.emit()

    def _status(self) -> None:
        bar = self.statusBar()
        bar.setMinimumHeight(STATUS_HEIGHT)
        bar.setSizeGripEnabled(False)
        self._draws_label = named(QLabel(), "status-draws")
        self._speed_label = named(QLabel(), "status-speed")
        self._unsaved_label = named(QLabel(), "status-unsaved")
        self._case_label = named(QLabel(self.bridge.document.case.id), "status-case")
        bar.addWidget(self._draws_label)
        bar.addWidget(self._speed_label)
        bar.addPermanentWidget(self._unsaved_label)
        bar.addPermanentWidget(self._case_label)

    def _menus(self) -> None:
        from claimbench.gui.actions import MENUS, specs
        from claimbench.gui.recent import RecentMenu
        from claimbench.gui.scenario_menu import ScenarioMenu
        from claimbench.gui.writing import WritingMenu

        bar = QMenuBar()
        bar.setNativeMenuBar(False)
        menus = {name: bar.addMenu(name) for name in MENUS}
        for spec in specs(self):
            action = spec.action(self, self.bridge.theme)
            menus[spec.menu].addAction(action)
            self.actions_by_id[spec.id] = action
            if spec.icon:
                self._icons[spec.id] = spec.icon
        menus["File"].insertMenu(self.actions_by_id["save"], RecentMenu(self.files.open_case, self))
        for first in ("export-chart", "quit"):
            menus["File"].insertSeparator(self.actions_by_id[first])
        menus["View"].addSeparator()
        menus["View"].addActions([dock.toggleViewAction() for dock in self.docks.values()])
        writing = WritingMenu(self)
        writing.told.connect(self.tell)
        menus["View"].insertMenu(self.actions_by_id["layout"], writing)
        self._scenarios = ScenarioMenu(self.bridge, self.open_scenarios, self)
        export = QMenu(self)
        for id in ("export-chart", "export-all", "export-data", "report", "copy-chart", "copy-data"):
            export.addAction(self.actions_by_id[id])
        from claimbench.gui.header import Header

        self.header = Header(self.bridge, bar, self.actions_by_id, self._scenarios, export)
        self.setMenuWidget(self.header)

    # what it does

    def tell(self, sentence: str) -> None:
        """Say something that happened; it stays for some seconds."""
        from PySide6.QtCore import Qt

        bar = self.statusBar()
        room = bar.width() - self._unsaved_label.width() - self._case_label.width() - 60
        bar.showMessage(bar.fontMetrics().elidedText(sentence, Qt.TextElideMode.ElideRight, room), 8000)

    def undo(self) -> None:
        if sentence := self.bridge.document.undo():
            self.tell(f"Undone: {sentence}")

    def redo(self) -> None:
        if sentence := self.bridge.document.redo():
            self.tell(f"Redone: {sentence}")

    def reset_all(self) -> None:
        from claimbench.app.commands import ResetAssumptions

        self.bridge.apply(ResetAssumptions(self.bridge.document.saved))

    def open_scenarios(self) -> None:
        """Save, compare and change the scenarios of the case."""
        from claimbench.gui.scenario_dialog import ScenarioDialog

        ScenarioDialog(self.bridge, self).open()

    def edit_selected(self) -> None:
        """The form of what is selected, with the cursor in it."""
        self.docks["inspector"].show()
        self.docks["inspector"].raise_()
        if self.inspector.height() < 0.5 * self.height():  # a form needs more room than a page
            self._layout.give_heights(claims=0.42, inspector=0.58)
        self.inspector.edit()

    def switch_theme(self) -> None:
        other = theme.DARK if self.bridge.theme is theme.LIGHT else theme.LIGHT
        theme.apply(other)
        self.bridge.set_theme(other)

    def open_palette(self) -> None:
        from claimbench.gui.palette import Palette

        if self.palette_box is None:
            self.palette_box = Palette(self)
        self.palette_box.ask()

    def quit(self) -> None:
        self.close()

    def open_manual(self) -> None:
        from claimbench.gui.manual import ManualWindow

        if self.manual is None:
            self.manual = ManualWindow(self)
        self.manual.show()
        self.manual.raise_()

    # what it follows

    def _on_prepared(self, problems: tuple[Problem, ...]) -> None:
        self._found = problems
        errors = self.errors
        if self.is_filled:
            self._layout.show_problems(self.problems, problems)
        elif self._patience is not None:
            self._patience.start(0 if errors else PATIENCE)
        keep = "error keeps" if errors == 1 else "errors keep"
        if self.runner.stale:
            self._draws_label.setText(f"The charts are from before the last change: {errors} {keep} it from running")
        elif errors:
            self.charts.say(f"{errors} {keep} this case from being projected.\nSee the list below, with file and line.")
        elif not self.bridge.document.case.charts:
            self.charts.show_steps()

    def _on_case(self, before: Case, after: Case) -> None:
        document = self.bridge.document
        for id, sentence in self._history_sentences():
            self.actions_by_id[id].setEnabled(bool(sentence))
        self.actions_by_id["reset-all"].setEnabled(bool(document.changed_assumptions))
        unsaved = document.unsaved
        self.setWindowTitle(f"{after.title}[*]")
        if self.isWindowModified() != (unsaved > 0):
            self.setWindowModified(unsaved > 0)
        named_by = document.path or after.id
        if named_by != self._named_by:  # not at every step of a drag: it asks the file system
            self._named_by = named_by
            self._case_label.setText(document.path.resolve().name if document.path else after.id)
        self._unsaved_label.setText(f"Unsaved: {unsaved:,} change{'s' if unsaved > 1 else ''}" if unsaved else "")

    def _history_sentences(self) -> tuple[tuple[str, str], tuple[str, str]]:
        history = self.bridge.document.history
        return ("undo", history.undo_sentence), ("redo", history.redo_sentence)

    def _name_undo(self) -> None:
        """What Undo and Redo would do, in their menu entries and tool tips. Not at every step of a drag: see
        :meth:`_on_results`."""
        for id, sentence in self._history_sentences():
            shown = sentence if len(sentence) <= 60 else f"{sentence[:59]}…"
            self.actions_by_id[id].setText(f"{id.capitalize()} {shown}".strip().replace("&", "&&"))

    def _on_results(self, results: Results) -> None:
        """Say from how many draws the charts are. Whatever else changes its text waits for rest: a label in the status
        bar or a tool button with another text lays out the whole window anew."""
        if self._patience is not None and not self.is_filled:
            self._patience.start(0)
        seed = results.case.sampling.seed
        if results.preview:
            text = f"Preview: {results.draws:,} of {results.total_draws:,} draws · seed {seed}"
        else:
            text = f"{results.draws:,} draw{'s' if results.draws > 1 else ''} · seed {seed}"
            if self.is_filled:
                self._name_undo()
            if self.runner.redraw_seconds:
                self._speed_label.setText(f"Redrawn in {1000 * self.runner.redraw_seconds:.0f} ms")
        self._draws_label.setText(text)

    def _on_theme(self, chosen: theme.Theme) -> None:
        from claimbench.gui import icons

        for id, name in self._icons.items():
            self.actions_by_id[id].setIcon(icons.icon(name, chosen))
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
        if not (self.remembers and isinstance(state, QByteArray) and self.restoreState(state, LAYOUT_VERSION)):
            return False
        self.docks["problems"].setVisible(self.errors > 0)
        return True

    def focusNextPrevChild(self, next: bool) -> bool:
        step = partial(super().focusNextPrevChild, next)
        return self._layout.tab(step) if self._laid_out else step()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.is_filled:
            self.inspector.commit()  # what is still being typed counts as unsaved, too
        if self.is_filled and not self.files.may_leave():
            event.ignore()
            self.files.leave(self.quit)
            return
        from claimbench.gui import charts_picture, last_view

        if self.remembers:
            QSettings().setValue("window/geometry", self.saveGeometry())
        if self.is_filled:
            if self.remembers:
                QSettings().setValue("window/state", self.saveState(LAYOUT_VERSION))
                last_view.keep(self)
                charts_picture.keep(self)
            self.importer.close()
            self.files.close()
            if self.manual is not None:
                self.manual.close()
        if self._laid_out:
            self.bridge.jobs.close()
            self.runner.close()
        event.accept()
