"""The export: what is wanted, a preview that is what comes out, what goes inside, and what to look at before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from claimbench.app.commands import Command
from claimbench.app.export_check import Finding, check
from claimbench.gui.export_preview import ExportPreview
from claimbench.gui.icons import icon
from claimbench.gui.named import named
from claimbench.gui.picture_files import CARRIERS, FORMATS, Look
from claimbench.gui.plain_text import plain_label
from claimbench.gui.size_fields import CUSTOM, SizeFields
from claimbench.gui.theme import THEMES, Theme

if TYPE_CHECKING:
    from claimbench.app.projection import Results

ALL = ""
PUT_IN, NOT_NOW, NEVER = "put-in", "not-now", "never"
_FORMAT_NAMES = {"png": "PNG, pixels", "svg": "SVG, vectors", "pdf": "PDF, vectors"}
_SIDE = 410
_WAIT = 60  # milliseconds that nothing may move before the preview is made anew


class ExportDialog(QDialog):
    """Stays open beside the window and follows it. ``export_wanted`` and ``copy_wanted`` ask for the picture,
    ``contents_wanted`` for :meth:`show_contents`, ``jump_wanted(finding)`` to show something and
    ``fix_wanted(command)`` to change the case."""

    export_wanted = Signal()
    copy_wanted = Signal()
    contents_wanted = Signal()
    jump_wanted = Signal(object)
    fix_wanted = Signal(object)

    def __init__(self, results: Results, chart: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export-dialog")
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1120, 670)
        self._results, self._theme = results, theme
        self._inside: list[str] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._refresh)
        self.preview = ExportPreview(self)
        self.pages = named(QWidget(), "export-pages")
        self._page = 0  # which of all charts is shown
        self._page_name = plain_label("", "muted", selectable=False)
        self.chart = named(QComboBox(), "export-chart-choice")
        self._fill_charts()
        self.size_fields = SizeFields(self)
        self.format = named(QComboBox(), "export-format")
        for form in FORMATS:
            self.format.addItem(_FORMAT_NAMES[form], form)
        self.colours = named(QComboBox(), "export-theme")
        for name in THEMES:
            self.colours.addItem(name.capitalize(), name)
        self.transparent = named(QCheckBox("Transparent background"), "export-transparent")
        self.inside = named(QComboBox(), "export-inside")
        for key, text in (
            (PUT_IN, "Put the case and its data inside"),
            (NOT_NOW, "Put nothing inside this time"),
            (NEVER, "Never put anything inside"),
        ):
            self.inside.addItem(text, key)
        self.contents = named(plain_label(""), "export-contents")
        self.contents.setProperty("role", "small")
        self.refusal = named(plain_label(""), "export-refusal")
        self.refusal.setProperty("role", "error")
        self.checks = named(QWidget(), "export-checks")
        QVBoxLayout(self.checks).setContentsMargins(0, 0, 0, 0)
        self._remembered = {self.format: "export/format", self.colours: "export/theme", self.inside: "export/inside"}
        self._lay_out()
        self._restore(chart)
        self.chart.activated.connect(self._refresh)
        self.transparent.toggled.connect(self._refresh)
        for box in self._remembered:
            box.activated.connect(self._on_chosen)
        self.size_fields.changed.connect(self._on_size)
        self.size_fields.refused.connect(self._on_refused)
        self._refresh()
        self.chart.setFocus()

    # what is wanted

    @property
    def charts(self) -> list[str]:
        """The ids of the charts that are wanted."""
        chosen = self.chart.currentData()
        return list(self._results.case.charts) if chosen == ALL else [chosen]

    @property
    def whole_set(self) -> bool:
        """Whether all charts are wanted, with a page that shows them."""
        return bool(self.chart.currentData() == ALL)

    @property
    def look(self) -> Look:
        theme = THEMES[self.colours.currentData()]
        size = self.size_fields.picture_size
        return Look(self.format.currentData(), size, theme, self.transparent.isChecked())

    @property
    def puts_inside(self) -> bool:
        return self.inside.currentData() == PUT_IN and self.look.format in CARRIERS

    def choose(self, chart: str) -> None:
        """Show another chart; :data:`ALL` for all of them."""
        self.chart.setCurrentIndex(max(0, self.chart.findData(chart)))
        self._refresh()

    # what it follows

    def show_results(self, results: Results) -> None:
        """Follow the window, a moment later: something may be dragged."""
        charts, self._results = self._results.case.charts, results
        if results.case.charts is not charts:
            self._fill_charts()
        self._timer.start()

    def show_contents(self, lines: Sequence[str]) -> None:
        """What would go inside the picture, line by line."""
        self._inside = list(lines)
        self._show_inside()

    # inside

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setVerticalSpacing(4)
        form.setHorizontalSpacing(8)
        fields: tuple[tuple[str, QComboBox | SizeFields, int, int, int], ...] = (
            ("Chart", self.chart, 0, 0, 2),
            ("Size", self.size_fields, 2, 0, 2),
            ("Format", self.format, 4, 0, 1),
            ("Colours", self.colours, 4, 1, 1),
        )
        for text, field, row, place, columns in fields:
            label = QLabel(text)
            label.setBuddy(field.preset if isinstance(field, SizeFields) else field)
            form.addWidget(label, row, place, 1, columns)
            form.addWidget(field, row + 1, place, 1, columns)
            if isinstance(field, QComboBox):
                field.setAccessibleName(text)
        self.inside.setAccessibleName("What goes inside the picture")
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(self.refusal)
        column.addWidget(self.transparent)
        column.addSpacing(8)
        column.addWidget(_section("Check before export"))
        column.addWidget(self.checks)
        column.addSpacing(8)
        column.addWidget(_section("Inside the picture"))
        column.addWidget(self.inside)
        column.addWidget(self.contents)
        column.addStretch(1)
        scroll = named(QScrollArea(), "export-options")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(_SIDE)
        scroll.setWidget(side)
        self._export = named(QPushButton("Export…"), "export-write")
        self._export.setProperty("primary", True)
        self._export.setDefault(True)
        self._copy = named(QPushButton("Copy image"), "export-copy")
        close = named(QPushButton("Close"), "export-close")
        self._export.clicked.connect(self.export_wanted)
        self._copy.clicked.connect(self.copy_wanted)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 10, 16, 12)
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (close, self._copy, self._export):
            buttons.addWidget(button)
        shown = QVBoxLayout()
        shown.setSpacing(0)
        shown.addWidget(self.preview, 1)
        shown.addWidget(self.pages)
        self._lay_out_pages()
        both = QHBoxLayout()
        both.addLayout(shown, 1)
        both.addWidget(scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(both, 1)
        layout.addLayout(buttons)

    def _lay_out_pages(self) -> None:
        """Where all charts are wanted, a way through them below the preview."""
        row = QHBoxLayout(self.pages)
        row.setContentsMargins(16, 0, 16, 6)
        row.addStretch(1)
        for name, text, tip, slot in (
            ("export-previous", "‹", "Preview the chart before", self._on_previous),
            ("export-next", "›", "Preview the next chart", self._on_next),
        ):
            button = named(QToolButton(), name)
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setProperty("framed", True)
            button.clicked.connect(slot)
            row.addWidget(button)
            if name == "export-previous":
                row.addWidget(self._page_name)
        row.addStretch(1)

    def _on_previous(self) -> None:
        self._turn(-1)

    def _on_next(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        self._page += by
        self._refresh()

    def _fill_charts(self) -> None:
        """The charts of the case, the same one chosen as before where it is still there."""
        charts, chosen = self._results.case.charts, self.chart.currentData()
        self.chart.clear()
        for id, each in charts.items():
            self.chart.addItem(each.label or id, id)
        if len(charts) > 1:
            self.chart.addItem(f"All {len(charts)} charts, with an index page", ALL)
        self.chart.setCurrentIndex(max(0, self.chart.findData(chosen)))

    def _on_chosen(self) -> None:
        for box, key in self._remembered.items():
            if box is self.sender() and box.currentData() != NOT_NOW:
                QSettings().setValue(key, box.currentData())
        self._refresh()

    def _on_size(self) -> None:
        if (preset := self.size_fields.preset.currentData()) != CUSTOM:
            QSettings().setValue("export/preset", preset)
        self.refusal.hide()
        self._export.setEnabled(True)
        self._refresh()

    def _on_refused(self, sentence: str) -> None:
        self.refusal.setText(sentence)
        self.refusal.show()
        self._export.setEnabled(False)

    def _refresh(self) -> None:
        figures = [self._results.figures[id] for id in self.charts if id in self._results.figures]
        if not figures:
            return
        self._page %= len(figures)
        self.pages.setVisible(self.whole_set)
        self._page_name.setText(f"{self._page + 1} of {len(figures)}")
        figure = figures[self._page if self.whole_set else 0]
        self.preview.show_picture(figure, self.look, self._results.case.handling)
        self._copy.setEnabled(not self.whole_set)
        self._show_checks([finding for id in self.charts for finding in check(self._results, id)])
        self._show_inside()
        if self.puts_inside:
            self.contents_wanted.emit()

    def _show_inside(self) -> None:
        carries = self.look.format in CARRIERS
        self.inside.setEnabled(carries)
        if not carries:
            self.contents.setText("A PDF carries nothing but the picture.")
        elif not self.puts_inside:
            self.contents.setText("The picture cannot be opened again here.")
        else:
            listed = "\n".join(f"• {line}" for line in self._inside)
            who = "Whoever has the picture can read all of this, and open it here"
            if self.whole_set:
                who = "Whoever has one of the pictures can read this, each with its own chart, and open it here"
            self.contents.setText(f"{who}:\n{listed}")

    def _show_checks(self, findings: Sequence[Finding]) -> None:
        """One line each, what is not well first; where a set of charts is wanted, only that."""
        layout = self.checks.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        several = self.whole_set
        shown = [finding for finding in findings if not (several and finding.well)]
        for finding in sorted(shown, key=lambda finding: finding.well):
            layout.addWidget(self._check_row(finding, self._name_of(finding) if several else ""))
        if not shown:
            layout.addWidget(plain_label("Nothing is missing."))

    def _name_of(self, finding: Finding) -> str:
        charts = self._results.case.charts
        return f"{charts[finding.id].label}: " if finding.kind == "chart" and finding.id in charts else ""

    def _check_row(self, finding: Finding, before: str) -> QWidget:
        row = named(QWidget(), f"check-{finding.code}")
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        sign = QLabel()
        name, colour = ("check", self._theme.muted) if finding.well else ("warning", self._theme.warning)
        sign.setPixmap(icon(name, self._theme, colour).pixmap(QSize(16, 16), self.devicePixelRatioF()))
        sign.setAccessibleName("well" if finding.well else "to be looked at")
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(plain_label(f"{before}{finding.sentence}"), 1, Qt.AlignmentFlag.AlignTop)
        if finding.fix is not None or not finding.well:
            button = named(QToolButton(), f"check-{finding.code}-button")
            button.setText(finding.fix_label or "Show")
            button.setProperty("framed", True)
            button.setAccessibleName(f"{button.text()}: {finding.sentence}")
            if finding.fix is not None:
                button.clicked.connect(_Asks(self, finding.fix))
            else:
                button.clicked.connect(_Jumps(self, finding))
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    # what it remembers

    def _restore(self, chart: str) -> None:
        settings = QSettings()
        self.chart.setCurrentIndex(max(0, self.chart.findData(chart)))
        self.colours.setCurrentIndex(self.colours.findData(self._theme.name))
        for box, key in self._remembered.items():
            if (place := box.findData(str(settings.value(key, "")))) >= 0:
                box.setCurrentIndex(place)
        self.size_fields.set_preset(str(settings.value("export/preset", "")))
        self.refusal.hide()


class _Asks:
    """Asks for one command when called: a bound method cannot hold it."""

    def __init__(self, dialog: ExportDialog, command: Command) -> None:
        self._dialog, self._command = dialog, command

    def __call__(self) -> None:
        self._dialog.fix_wanted.emit(self._command)


class _Jumps:
    def __init__(self, dialog: ExportDialog, finding: Finding) -> None:
        self._dialog, self._finding = dialog, finding

    def __call__(self) -> None:
        self._dialog.jump_wanted.emit(self._finding)


def _section(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    return label
