"""The rows of an imported table as claims, with who says them, or as sources."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Final

import numpy as np

from claimbench.app import clipboard_table
from claimbench.app.clipboard_table import Kind, PasteRows
from claimbench.app.importing import DATED
from claimbench.core.case import Case
from claimbench.core.relation import RELATIONS
from claimbench.core.show import from_day_number
from claimbench.tables.table import Column, Table

#: The fields of a claim or a source that a table's columns are offered for.
RECORD_FIELDS: Final[Mapping[Kind, Mapping[str, str]]] = {
    "claim": {
        "title": "Title", "quote": "Quote", "source": "Who says it", "said_on": "Said on", "address": "Address",
        "value": "Value", "unit": "Unit", "topic": "Topic", "note": "Note",
    },
    "source": {
        "name": "Name", "kind": "Kind", "side": "Side", "reliability": "Reliability", "address": "Address",
        "note": "Note",
    },
}  # fmt: skip
_READ: Final = frozenset({"value", "low", "high", "tolerance", "said_on", "period_start", "period_end", "retrieved_on"})


def likely_fields(table: Table, kind: Kind) -> dict[str, str]:
    """Which column is which field of a claim or a source, by their names: the first of each."""
    found: dict[str, str] = {}
    for column in table.columns:
        if field := clipboard_table.field_of(kind, column.name):
            found.setdefault(field, column.name)
    return found


def records_from(case: Case, table: Table, kind: Kind, fields: Mapping[str, str] | None = None) -> PasteRows:
    """The command that takes the rows of a table as claims or sources; ``fields`` says which column is which field, by
    their names where it is not given. Raises ValueError where they are none."""
    chosen = likely_fields(table, kind) if fields is None else fields
    columns = {name: field for field, name in chosen.items() if name}
    output = io.StringIO()
    writer = csv.writer(output, dialect="excel-tab", lineterminator="\n")
    writer.writerow([columns.get(column.name) or _left_out(column.name, kind) for column in table.columns])
    for row in range(table.row_count):
        writer.writerow([_said(column, row, columns.get(column.name, "")) for column in table.columns])
    return PasteRows(clipboard_table.from_text(case, kind, output.getvalue()))


def _left_out(name: str, kind: Kind) -> str:
    """The heading of a column that is no field: its name, which must not read as one."""
    return f"{name} (2)" if clipboard_table.field_of(kind, name) else name


def _said(column: Column, row: int, field: str) -> str:
    """A cell for a field: words as they stand there, numbers and dates as they were read in this file."""
    text, values = column.texts[row].strip(), column.values
    if text in column.recipe.missing:
        return ""
    if field not in _READ or values is None or np.isnan(values.value[row]):
        return text
    if column.recipe.type in DATED:
        return from_day_number(float(values.low[row])).isoformat()
    if column.recipe.type != "number":
        return text
    relation = values.relations.get(row, "")
    if RELATIONS[relation].two_ends:
        return f"{values.low[row]:.15g} – {values.high[row]:.15g}"
    return f"{RELATIONS[relation].sign} {values.value[row]:.15g}".strip()
