"""Saving: what changed is written, and all the rest stays as it was."""

from __future__ import annotations

import difflib
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from small_case import FILES, files_of, write_case

from claimbench.casefile.read import load
from claimbench.casefile.save import save
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.chart import Chart, Scenario
from claimbench.core.claim import Claim, Definition
from claimbench.core.model import Flow, Measure, Stock
from claimbench.core.problem import ProblemError
from claimbench.core.series import Observation, Series
from claimbench.core.source import Citation, Source


def changed_lines(folder: Path, file: str) -> list[str]:
    before = FILES[file].splitlines()
    after = (folder / file).read_text(encoding="utf-8").splitlines()
    return [line for line in difflib.ndiff(before, after) if line[0] in "+-"]


def saved(case: Case, folder: Path) -> Case:
    """The case after a save, as it is read again."""
    save(case, folder)
    return load(folder).case


def test_that_an_unchanged_case_is_not_touched(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    save(load(folder).case, folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert files_of(folder) == {name: text.encode() for name, text in FILES.items()}


def test_that_one_number_changes_one_line_and_keeps_its_comment_and_spelling(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    rate = replace(case.assumptions["rate"], low=17_500.0, high=26_000.0)
    assert saved(case.with_assumption(rate), folder).assumptions["rate"] == rate
    assert changed_lines(folder, "case.toml") == [
        "- low = 16_300      # the lowest month",
        "+ low = 17_500      # the lowest month",
        "- high = 25000",
        "+ high = 26000",
    ]
    assert {name for name, data in files_of(folder).items() if data != FILES[name].encode()} == {"case.toml"}


def test_that_one_cell_changes_in_one_row(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    claim = replace(case.claims["C01"], quote='He said "some", twice', value=390_000.0)
    case = replace(case, claims=case.claims | {"C01": claim})
    assert saved(case, folder) == case
    assert changed_lines(folder, "claims.csv") == [
        '- C01,400,"Some 400,000",at least,400000,,,case,'
        '"at(registered, ""2025-12-31"")",cases,2022-01-01,3,Plausible,red,',
        '+ C01,400,"He said ""some"", twice",at least,390000,,,case,'
        '"at(registered, ""2025-12-31"")",cases,2022-01-01,3,Plausible,red,',
    ]


def test_that_rows_are_added_moved_and_removed_without_touching_the_others(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    citations = [c for c in case.citations if c.claim != "C02"]
    citations.insert(2, Citation("C03", "ogp", "originates", said_on=date(2025, 1, 2)))
    citations[0] = replace(citations[0], page="4")
    claims = {id: case.claims[id] for id in ("C02", "C01", "C04", "C05")} | {"C09": Claim("C09", "New, with comma")}
    observed = replace(case.series["total"].observations[0], value=291_000.5)
    series = replace(case.series["total"], observations=(observed, *case.series["total"].observations[1:]))
    case = replace(case, citations=tuple(citations), claims=claims, series={"total": series})
    again = saved(case, folder)
    assert again == case
    assert list(again.claims) == ["C02", "C01", "C04", "C05", "C09"]
    assert changed_lines(folder, "citations.csv") == [
        "- C01,times,relays,ogp,2025-11-24,",
        "+ C01,times,relays,ogp,2025-11-24,4",
        "- C02,ogp,originates,,2025-11-05,3",
        "+ C03,ogp,originates,,2025-01-02,",
    ]
    text = (folder / "claims.csv").read_text(encoding="utf-8")
    assert text.splitlines()[-1] == 'C09,"New, with comma",,,,,,,,,,,,,'
    assert "C05,Words,,,,,,,,,,,,blue,No number" in text  # with the cell of a column that nobody knows
    assert changed_lines(folder, "series/total.csv")[1] == "+ 2025-09-30,291000.5,exact,,,ogp,"


def test_that_a_column_that_the_file_lacks_is_added_when_it_is_needed(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    source = replace(case.sources["ogp"], note="Sends replies")
    case = replace(case, sources=case.sources | {"ogp": source})
    assert saved(case, folder) == case
    assert load(folder).problems == ()
    assert (folder / "sources.csv").read_text(encoding="utf-8").splitlines() == [
        "id,name,reliability,reliability_reason,address,note",
        "times,The Times,B,Careful,https://example.org/a,",
        "ogp,Прокуратура,A,First hand,,Sends replies",
    ]


def test_that_new_and_removed_records_leave_comments_where_they_belong(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    new = Assumption("decay", "Decay", "1/month", "beta", 0.1, 0.3, 0.9, 20, shapes=(2.0, 4.0), note='He wrote "x"')
    assumptions = {id: a for id, a in case.assumptions.items() if id != "area"} | {"decay": new}
    rate = replace(case.assumptions["rate"], note="One line\nand \\ another\t", limits=None)
    case = replace(case, assumptions=assumptions | {"rate": rate}, handling="TLP:AMBER")
    case = replace(case, sampling=replace(case.sampling, next_column=21))
    assert saved(case, folder) == case
    text = (folder / "case.toml").read_text(encoding="utf-8")
    order = ["# ---- assumptions", "# How many a month.", "[assumptions.rate]", "[assumptions.october]"]
    order += ["[assumptions.decay]", "# ---- model ----", "[stocks.registered]"]
    assert [text.index(mark) for mark in order] == sorted(text.index(mark) for mark in order)
    assert 'colour = "red"    # nobody knows this key\nnote' in text
    assert 'as_of = 2025-11-24\nhandling = "TLP:AMBER"\n' in text
    assert "\n\n[assumptions.decay]" in text
    assert "note = 'He wrote \"x\"'\n\n# ---- model" in text


def test_that_every_kind_of_record_can_be_changed_added_and_removed(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    case = replace(
        case,
        title="Leavers 2",
        question="",
        timeline=replace(case.timeline, step="week", end=date(2027, 1, 31)),
        units={"person": "people"},
        stocks=case.stocks
        | {"absent": Stock("absent", "Absent", "person", "5", ("new_cases",), (), "model", True, "n")},
        flows={"outflow": Flow("outflow", "Out", "person/month", "3 * person / month")},
        variables={},
        measures={"at_end": replace(case.measures["at_end"], formula='at(registered, "2025-12-31")')},
        calculations={},
        series={
            "monthly": Series(
                "monthly",
                "Monthly",
                "case",
                "amount",
                "series/monthly.csv",
                (Observation(date(2025, 10, 1), date(2025, 10, 31), 21602, "rounded", 0.5, 2.0, "ogp"),),
                columns=((date(2025, 10, 31), 21),),
            )
        },
        charts={
            "registered": replace(
                case.charts["registered"], options={"shows": "gone", "from_zero": True, "own": ("a", 1)}
            ),
            "list": Chart("list", "claims", "All", options={"claims": ("C01",)}),
        },
        scenarios={
            "high": replace(case.scenarios["high"], values={"rate": 24_000.5, "growth": 1.0}),
            "low": Scenario("low", "Low", {"rate": 17_000.0}),
        },
        sources=case.sources | {"new": Source("new", "Новый", "agency", "none", "C", "why", "x", "n")},
    )
    case = replace(case, sampling=replace(case.sampling, seed=8, next_column=22))
    assert saved(case, folder) == case
    assert (folder / "series" / "total.csv").read_text(encoding="utf-8") == FILES["series/total.csv"]


ODD_LAYOUT = """\
title = "Odd"   # no other keys here
as_of = 2025-11-24
format = 1
timeline = { start = 2025-01-01, projection = 2025-11-01, end = 2026-12-31 }
assumptions.loose = { label = "Loose", distribution = "constant", best = 1, column = 5 }

[flows]
one = { label = "One", unit = "case/month", formula = "1 * case / month" }
[flows.two]
formula = "2 * case / month"
label = "Two"
unit = "case/month"
[scenarios]

[scenarios.a]
label = "A"

[scenarios.a.values]  # as a table
loose = 2

# the second part of the flows
[flows.three]
label = "Three" # 3
formula = "3 * case / month"
unit = "case/month"
[draws]
# nothing yet"""


def test_that_a_file_laid_out_in_another_way_can_be_changed(tmp_path: Path) -> None:
    folder = write_case(tmp_path, {"case.toml": (FILES["case.toml"], ODD_LAYOUT)})
    case = load(folder).case
    assert list(case.flows) == ["one", "two", "three"]
    flows = {id: replace(flow, note=f"note {id}") for id, flow in case.flows.items()}
    case = replace(
        case,
        flows=flows | {"four": Flow("four", "Four", "", "4")},
        question="Why?",
        timeline=replace(case.timeline, substeps=4),
        assumptions=case.assumptions
        | {
            "loose": replace(case.assumptions["loose"], low=0.0, distribution="uniform"),
            "firm": Assumption("firm", "Firm", "", "pert", 1, 2, 3, 6),
        },
        scenarios={"a": replace(case.scenarios["a"], values={"loose": 3.0, "firm": 1.0}), "b": Scenario("b", "B")},
        sampling=replace(case.sampling, seed=3, next_column=7),
    )
    assert saved(case, folder) == case
    text = (folder / "case.toml").read_text(encoding="utf-8")
    assert all(comment in text for comment in ("# no other", "# as a", "# the second", "# 3", "# nothing"))
    fewer = replace(case, flows={"three": case.flows["three"]}, scenarios={}, assumptions={})
    assert saved(fewer, folder) == fewer


def test_that_a_case_can_be_saved_into_a_new_folder_and_checks_clean(tmp_path: Path) -> None:
    case = load(write_case(tmp_path)).case
    target = tmp_path / "anywhere" / case.id
    assert saved(case, target) == case
    assert load(target).problems == ()
    empty = Case("empty", "Empty", date(2025, 1, 1), case.timeline)
    assert saved(empty, tmp_path / "empty") == empty
    assert load(tmp_path / "empty").problems == ()


def test_that_what_could_not_be_read_is_still_there_after_a_save(tmp_path: Path) -> None:
    changes = {
        "case.toml": ("best = 21_000", 'best = "many"'),
        "claims.csv": ("C04", "C01"),
        "citations.csv": ("derives", "derive"),
        "series/total.csv": ("290000", "290 000"),
    }
    folder = write_case(tmp_path, changes)
    loaded = load(folder)
    assert len(loaded.problems) > 3
    growth = replace(loaded.case.assumptions["growth"], best=0.5)
    claim = replace(loaded.case.claims["C05"], title="Other words")
    citations = (*loaded.case.citations, Citation("C05", "ogp", "originates"))
    case = replace(loaded.case.with_assumption(growth), claims=loaded.case.claims | {"C05": claim}, citations=citations)
    save(case, folder)
    for file, (_, new) in changes.items():
        assert new in (folder / file).read_text(encoding="utf-8")
    assert [p.code for p in load(folder).problems] == [p.code for p in loaded.problems]
    assert load(folder).case.citations == citations


def test_that_columns_handed_out_on_reading_are_kept_by_the_next_save(tmp_path: Path) -> None:
    folder = write_case(tmp_path, {"case.toml": ("column = 1\n", "")})
    toml = folder / "case.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("column = 3\n", ""), encoding="utf-8")
    case = load(folder).case
    assert (case.assumptions["growth"].column, case.assumptions["october"].column) == (20, 21)
    without = {id: a for id, a in case.assumptions.items() if id != "growth"}
    again = saved(replace(case, assumptions=without), folder)
    assert again.assumptions["october"].column == 21
    assert again.sampling.next_column == 22


def test_that_windows_line_ends_and_a_byte_order_mark_survive(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    for name, text in FILES.items():
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    case = load(folder).case
    rate = replace(case.assumptions["rate"], note="new")
    source = replace(case.sources["ogp"], name="OGP")
    case = replace(
        case.with_assumption(rate),
        sources=case.sources | {"ogp": source, "x": Source("x", "X")},
    )
    assert saved(case, folder) == case
    for name in ("case.toml", "sources.csv"):
        data = (folder / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n")


def test_that_links_and_permissions_are_kept(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    (folder / "case.toml").rename(folder / "real.toml")
    (folder / "case.toml").symlink_to("real.toml")
    (folder / "real.toml").chmod(0o640)
    case = load(folder).case
    save(replace(case, title="New"), folder)
    assert (folder / "case.toml").is_symlink()
    assert 'title = "New"' in (folder / "real.toml").read_text(encoding="utf-8")
    assert stat.S_IMODE((folder / "real.toml").stat().st_mode) == 0o640


def test_that_what_would_not_read_back_the_same_is_not_saved(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    before = files_of(folder)
    case = load(folder).case
    long = replace(case.claims["C01"], note="x" * 200_000)  # longer than a cell may be
    with pytest.raises(ProblemError, match=r"claims\.csv could not be saved"):
        save(replace(case, title="New", claims=case.claims | {"C01": long}), folder)
    with pytest.raises(ProblemError, match=r"case\.toml could not be saved"):
        save(replace(case, title="New\0"), folder)
    with pytest.raises(ProblemError, match="leaves the folder"):
        save(replace(case, series={"total": replace(case.series["total"], file="../total.csv")}), folder)
    assert files_of(folder) == before


def test_that_a_file_in_another_encoding_is_not_written_over(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    (folder / "sources.csv").write_bytes(FILES["sources.csv"].encode("cp1251"))
    case = load(folder).case
    save(replace(case, title="New"), folder)
    with pytest.raises(ProblemError, match="not UTF-8"):
        save(replace(case, sources={}), folder)
    assert (folder / "sources.csv").read_bytes() == FILES["sources.csv"].encode("cp1251")


TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@given(st.data())
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a save is too slow to look for the least example
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_that_any_change_reads_back_as_it_was_saved(tmp_path: Path, data: st.DataObject) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    names = [name for name in case.assumptions if data.draw(st.booleans())]
    assumptions = {
        name: replace(
            case.assumptions[name],
            note=data.draw(TEXTS),
            label=data.draw(TEXTS),
            low=data.draw(NUMBERS),
            best=data.draw(NUMBERS),
            distribution=data.draw(st.sampled_from(["pert", "constant", "discrete", "beta"])),
            limits=data.draw(st.none() | st.tuples(NUMBERS, NUMBERS)),
            claims=tuple(data.draw(st.lists(TEXTS, max_size=2))),
        )
        for name in names
    }
    for number in range(data.draw(st.integers(0, 2))):
        new = Assumption(f"new_{number}", data.draw(TEXTS), "", "pert", 1, 2, 3, 30 + number, group=data.draw(TEXTS))
        assumptions[new.id] = new
    claims = {
        id: replace(
            claim,
            quote=data.draw(TEXTS),
            note=data.draw(TEXTS),
            tolerance=data.draw(st.none() | NUMBERS.map(abs)),
            definition=Definition(population=data.draw(TEXTS)),
        )
        for id, claim in case.claims.items()
        if data.draw(st.booleans())
    }
    citations = data.draw(st.lists(st.sampled_from(case.citations), max_size=7))
    citations = [replace(citation, page=data.draw(TEXTS)) for citation in citations]
    series = case.series["total"]
    figures = data.draw(st.lists(st.sampled_from(series.observations), max_size=4))
    series = replace(series, observations=tuple(replace(o, value=data.draw(NUMBERS), weight=3.0) for o in figures))
    case = replace(
        case,
        assumptions=assumptions,
        claims=claims,
        citations=tuple(citations),
        series={"total": series},
        measures={"m": Measure("m", data.draw(TEXTS), "case", data.draw(TEXTS))},
        sampling=replace(case.sampling, next_column=40),
    )
    case = replace(case, series=saved(case, folder).series)  # with the columns of periods that conflict by now
    again = load(folder).case
    assert replace(again, sampling=case.sampling) == case
    assert list(again.claims) == list(case.claims)
    before = files_of(folder)
    save(again, folder)
    assert files_of(folder) == before
