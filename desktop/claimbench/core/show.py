"""Numbers, dates and chances as people write them."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from datetime import date, timedelta

from claimbench.core.frozen import dataclass

EPOCH = date(1970, 1, 1)
#: In days: what happens so long after the end of a day, by the last digits of a search or a sum, happens on that day.
MOMENT = 1e-6
#: A space at which no line is broken.
TIE = "\u00a0"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS_LONG = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Writing:
    """How numbers and dates are written. Patterns may have {day}, {month}, {year}, and the English {name} and {long} of
    the month; ``ticks`` are the names of the months on an axis, where no sentence surrounds them."""

    decimal: str = "."
    thousands: str = ","
    date: str = "{day} {name} {year}"
    date_in_year: str = "{day} {name}"  # where the year stands elsewhere
    month: str = "{long} {year}"
    short_month: str = "{name} {year}"
    month_in_year: str = "{name}"
    ticks: tuple[str, ...] = MONTHS


PLAIN = Writing()
_writing = PLAIN


def write_as(writing: Writing) -> None:
    """Choose how numbers and dates are written from now on: once, before anything is shown. Files and the command line
    keep to :data:`PLAIN`."""
    global _writing
    _writing = writing


def writing() -> Writing:
    """How numbers and dates are written now."""
    return _writing


def plain_number(text: str) -> str:
    """What was typed, with numbers written as :data:`PLAIN` has them but for thousands marks, which are gone."""
    if _writing.decimal == ".":
        return text
    text = re.sub(rf"(?<![\d.,])\d{{1,3}}(?:{re.escape(_writing.thousands)}\d{{3}})+(?!\d)", _ungrouped, text)
    return re.sub(r"(?<=\d),(?=\d)", ".", text)


def _ungrouped(found: re.Match[str]) -> str:
    return found[0].replace(_writing.thousands, "")


def _localised(text: str) -> str:
    """A number of digits, points and commas as it is written here."""
    if _writing is PLAIN:
        return text
    return text.translate({ord(","): _writing.thousands, ord("."): _writing.decimal})


def _dated(pattern: str, day: date) -> str:
    names = {"name": MONTHS[day.month - 1], "long": MONTHS_LONG[day.month - 1]}
    return pattern.format(day=day.day, month=day.month, year=day.year, **names)


def day_number(day: date) -> float:
    """Days since 1970-01-01: how dates travel through arrays. A stock's value at a day's end has that day's number."""
    return float((day - EPOCH).days)


def from_day_number(days: float) -> date:
    """The day on which something happens at ``days``: 10.2 falls on the day that ends at 11."""
    return EPOCH + timedelta(days=math.ceil(days - MOMENT))


def show_date(day: date) -> str:
    return _dated(_writing.date, day)


def show_day(days: float, horizon: date) -> str:
    """The day of a day number: "7 Mar 2026", or "not by 31 Dec 2026" for a date that the ``horizon`` does not see."""
    return show_date(from_day_number(days)) if math.isfinite(days) else f"not by {show_date(horizon)}"


def show_date_in_year(day: date) -> str:
    """A day without its year."""
    return _dated(_writing.date_in_year, day)


def show_month(day: date) -> str:
    return _dated(_writing.month, day)


def show_short_month(day: date) -> str:
    return _dated(_writing.short_month, day)


def show_month_in_year(day: date) -> str:
    """A month without its year."""
    return _dated(_writing.month_in_year, day)


def tick_month(month: int) -> str:
    """The name of a month, 1 to 12, beside an axis."""
    return _writing.ticks[month - 1]


