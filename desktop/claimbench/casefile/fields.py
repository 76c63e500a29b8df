"""The fields of records: what each may hold, how it is read from TOML and CSV, and how it is written.

A value that does not fit becomes a problem and the field stays empty, so that one mistake hides neither the next
nor the rest of the case.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from claimbench.core.frozen import dataclass
from claimbench.core.problem import Place, Problem, Severity

MANY_UNKNOWN = 200  # names are compared with no more unknown ones than that


class Report:
    """Collects the problems of one record. ``place`` tells where a field stands, for files where that is known while
    they are read; elsewhere it is looked up by path afterwards."""

    def __init__(self, problems: list[Problem], path: str, place: Callable[[str], Place] | None = None) -> None:
        self.problems = problems
        self.path = path
        self.place = place

    def add(self, severity: Severity, code: str, key: str, message: str, hint: str = "") -> None:
        path = ".".join(part for part in (self.path, key) if part)
        place = self.place(key) if self.place else None
        self.problems.append(Problem(severity, code, message, path, hint=hint, place=place))

    def problems_at(self, key: str) -> bool:
        path = f"{self.path}.{key}" if self.path else key
        return any(problem.path == path for problem in self.problems)

    def error(self, code: str, key: str, message: str, hint: str = "") -> None:
        self.add(Severity.ERROR, code, key, message, hint)

    def warning(self, code: str, key: str, message: str, hint: str = "") -> None:
        self.add(Severity.WARNING, code, key, message, hint)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field may hold. ``typed`` takes a TOML value, ``parsed`` the text of a CSV cell; both give None for
    what does not fit. ``shown`` is the text of a cell."""

    code: str
    expected: str
    hint: str
    typed: Callable[[Any], object]
    parsed: Callable[[str], object]
    shown: Callable[[Any], str] = str
    empty: object = None
    options: tuple[str, ...] = ()


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _whole(value: Any) -> int | None:
    number = _finite(value)
    return int(number) if number is not None and number == int(number) else None


def _whole_text(text: str) -> int | None:
    return _whole(_number(text))


def day(text: str) -> date | None:
    """A date as year-month-day, and in no other way that ISO 8601 has."""
    text = text.strip()
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        return day(value)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _list_of(item: Callable[[Any], object]) -> Callable[[Any], object]:
    def typed(value: Any) -> object:
        if not isinstance(value, list):
            return None
        items = tuple(map(item, value))
        return None if None in items else items

    return typed


def _numbers(count: int) -> Callable[[Any], object]:
    def typed(value: Any) -> object:
        numbers = _list_of(_finite)(value)
        return numbers if isinstance(numbers, tuple) and len(numbers) == count else None

    return typed


def _table_of(key: Callable[[str], object], item: Callable[[Any], object]) -> Callable[[Any], object]:
    def typed(value: Any) -> object:
        if not isinstance(value, dict):
            return None
        items = {key(name): item(content) for name, content in value.items()}
        return None if None in items or None in items.values() else items

    return typed


def _texts(value: Any) -> object:
    """A list of texts; one text alone is a list of it."""
    return _list_of(_text)([value] if isinstance(value, str) else value)


def _text(value: Any) -> str | None:
    """Any text but one with NUL in it, which neither formulas nor paths nor other programs take."""
    return value if isinstance(value, str) and "\0" not in value else None


def _no_cell(text: str) -> None:
    """Of kinds that only TOML has."""


def number_text(number: float) -> str:
    """The shortest text that reads back as the same number.

    >>> number_text(310000.0), number_text(0.1), number_text(1e22)
    ('310000', '0.1', '1e+22')
    """
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(float(number))


def _number_or_day_text(value: float | date) -> str:
    return value.isoformat() if isinstance(value, date) else number_text(value)


_NUMBER_HINT = "Numbers are written as 16300 or 0.7: no spaces, a point for decimals, no sign for thousands but _."
_DATE_HINT = "Dates are written as year-month-day, such as 2025-11-24."

TEXT: Final = Kind("not-text", "text", "Text stands in quotes and has no NUL in it.", _text, _text, empty="")
NUMBER: Final = Kind("not-a-number", "a number", _NUMBER_HINT, _finite, _number, number_text, math.nan)
WHOLE: Final = Kind("not-a-number", "a whole number", "", _whole, _whole_text)
DAY: Final = Kind("not-a-date", "a date", _DATE_HINT, _day, day, date.isoformat)
NUMBER_OR_DAY: Final = Kind(
    "not-a-number",
    "a number or a date",
    f"{_NUMBER_HINT} {_DATE_HINT}",
    lambda value: _day(value) or _finite(value),
    lambda text: day(text) or _number(text),
    _number_or_day_text,
)
FLAG: Final = Kind("not-a-flag", "true or false", "", _flag, _no_cell)
TEXTS: Final = Kind("not-a-list", "a list of texts", 'Such as ["C04", "C05"].', _texts, _no_cell, empty=())
NUMBERS: Final = Kind("not-a-list", "a list of numbers", "Such as [1, 2, 3].", _list_of(_finite), _no_cell, empty=())
PAIR: Final = Kind("not-a-list", "a list of two numbers", "Such as [0, 60_000].", _numbers(2), _no_cell)
TRIPLE: Final = Kind(
    "not-a-list",
    "a list of three numbers",
    "Low, best and high, such as [16_300, 21_000, 25_000].",
    _numbers(3),
    _no_cell,
)
VALUES: Final = Kind(
    "not-a-table", "a table of numbers", "Such as { growth = 0.02 }.", _table_of(str, _finite), _no_cell, empty={}
)
COLUMNS: Final = Kind(
    "not-a-table",
    "a table of dates and column numbers",
    'Such as { "2025-10-31" = 12 }.',
    _table_of(day, _whole),
    _no_cell,
    empty={},
)


