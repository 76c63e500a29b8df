"""What the bytes of a large file tell while DuckDB reads it: its lines, and what DuckDB would take without a word."""

from __future__ import annotations

import re
import time
from io import FileIO
from typing import Final

import numpy as np
import numpy.typing as npt

from claimbench.tables.recipe import Recipe

_PIECE: Final = 1 << 19  # large enough that the steps in Python count little, small enough for a cache
_LONGEST: Final = 16_777_216  # bytes of a row, as DuckDB takes them
#: The beginnings of what :data:`claimbench.tables.encoding.TWICE` finds, and the sign for a character that was lost.
_ODD_CHARACTERS = re.compile(
    b"\xc3[\x82\x83\x90\x91\xa2](?:\xc2[\xa0-\xbf]|[\xc5\xc6\xcb\xe2])|\xc2[\x80-\x9f]|\xef\xbf\xbd"
)

_Bytes = npt.NDArray[np.uint8]


class Survey:
    """How many lines a file has, and whether it is ``irregular``, in a way that DuckDB does not tell: there are zero
    bytes, lost characters, quotes within cells or where nothing is quoted, mixed line ends, or empty fields behind the
    last column. ``doubtful``: an underscore stands between digits, or a plus before a minus, which DuckDB takes for a
    part of a number."""

    def __init__(self, file: FileIO, recipe: Recipe, skip: int, trailing: bool) -> None:
        self.doubtful = self.irregular = False
        self._surplus = _Surplus(recipe, skip, trailing)
        self._quote, self._escape = recipe.quote.encode(), recipe.escape.encode()
        self._lone = b"" if recipe.quote else b'"'
        self._edges = np.zeros(256, dtype=np.bool_)
        self._edges[list(b"\r\n" + recipe.delimiter.encode() + self._quote)] = True
        self._inside = False  # of quotes, at the end of what was looked at
        self._file = file
        self._at = 0
        self._ends = self._returns = self._pairs = 0
        self._done = False
        self._buffer = bytearray(_PIECE + 2)  # two bytes of the piece before, then a piece
        self._room = memoryview(self._buffer)[2:]
        self._bytes = np.frombuffer(self._buffer, dtype=np.uint8)
        self._bytes[1] = ord("\n")
        # Room for what is found of a piece: to ask for new memory each time can take longer than all else.
        self._found = np.empty(_PIECE, dtype=np.bool_)

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
        returned = self._buffer.find(b"\r", 1, count + 2) >= 0
        ends = np.equal(piece[2:], ord("\n"), out=self._found[:count])
        ended = int(np.count_nonzero(ends))
        self._ends += ended
        if returned:
            returns = piece == ord("\r")
            returns_here = int(np.count_nonzero(returns[2:]))
            self._returns += returns_here
            self._pairs += int(np.count_nonzero(returns[1:-1] & ends))
            if not self._ends:  # lines may end as they did on old Macs
                ends, ended = returns[2:], returns_here
        if count:
            end = b"\n" if self._ends else b"\r"
            self._surplus.look(self._buffer, ends, ended, self._buffer.rfind(end, 2, count + 2) - 1)
        else:
            self._surplus.finish()
            self.irregular |= self._returns > 0 and self._ends > 0 and not self._returns == self._pairs == self._ends
        self.irregular = self.irregular or self._surplus.found or self._is_odd(piece, count)
        if not self.doubtful and self._buffer.find(b"_", 0, count + 2) >= 0:
            at = np.flatnonzero(piece[1:-1] == ord("_")) + 1
            digits = (piece >= ord("0")) & (piece <= ord("9")) if len(at) else piece
            self.doubtful = bool(len(at) and (digits[at - 1] & digits[at + 1]).any())
        if not self.doubtful and self._buffer.find(b"+", 1, count + 2) >= 0:  # far faster than to look for both
            self.doubtful = self._buffer.find(b"+-", 1, count + 2) >= 0
        self._bytes[:2] = piece[-2:]
        self._at += count
        self._done = count == 0

    def _is_odd(self, piece: _Bytes, count: int) -> bool:
        data = self._buffer
        if data.find(b"\0", 2, count + 2) >= 0 or (self._escape and data.find(self._escape, 2, count + 2) >= 0):
            return True
        if self._quote and data.find(self._quote, 1, count + 2) >= 0 and not self._enclose(piece):
            return True
        if self._lone and data.find(self._lone, 2, count + 2) >= 0:
            ahead = piece[np.flatnonzero(piece[2:] == self._lone[0]) + 1]
            if ((ahead < ord("0")) | (ahead > ord("9"))).any():
                return True  # no mark of inches
        return bool(piece.max() > 127) and _ODD_CHARACTERS.search(data, 0, count + 2) is not None

    def _enclose(self, piece: _Bytes) -> bool:
        """Whether the quotes stand around whole cells, or doubled within. What is behind the last byte of a piece is
        not known yet, so that it is looked at with the next one."""
        last = len(piece) - 1 if len(piece) > 2 else len(piece)
        quotes = np.flatnonzero(piece[1:last] == self._quote[0]) + 1
        opening = (np.arange(len(quotes)) + self._inside) % 2 == 0
        self._inside ^= len(quotes) % 2 == 1
        behind = piece[np.minimum(quotes + 1, len(piece) - 1)] if len(piece) > 2 else np.full(len(quotes), ord("\n"))
        return bool(self._edges[np.where(opening, piece[quotes - 1], behind)].all())


