"""A field for one formula of the case: completion while typing, the place of what is wrong, and what comes out."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextEdit, QVBoxLayout, QWidget

from claimbench.app.formula_help import Check, Trouble, check, completions, typed_at
from claimbench.app.model_edits import ChangeFormula
from claimbench.core.case import Case
from claimbench.gui.bridge import Bridge
from claimbench.gui.form_fields import GrowingText
from claimbench.gui.formula_completion import FormulaCompleter
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.theme import Theme

#: How long typing rests before a formula is checked, in milliseconds.
REST = 150


class FormulaEdit(GrowingText):
    """The text itself. Return commits, Shift+Return begins a line, Escape puts back what was there."""

    committed = Signal()
    restored = Signal()

    def __init__(self, bridge: Bridge, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._path = bridge, path
        self.completer = FormulaCompleter(self, bridge.theme)
        self.completer.taken.connect(self._insert)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.completer.open and self._chosen() == self._typed():
            self.completer.view.hide()  # nothing would be completed
        if self.completer.open and (enter or key == Qt.Key.Key_Escape):
            event.ignore()  # the list takes it
        elif enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.committed.emit()
        elif key == Qt.Key.Key_Escape:
            self.restored.emit()
        elif key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._offer()
        else:
            before = self.toPlainText()
            super().keyPressEvent(event)
            if self.toPlainText() != before:
                self._offer()
            elif self.completer.open:
                self.completer.view.hide()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab takes the chosen completion, where there is a list, and else goes on."""
        if not self.completer.open:
            return super().focusNextPrevChild(next)
        self._insert(self._chosen())
        return True

    def _chosen(self) -> str:
        return str(self.completer.view.currentIndex().data() or "")

    def _typed(self) -> str:
        return typed_at(self.toPlainText(), self.textCursor().position())[1]

    def _offer(self) -> None:
        case, text, at = self._bridge.document.case, self.toPlainText(), self.textCursor().position()
        below = self.cursorRect().translated(self.viewport().pos())
        self.completer.offer(completions(case, self._path, text, at), below)

    def _insert(self, completion: str) -> None:
        """Put a completion in the place of what was typed of it."""
        cursor = self.textCursor()
        start, _ = typed_at(self.toPlainText(), cursor.position())
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(completion)
        self.setTextCursor(cursor)
        self.completer.view.hide()


