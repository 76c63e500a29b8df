"""What the bytes of a large file tell while DuckDB reads it: its lines, and what DuckDB would take without a word."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Sequence
from io import FileIO, StringIO
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from claimbench.tables.decision import Finding
from claimbench.tables.ragged import empty_fields
from claimbench.tables.recipe import Recipe

_PIECE: Final = 1 << 17  # what numpy makes of it stays in the cache
_LISTED: Final = 1_000
_OFTEN: Final = 100_000  # rows between two looks whether to go on
_LONGEST: Final = 16_777_216  # characters of a cell, as long as a line may be

_Bytes = npt.NDArray[np.uint8]


class Survey:
    """How many lines a file has, whether an underscore stands between digits, which DuckDB takes for a number also
    where it groups nothing, and which lines have empty fields behind the last column, which DuckDB does not tell."""

    def __init__(self, file: FileIO, recipe: Recipe, skip: int) -> None:
        self.doubtful = False
        self.surplus = _Surplus(recipe, skip)
        self._file = file
        self._at = 0
        self._ends = self._returns = 0
        self._done = False
        self._buffer = bytearray(_PIECE + 2)  # two bytes of the piece before, then a piece
        self._room = memoryview(self._buffer)[2:]
        self._bytes = np.frombuffer(self._buffer, dtype=np.uint8)

    @property
    def lines(self) -> int:
        """To be asked for once all of the file was looked at."""
        end, ends = ("\n", self._ends) if self._ends else ("\r", self._returns)
        return ends + bool(self._at and self._bytes[1] != ord(end))

    def go_on(self, seconds: float) -> bool:
        """Look at more of the file, for so long; whether there is still more. Raises OSError."""
        until = time.monotonic() + seconds
        while not self._done and time.monotonic() < until:
            self._look(self._file.readinto(self._room) or 0)
        return not self._done

    def _look(self, count: int) -> None:
        piece = self._bytes[: count + 2]
        end, before = "\n", self._ends
        ends = piece[2:] == ord(end)
        self._ends += int(np.count_nonzero(ends))
        if not self._ends:  # lines may end as they did on old Macs
            end, before = "\r", self._returns
            ends = piece[2:] == ord(end)
            self._returns += int(np.count_nonzero(ends))
        if count:
            self.surplus.look(self._buffer, ends, self._buffer.rfind(end.encode(), 2, count + 2) - 1, before)
        else:
            self.surplus.finish(before)
        if not self.doubtful:
            at = np.flatnonzero(piece[1:-1] == ord("_")) + 1
            digits = (piece >= ord("0")) & (piece <= ord("9")) if len(at) else piece
            self.doubtful = bool(len(at) and (digits[at - 1] & digits[at + 1]).any())
        self._bytes[:2] = piece[-2:]
        self._at += count
        self._done = count == 0


class _Surplus:
    """Finds the rows with empty fields behind the last column. Where a line ends in a delimiter, the delimiters outside
    of quotes are counted. Where quotes stand in other places than around a cell, the rows are counted in the whole
    file, which takes longer (:meth:`recount`)."""

    def __init__(self, recipe: Recipe, skip: int) -> None:
        self.count = 0
        self.findings: list[Finding] = []
        self.undecided = False
        self.stopped = 0  # the line whose open quote ended the count, if one did
        self._skip, self._width = skip, len(recipe.columns)
        self._dialect: dict[str, Any] = {
            "delimiter": recipe.delimiter,
            "quotechar": recipe.quote or None,
            "quoting": csv.QUOTE_MINIMAL if recipe.quote else csv.QUOTE_NONE,
            "doublequote": recipe.escape in ("", recipe.quote),
            "escapechar": recipe.escape if recipe.escape != recipe.quote and recipe.escape else None,
        }
        self._delimiter, self._quote = recipe.delimiter.encode(), recipe.quote.encode()
        self._begun = bytearray()  # the row that the pieces before have not ended
        self._inside = False  # whether an odd number of quotes stands ahead of it

    def look(self, buffer: bytearray, ends: npt.NDArray[np.bool_], stop: int, before: int) -> None:
        """At one piece of the file, behind two bytes of the one before, and which of its bytes end a line, the last of
        them ahead of ``stop``, in the file after ``before`` others."""
        if self.undecided:
            return
        mark = self._delimiter[-1]
        piece = np.frombuffer(buffer, dtype=np.uint8, count=len(ends) + 2)
        closed = piece[1:-1] == mark
        closed &= ends
        found = bool(closed.any())
        if not found and buffer.find(b"\r", 0, len(piece)) >= 0:
            found = bool((ends & (piece[1:-1] == ord("\r")) & (piece[:-2] == mark)).any())
        data = piece[2:]
        if found:
            self._weigh(bytes(self._begun) + data[:stop].tobytes(), before - self._ends_begun())
            self._begun += data[stop:].tobytes()
            self.undecided |= len(self._begun) > _LONGEST
        elif stop > 0:
            if self._quote:
                quotes = self._begun.count(self._quote) + int(np.count_nonzero(data[:stop] == self._quote[-1]))
                self._inside ^= quotes % 2 == 1
            self._begun = bytearray(data[stop:].tobytes())
        else:
            self._begun += data.tobytes()

    def finish(self, before: int) -> None:
        """At the end of the file, whose last line may not have been ended."""
        if self._begun.endswith(self._delimiter) and not self.undecided:
            self._weigh(bytes(self._begun) + b"\n", before - self._ends_begun())

    def _ends_begun(self) -> int:
        return self._begun.count(b"\n") or self._begun.count(b"\r")

    def _weigh(self, text: bytes, before: int) -> None:
        """Look at whole lines; what is left of a row that they do not end has begun."""
        self.undecided = len(self._delimiter) > 1
        lines = np.frombuffer(text, dtype=np.uint8)
        end = ord("\n") if b"\n" in text else ord("\r")
        every = ends = np.flatnonzero(lines == end)
        delimiters = lines == self._delimiter[-1]
        if self._quote:
            quotes = lines == self._quote[-1]
            places = np.flatnonzero(quotes)
            if self._inside or not self._enclose(lines, places):
                self.undecided = True
                return
            if len(places):
                outside = np.bitwise_xor.accumulate(quotes.view(np.uint8)) == 0
                delimiters &= outside
                ends = every[outside[every]]
        rest = int(ends[-1]) + 1 if len(ends) else 0
        self._begun = bytearray(text[rest:])
        if not rest:
            return
        starts = np.concatenate(([0], ends[:-1] + 1))
        marks = np.flatnonzero(delimiters)
        counts = np.diff(np.searchsorted(marks, ends), prepend=0)
        closing = lines[ends - 1]
        closing = np.where((closing == ord("\r")) & (ends > starts + 1), lines[ends - 2], closing)
        line = np.searchsorted(every, starts) + before + 1
        over = (counts >= self._width) & (closing == self._delimiter[-1]) & (line > self._skip)
        if not over.any():
            return
        first = lines[starts]
        if self._quote:
            first = np.where(first == self._quote[-1], lines[np.minimum(starts + 1, ends)], first)
        filled = (first > ord(" ")) & ~np.isin(first, list(self._delimiter + self._quote))
        sure = over & filled & (counts == self._width)
        sure[np.flatnonzero(sure)[: _LISTED - len(self.findings)]] = False
        self.count += int(np.count_nonzero(sure))
        for at in np.flatnonzero(over & ~sure):
            row = text[starts[at] : ends[at]].decode(errors="replace").rstrip("\r")
            for fields in csv.reader(StringIO(row, newline=""), **self._dialect):
                self._add(int(line[at]), fields)

    def _enclose(self, lines: _Bytes, quotes: npt.NDArray[np.intp]) -> bool:
        """Whether all quotes stand around whole cells, or doubled within."""
        ahead = np.where(quotes[::2] > 0, lines[quotes[::2] - 1], ord("\n"))
        behind = lines[np.minimum(quotes[1::2] + 1, len(lines) - 1)]
        around = list(self._delimiter + self._quote + b"\r\n")
        return bool(np.isin(ahead, around).all() and np.isin(behind, around).all())

    def _add(self, line: int, fields: Sequence[str]) -> None:
        if len(fields) <= self._width or any(fields[self._width :]) or not any(map(str.strip, fields)):
            return
        self.count += 1
        if len(self.findings) < _LISTED:
            self.findings.append(empty_fields(line, fields, self._width))

    def recount(self, path: Path, go_on: Callable[[], bool]) -> bool:
        """Count the fields of every row of the file; False where ``go_on`` has said no. Raises OSError."""
        self.count = 0
        self.findings.clear()
        line, before = self._skip, csv.field_size_limit(_LONGEST)
        try:
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                for number, (line, fields) in enumerate(self._records(islice(file, self._skip, None))):
                    if number % _OFTEN == 0 and not go_on():
                        return False
                    self._add(line, fields)
        except csv.Error:  # a cell without an end
            self.stopped = line + 1
        finally:
            csv.field_size_limit(before)
        return True

    def _records(self, lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(lines, **self._dialect)
        line = self._skip + 1
        for fields in reader:
            yield line, fields
            line = self._skip + reader.line_num + 1
