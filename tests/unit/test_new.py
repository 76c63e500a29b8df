"""A new case: empty, clean, and a pattern that can be filled in by taking marks away."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from calling import Caught, failed

from claimbench.app.paths import resource
from claimbench.app.problems import all_problems
from claimbench.app.template import new_case
from claimbench.casefile.read import load
from claimbench.casefile.records import CITATION, CLAIM, SOURCE, TABLES
from claimbench.commandline import run
from claimbench.core.problem import ProblemError

TODAY = date(2025, 11, 24)


def test_that_a_new_case_checks_clean_and_has_todays_dates(tmp_path: Path) -> None:
    folder = tmp_path / "мой дом" / "new_homes"
    new_case(folder, TODAY)
    case = load(folder).case
    assert all_problems(folder) == ()
    assert (case.title, case.as_of) == ("New homes", TODAY)
    assert case.timeline.start == date(2025, 1, 1)
    assert (case.timeline.projection, case.timeline.end) == (date(2025, 11, 1), date(2026, 12, 31))
    new_case(tmp_path / "january", date(2026, 1, 31))
    assert load(tmp_path / "january").case.timeline.start == date(2025, 1, 1)  # so that there is a past


def test_that_the_command_makes_it_once(tmp_path: Path, capsys: Caught) -> None:
    folder = str(tmp_path / "case")
    assert run(["new", folder]) == 0
    assert run(["check", folder]) == 0
    assert capsys.readouterr().out == f"{folder}\n{folder}: no problems\n"
    assert failed(["new", folder], capsys) == f"{folder} is not empty. Choose an empty folder.\n"


def test_that_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(ProblemError, match="is not empty"):
        new_case(tmp_path, TODAY)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_that_its_examples_make_a_case_that_checks_clean(tmp_path: Path) -> None:
    folder = tmp_path / "homes"
    new_case(folder, TODAY)
    toml = folder / "case.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(re.sub(r"(?m)^#(?=[\w\[])", "", text), encoding="utf-8")
    (folder / "series").mkdir()
    figures = "end,value,source\n2025-01-31,50000,ministry\n2025-10-31,51000,ministry\n"
    (folder / "series" / "homes_counted.csv").write_text(figures, encoding="utf-8")
    rows = {
        "claims": {"id": "C01", "title": "Enough", "quote": "Enough homes", "relation": "at least", "value": "60000",
                   "unit": "home", "measure": "homes_at_the_end", "what": "homes"},
        "sources": {"id": "ministry", "name": "Ministry", "reliability": "B", "reliability_reason": "It counts."},
        "citations": {"claim": "C01", "source": "ministry", "role": "originates"},
    }  # fmt: skip
    for name, cells in rows.items():
        path = folder / f"{name}.csv"
        header = path.read_text(encoding="utf-8").strip()
        row = ",".join(cells.get(column, "") for column in header.split(","))
        path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    assert [str(problem) for problem in all_problems(folder)] == []
    case = load(folder).case
    for table in (*TABLES, "charts"):
        assert getattr(case, table), f"the template has no example of {table}"
    assert case.correlations
    assert case.held
    assert case.weigh_by_grade
    assert case.grade_errors


def test_that_its_tables_have_every_column() -> None:
    for name, record in (("claims", CLAIM), ("sources", SOURCE), ("citations", CITATION)):
        header = (resource("template") / f"{name}.csv").read_text(encoding="utf-8").strip()
        assert header.split(",") == [field.key for field in record.fields]
