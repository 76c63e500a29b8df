"""What reading promises beside the values: nothing is lost, nothing is silent, and what is set by hand is obeyed."""

from __future__ import annotations

import csv
import gzip
import io
import random
import re
import zipfile
from datetime import date, datetime
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimbench.tables.contents import NotATable
from claimbench.tables.parse import Dialect, parse, split_lines
from claimbench.tables.read import as_csv, given_by, read
from claimbench.tables.recipe import Recipe, as_tree, from_tree

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["a,b", 'say "yes"', "two\nlines", "", " ", "1,5", "'", "x;y"]
)
TABLE = "name;v;w\nKyiv;1.234;2\nLviv;2.345;3\nOdesa;3.456;4\n"


@pytest.mark.parametrize(
    ("rows", "totals"),
    [
        ("Pay,1000.4\nGoods,500.3\nTotal expenditure,1500.6\nGDP,7", ["Total expenditure"]),
        ("Total expenditure,1500.6\nPay,1000.4\nGoods,500.3\nGDP,7", ["Total expenditure"]),
        ("Urban births,10\nOther births,\nTotal births,30\nGDP,7", ["Total births"]),
        ("North,10\nTotal North,30\nGDP,7", ["Total North"]),
        ("GDP,7\nDebt,9\nTotal of it,30", ["Total of it"]),
        ("GDP,7\nTotal population,30\nPopulation density,8\nTotal fertility rate,1.5\nDebt,9", []),
        ("Pay,1\nTotal,30\nGoods,7\nGoods total,8\nTotal: all,9\nDebt,9", ["Total", "Goods total", "Total: all"]),
    ],
)
def test_that_a_name_that_begins_with_total_is_that_of_a_total_where_others_bear_it_out(
    rows: str, totals: list[str]
) -> None:
    reading = read(f"name,2024\n{rows}\n".encode())
    assert [finding.text for finding in reading.findings if finding.code == "total"] == totals


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=8))
def test_that_what_a_writer_quoted_comes_back_exactly(rows: list[list[str]]) -> None:
    output = io.StringIO()
    csv.writer(output, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    records = list(parse(split_lines(output.getvalue()), Dialect(",", '"'), 3))
    assert [record.fields for record in records] == rows
    assert sum(record.lines for record in records) == output.getvalue().count("\n")


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_that_any_bytes_are_read_or_refused_with_a_reason(data: bytes) -> None:
    try:
        reading = read(data)
    except NotATable as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017
        return
    assert sum(reading.line_counts.values()) == len(reading.line_roles)
    assert all(decision.reason for decision in reading.decisions)


def test_that_no_character_of_a_damaged_file_is_lost() -> None:
    rows = [f'"Kyiv {n}","note, {n}",{n},{n}.5' for n in range(20)]
    seeded = random.Random(7)
    for _ in range(60):
        damaged = list(rows)
        line = seeded.randrange(20)
        place = seeded.randrange(len(damaged[line]) + 1)
        damaged[line] = damaged[line][:place] + seeded.choice(['"', ",", ";", "\0", '""']) + damaged[line][place:]
        reading = read("\n".join(["name,note,a,b", *damaged]).encode())
        written = "".join(character for character in as_csv(reading.table) if character.isalnum())
        told = "".join(finding.text for finding in reading.findings)
        for row in damaged:
            token = row.split('"')[1] if row.startswith('"') else row
            kept = "".join(filter(str.isalnum, token))
            assert kept in written or token in told


def test_that_what_is_given_is_not_guessed() -> None:
    reading = read(TABLE.encode(), {"columns": {"v": {"decimal": "."}}, "encoding": "windows-1251"})
    values = reading.table.column("v").values
    assert values is not None
    assert list(values.value) == [1.234, 2.345, 3.456]
    assert reading.recipe.encoding == "windows-1251"
    assert reading.ambiguous == ()


def test_that_an_ambiguous_column_says_what_else_it_could_be() -> None:
    reading = read(TABLE.encode())
    (decision,) = reading.ambiguous
    assert decision.subject == "columns.v.decimal"
    assert [other.value for other in decision.alternatives] == ["."]
    assert "“1.234”" in decision.reason


def test_that_the_header_can_be_moved_or_taken_away() -> None:
    without = read(TABLE.encode(), {"header_lines": ()})
    assert without.table.row_count == 4
    assert without.table.titles is None
    second = read(TABLE.encode(), {"header_lines": (2,)})
    assert [column.name for column in second.table.columns] == ["Kyiv", "1.234", "2"]
    assert second.line_counts["preamble"] == 1


def test_that_single_lines_can_be_given_another_role() -> None:
    reading = read(TABLE.encode(), {"lines": ((3, "rejected"),)})
    assert reading.table.row_count == 2
    assert reading.line_counts["rejected"] == 1


def test_that_a_recipe_survives_being_written_down_and_reads_a_grown_file_the_same_way() -> None:
    first = read(TABLE.encode(), {"columns": {"v": {"decimal": "."}}})
    kept = from_tree(as_tree(first.recipe))
    assert kept == first.recipe
    again = read((TABLE + "Rivne;4.567;5\n").encode(), given_by(kept))
    assert again.recipe == first.recipe
    assert again.table.row_count == 4
    assert again.ambiguous == ()


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        ({"colour": 1}, "A recipe has no colour."),
        ({"header_lines": ["a"]}, "header_lines of a recipe has whole numbers from 1 on."),
        ({"delimiter": 5}, "delimiter of a recipe is a text."),
        ({"lines": {"7": "data?"}}, "lines of a recipe gives roles"),
        ({"columns": [{"name": "v", "type": "money"}]}, "type of the column “v” is one of"),
        ({"columns": [{"name": "v", "missing": "-"}]}, "missing of the column “v” is a list of texts."),
        ({"columns": [{}]}, "A column of a recipe has at least a name."),
    ],
)
def test_that_a_recipe_that_does_not_fit_is_refused_with_a_sentence(tree: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match="^" + sentence.replace("?", r"\?")):
        from_tree(tree)


