"""Graphs drawn in layers (Sugiyama, Tagawa and Toda, IEEE Trans. SMC 11, 1981): which layer, in which order, how high.

The order in each layer comes from sweeps of barycentres; heights are as near to what each node is linked to as their
order and room allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

_SWEEPS: Final = 8


def reachable(start: Iterable[str], onward: Callable[[str], Iterable[str]]) -> set[str]:
    found, work = set[str](), list(start)
    while work:
        for id in onward(work.pop()):
            if id not in found:
                found.add(id)
                work.append(id)
    return found


def depths(ids: Sequence[str], inward: Callable[[str], Iterable[str]]) -> dict[str, int]:
    """The longest way of each to what is not among ``ids``, counted in nodes; loops are cut where they close."""
    inside, depth = set(ids), dict[str, int]()

    def measure(id: str, above: frozenset[str]) -> int:
        if id not in depth:
            nearer = [measure(each, above | {id}) for each in inward(id) if each in inside and each not in above]
            depth[id] = 1 + max(nearer, default=0)
        return depth[id]

    for id in ids:
        measure(id, frozenset({id}))
    return depth


def layers(depth: Mapping[str, int]) -> list[list[str]]:
    return [[id for id, at in depth.items() if at == number] for number in range(1, max(depth.values(), default=0) + 1)]


def arranged(
    layered: list[list[str]],
    nearer: Mapping[str, list[str]],
    farther: Mapping[str, list[str]],
    fixed: Mapping[str, float],
    height: Callable[[str], float],
) -> dict[str, float]:
    """Order each layer in place by barycentres, sweeping out and in; the height of each node in the best order seen,
    which is the one with the shortest links."""
    y: dict[str, float] = dict(fixed)
    lowest = max(fixed.values(), default=0.0) + 40.0  # for what is linked to nothing
    best: tuple[float, list[list[str]], dict[str, float]] | None = None
    for sweep in range(_SWEEPS):
        outward = sweep % 2 == 0
        numbers = range(len(layered)) if outward else range(len(layered) - 2, -1, -1)
        for number in numbers:
            layer = layered[number]
            wanted = {id: _wanted(id, nearer, farther if sweep else {}, y, lowest) for id in layer}
            layer.sort(key=lambda id, wanted=wanted: wanted[id])  # type: ignore[misc]
            y |= dict(zip(layer, spread([wanted[id] for id in layer], [height(id) for id in layer]), strict=True))
        length = sum(abs(y[far] - y[near]) for far, each in nearer.items() for near in each if near in y)
        if best is None or length < best[0]:
            best = (length, [list(layer) for layer in layered], dict(y))
    if best is not None:
        layered[:] = best[1]
        y = best[2]
    return y


def _wanted(
    id: str, nearer: Mapping[str, list[str]], farther: Mapping[str, list[str]], y: Mapping[str, float], lowest: float
) -> float:
    """The mean height of what a node is linked to, the side of the spine counting twice."""
    linked = [y[other] for other in (*nearer.get(id, ()), *nearer.get(id, ()), *farther.get(id, ())) if other in y]
    return sum(linked) / len(linked) if linked else lowest


def spread(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Heights in the order given, nearest to those wanted by least squares, that leave each its room.

    Without the room they need (cumulated), the heights must only rise: isotonic regression, by pooling adjacent
    violators (Barlow et al., Statistical Inference under Order Restrictions, 1972).
    """
    offsets, at = [], 0.0
    for number, height in enumerate(heights):
        at += (height + heights[number - 1]) / 2 if number else 0.0
        offsets.append(at)
    blocks: list[tuple[float, int]] = []  # mean and number of members
    for value, offset in zip(wanted, offsets, strict=True):
        mean, count = value - offset, 1
        while blocks and blocks[-1][0] > mean:
            before, members = blocks.pop()
            mean, count = (before * members + mean * count) / (members + count), members + count
        blocks.append((mean, count))
    levels = [mean for mean, count in blocks for _ in range(count)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]
