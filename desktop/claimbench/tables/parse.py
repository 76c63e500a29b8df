"""Physical lines and fields: every character of a file stays in the field or the line it stands in.

Well-formed lines are split as RFC 4180 says. A line whose quotes do not pair is read in the way that needs the fewest
of them to be mere characters and comes nearest to the expected number of fields, and is marked as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from claimbench.core.frozen import dataclass
from claimbench.tables.aligned import cells_at, is_aligned

LONGEST_RECORD: Final = 2_000  # physical lines of one record; a quote left open does not swallow a file
MANY_FIELDS: Final = 150  # of a line with stray quotes; such lines with more are split at every delimiter
_LONGEST_FIELD: Final = 30  # pieces between delimiters that a quoted cell of such a line may consist of
_PATIENCE: Final = 20_000_000  # steps of weighing in one file; after them such lines are split at every delimiter
_NO_INCHES = re.compile(r'(?<![\d½¼¾])"')
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")


@dataclass(frozen=True, slots=True)
class Dialect:
    """``delimiter`` is empty for a single column, or as :mod:`claimbench.tables.aligned` has it; ``quote`` is empty
    where nothing is quoted; ``escape`` is a backslash, or empty where a quote is doubled."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""


@dataclass(slots=True)
class Record:
    """One record: the physical line it starts on (from 1), how many it takes, and its fields without their quotes.

    ``flaw`` is "" for a well-formed record, else the code of what is wrong with its quotes.
    """

    line: int
    lines: int
    fields: list[str]
    flaw: str = ""

    @property
    def blank(self) -> bool:
        return not "".join(self.fields).strip()

    @property
    def filled(self) -> int:
        return sum(1 for field in self.fields if field.strip())


@dataclass(frozen=True, slots=True)
class Lines:
    """The physical lines of a text without their ends, and the ends."""

    texts: Sequence[str]
    ends: Sequence[str]

    def whole(self, record: Record) -> str:
        """The text of a record as it stands in the file, without its last line end."""
        first = record.line - 1
        if record.lines == 1:
            return self.texts[first]
        parts = [self.texts[at] + self.ends[at] for at in range(first, first + record.lines - 1)]
        return "".join(parts) + self.texts[first + record.lines - 1]


def split_lines(text: str) -> Lines:
    """Split at line feeds, carriage returns and pairs of them, and at nothing else."""
    if "\r" not in text:
        texts = text.split("\n")
        ends = ["\n"] * (len(texts) - 1) + [""]
    elif text.count("\r\n") == text.count("\r") == text.count("\n"):
        texts = text.split("\r\n")
        ends = ["\r\n"] * (len(texts) - 1) + [""]
    else:
        pairs = [(found[1], found[2]) for found in _LINE.finditer(text)]
        texts, ends = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        while len(texts) > 1 and not ends[-1] and not ends[-2]:
            texts.pop(), ends.pop()
    if texts and not texts[-1]:  # the end of the last line is no line of its own
        texts.pop()
        ends.pop()
    return Lines(texts, ends)


def parse(lines: Lines, dialect: Dialect, width: int | None = None) -> Iterator[Record]:
    """The records of a text. ``width`` is the number of fields that a record should have, where that is known."""
    parser = Parser(dialect, width)
    at, count = 0, len(lines.texts)
    while at < count:
        record = parser.record(lines, at)
        yield record
        at += record.lines


