"""The rows of a CSV file as records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from claimbench.casefile.fields import Report, cell_reader, look_alikes, quoted
from claimbench.casefile.folder import Folder, Text
from claimbench.casefile.records import NEEDED_COLUMNS, Record
from claimbench.casefile.table import Row, Table, read_table
from claimbench.core.case import ID
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Place, Problem, Severity, error, warning


@dataclass(frozen=True, slots=True)
class Rows:
    """A CSV file read. ``kept`` are the rows that are records, with the last part of their path: their id, or their
    number among the records. ``complete``: no record may be missing from them."""

    path: str
    text: Text
    table: Table
    record: Record
    keyed: bool
    kept: tuple[tuple[Row, str, Any], ...]
    problems: tuple[Problem, ...]

    @property
    def records(self) -> Iterator[Any]:
        return (record for _, _, record in self.kept)

    @property
    def complete(self) -> bool:
        return not any(problem.path == self.path and problem.severity is Severity.ERROR for problem in self.problems)

    def places(self) -> dict[str, Place]:
        places = {}
        for row, name, _ in self.kept:
            places[f"{self.path}.{name}"] = Place(self.table.file, row.line)
            for column, number in self.table.index.items():
                if number < len(row.spans):
                    places[f"{self.path}.{name}.{column}"] = row.place(self.table.file, number)
        return places


def read_rows(folder: Folder, file: str, path: str, record: Record, needed: str, keyed: bool) -> Rows:
    """Read a file; ``needed`` names its entry in the table of needed columns, ``keyed`` says that rows have an id.

    Raises Unreadable.
    """
    text = folder.text(file)
    table = read_table(text.text, file, path)
    problems = [replace(text.problem, path=path)] if text.problem else []
    problems += [*table.problems, *_header_problems(table, path, record, needed)]
    if any(column not in table.index for column in NEEDED_COLUMNS[needed]):
        return Rows(path, text, table, record, keyed, (), tuple(problems))  # its rows would be one problem each
    kept: list[tuple[Row, str, Any]] = []
    ids: dict[str, int] = {}
    read_cells = cell_reader(record.fields)
    for row in table.rows:
        if row.cells is None or row.blank:
            continue
        cells = (
            dict(zip(table.header, row.cells, strict=False))
            if len(table.index) == len(table.header)
            else {name: row.cells[number] for name, number in table.index.items() if number < len(row.cells)}
        )
        id = cells.get("id", "").strip() if keyed else str(len(kept))
        found: list[Problem] = []
        report = Report(found, f"{path}.{id}" if id else path, partial(table.place, row))
        values = read_cells(cells, report)
        if values is not None and keyed and not _is_new(id, row, ids, report):
            values = None
        built = None if values is None else record.build(id, values, report)
        if built is None:
            found = [replace(problem, path=path) for problem in found]
        else:
            kept.append((row, id, built))
        problems += found
    return Rows(path, text, table, record, keyed, tuple(kept), tuple(problems))


def _is_new(id: str, row: Row, ids: dict[str, int], report: Report) -> bool:
    if not ID.fullmatch(id):
        hint = "Letters, digits, _ and - make an id, such as C02."
        report.error("bad-id", "id", f"{quoted(id)} cannot be an id.", hint)
        return False
    if ids.setdefault(id, row.line) != row.line:
        message = f"The id {quoted(id)} is that of line {ids[id]} already."
        report.error("duplicate-id", "id", message, "Give this row an id of its own; until then it is left out.")
        return False
    return True


def _header_problems(table: Table, path: str, record: Record, needed: str) -> Iterator[Problem]:
    place = Place(table.file, table.head.line)
    if not table.header:
        columns = ",".join(f.key for f in record.fields)
        hint = f"Its first line names the columns: {columns}"
        yield replace(error("no-header", f"{table.file} is empty.", path, hint=hint), place=place)
        return
    if len(table.header) == 1 and (sign := re.search(r"[;\t|]", table.header[0])):
        name = {";": "semicolons", "\t": "tabs"}.get(sign.group(), "|")
        message = f"The cells of {table.file} are separated by {name}."
        yield replace(error("separator", message, path, hint="Save it with commas between the cells."), place=place)
        return
    alike: Mapping[str, str] = look_alikes((f.key for f in record.fields), table.header)
    for f in record.fields:
        other = alike.get(f.key)
        if f.key in NEEDED_COLUMNS[needed] and f.key not in table.index:
            hint = f"There is {quoted(other)}: did you mean {f.key}?" if other else f"The first line must name {f.key}."
            yield replace(error("missing-column", f"The column {f.key} is missing.", path, hint=hint), place=place)
        elif other:
            at = table.head.place(table.file, table.index[other])
            message = f"The column {quoted(other)} is not known here."
            yield replace(warning("unknown-column", message, path, hint=f"Did you mean {f.key}?"), place=at)
