"""Making the application and its window, on a screen or into a picture."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from claimbench.app.settings import cache_folder
from claimbench.core.problem import ProblemError
from claimbench.gui import fonts, theme
from claimbench.gui.window import Window

if TYPE_CHECKING:
    from claimbench.app.figures.figure import Figure
    from claimbench.core.case import Case


def application(theme_name: str | None) -> tuple[QApplication, theme.Theme]:
    """The one QApplication, with our fonts, palette and style sheet."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([sys.argv[0]])
    QCoreApplication.setOrganizationName("claimbench")
    QCoreApplication.setApplicationName("claimbench")
    app.setApplicationDisplayName("Claimbench")
    fonts.install(app)
    chosen = theme.THEMES[theme_name or theme.system_theme()]
    theme.apply(chosen)
    return app, chosen


def open_window(folder: Path, theme_name: str | None) -> int:
    """Open a case and run until its window is closed. The window is there first; then the case is read."""
    app, chosen = application(theme_name)
    window = Window()
    window.restore_size()
    sys.excepthook = Alarm(window)
    import signal  # here and below: what a first paint does not need

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window.show()
    QTimer.singleShot(0, window, Opening(window, folder, chosen))
    return app.exec()


class Opening:
    """Reads the case, fills the window and sets it going; or lists what is wrong."""

    def __init__(self, window: Window, folder: Path, chosen: theme.Theme) -> None:
        self._window, self._folder, self._theme = window, folder, chosen

    def __call__(self) -> None:
        QCoreApplication.processEvents()  # the first paint
        try:
            fill_window(self._window, self._folder, self._theme)
        except ProblemError as failure:
            self._window.show_failure(self._folder, failure.problems)
            return
        self._window.start()


def fill_window(window: Window, folder: Path, chosen: theme.Theme) -> None:
    """Read the case and put it into the window. Raises ProblemError where there is no case to show."""
    from claimbench.casefile import load

    loaded = load(folder)
    from claimbench.app.document import Document
    from claimbench.gui.bridge import Bridge

    window.fill(Bridge(Document(loaded.case, folder, loaded.problems, loaded.places), chosen))


def shoot_window(
    folder: Path,
    case: Case,
    target: Path,
    size: tuple[int, int],
    theme_name: str,
    scale: float = 1.0,
    select: str = "",
) -> Path:
    """Draw the whole window, with full results, into a PNG of ``size`` times ``scale`` pixels; no display needed."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # the platform's remarks on windows it lacks
    from claimbench.casefile.store import replace_files
    from claimbench.gui.bridge import Selection
    from claimbench.gui.image_export import png

    app, chosen = application(theme_name)
    window = Window(remembers=False)
    window.resize(*size)
    fill_window(window, folder, chosen)
    window.show()
    window.start()
    window.wait_until_settled()
    window.show_case(case)
    window.wait_until_settled()
    for kind, group in (("claim", case.claims), ("source", case.sources), ("assumption", case.assumptions)):
        if select in group:
            window.bridge.select(Selection(kind, select))  # type: ignore[arg-type]
    for _ in range(5):
        app.processEvents()
    picture = window.grab().toImage()
    window.close()
    app.processEvents()
    replace_files({target: png(picture)})
    return target


def save_charts(
    figures: Mapping[str, Figure], target: Path, theme_name: str, size: tuple[int, int] | None, handling: str
) -> list[Path]:
    """Each figure as a PNG named after its chart; the paths written. Raises ProblemError for what cannot be written."""
    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        application(theme_name)
    from claimbench.gui.exporting import PICTURE
    from claimbench.gui.image_export import save_png

    paths = []
    for id, figure in figures.items():
        path = target / f"{id}.png"
        save_png(figure, path, theme.THEMES[theme_name], size or PICTURE, handling=handling)
        paths.append(path)
    return paths


class Alarm:
    """The last resort for a broken program: the details go to a file, a sentence to the user, and the window stays."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._shown = False

    def __call__(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        import traceback

        path = cache_folder() / "fault.txt"
        text = "".join(traceback.format_exception(kind, fault, trace))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError:
            sys.stderr.write(text)
        if self._shown:  # one box, however often it happens
            return
        self._shown = True
        box = QMessageBox(QMessageBox.Icon.Critical, "Claimbench", "A fault in the program.", parent=self._window)
        box.setInformativeText(f"What you did last may not have worked; the case on disk is unchanged. Details: {path}")
        box.open()
