"""Dates and periods as people write them. Whether 03/04/2025 is in March or April is decided on the whole column."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, Literal

from claimbench.core.frozen import dataclass
from claimbench.tables.numbers import tidy
from claimbench.tables.words import MONTH_NUMBERS, WEEKDAYS, WEEKDAYS_SHORT

Order = Literal["dmy", "mdy", "ymd"]
Step = Literal["time", "day", "week", "month", "quarter", "half-year", "year", "period"]

LONGEST: Final = 60  # characters of a cell that may be a date
EXCEL_DAYS: Final = (20_000, 60_000)  # 1954 to 2064, as spreadsheets count days
EPOCH_SECONDS: Final = (631_152_000, 4_102_444_800)  # 1990 to 2100
_EXCEL_ZERO = date(1899, 12, 30)
_ROMAN: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_WORD = re.compile(r"[^\W\d_]{3,}")
_BESIDE: Final = (
    "рік року год года rok roku week тиж тиждень неделя tydz квартал кварталу квартала kvartal kvartals den kvt"
    " kvart nelj cet čet ketv trim трим kwart quarter quartal trimestre kwartał півріччя полугодие halbjahr half"
    " półrocze semestre uhr ème eme utc gmt del iii ііі vii viii xii bis станом состоянию stand stan"
)
#: Words of three letters and more that may stand in a date; with any other it is none.
_WORDS: Final = MONTH_NUMBERS.keys() | {
    word for text in (*WEEKDAYS, *WEEKDAYS_SHORT, _BESIDE) for word in _WORD.findall(text)
}
_DAY_NAMES: Final = frozenset({*WEEKDAYS, *WEEKDAYS_SHORT})
_WEEKDAYS = re.compile(
    rf"(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})(?:day)?(?:\.,?\s*|,\s*|\s+)(?:den\s)?", re.IGNORECASE
)
_SHORT_DAY = re.compile(r"[^\W\d_]{1,4}\.?,\s+(?=\d)")  # “jue, 31 dic 2020”, in any language
_ABBREVIATED = re.compile(rf"(?:{'|'.join(WEEKDAYS_SHORT)})\.?\s+(?=\d{{1,2}}[.\s])", re.IGNORECASE)
#: The day of the week behind a date.
_AFTER = re.compile(
    r",\s+(?P<name>[^\W\d_]+)\.?$|(?<=\d{4})\s(?P<bare>[^\W\d_]+)$"
    r"|(?<=[日일])\s?\(?[月火水木金土日월화수목금토일](?:曜日|요일)?\)?$"
)
_OF_YEAR = re.compile(r"(?<=\d{4})\.?\s(?:m\.|ж\.|g\.|gada\b)\.?\s?", re.IGNORECASE)  # the word for year
_AS_OF = re.compile(r"(?:as of|станом на|на|по состоянию на|stand:?|stan na)\s+", re.IGNORECASE)
_MARK = re.compile(
    r"(?<=[\w.])\s?(?:[*†‡]+|\[\w{1,3}\]|[¹²³⁴-⁹]+)$"
    r"|(?<=\d)\s?(?:\((?:[a-z]|est\.?|prel\.?|prov\.?|rev\.?|vorl\.?|estimated?|forecast|preliminary|provisional|revised)\)"
    r"|[prefEF])$"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_IN_SOME_ORDER = re.compile(r"(?<!\d\d\d)\d([./-])\s?\d\d?\1\s?\d")  # all others mean one day only
_YEAR_WORD = re.compile(r"\s*(?:\bр(?:оку|ік|\.)?|\bг(?:ода|од|\.)?|\br(?:oku|ok|\.)?)\s*$", re.I)
_TIME = re.compile(
    r"(?:[T ]|, ?)\s?(?:(?:о|в|at|um|à|o)\s)?(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?([ap]\.?m\.?|uhr\b)?"
    r"\s?(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?$",
    re.I,
)
_BASIC_TIME = re.compile(r"(\d{8})T(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?")
_HOURS = re.compile(r"((?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])) ?([01]\d|2[0-4])([0-5]\d)?([0-5]\d)?")
_HOUR = re.compile(r"(\d{1,2})\s?([ap]\.?m\.?)", re.I)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?([ap]\.?m\.?)?", re.I)


@dataclass(frozen=True, slots=True)
class When:
    """The days from ``start`` to ``end``, both included. A time of day is ``seconds`` since 1970 in UTC, taken as UTC
    where no ``zone`` is given."""

    start: date
    end: date
    step: Step
    seconds: float | None = None
    zone: str = ""


def _day(year: int, month: int, day: int) -> When | None:
    try:
        on = date(year, month, day)
    except ValueError:
        return None
    return When(on, on, "day")


def _month(year: int, month: int) -> When | None:
    if not (1 <= month <= 12 and 1000 <= year <= 2999):
        return None
    return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def _months(year: int, first: int, last: int, step: Step) -> When | None:
    start, end = _month(year, first), _month(year, last)
    return When(start.start, end.end, step) if start and end and first <= last else None


def _full_year(text: str) -> int:
    """Two digits are taken as 1969 to 2068, as POSIX does."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 69 else 1900)


