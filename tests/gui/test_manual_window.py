"""The manual in its window: chapters, links, and finding something."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from claimbench.gui import theme
from claimbench.gui.manual import ManualWindow
from claimbench.gui.start import application


@pytest.fixture
def manual(qapp: QApplication, qtbot: QtBot) -> ManualWindow:
    application("light")
    window = ManualWindow()
    qtbot.addWidget(window)
    window.show()
    qapp.processEvents()
    return window


def at_the_top(manual: ManualWindow) -> str:
    """The heading at the top of the page, or what stands there."""
    return manual.page.cursorForPosition(QPoint(40, 24)).block().text()


def test_that_each_chapter_of_the_list_leads_to_its_heading(manual: ManualWindow) -> None:
    names = [manual.chapters.item(row).text() for row in range(manual.chapters.count())]
    assert names[0] == "The first minute"
    assert len(set(names)) == len(names) > 8
    for row, name in enumerate(names[:-2]):  # the last ones are short: nothing scrolls them to the top
        manual.chapters.setCurrentRow(row)
        assert at_the_top(manual) == name


def test_that_a_link_in_the_text_leads_to_its_chapter(manual: ManualWindow) -> None:
    manual.page.anchorClicked.emit(QUrl("#the-files"))
    assert at_the_top(manual) == "The files"


def test_that_what_is_typed_is_found_and_return_goes_on_to_the_next_place(manual: ManualWindow) -> None:
    QTest.keyClick(manual, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert manual.find_field.hasFocus()
    QTest.keyClicks(manual.find_field, "admiralty")
    first = manual.page.textCursor()
    assert first.selectedText() == "Admiralty"
    QTest.keyClick(manual.find_field, Qt.Key.Key_Return)  # the only place: round to it again
    assert manual.page.textCursor().position() == first.position()
    manual.find_field.clear()
    QTest.keyClicks(manual.find_field, "claim")
    places = []
    for _ in range(3):
        places.append(manual.page.textCursor().position())
        QTest.keyClick(manual.find_field, Qt.Key.Key_Return)
    assert places == sorted(set(places))
    QTest.keyClick(manual.find_field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert manual.page.textCursor().position() == places[-1]


def test_that_a_word_that_is_not_there_marks_the_field_and_moves_nothing(manual: ManualWindow) -> None:
    manual.page.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClicks(manual.find_field, "xylophone")
    assert manual.find_field.property("wrong") is True
    assert manual.page.verticalScrollBar().value() == 0
    manual.find_field.clear()
    QTest.keyClicks(manual.find_field, "draws")
    assert manual.find_field.property("wrong") is False


def test_that_the_page_keeps_its_place_when_light_turns_to_dark(manual: ManualWindow, qapp: QApplication) -> None:
    manual.chapters.setCurrentRow(3)
    name = at_the_top(manual)
    theme.apply(theme.DARK)
    qapp.processEvents()
    assert at_the_top(manual) == name
    theme.apply(theme.LIGHT)
