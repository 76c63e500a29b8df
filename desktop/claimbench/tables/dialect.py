"""Delimiter, quote and escape, found twice and independently.

The first detector multiplies the regularity of the rows with the share of cells that look like something known: the
measure of van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by detecting row and type patterns" (Data
Mining and Knowledge Discovery 33, 2019). The second only counts fields: the dialect under which most lines have the
same number of them, and the more the better. Where the two differ somebody has to choose between two previews.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from claimbench.core.frozen import dataclass
from claimbench.tables.aligned import aligned
from claimbench.tables.decision import Alternative, Decision
from claimbench.tables.parse import STRAY, Dialect, Lines, Record, parse

DELIMITERS: Final = (",", ";", "\t", "|", ", ", " ", ":", "^", "~", "\x1f", "§")
QUOTES: Final = ('"', "'")
SAMPLE: Final = 400  # lines that are looked at: from the head, the middle and the tail
SAMPLE_CHARACTERS: Final = 120_000
NAMES: Final = {
    ",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", " ": "space", ", ": "comma and space",
    ":": "colon", "": "none",
}  # fmt: skip
_KNOWN = re.compile(
    r"\s*(?:"
    r"|[-+−~≈≥≤<>]?\s?[$€£₴₽]?\s?[-+]?\d[\d .,'\u00a0\u202f’]*(?:[eE][-+]?\d+)?"  # a number
    r"\s?(?:%|[^\W\d_]{1,4}\.?)?[*†]?"
    r"|\(\d[\d.,]*\)"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"  # a date
    r"|\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s?[apAP][mM])?"
    r"|n/?a|null|nan|[-–—.…?]+"
    r"|[a-zA-Z][a-zA-Z0-9+.-]*://\S+|www\.\S+"
    r"|[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|[\w#(\[“‘«¿¡§°].{0,400}?[\w.)\]!?%*:”’»°²³'/]|\w"  # a phrase
    r")\s*",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
#: Characters that are in text and times for other reasons: what they count for.
_WEAK: Final = {" ": 0.6, ":": 0.3, "^": 0.8, "~": 0.6, "§": 0.5}
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")  # that is in no number
_WITH_COMMA = re.compile(r"\s*[-+]?\d+,\d+\s*")
_SEAM = re.compile(r"[;\t|]|,(?=\S)|[\"']\s*[,;\t|]|[,;\t|]\s*[\"']")  # a phrase with other delimiters in it is none


@dataclass(frozen=True, slots=True)
class _Scored:
    dialect: Dialect
    score: float  # of the first detector
    steadiness: float  # of the second
    width: int


def sample_of(lines: Lines) -> Lines:
    """Lines from the head, the middle and the tail, whole, and not too many characters."""
    count = len(lines.texts)
    if count <= SAMPLE:
        chosen: Sequence[int] = range(count)
    else:
        part = SAMPLE // 4
        middle, tail = count // 2, count - part
        chosen = [*range(2 * part), *range(middle, middle + part), *range(tail, count)]
    texts: list[str] = []
    total = 0
    for at in chosen:
        text = lines.texts[at]
        total += len(text)
        if texts and total > SAMPLE_CHARACTERS:
            break
        texts.append(text)
    return Lines(texts, ["\n"] * len(texts))


def detect_dialect(lines: Lines, given: Mapping[str, Any]) -> tuple[Dialect, int, list[Decision]]:
    """The dialect, the usual number of fields, and the decisions behind them. What is ``given`` (by the names of the
    fields of a dialect) is not looked for."""
    sample = sample_of(lines)
    if "delimiter" in given:
        return _with_given(sample, str(given["delimiter"]), given)
    dialect, width, decisions = _found(sample)
    decimal = dialect.delimiter == "," and not any(map(_COMMA.search, sample.texts))
    if (decimal or not dialect.delimiter.strip(" :")) and (delimiter := aligned(sample.texts)):
        return _with_given(sample, delimiter, {"quote": ""}, [_aligned_decision(sample, dialect, delimiter)])
    if given.keys() & {"quote", "escape"}:
        return _with_given(sample, dialect.delimiter, given, decisions[:1])
    return dialect, width, decisions


def _aligned_decision(sample: Lines, other: Dialect, delimiter: str) -> Decision:
    alternative = _alternative(sample, _Scored(other, 0.5, 0.5, 1), 0.5)
    return Decision("delimiter", delimiter, "Blanks align the columns; no character parts them.", True, (alternative,))


def _with_given(
    sample: Lines, delimiter: str, given: Mapping[str, Any], decisions: Sequence[Decision] = ()
) -> tuple[Dialect, int, list[Decision]]:
    quote = str(given["quote"]) if "quote" in given else quote_of(sample.texts, delimiter)
    escape = str(given["escape"]) if "escape" in given else escape_of(sample.texts, delimiter, quote)
    dialect = Dialect(delimiter, quote, escape)
    found = {"delimiter": decisions[0]} if decisions else {}
    found |= {decision.subject: decision for decision in _quote_decisions(dialect)}
    found |= {
        key: Decision(key, given[key], "As you set it.") for key in ("delimiter", "quote", "escape") if key in given
    }
    records = [record for record in parse(sample, dialect, None) if not record.blank]
    return dialect, usual_width(records), list(found.values())


def _found(sample: Lines) -> tuple[Dialect, int, list[Decision]]:
    scored = [_scored(sample, delimiter) for delimiter in DELIMITERS if _worth(sample, delimiter)]
    one = _Scored(Dialect("", ""), *_scores([Record(1, 1, [text]) for text in sample.texts], ""), 1)
    if not scored:
        decision = Decision("delimiter", "", "No character divides the lines: there is one column.")
        return one.dialect, 1, [decision]
    by_type = max(scored, key=lambda each: each.score)
    by_count = max(scored, key=lambda each: each.steadiness)
    if max(by_type.score, by_count.score) < one.score and by_count.steadiness < 0.6:
        reason = "No character divides the lines regularly: there is one column."
        others = tuple(_alternative(sample, each, each.score) for each in (by_type,))
        return one.dialect, 1, [Decision("delimiter", "", reason, False, others)]
    return _chosen(sample, by_type, by_count, scored)


def _chosen(
    sample: Lines, by_type: _Scored, by_count: _Scored, scored: list[_Scored]
) -> tuple[Dialect, int, list[Decision]]:
    best = by_type
    if by_type.dialect.delimiter == " " and by_count.dialect.delimiter not in _WEAK:
        best = by_count  # spaces part words as well
    differ = by_type.dialect.delimiter != by_count.dialect.delimiter
    if best.dialect.delimiter == "\t" and best.steadiness >= 1 - 1 / (2 * best.width):
        differ = False  # tabs do not stand in each line by chance
    name = NAMES.get(best.dialect.delimiter, best.dialect.delimiter)
    share = round(100 * _steady_share(sample, best))
    reason = f"With the {name}, {share} % of the lines have {best.width} fields."
    if differ:
        other = by_count if best is by_type else by_type
        reason += f" Counting fields alone, or looking at cells alone, the {_name(other)} would do as well."
    ranked = sorted((each for each in scored if each is not best), key=lambda each: -each.score)[:3]
    alternatives = [_alternative(sample, each, each.score / max(best.score, 1e-9)) for each in ranked]
    decisions = [Decision("delimiter", best.dialect.delimiter, reason, differ, tuple(alternatives))]
    decisions += _quote_decisions(best.dialect)
    return best.dialect, best.width, decisions


def _name(scored: _Scored) -> str:
    return NAMES.get(scored.dialect.delimiter, scored.dialect.delimiter)


def _quote_decisions(dialect: Dialect) -> list[Decision]:
    if not dialect.quote:
        return [Decision("quote", "", "No cell is put in quotes.")]
    decisions = [Decision("quote", dialect.quote, f"Cells stand between {dialect.quote} and {dialect.quote}.")]
    if dialect.escape:
        reason = f"Quotes inside quoted cells have a {dialect.escape} before them."
        decisions.append(Decision("escape", dialect.escape, reason))
    else:
        decisions.append(Decision("escape", "", "Quotes inside quoted cells are doubled, or there are none."))
    return decisions


def _alternative(sample: Lines, scored: _Scored, score: float) -> Alternative:
    head = Lines(sample.texts[:8], sample.ends[:8])
    rows = tuple(tuple(record.fields[:12]) for record in parse(head, scored.dialect, scored.width))
    return Alternative(scored.dialect.delimiter, round(score, 3), rows)


def _worth(sample: Lines, delimiter: str) -> bool:
    """Whether the delimiter is in enough lines; a comma that always has a space behind it goes with the space."""
    holding = sum(1 for text in sample.texts if delimiter in text)
    if holding < max(1, 0.3 * sum(1 for text in sample.texts if text.strip())):
        return False
    if delimiter not in (",", ", "):
        return True
    texts = [text.rstrip().rstrip(",") for text in sample.texts]
    commas = sum(_outside(text, ",") for text in texts)
    spaced = sum(_outside(text, ", ") for text in texts)
    # Text in one column has such commas too: they must be in all lines alike.
    together = commas > 0 and spaced == commas and len({_outside(text, ", ") for text in texts if text}) <= 2
    return together == (delimiter == ", ")


def _outside(text: str, delimiter: str) -> int:
    """How often a delimiter stands outside of pairs of double quotes."""
    if '"' not in text:
        return text.count(delimiter)
    return sum(part.count(delimiter) for part in text.split('"')[::2])


def quote_of(texts: Sequence[str], delimiter: str) -> str:
    """The quote that cells stand between, or nothing."""
    d = re.escape(delimiter) if delimiter else r"\Z\A"
    best, most = "", 0
    for quote in QUOTES:
        q = re.escape(quote)
        opening = re.compile(rf"(?:^|{d})[ ]*{q}")
        closing = re.compile(rf"{q}[ ]*(?:$|{d})")
        opened = closed = paired = 0
        for text in texts:
            if quote in text:
                opens, closes = len(opening.findall(text)), len(closing.findall(text))
                opened, closed = opened + opens, closed + closes
                paired += bool(opens and closes)
        enough = opened and closed and min(opened, closed) >= 0.3 * max(opened, closed)
        if enough and (quote == '"' or paired >= 0.5 * len(texts)) and min(opened, closed) > most:
            best, most = quote, min(opened, closed)
    return best


def escape_of(texts: Sequence[str], delimiter: str, quote: str) -> str:
    """A backslash, if quotes inside quoted cells have one before them and are not doubled as well."""
    if not quote:
        return ""
    q, d = re.escape(quote), re.escape(delimiter) if delimiter else r"\Z\A"
    escaped = re.compile(rf"[^\\](?:\\\\)*\\{q}(?!{q})")
    inside = sum(len(escaped.findall(text)) for text in texts)
    if not inside:
        return ""
    # A cell that ends in a backslash closes with \" and a delimiter, and the next one opens: that is no escape.
    ends = re.compile(rf"\\{q}[ ]*(?:$|{d}[ ]*{q})")
    doubled = re.compile(rf"(?<![{q}\\]){q}{q}(?!{q})")
    inner_doubled = sum(
        1
        for text in texts
        for found in doubled.finditer(text)
        if not re.match(rf"(?:$|{d})", text[found.end() :]) or not re.search(rf"(?:^|{d})$", text[: found.start()])
    )
    return "\\" if inside > inner_doubled and inside > sum(len(ends.findall(text)) for text in texts) / 2 else ""


def _scored(sample: Lines, delimiter: str) -> _Scored:
    quote = quote_of(sample.texts, delimiter)
    dialect = Dialect(delimiter, quote, escape_of(sample.texts, delimiter, quote))
    records = [record for record in parse(sample, dialect, None) if not record.blank]
    width = usual_width(records)
    if quote and any(record.flaw == STRAY for record in records):
        records = [record for record in parse(sample, dialect, width) if not record.blank]
        width = usual_width(records)
    return _Scored(dialect, *_scores(records, delimiter), width)


def usual_width(records: Sequence[Record]) -> int:
    """The number of fields that most well-formed records have; of two equally usual ones the larger."""
    counts = Counter(len(record.fields) for record in records if record.flaw != STRAY)
    counts = counts or Counter(len(record.fields) for record in records)
    return max(counts, key=lambda width: (counts[width], width), default=1)


def _scores(records: Sequence[Record], delimiter: str) -> tuple[float, float]:
    """The pattern score times the type score, and the share of records with the usual number of fields."""
    if not records:
        return 0.0, 0.0
    widths = Counter(len(record.fields) for record in records)
    count = len(records)
    # Rows of one length are one pattern; a single column has next to no structure to show.
    pattern = sum(number * max(1e-3, (width - 1) / width) for width, number in widths.items()) / len(widths) / count
    known = cells = 0
    for record in records:
        for cell in record.fields[:100]:
            cells += 1
            known += _is_known(cell, delimiter)
    type_score = known / max(1, cells)
    width, number = max(widths.items(), key=lambda item: (item[1], item[0]))
    steadiness = (number / count) * (1 - 1 / (2 * width)) if width > 1 else 0.0
    weight = _WEAK.get(delimiter, 1.0)
    return pattern * type_score**2 * weight, steadiness * (1.0 if weight == 1.0 else 0.5 + 0.5 * weight)


def _is_known(cell: str, delimiter: str) -> bool:
    if not _KNOWN.fullmatch(cell):
        return False
    if delimiter == ";" and _WITH_COMMA.fullmatch(cell):
        return True
    if delimiter == "\t":
        cell = cell.replace(",", "")  # which stands in texts; a tab never does
    return len(cell) < 4 or not _SEAM.search(cell.replace(delimiter, "")) if delimiter else True


def _steady_share(sample: Lines, scored: _Scored) -> float:
    records = [record for record in parse(sample, scored.dialect, scored.width) if not record.blank]
    return sum(len(record.fields) == scored.width for record in records) / max(1, len(records))
