"""Numbers as people write them: value, low, high and relation, or nothing at all; never a wrong value in silence.

What a comma or a point means is not decided here but on the whole column (:mod:`claimbench.tables.columns`): every
function takes the decimal mark, and the other of the two may then group thousands. Spaces of any width and apostrophes
group thousands under either.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace  # not ours: there is a number for each cell
from functools import lru_cache
from typing import Final, Literal

from claimbench.core.relation import Relation
from claimbench.tables.words import (
    AFTER,
    BEFORE,
    BETWEEN,
    CURRENCIES,
    DOUBTFUL_MULTIPLIERS,
    FROM,
    MONTH_NUMBERS,
    MULTIPLIERS,
    PERCENT,
)

Mark = Literal[".", ","]

LONGEST: Final = 80  # characters of a cell that may be a number
_SPACES: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_UNSEEN: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_ZEROS: Final = "٠۰०০੦૦୦௦౦೦൦๐໐༠၀០᠐０"  # of other scripts; the digits to 9 follow each of them
_MINUS: Final = "−‐‑﹣－"
_TIDY: Final[Mapping[int, str | None]] = {
    **{ord(sign): tidy for signs, tidy in ((_SPACES, " "), (_UNSEEN, None), (_MINUS, "-")) for sign in signs},
    **{ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)},
    ord("٬"): "'",  # groups thousands in Arabic, whichever the decimal mark
}
_LEADING_PERCENT = re.compile(r"([-+]?)\s?%\s?(?=[\d.,])")  # as in Turkish
_DASHES = "-–—‒"
_DIGITS = re.compile(r"[-+]?\d+(?:[.,]\d+)*|\d{4}-\d\d-\d\d")  # with another mark, or a day
_FOOTNOTE = re.compile(r"(?<=[\d%)])\s*((?:[*†‡§¶#]|[¹²³⁰⁴-⁹ᵃ-ᵛ]|\[\w{1,3}\]|\s\(?[a-z]\)|\s\(\d\)|\^\w)+)$")
_FLAG = re.compile(r"(?<=\d)\s?([a-z])$")
_FLAGS = re.compile(r"(?<=\d)\s?([a-z]{1,3})$")
_NO_CENTS = re.compile(r"(?<=\d)[.,][-–—]{1,2}$")  # “5,-” and “5.–” are prices
_CHANGE = re.compile(r"(?<=[\d.])\s?(\(\s?[-+]\s?\d[\d., ]*\))$")
_UNIT = re.compile(r"[^\W\d_]+(?:[./ ·²³^*-]*[^\W\d_]+){0,3}[²³23]?\.?|[°º]\s?[CFK]?")
_PER = re.compile(r"(?:per\s|/\s?)(\D+)", re.IGNORECASE)
#: Words with which no unit is written, and the ends of ordinals.
_STOP: Final = frozenset({
    "of", "or", "and", "to", "in", "not", "no", "than", "less", "more", "by", "from", "with", "at", "on", "out", "x",
    "plus", "minus", "um", "von", "aus", "із", "з", "из", "st", "nd", "rd", "th",
})  # fmt: skip
SCALES = {word: scale for scale, words in MULTIPLIERS.items() for word in words}
_BRACKETS: Final = "The brackets were read as a minus sign, as accountants write it."
_MOST_POWER: Final = 300
_POWER_OF_TEN = re.compile(r"\s?[x×·*]\s?10\^?([-+]?\d+|[⁻⁺]?[⁰¹²³⁴-⁹]+)$")
_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


def _alternatives(words: Mapping[Relation, tuple[str, ...]]) -> list[tuple[str, Relation]]:
    pairs = [(word, relation) for relation, entries in words.items() for word in entries]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


_BEFORE = _alternatives(BEFORE)
_AFTER = _alternatives(AFTER)
_FROM = re.compile(rf"(?:{'|'.join(FROM)})\s", re.IGNORECASE)
_CURRENCIES: Final = tuple(sorted(CURRENCIES, key=len, reverse=True))
_STARTS = re.compile("|".join([_FROM.pattern, *map(re.escape, [*(word for word, _ in _BEFORE), *CURRENCIES])]))


_SIMPLE: Final = {mark: re.compile(rf"-?[0-9]{{1,15}}(?:[{mark}][0-9]{{1,15}})?") for mark in (".", ",")}


@dataclass(frozen=True, slots=True)
class Number:
    """What a cell says. ``value`` is in ``unit`` as written there; ``low`` and ``high`` are the bounds that it gives,
    None where it gives none. ``doubt`` is a sentence where the reading is a likely one among several."""

    value: float
    low: float | None = None
    high: float | None = None
    relation: Relation = "="
    unit: str = ""
    doubt: str = ""


def tidy(text: str) -> str:
    """The text with every kind of space a plain one, minus signs hyphens, the digits of other scripts 0 to 9, and
    invisible marks gone."""
    return text.translate(_TIDY).strip()


@lru_cache(maxsize=4)
def _plain_pattern(decimal: Mark) -> re.Pattern[str]:
    group = "," if decimal == "." else r"\."
    mark = re.escape(decimal)
    whole = (
        rf"[1-9]\d{{0,2}}(?:{group}\d{{3}})+|[1-9]\d{{0,2}}(?: \d{{3}})+|[1-9]\d{{0,2}}(?:['’`]\d{{3}})+"
        rf"|[1-9]\d?(?:{group}\d{{2}})+{group}\d{{3}}|[1-9]\d{{0,2}}(?:_\d{{3}})+|\d+"
    )
    return re.compile(
        rf"(?:(?P<whole>{whole})(?:{mark}(?P<part>\d*))?|{mark}(?P<only>\d+))(?:[eEеЕ](?P<power>[+-]?\d{{1,3}}))?"
    )


def _plain(text: str, decimal: Mark) -> float | None:
    """An unsigned number that fills ``text``."""
    found = _plain_pattern(decimal).fullmatch(text)
    if found is None:
        return _vulgar(text)
    whole = found["whole"] or "0"
    if not whole.isdecimal():
        whole = re.sub(r"\D", "", whole)
    value = float(f"{whole}.{found['part'] or found['only'] or 0}e{found['power'] or 0}")
    return value if value != float("inf") else None


def _vulgar(text: str) -> float | None:
    if text and unicodedata.category(text[-1]) == "No" and text[-1] in "¼½¾⅓⅔⅛⅜⅝⅞":
        whole = text[:-1].strip()
        if not whole or (whole.isdecimal() and len(whole) < 7):
            return float(whole or 0) + unicodedata.numeric(text[-1])
    return None


@lru_cache(maxsize=100_000)
def parse_number(text: str, decimal: Mark = ".", flags: str = "") -> Number | None:
    """The number in a cell, or None where the whole cell does not read as one. Letters behind it that are among the
    ``flags`` are left out."""
    if _SIMPLE[decimal].fullmatch(text):  # as most of them are
        return Number(float(text.replace(",", ".")))
    if len(text) > LONGEST or not any(character.isdigit() or character in "¼½¾⅓⅔" for character in text):
        return None
    text = tidy(text).replace("٫", decimal)
    signed = text[:1] in ("-", "+")
    value = _plain(text[1:].lstrip() if signed else text, decimal)
    if value is not None:
        return Number(-value if text[0] == "-" else value)
    if _DIGITS.fullmatch(text):
        return None
    if text[0].isalpha() and not _STARTS.match(text.casefold()):
        return None  # a text with a number in it
    found = _FLAGS.search(text) if flags else None
    if found is not None and set(found[1]) <= set(flags) and (number := parse_number(text[: found.start()], decimal)):
        return _doubted(number, f"“{found[1]}” was taken as a mark.")
    found = _FOOTNOTE.search(text)
    if found is not None and not text.endswith("0)") and (number := _worded(text[: found.start()].rstrip(), decimal)):
        return _doubted(number, f"“{found[1].strip()}” was taken as a footnote mark.")
    number = _worded(text, decimal)
    if number is not None:
        return number
    found = _FLAG.search(text)
    if found is not None and (number := _worded(text[: found.start()].rstrip(), decimal)):
        return _doubted(number, f"“{found[1]}” was taken as a footnote mark.")
    found = _CHANGE.search(text)
    if found is not None and (number := _worded(text[: found.start()], decimal)):
        return _doubted(number, f"“{found[1]}” was taken as the change since the figure before, and left out.")
    return None


def _doubted(number: Number, doubt: str) -> Number:
    return replace(number, doubt=f"{number.doubt} {doubt}".strip())


def _worded(text: str, decimal: Mark) -> Number | None:
    """A number with words or signs around it that say how it is meant."""
    if found := _LEADING_PERCENT.match(text):
        text = f"{found[1]}{text[found.end() :]}%"
    text, currency = _without_currency(text)
    lower = text.casefold()
    for word, relation in _BEFORE if _STARTS.match(lower) else ():
        if lower.startswith(word) and (not word[-1].isalpha() or text[len(word) : len(word) + 1] in " 0123456789$€£"):
            rest = text[len(word) :].lstrip()
            number = _worded(rest, decimal) if rest else None
            if number is None:
                continue
            if number.relation not in ("=", "between"):
                return None
            return _related(_with_unit(number, currency), relation)
    for word, relation in _AFTER:
        if lower.endswith(word) and len(text) > len(word):
            number = _sized(text[: -len(word)].rstrip(), decimal)
            return None if number is None else _related(_with_unit(number, currency), relation)
    if found := _FROM.match(text):
        number = _range(text[found.end() :], decimal)
    else:
        number = _sized(text, decimal) or _range(text, decimal) or _ratio(text, decimal) or _margin(text, decimal)
    return None if number is None else _with_unit(number, currency)


def _with_unit(number: Number, unit: str) -> Number:
    if not unit:
        return number
    return replace(number, unit=f"{unit} {number.unit}".strip() if number.unit != unit else unit)


def _related(number: Number, relation: Relation) -> Number:
    if number.relation == "between":
        return number if relation == "about" else _doubted(number, f"It says “{relation}” of a range.")
    if relation in ("at least", "more than"):
        return replace(number, relation=relation, low=number.value)
    if relation in ("at most", "less than"):
        return replace(number, relation=relation, high=number.value)
    return replace(number, relation=relation)


def _without_currency(text: str) -> tuple[str, str]:
    sign = ""
    if text[:1] in "+-(" and text[1:2] and not text[1].isdigit():
        sign, text = text[0], text[1:].lstrip()
    lower = text.casefold()
    for name in _CURRENCIES:
        word = name[-1].isalpha() or name.endswith(".")
        if lower.startswith(name) and (not word or lower[len(name) : len(name) + 1] in set(" 0123456789-")):
            return sign + text[len(name) :].lstrip(), CURRENCIES[name]
        if lower.endswith(name) and (not word or not lower[: -len(name)][-1:].isalpha()) and len(lower) > len(name):
            return sign + text[: -len(name)].rstrip(), CURRENCIES[name]
    return sign + text, ""


def _signed(text: str, decimal: Mark) -> tuple[float, str] | None:
    """A number with its sign, and a doubt about the sign."""
    text = _NO_CENTS.sub("", text)
    if len(text) > 2 and text[0] == "(" and text[-1] == ")":
        inner = _plain(text[1:-1].strip(), decimal)
        return None if inner is None else (-inner, _BRACKETS)
    if text[:1] in ("-", "+") or (text[:1] in "–—" and text[1:]):
        inner = _plain(text[1:].lstrip(), decimal)
        return None if inner is None else ((inner if text[0] == "+" else -inner), "")
    if text[-1:] == "-" and len(text) > 1:
        inner = _plain(text[:-1].rstrip(), decimal)
        return None if inner is None else (-inner, "The minus sign behind the number was taken as its sign.")
    inner = _plain(text, decimal)
    return None if inner is None else (inner, "")


def _sized(text: str, decimal: Mark) -> Number | None:
    """A number with its sign, its multiplier and its unit."""
    signed = _signed(text, decimal)
    if signed is not None:
        return Number(signed[0], doubt=signed[1])
    if text[:1] == "(" and text[-1:] == ")" and (inner := _sized(text[1:-1].strip(), decimal)) and inner.value > 0:
        return _doubted(replace(inner, value=-inner.value), _BRACKETS)  # (12 %)
    if (found := _POWER_OF_TEN.search(text)) and (signed := _signed(text[: found.start()], decimal)):
        power = int(found[1].translate(_SUPER))
        value = signed[0] * 10.0**power if abs(power) <= _MOST_POWER else math.inf
        return Number(value, doubt=signed[1]) if math.isfinite(value) else None
    cut = len(text)
    while cut and not (text[cut - 1].isdecimal() or text[cut - 1] in ")½¼¾"):
        cut -= 1
    number, tail = text[:cut], text[cut:].strip()
    if not number or not tail:
        return None
    signed = _signed(number.strip(), decimal)
    if signed is None:
        return None
    scale, unit, doubt = _tail(tail)
    if unit is None:
        return None
    value = _scaled(signed[0], scale)
    if not math.isfinite(value):
        return None
    return Number(value, unit=unit, doubt=f"{signed[1]} {doubt}".strip())


def _scaled(value: float, scale: float) -> float:
    """``value * scale`` as its decimal digits say: 1.1 million is 1,100,000 to the last bit."""
    return float(f"{value!r}e{round(len(str(int(scale))) - 1)}") if "e" not in repr(value) else value * scale


def _tail(text: str) -> tuple[float, str | None, str]:
    """What follows a number: its scale, its unit (None: this is no unit) and a doubt."""
    lower = text.casefold().strip(" -")
    if lower in PERCENT:
        return 1.0, PERCENT[lower], ""
    if lower in CURRENCIES:
        return 1.0, CURRENCIES[lower], ""
    first, _, rest = lower.partition(" ")
    if (scale := SCALES.get(first)) is not None:
        doubt = f"“{text.split()[0]}” was read as {_scale_name(scale)}." if first in DOUBTFUL_MULTIPLIERS else ""
        if first == "m" and text.startswith("M"):
            doubt = ""
        if not rest:
            return scale, "", doubt
        more, unit, _ = (1.0, rest, "") if len(rest) == 1 else _tail(rest)
        return scale * more, unit, doubt  # “lakh crore”, “thousand million”
    if found := _PER.fullmatch(text):
        _, unit, _ = _tail(found[1])
        return 1.0, unit and f"/{unit}", ""
    if first.rstrip(".,") in MONTH_NUMBERS:
        return 1.0, None, ""  # a day
    if _UNIT.fullmatch(text) and not _STOP & set(re.split(r"[\s./-]+", lower)) and len(text) <= 30:
        if len(text) == 1 and text.islower():
            return 1.0, None, ""  # a letter glued on: a unit or a footnote mark
        return 1.0, text, ""
    return 1.0, None, ""


def _scale_name(scale: float) -> str:
    return {1e3: "a thousand", 1e6: "a million", 1e9: "a billion"}.get(scale, f"{scale:,.0f}")


_RANGE = re.compile(
    rf"(?P<low>-?\s?[^a-zа-яіїєґ{_DASHES}…]+?(?:\s?[a-zа-я%.]+)??)"
    rf"(?P<between>\s*(?:[{_DASHES}…]|\.\.\.?|\b(?:{'|'.join(BETWEEN)})\b)\s*)"
    rf"(?P<high>-?[^{_DASHES}\s].*)",
    re.IGNORECASE,
)


def _range(text: str, decimal: Mark) -> Number | None:
    """``40–55k``: two numbers, of which the unit or multiplier of the second goes for both."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    high_text = _without_currency(found["high"])[0]
    low_text, unit = _without_currency(found["low"].strip())
    low = _sized(low_text, decimal) or _ratio(low_text, decimal)
    high = _sized(high_text, decimal) or _ratio(high_text, decimal)
    if low is None or high is None or high.doubt.startswith(_BRACKETS):
        return None
    if min(low.value, high.value) < 0 and found["between"].strip() == found["between"]:
        return None  # of two dashes without a space either may be the minus sign
    scale = high.value / plain if (plain := _leading(found["high"], decimal)) and high.unit != "ratio" else 1.0
    value = low.value
    if scale > 1.0 and _leading(low_text, decimal) == abs(low.value):
        value = _scaled(low.value, round(scale))
    if value >= high.value or _two_years(low_text, found["high"]):
        return None
    doubt = "" if low.unit in ("", high.unit) else f"Its ends have different units, {low.unit} and {high.unit}."
    number = Number((value + high.value) / 2, value, high.value, "between", high.unit, doubt or high.doubt)
    return _with_unit(number, unit)


