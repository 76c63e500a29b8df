"""Goes through a large text file and takes out the records that are no plain rows, for the careful reader.

All that it leaves in the file is rows of the table, one to a line or, in quotes, over several lines; DuckDB reads them
as the careful reader would. What is taken out is as :mod:`claimbench.tables.parse` has it.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from claimbench.core.frozen import dataclass
from claimbench.tables.characters import check_characters, check_ends
from claimbench.tables.contents import NotATable
from claimbench.tables.decision import Findings
from claimbench.tables.encoding import TWICE
from claimbench.tables.parse import INSIDE, LONGEST_RECORD, Dialect, Lines, Parser, Record, flaw_message
from claimbench.tables.ragged import fits_as_far_as_it_goes
from claimbench.tables.recipe import Recipe
from claimbench.tables.regular import Bytes, Flags, Places, line_ends, odd_lines, shape_of
from claimbench.tables.words import FOOTNOTES

_BLOCK: Final = 1 << 20
_LONGEST: Final = 1 << 28  # bytes of a block; longer records are not waited for
HEAD: Final = 3_000  # lines at the beginning that are looked at one by one
TAIL: Final = 100  # and at the end
KEPT: Final = 20_000  # until so many records are taken out, rows that leave off cells are, too
MOST: Final = 1_000_000  # records that are taken out; each takes up a kilobyte or more
_LISTED: Final = 1_000
_BOM: Final = b"\xef\xbb\xbf"
_DAMAGED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that was taken out of the file, and its bytes there. ``odd``: it is no plain row."""

    record: Record
    offset: int
    length: int
    odd: bool


