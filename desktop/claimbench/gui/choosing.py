"""Asking for the folder of a case."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from claimbench.app.paths import is_bundled
from claimbench.gui.recent import recent_cases


def choose_case(parent: QWidget) -> Path | None:
    """The folder of a case to open; None where the user thinks better of it."""
    name = QFileDialog.getExistingDirectory(parent, "Open a case: choose its folder", str(last_folder()))
    return Path(name) if name else None


def choose_new_case(parent: QWidget) -> Path | None:
    """A folder for a new case."""
    title = "New case: choose an empty folder, or type the name of a new one"
    name, _ = QFileDialog.getSaveFileName(parent, title, str(last_folder() / "New case"))
    return Path(name) if name else None


def last_folder() -> Path:
    """Where the last case of the user's own lies: a good place for the next."""
    parents = [folder.parent for folder in recent_cases() if folder.parent.is_dir() and not is_bundled(folder)]
    return parents[0] if parents else Path.home()
