"""Commands that keep the sources of a case: add, change, rename, duplicate, delete, merge; archived copies."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from claimbench.app import follow
from claimbench.app.claim_edits import placed
from claimbench.app.commands import Command
from claimbench.app.paths import is_installed
from claimbench.app.record_fields import SOURCE
from claimbench.casefile.folder import Folder, Unreadable
from claimbench.casefile.store import replace_files
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.problem import ProblemError
from claimbench.core.source import Source


@dataclass(frozen=True, slots=True)
class AddSource(Command):
    """Put a source in, behind ``after`` or at the end. Raises ValueError where its id is taken or cannot be one."""

    source: Source
    after: str = ""

    def apply(self, case: Case) -> Case:
        id = follow.checked_id(self.source.id, case.sources, "source")
        return replace(case, sources=placed(case.sources, {id: replace(self.source, id=id)}, self.after))

    def sentence(self, before: Case, after: Case) -> str:
        return f"Source {self.source.id} added"


@dataclass(frozen=True, slots=True)
class ChangeSources(Command):
    """Give one field of one or several sources another value: ``field`` is a key of
    :data:`claimbench.app.record_fields.SOURCE`, ``value`` what its ``read`` gave."""

    sources: tuple[str, ...]
    field: str
    value: Any

    @property
    def merge_key(self) -> str:
        return f"sources.{','.join(self.sources)}.{self.field}"

    def apply(self, case: Case) -> Case:
        field = SOURCE[self.field]
        changed = {id: field.put(there(case, id), self.value) for id in self.sources}
        return replace(case, sources={**case.sources, **changed})

    def sentence(self, before: Case, after: Case) -> str:
        field, first = SOURCE[self.field], self.sources[0]
        who = name(before, first) if len(self.sources) == 1 else f"{len(self.sources)} sources"
        shown = " ".join(field.text(after.sources[first]).split())[:60] or "empty"
        return f"{who}: {field.label.lower()} {shown}"


@dataclass(frozen=True, slots=True)
class RenameSource(Command):
    """Give a source another id, followed wherever it is named."""

    source: str
    new: str

    def apply(self, case: Case) -> Case:
        source = there(case, self.source)
        if self.new.strip() == self.source:
            return case
        new = follow.checked_id(self.new, case.sources.keys() - {self.source}, "source")
        sources = {new if id == self.source else id: each for id, each in case.sources.items()}
        sources[new] = replace(source, id=new)
        return replace(follow.sources_followed(case, {self.source: new}), sources=sources)

    def sentence(self, before: Case, after: Case) -> str:
        places = _uses(before, (self.source,))
        return f"Source {self.source} is now {self.new.strip()}{f': {follow.listed(places)} follow' if places else ''}"


@dataclass(frozen=True, slots=True)
class DuplicateSources(Command):
    """Put copies of sources, without citations, behind the last of them."""

    sources: tuple[str, ...]

    def apply(self, case: Case) -> Case:
        copies: dict[str, Source] = {}
        wanted = {there(case, each).id for each in self.sources}
        ids = [id for id in case.sources if id in wanted]
        for id, new in zip(ids, follow.proposed_ids(case.sources, "S"), strict=False):
            copies[new] = replace(case.sources[id], id=new, name=f"{case.sources[id].name} (copy)")
        return replace(case, sources=placed(case.sources, copies, ids[-1]))

    def sentence(self, before: Case, after: Case) -> str:
        new = [id for id in after.sources if id not in before.sources]
        return f"{_sources(before, self.sources)} duplicated as {follow.listed(new)}"


@dataclass(frozen=True, slots=True)
class DeleteSources(Command):
    """Take sources out, with their citations; figures that name them stay, without a source."""

    sources: tuple[str, ...]

    def apply(self, case: Case) -> Case:
        gone = {there(case, id).id for id in self.sources}
        followed = follow.sources_followed(case, dict.fromkeys(gone))
        return replace(followed, sources={id: each for id, each in case.sources.items() if id not in gone})

    def sentence(self, before: Case, after: Case) -> str:
        uses = _uses(before, self.sources)
        return f"{_sources(before, self.sources)} deleted{f', named by {follow.listed(uses)}' if uses else ''}"


@dataclass(frozen=True, slots=True)
class MergeSources(Command):
    """Make one source of several: ``keep`` stays as it is and takes over the others' citations and figures."""

    keep: str
    others: tuple[str, ...]

    def apply(self, case: Case) -> Case:
        keep = there(case, self.keep)
        others = [there(case, id) for id in self.others if id != self.keep]
        if not others:
            raise ValueError("Select at least two sources to merge.")
        notes = [f"{other.id} ({other.name}) was merged into this." for other in others]
        merged = replace(keep, note="\n".join(part for part in (keep.note, *notes) if part))
        gone = {other.id for other in others}
        followed = follow.sources_followed(case, dict.fromkeys(gone, self.keep))
        sources = {id: merged if id == self.keep else each for id, each in case.sources.items() if id not in gone}
        return replace(followed, sources=sources)

    def sentence(self, before: Case, after: Case) -> str:
        others = [name(before, id) for id in before.sources if id not in after.sources]
        return f"{follow.listed(others)} merged into {name(after, self.keep)}"


