"""Export from the window: charts as pictures, as data, to the clipboard, a report; and pictures opened again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog

from claimbench.app.commands import Command
from claimbench.core.problem import ProblemError
from claimbench.gui.bridge import Selection
from claimbench.gui.mending import go_to_part
from claimbench.gui.named import named

if TYPE_CHECKING:
    from claimbench.app.export_check import Finding
    from claimbench.app.projection import Results
    from claimbench.app.reopen import Reopened
    from claimbench.core.case import Case
    from claimbench.gui.export_dialog import ExportDialog
    from claimbench.gui.picture_files import Look
    from claimbench.gui.window import Window

#: The clipboard's name for a whole PNG file, with what is inside it.
PNG = "image/png"
#: Milliseconds before an export says how far it is.
_PATIENCE = 400
SUFFIXES = (".png", ".svg")


class Exporter(QObject):
    """What the export actions do, and what happens to pictures that are dropped on the window. What goes out is of full
    results, never of a preview."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self.dialog: ExportDialog | None = None
        self._files: tuple[Case, dict[str, str]] | None = None

    # asking

    def chart(self, id: str = "") -> None:
        """Open the export of the chart ``id``; of the selected one by default."""
        if (found := self._results(id)) is not None:
            self._open(*found)

    def all_charts(self) -> None:
        from claimbench.gui.export_dialog import ALL

        if (found := self._results()) is not None:
            self._open(found[0], ALL)

    def _open(self, results: Results, chart: str) -> None:
        from claimbench.gui.export_dialog import ExportDialog

        if self.dialog is None:
            bridge = self._window.bridge
            self.dialog = ExportDialog(results, chart, bridge.theme, self._window)
            self.dialog.export_wanted.connect(self._write)
            self.dialog.copy_wanted.connect(self._copy_from_dialog)
            self.dialog.jump_wanted.connect(self._jump)
            self.dialog.fix_wanted.connect(self._fix)
            self.dialog.contents_wanted.connect(self._show_contents)
            self.dialog.destroyed.connect(self._forget_dialog)
            bridge.results_changed.connect(self.dialog.show_results)
        self.dialog.choose(chart)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _show_contents(self) -> None:
        from claimbench.app.payload import contents

        results = self._window.runner.latest
        if self.dialog is None or results is None:
            return
        try:
            lines = contents(results, self.dialog.charts[0], self._saved_files(results.saved_case))
        except ProblemError as failure:
            lines = [f"Nothing: {problem.message}" for problem in failure.problems]
        self.dialog.show_contents(lines)

    def _saved_files(self, saved: Case) -> dict[str, str]:
        """The files of the saved case, made once."""
        from claimbench.app.case_files import case_files

        if self._files is None or self._files[0] is not saved:
            self._files = saved, case_files(saved, self._window.bridge.document.path)
        return self._files[1]

    def _jump(self, finding: Finding) -> None:
        """Where a finding is mended: the form of a claim or a chart, with the cursor in the field, or the figures of a
        series."""
        window = self._window
        if finding.kind == "series":
            window.importer.show_series(finding.id)
        else:
            go_to_part(window, finding.kind, finding.id, finding.field)
        window.activateWindow()

    def _fix(self, command: Command) -> None:
        self._window.bridge.apply(command)

    # writing

    def _write(self) -> None:
        dialog, results = self.dialog, self._window.runner.complete()
        if dialog is None or results is None or not set(dialog.charts) <= results.figures.keys():
            self._window.tell("There is nothing to export: the case has not been projected.")
            return
        look, charts = dialog.look, dialog.charts
        if dialog.whole_set:
            name = QFileDialog.getExistingDirectory(dialog, "Export all charts to a folder", str(_last_folder()))
            if name:
                self.save_all(results, Path(name), look, dialog.puts_inside)
            return
        start = str(_last_folder() / f"{charts[0]}.{look.format}")
        filters = f"{look.format.upper()} picture (*.{look.format})"
        name, _ = QFileDialog.getSaveFileName(dialog, "Export the chart", start, filters)
        if name:
            self.save(results, charts[0], Path(name).with_suffix(f".{look.format}"), look, dialog.puts_inside)

    def save(self, results: Results, id: str, path: Path, look: Look, puts_inside: bool) -> None:
        """Write one chart to a file."""
        from claimbench.casefile.store import replace_files
        from claimbench.gui.picture_files import picture

        try:
            inside, told = self._inside(results, [id]) if puts_inside else ({}, "")
            content = picture(results.figures[id], look, results.case.handling, inside.get(id, ""))
            replace_files({path: content})
        except ProblemError as failure:
            self._report("The chart was not exported", failure)
            return
        self._done(path.parent, f"Exported to {path}{told}")

    def save_all(self, results: Results, folder: Path, look: Look, puts_inside: bool) -> None:
        """Write every chart to a folder, with a page that shows them. It can be stopped after each."""
        from claimbench.gui.picture_files import write_pictures

        charts = list(results.figures)
        progress = named(QProgressDialog("Exporting the charts…", "Stop", 0, len(charts) + 1), "export-progress")
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        progress.setMinimumDuration(_PATIENCE)
        try:
            inside, told = self._inside(results, charts) if puts_inside else ({}, "")
            for number, _ in enumerate(write_pictures(results, charts, folder, look, inside, index=True), 1):
                progress.setValue(number)
                if progress.wasCanceled():
                    self._done(folder, f"Stopped: {number} of {len(charts)} charts exported to {folder}{told}")
                    return
        except ProblemError as failure:
            self._report("Not every chart was exported", failure)
            return
        finally:
            progress.close()
            progress.deleteLater()
        self._done(folder, f"{len(charts)} charts exported to {folder}{told}")

    def _inside(self, results: Results, charts: list[str]) -> tuple[dict[str, str], str]:
        """What goes inside each chart's picture, and a word on what does not."""
        from claimbench.app.payload import for_charts

        inside, problems = for_charts(results, charts, self._window.bridge.document.path)
        return inside, "".join(f". {problem.message}" for problem in problems)

    def report(self) -> None:
        """The report on the case, as HTML or PDF."""
        if (found := self._results()) is None:
            return
        results, _ = found
        start = str(_last_folder() / f"{results.case.id}.html")
        filters = "Web page (*.html);;PDF document (*.pdf)"
        name, chosen = QFileDialog.getSaveFileName(self._window, "Write a report", start, filters)
        if name:
            path = Path(name)
            if path.suffix.lower() not in (".html", ".pdf"):
                path = path.with_name(path.name + (".pdf" if "pdf" in chosen else ".html"))
            self.save_report(results, path)

    def save_report(self, results: Results, path: Path) -> None:
        from claimbench.gui.report_files import write_report

        try:
            write_report(results, path)
        except ProblemError as failure:
            self._report("The report was not written", failure)
            return
        self._done(path.parent, f"Report written to {path}")

    def data(self) -> None:
        """The numbers behind the selected chart as CSV."""
        from claimbench.app.chart_data import chart_csv
        from claimbench.casefile.store import write_text

        if (found := self._results()) is None:
            return
        results, id = found
        start = str(_last_folder() / f"{id}.csv")
        title = "Export the data behind the chart"
        name, _ = QFileDialog.getSaveFileName(self._window, title, start, "CSV table (*.csv)")
        if not name:
            return
        path = Path(name).with_suffix(".csv")
        try:
            write_text(path, chart_csv(results.figures[id], results.case.handling))
        except ProblemError as failure:
            self._report("The data were not exported", failure)
            return
        self._done(path.parent, f"Exported to {path}")

    # the clipboard

    def copy(self, id: str = "") -> None:
        """Put a chart on the clipboard, as wanted last."""
        from claimbench.gui.picture_files import Look

        if (found := self._results(id)) is not None:
            inside = QSettings().value("export/inside", "") != "never"
            self._copy(*found, Look(theme=self._window.bridge.theme), inside)

    def _copy_from_dialog(self) -> None:
        if self.dialog is not None and (found := self._results(self.dialog.charts[0])) is not None:
            self._copy(*found, self.dialog.look, self.dialog.puts_inside)

    def _copy(self, results: Results, id: str, look: Look, puts_inside: bool) -> None:
        """The image for every program, and the file with what is inside it for those that take files."""
        from claimbench.app.picture_text import into_png
        from claimbench.gui.image_export import png, render

        try:
            image = render(
                results.figures[id],
                look.theme,
                look.size,
                transparent=look.transparent,
                handling=results.case.handling,
            )
            inside, told = self._inside(results, [id]) if puts_inside else ({}, "")
        except ProblemError as failure:
            self._report("The chart was not copied", failure)
            return
        content = QMimeData()
        content.setImageData(image)
        if id in inside:
            content.setData(PNG, into_png(png(image), inside[id]))
        QGuiApplication.clipboard().setMimeData(content)
        self._window.tell(f"The chart is on the clipboard{told}.")

    def copy_data(self) -> None:
        """Put the numbers behind the selected chart on the clipboard, as a spreadsheet takes them."""
        from claimbench.app.chart_data import chart_csv

        if (found := self._results()) is not None:
            results, id = found
            table = chart_csv(results.figures[id], results.case.handling, delimiter="\t")
            QGuiApplication.clipboard().setText(table)
            self._window.tell("The chart's data are on the clipboard: paste them into a spreadsheet.")

    # pictures opened again

    @staticmethod
    def takes(dropped: QMimeData) -> bool:
        """Whether something dragged over the window may be an exported picture."""
        return _picture_of(dropped) is not None or dropped.hasFormat(PNG)

    def drop(self, dropped: QMimeData) -> bool:
        """Open the case and scenario in a picture that was dropped or pasted; False where it is no picture."""
        if self.takes(dropped):
            self._reopen(_taken(dropped))
            return True
        return False

    def _reopen(self, picture: Path | bytes) -> None:
        from claimbench.app.reopen import reopen, reopen_bytes

        try:
            found = reopen(picture) if isinstance(picture, Path) else reopen_bytes(picture)
            self._show(found, picture.name if isinstance(picture, Path) else "the clipboard")
        except ProblemError as failure:
            self._report("The picture was not opened", failure)

    def open_picture(self) -> None:
        """As :meth:`drop`, of a file that is asked for."""
        title = "Open an exported picture"
        name, _ = QFileDialog.getOpenFileName(self._window, title, str(_last_folder()), "Pictures (*.png *.svg)")
        if name:
            content = QMimeData()
            content.setUrls([QUrl.fromLocalFile(name)])
            self.drop(content)

    def paste(self) -> None:
        """As :meth:`drop`, of what is on the clipboard."""
        content = QGuiApplication.clipboard().mimeData()
        if content is None or not self.drop(content):
            self._window.tell("There is no exported picture on the clipboard.")

    def _show(self, found: Reopened, name: str) -> None:
        """The scenario of the case at hand, or another case, for which a folder is asked."""
        from claimbench.app.case_files import fingerprint
        from claimbench.app.commands import ReplaceCase

        saved = self._window.bridge.document.saved
        if fingerprint(self._saved_files(saved)) == found.payload.fingerprint:
            self._window.bridge.apply(ReplaceCase(found.shown, f"The scenario of {name}"))
            self._window.bridge.select(Selection("chart", found.payload.chart))
            self._window.tell(f"The scenario of {name} is shown: {found.payload.scenario}.")
            return
        title = f"A new folder for the case “{found.saved.title}”"
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(_last_folder() / _folder_name(found)))
        if chosen:
            self.place(found, Path(chosen))

    def place(self, found: Reopened, folder: Path) -> None:
        """Write the case of a picture to a folder and open it with the picture's scenario, once nothing unsaved is
        left here. Raises ProblemError where it cannot be written."""
        from claimbench.app.reopen import unpack

        unpack(found, folder)
        self._window.files.open_case(folder)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and self.takes(event.mimeData()):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop and self.takes(event.mimeData()):
            event.acceptProposedAction()
            # the drop ends first: another case closes this window
            QTimer.singleShot(0, self, partial(self._reopen, _taken(event.mimeData())))
            return True
        return False

    # inside

    def _results(self, id: str = "") -> tuple[Results, str] | None:
        """Full results of the case at hand and the chart that is meant; or a word why there is nothing to export."""
        id = (
            id if isinstance(id, str) else ""
        ) or self._window.charts.current  # an action passes whether it is checked
        results = self._window.runner.complete()
        if results is None or id not in results.figures:
            self._window.tell("There is nothing to export: the case has not been projected.")
            return None
        return results, id

    def _done(self, folder: Path, sentence: str) -> None:
        QSettings().setValue("export/folder", str(folder))
        self._window.tell(sentence)

    def _report(self, title: str, failure: ProblemError) -> None:
        box = named(QMessageBox(QMessageBox.Icon.Warning, title, title, parent=self._window), "report")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText("\n".join(str(problem) for problem in failure.problems))
        box.open()


def _picture_of(dropped: QMimeData) -> Path | None:
    """The one local picture among what was dropped."""
    files = [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].suffix.lower() in SUFFIXES else None


def _taken(dropped: QMimeData) -> Path | bytes:
    """The picture itself, which outlives what it was dropped with."""
    path = _picture_of(dropped)
    return bytes(dropped.data(PNG).data()) if path is None else path


def _folder_name(found: Reopened) -> str:
    """A name for a new folder, made of letters and digits of the case's id."""
    name = "".join(letter if letter.isalnum() or letter in "-_ " else "-" for letter in found.saved.id[:60]).strip()
    return name or "case"


def _last_folder() -> Path:
    remembered = QSettings().value("export/folder")
    folder = Path(str(remembered)) if remembered else Path.home()
    return folder if folder.is_dir() else Path.home()