class Parser:
    """Reads one record after another, and tires of weighing lines with stray quotes. Where nothing is quoted, a cell
    with an odd number of double quotes is told of all the same, unless they are marks of inches."""

    def __init__(self, dialect: Dialect, width: int | None) -> None:
        self._dialect, self._width = dialect, width
        self._aligned = is_aligned(dialect.delimiter)
        self._patience = _PATIENCE

    def record(self, lines: Lines, at: int) -> Record:
        """The record that starts at a line, counted from 0."""
        dialect, delimiter, quote = self._dialect, self._dialect.delimiter, self._dialect.quote
        text = lines.texts[at]
        if self._aligned:
            return Record(at + 1, 1, cells_at(text, delimiter))
        if not quote or quote not in text:
            fields = text.split(delimiter) if delimiter else [text]
            if dialect.escape and dialect.escape in text:
                fields = _split_escaped(text, dialect)
            lone = not quote and '"' in text and any(map(_has_lone_quote, fields))
            return Record(at + 1, 1, fields, INSIDE if lone else "")
        fields, state = split(text, dialect)
        taken = 1
        if state == OPEN:
            longer = _continued(lines, at, dialect, self._width)
            if longer is not None:
                fields, taken, state = longer
        if state in (OPEN, STRAY):
            self._patience -= (text.count(delimiter) ** 2 if delimiter else 0) * (self._width or 10)
            fields = mended(text, dialect, self._width) if self._patience > 0 else text.split(delimiter)
            state = STRAY
        return Record(at + 1, taken, fields, state)


def _has_lone_quote(field: str) -> bool:
    return field.count('"') % 2 == 1 and _NO_INCHES.search(field) is not None


INSIDE: Final = "quote-inside"
OPEN: Final = "open-quote"
STRAY: Final = "stray-quote"


def flaw_message(record: Record) -> str:
    where = "stands inside a bare cell" if record.flaw == INSIDE else "has no partner"
    return f"A quote in this line {where}; it was read as a character."


@lru_cache(maxsize=64)
def _closing(quote: str, escape: str) -> re.Pattern[str]:
    """From after an opening quote to its closing one."""
    q = re.escape(quote)
    if escape:
        return re.compile(rf"((?:[^{q}{re.escape(escape)}]|{re.escape(escape)}.|{q}{q})*){q}", re.DOTALL)
    return re.compile(rf"([^{q}]*(?:{q}{q}[^{q}]*)*+){q}")


def split(text: str, dialect: Dialect) -> tuple[list[str], str]:
    """The fields of one line, and ``""``, INSIDE where a bare cell has a quote in it, OPEN where a quote is not closed
    or STRAY where one is out of place."""
    delimiter, quote, escape = dialect.delimiter, dialect.quote, dialect.escape
    closing = _closing(quote, escape)
    fields: list[str] = []
    state = ""
    at, length = 0, len(text)
    while True:
        start = at
        if delimiter != " ":
            while start < length and text[start] == " ":
                start += 1
        if start < length and text[start] == quote:
            found = closing.match(text, start + 1)
            if found is None:
                return fields, OPEN
            end = found.end()
            while end < length and text[end] == " " and delimiter.strip():
                end += 1
            if end < length and not (delimiter and text.startswith(delimiter, end)):
                return fields, STRAY
            fields.append(_unquoted(found[1], quote, escape))
            at = end
        else:
            end = _find(text, delimiter, at, escape)
            field = text[at:end]
            if quote in field:
                state = INSIDE
            fields.append(_unescaped(field, dialect) if escape else field)
            at = end
        if at >= length:
            return fields, state
        at += len(delimiter)


def _find(text: str, delimiter: str, at: int, escape: str) -> int:
    if not delimiter:
        return len(text)
    end = text.find(delimiter, at)
    while escape and end > at and text[end - 1] == escape:
        end = text.find(delimiter, end + 1)
    return len(text) if end < 0 else end


def _split_escaped(text: str, dialect: Dialect) -> list[str]:
    fields = []
    at = 0
    while True:
        end = _find(text, dialect.delimiter, at, dialect.escape)
        fields.append(_unescaped(text[at:end], dialect))
        if end >= len(text):
            return fields
        at = end + len(dialect.delimiter)


def _unescaped(text: str, dialect: Dialect) -> str:
    """Without the escapes that were needed; any other backslash is a character like the rest."""
    for special in {dialect.delimiter, dialect.quote}:
        if special:
            text = text.replace(dialect.escape + special, special)
    return text


def _unquoted(text: str, quote: str, escape: str) -> str:
    if escape:
        text = text.replace(escape + quote, quote)
    return text.replace(quote + quote, quote)


