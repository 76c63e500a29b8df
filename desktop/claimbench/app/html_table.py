"""A table that was copied as HTML, as the text that spreadsheets copy."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from typing import Final

_CELLS: Final = ("td", "th")
_WIDEST: Final = 1_000  # columns that a cell is taken to span


def tab_separated(html: str) -> str:
    """The rows of the tables in a page, with tabs between the cells; "" where there are none. A cell that spans several
    columns stands in the first."""
    parser = _Rows()
    parser.feed(html)
    parser.close()
    output = io.StringIO()
    csv.writer(output, dialect="excel-tab", lineterminator="\n").writerows(row for row in parser.rows if row)
    return output.getvalue()


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None  # what stands in the cell at hand, by lines
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag in _CELLS and self.rows:
            self._end_cell()
            span = dict(attrs).get("colspan") or ""
            self._cell, self._span = [""], min(int(span), _WIDEST) if span.isdecimal() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in (*_CELLS, "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell[-1] += data

    def _end_cell(self) -> None:
        if self._cell is not None:
            text = "\n".join(" ".join(line.split()) for line in self._cell).strip()
            self.rows[-1] += [text] + [""] * (self._span - 1)
            self._cell = None
