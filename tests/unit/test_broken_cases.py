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


@pytest.mark.parametrize("file", ["case.toml", "citations.csv", "series/registered_total.csv"])
def test_that_a_file_that_is_no_text_is_one_problem(case: Path, tmp_path: Path, file: str, capsys: Caught) -> None:
    folder = shutil.copytree(case, tmp_path / "zeros")
    (folder / file).write_bytes(b"a,b\n\x00\xff\x80,,,\n" * 100)
    err = failed(["check", str(folder)], capsys)
    assert err.startswith(f"{file}:1:1: {file} is no text: line 2 has a zero byte.")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("file", "place"), [("citations.csv", "citations.csv:1:1"), ("series/registered_total.csv", "")]
)
def test_that_a_missing_file_is_one_problem(case: Path, tmp_path: Path, file: str, place: str, capsys: Caught) -> None:
    folder = shutil.copytree(case, tmp_path / "lacking")
    (folder / file).unlink()
    err = failed(["check", str(folder)], capsys)
    assert re.fullmatch(rf"{place or 'case.toml:[0-9]+:[0-9]+'}: There is no file {file}. It belongs in .+\n", err)


def test_that_a_name_used_twice_is_told_once(case: Path, tmp_path: Path, capsys: Caught) -> None:
    folder = shutil.copytree(case, tmp_path / "twice")
    text = (folder / "case.toml").read_text(encoding="utf-8")
    double = '[variables.absent]\nlabel = "Absent"\nunit = ""\nformula = "1"\n\n[variables.absence_factor]'
    (folder / "case.toml").write_text(text.replace("[variables.absence_factor]", double), encoding="utf-8")
    err = failed(["check", str(folder)], capsys)
    assert re.fullmatch(r"case\.toml:\d+:\d+: “absent” is also the name of one of the stocks\. .+\n", err)


def test_that_a_missing_key_is_told_with_the_table_it_belongs_to(case: Path, tmp_path: Path, capsys: Caught) -> None:
    folder = shutil.copytree(case, tmp_path / "keyless")
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(text.replace("projection = 2025-11-01\n", ""), encoding="utf-8")
    assert "projection is missing. Below [timeline] add a line projection = …" in failed(["check", str(folder)], capsys)


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


@pytest.mark.parametrize(
    ("addition", "message"),
    [
        ('[stocks.s]\nlabel = "S"\nopening = "0"\ninflows = ["nope"]', "There is no flow “nope”."),
        ('[variables.strength]\nlabel = "S"\nformula = "1"', "“strength” is also the name of one of the stocks."),
        ('[assumptions.a]\nlabel = "A"\ndistribution = "constant"\nassumed = true', "best is missing. A constant"),
        ('[assumptions.a]\nlabel = "A"\ndistribution = "discrete"\nassumed = true', "There are no values."),
        ('[assumptions.a]\nlabel = "A"\ndistribution = "pert"\nassumed = true\nlow = "x"\nbest = 1\nhigh = 2', "“x”"),
        ('[variables.v]\nlabel = "V"\nformula = "1 2"', "Between '1' and '2' an operator is missing."),
    ],
)
def test_that_one_mistake_is_told_once(case: Path, tmp_path: Path, capsys: Caught, addition: str, message: str) -> None:
    folder = shutil.copytree(case, tmp_path / "mistaken")
    with (folder / "case.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{addition}\n")
    err = failed(["run", str(folder)], capsys)
    assert PROBLEM.fullmatch(err.strip())
    assert message in err
