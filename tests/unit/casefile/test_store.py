"""Faults while saving: every file is the old one or the new one, and a sentence says why."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_case import files_of, write_case

from claimbench.casefile.read import load
from claimbench.casefile.save import save
from claimbench.casefile.store import replace_files, write_text
from claimbench.casefile.unfinished import sweep
from claimbench.core.problem import ProblemError
from claimbench.core.series import Series

CALLS = ("open", "write", "fsync", "close", "replace", "chmod", "mkdir", "unlink")


class Faults:
    """Makes the n-th of the calls that change the disk fail."""

    def __init__(self, patch: pytest.MonkeyPatch, number: int, code: int) -> None:
        self.left = number
        self.code = code
        for name in CALLS:
            patch.setattr(os, name, self.failing(name, getattr(os, name)))

    def failing(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*arguments: Any, **options: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                if name == "close":
                    call(*arguments, **options)  # the descriptor is gone even when close reports a fault
                elif name == "write":
                    call(arguments[0], bytes(arguments[1])[:3])  # a full disk takes a part first
                raise OSError(self.code, os.strerror(self.code))
            return call(*arguments, **options)

        return instead


@pytest.mark.parametrize(
    ("code", "cause"), [(errno.ENOSPC, "the disk is full"), (errno.EIO, "a fault"), (errno.EROFS, "only be read")]
)
def test_that_whichever_call_fails_each_file_is_the_old_one_or_the_new_one(
    tmp_path: Path, code: int, cause: str
) -> None:
    folder = write_case(tmp_path)
    old = load(folder).case
    claims = old.claims | {"C01": replace(old.claims["C01"], note="changed")}
    series = old.series | {"more": Series("more", "More", "case", "level", "new folder/more.csv")}
    new = replace(old, title="Changed", claims=claims, series=series)
    other = write_case(tmp_path / "other")
    save(new, other)
    before, wanted = files_of(folder), files_of(other)
    number, failures = 0, 0
    outcomes = set()  # whether the new case was there, and whether the rest of it was still to be put in place
    while True:
        number += 1
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, number, code)
            try:
                save(new, folder)
            except ProblemError as failure:
                message = str(failure)
            else:
                message = ""
        if faults.left > 0:
            break
        failures += 1
        after = files_of(folder)
        if message:
            assert cause in message
            assert "could not be saved" in message
        else:  # a folder could not be made that was there already
            assert load(folder).case == new
        case = load(folder).case
        assert case in (old, new)
        if message:
            assert ("What was there before is unchanged" in message) == (case == old)
        outcomes.add((case == new, ".claimbench-save.json" in after))
        sweep(folder)
        save(case, folder)  # finishes what was left to do
        assert files_of(folder) == (wanted if case == new else before)
        shutil.rmtree(folder)  # the next fault finds the old files again
        write_case(tmp_path)
    assert failures > 20
    assert outcomes == {(False, False), (True, True), (True, False)}
    assert files_of(folder) == wanted
    assert not list(folder.rglob(".claimbench*"))


def test_that_a_folder_in_place_of_the_file_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(ProblemError, match="there is a folder of that name"):
        write_text(tmp_path / "a.csv", "text")
    with pytest.raises(ProblemError, match="its name is too long"):
        write_text(tmp_path / ("x" * 300), "text")
    (tmp_path / "file").touch()
    with pytest.raises(ProblemError, match="could not be saved"):
        replace_files({tmp_path / "b": b"new", tmp_path / "file" / "c": b"new"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "file"]


def test_that_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old" * 300_000)
    script = (
        "import os, sys; from pathlib import Path; from claimbench.casefile.store import write_text\n"
        "calls = int(sys.argv[2])\n"
        "def counted(call):\n"
        "    def instead(*a, **k):\n"
        "        global calls\n"
        "        calls -= 1\n"
        "        if calls == 0: os._exit(9)\n"
        "        return call(*a, **k)\n"
        "    return instead\n"
        "for name in ('open', 'write', 'fsync', 'close', 'replace'): setattr(os, name, counted(getattr(os, name)))\n"
        "write_text(Path(sys.argv[1]), 'new' * 300_000)\n"
    )
    seen = set()
    for number in range(1, 12):
        done = subprocess.run(
            [sys.executable, "-c", script, str(target), str(number)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "desktop")},
            check=False,
        )
        content = target.read_bytes()
        assert content in (b"old" * 300_000, b"new" * 300_000)
        seen.add((done.returncode, content[:3]))
        target.write_bytes(b"old" * 300_000)
    assert {(9, b"old"), (9, b"new"), (0, b"new")} <= seen
