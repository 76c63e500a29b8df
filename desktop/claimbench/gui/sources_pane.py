"""The sources of the case in a table: who they are, how reliable, and how many claims they originate or pass on."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Literal

from PySide6.QtWidgets import QMenu, QWidget

from claimbench.app import follow
from claimbench.app.commands import Command
from claimbench.app.record_fields import RELIABILITY, SOURCE
from claimbench.app.source_edits import AddSource, ChangeSources, DeleteSources, DuplicateSources, MergeSources
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.source import Source
from claimbench.gui import wording
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.record_model import Column
from claimbench.gui.record_pane import RecordPane, RowAction, RowFilter, submenu

_LONGEST = 200  # characters of a text in a cell


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
    source: Source

    @property
    def counts(self) -> str:
        return f"{self.originates} / {self.passes_on}"

    @property
    def spoken(self) -> str:
        about = f", {self.about.replace(' · ', ', ')}" if self.about else ""
        word = RELIABILITY.get(self.reliability, "reliability not given")
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
    searched = (source.id, source.name, source.short, about, source.note, source.address)
    return SourceRow(
        id=source.id,
        name=wording.one_line(source.name),
        about=wording.one_line(about),
        reliability=source.reliability,
        reason=source.reliability_reason,
        originates=originates,
        passes_on=passes_on,
        text=wording.one_line(" ".join(searched)).casefold(),
        source=source,
    )


def _reliability_tip(row: SourceRow) -> str:
    word = RELIABILITY.get(row.reliability, "reliability not given")
    return wording.plain_tip(f"{row.reliability}: {word}\n{row.reason}".strip())


def _of_source(key: str, at_first: Literal["shown", "hidden"] = "hidden", title: str = "") -> Column[SourceRow]:
    """A column that shows a field as it is."""
    field = SOURCE[key]

    def text(row: SourceRow) -> str:
        return wording.one_line(field.text(row.source)[:_LONGEST])

    def tip(row: SourceRow) -> str:
        return wording.plain_tip(field.text(row.source))

    return Column(title or field.label, "text", text, lambda row: text(row) or None, tip=tip, at_first=at_first)


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
    Column("Id", "text", lambda row: row.id, lambda row: row.id, at_first="shown"),
    _of_source("kind", "shown"),
    _of_source("side", "shown"),
    _of_source("reliability_reason", "shown", "Reason for the reliability"),
    _of_source("address", "shown"),
    _of_source("short"),
    _of_source("retrieved_on"),
    _of_source("archive"),
    _of_source("note"),
)  # fmt: skip


class SourcesPane(RecordPane[SourceRow]):
    kind = "source"
    title = "Sources"
    follows = ("sources", "citations")

    def __init__(self, bridge: Bridge, remembers: bool = True, parent: QWidget | None = None) -> None:
        filters: tuple[RowFilter[SourceRow], ...] = (
            RowFilter("side", "Side", lambda row: (row.source.side,)),
            RowFilter("kind", "Kind", lambda row: (row.source.kind,)),
            RowFilter(
                "reliability", "Reliability", lambda row: (row.reliability,),
                lambda letter: f"{letter} · {RELIABILITY.get(letter, 'not given')}",
            ),
        )  # fmt: skip
        super().__init__(bridge, "Filter sources…", COLUMNS, filters, remembers, parent)

    def rows(self, before: Case | None, case: Case) -> list[SourceRow]:
        return source_rows(case)

    def searched(self, row: SourceRow) -> str:
        return row.text

    def row_actions(self) -> tuple[RowAction, ...]:
        return (
            RowAction("duplicate", "Duplicate", self.duplicate, "Ctrl+D"),
            RowAction("merge", "Merge into the current one", self.merge, "Ctrl+M", 2),
        )

    def add(self) -> None:
        id = follow.proposed_id(self.bridge.document.case.sources, "S")
        if self.apply(AddSource(Source(id, "New source"), self.selected)):
            self.show_new(id)

    def deletion(self, ids: tuple[str, ...]) -> Command:
        return DeleteSources(ids)

    def duplicate(self) -> None:
        before = self.bridge.document.case.sources
        if self.selected_ids and self.apply(DuplicateSources(self.selected_ids)):
            new = [id for id in self.bridge.document.case.sources if id not in before]
            self.bridge.select(Selection("source", new[-1]))

    def merge(self) -> None:
        ids = self.selected_ids
        keep = self.selected if self.selected in ids else ids[0]
        if self.apply(MergeSources(keep, tuple(id for id in ids if id != keep))):
            self.bridge.select(Selection("source", keep))

    def fill_menu(self, menu: QMenu) -> None:
        """The same for all that are selected: side, kind, reliability."""
        case, ids = self.bridge.document.case, self.selected_ids
        for key, title in (("side", "Side"), ("kind", "Kind")):
            there = sorted({text for source in case.sources.values() if (text := getattr(source, key))})
            submenu(menu, title, [
                *((text, partial(self._change, ids, key, text)) for text in there[:30]),
                ("Another…", partial(self.ask_and, title, f"{title} of the selected sources",
                                     partial(ChangeSources, ids, key))),
            ])  # fmt: skip
        grades = RELIABILITY.items()
        submenu(menu, "Reliability", [
            (f"{letter} · {words}", partial(self._change, ids, "reliability", letter)) for letter, words in grades
        ])  # fmt: skip

    def _change(self, ids: tuple[str, ...], field: str, value: str) -> None:
        self.apply(ChangeSources(ids, field, value))

    def lit(self, selection: Selection) -> frozenset[str]:
        if selection.kind != "claim":
            return frozenset()
        citations = self.bridge.document.case.citations_of(selection.id)
        return frozenset(id for citation in citations for id in (citation.source, citation.via) if id)
