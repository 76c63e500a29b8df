"""The explorer: a pyqtgraph plot of the columns of one table, with its choices in a bar above."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from claimbench.app.chart_edits import AddChart, named_after
from claimbench.app.drawing import Drawing, Drawn, condition_between, draw, likely, marked, rows_between, upright
from claimbench.app.kept_drawing import KeepDrawing, keep
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.gui.bridge import Bridge
from claimbench.gui.explorer_bar import ExplorerBar
from claimbench.gui.explorer_looks import KeyEntry
from claimbench.gui.explorer_plot import ExplorerPlot
from claimbench.gui.explorer_shapes import MOST_POINTS, Shape, shapes
from claimbench.gui.flow_layout import FlowLayout
from claimbench.gui.frame_model import short
from claimbench.gui.named import named
from claimbench.gui.newest import Newest
from claimbench.gui.plain_text import plain_label
from claimbench.gui.theme import Theme
from claimbench.tables.frame import Condition, Frame, Ids

if TYPE_CHECKING:
    from claimbench.gui.data_pane import DataPane

_PATIENCE: Final = 300  # ms, after which a drawing that takes longer is said to be made


class ExplorerView(QWidget):
    """``brushed(ids)`` tells which rows of the frame are in the range that was brushed, ``condition_wanted(condition)``
    that only these are to be shown, ``kept(id)`` that a chart of the case was made. ``name`` is that of the table;
    ``series`` is the id of the series of the case that the frame is made of, "" where it is made of none."""

    brushed = Signal(object)
    condition_wanted = Signal(object)
    kept = Signal(str)
    shown = Signal()

    def __init__(
        self, bridge: Bridge, frame: Frame, name: str = "table", series: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("explorer")
        self.bridge, self.frame, self.name, self.series = bridge, frame, name, series
        self._conditions: tuple[Condition, ...] = ()
        self._drawing, self._marking, self._keeping = Newest(self), Newest(self), Newest(self)
        self._picked: Ids | None = None
        self._range: Condition | None = None  # that was brushed
        self._made = ""  # the chart that was made of what is drawn
        self.bar = named(ExplorerBar(self), "explorer-bar")
        self.plot = ExplorerPlot(bridge.theme, self)
        self.message = named(plain_label("", "muted", selectable=False, parent=self), "explorer-message")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.remark = named(plain_label("", "small", parent=self), "explorer-remark")
        self.key = named(QWidget(self), "explorer-key")
        self._key_flow = FlowLayout(self.key, across=14, down=2)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.message)
        self._stack.addWidget(self.plot)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_PATIENCE)
        self._late.timeout.connect(self._on_late)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self.bar)
        layout.addWidget(self.key)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.remark)
        self.bar.show_frame(frame, likely(frame))
        self._offer_sources(bridge.document.case)
        self.bar.changed.connect(self._on_choice)
        self.bar.all_requested.connect(self.plot.show_all)
        self.bar.keep_requested.connect(self.keep)
        self.bar.only_requested.connect(self._on_only)
        self.plot.brushed.connect(self._on_brushed)
        bridge.theme_changed.connect(self._on_theme)
        bridge.case_changed.connect(self._on_case)
        self._draw(keep_range=False)

    @property
    def drawn(self) -> Drawn | None:
        return self.plot.drawn

    def draw(self, drawing: Drawing) -> None:
        """Draw something else of the table."""
        self.bar.show_drawing(drawing)
        self._draw(keep_range=False)

    def filter(self, conditions: tuple[Condition, ...]) -> None:
        """Draw only the rows that meet the conditions."""
        if conditions != self._conditions:
            self._conditions = conditions
            self._draw(keep_range=False)

    def show_rows(self, ids: Ids) -> None:
        """Mark the points that rows have a part in."""
        self._picked = ids
        drawn = self.drawn
        if drawn is not None:
            self._marking.run(self.frame, partial(marked, self.frame, drawn, ids), self._on_marked)

    def keep(self) -> None:
        """Make what is drawn a chart of the case: of a series there is, of series made of the curves, or of points."""
        drawn = self.drawn
        if drawn is None:
            return
        if not self._is_whole(drawn):
            self._say("Keeping…")
            case = self.bridge.document.case
            source = self.bar.source.key
            work = partial(keep, self.frame, self.bar.drawing, self._conditions, self.name, case, source)
            self._keeping.run(self.frame, work, self._on_kept)
            return
        drawing, case = drawn.drawing, self.bridge.document.case
        options: dict[str, object] = {"shows": (self.series,), "style": drawing.style}
        if drawing.every:
            options["every"] = drawing.every
        if drawing.how:
            options["how"] = drawing.how
        if drawing.roll > 1:
            options["rolling"] = drawing.roll
        if drawing.log_x if drawing.style == "histogram" else drawing.log_y:
            options["log"] = True
        self._add(AddChart(named_after(case, Chart("", "series", case.series[self.series].label, options=options))))

    def _is_whole(self, drawn: Drawn) -> bool:
        """Whether it is a drawing of all the figures of a series of the case, by their dates."""
        columns = [upright(self.frame, at).name for at in drawn.drawing.y]
        by_date = drawn.x_date or drawn.drawing.spread
        return bool(self.series) and by_date and columns == ["value"] and not drawn.groups and not self._conditions

    def _on_kept(self, future: Future[KeepDrawing]) -> None:
        if not self._refused(future):
            self._add(future.result())

    def _add(self, command: AddChart | KeepDrawing) -> None:
        refusal = self.bridge.apply(command)
        if refusal:
            self._say(refusal)
            return
        self._made = command.chart.id
        self._say(f"Kept as the chart “{short(command.chart.label)}”.")
        self.bridge.told.emit(f"Kept as the chart “{short(command.chart.label)}”")
        self.kept.emit(self._made)

    def _say(self, sentence: str) -> None:
        """Tell something for now, beside what has to be known of what is drawn."""
        known = "" if self.drawn is None else self.drawn.remark
        count = sum(len(shape.x) for shape in self.plot.shapes if len(shape.x) > MOST_POINTS)
        if count and self.drawn is not None and self.drawn.drawing.style == "points":
            known += f" Some of {count:,} points are drawn, and more of them closer by."
        self.remark.setText(f"{known} {sentence}".strip())

    def finish(self) -> None:
        """Wait for what is being worked out; nothing comes after this."""
        self._late.stop()
        self._drawing.close()
        self._marking.close()
        self._keeping.close()

    # inside

    def _on_choice(self, drawing: Drawing) -> None:
        self._draw(keep_range=False)

    def _draw(self, keep_range: bool) -> None:
        self._late.start()
        self._marking.forget()
        self._range = None
        self.bar.offer_only(False)
        counted = self.bridge.document.case.units
        work = partial(_drawn, self.frame, self.bar.drawing, self._conditions, counted)
        self._drawing.run(self.frame, work, partial(self._on_drawn, keep_range))

    def _on_drawn(self, keep_range: bool, future: Future[tuple[Drawn, tuple[Shape, ...]]]) -> None:
        self._late.stop()
        trouble = future.exception()
        if isinstance(trouble, ValueError):
            self.plot.clear_curves()
            self.message.setText(str(trouble))
            self._stack.setCurrentWidget(self.message)
            self.remark.setText("")
        else:
            drawn, made = future.result()
            self._stack.setCurrentWidget(self.plot)
            self.plot.show_drawn(drawn, made, keep_range)
            self._say("")
            if self._picked is not None and len(self._picked):
                self.show_rows(self._picked)
        self._show_key()
        self._offer_keeping()
        self.shown.emit()

    def _show_key(self) -> None:
        """What the colours stand for."""
        while (item := self._key_flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        drawn = self.drawn
        several = drawn is not None and drawn.drawing.style != "box" and len(self.plot.shapes) > 1
        if several and drawn is not None:
            for shape, look in zip(self.plot.shapes, self.plot.looks, strict=True):
                name = short(shape.curve.name) + ("", ", right", ", far right")[shape.curve.axis]
                entry = KeyEntry(name, look, drawn.drawing.style, self.bridge.theme, self.key)
                self._key_flow.addWidget(entry)
                entry.show()
        self.key.setVisible(several)
        self.key.updateGeometry()

    def _offer_keeping(self) -> None:
        self.bar.offer_keeping("There is nothing to keep." if self.drawn is None else "")

    def _offer_sources(self, case: Case) -> None:
        """A series of the case has its own sources."""
        self.bar.offer_sources({} if self.series else {id: source.label for id, source in case.sources.items()})

    def _on_case(self, before: Case, after: Case) -> None:
        if before.sources is not after.sources:
            self._offer_sources(after)
        if self._made and self._made not in after.charts:  # undone
            self._made = ""
            self._say("")

    def _on_late(self) -> None:
        self.remark.setText("Drawing…")

    def _on_brushed(self, low: float, high: float) -> None:
        if self.drawn is not None:
            self._range = condition_between(self.drawn, low, high)
            self.bar.offer_only(self._range is not None)
            work = partial(rows_between, self.frame, self.drawn, low, high, self._conditions)
            self._marking.run(self.frame, work, self._on_rows)

    def _on_only(self) -> None:
        if self._range is not None:
            self.plot.setFocus()  # the button goes
            self.condition_wanted.emit(self._range)

    def _on_rows(self, future: Future[Ids]) -> None:
        if not self._refused(future):
            self.brushed.emit(future.result())

    def _on_marked(self, future: Future[list[tuple[int, Ids]]]) -> None:
        if not self._refused(future):
            self.plot.mark(future.result())

    def _refused(self, future: Future[Any]) -> bool:
        """Say why it cannot be told from the table, such as that it was closed."""
        trouble = future.exception()
        if isinstance(trouble, ValueError):
            self._say(str(trouble))
        return isinstance(trouble, ValueError)

    def _on_theme(self, theme: Theme) -> None:
        self.plot.set_theme(theme)
        self._show_key()


def _drawn(
    frame: Frame, drawing: Drawing, conditions: tuple[Condition, ...], counted: object
) -> tuple[Drawn, tuple[Shape, ...]]:
    drawn = draw(frame, drawing, conditions, counted)  # type: ignore[arg-type]
    return drawn, shapes(drawn)


class ExplorerWindow(QWidget):
    """The table of the data pane, drawn: what is brushed is selected there, and the other way round."""

    def __init__(self, pane: DataPane) -> None:
        super().__init__(pane, Qt.WindowType.Window)
        self.setObjectName("explorer-window")
        self.setProperty("pane", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pane = pane
        self.view: ExplorerView | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.resize(980, 620)
        pane.filtered.connect(self._follow)
        pane.picked.connect(self._on_picked)

    def showEvent(self, event: object) -> None:
        self._follow(opening=True)
        super().showEvent(event)  # type: ignore[arg-type]

    def closeEvent(self, event: QCloseEvent) -> None:
        self.finish()
        super().closeEvent(event)

    def finish(self) -> None:
        """Wait for what is being worked out, and let go of the table."""
        if self.view is not None:
            self.view.finish()
            self._layout.removeWidget(self.view)
            self.view.deleteLater()
            self.view = None

    def _follow(self, opening: bool = False) -> None:
        """Draw the table that the pane shows, filtered as it is there."""
        frame = self._pane.frame
        if frame is None or not (opening or self.isVisible()):
            return
        if self.view is None or self.view.frame is not frame:
            self.finish()
            self.view = ExplorerView(self._pane.bridge, frame, self._pane.name, self._pane.series, self)
            self.view.brushed.connect(self._pane.select)
            self.view.condition_wanted.connect(self._pane.rows.add)
            self.view.kept.connect(self._pane.chart_kept)
            self._layout.addWidget(self.view)
            self.setWindowTitle(f"{short(self._pane.name)} – chart of the table")
        self.view.filter(self._pane.conditions)

    def _on_picked(self, ids: Ids) -> None:
        if self.view is not None:
            self.view.show_rows(ids)
