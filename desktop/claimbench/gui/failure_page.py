"""What a window shows in place of a case that cannot be opened: what is wrong with it, and the way to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QVBoxLayout, QWidget

from claimbench.core.problem import Problem, ProblemError
from claimbench.gui.choosing import choose_case, choose_new_case
from claimbench.gui.message_page import message
from claimbench.gui.named import named
from claimbench.gui.problems_pane import ProblemsPane
from claimbench.gui.question import Role, ask, nothing
from claimbench.gui.recent import RecentMenu
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.gui.window import Window


class FailurePage(QWidget):
    """Puts the menu above it as well: a window without a case has none."""

    def __init__(self, window: Window, folder: Path, problems: Sequence[Problem], theme: Theme) -> None:
        super().__init__(window)
        self._window, self._folder, self._theme = window, folder, theme
        self.setObjectName("failure-page")
        pane = ProblemsPane()
        pane.show_problems(problems)
        layout = QVBoxLayout(self)
        layout.addWidget(message(f"{folder} cannot be opened. Correct what is listed here and open it again."))
        layout.addWidget(pane, 1)
        self.bar = bar = QMenuBar(window)
        bar.setNativeMenuBar(False)
        menu = bar.addMenu("File")
        keys = QKeySequence.StandardKey
        menu.addAction(self._action("open-again", "Open it again", self._again, keys.Refresh))
        menu.addAction(self._action("new", "New case…", self._new, keys.New))
        menu.addAction(self._action("open", "Open…", self._open, keys.Open))
        menu.addMenu(RecentMenu(self.open_case, self))
        menu.addSeparator()
        menu.addAction(self._action("quit", "Quit", window.close, "Ctrl+Q"))
        window.setMenuWidget(bar)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _action(
        self, id: str, text: str, run: Callable[[], object], shortcut: QKeySequence.StandardKey | str
    ) -> QAction:
        action = named(QAction(text, self), id)
        action.setShortcut(shortcut)
        action.triggered.connect(partial(_run, run))
        return action

    def _again(self) -> None:
        self.open_case(self._folder)

    def _open(self) -> None:
        if (folder := choose_case(self._window)) is not None:
            self.open_case(folder)

    def _new(self) -> None:
        from claimbench.app.template import new_case

        if (folder := choose_new_case(self._window)) is None:
            return
        try:
            new_case(folder, date.today())
        except ProblemError as failure:
            told = "\n".join(map(str, failure.problems))
            ask(self._window, "file-report", "The case was not made.", told, (("Close", Role.RejectRole, nothing),))
            return
        self.open_case(folder)

    def open_case(self, folder: Path) -> None:
        """Open a case in place of this window, or say here what is wrong with that one."""
        from claimbench.gui.start import replace_window

        try:
            window = replace_window(self._window, folder, self._theme)
        except ProblemError as failure:
            self._window.show_failure(folder, failure.problems, self._theme)
            return
        window.files.attend()


def _run(run: Callable[[], object], checked: bool = False) -> None:
    run()
