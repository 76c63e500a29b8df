"""Which docks the window has, and where they stand until somebody moves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QScrollArea, QTabWidget, QWidget

from claimbench.gui.dock import Dock
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from claimbench.core.problem import Problem
    from claimbench.gui.problems_pane import ProblemsPane

_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
_DOCKS = ("claims", "sources", "data", "model", "lineage", "inspector", "assumptions", "problems")


class DockLayout:
    """Makes the docks, empty at first; ``docks`` has them by id. They have no place before :meth:`reset`."""

    def __init__(self, window: QMainWindow, theme: Theme) -> None:
        self._window = window
        window.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.docks = {id: Dock(id, id.capitalize(), theme, window) for id in _DOCKS}

    def put(self, id: str, pane: QWidget, count: int | None = None) -> None:
        """Put a pane into its dock, with the number of its records in the title."""
        dock = self.docks[id]
        if count is not None:
            dock.set_title(f"{dock.windowTitle()} {count}")
        pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        pane.setProperty("pane", True)
        dock.setWidget(pane)

    def reset(self) -> None:
        """Every dock where it stands at first."""
        docks, window = self.docks, self._window
        for dock in docks.values():
            dock.setFloating(False)
        window.setCorner(Qt.Corner.BottomLeftCorner, _LEFT)
        window.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)
        window.addDockWidget(_LEFT, docks["claims"])
        window.splitDockWidget(docks["claims"], docks["inspector"], Qt.Orientation.Vertical)
        window.tabifyDockWidget(docks["claims"], docks["sources"])
        window.tabifyDockWidget(docks["sources"], docks["data"])
        window.tabifyDockWidget(docks["data"], docks["model"])
        window.tabifyDockWidget(docks["model"], docks["lineage"])
        window.addDockWidget(_RIGHT, docks["assumptions"])
        window.addDockWidget(_BOTTOM, docks["problems"])
        for dock in docks.values():
            dock.show()
        docks["claims"].raise_()

    def show_problems(self, pane: ProblemsPane, problems: Sequence[Problem]) -> None:
        """List the problems; their dock is there while some of them are errors."""
        dock = self.docks["problems"]
        pane.show_problems(problems)
        dock.set_title(f"Problems {len(problems)}")
        was_there, errors = dock.isVisible(), any(problem.severity == "error" for problem in problems)
        dock.setVisible(errors)
        if errors and not was_there:
            self.give_heights(problems=0.3)

    def tab(self, step: Callable[[], bool]) -> bool:
        """Move the focus on by ``step``, over what lies behind another dock's tab, and bring it into sight."""
        passed: list[QWidget] = []
        while step():
            focus: QWidget | None = self._window.focusWidget()
            if focus is None or focus in passed:
                return True
            if not any(dock.isAncestorOf(focus) and dock.visibleRegion().isEmpty() for dock in self.docks.values()):
                _scroll_to(focus)
                return True
            passed.append(focus)
        return False

    def share_out(self) -> None:
        """Widths and heights of the docks for the window's size: the charts get what the lists do not need."""
        docks, width = self.docks, self._window.width()
        sides = [min(500, max(330, round(0.30 * width))), min(305, max(250, round(0.18 * width)))]
        self._window.resizeDocks([docks["claims"], docks["assumptions"]], sides, Qt.Orientation.Horizontal)
        self.give_heights(claims=0.66, inspector=0.34)

    def give_heights(self, **shares: float) -> None:
        """Heights of docks as shares of the window's."""
        heights = [round(share * self._window.height()) for share in shares.values()]
        self._window.resizeDocks([self.docks[id] for id in shares], heights, Qt.Orientation.Vertical)


def _scroll_to(widget: QWidget) -> None:
    """Qt does so only from one widget to another of the same scroll area."""
    parent: QWidget | None = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
