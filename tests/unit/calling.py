"""Helpers for tests of the command line: a case to call it with, and what it says."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from claimbench.app.paths import bundled_case
from claimbench.commandline import run

ROOT = Path(__file__).parents[2]
PROBLEM = re.compile(r"(case\.toml|[\w/]+\.csv):\d+:\d+: .+")
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
Caught = pytest.CaptureFixture[str]
#: What needs a case; without a command, the window that needs a display.
ON_A_CASE: list[list[str]] = [["check"], ["run"], ["export", "--all", "--to", "out"], ["shot", "--to", "out.png"], []]


def copied_case(parent: Path) -> Path:
    """The bundled case with fewer draws, in a folder whose path has Cyrillic letters and spaces."""
    folder = parent / "справа 2025 року"
    shutil.copytree(bundled_case("ukraine-2025"), folder)
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(text.replace("count = 16384", "count = 512"), encoding="utf-8")
    return folder


def hide_displays(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)


def refuse_constant(text: str) -> None:
    raise AssertionError(f"{text} is no JSON")


def result(caught: Caught) -> dict[str, Any]:
    """The JSON on standard output, strictly read."""
    out, err = caught.readouterr()
    assert err == ""
    read: dict[str, Any] = json.loads(out, parse_constant=refuse_constant)
    return read


def failed(arguments: list[str], caught: Caught, status: int = 1) -> str:
    """What a command that fails says on standard error; on standard output it says nothing."""
    assert run(arguments) == status
    out, err = caught.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err


def wrong_usage(arguments: list[str], caught: Caught) -> str:
    with pytest.raises(SystemExit) as stopped:
        run(arguments)
    assert stopped.value.code == 2
    return caught.readouterr().err
