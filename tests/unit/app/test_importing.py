"""A table becomes a series, claims or sources of a case, through commands; and the command line does all of it."""

from __future__ import annotations

import gzip
import json
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from app_case import a_case, results_of

from claimbench.app.document import Document
from claimbench.app.exploring import preview
from claimbench.app.importing import INCOMPLETE, ImportSeries, likely_plan, place_of_original, series_from
from claimbench.app.model_edits import ChangePart
from claimbench.app.paths import bundled_case
from claimbench.app.record_import import records_from
from claimbench.casefile.read import load
from claimbench.commandline import run
from claimbench.core.claim import Claim
from claimbench.core.series import Observation
from claimbench.core.source import Source
from claimbench.tables import big
from claimbench.tables.contents import NotATable
from claimbench.tables.read import read
from claimbench.tables.table import Table

MONTHLY = "month;cases\nJan 2025;100\nFeb 2025;104\nMar 2025;~98\nApr 2025;90-110\nMay 2025;-\nJun 2025;50\n"


def table(text: str) -> Table:
    return read(text.encode()).table


def test_that_months_and_numbers_become_a_series_of_amounts() -> None:
    plan = likely_plan(table(MONTHLY), "cases")
    assert (plan.kind, plan.period, plan.value, plan.label) == ("amount", "month", "cases", "cases")
    series, remarks = series_from(table(MONTHLY), plan)
    assert series.observations[0] == Observation(date(2025, 1, 1), date(2025, 1, 31), 100.0)
    assert series.observations[2].note == "about: “~98”"
    assert (series.observations[3].standing, series.observations[3].tolerance) == ("rounded", 10.0)
    assert [observation.end.month for observation in series.observations] == [1, 2, 3, 4, 6]
    assert [remark.code for remark in remarks] == ["gap", "lag"]


def test_that_a_growing_total_by_days_becomes_levels_and_can_be_turned_into_amounts() -> None:
    text = "day;total\n2025-01-31;100\n2025-02-28;150\n2025-03-31;210\n"
    plan = likely_plan(table(text), "total", unit="case")
    assert plan.kind == "level"
    turned, remarks = series_from(table(text), replace(plan, kind="amount", turn=True))
    assert [(o.start, o.end, o.value, o.standing) for o in turned.observations] == [
        (date(2025, 2, 1), date(2025, 2, 28), 50.0, "derived"),
        (date(2025, 3, 1), date(2025, 3, 31), 60.0, "derived"),
    ]
    assert remarks == []


def test_that_a_total_that_was_put_right_once_is_still_a_total_and_the_fall_is_told() -> None:
    text = "day;total\n2025-03-31;140\n2025-02-28;150\n2025-01-31;100\n2025-04-30;160\n"
    plan = likely_plan(table(text), "total", unit="case")
    assert plan.kind == "level"
    _, remarks = series_from(table(text), plan)
    assert [remark.code for remark in remarks] == ["falling"]


def test_that_figures_of_single_days_in_a_row_are_amounts_unless_they_never_fall() -> None:
    days = "day;cases\n2025-01-01;4\n2025-01-02;{}\n2025-01-03;7\n"
    assert likely_plan(table(days.format(2)), "x").kind == "amount"
    assert likely_plan(table(days.format(5)), "x").kind == "level"


def test_that_a_column_whose_name_says_that_it_is_a_running_total_becomes_levels() -> None:
    months = "month;{}\n2025-01;10\n2025-02;25\n2025-03;22\n2025-04;40\n"
    for name in ("Cumulative cases", "Kumuliert", "Cumul", "накопичено"):
        plan = likely_plan(table(months.format(name)), "x")
        assert plan.kind == "level"
    _, remarks = series_from(table(months.format("Cumul")), plan := likely_plan(table(months.format("Cumul")), "x"))
    assert (plan.value, [remark.code for remark in remarks]) == ("Cumul", ["falling"])
    assert likely_plan(table(months.format("cases")), "x").kind == "amount"


def test_that_what_is_converted_keeps_its_sources_and_conflicting_figures() -> None:
    text = "day;total;source;note\n2025-01-31;100;A;\n2025-02-28;150;B;late\n2025-02-28;160 ± 5;C;\n2025-03-31;210;B;\n"
    plan = replace(likely_plan(table(text), "total"), value="total", kind="amount", turn=True)
    series, remarks = series_from(table(text), plan)
    assert [(o.end.month, o.value, o.tolerance, o.source, o.note) for o in series.observations] == [
        (2, 50.0, 0.0, "B", "late; difference from a figure of A"),
        (2, 60.0, 5.0, "C", "difference from a figure of A"),
        (3, 60.0, 0.0, "B", ""),
    ]
    assert [remark.code for remark in remarks] == ["conflict"]
    with pytest.raises(ValueError, match="one running total alone"):
        series_from(table("day;total\n2025-01-31;100\n"), replace(plan, source="", note=""))


