"""What a comma and a point mean in a column of numbers, and the unit that goes with them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from claimbench.tables.cells import Cells, Found
from claimbench.tables.dates import parse_date
from claimbench.tables.decision import Alternative
from claimbench.tables.numbers import SCALES, Mark, parse_number, tidy
from claimbench.tables.words import COUNTED, CURRENCIES, MEASURED, MULTIPLYING, PERCENT, UNIT_LABELS, UNITS

_UNIT_BEHIND = re.compile(
    r"[(\[（]\s*([^()\[\]（）]{1,30}?)\s*[)\]）]\s*$|,\s*([^\s,()]{1,12}(?: [^\s,()]{1,12})?)\s*$|\s(%)\s*$"
)
_UNIT_IN = re.compile(r".*\s(?:in|en|em|w|v|в|у|i)\s+(?P<unit>\S+(?: \S+){0,2})\s*")  # “Exports in million USD”
_UNIT_BELOW = re.compile(r".*\s/\s(?P<unit>\S{1,8})\s*")  # “Temperature / °C”, as physicists write it
_LETTER = re.compile(r"[-+]?\d[\d.,' ]*\s?([a-z])")
_BRACKETED = re.compile(r"[(\[（]([^()\[\]（）]{1,40})[)\]）]")
_IN = re.compile(r"^(?:in|en|em|w|v|в|у|i)\s+", re.IGNORECASE)
_CURRENCY = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(CURRENCIES, key=len, reverse=True)))})\s?(?=\D)")
_SCALED = re.compile(r"1[.,' ]?000(?: [^\W\d]+\.?)?")  # “in 1 000 t”
_NINES = re.compile(r"-9{2,}(?:[.,][09]+)?|9{3,}(?:[.,][09]+)?")
_NO_DAY = re.compile(r"9999|(?<!\d)0001(?!\d)")
_FAR = 8
_FEW = 0.05
_SINGLE_MARK = re.compile(r"[^\d.,]*[1-9]\d{0,2}[.,]\d{3}(?:\D.*)?")  # 1.234 and 1,234: either may be meant


def unit_in(title: str) -> str:
    """The unit that a column's title ends with: in brackets, after a comma, or a percent sign."""
    found = _UNIT_BEHIND.search(title)
    if not found:
        return _unit_in_words(title)
    inner = found[1] or found[2] or found[3]
    inner = _IN.sub("", inner)
    bare = inner.casefold()
    known = bare in UNITS or bare in CURRENCIES or bare in PERCENT or "/" in bare or _is_scaled(bare)
    marked = parse_date(title[: found.start()].strip()) is not None  # 2024 (est.): that is no unit
    marked |= bare.startswith(("n=", "n ="))  # so many were asked
    if not known and (marked or not (found[1] and len(inner) <= 12 and not inner.isdigit())):
        return ""
    return CURRENCIES.get(bare) or PERCENT.get(bare) or inner


def _unit_in_words(title: str) -> str:
    """The unit behind “in”, or behind a stroke where it is none that something else is divided by."""
    if (found := _UNIT_BELOW.fullmatch(title)) and found["unit"].casefold() in MEASURED:
        return found["unit"]
    if not (found := _UNIT_IN.fullmatch(title)):
        return ""
    unit = found["unit"]
    bare = unit.casefold()
    of = bare.split("/")[0]
    known = of in CURRENCIES or (of in UNITS and of not in COUNTED)
    return PERCENT.get(bare) or CURRENCIES.get(bare) or (unit if known or _is_scaled(bare) else "")


def unit_told(text: str) -> str:
    """The unit that a line above a table tells of, as “(in thousands)” and “Unit: million USD”; else nothing."""
    label, _, rest = text.partition(":")
    told = [
        *_BRACKETED.findall(text),
        text,
        rest if label.strip().casefold() in UNIT_LABELS else "",
        text.rpartition(",")[2],
    ]
    for part in (_IN.sub("", each.strip(" ()[]")) for each in told):
        bare = part.casefold()
        of = bare.split(" of ")[0].split("/")[0].strip()
        if of in CURRENCIES or of in PERCENT or _is_scaled(of) or (of in UNITS - COUNTED and len(of) > 1):
            return part
    return _unit_in_words(text)


