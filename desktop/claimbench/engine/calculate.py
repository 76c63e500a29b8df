"""Arithmetic written out: a formula over claims, constants and spans of the calendar, with the numbers put in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np

from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.problem import ProblemError
from claimbench.core.quantity import UnitError, Units
from claimbench.core.show import from_day_number, show_date, show_number, show_unit
from claimbench.engine import formula
from claimbench.engine.calendar import add_months
from claimbench.engine.expression import Apply, Choose, Claimed, Expr, Kind, Number, Power, Span, UnitName
from claimbench.engine.rules import Scope

_SIGNS: Final[Mapping[np.ufunc, tuple[str, int]]] = {  # and how tightly they bind
    np.add: (" + ", 1), np.subtract: (" − ", 1), np.multiply: (" × ", 2), np.divide: (" ÷ ", 2),
    np.floor_divide: (" ÷ ", 2), np.remainder: (" mod ", 2), np.less: (" < ", 0), np.less_equal: (" ≤ ", 0),
    np.greater: (" > ", 0), np.greater_equal: (" ≥ ", 0), np.equal: (" = ", 0), np.not_equal: (" ≠ ", 0),
    np.logical_and: (" and ", -1), np.logical_or: (" or ", -2),
}  # fmt: skip
_NAMES: Final[Mapping[np.ufunc, str]] = {
    np.minimum: "min", np.maximum: "max", np.absolute: "abs", np.exp: "exp", np.log: "log", np.sqrt: "sqrt",
}  # fmt: skip
_WHOLE: Final = 9
_POWERS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Calculated:
    """``value`` is in ``unit`` (a day number for a date); ``expression`` shows how it comes about, with its result."""

    value: float
    unit: str
    expression: str


def scope(case: Case, units: Units) -> Scope:
    """What a calculation can refer to."""
    elsewhere = dict.fromkeys(case.assumptions, "an assumption") | dict.fromkeys(case.stocks, "a stock")
    elsewhere |= dict.fromkeys(case.flows, "a flow") | dict.fromkeys(case.variables, "a variable")
    elsewhere |= dict.fromkeys(case.measures, "a measure")
    return Scope("calculation", units, elsewhere=elsewhere, claims=case.claims)


def calculate(case: Case, calculation_id: str) -> Calculated:
    """The result of a calculation of the case. Raises ProblemError where its formula or unit has problems."""
    calculation = case.calculations[calculation_id]
    units = Units(case.units)
    path = f"calculations.{calculation_id}"
    try:
        unit = units.parse(calculation.unit)
    except UnitError as trouble:
        raise ProblemError([formula.unit_problem(trouble, f"{path}.unit")]) from None
    expr, problems = formula.read(calculation.formula, scope(case, units), f"{path}.formula", unit)
    if problems:
        raise ProblemError(problems)
    with np.errstate(all="ignore"):
        value = _value(expr)
    result = _result(expr, value, calculation.unit, case.units)
    plain = not any(isinstance(part.op, Apply | Power | Choose) or part.op == Span("later") for part in expr.walk())
    return Calculated(
        value, calculation.unit, result if plain else f"{_Writer(expr, units, case.units).text} = {result}"
    )


def _result(expr: Expr, value: float, unit: str, counted: Collection[str]) -> str:
    if expr.kind is Kind.DATE:
        return show_date(from_day_number(value)) if np.isfinite(value) else "—"
    return f"{show_number(value)} {show_unit(unit, counted, value)}".strip()


def _value(expr: Expr) -> float:
    args = [_value(arg) for arg in expr.args]
    match expr.op:
        case Number(value) | Claimed(_, value) | Span("span", value):
            return value
        case UnitName():
            return 1.0
        case Span("later"):
            return add_months(args[0], args[1])
        case Apply(ufunc):
            return float(ufunc(*args))
        case Power():
            return float(np.power(args[0], args[1]))
        case Choose():
            return args[1] if args[0] else args[2]
        case _:
            raise AssertionError(f"{expr.op} in a calculation")


class _Writer:
    """Puts the numbers in. Units are left out, but where one dimension is counted in two units."""

    def __init__(self, expr: Expr, units: Units, counted: Collection[str]) -> None:
        self.counted = counted
        scales: dict[str, set[float]] = {}
        for part in expr.walk():
            if isinstance(part.op, Claimed | UnitName) and part.unit is not None:
                for name, _ in part.unit.parts:
                    base = units.named(name)
                    if base is not None and len(base.dimensions) == 1:
                        scales.setdefault(base.dimensions[0][0], set()).add(base.factor)
        self.with_units = any(len(factors) > 1 for factors in scales.values()) or any(
            _conversion(part) and part.unit is not None and not part.unit.dimensionless for part in expr.walk()
        )
        self.text = self.write(expr)[0]

    def write(self, expr: Expr) -> tuple[str, int]:
        """The text, and how tightly its outermost sign binds."""
        match expr.op:
            case Number(value):
                return (show_date(from_day_number(value)) if expr.kind is Kind.DATE else show_number(value, 12)), _WHOLE
            case Claimed(_, value):
                if expr.kind is Kind.DATE:
                    return show_date(from_day_number(value)), _WHOLE
                unit = expr.unit.text if self.with_units and expr.unit is not None else ""
                return f"{show_number(value, 12)} {self.unit(unit, value)}".strip(), _WHOLE
            case Span("span", value):
                return f"{show_number(value)} {self.unit(str(expr.unit), value)}", _WHOLE
            case UnitName():
                return f"1 {expr.unit}", _WHOLE
            case Span("later"):
                months = _value(expr.args[1])
                return f"{self.write(expr.args[0])[0]} + {show_number(months)} {self.unit('month', months)}", 1
            case Apply(ufunc):
                return self.apply(expr, ufunc)
            case Power():
                base, exponent = expr.args
                power = _value(exponent)
                raised = str(int(power)).translate(_POWERS) if power.is_integer() and power >= 0 else None
                left = self.inside(base, 4)
                return (left + raised if raised is not None else f"{left} ^ {self.inside(exponent, 4)}"), 3
            case _:  # a condition decides: only what it chose is written
                return self.write(expr.args[1] if _value(expr.args[0]) else expr.args[2])

    def unit(self, unit: str, value: float) -> str:
        return show_unit(unit, self.counted, value)

    def inside(self, expr: Expr, binding: int) -> str:
        text, own = self.write(expr)
        return text if own >= binding else f"({text})"

    def apply(self, expr: Expr, ufunc: np.ufunc) -> tuple[str, int]:
        if ufunc is np.negative:
            return f"−{self.inside(expr.args[0], 2)}", 1
        if ufunc in _NAMES:
            return f"{_NAMES[ufunc]}({', '.join(self.write(arg)[0] for arg in expr.args)})", _WHOLE
        left, right = expr.args
        if ufunc in (np.multiply, np.divide):
            if _conversion(expr):
                return self.write(left)
            if _unit_only(right):
                text, binding = self.write(left)
                named = self.with_units and ufunc is np.multiply and binding == _WHOLE
                return (f"{text} {self.unit(str(right.unit), _value(left))}", _WHOLE) if named else (text, binding)
            if _unit_only(left) and ufunc is np.multiply:
                return self.write(right)
        sign, binding = _SIGNS[ufunc]
        tighter = ufunc in (np.subtract, np.divide, np.floor_divide, np.remainder)
        text = self.inside(left, binding) + sign + self.inside(right, binding + tighter)
        return (f"⌊{text}⌋", _WHOLE) if ufunc is np.floor_divide else (text, binding)


def _conversion(expr: Expr) -> bool:
    """Whether an expression is a conversion between units, which nobody typed."""
    if expr.op != Apply(np.multiply):
        return False
    left, right = expr.args
    return isinstance(right.op, Number) and (right.start, right.end) == (left.start, left.end)


def _unit_only(expr: Expr) -> bool:
    """Whether an expression names a unit and nothing else, as ``case/day`` or ``mile**2``."""
    match expr.op:
        case UnitName():
            return True
        case Power():
            return _unit_only(expr.args[0])
        case Apply(ufunc) if ufunc in (np.multiply, np.divide):
            return all(_unit_only(arg) for arg in expr.args)
        case _:
            return False
