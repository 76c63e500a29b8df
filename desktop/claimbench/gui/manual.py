"""The manual, as it ships with the program: its chapters on the left, the text on the right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QKeySequence,
    QPalette,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from claimbench.app.paths import resource
from claimbench.gui.named import named

_WIDTH, _HEIGHT, _MARGIN = 1080, 900, 28
_CHAPTERS, _GAP = 210, 12
_SCROLL_BAR = 24
_ABOVE_HEADING, _BELOW = 16, 8
_PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"


class ManualPage(QTextBrowser):
    """Shows ``resources/manual``. Links lead to its chapters, and nowhere else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual")
        self.setAccessibleName("Claimbench manual")
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._on_link)
        self.show_text()

    @property
    def chapters(self) -> list[tuple[str, QTextBlock]]:
        """The heading of each chapter, and where it stands."""
        return [(block.text(), block) for block in self._blocks() if block.blockFormat().headingLevel() == 2]

    def show_text(self) -> None:
        self.setMarkdown(resource("manual").joinpath("manual.md").read_text(encoding="utf-8"))
        self._space_out()
        self._calm_tables()
        for text, block in self.chapters:  # text from Markdown has links, but nothing that they lead to
            anchor = QTextCharFormat()
            anchor.setAnchor(True)
            anchor.setAnchorNames([text.lower().replace(" ", "-")])
            cursor = QTextCursor(block)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.mergeCharFormat(anchor)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def go_to(self, block: QTextBlock) -> None:
        """Put a chapter's heading at the top."""
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top) - _ABOVE_HEADING)
        self.setTextCursor(QTextCursor(block))

    def find_next(self, text: str, backward: bool = False) -> bool:
        """Select the next place with ``text``, going on from the other end; whether there is one."""
        way = QTextDocument.FindFlag.FindBackward if backward else QTextDocument.FindFlag(0)
        if self.find(text, way):
            return True
        before = self.textCursor()
        ends = QTextCursor.MoveOperation
        self.moveCursor(ends.End if backward else ends.Start)
        if self.find(text, way):
            return True
        self.setTextCursor(before)
        return False

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        """Pictures at a size that fits the window, and as fine as the screen is."""
        if type != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(type, name)
        image = QImage(str(resource("manual") / QUrl(name).fileName()))
        ratio = self.devicePixelRatioF()
        room = round((_WIDTH - _CHAPTERS - 2 * _GAP - 2 * _MARGIN - _SCROLL_BAR) * ratio)
        if image.width() > room:
            image = image.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image

    def _on_link(self, link: QUrl) -> None:
        self.scrollToAnchor(link.fragment())

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    def _space_out(self) -> None:
        """Room between paragraphs, which text from Markdown has none of."""
        self.document().setDocumentMargin(_MARGIN)
        for block in self._blocks():
            cursor = QTextCursor(block)
            if cursor.currentTable() is None:
                spaced = QTextBlockFormat(block.blockFormat())
                in_code = _is_code(block)
                spaced.setTopMargin(_ABOVE_HEADING if spaced.headingLevel() else 0)
                spaced.setBottomMargin(0 if in_code and _is_code(block.next()) else _BELOW)
                spaced.setNonBreakableLines(False)
                if _PICTURE not in block.text() and not in_code:
                    spaced.setLineHeight(120, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
                cursor.setBlockFormat(spaced)

    def _calm_tables(self) -> None:
        """Lines in the colour of other lines in the window, and room around tables."""
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                quiet = frame.format()
                quiet.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                quiet.setBorderBrush(self.palette().color(QPalette.ColorRole.Mid))
                quiet.setCellPadding(4)
                quiet.setTopMargin(_BELOW)
                quiet.setBottomMargin(_BELOW)
                frame.setFormat(quiet)


def _is_code(block: QTextBlock) -> bool:
    return block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


class ManualWindow(QWidget):
    """The manual with its chapters and a field to find something in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual-window")
        self.setWindowFlag(self.windowFlags().Window)
        self.setWindowTitle("Claimbench manual")
        self.page = ManualPage(self)
        self.find_field = named(QLineEdit(self), "manual-find")
        self.find_field.setPlaceholderText("Find…")
        self.find_field.setAccessibleName("Find in the manual")
        self.find_field.setClearButtonEnabled(True)
        self.chapters = named(QListWidget(self), "manual-chapters")
        self.chapters.setAccessibleName("Chapters")
        self._list_chapters()
        side = QVBoxLayout()
        side.setContentsMargins(_GAP, _GAP, 0, _GAP)
        side.setSpacing(8)
        side.addWidget(self.find_field)
        side.addWidget(self.chapters, 1)
        self.find_field.setFixedWidth(_CHAPTERS)
        self.chapters.setFixedWidth(_CHAPTERS)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addLayout(side)
        layout.addWidget(self.page, 1)
        self.chapters.currentRowChanged.connect(self._on_chapter)
        self.chapters.itemClicked.connect(self._on_clicked)
        self.find_field.textEdited.connect(self._on_find)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._start_finding)
        self.resize(_WIDTH, _HEIGHT)
        self.page.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.find_field.hasFocus():
            self._find(backward=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Links have the colour of the theme in which the text was read."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            at = self.page.verticalScrollBar().value()
            self.page.show_text()
            self.page.verticalScrollBar().setValue(at)

    def _list_chapters(self) -> None:
        for text, _ in self.page.chapters:
            QListWidgetItem(text, self.chapters)

    def _on_chapter(self, row: int) -> None:
        self.page.go_to(self.page.chapters[row][1])

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._on_chapter(self.chapters.row(item))  # also a second time, after scrolling on

    def _start_finding(self) -> None:
        self.find_field.setFocus()
        self.find_field.selectAll()

    def _on_find(self, text: str) -> None:
        """From the start of what is found already, so that it grows with what is typed."""
        cursor = self.page.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self.page.setTextCursor(cursor)
        self._find()

    def _find(self, backward: bool = False) -> None:
        text = self.find_field.text()
        wrong = bool(text) and not self.page.find_next(text, backward)
        if self.find_field.property("wrong") != wrong:
            self.find_field.setProperty("wrong", wrong)
            self.find_field.style().unpolish(self.find_field)
            self.find_field.style().polish(self.find_field)
