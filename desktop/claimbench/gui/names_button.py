"""A button that shows which of several things are chosen, with a menu to tick them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from claimbench.gui.choice_menu import ChoiceMenu
from claimbench.gui.wording import one_line, plain_tip


class NamesButton(QPushButton):
    """``chosen_changed`` when the user ticks something; :attr:`chosen` are the ids of what is ticked: those that were
    there keep their order, a new one comes last."""

    chosen_changed = Signal()

    def __init__(self, name: str, none: str, parent: QWidget | None = None, clear: str = "") -> None:
        """``none`` is what the button says where nothing is chosen, ``clear`` the entry of the menu that chooses so."""
        super().__init__(parent)
        self._name, self._none, self._whole = name, none, ""
        self._order: tuple[str, ...] = ()
        self._labels: dict[str, str] = {}
        self.setProperty("menu", True)
        self.setProperty("left", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._menu = ChoiceMenu(name, self, clear)
        self._menu.changed.connect(self._on_changed)
        self.setMenu(self._menu)

    @property
    def chosen(self) -> tuple[str, ...]:
        ticked = self._menu.chosen
        kept = tuple(id for id in self._order if id in ticked)
        return kept + tuple(id for id in self._labels if id in ticked and id not in kept)

    def show_names(self, labels: Mapping[str, str], chosen: Sequence[str]) -> None:
        """``labels`` by id of what can be chosen; ``chosen`` may have some that are not there any more."""
        self._order = tuple(chosen)
        self._labels = {**labels, **{id: id for id in chosen if id not in labels}}
        self._menu.blockSignals(True)  # its own echo alone
        self._menu.set_choices([(id, one_line(label)) for id, label in self._labels.items()])
        self._menu.choose(self._order)
        self._menu.blockSignals(False)
        self.setEnabled(bool(self._labels))
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(120, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _on_changed(self) -> None:
        self._order = self.chosen
        self._show()
        self.chosen_changed.emit()

    def _show(self) -> None:
        self._whole = ", ".join(one_line(self._labels[id]) for id in self._order) or self._none
        self.setAccessibleName(f"{self._name}: {self._whole}")
        self.setToolTip(plain_tip(self._whole))
        self._elide()

    def _elide(self) -> None:
        shown = QFontMetricsF(self.font()).elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width() - 42)
        self.setText(f"\u2002{shown.replace('&', '&&')}")  # a style sheet's padding does not count beside a menu
