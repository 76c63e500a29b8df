"""What a save that was interrupted leaves behind: a note of what was still to be put in place, and temporary files.

Several files are replaced as one: once all new ones are on the disk, a note says which goes where, and only then the
first is renamed. While the note is there, the new files count, wherever they lie; so at every moment the case reads as
the old one or as the new one.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Final

from claimbench.core.temporary import PATTERN, is_temporary, remove_left_behind

NOTE: Final = ".claimbench-save.json"


def is_ours(name: str) -> bool:
    """Whether a file of this name is no part of a case, but of how it is saved."""
    return name.startswith(".claimbench")


def note_text(folder: Path, files: Mapping[Path, Path]) -> bytes:
    """The note that each of ``files``, by where it belongs, is in place as soon as the note is."""
    root = folder.resolve()
    pairs = [[str(beside.relative_to(root)), str(target.relative_to(root))] for target, beside in files.items()]
    return json.dumps({"format": 1, "files": pairs}).encode()


def pending(folder: Path) -> dict[Path, Path]:
    """New files that are not in place yet, by where they belong. Empty where no save was interrupted, and for a note
    that is none of ours: it may name nothing outside the folder, and nothing but temporary files."""
    try:
        note = json.loads((folder / NOTE).read_bytes())
        root = folder.resolve()
        pairs = {(root / target).resolve(): root / beside for beside, target in note["files"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    inside = all(
        target.is_relative_to(root) and beside.resolve().is_relative_to(root) and is_temporary(beside.name)
        for target, beside in pairs.items()
    )
    return pairs if inside else {}


def finish(folder: Path) -> None:
    """Put in place what an interrupted save left to do. Raises OSError; then it can be tried again."""
    if not (folder / NOTE).exists():
        return
    for target, beside in pending(folder).items():
        with contextlib.suppress(FileNotFoundError):  # in place already
            beside.replace(target)
    (folder / NOTE).unlink()


def sweep(folder: Path) -> None:
    """Remove the temporary files, in a case's folder and beside it, of processes that are no more. What cannot be
    removed is in nobody's way."""
    waiting = set(pending(folder).values())
    found = chain(folder.rglob(PATTERN), folder.resolve().parent.glob(PATTERN))
    remove_left_behind(path for path in found if path not in waiting)
