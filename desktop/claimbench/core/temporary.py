"""Temporary files and folders whose names tell which process they are of, so that what a killed one has left behind can
be told from what is in use, and cleared away."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

PATTERN: Final = ".claimbench-*.tmp"
_NAME = re.compile(r"\.claimbench-(\d+)-[0-9a-f]{8}\.tmp")


def temporary_name() -> str:
    """A name for a temporary file or folder, which tells whose it is."""
    return f".claimbench-{os.getpid()}-{os.urandom(4).hex()}.tmp"


def is_temporary(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def temporary_folder() -> Path:
    """A new folder where the system keeps temporary files, for nobody else to read. To be removed by who asked for it;
    what a killed process has left of such is removed first. Raises OSError."""
    place = Path(tempfile.gettempdir())
    remove_left_behind(place.glob(PATTERN))
    folder = place / temporary_name()
    folder.mkdir(mode=0o700)
    return folder


def remove_left_behind(paths: Iterable[Path]) -> None:
    """Remove, of ``paths``, the temporary files and folders of processes that are no more. What cannot be removed is in
    nobody's way."""
    with contextlib.suppress(OSError):
        for path in paths:
            found = _NAME.fullmatch(path.name)
            if found is None or process_runs(int(found[1])):
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
