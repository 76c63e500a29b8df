"""The year of dates that are written without one: in another column, in a heading, or above the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimbench.tables.dates import parse_date, with_year
from claimbench.tables.recipe import HEADING, ColumnRecipe

if TYPE_CHECKING:
    from claimbench.tables.cells import Context

_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d|\s?=\s?100\b)")  # not the base of an index: “2020=100”


def is_year(text: str) -> bool:
    return _YEARS.fullmatch(text.strip()) is not None


def year_in(text: str) -> str:
    """The one year that a text names; nothing where it names none or several."""
    years = set(_YEARS.findall(text))
    return years.pop() if len(years) == 1 else ""


def lacks_year(text: str) -> bool:
    """Whether a cell is a day or a month once it gets a year, and neither without."""
    bare = text.strip()
    letters = any(character.isalpha() for character in bare)
    return letters and parse_date(bare) is None and parse_date(with_year(bare, "2000")) is not None


def years_of(
    recipe: ColumnRecipe, columns: Sequence[ColumnRecipe], texts: Sequence[Sequence[str]], context: Context
) -> Sequence[str] | None:
    """The year of each row, where the dates of a column have none."""
    if not recipe.year:
        return None
    for column, cells in zip(columns, texts, strict=True):
        if column.name == recipe.year:
            return [cell.strip() for cell in cells]
    if recipe.year == HEADING:
        return [year_in(heading) for heading in context.headings]
    return [recipe.year] * (len(texts[0]) if texts else 0)
