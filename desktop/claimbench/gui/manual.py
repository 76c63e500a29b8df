"""The manual, as it ships with the program."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QTextBrowser, QWidget

from claimbench.app.paths import resource


class ManualWindow(QTextBrowser):
    """Shows ``resources/manual``; an address on the net is shown whole and opened by nobody but the reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual")
        self.setWindowFlag(self.windowFlags().Window)
        self.setWindowTitle("Claimbench manual")
        self.setOpenExternalLinks(False)
        folder = resource("manual")
        self.setSearchPaths([str(folder)])
        self.setSource(QUrl.fromLocalFile(str(folder / "manual.md")))
        self.resize(860, 900)
