"""Reading a file: from bytes to a table, with every decision, every finding and every line accounted for."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, Final

import numpy as np

from claimbench.core.frozen import dataclass
from claimbench.tables.body import has_digits_as_data
from claimbench.tables.cells import Context, Header
from claimbench.tables.characters import check_characters, check_ends
from claimbench.tables.columns import decide_columns
from claimbench.tables.contents import NotATable, is_workbook, refuse_other_kinds, unpacked
from claimbench.tables.decision import Alternative, Decision, Finding, Findings
from claimbench.tables.dialect import detect_dialect, usual_width
from claimbench.tables.disk import Progress
from claimbench.tables.encoding import detect_encoding
from claimbench.tables.layout import ROLES, Layout, Role, has_tags, lay_out, note_headings
from claimbench.tables.marks import unit_in, unit_told
from claimbench.tables.parse import Dialect, Lines, Record, flaw_message, parse, split_lines
from claimbench.tables.periods import WHOLE, wholes
from claimbench.tables.ragged import TRAILING, check_rows
from claimbench.tables.recipe import Recipe
from claimbench.tables.table import Column, Table, columns_of, values_of
from claimbench.tables.totals import TOTAL, is_named, is_total, may_have_totals, of_named
from claimbench.tables.words import UNIT_LABELS
from claimbench.tables.workbook import read_sheet
from claimbench.tables.years import years_of

_SEPARATOR_LINE = re.compile(r"sep=(.)")
_BRACKETED: Final = re.compile(r"^[(\[]([^()\[\]]*)[)\]]$")
_OF_COLUMN: Final = ("type", "unit", "decimal", "order", "flags", "missing", "year", "year_begins", "tag")
_MANY_WORDS: Final = 8  # words a line of a single column, from which it is running text


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was understood. ``line_roles`` says of each physical line (for a workbook: each row) what it is,
    ``line_starts`` the line that its record starts on, and ``line_texts`` what stands there."""

    recipe: Recipe
    decisions: tuple[Decision, ...]
    table: Table
    findings: tuple[Finding, ...]
    line_roles: Sequence[Role]
    line_starts: Sequence[int]
    line_texts: Sequence[str]

    @property
    def line_counts(self) -> dict[Role, int]:
        """How many lines are of which kind; together they are all lines of the file."""
        counts = Counter(self.line_roles)
        return {role: counts.get(role, 0) for role in ROLES}

    @property
    def ambiguous(self) -> tuple[Decision, ...]:
        return tuple(decision for decision in self.decisions if decision.ambiguous)


def read(data: bytes, given: Mapping[str, Any] | None = None, progress: Progress = lambda share: True) -> Reading:
    """Understand and read a file. ``given`` are fields of the recipe that are not to be found but taken as they are;
    ``columns`` in it maps names of columns to their given fields.

    Raises NotATable, with the reason as a sentence, or Cancelled where ``progress`` has asked for it.
    """
    given = given or {}
    data = unpacked(data)
    findings = Findings()
    if is_workbook(data):
        return _read_workbook(data, given, findings, progress)
    refuse_other_kinds(data)
    return _read_text(data, given, findings)


def given_by(recipe: Recipe) -> dict[str, Any]:
    """What to give to :func:`read` so that a changed file is read as before. Columns are found by name; where header
    and units stand is looked for anew when the lines named are not in the file any more."""
    given: dict[str, Any] = {
        "header_lines": recipe.header_lines,
        "lines": recipe.lines,
        "columns": {column.name: {key: getattr(column, key) for key in _OF_COLUMN} for column in recipe.columns},
    }
    if recipe.units_line:
        given["units_line"] = recipe.units_line
    if recipe.sheet:
        return given | {"sheet": recipe.sheet}
    return given | {key: getattr(recipe, key) for key in ("encoding", "delimiter", "quote", "escape")}


def _read_text(data: bytes, given: Mapping[str, Any], findings: Findings) -> Reading:
    encoding = _given("encoding", given) or detect_encoding(data)
    text = _decoded(data, str(encoding.value), findings)
    if not text.strip("\r\n\t ,;\0"):
        raise NotATable("The file has nothing but blanks in it.")
    lines = split_lines(text)
    _check_lines(lines, findings)
    dialect, width, decisions = _dialect(lines, given)
    records = list(parse(lines, dialect, width))
    for record in records:
        if record.flaw:
            findings.add(record.line, None, lines.whole(record), record.flaw, flaw_message(record))
    width = _without_trailing_delimiter(records, width, findings)
    recipe = Recipe(str(encoding.value), dialect.delimiter, dialect.quote, dialect.escape)
    if _separator(lines):
        given = {**given, "lines": (*given.get("lines", ()), (1, "preamble"))}
    return _read_records(records, width, recipe, [encoding, *decisions], given, findings, lines.texts)


