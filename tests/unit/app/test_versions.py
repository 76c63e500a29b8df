"""The start-up check: which versions are refused, and that these here are not."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest

from claimbench.app.versions import installed, judge, refusal


@pytest.mark.parametrize("python", [(3, 11), (3, 12), (3, 13)])
@pytest.mark.parametrize("pyside", ["6.8.0.2", "6.8.3", "6.9.3", "6.10.2"])
def test_that_supported_versions_start(python: tuple[int, int], pyside: str) -> None:
    assert judge(python, pyside, "0.14.0") is None


@pytest.mark.parametrize(
    ("python", "pyside", "pyqtgraph", "said"),
    [
        ((3, 10), "6.10.2", "0.14.0", "this is Python 3.10"),
        ((3, 14), "6.10.2", "0.14.0", "this is Python 3.14"),
        ((3, 11), "6.12.0", "0.14.0", "6.12.0 is known to fail"),
        ((3, 13), "6.11.0a1", "0.14.0", "6.11.0a1 is known to fail"),
        ((3, 12), "6.7.3", "0.14.0", "6.7.3 is known to fail"),
        ((3, 12), "7.0.0", "0.14.0", "7.0.0 is known to fail"),
        ((3, 11), "6.10.2", "0.13.7", "this is 0.13.7"),
        ((3, 11), "6.10.2", "0.15.0", "this is 0.15.0"),
        ((3, 11), None, "0.14.0", "needs PySide6, which is not installed"),
        ((3, 11), "6.10.2", None, "needs pyqtgraph, which is not installed"),
    ],
)
def test_that_other_versions_are_refused_in_one_line_that_says_what_to_do(
    python: tuple[int, int], pyside: str | None, pyqtgraph: str | None, said: str
) -> None:
    sentence = judge(python, pyside, pyqtgraph)
    assert sentence is not None
    assert said in sentence
    assert sentence.endswith("Start Claimbench with `python3 desktop`, which sets up versions that work.")
    assert "\n" not in sentence


def test_that_the_versions_installed_here_start() -> None:
    assert refusal() is None


def test_that_versions_are_those_of_the_packages_metadata() -> None:
    assert installed("PySide6", "pyside6_essentials") == importlib.metadata.version("PySide6-Essentials")
    assert installed("pyqtgraph", "pyqtgraph") == importlib.metadata.version("pyqtgraph")
    assert installed("no_such_package", "no_such_package") is None


def test_that_the_version_is_that_of_the_package_an_import_would_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shadowed").mkdir()
    (tmp_path / "shadowed" / "__init__.py").touch()
    (tmp_path / "Shadowed-6.12.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert installed("shadowed", "shadowed") == "6.12.0"


def test_that_the_check_itself_loads_no_qt() -> None:
    script = "import sys; from claimbench.app.versions import refusal; refusal(); print('PySide6' in sys.modules)"
    source = Path(__file__).resolve().parents[3] / "desktop"
    done = subprocess.run([sys.executable, "-c", script], cwd=source, capture_output=True, check=True, encoding="utf-8")
    assert done.stdout == "False\n"
