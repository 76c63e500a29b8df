"""How the window of a case looked when it was last closed: what was selected, and what its charts showed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from claimbench.gui.bridge import Selection
from claimbench.gui.inspector import PAGES

if TYPE_CHECKING:
    from claimbench.gui.window import Window

MOST = 20  # cases
_KEY = "views"


def keep(window: Window) -> None:
    """Note it for the next time that this case is opened on this computer."""
    folder = window.bridge.document.path
    if folder is None:
        return
    selection = window.bridge.selection
    view = {"selected": [selection.kind, selection.id], "charts": window.charts.view()}
    views = {**_views(), str(folder.resolve()): view}
    QSettings().setValue(_KEY, json.dumps(dict(list(views.items())[-MOST:])))


def put_back(window: Window, remembered: bool) -> None:
    """Show it as it was; where that is not known or not ``remembered``, or what was selected is gone, with the first
    claim to read."""
    case, folder = window.bridge.document.case, window.bridge.document.path
    view = _views().get(str(folder.resolve())) if remembered and folder is not None else None
    view = view if isinstance(view, dict) else {}
    match view.get("selected"):
        case [kind, str(id)] if kind in PAGES and id in PAGES[kind].entries(case):
            window.bridge.select(Selection(kind, id))
        case _ if case.claims:
            window.bridge.select(Selection("claim", next(iter(case.claims))))
    window.charts.put_back(view.get("charts"))


def _views() -> dict[str, object]:
    """By folder, the last one last. Settings are a file that anybody can change: what is not ours is left out."""
    try:
        views = json.loads(str(QSettings().value(_KEY) or "{}"))
    except ValueError:
        return {}
    return views if isinstance(views, dict) else {}