def unmarked(text: str) -> str:
    """A date or a period without the marks of footnotes and flags behind it: “2023*”, “2024 (est.)”, “Q1 2025p”."""
    return _MARK.sub("", text)


def parse_date(text: str, order: Order = "dmy") -> When | None:
    """The date or period in a cell, or None where the whole cell does not read as one."""
    return _parsed(text, order if _IN_SOME_ORDER.search(text) or not text.isascii() else "dmy")


@lru_cache(maxsize=100_000)
def _parsed(text: str, order: Order) -> When | None:
    if not 4 <= len(text) <= LONGEST:
        return None
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if (found := _SHORT_DAY.match(text)) and (when := parse_date(text[found.end() :], order)) and when.step == "day":
        return when
    if found := _AFTER.search(text):
        name = (found["name"] or found["bare"] or "").casefold()
        if not name or name in _DAY_NAMES or (found["name"] and len(name) <= 3):
            text = text[: found.start()]
    text = unmarked(tidy(text).rstrip(","))
    if any(word not in _WORDS for word in _WORD.findall(text.casefold())):
        return None
    if not any("0" <= character <= "9" for character in text):
        return None
    for lead in (_AS_OF, _WEEKDAYS):
        text = text[found.end() :] if (found := lead.match(text)) else text
    if (found := _ABBREVIATED.match(text)) and (when := _date_only(text[found.end() :], order)) and when.step == "day":
        return when  # “mar. 28 juil. 2015”; without a whole date behind it, mar. is a month
    if found := _BASIC_TIME.fullmatch(text):
        text = f"{found[1]}T{found[2]}:{found[3]}:{found[4] or '00'}{found[5] or ''}"
    elif found := _HOURS.fullmatch(text):
        text = f"{found[1]}T{found[2]}:{found[3] or '00'}:{found[4] or '00'}"
    if (found := _TIME.search(text)) and found.start() >= 6:
        return _at(_date_only(text[: found.start()].strip(), order), found)
    return _date_only(text, order)


def _at(when: When | None, found: re.Match[str]) -> When | None:
    if when is None or when.step != "day":
        return None
    second = seconds_of(found)
    if second is None:
        return None
    zone = (found[6] or "").upper()
    offset = UTC
    if zone and zone[0] in "+-":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
        if shift > timedelta(hours=15):
            return None
        offset = timezone(shift if zone[0] == "+" else -shift)
    midnight = datetime(when.start.year, when.start.month, when.start.day, tzinfo=offset)
    return When(when.start, when.end, "time", midnight.timestamp() + second, zone)


def seconds_of(found: re.Match[str]) -> float | None:
    """Seconds since midnight of a matched time of day."""
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[5] or "").casefold().replace(".", "")
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second):
        return None
    return hour * 3600 + minute * 60 + second + float(f"0.{found[4] or 0}")


