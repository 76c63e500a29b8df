"""What belongs to keeping claims: held claims, readings, correlations, grades, history, tags and archived copies."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_case import FILES, files_of, write_case

from claimbench.casefile.lists import HISTORY, STATUSES, TAGS
from claimbench.casefile.read import load
from claimbench.casefile.save import save
from claimbench.core.assumption import Correlation
from claimbench.core.case import Case
from claimbench.core.claim import Reading, StatusChange
from claimbench.core.model import Variable
from claimbench.core.problem import Problem

MORE = """
[readings.kyiv]
label = "Kyiv's figures"   # as published
claims = ["C01", "C02"]
note = "Two of them"

[[correlations]]
first = "rate"      # how many
second = "growth"
rank = 0.6

[[correlations]]
first = "area"
second = "october"
rank = -0.2         # the other way round

[grade_errors]
A1 = 0.02
F6 = 0.5            # who knows
"""
HISTORY_TEXT = "2025-11-05 asserted; 2025-12-01 corrected: the total; was revised"


def written(tmp_path: Path, more: str = MORE) -> Path:
    """The small case with all of these in it."""
    folder = write_case(tmp_path)
    toml = FILES["case.toml"].replace(
        "as_of = 2025-11-24\n", 'as_of = 2025-11-24\nheld = ["C02"]  # true\nweigh_by_grade = true\n'
    )
    toml = toml.replace("column = 1\n", "column = 1\ndefault = [-1, 0, 3]\n")
    (folder / "case.toml").write_text(toml + more, encoding="utf-8")
    lines = FILES["claims.csv"].splitlines()
    ends = {"id,": ",status,history,confidence,tags", "C01,": f',corrected,"{HISTORY_TEXT}",low,official; "a; b"'}
    lines = [line + next((end for start, end in ends.items() if line.startswith(start)), "") for line in lines]
    lines[1] = lines[1].replace('official; "a; b"', "official; west; official")
    (folder / "claims.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    page = b"<p>\n"
    (folder / "archive").mkdir(exist_ok=True)
    (folder / "archive" / "page.html").write_bytes(page)
    sources = FILES["sources.csv"].splitlines()
    sources[0] += ",short,archive,archive_sha256,retrieved_on"
    sources[1] += f",Times,archive/page.html,{hashlib.sha256(page).hexdigest()},2025-11-20"
    sources[2] += ",,,,"
    (folder / "sources.csv").write_text("\n".join(sources) + "\n", encoding="utf-8")
    return folder


def codes(problems: tuple[Problem, ...], but: tuple[str, ...] = ("short-row",)) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in problems if problem.code not in but]


def test_that_every_field_is_read(tmp_path: Path) -> None:
    loaded = load(written(tmp_path))
    case = loaded.case
    assert codes(loaded.problems) == []
    assert (case.held, case.weigh_by_grade, case.grade_errors) == (("C02",), True, {"A1": 0.02, "F6": 0.5})
    assert case.correlations == (Correlation("rate", "growth", 0.6), Correlation("area", "october", -0.2))
    assert case.readings == {"kyiv": Reading("kyiv", "Kyiv's figures", ("C01", "C02"), "Two of them")}
    assert case.assumptions["growth"].default == (-1, 0, 3)
    claim = case.claims["C01"]
    assert (claim.status, claim.confidence, claim.tags) == ("corrected", "low", ("official", "west"))
    assert claim.history == (
        StatusChange(date(2025, 11, 5), "asserted"),
        StatusChange(date(2025, 12, 1), "corrected", "the total; was revised"),
    )
    source = case.sources["times"]
    assert (source.short, source.archive, source.retrieved_on) == ("Times", "archive/page.html", date(2025, 11, 20))


def test_that_a_change_in_them_leaves_the_rest_as_it_was_written(tmp_path: Path) -> None:
    folder = written(tmp_path)
    case = load(folder).case
    new = replace(
        case,
        held=("C02", "C03"),
        correlations=(replace(case.correlations[1], rank=-0.3), Correlation("rate", "area", 0.1)),
        grade_errors={"A1": 0.03, "B2": 0.1},
        readings={**case.readings, "moscow": Reading("moscow", "Moscow's figures", ("C03",))},
    )
    save(new, folder)
    assert load(folder).case == new
    text = (folder / "case.toml").read_text(encoding="utf-8")
    for kept in ("# as published", "rank = -0.3         # the other way round", 'held = ["C02", "C03"]  # true'):
        assert kept in text
    assert "# how many" not in text  # the correlation that it stood in is gone
    bare = replace(case, held=(), weigh_by_grade=False, correlations=(), readings={}, grade_errors={})
    save(bare, folder)
    assert load(folder).case == bare
    save(case, folder)
    assert load(folder).case == case


RECIPE = {
    "file": "series/register.original.csv",
    "turn": True,
    "header_lines": (1, 2),
    "lines": {"7": "footer"},
    "columns": ({"name": "Місяць", "type": "date"}, {"name": "a = b", "missing": ("-", "n/a")}),
}


def test_that_the_recipe_of_an_imported_series_is_kept_and_can_be_changed(tmp_path: Path) -> None:
    folder = written(tmp_path)
    case = load(folder).case
    for recipe in (RECIPE, {**RECIPE, "turn": False, "delimiter": ";"}, {}):
        series = {"total": replace(case.series["total"], recipe=recipe)}
        save(replace(case, series=series), folder)
        assert load(folder).case.series == series
    path = folder / "case.toml"
    table = '[series.total.recipe]\nfile = "a.csv"  # as it came\nwidth = 2\n\n[charts.registered]'
    path.write_text(path.read_text(encoding="utf-8").replace("[charts.registered]", table), encoding="utf-8")
    loaded = load(folder)
    assert codes(loaded.problems) == []
    recipe = dict(loaded.case.series["total"].recipe)
    assert recipe == {"file": "a.csv", "width": 2}
    series = {"total": replace(loaded.case.series["total"], recipe=recipe | {"width": 3})}
    save(replace(loaded.case, series=series), folder)
    assert 'file = "a.csv"  # as it came\nwidth = 3\n' in path.read_text(encoding="utf-8")


def renamed(case: Case) -> Case:
    """The same case with other ids for an assumption, a variable, a claim, a source and a unit."""
    rate = replace(case.assumptions["rate"], id="pace", claims=("N01", "C02"))
    assumptions = {
        ("pace" if id == "rate" else id): (rate if id == "rate" else a) for id, a in case.assumptions.items()
    }
    claims = {
        ("N01" if id == "C01" else id): replace(claim, id="N01") if id == "C01" else claim
        for id, claim in case.claims.items()
    }
    sources = {
        ("daily" if id == "times" else id): replace(source, id="daily") if id == "times" else source
        for id, source in case.sources.items()
    }
    twice = case.variables["doubled"]
    return replace(
        case,
        assumptions=assumptions,
        claims=claims,
        sources=sources,
        units={"lawsuit": case.units["case"]},
        variables={"twice": Variable("twice", twice.label, twice.unit, twice.formula)},
        scenarios={"high": replace(case.scenarios["high"], values={"pace": 25_000.0})},
    )


def test_that_what_gets_another_id_keeps_its_place_comments_and_unknown_keys(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    new = renamed(load(folder).case)
    save(new, folder)
    assert load(folder).case == new
    text = (folder / "case.toml").read_text(encoding="utf-8")
    assert "# How many a month.\n[assumptions.pace]\nlabel" in text
    assert 'colour = "red"    # nobody knows this key' in text
    assert "[variables.twice]\nlabel = \"Doubled\"\nunit = \"case\"\nformula = '''\nregistered\n  * 2'''" in text
    assert "values = { pace = 25_000 }" in text
    assert '[units]\nlawsuit = "proceedings"' in text
    assert (folder / "claims.csv").read_text(encoding="utf-8").splitlines()[1].endswith(",Plausible,red,")
    order = [line.split(",")[0] for line in (folder / "sources.csv").read_text(encoding="utf-8").splitlines()]
    assert order == ["id", "daily", "ogp"]


def test_that_what_is_removed_is_not_taken_for_what_is_new(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    claims = {id: claim for id, claim in case.claims.items() if id != "C01"}
    claims["C99"] = replace(claims["C02"], id="C99", title="Something else", quote="", note="new", relation="about")
    new = replace(case, claims=claims)
    save(new, folder)
    assert load(folder).case == new
    assert ",red," not in (folder / "claims.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("case.toml", 'held = ["C02"]', 'held = ["C02", "C99"]', ("unknown-claim", "held.1")),
        ("case.toml", 'claims = ["C01", "C02"]\nnote = "Two', 'claims = ["X"]\nnote = "Two', (
            "unknown-claim", "readings.kyiv.claims.0")),
        ("case.toml", 'second = "growth"', 'second = "grwth"', ("unknown-assumption", "correlations.0.second")),
        ("case.toml", "rank = 0.6", 'rank = "much"', ("not-a-number", "correlations.0.rank")),
        ("case.toml", "[grade_errors]", "[grade_error]", ("unknown-key", "grade_error")),
        ("case.toml", "A1 = 0.02", "A7 = 0.02", ("unknown-word", "grade_errors.A7")),
        ("case.toml", "A1 = 0.02", "A1 = 1.0", ("bad-chance", "grade_errors.A1")),
        ("case.toml", "default = [-1, 0, 3]", "default = [1, 0, 3]", ("order", "assumptions.growth.default")),
        ("case.toml", "default = [-1, 0, 3]", "default = [0, 3]", ("not-a-list", "assumptions.growth.default")),
        ("claims.csv", ",corrected,", ",corected,", ("unknown-word", "claims.C01.status")),
        ("claims.csv", ",low,official", ",lowish,official", ("unknown-word", "claims.C01.confidence")),
        ("claims.csv", "2025-12-01 corrected", "2025-13-01 corrected", ("bad-history", "claims.C01.history")),
        ("claims.csv", "2025-11-05 asserted", "5 Nov asserted", ("bad-history", "claims.C01.history")),
        ("sources.csv", "2025-11-20", "20.11.2025", ("not-a-date", "sources.times.retrieved_on")),
        ("sources.csv", "archive/page.html", "../page.html", ("bad-path", "sources.times.archive")),
        ("sources.csv", "archive/page.html", "archive/gone.html", ("missing-archive", "sources.times.archive")),
        ("archive/page.html", "<p>", "<b>", ("archive-differs", "sources.times.archive_sha256")),
    ],
)  # fmt: skip
def test_that_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, expected: tuple[str, str]
) -> None:
    folder = written(tmp_path)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    problems = [problem for problem in load(folder).problems if problem.code != "short-row"]
    assert codes(tuple(problems))[0] == expected
    assert problems[0].place is not None
    assert problems[0].hint or expected[0].startswith("unknown-")  # an id that looks like no other
    line = (folder / problems[0].place.file).read_text(encoding="utf-8").splitlines()[problems[0].place.line - 1]
    assert file.startswith("archive") or new.split("\n")[0] in line or new.split("\n")[-1] in line


def test_that_a_hash_is_asked_for_where_there_is_a_copy_without_one(tmp_path: Path) -> None:
    folder = written(tmp_path)
    path = folder / "sources.csv"
    digest = hashlib.sha256(b"<p>\n").hexdigest()
    path.write_text(path.read_text(encoding="utf-8").replace(digest, ""), encoding="utf-8")
    (problem,) = [problem for problem in load(folder).problems if problem.code == "no-hash"]
    assert digest in problem.hint


NOTES = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
CHANGES = st.builds(StatusChange, st.dates(date(1900, 1, 1)), st.sampled_from(STATUSES), NOTES)


@given(st.lists(CHANGES, max_size=4), st.lists(NOTES.map(str.strip).filter(bool), unique=True, max_size=4))
def test_that_any_history_and_any_tags_read_back_as_they_were_written(
    history: list[StatusChange], tags: list[str]
) -> None:
    assert HISTORY.parsed(HISTORY.shown(tuple(history))) == tuple(history)
    assert TAGS.parsed(TAGS.shown(tuple(tags))) == tuple(tags)


@given(st.data())
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_that_any_correlations_and_readings_read_back_as_they_were_saved(tmp_path: Path, data: st.DataObject) -> None:
    folder = written(tmp_path / str(data.draw(st.uuids())))
    case = load(folder).case
    for _ in range(2):
        pairs = st.builds(
            Correlation,
            st.sampled_from(list(case.assumptions)),
            st.sampled_from(list(case.assumptions)),
            st.floats(-1, 1),
        )
        readings = data.draw(st.lists(st.builds(Reading, st.sampled_from("abc"), NOTES, st.just(("C01",)), NOTES)))
        case = replace(
            case,
            correlations=tuple(data.draw(st.lists(pairs, max_size=4))),
            readings={reading.id: reading for reading in readings},
            held=tuple(data.draw(st.lists(st.sampled_from(list(case.claims)), unique=True))),
        )
        save(case, folder)
        assert load(folder).case == case
    before = files_of(folder)
    save(case, folder)
    assert files_of(folder) == before
