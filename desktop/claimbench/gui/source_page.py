"""The inspector's page on a source: who it is, how reliable and why, and the claims it makes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from claimbench.app.record_fields import RELIABILITY
from claimbench.app.source_edits import archive_trouble
from claimbench.core.case import Case
from claimbench.core.show import show_date
from claimbench.gui import wording
from claimbench.gui.inspector_parts import Page
from claimbench.gui.theme import Theme

_HEADINGS = {"originates": "Originates", "relays": "Relays", "derives": "Derives from others"}
_LISTED = 60  # claims of one role; the claims pane has them all


class SourcePage(Page):
    """``folder`` is where the case lies, and with it the archived copy."""

    def __init__(
        self, case: Case, source: str, theme: Theme, folder: Path | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(case, theme, parent)
        self._folder = folder
        self.source = case.sources[source]
        self.titled(wording.one_line(self.source.full_name), "Edit", editing=False)
        about = " · ".join(part for part in (self.source.kind, self.source.side) if part)
        if about:
            self.text(about, "muted")
        self.heading("Reliability")
        word = RELIABILITY.get(self.source.reliability, "not given")
        self.pair(self.source.reliability, word, ("heading", ""))
        if self.source.reliability_reason:
            self.text(self.source.reliability_reason)
        if self.source.address:
            self.heading("Address")
            self.address(self.source.address)
        self._add_archive()
        self._add_claims()
        if self.source.note:
            self.heading("Note")
            self.text(self.source.note)
        self.finish()

    def show_case(self, case: Case) -> bool:
        same = all(getattr(case, part) is getattr(self.case, part) for part in ("claims", "sources", "citations"))
        self.case = case
        return same

    def _add_archive(self) -> None:
        source = self.source
        if not source.archive:
            return
        self.heading("Archived copy")
        retrieved = f", retrieved {show_date(source.retrieved_on)}" if source.retrieved_on else ""
        self.text(f"{source.archive}{retrieved}")
        if source.archive_sha256:
            self.text(f"SHA-256 {source.archive_sha256[:16]}…", "small")
        if trouble := archive_trouble(source, self._folder):
            self.text(trouble, "warning")

    def _add_claims(self) -> None:
        for role, heading in _HEADINGS.items():
            ids = dict.fromkeys(
                citation.claim
                for citation in self.case.citations
                if citation.source == self.source.id and citation.role == role and citation.claim in self.case.claims
            )
            if not ids:
                continue
            self.heading(f"{heading} ({len(ids)})")
            shown = list(ids)[:_LISTED]
            self.chips([("claim", id, f"{id} · {wording.one_line(self.case.claims[id].title)}") for id in shown])
            if len(ids) > _LISTED:
                self.text(f"and {len(ids) - _LISTED} more, in the list of claims.", "muted")
