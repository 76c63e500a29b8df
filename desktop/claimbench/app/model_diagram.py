"""Where everything stands in the diagram of a model: stocks and flows as the spine, what they depend on to the left,
what is made of them to the right.

The spine is a column of stocks, top to bottom, each with its flows from and to clouds on its left; flows between
neighbouring stocks run straight down or up, others around. Auxiliaries stand in layers by their distance to the spine
(:mod:`claimbench.app.layers`): long links get places of their own in the layers that they cross.

Lengths are in pixels at 100 %; y grows downwards.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from claimbench.app import model_parts
from claimbench.app.layers import arranged, depths, layers, reachable
from claimbench.app.model_parts import PartKind, kind_of
from claimbench.core.case import Case
from claimbench.core.model import Flow, Stock

Point = tuple[float, float]

STOCK_WIDTH: Final = 132.0
VALVE: Final = 9.0  # half of a valve's height and width
FLOW_LABEL: Final = 116.0  # width
CLOUD: Final = 22.0  # width
LINE: Final = 15.0  # height of a line of text
_ASSUMPTION, _AUXILIARY, _MEASURE = 120.0, 96.0, 150.0  # widest texts
_MARK = 18.0  # a diamond, or the ends of a pill, beside a text
_GAP = 28.0  # between layers
_ABOVE, _BELOW = 14.0, 6.0  # room around a flow's valve and label
_BETWEEN = 78.0  # neighbouring stocks with flows between them
_APART = 10.0  # between stocks, and between auxiliaries 5
_NEAREST, _FARTHEST = 58.0, 100.0  # a valve from the stock on its right, as its label needs


@dataclass(frozen=True, slots=True)
class Node:
    """A part in the diagram: its centre and size. ``lines`` is its label, broken. A flow is its valve, with the label
    in the box ``label`` (left, top, width, height); ``side`` says at which side of that box the text stands."""

    id: str
    kind: PartKind
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    label: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    side: str = "centre"


@dataclass(frozen=True, slots=True)
class Pipe:
    """What a flow flows through, from ``points[0]`` to ``points[-1]``; ``clouds`` are the ends outside of the model."""

    flow: str
    points: tuple[Point, ...]
    clouds: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """That ``target`` depends on ``source``. The curve runs through ``points``, level at each where ``level``; else it
    is one arc with the middle points as its controls."""

    source: str
    target: str
    points: tuple[Point, ...]
    level: bool = True


@dataclass(frozen=True, slots=True)
class Diagram:
    nodes: Mapping[str, Node]
    pipes: Mapping[str, Pipe]
    links: tuple[Link, ...]
    near: Mapping[str, frozenset[str]]  # of each node: itself and all that it is linked or piped to

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of everything."""
        boxes = [(n.x - n.width / 2, n.y - n.height / 2, n.x + n.width / 2, n.y + n.height / 2)
                 for n in self.nodes.values()]  # fmt: skip
        boxes += [(x, y, x + w, y + h) for x, y, w, h in (n.label for n in self.nodes.values()) if w]
        boxes += [(x - CLOUD, y - CLOUD, x + CLOUD, y + CLOUD) for p in self.pipes.values() for x, y in p.clouds]
        boxes += [(x, y, x, y) for p in self.pipes.values() for x, y in p.points]
        boxes = boxes or [(0.0, 0.0, 1.0, 1.0)]
        return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def diagram(case: Case, measures: bool, text_width: Callable[[str], float]) -> Diagram:
    """The diagram of a case's model, with its measures if asked for. ``text_width`` measures a text of one line."""
    return _Layout(case, measures, text_width).make()


def broken(text: str, width: float, text_width: Callable[[str], float]) -> tuple[str, ...]:
    """A label in at most two lines: in one if it fits, else parted between words where the lines differ least."""
    words = text.split()
    if text_width(" ".join(words)) <= width or len(words) < 2:
        return (" ".join(words),)
    ways = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(ways, key=lambda way: max(map(text_width, way)))