def _read_workbook(data: bytes, given: Mapping[str, Any], findings: Findings, progress: Progress) -> Reading:
    sheet = read_sheet(data, str(given.get("sheet", "")), findings, progress)
    records = [Record(line, 1, row) for line, row in enumerate(sheet.rows, 1)]
    others = tuple(Alternative(name, 0.0) for name in sheet.others)
    reason = "As you set it." if "sheet" in given else "It is the first sheet with anything in it."
    decision = Decision("sheet", sheet.name, reason, bool(others) and "sheet" not in given, others)
    recipe = Recipe("", "", "", "", sheet.name)
    width = max((len(record.fields) for record in records), default=1)
    texts = [" | ".join(row).rstrip(" |") for row in sheet.rows]
    return _read_records(records, width, recipe, [decision], given, findings, texts)


def _given(field: str, given: Mapping[str, Any]) -> Decision | None:
    return Decision(field, given[field], "As you set it.") if field in given else None


def _decoded(data: bytes, encoding: str, findings: Findings) -> str:
    """The text; bytes that the encoding has no character for are kept as lone surrogates, as PEP 383 has it."""
    try:
        wide = encoding.lower().startswith(("utf-16", "utf-32"))
        text = data.decode(encoding, errors="replace" if wide else "surrogateescape")
    except (LookupError, UnicodeError) as trouble:
        raise NotATable(f"The file cannot be read as “{encoding}”. Choose another encoding.") from trouble
    if encoding.lower() not in ("utf-8-sig",):
        text = text.removeprefix("\ufeff")
    return text


def _check_lines(lines: Lines, findings: Findings) -> None:
    """The characters of each line, and how it ends."""
    for line, text in enumerate(lines.texts, 1):
        if not text.isascii() or "\0" in text:
            check_characters(line, text, findings)
    counts = Counter(end for end in lines.ends if end)
    if len(counts) > 1:
        ended = {end: [line for line, other in enumerate(lines.ends, 1) if other == end] for end in counts}
        check_ends(ended, counts, findings)


def _dialect(lines: Lines, given: Mapping[str, Any]) -> tuple[Dialect, int, list[Decision]]:
    if (delimiter := _separator(lines)) and "delimiter" not in given:
        given = {**given, "delimiter": delimiter}
    return detect_dialect(lines, given)


def _separator(lines: Lines) -> str:
    """The delimiter that a first line such as “sep=;” names, as spreadsheets write it; else nothing."""
    found = _SEPARATOR_LINE.fullmatch(lines.texts[0].strip().strip('"'))
    return found[1] if found else ""


def _without_trailing_delimiter(records: Sequence[Record], width: int, findings: Findings) -> int:
    """Take away the empty field that a delimiter at the end of every line makes; it is no column."""
    full = [record for record in records if not record.blank and len(record.fields) >= width]
    if width < 3 or len(full) < 2 or any(record.fields[width - 1].strip() for record in full):
        return width
    if any(len(record.fields) > width and any(map(str.strip, record.fields[width:])) for record in full):
        return width
    if sum(len(record.fields) == width for record in full) < 0.9 * len(full):
        return width
    if all(not record.fields[width - 2].strip() for record in full):
        return width  # several empty columns: a spreadsheet wrote its whole width
    first = full[0].fields[: width - 1]
    if sum(map(has_digits_as_data, first)) > 0.3 * len(first):
        return width  # without a header it may as well be a column in which nothing happens to be
    for record in full:
        del record.fields[width - 1 :]
    findings.add(full[0].line, width, "", "trailing-delimiter", TRAILING)
    return width - 1


