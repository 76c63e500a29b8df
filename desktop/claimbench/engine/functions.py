"""The functions of the formula language, as one table: :data:`FUNCTIONS`.

An entry says how the function is written, what it does, where it may be used, how many arguments it takes, and how a
call becomes a checked expression. Adding a function is adding an entry (and, if it needs a new kind of operation, that
operation in :mod:`~claimbench.engine.operations`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Final

import numpy as np

from claimbench.core.quantity import DATE, DAY, MONTH, ONE, Unit, simple_fraction
from claimbench.core.show import day_number
from claimbench.engine import reductions
from claimbench.engine.calendar import span_days, span_months
from claimbench.engine.call import ANYWHERE, CALCULATION, DATED, MEASURE, TIMED, Call, Function
from claimbench.engine.expression import (
    Apply,
    Claimed,
    Clock,
    Expr,
    Family,
    Kind,
    Memory,
    Number,
    Observed,
    Reduce,
    Span,
    constant,
)

# -- arithmetic


def _elementwise(ufunc: np.ufunc, what: str, unit: Callable[[Unit], Unit] | None = None) -> Callable[[Call], Expr]:
    """Of one number: ``unit`` gives the result's unit; without it, the number and the result are pure."""

    def build(call: Call) -> Expr:
        x = call.number(0)
        if unit is None:
            return call.rules.make(Apply(ufunc), [call.rules.pure(x, what)], ONE)
        return call.rules.make(Apply(ufunc), [x], unit(x.unit) if x.unit is not None else None)

    return build


def _extreme(ufunc: np.ufunc, doing: str) -> Callable[[Call], Expr]:
    def build(call: Call) -> Expr:
        args = [call.arg(index) for index in range(len(call.nodes))]
        dates = all(arg.kind in (Kind.DATE, Kind.UNKNOWN) for arg in args)
        if not dates:
            args = [call.rules.number(arg) for arg in args]
        args, kind = call.rules.alike(args, doing), Kind.DATE if dates else Kind.NUMBER
        unit = call.rules.unit_of(args)
        return reduce(lambda a, b: call.rules.make(Apply(ufunc), [a, b], unit, kind), args)

    return build


def _clip(call: Call) -> Expr:
    x, low, high = call.rules.alike([call.number(index) for index in range(3)], "keeps between limits")
    unit = call.rules.unit_of([x, low, high])
    return call.rules.make(Apply(np.minimum), [call.rules.make(Apply(np.maximum), [x, low], unit), high], unit)


def _lookup(call: Call) -> Expr:
    """A polygon is a sum of ramps: y1 + Σ slope · clip(x − x_i, 0, x_i+1 − x_i). Held at the ends."""
    rules = call.rules
    if len(call.nodes) % 2 == 0:
        return call.wrong("arguments", "lookup takes a number and then pairs: lookup(x, x1, y1, x2, y2, …).")
    args = [call.number(index) for index in range(len(call.nodes))]
    xs = rules.alike([args[0], *args[1::2]], "looks up")
    ys = rules.alike(args[2::2], "interpolates between")
    if any(e.kind is Kind.UNKNOWN for e in (*xs, *ys)):
        return call.unknown()
    x, xs = xs[0], xs[1:]
    points = [constant(e) for e in xs]
    for index, (a, b) in enumerate(itertools.pairwise(points)):
        if a is not None and b is not None and not a < b:
            return rules.wrong(
                "lookup-order",
                f"The points of a lookup must increase; {rules.spelt(xs[index + 1])} follows {rules.spelt(xs[index])}.",
                xs[index + 1].start,
                xs[index + 1].end,
            )
    x_unit, y_unit = rules.unit_of([x, *xs]) or ONE, rules.unit_of(ys)

    def over(ufunc: np.ufunc, a: Expr, b: Expr, unit: Unit | None) -> Expr:
        return rules.make(Apply(ufunc), [a, b], unit)

    total = ys[0]
    for x1, x2, y1, y2 in zip(xs, xs[1:], ys, ys[1:], strict=False):
        width = over(np.subtract, x2, x1, x_unit)
        slope = over(np.divide, over(np.subtract, y2, y1, y_unit), width, (y_unit or ONE) / x_unit)
        past = over(np.maximum, over(np.subtract, x, x1, x_unit), rules.literal(0.0, x), x_unit)
        total = over(np.add, total, over(np.multiply, slope, over(np.minimum, past, width, x_unit), y_unit), y_unit)
    return replace(total, timed=total.timed or x.timed, stepwise=total.stepwise or x.stepwise)


# -- time


def _step(call: Call) -> Expr:
    height, day = call.number(0), call.day(1)
    return _while(call, height, None if day is None else Clock("share", start=day_number(day) - 1.0))


def _pulse(call: Call) -> Expr:
    amount, days = call.number(0), call.days(1, 2)
    return _while(call, amount, days and Clock("share", start=day_number(days[0]) - 1.0, end=day_number(days[1])))


def _while(call: Call, height: Expr, share: Clock | None) -> Expr:
    if share is None:
        return call.unknown()
    return call.rules.make(
        Apply(np.multiply), [height, call.rules.clock(share, ONE, call.start, call.end)], height.unit
    )


