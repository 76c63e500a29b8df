"""Both readers say the same of the lines of a file: what they take in, what is blank, what is beyond the columns."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from claimbench.tables import survey
from claimbench.tables.big import Loaded, load
from claimbench.tables.read import Reading, read

PLAIN = [f"{n},{n + 2},k{n}" for n in range(20)]
HEADER = "a,b,name"
NOT_TAKEN_IN = ("too-few-fields", "too-many-fields")


class Both:
    """Reads a file both ways."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "table.csv"
        self._opened: list[Loaded] = []

    def __call__(self, text: str) -> tuple[Reading, Loaded]:
        self._path.write_bytes(text.encode())
        reading = read(text.encode())
        loaded = load(self._path, reading.recipe)
        self._opened.append(loaded)
        return reading, loaded

    def close(self) -> None:
        for loaded in self._opened:
            loaded.frame.close()


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    reads = Both(tmp_path)
    yield reads
    reads.close()


def assert_alike(reading: Reading, loaded: Loaded) -> None:
    table, width = reading.table, len(reading.recipe.columns)
    left_out = {finding.line for finding in reading.findings if finding.code in NOT_TAKEN_IN}
    taken_in = [row for row in range(table.row_count) if table.lines[row] not in left_out]
    assert loaded.frame.cells(np.arange(loaded.frame.row_count, dtype=np.int64)) == [
        table.row(row)[:width] for row in taken_in
    ]
    assert loaded.lines == len(reading.line_texts)
    assert {finding.line for finding in loaded.findings if finding.code == "rejected"} == left_out
    assert loaded.rejected == len(left_out)
    codes = ("empty-fields", "trailing-delimiter")
    assert [
        (found.line, found.text, found.code, found.message) for found in loaded.findings if found.code in codes
    ] == [(found.line, found.text, found.code, found.message) for found in reading.findings if found.code in codes]


# Not here: a cell of several lines in a row of another length. The careful reader takes its quotes for strays.
LINES = {
    "one field too many, empty": ["3,,k,"],
    "several fields too many, all empty": ["3,4,k,,,"],
    "a field too many behind an empty one": ["3,4,,"],
    "a field too many, filled": ["3,4,k,5"],
    "empty and filled ones": ["3,4,k,,5,"],
    "a field too few": ["3,4"],
    "one field": ["3"],
    "the last field is empty": ["3,4,"],
    "nothing but delimiters": [",,"],
    "too many delimiters": [",,,,"],
    "too few delimiters": [","],
    "blanks": ["   ", ""],
    "empty quotes": ['"","",""'],
    "a delimiter in quotes": ['3,4,"x,"'],
    "delimiters in quotes and the last field empty": ['"x, y, z",4,'],
    "a field too many behind quotes": ['3,4,"x, y",'],
    "quotes in quotes": ['3,4,"say ""x,"" or",', '3,4,"say ""x,"""'],
    "delimiters at the ends of lines in quotes": ['3,4,"x, \n1,2,3,4,\n,,,,,\nu"'],
    "several lines and the last field empty": ['3,"x\ny, z",'],
    "an empty first cell in quotes": ['"",4,k,'],
}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
def test_that_both_readers_take_in_and_tell_the_same_lines(both: Both, lines: list[str], ends: str) -> None:
    for body in ([*PLAIN, *lines, *PLAIN], [*PLAIN, *lines]):
        text = "\n".join([HEADER, *body, ""]).replace("\n", ends)
        assert_alike(*both(text))
        assert_alike(*both(text.removesuffix(ends)))


@pytest.mark.parametrize("others", [[], ["3,4,k"], ["3,4,k,,"], ['"3",4,"k, l",', '"3",4,"k\nl",']])
def test_that_a_delimiter_at_the_end_of_each_line_is_told_once(both: Both, others: list[str]) -> None:
    reading, loaded = both("\n".join([f"{HEADER},", *(f"{line}," for line in PLAIN), *others, ""]))
    assert len(reading.recipe.columns) == 3
    assert [finding.code for finding in loaded.findings] == ["trailing-delimiter"]
    assert loaded.frame.remarks == (loaded.findings[0].message,)
    assert_alike(reading, loaded)


def test_that_the_first_lines_are_named_in_the_remarks(both: Both) -> None:
    _, loaded = both("\n".join([HEADER, *PLAIN, *["3,4,k,"] * 7, *PLAIN, "3", ""]))
    assert loaded.frame.remarks == (
        "1 line has another number of fields and was not taken in (line 49).",
        "7 lines have empty fields after the last column (lines 22, 23, 24, 25, 26 …); all else was taken in.",
    )


def test_that_more_lines_than_are_listed_are_counted(both: Both) -> None:
    lines = [HEADER, *PLAIN * 200, *["3,4,k,"] * 1_300, '"3",4,"k, l",', ""]
    _, loaded = both("\n".join(lines))
    assert len(loaded.findings) == 1_000
    assert loaded.frame.remarks[0].startswith("1,301 lines have empty fields")


def generated(seed: int, strays: bool) -> str:
    """A table with odd lines at odd places; with ``strays``, quotes also stand within cells that are not in quotes."""
    chosen = random.Random(seed)
    cells = ["", "x", "x,y", "x\ny", ",", 'say "x", or', "a,\nb,\n,,,", "long " * 9]
    lines = [HEADER, *PLAIN]
    for number in range(120):
        fields = [str(number), str(number + 1), chosen.choice(cells), *[""] * chosen.choice([0, 0, 0, 1, 1, 2])]
        written = StringIO()
        csv.writer(written, lineterminator="").writerow(fields)
        lines.append(written.getvalue())
        if strays and chosen.random() < 0.3:
            lines.append(f'{number},5,a 5" pipe{chosen.choice(["", ",", ",,"])}')
    return "\n".join([*lines, *PLAIN, ""])


@pytest.mark.parametrize("strays", [False, True])
@pytest.mark.parametrize("piece", [7, 64, 1_000, 1 << 17])
def test_that_the_surplus_is_counted_wherever_the_file_is_parted(
    both: Both, monkeypatch: pytest.MonkeyPatch, piece: int, strays: bool
) -> None:
    monkeypatch.setattr(survey, "_PIECE", piece)
    for seed in range(6):
        text = generated(seed, strays)
        _, loaded = both(text)
        rows = list(csv.reader(StringIO(text, newline="")))
        expected = Counter(len(row) for row in rows if len(row) > 3 and not any(row[3:]))
        told = Counter(finding.text.count(" | ") + 1 for finding in loaded.findings if finding.code == "empty-fields")
        assert expected
        assert told == expected
        assert loaded.frame.row_count + loaded.rejected == len(rows) - 1


def test_that_a_separator_of_lines_that_ends_none_is_a_part_of_its_cell(both: Both) -> None:
    assert_alike(*both("\n".join([HEADER, *PLAIN, "3,4,k\u2028m,", '"3",4,k\u2028m,', *PLAIN, ""])))
