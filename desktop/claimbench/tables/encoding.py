"""The encoding of a file: byte order mark, the pattern of NUL bytes, UTF-8, then which reading gives likely letters.

The last step decodes the bytes beyond ASCII with each candidate and asks, for each language that the candidate can
write, how likely its letters are: by their rank in the language, by what stands beside them (an accented letter stands
among Latin ones, a Cyrillic one among its own), and by capitals, which do not follow small letters.
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from functools import lru_cache
from typing import Final

from claimbench.tables.decision import Alternative, Decision
from claimbench.tables.letters import ABSENT, BESIDE, MARKED, SIGNS, WHOLE
from claimbench.tables.words import MONTH_NUMBERS, MULTIPLIERS, TOTALS, WEEKDAYS, YEAR_NAMES

CYRILLIC: Final = ("uk", "ru", "be", "bg", "sr")
WESTERN: Final = (
    "de", "fr", "es", "pt", "it", "sv", "da", "is",
)  # fmt: skip
CENTRAL: Final = ("pl", "cs", "sk", "hr", "hu", "ro", "de")
BALTIC: Final = ("lt", "lv", "et")

#: Encodings of one byte a character, the more usual first, with the languages they are used for.
SINGLE: Final[dict[str, tuple[str, ...]]] = {
    "windows-1252": WESTERN,
    "windows-1251": CYRILLIC,
    "windows-1250": CENTRAL,
    "koi8-u": ("uk", "ru"),
    "koi8-r": ("ru",),
    "cp866": ("ru", "be", "uk"),
    "cp1125": ("uk", "ru"),
    "iso8859-2": CENTRAL,
    "iso8859-5": CYRILLIC,
    "mac-cyrillic": CYRILLIC,
    "cp852": CENTRAL,
    "cp850": WESTERN,
    "mac-roman": WESTERN,
    "iso8859-15": WESTERN,
    "windows-1254": ("tr",),
    "windows-1257": BALTIC,
    "windows-1253": ("el",),
}
#: By how much an encoding that is seldom met must be more likely than the usual ones (in logarithms).
RARE: Final = {
    "windows-1250": 0.5, "iso8859-2": 0.7, "koi8-u": 0.2, "koi8-r": 0.3, "cp866": 0.3, "cp1125": 0.3, "iso8859-5": 1.0,
    "mac-cyrillic": 1.0, "cp852": 1.0, "cp850": 1.7, "mac-roman": 1.7, "iso8859-15": 2.0, "windows-1254": 0.3,
    "windows-1257": 0.5, "windows-1253": 0.5,
}  # fmt: skip
#: Encodings of several bytes a character, with the first bytes of the characters that make up nearly all text: hangul,
#: kana and the first level of ideographs.
SEVERAL: Final[dict[str, tuple[int, int]]] = {
    "euc-kr": (0xB0, 0xC8),
    "shift-jis": (0x82, 0x98),
    "gb18030": (0xB0, 0xD7),
    "big5": (0xA4, 0xC6),
}
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD: Final = 4_000  # bytes that are looked at in any case
_ENOUGH: Final = 20_000  # bytes around those beyond ASCII that are looked at
_CLEAR: Final = 1.5  # the least difference of log-likelihoods that counts as clear
_KNOWN: Final = 2.0  # what a familiar word counts for
_PACE, _OTHERS, _LETTERS = 0.75, 0.1, 30  # how fast neighbours get less frequent; the share of those not listed; all
_UNKNOWN, _ODD = -9.0, -10.0
_WORD = re.compile(r"[^\W\d_]{3,}")
_CONTROL = re.compile("[\x80-\x9f]")
#: Control characters, or the pairs that the letters beyond ASCII become when their UTF-8 is read as an 8-bit encoding.
TWICE = re.compile(
    "[\x80-\x9f]|[ÃÂÐÑâ][\xa0-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|(?:[РС][^\x00-\x7fа-яА-Я]){2}|(?:[РС][°±Ѕ-џ]){2}"
)
_BEYOND = re.compile(rb"[^\n\r]*[\x80-\xff][^\n\r]*")


def detect_encoding(data: bytes) -> Decision:
    """The encoding of ``data``, named as Python's codecs name it, with the reason and the runners-up."""
    for bom, name in BOMS:
        if data.startswith(bom):
            return Decision("encoding", name, "The file starts with the byte order mark of this encoding.")
    if (wide := _wide(data)) is not None:
        return Decision("encoding", wide, "Every second or fourth byte is zero, as in this encoding.")
    if data.isascii():
        return Decision("encoding", "utf-8", "There is no character beyond plain ASCII.")
    try:
        data.decode()
        return Decision("encoding", "utf-8", "All characters beyond ASCII are valid UTF-8.")
    except UnicodeDecodeError:
        if _mostly_utf8(data):
            return Decision(
                "encoding", "utf-8", "Nearly all characters beyond ASCII are valid UTF-8; some are damaged."
            )
    return _by_letters(data)


