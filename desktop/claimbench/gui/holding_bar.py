"""What is held, above the claims: chips, how well it fits, what is to be said about it, and the menu of readings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from claimbench.app.holding import LoadReading, Release, RemoveReading, SetWeighByGrade, reading_of
from claimbench.core.case import Case
from claimbench.core.show import show_number
from claimbench.gui.bridge import Bridge, Selection
from claimbench.gui.flow_layout import FlowLayout
from claimbench.gui.named import named
from claimbench.gui.plain_text import PlainLabel, TextButton, plain_label
from claimbench.gui.theme import Theme
from claimbench.gui.wording import one_line, plain_tip

if TYPE_CHECKING:
    from claimbench.app.conditioning import Conditioned
    from claimbench.app.projection import Results

_MOST_CHIPS = 12
_FEW = 2  # sentences that are shown at first
#: A best joint likelihood below this is no fit: that of a claim missed by three standard deviations.
_POOR = 0.0111


class Notice(PlainLabel):
    """A sentence that names claims: a click, Return or Space leads to them, one after the other."""

    followed = Signal(str)

    def __init__(self, sentence: str, claims: tuple[str, ...], role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._claims, self._next = claims, 0
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(sentence)
        self.setWordWrap(True)
        self.setProperty("role", role)
        if claims:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip(f"Go to {', '.join(claims)}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._follow()
        else:
            super().keyPressEvent(event)

    def _follow(self) -> None:
        if self._claims:
            self.followed.emit(self._claims[self._next])
            self._next = (self._next + 1) % len(self._claims)


class HoldingBar(QWidget):
    """``compare`` opens the comparison of the readings. The numbers follow the results at rest, not each step of a
    drag; the chips follow the case."""

    def __init__(self, bridge: Bridge, compare: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("holding_bar")
        self._bridge, self._compare = bridge, compare
        self._messages: tuple[str, ...] = ()
        self._misfit = ""
        self.readings_button = named(QPushButton("Hold", self), "readings_button")
        self.readings_button.setProperty("menu", True)
        self.readings_button.setAccessibleName("Held claims and readings")
        self.readings_button.setToolTip("Readings: sets of claims to hold; how held claims weigh")
        self.menu = named(QMenu(self.readings_button), "readings_menu")
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.readings_button.setMenu(self.menu)
        self.caption = named(plain_label("", "small", selectable=False, parent=self), "held_caption")
        self.fit = named(plain_label("", "small", parent=self), "held_fit")
        self.notices = QWidget(self)
        self._notices = QVBoxLayout(self.notices)
        self._notices.setContentsMargins(0, 0, 0, 0)
        self._notices.setSpacing(2)
        self._chips = FlowLayout(across=6, down=4)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.caption, 1)
        line.addWidget(self.readings_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 2)
        layout.setSpacing(3)
        layout.addLayout(line)
        layout.addLayout(self._chips)
        layout.addWidget(self.fit)
        layout.addWidget(self.notices)
        self._show_case(bridge.document.case)
        bridge.case_changed.connect(self._on_case)
        bridge.results_changed.connect(self._on_results)
        bridge.theme_changed.connect(self._on_theme)

    # what it follows

    def _on_case(self, before: Case, after: Case) -> None:
        if before.held != after.held or before.readings is not after.readings or before.claims is not after.claims:
            self._show_case(after)
        if before.weigh_by_grade != after.weigh_by_grade:
            self._show_caption(after)

    def _show_case(self, case: Case) -> None:
        self._show_caption(case)
        _empty(self._chips)
        for id in case.held[:_MOST_CHIPS]:
            claim = case.claims.get(id)
            chip = TextButton(id, "chip", self._bridge.theme, id, self)
            chip.setAccessibleName(f"Held claim {id}")
            chip.clicked.connect(self._on_chip)
            chip.setToolTip(plain_tip(claim.title if claim is not None else id))
            self._chips.addWidget(chip)
        if len(case.held) > _MOST_CHIPS:
            more = plain_label(f"and {len(case.held) - _MOST_CHIPS} more", "small", selectable=False, parent=self)
            self._chips.addWidget(more)
        if case.held:
            release = named(TextButton("Release all", "link", self._bridge.theme, "", self), "release_all")
            release.clicked.connect(self._on_release)
            self._chips.addWidget(release)
        else:
            self.fit.hide()
            self._show_notices(())

    def _show_caption(self, case: Case) -> None:
        held = len(case.held)
        found = reading_of(case)
        reading = one_line(found.label) if found is not None else ""
        text = f"Held: {held} {'claim' if held == 1 else 'claims'}" if held else "Tick claims to hold them as true"
        if held and reading:
            text += f" · {reading}"
        if held and case.weigh_by_grade:
            text += " · weighed by grade"
        if text != self.caption.text():
            self.caption.setText(text)

    def _on_results(self, results: Results) -> None:
        if not results.preview and results.case.held == self._bridge.document.case.held:
            self._show_fit(results.conditioned)

    def _show_fit(self, conditioned: Conditioned) -> None:
        self._show_notices(conditioned.messages, conditioned.misfit)
        if conditioned.weights is None:
            self.fit.hide()
            return
        text = fit_sentence(conditioned)
        poor = not conditioned.near or conditioned.best_joint_likelihood < _POOR or conditioned.share < 0.05
        role = "warning" if poor else "small"
        if self.fit.property("role") != role:
            self.fit.setProperty("role", role)
            self.fit.style().unpolish(self.fit)
            self.fit.style().polish(self.fit)
        if text != self.fit.text():
            self.fit.setText(text)
        self.fit.setToolTip(
            "How many equally good draws the weighed ones are worth, and how likely the draw that fits best makes all "
            "held claims together: 100 % where it meets every one of them"
        )
        self.fit.show()

    def _show_notices(self, messages: Sequence[str], misfit: str = "") -> None:
        """The first sentences, and a button for the others; each leads to the claims that it names. That what is held
        does not go together stands out."""
        if (tuple(messages), misfit) == (self._messages, self._misfit):
            return
        self._messages, self._misfit = tuple(messages), misfit
        self._fill_notices(_FEW)

    def _fill_notices(self, most: int) -> None:
        _empty(self._notices)
        claims = self._bridge.document.case.claims
        for number, sentence in enumerate(self._messages[:most]):
            found = tuple(id for id in dict.fromkeys(re.findall(r"\w+", sentence)) if id in claims)
            role = "warning" if sentence == self._misfit else "small"
            notice = named(Notice(sentence, found, role, self), f"held_notice_{number}")
            notice.followed.connect(self._on_notice)
            self._notices.addWidget(notice)
        left_out = len(self._messages) - most
        if left_out > 0:
            more = named(TextButton(f"{left_out} more to note", "link", self._bridge.theme, "", self), "more_notices")
            more.clicked.connect(self._on_more)
            self._notices.addWidget(more)
        self.notices.setVisible(bool(self._messages))

    def _on_more(self) -> None:
        self._fill_notices(len(self._messages))

    def _on_notice(self, claim: str) -> None:
        self._bridge.select(Selection("claim", claim))

    def _on_theme(self, theme: Theme) -> None:
        for button in self.findChildren(TextButton):
            button.set_theme(theme)

    # what it does

    def _on_chip(self) -> None:
        chip = self.sender()
        if isinstance(chip, TextButton):
            self._bridge.select(Selection("claim", chip.key))

    def _on_release(self) -> None:
        self._bridge.apply(Release())

    def _fill_menu(self) -> None:
        self.menu.clear()
        case, apply = self._bridge.document.case, self._bridge.apply
        for id, reading in case.readings.items():
            action = self.menu.addAction(_literal(one_line(reading.label)))
            action.setToolTip(plain_tip(reading.note))
            action.setCheckable(True)
            action.setChecked(bool(case.held) and set(reading.claims) == set(case.held))
            action.triggered.connect(partial(self._do, partial(apply, LoadReading(id))))
        self.menu.addSeparator()
        keep = self.menu.addAction("Keep as reading…")
        keep.setEnabled(bool(case.held))
        keep.triggered.connect(self.keep)
        compare = self.menu.addAction("Compare readings…")
        compare.setEnabled(bool(case.readings))
        compare.triggered.connect(partial(self._do, self._compare))
        remove = self.menu.addMenu("Remove a reading")
        remove.setEnabled(bool(case.readings))
        for id, reading in case.readings.items():
            action = remove.addAction(_literal(one_line(reading.label)))
            action.triggered.connect(partial(self._do, partial(apply, RemoveReading(id))))
        self.menu.addSeparator()
        grade = named(self.menu.addAction("Weigh by grade"), "weigh_by_grade")
        grade.setToolTip("A held claim pulls less the weaker its source and the claim are graded")
        grade.setCheckable(True)
        grade.setChecked(case.weigh_by_grade)
        grade.triggered.connect(self._on_grade)
        release = self.menu.addAction("Release all")
        release.setEnabled(bool(case.held))
        release.triggered.connect(self._on_release)

    def _do(self, run: Callable[[], object], checked: bool = False) -> None:
        run()

    def _on_grade(self, on: bool) -> None:
        self._bridge.apply(SetWeighByGrade(on))

    def keep(self) -> None:
        """Ask for a name and a note, and keep what is held under it."""
        from claimbench.gui.keep_reading import KeepReadingDialog

        KeepReadingDialog(self._bridge, self).open()


def fit_sentence(conditioned: Conditioned) -> str:
    """How well what is held fits together, in words."""
    worth = f"{show_number(float(round(conditioned.effective_size)))} of {conditioned.weighed:,} draws"
    fits = conditioned.best_joint_likelihood
    best = f"{show_number(100 * fits, 2)}\u00a0%" if fits >= 0.001 else "below\u00a00.1\u00a0%"
    again = " (sample refined)" if conditioned.refined else ""
    return f"Worth {worth}, {show_number(100 * conditioned.share, 2)}\u00a0%{again} · best joint fit {best}"


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()


def _literal(text: str) -> str:
    return text.replace("&", "&&")
