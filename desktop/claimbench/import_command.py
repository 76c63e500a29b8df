"""The command ``import``: how a file is read, and what was read, from the command line."""
# Everything that costs time to import is imported where it is needed, as in commandline.py.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimbench.core.problem import ProblemError, error

if TYPE_CHECKING:
    from claimbench.app.importing import SeriesPlan
    from claimbench.tables.decision import Finding
    from claimbench.tables.layout import Role
    from claimbench.tables.read import Reading

_TOLD = 10  # remarks of each kind
_PER_COLUMN = {
    "type": "what a column is read as: text, number, date, time, excel date, epoch, boolean or empty",
    "unit": "the unit of a column",
    "decimal": "the decimal mark of a column, . or ,",
    "order": "the order of a column's dates: dmy, mdy or ymd",
    "year": "the year of dates that have none: a year, or the column that has it",
    "year_begins": "the month in which years such as 2022/23 begin, 1 to 12; “7 before”: FY2022 begins in July 2021",
    "missing": "a text that says that nothing was given; once for each",
}


def import_options(parser: argparse.ArgumentParser) -> None:
    """Show how a file with a table is read, and write or take over what was read."""
    parser.add_argument("file", help="CSV, TSV, text, .csv.gz or .xlsx")
    parser.add_argument("--json", action="store_true", help="everything as JSON on standard output")
    parser.add_argument("--to", metavar="OUT.csv", help="write the table exactly as read, every cell as text")
    parser.add_argument("--into", metavar="CASE", help="take it into a case, as a series if --as says nothing else")
    parser.add_argument("--as", dest="kind", choices=["series", "claims", "sources"], default="series")
    parser.add_argument("--id", default="", help="of the series; the file's name by default")
    parser.add_argument("--label", default="", help="of the series")
    parser.add_argument("--series-unit", default="", metavar="UNIT", help="of the series, such as case/month")
    parser.add_argument(
        "--series-kind",
        choices=["level", "amount"],
        help="what the series has: values at a date, or amounts in a period",
    )
    parser.add_argument("--source", default="", metavar="ID", help="the source of figures that name none")
    parser.add_argument("--turn", action="store_true", help="the file has the other kind: convert it")
    for part in ("period", "start", "end", "value"):
        parser.add_argument(f"--{part}", default="", metavar="COLUMN", help=f"the column of the series' {part}")
    recipe = parser.add_argument_group("recipe", "What is given here is not guessed.")
    recipe.add_argument("--encoding", help="such as windows-1251")
    recipe.add_argument("--delimiter", help="one or two characters; \\t for a tab")
    recipe.add_argument("--quote", help="the character around cells; empty for none")
    recipe.add_argument("--escape", help="\\ where quotes in cells have one before them")
    recipe.add_argument("--sheet", help="of a workbook")
    recipe.add_argument("--header-lines", type=_lines, metavar="N[,N…]|none", help="the lines that name the columns")
    recipe.add_argument("--units-line", type=int, metavar="N", help="the line that has the units")
    for key, help in _PER_COLUMN.items():
        recipe.add_argument(f"--{key.replace('_', '-')}", action="append", default=[], metavar="COLUMN=…", help=help)


def _lines(text: str) -> tuple[int, ...]:
    if text == "none":
        return ()
    if not re.fullmatch(r"[1-9]\d*(,[1-9]\d*)*", text):
        raise argparse.ArgumentTypeError(f"“{text}” is neither a list of lines such as 1 or 1,2 nor the word none")
    return tuple(map(int, text.split(",")))


def import_file(options: argparse.Namespace) -> int:
    from claimbench.app.batch import as_json
    from claimbench.app.importing import reading_json
    from claimbench.tables.read import as_csv

    given = _given(options)
    if not options.into and (reading := _beginning(options, given)) is not None:
        _import_large(options, reading)
        return 0
    reading, data = _read(options, given)
    if options.json:
        print(as_json(reading_json(reading)))
    else:
        rows = reading.table.row_count
        print("\n".join(_told(options.file, reading, rows, reading.line_counts, reading.findings)))
    if options.to:
        from claimbench.casefile.store import replace_files

        replace_files({Path(options.to): as_csv(reading.table).encode("utf-8", errors="surrogateescape")})
    if options.into:
        _take_over(reading, data, options)
    return 0