def _ramp(call: Call) -> Expr:
    slope, days = call.number(0), call.days(1, 2)
    if days is None or slope.kind is Kind.UNKNOWN:
        return call.unknown()
    unit = slope.unit or ONE
    monthly, daily = unit.exponent("month") < 0, unit.exponent("day") < 0
    if monthly == daily:  # of a rate that is per day and per month it could be either
        return call.rules.wrong(
            "unit",
            f"{call.rules.spelt(slope)} is in {unit}; the slope of a ramp needs a unit per time.",
            slope.start,
            slope.end,
            "The slope of a rate is per time twice, such as case/month**2." if daily else "",
        )
    family: Family = "month" if monthly else "day"
    since = call.rules.clock(Clock("since", family, day_number(days[0]) - 1.0, day_number(days[1])),
                             DAY if family == "day" else MONTH, call.start, call.end)  # fmt: skip
    return call.rules.times(slope, since, np.multiply)


def _memory(op: Memory, first_at: int) -> Callable[[Call], Expr]:
    def build(call: Call) -> Expr:
        rules, x = call.rules, call.number(0)
        args, memory = [x], op
        if first_at == 2:
            duration = call.number(1)
            family = rules.family(duration, "a duration")
            if family is None:
                return call.unknown()
            args.append(rules.to_unit(duration, DAY if family == "day" else MONTH))
            memory = replace(memory, family=family)
        if len(call.nodes) > first_at:
            x, first = rules.alike([x, call.number(first_at)], "starts")
            args, memory = [x, *args[1:], first], replace(memory, first=True)
        if not rules.in_series:
            return rules.clock(Clock("elapsed"), None, call.start, call.end)
        made = rules.make(memory, args, rules.unit_of([args[0], args[-1]]))
        return replace(made, timed=True, stepwise=made.stepwise and memory.what != "smooth")

    return build


def _elapsed(call: Call) -> Expr:
    unit = _time(call, 0, "a time, as 'month',")
    if unit is None:
        return call.unknown()
    daily = unit.dimensions == DAY.dimensions
    elapsed = Clock("elapsed", "day" if daily else "month")
    return call.rules.to_unit(call.rules.clock(elapsed, DAY if daily else MONTH, call.start, call.end), unit)


def _observed(call: Call) -> Expr:
    text, at = call.text(0, "the id of a series")
    if text is None:
        return call.unknown()
    series = call.rules.scope.series.get(text)
    if series is None:
        return call.rules.wrong("unknown-series", f"There is no series {text[:40]!r}.", at, call.end)
    if not call.rules.in_series:
        return call.rules.clock(Clock("elapsed"), None, call.start, call.end)
    return Expr(Observed(text), (), Kind.NUMBER if series.unit else Kind.UNKNOWN, series.unit, True, series.stepwise,
                call.start, call.end)  # fmt: skip


# -- spans and claims


def _duration(call: Call) -> Expr:
    days, unit = call.days(0, 1), _time(call, 2, "a time, as 'day',")
    return call.unknown() if unit is None else _spanned(call, days, unit)


def _time(call: Call, index: int, what: str) -> Unit | None:
    """The unit of time that an argument names in quotes."""
    text, at = call.text(index, what)
    unit = call.rules.scope.units.named(text) if text is not None else None
    if unit is not None and unit.dimensions in (DAY.dimensions, MONTH.dimensions):
        return unit
    if text is not None:
        message = f"{text[:40]!r} is not a unit of time."
        call.rules.wrong("unit", message, at, hint="Take 'day', 'week', 'month' or 'year'.")
    return None


def _spanned(call: Call, days: tuple[date, date] | None, unit: Unit) -> Expr:
    if days is None:
        return call.unknown()
    length = span_days(*days) if unit.dimensions == DAY.dimensions else span_months(*days)
    return Expr(Span("span", length / unit.factor), (), Kind.NUMBER, unit, start=call.start, end=call.end)


def _later(call: Call) -> Expr:
    rules, day, months = call.rules, call.day(0), call.number(1)
    family = rules.family(months, "what a date is moved by")
    if day is None or family is None:
        return call.unknown()
    months = rules.to_unit(months, DAY if family == "day" else MONTH)
    start = Expr(Number(day_number(day)), (), Kind.DATE, DATE, start=call.start, end=call.end)
    op = Span("later") if family == "month" else Apply(np.add)
    return call.rules.make(op, [start, months], DATE, Kind.DATE)


def _claim(call: Call) -> Expr:
    rules, (id_, at) = call.rules, call.text(0, "the id of a claim")
    if id_ is None:
        return call.unknown()
    claim = rules.scope.claims.get(id_)
    if claim is None:
        return rules.wrong("unknown-claim", f"There is no claim {id_[:40]!r}.", at, call.end)
    if isinstance(claim.value, date):
        return Expr(Claimed(id_, day_number(claim.value)), (), Kind.DATE, DATE, start=call.start, end=call.end)
    value = claim.value
    if value is None and claim.low is not None and claim.high is not None:
        value = (claim.low + claim.high) / 2
    if value is None:
        return rules.wrong("claim-value", f"The claim {id_!r} has no number.", at, call.end)
    try:
        unit = rules.scope.units.parse(claim.unit)
    except ValueError:  # reported at the claim itself
        return call.unknown()
    return Expr(Claimed(id_, value), (), Kind.NUMBER, unit, start=call.start, end=call.end)


