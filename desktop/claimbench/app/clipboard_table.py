"""Claims and sources as rows of a spreadsheet: tab-separated text out, and pasted rows in, seen before they count."""

from __future__ import annotations

import csv
import io
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, Literal

from claimbench.app import follow, typed
from claimbench.app.commands import Command
from claimbench.app.named_sources import NamedSources
from claimbench.app.record_fields import CITATION, CLAIM, CLAIM_FIELDS, SOURCE, SOURCE_FIELDS, Field
from claimbench.core.case import Case
from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.show import day_number
from claimbench.core.source import Citation, Source

Kind = Literal["claim", "source"]
MOST_ROWS: Final = 20_000
_ENDS: Final = ("low", "high")  # columns of claims.csv; copied rows have both in the value
_CITED: Final = ("source", "said_on", "address", "page")  # columns that say where a claim stands
_TITLE: Final = 90  # characters of a quote that stand for a title where there is none
#: Other headings for fields, in the languages of the analysts' tables.
_OTHER_HEADINGS: Final[Mapping[Kind, Mapping[str, str]]] = {
    "claim": {
        "id": "id", "number": "id", "claim id": "id", "claim": "title", "statement": "title", "твердження": "title",
        "заява": "title", "утверждение": "title", "заявление": "title", "quotation": "quote", "wording": "quote",
        "text": "quote", "цитата": "quote", "amount": "value", "figure stated": "value", "значення": "value",
        "значение": "value", "кількість": "value", "количество": "value", "одиниця": "unit", "единица": "unit",
        "source": "source", "source id": "source", "who": "source", "said by": "source", "speaker": "source",
        "outlet": "source", "джерело": "source", "хто": "source", "источник": "source", "кто": "source",
        "said on": "said_on", "date": "said_on", "when": "said_on", "published": "said_on", "дата": "said_on",
        "address": "address", "url": "address", "link": "address", "посилання": "address", "ссылка": "address",
        "page": "page", "low": "low", "high": "high",
    },
    "source": {
        "id": "id", "number": "id", "source id": "id", "source": "name", "outlet": "name", "title": "name",
        "назва": "name", "джерело": "name", "название": "name", "источник": "name", "type": "kind", "тип": "kind",
        "grade": "reliability", "надійність": "reliability", "надежность": "reliability", "url": "address",
        "link": "address", "посилання": "address", "ссылка": "address",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What a pasted row comes to. ``trouble`` are sentences about cells that were left out. ``citation`` says where a
    claim stands, ``source`` is who says it where the case does not know them yet."""

    line: int
    id: str
    new: bool
    title: str
    changes: tuple[tuple[str, str, str], ...]  # label of the field, text before, text after
    trouble: tuple[str, ...]
    record: Claim | Source
    citation: Citation | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Pasted:
    """What pasting would do. ``columns`` are the headings that were recognised, ``unknown`` the others."""

    kind: Kind
    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def added(self) -> int:
        return sum(row.new for row in self.rows)

    @property
    def changed(self) -> int:
        return sum(not row.new and bool(row.changes) for row in self.rows)

    @property
    def sources(self) -> dict[str, Source]:
        """The sources that come with claims."""
        return {row.source.id: row.source for row in self.rows if row.source is not None}

    @property
    def sentence(self) -> str:
        parts = [f"{number:,} {self.kind if number == 1 else self.kind + 's'} {what}" for number, what in
                 ((self.added, "added"), (self.changed, "changed")) if number]  # fmt: skip
        if number := len(self.sources):
            parts.append(f"{number:,} new source{'' if number == 1 else 's'}")
        return follow.listed(parts) if parts else "Nothing changes"


@dataclass(frozen=True, slots=True)
class PasteRows(Command):
    """Put the rows of a preview into the case."""

    pasted: Pasted

    def apply(self, case: Case) -> Case:
        new: dict[str, Any] = {row.id: row.record for row in self.pasted.rows if row.new or row.changes}
        if self.pasted.kind == "claim":
            citations = tuple(row.citation for row in self.pasted.rows if row.citation is not None)
            return replace(
                case,
                claims={**case.claims, **new},
                sources={**case.sources, **self.pasted.sources},
                citations=(*case.citations, *citations),
            )
        return replace(case, sources={**case.sources, **new})

    def sentence(self, before: Case, after: Case) -> str:
        return f"Pasted: {self.pasted.sentence}"


def to_text(case: Case, kind: Kind, ids: Sequence[str]) -> str:
    """The records as tab-separated rows under a heading, for any spreadsheet. Cells with tabs or line breaks are
    quoted, as spreadsheets do."""
    fields, records = _fields(kind), _records(case, kind)
    out = io.StringIO()
    writer = csv.writer(out, dialect="excel-tab", lineterminator="\n")
    writer.writerow(["id", *(field.key for field in fields)])
    for id in ids:
        writer.writerow([id, *(field.text(records[id]) for field in fields)])
    return out.getvalue()


def from_text(case: Case, kind: Kind, text: str) -> Pasted:
    """What pasting ``text`` would do; nothing is changed. Headings may be the columns of the case's files or the names
    that the forms have. A row with the id of a record changes it, in the columns that are there and not empty; any
    other row adds one. Raises ValueError with a sentence where it is no such table.
    """
    table = _cells(text)
    if len(table) < 2:
        raise ValueError("There are no rows to paste. Copy them with their headings, such as id, title and value.")
    known = _headings(kind)
    keys = [known.get(_heading(cell), "") for cell in table[0]]
    if not ({"title", "quote", "name", "id"} & set(keys)):
        names = "id, title, value, unit" if kind == "claim" else "id, name, kind, reliability"
        raise ValueError(f"The first row has no headings that are known here. Copy the headings too: {names} …")
    given = {cell.strip() for cells in table[1:] for key, cell in zip(keys, cells, strict=False) if key == "id"}
    proposed = follow.proposed_ids(_records(case, kind), kind[0].upper())
    free = (id for id in proposed if id not in given)
    sources = NamedSources(case)
    seen: set[str] = set()
    rows: list[Row] = []
    for line, cells in enumerate(table[1 : MOST_ROWS + 1], 2):
        values = {key: cell.strip() for key, cell in zip(keys, cells, strict=False) if key and cell.strip()}
        if values:
            row = _row(case, kind, line, values, free)
            if kind == "claim":
                row = _cited(case, row, values, sources)
            if row.id in seen:
                row = replace(row, trouble=(*row.trouble, f"{row.id} comes twice: the later row counts."))
            seen.add(row.id)
            rows.append(row)
    unknown = tuple(cell.strip() for cell, key in zip(table[0], keys, strict=True) if not key and cell.strip())
    return Pasted(kind, tuple(key for key in keys if key), unknown, tuple(rows))


def _row(case: Case, kind: Kind, line: int, values: Mapping[str, str], free: Iterator[str]) -> Row:
    """``free`` gives the ids of rows without one."""
    records, trouble = _records(case, kind), []
    id = values.get("id", "")
    if id and id not in records:
        try:
            id = follow.checked_id(id, [], kind)
        except ValueError as wrong:
            trouble.append(str(wrong))
            id = ""
    id = id or next(free)
    before: Any = records.get(id) or (Claim(id, "") if kind == "claim" else Source(id, ""))
    after = before
    fields = CLAIM if kind == "claim" else SOURCE
    for key in sorted(values, key=lambda each: each in ("relation", "unit")):  # a value may bring its own of both
        if key in fields:
            field: Field[Any] = fields[key]
            try:
                after = field.put(after, field.read(values[key]))
            except ValueError as wrong:
                trouble.append(f"{field.label}: {wrong}")
    if kind == "claim":
        after, wrong_ends = _with_ends(after, values)
        trouble += wrong_ends
        if not after.title and after.quote:
            after = replace(after, title=textwrap.shorten(after.quote, _TITLE, placeholder=" …"))
    changes = tuple(
        (field.label, field.text(before), field.text(after))
        for field in _fields(kind)
        if field.text(before) != field.text(after)
    )
    title = after.title if isinstance(after, Claim) else after.name
    return Row(line, id, id not in records, title, changes, tuple(trouble), after)


def _cited(case: Case, row: Row, values: Mapping[str, str], sources: NamedSources) -> Row:
    """The row with where its claim stands, as far as it says so and the case does not know it."""
    if not values.get("source"):
        return row
    known = len(sources.new)
    source = sources.named(values["source"])
    new = len(sources.new) > known
    trouble, told = list(row.trouble), []
    citation = Citation(row.id, source.id, "originates")
    for key in _CITED[1:]:
        if key in values:
            field = CITATION[key]
            try:
                citation = field.put(citation, field.read(values[key]))
                told.append((field.label, "", field.text(citation)))
            except ValueError as wrong:
                trouble.append(f"{field.label}: {wrong}")
    if any(each.source == source.id for each in case.citations_of(row.id)):
        return replace(row, trouble=tuple(trouble))
    said = ("Source", "", f"{source.name}{' (new)' if new else ''}")
    return replace(
        row,
        changes=(*row.changes, said, *told),
        trouble=tuple(trouble),
        citation=citation,
        source=source if new else None,
    )


def _with_ends(claim: Claim, values: Mapping[str, str]) -> tuple[Claim, list[str]]:
    trouble = []
    for key in _ENDS:
        if key in values:
            try:
                end = typed.read_value(values[key]).value
                number = day_number(end) if isinstance(end, date) else end
                claim = replace(claim, low=number) if key == "low" else replace(claim, high=number)
            except ValueError as wrong:
                trouble.append(f"{key}: {wrong}")
    return claim, trouble


def _cells(text: str) -> list[list[str]]:
    """Rows of cells; what is pasted from spreadsheets is separated by tabs, files may be by commas or semicolons."""
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    if first.count(delimiter) == 0:
        delimiter = "\t"
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter))
    except csv.Error as wrong:
        raise ValueError(f"These rows cannot be read: {wrong}.") from None
    return [row for row in rows if any(cell.strip() for cell in row)]


def _heading(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _headings(kind: Kind) -> dict[str, str]:
    """What a heading may be called, and the field that it is."""
    known = {_heading(name): field.key for field in _fields(kind) for name in (field.key, field.label)}
    return {**_OTHER_HEADINGS[kind], **known, "id": "id"}


def field_of(kind: Kind, heading: str) -> str:
    """The field that a heading names; nothing where it names none."""
    return _headings(kind).get(_heading(heading), "")


def _fields(kind: Kind) -> tuple[Field[Any], ...]:
    return CLAIM_FIELDS if kind == "claim" else SOURCE_FIELDS


def _records(case: Case, kind: Kind) -> Mapping[str, Any]:
    return case.claims if kind == "claim" else case.sources
