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

from claimbench.casefile.unfinished import NOTE, finish, note_text
from claimbench.core.problem import Problem, ProblemError, error
from claimbench.core.temporary import temporary_name

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


def replace_files(contents: Mapping[Path, bytes], together: Path | None = None) -> None:
    """Write files in the order given: all of them beside the old ones first, then each over its old one.

    Missing folders are made, symbolic links followed, permissions kept. Raises ProblemError naming the file, the cause
    and the remedy; every file is then the old one or, if the fault came between two renames, the new one. Files in a
    folder that ``together`` names count as new all at once (see :mod:`~claimbench.casefile.unfinished`).
    """
    temporary: dict[Path, Path] = {}
    done: list[str] = []
    noted = False
    path = Path()
    try:
        for path, content in contents.items():
            target = Path(os.path.realpath(path))
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.parent / temporary_name()
            temporary[target] = beside
            _write(beside, content, _mode(target))
        folders = dict.fromkeys(target.parent for target in temporary)
        if together is not None and len(temporary) > 1:
            path, note = together, together / NOTE
            text = note_text(together, temporary)
            temporary[note] = together / temporary_name()
            _write(temporary[note], text, None)
            for folder in folders:
                sync_folder(folder)
            noted = True  # from here on it may be there, whatever fails
            temporary[note].replace(note)
            del temporary[note]
            sync_folder(together)
        for target, beside in list(temporary.items()):
            path = target
            beside.replace(target)
            del temporary[target]
            done.append(target.name)
        for folder in folders:
            path = folder
            sync_folder(folder)
        if noted and together is not None:
            finish(together)
    except OSError as trouble:
        noted = noted and together is not None and (bool(done) or not _taken_back(together))
        raise ProblemError([_problem(path, trouble, done, noted)]) from trouble
    finally:
        if not noted:
            for beside in temporary.values():
                with contextlib.suppress(OSError):  # what is left over is in nobody's way
                    beside.unlink()


def put_in_place(folder: Path) -> None:
    """Finish an interrupted save of the case in a folder. Raises ProblemError; nothing is lost then."""
    try:
        finish(folder)
    except OSError as trouble:
        raise ProblemError([_problem(folder, trouble, [], noted=True)]) from trouble


def not_saved(path: Path, trouble: OSError) -> ProblemError:
    """What keeps a path from being written, in a sentence with the remedy."""
    return ProblemError([_problem(path, trouble, [], noted=False)])


def _taken_back(folder: Path) -> bool:
    """Remove the note, so that the old files count; whether that worked."""
    try:
        (folder / NOTE).unlink(missing_ok=True)
    except OSError:
        return False
    return True


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


def sync_folder(folder: Path) -> None:
    """Bring to the disk which files a folder holds. Raises OSError."""
    if os.name == "nt":
        return  # Windows has no way to, and keeps renames in its journal
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _problem(path: Path, trouble: OSError, done: list[str], noted: bool) -> Problem:
    cause, remedy = _REMEDIES.get(trouble.errno or 0, (str(trouble.strerror or trouble), "Save elsewhere."))
    if noted:
        state = "All that is new is on the disk, and is put in place when the case is next opened or saved."
    else:
        state = f"Saved already: {', '.join(done)}." if done else "What was there before is unchanged."
    return error("not-saved", f"{path} could not be saved: {cause}. {state}", hint=remedy)
