"""How fast the list of claims is with 5,000 of them: ``python3 tests/bench/bench_claims.py``.

Prints the median and the slowest time of sorting, filtering, scrolling by a page, and changing one claim, each from the
call to the finished paint, for the cards and for the grid. Times are this machine's.
"""
# ruff: noqa: T201

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests" / "gui")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")

from panes_case import make_bridge, many_claims, show_verdicts  # noqa: E402
from PySide6.QtCore import QCoreApplication, Qt  # noqa: E402

from claimbench.app.claim_edits import ChangeClaims  # noqa: E402
from claimbench.gui.claim_row import ClaimRow  # noqa: E402
from claimbench.gui.claims_pane import ClaimsPane  # noqa: E402
from claimbench.gui.record_grid import RecordGrid  # noqa: E402
from claimbench.gui.record_table import RecordTable  # noqa: E402
from claimbench.gui.start import application  # noqa: E402

CLAIMS = 5_000


def timed(name: str, steps: list[Callable[[], object]]) -> None:
    times = []
    for step in steps:
        started = time.perf_counter()
        step()
        QCoreApplication.processEvents()
        times.append(1000 * (time.perf_counter() - started))
    print(f"  {name:<28} {np.median(times):6.1f} ms, slowest {max(times):6.1f} ms")


def measure(pane: ClaimsPane, view: RecordTable[ClaimRow] | RecordGrid[ClaimRow]) -> None:
    bar, up, down = view.verticalScrollBar(), Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    timed("sort", [partial(view.sortByColumn, column, order) for column in range(4) for order in (up, down)])
    timed("filter", [partial(pane.filter_field.setText, text) for text in ("M", "M0", "7", "77", "7", "")])
    timed("scroll a page", [partial(bar.setValue, page * bar.pageStep()) for page in range(40)])
    titles = [ChangeClaims(("M00007",), "title", f"Another title {number}") for number in range(6)]
    timed("change one claim", [partial(pane.bridge.apply, each) for each in titles])
    view.sortByColumn(-1, up)


def main() -> None:
    app, _ = application("light")
    bridge = make_bridge(many_claims(CLAIMS))
    started = time.perf_counter()
    pane = ClaimsPane(bridge)
    pane.resize(520, 800)
    pane.show()
    app.processEvents()
    show_verdicts(bridge)
    print(f"{CLAIMS:,} claims, shown after {1000 * (time.perf_counter() - started):.0f} ms")
    for name, view in (("Cards", pane.table), ("Grid", pane.grid)):
        pane._as_grid(view is pane.grid)
        app.processEvents()
        print(name)
        measure(pane, view)
    pane.close()


if __name__ == "__main__":
    main()
