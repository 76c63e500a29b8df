"""The rows of a table, filtered and sorted as they are shown, as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from claimbench.tables.big import load
from claimbench.tables.disk import Cancelled, Progress
from claimbench.tables.frame import Condition, Frame, Sort
from claimbench.tables.read import Reading


def save_rows(
    frame: Frame,
    conditions: Sequence[Condition],
    sort: Sort | None,
    path: Path,
    progress: Callable[[int], bool] = lambda count: True,
) -> int:
    """Write the cells as they stand, UTF-8 with commas, and give the number of rows. What was there before stays until
    all is written. ``progress(rows so far)`` says whether to go on. Raises ValueError, OSError or Cancelled."""
    count = 0
    with _written(path) as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in frame.columns])
        for piece in frame.texts(conditions, sort):
            writer.writerows(piece)
            count += len(piece)
            if not progress(count):
                raise Cancelled
    return count


def save_as_read(source: Path, reading: Reading, path: Path, progress: Progress = lambda share: True) -> None:
    """Write a large file's table exactly as it is read, every cell as text in quotes; ``reading`` is that of its
    beginning. Raises NotATable, ValueError, OSError or Cancelled."""
    texts = tuple(replace(column, type="text") for column in reading.recipe.columns)
    loaded = load(source, replace(reading, recipe=replace(reading.recipe, columns=texts)), progress)
    try:
        with _written(path) as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            if reading.table.titles is not None:
                writer.writerow(reading.table.titles)
            row = 0
            for piece in loaded.frame.texts():
                writer.writerows(loaded.exact.get(row + at, cells) for at, cells in enumerate(piece))
                row += len(piece)
                if not progress(1.0):
                    raise Cancelled
    finally:
        loaded.frame.close()


@contextmanager
def _written(path: Path) -> Iterator[TextIO]:
    """A file that takes the place of the one of that name once all of it is written."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", errors="replace", newline="") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
