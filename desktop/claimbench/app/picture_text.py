"""A text inside the file of a picture: in a chunk of a PNG, in the metadata element of an SVG.

PNG: chunk ``iTXt`` (PNG specification, third edition, 11.3.3.4). Reading needs no picture to be decoded, and unpacks no
more than it says.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from claimbench.app.markup import escaped
from claimbench.app.payload import MOST_CHARACTERS, refusal
from claimbench.core.problem import ProblemError, error

KEYWORD = "claimbench"
NAMESPACE = "urn:claimbench:picture"
#: Bytes of a picture's file.
LARGEST = 256 * 1024**2

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: From an SVG's start to its root element there may be a declaration and comments.
_HEAD = 4096


def into_png(picture: bytes, text: str) -> bytes:
    """The PNG with the text in it, before its pixels."""
    # keyword, compressed, by zlib, no language, no translated keyword
    data = KEYWORD.encode("latin-1") + b"\0\1\0\0\0" + zlib.compress(text.encode(), 9)
    kind = b"iTXt"
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    after_header = len(_SIGNATURE) + 25  # the header chunk comes first and always has 13 bytes
    return picture[:after_header] + chunk + picture[after_header:]


def as_metadata(text: str) -> str:
    """The text as XML for the metadata element of an SVG."""
    return f'<claimbench:picture xmlns:claimbench="{NAMESPACE}">{escaped(text)}</claimbench:picture>'


def text_in_file(path: Path) -> str:
    """The text inside the picture ``path``. Raises ProblemError where there is none, or no picture to be read."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise ProblemError([refusal(f"its file has more than {LARGEST // 1024**2} MB")])
        content = path.read_bytes()
    except OSError as trouble:
        message = f"{path} cannot be read: {trouble.strerror or trouble}."
        raise ProblemError([error("unreadable-file", message, hint="Name an exported PNG or SVG.")]) from trouble
    return text_in(content)


def text_in(content: bytes) -> str:
    """As :func:`text_in_file`, of a file's content."""
    if content.startswith(_SIGNATURE):
        return _in_png(content)
    if b"<svg" in content[:_HEAD]:
        return _in_svg(content)
    raise ProblemError([error("no-picture", "This is neither a PNG nor an SVG.", hint="Take a picture exported here.")])


def _none() -> ProblemError:
    message = "There is no case in this picture."
    hint = "It was exported without, or a program that copied it has left it out. Ask for the file as it was exported."
    return ProblemError([error("no-payload", message, hint=hint)])


def _in_png(content: bytes) -> str:
    for kind, data in _chunks(content):
        keyword, _, rest = data.partition(b"\0")
        if keyword == KEYWORD.encode():
            try:
                return _decoded(kind, rest)
            except UnicodeDecodeError as trouble:
                raise ProblemError([refusal("its text is damaged")]) from trouble
    raise _none()


def _decoded(kind: bytes, rest: bytes) -> str:
    """The text of a chunk, after its keyword. We write ``iTXt``; other programs make the two others of it."""
    if kind == b"iTXt":
        compressed, text = rest[:2] == b"\1\0", rest[2:].split(b"\0", 2)[-1]
        return (_unpacked(text) if compressed else text).decode()
    return (_unpacked(rest[1:]) if kind == b"zTXt" else rest).decode("latin-1")


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and data of the chunks with texts."""
    at = len(_SIGNATURE)
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 8 + length
        if end + 4 > len(content):
            break
        if kind in (b"iTXt", b"zTXt", b"tEXt"):
            data = content[at + 8 : end]
            if zlib.crc32(kind + data) != struct.unpack_from(">I", content, end)[0]:
                raise ProblemError([refusal("its file is damaged")])
            yield kind, data
        if kind == b"IEND":
            return
        at = end + 4
    raise ProblemError([refusal("its file is cut off")])


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, MOST_CHARACTERS + 1)
    except zlib.error as trouble:
        raise ProblemError([refusal("its text is damaged")]) from trouble
    if not unpacker.eof:
        too_long = len(text) > MOST_CHARACTERS
        why = f"more than {MOST_CHARACTERS // 1024**2} MB of text are in it" if too_long else "its text is cut off"
        raise ProblemError([refusal(why)])
    return text


class _Declares(Exception):  # noqa: N818 - a finding, not a fault
    """The XML declares an entity, and entities can make a small file huge."""


def _in_svg(content: bytes) -> str:
    found: list[str] = []
    inside = False
    seen = False
    parser = expat.ParserCreate(namespace_separator=" ")
    name = f"{NAMESPACE} picture"

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside, seen
        inside = tag == name and not seen
        seen |= inside

    def end(tag: str) -> None:
        nonlocal inside
        inside = False

    def declared(*given: object) -> None:
        raise _Declares

    def text(part: str) -> None:
        if inside:
            found.append(part)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = text, declared
    try:
        parser.Parse(content, True)
    except _Declares as trouble:
        raise ProblemError([refusal("it declares entities, as no exported picture does")]) from trouble
    except (expat.ExpatError, ValueError, LookupError) as trouble:
        raise ProblemError([refusal("its file is damaged or cut off")]) from trouble
    if not seen:
        raise _none()
    return "".join(found)
