"""The claims of the case in a table, with their verdicts, to filter, sort and select."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from claimbench.core.case import Case
from claimbench.evidence.verdict import Verdict
from claimbench.gui import claim_row, wording
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.choice_menu import ChoiceButton
from claimbench.gui.claim_row import ClaimRow
from claimbench.gui.filtered_pane import FilteredPane
from claimbench.gui.plain_text import plain_label
from claimbench.gui.record_model import RecordModel, RecordProxy
from claimbench.gui.record_table import RecordTable
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.app.projection import Results

_CHIP_LETTERS = 34


class ClaimsPane(FilteredPane):
    """``count_text`` is the text for its tab, "Claims 38"; ``count_changed`` tells of a new one."""

    count_changed = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("claims", "Filter claims, quotes, sources…", parent)
        self._bridge = bridge
        self._verdicts: Mapping[str, Verdict] = {}
        self._source = ""  # the source whose claims the chip offers
        self.topic_button = ChoiceButton("Topic", self)
        self.topic_button.setObjectName("claims_topic")
        self.chance_button = ChoiceButton("Chance", self)
        self.chance_button.setObjectName("claims_chance")
        self.source_chip = QPushButton(self)
        self.source_chip.setObjectName("claims_of_source")
        self.source_chip.setCheckable(True)
        self.source_chip.hide()
        self.model: RecordModel[ClaimRow] = RecordModel(claim_row.COLUMNS, self)
        self.proxy: RecordProxy[ClaimRow] = RecordProxy(self.model, self)
        self.table: RecordTable[ClaimRow] = RecordTable(self.model, self.proxy, bridge.theme, self)
        self.table.setObjectName("claims_table")
        self.table.setAccessibleName("Claims")
        self._empty_text = plain_label("", "muted", selectable=False)
        self._build()
        self.chance_button.set_choices(wording.CHANCE_CHOICES)
        self._show_case(bridge.document.case)
        self._on_selected(bridge.selection)
        self.filter_field.textChanged.connect(self._on_filter)
        self.topic_button.changed.connect(self._on_filter)
        self.chance_button.changed.connect(self._on_filter)
        self.source_chip.toggled.connect(self._on_filter)
        self.table.chosen.connect(self._on_chosen)
        bridge.case_changed.connect(self._on_case_changed)
        bridge.results_changed.connect(self._on_results)
        bridge.selected.connect(self._on_selected)
        bridge.theme_changed.connect(self._on_theme)

    @property
    def count_text(self) -> str:
        return f"Claims {len(self.model.records)}"

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 12, 12, 4)
        top.setSpacing(8)
        top.addWidget(self.filter_field, 1)
        top.addWidget(self.topic_button)
        top.addWidget(self.chance_button)
        chips = QHBoxLayout()
        chips.setContentsMargins(12, 0, 12, 0)
        chips.addWidget(self.source_chip)
        chips.addStretch(1)
        self._empty = QWidget(self)
        clear = QPushButton("Clear the filter", self._empty)
        clear.setObjectName("claims_clear")
        clear.clicked.connect(self.clear_filter)
        self._empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QVBoxLayout(self._empty)
        inside.addStretch(1)
        inside.addWidget(self._empty_text)
        inside.addWidget(clear, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addStretch(2)
        self._clear_button = clear
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addLayout(chips)
        layout.addLayout(self._stack, 1)

    def clear_filter(self) -> None:
        self.filter_field.clear()
        self.topic_button.clear()
        self.chance_button.clear()
        self.source_chip.setChecked(False)

    def _show_case(self, case: Case) -> None:
        before = self.count_text
        with self.table.quietly():
            self.model.update_to(claim_row.claim_rows(case, self._verdicts))
        self.table.fit()
        topics = sorted({row.facts.topic for row in self.model.records if row.facts.topic})
        self.topic_button.set_choices([(topic, wording.one_line(topic)) for topic in topics])
        self.topic_button.setVisible(bool(topics))
        self._show_empty()
        if self.count_text != before:
            self.count_changed.emit(self.count_text)

    def _on_case_changed(self, before: Case, after: Case) -> None:
        if any(
            getattr(before, part) is not getattr(after, part) for part in ("claims", "sources", "citations")
        ):  # not while an assumption is dragged
            self._show_case(after)
            self._on_selected(self._bridge.selection)

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
        if self.chance_button.chosen:
            self._show_empty()
            self.table.show_selected(self._selected_claim())

    def _on_filter(self) -> None:
        words = self.filter_field.text().casefold().split()
        topics, chances = self.topic_button.chosen, self.chance_button.chosen
        source = self._source if self.source_chip.isChecked() else ""

        def accepts(row: ClaimRow) -> bool:
            return (
                all(word in row.facts.text for word in words)
                and (not topics or row.facts.topic in topics)
                and (not chances or claim_row.chance_key(row.chance) in chances)
                and (not source or source in row.facts.sources)
            )

        with self.table.quietly():
            self.proxy.set_filter(accepts if words or topics or chances or source else None)
        self._show_empty()
        self.table.show_selected(self._selected_claim())
        self._show_chip(self._bridge.selection)

    def _show_empty(self) -> None:
        empty = self.proxy.rowCount() == 0
        filtered = bool(self.model.records)
        if empty:
            typed = wording.one_line(self.filter_field.text())
            sentence = f"No claim matches “{typed}”." if typed else "No claim matches the filter."
            self._empty_text.setText(sentence if filtered else "This case has no claims yet.")
            self._clear_button.setVisible(filtered)
        self._stack.setCurrentIndex(1 if empty else 0)

    def _selected_claim(self) -> str:
        selection = self._bridge.selection
        return selection.id if selection.kind == "claim" else ""

    def _on_chosen(self, id: str) -> None:
        self._bridge.select(Selection("claim", id))

    def _on_selected(self, selection: Selection) -> None:
        self.table.show_selected(self._selected_claim())
        self.table.light(self._lit(selection))
        self._show_chip(selection)

    def _lit(self, selection: Selection) -> frozenset[str]:
        if selection.kind == "source":
            return frozenset(row.id for row in self.model.records if selection.id in row.facts.sources)
        if selection.kind == "assumption":
            assumption = self._bridge.document.case.assumptions.get(selection.id)
            return frozenset(assumption.claims) if assumption else frozenset()
        return frozenset()

    def _show_chip(self, selection: Selection) -> None:
        """Offer to show only the claims of the selected source; while that is on, the chip stays."""
        if not self.source_chip.isChecked():
            self._source = selection.id if selection.kind == "source" else ""
        source = self._bridge.document.case.sources.get(self._source)
        if source is not None:
            count = sum(self._source in row.facts.sources for row in self.model.records)
            name = wording.one_line(source.name)
            short = name if len(name) <= _CHIP_LETTERS else f"{name[:_CHIP_LETTERS].rstrip()}…"
            self.source_chip.setText(f"Only {short} ({count})".replace("&", "&&"))
            self.source_chip.setToolTip(wording.plain_tip(f"Show only the claims that {name} makes or passes on"))
        self.source_chip.setVisible(source is not None)

    def _on_theme(self, theme: Theme) -> None:
        self.table.set_theme(theme)
