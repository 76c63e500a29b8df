"""A dock whose tab stands for its title, and whose title has buttons that can be hit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QToolButton, QWidget
from shiboken6 import isValid

from claimbench.gui.icons import icon
from claimbench.gui.named import named
from claimbench.gui.theme import Theme

_ICON = 14


class Dock(QDockWidget):
    """A dock whose tab stands for its title where it shares its place with others. ``name`` is what menus call it."""

    def __init__(self, id: str, name: str, theme: Theme, window: QMainWindow) -> None:
        super().__init__(name, window)
        self.setObjectName(f"dock-{id}")
        self._window, self._theme = window, theme
        self._no_title = QWidget(self)
        self._title: DockTitle | None = None  # made when it is first to be seen: most docks open as tabs
        self.setTitleBarWidget(self._no_title)
        self.toggleViewAction().setText(name)
        self.topLevelChanged.connect(self.follow_tabs)
        self.dockLocationChanged.connect(self.follow_tabs)
        self.visibilityChanged.connect(self.follow_tabs)

    def set_title(self, title: str) -> None:
        """Change the title, not what menus call the dock."""
        name = self.toggleViewAction().text()
        self.setWindowTitle(title)
        self.toggleViewAction().setText(name)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._title is not None:
            self._title.set_theme(theme)

    def follow_tabs(self) -> None:
        if not isValid(self._window):
            return  # it is being taken down, and hides its docks
        if not self._window.updatesEnabled():
            return  # it is being laid out, and has its docks follow in the end
        tabbed = not self.isFloating() and bool(self._window.tabifiedDockWidgets(self))
        wanted: QWidget = self._no_title
        if not tabbed:
            self._title = wanted = self._title or DockTitle(self, self._theme)
        if self.titleBarWidget() is not wanted:
            self.setTitleBarWidget(wanted)


class DockTitle(QWidget):
    """Title, a button that floats the dock or puts it back, and one that closes it. Dragging it moves the dock, and a
    double click floats it: Qt sees to both where a title takes no mouse events."""

    def __init__(self, dock: Dock, theme: Theme) -> None:
        super().__init__(dock)
        self._dock = dock
        self.setObjectName("dock-title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = QLabel(dock.windowTitle(), self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("role", "heading")
        self.float_button = self._button("float", f"Float {title.text()} or put it back")
        self.close_button = self._button("close", f"Close {title.text()}")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 4, 8, 4)
        layout.setSpacing(2)
        layout.addWidget(title, 1)
        layout.addWidget(self.float_button)
        layout.addWidget(self.close_button)
        self.set_theme(theme)
        dock.windowTitleChanged.connect(title.setText)
        self.float_button.clicked.connect(self._on_float)
        self.close_button.clicked.connect(dock.close)

    def set_theme(self, theme: Theme) -> None:
        self.float_button.setIcon(icon("float", theme, fades=False))
        self.close_button.setIcon(icon("close", theme, fades=False))

    def _button(self, name: str, tip: str) -> QToolButton:
        button = named(QToolButton(self), f"{name}-dock")
        button.setIconSize(QSize(_ICON, _ICON))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _on_float(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())
