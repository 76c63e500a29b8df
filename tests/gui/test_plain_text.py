"""Labels that show text as it is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from claimbench.gui.plain_text import PlainLabel, plain_label

LONG = "A sentence that is long enough to be broken into several lines where there is little room for it."


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    return page


@pytest.fixture
def labels(page: QWidget, qtbot: QtBot) -> tuple[PlainLabel, PlainLabel]:
    layout = QVBoxLayout(page)
    made = plain_label(LONG), plain_label("now 1")
    for label in made:
        layout.addWidget(label)
    page.resize(240, 200)
    page.show()
    qtbot.waitExposed(page)
    QApplication.processEvents()
    return made


def test_that_a_label_is_as_high_as_its_text_whatever_it_was_before(labels: tuple[PlainLabel, PlainLabel]) -> None:
    label, _ = labels
    whole = label.heightForWidth(200)
    assert label.heightForWidth(90) > whole
    label.setText("short")
    assert label.heightForWidth(200) < whole
    label.setText(LONG)
    larger = label.font()
    larger.setPointSize(2 * larger.pointSize() if larger.pointSize() > 0 else 24)
    label.setFont(larger)
    assert label.heightForWidth(200) > whole
