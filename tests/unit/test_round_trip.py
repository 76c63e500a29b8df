"""Out into a picture and back: the chart is the same to the last digit, for each kind, from PNG and from SVG."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from every_kind import case_of_every_kind
from PySide6.QtGui import QImage

from claimbench.app.paths import bundled_case
from claimbench.app.picture_text import text_in_file
from claimbench.casefile.read import load
from claimbench.commandline import run
from claimbench.core.chart_options import CHART_KINDS

#: What is shown, from nothing changed to everything at once.
SHOWN = {
    "ukraine-2025": {
        "saved": [],
        "moved": ["--set", "new_cases_per_month=23400"],
        "held": ["--hold", "C02", "C11", "--fix", "casualty_ratio=2.5"],
        "scenario": ["--scenario", "feedback", "--set", "casualty_ratio=3", "--hold", "C04"],
    },
    "england-homes": {
        "saved": [],
        "moved": ["--set", "late_rate=250000"],
        "held": ["--hold", "H11", "--fix", "current_rate=200000"],
        "scenario": ["--scenario", "savills", "--hold", "H18"],
    },
}


@pytest.fixture(scope="module", params=SHOWN)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundled case with few draws; one of them with a chart of every kind."""
    parent = tmp_path_factory.mktemp("round")
    if request.param == "ukraine-2025":
        return case_of_every_kind(parent)
    folder = parent / str(request.param)
    shutil.copytree(bundled_case(folder.name), folder)
    text = (folder / "case.toml").read_text(encoding="utf-8").replace("count = 16384", "count = 512")
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return folder


def test_that_the_next_command_is_told(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chart = next(iter(load(case).case.charts))
    assert run(["export", str(case), "--chart", chart, "--to", str(tmp_path)]) == 0
    again = tmp_path / "made again"
    assert run(["reopen", str(tmp_path / f"{chart}.png"), "--to", str(again)]) == 0
    told = capsys.readouterr().out.splitlines()[-1]
    name, *arguments = shlex.split(told.removeprefix("The same chart again: "))
    assert (name, arguments[:4]) == ("claimbench", ["export", str(again), "--chart", chart])
    assert run([*arguments[:-1], str(tmp_path / "other")]) == 0
    assert (tmp_path / "other" / f"{chart}.png").exists()


def pictures(case: Path, target: Path, form: str, *options: str) -> dict[str, dict[str, Any]]:
    """What is inside the picture of each chart, but for how the case's folder is called."""
    small = ["--format", form, "--size", "640x440"]
    assert run(["export", str(case), "--all", "--to", str(target), *small, *options]) == 0
    found = {path.stem: json.loads(text_in_file(path)) for path in target.glob(f"*.{form}")}
    for content in found.values():
        del content["case"]["id"]
    return found


def seen(path: Path) -> QImage | str:
    """The picture without what is inside it."""
    if path.suffix == ".png":
        return QImage(str(path))
    return re.sub("<metadata>.*?</metadata>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("shown", ["saved", "moved", "held", "scenario"])
@pytest.mark.parametrize("form", ["png", "svg"])
def test_that_a_reopened_picture_draws_every_chart_again_to_the_last_digit(
    case: Path, tmp_path: Path, form: str, shown: str
) -> None:
    wanted = pictures(case, tmp_path / "one", form, *SHOWN[case.name][shown])
    kinds = {content["chart"]["kind"] for content in wanted.values()}
    assert kinds == set(CHART_KINDS) or case.name == "england-homes"
    compared = [content["data"] for content in wanted.values() if "aseline" in content["data"]]
    assert bool(compared) == (shown != "saved")
    assert len({json.dumps([content["case"], content["files"]]) for content in wanted.values()}) == 1
    any_of_them = tmp_path / "one" / f"{next(iter(wanted))}.{form}"
    assert run(["reopen", str(any_of_them), "--to", str(tmp_path / "again")]) == 0
    found = pictures(tmp_path / "again", tmp_path / "other", form)
    assert found.keys() == wanted.keys()
    for id, content in wanted.items():
        assert found[id] == content
        assert seen(tmp_path / "one" / f"{id}.{form}") == seen(tmp_path / "other" / f"{id}.{form}")
