"""The menu of scenarios in the header: load one, keep the present values as one, compare and change them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from claimbench.app.commands import LoadScenario, ResetAssumptions
from claimbench.core.case import Case
from claimbench.gui.bridge import Bridge
from claimbench.gui.named import named
from claimbench.gui.wording import one_line, plain_tip


class ScenarioMenu(QMenu):
    """``manage`` opens the dialog of scenarios."""

    def __init__(self, bridge: Bridge, manage: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._manage = bridge, manage
        self.setToolTipsVisible(True)
        self._fill(bridge.document.case)
        bridge.case_changed.connect(self._on_case_changed)

    def _on_case_changed(self, before: Case, after: Case) -> None:
        if before.scenarios is not after.scenarios:
            self._fill(after)

    def _fill(self, case: Case) -> None:
        self.clear()
        self.addAction("Baseline").triggered.connect(self._on_baseline)
        for id, scenario in case.scenarios.items():
            action = self.addAction(one_line(scenario.label).replace("&", "&&"))
            action.setData(id)
            action.setToolTip(plain_tip(scenario.note))
            action.triggered.connect(self._on_scenario)
        self.addSeparator()
        manage = named(self.addAction("Save, compare and change scenarios…"), "manage-scenarios")
        manage.triggered.connect(self._manage)

    def _on_baseline(self) -> None:
        self._bridge.apply(ResetAssumptions(self._bridge.document.saved))

    def _on_scenario(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._bridge.apply(LoadScenario(self._bridge.document.saved, str(action.data())))
