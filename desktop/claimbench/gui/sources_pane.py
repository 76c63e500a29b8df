"""The sources of the case in a table: who they are, how reliable, and how many claims they originate or pass on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from claimbench.core.case import Case
from claimbench.core.source import Source
from claimbench.gui import wording
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.filtered_pane import FilteredPane
from claimbench.gui.plain_text import plain_label
from claimbench.gui.record_model import Column, RecordModel, RecordProxy
from claimbench.gui.record_table import RecordTable
from claimbench.gui.theme import Theme


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as its row shows it."""

    id: str
    name: str
    about: str  # kind · side
    reliability: str
    reason: str
    originates: int  # claims that start here
    passes_on: int  # claims that it relays or derives from others
    text: str  # all that the filter looks at, case-folded

    @property
    def counts(self) -> str:
        return f"{self.originates} / {self.passes_on}"

    @property
    def spoken(self) -> str:
        about = f", {self.about.replace(' · ', ', ')}" if self.about else ""
        word = wording.RELIABILITY.get(self.reliability, "reliability not given")
        return f"{self.name}{about}, {word}, originates {self.originates} and passes on {self.passes_on} claims."


def source_rows(case: Case) -> list[SourceRow]:
    """A row for each source, in the order of the case. A claim counts once for each source."""
    roles: dict[tuple[str, str], bool] = {}
    for citation in case.citations:
        key = (citation.source, citation.claim)
        roles[key] = roles.get(key, False) or citation.role == "originates"
    originated = Counter(source for (source, _), first in roles.items() if first)
    passed_on = Counter(source for (source, _), first in roles.items() if not first)
    return [_row(source, originated[source.id], passed_on[source.id]) for source in case.sources.values()]


def _row(source: Source, originates: int, passes_on: int) -> SourceRow:
    about = " · ".join(part for part in (source.kind, source.side) if part)
    searched = (source.id, source.name, about, source.note, source.address)
    return SourceRow(
        id=source.id,
        name=wording.one_line(source.name),
        about=wording.one_line(about),
        reliability=source.reliability,
        reason=source.reliability_reason,
        originates=originates,
        passes_on=passes_on,
        text=wording.one_line(" ".join(searched)).casefold(),
    )


def _reliability_tip(row: SourceRow) -> str:
    word = wording.RELIABILITY.get(row.reliability, "reliability not given")
    return wording.plain_tip(f"{row.reliability}: {word}\n{row.reason}".strip())


COLUMNS: tuple[Column[SourceRow], ...] = (
    Column(
        "Source", "title", lambda row: row.name, lambda row: row.name, lambda row: row.about,
        tip=lambda row: wording.plain_tip(row.name),
    ),
    Column(
        "Reliability", "text", lambda row: row.reliability, lambda row: row.reliability or None, tip=_reliability_tip,
        title_tip="NATO Admiralty code: A completely reliable to E unreliable, F cannot be judged",
    ),
    Column(
        "Claims", "number", lambda row: row.counts, lambda row: row.originates + row.passes_on,
        tip=lambda row: f"Originates {row.originates}, passes on {row.passes_on}",
        title_tip="Claims it originates / claims it relays or derives from others",
    ),
)  # fmt: skip


class SourcesPane(FilteredPane):
    """``count_text`` is the text for its tab, "Sources 24"; ``count_changed`` tells of a new one."""

    count_changed = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("sources", "Filter sources…", parent)
        self._bridge = bridge
        self.model: RecordModel[SourceRow] = RecordModel(COLUMNS, self)
        self.proxy: RecordProxy[SourceRow] = RecordProxy(self.model, self)
        self.table: RecordTable[SourceRow] = RecordTable(self.model, self.proxy, bridge.theme, self)
        self.table.setObjectName("sources_table")
        self.table.setAccessibleName("Sources")
        self._empty = plain_label("", "muted", selectable=False)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(8)
        top = QVBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.addWidget(self.filter_field)
        layout.addLayout(top)
        layout.addWidget(self._empty)
        layout.addWidget(self.table, 1)
        self._show_case(bridge.document.case)
        self._on_selected(bridge.selection)
        self.filter_field.textChanged.connect(self._on_filter)
        self.table.chosen.connect(self._on_chosen)
        bridge.case_changed.connect(self._on_case_changed)
        bridge.selected.connect(self._on_selected)
        bridge.theme_changed.connect(self._on_theme)

    @property
    def count_text(self) -> str:
        return f"Sources {len(self.model.records)}"

    def _show_case(self, case: Case) -> None:
        before = self.count_text
        with self.table.quietly():
            self.model.update_to(source_rows(case))
        self.table.fit()
        self._show_empty()
        if self.count_text != before:
            self.count_changed.emit(self.count_text)

    def _on_case_changed(self, before: Case, after: Case) -> None:
        if before.sources is not after.sources or before.citations is not after.citations:
            self._show_case(after)
            self._on_selected(self._bridge.selection)

    def _on_filter(self, text: str) -> None:
        words = text.casefold().split()

        def accepts(row: SourceRow) -> bool:
            return all(word in row.text for word in words)

        with self.table.quietly():
            self.proxy.set_filter(accepts if words else None)
        self._show_empty()
        self._on_selected(self._bridge.selection)

    def _show_empty(self) -> None:
        typed = wording.one_line(self.filter_field.text())
        self._empty.setText(f"No source matches “{typed}”." if self.model.records else "This case has no sources yet.")
        self._empty.setVisible(self.proxy.rowCount() == 0)

    def _on_chosen(self, id: str) -> None:
        self._bridge.select(Selection("source", id))

    def _on_selected(self, selection: Selection) -> None:
        self.table.show_selected(selection.id if selection.kind == "source" else "")
        lit: frozenset[str] = frozenset()
        if selection.kind == "claim":
            citations = self._bridge.document.case.citations_of(selection.id)
            lit = frozenset(id for citation in citations for id in (citation.source, citation.via) if id)
        self.table.light(lit)

    def _on_theme(self, theme: Theme) -> None:
        self.table.set_theme(theme)
