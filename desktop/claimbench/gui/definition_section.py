"""A claim's definition beside that of another, with what differs marked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from claimbench.core.case import Case
from claimbench.gui.bridge import Bridge
from claimbench.gui.choice import Choice
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.wording import one_line

_SIGNS = {True: "≠", False: "="}


class DefinitionSection(QWidget):
    """A button, and behind it the choice of the other claim. The list is filled when it is first asked for."""

    def __init__(self, bridge: Bridge, claim: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("definition_section")
        self._bridge, self._claim = bridge, claim
        self.button = named(QPushButton("Compare with…", self), "compare_definitions")
        self.button.setProperty("compact", True)
        self.button.setToolTip("What another claim's number counts, field by field")
        self.button.clicked.connect(self._open)
        self.other = named(Choice((), self), "other_claim")
        self.other.setAccessibleName("Claim to compare with")
        self.other.hide()
        self._shown: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.other)
        self.other.activated.connect(self._on_chosen)

    def _open(self) -> None:
        self.button.hide()
        case = self._bridge.document.case
        for id, claim in _by_topic(case, self._claim):
            self.other.addItem(f"{id} · {one_line(claim)}", id)
        self.other.setCurrentIndex(-1)
        self.other.setPlaceholderText("Choose a claim")
        self.other.show()
        self.other.setFocus()

    def _on_chosen(self, index: int) -> None:
        self.compare(str(self.other.itemData(index)))

    def compare(self, other: str) -> None:
        from claimbench.evidence.definition import difference  # not before it is asked for: units take their time

        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        found = difference(self._bridge.document.case, self._claim, other)
        self._shown = named(QWidget(self), "definitions")
        grid = QGridLayout(self._shown)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(plain_label(found.sentence), 0, 0, 1, 4)
        for column, id in ((1, found.left), (3, found.right)):
            grid.addWidget(plain_label(id, "heading", selectable=False), 1, column)
        for number, row in enumerate(found.rows, 2):
            caption = plain_label(row.field, "muted", selectable=False)
            caption.setWordWrap(False)
            sign = plain_label("?" if row.open else _SIGNS[row.differs], "heading" if row.differs else "muted")
            sign.setWordWrap(False)
            sign.setAccessibleName("not said by both" if row.open else "differs" if row.differs else "the same")
            grid.addWidget(caption, number, 0, top)
            grid.addWidget(plain_label(row.left, "heading" if row.differs else ""), number, 1, top)
            grid.addWidget(sign, number, 2, top)
            grid.addWidget(plain_label(row.right, "heading" if row.differs else ""), number, 3, top)
        for number, bridge in enumerate(found.bridges, 2 + len(found.rows)):
            grid.addWidget(plain_label(bridge.sentence), number, 0, 1, 4)
        self._column.addWidget(self._shown)


def _by_topic(case: Case, claim: str) -> list[tuple[str, str]]:
    """The other claims, those on the same topic first."""
    topic = case.claims[claim].topic
    others = [each for id, each in case.claims.items() if id != claim]
    return [(each.id, each.title) for each in sorted(others, key=lambda each: each.topic != topic)]
