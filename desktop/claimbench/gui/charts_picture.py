"""The charts as they last were, shown until they have been made anew.

When a window closes with nothing unsaved, the charts that its next start will show first are painted into a picture,
which is kept in the cache. A start that will come to the very same charts shows it in their place: drawing takes a
hundredth of the time that it takes to import, compile and run. The picture is replaced by the charts themselves as soon
as all draws are there, and by whatever the user does before that.

The picture is shown only where all that it follows from is what it was: the files of the case, the program and the
libraries that it stands on, the theme, the window's size and layout. It can be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from claimbench.app.paths import resource
from claimbench.app.settings import cache_folder
from claimbench.core import show
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.gui.bridge import Selection
    from claimbench.gui.window import Window

_FILE = "charts.png"
_KEY = "claimbench-key"
_PLACE = "window/charts"


class ChartsPicture(QWidget):
    """The picture in its place over the window. The mouse goes through it, to the charts below."""

    def __init__(self, image: QImage, place: QRect, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("charts-picture")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._image = image
        self.setGeometry(place)
        self.show()
        self.repaint()  # now: the events that follow wait for long work

    def stay(self, window: Window) -> None:
        """Stay over the window's charts until they are there, or anything changes that would show in them."""
        from claimbench.gui import last_view  # brings numpy, and panes

        self._window, self._selection = window, last_view.selection(window)
        self.raise_()
        window.installEventFilter(self)
        bridge, runner = window.bridge, window.runner
        for signal in (runner.failed, bridge.case_changed, bridge.theme_changed):
            signal.connect(self.leave)
        for signal in (runner.settled, window.filled):
            signal.connect(self._on_made)
        bridge.selected.connect(self._on_selected)

    def leave(self) -> None:
        self.hide()
        self.deleteLater()

    def _on_made(self) -> None:
        window = self._window
        if window.is_filled and not window.runner.busy:  # before, the charts are not yet as they were left
            self.leave()

    def _on_selected(self, selection: Selection) -> None:
        if selection != self._selection:
            self.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.leave()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(0, 0, self._image)
        painter.end()


def find(window: Window, folder: Path, hashes: Mapping[str, str], theme: Theme) -> ChartsPicture | None:
    """The picture over the window, where there is one of the charts that this start will come to. ``hashes`` are those
    of all files that the case was read from."""
    path = cache_folder() / _FILE
    if not path.exists():
        return None
    place, image = QSettings().value(_PLACE), QImage(str(path))
    if not isinstance(place, QRect) or image.text(_KEY) != _key(window, place, folder, hashes, theme):
        return None
    image.setDevicePixelRatio(window.devicePixelRatioF())
    return ChartsPicture(image, place, window)


def keep(window: Window) -> None:
    """Keep the picture that the next start of this case can show, and where it belongs as the window's layout is now.
    Where the charts are not those of the case as saved, there is no such picture and the last one stays."""
    place = QRect(window.charts.mapTo(window, QPoint(0, 0)), window.charts.size())
    QSettings().setValue(_PLACE, place)
    document, results = window.bridge.document, window.runner.latest
    if results is None or window.runner.busy or document.path is None:
        return
    if results.case is not document.saved or results.projector.refined:  # what was held earlier would show in it
        return
    path = cache_folder() / _FILE
    if results.case.handling:  # nothing of a marked case stays behind in another folder
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        return
    from claimbench.casefile.store import replace_files
    from claimbench.core.problem import ProblemError
    from claimbench.gui import last_view
    from claimbench.gui.image_export import png

    image = window.charts.picture(results, last_view.selection(window))
    if image is None:
        return

    image.setText(_KEY, _key(window, place, document.path, document.hashes, window.bridge.theme))
    try:
        replace_files({path: png(image)})
    except ProblemError:
        return  # the next start takes a little longer


def _key(window: Window, place: QRect, folder: Path, hashes: Mapping[str, str], theme: Theme) -> str:
    """A hash of all that the picture follows from."""
    parts = [
        str(folder.resolve()),
        sorted(hashes.items()),
        theme.name,
        repr(show.writing()),
        [window.width(), window.height(), window.devicePixelRatioF(), window.logicalDpiX()],
        place.getRect(),
        str(QSettings().value("views")),  # see claimbench.gui.last_view
        _program(),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _program() -> list[object]:
    """The program's own files, and the libraries beside it: any that is installed anew changes the folder's time."""
    package = Path(__file__).resolve().parent.parent
    stamps = []
    for root in (package, resource("")):
        for place, _, files in os.walk(root):
            if not place.endswith("__pycache__"):
                states = ((name, Path(place, name).stat()) for name in files)
                stamps += [(name, state.st_size, state.st_mtime_ns) for name, state in states]
    libraries = Path(PySide6.__file__).resolve().parent.parent
    return [sys.version, PySide6.__version__, str(libraries), libraries.stat().st_mtime_ns, sorted(stamps)]
