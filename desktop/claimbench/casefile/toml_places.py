"""Where each value of a TOML file stands in its text.

Neither ``tomllib`` nor ``tomlkit`` keeps positions. This walks the text of a file by the grammar of TOML 1.0 and
notes them. It checks nothing: on text that is no TOML it goes on at the next line.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from claimbench.core.frozen import dataclass
from claimbench.core.problem import Place

DEEPEST = 100  # arrays in arrays; tomllib itself gives up at a few hundred

Keys = tuple[str, ...]

_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")
_REST_OF_LINE = re.compile(r"[^\n]*\n?")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^\n,\]}#]*")
_STRINGS = (
    # The run of quotes that ends a multi-line string may begin with up to two that belong to it.
    ('"""', re.compile(r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}')),
    ("'''", re.compile(r"'''(?:[^']|'(?!''))*'{3,5}")),
    ('"', re.compile(r'"(?:[^"\\\n]|\\.)*"')),
    ("'", re.compile(r"'[^'\n]*'")),
)
_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\n[ \t\n]*|.)|\n")
_LINE_BREAK = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Bare:
    """A value without quotes: a number, a date, true or false; or a mistake."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """One part of a key, of a value or in the head of a table, with the whole path that it ends."""

    start: int
    end: int
    path: Keys


class _Scanner:
    def __init__(self, text: str, file: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.file = file
        self.at = 0
        self.places: dict[Keys, Place] = {}
        self.bare: list[Bare] = []
        self.names: list[Name] = []
        self.starts = [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]
        self.counts: dict[Keys, int] = {}  # how many tables of an array of tables there have been

    def place(self, at: int, breaks: tuple[tuple[int, int, int], ...] = ()) -> Place:
        return Place(self.file, *self.position(at), breaks)

    def position(self, at: int) -> tuple[int, int]:
        line = bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1

    def skip(self, pattern: re.Pattern[str]) -> None:
        if match := pattern.match(self.text, self.at):
            self.at = match.end()

    def sees(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def run(self) -> None:
        table: Keys = ()
        while True:
            self.skip(_GAP)
            if self.at >= len(self.text):
                return
            before = self.at
            if self.sees("["):
                table = self.header()
                self.skip(_REST_OF_LINE)
            elif not self.pair(table, 0) or self.at == before:
                self.skip(_REST_OF_LINE)

    def header(self) -> Keys:
        many = self.sees("[[")
        self.at += 2 if many else 1
        names = list(self.key())
        keys: Keys = ()
        for number, (name, at, end) in enumerate(names):
            last = number == len(names) - 1
            keys = (*keys, name)
            self.names.append(Name(at, end, keys))
            self.places[keys] = self.place(at) if last and not many else self.places.get(keys, self.place(at))
            if last and many:
                self.counts[keys] = self.counts.get(keys, 0) + 1
            if keys in self.counts:  # what follows belongs to the last table of the array so far
                keys = (*keys, str(self.counts[keys] - 1))
                if last:
                    self.places[keys] = self.place(at)
        return keys

    def key(self) -> Iterator[tuple[str, int, int]]:
        """The parts of a dotted key, each with where it starts and ends."""
        while True:
            self.skip(_BLANK)
            start = self.at
            for quote, pattern in _STRINGS[2:]:
                if self.sees(quote) and (match := pattern.match(self.text, start)):
                    self.at = match.end()
                    yield _unquoted(match.group()), start, self.at
                    break
            else:
                match = _BARE_KEY.match(self.text, start)
                if match is None:
                    return
                self.at = match.end()
                yield match.group(), start, self.at
            self.skip(_BLANK)
            if not self.sees("."):
                return
            self.at += 1

    def pair(self, table: Keys, depth: int) -> bool:
        """``key = value``; false, and no telling where it stands, if this is none."""
        keys = table
        for name, at, end in self.key():
            keys = (*keys, name)
            self.names.append(Name(at, end, keys))
            self.places.setdefault(keys, self.place(at))
        if keys == table or not self.sees("="):
            return False
        self.at += 1
        self.skip(_BLANK)
        self.value(keys, depth)
        return True

    def value(self, keys: Keys, depth: int) -> None:
        for quote, pattern in _STRINGS:
            if self.sees(quote) and (match := pattern.match(self.text, self.at)):
                self.string(keys, quote, match.end())
                return
        self.places[keys] = self.place(self.at)
        if self.sees("[") and depth < DEEPEST:
            self.at += 1
            number = 0
            while self.another("]"):
                self.value((*keys, str(number)), depth + 1)
                number += 1
        elif self.sees("{") and depth < DEEPEST:
            self.at += 1
            while self.another("}"):
                if not self.pair(keys, depth + 1):
                    return
        else:
            match = _BARE_VALUE.match(self.text, self.at)
            assert match is not None  # the pattern matches the empty text
            text = match.group().rstrip()
            self.bare.append(Bare(self.at, self.at + len(text), text))
            self.at = match.end()

    def another(self, end: str) -> bool:
        """Whether an array or inline table goes on; moves to its next item or past its end."""
        self.skip(_GAP)
        if self.sees(","):
            self.at += 1
            self.skip(_GAP)
        if self.sees(end):
            self.at += 1
            return False
        return self.at < len(self.text) and self.text[self.at] not in ",]}"

    def string(self, keys: Keys, quote: str, end: int) -> None:
        """The place of a string is that of its first character, behind the opening quote."""
        start = self.at + len(quote)
        if len(quote) == 3 and self.text.startswith("\n", start):
            start += 1  # a line break right behind the opening quotes is no part of the string
        breaks: list[tuple[int, int, int]] = []
        offset, here = 0, start
        for match in (_ESCAPE if quote[0] == '"' else _LINE_BREAK).finditer(self.text, start, end - len(quote)):
            joins_lines = match.group()[0] == "\\" and "\n" in match.group()
            offset += match.start() - here + (0 if joins_lines else 1)
            here = match.end()
            breaks.append((offset, *self.position(here)))
        self.places[keys] = self.place(start, tuple(breaks))
        self.at = end


def _unquoted(key: str) -> str:
    if "\\" in key:
        try:
            return str(tomllib.loads(f"key = {key}")["key"])
        except tomllib.TOMLDecodeError:
            pass  # an escape that is none; the file does not load, so nothing is looked up under this key
    return key[1:-1]


def toml_places(text: str, file: str) -> dict[str, Place]:
    """The place of every value by its dotted path; for a string, of the first character behind its quote.

    Tables stand where their header names them. Items of an array have their number, from 0, as last part of the path.
    """
    scanner = _Scanner(text, file)
    scanner.run()
    return {".".join(keys): place for keys, place in scanner.places.items()}


def bare_values(text: str) -> list[Bare]:
    """All values without quotes, in their order, with their offsets in the text (line ends being single characters)."""
    scanner = _Scanner(text, "")
    scanner.run()
    return scanner.bare


def key_names(text: str) -> list[Name]:
    """All parts of all keys, in their order, with their offsets in the text (line ends being single characters)."""
    scanner = _Scanner(text, "")
    scanner.run()
    return scanner.names