def test_that_the_last_months_are_marked_where_reports_are_likely_to_be_late() -> None:
    text = "month;cases\n" + "".join(f"2025-{n:02};{cases}\n" for n, cases in enumerate((100, 98, 103, 99, 60, 20), 1))
    series, _ = series_from(table(text), likely_plan(table(text), "x"))
    assert [observation.note for observation in series.observations] == ["", "", "", "", INCOMPLETE, INCOMPLETE]


def test_that_conflicting_figures_stay_side_by_side() -> None:
    text = "start;end;cases\n2025-01-01;2025-01-31;100\n2025-01-01;2025-01-31;120\n2025-02-01;2025-02-28;90\n"
    series, remarks = series_from(table(text), likely_plan(table(text), "cases"))
    assert [observation.value for observation in series.observations] == [100, 120, 90]
    assert [remark.code for remark in remarks] == ["conflict"]


def test_that_conflicting_figures_are_drawn_from_at_once_as_after_opening_the_case_again() -> None:
    text = "date;cases\n2025-03-31;1200\n2025-03-31;1800\n"
    series, _ = series_from(table(text), replace(likely_plan(table(text), "said"), unit="case", kind="level"))
    document = Document(a_case())
    document.apply(ImportSeries(series))
    document.apply(ChangePart("total", (("past", series.id),)))
    opening = results_of(document.case).history("total")[3]
    assert sorted(set(opening)) == [1200, 1800]


def test_that_more_conflicting_figures_than_can_be_drawn_are_refused_in_words() -> None:
    days = [date(2024, 10, 1) + timedelta(day) for day in range(130)]
    text = "date;cases\n" + "".join(f"{day};100\n{day};120\n" for day in days)
    series, _ = series_from(table(text), replace(likely_plan(table(text), "said"), unit="case", kind="level"))
    document = Document(a_case())
    document.apply(ImportSeries(series))
    with pytest.raises(ValueError, match="too many uncertain numbers"):
        document.apply(ChangePart("total", (("past", series.id),)))
    assert document.case.stocks["total"].past == "totals"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name;cases\na;1\nb;2\n", "A series needs a column of dates, and none was found"),
        ("month;name\nJan 2025;a\nFeb 2025;b\n", "A series needs a column of numbers, and none was found"),
    ],
)
def test_that_a_table_without_dates_or_numbers_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        likely_plan(table(text), "x")


def test_that_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    plan = replace(likely_plan(table(MONTHLY), "cases"), value="case")
    with pytest.raises(ValueError, match=r"There is no column “case”\. There are “month”, “cases”\."):
        series_from(table(MONTHLY), plan)


def test_that_an_import_is_a_command_that_refuses_a_taken_id_and_an_unknown_unit() -> None:
    case = a_case()
    series, _ = series_from(table(MONTHLY), likely_plan(table(MONTHLY), "imported"))
    command = ImportSeries(series)
    after = command.apply(case)
    assert after.series["imported"] == series
    assert command.sentence(case, after) == "Series “cases” imported, 5 figures"
    with pytest.raises(ValueError, match="imported"):
        command.apply(after)
    with pytest.raises(ValueError, match="Unknown unit 'gizmos'"):
        ImportSeries(replace(series, unit="gizmos per blip")).apply(case)


def test_that_figures_without_a_source_of_their_own_have_the_one_of_all() -> None:
    case = a_case()
    case = replace(case, sources={"S01": Source("S01", "The bureau"), "S02": Source("S02", "A paper")})
    rows = table("month;cases;source\nJan 2025;100;the bureau\nFeb 2025;104;\nMar 2025;98;Somebody\n")
    plan = replace(likely_plan(rows, "imported", unit="1"), said_by="S02")
    series, _ = series_from(rows, plan)
    command = ImportSeries(series)
    after = command.apply(case)
    assert [each.source for each in after.series["imported"].observations] == ["S01", "S02", "S03"]
    assert after.sources == {**case.sources, "S03": Source("S03", "Somebody")}
    assert command.sentence(case, after) == "Series “cases” imported, 3 figures, 1 new source"
    assert ImportSeries(series, replaces=True).apply(after).sources is after.sources


