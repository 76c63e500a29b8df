"""Changes that lie in a case's folder and are not saved: what an exported picture shows of a case that comes out of it.

The folder ``unsaved`` has those files of the case that would be others. What opens a case begins with them and compares
them with the case as saved; a save makes them the case, and takes them away.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from claimbench.casefile.folder import Folder, Unreadable
from claimbench.casefile.read import CASE_FILE, Loaded, read_case
from claimbench.casefile.store import not_saved
from claimbench.core.problem import ProblemError, error

UNSAVED: Final = "unsaved"
#: What a case is made of: nothing that any program would run.
SUFFIXES: Final = {".toml", ".csv", ".md"}


def with_unsaved(saved: Mapping[str, str], shown: Mapping[str, str]) -> dict[str, str]:
    """The files of a case as saved and, where another is shown, of what is unsaved in it."""
    changed = {name for name, text in shown.items() if saved.get(name) != text}
    names = [CASE_FILE, *sorted(changed - {CASE_FILE})] if changed else []
    return dict(saved) | {f"{UNSAVED}/{name}": shown[name] for name in names}


def load_unsaved(folder: Path) -> Loaded | None:
    """The case with what is unsaved in it; None where nothing is. Raises ProblemError where it cannot be read."""
    return read_case(Folder(folder, _contents(folder))).loaded if has_unsaved(folder) else None


def has_unsaved(folder: Path) -> bool:
    return (folder / UNSAVED / CASE_FILE).is_file()


def remove_unsaved(folder: Path) -> None:
    """Take away what is unsaved, and nothing else that lies there. Raises ProblemError."""
    if not has_unsaved(folder):
        return
    root = folder / UNSAVED
    try:
        for path in _files(root):
            path.unlink()
        for path in sorted((root, *filter(Path.is_dir, root.rglob("*"))), reverse=True):
            with contextlib.suppress(OSError):  # somebody's own files are in it
                path.rmdir()
    except OSError as trouble:
        raise not_saved(root, trouble) from trouble


def refuse_unsaved(folder: Path) -> None:
    """Raise ProblemError where something is unsaved, which would hide what is about to be written."""
    if has_unsaved(folder):
        message = f"{folder / UNSAVED} has changes to this case that are not saved."
        hint = "Open the case in the window and save it, or delete that folder; then try again."
        raise ProblemError([error("unsaved", message, hint=hint)])


def _contents(folder: Path) -> dict[str, bytes]:
    here, root = Folder(folder), folder / UNSAVED
    names = [path.relative_to(root).as_posix() for path in _files(root)]
    try:
        return {name: here.read(f"{UNSAVED}/{name}") for name in names}
    except Unreadable as unreadable:
        raise ProblemError([unreadable.problem]) from unreadable


def _files(root: Path) -> list[Path]:
    return [path for path in sorted(root.rglob("*")) if path.suffix in SUFFIXES and path.is_file()]
