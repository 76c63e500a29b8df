"""The functions of measures: what a history comes down to, checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from claimbench.core.quantity import DATE, DAY, MONTH, ONE, Unit
from claimbench.core.show import day_number
from claimbench.engine.call import Call
from claimbench.engine.expression import (
    Apply,
    Expr,
    Kind,
    Number,
    Period,
    Reduce,
)
from claimbench.engine.rules import Rules, rate_family


def at(call: Call) -> Expr:
    x, day = call.series(0), call.day(1)
    x = call.rules.number(x)
    if day is None or x.kind is Kind.UNKNOWN or not call.within_timeline(day_number(day), 1, not x.stepwise):
        return call.unknown()
    return _reduced(call.rules, Reduce("at", "day", day_number(day), day_number(day)), x, x.unit)


def final(call: Call) -> Expr:
    x = call.rules.number(call.series(0))
    return _reduced(call.rules, Reduce("at"), x, x.unit)


def _reduced(rules: Rules, op: Reduce, x: Expr, unit: Unit | None, kind: Kind = Kind.NUMBER) -> Expr:
    return replace(rules.make(op, [x], unit, kind), timed=False, stepwise=False)


def over(call: Call) -> Expr:
    days = call.days(0, 1)
    if days is None or False in [call.within_timeline(day_number(day), index) for index, day in enumerate(days)]:
        return call.unknown()
    return Expr(Period(day_number(days[0]) - 1.0, day_number(days[1])), (), Kind.PERIOD, start=call.start, end=call.end)


def period(op: Reduce) -> Callable[[Call], Expr]:
    def build(call: Call) -> Expr:
        rules, x, reduction = call.rules, call.rules.number(call.series(0)), op
        if len(call.nodes) > 1:
            period = call.arg(1)
            if not isinstance(period.op, Period):
                if period.kind is not Kind.UNKNOWN:
                    rules.wrong("wrong-kind", f"{rules.spelt(period)} is not a period.", period.start,
                                hint='Write over("2025-01-01", "2025-12-31").')  # fmt: skip
                return call.unknown()
            reduction = replace(op, start=period.op.start, end=period.op.end)
        if x.kind is Kind.UNKNOWN:
            return call.unknown()
        family = rate_family(x.unit or ONE)
        if op.what == "total":
            if family is None:
                return rules.wrong(
                    "unit",
                    f"{rules.spelt(x)} is in {x.unit or ONE}; only what is per time has a total.",
                    x.start,
                    x.end,
                    "For a stock take at(…) or mean(…).",
                )
            time = DAY if family == "day" else MONTH
            return _reduced(rules, replace(reduction, family=family), x, (x.unit or ONE) * time)
        return _reduced(rules, replace(reduction, family=family or "day"), x, x.unit)

    return build


def first_date(call: Call) -> Expr:
    rules, condition = call.rules, call.rules.truth(call.series(0))
    for part in condition.walk():
        if isinstance(part.op, Apply) and part.op.ufunc in (np.equal, np.not_equal):
            return rules.wrong("condition", f"{rules.spelt(part)}: a date of passing needs <, <=, > or >=.", part.start)
    if not condition.timed and condition.kind is not Kind.UNKNOWN:
        return rules.wrong("condition", f"{rules.spelt(condition)} does not vary over time.", condition.start)
    return _reduced(rules, Reduce("first date"), condition, DATE, Kind.DATE)


def one_date(call: Call) -> Expr:
    day = call.day(0)
    if day is None:
        return call.unknown()
    return Expr(Number(day_number(day)), (), Kind.DATE, DATE, start=call.start, end=call.end)
