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


def put_back(window: Window) -> None:
    """Show it as it was."""
    window.bridge.select(selection(window))
    window.charts.put_back(_view(window).get("charts"))


def selection(window: Window) -> Selection:
    """What was selected; where that is not known, or it is gone, the first claim: there is something to read."""
    case = window.bridge.document.case
    match _view(window).get("selected"):
        case [kind, str(id)] if kind in PAGES and id in PAGES[kind].entries(case):
            return Selection(kind, id)
    return Selection("claim", next(iter(case.claims))) if case.claims else Selection()


def _view(window: Window) -> dict[str, object]:
    folder = window.bridge.document.path
    view = _views().get(str(folder.resolve())) if window.remembers and folder is not None else None
    return view if isinstance(view, dict) else {}


def _views() -> dict[str, object]:
    """By folder, the last one last. Settings are a file that anybody can change: what is not ours is left out."""
    try:
        views = json.loads(str(QSettings().value(_KEY) or "{}"))
    except ValueError:
        return {}
    return views if isinstance(views, dict) else {}
