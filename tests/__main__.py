"""``python3 tests [pytest arguments]`` sets up what the tests need, then runs them without a window."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "desktop"))

import bootstrap  # noqa: E402  (it lives beside the program)

if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.chdir(ROOT)  # pytest reads its settings and its list of tests from here
    bootstrap.main(["-m", "pytest", *sys.argv[1:]], [bootstrap.PROGRAM, bootstrap.TESTS])
