"""Which assumptions one rises and falls with, to read and to change."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from claimbench.app.correlation_edits import Correlate, Uncorrelate, partners
from claimbench.core.case import Case
from claimbench.gui import wording
from claimbench.gui.bridge import Bridge
from claimbench.gui.choice import Choice
from claimbench.gui.icons import icon
from claimbench.gui.named import named
from claimbench.gui.number_field import NumberField
from claimbench.gui.plain_text import TextButton, plain_label
from claimbench.gui.slider_scale import SliderScale

_CHOOSE = "Another assumption…"
_FIRST = 0.5  # the rank correlation that a new pair begins with
_HELP = "1: the two always rise together; 0: neither says anything about the other; −1: one rises when the other falls."


class CorrelationFields(QWidget):
    """A row for each partner of the assumption ``id``, and one to add another. ``wanted(kind, id)`` when a partner is
    pressed. What is refused is said below, and stays in its field."""

    wanted = Signal(str, str)

    def __init__(self, bridge: Bridge, id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("correlations")
        self._bridge, self.id = bridge, id
        self.ranks: dict[str, NumberField] = {}
        self._shown: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        heading = plain_label("Rises and falls with", "heading", selectable=False, parent=self)
        heading.setToolTip(wording.plain_tip(_HELP))
        column.addWidget(heading)
        self._rows = QWidget(self)
        self._column = column
        column.addWidget(self._rows)
        line = QHBoxLayout()
        line.setSpacing(6)
        self.partner = named(Choice((), self), "correlation_partner")
        self.partner.setAccessibleName("Assumption to correlate with")
        self.new_rank = self._rank_field("correlation_rank", "Rank correlation with it")
        self.new_rank.set_value(_FIRST)
        self.add_button = named(QPushButton("Add", self), "correlation_add")
        for widget, stretch in ((self.partner, 1), (self.new_rank, 0), (self.add_button, 0)):
            line.addWidget(widget, stretch)
        self._adding = QWidget(self)
        line.setContentsMargins(0, 0, 0, 0)
        self._adding.setLayout(line)
        column.addWidget(self._adding)
        column.addWidget(plain_label(f"Rank correlation from −1 to 1. {_HELP}", "small", selectable=False, parent=self))
        self.message = named(plain_label("", "error", parent=self), "correlation_message")
        self.message.hide()
        column.addWidget(self.message)
        self.partner.activated.connect(self._on_partner)
        self.new_rank.committed.connect(self.new_rank.set_value)
        self.new_rank.refused.connect(self._tell)
        self.add_button.clicked.connect(self._on_add)
        self.show_case(bridge.document.case)

    def show_case(self, case: Case) -> None:
        """Follow the case: rows are made anew only for other partners or labels."""
        found = partners(case, self.id)
        labels = {id: wording.one_line(one.label) for id, one in case.assumptions.items() if id != self.id}
        shown = (tuple(found), tuple(labels.items()))
        if shown != self._shown:
            self._shown = shown
            self._make_rows(found, labels)
            others = [(id, label) for id, label in labels.items() if id not in found]
            self.partner.set_key("")
            self.partner.set_choices([("", _CHOOSE), *others])
            self.partner.set_key("")
            self._on_partner()
            self._adding.setVisible(bool(others))
            self._tell("")
        for id, rank in found.items():
            self.ranks[id].set_value(rank)

    def _make_rows(self, found: dict[str, float], labels: dict[str, str]) -> None:
        before, self._rows = self._rows, QWidget(self)
        self._column.replaceWidget(before, self._rows)
        before.hide()
        before.deleteLater()  # not at once: one of its buttons may have been pressed
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setColumnStretch(0, 1)
        self.ranks = {}
        for row, id in enumerate(found):
            label = labels.get(id, id)
            link = TextButton(label, "chip", self._bridge.theme, id, self._rows)
            link.clicked.connect(self._on_link)
            field = self._rank_field(f"correlation_{id}", f"Rank correlation with {label}")
            field.setProperty("partner", id)
            field.committed.connect(self._on_rank)
            field.refused.connect(self._tell)
            remove = named(QToolButton(self._rows), f"uncorrelate_{id}")
            remove.setProperty("partner", id)
            remove.setIcon(icon("close", self._bridge.theme))
            remove.setIconSize(QSize(12, 12))
            remove.setToolTip(wording.plain_tip(f"No rank correlation with {label}"))
            remove.setAccessibleName(f"Remove the rank correlation with {label}")
            remove.clicked.connect(self._on_remove)
            grid.addWidget(link, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(remove, row, 2)
            self.ranks[id] = field
        self._rows.setVisible(bool(found))

    def _rank_field(self, name: str, words: str) -> NumberField:
        field = named(NumberField(words, "", self._bridge.theme, self), name)
        field.set_scale(SliderScale(-1.0, 1.0))
        return field

    def _tell(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def _on_partner(self) -> None:
        self.add_button.setEnabled(bool(self.partner.key))

    def _on_add(self) -> None:
        if refusal := self._bridge.apply(Correlate(self.id, self.partner.key, self.new_rank.value)):
            self.new_rank.refuse(refusal)

    def _on_rank(self, rank: float) -> None:
        field = self.sender()
        if not isinstance(field, NumberField):
            return
        if refusal := self._bridge.apply(Correlate(self.id, str(field.property("partner")), rank)):
            field.refuse(refusal)
        else:
            self._tell("")

    def _on_remove(self) -> None:
        self._tell(self._bridge.apply(Uncorrelate(self.id, str(self.sender().property("partner")))))

    def _on_link(self) -> None:
        link = self.sender()
        if isinstance(link, TextButton):
            self.wanted.emit("assumption", link.key)
