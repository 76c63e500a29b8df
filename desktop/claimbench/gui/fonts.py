"""The fonts of the program: one family that is shipped with it, so that pictures are the same everywhere."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from claimbench.app.paths import resource

FAMILY = "Inter"
_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Italic.otf")


def load() -> None:
    """Make the shipped family known to Qt; needs a QGuiApplication. Calling it again does nothing.

    A file that cannot be read leaves Qt's own choice of font, which is no reason to stop.
    """
    if FAMILY not in QFontDatabase.families():
        for name in _FILES:
            QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}")))


def install(app: QApplication) -> None:
    """Load the family and make it the application's font."""
    load()
    app.setFont(font(13))


def font(
    pixels: int, weight: QFont.Weight = QFont.Weight.Normal, *, tabular: bool = False, plain: bool = False
) -> QFont:
    """The shipped family; ``tabular`` gives all digits one width, for numbers that stand in columns or move. ``plain``
    has no such forms, nor those that letters take beside others: in a PDF their text could not be searched or copied.
    """
    made = QFont(FAMILY)
    made.setPixelSize(pixels)
    made.setWeight(weight)
    # Hinted advances differ from size to size: without hinting a picture has the same line breaks at every scale.
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if plain:
        made.setFeature(QFont.Tag("calt"), 0)
    elif tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made
