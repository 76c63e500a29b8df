"""The text of a formula to Python's syntax tree, or to a sentence on why it is none.

Python's own words on a syntax error are for programmers; these are for people who write a formula now and then.
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from typing import Final

from claimbench.core.frozen import dataclass

MAX_CHARACTERS: Final = 2_000

_TOKEN: Final = re.compile(
    r"""(?P<operand>[\d.]*\d[\w.]*|[^\W\d]\w*|'[^']*'|"[^"]*")|(?P<sign>\*\*|//|[<>=!]=|&&|\|\||\S)"""
)
_MULTIPLY: Final = "Multiplication is written with *."
_CHOICE: Final = "A choice is written: a if condition else b."
#: Signs that formulas elsewhere have, and what is written for them here.
_INSTEAD: Final = {
    "×": "Write * for it.", "·": "Write * for it.", "÷": "Write / for it.", ":": "A division is written with /.",
    "–": "Write - for it.", "−": "Write - for it.", "≥": "Write >= for it.", "≤": "Write <= for it.",
    "≠": "Write != for it.", "&&": "Conditions are joined with 'and'.", "||": "Conditions are joined with 'or'.",
    "?": _CHOICE, "!": "The opposite of a condition is written with 'not'.", "“": "Write ' for it.",
    "”": "Write ' for it.", "‘": "Write ' for it.", "’": "Write ' for it.", "„": "Write ' for it.",
    "€": "A currency is a unit: 5 * EUR.", "$": "A currency is a unit: 5 * USD.", "£": "A currency is a unit: 5 * GBP.",
    ";": "Arguments are separated by commas.",
    "=": "To compare, write ==. A formula is only what stands right of the = sign.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """Why a text is no formula, and where."""

    message: str
    at: int
    hint: str = ""


_SPACES = str.maketrans("\n\r\t\f\v", "     ")


def in_one_line(text: str) -> tuple[str, int]:
    """The text without line breaks, of the same length, and how many characters stand before the formula."""
    line = text.translate(_SPACES)
    return line, len(line) - len(line.lstrip(" "))


def parse(text: str) -> ast.Expression | Slip:
    """The syntax tree, with places counted from the first character that is no space; or what is wrong."""
    if len(text) > MAX_CHARACTERS:
        return Slip(f"A formula of {len(text):,} characters is too long (at most {MAX_CHARACTERS:,}).", MAX_CHARACTERS)
    if not text.strip():
        return Slip("The formula is empty.", 0)
    line, margin = in_one_line(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            return ast.parse(line[margin:], mode="eval")
    except SyntaxError as trouble:
        at = len(line.rstrip()) if not trouble.offset else trouble.offset - 1 + margin
        return _slip(line, trouble.msg, min(max(at, 0), len(text)))
    except ValueError:  # a null character, a number with too many digits, half of a surrogate pair
        return Slip("This is not a formula: it has a character that cannot be read, or a number that is too long.", 0)
    except (RecursionError, MemoryError):
        return Slip("The formula is nested too deeply.", 0)


def _slip(line: str, said: str, at: int) -> Slip:
    """What Python ``said``, in words for everybody."""
    if "never closed" in said:
        return Slip(f"The bracket '{line[at : at + 1]}' is never closed.", at)
    if "unmatched" in said or "does not match" in said:
        return Slip(f"The bracket '{line[at : at + 1]}' closes none that is open.", at)
    if "unterminated" in said:
        return Slip("The quotation mark is never closed.", at)
    tokens = list(_TOKEN.finditer(line))
    for token in tokens:
        if token["sign"] in _INSTEAD:
            return Slip(f"'{token[0]}' has no meaning in a formula.", token.start(), _INSTEAD[token[0]])
    if "'else'" in said:
        return Slip("What holds otherwise is missing.", at, _CHOICE)
    number = next((index for index, token in enumerate(tokens) if token.end() > at), len(tokens))
    before = tokens[number - 1] if number else None
    if number == len(tokens):
        return Slip("The formula ends where something is missing.", at, _percent(before))
    if "comma" in said:  # then the place is where the two that have none between them begin
        pairs = zip(tokens[number:], tokens[number + 1 :], strict=False)
        number = next((at for at, pair in enumerate(pairs, number + 1) if all(map(_is_operand, pair))), number)
        before = tokens[number - 1] if number else None
    token = tokens[number]
    if _is_operand(token):
        return _beside(before, token)
    hint = _CHOICE if token[0] in ("if", "else") else _percent(before)
    return Slip(f"'{token[0]}' cannot stand here.", token.start(), hint)


def _beside(before: re.Match[str] | None, token: re.Match[str]) -> Slip:
    """An operand that cannot stand where it does."""
    at, text = token.start(), token[0]
    if parts := re.fullmatch(r"([\d.][\d._]*)([^\W\d_]\w*)", text):
        return Slip(f"Between '{parts[1]}' and '{parts[2]}' an operator is missing.", at, _MULTIPLY)
    if before is not None and (_is_operand(before) or before[0] == ")"):
        numbers = before[0][0].isdigit() and text[0].isdigit()
        hint = "Thousands are written together, or with _: 10_000." if numbers else _MULTIPLY
        return Slip(f"Between '{before[0]}' and '{text}' an operator is missing.", at, hint)
    if text[0].isdigit() or text[0] == ".":
        return Slip(f"'{text}' is not a number.", at, "Numbers are written as 16300, 16_300 or 0.7.")
    return Slip(f"'{text}' cannot stand here.", at)


def _is_operand(token: re.Match[str]) -> bool:
    return token["operand"] is not None and (not keyword.iskeyword(token[0]) or token[0] in ("True", "False", "None"))


def _percent(before: re.Match[str] | None) -> str:
    """After a % sign: it was probably meant as the unit."""
    return "Per cent is a unit: 5 * percent." if before is not None and before[0] == "%" else ""
