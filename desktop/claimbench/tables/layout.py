"""Which record is what: preamble, header, units, data, headings among them, other tables, footer and blank lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from claimbench.tables.body import COLUMNS, Body, has_digits_as_data, is_period
from claimbench.tables.decision import Findings
from claimbench.tables.parse import Record
from claimbench.tables.words import FOOTNOTES, MISSING, UNITS

Role = Literal["data", "header", "preamble", "footer", "heading", "blank", "rejected"]

ROLES: Final[tuple[Role, ...]] = ("data", "header", "preamble", "footer", "heading", "blank", "rejected")
MOST_HEADER_LINES: Final = 6
_FOOTNOTE = re.compile(r"(?:\(?(?:\d{1,2}|[a-z])\)|\[\w{1,2}\]|[¹²³⁴-⁹]+)\s*[^\W\d_]{2,}")  # “1) Without Crimea.”
_RULE = re.compile(r"\s*(?:[:+]*[-=+_]{2,}:?|:-+:?|-+:)?\s*")
_HXL = re.compile(r"#[a-z][\w-]*(?:\s?\+[\w-]+)*")


@dataclass(slots=True)
class Layout:
    """``roles`` has one role for each record. ``header``, ``units`` and ``tags`` are indices of records; ``second`` is
    the index at which another table starts, and ``copy`` says that it is the first one again; ``instead`` is that of
    another record that may be the header."""

    roles: list[Role]
    width: int
    header: tuple[int, ...] = ()
    units: int | None = None
    tags: int | None = None
    second: int | None = None
    copy: bool = False
    instead: int | None = None
    reasons: dict[str, str] = field(default_factory=dict)


def lay_out(
    records: Sequence[Record],
    width: int,
    header: Sequence[int] | None = None,
    units: int | None = None,
    lines: Mapping[int, Role] | None = None,
    others: int = 0,
) -> Layout:
    """The role of every record. ``header`` and ``units`` are physical lines where somebody has said which they are (an
    empty header: there is none); ``lines`` are roles given to single lines. There are so many ``others`` among the
    records, all of them data."""
    set_roles = lines or {}
    roles: list[Role] = [set_roles.get(r.line, "blank" if r.blank or is_rule(r) else "data") for r in records]
    layout = Layout(roles, width)
    filled = [at for at, role in enumerate(roles) if role == "data"]
    if not filled:
        return layout
    body = Body(records, filled, width)
    if header is None:
        _find_header(layout, body)
    else:
        _take_header(layout, body, header, set_roles)
    if units is not None:
        layout.units = next((at for at, record in enumerate(records) if record.line == units), None)
    top = [*layout.header, *(at for at in (layout.units, layout.tags) if at is not None)]
    below = next((at for at in filled if top and at > max(top)), None)
    if below is not None and body.numbers_columns(below):
        top.append(below)
    for at in top:
        roles[at] = "header"
    first = max(top) + 1 if top else body.start
    for at in filled:
        if at < first and roles[at] == "data":
            roles[at] = "preamble"
    begin = next((at for at in filled if at >= first and roles[at] == "data"), first)
    for at in range(begin, len(records)):
        if roles[at] == "blank" and len(records[at].fields) > 1 and not records[at].blank:
            roles[at] = "data"  # a line drawn among the rows may as well be one
    _find_footer(layout, body, first)
    _find_headings(layout, body, first, others)
    for at, record in enumerate(records):
        roles[at] = set_roles.get(record.line, roles[at])
    return layout


def _take_header(layout: Layout, body: Body, lines: Sequence[int], known: Mapping[int, Role]) -> None:
    layout.header = tuple(at for at, record in enumerate(body.records) if record.line in lines)
    if lines and not layout.header:
        _find_header(layout, body)
        found = layout.reasons.get("header", "")
        layout.reasons["header"] = f"The file has no line {', '.join(map(str, lines))}. {found}".strip()
        return
    if body.labels and layout.header and max(layout.header) in body.labels:
        _read_labels(layout, body)
    for at in [at for at in body.filled if layout.header and at > max(layout.header)][:2]:
        if body.labels or body.records[at].line in known:
            break
        if has_tags(body.records[at]):
            layout.tags = at
        elif _has_units(body, at) and not body.fit(at):
            layout.units = at
        else:
            break
    layout.reasons["header"] = "As you set it." if lines else "As you set it: there is no header."
    body.start = max(layout.header) + 1 if layout.header else body.filled[0]


def _read_labels(layout: Layout, body: Body) -> None:
    """Of lines above the data that say in their first cell what they tell: names and units, and the others."""
    layout.units = body.units_among(body.labels)
    for at in body.labels:
        if at != layout.units and at not in layout.header:
            layout.roles[at] = "preamble"


def _find_header(layout: Layout, body: Body) -> None:
    if (names := body.names_among(body.labels)) is not None:
        layout.header = (names,)
        line = body.records[names].line
        layout.reasons["header"] = f"Line {line} names the columns; those below say in their first cell what they tell."
        _read_labels(layout, body)
        return
    above = [at for at in body.filled if at < body.start]
    if body.strong:
        if not above:
            layout.reasons["header"] = "The first line already has numbers or dates where the lines below have them."
            return
        _header_above(layout, body, above)
        return
    _header_of_text(layout, body)


def _header_above(layout: Layout, body: Body, above: list[int]) -> None:
    """The header among the records over the first line of data: the nearest that names most columns."""
    rest = list(above)
    while len(rest) > 1 and _is_first_heading(body, rest[-1]) and _names(body, rest[-2]) >= 0.5:
        rest.pop()
    while rest and (layout.units is None or layout.tags is None):
        last = body.records[rest[-1]]
        if layout.tags is None and has_tags(last) and len(rest) > 1:
            layout.tags = rest.pop()
        elif layout.units is None and _has_units(body, rest[-1]) and len(rest) > 1 and _names(body, rest[-2]) >= 0.5:
            layout.units = rest.pop()
        else:
            break
    chosen: list[int] = []
    named: set[int] = set()
    for at in reversed(rest[-MOST_HEADER_LINES:]):
        columns = {column for column in range(body.width) if body.cell(at, column)}
        complete = len(named) >= 0.7 * body.width
        apart = bool(chosen) and chosen[-1] - at > (1 if complete else 2)
        if apart or (complete and not _goes_above(body, at, chosen[-1], columns - named)):
            full = len(body.records[at].fields) == body.width and len(columns) >= 0.7 * body.width
            if not apart and full and _may_be_data(body, chosen):
                body.start, chosen = chosen[-1], [at]  # the first row only has something odd in it
            elif not apart and full:
                layout.instead = at
            break
        if body.width > 2 and len(columns) <= 1 and chosen:
            break  # a title, or the name of a group
        if (
            len(chosen) == 1
            and 0 in columns & named
            and len(named) < 0.5 * body.width
            and len(columns) >= 0.7 * body.width
        ):
            body.start = chosen.pop()  # no line of titles: the first row, with little in it
        chosen.append(at)
        named |= columns
    if chosen and len(named) < 0.4 * body.width and body.width > 2:
        chosen = []
    if not chosen:
        layout.reasons["header"] = "The lines above the first numbers name too few columns to be a header."
        return
    layout.header = tuple(reversed(chosen))
    numbers = ", ".join(str(body.records[at].line) for at in layout.header)
    lines = "Line" if len(chosen) == 1 else "Lines"
    names = "names" if len(chosen) == 1 else "name"
    layout.reasons["header"] = f"{lines} {numbers} {names} the columns; the numbers and dates start below."
    if layout.instead is not None:
        layout.reasons["header"] += f" Line {body.records[layout.instead].line} could do it as well."


def _is_first_heading(body: Body, at: int) -> bool:
    """Whether a record between the header and the data is the name of the first group: one text, at the start."""
    return body.width > 2 and body.records[at].filled == 1 and bool(body.cell(at, 0))


def _may_be_data(body: Body, rows: Sequence[int]) -> bool:
    cells = [cell for at in rows for column in body.strong if (cell := body.cell(at, column))]
    return any(cell.casefold() in MISSING or any(map(str.isdigit, cell)) for cell in cells)


def _names(body: Body, at: int) -> float:
    """The share of columns that have some text in a record."""
    return sum(1 for column in range(body.width) if body.cell(at, column)) / body.width


def _goes_above(body: Body, at: int, below: int, new: set[int]) -> bool:
    """Whether a record is a further header line over a complete one: the same again, names of columns that have none
    yet (``new``), or titles that span columns."""
    record, lower = body.records[at], body.records[below]
    if record.fields == lower.fields:
        return True
    if new and record.filled >= 2 and not any(map(has_digits_as_data, record.fields)):
        return True
    if len(record.fields) != len(lower.fields) or len(record.fields) < 3:
        return False
    cells = [cell.strip() for cell in record.fields]
    filled = [cell for cell in cells if cell]
    if len(filled) < 2:
        return False
    gaps = any(cells[at] and not cells[at + 1] for at in range(len(cells) - 1))
    lower_repeats = len({cell.strip() for cell in lower.fields}) < len(lower.fields)
    if gaps and lower_repeats:
        filled = [cell for cell in filled if not is_period(cell)] or [""]  # 2023, , 2024, : years span columns
    if max(map(len, filled)) > 60 or any(map(has_digits_as_data, filled)):
        return False
    return gaps or lower_repeats


def is_rule(record: Record) -> bool:
    """Whether a record is nothing but a line drawn under the header or around the table, as “|---|---|”."""
    text = "".join(record.fields)
    drawn = any(mark in text for mark in ("---", "===", "___", ":-", "-:"))
    return drawn and all(map(_RULE.fullmatch, record.fields)) and (len(record.fields) > 1 or len(text) > 4)


def has_tags(record: Record) -> bool:
    cells = [cell.strip() for cell in record.fields if cell.strip()]
    return bool(cells) and sum(bool(_HXL.fullmatch(cell)) for cell in cells) >= 0.6 * len(cells)


def _has_units(body: Body, at: int) -> bool:
    """Whether a record gives the units of the columns: in brackets, or nothing but words for units."""
    cells = [cell for column in range(body.width) if (cell := body.cell(at, column))]
    if not cells or max(map(len, cells)) > 24:
        return False
    fits = 0
    for cell in cells:
        bare = cell.casefold().strip("()[] ")
        bracketed = cell[0] in "([" and cell[-1] in ")]" and any(map(str.isalpha, cell))
        fits += bracketed or bare in UNITS or ("/" in bare and bare.split("/")[0].strip() in UNITS)
    return fits >= 0.7 * len(cells)


def _header_of_text(layout: Layout, body: Body) -> None:
    """The header of a table without numbers: the first record that fills its columns and is not repeated below."""
    for place, at in enumerate(body.filled[:30]):
        record = body.records[at]
        few = record.filled <= max(1, body.width // 3) if body.width > 2 else len(record.fields) < body.width
        if few and place + 1 < len(body.filled):
            continue
        body.start = at
        if len(body.filled) - place < 2:
            layout.header = (at,)
            layout.reasons["header"] = f"Line {record.line} is the only one, and has no numbers."
        elif _repeats(body, at):
            layout.reasons["header"] = "What stands in the first line comes again in the same columns below."
        else:
            layout.header = (at,)
            layout.reasons["header"] = f"Line {record.line} has a text of its own in each column."
            rest = body.filled[place + 1 :]
            if rest and has_tags(body.records[rest[0]]):
                layout.tags = rest[0]
        return
    body.start = body.filled[0]


def _repeats(body: Body, at: int) -> bool:
    cells = [body.cell(at, column) for column in range(min(body.width, COLUMNS))]
    named = [cell for cell in cells if cell]
    if not named or any(map(has_digits_as_data, named)) or any("://" in cell or "@" in cell for cell in named):
        return True
    if len(set(named)) < len(named) and body.width < 4:
        return True
    others = [other for other in body.sample if other != at]
    again = sum(any(body.cell(other, column) == cell for other in others) for column, cell in enumerate(cells) if cell)
    return again >= 0.5 * len(named) if body.width > 1 else again > 0


def _is_note(body: Body, at: int) -> bool:
    """Whether a record at the end is a remark: one text, without numbers where the table has them."""
    record = body.records[at]
    texts = [cell.strip() for cell in record.fields if cell.strip()]
    marked = bool(texts) and bool(_FOOTNOTE.match(texts[0]) or texts[0].casefold().startswith(FOOTNOTES))
    parted = bool(body.strong) and not any(map(has_digits_as_data, texts))  # “Source: office, own figures”
    if marked and (len(texts) == 1 or len(record.fields) < body.width or parted):
        return True
    if record.filled > 1 or body.width < 2 or body.fit(at):
        return False
    short = len(record.fields) < body.width
    text = next((cell.strip() for cell in record.fields if cell.strip()), "")
    if body.parted_otherwise(text):
        return False
    apart = at > 0 and body.records[at - 1].blank
    if not body.strong:
        return short and apart
    return bool(body.cell(at, 0)) and (short or apart or len(text) > 40) and not has_digits_as_data(text)


def _find_footer(layout: Layout, body: Body, first: int) -> None:
    trailing = [at for at in body.filled if at >= first and layout.roles[at] == "data"]
    if not trailing:
        return
    last_data = trailing[-1]
    for at in reversed(trailing[-60:]):
        if _is_note(body, at):
            continue
        last_data = at
        break
    notes = [at for at in trailing if at > last_data]
    for at in notes:
        layout.roles[at] = "footer"


def _find_headings(layout: Layout, body: Body, first: int, others: int) -> None:
    """Lines among the data that are none: a group's name, the header again, or another table."""
    roles = layout.roles
    data = [at for at in body.filled if at >= first and roles[at] == "data"]
    header = [cell.strip() for cell in body.records[layout.header[-1]].fields] if layout.header else []
    repeated = [at for at in data if _same_header(body.records[at], header)] if len(header) > 1 else []
    second = repeated[0] if repeated else None
    if second is None:
        second = _another_table(body, data)
    elif not _starts_another(layout, body, data, second):
        for at in repeated:
            roles[at] = "heading"
        second = None
    if second is not None:
        layout.second = second
        for at in data:
            if at >= second:
                roles[at] = "rejected"
    if body.width < 2:
        return
    rest = [at for at in data if roles[at] == "data"]
    groups = [at for at in rest if _names_group(body, at)]
    if len(groups) <= 0.4 * (len(rest) + others):
        for at in groups:
            roles[at] = "heading"