@dataclass
class _Layout:
    case: Case
    measures: bool
    text_width: Callable[[str], float]
    nodes: dict[str, Node] = field(default_factory=dict)
    pipes: dict[str, Pipe] = field(default_factory=dict)
    _reach: float = _NEAREST
    reads: dict[str, list[str]] = field(default_factory=dict)
    waypoints: dict[tuple[str, str], list[Point]] = field(default_factory=dict)

    def make(self) -> Diagram:
        case = self.case
        parts = {
            id: part for id, part in model_parts.every(case).items() if self.measures or kind_of(part) != "measure"
        }
        self.reads = {id: [r for r in model_parts.reads(case, part) if r in parts and r != id]
                      for id, part in parts.items()}  # fmt: skip
        self._place_spine()
        left, right = self._sides([id for id in parts if id not in self.nodes])
        self._place_layers(left, to_right=True)
        self._place_layers(right, to_right=False)
        links = [self._link(source, id, points) for id in parts for source, points in self._ways(id)]
        return Diagram(self.nodes, self.pipes, tuple(links), self._near(parts))

    # -- the spine

    def _place_spine(self) -> None:
        case = self.case
        sources = {flow: id for id, stock in case.stocks.items() for flow in stock.outflows}
        targets = {flow: id for id, stock in case.stocks.items() for flow in stock.inflows}
        order = self._stock_order(sources, targets)
        index = {id: number for number, id in enumerate(order)}
        labels = [broken(flow.label, FLOW_LABEL, self.text_width) for flow in case.flows.values()]
        widest = max((self._widest(lines) for lines in labels), default=0.0)
        self._reach = min(max(_NEAREST, widest / 2 + 5), _FARTHEST)
        y = 0.0
        for number, id in enumerate(order):
            stock = case.stocks[id]
            beside = [f for f in (*stock.inflows, *stock.outflows)
                      if f in case.flows and (f in sources) != (f in targets)]  # fmt: skip
            y = self._place_stock(stock, list(dict.fromkeys(beside)), y)
            following = order[number + 1] if number + 1 < len(order) else ""
            between = [f for f in case.flows if {sources.get(f), targets.get(f)} == {id, following}]
            self._between(between, id, y, sources)
            y += _BETWEEN if between else _APART
        around = 0
        for flow in case.flows:
            if flow in sources and flow in targets and flow not in self.nodes:
                far = abs(index[sources[flow]] - index[targets[flow]])
                self._around(flow, sources[flow], targets[flow], around)
                around += 1 if far else 0
        for flow in case.flows:
            if flow not in self.nodes:  # of no stock
                y = self._beside(case.flows[flow], 0.0, y, inward=True, alone=True) + _APART

    def _stock_order(self, sources: Mapping[str, str], targets: Mapping[str, str]) -> list[str]:
        """Stocks that flows join stand together, each after those that flow into it, as far as there is no loop."""
        case = self.case
        onward: dict[str, list[str]] = {id: [] for id in case.stocks}
        joined: dict[str, set[str]] = {id: set() for id in case.stocks}
        for flow in case.flows:
            a, b = sources.get(flow), targets.get(flow)
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

    def _place_stock(self, stock: Stock, flows: Sequence[str], top: float) -> float:
        """The stock with its flows from and to clouds; where it ends."""
        lines = broken(stock.label, STOCK_WIDTH - 26, self.text_width)
        y = top
        for flow in flows:
            y = self._beside(self.case.flows[flow], STOCK_WIDTH / 2, y, inward=flow in stock.inflows)
        bottom = max(y, top + LINE * len(lines) + 22)
        self.nodes[stock.id] = Node(
            stock.id, "stock", lines, 0.0, (top + bottom) / 2, STOCK_WIDTH, bottom - top
        )  # fmt: skip
        return bottom

    def _beside(self, flow: Flow, edge: float, top: float, inward: bool, alone: bool = False) -> float:
        """A flow between a cloud and the left side of a stock (or another cloud); where it ends."""
        lines = broken(flow.label, FLOW_LABEL, self.text_width)
        x, y = -edge - self._reach, top + _ABOVE + VALVE / 2
        width = self._widest(lines)
        box = (x - width / 2, y + VALVE + 1, width, LINE * len(lines))
        self.nodes[flow.id] = Node(flow.id, "flow", lines, x, y, 2 * VALVE, 2 * VALVE, box)
        cloud, end = (x - 38, y), (-edge, y)
        points = (cloud, end) if inward else (end, cloud)
        self.pipes[flow.id] = Pipe(flow.id, points, (cloud, end) if alone else (cloud,))
        return box[1] + box[3] + _BELOW

    def _between(self, flows: Sequence[str], upper: str, bottom: float, sources: Mapping[str, str]) -> None:
        """Flows between a stock that ends at ``bottom`` and the one below it; those beyond two go around."""
        offsets = {1: (0.0,), 2: (-36.0, 36.0)}[min(len(flows), 2)] if flows else ()
        for offset, id in zip(offsets, flows, strict=False):
            flow, y = self.case.flows[id], bottom + _BETWEEN / 2
            lines = broken(flow.label, FLOW_LABEL - 14, self.text_width)
            width, height = self._widest(lines), LINE * len(lines)
            left = offset < 0
            at = offset - VALVE - 4 - width if left else offset + VALVE + 4
            box = (at, y - height / 2, width, height)
            side = "right" if left else "left"
            self.nodes[id] = Node(id, "flow", lines, offset, y, 2 * VALVE, 2 * VALVE, box, side)
            ends = ((offset, bottom), (offset, bottom + _BETWEEN))
            self.pipes[id] = Pipe(id, ends if sources[id] == upper else ends[::-1])

    def _around(self, id: str, source: str, target: str, number: int) -> None:
        """A flow between stocks that are no neighbours, on the right of the spine."""
        a, b, flow = self.nodes[source], self.nodes[target], self.case.flows[id]
        edge, x = STOCK_WIDTH / 2, STOCK_WIDTH / 2 + 46 + 92 * number
        start, end = a.y + 6 * (1 + number % 3), b.y - 6 * (1 + number % 3)
        y = (start + end) / 2
        lines = broken(flow.label, 80, self.text_width)
        box = (x + VALVE + 4, y - LINE * len(lines) / 2, self._widest(lines), LINE * len(lines))
        self.nodes[id] = Node(id, "flow", lines, x, y, 2 * VALVE, 2 * VALVE, box, "left")
        self.pipes[id] = Pipe(id, ((edge, start), (x, start), (x, end), (edge, end)))

    def _widest(self, lines: Sequence[str]) -> float:
        return max(map(self.text_width, lines)) + 2

    # -- auxiliaries

    def _sides(self, auxiliaries: Sequence[str]) -> tuple[list[list[str]], list[list[str]]]:
        """Layers of auxiliaries, the nearest to the spine first: on the left what leads to the spine, on the right what
        only follows from it. What is linked to nothing of the kind stands on the left."""
        case = self.case
        readers: dict[str, list[str]] = {}
        for id, names in self.reads.items():
            for name in names:
                readers.setdefault(name, []).append(id)
        spine = {*case.stocks, *case.flows}
        leads = reachable(spine, lambda id: self.reads.get(id, ()))
        follows = reachable(spine, lambda id: readers.get(id, ()))
        right = [id for id in auxiliaries if id in case.measures or (id in follows and id not in leads)]
        left = [id for id in auxiliaries if id not in right]
        left_depth = depths(left, lambda id: readers.get(id, ()))
        right_depth = depths(right, lambda id: self.reads.get(id, ()))
        assumptions = [id for id in left if id in case.assumptions]
        most = max((depth for id, depth in left_depth.items() if id not in assumptions), default=0)
        left_depth |= dict.fromkeys(assumptions, most + 1)
        outermost = max((depth for id, depth in right_depth.items() if id not in case.measures), default=0)
        right_depth |= {id: max(depth, outermost + 1) for id, depth in right_depth.items() if id in case.measures}
        return layers(left_depth), layers(right_depth)

    def _place_layers(self, layered: list[list[str]], to_right: bool) -> None:
        """Order and place the layers of one side. ``to_right``: the spine is on the right of them."""
        if not layered:
            return
        within = {id: number for number, layer in enumerate(layered) for id in layer}
        chains: dict[tuple[str, str], list[str]] = {}
        places: list[list[str]] = [list(layer) for layer in layered]
        nearer: dict[str, list[str]] = {}  # links one layer on towards the spine
        farther: dict[str, list[str]] = {}
        for reader, names in self.reads.items():
            for name in names:
                inner, outer = (reader, name) if to_right else (name, reader)
                if outer not in within or (inner not in within and inner not in self.nodes):
                    continue
                stop = within.get(inner, -1)
                path = [f"{name} {reader} {number}" for number in range(within[outer] - 1, stop, -1)]
                for number, dummy in zip(range(within[outer] - 1, stop, -1), path, strict=True):
                    places[number].append(dummy)
                chains[name, reader] = path
                whole = [outer, *path, inner]
                for far, near in itertools.pairwise(whole):
                    nearer.setdefault(far, []).append(near)
                    farther.setdefault(near, []).append(far)
        edge = min if to_right else max
        boxes = [*(n.x + (-n.width if to_right else n.width) / 2 for n in self.nodes.values()),
                 *(n.label[0] + (0 if to_right else n.label[2]) for n in self.nodes.values() if n.label[2]),
                 *(x for pipe in self.pipes.values() for x, _ in pipe.clouds)]  # fmt: skip
        start = edge(boxes, default=0.0) - (CLOUD if to_right else -CLOUD) / 2
        fixed = {id: node.y for id, node in self.nodes.items()}
        heights = arranged(places, nearer, farther, fixed, self._height)
        x = start
        sign = -1.0 if to_right else 1.0
        spots: dict[str, Point] = {}
        for layer in places:
            widths = {id: self._size(id)[0] for id in layer if id in within}
            widest = max(widths.values(), default=40.0)
            near_edge = x + sign * _GAP
            for id in layer:
                if id in widths:
                    kind = kind_of(model_parts.every(self.case)[id])
                    own, height = self._size(id)
                    centre = near_edge + sign * own / 2  # all end at one line, nearest to the spine
                    self.nodes[id] = Node(id, kind, self._lines(id), centre, heights[id], own, height)
                else:
                    spots[id] = (near_edge + sign * widest / 2, heights[id])
            x = near_edge + sign * widest
        for (name, reader), path in chains.items():
            self.waypoints[name, reader] = [spots[dummy] for dummy in (path if to_right else path[::-1])]

    def _lines(self, id: str) -> tuple[str, ...]:
        return broken(model_parts.every(self.case)[id].label, self._room(id), self.text_width)

    def _room(self, id: str) -> float:
        """The widest that the text of an auxiliary gets before it is broken."""
        if id in self.case.measures:
            return _MEASURE
        return _ASSUMPTION if id in self.case.assumptions else _AUXILIARY

    def _size(self, id: str) -> tuple[float, float]:
        lines = self._lines(id)
        return min(max(map(self.text_width, lines)), self._room(id) + 20) + _MARK, LINE * len(lines) + 6

    def _height(self, id: str) -> float:
        """The room that a node takes in its layer; a link that passes takes less."""
        return 8.0 if " " in id else self._size(id)[1] + 4

    # -- links

    def _ways(self, id: str) -> list[tuple[str, list[Point]]]:
        """What ``id`` depends on, and through which points each link runs. A stock's flows are pipes, not links."""
        flows: set[str] = set()
        stock = self.case.stocks.get(id)
        if stock is not None:
            flows = {*stock.inflows, *stock.outflows}
            named = set[str]().union(*(model_parts.mentioned(each.text) for each in model_parts.formulas_of(stock)))
            flows -= named
        return [(source, self.waypoints.get((source, id), [])) for source in self.reads[id] if source not in flows]

    def _link(self, source: str, target: str, points: list[Point]) -> Link:
        a, b = self.nodes[source], self.nodes[target]
        spine = ("stock", "flow")
        if a.kind in spine and b.kind in spine:
            start, end = _facing(a, b), _facing(b, a)
            bulge = 30 + 0.16 * abs(a.y - b.y)
            left = min(start[0], end[0]) - bulge
            return Link(source, target, (start, (left, start[1]), (left, end[1]), end), level=False)
        onward = a.x < b.x
        start = (a.x + (a.width if onward else -a.width) / 2, a.y)
        end = (b.x - (b.width if onward else -b.width) / 2, b.y)
        if b.kind == "flow":
            end = (b.x - VALVE + 1, b.y - VALVE + 1) if a.y <= b.y else (b.x - VALVE + 1, b.y + VALVE - 1)
        elif b.kind == "stock":
            end = (end[0], min(max(a.y, b.y - b.height / 2 + 7), b.y + b.height / 2 - 7))
        return Link(source, target, (start, *points, end))

    def _near(self, parts: Iterable[str]) -> dict[str, frozenset[str]]:
        near = {id: {id} for id in parts}
        for id, names in self.reads.items():
            for name in names:
                near[id].add(name)
                near[name].add(id)
        return {id: frozenset(names) for id, names in near.items()}


def _facing(node: Node, other: Node) -> Point:
    """Where a link between two parts of the spine touches one of them: on its left, towards the other."""
    down = 1.0 if other.y > node.y else -1.0
    return (node.x - node.width / 2, node.y + down * min(node.height / 4, 12.0))
