"""What is odd about the characters of a line, and about its end; and how bytes that are no characters are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from claimbench.tables.decision import Findings
from claimbench.tables.encoding import converted_twice

_NAMES: Final = {"\n": "LF", "\r\n": "CR LF", "\r": "CR"}


def shown(text: str) -> str:
    """A text with the bytes that are no characters written as \\xNN, fit to be shown and encoded."""
    if text.isascii():
        return text
    return (
        re.sub("[\udc80-\udcff]", lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", text)
        .encode(errors="replace")
        .decode()
    )


def check_characters(line: int, text: str, findings: Findings) -> None:
    """Zero bytes, bytes that are no characters, lost ones, and texts that were converted wrongly."""
    if "\0" in text:
        message = "A zero byte stands in this line; it was kept."
        findings.add(line, None, text, "zero-byte", message, text.replace("\0", ""))
    if text.isascii():
        return
    if any("\udc80" <= character <= "\udcff" for character in text):
        message = "Some bytes of this line are not characters in the encoding of the file; they were kept."
        findings.add(line, None, shown(text), "bad-bytes", message)
    elif "\ufffd" in text:
        message = "A character of this line was lost before the file came here: it has the sign that stands for one."
        findings.add(line, None, text, "lost-character", message)
    elif meant := converted_twice(text):
        message = "This line was converted wrongly before the file came here; it was kept as it stands."
        findings.add(line, None, text, "converted-twice", message, meant)


def check_ends(lines: Mapping[str, Sequence[int]], counts: Mapping[str, int], findings: Findings) -> None:
    """The lines that end otherwise than the most. ``lines`` are the first of each kind, at least as many as are listed,
    ``counts`` how many there are."""
    if len(counts) < 2:
        return
    usual = max(_NAMES, key=lambda end: counts.get(end, 0))  # of two equally usual ones the same one always
    for end in counts:
        if end != usual:
            message = f"This line ends in {_NAMES[end]}, most in {_NAMES[usual]}. It was read as a line all the same."
            for line in lines[end]:
                findings.add(line, None, "", "mixed-line-ends", message)
            findings.more("mixed-line-ends", counts[end] - len(lines[end]))