def _read_records(
    records: list[Record],
    width: int,
    recipe: Recipe,
    decisions: list[Decision],
    given: Mapping[str, Any],
    findings: Findings,
    line_texts: Sequence[str],
) -> Reading:
    given_lines: Mapping[int, Role] = dict(given.get("lines", ()))
    layout = lay_out(records, width, given.get("header_lines"), given.get("units_line"), given_lines)
    data = [at for at, role in enumerate(layout.roles) if role == "data"]
    _refuse_running_text(records, data, width, recipe.delimiter)
    width = _wider(records, layout, data, width)
    decisions.append(
        Decision(
            "header_lines",
            tuple(records[at].line for at in layout.header),
            layout.reasons.get("header", "There is nothing but a header."),
            layout.instead is not None
            or (not layout.header and "preamble" in layout.roles and "header_lines" not in given),
            () if layout.instead is None else (Alternative((records[layout.instead].line,), 0.5),),
        )
    )
    if layout.units is not None:
        line = records[layout.units].line
        decisions.append(Decision("units_line", line, f"Line {line} has units under the names of the columns."))
    headers, titles = _headers(records, layout, width, findings, spans=bool(recipe.sheet))
    texts = columns_of([records[at].fields for at in data], width)
    groups = _groups(records, layout, data)
    context = Context(recipe.delimiter, [groups.get(row, "") for row in range(len(data))], _above(records, layout))
    columns, more = decide_columns(headers, texts, context, given.get("columns", {}))
    decisions += more
    row_lines = [records[at].line for at in data]
    read_columns = tuple(
        Column(
            column,
            texts[at],
            values_of(column, texts[at], row_lines, at, findings, years_of(column, columns, texts, context)),
        )
        for at, column in enumerate(columns)
    )
    table = Table(
        read_columns,
        row_lines,
        {row: tuple(records[at].fields[width:]) for row, at in enumerate(data) if len(records[at].fields) > width},
        {row: len(records[at].fields) for row, at in enumerate(data) if len(records[at].fields) < width},
        groups,
        titles,
    )
    table = check_rows(table, findings)
    if any(column.type == "number" and not column.unit for column in columns):
        _find_unit_above(records, layout, findings)
    _find_lines(records, layout, table, findings)
    recipe = replace(
        recipe,
        width=width,
        header_lines=tuple(records[at].line for at in layout.header),
        units_line=None if layout.units is None else records[layout.units].line,
        lines=tuple(given_lines.items()),
        columns=columns,
    )
    roles, starts = _lines(records, layout, len(line_texts))
    return Reading(recipe, tuple(decisions), table, findings.listed(), roles, starts, line_texts)


def _wider(records: Sequence[Record], layout: Layout, data: Sequence[int], width: int) -> int:
    """The number of columns once the header is known: rows may leave off empty cells at their end."""
    if not layout.header:
        return width
    named = len(records[layout.header[-1]].fields)
    if named > width and not all(map(str.strip, records[layout.header[-1]].fields)):
        return width  # a delimiter too many
    longest = usual_width([records[at] for at in data]) if data else named
    return max(width, named) if longest <= named else width


