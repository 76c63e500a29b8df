"""Unsaved work, kept beside the user's own data until it is saved or discarded, for after a crash.

A draft is one file: the texts of those files of the case that a save would write, and the hashes of all of its files as
they were read. The case's own folder is not touched.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from claimbench.app.settings import data_folder
from claimbench.casefile.folder import Folder
from claimbench.casefile.read import read_case
from claimbench.casefile.save import drafts_of
from claimbench.casefile.store import replace_files
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass

FORMAT: Final = 1
SUFFIX: Final = ".draft.json"
LARGEST: Final = 256 * 1024 * 1024  # bytes of a draft that is read


def recovery_folder() -> Path:
    return data_folder() / "recovery"


class Journal:
    """The draft of one open case. It is written anew after changes, and removed once nothing is unsaved."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the case's."""
        self._folder = folder.resolve()
        key = hashlib.sha256(str(self._folder).encode(errors="surrogateescape")).hexdigest()[:12]
        self.path = recovery_folder() / f"{key}-{os.urandom(4).hex()}{SUFFIX}"

    def write(self, case: Case, base: Mapping[str, str]) -> None:
        """Put the case on the disk; ``base`` are the hashes of the files that it was read from. Raises ProblemError."""
        files = {file: content.decode() for file, content in drafts_of(case, self._folder).items()}
        draft = {
            "format": FORMAT,
            "case": str(self._folder),
            "title": case.title,
            "written": datetime.now().astimezone().isoformat(timespec="seconds"),
            "base": dict(base),
            "files": files,
        }
        replace_files({self.path: json.dumps(draft, ensure_ascii=True).encode()})

    def remove(self) -> None:
        with contextlib.suppress(OSError):  # it is offered once more then
            self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsaved work that was left. ``folder`` is the case's, ``path`` the draft's own."""

    path: Path
    folder: Path
    title: str
    written: datetime
    base: Mapping[str, str]
    files: Mapping[str, str]

    def case(self) -> Case:
        """The case as it was when the draft was written. Raises ProblemError where it cannot be read."""
        return read_case(Folder(self.folder, {file: text.encode() for file, text in self.files.items()})).loaded.case

    def fits(self, hashes: Mapping[str, str]) -> bool:
        """Whether the files of the case are still those that the work began with."""
        return dict(self.base) == dict(hashes)

    def remove(self) -> None:
        """Raises OSError."""
        self.path.unlink(missing_ok=True)


def drafts() -> list[Draft]:
    """All drafts, those of cases that are open included, newest first. What is no draft is left alone."""
    with contextlib.suppress(OSError):
        found = [_read(path) for path in recovery_folder().glob(f"*{SUFFIX}")]
        return sorted((draft for draft in found if draft), key=lambda draft: draft.written, reverse=True)
    return []


def _read(path: Path) -> Draft | None:
    try:
        if path.stat().st_size > LARGEST:
            return None
        raw = json.loads(path.read_bytes())
        if raw["format"] != FORMAT:
            return None
        texts = [raw["case"], raw["title"], *raw["files"], *raw["files"].values(), *raw["base"], *raw["base"].values()]
        written = datetime.fromisoformat(raw["written"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not all(isinstance(text, str) for text in texts) or written.tzinfo is None:
        return None
    return Draft(path, Path(raw["case"]), raw["title"], written, raw["base"], raw["files"])
