"""Fields of forms: a label above, a widget, and below it what is wrong or helpful, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from claimbench.app.record_fields import Field
from claimbench.gui.choice import Choice
from claimbench.gui.named import named
from claimbench.gui.plain_text import plain_label
from claimbench.gui.wording import plain_tip

#: How long typing rests before it is taken over, in milliseconds.
REST = 350
_MOST_LINES = 9


class GrowingText(QPlainTextEdit):
    """Several lines of text, as high as they need up to a limit. Tab goes to the next field."""

    edited = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_changed)
        self._by_program = False

    def show_text(self, text: str) -> None:
        self._by_program = True
        self.setPlainText(text)
        self._by_program = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.finished.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls, unless this text is itself too long to be seen."""
        if self.verticalScrollBar().maximum() > 0 and self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        return QSize(80, self._height(1))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._height(1))

    def _on_changed(self) -> None:
        self._fit()
        if not self._by_program:
            self.edited.emit()

    def _fit(self) -> None:
        lines = min(max(round(self.document().size().height()), 1), _MOST_LINES)
        if self.height() != (height := self._height(lines)):
            self.setFixedHeight(height)

    def _height(self, lines: int) -> int:
        margins = self.contentsMargins()
        around = margins.top() + margins.bottom() + 2 * round(self.document().documentMargin())
        return lines * self.fontMetrics().lineSpacing() + around + 2


class FieldEditor(QWidget):
    """One field of a record. ``typed(text)`` comes when typing rests and when the field is left, ``left`` then too;
    ``remedied`` when the button is pressed that offers to put right what is wrong.

    What is being typed is never replaced by what the case has; Escape brings back what was there when the field was
    entered.
    """

    typed = Signal(str)
    left = Signal()
    remedied = Signal()

    def __init__(
        self, field: Field[Any], choices: Sequence[tuple[str, str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.entered = ""  # the text when the field was entered, the last that could be taken over
        self.pending = False  # typed, and not yet taken over
        self.busy = False  # typed into, and not yet left
        self.kept = False  # what is typed could not be taken over: it stays
        label = plain_label(field.label, "small", selectable=False, parent=self)
        self.widget: QLineEdit | GrowingText | Choice
        if field.look == "choice" or choices:
            self.widget = Choice(choices or field.choices, self)
            self.widget.activated.connect(self._on_chosen)
        elif field.look in ("text", "formula"):
            self.widget = GrowingText(self)
            self.widget.setPlaceholderText(field.hint)
            self.widget.edited.connect(self._on_edited)
            self.widget.finished.connect(self.finish)
        else:
            self.widget = QLineEdit(self)
            self.widget.setPlaceholderText(field.hint)
            self.widget.textEdited.connect(self._on_edited)
            self.widget.editingFinished.connect(self.finish)
        named(self.widget, f"field_{field.key}")
        self.widget.setAccessibleName(field.label)
        if field.help:
            self.widget.setToolTip(plain_tip(field.help))
            self.widget.setAccessibleDescription(field.help)
        self.widget.installEventFilter(self)
        label.setBuddy(self.widget)
        self._message = plain_label("", "small", parent=self)
        named(self._message, f"message_{field.key}")
        self._message.hide()
        self.remedy = named(QPushButton(self), f"remedy_{field.key}")
        self.remedy.hide()
        self.remedy.clicked.connect(self.remedied)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._take_over)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(label)
        layout.addWidget(self.widget)
        layout.addWidget(self._message)
        layout.addWidget(self.remedy, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def text(self) -> str:
        if isinstance(self.widget, Choice):
            return self.widget.key
        return self.widget.toPlainText() if isinstance(self.widget, GrowingText) else self.widget.text()

    @property
    def message(self) -> str:
        return self._message.text()

    def show_text(self, text: str) -> None:
        """Show what the case has, unless something else is being typed here."""
        if not self.busy and not self.kept and text != self.text:
            self.put_text(text)

    def put_text(self, text: str) -> None:
        if isinstance(self.widget, Choice):
            self.widget.set_key(text)
        elif isinstance(self.widget, GrowingText):
            self.widget.show_text(text)
        else:
            self.widget.setText(text)
            self.widget.setCursorPosition(0)

    def tell(self, error: str, hint: str = "") -> None:
        """Say below the field what is wrong, or else what is good to know."""
        for widget, name, value in (
            (self.widget, "wrong", bool(error)), (self._message, "role", "error" if error else "small"),
        ):  # fmt: skip
            if widget.property(name) != value:
                widget.setProperty(name, value)
                widget.style().unpolish(widget)
                widget.style().polish(widget)
        self._message.setText(error or hint)
        self._message.setVisible(bool(error or hint))
        self.widget.setAccessibleDescription(error or hint or self.field.help)

    def offer(self, remedy: str) -> None:
        """Have a button below the field that says what would put it right; none for an empty text."""
        self.remedy.setText(remedy.replace("&", "&&"))
        self.remedy.setVisible(bool(remedy))

    def finish(self) -> None:
        """Take over what was typed, at once: the field is left."""
        self.busy = False
        if self.pending:
            self._take_over()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            if not self.kept:
                self.entered = self.text
        elif (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.text != self.entered
        ):
            self.kept = self.busy = False
            self.put_text(self.entered)
            self._take_over()
            return True
        return super().eventFilter(watched, event)

    def _on_edited(self) -> None:
        self.pending = self.busy = True
        self._rest.start()

    def _on_chosen(self) -> None:
        self._take_over()
        self.left.emit()

    def _take_over(self) -> None:
        self._rest.stop()
        self.pending = False
        self.typed.emit(self.text)
