"""Reading a newer file of a series: what differs, which columns have another name, and what follows."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from claimbench.app.rereading import Reread, reread
from claimbench.gui.background import Background
from claimbench.gui.bridge import Bridge
from claimbench.gui.choice import Choice
from claimbench.gui.dialog_buttons import DialogButtons
from claimbench.gui.frame_model import short
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.tables.convert import told

_CHANGES = 8  # cells that are told one by one
_REMARKS = 2  # of each kind


class RereadDialog(QDialog):
    """Nothing changes before "Read again" is pressed; that can be undone."""

    def __init__(
        self, bridge: Bridge, id: str, old: bytes, new: bytes, place: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("reread-dialog")
        self.setWindowTitle(f"Read “{short(bridge.document.case.series[id].label)}” again")
        self._bridge, self._id, self._old, self._new, self._place = bridge, id, old, new, place
        self._background = Background(self)
        self._generation = 0
        self.found: Reread | None = None
        self.renamed: dict[str, str] = {}
        self.busy = False
        self.sentence = named(plain_label("Comparing…", "title", parent=self), "reread-difference")
        self.details = named(plain_label("", "muted", parent=self), "reread-details")
        self.effect = named(plain_label("", parent=self), "reread-effect")
        self.message = named(plain_label("", "error", parent=self), "reread-message")
        self._mapping = QFormLayout()
        self.choices: dict[str, Choice] = {}
        buttons = DialogButtons("Read again", "take-reread", self)
        self.take = buttons.take
        self.take.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.sentence)
        layout.addWidget(self.details)
        layout.addLayout(self._mapping)
        layout.addWidget(self.effect)
        layout.addWidget(self.message)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.resize(560, 360)
        self._compare()

    def _compare(self) -> None:
        self._generation += 1
        self.busy = True
        self.take.setEnabled(False)
        case = self._bridge.document.case
        work = partial(reread, case, self._id, self._old, self._new, self._place, dict(self.renamed))
        self._background.run(work, partial(self._on_compared, self._generation))

    def _on_compared(self, generation: int, future: Future[Reread]) -> None:
        if generation != self._generation:
            return
        self.busy = False
        try:
            found = future.result()
        except ValueError as refusal:
            self.sentence.setText("The newer file cannot take the place of the old one")
            self.message.setText(str(refusal))
            return
        self.found = found
        self.sentence.setText(found.difference.sentence)
        changes = [
            f"{' · '.join(change.key)}, {change.column}: {short(change.before)} → {short(change.after)}"
            for change in found.difference.changed[:_CHANGES]
        ]
        more = len(found.difference.changed) - _CHANGES
        changes += [f"{more:,} more cells differ."] if more > 0 else []
        self.details.setText("\n".join(short(change) for change in changes))
        self.details.setVisible(bool(changes))
        self._offer(found)
        self.effect.setText("\n".join([*found.effect, *told(found.remarks, _REMARKS)]))
        lost = [name for name in found.lost if not self.renamed.get(name)]
        gone = ", ".join(f"“{short(name)}”" for name in lost)
        self.message.setText(f"{gone} is not in the newer file. Choose the column that it is now." if lost else "")
        self.take.setEnabled(found.command is not None)

    def _offer(self, found: Reread) -> None:
        """A choice for each column that is gone: proposed is the one that seems to be it."""
        likely = {pair.old: pair.new for pair in found.difference.renamed}
        names = [(name, short(name)) for name in found.columns]
        proposed = False
        for gone in (*found.lost, *likely):
            if gone in self.choices:
                continue
            choice = named(Choice([("", "– is gone –"), *names], self), f"renamed_{len(self.choices)}")
            choice.setAccessibleName(f"What {gone} is called now")
            choice.setCurrentIndex(0)
            if gone in likely:
                choice.set_key(likely[gone])
                self.renamed[gone] = likely[gone]
                proposed = True
            choice.activated.connect(self._on_choice)
            self.choices[gone] = choice
            self._mapping.addRow(plain_label(f"“{short(gone)}” is now", parent=self), choice)
        if proposed:
            self._compare()

    def _on_choice(self) -> None:
        self.renamed = {name: choice.key for name, choice in self.choices.items() if choice.key}
        self._compare()

    def accept(self) -> None:
        if self.found is None or self.found.command is None:
            return
        refusal = self._bridge.apply(self.found.command)
        self.message.setText(refusal)
        if not refusal:
            super().accept()

    def done(self, result: int) -> None:
        self._background.close()
        super().done(result)
