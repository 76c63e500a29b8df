"""The files of a case: found inside its folder only, read and decoded, with a sentence for all that can be wrong."""

from __future__ import annotations

import codecs
import contextlib
import errno
import hashlib
import stat
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path, PurePosixPath, PureWindowsPath

from claimbench.casefile.unfinished import pending
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Place, Problem, Severity, error

LARGEST = 64 * 1024 * 1024  # bytes of one file; a case is edited by hand, and read whole
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


class Unreadable(Exception):  # noqa: N818 - says what the file is, not that the program erred
    """A file cannot be read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file, what of its bytes is not in it, and what they hash to."""

    text: str
    bom: bool = False
    sha256: str = ""
    problem: Problem | None = None  # with an encoding that is not UTF-8; the text is then what can be read of it

    def encoded(self, text: str) -> bytes:
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode()


@dataclass(frozen=True, slots=True)
class Folder:
    """``drafts`` are files that are about to be written: they are read in place of those on disk."""

    path: Path
    drafts: Mapping[str, bytes] = field(default_factory=dict)

    def inside(self, file: str) -> Path:
        """Where a file of the case is, symbolic links followed.

        Raises Unreadable for a path that is absolute, leaves the folder, or could not exist on every system.
        """
        windows = PureWindowsPath(file)
        if not file.strip() or "\0" in file:
            raise _refused(file, "names no file")
        if windows.drive or windows.root or PurePosixPath(file).is_absolute():
            raise _refused(file, "is not relative to the case")
        if ".." in windows.parts:
            raise _refused(file, "leaves the folder of the case")
        if any(part.split(".")[0].strip().casefold() in _DEVICES for part in windows.parts):
            raise _refused(file, "is the name of a device on Windows")
        if "\\" in file:
            raise _refused(file, "has a backslash in it")
        try:
            root = self.path.resolve()
            path = (root / file).resolve()
        except (OSError, RuntimeError) as trouble:  # RuntimeError: a loop of symbolic links, before Python 3.13
            raise _refused(file, "cannot be followed to a file") from trouble
        if not path.is_relative_to(root):
            raise _refused(file, "is a link that leaves the folder of the case")
        return path

    def read(self, file: str) -> bytes:
        if file in self.drafts:
            return self.drafts[file]
        path = self.inside(file)
        try:
            if (new := pending(self.path).get(path)) is not None:
                with contextlib.suppress(FileNotFoundError):  # put in place meanwhile
                    return _content(new, file)
            return _content(path, file)
        except FileNotFoundError as trouble:
            message = f"There is no file {file}."
            raise Unreadable(_problem("missing-file", message, file, f"It belongs in {self.path}.")) from trouble
        except OSError as trouble:
            message = f"{file} cannot be read: {_reason(trouble)}."
            raise Unreadable(_problem("unreadable-file", message, file, "Look at its permissions.")) from trouble

    def text(self, file: str) -> Text:
        data = self.read(file)
        bom = data.startswith(codecs.BOM_UTF8)
        digest = sha256(data)
        try:
            return Text(data.decode("utf-8-sig"), bom, digest)
        except UnicodeDecodeError as trouble:
            if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                message = f"{file} is written in UTF-16."
                raise Unreadable(_problem("encoding", message, file, _SAVE_AS_UTF8)) from trouble
            if b"\0" in data:
                line = data[: data.index(b"\0")].count(b"\n") + 1
                message = f"{file} is no text: line {line} has a zero byte."
                raise Unreadable(_problem("encoding", message, file, _OWN_FILE)) from trouble
            start = trouble.start + (len(codecs.BOM_UTF8) if bom else 0)
            before = data[:start].removeprefix(codecs.BOM_UTF8)
            line = before.count(b"\n") + 1
            column = len(before.rpartition(b"\n")[2].decode()) + 1
            message = f"{file} is not UTF-8 text: line {line} has the byte {data[start]:#04x}."
            problem = Problem(Severity.ERROR, "encoding", message, hint=_SAVE_AS_UTF8, place=Place(file, line, column))
            return Text(data.decode("utf-8-sig", errors="replace"), bom, digest, problem)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _content(path: Path, file: str) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "no ordinary file"
        raise Unreadable(_problem("not-a-file", f"{file} is {kind}.", file, "A file is needed there."))
    if status.st_size > LARGEST:
        size, most = status.st_size // 1024**2, LARGEST // 1024**2
        message = f"{file} has {size:,} MiB; a file of a case has at most {most}."
        raise Unreadable(_problem("too-large", message, file, "Keep only what the case needs."))
    return path.read_bytes()


_OWN_FILE = "Put the case's own file back in its place."
_SAVE_AS_UTF8 = "Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”)."


def _reason(trouble: OSError) -> str:
    return "permission is missing" if trouble.errno in (errno.EACCES, errno.EPERM) else str(trouble.strerror or trouble)


def _problem(code: str, message: str, file: str, hint: str) -> Problem:
    return Problem(Severity.ERROR, code, message, hint=hint, place=Place(file, 1))


def _refused(file: str, why: str) -> Unreadable:
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in file[:80])
    hint = "Write a path inside the case's folder with /, such as series/cases.csv."
    return Unreadable(error("bad-path", f"The path “{shown}” {why}.", hint=hint))