def _beginning(options: argparse.Namespace, given: Mapping[str, Any]) -> Reading | None:
    """The reading of the beginning of a large text; None where the file is to be read at once. Raises ProblemError as
    :func:`_read`."""
    from claimbench.app.exploring import preview
    from claimbench.tables.contents import NotATable
    from claimbench.tables.read import read

    try:
        data, partly = preview(Path(options.file)) if _is_large(options.file) else (b"", False)
        reading = read(data, given) if partly else None
    except NotATable as refusal:
        raise _refused(options, refusal) from refusal
    if reading is not None:
        _check_columns(options, reading, given)
    return reading


def _is_large(file: str) -> bool:
    from claimbench.tables.big import LARGE

    path = Path(file)
    return path.is_file() and path.stat().st_size > LARGE


def _import_large(options: argparse.Namespace, reading: Reading) -> None:
    """Read all of a large text, in pieces, and say how. Raises ProblemError."""
    from claimbench.app.batch import as_json
    from claimbench.app.exploring import open_table
    from claimbench.app.importing import reading_json
    from claimbench.app.rows_file import save_as_read
    from claimbench.tables.contents import NotATable

    path, progress = Path(options.file), _telling(options)
    try:
        table = open_table(path.name, reading, path, progress)
        try:
            options.progress.clear()
            if options.json:
                print(as_json(reading_json(reading, table)))
            else:
                rows = table.frame.row_count
                told = _told(options.file, reading, rows, table.line_counts, table.findings)
                print("\n".join([*told, *(f"{options.file}: {remark}" for remark in table.frame.remarks)]))
        finally:
            table.frame.close()
        if options.to:
            save_as_read(path, reading, Path(options.to), progress)
    except NotATable as refusal:
        raise _refused(options, refusal) from refusal
    except ValueError as trouble:
        raise ProblemError([error("not-read", f"{options.file}: {trouble}")]) from trouble


def _telling(options: argparse.Namespace) -> Callable[[float], bool]:
    """Says how far the reading is."""

    def progress(share: float) -> bool:
        options.progress.tell("Reading", share)
        return True

    return progress


def _refused(options: argparse.Namespace, refusal: Exception) -> ProblemError:
    """What is raised where a file holds no table; with --json the reason is printed, too."""
    from claimbench.app.batch import as_json

    if options.json:
        print(as_json({"table": False, "reason": str(refusal)}))
    return ProblemError([error("no-table", f"{options.file}: {refusal}")])


def _read(options: argparse.Namespace, given: Mapping[str, Any]) -> tuple[Reading, bytes]:
    """The reading and the bytes that it is of. Raises ProblemError for what is no table, or has not the columns that
    the options name."""
    from claimbench.app.importing import bytes_of
    from claimbench.tables.contents import NotATable
    from claimbench.tables.read import read

    try:
        data = bytes_of(Path(options.file))
        reading = read(data, given, _telling(options))
        options.progress.clear()
    except NotATable as refusal:
        raise _refused(options, refusal) from refusal
    _check_columns(options, reading, given)
    return reading, data


def _check_columns(options: argparse.Namespace, reading: Reading, given: Mapping[str, Any]) -> None:
    """Raises ProblemError where the options name columns that are not there."""
    names = [column.name for column in reading.table.columns]
    unknown = [name for name in given.get("columns", {}) if name not in names]
    if unknown:
        hint = f"There are {', '.join(f'“{name}”' for name in names[:20])}{' …' if len(names) > 20 else ''}."
        problems = [error("no-column", f"{options.file}: there is no column “{name}”.", hint=hint) for name in unknown]
        raise ProblemError(problems)


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """The fields of the recipe that the options give. Raises ProblemError for what cannot be one."""
    from claimbench.tables.recipe import ORDERS, TYPES
    from claimbench.tables.split_years import BEGINS

    keys = ("encoding", "quote", "escape", "sheet", "header_lines", "units_line")
    given = {key: value for key in keys if (value := getattr(options, key)) is not None}
    if options.delimiter is not None:
        given["delimiter"] = options.delimiter.replace("\\t", "\t")
    allowed = {"type": TYPES, "order": ORDERS, "decimal": (".", ","), "year_begins": BEGINS}
    columns: dict[str, dict[str, Any]] = {}
    problems = []
    for key in _PER_COLUMN:
        for pair in getattr(options, key):
            name, mark, value = pair.rpartition("=")
            if not mark or (key in allowed and value not in allowed[key]):
                option = key.replace("_", "-")
                wanted = f" is one of {', '.join(filter(None, allowed[key]))}" if key in allowed else ""
                hint = f"Write --{option} COLUMN=VALUE{wanted and f'; the value{wanted}'}."
                problems.append(error("bad-value", f"“{pair}” gives no {option} of a column.", hint=hint))
                continue
            fields = columns.setdefault(name, {})
            fields[key] = (*fields.get(key, ()), value) if key == "missing" else value
    if problems:
        raise ProblemError(problems)
    return given | ({"columns": columns} if columns else {})


