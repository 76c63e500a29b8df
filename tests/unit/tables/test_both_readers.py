"""A large file and a small one are understood in the same way: both readers make the same of the same content, its rows
and values, the account of its lines and what is found in it, however the file is parted and whatever is odd in it."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claimbench.tables import scan, survey
from claimbench.tables.aligned import is_aligned
from claimbench.tables.big import Loaded, load
from claimbench.tables.contents import NotATable
from claimbench.tables.frame import Frame, frame_of
from claimbench.tables.read import Reading, read
from claimbench.tables.recipe import HEADING

CORPUS = Path(__file__).parent / "corpus"
PLAIN = [f"{n},{n + 2},k{n}" for n in range(20)]
HEADER = "a,b,name"


class Both:
    """Reads a file both ways."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "table.csv"
        self._opened: list[Frame] = []

    def __call__(self, data: bytes, given: Mapping[str, Any] | None = None) -> tuple[Reading, Frame, Loaded]:
        self._path.write_bytes(data)
        reading = read(data, given)
        loaded = load(self._path, reading)
        frame = frame_of(reading.table)
        self._opened += [loaded.frame, frame]
        return reading, frame, loaded

    def close(self) -> None:
        for frame in self._opened:
            frame.close()


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    reads = Both(tmp_path)
    yield reads
    reads.close()


def seen(frame: Frame, lines: Mapping[Any, int], findings: Any) -> dict[str, Any]:
    """All that is known of a table: its columns, its texts and values, its lines and what was found."""
    cells = frame.cells(np.arange(frame.row_count, dtype=np.int64))
    return {
        "columns": [replace(column, plain=False) for column in frame.columns],
        "texts": [[row[at] for at, column in enumerate(frame.columns) if not column.valued] for row in cells],
        "values": {
            column.name: np.nan_to_num(frame.arrays(f"SELECT v{at} FROM rows")[0], nan=-1e99).tolist()
            for at, column in enumerate(frame.columns)
            if column.valued and frame.row_count
        },
        "lines": dict(lines),
        "findings": sorted((astuple(finding) for finding in findings), key=repr),
    }


def assert_alike(reading: Reading, frame: Frame, loaded: Loaded) -> None:
    large, small = (
        seen(loaded.frame, loaded.line_counts, loaded.findings),
        seen(frame, reading.line_counts, reading.findings),
    )
    assert large == small


# lines of every kind


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
    "blanks and delimiters": [" , ,\t"],
    "empty quotes": ['"","",""'],
    "a delimiter in quotes": ['3,4,"x,"'],
    "delimiters in quotes and the last field empty": ['"x, y, z",4,'],
    "a field too many behind quotes": ['3,4,"x, y",'],
    "quotes in quotes": ['3,4,"say ""x,"" or",', '3,4,"say ""x,"""'],
    "delimiters at the ends of lines in quotes": ['3,4,"x, \n1,2,3,4,\n,,,,,\nu"'],
    "several lines and the last field empty": ['3,"x\ny, z",'],
    "several lines and a field too many": ['3,4,"x\ny",5'],
    "an empty first cell in quotes": ['"",4,k,'],
    "blanks around quotes": ['3, 4 , "k"', '3,4,"k" ', '  "3",4,"say ""k"""'],
    "a quote that is never closed": ['3,4,"k'],
    "a quote in a bare cell": ['3,4,a 5" pipe', '3,4,5"'],
    "quotes in the wrong places": ['3,4,"k"l', '3,4,"a "b" c"'],
    "the header once more": [HEADER],
    "a heading": ["Kyiv", "Lviv,,"],
    "a total": ["1,2,total", "total,1,2"],
    "a zero byte": ["3,4,k\0l", "3\0,4,k"],
    "a byte that is no character": ["3,4,k\udcff", "3\udcd0,4,k"],
    "a lost character": ["3,4,k\ufffd"],
    "text that was converted twice": ["3,4,cafÃ©"],
    "a separator of lines that ends none": ["3,4,k\u2028m,", '"3",4,k\u2028m,', "3,4,k\x0bm"],
    "numbers in other ways": [
        "about 3,4*,k",
        "1_000,1_0,k",
        "nan,inf,k",
        "~200k,5 %,k",
        '"1,234",(5),k',
        "0x1f,1e400,k",
    ],
    "a carriage return in a cell": ['3,4,"k\rl"', "3,4,k\rl"],
}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
def test_that_both_readers_make_the_same_of_lines(both: Both, lines: list[str], ends: str) -> None:
    for body in ([*PLAIN, *lines, *PLAIN, ""], [*PLAIN, *lines])[: 2 if ends == "\n" else 1]:
        text = "\n".join([HEADER, *body]).replace("\n", ends)
        assert_alike(*both(text.encode(errors="surrogateescape")))


