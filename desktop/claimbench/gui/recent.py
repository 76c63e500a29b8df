"""The cases that were opened last, on this computer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMenu, QWidget

from claimbench.gui.named import named

MOST = 10
_KEY = "recent/cases"


def recent_cases() -> list[Path]:
    """Newest first."""
    kept = QSettings().value(_KEY)
    names = [kept] if isinstance(kept, str) else kept if isinstance(kept, list) else []
    return [Path(str(name)) for name in names][:MOST]


def remember_case(folder: Path) -> None:
    here = folder.resolve()
    others = [path for path in recent_cases() if path != here]
    QSettings().setValue(_KEY, [str(path) for path in [here, *others][:MOST]])


class RecentMenu(QMenu):
    """Lists the cases when it is opened; those whose folder is gone are greyed."""

    def __init__(self, open_case: Callable[[Path], None], parent: QWidget) -> None:
        super().__init__("Open recent", parent)
        named(self, "recent-menu")
        self.setToolTipsVisible(True)
        self._open = open_case
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        for number, folder in enumerate(recent_cases(), 1):
            action = self.addAction(f"&{number % 10} {_literal(folder.name)}  ({_literal(_short(folder.parent))})")
            action.setToolTip(str(folder))
            action.setEnabled(folder.is_dir())
            action.triggered.connect(partial(_chosen, self._open, folder))
        if self.isEmpty():
            self.addAction("No other case was opened yet").setEnabled(False)


def _chosen(open_case: Callable[[Path], None], folder: Path, checked: bool = False) -> None:
    open_case(folder)


def _short(folder: Path) -> str:
    """A path that fits a menu: its end, where it is long."""
    text = str(folder)
    return text if len(text) <= 48 else f"…{text[-47:]}"


def _literal(text: str) -> str:
    """Text for a menu, in which & would mark a key."""
    return text.replace("&", "&&")
