"""A dock whose tab stands for its title."""

from __future__ import annotations

from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget


class Dock(QDockWidget):
    """A dock whose tab stands for its title where it shares its place with others."""

    def __init__(self, title: str, window: QMainWindow) -> None:
        super().__init__(title, window)
        self._window = window
        self._no_title = QWidget(self)
        self.topLevelChanged.connect(self.follow_tabs)
        self.dockLocationChanged.connect(self.follow_tabs)
        self.visibilityChanged.connect(self.follow_tabs)

    def follow_tabs(self) -> None:
        tabbed = not self.isFloating() and bool(self._window.tabifiedDockWidgets(self))
        wanted = self._no_title if tabbed else None
        if self.titleBarWidget() is not wanted:
            self.setTitleBarWidget(wanted)  # type: ignore[arg-type]  # None gives the default back
