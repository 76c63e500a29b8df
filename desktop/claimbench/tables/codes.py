"""Codes, versions and the numbers of sections that would read as numbers: 1E5, 01.11, 1.10."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, Literal

from claimbench.core.frozen import dataclass
from claimbench.tables.cells import Cells
from claimbench.tables.dates import parse_date
from claimbench.tables.numbers import parse_number

_FEW: Final = 0.05
_MARKED = re.compile(r"[vV]?\d+(?:\.\d+)+|[\d -]+|\d+(?:[.,]\d+)?[eE][+-]?\d+")
_POWER = re.compile(r"^\s*([1-9]\d*[eEеЕ]\d\d?)\s*$", re.MULTILINE)  # programs write 1e+05
_SCIENTIFIC = re.compile(r"[.,]\d*[eEеЕ][-+]?\d|\d[eEеЕ][-+]\d")
_LETTERED = re.compile(r"\d+[^\W\d_]\w*")
_SECTION = re.compile(r"\d{1,4}(?:\.\d{1,3})+")


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a column of numbers is to be read as, and why it is to be asked."""

    type: Literal["text", "number"]
    reason: str


def code_with_marks(cells: Cells) -> str:
    """A cell that is more than a whole number, where all may be codes, as they may in a column whose name says so."""
    texts = [text.strip() for text in cells.some]
    return next((text for text in texts if not text.isdecimal()), "") if all(map(_MARKED.fullmatch, texts)) else ""


def doubt_of_codes(cells: Cells) -> Doubt | None:
    """What is to be asked of a column of numbers of which some look like codes."""
    sections = [text.strip() for text in cells.some if _SECTION.fullmatch(text.strip())]
    zero = next((text for text in sections if text[0] == "0" and text[1].isdecimal()), "")
    if zero:
        return Doubt("text", f"“{zero}”, with a zero ahead, is rather a code or a day than a number.")
    longer = [text for text in sections if text.count(".") > 1 and not _reads(text)]
    if len(longer) > _FEW * len(cells.some):
        return Doubt("text", f"“{longer[0]}” is no number: they are versions or sections, and so may be the others.")
    for (first, second), (third, fourth) in pairwise(text.split(".") for text in sections if text.count(".") == 1):
        if first == third and {second, fourth} == {"9", "10"}:
            return Doubt("text", f"{first}.9 and {first}.10 stand side by side, as versions and sections do.")
    together = "\n".join(cells.real)
    power = _POWER.search(together)
    if power is None or _SCIENTIFIC.search(together):
        return None
    if any(_LETTERED.fullmatch(text.strip()) and not _reads(text) for text in cells.some):
        return Doubt("text", f"“{power[1]}” would read as a number, but others beside it are codes.")
    if (number := parse_number(power[1])) is None:
        return None
    return Doubt("number", f"“{power[1]}” was read as {number.value:,.15g}; it could be a code.")


def _reads(text: str) -> bool:
    return bool(parse_number(text, ".") or parse_number(text, ",") or parse_date(text))
