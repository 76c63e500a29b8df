"""The arithmetic behind a claim's chance, to be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from claimbench.app import explain
from claimbench.core.claim import Claim
from claimbench.gui import wording
from claimbench.gui.bridge import Bridge
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label

if TYPE_CHECKING:
    from claimbench.app.projection import Results


class WhySection(QWidget):
    """Follows the results at rest. Hidden where there is no chance to explain."""

    def __init__(self, bridge: Bridge, claim: Claim, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("why_section")
        self._bridge, self._claim = bridge, claim
        self.button = named(QPushButton("Why?", self), "why")
        self.button.setProperty("compact", True)
        self.button.setCheckable(True)
        self.button.setToolTip("Show the arithmetic behind this chance")
        self._grid_widget: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.button.toggled.connect(self._show)
        self.hide()
        bridge.results_changed.connect(self._on_results)
        if bridge.results is not None:
            self._on_results(bridge.results)

    def _on_results(self, results: Results) -> None:
        if results.preview:
            return
        verdict = results.verdicts.get(self._claim.id)
        testable = verdict is not None and verdict.probability is not None
        self.setVisible(testable)
        if verdict is not None and testable:
            self.button.setText(f"Why {wording.show_verdict(verdict)}?")
            self._show()

    def _show(self) -> None:
        if self._grid_widget is not None:
            self._grid_widget.hide()
            self._grid_widget.deleteLater()
            self._grid_widget = None
        results = self._bridge.results
        if not self.button.isChecked() or results is None:
            return
        self._grid_widget = named(QWidget(self), "why_grid")
        grid = QGridLayout(self._grid_widget)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(explain.score(results, self._claim.id)):
            caption = plain_label(name, "muted", selectable=False)
            caption.setWordWrap(False)
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(plain_label(text), row, 1)
        self._column.addWidget(self._grid_widget)
