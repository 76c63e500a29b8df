"""The manual, as it ships with the program."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from claimbench.app.paths import resource

_WIDTH, _HEIGHT, _MARGIN = 860, 900, 28
_SCROLL_BAR = 24
_ABOVE_HEADING, _BELOW = 16, 8
_PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"


class ManualWindow(QTextBrowser):
    """Shows ``resources/manual``; an address on the net is shown whole and opened by nobody but the reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual")
        self.setWindowFlag(self.windowFlags().Window)
        self.setWindowTitle("Claimbench manual")
        self.setAccessibleName("Claimbench manual")
        self.setOpenExternalLinks(False)
        folder = resource("manual")
        self.setSearchPaths([str(folder)])
        self.setSource(QUrl.fromLocalFile(str(folder / "manual.md")))
        self._space_out()
        self.resize(_WIDTH, _HEIGHT)

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        """Pictures at a size that fits the window, and as fine as the screen is."""
        if type != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(type, name)
        image = QImage(str(resource("manual") / QUrl(name).fileName()))
        ratio = self.devicePixelRatioF()
        room = round((_WIDTH - 2 * _MARGIN - _SCROLL_BAR) * ratio)
        if image.width() > room:
            image = image.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _space_out(self) -> None:
        """Room between paragraphs, which text from Markdown has none of."""
        document = self.document()
        document.setDocumentMargin(_MARGIN)
        block = document.begin()
        while block.isValid():
            cursor = QTextCursor(block)
            if cursor.currentTable() is None:
                spaced = QTextBlockFormat(block.blockFormat())
                spaced.setTopMargin(_ABOVE_HEADING if spaced.headingLevel() else 0)
                spaced.setBottomMargin(_BELOW)
                spaced.setNonBreakableLines(False)
                if _PICTURE not in block.text():
                    spaced.setLineHeight(120, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
                cursor.setBlockFormat(spaced)
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)