def note_headings(records: Sequence[Record], layout: Layout, findings: Findings) -> None:
    """What is said of the headings among the data, and of another table."""
    for at, role in enumerate(layout.roles):
        if role == "heading":
            text = next((cell.strip() for cell in records[at].fields if cell.strip()), "")
            repeated = records[at].filled > 1
            message = "The header is repeated here." if repeated else "A heading: it is kept beside the rows below it."
            findings.add(records[at].line, None, text, "heading", message)
    if layout.second is not None:
        record = records[layout.second]
        what = "the same table once more" if layout.copy else "another table"
        message = f"From here on it is {what}; its lines are not in this one."
        findings.add(record.line, None, " ".join(record.fields)[:200], "another-table", message)


def _same_header(record: Record, header: Sequence[str]) -> bool:
    if record.fields[0].strip() != header[0] and record.fields[1:2] != [*header[1:2]]:
        return False  # by far the most lines
    named = [cell for cell in header if cell]
    if len(named) < 2:
        return False
    same = sum(bool(cell) and cell == field.strip() for cell, field in zip(header, record.fields, strict=False))
    return same >= 0.7 * len(named)


def _starts_another(layout: Layout, body: Body, data: Sequence[int], second: int) -> bool:
    """Whether a repeated header starts another table: one of another width, or the first one once more."""
    before = [at for at in data if at < second]
    after = [at for at in data if at > second]
    if not after:
        return False
    widths = [len(body.records[at].fields) for at in after]
    usual = max(set(widths), key=widths.count)
    cells = [[cell.strip() for cell in body.records[at].fields] for at in before]
    again = [[cell.strip() for cell in body.records[at].fields] for at in after]
    matching = sum(
        first[: body.width - 1] == other[: body.width - 1] or first[:4] == other[:4]
        for first, other in zip(cells, again, strict=False)
    )
    layout.copy = bool(before) and matching >= 0.9 * min(len(cells), len(again)) and len(again) > 1
    return layout.copy or usual != body.width


