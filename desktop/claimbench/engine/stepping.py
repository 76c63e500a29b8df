"""Groups of nodes that feed back on themselves: stepped through time together, all draws at once.

Before the first row every operand is turned into a list with one array a row, so that the loop does nothing but call
ufuncs on arrays that exist already.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from claimbench.core.frozen import dataclass
from claimbench.engine.calendar import Array
from claimbench.engine.operations import power, rows_of
from claimbench.engine.program import Node
from claimbench.engine.rows import Rows

Operand = list[Array]
Call = tuple[Callable[..., Any], Operand | None, Operand | None, Operand | None]
"""A ufunc, one or two operands and where the result goes; or, with no operands, a function of the row."""

_RK4_STEP: Final = (0.5, 0.5, 1.0)
_ZERO: Final = np.zeros(())


@dataclass(frozen=True, slots=True)
class Group:
    """``members``: numbers of nodes, each after those it reads at the same row. ``stored``: those of which all rows are
    kept; ``buffers``: for each other, which of the row buffers it uses. ``joined``: node that writes straight into the
    rows of a splice."""

    members: tuple[int, ...]
    nodes: Sequence[Node]
    rows: Rows
    stored: frozenset[int]
    buffers: dict[int, int]
    joined: dict[int, int]
    truths: frozenset[int]  # of the row buffers
    idle: frozenset[int]  # members that nothing depends on before the projection

    def step(self, slots: list[Array], width: int) -> None:
        """Fill the stored arrays, which are in ``slots``; (rows, width)."""
        count = len(self.rows)
        spare: Operand = [np.empty(width, np.bool_ if n in self.truths else np.float64)
                 for n in range(1 + max(self.buffers.values(), default=-1))]  # fmt: skip
        operands: dict[int, Operand] = {}
        for member in self.members:
            if member in self.stored:
                operands[member] = list(slots[member])
            elif member in self.buffers:
                operands[member] = [spare[self.buffers[member]]] * count
        for member, splice in self.joined.items():
            operands[member] = operands[splice]
        for member in self.members:
            if self.nodes[member].operation == "base":
                stock = operands[self.nodes[member].args[0]]
                operands[member] = [stock[row] for row in self.rows.base]

        def operand(node: int) -> Operand:
            if node not in operands:
                operands[node] = _rows(slots[node], count, width)
            return operands[node]

        first = self.rows.projection
        past, future = list[Call](), list[Call]()
        for member in self.members:
            self._bind(member, operand, slots, past, future)
        for member in self.members:
            if self.nodes[member].operation == "stock":
                self._advance(member, operand, width, past, future)
        for calls, span in ((past, range(first)), (future, range(first, count))):
            for row in span:
                for call, a, b, out in calls:
                    if out is None:
                        call(row)
                    elif b is None:
                        call(a[row], out=out[row])  # type: ignore[index]
                    else:
                        call(a[row], b[row], out=out[row])  # type: ignore[index]

    def _bind(self, member: int, operand: Callable[[int], Operand], slots: list[Array], past: list[Call],
              future: list[Call]) -> None:  # fmt: skip
        node = self.nodes[member]
        if node.operation == "base":
            return
        out = operand(member)
        args = [operand(arg) for arg in node.args]
        if node.operation == "ufunc":
            call: Call = (node.param, args[0], args[1] if len(args) > 1 else None, out)
        elif node.operation == "splice":
            past.append((np.positive, args[0], None, out))
            if node.args[1] not in self.joined:
                future.append((np.positive, args[1], None, out))
            return
        elif node.operation == "stock":
            begin = node.param[0]
            slots[member][:begin] = rows_of(slots[node.args[1]], slice(begin))

            def open_stock(row: int, begin: int = begin) -> None:
                if row == begin:
                    np.copyto(out[row], args[0][row])

            call = (open_stock, None, None, None)
        elif node.operation == "power":
            call = (lambda row: power(args[0][row], args[1][row], out[row]), None, None, None)
        elif node.operation == "choose":

            def choose(row: int) -> None:
                np.copyto(out[row], args[2][row])
                np.copyto(out[row], args[1][row], where=args[0][row])

            call = (choose, None, None, None)
        else:
            x = operand(node.late[0])
            remember = _previous if node.operation == "previous" else _delay
            call = (remember(node, args, x, out), None, None, None)
        if member not in self.idle:
            past.append(call)
        future.append(call)

    def _advance(self, member: int, operand: Callable[[int], Operand], width: int, past: list[Call],
                 future: list[Call]) -> None:  # fmt: skip
        """From one row to the next; the last row has none."""
        node = self.nodes[member]
        begin, non_negative = node.param[:2]
        stock, net = operand(member), operand(node.late[0])
        following = [*stock[1:], np.empty(width)]
        if self.rows.stages == 1:
            calls: list[Call] = [(np.add, stock, net, following)]
        else:
            calls = [(_runge_kutta(stock, net, following, begin), None, None, None)]
        if non_negative:
            calls.append((np.maximum, following, [_ZERO] * len(stock), following))
        if begin == 0:
            past += calls
        future += calls


def _rows(x: Array, count: int, width: int) -> Operand:
    if x.ndim < 2:
        return [x] * count
    if x.shape[1] == width:
        return list(x)
    return [x[row, 0, ...] for row in range(count)]  # arrays without dimensions: quicker than numbers


def _runge_kutta(stock: Operand, net: Operand, following: Operand, begin: int) -> Callable[[int], None]:
    """The classical method; ``net`` is what flows in a substep at the rates of a stage."""

    def advance(row: int) -> None:
        stage = row % 4
        base = row - stage
        if row < begin or row == len(stock) - 1:
            return
        if stage < 3:
            np.multiply(net[row], _RK4_STEP[stage], out=following[row])
        else:
            np.add(net[row - 2], net[row - 1], out=following[row])
            np.multiply(following[row], 2.0, out=following[row])
            np.add(following[row], net[base], out=following[row])
            np.add(following[row], net[row], out=following[row])
            np.divide(following[row], 6.0, out=following[row])
        np.add(following[row], stock[base], out=following[row])

    return advance


def _previous(node: Node, args: Sequence[Operand], x: Operand, out: Operand) -> Callable[[int], None]:
    begin, rows, _ = node.param

    def previous(row: int) -> None:
        point = int(rows.point[row])
        if point < begin:
            out[row][...] = np.nan
        elif point == begin:
            np.copyto(out[row], args[0][rows.starts[begin]])
        else:
            np.copyto(out[row], x[rows.starts[point - 1]])

    return previous


def _delay(node: Node, args: Sequence[Operand], x: Operand, out: Operand) -> Callable[[int], None]:
    """A fixed delay: x at an earlier time, on straight lines between points. At least one step, so that only what is
    known already is read."""
    begin, rows, family = node.param
    times = rows.time(family)
    points = times[rows.starts]
    known = points.tolist()

    def delay(row: int) -> None:
        point = int(rows.point[row])
        first = args[0][rows.starts[begin]]
        if point <= begin:
            if point < begin:
                out[row][...] = np.nan
            else:
                np.copyto(out[row], first)
            return
        step_ago = known[point - 1] + rows.fraction[row] * (known[point] - known[point - 1])
        target = np.minimum(times[row] - args[1][row], step_ago)
        if target.size == 1:
            when = float(target.reshape(()))
            at = bisect_right(known, when) - 1
            if when < known[begin]:
                np.copyto(out[row], first)
                return
            share = (when - known[at]) / (known[at + 1] - known[at]) if when > known[at] else 0.0
            np.copyto(out[row], x[rows.starts[at]])
            if share:
                out[row][...] = out[row] * (1.0 - share) + x[rows.starts[at + 1]] * share
            return
        at_draw = np.clip(np.searchsorted(points, target, side="right") - 1, begin, point)
        history = np.array([np.broadcast_to(x[rows.starts[p]], target.shape) for p in range(begin, point + 1)])
        draws = np.arange(len(target))
        after = np.minimum(at_draw + 1, point)
        share = (target - points[at_draw]) / np.where(after > at_draw, points[after] - points[at_draw], 1.0)
        left, right = history[at_draw - begin, draws], history[after - begin, draws]
        value = np.where(share > 0.0, left * (1.0 - share) + right * share, left)
        np.copyto(out[row], np.where(target < points[begin], first, value))

    return delay
