"""Changing single cells and rows in the text of a CSV file, so that all the rest stays as it was written."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from claimbench.casefile.fields import Field
from claimbench.casefile.records import Record
from claimbench.casefile.renames import renamed
from claimbench.casefile.rows import Rows
from claimbench.casefile.table import Row, Table, cell_text, row_text

MOST_COMPARED = 2_000  # rows that changed; beyond, they are taken for the same in their order


def new_csv(record: Record, wanted: Sequence[Any]) -> str:
    columns = [f.key for f in record.fields]
    return "".join([row_text(columns, "\n"), *(row_text(_cells(record, one, columns), "\n") for one in wanted)])


def edited_csv(rows: Rows, record: Record, wanted: Sequence[Any]) -> str:
    """The text of a file with these records in it. Rows that are no records stay behind the row they follow."""
    table = rows.table
    if not table.header:
        return new_csv(record, wanted)
    kept = [(row, one) for row, _, one in rows.kept]
    olds = list(_partners([one for _, one in kept], wanted, record if rows.keyed else None))
    columns = [*table.header, *_lacking(table, record, kept, olds, wanted)]
    added = len(columns) - len(table.header)
    followers = _followers(table, [row for row, _ in kept], {old for old in olds if old is not None})

    content, line_end = _split(table.head.text)
    pieces = [table.before, ",".join([content, *columns[len(table.header) :]]) + line_end]
    pieces += [_padded(row, added) for row in followers.get(-1, [])]
    for one, old in zip(wanted, olds, strict=True):
        if old is None:
            pieces.append(row_text(_cells(record, one, columns), table.line_end))
            continue
        row, before = kept[old]
        pieces.append(_edited(row, _changes(record, before, one), columns, added))
        pieces += [_padded(follower, added) for follower in followers.get(old, [])]
    pieces = [piece for piece in pieces if piece]
    return "".join(
        piece if piece.endswith(("\n", "\r")) or number == len(pieces) - 1 else piece + table.line_end
        for number, piece in enumerate(pieces)
    )


def _partners(kept: Sequence[Any], wanted: Sequence[Any], keyed: Record | None) -> Iterator[int | None]:
    """For each wanted record, the number of the old one that it continues. ``keyed``: the kind of those with an id."""
    if keyed:
        numbers = {one.id: number for number, one in enumerate(kept)}
        ids = {one.id for one in wanted}
        gone = {id: _said(keyed, kept[number]) for id, number in numbers.items() if id not in ids}
        come = {one.id: _said(keyed, one) for one in wanted if one.id not in numbers}
        former = renamed(gone, come)
        for one in wanted:
            yield numbers.get(former.get(one.id, one.id))
        return
    for start, end, other_start, other_end in _blocks(kept, wanted):
        for offset in range(other_end - other_start):
            yield start + offset if start + offset < end else None


def _said(record: Record, one: Any) -> dict[str, Any]:
    """What a record says besides its id, without what follows by itself."""
    implied = record.implied(one)
    return {key: value for key, value in record.flat(one).items() if key != "id" and not implied[key]}


def _blocks(kept: Sequence[Hashable], wanted: Sequence[Hashable]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of the old and of the wanted records that continue each other."""
    same = 0
    while same < min(len(kept), len(wanted)) and kept[same] == wanted[same]:
        same += 1
    yield 0, same, 0, same
    if max(len(kept), len(wanted)) - same > MOST_COMPARED:
        yield same, len(kept), same, len(wanted)
        return
    matcher = SequenceMatcher(None, kept[same:], wanted[same:], autojunk=False)
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        yield same + start, same + end, same + other_start, same + other_end


def _followers(table: Table, kept: Sequence[Row], staying: set[int]) -> Mapping[int, list[Row]]:
    """Rows that are no records, by the number of the record that they follow and that stays (-1: the header)."""
    numbers = {id(row): number for number, row in enumerate(kept)}
    followers: dict[int, list[Row]] = {}
    last = -1
    for row in table.rows:
        number = numbers.get(id(row))
        if number is None:
            followers.setdefault(last, []).append(row)
        elif number in staying:
            last = number
    return followers


def _lacking(
    table: Table, record: Record, kept: Sequence[tuple[Row, Any]], olds: Sequence[int | None], wanted: Sequence[Any]
) -> list[str]:
    """Columns that the file does not have and now needs."""
    needed: dict[str, None] = {}
    for one, old in zip(wanted, olds, strict=True):
        cells = _written(record, one) if old is None else _changes(record, kept[old][1], one)
        needed |= {key: None for key, text in cells.items() if text and key not in table.index}
    return list(needed)


def _written(record: Record, one: Any) -> dict[str, str]:
    flat, implied = record.flat(one), record.implied(one)
    return {f.key: _text(f, flat[f.key]) for f in record.fields if not implied[f.key]}


def _cells(record: Record, one: Any, columns: Sequence[str]) -> list[str]:
    written = _written(record, one)
    return [written.get(column, "") for column in columns]


def _changes(record: Record, before: Any, after: Any) -> dict[str, str]:
    if before == after:
        return {}
    old, new = record.flat(before), record.flat(after)
    return {f.key: _text(f, new[f.key]) for f in record.fields if old[f.key] != new[f.key]}


def _text(f: Field, value: Any) -> str:
    return "" if value is None else f.kind.shown(value)


def _edited(row: Row, changes: Mapping[str, str], columns: Sequence[str], added: int) -> str:
    if not changes:
        return _padded(row, added)
    content, line_end = _split(row.text)
    numbers = {column: number for number, column in reversed(list(enumerate(columns)))}
    behind: dict[int, str] = {}
    for key, text in sorted(changes.items(), key=lambda change: -numbers.get(change[0], 0)):
        if (number := numbers.get(key)) is None:
            continue  # an empty cell of a column that is not there
        if number < len(row.spans):
            span = row.spans[number]
            content = content[: span.start] + cell_text(text) + content[span.end :]
        else:
            behind[number] = cell_text(text)
    cells = [behind.get(number, "") for number in range(len(row.spans), len(columns))]
    return "".join([content, *("," + cell for cell in cells), line_end])


def _padded(row: Row, added: int) -> str:
    """The row with empty cells for added columns; the header with their names is made elsewhere."""
    if not added or row.cells is None or row.blank:
        return row.text
    content, line_end = _split(row.text)
    return content + "," * added + line_end


def _split(text: str) -> tuple[str, str]:
    content = text.rstrip("\r\n")
    return content, text[len(content) :]