def converted_twice(text: str) -> str:
    """What a text was before its UTF-8 was taken for another encoding and converted once more, or its signs such as
    dashes for control characters; nothing where that was not so."""
    if not TWICE.search(text):
        return ""
    for codec in ("windows-1252", "windows-1251"):
        try:
            before = text.encode(codec).decode()
        except UnicodeError:
            continue
        return before if len(before) < len(text) else ""
    if _CONTROL.search(text):
        return _CONTROL.sub(lambda found: found[0].encode("latin-1").decode("windows-1252", errors="replace"), text)
    return ""


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: nearly all text has its zero bytes in the same places."""
    head = data[:4000]
    if len(head) < 4 or b"\0" not in head:
        return None
    zero = [sum(1 for byte in head[place::4] if byte == 0) / max(1, len(head[place::4])) for place in range(4)]
    if min(zero[1:]) > 0.9 and zero[0] < 0.5:
        return "utf-32-le"
    if min(zero[:3]) > 0.9 and zero[3] < 0.5:
        return "utf-32-be"
    even, odd = (zero[0] + zero[2]) / 2, (zero[1] + zero[3]) / 2
    for first, second, place, name in ((even, odd, 1, "utf-16-le"), (odd, even, 0, "utf-16-be")):
        # Of Cyrillic or Greek letters every second byte is the same; only that of signs and digits is zero.
        alike = second > 0 and first == 0 and len(head) >= 8 and len(set(head[place::2])) <= 4
        if (second > 0.25 or alike) and first < 0.05 and _decodes(head[: len(head) // 2 * 2], name):
            return name
    return None


def _decodes(data: bytes, name: str) -> bool:
    try:
        text = data.decode(name, errors="strict")
    except UnicodeDecodeError:
        return False
    return sum(unicodedata.category(character) in ("Cn", "Co", "Cs") for character in text) <= len(text) // 50


def _mostly_utf8(data: bytes) -> bool:
    """Whether what is no UTF-8 are a few damaged bytes among many that are."""
    good = len(re.findall(rb"[\xc3-\xf4][\x80-\xbf]{1,3}", data))
    bad = sum("\udc80" <= character <= "\udcff" for character in data.decode(errors="surrogateescape"))
    return good > 4 * bad


def _by_letters(data: bytes) -> Decision:
    sample = bytearray(data[:_HEAD])
    for line in _BEYOND.finditer(data, _HEAD):
        sample += line[0] + b"\n"
        if len(sample) > _ENOUGH:
            break
    part = bytes(sample[: 2 * _ENOUGH])
    scores: list[tuple[float, str, str]] = []
    for name, languages in SINGLE.items():
        try:
            text = part.decode(name)
        except UnicodeDecodeError:
            text = part.decode(name, errors="replace")
        known = _KNOWN * len(_familiar().intersection(_WORD.findall(text.lower())))
        scores += [(_likelihood(text, language) + known, name, language) for language in languages]
    scores = [(score - RARE.get(name, 0.0), name, language) for score, name, language in scores]
    scores += [(_ideographs(part, name), name, "an East Asian language") for name in SEVERAL]
    best = max(score for score, _, _ in scores)
    # Of equals the more usual one: where two encodings give the same text, which of them it is does not matter.
    score, name, language = next(entry for entry in scores if entry[0] >= best - 1e-9)
    chosen = part.decode(name, errors="replace")
    others: dict[str, float] = {}
    for other_score, other, _ in sorted(scores, reverse=True):
        if other != name and part.decode(other, errors="replace") != chosen:
            others.setdefault(other, other_score)
    runners = tuple(Alternative(other, round(rest - score, 2)) for other, rest in list(others.items())[:4])
    ambiguous = bool(runners) and runners[0].score > -_CLEAR
    reason = f"The characters beyond ASCII read as text ({language})."
    if ambiguous:
        reason += f" They are few: {runners[0].value} is nearly as likely."
    return Decision("encoding", name, reason, ambiguous, runners)


@lru_cache(maxsize=1)
def _familiar() -> frozenset[str]:
    """Words with letters beyond ASCII that tables are full of: they tell their encoding nearly alone."""
    scales = [word for words in MULTIPLIERS.values() for word in words]
    words = [*MONTH_NUMBERS, *WEEKDAYS, *TOTALS, *YEAR_NAMES, *scales]
    return frozenset(word for word in words if not word.isascii() and _WORD.fullmatch(word))


@lru_cache(maxsize=64)
def _ranks(language: str) -> dict[str, float]:
    """The logarithm of each letter's share among those beyond ASCII, falling by rank as letters do."""
    letters = WHOLE.get(language) or MARKED[language]
    pace = 9.0 if language in WHOLE else 3.0
    shares = {letter: math.exp(-rank / pace) for rank, letter in reversed(list(enumerate(letters)))}
    total = sum(shares.values())
    return {letter: math.log(share / total) for letter, share in shares.items()}


