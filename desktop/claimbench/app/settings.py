"""Where the program keeps things on this computer."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """A folder for what can be made again; safe to delete. Follows the platform's convention (XDG on Linux)."""
    if chosen := os.environ.get("CLAIMBENCH_CACHE"):
        return Path(chosen)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local") / "claimbench" / "cache"
    if sys.platform == "darwin":
        return home / "Library/Caches/claimbench"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "claimbench"


def data_folder() -> Path:
    """A folder for what cannot be made again, such as unsaved work. By the platform's convention."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or home / "AppData/Roaming") / "claimbench"
    if sys.platform == "darwin":
        return home / "Library/Application Support/claimbench"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share") / "claimbench"
