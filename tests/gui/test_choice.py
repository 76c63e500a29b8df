"""A list of choices that opens from a field."""

from PySide6.QtWidgets import QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from claimbench.gui.choice import Choice

LONG = "Ukrainian strength at the end of the year after next"


def _shown(choice: Choice) -> str:
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    return option.currentText


def test_that_a_choice_too_long_for_its_field_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    choice = Choice((("a", LONG), ("b", "Short")))
    qtbot.addWidget(choice)
    choice.set_key("a")
    choice.resize(150, 30)
    assert _shown(choice).endswith("…")
    assert LONG.startswith(_shown(choice)[:-1])
    choice.set_key("b")
    assert _shown(choice) == "Short"
    choice.set_key("a")
    choice.resize(900, 30)
    assert _shown(choice) == LONG
