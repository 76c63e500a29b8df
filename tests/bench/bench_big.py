"""Large tables: ``python3 tests/bench/bench_big.py [--rows N] [--runs N] [--kind KIND …] [--keep FILE] [--only NAME]``.

Makes a CSV with so many rows and six columns (10 million by default, about 1.1 GB) and reads it into a table with our
reader, DuckDB as it comes, and plain pandas, in turns, each in a process of its own: seconds, peak memory as a multiple
of the file. Ours and DuckDB's have in them the time to find out how the file is to be read. Of other kinds than plain
are files with decimal commas, grouped thousands, dates such as 31.12.2025, a cell in a thousand that is odd, missing
marks, all of these, or rows of another length. Then what a reader does with the table: a page of rows, a filter, a
sort. Goals: at most 1.2 times DuckDB, faster than pandas, a peak below 2.5 times the file. Processor time is printed,
too: on a busy machine it says more. At the end the medians of all runs are compared with DuckDB's.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
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


DAY = "DATE '2000-01-01' + CAST(i % 9000 AS INTEGER)"
VALUE = "round(sin(i / 1e5) * 1000 + random() * 50, 3)"
COUNT = "CAST(random() * 1e6 AS INTEGER)"
WITH_COMMA = f"replace(CAST({VALUE} AS VARCHAR), '.', ',')"
GROUPED = f"replace(format('{{:,}}', {COUNT}), ',', ' ')"
DOTTED = f"strftime({DAY}, '%d.%m.%Y')"
PLAIN = f"CAST({VALUE} AS VARCHAR)"
ODD = f"CASE i % 3000 WHEN 999 THEN 'about 5' WHEN 1999 THEN '12*' WHEN 2999 THEN 'abc' ELSE {PLAIN} END"
MISSING = f"CASE WHEN i % 20 = 7 THEN 'n/a' ELSE {PLAIN} END"
ALL = f"CASE WHEN i % 20 = 7 THEN '-' WHEN i % 1000 = 999 THEN 'about 5' ELSE {WITH_COMMA} END"
#: By kind: the day, the value and the count as they are written.
KINDS: dict[str, tuple[str, str, str]] = {
    "plain": (DAY, VALUE, COUNT),
    "commas": (DAY, WITH_COMMA, COUNT),
    "grouped": (DAY, VALUE, GROUPED),
    "dates": (DOTTED, VALUE, COUNT),
    "odd": (DAY, ODD, COUNT),
    "missing": (DAY, MISSING, COUNT),
    "all": (DOTTED, ALL, GROUPED),
    "ragged": (DAY, VALUE, COUNT),
}


def make(path: Path, rows: int, kind: str = "plain") -> None:
    """Days, numbers, short and long texts, as an export of some register has them."""
    import duckdb

    day, value, count = KINDS[kind]
    connection = duckdb.connect()
    connection.execute(
        f"COPY (SELECT {day} AS day, i AS id, {value} AS value, 'region ' || (i % 37) AS region, {count} AS n, "
        "'entry ' || (i * 7919 % 1000003) || ', with a remark of the usual length behind it' AS remark "
        f"FROM range({rows}) t(i)) TO '{path}' (HEADER, DELIMITER ';')"
    )
    connection.close()
    if kind == "ragged":
        _spoil(path)


def _spoil(path: Path) -> None:
    """A field more in one of a thousand lines."""
    lines = path.read_bytes().split(b"\n")
    for at in range(999, len(lines), 1_000):
        lines[at] += b";more"
    path.write_bytes(b"\n".join(lines))


def read(name: str, path: Path) -> None:
    """Read the file in this process and print what it took."""
    if name == "ours":
        _ours(path)
        return
    if name == "duckdb":
        import duckdb

        connection = duckdb.connect()
        started = Started()
        try:
            connection.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{path}')")
        except duckdb.Error:  # it is told to pass over what does not fit
            started = Started()
            connection.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{path}', ignore_errors = true)")
    else:
        import pandas as pd

        started = Started()
        pd.read_csv(path, sep=";", on_bad_lines="skip")
    _tell(name, started, path)


def _ours(path: Path) -> None:
    import duckdb  # noqa: F401 - loaded before the clock starts, as for the others
    import numpy as np

    from claimbench.tables import big, frame
    from claimbench.tables.read import read as understand

    started = Started()
    reading = understand(big.sample_of(path))
    known = started.seconds
    loaded = big.load(path, reading)
    _tell("ours", started, path)
    print(f"  ours, of it to find out how it is to be read: {known:.2f} s")
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
    parser.add_argument("--kind", nargs="+", choices=KINDS, default=["plain"])
    parser.add_argument("--keep", type=Path, help="a file to use, made if it is not there")
    parser.add_argument("--only", nargs="+", choices=READERS, default=READERS)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--in-process", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_process:
        read(options.in_process, options.keep)
        return
    with tempfile.TemporaryDirectory() as folder:
        for kind in options.kind:
            path = options.keep or Path(folder, f"{kind}.csv")
            if not path.exists():
                make(path, options.rows, kind)
            print(f"{kind}: {path.stat().st_size / 1e9:.2f} GB")
            told = [(name, _in_process(name, path)) for _ in range(options.runs) for name in options.only]
            for name in options.only if "duckdb" in options.only else ():
                wall, processor = (_middle(name, what, told) / _middle("duckdb", what, told) for what in (0, 1))
                print(f"{name:8} {wall:5.2f} × DuckDB   processor {processor:5.2f} ×")


def _in_process(name: str, path: Path) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    command = [sys.executable, __file__, "--keep", str(path), "--in-process", name]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(told, end="", flush=True)
    wall, processor = re.findall(r"([\d.]+) s\b", told)[:2]
    return float(wall), float(processor)


def _middle(name: str, what: int, told: Sequence[tuple[str, tuple[float, float]]]) -> float:
    return statistics.median(times[what] for other, times in told if other == name)


if __name__ == "__main__":
    main()
