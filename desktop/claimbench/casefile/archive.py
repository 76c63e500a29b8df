"""Copies of sources that a case keeps: whether they are there, and still what they were."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from claimbench.casefile.fields import quoted
from claimbench.casefile.folder import Folder, Unreadable
from claimbench.core.case import Case
from claimbench.core.problem import Place, Problem, error, located, warning
from claimbench.core.source import Source

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def archive_problems(case: Case, folder: Folder, places: Mapping[str, Place]) -> tuple[Problem, ...]:
    """An error for a copy outside the case; a warning for one that is missing, or whose hash is another."""
    return tuple(
        located(problem, places)
        for source in case.sources.values()
        if source.archive
        for problem in _problems(source, folder)
    )


def _problems(source: Source, folder: Folder) -> Iterator[Problem]:
    path, name = f"sources.{source.id}.archive", quoted(source.archive)
    try:
        with folder.inside(source.archive).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except Unreadable as unreadable:
        hint = "Put the copy into the case's folder, such as archive/page.html."
        yield error(unreadable.problem.code, unreadable.problem.message, path, hint=hint)
    except FileNotFoundError:
        hint = "Bring it back, or leave archive empty."
        yield warning("missing-archive", f"The copy {name} of source {source.id} is not there.", path, hint=hint)
    except OSError as trouble:
        message = f"The copy {name} of source {source.id} cannot be read: {trouble.strerror or trouble}."
        yield warning("unreadable-archive", message, path, hint="Look at its permissions.")
    else:
        yield from _hash_problems(source, digest)


def _hash_problems(source: Source, digest: str) -> Iterator[Problem]:
    path, given = f"sources.{source.id}.archive_sha256", source.archive_sha256
    if not given:
        hint = f"Fill in archive_sha256: {digest}"
        yield warning("no-hash", f"Nothing says what the copy of source {source.id} hashed to.", path, hint=hint)
    elif not _SHA256.fullmatch(given):
        message = f"The SHA-256 of source {source.id} is {quoted(given)}, which is not 64 digits 0 to 9, a to f."
        yield error("bad-hash", message, path, hint=f"The copy at hand has {digest}.")
    elif given.lower() != digest:
        message = f"The copy of source {source.id} is not the one that was kept: its SHA-256 is another."
        hint = "Bring back the first one, or retrieve it anew and enter its hash and the date."
        yield warning("archive-differs", message, path, hint=hint)
