"""Checked formulas to one graph of array operations.

The graph is flat: a node refers to others by number. Equal operations are one node, and what is constant is folded.
Nodes that feed back on themselves (through stocks, ``previous``, ``delay``, ``smooth``) form a group, which is stepped
through time together; all others are computed for the whole timeline at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Final, Literal

import numpy as np

from claimbench.core.frozen import dataclass
from claimbench.engine.expression import (
    Expr,
    Family,
    Memory,
    Name,
)

Operation = Literal[
    "number",
    "input",
    "series",
    "clock",
    "ufunc",
    "power",
    "choose",
    "splice",
    "rate",
    "level",
    "last",
    "stock",
    "base",
    "previous",
    "delay",
    "points",
    "reduce",
]
Domain = Literal["rows", "points"]

NO_RING: Final = -1

TRUTHS: Final = frozenset((np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal, np.logical_and,
                           np.logical_or))  # fmt: skip


@dataclass(slots=True)
class Node:
    """One operation. ``args`` are read at the same row; ``late`` at earlier ones, or to go from one row to the next.
    ``length``: how many rows it has; 0 for what does not vary over time. ``param`` depends on the operation: see the
    method of Builder that makes it."""

    operation: Operation
    args: tuple[int, ...]
    param: Any = None
    length: int = 0
    late: tuple[int, ...] = ()
    truth: bool = False


@dataclass(frozen=True, slots=True)
class StockPlan:
    """A stock, ready to be built. ``opening`` None: the last observation. Flows come with the factor that their amounts
    need to be in the stock's unit, and the family of the time they are per."""

    opening: Expr | None
    past: str  # "model", "none" or the id of a series
    past_factor: float
    inflows: tuple[tuple[str, float, Family], ...]
    outflows: tuple[tuple[str, float, Family], ...]
    non_negative: bool


@dataclass(frozen=True, slots=True)
class FlowPlan:
    """``past_factor``: from the series' amounts to amounts in the flow's unit times ``family``."""

    formula: Expr
    past: str
    past_factor: float
    family: Family
    has_past: bool


@dataclass(frozen=True, slots=True)
class VariablePlan:
    formula: Expr
    has_past: bool


@dataclass(frozen=True, slots=True)
class Plans:
    """All that a program is built from; formulas without problems, without loops."""

    stocks: Mapping[str, StockPlan] = field(default_factory=dict)
    flows: Mapping[str, FlowPlan] = field(default_factory=dict)
    variables: Mapping[str, VariablePlan] = field(default_factory=dict)
    measures: Mapping[str, Expr] = field(default_factory=dict)  # and claims, as "claim:ID"


@dataclass(slots=True)
class Program:
    """The graph. ``outputs``: the node of each stock, flow, variable (at the points) and measure; ``order``:
    components, each after what it depends on; a component of several nodes, or of one that has ``late`` arguments, is
    stepped."""

    nodes: list[Node]
    outputs: dict[str, int]
    order: list[list[int]]


def past_of(plans: Plans, name: str) -> bool:
    if name in plans.stocks:
        return plans.stocks[name].past != "none"
    if name in plans.flows:
        return plans.flows[name].has_past
    return plans.variables[name].has_past if name in plans.variables else True


def names_read(expr: Expr, at_once: bool = True) -> list[str]:
    """The names an expression reads; ``at_once``: only those it needs at the same time, not the earlier values of what
    ``previous``, ``delay`` or ``smooth`` remember from a given first value."""
    if isinstance(expr.op, Name):
        return [expr.op.id]
    args = expr.args[1:] if at_once and isinstance(expr.op, Memory) and expr.op.first else expr.args
    return [name for arg in args for name in names_read(arg, at_once)]
