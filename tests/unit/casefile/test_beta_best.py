"""A beta assumption in a file needs no best value: its shapes say where it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_case import write_case

from claimbench.casefile.read import load
from claimbench.core.problem import Severity
from claimbench.engine import distribution

BETA = """
[assumptions.odd]
label = "Odd"
unit = ""
distribution = "beta"
low = 10
high = 20
shapes = {shapes}
column = 30
assumed = true
"""


@pytest.mark.parametrize(
    ("shapes", "best"), [("[2, 2]", 15), ("[3, 2]", 10 + 20 / 3), ("[1, 3]", 10), ("[2, 0.5]", 20), ("[0.5, 0.5]", 15)]
)
def test_that_the_best_value_follows_from_the_shapes(tmp_path: Path, shapes: str, best: float) -> None:
    folder = write_case(tmp_path)
    file = folder / "case.toml"
    file.write_text(file.read_text(encoding="utf-8") + BETA.format(shapes=shapes), encoding="utf-8")
    loaded = load(folder)
    assert not [problem for problem in loaded.problems if problem.severity is Severity.ERROR]
    odd = loaded.case.assumptions["odd"]
    assert odd.best == pytest.approx(best)
    assert distribution.problems(odd) == []


@pytest.mark.parametrize("shapes", ["[0, 2]", "[-1, -1]"])
def test_that_shapes_that_are_none_are_one_problem_and_best_is_not_asked_for(tmp_path: Path, shapes: str) -> None:
    folder = write_case(tmp_path)
    file = folder / "case.toml"
    file.write_text(file.read_text(encoding="utf-8") + BETA.format(shapes=shapes), encoding="utf-8")
    loaded = load(folder)
    found = [*loaded.problems, *distribution.problems(loaded.case.assumptions["odd"])]
    assert [problem.path for problem in found if problem.severity is Severity.ERROR] == ["assumptions.odd.shapes"]
