"""How soon the window is there, and its charts: ``python3 tests/bench/bench_start.py [REPETITIONS]``.

Every number is from the start of a process to the end of a paint, as a multiple of what a bare Qt window takes from the
start of its process to the end of its own paint; beside it what the processor did by then, which says more on a busy
machine. The three are started in turn; what is printed are medians, of the multiples those of each turn, since a
processor is not always equally fast:

- a bare window: Python, ``QApplication``, ``QWidget.show()``;
- ``claimbench``, as it is started for the second time and ever after: what it keeps in its cache is there;
- ``claimbench`` with an empty cache, as where this case has never been open before (compiled modules are there).

The first charts are there when all those in sight are painted: their picture, or, of few draws, they themselves.
"""
# ruff: noqa: T201

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]

#: ``time.monotonic`` is one clock for all processes. The class of the widget decides what a paint event calls.
BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QWidget

class Bare(QWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("window", time.monotonic(), time.process_time())
        self.close()

app = QApplication([])
window = Bare()
window.resize(1680, 1050)
window.show()
app.exec()
"""
#: The program as it is, but for what its paints and its first rest are noted by; then the window is closed. Modules are
#: changed when the program imports them: nothing is imported earlier than without.
OURS = """
import sys, time
from importlib.machinery import PathFinder
sys.path.insert(0, sys.argv.pop(1))

def note(name, noted=set()):
    if name not in noted:
        noted.add(name)
        print(name, time.monotonic(), time.process_time())

def watch(window):
    "Every 2 ms: is everything there, painted and at rest?"
    from PySide6.QtCore import QCoreApplication, QTimer
    def look():
        if window.is_filled and not window.runner.busy and window.findChild(object, "charts-picture") is None:
            QCoreApplication.processEvents()
            note("all")
            window.close()
    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(2)

def painted(canvas, seen=set()):
    "All charts that this window has room for."
    if canvas.figure_painter.figure.marks:
        seen.add(id(canvas))
        if len(seen) == 4:
            note("live")

THEN = {
    "claimbench.gui.window": [
        ("Window", "paintEvent", lambda window: note("window")), ("Window", "restore_size", watch)
    ],
    "claimbench.gui.charts_picture": [("ChartsPicture", "paintEvent", lambda picture: note("picture"))],
    "claimbench.gui.figure_canvas": [("FigureCanvas", "paintEvent", painted)],
}

def after(kind, method, do):
    "Have a method of a class do something more at its end."
    before = getattr(kind, method)
    def longer(self, *arguments):
        result = before(self, *arguments)
        do(self)
        return result
    setattr(kind, method, longer)

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name not in THEN:
            return None
        spec = PathFinder.find_spec(name, path)
        execute = spec.loader.exec_module
        def exec_module(module):
            execute(module)
            for kind, method, do in THEN[name]:
                after(getattr(module, kind), method, do)
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Finder())
from claimbench.__main__ import main
sys.exit(main(["--theme", "light"]))
"""

#: The screen of Qt's own offscreen platform has only 800 x 800.
SCREEN = {
    "screens": [
        {"name": "one", "x": 0, "y": 0, "width": 1920, "height": 1200, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    ]
}


def started(program: str, folder: Path, *arguments: str) -> dict[str, tuple[float, float]]:
    """When each thing happened that the program notes: seconds from its start, and of the processor by then."""
    environment = os.environ | {
        "QT_QPA_PLATFORM": _platform(folder),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "CLAIMBENCH_CACHE": str(folder / "cache"),
        "XDG_CONFIG_HOME": str(folder / "settings"),
        "XDG_DATA_HOME": str(folder / "data"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", program, *arguments]
    begun = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=120)
    notes = map(str.split, done.stdout.splitlines())
    return {name: (float(at) - begun, float(spent)) for name, at, spent in notes}


def _platform(folder: Path) -> str:
    chosen = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    if chosen != "offscreen":
        return chosen
    file = folder / "screen.json"
    file.write_text(json.dumps(SCREEN), encoding="utf-8")
    return f"offscreen:configfile={file}"


def compare(repetitions: int = 9) -> None:
    rows = {
        "bare Qt window": ("bare", "window"),
        "first window": ("second", "window"),
        "first charts: a picture of how they were left": ("second", "picture"),
        "the charts themselves": ("second", "live"),
        "all panes, all draws": ("second", "all"),
        "with an empty cache: first window": ("first", "window"),
        "with an empty cache: first charts, of few draws": ("first", "live"),
        "with an empty cache: all panes, all draws": ("first", "all"),
    }
    # of each turn: what was taken, and what the bare window took
    times: dict[tuple[str, str], list[tuple[tuple[float, float], tuple[float, float]]]]
    times = {row: [] for row in rows.values()}
    with TemporaryDirectory(prefix="claimbench-bench-") as name:
        folder = Path(name)
        started(BARE, folder)
        started(OURS, folder, str(ROOT / "desktop"))
        for _ in range(repetitions):
            found = {"bare": started(BARE, folder), "second": started(OURS, folder, str(ROOT / "desktop"))}
            shutil.rmtree(folder / "cache")
            found["first"] = started(OURS, folder, str(ROOT / "desktop"))
            for start, what in times:
                if what in found[start]:
                    times[start, what].append((found[start][what], found["bare"]["window"]))
    print(f"Start, medians of {repetitions}, {os.environ.get('QT_QPA_PLATFORM', 'offscreen')}")
    print(f"  {'':48s} {'elapsed':>20s} {'processor':>24s}")
    for label, row in rows.items():
        shown = []
        for clock in (0, 1):  # elapsed, processor
            own = median(each[clock] for each, _ in times[row])
            multiple = median(each[clock] / bare[clock] for each, bare in times[row])
            shown.append(f"{1000 * own:7.0f} ms {multiple:6.2f} x bare")
        print(f"  {label:48s} {'   '.join(shown)}")


if __name__ == "__main__":
    compare(*map(int, sys.argv[1:2]))
