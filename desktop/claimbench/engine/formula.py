"""Reads formulas: text to a checked expression, or to problems that say where in the text they are.

The syntax is Python's, read by :mod:`ast` and then walked against a short list of what is allowed. The text is never
evaluated or compiled by Python. Size, depth and numbers are bounded.
"""

from __future__ import annotations

import ast
import unicodedata
from dataclasses import replace
from typing import Final

import numpy as np

from claimbench.core.problem import Problem, error
from claimbench.core.quantity import DATE, ONE, Unit, UnitError
from claimbench.engine.call import Call
from claimbench.engine.expression import Apply, Expr, Kind, Name, Number, Text, UnitName, constant
from claimbench.engine.functions import FUNCTIONS
from claimbench.engine.rules import DECLARED, Rules, Scope
from claimbench.engine.syntax import Slip, in_one_line, parse

MAX_PARTS: Final = 400
MAX_DEPTH: Final = 40
MAX_NUMBER: Final = 1e30

_COMPARISONS: Final[dict[type[ast.cmpop], np.ufunc]] = {
    ast.Lt: np.less, ast.LtE: np.less_equal, ast.Gt: np.greater, ast.GtE: np.greater_equal, ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}  # fmt: skip

_NO_COMMAS: Final = "Numbers are written without commas: 10_000 or 1.5."
_IN_WORDS: Final[dict[type[ast.AST], str]] = {
    ast.Attribute: "a dot",
    ast.Subscript: "an index in square brackets",
    ast.List: "a list",
    ast.Tuple: "a list of values",
    ast.Dict: "a dictionary",
    ast.Set: "a set",
    ast.Lambda: "a function definition",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.JoinedStr: "a text with braces",
    ast.NamedExpr: "an assignment",
    ast.Starred: "a star",
    ast.Await: "'await'",
    ast.Yield: "'yield'",
    ast.YieldFrom: "'yield'",
}


def read(text: str, scope: Scope, path: str, unit: Unit | None) -> tuple[Expr, list[Problem]]:
    """The checked expression that ``text`` stands for, in ``unit`` (None: whatever it comes out in), and all problems
    in the order of the text.

    With any problem the expression is of an unknown kind, and not to be used.
    """
    reader = Reader(text, scope, path)
    expr = reader.whole(unit)
    return expr, sorted(reader.problems, key=lambda problem: problem.offset or 0)


def unit_problem(trouble: UnitError, path: str) -> Problem:
    """What is wrong with a declared unit."""
    message = str(trouble)
    return error("unit", f"{message[0].upper()}{message[1:]}.", path, trouble.offset,
                 "Declare what the case counts in under [units], or under Edit, The case…")  # fmt: skip


def names_in(text: str) -> frozenset[str]:
    """The names that a formula mentions; empty if it cannot be read."""
    tree = parse(text)
    if isinstance(tree, Slip):
        return frozenset()
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