def parse_time(text: str) -> float | None:
    """Seconds since midnight, or None."""
    text = tidy(text) if len(text) < 20 else ""
    if found := _HOUR.fullmatch(text):
        text = f"{found[1]}:00 {found[2]}"  # 8 am
    found = _CLOCK.fullmatch(text)
    return seconds_of(found) if found else None


_QUARTER: Final = (
    r"Q|T|[кk][вv]t?\.?|квартал\w?|quarter|quartal|Vj\.?|trimestre|kwartał|kw\.|kvartals?|nelj\.?|cet\.?|čet\.?|ketv\.?"
    r"|tri?m\.?|трим\.?|kwart\.?|k\."
)
_FORMS: Final = tuple(
    (re.compile(pattern, re.I), kind)
    for pattern, kind in (
        (r"(?P<y>\d{4})(?P<mark>[-/.]\s?|\s)(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})\.?", "day"),
        (r"(?P<y>\d{4})[年년]\s?(?P<m>\d{1,2})[月월]\s?(?P<d>\d{1,2})[日일]", "day"),
        (r"(?P<y>\d{4})[年년]\s?(?P<m>\d{1,2})[月월]", "month"),
        (r"(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])", "month"),
        (r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)", "day"),
        (r"(?P<y>\d{4})(?:-|/|\s?M\s?)(?P<m>0?[1-9]|1\d)", "month"),
        (r"(?P<y>(?:19|20)\d\d)\.(?P<m>0?[1-9]|1\d)", "month"),
        (r"(?P<m>\d{1,2})(?:[-/.]|\.\s)(?P<y>\d{4})\.?", "month"),
        (r"(?P<y>\d{4})\.\s(?P<m>\d{1,2})\.", "month"),
        (r"(?P<y>\d{4})[-/ ]?W(?:eek)?[- ]?(?P<w>\d{1,2})(?:-(?P<wd>[1-7]))?", "week"),
        (r"(?P<y>\d{4})-S(?P<w>[0-5]\d)", "week"),
        (r"S(?P<w>[0-5]\d)[,\s/-]\s?(?P<y>\d{4})", "week"),
        (r"(?:W|KW|week|тиж\.?|тиждень|неделя|tydz\.?)\s?(?P<w>\d{1,2})[,\s/-]\s?(?P<y>\d{4})", "week"),
        (r"(?P<w>\d{1,2})\.?\s?(?:KW|week|тиж\.?|тиждень|неделя|tydz\.?)[,\s/-]\s?(?P<y>\d{4})", "week"),
        (r"(?P<y>\d{4})[-/. ]?\s?(?:[QTКKΤÇ]|кв\.?|kv\.?)[- ]?(?P<q>[1-4])", "quarter"),
        (r"(?:[QTКKΤÇ]|кв\.?|kv\.?)\s?(?P<q>[1-4])(?:\sde\b)?[,\s/'’-]\s?(?P<y>\d{4}|\d\d)", "quarter"),
        (r"(?P<y>\d{4})\s(?P<q>[1-4])(?:\.|-?\w{1,2})?\s?(?:kv|кв|Q|T|tr|трим)\.?", "quarter"),
        (rf"(?P<q>[1-4]|I{{1,3}}|IV|І{{1,3}}|ІV)(?:st|nd|rd|th|er|[eè]me|e|\.?º|\.|-\w{{1,2}}|-?й)?\s?(?:{_QUARTER})"
         r"(?:\s?of|\s?du|\s?de)?[\s,/'’-]*(?P<y>\d{4}|\d\d)\.?", "quarter"),
        (r"(?P<y>\d{4})[-/ ]?[HS](?P<h>[12])", "half"),
        (r"[HS](?P<h>[12])[\s/-]?(?P<y>\d{4})", "half"),
        (r"(?P<h>[12])\s?[HS][\s/-]?(?P<y>\d{4}|\d\d)", "half"),
        (r"(?P<h>[12]|II?|ІІ?)\.?(?:-?ше|-?е)?\s?(?:півріччя|полугодие|halbjahr|Hj\.?|half|półrocze|semestre)"
         r"(?:\s?of|\s?de)?\s?(?P<y>\d{4})", "half"),
        (r"(?P<y>(?:19|20)\d\d)\s?(?:年度?|년)", "year"),
        (r"(?P<y>1[5-9]\d\d|20\d\d)(?:\.0)?", "year"),  # a program took it for a number: 2024.0
        (r"(?P<y>(?:19|20)\d\d)\s?[–—-]\s?(?P<y2>(?:19|20)\d\d)", "years"),
    )
)  # fmt: skip
_NUMERIC = re.compile(r"(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d\d?)\.?")
_NAMED: Final = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|\.|-го)?[\s-]*(?:de\s|of\s|d['’])?\s*(?P<name>[^\W\d_]+)\.?,?[\s-]*(?:de\s|del\s)?"
        r"\s*(?P<y>\d{4}|['’]?\d\d)\.?",
        r"(?P<name>[^\W\d_]+)\.?\s?(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y>\d{4}|['’]\d\d)",
        r"(?P<d>\d{1,2})(?P<mark>[./ -])(?P<roman>I{1,3}|IV|VI{0,3}|IX|XI{0,2})(?P=mark)(?P<y>\d{4})",
        r"(?P<d>\d{1,2})\.?\s?[–—-]\s?(?P<d2>\d{1,2})\.?\s(?:de\s)?(?P<name>[^\W\d_]+)\.?,?\s(?P<y>\d{4})",
        r"(?P<y>\d{4})\.?[\s-](?P<name>[^\W\d_]+)\.?[\s-](?P<d>\d{1,2})\.?",
        r"(?P<y>\d{4})\.?\s(?P<d>\d{1,2})\.?\s(?P<name>[^\W\d_]+)\.?",
        r"(?P<name>[^\W\d_]+)\.?,?[\s/-]*(?:de\s|del\s)?\s*(?P<y>\d{4}|['’]\d\d)\.?",
        r"(?P<name>[^\W\d_]+)\.?[\s/-](?P<y>\d\d)",
        r"(?P<y>\d{4})\.?[\s/-](?P<name>[^\W\d_]+)\.?",
        r"(?P<name>[^\W\d_]+)\.?\s?[–—-]\s?(?P<name2>[^\W\d_]+)\.?,?\s(?P<y>\d{4})",
    )
)


