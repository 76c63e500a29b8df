"""A button that shows which flows go into or out of a stock, with a menu to choose them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from claimbench.gui.wording import one_line, plain_tip


class FlowsButton(QPushButton):
    """``chosen_changed`` when the user switches a flow on or off; :attr:`chosen` are the ids of those that are on."""

    chosen_changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._whole = name, ""
        self.setProperty("menu", True)
        self.setProperty("left", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._flows = QMenu(self)
        self.setMenu(self._flows)

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(str(action.data()) for action in self._flows.actions() if action.isChecked())

    def show_flows(self, flows: Mapping[str, str], chosen: Sequence[str]) -> None:
        """``flows``: labels by id; ``chosen``: ids of those that are on, also of some that are not there any more."""
        every = {**flows, **{id: id for id in chosen if id not in flows}}
        known = {str(action.data()): action.text() for action in self._flows.actions()}
        texts = {id: one_line(label).replace("&", "&&") for id, label in every.items()}
        if known != texts:
            self._flows.clear()
            for id, text in texts.items():
                action = self._flows.addAction(text)
                action.setData(id)
                action.setCheckable(True)
                action.triggered.connect(self.chosen_changed)
        for action in self._flows.actions():
            action.setChecked(action.data() in chosen)
        self.setEnabled(bool(every))
        self._whole = f"{self._name}: {', '.join(one_line(every[id]) for id in chosen) or 'none'}"
        self.setAccessibleName(self._whole)
        self.setToolTip(plain_tip(self._whole))
        self._elide()

    def sizeHint(self) -> QSize:
        return QSize(120, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - 42
        shown = QFontMetricsF(self.font()).elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(f"\u2002{shown.replace('&', '&&')}")  # a style sheet's padding does not count beside a menu