class Reader(Rules):
    """Walks the syntax tree of one formula."""

    def __init__(self, text: str, scope: Scope, path: str) -> None:
        super().__init__(text, scope, path)
        self.parts = 0
        self.depth = 0
        self.bounded = False  # whether it was said that a bound is passed
        line, self.margin = in_one_line(text)
        self.encoded = line[self.margin :].encode("utf-8", "replace")

    def whole(self, unit: Unit | None) -> Expr:
        tree = parse(self.text)
        if isinstance(tree, Slip):
            return self.wrong("formula", tree.message, tree.at, hint=tree.hint)
        expr = self.read(tree.body)
        if expr.kind in (Kind.TEXT, Kind.PERIOD, Kind.TRUTH):
            expr = self.number(expr, "the result of a formula")
        if unit == DATE and expr.kind is Kind.NUMBER:
            expr = self.wrong("unit", f"{self.spelt(expr)} is a number, but the unit is 'date'.", expr.start, expr.end)
        elif unit is not None and unit != DATE and expr.kind is Kind.DATE:
            expr = self.wrong("unit", f"{self.spelt(expr)} is a date, but the unit is {unit}.", expr.start, expr.end,
                              "Set the unit to 'date'.")  # fmt: skip
        elif unit is not None:
            expr = replace(self.to_unit(expr, unit, DECLARED), start=expr.start, end=expr.end)
        value = constant(expr) if expr.kind is Kind.NUMBER and not self.problems else None
        if value is not None and not np.isfinite(value):
            self.wrong("number", f"{self.spelt(expr)} is not a finite number.", expr.start, expr.end)
        return replace(expr, kind=Kind.UNKNOWN) if self.problems else expr

    def place(self, node: ast.AST) -> tuple[int, int]:
        """Start and end of a node in the text: ast counts bytes of UTF-8."""
        start, end = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", None)
        return tuple(self.margin + len(self.encoded[:at].decode("utf-8", "ignore"))
                     for at in (start, len(self.encoded) if end is None else end))  # type: ignore[return-value]  # fmt: skip

    def read(self, node: ast.expr) -> Expr:
        start, end = self.place(node)
        self.parts += 1
        if self.parts > MAX_PARTS:
            return self.too_much(f"has more than {MAX_PARTS} parts", start, end)
        if self.depth >= MAX_DEPTH:
            return self.too_much(f"is nested more than {MAX_DEPTH} deep", start, end)
        self.depth += 1
        try:
            return self.within(self.node(node, start, end), start, end)
        finally:
            self.depth -= 1

    def too_much(self, what: str, start: int, end: int) -> Expr:
        """A bound is passed, which is said once."""
        if not self.bounded:
            self.bounded = True
            self.wrong("formula", f"The formula {what}.", start, end, "Take some of it out into a variable.")
        return Expr(Number(float("nan")), kind=Kind.UNKNOWN, start=start, end=end)

    def node(self, node: ast.expr, start: int, end: int) -> Expr:
        match node:
            case ast.Constant(value):
                return self.literal_value(value, start, end)
            case ast.Name(id=name):
                return self.name(name, start, end)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.opposite(self.truth(self.read(operand)))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                x = self.number(self.read(operand))
                return self.make(Apply(np.negative), [x], x.unit)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.number(self.read(operand))
            case ast.BinOp():
                return self.binary(node)
            case ast.Compare():
                return self.comparison(node, start, end)
            case ast.BoolOp(op=op, values=values):
                ufunc = np.logical_and if isinstance(op, ast.And) else np.logical_or
                return self.chain([self.truth(self.read(value)) for value in values], ufunc)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.choose(self.read(test), self.read(body), self.read(orelse))
            case ast.Call():
                return self.call(node, start, end)
            case _:
                what = _IN_WORDS.get(type(node), "this")
                hint = _NO_COMMAS if isinstance(node, ast.Tuple) else ""
                return self.wrong("formula", f"{what.capitalize()} has no meaning in a formula: "
                                  f"'{self.text[start:end][:60]}'.", start, end, hint)  # fmt: skip

    def literal_value(self, value: object, start: int, end: int) -> Expr:
        if isinstance(value, str):
            return Expr(Text(value), (), Kind.TEXT, start=start, end=end)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return self.wrong("formula", f"'{self.text[start:end][:60]}' is not a number.", start, end)
        try:
            number = float(value)
        except OverflowError:
            number = float("inf")
        if not abs(number) <= MAX_NUMBER:
            return self.wrong("number", f"'{self.text[start:end][:60]}' is too large a number.", start, end)
        return Expr(Number(number), (), Kind.NUMBER, ONE if number else None, start=start, end=end)

    def name(self, name: str, start: int, end: int) -> Expr:
        scope = self.scope
        if (named := scope.names.get(name)) is not None:
            if named.timed and not self.in_series:
                return self.wrong(
                    "not-over-time",
                    f"The {named.what} '{name}' varies over time; a measure needs to say when.",
                    start,
                    end,
                    f'Write at({name}, "date"), final({name}) or the like.',
                )
            kind = Kind.UNKNOWN if named.unit is None else Kind.DATE if named.unit == DATE else Kind.NUMBER
            return Expr(Name(name), (), kind, named.unit, named.timed, named.stepwise, start, end)
        if name in scope.elsewhere:
            return self.wrong(
                "unknown-name", f"'{name}' is {scope.elsewhere[name]}, which cannot be used here.", start, end
            )
        if name in FUNCTIONS:
            return self.wrong("unknown-name", f"'{name}' is a function: {FUNCTIONS[name].signature}.", start, end)
        if name != "date" and (unit := scope.units.named(name)) is not None:
            return Expr(UnitName(), (), Kind.NUMBER, unit, start=start, end=end)
        return self.wrong("unknown-name", f"Unknown name '{name[:60]}'" + _suggestion(name, [
            *scope.names, *scope.units.names()]), start, end)  # fmt: skip

    def binary(self, node: ast.BinOp) -> Expr:
        """An operation, and those that its left side is made of: a long sum is no deep nesting."""
        chain = [node]
        while isinstance(chain[-1].left, ast.BinOp):
            chain.append(chain[-1].left)
        self.parts += len(chain) - 1
        expr = self.read(chain[-1].left)
        for each in reversed(chain):
            start, end = self.place(each)
            expr = self.within(self.operation(each.op, expr, self.read(each.right), start, end), start, end)
        return expr

    def operation(self, op: ast.operator, a: Expr, b: Expr, start: int, end: int) -> Expr:
        match op:
            case ast.Add() | ast.Sub():
                return self.add(a, b, minus=isinstance(op, ast.Sub))
            case ast.Mult():
                return self.times(a, b, np.multiply)
            case ast.Div():
                return self.times(a, b, np.divide)
            case ast.FloorDiv():
                return self.divide_whole(a, b, np.floor_divide)
            case ast.Mod():
                return self.divide_whole(a, b, np.remainder)
            case ast.Pow():
                return self.power(a, b)
        hint = "A power is written **." if isinstance(op, ast.BitXor) else ""
        if isinstance(op, ast.BitAnd | ast.BitOr):
            hint = "Conditions are joined with 'and' and 'or'."
        return self.wrong("formula", f"The operator in '{self.text[start:end][:60]}' has no meaning in a formula.",
                          start, end, hint)  # fmt: skip

    def comparison(self, node: ast.Compare, start: int, end: int) -> Expr:
        sides = [self.read(side) for side in (node.left, *node.comparators)]
        conditions = []
        for op, a, b in zip(node.ops, sides, sides[1:], strict=False):
            ufunc = _COMPARISONS.get(type(op))
            if ufunc is None:
                return self.wrong("formula", f"'{self.text[start:end][:60]}' does not compare numbers.", start, end)
            conditions.append(self.compare(a, b, ufunc))
        return self.chain(conditions, np.logical_and)

    def chain(self, conditions: list[Expr], ufunc: np.ufunc) -> Expr:
        result = conditions[0]
        for condition in conditions[1:]:
            result = self.make(Apply(ufunc), [result, condition], None, Kind.TRUTH)
        return result

    def call(self, node: ast.Call, start: int, end: int) -> Expr:
        if not isinstance(node.func, ast.Name):
            return self.wrong(
                "formula", f"'{self.text[start:end][:60]}' calls something that is not a function.", start, end
            )
        name = node.func.id
        function = FUNCTIONS.get(name)
        if function is None:
            if name in self.scope.names:
                return self.wrong(
                    "unknown-function",
                    f"'{name}' is {_a(self.scope.names[name].what)}, not a function.",
                    start,
                    end,
                    "Multiplication is written with *.",
                )
            offered = [f.name for f in FUNCTIONS.values() if self.scope.where in f.where]
            return self.wrong(
                "unknown-function", f"Unknown function '{name[:60]}'{_suggestion(name, offered)}", start, end
            )
        if self.scope.where not in function.where:
            where = {"model": "the formulas of flows and variables", "measure": "measures and the measures of claims",
                     "calculation": "calculations"}  # fmt: skip
            allowed = " and ".join(words for key, words in where.items() if key in function.where)
            return self.wrong("misplaced-function", f"{name}(…) can only be used in {allowed}.", start, end)
        if node.keywords or any(isinstance(arg, ast.Starred) for arg in node.args):
            return self.wrong("arguments", f"{name} takes plain arguments: {function.signature}.", start, end)
        fewest, most = function.arguments
        if len(node.args) < fewest or (most is not None and len(node.args) > most):
            return self.wrong(
                "arguments", f"{name} does not take {_count(len(node.args))}: {function.signature}.", start, end
            )
        expr = function.build(Call(self, self, tuple(node.args), start, end))
        return replace(expr, kind=Kind.UNKNOWN) if any(arg.kind is Kind.UNKNOWN for arg in expr.args) else expr


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _count(arguments: int) -> str:
    return f"{arguments} argument" + ("" if arguments == 1 else "s")


def _suggestion(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # here: a case without mistakes does not need it

    close = get_close_matches(unicodedata.normalize("NFKC", name)[:60], known, 1, 0.7)
    return f"; did you mean '{close[0]}'?" if close else "."
