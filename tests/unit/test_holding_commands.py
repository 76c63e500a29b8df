"""Holding claims and asking what would have to be true, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import Caught, copied_case, failed, result

from claimbench.commandline import run


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_case(tmp_path_factory.mktemp("holding"))


def test_that_held_claims_condition_bands_and_verdicts(case: Path, capsys: Caught) -> None:
    assert run(["run", str(case), "--json", "--hold", "C42", "C43", "--draws", "2048"]) == 0
    data = result(capsys)
    assert data["held"] == ["C42", "C43"]
    assert 100 < data["effective_sample_size"] < 2048
    assert 0.5 < data["best_joint_likelihood"] <= 1
    ratio = data["measures"]["ratio"]["quantiles"]
    assert 1.9 < ratio["0.05"] < ratio["0.95"] < 2.5
    assert data["claims"]["C42"]["held"]
    assert not data["claims"]["C44"]["held"]
    assert data["claims"]["C44"]["probability"] < 0.01
    assert any("already rests on C42" in message for message in data["messages"])


def test_that_numbers_that_conflict_are_in_the_run_as_json(case: Path, capsys: Caught) -> None:
    assert run(["run", str(case), "--json", "--draws", "256"]) == 0
    found = {(each["claim"], each["other"]): each for each in result(capsys)["conflicts"]}
    october = found["C84", "C85"]
    assert (october["says"], october["comes_to"], october["calculated"]) == ("21,602 cases", "19,961 cases", False)
    assert october["apart"] == 21_602 / 19_961
    implied = found["C07", "year_end_at_that_rate"]
    assert implied["comes_to"].endswith(" = 355,247 cases")
    assert implied["calculated"]
    assert implied["days"] is None


def test_that_the_order_and_the_way_of_naming_held_claims_do_not_matter(case: Path, capsys: Caught) -> None:
    answers = []
    for arguments in (["run", str(case), "--hold", "C42", "C11"], ["run", "--hold", "C11", "--hold", "C42", str(case)]):
        assert run([*arguments, "--json"]) == 0
        answers.append(result(capsys))
    assert answers[0] == answers[1]
    assert answers[0]["refined"]


def test_that_claims_that_cannot_all_hold_are_said_with_what_stands_in_the_way(case: Path, capsys: Caught) -> None:
    assert run(["run", str(case), "--hold", "C44", "C45"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("claim,")
    assert "cannot all hold under this model: without C44 or without C45 they could." in err


def test_that_what_cannot_be_held_is_refused_with_the_reason(case: Path, capsys: Caught) -> None:
    said = failed(["run", str(case), "--hold", "C13", "C999"], capsys)
    assert "C13 cannot be held: It is about the place of troops" in said
    assert "There is no claim “C999”." in said


def test_that_solving_answers_as_json_and_in_sentences(case: Path, capsys: Caught) -> None:
    assert run(["run", str(case), "--solve", "C07", "--json"]) == 0
    found = result(capsys)["solve"]
    rate, growth = found["alone"]
    assert (rate["assumption"], rate["range"]) == ("new_cases_per_month", "outside range")
    assert rate["value"] == pytest.approx(44_336.5)
    assert rate["times_best"] == pytest.approx(44_336.5 / 21_000)
    assert (growth["range"], growth["times_best"]) == ("outside limits", None)
    assert found["joint"]["values"].keys() == {"new_cases_per_month", "monthly_growth"}
    assert 5 < found["joint"]["distance"] < 6
    assert run(["run", str(case), "--solve", "C07"]) == 0
    assert "New cases per month would have to be 44,300" in capsys.readouterr().out


def test_that_solving_for_what_cannot_be_tested_is_refused(case: Path, capsys: Caught) -> None:
    assert "C13 cannot be solved for" in failed(["run", str(case), "--solve", "C13"], capsys)


def test_that_exported_charts_follow_what_is_held(case: Path, tmp_path: Path, capsys: Caught) -> None:
    arguments = ["export", str(case), "--chart", "casualties", "--to", str(tmp_path), "--format", "csv"]
    assert run([*arguments, "--hold", "C111"]) == 0
    capsys.readouterr()
    held = (tmp_path / "casualties.csv").read_text(encoding="utf-8")
    assert run(arguments) == 0
    assert held != (tmp_path / "casualties.csv").read_text(encoding="utf-8")
