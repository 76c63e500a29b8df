"""Saving a case: only what differs from the files on disk is changed in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from claimbench.casefile.columns import allot_columns
from claimbench.casefile.csv_edit import edited_csv, new_csv
from claimbench.casefile.folder import Folder, Text, Unreadable, sha256
from claimbench.casefile.points import point_record
from claimbench.casefile.read import CASE_FILE, Reading, read_case
from claimbench.casefile.records import CITATION, CLAIM, SOURCE, Record, observation_record
from claimbench.casefile.rows import Rows, read_rows
from claimbench.casefile.store import put_in_place, replace_files
from claimbench.casefile.tree import case_tree, differences
from claimbench.casefile.unsaved import remove_unsaved
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Problem, ProblemError, error


class ChangedOnDisk(Exception):  # noqa: N818 - says what happened, not that the program erred
    """Files of the case are not what they were when it was read: another program has written them."""

    def __init__(self, files: Sequence[str]) -> None:
        self.files = tuple(files)
        super().__init__(f"Changed on disk: {', '.join(files)}")


def save(case: Case, folder: Path, base: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Write a case into its folder, a new one if need be. The files keep their comments, order, unknown keys and
    columns and the spelling of what did not change; those that nothing changes in are left alone.

    ``base`` are the hashes of the files that the case was read from (:attr:`Loaded.hashes`); returned are those of the
    files as they are now. Before anything is replaced, the new files are read back: they must give the same case. Files
    of series and charts that the case no longer has stay in the folder. Raises ChangedOnDisk if a file differs from
    ``base``, and ProblemError if one cannot be written, or could not be read back. Then the case on disk is as it was.
    """
    allotted = allot_columns(case)  # as reading would: what is new in the case may not have its columns yet
    if allotted.problems:
        raise ProblemError(allotted.problems)  # it could not be opened again
    case = allotted.case
    put_in_place(folder)
    reading = _reading(Folder(folder))
    hashes = dict(reading.hashes) if reading else {}
    if base is not None:
        if reading is None:
            raise ProblemError([error("not-saved", f"{folder} is gone, and the case with it.", hint=_ELSEWHERE)])
        if changed := [file for file in dict.fromkeys((*base, *hashes)) if base.get(file) != hashes.get(file)]:
            raise ChangedOnDisk(changed)
    drafts = _drafts(case, Folder(folder), reading)
    if drafts:
        _read_back(case, folder, drafts)
    remove_unsaved(folder)  # it is saved now, or was given up
    if drafts:
        here = Folder(folder)
        replace_files({here.inside(file): content for file, content in drafts.items()}, together=folder)
    return hashes | {file: sha256(content) for file, content in drafts.items()}


_ELSEWHERE = "Bring the folder back, or save elsewhere."


def drafts_of(case: Case, folder: Path) -> dict[str, bytes]:
    """What :func:`save` would write: the new content of each file that would change, by its path in the folder.

    Raises ProblemError where the case cannot be written as text.
    """
    here = Folder(folder)
    return _drafts(allot_columns(case).case, here, _reading(here))


def changed_on_disk(folder: Path, base: Mapping[str, str]) -> Mapping[str, str]:
    """The files of a case that are not what they were, with what they hash to now (empty: not there any more). None
    where the whole case is gone: saving tells that."""
    here = Folder(folder)
    now = {}
    for file in base:
        try:
            now[file] = sha256(here.read(file))
        except Unreadable:
            now[file] = ""
    return {file: digest for file, digest in now.items() if digest != base[file]} if now.get(CASE_FILE) else {}


def _read_back(case: Case, folder: Path, drafts: Mapping[str, bytes]) -> None:
    there = Folder(folder, drafts)
    try:
        unsaved = _drafts(case, there, _reading(there))
    except ProblemError as failure:
        raise ProblemError([_unfaithful(folder, problem.message) for problem in failure.problems]) from failure
    if unsaved:
        raise ProblemError([_unfaithful(folder / file, "its text would read as something else") for file in unsaved])


def _unfaithful(path: Path, why: str) -> Problem:
    hint = "Nothing was changed. Undo the last edits until it can be saved."
    return error("not-saved", f"{path} could not be saved: {why}.", hint=hint)


@dataclass(frozen=True, slots=True)
class _CsvFile:
    file: str
    path: str
    record: Record
    needed: str
    keyed: bool
    wanted: Sequence[Any]


def _csv_files(case: Case) -> Iterator[_CsvFile]:
    yield _CsvFile("claims.csv", "claims", CLAIM, "claims", True, tuple(case.claims.values()))
    yield _CsvFile("sources.csv", "sources", SOURCE, "sources", True, tuple(case.sources.values()))
    yield _CsvFile("citations.csv", "citations", CITATION, "citations", False, case.citations)
    for id, series in case.series.items():
        record = observation_record(series.kind)
        yield _CsvFile(series.file, f"series.{id}", record, series.kind, False, series.observations)
    for id, chart in case.charts.items():
        if chart.file:
            yield _CsvFile(chart.file, f"charts.{id}", point_record(chart), "points", False, chart.points)


def _drafts(case: Case, folder: Folder, reading: Reading | None) -> dict[str, bytes]:
    """The new content of every file that must change, ``case.toml`` last: it names what is in the others."""
    drafts = {}
    for one in _csv_files(case):
        rows = reading.rows.get(one.file) if reading else None
        if rows is not None and rows.path == one.path and tuple(rows.records) == tuple(one.wanted):
            continue
        if reading and not one.wanted and rows is None:
            continue  # a file that could not be read, and that nothing was added to
        if (draft := _csv_draft(folder, one, rows)) is not None:
            drafts[one.file] = draft
    if (draft := _toml_draft(case, reading, folder.path)) is not None:
        drafts[CASE_FILE] = draft
    return drafts


def _reading(folder: Folder) -> Reading | None:
    """The case that is there; None if there is none yet. Raises ProblemError if there is one that cannot be read."""
    try:
        return read_case(folder)
    except ProblemError as failure:
        if [problem.code for problem in failure.problems] in (["no-case"], ["missing-file"]):
            return None
        raise


def _csv_draft(folder: Folder, one: _CsvFile, rows: Rows | None) -> bytes | None:
    try:
        if rows is None:
            rows = read_rows(folder, one.file, one.path, one.record, one.needed, one.keyed)
    except Unreadable as unreadable:
        if unreadable.problem.code != "missing-file":
            raise ProblemError([unreadable.problem]) from unreadable
        return new_csv(one.record, one.wanted).encode()
    if rows.text.problem:
        raise ProblemError([rows.text.problem])
    text = edited_csv(rows, one.record, one.wanted)
    return rows.text.encoded(text) if text != rows.text.text else None


def _toml_draft(case: Case, reading: Reading | None, folder: Path) -> bytes | None:
    new = case_tree(case)
    old = case_tree(reading.loaded.case) if reading else {}
    if reading and not any(differences(old, new)):
        return None
    from tomlkit.exceptions import TOMLKitError  # tomlkit takes too long to import to do so at start

    from claimbench.casefile.toml_edit import edited_toml

    text = reading.toml if reading else Text("")
    # Columns that were allotted on reading are written now, or they would be allotted anew without what is gone.
    before = case_tree(reading.loaded.case, without=reading.allotted) if reading else {}
    try:
        return text.encoded(edited_toml(text.text, before, new))
    except TOMLKitError as trouble:
        raise ProblemError([_unfaithful(folder / CASE_FILE, f"its layout cannot be kept ({trouble})")]) from trouble
