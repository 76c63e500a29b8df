"""A text inside the file of a picture, and files that lie."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from claimbench.app import picture_text
from claimbench.app.picture_text import as_metadata, into_png, text_in, text_in_file
from claimbench.core.problem import ProblemError

TEXT = '{"title": "Straße \\u0441 & <b>"}'
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes, checksum: int | None = None) -> bytes:
    check = zlib.crc32(kind + data) if checksum is None else checksum
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


HEADER = SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
END = chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")


def svg(metadata: str, before: str = "") -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>{before}<svg xmlns="http://www.w3.org/2000/svg">'
    return f"{head}<metadata>{metadata}</metadata></svg>".encode()


def refusal(content: bytes) -> str:
    with pytest.raises(ProblemError) as caught:
        text_in(content)
    (problem,) = caught.value.problems
    assert problem.hint
    return problem.message


def test_that_a_text_comes_back_from_a_png() -> None:
    assert text_in(into_png(HEADER + END, TEXT)) == TEXT


def test_that_a_text_comes_back_from_an_svg() -> None:
    assert text_in(svg(as_metadata(TEXT))) == TEXT


@pytest.mark.parametrize(
    "other",
    [
        chunk(b"tEXt", b"claimbench\0" + TEXT.encode("latin-1")),
        chunk(b"zTXt", b"claimbench\0\0" + zlib.compress(TEXT.encode("latin-1"))),
        chunk(b"iTXt", b"claimbench\0\0\0de\0Arbeit\0" + TEXT.encode()),
    ],
)
def test_that_a_text_is_found_as_other_programs_write_it(other: bytes) -> None:
    assert text_in(HEADER + chunk(b"tEXt", b"Software\0X") + other + END) == TEXT


@pytest.mark.parametrize("content", [HEADER + END, svg(""), svg("<other>5</other>")])
def test_that_a_picture_without_a_case_says_so(content: bytes) -> None:
    assert "no case in this picture" in refusal(content)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG", b"<html></html>", b"\0" * 100])
def test_that_what_is_no_picture_is_refused(content: bytes) -> None:
    assert "neither a PNG nor an SVG" in refusal(content)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEADER, "cut off"),
        (HEADER + END[:10], "cut off"),
        (HEADER + struct.pack(">I", 2**31) + b"iTXt", "cut off"),
        (into_png(HEADER + END, TEXT)[:60], "cut off"),
        (HEADER + chunk(b"iTXt", b"claimbench\0\1\0\0\0" + b"no zlib") + END, "damaged"),
        (HEADER + chunk(b"iTXt", b"claimbench\0\1\0\0\0" + zlib.compress(b"x" * 99)[:9]) + END, "cut off"),
        (HEADER + chunk(b"iTXt", b"claimbench\0\0\0\0\0\xff\xfe") + END, "damaged"),
        (HEADER + chunk(b"iTXt", b"claimbench\0\0\0\0\0x", checksum=5) + END, "damaged"),
        (HEADER + chunk(b"zTXt", b"claimbench\0\0" + zlib.compress(b" " * (5 * 1024**2))) + END, "4 MB"),
        (svg(as_metadata(TEXT))[:-9], "damaged"),
        (svg("\x00"), "damaged"),
        (svg(as_metadata(TEXT)).replace(b"UTF-8", b"UTF-99"), "damaged"),
    ],
)
def test_that_a_file_that_is_cut_off_or_lies_is_refused(content: bytes, told: str) -> None:
    assert told in refusal(content)


def test_that_entities_are_never_expanded() -> None:
    lines = ['<!ENTITY a "aaaaaaaaaa">', *(f'<!ENTITY {one} "&{other};&{other};">' for one, other in ("ba", "cb"))]
    bomb = svg(as_metadata(TEXT).replace("title", "&c;"), f"<!DOCTYPE svg [{''.join(lines)}]>")
    assert "entities" in refusal(bomb)
    outside = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert "entities" in refusal(svg(as_metadata(TEXT).replace("title", "&x;"), outside))


def test_that_a_file_that_cannot_be_read_is_a_problem_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"nothing\.png cannot be read"):
        text_in_file(tmp_path / "nothing.png")
    with pytest.raises(ProblemError, match="cannot be read"):
        text_in_file(tmp_path)


def test_that_a_huge_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_text, "LARGEST", 50)
    path = tmp_path / "chart.png"
    path.write_bytes(HEADER + END)
    with pytest.raises(ProblemError, match="more than"):
        text_in_file(path)
