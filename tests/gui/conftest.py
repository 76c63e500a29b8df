"""The window on the bundled case, settled: for tests that use the whole of it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from claimbench.app.paths import default_case
from claimbench.gui.start import application, fill_window
from claimbench.gui.window import Window


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
