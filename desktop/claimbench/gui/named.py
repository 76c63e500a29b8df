"""Object names: what tests, style sheets and saved layouts find a widget by."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject

Q = TypeVar("Q", bound=QObject)


def named(object: Q, name: str) -> Q:
    """The object itself, with its name set: ``label = named(QLabel(), "title")``."""
    object.setObjectName(name)
    return object
