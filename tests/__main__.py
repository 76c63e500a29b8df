"""``python3 tests [pytest arguments]`` sets up what the tests need, then runs them without a window.

Without arguments all of them are run, on all cores, each file by one process; what is named is run in one process, as
tests in a real window have to be, which share its mouse.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "desktop"))

import bootstrap  # noqa: E402  (it lives beside the program)

ALL_CORES = ["-n", "auto", "--maxprocesses", "8", "--dist", "loadfile"]

if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.chdir(ROOT)  # pytest reads its settings and its list of tests from here
    bootstrap.main(["-m", "pytest", *(sys.argv[1:] or ALL_CORES)], [bootstrap.PROGRAM, bootstrap.TESTS])