FUNCTIONS: Final[Mapping[str, Function]] = {
    function.name: function
    for function in (
        Function("min", "min(a, b, …)", "The least of them.", ANYWHERE, (2, None), _extreme(np.minimum, "compares")),
        Function("max", "max(a, b, …)", "The greatest of them.", ANYWHERE, (2, None), _extreme(np.maximum, "compares")),
        Function("abs", "abs(x)", "x without its sign.", ANYWHERE, (1, 1), _elementwise(np.absolute, "", lambda u: u)),
        Function("exp", "exp(x)", "e to the power of x.",
                 ANYWHERE, (1, 1), _elementwise(np.exp, "the argument of exp")),
        Function("log", "log(x)", "The natural logarithm of x.",
                 ANYWHERE, (1, 1), _elementwise(np.log, "the argument of log")),
        Function("sqrt", "sqrt(x)", "The square root of x.",
                 ANYWHERE, (1, 1), _elementwise(np.sqrt, "", lambda u: u ** simple_fraction(0.5))),
        Function("clip", "clip(x, low, high)", "x, but at least low and at most high.", ANYWHERE, (3, 3), _clip),
        Function("lookup", "lookup(x, x1, y1, x2, y2, …)",
                 "The value at x on straight lines through the points; held before the first and after the last.",
                 ANYWHERE, (5, None), _lookup),
        Function("step", 'step(height, "date")',
                 "0 until the date, height from that day on; within a step, by its days.",
                 TIMED, (2, 2), _step),
        Function("pulse", 'pulse(height, "start", "end")',
                 "height from the first day to the last, else 0; within a step, by its days.",
                 TIMED, (3, 3), _pulse),
        Function("ramp", 'ramp(slope, "start", "end")',
                 "Rises by slope from the start of the first day to the end of the last, and stays there.",
                 TIMED, (3, 3), _ramp),
        Function("previous", "previous(x, first)",
                 "x one step earlier; first (or x itself) where there is no step earlier.",
                 TIMED, (1, 2), _memory(Memory("previous"), 1)),
        Function("delay", "delay(x, duration, first)",
                 "x as it was that long ago, but at least a step ago; first (or x as it started) before that.",
                 TIMED, (2, 3), _memory(Memory("delay"), 2)),
        Function("smooth", "smooth(x, duration, first)",
                 "x smoothed exponentially (first order) over about the duration, starting from first (or x itself).",
                 TIMED, (2, 3), _memory(Memory("smooth"), 2)),
        Function("elapsed", "elapsed('month')",
                 "Time since the projection's first day, at the start of the step; 0 before.",
                 TIMED, (1, 1), _elapsed),
        Function("observed", 'observed("series")', "A series: a level as it is, an amount as a rate per month.",
                 TIMED, (1, 1), _observed),
        Function("at", 'at(x, "date")', "x at the end of a day; a rate in the step that day lies in.",
                 MEASURE, (2, 2), reductions.at),
        Function("final", "final(x)", "x at the end of the timeline.", MEASURE, (1, 1), reductions.final),
        Function("over", 'over("start", "end")', "A period, both days included.", MEASURE, (2, 2), reductions.over),
        Function("total", "total(flow, over(…))", "What flows in a period; without one, over the whole timeline.",
                 MEASURE, (1, 2), reductions.period(Reduce("total"))),
        Function("mean", "mean(x, over(…))", "The mean over a period.",
                 MEASURE, (1, 2), reductions.period(Reduce("mean"))),
        Function("peak", "peak(x, over(…))", "The greatest value in a period.",
                 MEASURE, (1, 2), reductions.period(Reduce("peak"))),
        Function("lowest", "lowest(x, over(…))", "The least value in a period.",
                 MEASURE, (1, 2), reductions.period(Reduce("lowest"))),
        Function("first_date", "first_date(x > y)", "The date on which a condition first holds.",
                 MEASURE, (1, 1), reductions.first_date),
        Function("date", 'date("2025-12-31")', "A date.", DATED, (1, 1), reductions.one_date),
        Function("duration", 'duration("start", "end", "day")',
                 "A span in days, weeks, months or years, both days included.",
                 ANYWHERE, (3, 3), _duration),
        Function("days", 'days("start", "end")', "The days of a span, both included.",
                 DATED, (2, 2), lambda call: _spanned(call, call.days(0, 1), DAY)),
        Function("months", 'months("start", "end")', "The calendar months of a span, both days included.",
                 DATED, (2, 2), lambda call: _spanned(call, call.days(0, 1), MONTH)),
        Function("later", 'later("date", 4.1 * month)', "The date that long after a date.",
                 CALCULATION, (2, 2), _later),
        Function("claim", 'claim("C02")', "The value of a claim, in its unit.", CALCULATION, (1, 1), _claim),
    )
}  # fmt: skip
