"""What a killed process leaves where the system keeps temporary files."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from claimbench.core.temporary import temporary_folder

DESKTOP = str(Path(__file__).parents[3] / "desktop")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_that_what_a_killed_process_left_is_removed_by_the_next(place: Path) -> None:
    script = (
        f"import os, signal, sys, tempfile; sys.path.insert(0, {DESKTOP!r}); tempfile.tempdir = {str(place)!r}\n"
        "from claimbench.core.temporary import temporary_folder\n"
        "(temporary_folder() / 'spilt').write_bytes(bytes(1000)); os.kill(os.getpid(), signal.SIGTERM)"
    )
    subprocess.run([sys.executable, "-c", script], check=False, timeout=60)
    [left] = place.iterdir()
    assert (left / "spilt").stat().st_size == 1000
    mine = temporary_folder()
    assert list(place.iterdir()) == [mine]


def test_that_what_is_in_use_or_not_ours_stays(place: Path) -> None:
    (place / ".claimbench-notes.tmp").mkdir()
    first, second = temporary_folder(), temporary_folder()
    assert set(place.iterdir()) == {first, second, place / ".claimbench-notes.tmp"}
    assert first.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
