"""Years that run from one calendar year into the next, such as 2022/23 and FY2022: periods once it is known in which
month they begin, which is never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from claimbench.tables.dates import When, parse_date, unmarked

#: The month, from 1 to 12, of the year that is named first; or of the year before that, where only one is named.
BEGINS: Final = ("", *map(str, range(1, 13)), *(f"{month} before" for month in range(1, 13)))
_TWO = re.compile(
    r"(?:(?:FY|SY|AY|MY)\s?)?(?P<first>(?:19|20)\d\d)\s?[/–—-]\s?(?P<second>(?:19|20)?\d\d)(?:\s?(?:FY|рр?\.?|гг?\.?))?",
    re.IGNORECASE,
)
_ONE = re.compile(r"FY\s?['’]?(?P<before>(?:19|20)?\d\d)|(?P<behind>(?:19|20)\d\d)\s?FY", re.IGNORECASE)
_ENOUGH: Final = 3  # different cells such as 2010-11, which could be months as well


def _years(text: str) -> tuple[int, bool] | None:
    """The first year that a cell names, and whether it names the next one, too."""
    bare = unmarked(text.strip())
    if found := _TWO.fullmatch(bare):
        first, second = int(found["first"]), found["second"]
        follows = int(second) == (first + 1 if len(second) == 4 else (first + 1) % 100)
        return (first, True) if follows else None
    if found := _ONE.fullmatch(bare):
        year = int(found["before"] or found["behind"])
        return (year if year > 99 else year + 2000), False
    return None


def parse_split_year(text: str, begins: str) -> When | None:
    """The twelve months that a cell names; ``begins`` is one of :data:`BEGINS`, not empty."""
    if (years := _years(text)) is None:
        return None
    year, two = years
    month, _, before = begins.partition(" ")
    start = date(year - (bool(before) and not two), int(month), 1)
    return When(start, start.replace(year=start.year + 1) - timedelta(days=1), "year")


def are_split_years(texts: Sequence[str]) -> bool:
    """Whether different cells are such years, and nothing else."""
    years = []
    for text in texts:
        if (found := _years(text)) is None:
            return False
        years.append(found)
    if not years:
        return False
    if any(parse_date(text.strip()) is None for text in texts):
        return True  # no month has the number 23
    named = {year for year, _ in years}
    spans = any(len(text.strip()) > 7 for text in texts)  # 2019–2020 and 2021–2022 may as well be two whole years each
    return len(named) >= _ENOUGH or (spans and any(year + 1 in named for year in named))
