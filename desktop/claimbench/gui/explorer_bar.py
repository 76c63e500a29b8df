"""The choices of the explorer: which columns are drawn, how, and what is put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QSpinBox, QVBoxLayout, QWidget

from claimbench.app.drawing import ROWS, Drawing, fitted, numbers
from claimbench.gui.choice import Choice
from claimbench.gui.flow_layout import FlowLayout
from claimbench.gui.frame_model import short
from claimbench.gui.named import named
from claimbench.gui.names_button import NamesButton
from claimbench.gui.plain_text import plain_label
from claimbench.tables.frame import Frame

_STYLES: Final = (
    ("line", "Line"), ("step", "Steps"), ("bars", "Bars"), ("points", "Points"), ("histogram", "Histogram"),
    ("box", "Box"),
)  # fmt: skip
_HOWS: Final = (
    ("", "each row"), ("mean", "mean"), ("sum", "sum"), ("count", "count"), ("median", "median"), ("min", "lowest"),
    ("max", "highest"), ("last", "last"),
)  # fmt: skip
_EVERY: Final = (("", "as it is"), ("day", "day"), ("week", "week"), ("month", "month"), ("quarter", "quarter"),
                 ("year", "year"))  # fmt: skip
_LONGEST_ROLL: Final = 100_000
_NARROW: Final = 150


class ExplorerBar(QWidget):
    """``changed(drawing)`` when something is chosen. What has no meaning for the rest of the choices is hidden, and
    comes back as it was."""

    changed = Signal(object)
    keep_requested = Signal()
    all_requested = Signal()
    only_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self.drawing = Drawing()
        self._flow = FlowLayout(self, across=10, down=6, foot=True)
        self._boxes: dict[str, QWidget] = {}
        self.style_choice = self._choice("style", "Draw", _STYLES)
        self.across = self._choice("x", "Across", ())
        self.up = NamesButton("Up", "none", self, clear="None")
        self.up.setMinimumWidth(_NARROW)
        self._add("y", "Up", self.up)
        self.up.chosen_changed.connect(self._on_changed)
        self.colour = self._choice("colour", "Colour by", ())
        self.how = self._choice("how", "Put together", _HOWS)
        self.every = self._choice("every", "Every", _EVERY)
        self.roll = QSpinBox(self)
        self.roll.setRange(1, _LONGEST_ROLL)
        self.roll.setSpecialValueText("off")
        self.roll.setKeyboardTracking(False)
        self.roll.setFixedHeight(self.style_choice.sizeHint().height())
        self.roll.setToolTip("The mean of the last so many values at each place")
        self._add("roll", "Rolling mean over", self.roll)
        self.roll.valueChanged.connect(self._on_changed)
        self.log_x, self.log_y = (
            self._check(key, text) for key, text in (("log_x", "Log across"), ("log_y", "Log up"))
        )
        self.all_button = self._button("show-all", "Show all", "The whole range (Home)")
        self.all_button.clicked.connect(self.all_requested)
        self.source = self._choice("source", "Source", ())
        self.source.setToolTip("Who published the table: for the chart that is kept")
        self.keep_button = self._button("keep-as-chart", "Keep as chart", "")
        self.keep_button.clicked.connect(self.keep_requested)
        self.only_button = self._button("only-brushed", "Only these rows", "Filter the table by the range brushed")
        self.only_button.clicked.connect(self.only_requested)
        self.only_button.hide()

    def show_frame(self, frame: Frame, drawing: Drawing) -> None:
        """Offer the columns of a frame."""
        self._frame = frame
        columns = [(str(at), short(column.name)) for at, column in enumerate(frame.columns)]
        self.across.set_choices(columns)
        self.colour.set_choices([("-1", "none"), *columns])
        self.show_drawing(drawing)

    def offer_sources(self, sources: Mapping[str, str]) -> None:
        """Who can have published the table: names by id."""
        chosen = self.source.key
        self.source.set_choices([("", "none"), *((id, short(name)) for id, name in sources.items())])
        self.source.set_key(chosen if chosen in sources else "")
        self._boxes["source"].setVisible(bool(sources))

    def show_drawing(self, drawing: Drawing) -> None:
        assert self._frame is not None
        self.drawing = drawing
        used = fitted(self._frame, drawing)
        blockers = [QSignalBlocker(each) for each in (self.roll, self.log_x, self.log_y)]  # their own echo alone
        self.style_choice.set_key(drawing.style)
        self.across.set_key(str(drawing.x) if drawing.x >= 0 else "")
        names = {str(at): short(self._frame.columns[at].name) for at in numbers(self._frame)}
        names |= {} if drawing.spread else {str(ROWS): "number of rows"}
        shown = used.y if not drawing.spread else drawing.y
        self.up.show_names(names, [str(at) for at in shown if str(at) in names])
        self.colour.set_key(str(drawing.colour))
        self.how.set_key(used.how)
        self.every.set_key(drawing.every)
        self.roll.setValue(drawing.roll)
        self.log_x.setChecked(used.log_x)
        self.log_y.setChecked(used.log_y)
        del blockers
        across = self._frame.columns[drawing.x] if drawing.x >= 0 and not drawing.spread else None
        dates = across is not None and across.is_date
        upwards = not drawing.spread
        for key, meant in (
            ("x", upwards), ("how", upwards and ROWS not in drawing.y), ("every", dates), ("roll", upwards),
            ("log_x", drawing.style == "histogram" or (across is not None and across.valued and not dates)),
            ("log_y", drawing.style not in ("bars", "histogram")),
        ):  # fmt: skip
            self._boxes[key].setVisible(meant)
        self._flow.invalidate()
        self.updateGeometry()

    def offer_only(self, offered: bool) -> None:
        """Whether there is a range to filter by."""
        if self.only_button.isVisible() is not offered:
            self.only_button.setVisible(offered)
            self._flow.invalidate()
            self.updateGeometry()

    def offer_keeping(self, why_not: str) -> None:
        self.keep_button.setEnabled(not why_not)
        self.keep_button.setToolTip(why_not or "Make it a chart of the case")

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._flow.heightForWidth(width)

    # inside

    def _on_changed(self) -> None:
        up = tuple(int(each) for each in self.up.chosen)
        if len(up) > 1 and ROWS in up:  # it stands alone: what was chosen last counts
            up = (ROWS,) if ROWS not in self.drawing.y else tuple(each for each in up if each != ROWS)
        counted = ROWS in self.drawing.y and ROWS not in up  # until now
        drawing = replace(
            self.drawing,
            style=cast(Any, self.style_choice.key),
            x=int(self.across.key or -1),
            y=up,
            colour=int(self.colour.key or -1),
            how="" if counted else cast(Any, self.how.key),
            every=cast(Any, self.every.key),
            roll=self.roll.value(),
            log_x=self.log_x.isChecked(),
            log_y=self.log_y.isChecked(),
        )
        other = drawing != self.drawing
        self.show_drawing(drawing)
        if other:
            self.changed.emit(drawing)

    def _choice(self, key: str, label: str, choices: Sequence[tuple[str, str]]) -> Choice:
        choice = Choice(choices, self)
        choice.setMaximumWidth(_NARROW)
        choice.activated.connect(self._on_changed)
        self._add(key, label, choice)
        return choice

    def _check(self, key: str, text: str) -> QCheckBox:
        check = QCheckBox(text, self)
        check.setFixedHeight(self.style_choice.sizeHint().height())  # as high as what it stands beside
        check.toggled.connect(self._on_changed)
        self._add(key, "", check)
        return check

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setFixedHeight(self.style_choice.sizeHint().height())
        self._add(name, "", button)
        return button

    def _add(self, key: str, label: str, widget: QWidget) -> None:
        """A widget with a small label above, where it needs one."""
        named(widget, f"explore-{key}")
        box = widget
        if label:
            box = QWidget(self)
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            title = plain_label(label, "small", selectable=False, parent=box)
            title.setWordWrap(False)
            title.setBuddy(widget)
            column.addWidget(title)
            column.addWidget(widget)
            widget.setAccessibleName(label)
        self._boxes[key] = box
        self._flow.addWidget(box)
