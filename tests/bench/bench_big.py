"""Large tables: ``python3 tests/bench/bench_big.py [--rows N] [--keep FILE] [--only NAME …]``.

Makes a CSV with so many rows and six columns (10 million by default, about 1.1 GB) and reads it into a table with our
reader, DuckDB as it comes, and plain pandas, each in a process of its own: seconds, peak memory as a multiple of the
file. Then what a reader does with the table: a page of rows, a filter, a sort. Goals: at most 1.2 times DuckDB, faster
than pandas, a peak below 2.5 times the file. Processor time is printed, too: on a busy machine it says more.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "desktop"))

READERS = ("ours", "duckdb", "pandas")


class Started:
    """A clock, and one that counts only what this process computes, in all of its threads."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._wall

    @property
    def processor(self) -> float:
        return time.process_time() - self._processor


def make(path: Path, rows: int) -> None:
    """Days, numbers, short and long texts, as an export of some register has them."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(
        "COPY (SELECT DATE '2000-01-01' + CAST(i % 9000 AS INTEGER) AS day, i AS id, "
        "round(sin(i / 1e5) * 1000 + random() * 50, 3) AS value, 'region ' || (i % 37) AS region, "
        "CAST(random() * 1e6 AS INTEGER) AS n, 'entry ' || (i * 7919 % 1000003) || "
        f"', with a remark of the usual length behind it' AS remark FROM range({rows}) t(i)) TO '{path}' (HEADER)"
    )
    connection.close()


def read(name: str, path: Path) -> None:
    """Read the file in this process and print what it took."""
    if name == "ours":
        _ours(path)
        return
    if name == "duckdb":
        import duckdb

        connection = duckdb.connect()
        started = Started()
        connection.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{path}')")
    else:
        import pandas as pd

        started = Started()
        pd.read_csv(path)
    _tell(name, started, path)


def _ours(path: Path) -> None:
    import numpy as np

    from claimbench.tables import big, frame
    from claimbench.tables.read import read as understand

    started = Started()
    reading = understand(big.sample_of(path))
    print(f"  ours, finding out how it is to be read: {started.seconds:.2f} s")
    import duckdb  # noqa: F401 - loaded before the clock starts, as for the others

    started = Started()
    loaded = big.load(path, reading)
    _tell("ours", started, path)
    table = loaded.frame
    middle = table.row_count // 2
    steps: dict[str, Callable[[], object]] = {
        "a page from the middle": lambda: table.cells(np.arange(middle, middle + 128)),
        "a filter by range": lambda: table.ids([frame.Condition(2, "range", low=10.0, high=20.0)]),
        "a filter by text": lambda: table.ids([frame.Condition(5, "text", "entry 999")]),
        "a sort": lambda: table.ids(sort=frame.Sort(2)),
    }
    for what, step in steps.items():
        started = Started()
        step()
        print(f"  ours, {what}: {1000 * started.seconds:.0f} ms")
    table.close()


def _tell(name: str, started: Started, path: Path) -> None:
    seconds, processor = started.seconds, started.processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    times = f"{seconds:6.2f} s   processor {processor:6.2f} s"
    print(f"{name:8} {times}   peak {peak / path.stat().st_size:.2f} × the file ({peak / 1e9:.2f} GB)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--keep", type=Path, help="a file to use, made if it is not there")
    parser.add_argument("--only", nargs="+", choices=READERS, default=READERS)
    parser.add_argument("--in-process", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_process:
        read(options.in_process, options.keep)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder, "big.csv")
        if not path.exists():
            make(path, options.rows)
        print(f"{path.stat().st_size / 1e9:.2f} GB")
        for name in options.only:
            subprocess.run([sys.executable, __file__, "--keep", str(path), "--in-process", name], check=True)


if __name__ == "__main__":
    main()