def _continued(lines: Lines, at: int, dialect: Dialect, width: int | None) -> tuple[list[str], int, str] | None:
    """A record whose quoted field runs over line ends, with the number of its lines and its state.

    None where the quote is never closed, or where the lines it would swallow are records in their own right.
    """
    texts, ends = lines.texts, lines.ends
    whole = [texts[at]]
    for taken in range(1, min(LONGEST_RECORD, len(texts) - at)):
        line = texts[at + taken]
        whole += [ends[at + taken - 1], line]
        if dialect.quote not in line:
            alone = taken == 1 and width is not None and width > 2 and _is_record(line, dialect, width)
            if alone and len(mended(texts[at], dialect, width)) == width:
                return None
            continue
        fields, state = split("".join(whole), dialect)
        if state == STRAY:
            return None
        if state != OPEN:
            if width and len(fields) != width and (len(fields) > width or _is_record(line, dialect, width)):
                return None
            return fields, taken + 1, state
    return None


def _is_record(text: str, dialect: Dialect, width: int) -> bool:
    fields, state = split(text, dialect) if dialect.quote in text else (text.split(dialect.delimiter or "\n"), "")
    return state in ("", INSIDE) and len(fields) == width


def mended(text: str, dialect: Dialect, width: int | None) -> list[str]:
    """The fields of a line whose quotes do not pair.

    Every way to cut the line at its delimiters is weighed by dynamic programming: a quote that has to be taken as a
    mere character costs 1, a field that would hold the seam of two quoted ones 2, each field too many or too few 1.5.
    """
    delimiter, quote = dialect.delimiter, dialect.quote
    if not delimiter:
        return [text]
    parts = text.split(delimiter)
    count = len(parts)
    if count > MANY_FIELDS:
        return parts
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part) + len(delimiter))
    most = count if width is None else min(count, width + 4)
    unreachable = (float("inf"), 0)
    # best[j][k]: the least cost of the first j parts as k fields, and where the last of them starts
    best: list[list[tuple[float, int]]] = [[unreachable] * (most + 1) for _ in range(count + 1)]
    best[0][0] = (0.0, 0)
    opening = [part.lstrip(" ").startswith(quote) for part in parts]
    closing = [part.rstrip(" ").endswith(quote) for part in parts]
    for end in range(1, count + 1):
        for start in range(max(0, end - _LONGEST_FIELD), end):
            if start < end - 1 and not (opening[start] and closing[end - 1]):
                continue
            cost = _cost(text[starts[start] : starts[end] - len(delimiter)].strip(" "), dialect)
            for fields in range(most):
                total = best[start][fields][0] + cost
                if total < best[end][fields + 1][0]:
                    best[end][fields + 1] = (total, start)
    wanted = width or count
    chosen = min(range(1, most + 1), key=lambda fields: (best[count][fields][0] + 1.5 * abs(fields - wanted), -fields))
    if best[count][chosen][0] == float("inf"):
        return parts
    cuts = [count]
    for fields in range(chosen, 0, -1):
        cuts.append(best[cuts[-1]][fields][1])
    cuts.reverse()
    return [_field(text[starts[a] : starts[b] - len(delimiter)], dialect) for a, b in pairwise(cuts)]


def _quoted(text: str, quote: str) -> bool:
    return len(text) >= 2 and text.startswith(quote) and text.endswith(quote)


def _cost(text: str, dialect: Dialect) -> float:
    quote = dialect.quote
    if not _quoted(text, quote):
        return text.count(quote)
    inner = _unquoted(text[1:-1], quote, dialect.escape)
    stray = text[1:-1].replace(quote + quote, "").count(quote)
    seams = inner.count(quote + dialect.delimiter) + inner.count(dialect.delimiter + quote)
    return stray + 2 * seams


def _field(text: str, dialect: Dialect) -> str:
    bare = text.strip(" ")
    return _unquoted(bare[1:-1], dialect.quote, dialect.escape) if _quoted(bare, dialect.quote) else text
