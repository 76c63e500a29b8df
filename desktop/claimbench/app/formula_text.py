"""Where names stand in the text of a formula, so that single ones can be replaced or pointed at."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from claimbench.core.frozen import dataclass

_WORD = re.compile(r"[^\W\d]\w*|\d[\w.]*|\S")
#: What is not a name: texts in quotes, and numbers with letters in them. Then names.
_TOKENS = re.compile(r"(?P<text>'[^']*'?|\"[^\"]*\"?)|(?P<number>\d[\w.]*)|(?P<name>[^\W\d]\w*)")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (not included) of a formula. ``name`` is set where a name stands there."""

    start: int
    end: int
    name: str = ""


def spans(text: str) -> list[Span] | None:
    """Every subexpression, names with their names, functions that are called left out; None where the text cannot be
    read as a formula.

    :mod:`ast` counts bytes of UTF-8; line breaks count as spaces, as they do for :mod:`claimbench.engine.formula`.
    """
    line = "".join(" " if character in "\n\r\t\f\v" else character for character in text)
    margin = len(line) - len(line.lstrip(" "))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(line[margin:], mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    encoded = line[margin:].encode("utf-8", "replace")
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and node.end_col_offset is not None and id(node) not in called:
            start, end = (margin + len(encoded[:at].decode("utf-8", "ignore"))
                          for at in (node.col_offset, node.end_col_offset))  # fmt: skip
            found.append(Span(start, end, node.id if isinstance(node, ast.Name) else ""))
    return found


def renamed(text: str, old: str, new: str) -> str:
    """The formula with the name ``old`` replaced by ``new``; everything else stays byte for byte.

    Where the text cannot be read as a formula, whole words outside of quotes are replaced.
    """
    read = spans(text)
    places = _words(text) if read is None else [span for span in read if span.name]
    for span in sorted(places, key=lambda span: -span.start):
        if span.name == old:
            text = f"{text[: span.start]}{new}{text[span.end :]}"
    return text


def _words(text: str) -> Iterator[Span]:
    for match in _TOKENS.finditer(text):
        if match["name"]:
            yield Span(match.start(), match.end(), match["name"])


def trouble_span(text: str, offset: int, message: str) -> Span:
    """What a problem at ``offset`` is about: the subexpression there that its message quotes, else the word there.

    Never empty, so that there is something to underline; a trouble at the very end is that of the last character.
    """
    at = min(max(offset, 0), max(len(text) - 1, 0))
    quoted = [s for s in spans(text) or () if s.start == offset and f"'{text[s.start : s.end].strip()}'" in message]
    if quoted:
        return max(quoted, key=lambda span: span.end)
    word = _WORD.match(text, at)
    return Span(at, word.end() if word else at + 1)
