"""The citations of a claim in its form: one row each, which opens into fields, and a way to add another."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from claimbench.app import follow
from claimbench.app.citation_edits import ChangeCitation, Cite, RemoveCitation, source_name
from claimbench.app.commands import Command
from claimbench.app.record_fields import CITATION
from claimbench.app.source_edits import AddSource
from claimbench.core.case import Case
from claimbench.core.show import show_date
from claimbench.core.source import Citation, Source
from claimbench.gui.bridge import Bridge
from claimbench.gui.choice import Choice
from claimbench.gui.icons import icon
from claimbench.gui.named import named
from claimbench.gui.plain_text import TextButton
from claimbench.gui.record_form import RecordForm

_NEW = "+"  # no id of a source has it
_ROLES = {"originates": "originates it", "relays": "relays", "derives": "derives it from"}


class CitationForm(RecordForm):
    """The fields of the ``number``-th citation of a claim."""

    def __init__(self, bridge: Bridge, claim: str, number: int, parent: QWidget | None = None) -> None:
        super().__init__(bridge, f"{claim} {number}", parent)
        self.claim, self.number = claim, number
        self._column.setContentsMargins(12, 0, 0, 6)
        sources = source_choices(self.case)
        self.add_field(CITATION["source"], sources)
        self.add_field(CITATION["role"])
        self.add_field(CITATION["via"], (("", "nobody"), *sources))
        self.add_fields(CITATION["said_on"], CITATION["retrieved_on"])
        self.add_field(CITATION["page"])
        self.add_field(CITATION["address"])
        self.add_field(CITATION["note"])
        self._show_via()

    def record(self, case: Case) -> Citation | None:
        citations = case.citations_of(self.claim)
        return citations[self.number] if self.number < len(citations) else None

    def command(self, key: str, value: Any) -> Command:
        return ChangeCitation(self.claim, self.number, key, value)

    def advice(self, key: str, record: Citation) -> tuple[str, str]:
        if key == "via" and record.role != "originates" and not record.via:
            return "", "It is not said from whom."
        return "", ""

    def show_case(self, case: Case) -> bool:
        same = super().show_case(case)
        if same:
            self._show_via()
        return same

    def _show_via(self) -> None:
        record = self.record(self.case)
        self.editors["via"].setVisible(record is not None and record.role != "originates")


class CitationRow(QFrame):
    """One citation in a line; pressing it opens its fields below."""

    toggled = Signal(int)
    removed = Signal(int)

    def __init__(self, bridge: Bridge, claim: str, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self._bridge, self._claim = bridge, claim
        self.button = TextButton("", "chip", bridge.theme, str(number), self)
        named(self.button, f"citation_{number}")
        self.button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # elided where it is long
        self.button.setToolTip("Show or hide the fields of this citation")
        self.button.clicked.connect(self._on_toggle)
        remove = named(QToolButton(self), f"remove_citation_{number}")
        remove.setIcon(icon("close", bridge.theme))
        remove.setIconSize(QSize(12, 12))
        remove.setToolTip("Remove this citation")
        remove.setAccessibleName("Remove this citation")
        remove.clicked.connect(self._on_remove)
        self.form: CitationForm | None = None
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.button)
        line.addStretch()
        line.addWidget(remove)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addLayout(line)
        self.show_case(bridge.document.case)

    def show_case(self, case: Case) -> None:
        citation = case.citations_of(self._claim)[self.number]
        text = citation_line(case, citation)
        if text != self.button.text():
            self.button.setText(text)
            self.button.setAccessibleName(text)
            self.button.updateGeometry()
        if self.form is not None:
            self.form.show_case(case)

    def open(self, on: bool) -> None:
        if on and self.form is None:
            self.form = CitationForm(self._bridge, self._claim, self.number, self)
            self._layout.addWidget(self.form)
        elif not on and self.form is not None:
            self.form.commit()
            self.form.deleteLater()
            self.form.hide()
            self.form = None

    def _on_toggle(self) -> None:
        self.toggled.emit(self.number)

    def _on_remove(self) -> None:
        self.removed.emit(self.number)


class CitationList(QWidget):
    """All citations of a claim, and a field that adds one."""

    def __init__(self, bridge: Bridge, claim: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._claim = bridge, claim
        self.rows: list[CitationRow] = []
        self._sources = bridge.document.case.sources
        self.add = Choice(self._choices(bridge.document.case), self, acts=True)
        named(self.add, "cite_source").setAccessibleName("Cite a source")
        self.add.activated.connect(self._on_add)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self.add)
        self.show_case(bridge.document.case)

    def show_case(self, case: Case) -> None:
        count = len(case.citations_of(self._claim))
        while len(self.rows) > count:
            row = self.rows.pop()
            row.hide()
            row.deleteLater()
        for row in self.rows:
            row.show_case(case)
        while len(self.rows) < count:
            row = CitationRow(self._bridge, self._claim, len(self.rows), self)
            row.toggled.connect(self._on_toggled)
            row.removed.connect(self._on_removed)
            self._layout.insertWidget(len(self.rows), row)
            self.rows.append(row)
        if case.sources is not self._sources:
            self._sources = case.sources
            self.add.set_choices(self._choices(case))

    def commit(self) -> None:
        for row in self.rows:
            if row.form is not None:
                row.form.commit()

    def _choices(self, case: Case) -> tuple[tuple[str, str], ...]:
        return (("", "Cite a source…"), (_NEW, "A new source"), *source_choices(case))

    def _on_add(self) -> None:
        source = self.add.key
        self.add.setCurrentIndex(0)
        if not source:
            return
        case = self._bridge.document.case
        if source == _NEW:
            source = follow.proposed_id(case.sources, "S")
            self._bridge.apply(AddSource(Source(source, "New source")))
        originated = any(each.role == "originates" for each in case.citations_of(self._claim))
        self._bridge.apply(Cite(Citation(self._claim, source, "relays" if originated else "originates")))
        if self.rows:
            self._on_toggled(len(self.rows) - 1)

    def _on_toggled(self, number: int) -> None:
        """Open one, and close the others: there is little room."""
        for row in self.rows:
            row.open(row.number == number and row.form is None)

    def _on_removed(self, number: int) -> None:
        for row in self.rows:
            row.open(False)
        self._bridge.apply(RemoveCitation(self._claim, number))


def source_choices(case: Case) -> tuple[tuple[str, str], ...]:
    """Every source by id and name, in the order of the names."""
    named_sources = ((id, " ".join(source.name.split()) or id) for id, source in case.sources.items())
    return tuple(sorted(named_sources, key=lambda each: each[1].casefold()))


def citation_line(case: Case, citation: Citation) -> str:
    """A citation in a line: "New Voice relays Prosecutor General · p. 3 · 5 Nov 2025"."""
    role = _ROLES.get(citation.role, citation.role)
    whom = source_name(case, citation.via) if citation.via else "" if citation.role == "originates" else "somebody"
    page = f"p. {citation.page}" if citation.page.isdigit() else citation.page
    said = show_date(citation.said_on) if citation.said_on else ""
    first = f"{source_name(case, citation.source)} {role} {whom}".strip()
    return " · ".join(part for part in (first, page, said) if part)
