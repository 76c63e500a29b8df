"""Reading a case: what is right, what is wrong, and where."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_case import CLAIMS, FILES, TOML, spot, spots, write_case

from claimbench.casefile.read import load
from claimbench.core.problem import ProblemError, Severity, error, located
from claimbench.core.show import day_number

Change = dict[str, tuple[str, str]]


def test_that_a_case_without_mistakes_has_no_problems(tmp_path: Path) -> None:
    loaded = load(write_case(tmp_path))
    assert loaded.problems == ()
    assert loaded.case.id == "leavers 2025"


def test_that_every_kind_of_record_is_read(tmp_path: Path) -> None:
    case = load(write_case(tmp_path)).case
    assert (case.title, case.as_of, case.sampling.draws, case.sampling.seed) == ("Leavers", date(2025, 11, 24), 1024, 7)
    assert (case.timeline.projection, case.timeline.step) == (date(2025, 11, 1), "month")
    assert case.units == {"case": "proceedings"}
    rate = case.assumptions["rate"]
    assert (rate.low, rate.best, rate.high, rate.limits) == (16300, 21000, 25000, (0, 60000))
    assert rate.claims == ("C01", "C02")
    assert case.stocks["registered"].inflows == ("new_cases",)
    assert case.flows["new_cases"].past == "model"
    assert case.variables["doubled"].formula == "registered\n  * 2"
    assert case.calculations["before"].claims == ("C01", "C02")
    assert case.series["total"].columns == ((date(2025, 10, 31), 12),)
    assert case.charts["registered"].options == {
        "shows": "registered",
        "threshold": 400_000,
        "observed": ("total",),
        "claims": ("C01",),
        "from": date(2025, 1, 1),
    }
    assert case.charts["curve"].options["shade"] == ("dark", 2)
    assert case.scenarios["high"].values == {"rate": 25_000}


def test_that_claims_sources_citations_and_figures_are_read(tmp_path: Path) -> None:
    case = load(write_case(tmp_path)).case
    assert list(case.claims) == ["C01", "C02", "C03", "C04", "C05"]
    assert case.claims["C01"].measure == 'at(registered, "2025-12-31")'
    assert case.claims["C01"].definition.start == date(2022, 1, 1)
    assert case.claims["C02"].quote == 'They said "310"\nand more'
    assert (case.claims["C03"].low, case.claims["C03"].high) == (1.5, 2)
    assert case.claims["C04"].value == date(2026, 3, 6)
    assert not case.claims["C05"].testable
    assert case.claims["C05"].why_not == "No number"
    assert case.sources["ogp"].name == "Прокуратура"
    assert case.citations[2].said_on == date(2025, 11, 5)
    figures = case.series["total"].observations
    assert [o.value for o in figures] == [290000, 311327, 310000, 3110000]
    assert figures[2].start == figures[2].end == date(2025, 10, 31)
    assert (figures[2].tolerance, figures[2].weight, figures[3].standing) == (5000, 1, "wrong")


def test_that_a_constant_has_no_width_and_a_discrete_choice_goes_from_its_least_to_its_greatest(tmp_path: Path) -> None:
    case = load(write_case(tmp_path)).case
    area, october = case.assumptions["area"], case.assumptions["october"]
    assert area.low == area.best == area.high == 603_628
    assert (october.low, october.best, october.high) == (19_961, 19_961, 21_727)  # the first of the most weighted


def test_that_the_ends_of_a_claim_between_two_dates_are_day_numbers(tmp_path: Path) -> None:
    row = "C03,Between,,between,,2026-01-01,2026-02-01,date,"
    case = load(write_case(tmp_path, {"claims.csv": ("C03,Between,,between,,1.5,2,,", row)})).case
    assert (case.claims["C03"].low, case.claims["C03"].high) == (
        day_number(date(2026, 1, 1)),
        day_number(date(2026, 2, 1)),
    )


@pytest.mark.parametrize(
    ("change", "code", "file", "text"),
    [
        ({"case.toml": ("best = 21_000", 'best = "21,000"')}, "not-a-number", "case.toml", '21,000"'),
        ({"case.toml": ("best = 21_000", "best = nan")}, "not-a-number", "case.toml", "nan"),
        ({"case.toml": ('"pert"', '"pret"')}, "unknown-word", "case.toml", "pret"),
        ({"case.toml": ("assumed = true", 'assumed = "yes"')}, "not-a-flag", "case.toml", "yes"),
        ({"case.toml": ("end = 2026-12-31", "end = 2024-12-31")}, "order", "case.toml", "2024-12-31"),
        ({"case.toml": ("2025-11-24", "2025-11-31")}, "not-a-date", "case.toml", "2025-11-31"),
        ({"case.toml": ("2025-11-24", "24.11.2025")}, "not-a-date", "case.toml", "24.11.2025"),
        ({"case.toml": ("2025-11-24", '"24 November"')}, "not-a-date", "case.toml", "24 November"),
        ({"case.toml": ("count = 1024", "count = 1e9")}, "bad-count", "case.toml", "1e9"),
        ({"case.toml": ("[0, 60_000]", "[0]")}, "not-a-list", "case.toml", "[0]"),
        ({"case.toml": ('"what_if"', '"pie"')}, "unknown-word", "case.toml", "pie"),
        ({"case.toml": ('title = "Leavers"', "title = 5")}, "not-text", "case.toml", "5  #"),
        ({"case.toml": ('"Leavers"', '"L\\u0000"')}, "not-text", "case.toml", "L\\u0000"),
        ({"case.toml": ("[assumptions.rate]", "[assumptions.if]")}, "bad-id", "case.toml", "if]"),
        ({"case.toml": ("[assumptions.area]", "[assumptions.my-area]")}, "bad-id", "case.toml", "my-area"),
        ({"case.toml": ("[assumptions.area]", "[assumptions.case]")}, "name-used-twice", "case.toml", "case]"),
        ({"case.toml": ("rate = 25_000", "rates = 25_000")}, "unknown-assumption", "case.toml", "25_000 }"),
        ({"case.toml": ('"total"\ninflows', '"totals"\ninflows')}, "unknown-series", "case.toml", "totals"),
        ({"case.toml": ('"registered"\nthresh', '"register"\nthresh')}, "unknown-quantity", "case.toml", 'register"\n'),
        ({"claims.csv": ("400000", "many")}, "not-a-number", "claims.csv", "many"),
        ({"claims.csv": ("400000", "inf")}, "not-a-number", "claims.csv", "inf"),
        ({"claims.csv": ("400000", "")}, "missing-cell", "claims.csv", ",,,case"),
        ({"claims.csv": ("at least", "atleast")}, "unknown-word", "claims.csv", "atleast"),
        ({"claims.csv": ("2022-01-01", "2022-02-29")}, "not-a-date", "claims.csv", "2022-02-29"),
        ({"claims.csv": (",2,Fits", ",7,Fits")}, "unknown-word", "claims.csv", "7,Fits"),
        ({"claims.csv": (",1.5,2,", ",3,2,")}, "order", "claims.csv", "3,2,"),
        ({"claims.csv": ("2026-03-06", "5")}, "not-a-date", "claims.csv", "5,,,date"),
        ({"claims.csv": ("C05", "C01")}, "duplicate-id", "claims.csv", "C01,Words"),
        ({"claims.csv": ("C05", "C 05")}, "bad-id", "claims.csv", "C 05"),
        ({"claims.csv": ("Plausible", "Plaus\0ible")}, "not-text", "claims.csv", "Plaus"),
        ({"sources.csv": (",B,", ",G,")}, "unknown-word", "sources.csv", "G,"),
        ({"citations.csv": ("relays", "repeats")}, "unknown-word", "citations.csv", "repeats"),
        ({"citations.csv": ("C05", "C06")}, "unknown-claim", "citations.csv", "C06"),
        ({"citations.csv": ("relays,ogp", "relays,opg")}, "unknown-source", "citations.csv", "opg"),
        ({"series/total.csv": ("290000", "290 000")}, "not-a-number", "series/total.csv", "290 000"),
        ({"series/total.csv": ("5000,", "-5000,")}, "negative", "series/total.csv", "-5000"),
        ({"series/total.csv": ("exact,,,ogp", "exact,,,opg")}, "unknown-source", "series/total.csv", "opg"),
    ],
)
def test_that_a_mistake_is_found_where_it_stands(
    tmp_path: Path, change: Change, code: str, file: str, text: str
) -> None:
    ((name, (old, new)),) = change.items()
    content = FILES[name].replace(old, new, 1)
    start = content.index(new)
    at = content.index(text, max(0, start - 1))
    place = (file, content.count("\n", 0, at) + 1, at - content.rfind("\n", 0, at))
    found = [problem for problem in load(write_case(tmp_path, change)).problems if problem.code == code]
    assert [(code, *place)] == spots(found)[:1]
    assert found[0].message


def test_that_all_mistakes_are_reported_at_once_and_the_rest_is_loaded(tmp_path: Path) -> None:
    loaded = load(
        write_case(
            tmp_path,
            {
                "case.toml": ("best = 21_000", "best = 2025-02-30"),
                "claims.csv": ("400000", "four"),
                "sources.csv": ("A,First", "Z,First"),
                "citations.csv": ("C05,times", "C05,time"),
                "series/total.csv": ("2025-09-30", "2025-09-31"),
            },
        )
    )
    assert {p.place.file for p in loaded.problems if p.place} == set(FILES)
    assert len(loaded.problems) == 5
    assert len(loaded.case.claims) == 5
    assert len(loaded.case.series["total"].observations) == 3
    assert loaded.case.assumptions["rate"].high == 25000
    assert all(problem.severity is Severity.ERROR and problem.path for problem in loaded.problems)


def test_that_a_missing_key_stands_at_the_head_of_its_table(tmp_path: Path) -> None:
    loaded = load(write_case(tmp_path, {"case.toml": ('formula = "rate *', 'formulla = "rate *')}))
    (problem,) = loaded.problems
    assert problem.path == "flows.new_cases.formula"
    assert (problem.place.file, problem.place.line, problem.place.column) == spot("case.toml", "new_cases]\n")  # type: ignore[union-attr]
    assert "formulla" in problem.hint


def test_that_unknown_keys_and_columns_are_silent_unless_they_look_like_known_ones(tmp_path: Path) -> None:
    changes = {"case.toml": ("non_negative", "non_negativ"), "claims.csv": ("measure,what", "measure,whatt")}
    loaded = load(write_case(tmp_path, changes))
    assert [(p.severity, p.code, p.hint) for p in loaded.problems] == [
        (Severity.WARNING, "unknown-key", "Did you mean non_negative?"),
        (Severity.WARNING, "unknown-column", "Did you mean what?"),
    ]
    assert spots(loaded.problems)[1][1:] == spot("claims.csv", "what,period_start")


def test_that_a_missing_column_is_one_problem(tmp_path: Path) -> None:
    loaded = load(write_case(tmp_path, {"claims.csv": ("relation", "rel")}))
    assert [(p.code, str(p.place.file)) for p in loaded.problems if p.place] == [("missing-column", "claims.csv")]
    assert loaded.case.claims == {}
    assert len(loaded.case.sources) == 2


@pytest.mark.parametrize("file", ["claims.csv", "sources.csv", "citations.csv", "series/total.csv"])
def test_that_a_file_that_is_missing_or_no_file_is_one_problem(tmp_path: Path, file: str) -> None:
    folder = write_case(tmp_path)
    (folder / file).unlink()
    assert [p.code for p in load(folder).problems] == ["missing-file"]
    (folder / file).mkdir()
    assert [p.code for p in load(folder).problems] == ["not-a-file"]
    (folder / file).rmdir()
    (folder / file).write_bytes(b"")
    assert [p.code for p in load(folder).problems] == ["no-header"]


def test_that_a_pipe_in_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    (folder / "claims.csv").unlink()
    os.mkfifo(folder / "claims.csv")
    assert [p.code for p in load(folder).problems] == ["not-a-file"]


def test_that_a_file_in_another_encoding_names_the_line(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    (folder / "sources.csv").write_bytes(FILES["sources.csv"].encode("cp1251"))
    loaded = load(folder)
    assert spots(loaded.problems) == [("encoding", "sources.csv", 3, 5)]
    assert list(loaded.case.sources) == ["times", "ogp"]
    (folder / "sources.csv").write_bytes(FILES["sources.csv"].encode("utf-16"))
    assert [p.code for p in load(folder).problems] == ["encoding"]


def test_that_a_comma_too_many_or_too_few_in_a_row_is_reported(tmp_path: Path) -> None:
    long = load(write_case(tmp_path, {"sources.csv": ("Careful,", "Careful,,")}))
    assert spots(long.problems) == [("long-row", "sources.csv", 2, 28)]
    short = load(write_case(tmp_path, {"sources.csv": ("First hand,", "First hand")}))
    assert [(p.severity, p.code) for p in short.problems] == [(Severity.WARNING, "short-row")]


def test_that_semicolons_between_cells_are_named(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    (folder / "sources.csv").write_text("id;name;reliability\ntimes;The Times;B\n", encoding="utf-8")
    (problem,) = load(folder).problems
    assert "semicolons" in problem.message


def test_that_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    plain = load(write_case(tmp_path)).case
    folder = write_case(tmp_path)
    for name, text in FILES.items():
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    loaded = load(folder)
    assert loaded.problems == ()
    quote = loaded.case.claims["C02"].quote.replace("\r\n", "\n")
    claims = loaded.case.claims | {"C02": replace(loaded.case.claims["C02"], quote=quote)}
    assert replace(loaded.case, claims=claims) == plain


@pytest.mark.parametrize(
    "file",
    [
        "../total.csv",
        "/etc/passwd",
        "C:/total.csv",
        "c:total.csv",
        "series\\\\total.csv",
        "series/../../x",
        "con.csv",
        "",
    ],
)
def test_that_a_path_out_of_the_folder_is_refused(tmp_path: Path, file: str) -> None:
    folder = write_case(tmp_path, {"case.toml": ("series/total.csv", file)})
    (folder.parent / "total.csv").write_text("end,value\n2025-01-01,1\n", encoding="utf-8")
    loaded = load(folder)
    assert loaded.case.series["total"].observations == ()
    if file:
        assert [p.code for p in loaded.problems] == ["bad-path"]
        place = located(error("x", "x", "series.total.file"), loaded.places).place
        assert loaded.problems[0].place == place


def test_that_a_link_out_of_the_folder_is_refused_and_one_inside_is_followed(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    total = folder / "series" / "total.csv"
    outside = total.rename(tmp_path / "outside.csv")
    total.symlink_to(outside)
    assert [p.code for p in load(folder).problems] == ["bad-path"]
    inside = outside.rename(folder / "inside.csv")
    total.unlink()
    total.symlink_to(inside)
    assert load(folder).problems == ()
    inside.unlink()
    inside.symlink_to(total)  # a link that leads to itself
    assert [p.code for p in load(folder).problems] in (["bad-path"], ["unreadable-file"])


def test_that_a_newer_format_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as caught:
        load(write_case(tmp_path, {"case.toml": ("format = 1", "format = 2")}))
    (problem,) = caught.value.problems
    assert problem.code == "newer-format"
    assert "format 2" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "word"),
    [
        ('"Leavers"', "Leavers", 3, 9, "quotes"),
        ("16_300 ", "16,300 ", 27, 9, "16_300"),
        ("[draws]", "[draws", 12, 7, "head"),
        ('question = "How many leave?"', 'question = "How many leave?', 4, 28, "quote"),
        ("[assumptions.growth]", "[assumptions.rate]", 35, 18, "twice"),
    ],
)
def test_that_a_mistake_in_toml_is_a_problem_with_a_place_and_a_hint(
    tmp_path: Path, old: str, new: str, line: int, column: int, word: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        load(write_case(tmp_path, {"case.toml": (old, new)}))
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (line, column)
    assert word in problem.hint


def test_that_a_mistake_in_toml_does_not_hide_a_date_that_is_none(tmp_path: Path) -> None:
    folder = write_case(tmp_path, {"case.toml": ("2025-11-24", "2025-11-31")})
    path = folder / "case.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("16_300", "16,300"), encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        load(folder)
    assert [p.code for p in caught.value.problems] == ["not-a-date", "toml"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"x = " + b"[" * 5000, b"x = " + b"9" * 5000, None])
def test_that_a_folder_without_a_case_is_refused_or_shown_with_problems(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "case.toml").write_bytes(content)
    if content == b"":
        loaded = load(tmp_path)
        assert {"missing-key", "missing-file"} == {p.code for p in loaded.problems}
    else:
        with pytest.raises(ProblemError):
            load(tmp_path)


def test_that_a_case_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "nowhere"):
        with pytest.raises(ProblemError, match="A case is a folder"):
            load(path)


def test_that_huge_cells_and_ten_thousand_columns_are_survived(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    wide = ",".join(["id", "name", "reliability", *(f"extra {n}" for n in range(10_000))])
    (folder / "sources.csv").write_text(f"{wide}\ntimes,The Times,B\nogp,OGP,{'A' * 200_000}\n", encoding="utf-8")
    codes = {p.code for p in load(folder).problems}
    assert "unreadable-row" in codes  # the cell beyond the limit
    assert "short-row" in codes


def test_that_a_quote_never_closed_is_named_where_it_opens(tmp_path: Path) -> None:
    loaded = load(write_case(tmp_path, {"citations.csv": ("C04,times", 'C04,"times')}))
    assert [spot for spot in spots(loaded.problems) if spot[0] == "unreadable-row"] == [
        ("unreadable-row", "citations.csv", 6, 1)
    ]
    assert len(loaded.case.citations) == 4


def test_that_places_of_problems_in_formulas_add_up_to_the_character(tmp_path: Path) -> None:
    loaded = load(write_case(tmp_path))

    def position(path: str, offset: int) -> tuple[str, int, int]:
        place = located(error("x", "x", path, offset), loaded.places).place
        assert place is not None
        return place.file, place.line, place.column

    measure = loaded.case.claims["C01"].measure
    assert position("claims.C01.measure", measure.index("registered")) == spot("claims.csv", "registered, ")
    assert position("claims.C01.measure", measure.index("2025")) == spot("claims.csv", "2025-12-31")
    flow = loaded.case.flows["new_cases"].formula
    assert position("flows.new_cases.formula", flow.index("growth")) == spot("case.toml", "growth) **")
    variable = loaded.case.variables["doubled"].formula
    assert position("variables.doubled.formula", variable.index("* 2")) == spot("case.toml", "* 2")
    assert position("citations.3.role", 0) == spot("citations.csv", "derives")
    assert position("series.total.2.value", 0) == spot("series/total.csv", "310000,")
    assert position("claims.C02.value", 0) == spot("claims.csv", "310000,")


def test_that_every_field_of_the_files_has_a_place(tmp_path: Path) -> None:
    places = load(write_case(tmp_path)).places
    assert {"timeline.start", "assumptions.rate.claims.1", "charts.curve.log", "scenarios.high.values.rate"} <= set(
        places
    )
    assert {"claims.C05", "claims.C05.why_not", "sources.ogp.name", "series.total.0.end"} <= set(places)
    assert TOML.splitlines()[places["draws.seed"].line - 1] == "seed = 7"
    assert CLAIMS.splitlines()[places["claims.C04"].line - 1].startswith("C04")


def test_that_loading_imports_neither_tomlkit_nor_pandas(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from claimbench.casefile.read import load; load(Path(sys.argv[1]));"
        "sys.exit(' '.join({'tomlkit', 'pandas', 'pint', 'numpy'} & set(sys.modules)) or None)"
    )
    root = Path(__file__).parents[3] / "desktop"
    done = subprocess.run(
        [sys.executable, "-c", script, str(write_case(tmp_path))],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
