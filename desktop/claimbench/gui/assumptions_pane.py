"""The assumptions of the case, in their groups, to read, drag, type and put back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from claimbench.app.commands import ResetAssumptions
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.show import show_number
from claimbench.gui import wording
from claimbench.gui.assumption_card import AssumptionCard
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.filtered_pane import FilteredPane
from claimbench.gui.plain_text import plain_label
from claimbench.gui.theme import Theme

#: Room for a number with its unit beside a word of its label.
_LEAST_WIDTH = 244


class AssumptionsPane(FilteredPane):
    """A card for each assumption. While one is dragged, no other is touched."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("assumptions", "Find an assumption…", parent)
        self.setMinimumWidth(_LEAST_WIDTH)
        self._bridge = bridge
        self.cards: dict[str, AssumptionCard] = {}
        self._headings: dict[str, QLabel] = {}
        self._texts: dict[str, str] = {}
        self.reset_button = QPushButton("Reset", self)
        self.reset_button.setObjectName("assumptions_reset")
        self.reset_button.setProperty("menu", True)
        self.reset_menu = QMenu(self.reset_button)
        self.reset_menu.aboutToShow.connect(self.fill_reset_menu)
        self.reset_button.setMenu(self.reset_menu)
        self._empty = plain_label("", "muted", selectable=False, parent=self)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._build()
        self._rebuild(bridge.document.case)
        self._on_selected(bridge.selection)
        self.filter_field.textChanged.connect(self._on_find)
        bridge.case_changed.connect(self._on_case_changed)
        bridge.selected.connect(self._on_selected)
        bridge.theme_changed.connect(self._on_theme)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 12, 12, 4)
        top.setSpacing(8)
        top.addWidget(self.filter_field, 1)
        top.addWidget(self.reset_button)
        none = QHBoxLayout()
        none.setContentsMargins(14, 8, 14, 0)
        none.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addLayout(none)
        layout.addWidget(self._scroll, 1)

    def _rebuild(self, case: Case) -> None:
        """Cards for another set of assumptions, group by group in the order in which the groups come first."""
        inner = QWidget()
        inner.setObjectName("assumption_cards")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 0, 12)
        layout.setSpacing(0)
        self.cards, self._headings, self._texts = {}, {}, {}
        groups: dict[str, list[Assumption]] = {}
        for assumption in case.assumptions.values():
            groups.setdefault(assumption.group, []).append(assumption)
        for group, assumptions in groups.items():
            if group:
                heading = plain_label(wording.one_line(group).upper(), "section", selectable=False, parent=inner)
                heading.setContentsMargins(14, 10 if self._headings else 4, 14, 2)
                layout.addWidget(heading)
                self._headings[group] = heading
            for assumption in assumptions:
                card = AssumptionCard(self._bridge, assumption, case.units, inner)
                layout.addWidget(card)
                self.cards[assumption.id] = card
                self._texts[assumption.id] = _searched(assumption)
        layout.addStretch(1)
        saved = self._bridge.document.saved.assumptions
        for id, card in self.cards.items():
            card.show_assumption(case.assumptions[id], saved.get(id))
        if (old := self._scroll.takeWidget()) is not None:
            old.deleteLater()
        self._scroll.setWidget(inner)
        self._on_find(self.filter_field.text())
        self._show_count()

    def _on_case_changed(self, before: Case, after: Case) -> None:
        if before.assumptions is after.assumptions:
            return
        if _fixed(before) != _fixed(after):
            self._rebuild(after)
            self._on_selected(self._bridge.selection)
            return
        saved = self._bridge.document.saved.assumptions
        for id, assumption in after.assumptions.items():
            if before.assumptions[id] is not assumption and before.assumptions[id] != assumption:
                self.cards[id].show_assumption(assumption, saved.get(id))
        self._show_count()

    def _show_count(self) -> None:
        count = len(self._bridge.document.changed_assumptions)
        self.reset_button.setEnabled(count > 0)
        self.reset_button.setAccessibleName(f"Reset, {count} changed")

    def fill_reset_menu(self) -> None:
        """All changed assumptions at once, then each by itself with the value it goes back to."""
        self.reset_menu.clear()
        document = self._bridge.document
        changed = document.changed_assumptions
        every = self.reset_menu.addAction(f"Reset all to saved ({len(changed)})")
        every.setEnabled(bool(changed))
        every.triggered.connect(self._on_reset_all)
        self.reset_menu.addSeparator()
        for id in changed:
            saved = document.saved.assumptions.get(id)
            if saved is not None:
                text = f"{wording.one_line(saved.label)} back to {show_number(saved.best, wording.EXACT)}"
                action = self.reset_menu.addAction(text.replace("&", "&&"))
                action.setData(id)
                action.triggered.connect(self._on_reset_one)

    def _on_reset_all(self) -> None:
        self._bridge.apply(ResetAssumptions(self._bridge.document.saved))

    def _on_reset_one(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._bridge.apply(ResetAssumptions(self._bridge.document.saved, (str(action.data()),)))

    def _on_find(self, text: str) -> None:
        words = text.casefold().split()
        found = {id for id, searched in self._texts.items() if all(word in searched for word in words)}
        assumptions = self._bridge.document.case.assumptions
        for id, card in self.cards.items():
            card.setVisible(id in found)
        groups = {assumptions[id].group for id in found if id in assumptions}
        for group, heading in self._headings.items():
            heading.setVisible(group in groups)
        typed = wording.one_line(text)
        self._empty.setText(f"No assumption matches “{typed}”." if self.cards else "This case has no assumptions yet.")
        self._empty.setVisible(not found)

    def _on_selected(self, selection: Selection) -> None:
        assumptions = self._bridge.document.case.assumptions
        claim = selection.id if selection.kind == "claim" else None
        for id, card in self.cards.items():
            selected = selection == Selection("assumption", id)
            card.mark(selected=selected, lit=id in assumptions and claim in assumptions[id].claims)
            if selected:
                self._scroll.ensureWidgetVisible(card, 0, 8)

    def _on_theme(self, theme: Theme) -> None:
        for card in self.cards.values():
            card.set_theme(theme)


def _fixed(case: Case) -> list[tuple[str, ...]]:
    """What a card is built from; the rest it follows."""
    return [(a.id, a.label, a.group, a.unit, a.note, *a.claims) for a in case.assumptions.values()]


def _searched(assumption: Assumption) -> str:
    parts = (assumption.id, assumption.label, assumption.group, assumption.note, *assumption.claims)
    return wording.one_line(" ".join(parts)).casefold()
