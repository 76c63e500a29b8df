"""A case on another subject, from its files to a picture: nothing is tied to the bundled one."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from claimbench.app.batch import project, run_json
from claimbench.app.commands import SetAssumption
from claimbench.app.problems import all_problems
from claimbench.casefile.read import load
from claimbench.commandline import run
from claimbench.gui.start import application, fill_window
from claimbench.gui.window import Window

PACKAGE = Path(__file__).parents[2] / "desktop" / "claimbench"
#: What the bundled case is about. No word of it belongs into the program.
SUBJECT = re.compile(r"ukrain|russia|kyiv|moscow|desert|awol|casualt|war dead|deepstate|soldier|brigade", re.IGNORECASE)

ELECTRICITY = {
    "case.toml": """\
format = 1
title = "Can the island do without coal?"
question = "When does wind carry half of the load?"
as_of = 2024-03-31
handling = "Draft"

[timeline]
start = 2024-01-01
projection = 2024-04-01
end = 2026-12-31
step = "week"

[draws]
count = 2048

[units]
turbine = "wind turbines"

[assumptions.load]
label = "Load of the island"
unit = "MW"
distribution = "normal"
low = 540
best = 600
high = 660
claims = ["L1"]

[assumptions.yield_of_one]
label = "Mean output of a turbine"
unit = "MW/turbine"
distribution = "lognormal"
low = 1.5
best = 2
high = 2.8
claims = ["L2"]

[assumptions.built]
label = "Turbines built in a week"
unit = "turbine/week"
distribution = "discrete"
values = [0, 1, 2]
weights = [1, 2, 1]
assumed = true

[stocks.turbines]
label = "Turbines"
unit = "turbine"
past = "standing"
inflows = ["building"]

[flows.building]
label = "Turbines built"
unit = "turbine/week"
formula = "built"

[variables.share]
label = "Share of wind"
unit = "%"
formula = "min(1, turbines * yield_of_one / load)"

[measures.half]
label = "Day on which wind carries half"
unit = "date"
formula = "first_date(share >= 50 * percent)"

[measures.turbines_at_end]
label = "Turbines at the end"
unit = "turbine"
formula = "final(turbines)"

[measures.share_at_end]
label = "Share of wind at the end"
unit = "%"
formula = "final(share)"

[series.standing]
label = "Turbines in service"
unit = "turbine"
kind = "level"
file = "series/standing.csv"
gaps = "hold"

[charts.turbines]
kind = "projection"
label = "Turbines"
shows = "turbines"
threshold = 150
observed = ["standing"]

[charts.output]
kind = "what_if"
label = "Share by output"
result = "share_at_end"
assumption = "yield_of_one"
claims = ["L2"]

[charts.claims]
kind = "claims"
label = "Claims about the island"

[scenarios.calm]
label = "A calm year"
values = { yield_of_one = 1.6 }
""",
    "claims.csv": """\
id,title,quote,relation,value,low,high,unit,measure,why_not,what
L1,Half from wind by mid-2026,half by the summer of 2026,at most,2026-06-30,,,date,half,,share of the load
L2,A turbine gives 1.8 to 2.2 MW,1.8 to 2.2 megawatts,between,,1.8,2.2,MW/turbine,yield_of_one,,mean over a year
L3,Coal is the past,coal is the past,,,,,,,No number is named.,
""",
    "sources.csv": """\
id,name,kind,side,reliability,reliability_reason
grid,Grid operator,company,,B,It meters the load.
""",
    "citations.csv": "claim,source,role\nL1,grid,originates\nL2,grid,originates\nL3,grid,originates\n",
    "series/standing.csv": "end,value,source\n2023-12-31,96,grid\n2024-03-31,100,grid\n",
}


@pytest.fixture
def island(tmp_path: Path) -> Path:
    folder = tmp_path / "island"
    for name, text in ELECTRICITY.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_that_a_case_on_another_subject_has_no_problem(island: Path) -> None:
    assert [str(problem) for problem in all_problems(island)] == []


def test_that_its_numbers_are_those_of_hand_reckoning(island: Path) -> None:
    case = load(island).case
    results = project(case, case)
    # from 1 April 2024, a Monday, to 31 December 2026 there are 1,005 days
    ends = results.measure("turbines_at_end")
    assert sorted(set(np.round(ends, 6))) == pytest.approx([100, 100 + 1005 / 7, 100 + 2 * 1005 / 7])
    verdicts = results.verdicts
    # P(1.8 <= x <= 2.2): ln(2/1.8)/ln(2/1.5) and ln(2.2/2)/ln(2.8/2), times 1.645, under the normal distribution
    assert verdicts["L2"].probability == pytest.approx(0.3992, abs=0.01)
    assert verdicts["L1"].probability is not None
    assert 0.2 < verdicts["L1"].probability < 0.8
    assert verdicts["L3"].why_not == "No number is named."
    assert json.loads(json.dumps(run_json(results), allow_nan=False))["measures"]["half"]["never"] > 0


def test_that_each_of_its_charts_becomes_a_figure_with_numbers_and_words(island: Path) -> None:
    case = load(island).case
    figures = project(case, case).figures
    assert figures.keys() == {"turbines", "output", "claims"}
    for figure in figures.values():
        assert figure.marks
        assert "Grid operator" in figure.note
        assert "31 Mar" in figure.note.replace("\xa0", " ")
        texts = " ".join([figure.headline, figure.subtitle, figure.note])
        assert not SUBJECT.search(texts)


def test_that_its_charts_are_written_as_pictures_and_tables(island: Path, tmp_path: Path, qapp: QApplication) -> None:
    for form in ("png", "csv"):
        assert run(["export", str(island), "--all", "--to", str(tmp_path / "out"), "--format", form]) == 0
    for id in ("turbines", "output", "claims"):
        assert QImage(str(tmp_path / "out" / f"{id}.png")).width() == 1600
        table = list(csv.DictReader(io.StringIO((tmp_path / "out" / f"{id}.csv").read_text(encoding="utf-8"))))
        assert len(table) > 2


def chance(window: Window, claim: str) -> float:
    results = window.runner.latest
    assert results is not None
    found = results.verdicts[claim].probability
    assert found is not None
    return found


def test_that_it_opens_in_the_window_and_can_be_changed(island: Path, qapp: QApplication) -> None:
    _, theme = application("light")
    window = Window(remembers=False)
    window.resize(1400, 900)
    fill_window(window, island, theme)
    window.show()
    window.start()
    window.wait_until_settled()
    before = chance(window, "L1")
    assert window.charts.views.keys() == {"turbines", "output", "claims"}
    assert window.errors == 0
    window.bridge.apply(SetAssumption("yield_of_one", "best", 4.0))
    window.wait_until_settled()
    after = chance(window, "L1")
    window.close()
    assert after > before


def test_that_no_word_of_the_bundled_case_is_in_the_program() -> None:
    modules = sorted(PACKAGE.rglob("*.py"))
    assert modules
    found = [
        f"{path.relative_to(PACKAGE)}:{number}: {line.strip()}"
        for path in modules
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if SUBJECT.search(line)
    ]
    assert found == []
