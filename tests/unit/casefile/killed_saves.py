"""A process that saves one of two versions of a case after the other, to be killed; and what must then be true."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from claimbench.casefile.read import load
from claimbench.casefile.unfinished import sweep
from claimbench.core.case import Case

SCRIPT = """
import sys
from pathlib import Path
from claimbench.casefile.read import load
from claimbench.casefile.save import save
sys.path.insert(0, sys.argv[2])
from killed_saves import other
folder = Path(sys.argv[1])
save(load(folder).case, folder)
print("ready", flush=True)
case = load(folder).case
while True:
    case = other(case)
    save(case, folder)
"""


def other(case: Case) -> Case:
    """The version that is not this one: every file of the case differs between them."""
    mark = "B" if case.title.endswith("A") else "A"
    claims = {id: replace(claim, note=mark * 500) for id, claim in case.claims.items()}
    sources = {id: replace(source, note=mark * 500) for id, source in case.sources.items()}
    citations = tuple(replace(citation, note=mark) for citation in case.citations)
    series = {
        id: replace(one, observations=tuple(replace(o, note=mark) for o in one.observations))
        for id, one in case.series.items()
    }
    return replace(case, title=mark, claims=claims, sources=sources, citations=citations, series=series)


def kill_while_saving(folder: Path, times: int, seed: int) -> int:
    """Kill the process at random moments; how often a save was left half-way, and finished by reading through it.

    Raises AssertionError for a case that is neither version.
    """
    at = random.Random(seed)
    interrupted = 0
    first = other(load(folder).case)
    versions = (load(folder).case, first, other(first))
    command = [sys.executable, "-c", SCRIPT, str(folder), str(Path(__file__).parent)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "desktop")}
    for _ in range(times):
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            try:
                process.wait(timeout=at.uniform(0.0, 0.4))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        loaded = load(folder)
        assert loaded.case in versions, f"neither version: {loaded.case.title}"
        interrupted += (folder / ".claimbench-save.json").exists()
    sweep(folder)
    return interrupted
