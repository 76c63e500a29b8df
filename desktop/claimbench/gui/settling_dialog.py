"""Which claim would settle a result: claims by how much holding each would narrow its 90 % band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from claimbench.app.holding import Hold
from claimbench.core.show import from_day_number, show_date, show_short, show_unit
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.row_table import row_table
from claimbench.gui.wording import one_line, plain_tip

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.app.settling import Ranking, Settling
    from claimbench.evidence.refine import Progress

JOB = "settling"
_HEADS = ("Claim", "Band if held", "Narrower by")


class SettlingDialog(QDialog):
    """For one ``measure``, at rest. A row selects its claim everywhere; a button holds it."""

    def __init__(self, bridge: Bridge, measure: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("settling-dialog")
        self.setWindowTitle("Which claim would settle it")
        self.resize(720, 520)
        self._bridge, self._measure = bridge, measure
        self.found: tuple[Settling, ...] = ()
        self._case = bridge.document.case
        self._title = plain_label("", "heading", parent=self)
        self._now = named(plain_label("", parent=self), "settling-now")
        self._apart = named(plain_label("", "small", parent=self), "settling-apart")
        self.table = row_table(
            "settling-table", "Claims by how much holding each would narrow the result", _HEADS, self
        )
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.progress = named(QProgressBar(self), "settling-progress")
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self.hold = named(QPushButton("Hold this claim", self), "settling-hold")
        self.hold.setAutoDefault(False)
        self.hold.setEnabled(False)
        self.hold.clicked.connect(self._on_hold)
        self.cancel = named(QPushButton("Cancel", self), "settling-cancel")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self._on_cancel)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.hold)
        foot.addWidget(self.progress, 1)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(self._title)
        layout.addWidget(self._now)
        layout.addWidget(plain_label(
            "How much of the width of this band holding each claim would take away, on top of what is held.",
            "muted"))  # fmt: skip
        layout.addWidget(self.table, 1)
        layout.addWidget(self._apart)
        layout.addLayout(foot)
        self.table.itemSelectionChanged.connect(self._on_selected)
        bridge.results_changed.connect(self._on_results)
        if bridge.results is not None:
            self._on_results(bridge.results)

    def _on_results(self, results: Results) -> None:
        measure = results.case.measures.get(self._measure)
        if results.preview or measure is None or self._measure not in results.outcome.values:
            return
        from claimbench.app.settling import settling

        self._case = results.case
        self._title.setText(one_line(measure.label or measure.id))
        self._running(True)
        self._bridge.jobs.run(JOB, settling(results, self._measure), self._show, self._on_progress)

    def _on_cancel(self) -> None:
        self._bridge.jobs.cancel(JOB)
        self._running(False)

    def _on_progress(self, step: Progress) -> None:
        self.progress.setValue(round(100 * step.share))

    def _running(self, on: bool) -> None:
        self.progress.setVisible(on)
        self.cancel.setVisible(on)

    def _show(self, ranking: Ranking) -> None:
        self._running(False)
        self.found = found = ranking.claims
        case = self._case
        unit = case.measures[self._measure].unit
        is_date = unit == "date"
        counted = "" if is_date else show_unit(unit, case.units)
        self._now.setText(f"90 % band now: {_band(ranking, is_date)} {counted}".rstrip())
        self._apart.setText(_others(len(ranking.apart), len(found)))
        self._apart.setVisible(bool(ranking.apart))
        self.table.setRowCount(len(found))
        for row, each in enumerate(found):
            title = one_line(case.claims[each.claim].title)
            band = _band(each, is_date)
            per_cent = round(100 * each.narrower)
            change = f"{per_cent} %" if per_cent >= 0 else f"wider by {-per_cent} %"
            if each.thin:
                change = "too few draws fit to say"
            for column, text in enumerate((f"{each.claim} · {title}", "" if each.thin else band, change)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self.table.setItem(row, column, item)
        self.hold.setEnabled(False)

    def _chosen(self) -> str:
        rows = self.table.selectionModel().selectedRows()
        return self.found[rows[0].row()].claim if rows and rows[0].row() < len(self.found) else ""

    def _on_selected(self) -> None:
        claim = self._chosen()
        self.hold.setEnabled(bool(claim))
        if claim:
            self._bridge.select(Selection("claim", claim))

    def _on_hold(self) -> None:
        if claim := self._chosen():
            self._bridge.apply(Hold((claim,)))

    def done(self, result: int) -> None:
        self._bridge.jobs.cancel(JOB)
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._bridge.jobs.cancel(JOB)
        super().closeEvent(event)


def _band(found: Ranking | Settling, is_date: bool) -> str:
    return f"{_end(found.low, is_date)} to {_end(found.high, is_date)}"


def _others(apart: int, listed: int) -> str:
    claims = f"{apart} {'other ' if listed else ''}{'claim' if apart == 1 else 'claims'}"
    return f"{claims} that can be held {'has' if apart == 1 else 'have'} nothing to do with this result."


def _end(value: float, is_date: bool) -> str:
    if is_date and np.isfinite(value):
        return show_date(from_day_number(value))
    return show_short(value)
