"""Large text files on disk: unpacked and in UTF-8, with progress, and without filling the disk."""

from __future__ import annotations

import codecs
import errno
import gzip
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from claimbench.core.temporary import temporary_folder

_PIECE: Final = 1 << 20
_COPYING: Final = 0.6  # of the way, where the file has to be unpacked or put into UTF-8 first
_SPARED: Final = 1 << 30  # bytes on the disk that are left free

#: Told the share that is done, from 0 to 1; answers whether to go on.
Progress = Callable[[float], bool]


class Cancelled(Exception):  # noqa: N818 - somebody asked for it
    """Reading was stopped on request."""


@contextmanager
def opened(path: Path) -> Iterator[gzip.GzipFile]:
    """The bytes of a file, packed or not."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if packed:
            with gzip.open(file) as unpacking:
                yield unpacking
        else:
            yield file  # type: ignore[misc]


@contextmanager
def in_utf8(path: Path, encoding: str, progress: Progress) -> Iterator[tuple[Path, Progress]]:
    """The file in UTF-8 and unpacked, and whom to tell of the rest of the way. Bytes that are no characters stay."""
    name = codecs.lookup(encoding).name
    with opened(path) as file:
        if name in ("utf-8", "utf-8-sig", "ascii") and not isinstance(file, gzip.GzipFile):
            yield path, progress
            return
        raw: Any = file.fileobj if isinstance(file, gzip.GzipFile) else file
        size = max(1, path.stat().st_size)
        errors = "replace" if name.startswith(("utf-16", "utf-32")) else "surrogateescape"
        decoder = codecs.getincrementaldecoder(name)(errors=errors)
        with copy_of(path) as copy:
            while piece := file.read(_PIECE):
                copy.write(decoder.decode(piece).encode(errors="surrogateescape"))
                if not progress(_COPYING * min(1.0, raw.tell() / size)):
                    raise Cancelled
            copy.write(decoder.decode(b"", final=True).encode(errors="surrogateescape"))
            copy.close()
            yield copy.path, lambda share: progress(_COPYING + (1 - _COPYING) * share)


@contextmanager
def copy_of(path: Path) -> Iterator[Copy]:
    """A file to copy another one into, which is gone afterwards."""
    folder = temporary_folder()
    copy = Copy(folder / "copy.csv", path)
    try:
        yield copy
    finally:
        copy.close()
        shutil.rmtree(folder, ignore_errors=True)


class Copy:
    """Writing raises OSError before the disk is full."""

    def __init__(self, path: Path, original: Path) -> None:
        self.path = path
        self._file, self._original = path.open("wb"), original
        self._unchecked = _PIECE

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._unchecked += len(data)
        if self._unchecked > _PIECE:
            self._unchecked = 0
            if shutil.disk_usage(self.path.parent).free < _SPARED:
                raise OSError(errno.ENOSPC, "There is not enough room on the disk to unpack it", str(self._original))

    def close(self) -> None:
        """To be called before it is read."""
        self._file.close()
