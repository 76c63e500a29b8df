"""The inspector: everything the case says about what is selected, to read or to edit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.gui.assumption_page import AssumptionPage
from claimbench.gui.bridge import Bridge, Kind, Selection
from claimbench.gui.claim_page import ClaimPage
from claimbench.gui.inspector_parts import Page
from claimbench.gui.source_page import SourcePage
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.app.model_parts import PartKind
    from claimbench.app.projection import Results
    from claimbench.evidence.verdict import Verdict


@dataclass(frozen=True, slots=True)
class PageKind:
    """How one kind of thing is shown: where the case has it, the page to read, and the one to edit, where there is."""

    entries: Callable[[Case], Collection[str]]
    read: Callable[[Bridge, str], Page]
    edit: Callable[[Bridge, str], Page] | None = None


def _source(bridge: Bridge, id: str) -> Page:
    return SourcePage(bridge.document.case, id, bridge.theme, bridge.document.path)


def _assumption(bridge: Bridge, id: str) -> Page:
    return AssumptionPage(bridge.document, id, bridge.theme)


# Forms bring the formula engine with them: they are imported when the first is looked at.


def _claim_form(bridge: Bridge, id: str) -> Page:
    from claimbench.gui.claim_form import ClaimForm

    return ClaimForm(bridge, id)


def _source_form(bridge: Bridge, id: str) -> Page:
    from claimbench.gui.source_form import SourceForm

    return SourceForm(bridge, id)


def _calculation_form(bridge: Bridge, id: str) -> Page:
    from claimbench.gui.calculation_form import CalculationForm

    return CalculationForm(bridge, id)


def _chart_form(bridge: Bridge, id: str) -> Page:
    from claimbench.gui.chart_form import ChartForm

    return ChartForm(bridge, id)


def _part(kind: PartKind) -> Callable[[Bridge, str], Page]:
    def make(bridge: Bridge, id: str) -> Page:
        from claimbench.gui.model_form import PartForm

        return PartForm(bridge, kind, id)

    return make


#: What the inspector can show. Charts, calculations, and the parts of a model but assumptions, have a form only.
PAGES: dict[Kind, PageKind] = {
    "claim": PageKind(lambda case: case.claims, ClaimPage, _claim_form),
    "source": PageKind(lambda case: case.sources, _source, _source_form),
    "assumption": PageKind(lambda case: case.assumptions, _assumption, _part("assumption")),
    "stock": PageKind(lambda case: case.stocks, _part("stock")),
    "flow": PageKind(lambda case: case.flows, _part("flow")),
    "variable": PageKind(lambda case: case.variables, _part("variable")),
    "measure": PageKind(lambda case: case.measures, _part("measure")),
    "chart": PageKind(lambda case: case.charts, _chart_form),
    "calculation": PageKind(lambda case: case.calculations, _calculation_form),
}


class Inspector(QFrame):
    """``editing`` stays on from one selection to the next, so that one thing after another can be filled in."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setProperty("pane", True)
        self._bridge = bridge
        self._verdicts: Mapping[str, Verdict] = {}
        self._shown = Selection()
        self.editing = False
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

    def edit(self, on: bool = True) -> None:
        """Turn the page into a form, with the cursor in its first field, or back. A selected chart gets its form."""
        selection = self._bridge.selection
        if on and selection.kind == "chart" and selection != self._shown:
            self._show(selection)
        elif on != self.editing:
            self.editing = on
            self._remake()
        if on:
            self.page.focus_first()

    def go_to(self, field: str) -> None:
        """Put the cursor into a field of the form, and bring that into sight; "" leaves it in the first."""
        page = self.page
        place = page.findChild(QWidget, f"field_{field}") or page.findChild(QWidget, f"formula_{field}")
        if field and place is not None:
            place.setFocus(Qt.FocusReason.TabFocusReason)  # a line is selected, so that typing replaces it
            QTimer.singleShot(0, place, partial(self._scroll.ensureWidgetVisible, place))  # once it has its place

    def commit(self) -> None:
        """Carry out what was typed and not yet taken over: before a save, or before the window closes."""
        self.page.commit()

    def _make(self, selection: Selection) -> Page:
        self._shown = selection
        kind = PAGES.get(selection.kind)
        if kind is not None and selection.id in kind.entries(self._bridge.document.case):
            make = kind.edit if self.editing and kind.edit is not None else kind.read
            page = make(self._bridge, selection.id)
            page.show_verdicts(self._verdicts)
            return page
        page = Page(self._bridge.document.case, self._bridge.theme)
        page.text("Select a claim, a source or a part of the model to see what stands behind it.", "muted")
        page.finish()
        return page

    def _put(self, page: Page) -> None:
        self.page = page
        page.wanted.connect(self._on_wanted)
        page.edit_wanted.connect(self.edit)
        if (before := self._scroll.takeWidget()) is not None:
            before.deleteLater()  # not at once: it may be one of its own chips that asked for another page
        self._scroll.setWidget(page)

    def _on_selected(self, selection: Selection) -> None:
        """A selected chart leaves what is shown, unless that is the form of another chart."""
        if selection.kind == "chart" and self._shown.kind != "chart":
            return
        if selection.kind in PAGES and selection != self._shown:
            self._show(selection)

    def _show(self, selection: Selection) -> None:
        before = self.page
        before.commit()
        self._put(self._make(selection))
        self._scroll.verticalScrollBar().setValue(0)
        before.leave()

    def _on_case_changed(self, before: Case, after: Case) -> None:
        came_back = type(self.page) is Page and _there(self._shown, after)
        if not self.page.show_case(after) or came_back:
            self._remake()

    def _on_results(self, results: Results) -> None:
        self._verdicts = results.verdicts
        self.page.show_verdicts(self._verdicts)

    def _on_theme(self, theme: Theme) -> None:
        self._remake()

    def _remake(self) -> None:
        """The same page anew, scrolled to where it was, with the cursor in the same field: what is typed next would
        go to another pane."""
        bar = self._scroll.verticalScrollBar()
        at = bar.value()
        focused = QApplication.focusWidget()
        field = focused.objectName() if focused is not None and self.page.isAncestorOf(focused) else ""
        self.page.commit()
        self._put(self._make(self._shown))
        bar.setValue(at)
        if field and (place := self.page.findChild(QWidget, field)) is not None:
            place.setFocus()

    def _on_wanted(self, kind: Kind, id: str) -> None:
        if kind in PAGES:
            self._bridge.select(Selection(kind, id))


def _there(selection: Selection, case: Case) -> bool:
    """Whether the case has what is selected."""
    kind = PAGES.get(selection.kind)
    return kind is not None and selection.id in kind.entries(case)
