"""The text files of a case, as they would be saved now: to travel inside a picture."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from claimbench.casefile.folder import Folder, Unreadable
from claimbench.casefile.read import CASE_FILE, CSV_FILES
from claimbench.casefile.save import save
from claimbench.casefile.store import replace_files
from claimbench.core.case import Case

PROVENANCE = "PROVENANCE.md"


def case_files(case: Case, folder: Path | None) -> dict[str, str]:
    """Path inside the case -> text, ``case.toml`` first. Comments and unknown keys are taken over from the ``folder``
    that the case was read from. Raises ProblemError where the case cannot be written as text."""
    with TemporaryDirectory(prefix="claimbench-") as temporary:
        work = Path(temporary) / case.id
        work.mkdir()
        names = _names(case)
        if folder is not None:
            replace_files({work / name: content for name, content in _read(Folder(folder), names).items()})
        save(case, work)
        return {name: content.decode("utf-8") for name, content in _read(Folder(work), names).items()}


def fingerprint(files: Mapping[str, str]) -> str:
    """The SHA-256 of a case's files, names and texts, whatever their order."""
    digest = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name].encode()):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _names(case: Case) -> list[str]:
    own = [series.file for series in case.series.values()]
    own += [chart.file for chart in case.charts.values() if chart.file]
    return list(dict.fromkeys([CASE_FILE, *CSV_FILES, *own, PROVENANCE]))


def _read(folder: Folder, names: Iterable[str]) -> dict[str, bytes]:
    """Those of the files that are there."""
    found = {}
    for name in names:
        with suppress(Unreadable):
            found[name] = folder.read(name)
    return found