#: Between two dates: a dash that is in neither, a word, or the stroke of ISO 8601.
_TO = re.compile(
    r"\s+[-–—]\s+|[–—]|\s+(?:to|bis|до|по|do|au|al|a|à)\s+|(?<=\d\d[./]\d{4})-(?=\d\d?[./])|(?<=-\d\d)/(?=\d{4}-)",
    re.IGNORECASE,
)


def _date_only(text: str, order: Order) -> When | None:
    text = _YEAR_WORD.sub("", text) or text
    text = _OF_YEAR.sub(" ", text).removesuffix(" d.")
    for pattern, kind in _FORMS:
        if found := pattern.fullmatch(text):
            return _formed(found, kind)
    if found := _NUMERIC.fullmatch(text):
        return _numeric(found[1], found[3], found[4], order)
    for pattern in _NAMED:
        if (found := pattern.fullmatch(text)) and (when := _named(found)):
            return when
    return _span(text, order)


def _span(text: str, order: Order) -> When | None:
    """From the first day of one date to the last of another one."""
    parts = _TO.split(text)
    if len(parts) != 2:
        return None
    first, last = (_date_only(part.strip(), order) for part in parts)
    return When(first.start, last.end, "period") if first and last and first.end < last.end else None


def _formed(found: re.Match[str], kind: str) -> When | None:
    year = _full_year(found["y"])
    if kind == "day":
        return _day(year, int(found["m"]), int(found["d"]))
    if kind == "month":
        return _month(year, int(found["m"]))
    if kind == "week":
        try:
            monday = date.fromisocalendar(year, int(found["w"]), 1)
        except ValueError:
            return None
        if "wd" in found.re.groupindex and found["wd"]:
            on = monday + timedelta(days=int(found["wd"]) - 1)
            return When(on, on, "day")
        return When(monday, monday + timedelta(days=6), "week")
    if kind == "quarter":
        quarter = found["q"].upper().replace("І", "I")
        number = _ROMAN.index(quarter) if quarter in _ROMAN else int(quarter)
        return _months(year, 3 * number - 2, 3 * number, "quarter")
    if kind == "half":
        half = {"1": 1, "2": 2}.get(found["h"]) or len(found["h"])  # 2 or II
        return _months(year, 6 * half - 5, 6 * half, "half-year")
    if kind == "years":
        last = int(found["y2"])
        return When(date(year, 1, 1), date(last, 12, 31), "period") if year < last else None
    return When(date(year, 1, 1), date(year, 12, 31), "year")


