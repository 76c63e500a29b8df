"""What the inspector's forms have in common: fields bound to one record of the case, each change a command."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from claimbench.app import units
from claimbench.app.commands import Command
from claimbench.app.record_fields import CLAIM, Field
from claimbench.core.case import Case
from claimbench.core.show import plural
from claimbench.gui.bridge import Bridge, Kind, Selection
from claimbench.gui.choice import Choice
from claimbench.gui.form_fields import FieldEditor
from claimbench.gui.inspector_parts import Page


def id_field(kind: Kind) -> Field[Any]:
    """The id as a field of its own: everything that names it follows."""
    topic: Field[Any] = CLAIM["topic"]
    return replace(
        topic,
        key="id",
        label="Id",
        get=lambda record: record.id,
        read=lambda text: text.strip(),
        help=f"Everything that names this {kind} follows",
    )


class RecordForm(Page):
    """A form for the record ``id`` of one kind. What cannot be read stays in its field, with the reason below it, also
    when another record is looked at in between; the case keeps the last value that could be read."""

    kind: Kind = ""

    def __init__(self, bridge: Bridge, id: str, parent: QWidget | None = None) -> None:
        super().__init__(bridge.document.case, bridge.theme, parent)
        self.bridge = bridge
        self.id = id
        self.editors: dict[str, FieldEditor] = {}

    @abstractmethod
    def record(self, case: Case) -> Any:
        """The record in a case; None where it is gone."""

    @abstractmethod
    def command(self, key: str, value: Any) -> Command:
        """What gives the field another value."""

    def renaming(self, new: str) -> Command:
        """What gives the record another id, in forms that have a field for it."""
        raise NotImplementedError

    def advice(self, key: str, record: Any) -> tuple[str, str]:
        """What is wrong with a field that could be read, and a hint; either may be empty."""
        return "", ""

    def add_field(self, field: Field[Any], choices: Sequence[tuple[str, str]] = ()) -> FieldEditor:
        editor = self._editor(field, choices)
        self.add(editor)
        return editor

    def add_fields(self, *fields: Field[Any]) -> None:
        """Fields side by side, for what is short."""
        line = QHBoxLayout()
        line.setSpacing(8)
        for field in fields:
            line.addWidget(self._editor(field), 1, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(line)

    def show_case(self, case: Case) -> bool:
        record = self.record(case)
        if record is None:
            return False
        self.case = case
        for key, editor in self.editors.items():
            editor.show_text(editor.field.text(record))
            self._advise(key, record)
        return True

    def commit(self) -> None:
        for editor in list(self.editors.values()):
            if editor.pending:
                editor.finish()

    def focus_first(self) -> None:
        first = next(iter(self.editors.values()), None)
        if first is not None:
            first.widget.setFocus()
            if not isinstance(first.widget, Choice):
                first.widget.selectAll()  # so that typing replaces what a new record begins with

    def _editor(self, field: Field[Any], choices: Sequence[tuple[str, str]] = ()) -> FieldEditor:
        editor = FieldEditor(field, choices, self)
        self.editors[field.key] = editor
        record = self.record(self.case)
        editor.show_text(field.text(record))
        editor.typed.connect(self._on_typed)
        editor.left.connect(self._on_left)
        editor.remedied.connect(self._on_remedied)
        draft = self.bridge.drafts.get((self.kind, self.id, field.key))
        if draft is not None:
            editor.put_text(draft)
            self._read(editor)
        else:
            self._advise(field.key, record)
        return editor

    def _on_typed(self, text: str) -> None:
        editor = self.sender()
        if isinstance(editor, FieldEditor):
            self._take(editor)

    def _on_left(self) -> None:
        self.bridge.end_merge()
        editor = self.sender()
        record = self.record(self.case)
        if not isinstance(editor, FieldEditor) or record is None:
            return
        if editor.field.key == "id":
            self._rename(editor)
        else:
            editor.show_text(editor.field.text(record))  # as it was understood

    def _rename(self, editor: FieldEditor) -> None:
        new = editor.text.strip()
        if new == self.id:
            editor.tell("")  # also where another one was refused before
            return
        if refusal := self.bridge.apply(self.renaming(new)):
            self._keep(editor, refusal)
        else:
            self.bridge.drafts.pop((self.kind, self.id, "id"), None)
            self.bridge.select(Selection(self.kind, new))

    def _take(self, editor: FieldEditor) -> None:
        key = editor.field.key
        read = self._read(editor)
        if read is None or key == "id":  # an id only when its field is left: all that names it follows
            return
        refusal = self.bridge.apply(self.command(key, read[0]), merge=True)
        if refusal:
            self._keep(editor, refusal)
            self._try_together()
        elif (record := self.record(self.bridge.document.case)) is not None:
            self._advise(key, record)
            self._try_again()

    def _try_again(self) -> None:
        """Take over what could not be before: a lowest value of 1,000 waits for a most likely one above it. Each that
        is taken over tries the rest again, so this ends."""
        for key, value in self._waiting().items():
            if reason := self.refusal(key, value):
                self._keep(self.editors[key], reason)
            else:
                RecordForm._take(self, self.editors[key])
                return

    def _try_together(self) -> None:
        """Take over all that waits where it fits together: four values and four weights, in the place of three."""
        waiting = self._waiting()
        command = self.together(waiting) if len(waiting) > 1 else None
        if command is None:
            return
        try:
            command.apply(self.bridge.document.case)  # first without telling that it was refused
        except ValueError:
            return
        self.bridge.apply(command)
        for key in waiting:
            self._read(self.editors[key])
            self._advise(key, self.record(self.bridge.document.case))

    def _waiting(self) -> dict[str, Any]:
        """What was read and could not be taken over, by field."""
        found = {}
        for key, editor in self.editors.items():
            if editor.kept and key != "id":
                with suppress(ValueError):
                    found[key] = editor.field.read(editor.text)
        return found

    def together(self, values: Mapping[str, Any]) -> Command | None:
        """What gives several fields another value at once, where their values depend on each other."""
        return None

    def refusal(self, key: str, value: Any) -> str:
        """Why the case cannot have this value of a field, in a sentence; "" where it can."""
        try:
            self.command(key, value).apply(self.bridge.document.case)
        except ValueError as refused:
            return str(refused)
        return ""

    def _read(self, editor: FieldEditor) -> tuple[Any] | None:
        """What is in the field; None, with the reason below it, where that cannot be read."""
        try:
            value = editor.field.read(editor.text)
        except ValueError as wrong:
            self._keep(editor, str(wrong))
            return None
        editor.kept = False
        self.bridge.drafts.pop((self.kind, self.id, editor.field.key), None)
        return (value,)

    def _keep(self, editor: FieldEditor, reason: str) -> None:
        editor.kept = True
        self.bridge.drafts[(self.kind, self.id, editor.field.key)] = editor.text
        editor.tell(reason)
        self._offer(editor)

    def _advise(self, key: str, record: Any) -> None:
        editor = self.editors[key]
        if not editor.kept:
            editor.tell(*self.advice(key, record))
            self._offer(editor)

    def _offer(self, editor: FieldEditor) -> None:
        """What the case does not count in yet, it may be meant to."""
        if editor.field.look == "unit":
            name = units.unknown(self.bridge.document.case, editor.text)
            editor.offer(f"Let this case count in {plural(name)}" if name else "")

    def _on_remedied(self) -> None:
        editor = self.sender()
        if not isinstance(editor, FieldEditor):
            return
        case = self.bridge.document.case
        if name := units.unknown(case, editor.text):
            self.bridge.end_merge()
            self.bridge.apply(units.count_in(case, name))
            RecordForm._take(self, editor)  # it can be read now, and was left
