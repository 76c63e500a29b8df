"""The claims of the case with their verdicts, to filter, sort, select and keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from claimbench.app import follow
from claimbench.app.claim_edits import (
    AddClaim,
    ChangeClaims,
    DeleteClaims,
    DuplicateClaims,
    MergeClaims,
    MoveClaims,
    SetStatus,
    TagClaims,
)
from claimbench.app.commands import Command
from claimbench.app.grading import diagonal_hint
from claimbench.app.holding import Hold, Release
from claimbench.app.record_fields import CREDIBILITY, RELIABILITY, STATUSES
from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.evidence.verdict import Verdict
from claimbench.gui import claim_row, wording
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.claim_row import ClaimRow
from claimbench.gui.holding_bar import HoldingBar
from claimbench.gui.record_pane import RecordPane, RowAction, RowFilter, submenu

if TYPE_CHECKING:
    from claimbench.app.projection import Results

_CHIP_LETTERS = 34


class ClaimsPane(RecordPane[ClaimRow]):
    kind = "claim"
    title = "Claims"
    follows = ("claims", "sources", "citations", "held")
    compare_wanted = Signal()  # asks for the comparison of the readings

    def __init__(self, bridge: Bridge, remembers: bool = True, parent: QWidget | None = None) -> None:
        self._verdicts: Mapping[str, Verdict] = {}
        self._source = ""  # the source whose claims the chip offers
        filters: tuple[RowFilter[ClaimRow], ...] = (
            RowFilter("topic", "Topic", lambda row: (row.facts.topic,)),
            RowFilter("side", "Side", lambda row: (row.facts.side,)),
            RowFilter(
                "chance", "Chance", lambda row: (claim_row.chance_key(row.chance),), choices=wording.CHANCE_CHOICES
            ),
            RowFilter(
                "reliability", "Reliability", lambda row: (row.facts.reliability,),
                lambda letter: f"{letter} · {RELIABILITY.get(letter, 'not given')}",
            ),
            RowFilter(
                "credibility", "Credibility", lambda row: (str(row.facts.claim.credibility or ""),),
                lambda digit: f"{digit} · {CREDIBILITY.get(int(digit), 'not given')}",
            ),
            RowFilter("status", "Status", lambda row: (row.facts.claim.status,)),
            RowFilter(
                "origin", "Origin", lambda row: (row.facts.origin,), lambda id: self._source_name(id)
            ),
            RowFilter(
                "origins", "Number of origins", lambda row: (str(row.facts.origins),),
                lambda number: f"{number} {'origin' if number == '1' else 'origins'}",
            ),
            RowFilter("tag", "Tag", lambda row: row.facts.claim.tags),
            RowFilter(
                "confidence", "Confidence", lambda row: (row.facts.claim.confidence,), choices=(
                    ("high", "high"), ("moderate", "moderate"), ("low", "low"), ("", "not said"),
                ),
            ),
        )  # fmt: skip
        super().__init__(bridge, "Filter claims, quotes, sources…", claim_row.COLUMNS, filters, remembers, parent)
        bridge.results_changed.connect(self._on_results)
        self.table.ticked.connect(self.turn)

    def _build(self) -> None:
        super()._build()
        self.holding = HoldingBar(self.bridge, self.compare_wanted.emit, self)
        self.above.addWidget(self.holding)
        self.source_chip = QPushButton(self)
        self.source_chip.setObjectName("claims_of_source")
        self.source_chip.setCheckable(True)
        self.source_chip.hide()
        self.source_chip.toggled.connect(self._on_filter)
        self.chips.addWidget(self.source_chip)
        self.chips.addStretch(1)

    def rows(self, before: Case | None, case: Case) -> list[ClaimRow]:
        return claim_row.claim_rows(case, self._verdicts, before, {row.id: row for row in self.model.records})

    def searched(self, row: ClaimRow) -> str:
        return row.facts.text

    def hint(self, case: Case) -> str:
        return diagonal_hint(case)

    def clear_filter(self) -> None:
        super().clear_filter()
        self.source_chip.setChecked(False)

    def also_accepts(self) -> Callable[[ClaimRow], bool] | None:
        if not self.source_chip.isChecked():
            return None
        return lambda row: self._source in row.facts.sources

    # what can be done

    def row_actions(self) -> tuple[RowAction, ...]:
        return (
            RowAction("hold", "Hold or release", self.hold, "Space"),
            RowAction("duplicate", "Duplicate", self.duplicate, "Ctrl+D"),
            RowAction("merge", "Merge into the current one", self.merge, "Ctrl+M", 2),
            RowAction("up", "Move up", self.move_up, "Alt+Up"),
            RowAction("down", "Move down", self.move_down, "Alt+Down"),
        )

    def add(self) -> None:
        id = follow.proposed_id(self.bridge.document.case.claims, "C")
        if self.apply(AddClaim(Claim(id, "New claim"), self.selected)):
            self.show_new(id)

    def deletion(self, ids: tuple[str, ...]) -> Command:
        return DeleteClaims(ids)

    def duplicate(self) -> None:
        before = self.bridge.document.case.claims
        if self.selected_ids and self.apply(DuplicateClaims(self.selected_ids)):
            new = [id for id in self.bridge.document.case.claims if id not in before]
            self.bridge.select(Selection("claim", new[-1]))

    def merge(self) -> None:
        ids = self.selected_ids
        keep = self.selected if self.selected in ids else ids[0]
        if self.apply(MergeClaims(keep, tuple(id for id in ids if id != keep))):
            self.bridge.select(Selection("claim", keep))

    def hold(self) -> None:
        """Hold the selected claims; let go of them where all that can be are held."""
        ids = self.selected_ids
        held = set(self.bridge.document.case.held)
        rows = {row.id: row for row in self.model.records}
        can = tuple(id for id in ids if rows[id].held is not None)
        if not can:
            if ids:
                self.bridge.failed.emit(f"{ids[0]} cannot be held: {rows[ids[0]].facts.cannot_hold}")
            return
        self.apply(Release(can) if held.issuperset(can) else Hold(can))

    def turn(self, id: str) -> None:
        """Hold a claim, or let go of it."""
        self.apply(Release((id,)) if id in self.bridge.document.case.held else Hold((id,)))

    def move_up(self) -> None:
        self._move(-1)

    def move_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        """By one place in the order of the case, which is to be seen only where nothing sorts or filters."""
        if self.proxy.sorted_or_filtered:
            self.bridge.failed.emit("Claims move in the order of the case: clear the filter and the sorting first.")
            return
        order, moving = list(self.bridge.document.case.claims), self.selected_ids
        places = [order.index(id) for id in moving]
        if not places or (step < 0 and min(places) == 0) or (step > 0 and max(places) == len(order) - 1):
            return
        beyond = min(places) - 1 if step < 0 else max(places) + 2
        self.apply(MoveClaims(moving, order[beyond] if beyond < len(order) else ""))
        self.table.select_ids(moving)

    def fill_menu(self, menu: QMenu) -> None:
        """The same for all that are selected: topic, status, credibility, tags."""
        case, ids = self.bridge.document.case, self.selected_ids
        topics = sorted({claim.topic for claim in case.claims.values() if claim.topic})
        submenu(menu, "Topic", [
            *((topic, partial(self._change, ids, "topic", topic)) for topic in topics[:30]),
            ("Another topic…", partial(self.ask_and, "Topic", "Topic of the selected claims",
                                       lambda text: ChangeClaims(ids, "topic", text))),
        ])  # fmt: skip
        submenu(menu, "Status", [(name.capitalize(), partial(self._set_status, ids, key)) for key, name in STATUSES])
        submenu(menu, "Credibility", [
            *((f"{grade} · {words}", partial(self._change, ids, "credibility", grade))
              for grade, words in CREDIBILITY.items()),
            ("Not given", partial(self._change, ids, "credibility", None)),
        ])  # fmt: skip
        tags = sorted({tag for claim in case.claims.values() for tag in claim.tags})
        on_all = {tag for tag in tags if all(tag in case.claims[id].tags for id in ids)}
        submenu(menu, "Tag", [
            *((f"Take off “{tag}”" if tag in on_all else tag, partial(self._tag, ids, tag, tag not in on_all))
              for tag in tags[:30]),
            ("A new tag…", partial(self.ask_and, "Tag", "Tag for the selected claims",
                                   lambda text: TagClaims(ids, text))),
        ])  # fmt: skip

    def _change(self, ids: tuple[str, ...], field: str, value: object) -> None:
        self.apply(ChangeClaims(ids, field, value))

    def _set_status(self, ids: tuple[str, ...], status: str) -> None:
        self.apply(SetStatus(ids, status, date.today()))  # type: ignore[arg-type]  # one of STATUSES

    def _tag(self, ids: tuple[str, ...], tag: str, on: bool) -> None:
        self.apply(TagClaims(ids, tag, on))

    # what it follows

    def _on_results(self, results: Results) -> None:
        """The verdicts that are shown otherwise than before; nothing else is touched."""
        before, now = self._verdicts, results.verdicts
        self._verdicts = now
        rows = [
            row if before.get(row.id) is now.get(row.id) else claim_row.with_verdict(row, now.get(row.id))
            for row in self.model.records
        ]
        with self.table.quietly():
            self.model.update_to(rows)
        if self.filters["chance"].chosen:
            self._show_empty()
            self.table.show_selected(self.selected)

    def _on_filter(self) -> None:
        super()._on_filter()
        self._show_chip(self.bridge.selection)

    def _on_selected(self, selection: Selection) -> None:
        super()._on_selected(selection)
        self._show_chip(selection)

    def lit(self, selection: Selection) -> frozenset[str]:
        if selection.kind == "source":
            return frozenset(row.id for row in self.model.records if selection.id in row.facts.sources)
        if selection.kind == "assumption":
            assumption = self.bridge.document.case.assumptions.get(selection.id)
            return frozenset(assumption.claims) if assumption else frozenset()
        return frozenset()

    def _source_name(self, id: str) -> str:
        source = self.bridge.document.case.sources.get(id)
        return wording.one_line(source.name) if source else id

    def _show_chip(self, selection: Selection) -> None:
        """Offer to show only the claims of the selected source; while that is on, the chip stays."""
        if not self.source_chip.isChecked():
            self._source = selection.id if selection.kind == "source" else ""
        source = self.bridge.document.case.sources.get(self._source)
        if source is not None:
            count = sum(self._source in row.facts.sources for row in self.model.records)
            name, label = wording.one_line(source.name), wording.one_line(source.label)
            short = label if len(label) <= _CHIP_LETTERS else f"{label[:_CHIP_LETTERS].rstrip()}…"
            self.source_chip.setText(f"Only {short} ({count})".replace("&", "&&"))
            self.source_chip.setToolTip(wording.plain_tip(f"Show only the claims that {name} makes or passes on"))
        self.source_chip.setVisible(source is not None)
