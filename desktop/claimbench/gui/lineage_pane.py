"""The lineage of whatever is selected: who says what it rests on, and what rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from claimbench.app.lineage import Kind, Node, label, lineage, there
from claimbench.core.case import Case
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.lineage_view import LineageView
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.wording import one_line

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.engine.model import CompiledModel

_NOTE = "A dashed line: said at second hand. Click a box to go on from there."
_NOTHING = "Select a claim, a source, a chart or a part of the model to see where it comes from and where it leads."


class LineagePane(QFrame):
    """``series_wanted(id)`` when the figures of a series are asked for."""

    series_wanted = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lineage_pane")
        self.setProperty("pane", True)
        self._bridge = bridge
        self._root: Node | None = None
        self._model: CompiledModel | None = None
        self._stale = True  # it is made anew when it is seen
        self.heading = named(plain_label(_NOTHING, "muted", parent=self), "lineage_heading")
        self._note = plain_label(_NOTE, "small", selectable=False, parent=self)
        self.view = LineageView(bridge.theme)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.view)
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 4)
        top.setSpacing(2)
        top.addWidget(self.heading)
        top.addWidget(self._note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)
        self.view.chosen.connect(self._on_chosen)
        self._on_selected(bridge.selection)
        bridge.selected.connect(self._on_selected)
        bridge.case_changed.connect(self._on_case)
        bridge.results_changed.connect(self._on_results)
        bridge.theme_changed.connect(self.view.set_theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _on_selected(self, selection: Selection) -> None:
        if selection.kind == "calculation":  # it rests on claims alone, which it names
            return
        if selection.kind and (node := Node(selection.kind, selection.id)) != self._root:
            self._root, self._stale = node, True
            self._refresh()

    def _on_case(self, before: Case, after: Case) -> None:
        if _linked(before) != _linked(after):
            self._stale = True
            self._refresh()

    def _on_results(self, results: Results) -> None:
        if results.projector.model is not self._model:
            self._model, self._stale = results.projector.model, True
            self._refresh()

    def _refresh(self) -> None:
        if not self._stale or not self.isVisible():
            return
        self._stale = False
        case, root = self._bridge.document.case, self._root
        found = root is not None and there(case, root)
        self.heading.setText(f"Lineage of {_name(case, root)}" if found and root is not None else _NOTHING)
        self._note.setVisible(found)
        shown = lineage(case, self._model, root) if found and root is not None else None
        self.view.show_lineage(shown, lambda node: one_line(label(case, node)))
        if shown is not None:
            counts = [f"{len(column)} {kind}" for column, kind in zip(shown.columns, _COUNTED, strict=True)]
            self.view.setAccessibleDescription(f"{self.heading.text()}: {', '.join(counts)}.")

    def _on_chosen(self, node: Node) -> None:
        if node.kind == "series":
            self.series_wanted.emit(node.id)
        else:
            self._bridge.select(Selection(node.kind, node.id))


_COUNTED = ("sources", "claims and series", "assumptions", "results")


def _name(case: Case, root: Node) -> str:
    kinds: dict[Kind, str] = {"claim": "", "source": "", "chart": "the chart "}
    return f"{kinds.get(root.kind, '')}{one_line(label(case, root))}"


def _linked(case: Case) -> tuple[object, ...]:
    """What a lineage is made from; the numbers of assumptions are not in it."""
    parts = tuple((a.id, a.label, a.claims) for a in case.assumptions.values())
    return case.claims, case.sources, case.citations, case.series, case.charts, parts
