"""The readings of a case side by side: what each makes of every measure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidgetItem,
    QWidget,
)

from claimbench.app.figures.common import alike
from claimbench.core.show import show_day, show_number, show_unit
from claimbench.gui.bridge import Bridge
from claimbench.gui.job_dialog import JobDialog
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.row_table import row_table
from claimbench.gui.wording import one_line, plain_tip
from claimbench.gui.wrapping_delegate import WrappingDelegate

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.app.readings import Cell, Comparison


class ReadingsDialog(JobDialog):
    """Follows the results at rest. Made away from the window; the samples of readings that few draws fit are refined
    when that is asked for."""

    refined = Signal()  # charts of readings can be drawn better now

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, "readings", "Compare readings", parent)
        self.resize(980, 560)
        self.comparison: Comparison | None = None
        self.table = row_table("readings-table", "Measures under each reading: median and 90 % band", (), self)
        self.table.setWordWrap(True)
        self.table.setItemDelegate(WrappingDelegate(self.table))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().sectionResized.connect(self.table.resizeRowsToContents)
        self._notes = named(plain_label("", "small", parent=self), "readings-notes")
        self.refine = self.button("Refine the samples", "refine-readings")
        self.refine.setToolTip("For readings that few draws fit; this takes a while")
        self.refine.clicked.connect(self._on_refine)
        self.contents.addWidget(
            plain_label("Median and 90 % band of each measure, under the present assumptions.", "muted")
        )
        self.contents.addWidget(self.table, 1)
        self.contents.addWidget(self._notes)
        self.end(self.refine)
        bridge.results_changed.connect(self._on_results)
        if bridge.results is not None:
            self._on_results(bridge.results)

    def _on_results(self, results: Results) -> None:
        if not results.preview:
            from claimbench.app.readings import comparing

            self.work(comparing(results), self._show)

    def _on_refine(self) -> None:
        from claimbench.app.readings import refining

        if self.comparison is not None and self.bridge.results is not None:
            self.work(refining(self.bridge.results, self.comparison.thin), self._on_refined)

    def _on_refined(self, comparison: Comparison) -> None:
        self._show(comparison)
        self.refined.emit()

    def running(self, on: bool) -> None:
        super().running(on)
        self.refine.setEnabled(not on and self.comparison is not None and bool(self.comparison.thin))

    def _show(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.running(False)
        case = self.bridge.document.case
        columns = [("", "Nothing held"), *comparison.readings]
        measures = [measure for measure in case.measures.values() if (measure.id, "") in comparison.cells]
        self.table.setColumnCount(1 + len(columns))
        self.table.setRowCount(1 + len(measures))
        self.table.setHorizontalHeaderLabels(["Measure", *(one_line(label) for _, label in columns)])
        self._put(0, 0, "Share of the draws that fit", "How many equally good draws the weighed ones are worth")
        for column, (id, _) in enumerate(columns, 1):
            share = comparison.share[id]
            self._put(0, column, f"{show_number(100 * min(1.0, share), 2)} %", "\n".join(comparison.messages[id]))
        for row, measure in enumerate(measures, 1):
            unit = "" if measure.unit == "date" else show_unit(measure.unit, case.units)
            self._put(row, 0, f"{one_line(measure.label or measure.id)}{f', {unit}' if unit else ''}", measure.formula)
            for column, (id, _) in enumerate(columns, 1):
                cell = comparison.cells.get((measure.id, id))
                self._put(
                    row, column, "" if cell is None else _text(cell, measure.unit == "date", case.timeline.end), ""
                )
        self.table.resizeRowsToContents()
        labels = dict(columns)
        said = [f"{labels[id]}: {sentence}" for id, all in comparison.messages.items() for sentence in all[:1]]
        self._notes.setText("\n".join(said))

    def _put(self, row: int, column: int, text: str, tip: str) -> None:
        item = QTableWidgetItem(text)
        item.setToolTip(plain_tip(tip))
        self.table.setItem(row, column, item)


def _text(cell: Cell, is_date: bool, horizon: date) -> str:
    """The median over the band, with as many digits as tell its ends apart; a number that is sure, once."""
    numbers = cell.median, cell.low, cell.high
    if is_date:
        median, low, high = ("no value" if np.isnan(number) else show_day(number, horizon) for number in numbers)
    else:
        median, low, high = (
            "no value" if np.isnan(number) else text for number, text in zip(numbers, alike(*numbers), strict=True)
        )
    return median if cell.low == cell.high else f"{median}\n{low} – {high}"