class Scan:
    """``taken`` are the records that were taken out, by their first line and in order; ``longer`` has the first line,
    and the number of lines, of each row that was left in the file and has several; ``short`` the place in the file at
    which each row ends that leaves off its last cells, as many do, and how many these are; ``lines`` counts all."""

    def __init__(
        self,
        recipe: Recipe,
        first: int,
        titles: Sequence[str],
        findings: Findings,
        trailing: bool = False,
        leaves_off: bool = False,
    ) -> None:
        """``first``: so many lines are no rows, in any case. ``titles`` are the first cells of the header.
        ``trailing``: lines end in a delimiter behind the last column. ``leaves_off``: many leave off their last
        cells where these are empty."""
        self.taken: dict[int, Taken] = {}
        self.longer: array[int] = array("q")
        self.short: array[int] = array("q")
        self.lines = 0
        self.ends: Counter[str] = Counter()
        self.ended: dict[str, list[int]] = {"\n": [], "\r\n": [], "\r": []}  # the first lines that end so
        self._findings = findings
        self._columns, self._leaves_off = recipe.columns, leaves_off
        self._head = max(first, HEAD)
        self._width = len(recipe.columns)
        self._quote, self._escape = recipe.quote, recipe.escape
        quote, delimiter = re.escape(recipe.quote or "\n"), re.escape(recipe.delimiter or "\n")
        self._apart = re.compile(f"(?:^|{delimiter}) +{quote}|{quote} +(?:{delimiter}|$)")  # quotes with blanks around
        self._parser = Parser(Dialect(recipe.delimiter, recipe.quote, recipe.escape), self._width + trailing)
        self._shape = shape_of(recipe, trailing)
        self._wanted = {line for line, _ in recipe.lines}
        self._titles = [title.strip() for title in titles[:2]]
        self._beginnings = self._of_header(recipe)
        self._recent: deque[Taken] = deque(maxlen=TAIL)

    def _of_header(self, recipe: Recipe) -> list[bytes]:
        """What a header that is repeated has in it: its first cell at the start of a line, or its second one."""
        if not any(self._titles):
            return []
        ahead = ("\n", "\r"), (recipe.delimiter,)
        return [
            f"{mark}{quote}{title}".encode(errors="surrogateescape")
            for title, marks in zip(self._titles, ahead, strict=False)
            for mark in marks
            for quote in dict.fromkeys(("", recipe.quote))
            if title and mark
        ]

    def through(self, path: Path, go_on: Callable[[int], bool]) -> bool:
        """Go through a file in UTF-8; ``go_on`` is told how many bytes are done, False where it has said no. Raises
        OSError, and NotATable where too little of the file is rows."""
        with path.open("rb", buffering=0) as file:
            rest = file.read(len(_BOM))
            offset = 0
            if rest == _BOM:
                rest, offset = b"", len(_BOM)
            while True:
                piece = file.read(max(_BLOCK, len(rest)))
                if not go_on(offset):
                    return False
                data = rest + piece
                done = self._look(data, offset, last=not piece)
                if not piece:
                    break
                rest, offset = data[done:], offset + done
        for each in self._recent:
            self.taken.setdefault(each.record.line, each)
        self.taken = dict(sorted(self.taken.items()))
        return True

    def say_ends(self) -> None:
        """Say which lines end otherwise than the most."""
        check_ends(self.ended, self.ends, self._findings)

    def _look(self, data: bytes, offset: int, last: bool) -> int:
        """At the records that start in a block; how many of its bytes they are."""
        piece = _Piece(data, offset, self.lines, last)
        if not data or not len(piece):
            return 0
        odd = odd_lines(piece.block, piece.starts, piece.stops, self._shape)
        if self._escape:
            odd |= piece.has(self._escape)
        if not self._quote:
            odd |= piece.has('"', behind_digits=False)
        elif self._shape.delimiter == b" ":
            odd |= piece.has(self._quote)
        for beginning in self._beginnings:
            for at in piece.with_text(beginning):
                odd[at] = True
        doubtful = piece.with_odd_characters()
        for index in doubtful:
            odd[index] |= piece.is_damaged(index)
        odd[: max(0, self._head - self.lines)] = True
        for line in self._wanted:
            if 0 < line - self.lines <= len(odd):
                odd[line - self.lines - 1] = True
        inside = np.zeros(len(odd), dtype=np.bool_)
        stop = self._take(piece, odd, inside)
        for index in doubtful:
            if index < stop:
                check_characters(self.lines + index + 1, piece[index], self._findings)
        for index in range(max(0, stop - TAIL), stop):
            if not odd[index] and not inside[index]:
                self._recent.append(piece.taken(self._record(piece, index), odd=False))
        self._note_ends(piece, stop)
        self.lines += stop
        return piece.length(stop)

    def _take(self, piece: _Piece, odd: Flags, inside: Flags) -> int:
        """Take out the records that start at odd lines, and mark the lines that are ``inside`` of longer ones. The
        number of lines that are done with."""
        count = len(piece)
        at = 0
        for index in np.flatnonzero(odd).tolist():
            if index < at:
                continue
            quoted = bool(self._quote) and self._quote in piece[index]
            if quoted and index + LONGEST_RECORD > count and not piece.whole:
                return index  # its record may go on in the next block
            record = self._record(piece, index)
            at = index + record.lines
            inside[index:at] = record.lines > 1
            whole = piece.text(record)
            if record.flaw:
                self._findings.add(record.line, None, whole, record.flaw, flaw_message(record))
            plain = self._is_row(record, whole)
            if plain and record.line > self._head and record.line not in self._wanted:
                if record.lines > 1:
                    self.longer.extend((record.line, record.lines))
                continue
            taken = piece.taken(record, odd=not plain)
            if self._leaves_off and self._is_short(record, whole):
                self.short.extend((taken.offset + len(whole), self._width - len(record.fields)))
                continue
            self._put(taken)
            for beside in (index - 1, at):  # so it is seen that odd lines do not stand side by side
                if 0 <= beside < count and not odd[beside] and not inside[beside]:
                    self._put(piece.taken(self._record(piece, beside), odd=False))
        return max(at, count)

    def _record(self, piece: _Piece, index: int) -> Record:
        record = self._parser.record(piece.lines, index)
        record.line += piece.before
        if self._shape.trailing and not any(map(str.strip, record.fields[self._width :])):
            del record.fields[self._width :]
        return record

    def _put(self, taken: Taken) -> None:
        if len(self.taken) >= MOST:
            raise NotATable(
                f"More than {MOST:,} of its lines are no rows of the table as it was understood. "
                "Choose another delimiter or another quote, or part the file."
            )
        self.taken[taken.record.line] = taken

    def _is_row(self, record: Record, whole: str) -> bool:
        """Whether DuckDB reads it as it is meant, and nothing but a row can be meant."""
        fields = record.fields
        if len(fields) != self._width or record.flaw not in ("", INSIDE) or record.filled < min(2, self._width):
            return False
        text = "".join(fields)
        if (self._escape and self._escape in whole) or (record.lines > 1 and "\r" in text):
            return False
        if self._quote and self._quote in whole and self._apart.search(whole):
            return False
        if any(title and title == field.strip() for title, field in zip(self._titles, fields, strict=False)):
            return False  # the header once more
        return text.isascii() or not _DAMAGED.search(text)

    def _is_short(self, record: Record, whole: str) -> bool:
        """Whether it is plainly one of many rows that leave off their last cells, of which the first are taken out."""
        fields = record.fields
        return (
            len(self.taken) > KEPT
            and len(fields) < self._width
            and record.filled > 1
            and record.line not in self._wanted
            and whole.isascii()
            and not any(mark and mark in whole for mark in (self._quote, self._escape))
            and not fields[0].strip().casefold().startswith(FOOTNOTES)
            and fits_as_far_as_it_goes(fields, self._columns)
        )

    def _note_ends(self, piece: _Piece, stop: int) -> None:
        for end, places in piece.ends(stop).items():
            if len(places):
                self.ends[end] += len(places)
            listed = self.ended[end]
            listed += (places[: _LISTED - len(listed)] + self.lines + 1).tolist()


