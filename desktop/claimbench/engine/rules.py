"""Which quantities fit together in a formula: the unit rules of the operators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import Final, Literal

import numpy as np

from claimbench.core.claim import Claim
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Problem, error
from claimbench.core.quantity import DATE, DAY, MONTH, ONE, Unit, Units, month_power, simple_fraction
from claimbench.engine.calendar import Grid
from claimbench.engine.expression import Apply, Choose, Clock, Expr, Family, Kind, Number, Op, Power, constant

Where = Literal["model", "measure", "calculation"]
_OPPOSITES: Final[Mapping[np.ufunc, np.ufunc]] = {
    np.less: np.greater_equal, np.less_equal: np.greater, np.greater: np.less_equal, np.greater_equal: np.less,
    np.equal: np.not_equal, np.not_equal: np.equal, np.logical_and: np.logical_or, np.logical_or: np.logical_and,
}  # fmt: skip
DECLARED = "as declared"  # why the result of a formula has a unit to be in


@dataclass(frozen=True, slots=True)
class Named:
    """What a formula needs to know of a name. ``unit`` is None where the declared unit has a problem of its own."""

    unit: Unit | None
    what: str = "assumption"  # in words, for messages
    timed: bool = False
    stepwise: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What a formula can refer to. ``elsewhere`` are names that exist, but not for formulas of this kind."""

    where: Where
    units: Units
    names: Mapping[str, Named] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)  # name -> what it is
    series: Mapping[str, Named] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    grid: Grid | None = None


def rate_family(unit: Unit) -> Family | None:
    """The family of the time that ``unit`` is per; None if it is per no time, or per more than one."""
    day, month = unit.exponent("day"), unit.exponent("month")
    if day == -1 and month == 0:
        return "day"
    return "month" if month == -1 and day == 0 else None