class FormulaField(QWidget):
    """The formula at ``path`` (``flows.births.formula``, ``claims.C01.measure``), under ``label``.

    What is typed is checked when it rests; it becomes a change of the case when Return is pressed or the field is left,
    if nothing is wrong with it. Something wrong stays in the field, with the choice to keep it in the case all the same
    or to go back, also when something else is looked at in between.
    """

    def __init__(self, bridge: Bridge, path: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self.path = bridge, path
        self._key = ("formula", path, "text")
        self.found = Check(())
        self._insisting = False  # whether Return was pressed on something wrong, once
        caption = plain_label(label, "small", selectable=False, parent=self)
        self.edit = named(FormulaEdit(bridge, path, self), f"formula_{path.rpartition('.')[2]}")
        self.edit.setAccessibleName(label)
        caption.setBuddy(self.edit)
        self.message = named(plain_label("", "error", parent=self), "formula_message")
        self.now = named(plain_label("", "muted", parent=self), "formula_now")
        self.keep_button = named(QPushButton("Keep it anyway", self), "formula_keep")
        self.back_button = named(QPushButton("Put back", self), "formula_back")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._build(caption)
        self._show_text(bridge.drafts.get(self._key, self.saved))
        self._rest.timeout.connect(self._on_rest)
        self.edit.edited.connect(self._on_edited)
        self.edit.committed.connect(self._on_committed)
        self.edit.restored.connect(self.restore)
        self.edit.finished.connect(self._on_left)
        self.keep_button.clicked.connect(self.keep)
        self.back_button.clicked.connect(self.restore)
        bridge.case_changed.connect(self._on_case_changed)
        bridge.results_changed.connect(self._on_results)

    def _build(self, caption: QWidget) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.keep_button)
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(caption)
        layout.addWidget(self.edit)
        layout.addWidget(self.message)
        layout.addLayout(buttons)
        layout.addWidget(self.now)

    @property
    def text(self) -> str:
        return self.edit.toPlainText()

    @property
    def saved(self) -> str:
        """The formula as the case has it."""
        return formula_at(self._bridge.document.case, self.path) or ""

    @property
    def changed(self) -> bool:
        return self.text != self.saved

    def commit(self) -> bool:
        """Make what was typed a change of the case, if nothing is wrong with it; whether it is one now."""
        gone = formula_at(self._bridge.document.case, self.path) is None  # renamed or deleted: this page goes next
        if gone or not self.changed or self._key not in self._bridge.drafts:  # the last: it is the case that changed
            self._forget()
            return True
        self._check()
        if not self.found.valid:
            return False
        self.keep()
        return True

    def keep(self) -> None:
        """Make what was typed a change of the case, whatever is wrong with it."""
        self._forget()
        self._bridge.apply(ChangeFormula(self.path, self.text))
        self._check()

    def restore(self) -> None:
        """Put back what the case has."""
        self._forget()
        self._show_text(self.saved)

    def _forget(self) -> None:
        self._insisting = False
        self._bridge.drafts.pop(self._key, None)

    def _show_text(self, text: str) -> None:
        if text != self.text:
            self.edit.show_text(text)
        self._check()

    def _on_edited(self) -> None:
        self._insisting = False
        self._bridge.drafts[self._key] = self.text
        self._rest.start()

    def _on_rest(self) -> None:
        if self.edit.completer.open:
            self._rest.start()  # in the middle of a name there is nothing to say yet
        else:
            self._check()

    def _on_committed(self) -> None:
        if self.commit():
            return
        if self._insisting:
            self.keep()
        else:
            self._insisting = True
            again = "Press Return again to keep it anyway; the charts then stay as they were."
            self.message.setText(f"{self.message.text()}\n{again}")

    def _on_left(self) -> None:
        self.commit()

    def _on_case_changed(self, before: Case, after: Case) -> None:
        old, new = formula_at(before, self.path), formula_at(after, self.path)
        if new is not None and new != old and self.text == old:
            self._forget()
            self.edit.show_text(new)
        self._rest.start()

    def _on_results(self, results: object) -> None:
        """What comes out follows at rest: while something is dragged, other things are more pressing."""
        self._rest.start()

    def _check(self) -> None:
        self._rest.stop()
        case = self._bridge.document.case
        try:
            self.found = check(case, self.path, self.text, self._bridge.results)
        except ValueError:  # what it belongs to is gone, and this page goes next
            return
        self._mark(self.found.troubles)
        self.message.setText("\n".join(trouble.message for trouble in self.found.troubles))
        self.message.setVisible(not self.found.valid)
        unsettled = not self.found.valid and self.changed
        self.keep_button.setVisible(unsettled)
        self.back_button.setVisible(unsettled)
        now = self.found.now
        self.now.setText(now.sentence(case.units) if now else "")
        self.now.setVisible(now is not None)
        self.edit.setAccessibleDescription(self.message.text() or self.now.text())

    def _mark(self, troubles: tuple[Trouble, ...]) -> None:
        """Underline the places of what is wrong, and frame the field."""
        theme: Theme = self._bridge.theme
        marks = []
        for trouble in troubles:
            if trouble.span is not None:
                mark = QTextEdit.ExtraSelection()
                look = QTextCharFormat()
                look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                look.setUnderlineColor(QColor(theme.error))
                cursor = QTextCursor(self.edit.document())
                last = len(self.text)
                cursor.setPosition(min(trouble.span.start, last))
                cursor.setPosition(min(trouble.span.end, last), QTextCursor.MoveMode.KeepAnchor)
                mark.cursor, mark.format = cursor, look
                marks.append(mark)
        self.edit.setExtraSelections(marks)
        if self.edit.property("wrong") != bool(troubles):
            self.edit.setProperty("wrong", bool(troubles))
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)


def formula_at(case: Case, path: str) -> str | None:
    """The text of the formula at a path; None where what it belongs to is gone."""
    group, _, rest = path.partition(".")
    id, _, name = rest.rpartition(".")
    entry = getattr(case, group).get(id)
    return str(getattr(entry, name)) if entry is not None else None