def _told(
    file: str, reading: Reading, rows: int, line_counts: Mapping[Role, int], findings: Sequence[Finding]
) -> list[str]:
    """How a file was read, to be read by people."""
    from claimbench.tables.characters import shown

    counts = ", ".join(f"{count:,} {role}" for role, count in line_counts.items() if count)
    columns = len(reading.table.columns)
    size = f"{rows:,} row{'' if rows == 1 else 's'} of {columns} column{'' if columns == 1 else 's'}"
    lines = [f"{file}: {size} (lines: {counts})"]
    for decision in reading.decisions:
        asks = " Please check." if decision.ambiguous else ""
        lines.append(f"  {shown(decision.subject)} = {_value(decision.value)}: {shown(decision.reason)}{asks}")
    for finding in findings:
        column = f":{finding.column}" if finding.column else ""
        text = " ".join(shown(finding.text).split())[:60]
        lines.append(f"{file}:{finding.line}{column}: {finding.message}" + (f" “{text}”" if text else ""))
    return lines


def _value(value: object) -> str:
    """What was decided, in a word."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    from claimbench.tables.characters import shown

    return {"": "none", "\t": "tab", " ": "space"}.get(str(value), shown(str(value)))


def _take_over(reading: Reading, data: bytes, options: argparse.Namespace) -> None:
    """Put the table into a case on disk: its records and, of a series, the file as it came and the recipe."""
    from claimbench.app.importing import ImportSeries, series_from
    from claimbench.app.record_import import records_from
    from claimbench.casefile.read import load
    from claimbench.casefile.save import save
    from claimbench.casefile.unsaved import refuse_unsaved
    from claimbench.tables.convert import told

    folder = Path(options.into)
    refuse_unsaved(folder)
    case = load(folder).case
    try:
        if options.kind != "series":
            command = records_from(case, reading.table, "claim" if options.kind == "claims" else "source")
            changed = command.apply(case)
            save(changed, folder)
            print(f"{folder}: {command.pasted.sentence}.")
            return
        plan = _plan(reading, options)
        series, remarks = series_from(reading.table, plan)
        importing = ImportSeries(series)
        changed = importing.apply(case)
    except ValueError as refusal:
        raise ProblemError([error("not-imported", f"{options.file}: {refusal}")]) from refusal
    save(changed, folder)
    _keep_original(reading, plan, folder, Path(options.file).name, data)
    print(f"{folder}: {importing.sentence(case, changed)}")
    for sentence in told(remarks, _TOLD):
        print(f"{options.file}: {sentence}")


def _plan(reading: Reading, options: argparse.Namespace) -> SeriesPlan:
    from dataclasses import replace

    from claimbench.app.importing import likely_plan

    id = options.id or re.sub(r"\W+", "_", Path(options.file).stem).strip("_").lower()
    plan = likely_plan(reading.table, id, options.label, options.series_unit, options.series_kind)
    if options.start or options.end:
        plan = replace(plan, period="", start=options.start, end=options.end)
    if options.period:
        plan = replace(plan, period=options.period, start="", end="")
    return replace(plan, value=options.value or plan.value, turn=options.turn, said_by=options.source)


def _keep_original(reading: Reading, plan: SeriesPlan, folder: Path, name: str, data: bytes) -> None:
    import tomlkit

    from claimbench.app.importing import place_of_original, recipe_table
    from claimbench.casefile.read import load
    from claimbench.casefile.store import replace_files

    place = place_of_original(load(folder).case, name)
    document = tomlkit.parse((folder / "case.toml").read_text(encoding="utf-8"))
    document["series"][plan.id]["recipe"] = recipe_table(reading, plan, place, data)
    replace_files({folder / place: data, folder / "case.toml": tomlkit.dumps(document).encode()})
