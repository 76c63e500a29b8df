"""Numbers that do not go together, the largest difference first."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView, QTableWidgetItem, QWidget

from claimbench.app.follow import listed
from claimbench.core.case import Case
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.job_dialog import JobDialog
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.row_table import row_table
from claimbench.gui.wording import one_line, plain_tip

if TYPE_CHECKING:
    from claimbench.evidence.conflicts import Conflict
    from claimbench.evidence.refine import Progress

_HEADS = ("Apart", "Claim", "says", "Other claim, or arithmetic", "comes to")
_WIDTHS = (90, 250, 160, 250)
_NAMED = 8  # claims that are named where they are not compared
_FOLLOWED = ("claims", "calculations", "units")


def _finding(case: Case) -> Generator[Progress, None, list[Conflict]]:
    from claimbench.evidence.conflicts import conflicts
    from claimbench.evidence.refine import Progress

    yield Progress(0.0, "Comparing the numbers")
    return conflicts(case)


class ConflictsDialog(JobDialog):
    """Follows the case. A row selects its claim everywhere."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, "conflicts", "Which numbers conflict", parent)
        self.resize(1040, 520)
        self.found: list[Conflict] = []
        self.summary = named(plain_label("", "heading", parent=self), "conflicts-summary")
        self.left_out = named(plain_label("", "muted", parent=self), "conflicts-left-out")
        self.table = row_table("conflicts-table", "Numbers that conflict, the largest difference first", _HEADS, self)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(len(_HEADS) - 1, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width)
        self.contents.addWidget(self.summary)
        self.contents.addWidget(plain_label(
            "Claims about one thing whose numbers, with their tolerances, cannot both be; and claims beside what "
            "arithmetic over other claims comes to.", "muted"))  # fmt: skip
        self.contents.addWidget(self.left_out)
        self.contents.addWidget(self.table, 1)
        self.end()
        self.table.itemSelectionChanged.connect(self._on_selected)
        bridge.case_changed.connect(self._on_case)
        self._find(bridge.document.case)

    def _on_case(self, before: Case, after: Case) -> None:
        if any(getattr(before, part) is not getattr(after, part) for part in _FOLLOWED):
            self._find(after)

    def _find(self, case: Case) -> None:
        self.work(_finding(case), self._show)

    def _show(self, found: list[Conflict]) -> None:
        self.found = found
        case = self.bridge.document.case
        count = len(found)
        self.summary.setText(
            f"{count} {'pair of numbers does' if count == 1 else 'pairs of numbers do'} not go together."
            if found
            else "No numbers that can be compared conflict."
        )
        self.left_out.setText(_left_out(case))
        self.left_out.setVisible(bool(self.left_out.text()))
        self.table.setRowCount(count)
        for row, each in enumerate(found):
            other = case.calculations[each.other].label if each.calculated else _claim(case, each.other)
            texts = (each.size, _claim(case, each.claim), each.says, one_line(other), each.comes_to)
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self.table.setItem(row, column, item)

    def _on_selected(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows and rows[0].row() < len(self.found):
            self.bridge.select(Selection("claim", self.found[rows[0].row()].claim))


def _left_out(case: Case) -> str:
    from claimbench.evidence.conflicts import left_out

    ids = left_out(case)
    if not ids:
        return ""
    named_ones = [*ids[:_NAMED], f"{len(ids) - _NAMED:,} more"] if len(ids) > _NAMED + 1 else ids
    return (
        f"Not compared: {listed(named_ones)}. A comparison takes a known unit, and a measure or a definition with "
        "what is counted, the population and the end of the period."
    )


def _claim(case: Case, id: str) -> str:
    claim = case.claims.get(id)
    return f"{id} · {one_line(claim.title)}" if claim is not None else id
