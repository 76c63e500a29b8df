"""Sources, and citations: who says it, and where they have it from."""

from __future__ import annotations

from datetime import date
from typing import Literal

from claimbench.core.frozen import dataclass

Role = Literal["originates", "relays", "derives"]


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it. ``reliability`` is a letter A to F of the NATO Admiralty code (AJP-2.1), with its reason.
    ``short`` is a name for narrow places, empty where ``name`` will do. ``archive`` is the path, relative to the case,
    of a copy that was kept, ``archive_sha256`` what it hashed to on ``retrieved_on``."""

    id: str
    name: str
    kind: str = ""
    side: str = ""
    reliability: str = "F"
    reliability_reason: str = ""
    address: str = ""
    short: str = ""
    archive: str = ""
    archive_sha256: str = ""
    retrieved_on: date | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """What it is called in a line that names several: its short name, else its name, on one line; else its id."""
        return " ".join((self.short or self.name).split()) or self.id

    @property
    def full_name(self) -> str:
        """Its name, and in brackets what it is called elsewhere, on one line."""
        short = f" ({self.short})" if self.short and self.short != self.name else ""
        return " ".join(f"{self.name or self.id}{short}".split())


@dataclass(frozen=True, slots=True)
class Citation:
    """One claim in one source. A source that relays or derives names in ``via`` the source it has it from."""

    claim: str
    source: str
    role: Role
    via: str = ""
    page: str = ""
    address: str = ""
    said_on: date | None = None
    retrieved_on: date | None = None
    note: str = ""