@lru_cache(maxsize=64)
def _beside(language: str) -> dict[str, tuple[dict[str, float], dict[str, float]]]:
    """How much more likely than by chance each neighbour of a letter is, in logarithms: before it and after it. The
    share of the neighbours that are listed falls by rank; "" stands for all that are not."""

    def weights(neighbours: str) -> dict[str, float]:
        total = sum(_PACE**rank for rank in range(len(neighbours)))
        shares = {each: (1 - _OTHERS) * _PACE**rank / total for rank, each in enumerate(neighbours)}
        chances = {"": _OTHERS / _LETTERS, **shares}
        return {each: max(-1.5, min(1.0, 0.5 * math.log(chance * _LETTERS))) for each, chance in chances.items()}

    entries = (entry.split(":") for entry in BESIDE.get(language, "").split())
    return {letter: (weights(before), weights(after)) for letter, before, after in entries}


def _likelihood(text: str, language: str) -> float:
    """The logarithm of how likely the characters beyond ASCII are in ``language``."""
    ranks = _ranks(language)
    whole = language in WHOLE
    absent = ABSENT.get(language, "")
    neighbours = _beside(language)
    score = -1.0 if language == "is" else 0.0  # few files are
    before = "\n"
    for at, character in enumerate(text):
        if character < "\x80":
            if character in absent:
                score -= 1.5
            before = character
            continue
        after = text[at + 1] if at + 1 < len(text) else "\n"
        small = character.lower()
        if small in neighbours:
            for weights, other in zip(neighbours[small], (before, after), strict=True):
                other = other.lower() if other.isalpha() else "_"
                score += weights.get(other, weights[""])
        if small in ranks:
            score += ranks[small]
            if character != small:
                lone = before.isupper() and after.islower()
                score -= 5.0 if before.islower() or lone else 0.5 if before.isupper() or after.isupper() else 1.5
            elif before.isupper() and after.isalpha() and after.isupper():
                score -= 4.0
            beside = sum(other.isalpha() and (other < "\x80") == whole for other in (before, after))
            score -= (4.0 if whole else 1.5) * beside
            if whole and not before.isalpha() and not after.isalpha():
                score -= 1.0
            elif language == "it" and after.isalpha():
                score -= 2.5  # its accents stand on last letters
            elif not whole and not (before.isalpha() or after.isalpha()):
                score -= 2.0
        elif character in SIGNS:
            if character == "’" and before.isalpha() and after.isalpha():
                score -= 2.5
            else:
                beside = before.isalpha() + after.isalpha()
                score -= 4.0 + beside * (0.0 if character in "’™²³°" else 1.0 if character in "“”«»„" else 3.5)
        elif character.isalpha():
            score += _UNKNOWN
        else:
            score += _ODD
        before = character
    for opening, closing in (("„", "“”"), ("«", "»"), ("“", "”")):
        if text.count(opening) > sum(map(text.count, closing)):
            score -= 3.0
    return score


def _ideographs(data: bytes, name: str) -> float:
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return -math.inf
    first, last = SEVERAL[name]
    score = 0.0
    for character in text:
        if character < "\x80":
            continue
        lead = character.encode(name)[0]
        usual = first <= lead <= last
        punctuation = not usual and unicodedata.category(character)[0] == "P"
        score += -6.5 if usual else -8.0 if punctuation else -14.0
    return score
