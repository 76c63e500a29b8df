"""Formulas made at random: right ones against numpy, wrong ones against silence and crashes."""

from __future__ import annotations

import ast
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.model import Measure, Timeline
from claimbench.core.problem import Severity
from claimbench.core.quantity import UnitError, Units
from claimbench.engine import formula
from claimbench.engine.functions import FUNCTIONS
from claimbench.engine.model import compile_model
from claimbench.engine.rules import Named, Scope
from claimbench.engine.simulate import run

NAMES = ("a", "b", "c")
DRAWS = {name: np.random.default_rng(number).normal(0, 2, 40) for number, name in enumerate(NAMES)}
NUMPY = {
    "min": np.minimum,
    "max": np.maximum,
    "abs": np.abs,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "clip": lambda x, low, high: np.minimum(np.maximum(x, low), high),
    "where": np.where,
    "number": np.float64,
    "product": lambda x, n: product(x, n) if n >= 0 else 1.0 / product(x, -n),
}


def product(x: object, times: int) -> np.ndarray:
    """numpy's own power ends up in another last digit, which a subtraction can make any size."""
    return np.prod([np.asarray(x, float)] * times, axis=0)


def _binary(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "/", "//", "%"])
    return st.builds(lambda a, op, b: f"({a} {op} {b})", parts, operators, parts)


def _calls(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds(lambda f, a, b: f"{f}({a}, {b})", st.sampled_from(["min", "max"]), parts, parts),
        st.builds(lambda f, a: f"{f}({a})", st.sampled_from(["abs", "exp", "log", "sqrt"]), parts),
        st.builds(lambda a, b, c: f"clip({a}, {b}, {c})", parts, parts, parts),
        st.builds(lambda a: f"-{a}", parts),
        st.builds(lambda a, n: f"({a}) ** {n}", parts, st.integers(-3, 3)),
    )


def _choices(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    sign = st.sampled_from(["<", "<=", ">", ">="])
    return st.builds(lambda x, op, y, a, b: f"({a} if {x} {op} {y} else {b})", parts, sign, parts, parts, parts)


numbers = st.one_of(st.integers(0, 50).map(str), st.floats(0.01, 100).map(lambda x: f"{x:.4f}"))
expressions = st.recursive(
    st.one_of(st.sampled_from(NAMES), numbers), lambda parts: st.one_of(_binary(parts), _calls(parts), _choices(parts)),
    max_leaves=12,
)  # fmt: skip


def _case(text: str) -> Case:
    assumptions = {name: Assumption(name, name, "", "constant", 1, 1, 1, 0) for name in NAMES}
    line = Timeline(date(2025, 1, 1), date(2025, 1, 1), date(2025, 3, 31))
    return Case("p", "p", date(2025, 1, 1), line, assumptions=assumptions, measures={"m": Measure("m", "m", "", text)})


def _as_numpy(text: str) -> str:
    """The same in numpy's words: ``if`` and ``else`` become ``where``, powers products. Only for texts made above."""

    class Choices(ast.NodeTransformer):
        def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
            self.generic_visit(node)
            return ast.Call(ast.Name("where", ast.Load()), [node.test, node.body, node.orelse], [])

        def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
            if not isinstance(node.op, ast.Pow):
                return self.generic_visit(node)
            return ast.Call(ast.Name("product", ast.Load()), [self.visit(node.left), node.right], [])

        def visit_Constant(self, node: ast.Constant) -> ast.AST:
            return ast.Call(ast.Name("number", ast.Load()), [node], [])  # numpy's, which does not mind 0 / 0

    return ast.unparse(ast.fix_missing_locations(Choices().visit(ast.parse(text, mode="eval"))))


@given(expressions)
@settings(max_examples=150, deadline=None)
def test_that_what_is_computed_is_what_numpy_computes(text: str) -> None:
    with np.errstate(all="ignore"):
        words = {**NUMPY, **{name: values.copy() for name, values in DRAWS.items()}}
        expected = eval(_as_numpy(text), {"__builtins__": {}}, words)
    model = compile_model(_case(text))
    if model.problems:  # a division of constants by zero, and the like
        assert all(problem.message.endswith(" is not a finite number.") for problem in model.problems)
        assert not np.isfinite(expected).any()
        return
    found = run(model, DRAWS, block=16).measure("m")
    expected = np.broadcast_to(expected, 40 if found.size == 40 else 1)
    whole = np.isfinite(expected)
    np.testing.assert_allclose(found[whole], expected[whole], rtol=1e-9, atol=1e-300)
    np.testing.assert_array_equal(found[~whole], expected[~whole])


@given(st.one_of(st.integers(-40, 40), st.floats(-5, 5)))
@settings(max_examples=60, deadline=None)
def test_that_a_power_is_numpys(exponent: float) -> None:
    found = run(compile_model(_case(f"a ** ({exponent!r})")), DRAWS).measure("m")
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(found, DRAWS["a"] ** exponent, rtol=1e-13)


@given(expressions)
@settings(max_examples=60, deadline=None)
def test_that_an_expression_less_itself_is_nought_to_the_last_bit(text: str) -> None:
    model = compile_model(_case(f"({text}) - ({text})"))
    if model.problems:
        return
    found = run(model, DRAWS).measure("m")
    assert (found[np.isfinite(found)] == 0.0).all()


SCOPE = Scope("measure", Units({"case": "", "дело": ""}), {name: Named(Units({}).parse(unit), "stock", timed, timed)
              for name, unit, timed in (("a", "", False), ("b", "month", False), ("c", "1/month", True))})  # fmt: skip
words = st.sampled_from(
    [
        *FUNCTIONS,
        *NAMES,
        "case",
        "дело",
        "month",
        "(",
        ")",
        ",",
        "'2025-01-31'",
        "'month'",
        "1",
        "0",
        "2.5",
        "+",
        "-",
        "*",
        "/",
        "**",
        "<",
        ">=",
        "and",
        "or",
        "not",
        "if",
        "else",
        "[",
        "]",
        ".",
        "=",
        ":",
        "lambda",
        "'",
        '"',
        "\\",
        "#",
        "\n",
        "\t",
        "é",
        "²",
        "…",
    ]
)


def _located(text: str) -> None:
    expr, problems = formula.read(text, SCOPE, "measures.m.formula", Units({}).parse(""))
    for problem in problems:
        assert problem.severity is Severity.ERROR
        assert problem.path == "measures.m.formula"
        assert problem.offset is not None
        assert 0 <= problem.offset <= max(len(text), 1)
        assert problem.message
    assert problems or expr.unit is None or expr.unit.dimensionless


@given(st.lists(words, max_size=30).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_that_words_of_the_language_in_any_order_give_located_problems_or_a_formula(text: str) -> None:
    _located(text)


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_that_any_text_gives_located_problems_or_a_formula(text: str) -> None:
    _located(text)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_that_any_text_is_a_unit_or_a_problem_with_a_place(text: str) -> None:
    trouble: UnitError | None = None
    try:
        Units({"case": ""}).parse(text)
    except UnitError as found:
        trouble = found
    assert trouble is None or (trouble.offset is not None and 0 <= trouble.offset <= len(text))
