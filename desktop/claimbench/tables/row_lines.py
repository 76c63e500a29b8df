"""Which physical line each row of a table starts on, in little room: most follow one another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable


class RowLines:
    """From each row in ``_rows`` on, rows follow one another from the line in ``_lines`` at the same place."""

    def __init__(self, first: int) -> None:
        """``first`` is the line of the first row."""
        self.first = first
        self._rows, self._lines = [0], [first]

    @classmethod
    def of(cls, lines: Iterable[int]) -> RowLines:
        """That of rows on these lines."""
        found = cls(1)
        following = 0
        for row, line in enumerate(lines):
            if line != following:
                found.add(row, line)
            following = line + 1
        return found

    def add(self, row: int, line: int) -> None:
        """From that row on, lines follow one another from that line."""
        if row == self._rows[-1]:
            self._lines[-1] = line
        else:
            self._rows.append(row)
            self._lines.append(line)

    def line(self, row: int) -> int:
        at = bisect_right(self._rows, row) - 1
        return self._lines[at] + row - self._rows[at]

    def row(self, line: int) -> int | None:
        """The row that starts on a line, if one does."""
        at = bisect_right(self._lines, line) - 1
        if at < 0:
            return None
        row = self._rows[at] + line - self._lines[at]
        return row if at + 1 == len(self._rows) or row < self._rows[at + 1] else None
