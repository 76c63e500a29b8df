"""Between the document and the widgets: plain calls in, Qt signals out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from claimbench.app.commands import Command
from claimbench.app.document import Changed, Document
from claimbench.core.frozen import dataclass
from claimbench.gui.side_jobs import SideJobs
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.app.projection import Results

Kind = Literal["", "claim", "source", "assumption", "stock", "flow", "variable", "measure", "chart", "calculation"]

#: Charts that a window has room for when it opens.
FIRST_CHARTS = 4


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected; the same in every pane."""

    kind: Kind = ""
    id: str = ""


class Bridge(QObject):
    """Widgets call :meth:`apply` and :meth:`select`, and listen to the signals. They never change a case themselves.

    ``case_changed(before, after)`` carries two cases, ``results_changed(results)`` a
    :class:`claimbench.app.projection.Results`, ``selected(selection)`` a :class:`Selection`,
    ``theme_changed(theme)`` a :class:`Theme`, ``failed(sentence)`` why something was not
    done and ``told(sentence)`` what was, for the status bar.
    """

    case_changed = Signal(object, object)
    results_changed = Signal(object)
    selected = Signal(object)
    theme_changed = Signal(object)
    failed = Signal(str)
    told = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.theme = theme
        self.selection = Selection()
        self.results: Results | None = None  # the last that were shown
        self.charts_in_sight: frozenset[str] | None = None  # None: not known yet
        self.jobs = SideJobs(self)
        #: What was typed into fields (kind, id, key) and could not be taken over.
        self.drafts: dict[tuple[str, str, str], str] = {}
        document.subscribe(self._on_change)
        self.results_changed.connect(self._on_results)

    def apply(self, command: Command, merge: bool = False) -> str:
        """``merge`` while something is dragged; then :meth:`end_merge` when it is let go. Why the command was refused,
        in a sentence; empty where it was not."""
        try:
            self.document.apply(command, merge)
        except ValueError as refusal:
            self.failed.emit(str(refusal))
            return str(refusal)
        return ""

    def end_merge(self) -> None:
        self.document.end_merge()

    def select(self, selection: Selection) -> None:
        if selection != self.selection:
            self.selection = selection
            self.selected.emit(selection)

    def set_theme(self, theme: Theme) -> None:
        if theme is not self.theme:
            self.theme = theme
            self.theme_changed.emit(theme)

    def _on_change(self, change: Changed) -> None:
        self.case_changed.emit(change.before, change.after)

    def _on_results(self, results: Results) -> None:
        self.results = results