@dataclass(frozen=True, slots=True)
class SetArchive(Command):
    """Say where the copy of a source is, and what it hashed to on the day it was retrieved."""

    source: str
    archive: str
    sha256: str
    retrieved_on: date | None

    def apply(self, case: Case) -> Case:
        source = there(case, self.source)
        changed = replace(source, archive=self.archive, archive_sha256=self.sha256, retrieved_on=self.retrieved_on)
        return replace(case, sources={**case.sources, self.source: changed})

    def sentence(self, before: Case, after: Case) -> str:
        copy = f"archived copy {Path(self.archive).name}" if self.archive else "no archived copy"
        return f"{name(after, self.source)}: {copy}"


def archived(source: str, file: Path, on: date, folder: Path | None) -> SetArchive:
    """The command that takes ``file`` as the copy of a source. One that lies elsewhere is copied into ``archive/`` in
    the case's ``folder`` first: a case holds all that it speaks of. Raises ValueError where that cannot be done."""
    digest = sha256_of(file)
    if folder is None or is_installed(folder):
        raise ValueError("This case has no folder of your own yet to keep the copy in. Save it in one first.")
    here = Folder(folder)
    if file.resolve().is_relative_to(folder.resolve()):
        return SetArchive(source, file.resolve().relative_to(folder.resolve()).as_posix(), digest, on)
    for name in _archive_names(source, file.name, digest):
        try:
            place = here.inside(name)
            if not place.exists():
                replace_files({place: file.read_bytes()})
            elif sha256_of(place) != digest:
                continue  # another copy of that name
        except Unreadable:
            continue  # not a name that every system can have
        except OSError as failure:
            raise ValueError(f"The copy “{file.name}” cannot be read: {failure.strerror or failure}.") from None
        except ProblemError as failure:
            raise ValueError(str(failure.problems[0])) from None
        return SetArchive(source, name, digest, on)
    raise ValueError(f"“{file.name}” cannot be copied into {folder / 'archive'}: give it another name.")


def _archive_names(source: str, name: str, digest: str) -> tuple[str, ...]:
    """Where a copy can go in a case: under its own name, else under one that no other file has."""
    suffix = Path(name).suffix
    return f"archive/{name}", f"archive/{source}-{digest[:12]}{suffix}", f"archive/{digest}"


def archive_trouble(source: Source, folder: Path | None) -> str:
    """What is wrong with the archived copy of a source, in a sentence: gone, or not what it was. "" where nothing is,
    or nothing can be said."""
    if not source.archive or folder is None:
        return ""
    try:
        found = sha256_of(Folder(folder).inside(source.archive))
    except Unreadable:
        return f"The copy “{source.archive}” lies outside the case: it is not looked at."
    except ValueError as unreadable:
        return str(unreadable)
    if source.archive_sha256 and found != source.archive_sha256.lower():
        return "The copy has changed since it was archived: its hash is another now."
    return ""


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file. Raises ValueError with a sentence where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as failure:
        raise ValueError(f"The copy “{file.name}” cannot be read: {failure.strerror or failure}.") from None


def there(case: Case, id: str) -> Source:
    """The source of that id. Raises ValueError with a sentence where there is none."""
    if id not in case.sources:
        raise ValueError(f"There is no source {id} any more.")
    return case.sources[id]


def name(case: Case, id: str) -> str:
    source = case.sources.get(id)
    return " ".join(source.name.split()) if source and source.name else id


def _sources(case: Case, ids: tuple[str, ...]) -> str:
    return name(case, ids[0]) if len(ids) == 1 else f"{len(ids)} sources"


def _uses(case: Case, ids: tuple[str, ...]) -> list[str]:
    return follow.counted(
        {
            "citation": sum(each.source in ids or each.via in ids for each in case.citations),
            "figure": sum(one.source in ids for series in case.series.values() for one in series.observations),
            "chart": sum(chart.options.get("source") in ids for chart in case.charts.values() if chart.kind == "table"),
        }
    )
