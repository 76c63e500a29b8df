"""Export from the window: one chart or all, as pictures, as data, or to the clipboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from claimbench.core.problem import ProblemError
from claimbench.gui.named import named

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.gui.window import Window

#: Pixels of an exported picture.
PICTURE = (1600, 1100)


class Exporter(QObject):
    """What the export actions do. Pictures are always of full results, never of a preview."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window

    def chart(self, id: str = "") -> None:
        """Ask for a file and write the chart ``id`` to it; the selected chart by default."""
        if (found := self._results(id)) is None:
            return
        results, id = found
        start = str(_last_folder() / f"{id}.png")
        name, _ = QFileDialog.getSaveFileName(self._window, "Export chart", start, "PNG image (*.png)")
        if name:
            self.save(results, id, Path(name).with_suffix(".png"))

    def save(self, results: Results, id: str, path: Path) -> None:
        from claimbench.gui.image_export import save_png

        try:
            save_png(results.figures[id], path, self._window.bridge.theme, PICTURE, handling=results.case.handling)
        except ProblemError as failure:
            self._report("The chart was not exported", failure)
            return
        self._done(path.parent, f"Exported to {path}")

    def all_charts(self) -> None:
        from claimbench.gui.start import save_charts

        if (found := self._results()) is None:
            return
        results, _ = found
        name = QFileDialog.getExistingDirectory(self._window, "Export all charts to a folder", str(_last_folder()))
        if not name:
            return
        try:
            theme = self._window.bridge.theme.name
            paths = save_charts(results.figures, Path(name), theme, PICTURE, results.case.handling)
        except ProblemError as failure:
            self._report("Not every chart was exported", failure)
            return
        self._done(Path(name), f"{len(paths)} charts exported to {name}")

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
            write_text(path, chart_csv(results.figures[id]))
        except ProblemError as failure:
            self._report("The data were not exported", failure)
            return
        self._done(path.parent, f"Exported to {path}")

    def copy(self, id: str = "") -> None:
        from claimbench.gui.image_export import render

        if (found := self._results(id)) is None:
            return
        results, id = found
        image = render(results.figures[id], self._window.bridge.theme, PICTURE, handling=results.case.handling)
        QGuiApplication.clipboard().setImage(image)
        self._window.tell("The chart is on the clipboard.")

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
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText("\n".join(str(problem) for problem in failure.problems))
        box.open()


def _last_folder() -> Path:
    remembered = QSettings().value("export/folder")
    folder = Path(str(remembered)) if remembered else Path.home()
    return folder if folder.is_dir() else Path.home()
