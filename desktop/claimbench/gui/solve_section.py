"""What would have to be true for a claim: sentences, each with a button that loads its values."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from claimbench.gui.bridge import Bridge
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.app.solving import Solution
    from claimbench.evidence.refine import Progress

#: How long the results must have been at rest before anything is worked out, in milliseconds.
PATIENCE = 250
JOB = "solve"


def _solving(results: Results, claim: str) -> Generator[Progress, None, Solution]:
    from claimbench.app.solving import solve
    from claimbench.evidence.refine import Progress

    yield Progress(0.0, "Working out what would have to be true")
    return solve(results, claim)


class SolveSection(QWidget):
    """For one claim that can be tested. Worked out away from the window, for the results at rest; what is shown stays
    until there is something newer."""

    def __init__(self, bridge: Bridge, claim: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("solve_section")
        self._bridge, self._claim = bridge, claim
        self.solution: Solution | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(plain_label("What would have to be true", "heading", selectable=False))
        self.waiting = named(plain_label("Working it out…", "muted", selectable=False, parent=self), "solve_waiting")
        self._column.addWidget(self.waiting)
        self._found: QWidget | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PATIENCE)
        self._rest.timeout.connect(self._solve)
        bridge.results_changed.connect(self._on_results)
        if bridge.results is not None:
            self._on_results(bridge.results)

    def hideEvent(self, event: QHideEvent) -> None:
        self._rest.stop()
        self._bridge.jobs.cancel(JOB)  # also when the page goes: nothing may come back to it then
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.solution is None and self._bridge.results is not None:
            self._on_results(self._bridge.results)

    def _on_results(self, results: Results) -> None:
        self._rest.stop()
        if not results.preview and self.isVisible():
            self._rest.start()

    def _solve(self) -> None:
        results = self._bridge.results
        if results is not None and not results.preview and self._claim in results.case.claims:
            self._bridge.jobs.run(JOB, _solving(results, self._claim), self, self._show)

    def _show(self, solution: Solution) -> None:
        if solution.claim != self._claim:
            return
        self.solution = solution
        self.waiting.hide()
        if self._found is not None:
            self._found.hide()
            self._found.deleteLater()
        self._found = QWidget(self)
        column = QVBoxLayout(self._found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(plain_label(solution.summary))
        labels = {id: each.label for id, each in self._bridge.document.case.assumptions.items()}
        idle = [labels.get(each.assumption, each.assumption) for each in solution.alone if each.idle]
        if not solution.met:
            column.addWidget(plain_label("One alone, the others at their best:", "small", selectable=False))
            for each in solution.alone:
                if not each.idle:
                    sentence, loads = solution.sentences[each.assumption], each.value is not None
                    column.addLayout(self._line(sentence, each.assumption if loads else None))
            if solution.alone and solution.joint is not None:
                column.addWidget(plain_label("All together:", "small", selectable=False))
            column.addLayout(self._line(solution.joint_sentence, "" if solution.joint is not None else None))
        if idle:
            column.addWidget(plain_label(f"These make no difference: {'; '.join(idle)}.", "small"))
        self._column.addWidget(self._found)

    def _line(self, sentence: str, assumption: str | None) -> QHBoxLayout:
        """``assumption``: whose value the button loads; "" for all jointly, None where there is nothing to load."""
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(plain_label(sentence), 1)
        if assumption is not None:
            button = named(QPushButton("Load"), f"load_{assumption or 'joint'}")
            button.setProperty("compact", True)
            button.setToolTip("Set the sliders to this, as a scenario; undo takes it back")
            button.setAccessibleName(f"Load: {sentence}")
            button.clicked.connect(partial(self._load, assumption))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _load(self, assumption: str, checked: bool = False) -> None:
        from claimbench.app.solving import load

        if self.solution is not None:
            self._bridge.apply(load(self.solution, self._bridge.document.saved, assumption))
