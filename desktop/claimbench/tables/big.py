"""Large text files into a table: DuckDB reads them whole, and what it does not understand goes to our own rules.

The recipe comes from a piece of the file (:func:`sample_of`). At first the file is read in the hope that all of it is
plain: every line fits, and a cell of a number is one as DuckDB writes them. Where it is not, it is read once more, with
care: every cell as text, turned into a number or a date by the recipe in the same pass. A cell that is none is kept as
its text, its different texts are read by :mod:`claimbench.tables.numbers` and :mod:`claimbench.tables.dates`; what is
left is counted and can be filtered for. Lines with another number of fields are not taken in; they are listed.
"""

from __future__ import annotations

import codecs
import errno
import gzip
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import IncrementalNewlineDecoder
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from claimbench.core.show import day_number
from claimbench.core.temporary import temporary_folder
from claimbench.tables.contents import NotATable
from claimbench.tables.csv_query import plain_type, read_file_into_rows
from claimbench.tables.dates import parse_date
from claimbench.tables.decision import Finding
from claimbench.tables.frame import Frame, FrameColumn, connect, discard, literal, reason, rejected_test
from claimbench.tables.numbers import parse_number
from claimbench.tables.ragged import TRAILING
from claimbench.tables.recipe import ColumnRecipe, Recipe
from claimbench.tables.survey import Survey

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LARGE: Final = 8_000_000  # bytes, from which a table to explore is read this way
SAMPLE: Final = 400_000  # bytes that the recipe is found in
_ODD: Final = 1_000_000  # different texts of a column that are read one by one
_LISTED: Final = 1_000
_NAMED: Final = 5  # lines that a remark names
_NONE: Final[tuple[Finding, ...]] = ()
_NEARLY_ALL: Final = 0.9  # of the rows end in a delimiter: that is how the file is written
_PIECE: Final = 1 << 20
_WATCH: Final = 0.1  # seconds between two looks at the progress
_OFTEN: Final = 2_000  # texts between two looks whether to go on
_COPYING: Final = 0.6  # of the way, where the file has to be unpacked or put into UTF-8 first
_SPARED: Final = 1 << 30  # bytes on the disk that are left free

_TWO_BYTES: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FOUR_BYTES: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
#: Told the share that is done, from 0 to 1; answers whether to go on.
Progress = Callable[[float], bool]


class Cancelled(Exception):  # noqa: N818 - somebody asked for it
    """Reading was stopped on request."""