def test_that_an_unset_recipe_is_that_of_a_plain_file() -> None:
    assert from_tree(as_tree(Recipe())) == Recipe()


# -- workbooks and packed files


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def test_that_a_workbook_is_read_as_it_is_shown() -> None:
    data = workbook(
        cases=[
            ["Registered cases"],
            [],
            ["day", "cases", "share"],
            [date(2025, 10, 31), 1234, 0.5],
            [date(2025, 11, 30), 7, 1],
        ],
        notes=[["text"]],
    )
    reading = read(data)
    assert reading.recipe.sheet == "cases"
    assert [other.value for other in reading.decisions[0].alternatives] == ["notes"]
    assert reading.table.row(0) == ("2025-10-31", "1234", "0.5")
    assert [column.recipe.type for column in reading.table.columns] == ["date", "number", "number"]
    assert reading.line_counts == {
        "data": 2, "header": 1, "preamble": 1, "footer": 0, "heading": 0, "blank": 1, "rejected": 0,
    }  # fmt: skip


def test_that_cells_of_a_workbook_keep_per_cent_and_times() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["at", "share", "held"])
    sheet.append([datetime(2025, 10, 31, 4, 30), 0.125, True])
    sheet.append([datetime(2025, 11, 30, 16, 0), 0.5, False])
    for cell in (sheet["B2"], sheet["B3"]):
        cell.number_format = "0.0%"
    output = io.BytesIO()
    book.save(output)
    table = read(output.getvalue()).table
    assert table.row(0) == ("2025-10-31 04:30:00", "12.5%", "TRUE")
    assert [column.recipe.type for column in table.columns] == ["date", "number", "boolean"]


def test_that_a_sheet_can_be_chosen_and_a_wrong_name_is_told() -> None:
    data = workbook(a=[["x", "y"], [1, 2]], b=[["z", "u"], [3, 4], [5, 6]])
    assert read(data, {"sheet": "b"}).table.row_count == 2
    with pytest.raises(NotATable, match=r"There is no sheet “c”\. There are: a, b\."):
        read(data, {"sheet": "c"})


