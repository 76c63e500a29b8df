"""Reads what people type into a field or paste from a spreadsheet: numbers, dates, and values with their relation."""

from __future__ import annotations

import math
import re
from datetime import date

from claimbench.core.frozen import dataclass
from claimbench.core.relation import RELATIONS, Relation
from claimbench.core.show import MONTHS, MONTHS_LONG, plain_number

#: Words and signs in front of a value, the longest first, and the relation that they stand for.
_RELATIONS: tuple[tuple[str, Relation], ...] = tuple(
    sorted(
        ((text, name) for name, meaning in RELATIONS.items() for text in (meaning.sign, *meaning.typed) if text),
        key=lambda pair: -len(pair[0]),
    )
)
_SCALES = {
    "k": 1e3, "thousand": 1e3, "M": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "millions": 1e6, "bn": 1e9,
    "billion": 1e9, "billions": 1e9, "trillion": 1e12,
}  # fmt: skip
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f_'’", " "))
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?P<mark>[ ,.])\d{3}(?:(?P=mark)\d{3})*")
_NUMBER = re.compile(r"[+-]?(?:\d(?:[ ,.]?\d)*\.?|\.\d+)(?:[eE][+-]?\d+)?")
_DASH = re.compile(r"\s*(?:–|—|-|\bto\b|\band\b|…|\.\.\.?)\s*")
_MONTH = {name.casefold(): number for names in (MONTHS, MONTHS_LONG) for number, name in enumerate(names, 1)}
_MONTH["sept"] = 9
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s+([A-Za-z]+)\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]+)\.?\s+(\d{1,2}),?\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class Typed:
    """A value as it was typed. ``relation`` and ``unit`` are None where nothing was typed of them; a range has ``low``
    and ``high``, everything else ``value``."""

    relation: Relation | None = None
    value: float | date | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None


def read_number(text: str) -> float:
    """The number in ``text``. A comma, point or space before groups of three digits is a thousands mark; any other
    single comma is a decimal comma; "k", "million" and so on scale it. Raises ValueError with a sentence."""
    if not text.strip():
        raise ValueError("Type a number.")
    value, rest, _ = _scaled_number(_cleaned(text))
    if value is None or rest:
        raise ValueError(f"“{text.strip()}” is not a number. Write it like 4.25, 23,500 or 200k.")
    return value


def read_date(text: str) -> date:
    """The day that ``text`` names: 2025-12-31, 31 Dec 2025, December 31, 2025 or 31.12.2025. Raises ValueError with a
    sentence, also where day and month could be either way round."""
    typed = " ".join(text.split())
    parts: tuple[int, int, int] | None = None
    if found := _ISO.fullmatch(typed):
        parts = int(found[1]), int(found[2]), int(found[3])
    elif found := _NUMERIC.fullmatch(typed):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "/" and first <= 12 and second <= 12 and first != second:
            raise ValueError(f"“{typed}” can be read in two ways. Write the month as a word, or 2025-12-31.")
        parts = (year, first, second) if found[2] == "/" and second > 12 else (year, second, first)
    elif (found := _DAY_FIRST.fullmatch(typed)) and found[2].casefold() in _MONTH:
        parts = int(found[3]), _MONTH[found[2].casefold()], int(found[1])
    elif (found := _MONTH_FIRST.fullmatch(typed)) and found[1].casefold() in _MONTH:
        parts = int(found[3]), _MONTH[found[1].casefold()], int(found[2])
    if parts is None:
        raise ValueError(f"“{typed}” is not a date. Write it like 2025-12-31 or 31 Dec 2025.")
    try:
        return date(*parts)
    except ValueError:
        raise ValueError(f"There is no day {typed}.") from None


def read_value(text: str) -> Typed:
    """A value with what stands around it: "≥ 400,000 cases", "~200k", "2 – 2.5", "31 Dec 2025".

    Raises ValueError with a sentence.
    """
    relation, rest = _relation_and_rest(" ".join(text.split()))
    if not rest:
        return Typed(relation)
    try:
        return Typed(relation, read_date(rest), unit="date")
    except ValueError as not_a_date:
        if "two ways" in str(not_a_date) or "no day" in str(not_a_date):
            raise
    cleaned = _cleaned(rest)
    low, unit, scaled = _scaled_number(cleaned)
    if low is None:
        raise ValueError(
            f"“{text.strip()}” is neither a number nor a date. Write it like ~200k, 2 – 2.5 or 2025-12-31."
        )
    if dash := _DASH.match(unit):
        high, after, high_scale = _scaled_number(unit[dash.end() :])
        if high is not None:
            if scaled == 1 and high_scale != 1 and low * high_scale <= high:  # "20–25k"
                low *= high_scale
            if low > high:
                raise ValueError(f"The low end, {low:g}, is above the high end, {high:g}.")
            return Typed("between", low=low, high=high, unit=after or None)
    if relation == "between":
        raise ValueError("“Between” needs two ends. Write them like 2 – 2.5.")
    return Typed(relation, low, unit=unit or None)


def _cleaned(text: str) -> str:
    return plain_number(text).translate(_SPACES).replace("−", "-").strip()


def _relation_and_rest(text: str) -> tuple[Relation | None, str]:
    for words, relation in _RELATIONS:
        if text.casefold().startswith(words):
            rest = text[len(words) :]
            if not words[-1].isalpha() or rest[:1].isspace():
                return relation, rest.strip()
    return None, text


def _scaled_number(text: str) -> tuple[float | None, str, float]:
    """The number that ``text`` begins with, what stands behind it, and the scale that was typed."""
    value, rest = _number_and_rest(text)
    if value is None:
        return None, text, 1.0
    word = re.match(r"[A-Za-z]*", rest)
    assert word is not None, "it matches nothing, too"
    scale = _SCALES.get(word[0] if len(word[0]) == 1 else word[0].casefold())
    return (value, rest, 1.0) if scale is None else (value * scale, rest[word.end() :].strip(". "), scale)


def _number_and_rest(text: str) -> tuple[float | None, str]:
    found = _NUMBER.match(re.sub(r"^([+-])\s+", r"\1", text))
    if found is None:
        return None, text
    value = _plain_or_grouped(found[0])
    if value is not None and not math.isfinite(value):
        raise ValueError(f"“{text}” is too large.")
    return value, text[found.end() :].strip()


def _plain_or_grouped(text: str) -> float | None:
    if _PLAIN.fullmatch(text):
        grouped = _GROUPED.fullmatch(text)
        return float(text) if grouped is None or grouped["mark"] == "." else None
    whole, decimal = text, ""
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0 and not _GROUPED.fullmatch(text):
        whole, decimal = text[:last], text[last + 1 :]
        if not decimal.isascii() or not decimal.isdigit() or text[last] in whole:
            return None
    grouped = _GROUPED.fullmatch(whole)
    if not grouped and not re.fullmatch(r"[+-]?\d+", whole):
        return None
    if grouped and decimal and grouped["mark"] == text[last]:
        return None
    return float(re.sub(r"[ ,.]", "", whole) + (f".{decimal}" if decimal else ""))