def _is_scaled(unit: str) -> bool:
    """Whether it is thousands or millions of something, as “тис. осіб”, “usd bn”, “€m”."""
    scale = _CURRENCY.sub("", unit)
    first = scale.split()[0] if scale else ""
    return _SCALED.fullmatch(unit) is not None or (first in SCALES and (len(first) > 1 or scale != unit))


def decide_mark(column: Found) -> None:
    """Whether a comma or a point is the decimal mark: by the cells that read under one of them only."""
    point = comma = either = 0
    for text, count in column.cells.real.items():
        if "," not in text and "." not in text:
            continue
        as_point, as_comma = parse_number(text, "."), parse_number(text, ",")
        if as_point and as_comma and as_point.value == as_comma.value:
            continue
        if as_point and as_comma:
            either += count
        point += count * bool(as_point and not as_comma)
        comma += count * bool(as_comma and not as_point)
    column.sure_mark = bool(point) != bool(comma) or (
        max(point, comma) >= 3 * min(point, comma) and max(point, comma) > 0
    )
    mark: Mark = "," if comma > point else "."
    if column.sure_mark:
        column.decide("decimal", mark, f"Cells such as {_example(column, mark)} can only be read so.")
    elif point and comma:
        reason = f"Some cells can only be read with a decimal point ({_example(column, '.')}), some only with a decimal"
        reason += f" comma ({_example(column, ',')}); those that do not fit are listed."
        column.decide("decimal", mark, reason, True, [Alternative("." if mark == "," else ",", min(point, comma))])
    column.doubtful_mark = either > 0 and not (point or comma)
    if column.doubtful_mark and _must_group(column.cells):
        # Beside 1,234 stand whole numbers below 1,000 and none above without the mark: so it groups thousands.
        used = "," if any("," in text for text in column.cells.real) else "."
        column.decide("decimal", "." if used == "," else ",", "The mark always stands before three digits: thousands.")
        column.doubtful_mark = False


def _example(column: Found, mark: Mark) -> str:
    other: Mark = "." if mark == "," else ","
    for text in column.cells.real:
        if ("," in text or "." in text) and parse_number(text, mark) and not parse_number(text, other):
            return f"“{text.strip()}”"
    return ""


def _must_group(cells: Cells) -> bool:
    plain = [tidy(text) for text in cells.real]
    marked = [text for text in plain if _SINGLE_MARK.fullmatch(text)]
    small = [text for text in plain if re.fullmatch(r"[-+]?\d{1,3}", text)]
    large = [text for text in plain if re.fullmatch(r"[-+]?\d{4,}", text)]
    return len(marked) >= 2 and len(small) >= 1 and not large


def letters_behind(cells: Cells) -> set[str]:
    """The letters that stand behind numbers, one at a time."""
    return {letter[1] for text in cells.real if (letter := _LETTER.fullmatch(tidy(text)))}


def note_flags(column: Found, letters: set[str]) -> None:
    """The letters behind numbers that are marks: those that can be nothing else, as “p” and “e”; beside them, in the
    same file, “b” is one, too, and no billion."""
    flags = letters - MULTIPLYING
    if flags and letters_behind(column.cells):
        column.recipe = replace(column.recipe, flags="".join(sorted(flags | (letters & {"b"}))))


def ask_for_nines(column: Found) -> None:
    """Ask whether -999 or 9999, far from all other numbers, stands where nothing was measured."""
    if not any(_NINES.fullmatch(text.strip()) for text in column.cells.real):
        return
    mark: Mark = column.recipe.decimal
    numbers = {text.strip(): number.value for text in column.cells.real if (number := parse_number(text, mark))}
    nines = [text for text in numbers if _NINES.fullmatch(text)]
    others = sorted(value for text, value in numbers.items() if text not in nines)
    if not others or sum(column.cells.real.values()) - len(nines) < 2:
        return
    least, most = others[0], others[-1]
    if far := [text for text in nines if numbers[text] < 0 <= least or abs(numbers[text]) > _FAR * max(-least, most)]:
        reason = f"“{far[0]}” was read as a number, far from the others, which go from {least:.15g} to {most:.15g}."
        reason += " It may mean that nothing was measured."
        marks = column.cells.marks
        column.decide("missing", marks, reason, True, [Alternative((*marks, *far), 0.5)])


