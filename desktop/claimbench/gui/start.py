"""Making the application and its window, on a screen or into a picture."""

from __future__ import annotations

import builtins
import gc
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from claimbench.app.settings import cache_folder
from claimbench.gui import fonts, theme
from claimbench.gui.window import Window

if TYPE_CHECKING:
    from claimbench.casefile.read import Loaded
    from claimbench.core.case import Case
    from claimbench.gui.bridge import Bridge


#: How long a thread at work, such as one that imports, may keep the window waiting, in seconds; Python's own 0.005 is
#: noticed in a drag, which asks several times a frame.
TURN = 0.0005
#: When a window has all that it opens with, in milliseconds.
OPENED = 3000


def application(theme_name: str | None) -> tuple[QApplication, theme.Theme]:
    """The one QApplication, with our fonts, palette and style sheet."""
    _import_plainly()
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.setStyle(theme.STYLE)
    else:  # the style as an argument: what setStyle returns would take Python 10 ms to describe
        app = QApplication([sys.argv[0], "-style", theme.STYLE])
    QCoreApplication.setOrganizationName("claimbench")
    QCoreApplication.setApplicationName("claimbench")
    app.setApplicationDisplayName("Claimbench")
    fonts.install(app)
    chosen = theme.THEMES[theme_name or theme.system_theme()]
    theme.apply(chosen)
    return app, chosen


def _import_plainly() -> None:
    """Take back what PySide has put in the place of Python's import. It reads the source of every module that comes in,
    to see whether that might ask for other spellings of Qt's names (``from __feature__ import``), and Python then keeps
    all those lines. None of ours asks, and it takes as long as a third of a bare window."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def open_window(folder: Path, theme_name: str | None) -> int:
    """Open a case and run until its window is closed. The window is there first; then the case is read."""
    gc.disable()  # nothing that a window opens with can go: to look through it takes a third of a bare window's time
    app, chosen = application(theme_name)
    window = Window()
    window.restore_size()
    sys.excepthook = Alarm(window)
    sys.setswitchinterval(TURN)
    import signal  # here and below: what a first paint does not need

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window.show()
    QTimer.singleShot(0, window, Opening(window, folder, chosen))
    QTimer.singleShot(OPENED, gc.enable)
    return app.exec()


class Opening:
    """Reads the case, fills the window and sets it going; or lists what is wrong."""

    def __init__(self, window: Window, folder: Path, chosen: theme.Theme) -> None:
        self._window, self._folder, self._theme = window, folder, chosen

    def __call__(self) -> None:
        window, folder = self._window, self._folder
        QCoreApplication.processEvents()  # the first paint
        if not window.isVisible():  # closed already
            return
        from claimbench.casefile.read import load
        from claimbench.core.problem import ProblemError
        from claimbench.gui import charts_picture
        from claimbench.gui.writing import write_as_chosen

        write_as_chosen()
        try:
            loaded = load(folder)
        except ProblemError as failure:
            window.show_failure(folder, failure.problems, self._theme)
            return
        picture = charts_picture.find(window, folder, loaded.hashes, self._theme) if window.remembers else None
        window.lay_out(bridge_to(loaded, folder, self._theme))
        if picture is not None:
            picture.stay(window)
        window.start(glimpse=picture is None)
        window.fill_after_charts()


def fill_window(window: Window, folder: Path, chosen: theme.Theme) -> None:
    """Read the case and put it into the window. Raises ProblemError where there is no case to show."""
    from claimbench.casefile.read import load

    window.fill(bridge_to(load(folder), folder, chosen))


def bridge_to(loaded: Loaded, folder: Path, chosen: theme.Theme) -> Bridge:
    """A case that was read, as a window takes it."""
    from claimbench.app.document import Document
    from claimbench.gui.bridge import Bridge

    document = Document(loaded.case, folder, loaded.problems, loaded.places, loaded.hashes)
    return Bridge(document, chosen)


#: When what belonged to a closed window is certain to be gone from the screen, in milliseconds.
COLLECTED = 1000
_current: list[Window] = []  # Python would take away a window that nothing refers to


def replace_window(old: Window, folder: Path, chosen: theme.Theme) -> Window:
    """A window with another case where ``old`` was, which is closed. Raises ProblemError, and then ``old`` stays."""
    from claimbench.core.problem import ProblemError

    window = Window()
    try:
        fill_window(window, folder, chosen)
    except ProblemError:
        window.deleteLater()
        raise
    if isinstance(sys.excepthook, Alarm):
        sys.excepthook = Alarm(window)
    _current[:] = [window]
    window.setGeometry(old.geometry())
    window.show()
    window.start()
    old.close()
    QTimer.singleShot(COLLECTED, window, _collect)
    return window


def _collect() -> None:
    """Let go of the case that was closed: its parts refer to one another in circles, and all its draws hang on them."""
    gc.collect()


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
    for kind in ("claim", "source", "assumption", "stock", "flow", "variable", "measure"):
        if select in getattr(case, f"{kind}s"):
            window.bridge.select(Selection(kind, select))
            window.docks[f"{kind}s" if f"{kind}s" in window.docks else "model"].raise_()
    for _ in range(5):
        app.processEvents()
    picture = window.grab().toImage()
    window.close()
    app.processEvents()
    replace_files({target: png(picture)})
    return target


class Alarm:
    """The last resort for a broken program: the details go to a file, a sentence to the user, and the window stays."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._shown = False

    def __call__(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        import traceback

        from PySide6.QtWidgets import QMessageBox

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
