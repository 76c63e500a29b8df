"""The import dialog: how a file is read, decision by decision, what comes out of it, and what that becomes."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from claimbench.app import exploring, units
from claimbench.app.importing import ImportSeries, SeriesPlan, series_from
from claimbench.app.rereading import free_place, with_recipe
from claimbench.app.trial import Understood, free_series_id, understand, with_roles
from claimbench.core.show import plural
from claimbench.gui.background import Background
from claimbench.gui.bridge import Bridge
from claimbench.gui.choice import Choice
from claimbench.gui.dialog_buttons import DialogButtons
from claimbench.gui.frame_model import short
from claimbench.gui.import_lines import LinesView
from claimbench.gui.import_parts import (
    ColumnDecisions,
    FileDecisions,
    PreviewTable,
    SeriesForm,
    column_of,
    set_role,
    side,
)
from claimbench.gui.import_records import RecordForm
from claimbench.gui.import_to_check import ToCheck
from claimbench.gui.named import named
from claimbench.gui.paste_dialog import PasteDialog
from claimbench.gui.plain_text import plain_label
from claimbench.gui.wording import one_line
from claimbench.tables.contents import NotATable
from claimbench.tables.decision import Decision, Finding
from claimbench.tables.disk import Cancelled
from claimbench.tables.layout import Role
from claimbench.tables.read import Reading

REST: Final = 200  # milliseconds between a change and reading again
_BECOMES: Final = (
    ("series", "An observed series"), ("table", "A table to explore"), ("claim", "Claims"), ("source", "Sources"),
)  # fmt: skip


class ImportDialog(QDialog):
    """``opened(table)`` brings a table to explore; ``taken(id, place)`` a series that is in the case now, and the place
    in the case where its file belongs."""

    opened = Signal(object)
    taken = Signal(str, str)
    #: The progress of reading a large file, from 0 to 1; from the thread that reads.
    _progressed = Signal(float)

    def __init__(
        self,
        bridge: Bridge,
        name: str,
        data: bytes,
        whole: Path | None,
        kept: Mapping[str, bytes] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``whole`` is the file of which ``data`` is only the beginning; ``kept`` are imported files, by place, that
        are not in the case's folder yet."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("import-dialog")
        self.setWindowTitle(f"Import {short(name)}")
        self._bridge, self._name, self._data, self._whole = bridge, name, data, whole
        self._kept = kept or {}
        self._label = PurePath(name).name.split(".")[0].replace("_", " ").strip() or "Imported"
        self._background = Background(self)
        self._generation = 0  # of readings; an older one is called off
        self._stop = threading.Event()
        self._table: exploring.Opened | None = None  # on its way to whoever explores it
        self.given: dict[str, Any] = {}
        self.reading: Reading | None = None
        self._understood: Understood | None = None
        self._planned = False  # somebody has chosen columns
        self.busy = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._read)
        self._make()
        room = (parent.screen() if parent else self.screen()).availableSize()
        self.resize(min(1320, room.width() - 60), min(820, room.height() - 60))
        self._read()

    # making

    def _make(self) -> None:
        self.sentence = named(plain_label("Reading…", "title", parent=self), "import-lines")
        self.message = named(plain_label("", "error", parent=self), "import-message")
        self.message.hide()
        self.file = named(FileDecisions(self), "file-decisions")
        self.column = named(ColumnDecisions(self), "column-decisions")
        self.table = named(PreviewTable(self), "import-preview")
        self.model = self.table.preview
        as_read = named(QCheckBox("Show what was read, not what stands there", self), "as-read")
        as_read.toggled.connect(self.model.set_as_read)
        self.lines = named(LinesView(self), "import-line-roles")
        self.views = named(QTabWidget(self), "import-views")
        self.to_check = named(ToCheck(self), "import-to-check")
        self.becomes = named(Choice(_BECOMES, self), "becomes")
        self.becomes.setAccessibleName("Take it as")
        self.becomes.set_key("series" if self._whole is None else "table")  # the rest is for what is read at once
        self.series = named(SeriesForm(self), "series-form")
        self.records = named(RecordForm(self), "record-form")
        self.outcome = named(plain_label("", "small", parent=self), "import-outcome")
        self.count_in = named(QPushButton(self), "count-in")
        self.count_in.hide()
        self._bar = named(QProgressBar(self), "import-progress")
        self._bar.setTextVisible(False)
        self._bar.hide()
        self.again = named(QPushButton("Start over", self), "decide-anew")
        buttons = DialogButtons("Import", "take", self)
        self.take = buttons.take
        self.take.setEnabled(False)
        self._lay_out(as_read, buttons)
        self.file.changed.connect(self._decide)
        self.file.refused.connect(self._refuse)
        self.column.changed.connect(self._decide_column)
        self.table.selectionModel().currentChanged.connect(self._on_current)
        self.table.horizontalHeader().sectionClicked.connect(self._on_header)
        self.lines.changed.connect(self._decide_lines)
        self.to_check.chosen.connect(self._on_chosen)
        self.to_check.second.clicked.connect(self._read_second)
        self.becomes.activated.connect(self._show_outcome)
        self.series.changed.connect(self._on_plan)
        self.count_in.clicked.connect(self._on_count_in)
        self.again.clicked.connect(self._decide_anew)
        self._progressed.connect(self._on_progress)

    def _lay_out(self, as_read: QCheckBox, buttons: DialogButtons) -> None:
        middle = QWidget(self)
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        table = QWidget(middle)
        of_table = QVBoxLayout(table)
        of_table.setContentsMargins(0, 6, 0, 0)
        of_table.setSpacing(6)
        of_table.addWidget(as_read)
        of_table.addWidget(self.table, 1)
        self.views.addTab(table, "The table")
        self.views.addTab(self.lines, "The file, line by line")
        inside.addWidget(self.views, 3)
        inside.addWidget(self.to_check, 1)
        right = side("Take it as", 8, self.becomes, self.outcome, self.count_in, self.series, self.records)
        left = side("The file", 14, self.file, self.column)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        for widget, width in ((left, 230), (middle, 600), (right, 250)):
            split.addWidget(widget)
            widget.setMinimumWidth(200 if width < 500 else 320)
        split.setSizes([250, 780, 270])
        split.setStretchFactor(1, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.again)
        foot.addWidget(self._bar, 1)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.sentence)
        layout.addWidget(self.message)
        layout.addWidget(split, 1)
        layout.addLayout(foot)

    @property
    def waiting(self) -> bool:
        """Whether something was decided that is not read yet."""
        return self._rest.isActive()

    def choose(self, kind: str) -> None:
        """What the table becomes: series, table, claim or source."""
        self.becomes.set_key(kind)
        self._show_outcome()

    # deciding

    def _decide(self, key: str, value: object) -> None:
        self.given[key] = value
        if key in ("encoding", "delimiter", "quote", "escape", "sheet", "header_lines"):
            self.given.pop("columns", None)  # the columns may be others now
            self._planned = False
        self._rest.start()

    def _decide_column(self, column: str, key: str, value: object) -> None:
        columns = dict(self.given.get("columns", {}))
        columns[column] = {**columns.get(column, {}), key: value}
        self.given["columns"] = columns
        self._rest.start()

    def _decide_lines(self, lines: Sequence[int], role: Role) -> None:
        if self.reading is not None:
            before = self.reading.recipe.header_lines
            self.given = with_roles(self.given, self.reading.recipe, lines, role)
            self._planned = self._planned and self.given.get("header_lines", before) == before
            self._rest.start()

    def _decide_anew(self) -> None:
        self.given = {}
        self._planned = False
        self._read()

    def _refuse(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def _on_plan(self) -> None:
        self._planned = True
        self._rest.start()

    def _read_second(self) -> None:
        """Take everything above the second table for what stands before it."""
        if self.reading is None:
            return
        start = next(finding.line for finding in self.reading.findings if finding.code == "another-table")
        self.given = {
            key: value for key, value in self.given.items() if key not in ("columns", "header_lines", "lines")
        }
        self.given["lines"] = tuple((line, "preamble") for line in range(1, start))
        self._planned = False
        self._read()

    # reading

    def _read(self) -> None:
        self._rest.stop()
        self._generation += 1
        self.busy = True
        self.take.setEnabled(False)
        plan = self.series.plan if self._planned else None
        progress = partial(self._reading_progress, self._generation)
        work = partial(
            understand, self._data, dict(self.given), plan, self._bridge.document.case, one_line(self._label), progress
        )
        self._background.run(work, partial(self._on_read, self._generation))

    def _reading_progress(self, generation: int, share: float) -> bool:
        """Called from the thread that reads."""
        wanted = generation == self._generation and not self._stop.is_set()
        if wanted and share > 0:
            self._progressed.emit(share)
        return wanted

    def _on_read(self, generation: int, future: Future[Understood]) -> None:
        if generation != self._generation:
            return
        self.busy = False
        self._bar.hide()
        understood = future.result()
        self._understood, self.reading = understood, understood.reading
        self._refuse(understood.refusal)
        there = understood.reading is not None
        self.column.setVisible(there)
        self.views.setVisible(there)
        if understood.reading is None:
            self.sentence.setText("This holds no table")
            for part in (self.model, self.lines, self.to_check):
                part.show_reading(None)
            self.outcome.setText("")
            self._show_outcome()
            return
        reading = understood.reading
        start = "The beginning of the file: " if self._whole is not None else ""
        self.sentence.setText(start + exploring.lines_sentence(reading.line_counts))
        self.file.show_reading(reading)
        self.model.show_reading(reading)
        self.lines.show_reading(reading)
        names = [column.name for column in reading.table.columns]
        if names:
            self.column.show_column(reading, self.column.column if self.column.column in names else names[0])
        self.to_check.show_reading(reading)
        if not self._planned:
            empty = SeriesPlan(free_series_id(self._bridge.document.case, self._label), self._label, "", "amount", "")
            self.series.show_plan(understood.plan or empty, reading.table, self._bridge.document.case.sources)
        self._show_outcome()

    # looking

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self._on_header(index.column())

    def _on_header(self, section: int) -> None:
        if self.reading is not None and section < len(self.reading.table.columns):
            self.column.show_column(self.reading, self.reading.table.columns[section].name)

    def _on_chosen(self, each: Decision | Finding) -> None:
        """Show what is to be checked where it stands, or where it is decided."""
        if self.reading is None:
            return
        if isinstance(each, Decision):
            name = column_of(each)
            if name:
                names = [column.name for column in self.reading.table.columns]
                self.table.setCurrentIndex(self.model.index(0, names.index(name)))
                self.column.show_column(self.reading, name)
            field = (self.column if name else self.file).fields.get(each.subject.rpartition(".")[2])
            if field is not None:
                field.widget.setFocus()
        elif self.reading.line_roles[each.line - 1] == "data":
            self.views.setCurrentIndex(0)
            index = self.model.index(self.model.row_of(each.line), (each.column or 1) - 1)
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)
        else:
            self.views.setCurrentIndex(1)
            self.lines.show_line(each.line)

    # taking

    def _on_count_in(self) -> None:
        case = self._bridge.document.case
        if name := units.unknown(case, self.series.plan.unit):  # it may have been typed otherwise since
            self._bridge.apply(units.count_in(case, name))
        self._read()

    def _show_outcome(self) -> None:
        understood, kind = self._understood, self.becomes.key
        there = understood is not None and understood.reading is not None
        self.series.setVisible(there and kind == "series")
        self.records.setVisible(there and kind in ("claim", "source"))
        if understood is None or understood.reading is None:
            return
        rows = understood.reading.table.row_count
        wrong = ""
        if kind == "series":
            wrong = understood.no_series
            text = understood.series
            if self._whole is not None:
                wrong = "The file is too large for a series. Explore it, group it by month, and keep that."
        elif kind == "table":
            text = "It is shown under Data, to be sorted, filtered and drawn. The case stays as it is."
        else:
            self.records.show_table(kind, understood.reading.table)
            text = f"{rows:,} rows. What they would add and change is shown before anything is taken."
            if self._whole is not None:
                wrong = "The file is too large to be claims or sources."
        self.outcome.setText(wrong or text)
        name = units.unknown(self._bridge.document.case, self.series.plan.unit) if kind == "series" else ""
        self.count_in.setText(f"Let this case count in {plural(name)}")
        self.count_in.setVisible(bool(name))
        set_role(self.outcome, "error" if wrong else "small")
        self.take.setText("Next…" if kind in ("claim", "source") else "Open" if kind == "table" else "Import")
        self.take.setEnabled(not wrong and not self.busy and self.reading is not None)

    def accept(self) -> None:
        reading, kind = self.reading, self.becomes.key
        if reading is None or not self.take.isEnabled():
            return
        if kind == "table":
            self._open_table(reading)
        elif kind == "series":
            self._take_series(reading)
        else:
            try:
                command = self.records.command(self._bridge.document.case, reading.table)
            except ValueError as refusal:
                self._refuse(str(refusal))
                return
            dialog = PasteDialog(self._bridge, command.pasted, self, "Import")
            dialog.accepted.connect(partial(QDialog.accept, self))
            dialog.open()

    def _take_series(self, reading: Reading) -> None:
        case, plan = self._bridge.document.case, self.series.plan
        plan = replace(plan, id=free_series_id(case, plan.label or self._label))
        place = free_place(case, self._name, self._kept, self._bridge.document.path, self._data)
        tried = self._understood.made if self._understood is not None and not self.waiting else None
        if tried is not None:  # made away from the window
            series = replace(tried, id=plan.id, file=f"series/{plan.id}.csv")
        else:
            series, _ = series_from(reading.table, plan)
        refusal = self._bridge.apply(ImportSeries(with_recipe(series, reading, plan, place, self._data)))
        self._refuse(refusal)
        if not refusal:
            self.taken.emit(plan.id, place)
            super().accept()

    def _open_table(self, reading: Reading) -> None:
        self.take.setEnabled(False)
        self._bar.setRange(0, 100 if self._whole else 0)
        self._bar.show()
        self.busy = True
        self._background.run(partial(self._make_table, reading), self._on_opened)

    def _make_table(self, reading: Reading) -> exploring.Opened:
        """In the thread that reads."""
        self._table = exploring.open_table(PurePath(self._name).name, reading, self._whole, self._progress)
        return self._table

    def _progress(self, share: float) -> bool:
        """Called from the thread that reads."""
        self._progressed.emit(share)
        return not self._stop.is_set()

    def _on_progress(self, share: float) -> None:
        if self.busy and not self._bar.isVisible():
            self._bar.setRange(0, 100)
            self._bar.show()
        self._bar.setValue(round(100 * share))

    def _on_opened(self, future: Future[exploring.Opened]) -> None:
        self.busy = False
        self._bar.hide()
        try:
            table = future.result()
        except Cancelled:
            return
        except (NotATable, OSError) as refusal:
            self._refuse(
                f"The file cannot be read: {refusal.strerror}." if isinstance(refusal, OSError) else str(refusal)
            )
            self.take.setEnabled(True)
            return
        self._table = None
        self.opened.emit(table)
        super().accept()

    def done(self, result: int) -> None:
        self._stop.set()
        self._rest.stop()
        self._background.close()
        if self._table is not None:  # it was there just as it was not wanted any more
            self._table.frame.close()
        super().done(result)
