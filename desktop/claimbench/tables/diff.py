"""What changed between two readings of a table: rows by key, and columns that seem to have got another name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from claimbench.core.frozen import dataclass
from claimbench.tables.table import Column, Table

_LIKELY: Final = 0.5  # from which a gone column and a new one are taken for one
_COMPARED: Final = 2_000  # cells of a column


@dataclass(frozen=True, slots=True)
class Renamed:
    """A column that is gone, the new one that may be it, and how sure that is, from 0 to 1."""

    old: str
    new: str
    likeness: float


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of the row with this key that has another text now."""

    key: tuple[str, ...]
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows by their keys. ``double`` are keys that several rows share, so that only their numbers could be compared."""

    key: tuple[str, ...]
    added: tuple[tuple[str, ...], ...]
    deleted: tuple[tuple[str, ...], ...]
    changed: tuple[CellChange, ...]
    double: tuple[tuple[str, ...], ...]
    new_columns: tuple[str, ...]
    gone_columns: tuple[str, ...]
    renamed: tuple[Renamed, ...]

    @property
    def changed_rows(self) -> int:
        return len({change.key for change in self.changed})

    @property
    def sentence(self) -> str:
        counts = [(len(self.added), "added"), (self.changed_rows, "changed"), (len(self.deleted), "deleted")]
        rows = ", ".join(f"{count:,} {what}" for count, what in counts if count)
        columns = [f"column “{name}” is gone" for name in self.gone_columns]
        columns += [f"column “{name}” is new" for name in self.new_columns]
        return "; ".join(filter(None, [f"Rows: {rows}" if rows else "No row differs", *columns])) + "."


def likely_key(table: Table) -> tuple[str, ...]:
    """The columns that tell the rows apart: the first that does alone, else the fewest from the left that do together;
    numbers, which may well change, only where nothing else does; all of them where even those do not."""
    named = [column for column in table.columns if column.recipe.type != "number"]
    for column in named:
        if len(set(column.texts)) == len(column.texts):
            return (column.name,)
    names: tuple[str, ...] = ()
    for columns in (named, table.columns):
        for at in range(len(columns)):
            names = tuple(column.name for column in columns[: at + 1])
            if len(set(_keys(table, names))) == table.row_count:
                return names
    return names


def renamed_columns(old: Table, new: Table) -> tuple[Renamed, ...]:
    """Which gone columns may be which new ones: by their names and, more, by what is in them. Each at most once."""
    gone = [column for column in old.columns if column.name not in {other.name for other in new.columns}]
    fresh = [column for column in new.columns if column.name not in {other.name for other in old.columns}]
    pairs = sorted(
        (Renamed(was.name, now.name, round(_likeness(was, now), 3)) for was in gone for now in fresh),
        key=lambda pair: -pair.likeness,
    )
    taken: set[str] = set()
    chosen = []
    for pair in pairs:
        if pair.likeness >= _LIKELY and pair.old not in taken and pair.new not in taken:
            chosen.append(pair)
            taken |= {pair.old, pair.new}
    return tuple(chosen)


def _likeness(old: Column, new: Column) -> float:
    names = SequenceMatcher(None, old.name.casefold(), new.name.casefold()).ratio()
    first = Counter(text.strip() for text in old.texts[:_COMPARED])
    second = Counter(text.strip() for text in new.texts[:_COMPARED])
    count = max(1, min(sum(first.values()), sum(second.values())))
    cells = sum((first & second).values()) / count
    same_type = 0.1 if old.recipe.type == new.recipe.type else -0.2
    return max(0.0, min(1.0, 0.35 * names + 0.6 * cells + same_type))


def compare(old: Table, new: Table, key: Sequence[str] = (), renamed: Mapping[str, str] | None = None) -> Difference:
    """Compare two readings by ``key`` (names of columns in the old one; found where none is given). ``renamed`` maps
    old names of columns to new ones, as somebody has confirmed."""
    names = dict(renamed or {})
    chosen = tuple(key) or likely_key(old)
    new_names = {column.name for column in new.columns}
    usable = tuple(name for name in chosen if names.get(name, name) in new_names)
    before, double_before = _rows(old, usable, usable)
    after, double_after = _rows(new, usable, tuple(names.get(name, name) for name in usable))
    double = tuple(sorted(double_before | double_after))
    common = [column for column in old.columns if names.get(column.name, column.name) in new_names]
    changes = []
    for row_key, row in before.items():
        if row_key not in after or row_key in double:
            continue
        for column in common:
            then = column.texts[row]
            now = new.column(names.get(column.name, column.name)).texts[after[row_key]]
            if then.strip() != now.strip():
                changes.append(CellChange(row_key, column.name, then, now))
    mapped = {names.get(column.name, column.name) for column in old.columns}
    return Difference(
        usable,
        tuple(row_key for row_key in after if row_key not in before),
        tuple(row_key for row_key in before if row_key not in after),
        tuple(changes),
        double,
        tuple(column.name for column in new.columns if column.name not in mapped),
        tuple(column.name for column in old.columns if names.get(column.name, column.name) not in new_names),
        tuple(pair for pair in renamed_columns(old, new) if pair.old not in names),
    )


def _keys(table: Table, names: Sequence[str]) -> list[tuple[str, ...]]:
    columns = [table.column(name).texts for name in names]
    return [tuple(texts[row].strip() for texts in columns) for row in range(table.row_count)]


def _rows(
    table: Table, key: Sequence[str], names: Sequence[str]
) -> tuple[dict[tuple[str, ...], int], set[tuple[str, ...]]]:
    rows: dict[tuple[str, ...], int] = {}
    double = set()
    for row, row_key in enumerate(_keys(table, names)):
        if row_key in rows:
            double.add(row_key)
        rows.setdefault(row_key, row)
    return rows, double
