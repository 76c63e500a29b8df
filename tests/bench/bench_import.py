"""How well files are read: ``python3 tests/bench/bench_import.py FOLDER [--make] [--only NAME …] [--files PATTERN]``.

The folder has polluted files in ``csv`` and what is really in them in ``clean`` (comma, double quotes, one header),
as the data of the Pollock benchmark have it (Vitagliano, Hameed, Jiang, Reisener, Wu, Naumann: "Pollock: A Data Loading
Benchmark", VLDB 2023); a file ``pollock_weights.json`` beside or above it gives each file its weight. Scored is, as
there: success, and precision, recall and F1 of header, records and cells, ten in all. *Silent*: the table is wrong and
nothing was said; *errors*: no table; *conserved*: every token of the file is in the table or in what was told about its
lines. Other readers take part as they come, where they are installed. ``--make`` puts files into the folder that are
spoilt in the ways of that paper (:mod:`polluted`). Without a folder only encodings of short texts are tried.
"""
# ruff: noqa: T201, E402

from __future__ import annotations

import argparse
import csv
import fnmatch
import io
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(Path(__file__).parent)]

import polluted

from claimbench.tables.contents import NotATable
from claimbench.tables.encoding import detect_encoding
from claimbench.tables.read import read

Rows = list[list[str]]
TOKEN = re.compile(r"\w+")


@dataclass
class Answer:
    """What a reader made of a file: its rows with the header first, whether it said that something was wrong, and the
    text of the lines that it told about besides."""

    rows: Rows
    spoke: bool = False
    told: str = ""


def ours(path: Path) -> Answer:
    data = path.read_bytes()
    try:
        reading = read(data)
    except NotATable as refusal:
        if not data.strip():
            return Answer([], True)
        raise ValueError(str(refusal)) from refusal
    table = reading.table
    rows = [list(table.titles)] if table.titles is not None else []
    rows += [list(table.row(row)) for row in range(table.row_count)]
    lines = re.split(r"\r\n|\n|\r", data.decode(reading.recipe.encoding, errors="surrogateescape"))
    apart = [text for text, role in zip(lines, reading.line_roles, strict=False) if role not in ("data", "header")]
    return Answer(rows, bool(reading.findings or reading.ambiguous), "\n".join(apart))


def with_pandas(path: Path) -> Answer:
    import pandas as pd

    if not path.stat().st_size:
        return Answer([])
    return Answer(_rows_of_csv(pd.read_csv(path).to_csv(index=False)))


def with_duckdb(path: Path) -> Answer:
    import duckdb

    if not path.stat().st_size:
        return Answer([])
    with duckdb.connect() as connection:
        cursor = connection.execute("SELECT * FROM read_csv(?)", [str(path)])
        names = [column[0] for column in cursor.description]
        return Answer([names, *([("" if cell is None else str(cell)) for cell in row] for row in cursor.fetchall())])


def with_duckdb_text(path: Path) -> Answer:
    import duckdb

    if not path.stat().st_size:
        return Answer([])
    with duckdb.connect() as connection:
        cursor = connection.execute("SELECT * FROM read_csv(?, all_varchar=true, store_rejects=true)", [str(path)])
        names = [column[0] for column in cursor.description]
        rows = [[("" if cell is None else str(cell)) for cell in row] for row in cursor.fetchall()]
        rejects = connection.execute("SELECT csv_line FROM reject_errors").fetchall()
        return Answer([names, *rows], bool(rejects), "\n".join(str(reject[0]) for reject in rejects))


def with_clevercsv(path: Path) -> Answer:
    import clevercsv

    return Answer([list(row) for row in clevercsv.read_table(str(path))]) if path.stat().st_size else Answer([])


def with_polars(path: Path) -> Answer:
    import polars

    return Answer(_rows_of_csv(polars.read_csv(path).write_csv())) if path.stat().st_size else Answer([])


READERS: dict[str, tuple[str, Callable[[Path], Answer]]] = {
    "claimbench": ("claimbench", ours),
    "pandas": ("pandas", with_pandas),
    "duckdb": ("duckdb", with_duckdb),
    "duckdb-text": ("duckdb", with_duckdb_text),
    "clevercsv": ("clevercsv", with_clevercsv),
    "polars": ("polars", with_polars),
}


def _rows_of_csv(text: str) -> Rows:
    return list(csv.reader(io.StringIO(text)))


def normal(cell: str) -> str:
    """A cell for the comparison of records: numbers by value, texts without regard to capitals."""
    try:
        return repr(float(cell))
    except ValueError:
        return cell.lower()