def test_that_reading_again_keeps_what_was_decided_about_the_series() -> None:
    case = a_case()
    series, _ = series_from(table(MONTHLY), likely_plan(table(MONTHLY), "imported"))
    kept = replace(series, gaps="hold", later=True, columns=((date(2025, 4, 30), 7), (date(2025, 5, 31), 8)))
    case = replace(case, series={**case.series, "imported": kept})
    command = ImportSeries(series, replaces=True)
    after = command.apply(case).series["imported"]
    assert (after.gaps, after.later, after.columns) == ("hold", True, ((date(2025, 4, 30), 7),))
    assert "read again" in command.sentence(case, case)


def test_that_rows_become_claims_and_sources() -> None:
    case = a_case()
    claims = records_from(case, table("title;relation;value\nFirst said;at least;5\nSecond said;about;7\n"), "claim")
    assert len(claims.apply(case).claims) == len(case.claims) + 2
    sources = records_from(case, table("name;kind\nBureau;office\nPaper;press\n"), "source")
    assert len(sources.apply(case).sources) == len(case.sources) + 2


def test_that_a_table_of_claims_says_who_made_them_and_numbers_are_taken_as_they_were_read() -> None:
    case = a_case()
    text = (
        "хто;цитата;дата;кількість;колір\nМіністр;понад 21 000;05.03.2025;понад 21 000;x\n"
        "Газета;40–55 тисяч;06.03.2025;40–55k;x\nміністр;третя;07.03.2025;1.234,5;x\n"
    )
    command = records_from(case, table(text), "claim")
    assert command.pasted.unknown == ("колір",)
    assert command.pasted.sentence == "3 claims added and 2 new sources"
    after = command.apply(case)
    added = [after.claims[id] for id in after.claims if id not in case.claims]
    assert [(claim.title, claim.relation, claim.value, claim.low, claim.high) for claim in added] == [
        ("понад 21 000", "more than", 21_000, None, None),
        ("40–55 тисяч", "between", None, 40_000, 55_000),
        ("третя", "=", 1234.5, None, None),
    ]
    citations = [after.citations_of(claim.id)[0] for claim in added]
    assert [after.sources[each.source].name for each in citations] == ["Міністр", "Газета", "Міністр"]
    assert [each.said_on for each in citations] == [date(2025, 3, day) for day in (5, 6, 7)]


def test_that_columns_can_be_said_to_be_other_fields_than_their_names_say() -> None:
    rows = table("text;headline;date\nwords of it;A head;2025-01-31\n")
    (row,) = records_from(a_case(), rows, "claim", {"title": "headline", "note": "text"}).pasted.rows
    assert isinstance(row.record, Claim)
    assert (row.record.title, row.record.note) == ("A head", "words of it")
    assert row.citation is None


def test_that_the_file_as_it_came_gets_a_name_that_no_series_has() -> None:
    case = a_case()
    assert place_of_original(case, "C:\\data\\дані 2025.csv").endswith(".original.csv")
    assert place_of_original(case, "../../etc/passwd") == "series/passwd.original"


# -- the command line


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "дані.csv"
    text = "Кількість\n\nмісяць;справ\nсічень 2025;1 234\nлютий 2025;1 350\nберезень 2025;сто\nквітень 2025;1 400\n"
    path.write_bytes(text.encode("windows-1251"))
    return path


def test_that_import_tells_as_json_how_a_file_was_read(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(file), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["table"], data["encoding"], data["delimiter"], data["header_lines"]) == (
        True,
        "windows-1251",
        ";",
        [3],
    )
    assert data["thousands"] == " "
    assert data["row_count"] == 4
    assert data["lines"] == {
        "data": 4, "header": 1, "preamble": 1, "footer": 0, "heading": 0, "blank": 1, "rejected": 0,
    }  # fmt: skip
    assert [(column["name"], column["type"]) for column in data["columns"]] == [("місяць", "date"), ("справ", "number")]
    (finding,) = data["findings"]
    assert (finding["line"], finding["column"], finding["text"], finding["code"]) == (6, 2, "сто", "unreadable")


def test_that_import_writes_the_table_exactly_as_read(file: Path, tmp_path: Path) -> None:
    assert run(["import", str(file), "--to", str(tmp_path / "out.csv")]) == 0
    written = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert written[:2] == ['"місяць","справ"', '"січень 2025","1 234"']
    assert written[3] == '"березень 2025","сто"'


