"""The text of CSV rows, held against the csv module of the standard library."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbench.casefile.table import read_table, row_text

CELLS = st.text(st.sampled_from("ab \",\r\n'é;\0"), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5)


@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(max_examples=200, deadline=None)
def test_that_every_character_of_a_cell_has_its_place(rows: list[list[str]], line_end: str, all_quoted: bool) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    text = file.getvalue() if all_quoted else "".join(row_text(row, line_end) for row in [["a", "b"], *rows])
    table = read_table(text, "x.csv", "x")
    lines = io.StringIO(text, newline="").readlines()
    assert [row.cells for row in table.rows] == rows
    for row, cells in zip(table.rows, rows, strict=True):
        assert len(row.spans) == len(cells)
        for number, cell in enumerate(cells):
            for offset, character in enumerate(cell):
                place = row.place("x.csv", number).after(offset)
                if character not in "\r\n":  # the end of a line has no column of its own
                    assert lines[place.line - 1][place.column - 1] == character


@given(ROWS, st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=100, deadline=None)
def test_that_a_row_written_is_read_as_it_was(rows: list[list[str]], line_end: str) -> None:
    text = "".join(row_text(row, line_end) for row in rows)
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


@given(st.text(st.sampled_from('ab",\n\r'), max_size=30))
@settings(max_examples=200, deadline=None)
def test_that_no_text_is_lost_whatever_its_form(text: str) -> None:
    table = read_table(text, "x.csv", "x")
    assert table.before + table.head.text + "".join(row.text for row in table.rows) == text


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', "unreadable-row", 3),
        ('a,b\n1,"2"x\n3,4\n', "unreadable-row", 2),
        ("a,b\n\n1,2,3\n", "long-row", 3),
        ("a,a\n1,2\n", "column-twice", 1),
    ],
)
def test_that_a_row_that_is_none_is_named_and_the_others_are_read(text: str, code: str, line: int) -> None:
    table = read_table(text, "x.csv", "x")
    (problem,) = table.problems
    assert problem.code == code
    assert problem.place is not None
    assert problem.place.line == line
    assert any(row.cells for row in table.rows)
