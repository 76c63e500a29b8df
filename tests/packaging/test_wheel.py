"""What pip installs: the wheel and the sdist, built without a network from this checkout."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from claimbench import __version__

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.packaging


def built(target: str, source: Path, destination: Path) -> Path:
    """The file that hatchling, which is installed with the tests, makes of ``source``."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(destination)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (made,) = destination.iterdir()
    return made


def files_under(folder: str) -> set[str]:
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    open_case = ".claimbench.lock"  # of a program that has a bundled case open
    return {path.relative_to(ROOT).as_posix() for path in paths if path.name != open_case}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made from the sdist, as pip makes it where it finds no wheel: so the sdist is complete."""
    unpacked = tmp_path_factory.mktemp("unpacked")
    safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # Python 3.11.4 and later
    with tarfile.open(sdist) as archive:
        archive.extractall(unpacked, **safely)
    (source,) = unpacked.iterdir()
    return built("wheel", source, tmp_path_factory.mktemp("wheel"))


def test_that_the_sdist_holds_resources_data_and_tests(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert files_under("resources") | files_under("data") | files_under("tests") <= names
    assert {"LICENSE", "README.md", "desktop/requirements.txt"} <= names


def test_that_the_wheel_holds_the_code_the_resources_and_the_bundled_cases(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = {f"claimbench/_{name}" for name in files_under("resources") | files_under("data")}
    expected |= {name.removeprefix("desktop/") for name in files_under("desktop/claimbench")}
    assert expected <= names
    assert not {name for name in names if not name.startswith(("claimbench/", f"claimbench-{__version__}.dist-info/"))}


def test_that_the_wheel_gives_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        entry_points = archive.read(f"claimbench-{__version__}.dist-info/entry_points.txt").decode()
    assert "claimbench = claimbench.__main__:main" in entry_points
