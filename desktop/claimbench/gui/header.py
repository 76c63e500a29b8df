"""The bar at the top: the case's title, the menus, the scenario, undo and redo, export."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QMenuBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from claimbench.app.explain import scenario_text
from claimbench.core.case import Case
from claimbench.core.show import show_date
from claimbench.gui.bridge import Bridge
from claimbench.gui.named import named
from claimbench.gui.wording import plain_tip

#: From this width on, the button of the command palette says what it is.
WIDE = 1500


class ElidedLabel(QLabel):
    """A label that gives way: as wide as its text where there is room, else cut with an ellipsis and a tool tip."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._whole = text
        self.setText(text)

    def set_whole(self, text: str) -> None:
        if text != self._whole:
            self._whole = text
            self.updateGeometry()
            self._show()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(80, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show()

    def _show(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            self.setText(shown)
            self.setToolTip("" if shown == self._whole else plain_tip(self._whole))


class Header(QWidget):
    """Shows which scenario is on; everything that it does comes from the window's actions."""

    def __init__(
        self, bridge: Bridge, menus: QMenuBar, actions: Mapping[str, QAction], scenarios: QMenu, export: QMenu
    ) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge = bridge
        case = bridge.document.case
        self.title = named(ElidedLabel(case.title), "case-title")
        self.title.setProperty("role", "title")
        self.as_of = named(QLabel(), "case-as-of")
        self.as_of.setProperty("role", "muted")
        names = QHBoxLayout()
        names.setSpacing(10)
        names.addWidget(self.title, 1)
        names.addWidget(self.as_of)
        self.scenario = named(QPushButton(), "scenario-button")
        self.scenario.setMenu(scenarios)
        self.scenario.setToolTip("The scenario that the charts show")
        self.export = named(QPushButton("Export"), "export-button")
        self.export.setProperty("primary", True)
        self.export.setMenu(export)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(8)
        menus.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)  # never folded away
        layout.addLayout(names)
        layout.addStretch(1)
        layout.addWidget(menus, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.scenario)
        for id in ("undo", "redo", "palette"):
            button = named(QToolButton(), f"{id}-button")
            button.setDefaultAction(actions[id])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            layout.addWidget(button)
        self.search = button  # the last of them
        self.search.setProperty("framed", True)
        keys = actions["palette"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        actions["palette"].setIconText(f"Search or run a command   {keys}")
        layout.addWidget(self.export)
        bridge.case_changed.connect(self._on_case)
        self._on_case(case, case)

    def resizeEvent(self, event: QResizeEvent) -> None:
        styles = Qt.ToolButtonStyle
        wide = event.size().width() >= WIDE
        self.search.setToolButtonStyle(styles.ToolButtonTextBesideIcon if wide else styles.ToolButtonIconOnly)

    def _on_case(self, before: Case, after: Case) -> None:
        self.title.set_whole(after.title)
        if before is after or before.as_of != after.as_of:
            self.as_of.setText(f"as of {show_date(after.as_of)}")
        text = f"Scenario: {scenario_text(after, self._bridge.document.saved, after.held)}"
        if text != self.scenario.text():
            self.scenario.setText(text)