def test_that_both_readers_name_the_same_lines_where_each_has_a_carriage_return_too_many(both: Both) -> None:
    assert_alike(*both("\r\r\n".join([HEADER, *PLAIN, ""]).encode()))


@pytest.mark.parametrize(
    ("line", "told"),
    [('5\tx "y\t6', 1), ('5\t½"\t6', 0), ('5\t6" x "5 t\t6', 0), ('5\tsee "a" or "b\t6', 1)],
)
def test_that_a_lone_quote_is_told_where_nothing_is_quoted_and_marks_of_inches_are_not(
    both: Both, line: str, told: int
) -> None:
    inches = [f'{n}\t{n}" wide\t{n}' for n in range(20)]
    reading, frame, loaded = both("\n".join(["id\tsize\tv", *inches, line, *inches, ""]).encode())
    assert [finding.code for finding in reading.findings].count("quote-inside") == told
    assert_alike(reading, frame, loaded)


DATES = (
    "2024-02-03", "2024-02-03 05:06", "2024-02-03T05:06:07", "2024-02-03 05:06:07.25", "2024-02-03 05:06+02:00",
    "2024-02-03 05:06:07Z", "2024-02-03 05:06 pm", "2024-2-3 5:06+02", "2024-02-3x", "24-02-03", "03.02.24", "epoch",
    "infinity", "12024-02-03", "2024-02-03 (BC)", "1970-01-01", "1900-01-01", "2024-02", "Q2 2024", "20240203", "2024",
    "2024/02/03", " 2024-02-03 ", "31.12.2024", "12/31/2024", "2024-02-30", "February 2024", "0999-01-01",
)  # fmt: skip


@pytest.mark.parametrize(
    "usual", ["2024-{:02}-{:02}", "{1:02}.{0:02}.2024", "{:02}/{:02}/2024", "2024-{:02}-{:02} 10:20"]
)
def test_that_both_readers_read_the_same_dates(both: Both, usual: str) -> None:
    days = [usual.format(1 + n % 12, 13 + n % 15) for n in range(120)]
    text = "\n".join(["when;n", *(f"{day};{n}" for n, day in enumerate([*days, *DATES])), ""])
    assert_alike(*both(text.encode()))


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("date", [*range(45_000, 45_030), 45_000.25, 45_001.123456, 1, 99_999]),
        ("timestamp", [1_700_000_000 + 977 * n for n in range(30)]),
        ("timestamp", [1_700_000_000_123 + 977_001 * n for n in range(30)]),
        ("open", ["yes", "no", "no", "yes"]),
        ("at", [f"{n % 24}:{n % 60:02}" for n in range(40)]),
        ("v", [f"{n},{n % 7}5" for n in range(40)]),
        ("v", [f"1.{n:03},5" for n in range(40)]),
        ("v", [f"{n} {n:03}" for n in range(1, 40)]),
        ("v", ["-", "n/a", *range(30), "…"]),
    ],
)
def test_that_both_readers_read_the_same_values_of_every_type(both: Both, name: str, cells: list[object]) -> None:
    assert_alike(*both("\n".join([f"{name};text", *(f"{cell};x" for cell in cells), ""]).encode()))


@pytest.mark.parametrize(
    ("kind", "usual", "mark"),
    [
        ("number", "{n}", "-999"),
        ("number", "1 {n:03}", "9 999"),
        ("date", "2024-05-{d:02}", "9999-12-31"),
        ("date", "{d:02}.05.2024", "31.12.9999"),
    ],
)
def test_that_a_number_or_a_day_that_is_set_as_missing_is_missing_for_both(
    both: Both, kind: str, usual: str, mark: str
) -> None:
    cells = [mark if n % 7 == 0 else usual.format(n=n, d=1 + n % 28) for n in range(60)]
    data = "\n".join(["v;text", *(f"{cell};x" for cell in cells), ""]).encode()
    reading, frame, loaded = both(data, {"columns": {"v": {"type": kind, "missing": (mark,)}}})
    assert loaded.frame.missing(0) == cells.count(mark)
    assert_alike(reading, frame, loaded)


