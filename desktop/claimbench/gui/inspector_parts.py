"""What the views of the inspector are put together from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from claimbench.core.case import Case
from claimbench.gui.flow_layout import FlowLayout
from claimbench.gui.icons import icon
from claimbench.gui.named import named
from claimbench.gui.plain_text import TextButton, TextRole, plain_label
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.evidence.verdict import Verdict

NOT_SAID = "not said"

Chip = tuple[str, str, str]  # kind of what it selects, id, text; a kind of "" is a word between chips


class Quote(QWidget):
    """The words of a source in italics beside a bar."""

    def __init__(self, text: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.label = plain_label(text)
        slanted = self.label.font()
        slanted.setItalic(True)
        self.label.setFont(slanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 3, 0, 3)
        layout.addWidget(self.label)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, 3, self.height()), QColor(self.theme.band_narrow))
        painter.end()


class WholeText(QPlainTextEdit):
    """Text without spaces, such as an address, broken anywhere so that all of it is seen; it can only be selected."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlainText(text)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        around = margins.left() + margins.right() + 2 * round(self.document().documentMargin())
        layout = QTextLayout(self.toPlainText(), self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        lines = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(20, width - around - 20))
            lines += 1
        layout.endLayout()
        return max(1, lines) * self.fontMetrics().lineSpacing() + around + 12

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.fontMetrics().lineSpacing())


class Page(QWidget):
    """A column of headings, texts, grids and chips. ``wanted(kind, id)`` asks to select something, ``edit_wanted(on)``
    for the form in place of the page, or back."""

    wanted = Signal(str, str)
    edit_wanted = Signal(bool)

    def __init__(self, case: Case, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.case = case
        self.theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 16)
        self._column.setSpacing(6)

    def show_case(self, case: Case) -> bool:
        """Take over a changed case; False where the page has to be made anew."""
        self.case = case
        return True

    def show_verdicts(self, verdicts: Mapping[str, Verdict]) -> None:
        """Take over new results, where the page shows any."""

    def commit(self) -> None:
        """Take over what was typed, where the page has fields."""

    def leave(self) -> None:
        """What is to be done once, when the page of something else has taken its place."""

    def focus_first(self) -> None:
        """Put the cursor into the first field, where the page has any."""

    def finish(self) -> None:
        self._column.addStretch(1)

    def titled(self, text: str, button: str, editing: bool) -> QLabel:
        """The title, with a button that asks for the form, or for the page back."""
        line = QHBoxLayout()
        line.setSpacing(8)
        label = plain_label(text, "title", parent=self)
        turn = named(QPushButton(button, self), "done" if editing else "edit")
        turn.setProperty("compact", True)
        turn.clicked.connect(self._on_done if editing else self._on_edit)
        line.addWidget(label, 1)
        line.addWidget(turn, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(line)
        return label

    def _on_edit(self) -> None:
        self.edit_wanted.emit(True)

    def _on_done(self) -> None:
        self.edit_wanted.emit(False)

    def text(self, text: str, role: TextRole = "") -> QLabel:
        label = plain_label(text, role, parent=self)
        self._column.addWidget(label)
        return label

    def heading(self, text: str) -> None:
        self._column.addSpacing(4)
        self._column.addWidget(plain_label(text, "heading", selectable=False, parent=self))

    def add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def pair(self, first: str, second: str, roles: tuple[TextRole, TextRole]) -> tuple[QLabel, QLabel]:
        """Two texts in one line, where there is room."""
        flow = FlowLayout(across=5, down=2)
        labels = plain_label(first, roles[0], parent=self), plain_label(second, roles[1], parent=self)
        for label in labels:
            flow.addWidget(label)
        self._column.addLayout(flow)
        return labels

    def grid(self, rows: Iterable[tuple[str, str]]) -> list[QLabel]:
        """Names and what stands for them, in two columns; the labels of the second. What is left out is said to be."""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        labels: list[QLabel] = []
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, text) in enumerate(rows):
            caption = plain_label(name, "muted", selectable=False, parent=self)
            caption.setWordWrap(False)
            value = plain_label(text or NOT_SAID, "" if text else "muted", parent=self)
            grid.addWidget(caption, row, 0, top)
            grid.addWidget(value, row, 1)
            labels.append(value)
        self._column.addLayout(grid)
        return labels

    def chips(self, chips: Sequence[Chip]) -> None:
        flow = FlowLayout(across=8, down=6)
        for kind, id, text in chips:
            if kind:
                chip = TextButton(text, "chip", self.theme, id, self)
                chip.setProperty("kind", kind)
                chip.clicked.connect(self._on_chip)
                flow.addWidget(chip)
            else:
                flow.addWidget(plain_label(text, "muted", selectable=False, parent=self))
        self._column.addLayout(flow)

    def address(self, address: str) -> None:
        """An address in full with a button to copy it. Nothing is opened."""
        line = QHBoxLayout()
        line.setSpacing(6)
        whole = WholeText(address, "Address", self)
        copy = QToolButton(self)
        copy.setObjectName("copy_address")
        copy.setIcon(icon("copy", self.theme))
        copy.setToolTip("Copy the address")
        copy.setAccessibleName("Copy the address")
        copy.clicked.connect(self._on_copy)
        self._address = address
        line.addWidget(whole, 1)
        line.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        self._copied = plain_label("", "small", selectable=False, parent=self)
        self._copied.setWordWrap(False)
        line.addWidget(self._copied)
        self._column.addLayout(line)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self._copied.setText("copied")

    def _on_chip(self) -> None:
        chip = self.sender()
        if isinstance(chip, TextButton):
            self.wanted.emit(str(chip.property("kind")), chip.key)
