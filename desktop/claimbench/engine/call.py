"""A call in a formula, while it is checked: its arguments, read one by one as what they must be."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import date
from typing import Final, Protocol

from claimbench.core.frozen import dataclass
from claimbench.core.show import from_day_number, show_date
from claimbench.engine.expression import (
    Expr,
    Kind,
    Number,
    Text,
)
from claimbench.engine.rules import Rules, Where

TIMED: Final = frozenset[Where]({"model", "measure"})
MEASURE: Final = frozenset[Where]({"measure"})
DATED: Final = frozenset[Where]({"measure", "calculation"})
CALCULATION: Final = frozenset[Where]({"calculation"})
ANYWHERE: Final = frozenset[Where]({"model", "measure", "calculation"})


class Checker(Protocol):
    """Reads arguments: see :class:`claimbench.engine.formula.Reader`."""

    def read(self, node: ast.expr) -> Expr: ...
    def place(self, node: ast.AST) -> tuple[int, int]: ...


@dataclass(frozen=True, slots=True)
class Call:
    """A call being checked."""

    rules: Rules
    checker: Checker
    nodes: tuple[ast.expr, ...]
    start: int
    end: int

    def arg(self, index: int) -> Expr:
        return self.checker.read(self.nodes[index])

    def number(self, index: int) -> Expr:
        return self.rules.number(self.arg(index))

    def text(self, index: int, what: str) -> tuple[str | None, int]:
        expr = self.arg(index)
        if isinstance(expr.op, Text):
            return expr.op.value, expr.start
        if expr.kind is not Kind.UNKNOWN:
            self.rules.wrong("wrong-kind", f"{self.rules.spelt(expr)} must be {what} in quotes.", expr.start)
        return None, expr.start

    def day(self, index: int) -> date | None:
        text, at = self.text(index, 'a date, as "2025-12-31",')
        return None if text is None else self.rules.day(text, at)

    def days(self, start: int, end: int) -> tuple[date, date] | None:
        """The dates in two arguments, in order."""
        first, last = self.day(start), self.day(end)
        if first is None or last is None:
            return None
        if last < first:
            self.rules.wrong("date-order", f"{show_date(last)} comes before {show_date(first)}.",
                             self.checker.place(self.nodes[end])[0])  # fmt: skip
            return None
        return first, last

    def series(self, index: int) -> Expr:
        """An argument that may vary over time."""
        before, self.rules.in_series = self.rules.in_series, True
        try:
            return self.arg(index)
        finally:
            self.rules.in_series = before

    def unknown(self) -> Expr:
        """What stands for a call in which a problem was reported."""
        return Expr(Number(float("nan")), kind=Kind.UNKNOWN, start=self.start, end=self.end)

    def wrong(self, code: str, message: str, hint: str = "") -> Expr:
        return self.rules.wrong(code, message, self.start, self.end, hint)

    def within_timeline(self, day: float, index: int, from_eve: bool = False) -> bool:
        """Whether a date can be asked for; a problem if it lies off the timeline. ``from_eve``: the first point, the
        evening before the first day, can be asked for too."""
        grid = self.rules.scope.grid
        if grid is None or grid.days[0] + (0 if from_eve else 1) <= day <= grid.days[-1]:
            return True
        first = from_day_number(grid.days[0] + 1)
        self.rules.wrong(
            "off-timeline",
            f"{show_date(from_day_number(day))} is off the timeline ({show_date(first)} to {show_date(grid.last)}).",
            self.checker.place(self.nodes[index])[0],
        )
        return False


@dataclass(frozen=True, slots=True)
class Function:
    """``arguments``: fewest and most (None: any number)."""

    name: str
    signature: str
    doc: str
    where: frozenset[Where]
    arguments: tuple[int, int | None]
    build: Callable[[Call], Expr]
