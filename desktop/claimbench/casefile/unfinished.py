"""What a save that was interrupted leaves behind: a note of what was still to be put in place, and temporary files.

Several files are replaced as one: once all new ones are on the disk, a note says which goes where, and only then the
first is renamed. While the note is there, the new files count, wherever they lie; so at every moment the case reads as
the old one or as the new one.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

NOTE: Final = ".claimbench-save.json"
_TEMPORARY = re.compile(r"\.claimbench-(\d+)-[0-9a-f]{8}\.tmp")


def temporary_name() -> str:
    """A name for a temporary file or folder, which tells whose it is."""
    return f".claimbench-{os.getpid()}-{os.urandom(4).hex()}.tmp"


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
        target.is_relative_to(root) and beside.resolve().is_relative_to(root) and _TEMPORARY.fullmatch(beside.name)
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
    with contextlib.suppress(OSError):
        for path in (*folder.rglob(".claimbench-*.tmp"), *folder.resolve().parent.glob(".claimbench-*.tmp")):
            found = _TEMPORARY.fullmatch(path.name)
            if found is None or path in waiting or process_runs(int(found[1])):
                continue
            with contextlib.suppress(OSError):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()


def process_runs(number: int) -> bool:
    """Whether there is a process of this number on this computer."""
    if sys.platform == "win32":
        import ctypes

        query, still_active = 0x1000, 259
        handle = ctypes.windll.kernel32.OpenProcess(query, False, number)
        if not handle:
            return False
        code = ctypes.c_ulong()
        ctypes.windll.kernel32.GetExitCodeProcess(handle, ctypes.byref(code))
        ctypes.windll.kernel32.CloseHandle(handle)
        return code.value == still_active
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
