"""The inspector: everything the case says about the claim, source or assumption that is selected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from claimbench.core.case import Case
from claimbench.evidence.verdict import Verdict
from claimbench.gui.assumption_page import AssumptionPage
from claimbench.gui.bridge import Bridge, Kind, Selection
from claimbench.gui.claim_page import ClaimPage
from claimbench.gui.inspector_parts import Page
from claimbench.gui.source_page import SourcePage
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.app.projection import Results

_KINDS: dict[str, Kind] = {"claim": "claim", "source": "source", "assumption": "assumption"}


class Inspector(QFrame):
    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setProperty("pane", True)
        self._bridge = bridge
        self._verdicts: Mapping[str, Verdict] = {}
        self._shown = Selection()
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        self.page = self._make(bridge.selection)
        self._put(self.page)
        bridge.selected.connect(self._on_selected)
        bridge.case_changed.connect(self._on_case_changed)
        bridge.results_changed.connect(self._on_results)
        bridge.theme_changed.connect(self._on_theme)

    def _make(self, selection: Selection) -> Page:
        document, theme = self._bridge.document, self._bridge.theme
        case = document.case
        self._shown = selection
        if _there(selection, case):
            match selection.kind:
                case "claim":
                    return ClaimPage(case, selection.id, self._verdicts, theme)
                case "source":
                    return SourcePage(case, selection.id, theme)
                case "assumption":
                    return AssumptionPage(case, selection.id, document.saved, theme)
        page = Page(case, theme)
        page.text("Select a claim, a source or an assumption to see what stands behind it.", "muted")
        page.finish()
        return page

    def _put(self, page: Page) -> None:
        self.page = page
        page.wanted.connect(self._on_wanted)
        if (before := self._scroll.takeWidget()) is not None:
            before.deleteLater()  # not at once: it may be one of its own chips that asked for another page
        self._scroll.setWidget(page)

    def _on_selected(self, selection: Selection) -> None:
        """A selected chart leaves what is shown."""
        if selection.kind in _KINDS and selection != self._shown:
            self._put(self._make(selection))
            self._scroll.verticalScrollBar().setValue(0)

    def _on_case_changed(self, before: Case, after: Case) -> None:
        came_back = type(self.page) is Page and _there(self._shown, after)
        if not self.page.show_case(after) or came_back:
            self._remake()

    def _on_results(self, results: Results) -> None:
        self._verdicts = results.verdicts
        if isinstance(self.page, ClaimPage):
            self.page.show_verdicts(self._verdicts)

    def _on_theme(self, theme: Theme) -> None:
        self._remake()

    def _remake(self) -> None:
        """The same page anew, scrolled to where it was."""
        bar = self._scroll.verticalScrollBar()
        at = bar.value()
        self._put(self._make(self._shown))
        bar.setValue(at)

    def _on_wanted(self, kind: str, id: str) -> None:
        if kind in _KINDS:
            self._bridge.select(Selection(_KINDS[kind], id))


def _there(selection: Selection, case: Case) -> bool:
    """Whether the case has what is selected."""
    groups = {"claim": case.claims, "source": case.sources, "assumption": case.assumptions}
    return selection.id in groups.get(selection.kind, {})