def frozen(value: Any) -> Any:
    """A value of TOML such that it cannot be changed in place."""
    if isinstance(value, list | tuple):
        return tuple(map(frozen, value))
    if isinstance(value, Mapping):
        return {str(key): frozen(item) for key, item in value.items()}
    return value


TREE: Final = Kind(
    "not-a-table", "a table", "", lambda value: frozen(value) if isinstance(value, dict) else None, _no_cell, empty={}
)


def choice(*options: str) -> Kind:
    """One of a few words."""
    listed = f"{', '.join(options[:-1])} or {options[-1]}"
    known = frozenset(options)
    return Kind(
        "unknown-word",
        f"one of {listed}",
        "",
        lambda value: value if isinstance(value, str) and value in known else None,
        lambda text: text.strip() if text.strip() in known else None,
        options=options,
    )


class _Required:
    """Stands for the default of a field that has none."""


REQUIRED: Final = _Required()


@dataclass(frozen=True, slots=True)
class Field:
    """``vital``: without it there is no record. A required one that is not vital stays empty, as a problem.
    ``unfit`` is what stands for a value that does not fit: the default, unless said otherwise."""

    key: str
    kind: Kind = TEXT
    default: Any = ""
    vital: bool = field(default=False, kw_only=True)
    unfit: Any = field(default=REQUIRED, kw_only=True)

    def __post_init__(self) -> None:
        if self.unfit is REQUIRED:
            object.__setattr__(self, "unfit", self.kind.empty if self.required else self.default)

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


def quoted(value: object) -> str:
    """A value as a message shows it: its beginning, on one line, with marks for what cannot be seen."""
    text = value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else repr(value)
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in islice(text, 60))
    return f"“{text}”" if len(text) <= 40 else f"“{text[:40]}…”"


def _close_matches(name: str, known: list[str], cutoff: float) -> list[str]:
    from difflib import get_close_matches  # here: a case without mistakes does not need it

    return get_close_matches(name, known, 1, cutoff)


def suggestion(name: str, known: Iterable[str]) -> str:
    """A hint with the known name that looks like this one, or an empty text."""
    close = _close_matches(name[:100], list(known), 0.7)
    return f"Did you mean {quoted(close[0])}?" if close else ""


def look_alikes(known: Iterable[str], present: Sequence[str]) -> dict[str, str]:
    """Known names that are not present, each with the unknown one that looks like it."""
    names = set(known)
    unknown = {name.strip().casefold(): name for name in islice((n for n in present if n not in names), MANY_UNKNOWN)}
    found = {}
    if unknown:
        for name in names.difference(present):
            if close := _close_matches(name, list(unknown), 0.8):
                found[name] = unknown[close[0]]
    return found


def read_fields(fields: Iterable[Field], raw: Mapping[str, Any], report: Report) -> dict[str, Any] | None:
    """The values of a record from a TOML table, by key; None if one is missing without which there is no record."""
    fields = tuple(fields)
    alike = look_alikes((f.key for f in fields), tuple(raw)) if len(raw) else {}
    values: dict[str, Any] = {}
    whole = True
    for f in fields:
        value = f.unfit if f.required else f.default
        if f.key in raw:
            fitting = f.kind.typed(raw[f.key])
            if fitting is None:
                _unfit(f, raw[f.key], report)
                value = f.unfit
                whole &= not f.vital
            else:
                value = fitting
        elif f.required:
            other = alike.pop(f.key, "")
            add = f"Below [{report.path}] add" if report.path and not report.path[-1].isdigit() else "Add"
            hint = f"There is {quoted(other)}: did you mean {f.key}?" if other else f"{add} a line {f.key} = …"
            report.error("missing-key", f.key, f"{f.key} is missing.", hint)
            whole &= not f.vital
        values[f.key] = value
    for known, other in alike.items():
        report.warning("unknown-key", other, f"The key {quoted(other)} is not known here.", f"Did you mean {known}?")
    return values if whole else None


def cell_reader(fields: Iterable[Field]) -> Callable[[Mapping[str, str], Report], dict[str, Any] | None]:
    """A function that takes the cells of a CSV row, by column, and gives the values of a record, or None if one is
    missing without which there is no record. An empty cell is one that is not given."""
    known = {f.key: f for f in fields}
    required = [f for f in known.values() if f.required]
    blank = {f.key: f.unfit if f.required else f.default for f in known.values()}

    def read_cells(cells: Mapping[str, str], report: Report) -> dict[str, Any] | None:
        values = blank.copy()
        whole = True
        for key, text in cells.items():
            f = known.get(key)
            if f is None or not text or (text.isspace() and f.kind is not TEXT):
                continue
            value = f.kind.parsed(text)
            if value is None:
                _unfit(f, text, report)
                value = f.unfit
                whole &= not f.vital
            values[key] = value
        for f in required:
            text = cells.get(f.key, "")
            if not text or text.isspace():
                report.error("missing-cell", f.key, f"{f.key} is empty.", "Every row needs one.")
                whole &= not f.vital
        return values if whole else None

    return read_cells


def _unfit(f: Field, raw: object, report: Report) -> None:
    hint = f.kind.hint
    if f.kind.options and isinstance(raw, str):
        hint = suggestion(raw, f.kind.options)
    report.error(f.kind.code, f.key, f"{f.key} is {quoted(raw)}, which is not {f.kind.expected}.", hint)
