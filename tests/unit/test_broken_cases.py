"""Cases that are broken, or none: every command tells all that is wrong, with file and line, and no traceback."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from calling import ON_A_CASE, PROBLEM, Caught, copied_case, failed, hide_displays, result

from claimbench.commandline import run


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_case(tmp_path_factory.mktemp("мои дела"))


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    hide_displays(monkeypatch)


# -- cases that are none


@pytest.mark.parametrize("command", ON_A_CASE)
@pytest.mark.parametrize("what", ["missing", "file", "empty", "too long"])
def test_that_what_is_no_case_is_told(
    what: str, command: list[str], tmp_path: Path, no_display: None, capsys: Caught
) -> None:
    path = {"too long": tmp_path / ("x" * 300)}.get(what, tmp_path / what)
    if what == "file":
        path.write_text("format = 1")
    elif what == "empty":
        path.mkdir()
    err = failed([*command[:1], str(path), *command[1:]], capsys)
    assert err.count("\n") == 1
    assert ("case.toml" in err) is (what != "too long")


BROKEN = {
    "case.toml": """\
format = 1
title = "Broken"
as_of = 2025-11-24

[timeline]
start = 2025-01-01
projection = 2025-11-31
end = 2026-12-31

[units]
case = "proceedings"

[assumptions.rate]
label = "Rate"
unit = "case/month"
distribution = "pert"
low = 10
best = 20
high = 5
note = "It rests on nothing."

[stocks.total]
label = "Total"
unit = "case"
opening = "5 * km"
inflows = ["new"]

[flows.new]
label = "New"
unit = "case/month"
formula = "rate * nobody"

[variables.chicken]
label = "Chicken"
unit = ""
formula = "egg + 1"

[variables.egg]
label = "Egg"
unit = ""
formula = "chicken * 2"

[measures.end]
label = "End"
unit = "case"
formula = "final(total)"

[charts.total]
kind = "projection"
label = "Total"
shows = "totals"

[scenarios.odd]
label = "Odd"
values = { rates = 3 }
""",
    "claims.csv": """\
id,title,quote,relation,value,unit
C1,Many,,=,5,case
""",
    "sources.csv": """\
id,name,reliability
s1,Somebody,F
""",
    "citations.csv": """\
claim,source,role,said_on
C1,s1,originates,2025-13-01
""",
}
#: Where something is wrong, and a word of what is said about it.
EXPECTED = {
    ("case.toml", 7): "2025-11-31",
    ("case.toml", 19): "above",
    ("case.toml", 25): "km",
    ("case.toml", 31): "nobody",
    ("case.toml", 36): "egg",
    ("case.toml", 51): "totals",
    ("case.toml", 55): "rates",
    ("claims.csv", 1): "measure",
    ("citations.csv", 2): "2025-13-01",
}


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A missing column, an unknown name, a unit that does not fit, a loop, dates that are none, all at once."""
    folder = tmp_path / "поламана справа"
    folder.mkdir()
    for name, text in BROKEN.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def places(err: str) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for line in err.splitlines():
        assert PROBLEM.fullmatch(line), line
        file, number, _, message = line.split(":", 3)
        if not message.startswith(" warning"):
            found[file, int(number)] = found.get((file, int(number)), "") + message
    return found


@pytest.mark.parametrize("command", ON_A_CASE)
def test_that_a_broken_case_tells_all_its_problems_at_once_with_file_and_line(
    broken: Path, command: list[str], no_display: None, monkeypatch: pytest.MonkeyPatch, capsys: Caught
) -> None:
    monkeypatch.chdir(broken.parent)
    err = failed([*command[:1], str(broken), *command[1:]], capsys)
    found = places(err)
    for place, word in EXPECTED.items():
        assert word in found.get(place, ""), (place, word, err)
    assert [path.name for path in broken.parent.iterdir()] == [broken.name]


def test_that_no_problem_is_told_twice(broken: Path, capsys: Caught) -> None:
    lines = failed(["check", str(broken)], capsys).splitlines()
    spots = [line.rpartition(": ")[0].rsplit(": ", 1)[0] for line in lines]
    assert len(spots) == len(set(lines)), lines


def test_that_check_json_has_the_shape_of_the_manual(broken: Path, capsys: Caught) -> None:
    assert run(["check", str(broken), "--json"]) == 1
    problems = result(capsys)["problems"]
    assert all(
        problem.keys() == {"severity", "code", "file", "line", "column", "message", "hint"} for problem in problems
    )
    severities = [problem["severity"] for problem in problems]
    assert severities == sorted(severities)  # errors before warnings
    assert set(severities) == {"error", "warning"}
    assert {(problem["file"], problem["line"]) for problem in problems} >= EXPECTED.keys()


def test_that_a_sound_case_checks_clean(case: Path, capsys: Caught) -> None:
    assert run(["check", str(case)]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == (f"{case}: no problems\n", "")
    assert run(["check", str(case), "--json"]) == 0
    assert result(capsys) == {"problems": []}


def test_that_warnings_say_that_they_are_and_keep_nothing_from_running(
    case: Path, tmp_path: Path, capsys: Caught
) -> None:
    folder = shutil.copytree(case, tmp_path / "warned")
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(text.replace("count = 512", "count = 500"), encoding="utf-8")
    assert run(["check", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"case\.toml:\d+:\d+: warning: count is 500, .+\n", err)
    assert run(["run", str(folder), "--json"]) == 0
    assert result(capsys)["draws"] == 500


@pytest.mark.parametrize("fault", ["missing", "column", "quote"])
def test_that_a_table_of_claims_that_cannot_be_read_is_one_problem(
    case: Path, tmp_path: Path, fault: str, capsys: Caught
) -> None:
    folder = shutil.copytree(case, tmp_path / "unread")
    table = folder / "claims.csv"
    text = table.read_text(encoding="utf-8")
    if fault == "missing":
        table.unlink()
    else:
        broken = text.replace(",measure,", ",", 1) if fault == "column" else text.replace("\nC05,", '\n"C0"5,', 1)
        table.write_text(broken, encoding="utf-8")
    err = failed(["run", str(folder)], capsys)
    assert err.startswith("claims.csv:")
    assert "There is no claim" not in err


def test_that_values_of_a_scenario_that_cannot_be_are_told(case: Path, tmp_path: Path, capsys: Caught) -> None:
    folder = shutil.copytree(case, tmp_path / "odd")
    with (folder / "case.toml").open("a", encoding="utf-8") as file:
        file.write('\n[scenarios.odd]\nlabel = "Odd"\nvalues = { casualty_ratio = -1 }\n')
    err = failed(["run", str(folder), "--scenario", "odd"], capsys)
    assert PROBLEM.fullmatch(err.strip())
    assert "only values above 0" in err


def test_that_a_unit_that_does_not_fit_a_chart_is_told(case: Path, tmp_path: Path, capsys: Caught) -> None:
    folder = shutil.copytree(case, tmp_path / "units")
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(
        text.replace('shows = "strength"', 'shows = "strength"\nunit = "km"', 1), encoding="utf-8"
    )
    err = failed(["check", str(folder)], capsys)
    assert PROBLEM.fullmatch(err.strip())
    assert "“strength” is in person, which cannot be shown in km." in err
