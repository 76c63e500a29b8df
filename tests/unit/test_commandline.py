"""What the commands write, to where, and with which exit status; and that nothing a user types ends in a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
from calling import DISPLAYS, ROOT, Caught, copied_case, failed, hide_displays, refuse_constant, result, wrong_usage
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from claimbench.commandline import COMMANDS, run


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_case(tmp_path_factory.mktemp("мои дела"))


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    hide_displays(monkeypatch)


def charts(case: Path) -> list[str]:
    """The ids of the charts that a case has, in its order."""
    return list(tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))["charts"])


# -- run


def test_that_run_json_has_the_shape_of_the_manual(case: Path, capsys: Caught) -> None:
    assert run(["run", str(case), "--json"]) == 0
    data = result(capsys)
    assert {"case", "scenario", "set", "held", "draws", "seed", "effective_sample_size", "dates",
            "best_joint_likelihood", "series", "measures", "claims"} <= data.keys()  # fmt: skip
    assert (data["case"], data["scenario"], data["set"], data["held"]) == ("справа 2025 року", None, {}, [])
    assert (data["draws"], data["seed"], data["effective_sample_size"]) == (512, 1, 512)
    assert data["dates"][0] == "2024-12-31"
    assert data["dates"][-1] == "2026-12-31"
    levels = ["0.05", "0.25", "0.5", "0.75", "0.95"]
    for entry in data["series"].values():
        assert entry.keys() == {"kind", "unit", "label", "quantiles"}
        assert list(entry["quantiles"]) == levels
        assert {len(values) for values in entry["quantiles"].values()} == {len(data["dates"])}
    registered, new = data["series"]["registered"], data["series"]["new_cases"]
    assert (registered["kind"], new["kind"], data["series"]["absence_factor"]["kind"]) == ("stock", "flow", "variable")
    assert (registered["unit"], new["unit"]) == ("case", "case")  # a flow's total over the step that ends at the date
    october = data["dates"].index("2025-10-31")
    assert registered["quantiles"]["0.5"][october] == 311_327
    assert new["quantiles"]["0.5"][october + 1] == pytest.approx(20_900, rel=0.01)
    assert new["quantiles"]["0.5"][0] is None
    assert data["series"]["strength"]["quantiles"]["0.5"][0] is None
    crossing, end = data["measures"]["date_400k"], data["measures"]["registered_at_end"]
    assert (crossing["kind"], crossing["unit"], crossing["never"]) == ("date", "date", 0)
    assert [date.fromisoformat(crossing["quantiles"][level]).year for level in levels] == [2026] * 5
    assert (end["kind"], end["unit"], list(end["quantiles"]), end["never"]) == ("number", "case", levels, None)
    keys = {"testable", "held", "probability", "word", "relation", "value", "low", "high", "tolerance", "unit",
            "measure", "projected", "why_not"}  # fmt: skip
    assert all(keys <= claim.keys() for claim in data["claims"].values())
    said, judgement = data["claims"]["C04"], data["claims"]["C14"]
    assert (said["testable"], said["held"], said["relation"], said["value"]) == (True, False, "more than", 21_000)
    assert said["word"] == "likely"
    assert list(said["projected"]) == levels
    assert (judgement["testable"], judgement["probability"], judgement["value"]) == (False, None, None)
    assert judgement["why_not"]


def test_that_dates_are_iso_and_dates_never_reached_null(case: Path, tmp_path: Path, capsys: Caught) -> None:
    folder = shutil.copytree(case, tmp_path / "dated")
    head = (folder / "claims.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    rows = [
        {"id": "D1", "title": "At once", "relation": "=", "value": "2026-03-01"},
        {"id": "D2", "title": "Between", "relation": "between", "low": "2026-01-01", "high": "2026-06-30"},
    ]
    with (folder / "claims.csv").open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, head).writerows({**row, "unit": "date", "measure": "date_400k"} for row in rows)
    assert run(["run", str(folder), "--json", "--fix", "new_cases_per_month=100"]) == 0
    data = result(capsys)
    crossing = data["measures"]["date_400k"]
    assert crossing["never"] == 1
    assert set(crossing["quantiles"].values()) == {None}
    assert data["claims"]["D1"]["value"] == "2026-03-01"
    assert (data["claims"]["D2"]["low"], data["claims"]["D2"]["high"]) == ("2026-01-01", "2026-06-30")
    assert data["claims"]["D2"]["projected"]["0.5"] is None
    assert run(["run", str(folder)]) == 0
    table = {row["claim"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert (table["D2"]["low"], table["D2"]["high"], table["D1"]["value"]) == ("2026-01-01", "2026-06-30", "2026-03-01")
    assert table["C01"]["value"] == "400000"


def test_that_set_moves_with_the_range_and_fix_makes_a_constant(case: Path, capsys: Caught) -> None:
    assert run(["run", str(case), "--json", "--set", "casualty_ratio=3"]) == 0
    moved = result(capsys)
    assert moved["set"] == {"casualty_ratio": 3}
    quantiles = moved["measures"]["ratio"]["quantiles"]
    assert quantiles["0.05"] == pytest.approx(0.8 / 1.8 * 3, rel=0.02)
    assert run(["run", str(case), "--json", "--fix", "casualty_ratio=3"]) == 0
    fixed = result(capsys)
    assert fixed["fixed"] == {"casualty_ratio": 3}
    assert set(fixed["measures"]["ratio"]["quantiles"].values()) == {3}


def test_that_a_scenario_changes_and_fixes_go_together_in_this_order(case: Path, capsys: Caught) -> None:
    options = ["--scenario", "csis", "--set", "casualty_ratio=3", "--fix", "ground_per_month=300", "--json"]
    assert run(["run", str(case), *options]) == 0
    data = result(capsys)
    assert data["scenario"] == "csis"
    assert data["measures"]["ratio"]["quantiles"]["0.5"] == pytest.approx(3, rel=0.02)
    year = data["measures"]["russian_casualties_2025"]["quantiles"]["0.5"]
    assert year > 12 * 32_000  # the scenario's 34,600 a month, not the case's 31,000
    assert data["measures"]["ground_2025"]["quantiles"]["0.05"] == pytest.approx(3_600)


@pytest.mark.parametrize("place", ["before", "after"])
def test_that_one_option_takes_several_values_and_no_case(case: Path, place: str, capsys: Caught) -> None:
    options = ["--set", "casualty_ratio=3", "new_cases_per_month=20_000", "--fix", "ground_per_month=300"]
    assert (
        run(["run", *options, str(case), "--json"] if place == "before" else ["run", str(case), "--json", *options])
        == 0
    )
    data = result(capsys)
    assert data["set"] == {"casualty_ratio": 3, "new_cases_per_month": 20_000}
    assert data["fixed"] == {"ground_per_month": 300}


def test_that_a_value_outside_its_limits_is_taken_with_a_warning(case: Path, capsys: Caught) -> None:
    assert run(["run", str(case), "--json", "--fix", "casualty_ratio=99"]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("warning: Casualty ratio, Russian : Ukrainian: 99 is outside the limits, 0.2 to 15.")
    assert json.loads(out)["measures"]["ratio"]["quantiles"]["0.5"] == 99


@pytest.mark.parametrize("draws", [1, 7, 1000])
def test_that_any_number_of_draws_is_run(case: Path, draws: int, capsys: Caught) -> None:
    assert run(["run", str(case), "--json", "--draws", str(draws), "--seed", "5"]) == 0
    data = result(capsys)
    assert (data["draws"], data["seed"], data["effective_sample_size"]) == (draws, 5, draws)


def test_that_a_seed_decides_the_numbers(case: Path, capsys: Caught) -> None:
    numbers = []
    for seed in ("1", "2", "1"):
        assert run(["run", str(case), "--json", "--draws", "64", "--seed", seed]) == 0
        numbers.append(result(capsys)["measures"])
    assert numbers[0] == numbers[2]
    assert numbers[0] != numbers[1]


@pytest.mark.parametrize("value", ["1e300", "-1e300", "1e-300", "-0.0"])
def test_that_huge_numbers_give_valid_json(case: Path, value: str, capsys: Caught) -> None:
    assert run(["run", str(case), "--json", "--draws", "8", "--fix", f"new_cases_per_month={value}"]) == 0
    json.loads(capsys.readouterr().out, parse_constant=refuse_constant)


def test_that_run_csv_has_a_row_for_each_date_and_level(case: Path, capsys: Caught) -> None:
    assert run(["run", str(case), "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    registered = [row for row in rows if row["id"] == "registered"]
    assert len(registered) == 5 * 25
    october = [row["value"] for row in registered if row["date"] == "2025-10-31"]
    assert set(map(float, october)) == {311_327}
    passing = [row for row in rows if row["id"] == "date_400k"]
    assert {(row["kind"], row["unit"], row["date"]) for row in passing} == {("measure", "date", "")}
    assert [row["quantile"] for row in passing] == ["0.05", "0.25", "0.5", "0.75", "0.95"]
    assert [row["value"] for row in passing] == sorted(row["value"] for row in passing)


def test_that_a_run_is_the_same_to_the_last_bit_in_two_processes_and_on_two_numbers_of_threads(case: Path) -> None:
    said = []
    for threads in ("1", "3"):
        counts = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), threads)
        command = [sys.executable, "-m", "claimbench", "run", str(case), "--json", "--hold", "C02"]
        environment = {**os.environ, **counts, "PYTHONPATH": str(ROOT / "desktop")}
        said.append(subprocess.run(command, env=environment, capture_output=True, check=True, timeout=120).stdout)
    assert said[0] == said[1]
    assert json.loads(said[0])["held"] == ["C02"]


def test_that_run_alone_prints_the_verdicts_as_a_table(case: Path, capsys: Caught) -> None:
    assert run(["run", str(case)]) == 0
    rows = {row["claim"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert (rows["C04"]["chance"], rows["C04"]["word"]) == ("67 %", "likely")
    assert (rows["C14"]["chance"], bool(rows["C14"]["why not"])) == ("", True)


def test_that_every_unfit_value_is_named_at_once(case: Path, capsys: Caught) -> None:
    err = failed(["run", str(case), "--set", "nobody=1", "casualty_ratio=-1", "--fix", "ground_per_month=inf",
                  "--scenario", "nothing"], capsys)  # fmt: skip
    assert "no scenario “nothing”" in err
    assert "Known: faster, " in err
    assert "no assumption “nobody”" in err
    assert "Casualty ratio, Russian : Ukrainian: a lognormal has only values above 0" in err
    assert "Ground taken per month: the value must be a finite number." in err
    assert err.count("\n") == 4


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--set", "casualty_ratio"], "“casualty_ratio” is not a name with a number"),
        (["--set", "=3"], "no assumption “”"),
        (["--set", "casualty_ratio=two"], "“casualty_ratio=two” is not a name with a number"),
        (["--set", "casualty_ratio=nan"], "must be a finite number"),
        (["--set", "casualty_ratio=1e308"], "high is infinite"),
        (["--fix", "casualty_ratio=nan"], "must be a finite number"),
        (["--set", "casualty_ratio=3", "--fix", "casualty_ratio=3"], "both set and fixed"),
    ],
)
def test_that_an_unfit_value_is_told_in_a_sentence(case: Path, options: list[str], why: str, capsys: Caught) -> None:
    assert why in failed(["run", str(case), *options], capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "CASE", "--json", "--csv"],
        ["run", "CASE", "--draws", "0"],
        ["run", "CASE", "--draws", "-5"],
        ["run", "CASE", "--draws", "many"],
        ["run", "CASE", "--draws", "99999999"],
        ["run", "CASE", "--seed", "-1"],
        ["run", "CASE", "--seed", "1.5"],
        ["run", "CASE", "--set"],
        ["run", "CASE", "--nonsense"],
        ["run", "CASE", "--js"],
        ["export", "CASE", "--all"],
        ["export", "CASE", "--to", "x"],
        ["export", "CASE", "--all", "--chart", "registered", "--to", "x"],
        ["export", "CASE", "--all", "--to", "x", "--size", "1x1"],
        ["export", "CASE", "--all", "--to", "x", "--size", "wide"],
        ["export", "CASE", "--all", "--to", "x", "--size", "100000x100000"],
        ["export", "CASE", "--all", "--to", "x", "--format", "gif"],
        ["export", "CASE", "--all", "--to", "x", "--theme", "pink"],
        ["shot", "CASE"],
        ["shot", "CASE", "--to", "x.png", "--scale", "nan"],
        ["shot", "CASE", "--to", "x.png", "--scale", "0"],
        ["check"],
        ["CASE", "--nonsense"],
        ["CASE", "another"],
    ],
)
def test_that_wrong_usage_is_told_with_status_2(case: Path, arguments: list[str], capsys: Caught) -> None:
    err = wrong_usage([str(case) if argument == "CASE" else argument for argument in arguments], capsys)
    assert "usage: claimbench" in err


@pytest.mark.parametrize("command", [*COMMANDS, ""])
def test_that_each_command_explains_itself(command: str, capsys: Caught) -> None:
    with pytest.raises(SystemExit) as stopped:
        run([command, "--help"] if command else ["--help"])
    assert stopped.value.code == 0
    assert "usage: claimbench" in capsys.readouterr().out


# -- export


def test_that_charts_are_exported_as_pictures_of_the_size_asked_for(
    qapp: QApplication, case: Path, tmp_path: Path, capsys: Caught
) -> None:
    target = tmp_path / "малюнки до звіту"
    options = [
        "--chart",
        "registered",
        "--chart",
        "claims",
        "--to",
        str(target),
        "--size",
        "640x480",
        "--theme",
        "dark",
    ]
    assert run(["export", str(case), *options]) == 0
    paths = [target / "registered.png", target / "claims.png"]
    assert capsys.readouterr().out.splitlines() == [str(path) for path in paths]
    images = [QImage(str(path)) for path in paths]
    assert [(image.width(), image.height()) for image in images] == [(640, 480)] * 2
    assert all(image.pixelColor(0, 0).lightness() < 128 for image in images)


def test_that_the_data_behind_every_chart_are_exported(case: Path, tmp_path: Path, capsys: Caught) -> None:
    assert (
        run(["export", str(case), "--all", "--format", "csv", "--to", str(tmp_path), "--set", "casualty_ratio=3"]) == 0
    )
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / f"{chart}.csv") for chart in charts(case)]
    rows = list(csv.DictReader((tmp_path / "casualties.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["x"] for row in rows if row["kind"] == "marker"] == ["3.0"]


def test_that_an_unknown_chart_is_refused_before_anything_is_written(
    case: Path, tmp_path: Path, capsys: Caught
) -> None:
    options = ["--chart", "nothing", "--chart", "registered", "--to", str(tmp_path / "out")]
    err = failed(["export", str(case), *options], capsys)
    assert err.startswith("There is no chart “nothing”. Known: registered, strength,")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", ["png", "csv"])
def test_that_a_file_in_the_place_of_the_folder_is_told(
    qapp: QApplication, case: Path, tmp_path: Path, form: str, capsys: Caught
) -> None:
    (tmp_path / "taken").write_text("mine")
    for target in ("taken", "taken/deeper"):
        err = failed(["export", str(case), "--all", "--format", form, "--to", str(tmp_path / target)], capsys)
        assert str(tmp_path / "taken") in err
        assert err.count("\n") == 1
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize("form", ["png", "csv"])
def test_that_a_folder_in_the_place_of_a_file_is_told(
    qapp: QApplication, case: Path, tmp_path: Path, form: str, capsys: Caught
) -> None:
    (tmp_path / f"registered.{form}").mkdir()
    err = failed(["export", str(case), "--chart", "registered", "--format", form, "--to", str(tmp_path)], capsys)
    assert f"registered.{form}" in err


# -- without a display, and as a process


def test_that_without_a_display_charts_and_verdicts_are_written(
    qapp: QApplication, case: Path, tmp_path: Path, no_display: None, monkeypatch: pytest.MonkeyPatch, capsys: Caught
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([str(case)]) == 0
    out, err = capsys.readouterr()
    first, *written = out.splitlines()
    folder = tmp_path / "справа 2025 року-charts"
    assert first == f"There is no display: writing the charts and the verdicts of справа 2025 року to {folder}"
    names = [*(f"{chart}.png" for chart in charts(case)), "index.html", "verdicts.csv"]
    assert written == [str(folder / name) for name in names]
    assert all(Path(path).stat().st_size > 1_000 for path in written)
    assert err == ""


def program(*arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
    bare = {key: value for key, value in os.environ.items() if key not in DISPLAYS}
    return subprocess.Popen(
        [sys.executable, "-m", "claimbench", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8", env={**bare, "PYTHONPATH": str(ROOT / "desktop"), **environment},
    )  # fmt: skip


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
@pytest.mark.parametrize("platform", [{}, {"QT_QPA_PLATFORM": "xcb"}])
def test_that_the_program_itself_needs_no_display(
    case: Path, tmp_path: Path, platform: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out, err = (process := program(case, **platform)).communicate()
    assert (process.returncode, err) == (0, "")
    assert out.startswith("There is no display")
    assert sorted(path.stem for path in tmp_path.glob("*-charts/*.png")) == sorted(charts(case))


def test_that_a_reader_that_stops_reading_ends_the_program_quietly(case: Path) -> None:
    process = program("run", case, "--json")  # more than a pipe takes up at once
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "{\n"
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_that_a_full_disk_behind_standard_output_is_told(case: Path) -> None:
    arguments = [sys.executable, "-m", "claimbench", "run", str(case), "--json"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False,
                              env={**os.environ, "PYTHONPATH": str(ROOT / "desktop")})  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "No space left on device.\n"


def test_that_output_is_utf_8_whatever_the_terminal_speaks(case: Path) -> None:
    process = program("run", case, "--json", "--draws", "8", PYTHONIOENCODING="ascii")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert json.loads(out)["case"] == "справа 2025 року"
