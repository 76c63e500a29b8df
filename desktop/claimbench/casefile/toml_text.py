"""The text of ``case.toml`` as values, or the sentence that says why it is none."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import Any

from claimbench.casefile.fields import DAY, day, quoted
from claimbench.casefile.toml_places import bare_values
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Place, Problem, ProblemError, error

_DATE_LIKE = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}")
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

# What a person most likely did, by how the message of tomllib begins.
_HINTS = (
    ("Expected newline or end of document", "A value ends before this. Text stands in quotes, thousands are 16_300."),
    ("Invalid value", 'Text stands in quotes: label = "New cases".'),
    ("Illegal character '\\n'", "The quote that opens on this line is not closed on it."),
    ("Unterminated string", "A quote that opens is never closed."),
    ("Cannot overwrite a value", "The key stands there twice."),
    ("Cannot declare", "The table stands there twice; give one of them another name."),
    ("Expected '=' after a key", "A line is key = value; a key with spaces or signs in it stands in quotes."),
    ("Expected ']' at the end of a table", "The head of a table is [name] on a line of its own."),
    ("Unclosed array", "A list goes from [ to ], with commas between."),
    ("Unclosed inline table", "It goes from { to } on one line, with commas between."),
    ("Unescaped '\\'", "Write two backslashes, or put the text in single quotes."),
)


@dataclass(frozen=True, slots=True)
class Content:
    """``raw`` is the document; ``bad_dates`` are what looks like dates and is none, in ``raw`` as text."""

    raw: dict[str, Any]
    bad_dates: tuple[Problem, ...]


def parse_toml(text: str, file: str) -> Content:
    """Read TOML. A date that is none (30 February, 24.11.2025) does not keep the rest from being read.

    Raises ProblemError for text that is no TOML.
    """
    try:
        return Content(tomllib.loads(text), ())
    except RecursionError as trouble:
        message = f"{file} cannot be read: lists stand in lists too deeply."
        raise ProblemError([replace(error("toml", message), place=Place(file, 1))]) from trouble
    except ValueError:
        patched, problems = _with_dates_as_text(text, file)
    try:
        return Content(tomllib.loads(patched), problems)
    except ValueError as trouble:
        raise ProblemError([*problems, _syntax_problem(trouble, text, file)]) from trouble


def _with_dates_as_text(text: str, file: str) -> tuple[str, tuple[Problem, ...]]:
    text = text.replace("\r\n", "\n")
    problems = []
    pieces = []
    at = 0
    for bare in bare_values(text):
        if _DATE_LIKE.fullmatch(bare.text) and day(bare.text) is None:
            pieces += [text[at : bare.start], f'"{bare.text}"']
            at = bare.end
            line = text.count("\n", 0, bare.start) + 1
            place = Place(file, line, bare.start - text.rfind("\n", 0, bare.start))
            message = f"{quoted(bare.text)} is not a date."
            problems.append(replace(error("not-a-date", message, hint=DAY.hint), place=place))
    return "".join([*pieces, text[at:]]), tuple(problems)


def _syntax_problem(trouble: ValueError, text: str, file: str) -> Problem:
    reason = str(trouble)
    found = _POSITION.search(reason)
    reason = _POSITION.sub("", reason)
    if found and found.group(1):
        place = Place(file, int(found.group(1)), int(found.group(2)))
    else:
        place = Place(file, len(text.rstrip().split("\n")))
    hint = next((hint for start, hint in _HINTS if reason.startswith(start)), "")
    return replace(error("toml", f"{file} cannot be read: {reason}.", hint=hint), place=place)
