"""Lists in one cell of a CSV file: tags, and the history of a claim's standing.

Items are separated by "; ". A semicolon that belongs to an item is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, get_args

from claimbench.casefile.fields import Kind, day
from claimbench.core.claim import Status, StatusChange

STATUSES: Final = get_args(Status)
_PIECE = re.compile(r";;|;|[^;]+")
_CHANGE = re.compile(rf"\s*(\d{{4}}-\d\d-\d\d)\s+({'|'.join(STATUSES)})\s*(?:: ?(.*))?", re.DOTALL)
_DATED = re.compile(r"\s*\d{4}-\d\d-\d\d\b")


def _items(text: str) -> list[str]:
    items = [""]
    for piece in _PIECE.findall(text):
        if piece == ";":
            items.append("")
        else:
            items[-1] += ";" if piece == ";;" else piece
    return items


def _joined(items: Iterable[str]) -> str:
    return "; ".join(item.replace(";", ";;") for item in items)


def _tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for item in _items(text) if (tag := item.strip())))


def _history(text: str) -> tuple[StatusChange, ...] | None:
    changes = []
    for item in _whole(_items(text) if text.strip() else ()):
        found = _CHANGE.fullmatch(item)
        on = day(found[1]) if found else None
        if found is None or on is None:
            return None
        changes.append(StatusChange(on, found[2], found[3] or ""))  # type: ignore[arg-type]
    return tuple(changes)


def _whole(items: Iterable[str]) -> Iterator[str]:
    """Items that start with a date; what follows a semicolon without one goes on with the note before it."""
    current: str | None = None
    for item in items:
        if current is None or _DATED.match(item):
            if current is not None:
                yield current
            current = item
        elif item.strip():
            current += f";{item}"
    if current is not None:
        yield current


def _shown(history: Any) -> str:
    return _joined(f"{change.on} {change.status}{f': {change.note}' if change.note else ''}" for change in history)


def _no_list(value: Any) -> None:
    """These stand in CSV files only."""


TAGS: Final = Kind("not-a-list", "a list of tags", "Tags are separated by ; signs.", _no_list, _tags, _joined, empty=())
HISTORY: Final = Kind(
    "bad-history",
    f"a list of dates, each with one of {', '.join(STATUSES)}",
    "Such as: 2025-11-05 asserted; 2025-12-01 corrected: the total was revised",
    _no_list,
    _history,
    _shown,
    empty=(),
)
