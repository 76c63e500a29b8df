"""Builds the graph of a model from its checked formulas."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from claimbench.engine.expression import (
    Apply,
    Choose,
    Clock,
    Expr,
    Family,
    Memory,
    Name,
    Number,
    Observed,
    Power,
    Reduce,
    Span,
    UnitName,
)
from claimbench.engine.graph import components
from claimbench.engine.measure import Join, reduction
from claimbench.engine.operations import power
from claimbench.engine.program import NO_RING, TRUTHS, Domain, Node, Operation, Plans, Program, names_read, past_of
from claimbench.engine.rows import Rows


class Builder:
    """Builds a program."""

    def __init__(self, plans: Plans, rows: Rows, points: Rows) -> None:
        self.plans, self.rows, self.points = plans, rows, points
        self.nodes: list[Node] = []
        self.known: dict[Hashable, int] = {}
        self.unlimited: dict[tuple[str, int], int] = {}  # flows and variables as a limit sees them, by its ring
        self.roots: dict[str, int] = {}
        self.waiting: list[Callable[[], None]] = []
        self.rings = self._limit_rings()

    def build(self) -> Program:
        for name in (*self.plans.stocks, *self.plans.flows, *self.plans.variables):
            self.quantity(name)
        while self.waiting:
            self.waiting.pop()()
        for name, formula in self.plans.measures.items():
            self.measure(name, formula)
        while self.waiting:
            self.waiting.pop()()
        outputs = {name: self.at_points(node, name in self.plans.flows) for name, node in self.roots.items()}
        order = components([(*node.args, *node.late) for node in self.nodes], [node.args for node in self.nodes])
        return Program(self.nodes, outputs, order)

    # -- nodes

    def node(self, operation: Operation, args: Sequence[int] = (), param: Any = None, key: Hashable = None,
             length: int = 0, truth: bool = False) -> int:  # fmt: skip
        """The node of that operation; one that is there already, if it is the same (``key`` stands for ``param``)."""
        full = (operation, tuple(args), param if key is None else key)
        if full not in self.known:
            if operation not in ("reduce", "last"):
                length = length or max((self.nodes[arg].length for arg in args), default=0)
            self.nodes.append(Node(operation, tuple(args), param, length, (), truth))
            self.known[full] = len(self.nodes) - 1
        return self.known[full]

    def number(self, value: float) -> int:
        return self.node("number", (), float(value), ("number", value, str(value)))  # 0.0 and -0.0 are not the same

    def column(self, values: np.ndarray[Any, np.dtype[np.float64]]) -> int:
        """A number for each row; a plain number where they are all the same."""
        if (values == values[0]).all():
            return self.number(float(values[0]))
        return self.node("clock", (), values[:, np.newaxis], values.tobytes(), len(values))

    def ufunc(self, ufunc: np.ufunc, *args: int) -> int:
        nodes = [self.nodes[arg] for arg in args]
        if all(node.operation == "number" for node in nodes) and ufunc not in TRUTHS:
            with np.errstate(all="ignore"):
                return self.number(float(ufunc(*(np.float64(node.param) for node in nodes))))
        if ufunc in (np.multiply, np.divide) and nodes[1].operation == "number" and nodes[1].param == 1.0:
            return args[0]
        if ufunc is np.multiply and nodes[0].operation == "number" and nodes[0].param == 1.0:
            return args[1]
        return self.node("ufunc", args, ufunc, truth=ufunc in TRUTHS)

    def sum(self, terms: Sequence[int]) -> int:
        total = terms[0] if terms else self.number(0.0)
        for term in terms[1:]:
            total = self.ufunc(np.add, total, term)
        return total

    # -- quantities

    def quantity(self, name: str, ring: int = NO_RING) -> int:
        """The node of a name; with a ``ring``: as it would be were nothing in that ring limited."""
        if ring != NO_RING and name not in self.plans.stocks:
            key = (name, ring)
            if key not in self.unlimited:
                self.unlimited[key] = self.flow(name, ring) if name in self.plans.flows else self.variable(name, ring)
            return self.unlimited[key]
        if name not in self.roots:
            if name in self.plans.stocks:
                return self.stock(name)
            if name not in self.plans.flows and name not in self.plans.variables:
                return self.node("input", (), name)
            self.roots[name] = self.flow(name) if name in self.plans.flows else self.variable(name)
        return self.roots[name]

    def stock(self, name: str) -> int:
        """``param``: (first row that is computed, whether it stays at or above zero, rows)."""
        plan = self.plans.stocks[name]
        begin = 0 if plan.past == "model" else self.rows.projection
        node = Node("stock", (), (begin, plan.non_negative, self.rows), len(self.rows))
        self.nodes.append(node)
        number = self.roots[name] = len(self.nodes) - 1
        past = self.number(float("nan"))
        if plan.past not in ("model", "none"):
            series = self.series(plan.past)
            past = self.ufunc(np.multiply, self.level(series, "rows"), self.number(plan.past_factor))
        if plan.opening is None:
            points = self.level(self.series(plan.past), "points")
            last = self.node("last", (points,), self.rows.grid.projection)
            opening = self.ufunc(np.multiply, last, self.number(plan.past_factor))
        else:
            opening = self.lower(plan.opening)
            if plan.non_negative:
                opening = self.ufunc(np.maximum, opening, self.number(0.0))
        node.args = (opening, past)
        self.waiting.append(lambda: self.connect(node, name))
        return number

    def connect(self, node: Node, name: str) -> None:
        """What flows into and out of a stock in each substep."""
        plan = self.plans.stocks[name]
        gain = [self.amount(self.quantity(flow), factor, family) for flow, factor, family in plan.inflows]
        loss = [self.amount(self.quantity(flow), factor, family) for flow, factor, family in plan.outflows]
        net = self.sum(gain)
        if loss:
            net = self.ufunc(np.subtract, net, self.sum(loss)) if gain else self.ufunc(np.negative, self.sum(loss))
        node.late = (net,)

    def amount(self, rate: int, factor: float, family: Family) -> int:
        """What a rate comes to in a substep."""
        return self.ufunc(np.multiply, rate, self.column(self.rows.length(family) * factor))

    def flow(self, name: str, ring: int = NO_RING) -> int:
        plan = self.plans.flows[name]
        rate = self.lower(plan.formula, ring=ring)
        for stock_name in self.limiting(name) if ring == NO_RING else ():
            rate = self.limited(rate, stock_name, name)
        if plan.past not in ("model", "none"):
            series = self.series(plan.past)
            return self.splice(self.rate(series, plan.past_factor, plan.family, "rows"), rate)
        return rate if plan.has_past else self.splice(self.number(float("nan")), rate)

    def variable(self, name: str, ring: int = NO_RING) -> int:
        plan = self.plans.variables[name]
        value = self.lower(plan.formula, ring=ring)
        return value if plan.has_past else self.splice(self.number(float("nan")), value)

    def splice(self, past: int, after: int) -> int:
        """``past`` before the projection, ``after`` from there on."""
        if self.rows.projection == 0:
            return after
        return self.node("splice", (past, after), self.rows.projection, length=len(self.rows))

    def series(self, id: str) -> int:
        return self.node("series", (), id, length=self.rows.grid.points)

    def level(self, series: int, domain: Domain) -> int:
        """A series of levels at the rows: linear between points."""
        rows = self.rows if domain == "rows" else self.points
        return series if len(rows) == rows.grid.points else self.node("level", (series,), rows, domain, len(rows))

    def rate(self, series: int, factor: float, family: Family, domain: Domain) -> int:
        """Amounts (in the step that ends at a point) as rates: ``param``: (row of the amount, multiplier), NaN at the
        end."""
        rows = self.rows if domain == "rows" else self.points
        grid = rows.grid
        lengths = (grid.step_days if family == "day" else grid.step_months)[rows.point]
        scale = factor / lengths
        scale[-1] = np.nan
        index = np.minimum(rows.point + 1, grid.points - 1)
        return self.node("rate", (series,), (index, scale[:, np.newaxis]), (domain, scale.tobytes()), len(rows))

    # -- stocks that stay at or above zero

    def _limit_rings(self) -> dict[str, int]:
        """Which flows, variables and limits depend on one another through limits: names (``limit:STOCK``) in one ring
        have the same number.

        A limit depends on all that would flow out and on what flows in; each outflow on the limit. What flows in can
        flow out in the same step, unless it depends itself on what flows out.
        """
        plans = self.plans
        limited = {name: plan for name, plan in plans.stocks.items() if plan.non_negative and plan.outflows}
        names = [*plans.flows, *plans.variables, *(f"limit:{name}" for name in limited)]
        index = {name: number for number, name in enumerate(names)}
        formulas = {
            **{k: v.formula for k, v in plans.flows.items()},
            **{k: v.formula for k, v in plans.variables.items()},
        }
        reads = {name: [n for n in names_read(formula) if n in index] for name, formula in formulas.items()}
        edges: list[list[str]] = [list(reads.get(name, ())) for name in names]
        for name, plan in limited.items():
            for flow, _, _ in plan.outflows:
                edges[index[flow]].append(f"limit:{name}")
                edges[index[f"limit:{name}"]] += reads[flow]
            edges[index[f"limit:{name}"]] += [flow for flow, _, _ in plan.inflows]
        found = components([tuple(index[name] for name in targets) for targets in edges])
        return {names[member]: number for number, ring in enumerate(found) for member in ring}

    def limiting(self, flow: str) -> list[str]:
        """The stocks that a flow must not take more from than there is. Of several outflows each is cut in proportion,
        and so from what it would be were nothing cut: those stocks come first."""
        stocks = [
            (name, plan)
            for name, plan in self.plans.stocks.items()
            if plan.non_negative and flow in (outflow for outflow, _, _ in plan.outflows)
        ]
        return [name for name, plan in sorted(stocks, key=lambda item: len(item[1].outflows) == 1)]

    def limited(self, rate: int, stock_name: str, flow: str) -> int:
        """A flow, kept from taking more out of the stock in a substep than there is."""
        plan = self.plans.stocks[stock_name]
        factor, family = next((factor, family) for name, factor, family in plan.outflows if name == flow)
        ring = self.rings[f"limit:{stock_name}"]
        there = self.node("base", (self.quantity(stock_name),), ("base", stock_name))
        for inflow, inflow_factor, inflow_family in plan.inflows:
            if self.rings[inflow] != ring:
                there = self.ufunc(np.add, there, self.amount(self.quantity(inflow), inflow_factor, inflow_family))
        there = self.ufunc(np.maximum, there, self.number(0.0))
        if plan.past != "model":  # before the projection there is nothing to limit
            there = self.splice(self.number(float("inf")), there)
        length = self.column(self.rows.length(family) * factor)
        if len(plan.outflows) == 1:
            return self.ufunc(np.minimum, rate, self.ufunc(np.divide, there, length))
        wanted = self.sum([self.amount(self.quantity(name, ring), f, time) for name, f, time in plan.outflows])
        share = self.ufunc(np.divide, self.ufunc(np.minimum, wanted, there), wanted)
        share = self.ufunc(np.fmin, share, self.number(1.0))  # 0 of 0 is all of it
        first = self.limiting(flow)[0] == stock_name
        return self.ufunc(np.multiply, self.quantity(flow, ring) if first else rate, share)

    # -- expressions

    def measure(self, name: str, formula: Expr) -> int:
        if name not in self.roots:
            self.roots[name] = self.lower(formula, "points")
        return self.roots[name]

    def at_points(self, node: int, mean: bool) -> int:
        """From the rows to the points of the grid. ``param``: rows, and None to take the row at each point or the
        weights of the mean over each step."""
        if len(self.rows) == self.rows.grid.points or not self.nodes[node].length:
            return node
        param = (self.rows, self.rows.step_weights() if mean else None)
        return self.node("points", (node,), param, mean, self.rows.grid.points)

    def lower(self, expr: Expr, domain: Domain = "rows", ring: int = NO_RING) -> int:
        """The node of an expression. ``ring``: see :meth:`quantity`."""
        op = expr.op
        if isinstance(op, Number | Span):
            return self.number(op.value)
        if isinstance(op, UnitName):
            return self.number(1.0)
        if isinstance(op, Name):
            return self.name(op.id, domain, ring)
        if isinstance(op, Clock):
            return self.column((self.rows if domain == "rows" else self.points).clock(op))
        if isinstance(op, Observed):
            return self.observed(op.series, expr, domain)
        if isinstance(op, Memory):
            return self.memory(op, expr, domain, ring)
        if isinstance(op, Reduce):
            return self.reduce(op, expr)
        args = [self.lower(arg, domain, ring) for arg in expr.args]
        if isinstance(op, Apply):
            return self.ufunc(op.ufunc, *args)
        if isinstance(op, Power):
            return self.power(*args)
        assert isinstance(op, Choose)
        return self.node("choose", args)

    def power(self, base: int, exponent: int) -> int:
        a, b = self.nodes[base], self.nodes[exponent]
        if b.operation == "number" and b.param == 1.0:
            return base
        if a.operation == b.operation == "number":
            found = np.empty(())
            with np.errstate(all="ignore"):
                power(np.asarray(a.param), np.asarray(b.param), found)  # to the last bit as for draws
            return self.number(float(found))
        return self.node("power", (base, exponent))

    def name(self, name: str, domain: Domain, ring: int) -> int:
        if name in self.plans.measures:
            return self.measure(name, self.plans.measures[name])
        node = self.quantity(name, ring if self.rings.get(name) == ring else NO_RING)
        return node if domain == "rows" else self.at_points(node, name in self.plans.flows)

    def observed(self, series: str, expr: Expr, domain: Domain) -> int:
        node = self.series(series)
        return self.rate(node, 1.0, "month", domain) if expr.stepwise else self.level(node, domain)

    def begin(self, expr: Expr) -> int:
        """The first point at which an expression is known."""
        known = all(past_of(self.plans, part.op.id) for part in expr.walk() if isinstance(part.op, Name))
        return 0 if known else self.rows.grid.projection

    def memory(self, op: Memory, expr: Expr, domain: Domain, ring: int) -> int:
        """``param`` of previous and delay: (first point that is known, rows, family). ``smooth`` is a hidden stock, as
        in Vensim: it fills at the rate (x - smooth) / duration."""
        rows = self.rows if domain == "rows" else self.points
        begin = self.begin(expr.args[0])
        key = ("memory", id(expr), domain, ring)
        if key in self.known:
            return self.known[key]
        node = Node("stock" if op.what == "smooth" else op.what, (), (begin, rows, op.family), len(rows))
        self.nodes.append(node)
        number = self.known[key] = len(self.nodes) - 1
        first = self.lower(expr.args[-1] if op.first else expr.args[0], domain, ring)
        if op.what == "smooth":
            node.args, node.param = (first, self.number(float("nan"))), (int(rows.starts[begin]), False, rows)
        else:
            node.args = (first, *([self.lower(expr.args[1], domain, ring)] if op.what == "delay" else []))

        def connect() -> None:
            x = self.lower(expr.args[0], domain, ring)
            if op.what != "smooth":
                node.late = (x,)
                return
            length = self.column(rows.length(op.family))
            duration = self.ufunc(np.maximum, self.lower(expr.args[1], domain, ring), length)
            gap = self.ufunc(np.subtract, x, number)
            node.late = (self.ufunc(np.multiply, self.ufunc(np.divide, gap, duration), length),)

        self.waiting.append(connect)
        return number

    def reduce(self, op: Reduce, expr: Expr) -> int:
        """``param``: the function of :mod:`~claimbench.engine.measure`."""
        x = expr.args[0]
        args = [self.lower(x, "points")]
        margins: list[int] = []
        join = self.margins(x, margins) if op.what == "first date" and not x.stepwise else 0
        key = (op, self.begin(x), x.stepwise, join)
        return self.node("reduce", [*args, *margins], reduction(op, self.rows.grid, *key[1:]), key)

    def margins(self, condition: Expr, found: list[int]) -> Join:
        """Adds to ``found``, for each comparison of a condition, by how much it holds: positive where it does, with the
        crossing at zero. Gives how the comparisons are joined."""
        assert isinstance(condition.op, Apply)
        ufunc = condition.op.ufunc
        if ufunc in (np.logical_and, np.logical_or):
            one, other = (self.margins(arg, found) for arg in condition.args)
            return np.minimum if ufunc is np.logical_and else np.maximum, one, other
        a, b = (self.lower(arg, "points") for arg in condition.args)
        less = ufunc in (np.less, np.less_equal)
        found.append(self.ufunc(np.subtract, b, a) if less else self.ufunc(np.subtract, a, b))
        return len(found) - 1
