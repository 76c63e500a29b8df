"""The bytes of a file before anything is made of them: unpacked with a limit, and refused where they are no table."""

from __future__ import annotations

import json
import zlib
from typing import Final

LARGEST: Final = 512 * 1024 * 1024  # bytes, unpacked
MOST_RATIO: Final = 200  # of unpacked to packed bytes, once past the first megabytes
_PIECE: Final = 1 << 20
_FREE: Final = 16 << 20  # unpacked bytes for which no ratio is asked

_KINDS: Final = (
    (b"%PDF", "a PDF document", "Copy the table out of it, or ask for the data as a file."),
    (b"\x89PNG", "a picture", ""),
    (b"\xff\xd8\xff", "a picture", ""),
    (b"GIF8", "a picture", ""),
    (b"\xd0\xcf\x11\xe0", "a workbook of the old Excel format (.xls)", "Save it as .xlsx or CSV and open that."),
    (b"SQLite format 3", "a database", "Export the table as CSV."),
    (b"PAR1", "a Parquet file", "Export it as CSV."),
    (b"\x7fELF", "a program", ""),
    (b"MZ\x90", "a program", ""),
    (b"{\\rtf", "a text document (RTF)", "Copy the table out of it."),
    (b"BZh", "packed with bzip2", "Unpack it first."),
    (b"\xfd7zXZ", "packed with xz", "Unpack it first."),
    (b"Rar!", "an archive", "Unpack it first."),
    (b"7z\xbc\xaf", "an archive", "Unpack it first."),
)


#: What tells other archives apart that hold tables.
_PACKED: Final = (
    (b"application/vnd.oasis.opendocument.spreadsheet", "a spreadsheet in the OpenDocument format (.ods)"),
    (b"xl/workbook.bin", "a workbook in Excel's binary format (.xlsb)"),
)


class NotATable(ValueError):  # noqa: N818 - says what the file is, not that the program erred
    """The file holds no table that can be read; the message says why, and what to do."""


def unpacked(data: bytes) -> bytes:
    """The bytes themselves, or what gzip packed into them. Raises NotATable past the limits or where it is damaged."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    parts: list[bytes] = []
    total = 0
    rest = data
    while rest:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            while not unpacker.eof:
                part = unpacker.decompress(rest, _PIECE)
                total += len(part)
                parts.append(part)
                if total > LARGEST:
                    raise NotATable(f"Unpacked it has more than {LARGEST >> 20} MiB, more than is read at once.")
                if total > _FREE and total > MOST_RATIO * len(data):
                    raise NotATable("It unpacks to far more than data do; it was not read further.")
                rest = unpacker.unconsumed_tail
                if not part and not rest and not unpacker.eof:
                    raise NotATable("It is packed with gzip, and its end is missing. Get it once more.")
        except zlib.error as trouble:
            raise NotATable("It is packed with gzip and damaged. Get it once more.") from trouble
        rest = unpacker.unused_data
        if not rest.startswith(b"\x1f\x8b"):
            break
    return b"".join(parts)


def is_workbook(data: bytes) -> bool:
    """Whether it may be an .xlsx file: a ZIP archive with a workbook in it."""
    return data.startswith(b"PK\x03\x04") and b"xl/" in data and b"xl/workbook.bin" not in data


def refuse_other_kinds(data: bytes) -> None:
    """Raises NotATable for a file that is plainly something else than text with a table."""
    if not data.strip():
        raise NotATable("The file is empty." if not data else "The file has nothing but blanks in it.")
    for start, kind, remedy in _KINDS:
        if data.startswith(start):
            raise NotATable(f"This is {kind}, not a table. {remedy}".strip())
    for part, kind in _PACKED:
        if data.startswith(b"PK\x03\x04") and part in data:
            raise NotATable(f"This is {kind}, which is not read here. Save it as .xlsx or CSV and open that.")
    if data.startswith(b"PK\x03\x04"):
        raise NotATable("This is an archive without a workbook in it. Unpack it first.")
    head = data[:200_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise NotATable("This is a web page, not a table. Save the table itself, or copy it and paste it.")
    if head.startswith((b"<?xml", b"<svg")):
        raise NotATable("This is an XML document, not a table. Export the table as CSV.")
    if head.startswith((b"{", b"[")) and (_is_json(data) or (head[:1] == b"{" and _is_json(head.splitlines()[0]))):
        raise NotATable("This is JSON, not a table. Export the table as CSV.")
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        controls = sum(head.count(bytes([byte])) for byte in (*range(1, 9), *range(14, 27), 28, 29, 30))
        if controls > 0.02 * len(head):
            raise NotATable("This is not text: it is full of bytes that stand for no characters.")


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
