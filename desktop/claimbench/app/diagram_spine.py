"""The spine of a model's diagram: a column of stocks, top to bottom, each with its flows from and to clouds on its
left; flows between neighbouring stocks run straight down or up, others around.

Links reach the spine along lanes: above each valve there is one for what it depends on and one for what depends on it,
so that lines run beside clouds and labels, not through them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from claimbench.app.diagram_parts import CLOUD, LINE, VALVE, Node, Pipe, Point, broken
from claimbench.core.case import Case
from claimbench.core.model import Flow, Stock

STOCK_WIDTH: Final = 132.0
_EDGE = STOCK_WIDTH / 2
FLOW_LABEL: Final = 116.0  # width
_ABOVE, _BELOW = 24.0, 6.0  # room around a flow's valve and label
_BETWEEN = 78.0  # neighbouring stocks with flows between them
_APART = 10.0  # between stocks
_ASIDE = 24.0  # between flows that go around
_NEAREST, _FARTHEST = 58.0, 100.0  # a valve from the stock on its right, as its label needs
_IN, _OUT = 5.0, 9.0  # the lanes above a valve
_BESIDE = 8.0  # from what stands farthest left or right to the lines that pass
_ENTRY, _EXIT = -46.0, -56.0  # where lines come down on the top of a stock, and where they leave it


@dataclass
class Spine:
    """Places all stocks and flows of a case."""

    case: Case
    text_width: Callable[[str], float]
    nodes: dict[str, Node] = field(default_factory=dict)
    pipes: dict[str, Pipe] = field(default_factory=dict)
    left: float = 0.0  # beyond all of it
    right: float = 0.0
    _reach: float = _NEAREST
    _lanes: dict[str, float] = field(default_factory=dict)  # of flows: what the lanes are above
    _beside: dict[str, list[str]] = field(default_factory=dict)  # of stocks: their flows from and to clouds
    _gaps: list[float] = field(default_factory=list)  # heights at which a line can cross

    def __post_init__(self) -> None:
        case = self.case
        self.sources = {flow: id for id, stock in case.stocks.items() for flow in stock.outflows}
        self.targets = {flow: id for id, stock in case.stocks.items() for flow in stock.inflows}
        self._place()
        boxes = [(n.x - n.width / 2, n.x + n.width / 2) for n in self.nodes.values()]
        boxes += [(n.label[0], n.label[0] + n.label[2]) for n in self.nodes.values() if n.label[2]]
        boxes += [(x - CLOUD / 2, x + CLOUD / 2) for pipe in self.pipes.values() for x, _ in pipe.clouds]
        self.left = min((box[0] for box in boxes), default=0.0) - _BESIDE
        self.right = max((box[1] for box in boxes), default=0.0) + _BESIDE

    # -- where links touch it

    def entry(self, id: str, x: float) -> tuple[Point, ...]:
        """The last part of a link from the left, which comes in at ``x``, to a stock or a flow."""
        node = self.nodes[id]
        if node.kind == "flow":
            lane, at = self._lane(node, x) - _IN, node.x - 3
            return (x, lane), (at, lane), (at, node.top)
        if own := self._beside[id]:
            lane = self._lanes[own[0]] - _IN
            return (x, lane), (_ENTRY, lane), (_ENTRY, node.top)
        return (x, node.y), (-_EDGE, node.y)

    def exit(self, id: str, x: float) -> tuple[Point, ...]:
        """The first part of a link from a stock or a flow to ``x``, beyond the spine on either side."""
        node = self.nodes[id]
        if node.kind == "flow":
            lane, at = self._lane(node, x) - _OUT, node.x + 3
            return (at, node.top), (at, lane), (x, lane)
        if x > 0:
            return (node.x + node.width / 2, node.y), (x, node.y)
        if own := self._beside[id]:
            lane = self._lanes[own[0]] - _OUT
            return (_EXIT, node.top), (_EXIT, lane), (x, lane)
        return (-_EDGE, node.y), (x, node.y)

    def short_way(self, source: str, target: str) -> tuple[Point, ...]:
        """The link from a stock to a flow right beside it; empty where the two do not stand side by side."""
        stock, flow = self.nodes[source], self.nodes[target]
        if stock.kind != "stock" or flow.kind != "flow":
            return ()
        if target in (own := self._beside[source]):
            lane, at = self._lanes[target] - _IN, flow.x + 4
            start: tuple[Point, ...] = ((_EXIT, stock.top), (_EXIT, lane))
            return (*(start if target == own[0] else ((-_EDGE, lane),)), (at, lane), (at, flow.top))
        pipe = self.pipes[target].points
        ends = [y for x, y in (pipe[0], pipe[-1]) if x == flow.x and y in (stock.top, stock.bottom)]
        if not ends:
            return ()
        side = 1.0 if flow.side == "right" else -1.0  # where its label is not
        return (flow.x + side * 22, ends[0]), (flow.x + side * 22, flow.y), (flow.x + side * VALVE, flow.y)

    def _lane(self, flow: Node, x: float) -> float:
        """What the lanes of a flow are above: on the right of the stocks, those from the left run between stocks."""
        above = self._lanes[flow.id]
        if flow.x < _EDGE or x > flow.x:
            return above
        return max((gap + _IN for gap in self._gaps if gap < above - _OUT), default=above)

    def gap(self, y: float) -> float:
        """The height nearest to ``y`` at which a line can cross from one side to the other."""
        return min(self._gaps, key=lambda gap: abs(gap - y), default=y)

    # -- placing

    def _place(self) -> None:
        case = self.case
        order = self._stock_order()
        index = {id: number for number, id in enumerate(order)}
        labels = [broken(flow.label, FLOW_LABEL, self.text_width) for flow in case.flows.values()]
        widest = max((self._widest(lines) for lines in labels), default=0.0)
        self._reach = min(max(_NEAREST, widest / 2 + 5), _FARTHEST)
        y = 0.0
        between: list[str] = []
        for number, id in enumerate(order):
            self._gaps.append(y - _APART / 2 - (_BELOW if between else 0.0))
            y = self._place_stock(case.stocks[id], y)
            if between:
                self._between(between, order[number - 1], id)
            following = order[number + 1] if number + 1 < len(order) else ""
            between = [f for f in case.flows if {self.sources.get(f), self.targets.get(f)} == {id, following}]
            y += _BETWEEN if between else _APART
        x = max([_EDGE, *(node.label[0] + node.label[2] for node in self.nodes.values())]) + _ASIDE
        around = [f for f in case.flows if f in self.sources and f in self.targets and f not in self.nodes]
        for number, flow in enumerate(sorted(around, key=lambda f: self._far(f, index))):
            x = self._around(flow, number, x)
        for flow in case.flows:
            if flow not in self.nodes:  # of no stock
                y = self._from_cloud(case.flows[flow], 0.0, y, inward=True, alone=True) + _APART
        self._gaps.append(y)

    def _stock_order(self) -> list[str]:
        """Stocks that flows join stand together, each after those that flow into it, as far as there is no loop."""
        case = self.case
        onward: dict[str, list[str]] = {id: [] for id in case.stocks}
        joined: dict[str, set[str]] = {id: set() for id in case.stocks}
        for flow in case.flows:
            a, b = self.sources.get(flow), self.targets.get(flow)
            if a is not None and b is not None and a != b:
                onward[a].append(b)
                joined[a].add(b)
                joined[b].add(a)
        order: list[str] = []
        for first in case.stocks:
            if first in order:
                continue
            group, work = {first}, [first]
            while work:
                more = joined[work.pop()] - group
                group |= more
                work += more
            waiting = [id for id in case.stocks if id in group]
            while waiting:
                free = [id for id in waiting if not any(id in onward[other] for other in waiting if other != id)]
                order.append((free or waiting)[0])
                waiting.remove(order[-1])
        return order

    def _place_stock(self, stock: Stock, top: float) -> float:
        """The stock with its flows from and to clouds; where it ends."""
        flows = [f for f in dict.fromkeys((*stock.inflows, *stock.outflows))
                 if f in self.case.flows and (f in self.sources) != (f in self.targets)]  # fmt: skip
        self._beside[stock.id] = [f for f in flows if f not in self.nodes]
        lines = broken(stock.label, STOCK_WIDTH - 14, self.text_width)
        y = top
        for flow in self._beside[stock.id]:
            y = self._from_cloud(self.case.flows[flow], _EDGE, y, inward=flow in stock.inflows)
        first = next(iter(self._beside[stock.id]), None)
        upper = top if first is None else self.nodes[first].top - 2  # below the lanes
        bottom = max(y, upper + LINE * len(lines) + 22)
        self.nodes[stock.id] = Node(stock.id, "stock", lines, 0.0, (upper + bottom) / 2, STOCK_WIDTH, bottom - upper)
        return bottom

    def _from_cloud(self, flow: Flow, edge: float, top: float, inward: bool, alone: bool = False) -> float:
        """A flow between a cloud and the left side of a stock (or another cloud); where it ends."""
        lines = broken(flow.label, FLOW_LABEL, self.text_width)
        x, y = -edge - self._reach, top + _ABOVE
        width = self._widest(lines)
        box = (x - width / 2, y + VALVE + 1, width, LINE * len(lines))
        self.nodes[flow.id] = Node(flow.id, "flow", lines, x, y, 2 * VALVE, 2 * VALVE, box)
        self._lanes[flow.id] = y - VALVE
        cloud, end = (x - 38, y), (-edge, y)
        points = (cloud, end) if inward else (end, cloud)
        self.pipes[flow.id] = Pipe(flow.id, points, (cloud, end) if alone else (cloud,))
        return box[1] + box[3] + _BELOW

    def _between(self, flows: Sequence[str], upper: str, lower: str) -> None:
        """Flows between a stock and the one below it; those beyond two go around."""
        bottom, top = self.nodes[upper].bottom, self.nodes[lower].top
        offsets = {1: (0.0,), 2: (-36.0, 36.0)}[min(len(flows), 2)] if flows else ()
        y = bottom + _BETWEEN / 2
        labels = [broken(self.case.flows[id].label, FLOW_LABEL - 14, self.text_width) for id in flows]
        highest = max(VALVE, *(LINE * len(lines) / 2 for lines in labels))
        for offset, id, lines in zip(offsets, flows, labels, strict=False):
            width, height = self._widest(lines), LINE * len(lines)
            left = offset < 0
            at = offset - VALVE - 4 - width if left else offset + VALVE + 4
            box = (at, y - height / 2, width, height)
            side = "right" if left else "left"
            self.nodes[id] = Node(id, "flow", lines, offset, y, 2 * VALVE, 2 * VALVE, box, side)
            self._lanes[id] = y - highest
            ends = ((offset, bottom), (offset, top))
            self.pipes[id] = Pipe(id, ends if self.sources[id] == upper else ends[::-1])

    def _far(self, flow: str, index: Mapping[str, int]) -> int:
        """How many stocks on a flow ends: what goes farther goes around the rest."""
        return abs(index[self.sources[flow]] - index[self.targets[flow]])

    def _around(self, id: str, number: int, x: float) -> float:
        """A flow between stocks that are no neighbours, on the right of the spine at ``x``; where the next one can
        stand."""
        a, b = self.nodes[self.sources[id]], self.nodes[self.targets[id]]
        start, end = a.y + 6 * (1 + number % 3), b.y - 6 * (1 + number % 3)
        y = (start + end) / 2
        lines = broken(self.case.flows[id].label, 80, self.text_width)
        box = (x + VALVE + 4, y - LINE * len(lines) / 2, self._widest(lines), LINE * len(lines))
        self.nodes[id] = Node(id, "flow", lines, x, y, 2 * VALVE, 2 * VALVE, box, "left")
        self._lanes[id] = min(y - VALVE, box[1])
        self.pipes[id] = Pipe(id, ((_EDGE, start), (x, start), (x, end), (_EDGE, end)))
        return box[0] + box[2] + _ASIDE

    def _widest(self, lines: Sequence[str]) -> float:
        return max(map(self.text_width, lines)) + 2


def lanes(spans: Mapping[tuple[str, str], tuple[float, float]]) -> dict[tuple[str, str], int]:
    """A lane for each of some lines that run up or down from one height to another, the nearest that is free there;
    short ones first."""
    taken: list[list[tuple[float, float]]] = []
    found: dict[tuple[str, str], int] = {}
    for key, (a, b) in sorted(spans.items(), key=lambda item: (abs(item[1][0] - item[1][1]), item[0])):
        low, high = min(a, b) - 3, max(a, b) + 3
        number = next((n for n, lane in enumerate(taken) if all(high < x or y < low for x, y in lane)), len(taken))
        if number == len(taken):
            taken.append([])
        taken[number].append((low, high))
        found[key] = number
    return found