class _Piece(Sequence[str]):
    """The lines of a block, decoded as they are asked for; ``before`` others in the file. ``whole``: nothing that its
    records could go on in comes behind it."""

    def __init__(self, data: bytes, offset: int, before: int, last: bool) -> None:
        self._ended = not last or data.endswith((b"\n", b"\r"))
        self._data = data if self._ended else data + b"\n"
        self.block: Bytes = np.frombuffer(self._data + b"\0", dtype=np.uint8)
        self.stops, self._after = line_ends(self.block, b"\r" in data, last)
        self.starts = np.concatenate((np.zeros(1, dtype=np.intp), self._after))[: len(self.stops)]
        self.whole = last or len(data) > _LONGEST
        self.before = before
        self._offset = offset
        self.lines = Lines(self, _Ends(self))

    def __len__(self) -> int:
        return len(self.stops)

    def __getitem__(self, at: Any) -> Any:
        return self._data[self.starts[at] : self.stops[at]].decode(errors="surrogateescape")

    def end(self, at: int) -> str:
        if at == len(self) - 1 and not self._ended:
            return ""
        return self._data[self.stops[at] : self._after[at]].decode()

    def text(self, record: Record) -> str:
        """A record as it stands in the file."""
        return self.lines.whole(replace(record, line=record.line - self.before))

    def taken(self, record: Record, odd: bool) -> Taken:
        first = record.line - self.before - 1
        start, stop = int(self.starts[first]), self.length(first + record.lines)
        return Taken(record, self._offset + start, stop - start, odd)

    def length(self, lines: int) -> int:
        """Bytes of so many lines."""
        return min(int(self._after[lines - 1]), len(self._data) - (not self._ended)) if lines else 0

    def ends(self, lines: int) -> dict[str, Places]:
        """Which of so many lines end how."""
        ends = self._after[:lines] - self.stops[:lines]
        pairs = ends == 2
        single = self.block[self.stops[:lines]] == ord("\r")
        feeds = ~pairs & ~single
        if not self._ended:
            feeds[len(self) - 1 :] = False
        found = {"\n": feeds, "\r\n": pairs, "\r": single & ~pairs}
        return {end: np.flatnonzero(lines) for end, lines in found.items()}

    def has(self, character: str, behind_digits: bool = True) -> Flags:
        """The lines that have a character, or have it elsewhere than behind a digit."""
        places = np.flatnonzero(self.block == ord(character))
        if not behind_digits:
            ahead = self.block[np.maximum(places - 1, 0)]
            places = places[(ahead < ord("0")) | (ahead > ord("9"))]
        found = np.zeros(len(self), dtype=np.bool_)
        if len(self):
            found[np.minimum(np.searchsorted(self._after, places, side="right"), len(self) - 1)] = True
        return found

    def with_text(self, text: bytes) -> Iterator[int]:
        """The lines that a text, which may start with the end of the line before, ends in."""
        if text[:1] in (b"\n", b"\r") and self._data.startswith(text[1:]):
            yield 0
        at = self._data.find(text)
        while at >= 0:
            line = int(np.searchsorted(self._after, at + len(text) - 1, side="right"))
            if line >= len(self):
                return
            yield line
            at = self._data.find(text, int(self._after[line]) - 1)

    def with_odd_characters(self) -> list[int]:
        """The lines of which something is to be said, or nearly all that it may be."""
        data = self._data
        if data.isascii() and b"\0" not in data:
            return []
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = "\ufffd"
        if b"\0" not in data and "\ufffd" not in text and not TWICE.search(text):
            return []
        return np.flatnonzero(self._beyond()).tolist()

    def _beyond(self) -> Flags:
        """The lines with a zero byte or a character beyond ASCII."""
        places = np.flatnonzero((self.block[:-1] == 0) | (self.block[:-1] > 127))
        found = np.zeros(len(self) + 1, dtype=np.bool_)
        found[np.searchsorted(self._after, places, side="right")] = True
        return found[:-1]

    def is_damaged(self, at: int) -> bool:
        return _DAMAGED.search(self[at]) is not None


class _Ends(Sequence[str]):
    """How the lines of a piece end."""

    def __init__(self, piece: _Piece) -> None:
        self._piece = piece

    def __len__(self) -> int:
        return len(self._piece)

    def __getitem__(self, at: Any) -> Any:
        return self._piece.end(at)