def test_that_a_large_file_is_told_and_written_as_a_small_one_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "table.csv"
    odd = ["x;about 7;2025-03-01", "", "y;1,5;abc", "z;9", '"a;b";3.50;2025-04-01;more', "last;-;2025-05-01"]
    rows = [f"row {n};{n}.50;2025-01-{1 + n % 28:02}" for n in range(200)]
    path.write_text("\n".join(["name;n;day", *rows, *odd, *rows]), encoding="utf-8")
    said = []
    for name, large in (("small.csv", 10_000_000), ("large.csv", 100)):
        monkeypatch.setattr(big, "LARGE", large)
        assert run(["import", str(path), "--json"]) == 0
        said.append(json.loads(capsys.readouterr().out))
        assert run(["import", str(path), "--to", str(tmp_path / name)]) == 0
        said[-1]["lines told"] = capsys.readouterr().out
    assert said[0] == said[1]
    assert [finding["line"] for finding in said[1]["findings"]] == [204, 204, 205, 206]
    assert (tmp_path / "large.csv").read_bytes() == (tmp_path / "small.csv").read_bytes()
    assert '"a;b","3.50","2025-04-01","more"' in (tmp_path / "large.csv").read_text(encoding="utf-8")


def test_that_a_large_file_without_a_column_that_is_named_or_without_a_table_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(big, "LARGE", 100)
    path = tmp_path / "table.csv"
    path.write_text("a;b\n" + "1;2\n" * 100)
    assert run(["import", str(path), "--type", "c=text"]) == 1
    assert "there is no column “c”" in capsys.readouterr().err
    path.write_text("<!DOCTYPE html><html><body>no</body></html>" * 10)
    assert run(["import", str(path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["table"] is False


def test_that_options_change_how_a_file_is_read(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--encoding", "cp1251", "--header-lines", "none", "--type", "column 2=text"]
    assert run(["import", str(file), "--json", *options]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["header_lines"] == []
    assert data["columns"][1]["type"] == "text"


def test_that_what_is_no_table_is_refused_with_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.csv"
    path.write_text("<!DOCTYPE html><html><body>no</body></html>")
    assert run(["import", str(path), "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["table"] is False
    assert err.startswith(f"{path}: This is a web page, not a table.")


def test_that_what_is_no_file_or_too_large_is_refused_before_it_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["import", "/dev/zero"]) == 1
    assert capsys.readouterr().err == "/dev/zero: This is no file with data in it. Choose one.\n"
    monkeypatch.setattr("claimbench.app.importing.LARGEST", 1 << 20)
    (tmp_path / "large.csv").write_bytes(b"a;b\n" + b"1;2\n" * 300_000)
    assert run(["import", str(tmp_path / "large.csv")]) == 1
    assert "large.csv: It has 1 MiB, more than the 1 that are read at once." in capsys.readouterr().err


def test_that_a_missing_file_and_a_senseless_option_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(tmp_path / "none.csv")]) == 1
    assert "none.csv" in capsys.readouterr().err
    (tmp_path / "a.csv").write_text("a;b\n1;2\n")
    assert run(["import", str(tmp_path / "a.csv"), "--type", "a=money"]) == 1
    assert "“a=money” gives no type of a column." in capsys.readouterr().err


def test_that_import_into_a_case_keeps_the_file_as_it_came_and_how_it_was_read(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(bundled_case("ukraine-2025"), folder)
    options = ["--into", str(folder), "--id", "imported", "--series-unit", "case"]
    assert run(["import", str(file), *options]) == 0
    loaded = load(folder)
    assert [observation.value for observation in loaded.case.series["imported"].observations] == [1234, 1350, 1400]
    kept = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))["series"]["imported"]["recipe"]
    assert (folder / kept["file"]).read_bytes() == file.read_bytes()
    assert (kept["period"], kept["value"], kept["encoding"]) == ("місяць", "справ", "windows-1251")
    assert run(["import", str(file), *options]) == 1  # the id is taken now


@pytest.mark.parametrize("spoilt", [lambda data: data[:-9], lambda data: data[:40] + b"\0" * 60 + data[100:]])
def test_that_a_large_packed_file_that_is_damaged_is_refused_in_words(
    spoilt: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimbench.tables.big.LARGE", 1_000)
    path = tmp_path / "large.csv.gz"
    path.write_bytes(spoilt(gzip.compress("".join(f"{at};{at * 37 % 101}\n" for at in range(20_000)).encode())))
    with pytest.raises(NotATable, match="packed with gzip"):
        preview(path)
