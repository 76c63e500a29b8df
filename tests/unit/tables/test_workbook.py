"""What a workbook says beside its cells is heeded; large ones tell how far they are read, and can be called off."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import openpyxl  # type: ignore[import-untyped]
import pytest

from claimbench.tables.disk import Cancelled
from claimbench.tables.read import Reading, read


def workbook(rows: int, cell: Callable[[int], object] = lambda n: n) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("figures")
    sheet.append(["name", "n"])
    for n in range(rows):
        sheet.append([f"row {n}", cell(n)])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_that_reading_tells_its_progress() -> None:
    told: list[float] = []
    read(workbook(5_000), None, lambda share: told.append(share) is None)
    assert len(told) >= 5
    assert told == sorted(told)
    assert 0 <= min(told) <= max(told) <= 1


@pytest.mark.parametrize("calls", [0, 1, 3])
def test_that_reading_can_be_called_off(calls: int) -> None:
    told: list[float] = []

    def progress(share: float) -> bool:
        told.append(share)
        return len(told) <= calls

    with pytest.raises(Cancelled):
        read(workbook(5_000), None, progress)
    assert len(told) == calls + 1


def test_that_formulas_without_a_result_are_found_in_large_sheets() -> None:
    reading = read(workbook(3_000, lambda n: "=1+1" if n == 2_500 else n))
    assert [(finding.line, finding.text) for finding in reading.findings] == [(2_502, "=1+1")]


def reading_of(
    rows: Sequence[Sequence[object]],
    forms: Mapping[str, str] | None = None,
    merged: Sequence[str] = (),
    hidden: Sequence[int] = (),
    changes: Mapping[str, tuple[str, str]] | None = None,
) -> Reading:
    """The reading of a sheet with these rows; ``forms`` are the formats of cells, ``hidden`` are rows. ``changes``
    has, by part of the file, what to put in instead of what; a part that there is not is put in as a whole."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for place, form in (forms or {}).items():
        sheet[place].number_format = form
    for place in merged:
        sheet.merge_cells(place)
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    saved = io.BytesIO()
    book.save(saved)
    if not changes:
        return read(saved.getvalue())
    changed = io.BytesIO()
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(changed, "w") as after:
        for name in {*before.namelist(), *changes}:
            text = before.read(name).decode() if name in before.namelist() else ""
            old, new = changes.get(name, ("", ""))
            assert old in text
            after.writestr(name, text.replace(old, new, 1) if text else new)
    return read(changed.getvalue())


def texts(reading: Reading, name: str) -> list[str]:
    return list(reading.table.column(name).texts)


def said(reading: Reading) -> list[tuple[int, int | None, str]]:
    return [(finding.line, finding.column, finding.code) for finding in reading.findings]


def test_that_a_name_or_a_year_in_merged_cells_is_that_of_each_row_and_a_number_is_not() -> None:
    rows = [["Region", "Year", "n"], ["North", 2022, 5], [None, None, None], ["South", 2023, 7]]
    reading = reading_of(rows, merged=["A2:A3", "B2:B3", "C2:C3"])
    assert texts(reading, "Region") == ["North", "North", "South"]
    assert texts(reading, "Year") == ["2022", "2022", "2023"]
    assert texts(reading, "n") == ["5", "", "7"]
    assert said(reading) == [(2, 3, "merged-cells")]


def test_that_a_name_that_spans_two_lines_of_the_header_comes_once() -> None:
    rows = [["Region", 2021, None, 2022, None], [None, "m", "f", "m", "f"], ["N", 1, 2, 3, 4], ["S", 5, 6, 7, 8]]
    reading = reading_of(rows, merged=["A1:A2", "B1:C1", "D1:E1"])
    assert [column.name for column in reading.table.columns] == ["Region", "2021 m", "2021 f", "2022 m", "2022 f"]


def test_that_hidden_rows_are_read_and_told() -> None:
    reading = reading_of([["r", "n"], ["a", 1], ["b", 2], ["c", 3]], hidden=[3, 4])
    assert texts(reading, "n") == ["1", "2", "3"]
    assert said(reading) == [(3, None, "hidden")]


def test_that_all_rows_are_read_where_a_program_says_that_there_is_one_cell() -> None:
    changes = {"xl/worksheets/sheet1.xml": ('<dimension ref="A1:B3"', '<dimension ref="A1"')}
    assert texts(reading_of([["r", "n"], ["a", 1], ["b", 2]], changes=changes), "n") == ["1", "2"]


def test_that_a_raised_digit_is_a_mark_and_no_part_of_the_number() -> None:
    main, office = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "application/vnd.openxmlformats"
    kind = f"{office}-officedocument.spreadsheetml.sharedStrings+xml"
    raised = '<si><r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></si>'
    shared = ('t="inlineStr"><is><t>marked</t></is>', 't="s"><v>0</v>')
    changes = {
        "xl/sharedStrings.xml": ("", f'<sst xmlns="{main}">{raised}</sst>'),
        "xl/worksheets/sheet1.xml": shared,
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>',
        ),
    }
    reading = reading_of([["r", "n"], ["a", "marked"], ["b", 13], ["c", 14]], changes=changes)
    assert texts(reading, "n") == ["12¹", "13", "14"]
    values = reading.table.column("n").values
    assert values is not None
    assert values.value.tolist() == [12, 13, 14]
    assert said(reading) == [(2, 2, "doubtful")]


def test_that_a_hidden_sheet_is_read_after_the_others() -> None:
    book = openpyxl.Workbook()
    book.active.append(["old", "n"])
    book.active.sheet_state = "hidden"
    book.create_sheet("shown").append(["r", "n"])
    book.active = 1
    saved = io.BytesIO()
    book.save(saved)
    assert read(saved.getvalue()).recipe.sheet == "shown"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (7, "00000", "00007"),
        (12.5, '#,##0.00 "€"', "12.5 €"),
        (12.5, "#,##0.00 [$€-407]", "12.5 €"),
        (12.5, '0.0" km"', "12.5"),
        (0.125, "0.0%", "12.5%"),
        (date(2023, 1, 1), "yyyy", "2023"),
        (date(2023, 4, 1), "mmm yyyy", "2023-04"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05:00"),
    ],
)
def test_that_a_cell_is_read_as_its_format_shows_it(value: object, form: str, text: str) -> None:
    assert texts(reading_of([["r", "n"], ["a", value]], {"B2": form}), "n") == [text]