def ask_for_no_days(column: Found) -> None:
    """Ask whether 9999-12-31 or 0001-01-01 stands where there is no day."""
    far = [text.strip() for text in column.cells.real if _NO_DAY.search(text) and parse_date(text.strip())]
    if far and len(far) < len(column.cells.real):
        reason = f"“{far[0]}” was read as a day; it may mean that there is none."
        marks = column.cells.marks
        column.decide("missing", marks, reason, True, [Alternative((*marks, *far), 0.5)])


def note_thousands(column: Found) -> None:
    """What groups thousands in a column of numbers whose decimal mark is known."""
    texts = tidy("\n".join(column.cells.real))
    for mark, pattern in ((" ", r"\d \d{3}(?!\d)"), ("'", r"\d['’`]\d{3}(?!\d)")):
        if re.search(pattern, texts):
            column.recipe = replace(column.recipe, thousands=mark)
            return
    other = "," if column.recipe.decimal == "." else "."
    if re.search(rf"\d{re.escape(other)}\d{{3}}(?!\d)", texts):
        column.recipe = replace(column.recipe, thousands=other)


def settle_mark(column: Found, marks: set[Mark], delimiter: str) -> None:
    """What 1,234 or 1.234 is where the column alone does not say: by the other columns, then by the delimiter. Cells
    such as “1,2” may be lists where commas part cells and other columns have points."""
    if column.sure_mark and len(marks) > 1 and delimiter == column.recipe.decimal == ",":
        reason = f"{_example(column, ',')} can only be read so; but other columns of this file have a decimal point."
        column.decisions = [each for each in column.decisions if not each.subject.endswith(".decimal")]
        column.decide("decimal", ",", reason, True, [Alternative(".", 0.5)])
    if not column.doubtful_mark:
        return
    used = "," if any("," in text for text in column.cells.real) else "."
    if len(marks) == 1:
        mark = next(iter(marks))
        column.decide("decimal", mark, "The cells would read either way; so it is in the other columns of this file.")
    else:
        mark = "," if delimiter == ";" else "."  # where semicolons part cells, commas are taken
        example = next(text.strip() for text in column.cells.real if used in text)
        meaning = "thousands" if mark != used else "decimals"
        reason = f"Cells such as “{example}” would read either way; they were read as {meaning}."
        column.decide("decimal", mark, reason, True, [Alternative("," if mark == "." else ".", 0.5)])


def decide_unit(column: Found) -> None:
    """The unit that most cells carry, where the header gives none."""
    mark: Mark = column.recipe.decimal
    units: Counter[str] = Counter()
    for text, count in column.cells.real.items():
        if number := parse_number(text, mark):
            units[number.unit] += count
    if column.recipe.unit:
        column.decide("unit", column.recipe.unit, "The header gives it.")
        return
    unit, count = units.most_common(1)[0] if units else ("", 0)
    several = unit == PERCENT["%"] or units[""] > _FEW * sum(units.values())  # one may stand in the wrong column
    if unit and several and count >= 0.5 * sum(units.values()) and (example := _without_unit(column)):
        reason = f"Most of its cells carry it. “{example}” does not, and was taken as of the same unit."
        column.decide("unit", unit, reason, True, [Alternative("", 0.5)])
    elif unit and count >= 0.5 * sum(units.values()):
        column.decide("unit", unit, f"{'All' if len(units) == 1 else 'Most'} of its cells carry it.")


def _without_unit(column: Found) -> str:
    """A number other than zero that stands there without a unit."""
    for text in column.cells.real:
        if (number := parse_number(text, column.recipe.decimal)) and not number.unit and number.value:
            return text.strip()
    return ""
