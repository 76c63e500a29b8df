"""The window on the bundled case, settled: for tests that use the whole of it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from claimbench.app.paths import default_case
from claimbench.gui.start import application, fill_window
from claimbench.gui.window import Window


@pytest.fixture(autouse=True)
def keys_are_let_go_of(qapp: QApplication) -> Iterator[None]:
    """QTest leaves a modifier that it clicked with held, and a row that is selected with Shift is another selection."""
    yield
    if qapp.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyRelease(QWidget(), Qt.Key.Key_Shift)


@pytest.fixture
def bundled_window(qapp: QApplication) -> Iterator[Window]:
    _, theme = application("light")
    QSettings().clear()
    window = Window()
    window.resize(1400, 900)
    fill_window(window, default_case(), theme)
    window.show()
    window.start()
    window.wait_until_settled()
    yield window
    if isValid(window):  # a test may have closed it
        window.close()
