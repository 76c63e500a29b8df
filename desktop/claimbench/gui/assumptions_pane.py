"""The assumptions of the case, in their groups, to read, drag, type and put back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from claimbench.app.baseline import put_back, saved_of
from claimbench.app.commands import ResetAssumptions
from claimbench.app.scenario_edits import MakeDefault, ResetToDefault, with_default
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.show import show_number
from claimbench.gui import wording
from claimbench.gui.assumption_card import AssumptionCard
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.filtered_pane import FilteredPane
from claimbench.gui.plain_text import plain_label
from claimbench.gui.result_chooser import ResultChooser
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.app.projection import Results

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
        self.result = ResultChooser(bridge, self)
        self._results: Results | None = None
        self._build()
        self._rebuild(bridge.document.case)
        self._on_selected(bridge.selection)
        self.filter_field.textChanged.connect(self._on_find)
        bridge.case_changed.connect(self._on_case_changed)
        bridge.results_changed.connect(self._on_results)
        self.result.chosen.connect(self._show_results)
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
        layout.addWidget(self.result)
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
                card.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                card.customContextMenuRequested.connect(self._on_card_menu)
                layout.addWidget(card)
                self.cards[assumption.id] = card
                self._texts[assumption.id] = _searched(assumption)
        layout.addStretch(1)
        self._show_all(case)
        if (old := self._scroll.takeWidget()) is not None:
            old.deleteLater()
        self._scroll.setWidget(inner)
        self._on_find(self.filter_field.text())
        self._show_count()
        self._show_results()

    def _show_all(self, case: Case) -> None:
        self._saved = self._bridge.document.saved
        for id, card in self.cards.items():
            card.show_assumption(case.assumptions[id], saved_of(case.assumptions[id], self._saved))

    def _on_case_changed(self, before: Case, after: Case) -> None:
        if self._saved is not self._bridge.document.saved and _fixed(before) == _fixed(after):
            self._show_all(after)  # it was saved
            self._show_count()
            return
        if before.assumptions is after.assumptions:
            return
        if _fixed(before) != _fixed(after):
            self._rebuild(after)
            self._on_selected(self._bridge.selection)
            return
        for id, assumption in after.assumptions.items():
            if before.assumptions[id] is not assumption and before.assumptions[id] != assumption:
                self.cards[id].show_assumption(assumption, saved_of(assumption, self._saved))
        self._show_count()

    def _on_results(self, results: Results) -> None:
        self._results = results
        self._show_results()

    def _show_results(self) -> None:
        """What follows for each assumption, on the cards in sight; the others get it when they are scrolled to."""
        results = self._results
        if results is None:
            return
        shares, label = self.result.shares(results), self.result.label
        for id, card in self.cards.items():
            if not card.visibleRegion().isEmpty() or not results.preview:
                card.show_results(results, shares.get(id), label)

    def _show_count(self) -> None:
        count = len(self._bridge.document.changed_assumptions)
        self.reset_button.setEnabled(count > 0 or bool(self._off_default))
        self.reset_button.setAccessibleName(f"Reset, {count} changed")

    def fill_reset_menu(self) -> None:
        """All changed assumptions at once, then each by itself with the value it goes back to."""
        self.reset_menu.clear()
        document = self._bridge.document
        changed = document.changed_assumptions
        every = self.reset_menu.addAction(f"Reset all to saved ({len(changed)})")
        every.setEnabled(bool(changed))
        every.triggered.connect(self._on_reset_all)
        off = self._off_default
        default = self.reset_menu.addAction(f"Reset all to the case's default ({len(off)})")
        default.setEnabled(bool(off))
        default.triggered.connect(self._on_default)
        make = self.reset_menu.addAction("Make the present numbers the default")
        make.setEnabled(bool(off))
        make.triggered.connect(self._on_make_default)
        self.reset_menu.addSeparator()
        for id in changed:
            saved = saved_of(document.case.assumptions[id], document.saved)
            if saved is not None:
                text = f"{wording.one_line(saved.label)} back to {show_number(saved.best, wording.EXACT)}"
                action = self.reset_menu.addAction(text.replace("&", "&&"))
                action.setData(id)
                action.triggered.connect(self._on_reset_one)

    @property
    def _off_default(self) -> tuple[str, ...]:
        """Ids of the assumptions whose numbers are not their default."""
        document = self._bridge.document
        return tuple(id for id, a in document.case.assumptions.items() if with_default(a, document.saved) != a)

    def card_menu(self, id: str) -> QMenu:
        """What can be done with one assumption: the two ways back, and a new default."""
        document = self._bridge.document
        now, saved = document.case.assumptions[id], document.saved
        off_default = with_default(now, saved) != now
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        why = menu.addAction("Why is this number here?")
        why.triggered.connect(partial(self._bridge.select, Selection("assumption", id)))
        menu.addSeparator()
        for text, on, command in (
            ("Reset to saved", put_back(now, saved) != now, ResetAssumptions(saved, (id,))),
            ("Reset to the case's default", off_default, ResetToDefault(saved, (id,))),
            ("Make this the default", off_default, MakeDefault((id,))),
        ):
            action = menu.addAction(text)
            action.setEnabled(on)
            action.triggered.connect(partial(self._bridge.apply, command))
        return menu

    def _on_card_menu(self, at: QPoint) -> None:
        card = self.sender()
        if isinstance(card, AssumptionCard):
            self.card_menu(card.id).popup(card.mapToGlobal(at))

    def _on_reset_all(self) -> None:
        self._bridge.apply(ResetAssumptions(self._bridge.document.saved))

    def _on_default(self) -> None:
        self._bridge.apply(ResetToDefault(self._bridge.document.saved))

    def _on_make_default(self) -> None:
        self._bridge.apply(MakeDefault(self._off_default))

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
        none_yet = "This case has no assumptions yet. Add one under Model."
        self._empty.setText(f"No assumption matches “{typed}”." if self.cards else none_yet)
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