def test_that_both_readers_take_the_year_of_dates_from_another_column(both: Both) -> None:
    months = ("January", "March", "May", "July")
    rows = [f"{2020 + n // 4};{months[n % 4]};{n}" for n in range(24)]
    reading, frame, loaded = both("\n".join(["year;month;n", *rows, ""]).encode())
    assert reading.recipe.columns[1].year == "year"
    assert_alike(reading, frame, loaded)


@pytest.mark.parametrize("others", [[], ["3,4,k"], ["3,4,k,,"], ['"3",4,"k, l",', '"3",4,"k\nl",']])
def test_that_a_delimiter_at_the_end_of_each_line_is_told_once(both: Both, others: list[str]) -> None:
    reading, frame, loaded = both("\n".join([f"{HEADER},", *(f"{line}," for line in PLAIN), *others, ""]).encode())
    assert len(reading.recipe.columns) == 3
    assert [finding.code for finding in loaded.findings].count("trailing-delimiter") == 1
    assert_alike(reading, frame, loaded)


def test_that_more_than_is_listed_is_counted(both: Both) -> None:
    lines = [HEADER, *PLAIN * 200, *["3,abc,k"] * 1_300, *["3,4,k,"] * 1_400, ""]
    reading, _, loaded = both("\n".join(lines).encode())
    assert len(loaded.findings) == 2_002
    assert [found.message for found in loaded.findings if found.message[0].isdigit()] == [
        "300 more of this kind in column 2, after line 5001, are not listed one by one.",
        "400 more of this kind, after line 6301, are not listed one by one.",
    ]
    assert loaded.findings == reading.findings


def test_that_rows_without_their_last_cells_may_be_many(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "HEAD", 20)
    monkeypatch.setattr(scan, "KEPT", 30)
    kinds = (
        "{n};2024-01-{d:02};k;5;x",
        "{n};2024-01-{d:02};k",
        "{n};2024-01-{d:02};k;7",
        "{n};-;k",
        "{n};x;k",
        "note;{n}",
    )
    rows = [kinds[n * n % 7 % 6].format(n=n, d=1 + n % 28) for n in range(600)]
    reading, frame, loaded = both("\n".join(["n;day;name;more;last", *rows, "last;2", ""]).encode())
    large, small = (
        seen(loaded.frame, loaded.line_counts, ()),
        seen(frame, reading.line_counts, ()),
    )
    assert large == small
    counts = [Counter[str](), Counter[str]()]
    for findings, count in zip((loaded.findings, reading.findings), counts, strict=True):
        for finding in findings:
            count[finding.code] += finding.count
    assert counts[0] == counts[1]
    assert counts[0]["short-line"] > 250


# whole files