def measures(wanted: Sequence[str], got: Sequence[str]) -> float:
    """Precision, recall and F1, added up."""
    if not wanted:
        return 3.0
    common = sum((Counter(wanted) & Counter(got)).values())
    if not common:
        return 0.0
    first, second = common / len(wanted), common / len(got)
    return first + second + 2 * first * second / (first + second)


def score(clean: Rows, got: Rows) -> float:
    if not clean:
        return 10.0
    header = measures([normal(c) for c in clean[0]], [normal(c) for c in got[0]]) if got else 0.0
    records = measures(_joined(clean[1:]), _joined(got[1:]))
    return 1.0 + header + records + measures(_cells(clean), _cells(got))


def _joined(rows: Iterable[Sequence[str]]) -> list[str]:
    return ["".join(map(normal, row)) for row in rows]


def _cells(rows: Iterable[Sequence[str]]) -> list[str]:
    return [cell for row in rows for cell in row]


def conserved(path: Path, answer: Answer) -> bool:
    text = _text(path.read_bytes())
    kept = Counter(TOKEN.findall(" ".join(_cells(answer.rows)) + " " + answer.told))
    return not Counter(TOKEN.findall(text)) - kept


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(str(detect_encoding(data).value), errors="surrogateescape")


def run(folder: Path, name: str, reader: Callable[[Path], Answer], pattern: str, every: int, worst: int) -> None:
    weights = _weights(folder)
    scores: dict[str, float] = {}
    silent = errors = kept = 0
    started = time.perf_counter()
    paths = [path for path in sorted((folder / "csv").iterdir()) if fnmatch.fnmatch(path.name, pattern)]
    for path in paths[::every]:
        clean = _rows_of_csv((folder / "clean" / path.name).read_text(encoding="utf-8-sig", errors="replace"))
        try:
            answer = reader(path)
        except Exception:  # noqa: BLE001 - whatever another reader raises is an error of its own
            errors += 1
            scores[path.name] = 0.0
            continue
        scores[path.name] = score(clean, answer.rows)
        silent += scores[path.name] < 10 - 1e-9 and not answer.spoke
        kept += conserved(path, answer)
    count = max(1, len(scores))
    total = sum(weights.get(file, 1.0) for file in scores)
    weighted = sum(value * weights.get(file, 1.0) for file, value in scores.items()) / (total or 1.0)
    simple = sum(scores.values()) / count
    seconds = time.perf_counter() - started
    print(f"{name:12} {simple:7.3f} {weighted:9.3f} {silent:7} {errors:7} {kept:6} of {count}   {seconds:6.1f} s")
    for file, value in sorted(scores.items(), key=lambda item: item[1])[:worst]:
        if value < 10 - 1e-9:
            print(f"    {value:6.3f}  {file}")


def _weights(folder: Path) -> dict[str, float]:
    for place in (folder, folder.parent):
        if (path := place / "pollock_weights.json").exists():
            weights: dict[str, float] = json.loads(path.read_text())
            return weights
    return {}


def encodings() -> None:
    """How many short texts, in the encodings that their languages were written in, come back as they were."""
    texts = json.loads((ROOT / "tests/unit/tables/short_texts.json").read_text(encoding="utf-8"))
    right = total = 0
    for entry in texts:
        for encoding in entry["encodings"]:
            for text in entry["texts"]:
                data = text.encode(encoding)
                found = str(detect_encoding(data).value)
                good = data.decode(found, errors="replace") == text
                right, total = right + good, total + 1
                if not good:
                    print(f"    {encoding} as {found}: {text[:60]!r} -> {data.decode(found, errors='replace')[:60]!r}")
    print(f"encodings of short texts: {right} of {total} right, {100 * right / total:.1f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument(
        "--only", action="append", choices=list(READERS), help="a reader; all that are there by default"
    )
    parser.add_argument("--files", default="*", help="a pattern of file names")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth file only")
    parser.add_argument("--make", action="store_true", help="put spoilt files into the folder first")
    parser.add_argument("--worst", type=int, default=0, help="list that many of the worst files")
    options = parser.parse_args()
    if options.folder is None:
        encodings()
        return
    if options.make:
        print(f"{polluted.make(options.folder):,} files made")
    print(f"{'reader':12} {'simple':>7} {'weighted':>9} {'silent':>7} {'errors':>7} {'conserved':>12}")
    for name in options.only or READERS:
        package, reader = READERS[name]
        try:
            __import__(package)
        except ImportError:
            print(f"{name:12} is not installed")
            continue
        run(options.folder, name, reader, options.files, options.every, options.worst)


if __name__ == "__main__":
    main()
