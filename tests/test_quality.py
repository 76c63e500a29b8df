"""Style and types of the whole tree, as ruff and mypy see them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.quality
@pytest.mark.parametrize(
    "tool",
    [["ruff", "check", "desktop", "tests"], ["ruff", "format", "--check", "desktop", "tests"], ["mypy"]],
    ids=["style", "layout", "types"],
)
def test_that_the_source_passes(tool: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