class _Surplus:
    """Finds out whether rows have fields behind the last column that are empty. Where a line ends in a delimiter, the
    delimiters outside of quotes are counted."""

    def __init__(self, recipe: Recipe, skip: int, trailing: bool) -> None:
        self.found = False
        self._skip, self._most = skip, len(recipe.columns) - 1 + trailing
        self._delimiter, self._quote = recipe.delimiter.encode(), recipe.quote.encode()
        self._begun = bytearray()  # the row that the pieces before have not ended
        self._inside = False  # whether an odd number of quotes stands ahead of it
        self._lines = 0  # that were ended
        self._closed = np.empty(_PIECE, dtype=np.bool_)

    def look(self, buffer: bytearray, ends: npt.NDArray[np.bool_], ended: int, stop: int) -> None:
        """At one piece of the file, behind two bytes of the one before, and which of its bytes end a line: so many of
        them, the last one ahead of ``stop``."""
        if self.found or not self._delimiter:
            return
        mark = self._delimiter[-1]
        piece = np.frombuffer(buffer, dtype=np.uint8, count=len(ends) + 2)
        closed = np.equal(piece[1:-1], mark, out=self._closed[: len(ends)])
        closed &= ends
        found = bool(closed.any())
        if not found and buffer.find(b"\r", 0, len(piece)) >= 0:
            found = bool((ends & (piece[1:-1] == ord("\r")) & (piece[:-2] == mark)).any())
        data = piece[2:]
        if found:
            self._weigh(bytes(self._begun) + data[:stop].tobytes())
            self._begun += data[stop:].tobytes()
            self.found |= len(self._begun) > _LONGEST
        elif stop > 0:
            self._lines += self._begun.count(b"\n") + ended
            if self._quote:
                quotes = self._begun.count(self._quote)
                if buffer.find(self._quote, 2, stop + 2) >= 0:
                    quotes += int(np.count_nonzero(data[:stop] == self._quote[-1]))
                self._inside ^= quotes % 2 == 1
            self._begun = bytearray(data[stop:].tobytes())
        else:
            self._begun += data.tobytes()

    def finish(self) -> None:
        """At the end of the file, whose last line may not have been ended."""
        if self._begun.endswith(self._delimiter or b"\n") and not self.found:
            self._weigh(bytes(self._begun) + b"\n")

    def _weigh(self, text: bytes) -> None:
        """Look at whole lines; what is left of a row that they do not end has begun."""
        lines = np.frombuffer(text, dtype=np.uint8)
        end = ord("\n") if b"\n" in text else ord("\r")
        every = ends = np.flatnonzero(lines == end)
        delimiters = lines == self._delimiter[-1]
        if self._quote:
            if self._inside:
                self.found = True
                return
            quotes = lines == self._quote[-1]
            if quotes.any():
                outside = np.bitwise_xor.accumulate(quotes.view(np.uint8)) == 0
                delimiters &= outside
                ends = every[outside[every]]
        rest = int(ends[-1]) + 1 if len(ends) else 0
        self._begun = bytearray(text[rest:])
        if not rest:
            return
        counts = np.diff(np.searchsorted(np.flatnonzero(delimiters), ends), prepend=0)
        over = counts > self._most
        if over.any():
            line = np.searchsorted(every, ends[over]) + self._lines + 1
            self.found = bool((line > self._skip).any())
        self._lines += int(np.searchsorted(every, rest))