class Rules:
    """Builds checked expressions; reports what does not fit, at the subexpression that does not."""

    def __init__(self, text: str, scope: Scope, path: str) -> None:
        self.text, self.scope, self.path = text, scope, path
        self.problems: list[Problem] = []
        self.in_series = scope.where == "model"  # whether a step, and so a month, is at hand

    # -- reporting

    def wrong(self, code: str, message: str, start: int, end: int | None = None, hint: str = "") -> Expr:
        self.problems.append(error(code, message, self.path, start, hint))
        return Expr(Number(float("nan")), kind=Kind.UNKNOWN, start=start, end=start if end is None else end)

    def spelt(self, expr: Expr) -> str:
        return f"'{self.text[expr.start : expr.end].strip()}'"

    def within(self, expr: Expr, start: int, end: int) -> Expr:
        return Expr(expr.op, expr.args, expr.kind, expr.unit, expr.timed, expr.stepwise, start, end)

    def make(self, op: Op, args: Sequence[Expr], unit: Unit | None, kind: Kind = Kind.NUMBER) -> Expr:
        start = min((arg.start for arg in args), default=0)
        end = max((arg.end for arg in args), default=0)
        if any(arg.kind is Kind.UNKNOWN for arg in args):
            kind = Kind.UNKNOWN
        return Expr(op, tuple(args), kind, unit, any(arg.timed for arg in args), any(arg.stepwise for arg in args),
                    start, end)  # fmt: skip

    def clock(self, op: Clock, unit: Unit | None, start: int, end: int) -> Expr:
        if not self.in_series:
            return self.wrong(
                "not-over-time",
                f"'{self.text[start:end]}' varies over time; a measure needs to say when.",
                start,
                end,
                'Put it inside at(…, "date"), final(…), total(…) or the like.',
            )
        return Expr(op, (), Kind.NUMBER, unit, True, op.what == "share", start, end)

    # -- units

    def number(self, expr: Expr, what: str = "") -> Expr:
        """``expr`` if it is a number, else a problem."""
        if expr.kind in (Kind.NUMBER, Kind.UNKNOWN):
            return expr
        return self.wrong("wrong-kind", f"{self.spelt(expr)} is {expr.kind.value}, where a number is needed"
                          f"{f' ({what})' if what else ''}.", expr.start, expr.end)  # fmt: skip

    def truth(self, expr: Expr) -> Expr:
        if expr.kind in (Kind.TRUTH, Kind.UNKNOWN):
            return expr
        return self.wrong("wrong-kind", f"{self.spelt(expr)} is {expr.kind.value}, where a condition is needed.",
                          expr.start, expr.end, "Compare it with something: x > 0.")  # fmt: skip

    def to_unit(self, expr: Expr, unit: Unit | None, why: str = "") -> Expr:
        """``expr`` in ``unit``; a problem if it does not fit. ``why`` says in words what asks for that unit."""
        if expr.kind is Kind.UNKNOWN or expr.unit is None or unit is None:
            return expr
        power = month_power(expr.unit, unit)
        if power is None or (expr.kind is Kind.DATE) != (unit == DATE):
            wanted = f"in {unit}" if unit.text else "a pure number"
            hint = f"Set the unit to '{expr.unit}'." if why == DECLARED and not unit.text else ""
            return self.wrong("unit", f"{self.spelt(expr)} is in {expr.unit}, not {wanted}{why and ' '}{why}.",
                              expr.start, expr.end, hint)  # fmt: skip
        factor = 1.0 if expr.unit.factor == unit.factor else expr.unit.factor / unit.factor
        converted = expr if factor != 1.0 or power != 0 else replace(expr, unit=unit)
        if power != 0:
            if not self.in_series:
                return self.wrong(
                    "time-family",
                    f"{self.spelt(expr)} is in {expr.unit}, not in {unit}{why and ' '}{why}: how many days "
                    "a month has depends on the month, and none is at hand here.",
                    expr.start,
                    expr.end,
                    'Count the days or months with duration("start", "end", "day") or ("…", "month").',
                )
            days = Expr(Clock("days per month"), (), Kind.NUMBER, ONE, True, False, expr.start, expr.end)
            scaled = days if power == 1 else self.make(Power(), [days, self.literal(float(power), expr)], ONE)
            converted = self.make(Apply(np.multiply), [converted, scaled], unit)
        if factor != 1.0:
            converted = self.make(Apply(np.multiply), [converted, self.literal(factor, expr)], unit)
        return converted

    def literal(self, value: float, at: Expr, unit: Unit | None = ONE) -> Expr:
        return Expr(Number(value), (), Kind.NUMBER, unit, start=at.start, end=at.end)

    def pure(self, expr: Expr, what: str) -> Expr:
        """``expr`` as a pure number."""
        return self.to_unit(self.number(expr), ONE, f"as {what} must be")

    def alike(self, exprs: Sequence[Expr], doing: str) -> list[Expr]:
        """The expressions in one unit, that of the first that has one; a problem names the two that do not fit."""
        known = next((e for e in exprs if e.kind is not Kind.UNKNOWN and e.unit is not None), None)
        if known is None:
            return list(exprs)
        result = []
        for expr in exprs:
            if expr.unit is not None and expr.kind is not Kind.UNKNOWN and known.unit is not None:
                whole = self.text[min(e.start for e in exprs) : max(e.end for e in exprs)].strip()
                if expr.kind is not known.kind or month_power(expr.unit, known.unit) is None:
                    result.append(self.wrong(
                        "unit", f"'{whole}' {doing} {self.spelt(known)} in {known.unit} and {self.spelt(expr)} in "
                        f"{expr.unit}.", expr.start, expr.end))  # fmt: skip
                    continue
            result.append(self.to_unit(expr, known.unit, f"like {self.spelt(known)}"))
        return result

    def unit_of(self, exprs: Sequence[Expr]) -> Unit | None:
        return next((e.unit for e in exprs if e.unit is not None), None)

    def family(self, expr: Expr, what: str) -> Family | None:
        """Whether a duration is in days or in months; None, with a problem, if it is no duration."""
        if expr.kind is Kind.UNKNOWN or expr.unit is None:
            return None
        if expr.unit.dimensions == DAY.dimensions:
            return "day"
        if expr.unit.dimensions == MONTH.dimensions:
            return "month"
        self.wrong("unit", f"{self.spelt(expr)} is in {expr.unit}, not a time, as {what} must be.", expr.start)
        return None

    # -- operators

    def add(self, a: Expr, b: Expr, minus: bool) -> Expr:
        ufunc = np.subtract if minus else np.add
        if Kind.DATE in (a.kind, b.kind) and Kind.UNKNOWN not in (a.kind, b.kind):
            if a.kind is b.kind and minus:
                return self.make(Apply(ufunc), [a, b], DAY)
            if a.kind is Kind.DATE and b.kind is Kind.NUMBER:
                return self.make(Apply(ufunc), [a, self.to_unit(b, DAY, "to be added to a date")], DATE, Kind.DATE)
            return self.wrong(
                "wrong-kind",
                f"'{self.text[a.start : b.end]}': dates can be subtracted from one another, and days added to them.",
                a.start,
                b.end,
            )
        both = self.alike([self.number(a), self.number(b)], "subtracts" if minus else "adds")
        return self.make(Apply(ufunc), both, self.unit_of(both))

    def times(self, a: Expr, b: Expr, ufunc: np.ufunc) -> Expr:
        a, b = self.number(a), self.number(b)
        if Kind.UNKNOWN in (a.kind, b.kind):
            return self.make(Apply(ufunc), [a, b], None)
        one, other = a.unit or ONE, b.unit or ONE
        return self.make(Apply(ufunc), [a, b], one * other if ufunc is np.multiply else one / other)

    def divide_whole(self, a: Expr, b: Expr, ufunc: np.ufunc) -> Expr:
        """``a // b`` and ``a % b``: how often b goes into a, and what is left."""
        both = self.alike([self.number(a), self.number(b)], "divides")
        return self.make(Apply(ufunc), both, ONE if ufunc is np.floor_divide else self.unit_of(both))

    def power(self, base: Expr, exponent: Expr) -> Expr:
        base, exponent = self.number(base), self.pure(exponent, "an exponent")
        if Kind.UNKNOWN in (base.kind, exponent.kind):
            return self.make(Power(), [base, exponent], None)
        unit = base.unit or ONE
        value = constant(exponent)
        if value is not None and not unit.dimensionless:
            fraction = simple_fraction(value) if abs(value) <= 12 else None
            if fraction is not None and abs(float(fraction) - value) < 1e-12:
                exact = self.within(self.literal(float(fraction), exponent), exponent.start, exponent.end)
                return self.make(Power(), [base, exact], unit**fraction)
        if month_power(unit, ONE) is None:
            return self.wrong(
                "unit",
                f"{self.spelt(base)} is in {unit}: only a pure number can be raised to a power that is "
                "not a small constant.",
                base.start,
                base.end,
            )
        return self.make(Power(), [self.to_unit(base, ONE), exponent], ONE)

    def compare(self, a: Expr, b: Expr, ufunc: np.ufunc) -> Expr:
        for expr in (a, b):
            if expr.kind not in (Kind.NUMBER, Kind.DATE, Kind.UNKNOWN):
                return self.number(expr)
        both = self.alike([a, b], "compares")
        return self.make(Apply(ufunc), both, None, Kind.TRUTH)

    def opposite(self, condition: Expr) -> Expr:
        """The condition that holds where this one does not; with a number that is not known neither does."""
        if not isinstance(condition.op, Apply):  # a problem was reported
            return condition
        ufunc, args = condition.op.ufunc, condition.args
        if ufunc in (np.logical_and, np.logical_or):
            args = tuple(map(self.opposite, args))
        return replace(condition, op=Apply(_OPPOSITES[ufunc]), args=args)

    def choose(self, condition: Expr, yes: Expr, no: Expr) -> Expr:
        condition = self.truth(condition)
        kind = next((e.kind for e in (yes, no) if e.kind is not Kind.UNKNOWN), Kind.UNKNOWN)
        if kind is not Kind.DATE:
            yes, no = self.number(yes), self.number(no)
        yes, no = self.alike([yes, no], "chooses between")
        return self.make(Choose(), [condition, yes, no], self.unit_of([yes, no]), kind)

    # -- dates

    def day(self, text: str, at: int) -> date | None:
        """The date that ``text`` names; None, with a problem, if it names none."""
        try:
            if len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit():
                day = date.fromisoformat(text)
                if 2 <= day.year <= 9990:
                    return day
        except ValueError:
            pass
        self.wrong("date", f"{text[:40]!r} is not a date; write it as 2025-12-31.", at)
        return None
