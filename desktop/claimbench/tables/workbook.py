"""Workbooks (.xlsx): the sheets, and the cells of one as text. Formulas are their stored results."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final

from claimbench.core.frozen import dataclass
from claimbench.tables.contents import LARGEST, MOST_RATIO, NotATable
from claimbench.tables.decision import Findings
from claimbench.tables.disk import Cancelled, Progress
from claimbench.tables.sheet_layout import fill_merged, layout_of, note_hidden, pieces
from claimbench.tables.words import CURRENCIES

MOST_ENTRIES: Final = 10_000
MOST_CELLS: Final = 20_000_000
MOST_COLUMNS: Final = 16_384
_FREE: Final = 16 << 20
_PIECE: Final = 1 << 20
_OFTEN: Final = 1_000  # rows between two looks whether to go on
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TOLD = re.compile(r'\[\$([^\]-]+)[^\]]*\]|"([^"]+)"|([$€£¥₴])')  # a currency in a format
_SUPERSCRIPT = re.compile(rb'"superscript"')
_FORMULA = re.compile(rb"<f[ >/]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` have one text for each cell up to the last column in use."""

    name: str
    rows: list[list[str]]
    others: tuple[str, ...]  # the names of the other sheets


def read_sheet(data: bytes, wanted: str, findings: Findings, progress: Progress) -> Sheet:
    """The cells of one sheet: the one named, else the first that has any, hidden ones last. Raises NotATable, or
    Cancelled where ``progress`` has asked for it."""
    _check_size(data)
    import openpyxl  # type: ignore[import-untyped]  # takes a quarter of a second to load

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations that nothing here needs
            rich = _has(data, "xl/sharedStrings", _SUPERSCRIPT)
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, rich_text=rich)
            sheets = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
            names = [sheet.title for sheet in sheets]
            if wanted and wanted not in names:
                raise NotATable(f"There is no sheet “{wanted}”. There are: {', '.join(names)}.")
            for name in [wanted] if wanted else names:
                rows = _rows(book[name], progress)
                if rows:
                    layout = layout_of(data, book[name]._worksheet_path)
                    fill_merged(rows, layout, findings)
                    note_hidden(layout, len(rows), findings)
                    _find_empty_formulas(data, name, rows, findings, progress)
                    return Sheet(name, rows, tuple(other for other in names if other != name))
            book.close()
    except (NotATable, Cancelled):
        raise
    except Exception as trouble:  # a damaged workbook makes openpyxl raise nearly anything
        raise NotATable(
            "The workbook is damaged or not what its name says. Open and save it in a spreadsheet."
        ) from trouble
    raise NotATable("The workbook has no cells with anything in them.")


def _check_size(data: bytes) -> None:
    """Unpack every entry in pieces and count what comes out: what the archive says of itself is not trusted."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise NotATable(f"The workbook has {len(entries):,} parts, far more than a workbook needs.")
            total = 0
            for entry in entries:
                with archive.open(entry) as stream:
                    while piece := stream.read(_PIECE):
                        total += len(piece)
                        if total > LARGEST:
                            raise NotATable(f"Unpacked the workbook has more than {LARGEST >> 20} MiB.")
                        if total > _FREE and total > MOST_RATIO * len(data):
                            raise NotATable("The workbook unpacks to far more than data do; it was not read further.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as trouble:
        raise NotATable("The workbook is damaged, or protected by a password.") from trouble
    except ValueError as trouble:
        if isinstance(trouble, NotATable):
            raise
        raise NotATable("The workbook is damaged.") from trouble


def _rows(sheet: Any, progress: Progress) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    count = sheet.max_row or 0
    sheet.reset_dimensions()  # some programs write that a sheet has one cell only
    for number, row in enumerate(sheet.iter_rows()):
        if number % _OFTEN == 0 and not progress(min(1.0, number / count) if count else 0.0):
            raise Cancelled
        texts = [_text(cell.value, getattr(cell, "number_format", "") or "") for cell in row[:MOST_COLUMNS]]
        while texts and not texts[-1]:
            texts.pop()
        cells += len(texts)
        if cells > MOST_CELLS:
            raise NotATable(f"The sheet has more than {MOST_CELLS:,} cells. Save it as CSV and open that.")
        rows.append(texts)
    while rows and not rows[-1]:
        rows.pop()
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _text(value: object, form: str) -> str:
    """A cell as a spreadsheet shows it, but with all its digits; dates as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        whole = value.time() == time(0)
        if whole and "h" not in form.lower():
            return _day(value.date(), form)
        return value.isoformat(" ", "seconds" if not value.microsecond else "auto")
    if isinstance(value, date):
        return _day(value, form)
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, time):
        return str(value)
    if isinstance(value, int | float):
        return _formed(value, form)
    if isinstance(value, list):  # parts of a text, of which some may stand higher than the others
        return "".join(str(part).translate(_RAISED) if _is_raised(part) else str(part) for part in value)
    return str(value)


def _is_raised(part: object) -> bool:
    return getattr(getattr(part, "font", None), "vertAlign", "") == "superscript"


def _formed(value: float, form: str) -> str:
    """A number with the percent sign, the currency or the leading zeros that its format gives it."""
    if "%" in form:
        return f"{_number(round(float(value) * 100, 12))}%"
    if set(form) == {"0"} and len(form) > 1 and value == int(value) >= 0:
        return f"{int(value):0{len(form)}}"  # a code
    return f"{_number(value)} {_currency_in(form)}".rstrip()


@lru_cache(maxsize=1_000)
def _currency_in(form: str) -> str:
    told = (found.strip() for found in map("".join, _TOLD.findall(form)))
    return next((each for each in told if each.casefold() in CURRENCIES), "")


def _day(day: date, form: str) -> str:
    """A date; one that is shown without its day is a month, as it was meant, and without its month a year."""
    lower = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", form.lower())
    if "y" in lower and "d" not in lower and day.day == 1 and ("m" in lower or day.month == 1):
        return f"{day:%Y-%m}" if "m" in lower else str(day.year)
    return day.isoformat()


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _find_empty_formulas(data: bytes, name: str, rows: list[list[str]], findings: Findings, progress: Progress) -> None:
    """Formulas that have no stored result: the workbook was written by a program that does not calculate."""
    if not _has(data, "xl/worksheets/", _FORMULA):
        return
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheet = book[name]
        sheet.reset_dimensions()
        for line, row in enumerate(sheet.iter_rows(), 1):
            if line % _OFTEN == 0 and not progress(1.0):
                raise Cancelled
            for column, cell in enumerate(row, 1):
                if isinstance(cell.value, str) and cell.data_type == "f" and line <= len(rows):
                    shown = rows[line - 1][column - 1] if column <= len(rows[line - 1]) else ""
                    if not shown:
                        message = "The formula has no stored result. Open and save the workbook in a spreadsheet first."
                        findings.add(line, column, cell.value, "formula-without-result", message)
        book.close()


def _has(data: bytes, part: str, sought: re.Pattern[bytes]) -> bool:
    """Whether something stands in the parts of a workbook whose names begin so."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.startswith(part)]
        return any(sought.search(piece) for name in names for piece in pieces(archive, name))
