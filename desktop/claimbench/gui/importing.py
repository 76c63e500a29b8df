"""Tables into the window: chosen, dropped or pasted files, what is read again, and the files that the case keeps."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QMimeData, QObject, QSettings, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog

from claimbench.app.exploring import Opened, preview
from claimbench.app.html_table import tab_separated
from claimbench.app.importing import bytes_of
from claimbench.app.paths import is_installed
from claimbench.app.rereading import free_place, keep_original, original_of, read_original
from claimbench.core.problem import ProblemError
from claimbench.gui.background import Background
from claimbench.gui.data_pane import DataPane
from claimbench.gui.import_dialog import ImportDialog
from claimbench.gui.question import Role, ask, nothing
from claimbench.gui.reread_dialog import RereadDialog
from claimbench.tables.contents import NotATable

if TYPE_CHECKING:
    from claimbench.gui.window import Window

_KINDS: Final = "Tables (*.csv *.tsv *.tab *.txt *.gz *.xlsx *.xlsm *.dat);;All files (*)"
#: What is taken when it is dropped; of those that hold no table that can be read the dialog says why.
_ENDS: Final = (".csv", ".tsv", ".tab", ".txt", ".gz", ".xlsx", ".xlsm", ".dat", ".xls", ".xlsb", ".ods")
_LARGEST_PASTE: Final = 50_000_000


class Importer(QObject):
    """What the import actions do. The files that series were read from are put into the case's folder as soon as it has
    one that can be written to."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._background = Background(self)
        self._kept: dict[str, bytes] = {}  # by place, what the case does not have on disk yet
        self.pane = DataPane(window.bridge)
        self.pane.import_requested.connect(self.choose)
        self.pane.reread_requested.connect(self.reread)
        self.pane.chart_kept.connect(window.charts.bring_into_sight)
        window.bridge.case_changed.connect(self._keep)
        window.installEventFilter(self)

    def close(self) -> None:
        for dialog in self._window.findChildren(QDialog):
            if isinstance(dialog, ImportDialog | RereadDialog):
                dialog.reject()
        self._background.close()
        self.pane.close_tables()

    def choose(self) -> None:
        """Ask for a file and show how it is read."""
        folder = str(QSettings().value("import/folder") or Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Import a table", folder, _KINDS)
        if chosen:
            QSettings().setValue("import/folder", str(Path(chosen).parent))
            self.open_file(Path(chosen))

    def paste(self) -> None:
        """The table on the clipboard: text with tabs, or else a table of a page."""
        clipboard = QGuiApplication.clipboard()
        text = clipboard.text()
        copied: QMimeData | None = clipboard.mimeData()  # of an empty one there is none
        if "\t" not in text and copied is not None and copied.hasHtml():
            text = tab_separated(copied.html()) or text
        if not text.strip():
            self._window.tell("There is no table on the clipboard. Copy the cells first.")
        elif len(text) > _LARGEST_PASTE:
            self._window.tell("That is too much to paste. Save it as a file and import that.")
        else:
            self._show("pasted table.tsv", None, text.encode("utf-8", errors="replace"), False)

    def open_file(self, path: Path) -> None:
        self._read_bytes(partial(preview, path), partial(self._on_bytes, path))

    def _read_bytes(self, work: Callable[[], tuple[bytes, bool]], then: Callable[[bytes, bool], None]) -> None:
        self._background.run(work, partial(self._on_read, then))

    def _on_read(self, then: Callable[[bytes, bool], None], future: Future[tuple[bytes, bool]]) -> None:
        try:
            data, partly = future.result()
        except NotATable as refusal:
            self._say("The file cannot be read.", str(refusal))
            return
        except OSError as trouble:
            self._say("The file cannot be read.", why_unread(trouble))
            return
        then(data, partly)

    def _on_bytes(self, path: Path, data: bytes, partly: bool) -> None:
        self._show(path.name, path, data, partly)

    def _show(self, name: str, path: Path | None, data: bytes, partly: bool) -> None:
        whole = path if partly else None
        dialog = ImportDialog(self._window.bridge, name, data, whole, self._kept, self._window)
        dialog.opened.connect(self._on_opened)
        dialog.taken.connect(partial(self._on_taken, path, data))
        dialog.open()

    def _on_opened(self, table: Opened) -> None:
        self.pane.add(table)
        self._show_pane()

    def _on_taken(self, path: Path | None, data: bytes, id: str, place: str) -> None:
        if path is not None:
            QSettings().setValue(self._remembered(id), str(path))
        self.keep(place, data)
        self.pane.choose_series(id)
        self._show_pane()
        self._window.tell(self._window.bridge.document.history.undo_sentence + ".")

    def convert(self) -> None:
        """Convert the series that the pane shows into the other kind."""
        self._show_pane()
        if self.pane.series:
            self.pane.more.convert.trigger()
        else:
            self._window.tell("Choose a series under Data first.")

    def show_series(self, series: str, row: int | None = None) -> None:
        """The figures of a series in the pane, with one of them marked."""
        self.pane.choose_series(series, row)
        self._show_pane()

    def draw_table(self, key: str) -> None:
        """Draw a table of the pane in the explorer; "" asks for a file first."""
        if not key:
            self.choose()
            return
        self._show_pane()
        self.pane.draw_table(key)

    def _show_pane(self) -> None:
        dock = self._window.docks["data"]
        dock.show()
        dock.raise_()

    # what the case keeps

    def keep(self, place: str, data: bytes) -> None:
        """Put a file into the case now, or once it is saved where it can be written to."""
        self._kept[place] = data
        self._keep()

    def _keep(self, before: object = None, after: object = None) -> None:
        folder = self._window.bridge.document.path
        if not self._kept or folder is None or is_installed(folder):
            return
        kept = dict(self._kept)
        self._kept.clear()
        for place, data in kept.items():
            try:
                keep_original(folder, place, data)
            except (ProblemError, OSError) as failure:
                self._say("The imported file itself was not kept in the case; its figures were.", str(failure))

    # reading again

    def _remembered(self, id: str) -> str:
        folder = self._window.bridge.document.path
        return f"import/from/{folder.resolve().name if folder else ''}/{id}"

    def reread(self, id: str) -> None:
        """Ask for the newer file of a series; the place of last time is proposed."""
        series = self._window.bridge.document.case.series[id]
        if not original_of(series):
            self._say(f"“{series.label}” was not imported from a file.", "Import one to have it read again later.")
            return
        last = str(QSettings().value(self._remembered(id)) or Path.home())
        title = f"Read “{series.label}” again: choose the newer file"
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, last, _KINDS)
        if chosen:
            self.reread_from(id, Path(chosen))

    def reread_from(self, id: str, path: Path) -> None:
        self._background.run(partial(bytes_of, path), partial(self._on_newer, id, path))

    def _on_newer(self, id: str, path: Path, future: Future[bytes]) -> None:
        document = self._window.bridge.document
        series = document.case.series.get(id)
        if series is None:
            return
        try:
            new = future.result()
            old = self._kept.get(original_of(series))
            if old is None:
                old = read_original(document.path or Path(), series)
            place = free_place(document.case, path.name, self._kept, document.path, new)
        except NotATable as refusal:
            self._say("The file cannot be read.", f"“{path.name}”: {refusal}")
            return
        except ProblemError as failure:
            self._say("The series cannot be read again.", "\n".join(str(each) for each in failure.problems))
            return
        except OSError as trouble:
            self._say("The file cannot be read.", why_unread(trouble))
            return
        dialog = RereadDialog(self._window.bridge, id, old, new, place, self._window)
        dialog.accepted.connect(partial(self._on_taken, path, new, id, place))
        dialog.open()

    # what is dropped

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and _dropped_table(event) is not None:
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop and (path := _dropped_table(event)):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            QTimer.singleShot(0, self, partial(self.open_file, path))  # the drop ends first
            return True
        return False

    def _say(self, what: str, explanation: str) -> None:
        ask(self._window, "import-report", what, explanation, (("Close", Role.RejectRole, nothing),))


def why_unread(trouble: OSError) -> str:
    """Why a file could not be read, in a sentence."""
    file = f"“{Path(str(trouble.filename)).name}”: " if trouble.filename else ""
    return f"{file}{trouble.strerror or trouble}."


def _dropped_table(event: QDropEvent) -> Path | None:
    """The one local file with a table, by its name, that is being dropped."""
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.suffix.lower() in _ENDS and path.is_file() else None
