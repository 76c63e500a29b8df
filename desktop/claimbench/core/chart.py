"""Charts and scenarios, as the case keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Chart:
    """``kind`` names a module of :mod:`claimbench.app.figures`, which reads ``options``. An empty
    ``headline`` is computed from the result."""

    id: str
    kind: str
    label: str
    headline: str = ""
    subtitle: str = ""
    note: str = ""
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Named values of assumptions: each ``best``, moved with its range as the slider moves it."""

    id: str
    label: str
    values: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
