"""A case is changed in one window at a time: a lock file in its folder says in which."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QLockFile

LOCK: Final = ".claimbench.lock"


class FileLock:
    """A lock file with the process, its program and its computer in it. That of a process that is no more gives way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = QLockFile(str(path))
        self._lock.setStaleLockTime(0)  # age says nothing: only a process that has ended

    def take(self) -> bool:
        """False if somebody else has it. Where no such file can be made, there is nothing to keep from anybody."""
        held_elsewhere = QLockFile.LockError.LockFailedError
        return self._lock.isLocked() or self._lock.tryLock(0) or self._lock.error() is not held_elsewhere

    def holder(self) -> str:
        """Who has it, in words."""
        number, computer, program = self._lock.getLockInfo()
        return f"{program or 'another program'}, process {number}, on {computer or 'another computer'}"

    def release(self) -> None:
        self._lock.unlock()
