"""Who a claim comes from: the tree of its citations, and suggestions of what relays what."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from claimbench.app.origins import FoldCitation
from claimbench.core.case import Case
from claimbench.evidence.origins import Node, origins, suggested_folds
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.named import named
from claimbench.gui.plain_text import TextButton, plain_label
from claimbench.gui.wording import one_line, plain_tip

_INDENT = 16
_MOST = 60  # sources of a tree
_ROLES = {"originates": "originates it", "relays": "relays it", "derives": "derives it", "": "named by others"}


class OriginsSection(QWidget):
    """For one claim with citations; made anew with the page when they change."""

    def __init__(self, bridge: Bridge, claim: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("origins_section")
        self._bridge = bridge
        case = bridge.document.case
        found = origins(case, claim)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.summary = named(plain_label(f"{found.sentence}.", "muted"), "origins_summary")
        self._column.addWidget(self.summary)
        self._left = _MOST
        for tree in found.trees:
            self._add(case, tree, 0)
        for loop in found.loops:
            names = " and ".join(_name(case, id) for id in loop)
            self._column.addWidget(plain_label(f"{names} have it from one another: nobody originates it.", "warning"))
        for fold in suggested_folds(case, claim):
            line = QHBoxLayout()
            line.setSpacing(8)
            said = f"{_name(case, fold.source)} may have it from {_name(case, fold.via)}: {fold.reason}."
            line.addWidget(plain_label(said, "small"), 1)
            button = named(QPushButton("Fold"), f"fold_{fold.source}")
            button.setProperty("compact", True)
            button.setToolTip(plain_tip(f"Say that {_name(case, fold.source)} relays it from {_name(case, fold.via)}"))
            button.setAccessibleName(f"Fold: {said}")
            button.clicked.connect(partial(self._fold, FoldCitation(fold.claim, fold.source, fold.via)))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self._column.addLayout(line)

    def _add(self, case: Case, node: Node, depth: int) -> None:
        self._left -= 1
        if self._left < 0:
            return
        line = QHBoxLayout()
        line.setContentsMargins(_INDENT * depth, 0, 0, 0)
        line.setSpacing(6)
        source = TextButton(_name(case, node.source), "link", self._bridge.theme, node.source)
        source.setObjectName(f"origin_{node.source}")
        source.clicked.connect(self._on_source)
        line.addWidget(source)
        role = plain_label(f"· {_ROLES[node.role]}", "small", selectable=False)
        line.addWidget(role, 1)
        self._column.addLayout(line)
        for taker in node.takers:
            self._add(case, taker, depth + 1)

    def _on_source(self) -> None:
        button = self.sender()
        if isinstance(button, TextButton):
            self._bridge.select(Selection("source", button.key))

    def _fold(self, command: FoldCitation, checked: bool = False) -> None:
        self._bridge.apply(command)


def _name(case: Case, id: str) -> str:
    source = case.sources.get(id)
    return one_line(source.name) if source is not None else id
