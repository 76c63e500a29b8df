"""The unit beside a number, which opens a menu of others that the number can be shown in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QSettings, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from claimbench.app import display_units
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.show import show_unit
from claimbench.gui.named import named
from claimbench.gui.plain_text import TextButton
from claimbench.gui.theme import Theme
from claimbench.gui.wording import plain_tip

Array = NDArray[np.float64]


class UnitButton(TextButton):
    """Which unit an assumption of ``case`` is shown in, and its numbers in that unit. ``unit_chosen`` when another is
    chosen; which one it was is kept on this computer, by case and assumption, not in the case."""

    unit_chosen = Signal()

    def __init__(self, case: Case, assumption: Assumption, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", "link", theme, assumption.id, parent)
        self._case = case
        self.own = self.unit = assumption.unit
        self._factor = 1.0  # from the assumption's own unit to the one it is shown in
        kept = QSettings().value(self._place)
        if isinstance(kept, str) and kept != self.own and kept in display_units.choices(case, self.own):
            self._take(kept)
        self._tell()
        self.clicked.connect(self._open)

    def show_text(self, text: str) -> None:
        self.setText(text)
        self.setVisible(bool(text))
        self.updateGeometry()

    def shown(self, assumption: Assumption) -> Assumption:
        """The assumption in the unit that is shown, in as many digits as a field has room for."""
        if self.unit == self.own:
            return assumption
        return display_units.scaled(assumption, self._factor, self.unit, display_units.readable)

    def kept(self, value: float) -> float:
        """A number as it is shown, in the assumption's own unit."""
        return value if self.unit == self.own else display_units.neat(value / self._factor)

    def shown_values(self, values: Array) -> Array:
        """Numbers in the assumption's own unit, in the one that is shown."""
        return np.asarray(values * self._factor)

    def read(self, text: str) -> float:
        """A number in the unit that is shown, typed with a unit behind it. Raises ValueError with a sentence."""
        return display_units.read_quantity(self._case, text, self.unit)

    def choose(self, unit: str) -> None:
        if unit == self.own:
            QSettings().remove(self._place)
        else:
            QSettings().setValue(self._place, unit)
        self._take(unit)
        self._tell()
        self.unit_chosen.emit()

    def menu(self) -> QMenu:
        """The units to choose from, the one that is shown marked."""
        made = named(QMenu(self), "unit_menu")
        made.aboutToHide.connect(made.deleteLater)
        for unit in display_units.choices(self._case, self.own):
            text = show_unit(unit, self._case.units) or "no unit"
            action = made.addAction(text.replace("&", "&&"))
            action.setData(unit)
            action.setCheckable(True)
            action.setChecked(unit == self.unit)
            action.triggered.connect(self._on_triggered)
        return made

    @property
    def _place(self) -> str:
        return f"units/{self._case.id}/{self.key}"

    def _take(self, unit: str) -> None:
        self.unit = unit
        self._factor = 1.0 if unit == self.own else display_units.shown_factor(self._case, self.own, unit)

    def _tell(self) -> None:
        shown = show_unit(self.unit, self._case.units) or "no unit"
        tip = "Show this number in another unit"
        if self.unit != self.own:
            kept = show_unit(self.own, self._case.units) or "no unit"
            note = display_units.month_note(self._case, self.own, self.unit)
            tip = f"Shown in {shown}; the case keeps it in {kept}. {note}".strip()
        self.setToolTip(plain_tip(tip))
        self.setAccessibleName(f"Unit: {shown}")
        self.setAccessibleDescription(tip)

    def _open(self) -> None:
        self.menu().popup(self.mapToGlobal(QPoint(0, self.height())))

    def _on_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.choose(str(action.data()))
