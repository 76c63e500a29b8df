"""Flows that would be counted twice."""

from __future__ import annotations

import pytest
from small_model import case, flow, stock

from claimbench.core.case import Case
from claimbench.core.problem import Severity
from claimbench.engine.conservation import problems
from claimbench.engine.model import compile_model

FLOW = flow("f", "case/month", "1 * case/month")


def exchange(a: tuple[str, str], b: tuple[str, str]) -> Case:
    """Stocks a and b, each with its inflows and outflows."""
    return case(stocks=(stock("a", "case", "0", *a), stock("b", "case", "0", *b)), flows=(FLOW,))


@pytest.mark.parametrize(
    ("made", "message", "path"),
    [
        (exchange(("f", ""), ("f", "")), "'f' fills 'a' and 'b': it counts in both", "stocks.b.inflows.0"),
        (exchange(("", "f"), ("", "f")), "'f' empties 'a' and 'b': it counts in both", "stocks.b.outflows.0"),
        (exchange(("f f", ""), ("", "")), "'f' fills 'a' twice.", "stocks.a.inflows.1"),
        (exchange(("f", "f"), ("", "")), "'f' fills and empties 'a', which changes nothing.", "stocks.a.outflows.0"),
    ],
)
def test_that_a_flow_with_more_ends_than_two_is_pointed_out(made: Case, message: str, path: str) -> None:
    (found,) = problems(made)
    assert message in found.message
    assert (found.path, found.severity) == (path, Severity.WARNING)
    assert found in compile_model(made).problems


def test_that_what_leaves_one_stock_for_another_is_in_order() -> None:
    assert list(problems(exchange(("", "f"), ("f", "")))) == []


def test_that_a_stock_that_cannot_fall_below_zero_cannot_open_there() -> None:
    made = case(stocks=(stock("s", "case", "-5 * case", non_negative=True),))
    assert [(p.path, p.code) for p in compile_model(made).problems] == [("stocks.s.opening", "opening")]
