"""Order of dependency: strongly connected components, and loops named in full."""

from __future__ import annotations

from collections.abc import Sequence


def components(edges: Sequence[Sequence[int]], within: Sequence[Sequence[int]] | None = None) -> list[list[int]]:
    """The strongly connected components of a graph, each after all that it points to (Tarjan 1972, without recursion).

    ``edges[i]``: what node i depends on. With ``within`` (the dependencies at one moment, which have no loop), the
    members of each component are in that order; else in the order of their numbers.
    """
    count = len(edges)
    index, low = [-1] * count, [0] * count
    on_stack = [False] * count
    stack: list[int] = []
    found: list[list[int]] = []
    counter = 0
    for root in range(count):
        if index[root] >= 0:
            continue
        work = [(root, 0)]
        while work:
            node, edge = work.pop()
            if edge == 0:
                index[node] = low[node] = counter
                counter += 1
                stack.append(node)
                on_stack[node] = True
            for position in range(edge, len(edges[node])):
                target = edges[node][position]
                if index[target] < 0:
                    work += [(node, position + 1), (target, 0)]
                    break
                if on_stack[target]:
                    low[node] = min(low[node], index[target])
            else:
                if low[node] == index[node]:
                    at = stack.index(node)
                    members = sorted(stack[at:])
                    del stack[at:]
                    for member in members:
                        on_stack[member] = False
                    found.append(members if within is None else _ordered(members, within))
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
    return found


def _ordered(members: list[int], within: Sequence[Sequence[int]]) -> list[int]:
    """The members, each after those it points to in ``within``."""
    inside, done = set(members), set[int]()
    order: list[int] = []
    for root in members:
        work = [(root, False)]
        while work:
            node, ready = work.pop()
            if ready:
                order.append(node)
            elif node not in done:
                done.add(node)
                work.append((node, True))
                work += [(target, False) for target in within[node] if target in inside and target not in done]
    return order


def loop(edges: Sequence[Sequence[int]], members: Sequence[int]) -> list[int]:
    """A shortest loop through the first of ``members`` (a component with one): the first again at its end."""
    inside = set(members)
    start = members[0]
    came_from: dict[int, int] = {}
    queue = [start]
    for node in queue:
        for target in edges[node]:
            if target == start:
                path = [start]
                while node != start:
                    path.append(node)
                    node = came_from[node]
                return [start, *reversed(path)]
            if target in inside and target not in came_from:
                came_from[target] = node
                queue.append(target)
    return [start]