def _refuse_running_text(records: Sequence[Record], data: Sequence[int], width: int, delimiter: str) -> None:
    filled = [record for record in records if not record.blank]
    if not filled:
        raise NotATable("The file has nothing but blanks in it.")
    words = sorted(len(" ".join(record.fields).split()) for record in filled)
    middle = words[len(words) // 2]
    fitting = sum(len(records[at].fields) == width for at in data)
    spaced = delimiter == " " and not any(has_digits_as_data(cell) for record in filled for cell in record.fields)
    if (width == 1 or spaced) and middle > _MANY_WORDS:
        raise NotATable("This is running text: no character divides its lines into columns.")
    if width > 1 and len(data) > 3 and fitting < 0.25 * len(data):
        raise NotATable("No character divides its lines into the same columns: this is running text, or no table.")
    if width == 1 and len(filled) == 1:
        raise NotATable("The file has a single line and no columns.")


def _headers(
    records: Sequence[Record], layout: Layout, width: int, findings: Findings, spans: bool
) -> tuple[list[Header], tuple[str, ...] | None]:
    """A header for each column, with a name of its own, and the header as it was read. ``spans``: a name may come
    several times because its cell spans several lines."""
    rows = [records[at].fields for at in layout.header]
    spread = [_spread(row, width) if at + 1 < len(rows) else row for at, row in enumerate(rows)]
    units = records[layout.units].fields if layout.units is not None else []
    tagged = layout.tags
    if tagged is None and layout.header and has_tags(records[layout.header[-1]]):
        tagged = layout.header[-1]  # tags are all the header that there is
    tags = records[tagged].fields if tagged is not None else []
    headers: list[Header] = []
    taken: set[str] = set()
    titles = []
    for column in range(width):
        parts = [row[column] for row in spread if column < len(row)]
        title = parts[0] if len(rows) == 1 and parts else " ".join(_parts(parts, spans))
        titles.append(title)
        unit = _BRACKETED.sub(r"\1", units[column].strip()).strip() if column < len(units) else ""
        unit = "" if unit.casefold() in UNIT_LABELS and not column else unit
        name = " ".join(title.split()) or f"column {column + 1}"
        if name in taken:
            number = next(n for n in range(2, width + 2) if f"{name} ({n})" not in taken)
            line = records[layout.header[-1]].line if layout.header else 1
            message = f"Another column has the name “{name}” too; this one is called “{name} ({number})”."
            findings.add(line, column + 1, title, "same-name", message)
            name = f"{name} ({number})"
        taken.add(name)
        tag = tags[column].strip() if column < len(tags) else ""
        headers.append(Header(name, title, unit or unit_in(title), tag))
    if rows and len(rows[-1]) != width:
        record = records[layout.header[-1]]
        message = f"The header has {len(rows[-1])} fields, the lines below {width}: names may stand over wrong columns."
        findings.add(record.line, None, " | ".join(record.fields), "header-fields", message)
    if rows:
        extra = records[layout.header[-1]].fields[width:]
        titles += extra
    return headers, tuple(titles) if rows else None


def _parts(parts: Sequence[str], spans: bool) -> list[str]:
    names = [part.strip() for part in parts if part.strip()]
    return [name for name, _ in groupby(names)] if spans else names


def _spread(row: Sequence[str], width: int) -> list[str]:
    """A line of titles that span columns, each repeated over the columns it spans."""
    spread: list[str] = []
    last = ""
    for column in range(width):
        cell = row[column].strip() if column < len(row) else ""
        last = cell or last
        spread.append(last)
    return spread if sum(1 for cell in row if cell.strip()) > 1 else list(row)


def _groups(records: Sequence[Record], layout: Layout, data: Sequence[int]) -> dict[int, str]:
    """By row, the heading that stands over it."""
    if "heading" not in layout.roles:
        return {}
    groups = {}
    row, heading = 0, ""
    for at, role in enumerate(layout.roles):
        if role == "heading" and records[at].filled == 1:
            heading = next(cell.strip() for cell in records[at].fields if cell.strip())
        elif role == "data":
            if heading:
                groups[row] = heading
            row += 1
    return groups


def _above(records: Sequence[Record], layout: Layout) -> tuple[str, ...]:
    """What stands over the table: the lines before it and its header."""
    return tuple(
        " ".join(record.fields)
        for record, role in zip(records, layout.roles, strict=True)
        if role in ("preamble", "header")
    )


def _find_unit_above(records: Sequence[Record], layout: Layout, findings: Findings) -> None:
    """What a line above the table tells of units, which may be of all columns or of some."""
    for record, role in zip(records, layout.roles, strict=True):
        for text in record.fields if role == "preamble" else ():
            if unit := unit_told(text.strip()):
                message = f"A unit, “{unit}”, stands above the table; no column was given it."
                findings.add(record.line, None, text, "unit-above", message)


def _find_lines(records: Sequence[Record], layout: Layout, table: Table, findings: Findings) -> None:
    """What is worth saying of whole lines: no header, headings among the data, another table, totals."""
    if not layout.header and table.row_count and not layout.reasons.get("header", "").startswith("As you set it"):
        message = "No line names the columns; they are called “column 1” and so on."
        findings.add(table.lines[0], None, "", "no-header", message)
    note_headings(records, layout, findings)
    _find_totals(table, findings)
    for at, column in enumerate(table.columns):
        if column.recipe.type == "date" and not column.recipe.year and column.values is not None:
            for row in np.flatnonzero(wholes(column.values.low, column.values.high)).tolist():
                findings.add(table.lines[row], at + 1, column.texts[row], "total", WHOLE)


def _find_totals(table: Table, findings: Findings) -> None:
    texts = table.columns[0].texts
    found = [row for row, text in enumerate(texts) if is_total(text)]
    if len(found) == table.row_count or not may_have_totals([column.recipe for column in table.columns]):
        return
    numbers = next((each.values.value for each in table.columns if each.recipe.type == "number" and each.values), None)
    values = np.zeros(len(texts)) if numbers is None else numbers
    named = [row for row in found if is_named(texts[row])]
    others = set(named).difference(
        of_named(named, lambda first, last: (texts[first : last + 1], values[first : last + 1]))
    )
    for row in found:
        if row not in others:
            findings.add(table.lines[row], 1, texts[row], "total", TOTAL)


def _lines(records: Sequence[Record], layout: Layout, count: int) -> tuple[list[Role], list[int]]:
    """The role of each physical line, and the line on which its record starts."""
    roles: list[Role] = ["blank"] * count
    starts = list(range(1, count + 1))
    for record, role in zip(records, layout.roles, strict=True):
        for line in range(record.line, record.line + record.lines):
            roles[line - 1], starts[line - 1] = role, record.line
    return roles, starts


def as_csv(table: Table) -> str:
    """The table exactly as it was read: every cell a text, in quotes; no header where the file has none."""
    output = io.StringIO()
    writer = csv.writer(output, quoting=csv.QUOTE_ALL, lineterminator="\n")
    if table.titles is not None:
        writer.writerow(table.titles)
    for row in range(table.row_count):
        writer.writerow(table.row(row))
    return output.getvalue()
