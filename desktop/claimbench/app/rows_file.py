"""The rows of a table, filtered and sorted as they are shown, as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from claimbench.tables.disk import Cancelled
from claimbench.tables.frame import Condition, Frame, Sort


def save_rows(
    frame: Frame,
    conditions: Sequence[Condition],
    sort: Sort | None,
    path: Path,
    progress: Callable[[int], bool] = lambda count: True,
) -> int:
    """Write the cells as they stand, UTF-8 with commas, and give the number of rows. What was there before stays until
    all is written. ``progress(rows so far)`` says whether to go on. Raises ValueError, OSError or Cancelled."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    count = 0
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.name for column in frame.columns])
            for piece in frame.texts(conditions, sort):
                writer.writerows(piece)
                count += len(piece)
                if not progress(count):
                    raise Cancelled
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count