def test_that_a_formula_without_a_result_is_a_finding() -> None:
    reading = read(workbook(a=[["x", "y"], [1, "=A2*2"], [3, 4], [5, 6]]))
    assert [
        (each.line, each.column, each.text) for each in reading.findings if each.code == "formula-without-result"
    ] == [(2, 2, "=A2*2")]


def test_that_a_workbook_that_is_a_bomb_is_refused_while_unpacking() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (40 << 20))
    with pytest.raises(NotATable, match="unpacks to far more than data do"):
        read(output.getvalue())


def test_that_a_packed_bomb_is_refused_while_unpacking() -> None:
    with pytest.raises(NotATable, match="unpacks to far more than data do"):
        read(gzip.compress(b"0" * (60 << 20)))


def test_that_a_damaged_workbook_is_refused_with_a_sentence() -> None:
    whole = workbook(a=[["x", "y"], [1, 2]])
    with pytest.raises(NotATable, match="damaged"):
        read(whole[: len(whole) // 2])
    refusals = []
    for at in range(60, len(whole) - 60, 97):  # wherever a few bytes are others, it is read or refused in words
        try:
            read(whole[:at] + b"\xff\x00\xff" + whole[at + 3 :])
        except NotATable as refusal:
            refusals.append(str(refusal))
    assert len(refusals) > 5
    assert all("The workbook is damaged" in refusal for refusal in refusals)


@pytest.mark.parametrize(
    ("part", "content", "told"),
    [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument format (.ods)"),
        ("xl/workbook.bin", "", "Excel's binary format (.xlsb)"),
        ("readme.txt", "", "an archive without a workbook in it"),
    ],
)
def test_that_other_archives_are_told_by_what_they_are(part: str, content: str, told: str) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr(part, content)
    with pytest.raises(NotATable, match=re.escape(told)):
        read(output.getvalue())


def test_that_a_workbook_that_is_none_inside_is_refused_with_a_sentence() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(NotATable, match="The workbook is damaged or not what its name says"):
        read(output.getvalue())


def test_that_lines_full_of_stray_quotes_are_split_in_the_end() -> None:
    line = ",".join(['"x"y"z"'] * 200)
    reading = read(f"{','.join(f'c{at}' for at in range(200))}\n{line}\n{line}\n{line}\n".encode())
    assert reading.table.row(0) == ('"x"y"z"',) * 200
    assert {finding.code for finding in reading.findings} == {"stray-quote"}


def test_that_a_blank_line_can_be_said_to_be_data() -> None:
    reading = read(b"a;b\n1;2\n3;4\n\n", {"lines": ((4, "data"),)})
    assert [reading.table.row(row)[0] for row in range(reading.table.row_count)] == ["1", "3", ""]


def test_that_days_that_are_one_way_round_in_no_order_are_asked_about() -> None:
    reading = read(b"when;v\n03.03.04\n2025;;\n2025;2\n07.08.20253,456\n;3\n")
    assert [decision.subject for decision in reading.ambiguous] == ["columns.when.order"]


# -- values


def test_that_bounds_are_kept_beside_the_value() -> None:
    values = read(b"name;v\na;40-55k\nb;\xe2\x89\xa527,423\nc;12.5\nd;7\n").table.column("v").values
    assert values is not None
    assert values.low[:2].tolist() == [40_000, 27_423]
    assert values.high[0] == 55_000
    assert np.isnan(values.high[1])
    assert values.relations == {0: "between", 1: "at least"}


def test_that_thousands_of_findings_are_counted_and_not_listed() -> None:
    body = "name;v\n" + "".join(f"a;{n}\n" for n in range(4000)) + "".join(f"b;x{n}\n" for n in range(1500))
    findings = read(body.encode()).findings
    assert len(findings) == 1001
    assert findings[-1].message == "500 more of this kind in column 2, after line 5001, are not listed one by one."
