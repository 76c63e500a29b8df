"""A column before it is understood: its different texts, its header, what is around it; and what was found of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from claimbench.core.frozen import dataclass
from claimbench.tables.decision import Alternative, Decision
from claimbench.tables.recipe import ColumnRecipe
from claimbench.tables.words import MISSING

ENOUGH: Final = 0.6  # the share of cells that must read as numbers or dates for the column to be of that type
LOOKED_AT: Final = 20_000  # different texts of a column that decide what a mark or an order means
SOME: Final = 1_000  # different texts of a column that decide its type


@dataclass(frozen=True, slots=True)
class Cells:
    """The different texts of a column that are not missing: in their ``order``, with their counts (``real``), and some
    of them from all over the column (``some``). ``marks`` are those that say that something is missing."""

    order: tuple[str, ...]
    real: Mapping[str, int]
    some: Mapping[str, int]
    marks: tuple[str, ...]

    def share(self, reads: Callable[[str], object]) -> float:
        """The share of cells that ``reads`` takes, by those in ``some``."""
        return sum(n for text, n in self.some.items() if reads(text)) / max(1, sum(self.some.values()))


def cells_of(texts: Iterable[str]) -> Cells:
    counts = _thinned(Counter(texts), LOOKED_AT)
    marks = tuple(sorted({text.strip() for text in counts if text.strip() and text.strip().casefold() in MISSING}))
    real = {text: count for text, count in counts.items() if text.strip().casefold() not in MISSING}
    return Cells(tuple(real), real, _thinned(real, SOME), marks)


def _thinned(counts: Mapping[str, int], most: int) -> Mapping[str, int]:
    if len(counts) <= most:
        return counts
    return dict(list(counts.items())[:: len(counts) // most + 1])


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says of one column."""

    name: str
    title: str
    unit: str
    tag: str

    def hints(self, words: Sequence[str]) -> bool:
        parts = re.split(r"[\W_]+", self.title.casefold())
        return any(word in parts or (" " in word and word in self.title.casefold()) for word in words)


@dataclass(frozen=True, slots=True)
class Context:
    """What is around the columns: the delimiter, the heading over each row, and the lines above the table."""

    delimiter: str
    headings: Sequence[str] = ()
    above: Sequence[str] = ()


@dataclass(slots=True)
class Found:
    recipe: ColumnRecipe
    cells: Cells
    decisions: list[Decision]
    sure_mark: bool = False  # its cells leave no doubt what a comma and a point mean
    sure_order: bool = False
    doubtful_mark: bool = False
    doubtful_order: bool = False

    def decide(
        self, field: str, value: Any, reason: str, ambiguous: bool = False, others: Sequence[Alternative] = ()
    ) -> None:
        self.recipe = replace(self.recipe, **{field: value})
        self.decisions.append(Decision(f"columns.{self.recipe.name}.{field}", value, reason, ambiguous, tuple(others)))


def percent(share: float) -> str:
    return f"{min(99, round(100 * share))} %"