def _another_table(body: Body, data: Sequence[int]) -> int | None:
    """Where a block after a blank line has another number of columns, steadily, and starts with names."""
    for place, at in enumerate(data[1:], 1):
        if at == data[place - 1] + 1:
            continue
        block = [at]
        for other in data[place + 1 :]:
            if other != block[-1] + 1:
                break
            block.append(other)
        widths = [len(body.records[other].fields) for other in block]
        usual = max(set(widths), key=widths.count)
        steady = widths.count(usual) >= 0.8 * len(widths)
        names = not any(map(has_digits_as_data, body.records[at].fields))
        if len(block) >= 3 and steady and usual > 1 and usual != body.width and names:
            return at
    return None


def _names_group(body: Body, at: int) -> bool:
    """A line with a single text at its start, over lines with numbers."""
    record = body.records[at]
    if len(record.fields) > 1 and record.fields[1].strip():
        return False  # by far the most lines
    if record.filled != 1 or not body.cell(at, 0) or not body.strong or record.flaw:
        return False
    text = body.cell(at, 0)
    if len(text) > 80 or body.parted_otherwise(text) or (has_digits_as_data(text) and not body.heads_by_year(text)):
        return False
    return body.width > 2 or (len(record.fields) == 1 and 0 not in body.strong)