def _numeric(first: str, second: str, third: str, order: Order) -> When | None:
    if len(first) == 4:
        return None
    if len(first) == 3:
        return None
    if order == "ymd":
        return _day(_full_year(first), int(second), int(third)) if len(first) == 2 >= len(third) else None
    if len(third) < 2:
        return None
    day, month = (first, second) if order == "dmy" else (second, first)
    return _day(_full_year(third), int(month), int(day))


def _named(found: re.Match[str]) -> When | None:
    parts = found.groupdict()
    roman = parts.get("roman")
    month = _ROMAN.index(roman.upper()) if roman else MONTH_NUMBERS.get(parts["name"].casefold())
    if month is None:
        return None
    year = _full_year(parts["y"].lstrip("'’"))
    if parts.get("name2"):
        last = MONTH_NUMBERS.get(parts["name2"].casefold())
        return _months(year, month, last, "period") if last else None
    if not parts.get("d"):
        return _month(year, month)
    day = _day(year, month, int(parts["d"]))
    if not parts.get("d2"):
        return day
    until = _day(year, month, int(parts["d2"]))
    return When(day.start, until.end, "period") if day and until and day.start < until.start else None


def shown_period(first: date, last: date) -> str:
    """Days as ISO 8601 writes them: whole years and months as such, else the first and the last."""
    after = last + timedelta(days=1) if last < date.max else last
    if first.day == after.day == 1:
        if first.month == after.month == 1 and after.year == first.year + 1:
            return f"{first.year:04}"
        if last.year == first.year and last.month == first.month:
            return f"{first:%Y-%m}"
    return first.isoformat() if first == last else f"{first} to {last}"


def with_year(text: str, year: str) -> str:
    """A day or a month that is written without a year, with that year; the number of a month becomes MM/YYYY."""
    bare = text.strip()
    return f"{int(bare):02}/{year}" if bare.isdecimal() and len(bare) < 3 else f"{bare} {year}"


def from_excel(serial: float) -> When | None:
    """A day as spreadsheets count them, from the end of 1899; the part is the time of day."""
    low, high = EXCEL_DAYS
    if not low <= serial <= high:
        return None
    on = _EXCEL_ZERO + timedelta(days=int(serial))
    if serial == int(serial):
        return When(on, on, "day")
    seconds = (on - date(1970, 1, 1)).days * 86_400.0 + round((serial - int(serial)) * 86_400, 3)
    return When(on, on, "time", seconds)


def from_epoch(number: float) -> When | None:
    """Seconds, or milliseconds, since 1970 in UTC; from 1990 to 2100."""
    for scale in (1.0, 1e-3):
        seconds = number * scale
        if EPOCH_SECONDS[0] <= seconds <= EPOCH_SECONDS[1]:
            on = datetime.fromtimestamp(seconds, UTC).date()
            return When(on, on, "time", seconds, "UTC")
    return None
