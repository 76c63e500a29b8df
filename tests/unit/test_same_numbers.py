"""The same case and seed, the same numbers to the last bit: in another process, on another number of threads."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from claimbench.app.paths import bundled_case

#: What the libraries under numpy and scipy read the number of their threads from.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def printed(threads: int, *options: str) -> str:
    """What ``claimbench run`` prints in a process of its own: every number with all its digits."""
    environment = {**os.environ, **dict.fromkeys(THREADS, str(threads)), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "claimbench", "run", str(bundled_case("ukraine-2025")), "--json", *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("options", [("--seed", "5"), ("--hold", "C01")], ids=["plain", "held"])
def test_that_two_processes_with_one_thread_and_with_three_agree_to_the_last_bit(options: tuple[str, ...]) -> None:
    alone = printed(1, *options)
    assert len(alone) > 10_000
    assert printed(3, *options) == alone
