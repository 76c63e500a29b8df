"""An exported picture opened again: its case, and the scenario it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from claimbench.app.payload import Payload, read, refusal
from claimbench.app.picture_text import text_in, text_in_file
from claimbench.casefile.folder import Folder, Unreadable
from claimbench.casefile.read import CASE_FILE, load
from claimbench.casefile.store import replace_files
from claimbench.casefile.unsaved import SUFFIXES, UNSAVED, with_unsaved
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.problem import ProblemError, Severity, error

MOST_FILES = 1000


@dataclass(frozen=True, slots=True)
class Reopened:
    """What was in a picture. ``saved`` is the case that the picture compares with, drawn in grey; ``shown`` the one
    that it draws. They are equal where nothing had been changed."""

    payload: Payload
    saved: Case
    shown: Case


def reopen(path: Path) -> Reopened:
    """The case inside a picture, read and checked, nothing written. Raises ProblemError with a sentence where there is
    none, or one that is not to be trusted."""
    return _checked(text_in_file(path))


def reopen_bytes(content: bytes) -> Reopened:
    """As :func:`reopen`, of a picture from the clipboard."""
    return _checked(text_in(content))


def unpack(found: Reopened, folder: Path) -> None:
    """Write the case from a picture into a folder, which must be new or empty: as it was saved and, where the picture
    shows another, that one as what is unsaved. Raises ProblemError."""
    texts = found.payload.texts
    place(with_unsaved(texts.saved, texts.shown), folder)


def place(files: Mapping[str, str], folder: Path) -> None:
    """Write the files of a case into a folder, which must be new or empty. Raises ProblemError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is not an empty folder."
        raise ProblemError([error("not-empty", message, hint="Name a folder that is not there yet.")])
    replace_files(_inside(folder, files))


def _checked(text: str) -> Reopened:
    payload = read(text)
    saved = _case(payload.texts.saved, payload.case)
    shown = _case(payload.texts.shown, payload.case)
    return Reopened(payload, saved, shown)


def _inside(folder: Path, files: Mapping[str, str]) -> dict[Path, bytes]:
    """Where each file goes. Raises ProblemError for a name that is not inside the folder or is not a file of a case."""
    if CASE_FILE not in files:
        raise ProblemError([refusal(f"it has no {CASE_FILE}")])
    if len(files) > MOST_FILES:
        raise ProblemError([refusal(f"it has more than {MOST_FILES:,} files")])
    if len({name.casefold() for name in files}) < len(files):
        raise ProblemError([refusal("two of its files have one name on some systems")])
    if any(str(above) in files for name in files for above in PurePosixPath(name).parents):
        raise ProblemError([refusal("one of its files lies in another")])
    contents = {}
    for name, text in files.items():
        try:
            path = Folder(folder).inside(name)
        except Unreadable as unreadable:
            raise ProblemError([unreadable.problem]) from unreadable
        if PurePosixPath(name).suffix not in SUFFIXES:
            raise ProblemError([refusal(f"“{_printable(name)}” is not a file of a case")])
        contents[path] = text.encode(errors="surrogatepass")
    return contents


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in name[:80])


def _case(files: Mapping[str, str], id: str) -> Case:
    """The case in these files. Raises ProblemError with every error in them."""
    if any(PurePosixPath(name).parts[:1] == (UNSAVED,) for name in files):
        raise ProblemError([refusal(f"a file of its case is in a folder “{UNSAVED}”")])
    with TemporaryDirectory(prefix="claimbench-") as temporary:
        folder = Path(temporary) / "case"
        place(files, folder)
        loaded = load(folder)
    if errors := [problem for problem in loaded.problems if problem.severity is Severity.ERROR]:
        raise ProblemError(errors)
    return replace(loaded.case, id=id)
