"""Files with known contents, each spoilt in one way, for ``bench_import.py --make FOLDER``.

The ways are those that the Pollock benchmark lists (Vitagliano, Hameed, Jiang, Reisener, Wu, Naumann: "Pollock: A Data
Loading Benchmark", VLDB 2023): what is around the table, lines with a delimiter too many or too few, and other
delimiters, quotes, escapes and line ends, in the whole file or in one line. The table is made up.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

Rows = list[list[str]]
Spoilt = tuple[str, str, Rows]  # a name, the text of the file, and what is in it

HEADER = ["Day", "Time", "Place", "Reported", "Price", "Remark", "Address"]
PLACES = ("Kharkiv", "Saint-Denis", "New York", "Łódź", "Sumy, east", "Odesa")
REMARKS = ("none", "called “late”, twice", 'the "old" one', "", "seen, not counted")


def table(rows: int = 40) -> Rows:
    return [HEADER] + [
        [
            f"{row % 28 + 1:02}/{row % 12 + 1:02}/2024",
            f"{row % 24:02}:{row * 7 % 60:02}",
            PLACES[row % len(PLACES)],
            str(row * 37 % 101),
            f"${row * 13 % 90}.{row * 7 % 100:02}",
            REMARKS[row % len(REMARKS)],
            f"https://www.example.com/{row:04}.html",
        ]
        for row in range(rows)
    ]


def written(rows: Rows, delimiter: str = ",", quote: str = '"', escape: str = '"', end: str = "\r\n") -> str:
    return "".join(line(row, delimiter, quote, escape) + end for row in rows)


def line(row: list[str], delimiter: str = ",", quote: str = '"', escape: str = '"') -> str:
    return delimiter.join(cell(text, delimiter, quote, escape) for text in row)


def cell(text: str, delimiter: str, quote: str, escape: str) -> str:
    if quote in text or delimiter.strip() in text or " " in text:
        return quote + text.replace(quote, escape + quote) + quote
    return text


def around() -> Iterator[Spoilt]:
    """What is around the table, or not."""
    rows = table()
    text = written(rows)
    yield "source", text, rows
    yield "file_no_payload", "", []
    yield "file_no_trailing_newline", text.rstrip("\r\n"), rows
    yield "file_double_trailing_newline", text + "\r\n", rows
    yield "file_no_header", written(rows[1:]), rows[1:]
    yield "file_header_only", written(rows[:1]), rows[:1]
    yield "file_one_data_row", written(rows[:2]), rows[:2]
    yield "file_preamble", "A report of what was seen\r\n\r\n" + text, rows
    above = ["When", "", "Where", "How many", "", "Notes", ""]
    yield "file_header_multirow", written([above]) + text, [_joined(above, HEADER), *rows[1:]]
    other = [["Name", "Kind"], *([f"name {row}", f"kind {row % 3}"] for row in range(8))]
    yield "file_multitable_less", text + "\r\n" + written(other), rows
    wider = [[*HEADER, "More"], *([*row, "x"] for row in rows[1:9])]
    yield "file_multitable_more", text + "\r\n" + written(wider), rows


def _joined(above: list[str], below: list[str]) -> list[str]:
    """Two lines of titles as one: a title above stands over the columns up to the next."""
    spread, last = [], ""
    for title in above:
        last = title or last
        spread.append(last)
    return [f"{first} {second}" for first, second in zip(spread, below, strict=True)]


def characters() -> Iterator[Spoilt]:
    """Other delimiters, quotes, escapes and line ends for all lines."""
    rows = table()
    for name, delimiter in (("space", " "), ("comma_space", ", "), ("semicolon", ";"), ("tab", "\t"), ("bar", "|")):
        yield f"file_field_delimiter_{name}", written(rows, delimiter), rows
    yield "file_quotation_char_apostrophe", written(rows, quote="'", escape="'"), rows
    yield "file_escape_char_backslash", written(rows, escape="\\"), rows
    yield "file_escape_char_missing", written(rows, escape=""), rows
    yield "file_record_delimiter_lf", written(rows, end="\n"), rows
    yield "file_record_delimiter_cr", written(rows, end="\r"), rows


def lines() -> Iterator[Spoilt]:
    """One line that is not like the others, for each line, and each of its cells where it matters which."""
    rows = table()

    def spoilt(at: int, text: str, row: list[str], end: str = "\r\n") -> tuple[str, Rows]:
        return written(rows[:at]) + text + end + written(rows[at + 1 :]), [*rows[:at], row, *rows[at + 1 :]]

    for at, row in enumerate(rows):
        parts = [cell(text, ",", '"', '"') for text in row]
        for column, (part, text) in enumerate(zip(parts, row, strict=True)):
            before, after = parts[:column], parts[column + 1 :]
            more = ",".join([*before, "", part, *after])
            yield f"row_more_sep_row{at}_col{column}", *spoilt(at, more, [*row[:column], "", *row[column:]])
            quoted = ",".join([*before, '"' + part, *after])
            kept = '"' + (part if '"' in part else text)
            yield f"row_extra_quote{at}_col{column}", *spoilt(at, quoted, [*row[:column], kept, *row[column + 1 :]])
            if column and '"' not in parts[column - 1] + part:
                less = ",".join([*before[:-1], before[-1] + part, *after])
                both = [*row[: column - 1], row[column - 1] + text, *row[column + 1 :]]
                yield f"row_less_sep_row{at}_col{column}", *spoilt(at, less, both)
        for name, delimiter in (("semicolon", ";"), ("tab", "\t"), ("space", " ")):
            yield f"row_field_delimiter_{at}_{name}", *spoilt(at, line(row, delimiter), row)
        yield f"row_record_delimiter_{at}", *spoilt(at, line(row), row, "\n")


def make(folder: Path) -> int:
    """Write the spoilt files to ``csv`` and what is in them to ``clean``; answers how many they are."""
    count = 0
    for part in ("csv", "clean"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for name, text, rows in (*around(), *characters(), *lines()):
        (folder / "csv" / f"{name}.csv").write_bytes(text.encode())
        output = io.StringIO()
        csv.writer(output, lineterminator="\n").writerows(rows)
        (folder / "clean" / f"{name}.csv").write_bytes(output.getvalue().encode())
        count += 1
    return count
