"""What the diagram of a model is made of. Lengths are in pixels at 100 %; y grows downwards."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Final

from claimbench.app.model_parts import PartKind
from claimbench.core.frozen import dataclass

Point = tuple[float, float]

VALVE: Final = 9.0  # half of a valve's height and width
CLOUD: Final = 22.0  # width
LINE: Final = 15.0  # height of a line of text


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

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Pipe:
    """What a flow flows through, from ``points[0]`` to ``points[-1]``; ``clouds`` are the ends outside of the model."""

    flow: str
    points: tuple[Point, ...]
    clouds: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """That ``target`` depends on ``source``: a line with round corners through ``head``, a curve through ``points``
    that is level at each, and a line with round corners through ``tail``, each beginning where the one before ends. Any
    of them may be empty."""

    source: str
    target: str
    head: tuple[Point, ...] = ()
    points: tuple[Point, ...] = ()
    tail: tuple[Point, ...] = ()

    @property
    def every(self) -> tuple[Point, ...]:
        """All points, in order."""
        return (*self.head, *self.points, *self.tail)


@dataclass(frozen=True, slots=True)
class Diagram:
    nodes: Mapping[str, Node]
    pipes: Mapping[str, Pipe]
    links: tuple[Link, ...]
    near: Mapping[str, frozenset[str]]  # of each node: itself and all that it is linked or piped to

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of everything."""
        boxes = [(n.x - n.width / 2, n.top, n.x + n.width / 2, n.bottom) for n in self.nodes.values()]
        boxes += [(x, y, x + w, y + h) for x, y, w, h in (n.label for n in self.nodes.values()) if w]
        boxes += [(x - CLOUD, y - CLOUD, x + CLOUD, y + CLOUD) for p in self.pipes.values() for x, y in p.clouds]
        boxes += [(x, y, x, y) for p in self.pipes.values() for x, y in p.points]
        boxes += [(x, y, x, y) for link in self.links for x, y in link.every]
        boxes = boxes or [(0.0, 0.0, 1.0, 1.0)]
        return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def broken(text: str, width: float, text_width: Callable[[str], float]) -> tuple[str, ...]:
    """A label in as few lines as fit, at most three, parted between words where the lines differ least."""
    words = text.split()
    best: tuple[str, ...] = (" ".join(words),)
    for breaks in range(min(len(words), 3)):
        ways = [
            tuple(" ".join(words[a:b]) for a, b in itertools.pairwise((0, *places, len(words))))
            for places in itertools.combinations(range(1, len(words)), breaks)
        ]
        best = min(ways, key=lambda way: max(map(text_width, way)))
        if max(map(text_width, best)) <= width:
            break
    return best
