"""Simulation-based calibration of held claims, with several hundred replicates: run with PYTHONPATH=desktop.

    python tests/bench/bench_calibration.py [replicates]

Prints the chi-square chance of each table of ranks; below 1 % something is wrong.
"""

# ruff: noqa: T201, E402

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "unit" / "app"), str(Path(__file__).parents[2] / "desktop")]

from calibration import chance_of, ranks
from numpy import bincount


def main() -> int:
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    worst = 1.0
    for relation, deviation, draws, refined in (
        ("=", 6.0, 4096, False), ("about", 0.0, 4096, False), ("=", 0.2, 1024, True), ("=", 0.02, 1024, True),
    ):  # fmt: skip
        began = time.perf_counter()
        found = ranks(relation, deviation, replicates, draws, refined)  # type: ignore[arg-type]
        chance = chance_of(found)
        worst = min(worst, chance)
        how = "refined" if refined else "weighed"
        said = f"sd {deviation}" if relation == "=" else "10 %"
        print(f"{relation:6} {said:8} {how}: chance {chance:.3f}, {time.perf_counter() - began:.0f} s, ",
              *bincount(found, minlength=16))  # fmt: skip
    return int(worst < 0.01)


if __name__ == "__main__":
    sys.exit(main())
