"""The result whose spread the assumptions are measured by, above them, and what would narrow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from claimbench.core.case import Case
from claimbench.gui.bridge import Bridge
from claimbench.gui.choice import Choice
from claimbench.gui.named import named
from claimbench.gui.plain_text import TextButton, plain_label
from claimbench.gui.wording import one_line

if TYPE_CHECKING:
    from claimbench.app.projection import Results

_NOTE = "Beside each: its first-order share of the variance. Shares need not add up to 100 %."


class ResultChooser(QWidget):
    """``chosen(measure)`` when another result is chosen, by the user or because the first is gone;
    ``settling_wanted()`` asks for the list of claims that would settle it. Hidden where the case has no measures."""

    chosen = Signal(str)
    settling_wanted = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("result_chooser")
        self._bridge = bridge
        self._offered: tuple[tuple[str, str], ...] = ()
        self.box = named(Choice((), self), "result")
        self.box.setAccessibleName("Result whose spread is explained")
        self.settle = named(TextButton("Which claim would settle it?", "chip", bridge.theme, parent=self), "settling")
        self.settle.setToolTip("Which claim would settle it: how much holding each would narrow the result")
        self.settle.clicked.connect(self.settling_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 4)
        layout.setSpacing(6)
        layout.addWidget(self.box)
        layout.addWidget(plain_label(_NOTE, "small", selectable=False, parent=self))
        layout.addWidget(self.settle)
        self._offer(bridge.document.case)
        self.box.currentIndexChanged.connect(self._on_index)
        bridge.case_changed.connect(self._on_case)
        bridge.theme_changed.connect(self.settle.set_theme)

    @property
    def measure(self) -> str:
        """The id of the chosen measure, "" where there is none."""
        return self.box.key

    @property
    def label(self) -> str:
        measure = self._bridge.document.case.measures.get(self.measure)
        return measure.label if measure is not None else ""

    def shares(self, results: Results) -> dict[str, float]:
        """The share of each assumption, by id; nothing where the measure was not computed yet."""
        measure = self.measure
        if measure not in results.case.measures or measure not in results.outcome.values:
            return {}
        return results.shares(measure)[0]

    def choose(self, measure: str) -> None:
        self.box.set_key(measure)

    def _on_case(self, before: Case, after: Case) -> None:
        if before.measures is not after.measures:
            self._offer(after)

    def _offer(self, case: Case) -> None:
        """Results that charts show come first, and among them those of which a chart shows what moves them."""
        charts = sorted(case.charts.values(), key=lambda chart: chart.kind != "moves")
        first = [id for chart in charts if (id := str(chart.options.get("result", ""))) in case.measures]
        offered = tuple((id, one_line(case.measures[id].label or id)) for id in dict.fromkeys([*first, *case.measures]))
        self.setVisible(bool(offered))
        if offered == self._offered:
            return
        before, self._offered = self.measure, offered
        self.box.blockSignals(True)
        self.box.clear()  # else one that is gone would stay
        self.box.set_choices(offered)
        self.box.setCurrentIndex(max(0, self.box.findData(before)))
        self.box.blockSignals(False)
        if self.measure != before:
            self.chosen.emit(self.measure)

    def _on_index(self, index: int) -> None:
        self.chosen.emit(self.measure)
