"""Where everything stands in the diagram of a model: stocks and flows as the spine, what they depend on to the left,
what is made of them to the right.

Auxiliaries stand in layers by their distance to the spine (:mod:`claimbench.app.layers`): long links get places of
their own in the layers that they cross.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from claimbench.app import model_parts
from claimbench.app.diagram_parts import LINE, Diagram, Link, Node, Point, broken
from claimbench.app.diagram_spine import Spine, lanes
from claimbench.app.layers import arranged, depths, layers, reachable
from claimbench.app.model_parts import Part, kind_of
from claimbench.core.case import Case

_ASSUMPTION, _AUXILIARY, _MEASURE = 140.0, 116.0, 170.0  # widest texts
_MARK: Final = 18.0  # a diamond, or the ends of a pill, beside a text
_GAP, _WIDEST_GAP = 28.0, 96.0  # between layers: the wider, the higher links rise and fall between them
_SLOPE: Final = 0.25
_LANE: Final = 6.0  # between lines that run up and down beside the spine


def diagram(case: Case, measures: bool, text_width: Callable[[str], float]) -> Diagram:
    """The diagram of a case's model, with its measures if asked for. ``text_width`` measures a text of one line."""
    return _Layout(case, measures, text_width).make()


@dataclass
class _Layout:
    case: Case
    measures: bool
    text_width: Callable[[str], float]
    parts: dict[str, Part] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    reads: dict[str, list[str]] = field(default_factory=dict)
    waypoints: dict[tuple[str, str], list[Point]] = field(default_factory=dict)
    _crossing: dict[tuple[str, str], float] = field(default_factory=dict)
    _outer: dict[str, tuple[float, float]] = field(default_factory=dict)  # far edge of a node's layer, and which way

    def __post_init__(self) -> None:
        self.spine = Spine(self.case, self.text_width)
        self._outside = self.spine.left  # beyond the lines that run up and down there

    def make(self) -> Diagram:
        case = self.case
        self.parts = {
            id: part for id, part in model_parts.every(case).items() if self.measures or kind_of(part) != "measure"
        }
        self.reads = {id: [r for r in model_parts.reads(case, part) if r in self.parts and r != id]
                      for id, part in self.parts.items()}  # fmt: skip
        self.nodes |= self.spine.nodes
        within = self._within_spine()
        self._outside = min([self.spine.left, *(x - _LANE for link in within for x, _ in link.head)])
        left, right = self._sides([id for id in self.parts if id not in self.nodes])
        self._crossing = self._crossings(
            {id for layer in left for id in layer}, {id for layer in right for id in layer}
        )
        self._place_layers(left, to_right=True)
        self._place_layers(right, to_right=False)
        links = [*within, *(self._link(name, id) for name, id in self._pairs()
                            if not {name, id} <= self.spine.nodes.keys())]  # fmt: skip
        return Diagram(self.nodes, self.spine.pipes, tuple(links), self._near(self.parts))

    def _pairs(self) -> list[tuple[str, str]]:
        """What is linked: the source and who depends on it. A stock's flows are pipes, not links."""
        found = []
        for id, names in self.reads.items():
            flows: set[str] = set()
            stock = self.case.stocks.get(id)
            if stock is not None:
                flows = {*stock.inflows, *stock.outflows}
                flows -= set[str]().union(*(model_parts.mentioned(f.text) for f in model_parts.formulas_of(stock)))
            found += [(name, id) for name in names if name not in flows]
        return found

    def _within_spine(self) -> list[Link]:
        """Links between stocks and flows: straight to a neighbour, else up or down on the left of them all."""
        spine = self.spine
        pairs = [(a, b) for a, b in self._pairs() if a in spine.nodes and b in spine.nodes]
        short = {pair: way for pair in pairs if (way := spine.short_way(*pair))}
        spans = {(a, b): (spine.exit(a, spine.left)[-1][1], spine.entry(b, spine.left)[0][1])
                 for a, b in pairs if (a, b) not in short}  # fmt: skip
        numbers = lanes(spans)
        links = []
        for a, b in pairs:
            x = spine.left - _LANE * numbers.get((a, b), 0)
            links.append(Link(a, b, head=short.get((a, b)) or (*spine.exit(a, x), *spine.entry(b, x))))
        return links

    # -- auxiliaries

    def _sides(self, auxiliaries: Sequence[str]) -> tuple[list[list[str]], list[list[str]]]:
        """Layers of auxiliaries, the nearest to the spine first: on the left what leads to the spine, on the right what
        only follows from it, and what leads there alone. What is linked to nothing of the kind stands on the left."""
        case = self.case
        readers: dict[str, list[str]] = {}
        for id, names in self.reads.items():
            for name in names:
                readers.setdefault(name, []).append(id)
        spine = {*case.stocks, *case.flows}
        leads = reachable(spine, lambda id: self.reads.get(id, ()))
        follows = reachable(spine, lambda id: readers.get(id, ()))
        beyond = {id for id in auxiliaries if id in case.measures or (id in follows and id not in leads)}
        beyond |= {id for id in reachable(beyond, lambda id: self.reads.get(id, ())) if id not in leads}
        right = [id for id in auxiliaries if id in beyond]
        left = [id for id in auxiliaries if id not in beyond]
        left_depth = depths(left, lambda id: readers.get(id, ()))
        right_depth = depths(right, lambda id: self.reads.get(id, ()))
        assumptions = [id for id in left if id in case.assumptions]
        most = max((depth for id, depth in left_depth.items() if id not in assumptions), default=0)
        left_depth |= dict.fromkeys(assumptions, most + 1)
        outermost = max((depth for id, depth in right_depth.items() if id not in case.measures), default=0)
        measures = depths([id for id in right if id in case.measures], lambda id: self.reads.get(id, ()))
        right_depth |= {id: depth + outermost for id, depth in measures.items()}
        return layers(left_depth), layers(right_depth)

    def _crossings(self, left: Container[str], right: Container[str]) -> dict[tuple[str, str], float]:
        """The heights at which links from the left cross the spine: near what their source leads to there."""
        found = {}
        for name, reader in self._pairs():
            if name in left and reader in right:
                led = [self.nodes[id].y for id, names in self.reads.items() if name in names and id in self.nodes]
                found[name, reader] = self.spine.gap(sum(led) / len(led) if led else 0.0)
        return found

    def _place_layers(self, layered: list[list[str]], to_right: bool) -> None:
        """Order and place the layers of one side. ``to_right``: the spine is on the right of them. Links of one part
        that is nearer to the spine pass through a layer together."""
        if not layered:
            return
        within = {id: number for number, layer in enumerate(layered) for id in layer}
        fixed = {id: node.y for id, node in self.nodes.items()}
        fixed |= {id: (self.spine.entry(id, 0.0)[0][1] if to_right else self.spine.exit(id, 1.0)[-1][1])
                  for id in self.spine.nodes}  # fmt: skip
        fixed |= {f"over {name}" if to_right else name: gap for (name, _), gap in self._crossing.items()}
        chains: dict[tuple[str, str], list[str]] = {}
        places: list[list[str]] = [list(layer) for layer in layered]
        nearer: dict[str, list[str]] = {}  # links one layer on towards the spine
        farther: dict[str, list[str]] = {}
        for reader, names in self.reads.items():
            for name in names:
                inner, outer = (reader, name) if to_right and name not in self.spine.nodes else (name, reader)
                if to_right and (name, reader) in self._crossing:
                    inner, outer = f"over {name}", name
                if outer not in within or (inner not in within and inner not in fixed):
                    continue
                stop = within.get(inner, -1)
                path = [f"{inner} {number}" for number in range(within[outer] - 1, stop, -1)]
                for number, passing in zip(range(within[outer] - 1, stop, -1), path, strict=True):
                    if passing not in places[number]:
                        places[number].append(passing)
                chains[name, reader] = path
                for far, near in itertools.pairwise([outer, *path, inner]):
                    if near not in nearer.setdefault(far, []):
                        nearer[far].append(near)
                        farther.setdefault(near, []).append(far)
        heights = arranged(places, nearer, farther, fixed, self._height)
        sign = -1.0 if to_right else 1.0
        x = self._outside if to_right else self.spine.right
        spots: dict[str, tuple[Point, Point]] = {}  # where a link passes the nearer and the farther edge of a layer
        for layer in places:
            widths = {id: self._size(id)[0] for id in layer if id in within}
            widest = max(widths.values(), default=40.0)
            rises = [abs(heights[id] - heights[near]) for id in layer for near in nearer.get(id, ())]
            near_edge = x + sign * min(max(_GAP, _SLOPE * max(rises, default=0.0)), _WIDEST_GAP)
            for id in layer:
                if id in widths:
                    own, height = self._size(id)
                    centre = near_edge + sign * own / 2  # all end at one line, nearest to the spine
                    kind = kind_of(self.parts[id])
                    self.nodes[id] = Node(id, kind, self._lines(id), centre, heights[id], own, height)
                else:
                    spots[id] = (near_edge, heights[id]), (near_edge + sign * widest, heights[id])
            x = near_edge + sign * widest
            self._outer |= dict.fromkeys(widths, (x, sign))
        for pair, path in chains.items():
            inwards = [point for passing in path for point in reversed(spots[passing])]
            way = inwards if to_right and pair[0] not in self.spine.nodes else inwards[::-1]
            if (gap := self._crossing.get(pair)) is not None and not to_right:
                way = [*self.waypoints[pair], (self._outside, gap), (self.spine.right, gap), *way]
            self.waypoints[pair] = way

    def _lines(self, id: str) -> tuple[str, ...]:
        return broken(self.parts[id].label, self._room(id), self.text_width)

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

    def _link(self, source: str, target: str) -> Link:
        """A link with an auxiliary at one end at least."""
        a, b, spine = self.nodes[source], self.nodes[target], self.spine
        between = self.waypoints.get((source, target), [])
        if target in spine.nodes:
            tail = spine.entry(target, self._outside)
            return Link(source, target, (), (*self._port(a, 1.0), *between, tail[0]), tail)
        if source in spine.nodes:
            right = b.x > 0
            head = spine.exit(source, spine.right if right else self._outside)
            if right and a.kind == "stock":  # from anywhere on its side
                height = (between or [(0.0, b.y)])[0][1]
                y = min(max(height, a.top + 6), a.bottom - 6)
                head = ((a.x + a.width / 2, y), (spine.right, y))
            return Link(source, target, head, (head[-1], *between, *self._port(b, -1.0 if right else 1.0)[::-1]))
        onward = 1.0 if a.x < b.x else -1.0
        return Link(source, target, (), (*self._port(a, onward), *between, *self._port(b, -onward)[::-1]))

    def _port(self, node: Node, direction: float) -> tuple[Point, ...]:
        """Where links leave an auxiliary to the right (1) or the left (-1): the middle of that side, and from there,
        away from the spine, the edge of its layer, so that they do not cross what stands above or below."""
        side = node.x + direction * node.width / 2, node.y
        edge, outward = self._outer[node.id]
        return (side, (edge, node.y)) if direction == outward else (side,)

    def _near(self, parts: Iterable[str]) -> dict[str, frozenset[str]]:
        near = {id: {id} for id in parts}
        for id, names in self.reads.items():
            for name in names:
                near[id].add(name)
                near[name].add(id)
        return {id: frozenset(names) for id, names in near.items()}