def _leading(text: str, decimal: Mark) -> float | None:
    found = re.match(r"[^\d.,]*", text)
    rest = text[found.end() :] if found else text
    match = _plain_pattern(decimal).match(rest)
    return _plain(match[0], decimal) if match else None


def _two_years(low: str, high: str) -> bool:
    """2023–2024 are years, not between 2,023 and 2,024."""
    return all(re.fullmatch(r"(?:19|20)\d\d", text.strip()) for text in (low, high))


_RATIO = re.compile(r"(\d[\d.,]*)\s*:\s*(\d[\d.,]*)")


def _ratio(text: str, decimal: Mark) -> Number | None:
    """``5:1`` as 5; what could as well be a time of day says so."""
    if not (found := _RATIO.fullmatch(text)):
        return None
    above, below = _plain(found[1], decimal), _plain(found[2], decimal)
    if above is None or not below:
        return None
    time = re.fullmatch(r"\d+:[0-5]\d(?:[.,]\d+)?", text) is not None
    return Number(above / below, unit="ratio", doubt="It was read as a ratio; it could be a time." if time else "")


_MARGIN = re.compile(
    r"(?P<value>.+?)\s*(?:±|\+/-|\+-)\s*(?P<margin>.+)|(?P<middle>.+?)\s*[(\[]\s*(?P<range>.+?)\s*[)\]]"
)


def _margin(text: str, decimal: Mark) -> Number | None:
    """``5 ± 2`` and ``5 (3–7)``: a value with its bounds."""
    if not (found := _MARGIN.fullmatch(text)):
        return None
    value = _sized(found["value"] or found["middle"], decimal)
    if value is None:
        return None
    if found["margin"]:
        margin = _sized(found["margin"], decimal)
        if margin is None or margin.value < 0:
            return None
        unit = value.unit or margin.unit
        return Number(value.value, value.value - margin.value, value.value + margin.value, "=", unit, value.doubt)
    inner = re.sub(r"[;,]\s+", "–", found["range"])
    bounds = _range(inner, decimal)
    if bounds is None or bounds.low is None or bounds.high is None or not bounds.low <= value.value <= bounds.high:
        return None
    return Number(value.value, bounds.low, bounds.high, "=", value.unit or bounds.unit, value.doubt)
