"""Replacing files so that each is the old one or the new one, whatever fails and whenever.

The new content goes to a temporary file in the same folder and to the disk (fsync); only then is it renamed over the
old file, in one step, and the folder brought to the disk too. (See Pillai et al., "All File Systems Are Not Created
Equal", OSDI 2014, for why each step is needed.)
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from claimbench.core.problem import Problem, ProblemError, error

_NO_PERMISSION = (
    "permission to write is missing",
    "Change the permissions of the file and its folder, or save elsewhere.",
)
_REMEDIES = {
    errno.ENOSPC: ("the disk is full", "Free some space, or save on another disk."),
    errno.EDQUOT: ("the space allowed on this disk is used up", "Free some space, or save on another disk."),
    errno.EFBIG: ("the file would be larger than is allowed here", "Save on another disk."),
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: ("the disk can only be read", "Save on another disk."),
    errno.ENOENT: ("its folder is gone", "Bring the folder back, or save elsewhere."),
    errno.ENOTDIR: ("its folder is gone", "Bring the folder back, or save elsewhere."),
    errno.EISDIR: ("there is a folder of that name", "Move it away, or save elsewhere."),
    errno.EBUSY: ("another program holds it", "Close it there and save again."),
    errno.ENAMETOOLONG: ("its name is too long", "Save in a folder with a shorter path."),
    errno.EIO: ("the disk reports a fault", "Save on another disk."),
}


def write_text(path: Path, text: str) -> None:
    """Write one file as UTF-8. Raises ProblemError; the old file is then intact."""
    replace_files({path: text.encode(errors="surrogatepass")})


def replace_files(contents: Mapping[Path, bytes]) -> None:
    """Write files in the order given: all of them beside the old ones first, then each over its old one.

    Missing folders are made, symbolic links followed, permissions kept. Raises ProblemError naming the file, the cause
    and the remedy; every file is then the old one or, if the fault came between two renames, the new one.
    """
    temporary: dict[Path, Path] = {}
    done: list[str] = []
    path = Path()
    try:
        for path, content in contents.items():
            target = Path(os.path.realpath(path))
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.parent / f".claimbench-{os.getpid()}-{os.urandom(4).hex()}.tmp"
            temporary[target] = beside
            _write(beside, content, _mode(target))
        for target, beside in list(temporary.items()):
            path = target
            beside.replace(target)
            del temporary[target]
            done.append(target.name)
        for folder in dict.fromkeys(Path(os.path.realpath(path)).parent for path in contents):
            path = folder
            _sync_folder(folder)
    except OSError as trouble:
        raise ProblemError([_problem(path, trouble, done)]) from trouble
    finally:
        for beside in temporary.values():
            with contextlib.suppress(OSError):  # what is left over is in nobody's way
                beside.unlink()


def _mode(target: Path) -> int | None:
    """The permissions of a file that is to be replaced; None if there is none yet."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not os.access(target, os.W_OK):  # a rename would replace it all the same, against its owner's wish
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return stat.S_IMODE(status.st_mode)


def _write(path: Path, content: bytes, mode: int | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        if mode is not None:
            path.chmod(mode)
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no way to, and keeps renames in its journal
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _problem(path: Path, trouble: OSError, done: list[str]) -> Problem:
    cause, remedy = _REMEDIES.get(trouble.errno or 0, (str(trouble.strerror or trouble), "Save elsewhere."))
    state = f"Saved already: {', '.join(done)}." if done else "What was there before is unchanged."
    return error("not-saved", f"{path} could not be saved: {cause}. {state}", hint=remedy)
