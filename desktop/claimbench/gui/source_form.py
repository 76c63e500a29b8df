"""The inspector's form for a source: every field, and its archived copy."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from claimbench.app import source_edits
from claimbench.app.commands import Command
from claimbench.app.record_fields import SOURCE
from claimbench.app.source_edits import ChangeSources, RenameSource, SetArchive
from claimbench.core.case import Case
from claimbench.core.source import Source
from claimbench.gui import wording
from claimbench.gui.bridge import Bridge
from claimbench.gui.named import named
from claimbench.gui.record_form import RecordForm, id_field

_COPY = {"archive", "archive_sha256"}  # have a part of their own


class SourceForm(RecordForm):
    kind = "source"

    def __init__(self, bridge: Bridge, id: str, parent: QWidget | None = None) -> None:
        super().__init__(bridge, id, parent)
        self._title = self.titled("", "Done", editing=True)
        section = ""
        for key, field in SOURCE.items():
            if key in _COPY or key == "side":
                continue
            if field.section != section:
                section = field.section
                self.heading(section)
            if key == "kind":
                self.add_fields(field, SOURCE["side"])
            else:
                self.add_field(field)
            if key == "retrieved_on":
                self._add_copy()
        self.add_field(id_field("source"))
        self.finish()
        self._show_title()

    def record(self, case: Case) -> Source | None:
        return case.sources.get(self.id)

    def command(self, key: str, value: Any) -> Command:
        return ChangeSources((self.id,), key, value)

    def renaming(self, new: str) -> Command:
        return RenameSource(self.id, new)

    def advice(self, key: str, record: Source) -> tuple[str, str]:
        if key == "reliability_reason" and record.reliability != "F" and not record.reliability_reason:
            return "", "A grade needs a reason."
        return "", ""

    def show_case(self, case: Case) -> bool:
        copy = self.case.sources[self.id].archive, self.case.sources[self.id].archive_sha256
        if not super().show_case(case):
            return False
        self._show_title()
        if copy != (case.sources[self.id].archive, case.sources[self.id].archive_sha256):
            self._show_copy()
        return True

    def take_copy(self, file: Path) -> None:
        """Take a file as the archived copy: where it is, and what it hashes to today."""
        try:
            command = source_edits.archived(self.id, file, date.today(), self.bridge.document.path)
        except ValueError as unreadable:
            self._wrong.setText(str(unreadable))
            self._wrong.show()
            return
        self.bridge.apply(command)

    def _add_copy(self) -> None:
        self._copy = self.text("", "small")
        self._wrong = self.text("", "warning")
        choose = named(QPushButton("Choose a copy…", self), "choose_copy")
        choose.clicked.connect(self._on_choose)
        self._no_copy = named(QPushButton("No copy", self), "no_copy")
        self._no_copy.clicked.connect(self._on_no_copy)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(choose)
        line.addWidget(self._no_copy)
        line.addStretch(1)
        self._column.addLayout(line)
        self._show_copy()

    def _show_copy(self) -> None:
        source = self.case.sources[self.id]
        trouble = source_edits.archive_trouble(source, self.bridge.document.path)
        hashed = f"\nSHA-256 {source.archive_sha256}" if source.archive_sha256 else ""
        self._copy.setText(f"Archived copy: {source.archive}{hashed}" if source.archive else "No archived copy.")
        self._wrong.setText(trouble)
        self._wrong.setVisible(bool(trouble))
        self._no_copy.setVisible(bool(source.archive))

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose the archived copy of this source")
        if chosen:
            self.take_copy(Path(chosen))

    def _on_no_copy(self) -> None:
        self.bridge.apply(SetArchive(self.id, "", "", self.case.sources[self.id].retrieved_on))

    def _show_title(self) -> None:
        text = wording.one_line(self.case.sources[self.id].name) or self.id
        if text != self._title.text():
            self._title.setText(text)
