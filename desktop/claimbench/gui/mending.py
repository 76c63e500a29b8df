"""Going to where something of a case is put right: a field of a form, or the figures of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from claimbench.gui.bridge import Kind, Selection

if TYPE_CHECKING:
    from claimbench.gui.window import Window

#: What the first word of a problem's path says that the second is the id of.
_KINDS: Final[dict[str, Kind]] = {
    "claims": "claim", "sources": "source", "assumptions": "assumption", "stocks": "stock", "flows": "flow",
    "variables": "variable", "measures": "measure", "charts": "chart", "calculations": "calculation",
}  # fmt: skip
#: First words that are in the form of the case.
_OF_CASE: Final = ("title", "question", "as_of", "timeline", "units")


def go_to_part(window: Window, kind: Kind, id: str, field: str = "") -> None:
    """The form of one part of the case, with the cursor in a field."""
    window.bridge.select(Selection(kind, id))
    window.edit_selected()
    window.inspector.go_to(field)


def go_to_path(window: Window, path: str) -> None:
    """Where a problem with this path can be put right in the window; nothing happens where that is in a file only."""
    group, _, rest = path.partition(".")
    id, _, field = rest.partition(".")
    if group == "series" and id in window.bridge.document.case.series:
        window.importer.show_series(id)
    elif group in _KINDS and id in getattr(window.bridge.document.case, group):
        go_to_part(window, _KINDS[group], id, field.partition(".")[0])
    elif group in _OF_CASE:
        window.actions_by_id["case"].trigger()
