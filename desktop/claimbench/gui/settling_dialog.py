"""Which claim would settle a result: claims by how much holding each would narrow its 90 % band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem, QWidget

from claimbench.app.figures.common import alike
from claimbench.app.holding import Hold
from claimbench.core.show import from_day_number, show_date, show_short, show_unit
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.job_dialog import JobDialog
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.row_table import row_table
from claimbench.gui.wording import one_line, plain_tip

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.app.settling import Ranking, Settling

_HEADS = ("Claim", "Band if held", "Narrower by")


class SettlingDialog(JobDialog):
    """For one ``measure``, at rest. A row selects its claim everywhere; a button holds it."""

    def __init__(self, bridge: Bridge, measure: str, parent: QWidget | None = None) -> None:
        super().__init__(bridge, "settling", "Which claim would settle it", parent)
        self.resize(720, 520)
        self._measure = measure
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
        self.hold = self.button("Hold this claim", "settling-hold")
        self.hold.setEnabled(False)
        self.hold.clicked.connect(self._on_hold)
        self.contents.addWidget(self._title)
        self.contents.addWidget(self._now)
        self.contents.addWidget(plain_label(
            "How much of the width of this band holding each claim would take away, on top of what is held.",
            "muted"))  # fmt: skip
        self.contents.addWidget(self.table, 1)
        self.contents.addWidget(self._apart)
        self.end(self.hold)
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
        self.work(settling(results, self._measure), self._show)

    def _show(self, ranking: Ranking) -> None:
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
            self.bridge.select(Selection("claim", claim))

    def _on_hold(self) -> None:
        if claim := self._chosen():
            self.bridge.apply(Hold((claim,)))


def _band(found: Ranking | Settling, is_date: bool) -> str:
    if is_date:
        return f"{_day(found.low)} to {_day(found.high)}"
    return " to ".join(alike(found.low, found.high))


def _others(apart: int, listed: int) -> str:
    claims = f"{apart} {'other ' if listed else ''}{'claim' if apart == 1 else 'claims'}"
    return f"{claims} that can be held {'has' if apart == 1 else 'have'} nothing to do with this result."


def _day(value: float) -> str:
    return show_date(from_day_number(value)) if np.isfinite(value) else show_short(value)