def show_number(value: float, digits: int = 3) -> str:
    """A number to read: ``digits`` significant digits, but never fewer than its whole part, thousands with commas.

    >>> show_number(311327.0), show_number(0.4291), show_number(1.0)
    ('311,327', '0.429', '1')
    """
    if math.isnan(value):
        return "—"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    if not 1e-9 <= abs(value) < 1e18:  # nobody counts that many zeros
        mantissa, exponent = f"{abs(value):.{digits - 1}e}".split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return _localised(f"{'−' if value < 0 else ''}{mantissa}e{int(exponent)}")
    places = max(0, digits - 1 - math.floor(math.log10(abs(value)) + 1e-12))
    text = f"{abs(value):,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _localised(f"−{text}" if value < 0 and text.strip("0.,") else text)


def show_short(value: float) -> str:
    """A number for an axis or a label in a chart: 731k, 1.2M."""
    size = abs(value)
    for limit, suffix in ((1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e4, "k")):
        if math.inf > size >= limit * (1 - 5e-4):
            scale = 1e3 if suffix == "k" else limit
            return show_number(value / scale) + suffix
    return show_number(value)


def tied(text: str) -> str:
    """The text as one that no line break parts, such as a date or a number with its noun."""
    return text.replace(" ", TIE)


def show_percent(share: float) -> str:
    return f"{show_number(100 * share)} %"


def show_chance(probability: float, draws: float) -> str:
    """A chance as a number: whole per cent, finer at the ends, never finer than the draws can tell.

    ``draws`` is the number of draws (or effective number) behind it.
    """
    if draws <= 0 or math.isnan(probability):
        return "—"
    least = max(1.0 / draws, 0.001)
    percent = 100 * probability
    if probability < least:
        return f"< {show_number(100 * least, 1)} %"
    if probability > 1 - least:
        return f"> {show_number(100 * (1 - least), 4)} %"
    if percent < 1:
        return "< 1 %"
    if percent > 99:
        return "> 99 %"
    return f"{percent:.0f} %"


#: Names of common units that are words, and so have a plural; symbols such as km² have none.
_WORDS = frozenset({
    "second", "minute", "hour", "day", "week", "month", "quarter", "year", "mile", "yard", "acre", "hectare", "tonne",
    "ton", "litre", "barrel", "dollar", "euro",
})  # fmt: skip
_POWER = re.compile(r"\s*\*\*\s*([23])\b")
_POWERS = {"2": "²", "3": "³"}


def show_unit(unit: str, counted: Collection[str] = (), value: float = math.nan) -> str:
    """A unit as people say it after ``value``, and as the title of an axis.

    ``counted`` are the names of what the case counts.

    >>> show_unit("case/month", ["case"]), show_unit("cases", ["case"], 1), show_unit("1/day"), show_unit("km**2")
    ('cases per month', 'case', 'per day', 'km²')
    """
    text = _POWER.sub(lambda found: _POWERS[found[1]], unit).replace(" * ", "·").replace("*", "·")
    above, *below = (part.strip() for part in text.split("/"))
    if singular(above) in counted:
        above = singular(above)
    if above == "percent":
        above = "%"
    elif above == "1" and below:
        above = ""
    elif value != 1 and (above in counted or above in _WORDS):
        above = plural(above)
    return " per ".join([above, *below]).strip()


#: Nouns that people are counted in.
_PLURALS = {"man": "men", "woman": "women", "child": "children"}
_SINGULARS = {"people": "person", **{several: one for one, several in _PLURALS.items()}}


def plural(noun: str) -> str:
    """The plural of what is counted: cases, copies, losses."""
    if noun in _PLURALS:
        return _PLURALS[noun]
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def singular(noun: str) -> str:
    """The noun that this may be the plural of, or else itself.

    >>> [singular(noun) for noun in ("jobs", "agencies", "matches", "houses", "people", "glass", "virus")]
    ['job', 'agency', 'match', 'house', 'person', 'glass', 'virus']
    """
    if noun in _SINGULARS:
        return _SINGULARS[noun]
    if len(noun) <= 3 or not noun.endswith("s") or noun.endswith(("ss", "us", "is")):
        return noun
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-2] if noun.endswith(("sses", "xes", "ches", "shes")) else noun[:-1]