class _MixedEnds(Exception):  # noqa: N818 - it is read once more
    """Lines were not taken in that would be, were line ends of one kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """``rejected`` lines are those that were not taken in, of which the first are among the ``findings``; ``lines`` are
    all physical lines of the file, ``header`` those before the first row."""

    frame: Frame
    lines: int
    header: int
    rejected: int
    findings: tuple[Finding, ...]

    @property
    def sentence(self) -> str:
        """The account of the lines."""
        parts = [f"{self.frame.row_count:,} data", f"{self.header:,} header and preamble"]
        parts += [f"{self.rejected:,} rejected"] if self.rejected else []
        rest = self.lines - self.frame.row_count - self.header - self.rejected
        parts += [f"{rest:,} blank or inside quoted cells"] if rest > 0 else []
        return f"{self.lines:,} lines: {', '.join(parts)}"


def sample_of(path: Path) -> bytes:
    """The first lines of a text file, packed or not: enough to find out how it is to be read. Raises OSError."""
    with _opened(path) as file:
        piece = file.read(SAMPLE)
        more = bool(file.read(1))
    if not more:
        return piece
    width = 4 if piece.startswith(_FOUR_BYTES) else 2 if piece.startswith(_TWO_BYTES) else 1
    end = piece.rfind(b"\n") + 1
    return piece[: end + -end % width] or piece


def is_text(path: Path) -> bool:
    """Whether a file can be read this way: it is no workbook."""
    with _opened(path) as file:
        return file.read(4) != b"PK\x03\x04"


@contextmanager
def _opened(path: Path) -> Iterator[gzip.GzipFile]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if packed:
            with gzip.open(file) as unpacking:
                yield unpacking
        else:
            yield file  # type: ignore[misc]


def load(path: Path, recipe: Recipe, progress: Progress = lambda share: True) -> Loaded:
    """Read a file into a frame by a recipe that was found in a sample of it.

    Raises NotATable, OSError, or Cancelled where ``progress`` has asked for it.
    """
    import duckdb

    progress = _rising(progress)
    try:
        try:
            return _load(path, recipe, progress)
        except (duckdb.InvalidInputException, _MixedEnds):
            return _load(path, recipe, progress, tidied=True)
    except duckdb.Error as trouble:
        raise NotATable(f"The file cannot be read this way: {reason(trouble)}") from trouble


def _load(path: Path, recipe: Recipe, progress: Progress, tidied: bool = False) -> Loaded:
    """Raises as :func:`load` does, and duckdb.Error or _MixedEnds where the file is to be ``tidied``."""
    import duckdb

    # Rows that get their year from elsewhere are not dates here; their texts are kept.
    recipe = replace(recipe, columns=tuple(replace(c, type="text") if c.year else c for c in recipe.columns))
    first = max((0, *recipe.header_lines, recipe.units_line or 0, *_leading(recipe)))
    before = path.stat()
    with _readable(path, recipe.encoding, progress, tidied) as (readable, rest):
        connection = connect(readable)
        try:
            survey, count, findings = _fill(connection, recipe, readable, first, rest)
            if count and not tidied and _mixes_ends(readable):
                raise _MixedEnds
            texts = {str(row[0]) for row in connection.execute("DESCRIBE rows").fetchall()}
            columns = [
                _settled(connection, at, column, rest, f"t{at}" not in texts)
                for at, column in enumerate(recipe.columns)
            ]
        except BaseException as trouble:
            discard(connection)
            if isinstance(trouble, duckdb.Error) and not readable.exists():
                raise FileNotFoundError(errno.ENOENT, "It is not there any more", str(path)) from trouble
            raise
    remarks = ["The file mixes line ends; all were read as one kind."] if tidied else []
    remarks += [
        f"{_counted(column.rejected, 'cell')} of “{column.name}” could not be read as {column.type}; "
        f"{'their' if column.rejected > 1 else 'its'} text was kept."
        for column in columns
        if column.rejected
    ]
    if count:
        has = "have" if count > 1 else "has"
        were = "were" if count > 1 else "was"
        remarks.append(
            f"{_counted(count, 'line')} {has} another number of fields and {were} not taken in"
            f"{_where(findings, count)}."
        )
    frame_rows = int(connection.execute("SELECT count(*) FROM rows").fetchall()[0][0])
    surplus, found = survey.surplus.count, tuple(survey.surplus.findings)
    if surplus > _NEARLY_ALL * frame_rows:
        remarks.append(TRAILING)
        found = (Finding(first or 1, len(columns) + 1, "", "trailing-delimiter", TRAILING),)
    elif surplus:
        has = "have" if surplus > 1 else "has"
        remarks.append(
            f"{_counted(surplus, 'line')} {has} empty fields after the last column{_where(found, surplus)}; "
            "all else was taken in."
        )
    if survey.surplus.stopped:
        remarks.append(
            f"A quote is never closed after line {survey.surplus.stopped:,}; "
            "whether lines below have empty fields after the last column was not counted."
        )
    findings = tuple(sorted((*findings, *found), key=lambda finding: finding.line))
    after = path.stat() if path.exists() else before
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        remarks.append("The file was changed while it was read: open it again to have all of it.")
    return Loaded(Frame(connection, columns, remarks), survey.lines, first, count, findings)


def _mixes_ends(path: Path) -> bool:
    """Whether some lines end with a carriage return, and some without one: DuckDB goes by the first."""
    plain = returned = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            piece += file.read(1) if piece.endswith(b"\r") else b""
            pairs = piece.count(b"\r\n")
            returned += pairs
            plain += piece.count(b"\n") - pairs
            if plain and returned:
                return True
    return False


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' if count != 1 else ''}"


def _where(findings: Sequence[Finding], count: int) -> str:
    """The first lines of so many."""
    named = [f"{finding.line:,}" for finding in findings[:_NAMED]]
    return f" (line{'s' if count > 1 else ''} {', '.join(named)}{' …' if count > len(named) else ''})"


def _rising(progress: Progress) -> Progress:
    """The same, but never told that it has gone back: what is read a second time begins where the first one ended."""
    most = 0.0

    def told(share: float) -> bool:
        nonlocal most
        most = max(most, share)
        return progress(most)

    return told


def _leading(recipe: Recipe) -> list[int]:
    """Lines before the first row that were said not to be data."""
    return [line for line, role in recipe.lines if role in ("preamble", "header")]


@contextmanager
def _readable(path: Path, encoding: str, progress: Progress, tidied: bool) -> Iterator[tuple[Path, Progress]]:
    """The file as DuckDB can read it, in UTF-8 and unpacked, and whom to tell of the rest of the way; ``tidied``, with
    line ends of one kind."""
    name = codecs.lookup(encoding).name
    with _opened(path) as file:
        if name in ("utf-8", "utf-8-sig", "ascii") and not tidied and not isinstance(file, gzip.GzipFile):
            yield path, progress
            return
        raw: Any = file.fileobj if isinstance(file, gzip.GzipFile) else file
        size = max(1, path.stat().st_size)
        folder = temporary_folder()
        try:
            copy = folder / "copy.csv"
            decoder: Any = codecs.getincrementaldecoder(name)(errors="replace")
            if tidied:
                decoder = IncrementalNewlineDecoder(decoder, translate=True)
            with copy.open("wb") as written:
                while piece := file.read(_PIECE):
                    written.write(decoder.decode(piece).encode())
                    if shutil.disk_usage(folder).free < _SPARED:
                        raise OSError(errno.ENOSPC, "There is not enough room on the disk to unpack it", str(path))
                    if not progress(_COPYING * min(1.0, raw.tell() / size)):
                        raise Cancelled
                written.write(decoder.decode(b"", final=True).encode())
            yield copy, lambda share: progress(_COPYING + (1 - _COPYING) * share)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _fill(
    connection: DuckDBPyConnection, recipe: Recipe, path: Path, skip: int, progress: Progress
) -> tuple[Survey, int, tuple[Finding, ...]]:
    """Make the table ``rows``. Gives what the bytes of the file told, the number of lines that were not taken in, and
    the first of these."""
    with path.open("rb", buffering=0) as file:
        survey = Survey(file, recipe, skip)
        count, findings = 0, _NONE
        if not _filled_plainly(connection, recipe, path, skip, survey, progress):
            _execute(
                connection, read_file_into_rows(recipe, path, skip, plainly=False), survey, progress, lambda: False
            )
            count, findings = _rejects(connection, recipe)
    if survey.surplus.undecided and not survey.surplus.recount(path, lambda: progress(1.0)):
        raise Cancelled
    return survey, count, findings


def _filled_plainly(
    connection: DuckDBPyConnection, recipe: Recipe, path: Path, skip: int, survey: Survey, progress: Progress
) -> bool:
    """Whether all of the file is plain; where it is not, there is no table. Raises Cancelled."""
    import duckdb

    try:
        _execute(
            connection,
            read_file_into_rows(recipe, path, skip, plainly=True),
            survey,
            progress,
            lambda: survey.doubtful,
        )
        if not survey.doubtful and _is_finite(connection, recipe):
            return True
        connection.execute("DROP TABLE rows")
    except duckdb.Error:
        pass  # it is not all plain
    return False


def _execute(
    connection: DuckDBPyConnection, sql: str, survey: Survey, progress: Progress, vain: Callable[[], bool]
) -> None:
    """Carry out a query and look at the file meanwhile, until it is ``vain``. Raises duckdb.Error, or Cancelled where
    ``progress`` has asked for it."""
    wanted = progress(0.0)
    if not wanted:
        raise Cancelled
    with ThreadPoolExecutor(1, "claimbench-reading") as pool:
        job = pool.submit(connection.execute, sql)
        while (more := survey.go_on(_WATCH)) or not job.done():
            if not more:
                wait([job], _WATCH)
            wanted = progress(min(1.0, max(0.0, connection.query_progress() / 100))) and wanted
            stop = vain() or not wanted
            if job.done() and (stop or job.exception()):
                break
            if stop:
                connection.interrupt()  # again and again: what has not quite begun is not stopped
    if not wanted:
        raise Cancelled
    job.result()


def _is_finite(connection: DuckDBPyConnection, recipe: Recipe) -> bool:
    """Whether DuckDB has taken no "nan" and no "infinity" for a number or a date."""
    plain = [at for at, column in enumerate(recipe.columns) if plain_type(column)]
    odd = " OR ".join(f"NOT isfinite(v{at})" for at in plain) or "false"
    return not connection.execute(f"SELECT 1 FROM rows WHERE {odd} LIMIT 1").fetchall()


def _settled(
    connection: DuckDBPyConnection, at: int, column: ColumnRecipe, progress: Progress, plain: bool
) -> FrameColumn:
    """Read by our own rules the cells that were not plain, and count those that could not be read. Raises Cancelled."""
    if column.type not in ("number", "date"):
        return FrameColumn(column.name, "text", column.unit, column.missing)
    settled = FrameColumn(column.name, column.type, column.unit, column.missing, plain=plain)
    if plain:
        return settled
    unknown = rejected_test(at, settled)
    odd = connection.execute(
        f"SELECT t{at}, count(*) FROM rows WHERE {unknown} GROUP BY 1 ORDER BY 2 DESC LIMIT {_ODD}"
    ).fetchall()
    if not odd:
        return settled
    known: dict[str, float] = {}
    for number, (text, _) in enumerate(odd):
        if number % _OFTEN == 0 and not progress(1.0):
            raise Cancelled
        if (value := _read(text, column)) is not None:
            known[text] = value
    if known:
        texts, values = np.array(list(known), dtype=object), np.array(list(known.values()))
        connection.register("odd", {"text": texts, "value": values})
        connection.execute(f"UPDATE rows SET v{at} = odd.value FROM odd WHERE rows.t{at} = odd.text")
        connection.unregister("odd")
    rejected = int(connection.execute(f"SELECT count(*) FROM rows WHERE {unknown}").fetchall()[0][0])
    return replace(settled, rejected=rejected)


def _read(text: str, column: ColumnRecipe) -> float | None:
    if column.type == "number":
        number = parse_number(text, column.decimal)
        return number.value if number else None
    when = parse_date(text.strip(), column.order)
    return day_number(when.start) if when else None


def _rejects(connection: DuckDBPyConnection, recipe: Recipe) -> tuple[int, tuple[Finding, ...]]:
    """The number of lines that were not taken in, and the first of them. A line of blanks and delimiters is a blank."""
    blank = literal(f" \t\r\n{recipe.delimiter}")
    told = f"FROM reject_errors WHERE trim(coalesce(csv_line, '?'), {blank}) <> ''"
    rows = connection.execute(
        f"SELECT line, any_value(csv_line), any_value(error_type) {told} GROUP BY line ORDER BY line LIMIT {_LISTED}"
    ).fetchall()
    count = int(connection.execute(f"SELECT count(DISTINCT line) {told}").fetchall()[0][0])
    findings = tuple(
        Finding(int(line), None, str(text), "rejected", _REASONS.get(str(kind), "The line does not fit the table."))
        for line, text, kind in rows
    )
    connection.execute("DROP TABLE IF EXISTS reject_errors")
    connection.execute("DROP TABLE IF EXISTS reject_scans")
    return count, findings


_REASONS: Final = {
    "MISSING COLUMNS": "The line has too few fields.",
    "TOO MANY COLUMNS": "The line has too many fields.",
    "UNQUOTED VALUE": "A quote in this line has no partner.",
    "LINE SIZE OVER MAXIMUM": "The line is longer than 16 MB.",
    "INVALID ENCODING": "Some bytes of this line are not characters in the encoding of the file.",
}
