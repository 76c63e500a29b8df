"""Kill a saving process at random moments, many times: the case must be one version or the other, whole.

python tests/bench/bench_kill.py [TIMES]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests" / "unit" / "casefile")]


def main() -> None:
    from killed_saves import kill_while_saving
    from small_case import write_case

    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as temporary:
        interrupted = kill_while_saving(write_case(Path(temporary)), times, seed=1)
    sys.stdout.write(f"{times} kills: 0 corrupt; {interrupted} in the middle of putting files in place\n")


if __name__ == "__main__":
    main()
