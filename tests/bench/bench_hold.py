"""What holding claims costs in the bundled case: run with PYTHONPATH=desktop.

    python tests/bench/bench_hold.py

From a tick to all that a window shows, at the draws of a preview and at all draws, beside the same without anything
held; a step of a drag with claims held; and refining, with its longest step, which is how long a cancel can take.
Median and worst of several, in milliseconds.
"""

# ruff: noqa: T201

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "desktop"))

from claimbench.app.commands import SetAssumption
from claimbench.app.paths import bundled_case
from claimbench.app.projection import Projector, Results
from claimbench.app.refining import finish, refine
from claimbench.app.settling import finish as settled
from claimbench.app.settling import settling
from claimbench.app.solving import solve
from claimbench.casefile.read import load
from claimbench.core.case import Case

HELD = (("C42",), ("C84", "C86"), ("C42", "C110", "C89", "C98"))
PREVIEW = 1024


def timed(action: Callable[[], object], times: int = 9) -> str:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        spent.append(1e3 * (time.perf_counter() - began))
    return f"{statistics.median(spent):7.1f} {max(spent):7.1f}"


def dragged(projector: Projector, case: Case, names: frozenset[str]) -> Callable[[], object]:
    """One step of a drag after another, of an assumption that held claims depend on."""
    state: list[Results] = [projector.project(case, PREVIEW, None, None, names).settle()]
    value = case.assumptions["casualty_ratio"].best

    def step() -> None:
        now = SetAssumption("casualty_ratio", "best", value + 0.01 * len(state)).apply(case)
        state.append(projector.project(now, PREVIEW, state[-1], None, names).settle())

    return step


def main() -> None:
    saved = load(bundled_case("ukraine-2025")).case
    projector = Projector(saved)
    names = projector.shown(saved)
    print("milliseconds:                          median   worst")
    for count, label in ((PREVIEW, "preview"), (None, "all draws")):
        plain = projector.project(saved, count, None, None, names).settle()
        again = timed(lambda: projector.project(saved, count, None, None, names).settle())  # noqa: B023
        print(f"nothing held, from nothing, {label:10} {again}")
        for held in HELD:
            case = replace(saved, held=held)
            tick = timed(lambda: projector.project(case, count, plain, plain, names).settle())  # noqa: B023
            print(f"tick {' '.join(held):20} {label:12} {tick}")
    print(f"step of a drag, nothing held           {timed(dragged(projector, saved, names), 40)}")
    for held in HELD:
        step = timed(dragged(projector, replace(saved, held=held), names), 40)
        print(f"step of a drag, {' '.join(held):22} {step}")
    for held in (("C11",), ("C11", "C12", "C42"), ("C86", "C88", "C89")):
        case, marks = replace(saved, held=held), [time.perf_counter()]
        finish(refine(projector, case), lambda _: marks.append(time.perf_counter()))  # noqa: B023
        longest = max(then - now for now, then in pairwise(marks))
        print(f"refining {' '.join(held):16} {marks[-1] - marks[0]:.1f} s, {len(marks)} steps, longest {longest:.2f} s")
    full = projector.project(saved)
    print(f"what would have to be true for C88     {timed(lambda: solve(full, 'C88'), 3)}")
    print(f"which claim would settle it            {timed(lambda: settled(settling(full, 'strength_at_end')), 3)}")


if __name__ == "__main__":
    main()
