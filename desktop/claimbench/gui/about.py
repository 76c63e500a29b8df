"""What the program is, in a box."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from claimbench import __version__
from claimbench.gui.named import named


def about(parent: QWidget) -> None:
    box = named(QMessageBox(parent), "about")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("About Claimbench")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Claimbench {__version__}\nA workbench for contested numbers.")
    box.setInformativeText("MIT licence. Fonts: Inter, SIL Open Font License. Uses Qt (LGPL) through PySide6.")
    box.open()