def readable() -> list[str]:
    """The files of the corpus that are tables of text."""
    names = []
    for path in sorted(CORPUS.glob("*.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        if "refused" not in expected and not (CORPUS / expected["file"]).read_bytes().startswith(b"PK"):
            names.append(expected["file"])
    return names


@pytest.mark.parametrize("name", readable())
def test_that_both_readers_make_the_same_of_each_file_of_the_corpus(both: Both, name: str) -> None:
    data = (CORPUS / name).read_bytes()
    if is_aligned(read(data).recipe.delimiter):
        with pytest.raises(NotATable, match="with a character between its columns"):
            both(data)
        return
    reading, frame, loaded = both(data)
    if any(column.year == HEADING for column in reading.recipe.columns):
        assert "gets its year from headings" in loaded.frame.remarks[0]
        return
    assert_alike(reading, frame, loaded)


class Generated:
    """A table with columns of several kinds, some odd cells, and some odd lines among its rows."""

    def __init__(self, seed: int) -> None:
        self._chosen = random.Random(seed)
        self._delimiter = self._chosen.choice([",", ";", "\t", "|"])
        self._decimal = "." if self._delimiter == "," else self._chosen.choice(".,")
        kinds = self._chosen.choices(["day", "dmy", "whole", "part", "text", "quoted", "time", "month", "yes"],
                                     k=self._chosen.randint(2, 6))  # fmt: skip
        self.lines = [self._delimiter.join(f"{kind} {at}" for at, kind in enumerate(kinds))]
        for row in range(self._chosen.choice([30, 200, 300])):
            self.lines.append(self._delimiter.join(self._cell(kind, row) for kind in kinds))
        for _ in range(self._chosen.choice([0, 0, 1, 2, 5, 20])):
            self._spoil(self._chosen.randrange(1, len(self.lines)))
        if self._chosen.random() < 0.2:
            self.lines += ["", "Source: the office"]
        if self._chosen.random() < 0.1:
            self.lines += ["", self._delimiter.join("ab"), *(self._delimiter.join(f"{n}{n}") for n in range(5))]

    def _cell(self, kind: str, row: int) -> str:
        chosen = self._chosen
        if chosen.random() < 0.03:
            return chosen.choice(["", "-", "n/a", "."])
        if chosen.random() < 0.02:
            return chosen.choice(
                ["about 5", "12*", "40–55k", "(5)", "abc", "1 234", "3 km", "2025-02", "31.12.2024", "1_0"]
            )
        text = "total" if chosen.random() < 0.02 else chosen.choice(["Kyiv", "Одеса", "a long remark", "x"])
        inside = chosen.choice([f"a{self._delimiter}b", 'say ""x""', "two\nlines", "plain", ""])
        return {
            "day": f"20{10 + row % 14}-{1 + row % 12:02}-{1 + row % 28:02}",
            "dmy": f"{1 + row % 28:02}.{1 + row % 12:02}.20{10 + row % 14}",
            "whole": str(chosen.randint(-50, 99_999)),
            "part": f"{chosen.uniform(-5, 500):.2f}".replace(".", self._decimal),
            "text": text,
            "quoted": f'"{inside}"',
            "time": f"2024-03-{1 + row % 28:02} {row % 24:02}:{row % 60:02}",
            "month": f"{('Jan', 'Feb', 'Mar', 'Apr', 'May')[row % 5]} 20{10 + row % 14}",
            "yes": chosen.choice(["yes", "no"]),
        }[kind]

    def _spoil(self, at: int) -> None:
        line, delimiter = self.lines[at], self._delimiter
        place = self._chosen.randrange(len(line) + 1)
        put = [line[:place] + sign + line[place:] for sign in ('"', "\0", "\udcff", "\ufffd", "\n", delimiter)]
        empty = delimiter * line.count(delimiter)
        others = [line + delimiter, f"{line}{delimiter}5", line.rsplit(delimiter, 1)[0], "", empty, self.lines[0],
                  f"Heading{empty}", "Heading", f"  {line}", "Note: so it is", f"{line}\r", "  "]  # fmt: skip
        self.lines[at] = self._chosen.choice(put + others)

    @property
    def data(self) -> bytes:
        end = self._chosen.choice(["\n", "\n", "\r\n", "\r"])
        return (end.join(self.lines) + self._chosen.choice([end, end, "", end * 3])).encode(errors="surrogateescape")


@pytest.mark.parametrize("part", [64, 700, 1 << 20])
@pytest.mark.parametrize("seed", range(15))
def test_that_both_readers_make_the_same_of_a_table_with_odd_cells_and_lines(
    both: Both, monkeypatch: pytest.MonkeyPatch, seed: int, part: int
) -> None:
    monkeypatch.setattr(scan, "HEAD", 60)
    monkeypatch.setattr(scan, "_BLOCK", part)
    monkeypatch.setattr(survey, "_PIECE", min(part, 1 << 18))
    assert_alike(*both(Generated(seed).data))


@pytest.mark.parametrize("name", readable()[::8])
def test_that_both_readers_make_the_same_of_a_file_that_somebody_has_damaged(both: Both, name: str) -> None:
    chosen = random.Random(name)
    data = (CORPUS / name).read_bytes()
    signs = (b",", b";", b'"', b"\n", b" ", b"1", b".", b"\r", b"")
    for _ in range(3):
        place = chosen.randrange(len(data))
        spoilt = data[:place] + chosen.choice(signs) + data[place + chosen.randint(0, 2) :]
        try:
            reading, frame, loaded = both(spoilt)
        except NotATable:
            continue
        if not any(column.year == HEADING for column in reading.recipe.columns):
            assert_alike(reading, frame, loaded)
