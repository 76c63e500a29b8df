"""One assumption: its label, exact number, slider, and what it rests on."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from claimbench.app.baseline import same_numbers, saved_of
from claimbench.app.commands import Part, ResetAssumptions, SetAssumption
from claimbench.core.assumption import Assumption
from claimbench.core.problem import Severity
from claimbench.core.show import show_number, show_short, show_unit
from claimbench.engine import distribution
from claimbench.gui import wording
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.flow_layout import FlowLayout
from claimbench.gui.icons import icon
from claimbench.gui.number_field import NumberField
from claimbench.gui.plain_text import SteadyLabel, TextButton, plain_label
from claimbench.gui.range_slider import INSET, PARTS, RangeSlider
from claimbench.gui.share_bar import ShareBar
from claimbench.gui.slider_scale import scale_for
from claimbench.gui.theme import Theme
from claimbench.gui.unit_button import UnitButton

if TYPE_CHECKING:
    from claimbench.app.projection import Results

_MARGIN = 14


class AssumptionCard(QWidget):
    """Shows the assumption ``id`` of the document and asks the bridge to change it; keeps no value of its own."""

    def __init__(
        self, bridge: Bridge, assumption: Assumption, counted: Collection[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.id = assumption.id
        self.setObjectName(f"assumption_{assumption.id}")
        self._bridge = bridge
        self._claims: tuple[str, ...] | None = None
        self._asking, self._refusal = False, ""
        self._selected, self._lit = False, False
        self.unit_label = UnitButton(bridge.document.case, assumption, bridge.theme, self)
        self.unit_label.setObjectName(f"unit_{assumption.id}")
        unit, name = self._unit_and_name(assumption, counted)
        self.label = plain_label(wording.one_line(assumption.label), selectable=False, parent=self)
        self.field = NumberField(name, unit, bridge.theme, self)
        self.field.setObjectName(f"field_{assumption.id}")
        self.slider = RangeSlider(name, bridge.theme, self)
        self.slider.setObjectName(f"slider_{assumption.id}")
        self.share = ShareBar(bridge.theme, self)
        self.share.setObjectName(f"share_{assumption.id}")
        self.range_label = SteadyLabel(bridge.theme, self)
        self.sentence = plain_label("", "warning", parent=self)
        self.sentence.hide()
        self.reset_button = QToolButton(self)
        self.reset_button.setObjectName(f"reset_{assumption.id}")
        self.reset_button.setAccessibleName(f"Reset {name}")
        self.reset_button.setIconSize(QSize(12, 12))
        self.reset_button.setFixedSize(18, 18)
        policy = self.reset_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # so that nothing moves when it appears
        self.reset_button.setSizePolicy(policy)
        self._show_unit(assumption)
        self._build()
        self.set_theme(bridge.theme)
        self.field.committed.connect(self._on_committed)
        self.field.refused.connect(self._tell)
        self.unit_label.unit_chosen.connect(self._on_unit)
        self.slider.value_dragged.connect(self._on_dragged)
        self.slider.released.connect(self._on_released)
        self.reset_button.clicked.connect(self._on_reset)
        bridge.failed.connect(self._on_failed)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        top.setSpacing(6)
        at_top = Qt.AlignmentFlag.AlignTop
        height = self.field.sizeHint().height()  # the first line beside the number
        self.label.setContentsMargins(0, (height - self.label.fontMetrics().height()) // 2, 0, 0)
        self.unit_label.setMinimumHeight(height)
        top.addWidget(self.label, 1, at_top)
        top.addWidget(self.field, 0, at_top)
        top.addWidget(self.unit_label, 0, at_top)
        middle = QHBoxLayout()
        middle.setContentsMargins(_MARGIN - INSET, 0, _MARGIN - 2, 0)
        middle.setSpacing(0)
        middle.addWidget(self.slider)
        middle.addWidget(self.share)
        self._links = FlowLayout(across=8, down=0)
        foot = QHBoxLayout()
        foot.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        foot.setSpacing(2)
        foot.addLayout(self._links, 1)
        foot.addWidget(self.reset_button, 0, at_top)
        foot.addWidget(self.range_label, 0, at_top)
        warned = QVBoxLayout()
        warned.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        warned.addWidget(self.sentence)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addLayout(middle)
        layout.addLayout(foot)
        layout.addLayout(warned)

    def show_assumption(self, assumption: Assumption, saved: Assumption | None) -> None:
        """Show it as it is now, beside what is saved (None: nothing in the same unit is)."""
        assumption = self.unit_label.shown(assumption)
        saved = None if saved is None else self.unit_label.shown(saved)
        errors = [one for one in distribution.problems(assumption) if one.severity is Severity.ERROR]
        warnings = [] if errors else distribution.warnings(assumption)
        changed = saved is not None and not same_numbers(assumption, saved)
        found = dict.fromkeys((problem.message, problem.hint) for problem in errors or warnings)
        text = " ".join(f"{message} {hint}".strip() for message, hint in found)
        self.slider.setEnabled(not errors)
        if not errors:
            self._show_range(assumption, saved)
        self.field.set_value(assumption.best)
        self.field.set_state(changed=saved is not None and assumption.best != saved.best, warning=text)
        self._tell(self.field.sentence)
        self._show_links(assumption)
        self.reset_button.setVisible(changed)
        if saved is not None and changed:
            back = f"Back to {show_number(saved.best, wording.EXACT)}"
            if (assumption.low, assumption.high) != (saved.low, saved.high):
                back += f" ({_ends(saved)})"
            self.reset_button.setToolTip(wording.plain_tip(back))

    def show_results(self, results: Results, share: float | None, result: str) -> None:
        """The density as what is held leaves it, and the ``share`` of this assumption in the variance of ``result``."""
        self.share.set_share(share, result)
        curve = results.density(self.id) if self.id in results.inputs else None
        self.slider.set_conditioned(None if curve is None else (self.unit_label.shown_values(curve[0]), curve[1]))

    def _show_range(self, assumption: Assumption, saved: Assumption | None) -> None:
        kind = distribution.KINDS[assumption.distribution]
        if not self.slider.dragging:
            self._rescale(assumption, saved)
        self.slider.set_shape(PARTS if kind.ends_move else ("best",), kind.parts)
        baseline = saved.best if saved is not None and saved.best != assumption.best else None
        curve = distribution.density(assumption)
        fixed = assumption.distribution == "constant"
        no_curve = (np.empty(0), np.empty(0))
        self.slider.set_values(assumption.low, assumption.best, assumption.high, baseline, no_curve if fixed else curve)
        called = assumption.called
        name = "fixed" if fixed else f"{called.name} {called.inner}".strip()
        self.range_label.set_text(
            name if fixed else f"{name}  {_in_short(assumption.low)} – {_in_short(assumption.high)}"
        )
        meaning = f"{distribution.caption(assumption)}: {_ends(assumption)}"
        self.range_label.setToolTip(wording.plain_tip(name if fixed else meaning))

    def _rescale(self, assumption: Assumption, saved: Assumption | None) -> None:
        """The track has room for what is saved and for what is set. It holds still during a drag."""
        base = saved if saved is not None and _sound(saved) else assumption
        low, high = distribution.shown_range(base)
        scale = scale_for(min(low, assumption.low), max(high, assumption.high))
        self.slider.set_scale(scale)
        if scale != self.field.scale:
            self.field.set_scale(scale)

    def _show_links(self, assumption: Assumption) -> None:
        if assumption.claims == self._claims:
            return
        self._claims = assumption.claims
        while (item := self._links.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for claim in assumption.claims:
            link = TextButton(claim, "link", self._bridge.theme, claim, self)
            link.setAccessibleName(f"Claim {claim}")
            link.clicked.connect(self._on_link)
            self._links.addWidget(link)
        if assumption.assumed:
            assumed = plain_label("assumed", "small", selectable=False, parent=self)
            assumed.setWordWrap(False)
            self._links.addWidget(assumed)

    def mark(self, *, selected: bool, lit: bool) -> None:
        """``selected`` in the inspector; ``lit`` because the selected claim stands behind it."""
        if (selected, lit) != (self._selected, self._lit):
            self._selected, self._lit = selected, lit
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self.field.set_theme(theme)
        self.slider.set_theme(theme)
        self.share.set_theme(theme)
        self.range_label.set_theme(theme)
        self.reset_button.setIcon(icon("reset", theme, theme.accent))
        for link in self.findChildren(TextButton):
            link.set_theme(theme)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._select()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.slider.hasFocus():
            self._select()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self._selected or self._lit):
            return
        theme = self._bridge.theme
        painter = QPainter(self)
        if self._selected:
            painter.fillRect(self.rect(), QColor(theme.selection))
        if self._lit:
            painter.fillRect(QRectF(0, 0, 3, self.height()), QColor(theme.accent))
        painter.end()

    def _select(self) -> None:
        self._bridge.select(Selection("assumption", self.id))

    def _on_link(self) -> None:
        link = self.sender()
        if isinstance(link, TextButton):
            self._bridge.select(Selection("claim", link.key))

    def _unit_and_name(self, assumption: Assumption, counted: Collection[str]) -> tuple[str, str]:
        """The unit that it is shown in, as it stands beside the number, and the field's name for screen readers."""
        shown = self.unit_label.unit
        unit = wording.show_field_unit(shown, assumption.label, counted)
        return unit, f"{wording.one_line(assumption.label)}, {show_unit(shown, counted)}".removesuffix(", ")

    def _show_unit(self, assumption: Assumption) -> None:
        """Show label, field and slider in the unit that was chosen."""
        unit, name = self._unit_and_name(assumption, self._bridge.document.case.units)
        self.unit_label.show_text(unit)
        self.field.set_unit(name, unit, self.unit_label.read)
        self.slider.setAccessibleName(name)

    def _on_unit(self) -> None:
        document = self._bridge.document
        assumption = document.case.assumptions.get(self.id)
        if assumption is not None:
            self._show_unit(assumption)
            self.show_assumption(assumption, saved_of(assumption, document.saved))

    def _on_dragged(self, part: Part, value: float) -> None:
        self._bridge.apply(SetAssumption(self.id, part, self.unit_label.kept(value)), merge=True)

    def _on_released(self) -> None:
        self._bridge.end_merge()
        document = self._bridge.document
        assumption = document.case.assumptions.get(self.id)
        if assumption is not None and _sound(assumption):
            self.show_assumption(assumption, saved_of(assumption, document.saved))

    def _on_committed(self, value: float) -> None:
        self._asking, self._refusal = True, ""
        self._bridge.apply(SetAssumption(self.id, "best", self.unit_label.kept(value)))
        self._asking = False
        if self._refusal:
            self.field.refuse(self._refusal)

    def _on_failed(self, sentence: str) -> None:
        if self._asking:
            self._refusal = sentence

    def _on_reset(self) -> None:
        self._bridge.apply(ResetAssumptions(self._bridge.document.saved, (self.id,)))
        self.slider.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, sentence: str) -> None:
        _set_text(self.sentence, sentence)
        role = "error" if self.field.property("wrong") else "warning"
        if self.sentence.property("role") != role:
            self.sentence.setProperty("role", role)
            self.sentence.style().unpolish(self.sentence)
            self.sentence.style().polish(self.sentence)
        self.sentence.setVisible(bool(sentence))


def _sound(assumption: Assumption) -> bool:
    return all(problem.severity is not Severity.ERROR for problem in distribution.problems(assumption))


def _ends(assumption: Assumption) -> str:
    return f"{show_number(assumption.low, wording.EXACT)} – {show_number(assumption.high, wording.EXACT)}"


def _in_short(end: float) -> str:
    """An end of the range where there is little room; its tip has all digits."""
    return show_short(end) if abs(end) >= 1e6 else show_number(end)


def _set_text(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)
