"""Numbers and dates as many languages write them: ``python3 tests/bench/bench_locales.py [--worst N]``.

Values that are known are written out by Babel, which has the rules of the Unicode Common Locale Data Repository, a
column for each language and form; our reader reads each as a file of its own. A cell is *right* where it has the value
that was written; *flagged* where it has not, and a finding on the cell or an ambiguous decision on the column says so;
*silent* where it has another value without a word. A column that is kept as text counts as flagged: no value is wrong.
Goal: at least 90 % right, none silent. Needs Babel, which the program does not.
"""
# ruff: noqa: T201, E402

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop")]

from claimbench.core.show import day_number
from claimbench.tables.contents import NotATable
from claimbench.tables.read import Reading, read

#: Languages of Europe and some beyond it; their digits are 0 to 9 in most.
LOCALES = (
    "en_US", "en_GB", "en_CA", "en_AU", "en_IN", "en_ZA", "de_DE", "de_AT", "de_CH", "fr_FR", "fr_CH", "fr_CA", "fr_BE",
    "it_IT", "it_CH", "es_ES", "es_MX", "es_AR", "pt_PT", "pt_BR", "nl_NL", "nl_BE", "da_DK", "sv_SE", "nb_NO", "fi_FI",
    "pl_PL", "cs_CZ", "sk_SK", "hu_HU", "ro_RO", "bg_BG", "el_GR", "tr_TR", "uk_UA", "ru_RU", "be_BY", "sr_Cyrl_RS",
    "hr_HR", "sl_SI", "lt_LT", "lv_LV", "et_EE", "is_IS", "ga_IE", "ca_ES", "ka_GE", "kk_KZ", "az_AZ", "he_IL", "ja_JP",
    "zh_CN", "ko_KR", "vi_VN", "id_ID", "sw_KE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A column of cells, and the value of each: a number, or the first day and the last of a period."""

    locale: str
    form: str
    cells: tuple[str, ...]
    values: tuple[float | tuple[date, date], ...]


def numbers(locale: str, chosen: random.Random) -> Iterator[Written]:
    from babel import numbers as babel

    whole = [chosen.randint(1, 10 ** chosen.randint(1, 9)) for _ in range(40)] + [0, 7, 1000, 1234567]
    parts = [round(chosen.uniform(-1, 1) * 10 ** chosen.randint(0, 7), 2) for _ in range(40)] + [0.5, -0.25, 1234.5]
    shares = [round(chosen.uniform(0, 1.5), 3) for _ in range(40)]
    forms: dict[str, tuple[list[float], Callable[[float], str], float]] = {
        "whole": ([*whole], lambda n: babel.format_decimal(int(n), locale=locale), 1),
        "decimal": (parts, lambda n: babel.format_decimal(n, format="#,##0.00", locale=locale), 1),
        "ungrouped": (parts, lambda n: babel.format_decimal(n, format="0.00", locale=locale), 1),
        "percent": (
            shares,
            lambda n: babel.format_percent(n, format=None, locale=locale, decimal_quantization=False),
            100,
        ),
        "euros": (parts, lambda n: babel.format_currency(n, "EUR", locale=locale), 1),
        "dollars": (parts, lambda n: babel.format_currency(n, "USD", locale=locale), 1),
        "scientific": (parts, lambda n: babel.format_scientific(n, locale=locale, decimal_quantization=False), 1),
        "accounting": (parts, lambda n: babel.format_currency(n, "EUR", locale=locale, format_type="accounting"), 1),
    }
    for form, (values, write, scale) in forms.items():
        yield Written(locale, form, tuple(map(write, values)), tuple(value * scale for value in values))


def dates(locale: str, chosen: random.Random) -> Iterator[Written]:
    from babel import dates as babel

    days = [date(2015, 1, 1) + timedelta(chosen.randrange(3650)) for _ in range(40)]
    for form in ("short", "medium", "long", "full"):
        cells = tuple(babel.format_date(day, form, locale=locale) for day in days)
        yield Written(locale, form, cells, tuple((day, day) for day in days))
    for skeleton, step in (("yMMM", "month"), ("yMMMM", "month"), ("yM", "month"), ("yQQQ", "quarter"), ("yMd", "day"),
                           ("yMMMd", "day"), ("yMMMEd", "day")):  # fmt: skip
        try:
            cells = tuple(babel.format_skeleton(skeleton, day, locale=locale) for day in days)
        except KeyError:
            continue
        yield Written(locale, skeleton, cells, tuple(period(day, step) for day in days))


def period(day: date, step: str) -> tuple[date, date]:
    if step == "day":
        return day, day
    first = 3 * ((day.month - 1) // 3) + 1 if step == "quarter" else day.month
    months = 3 if step == "quarter" else 1
    year, month = day.year + (first + months - 1) // 12, (first + months - 1) % 12 + 1
    return date(day.year, first, 1), date(year, month, 1) - timedelta(1)


def read_column(written: Written) -> Reading | None:
    lines = ["name\tvalue", *(f"row {at}\t{cell}" for at, cell in enumerate(written.cells))]
    try:
        return read("\n".join([*lines, ""]).encode())
    except NotATable:
        return None


def score(written: Written) -> tuple[Counter[str], list[str]]:
    """How many cells are right, flagged and silent; and the silent ones."""
    counts: Counter[str] = Counter()
    silent: list[str] = []
    reading = read_column(written)
    if reading is None or len(reading.table.columns) != 2 or reading.table.row_count != len(written.cells):
        return Counter(flagged=len(written.cells)), silent
    column = reading.table.columns[1]
    said = {finding.line for finding in reading.findings}
    doubted = any(decision.subject.startswith(f"columns.{column.name}.") for decision in reading.ambiguous)
    for row, (cell, meant) in enumerate(zip(written.cells, written.values, strict=True)):
        if column.values is None:
            counts["flagged"] += 1
            continue
        low, high, value = (float(each[row]) for each in (column.values.low, column.values.high, column.values.value))
        if isinstance(meant, tuple):
            right = column.recipe.type == "date" and (low, high) == (day_number(meant[0]), day_number(meant[1]))
        else:
            right = column.recipe.type == "number" and abs(value - meant) <= 1e-9 * max(1.0, abs(meant))
        if right:
            counts["right"] += 1
        elif np.isnan(value) or doubted or reading.table.lines[row] in said:
            counts["flagged"] += 1
        else:
            counts["silent"] += 1
            silent.append(
                f"{written.locale} {written.form}: “{cell}” became {value:.15g} {column.recipe.type}, not {meant}"
            )
    return counts, silent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worst", type=int, default=12, help="columns that are told, of those with the least right")
    parser.add_argument("--locales", nargs="+", default=LOCALES)
    options = parser.parse_args()
    for kind, made in (("numbers", numbers), ("dates", dates)):
        total: Counter[str] = Counter()
        silent: list[str] = []
        columns: list[tuple[float, str]] = []
        for locale in options.locales:
            for written in made(locale, random.Random(locale)):
                counts, wrong = score(written)
                total += counts
                silent += wrong
                columns.append((counts["right"] / len(written.cells), f"{locale} {written.form}: {written.cells[0]}"))
        cells = sum(total.values())
        print(f"{kind}: {cells:,} cells, right {total['right'] / cells:.1%}, flagged {total['flagged'] / cells:.1%}, "
              f"silent {total['silent']}")  # fmt: skip
        for line in silent[: options.worst]:
            print(f"  silent: {line}")
        for share, name in sorted(columns)[: options.worst]:
            print(f"  {share:5.0%} {name}")


if __name__ == "__main__":
    main()
