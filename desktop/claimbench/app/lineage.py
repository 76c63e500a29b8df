"""Lineage: from who says it, through what is said and what is assumed, to what follows; each way through one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, Literal

from claimbench.app import model_parts
from claimbench.app.projection import names_in
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass

if TYPE_CHECKING:
    from claimbench.engine.model import CompiledModel

Kind = Literal["source", "claim", "series", "assumption", "stock", "flow", "variable", "measure", "chart"]

#: From left to right, with the kinds of things in each.
COLUMNS: Final[tuple[tuple[str, frozenset[Kind]], ...]] = (
    ("Sources", frozenset({"source"})),
    ("Claims, figures", frozenset({"claim", "series"})),
    ("Assumptions", frozenset({"assumption"})),
    ("Results", frozenset({"stock", "flow", "variable", "measure", "chart"})),
)


@dataclass(frozen=True, slots=True)
class Node:
    kind: Kind
    id: str


@dataclass(frozen=True, slots=True)
class Link:
    """``end`` rests on ``start``. ``second_hand``: a source that only passes on what another one says."""

    start: Node
    end: Node
    second_hand: bool = False


@dataclass(frozen=True, slots=True)
class Lineage:
    """All that lies before and behind ``root``, by column (as many as in :data:`COLUMNS`), neighbours near one
    another."""

    root: Node
    columns: tuple[tuple[Node, ...], ...]
    links: tuple[Link, ...]


def lineage(case: Case, model: CompiledModel | None, root: Node) -> Lineage:
    """The lineage of one thing. Without a ``model``, as in a case with errors, nothing is known of what results rest
    on."""
    links = tuple(_links(case, model, root))
    before, behind = _reached(root, links, back=True), _reached(root, links, back=False)
    kept = before | behind | {root}
    links = tuple(
        link for link in links if {link.start, link.end} <= before | {root} or {link.start, link.end} <= behind | {root}
    )
    return Lineage(root, _ordered(case, kept, links), links)


def label(case: Case, node: Node) -> str:
    """What a thing is called; its id where it has no name."""
    match node.kind:
        case "source":
            return case.sources[node.id].label
        case "claim":
            return f"{node.id} · {case.claims[node.id].title}"
        case "series":
            return case.series[node.id].label or node.id
        case "chart":
            return case.charts[node.id].label or node.id
        case _:
            part = model_parts.find(case, node.id)
            return (part.label if part is not None else "") or node.id


def there(case: Case, node: Node) -> bool:
    """Whether the case has it."""
    return node.id in _records(case, node.kind)


def _records(case: Case, kind: Kind) -> Mapping[str, object]:
    return case.series if kind == "series" else getattr(case, f"{kind}s")


def _links(case: Case, model: CompiledModel | None, root: Node) -> Iterator[Link]:
    for citation in case.citations:
        if citation.claim in case.claims and citation.source in case.sources:
            second_hand = citation.role == "relays"
            yield Link(Node("source", citation.source), Node("claim", citation.claim), second_hand)
    for id, series in case.series.items():
        for source in dict.fromkeys(each.source for each in series.observations):
            if source in case.sources:
                yield Link(Node("source", source), Node("series", id))
    for id, assumption in case.assumptions.items():
        for claim in assumption.claims:
            if claim in case.claims:
                yield Link(Node("claim", claim), Node("assumption", id))
    for id, chart in case.charts.items():
        yield from _grounds(case, model, Node("chart", id), names_in(chart))
    if root.kind in COLUMNS[-1][1] and root.kind != "chart":
        yield from _grounds(case, model, root, {root.id})


def _grounds(case: Case, model: CompiledModel | None, result: Node, names: set[str]) -> Iterator[Link]:
    """What a result rests on that names these: claims and series that it shows, and what its formulas read."""
    inputs = set[str]()
    if model is not None:
        read = [name for name in names if name in model.names]
        read += [f"claim:{id}" for id in names if id in case.claims and case.claims[id].testable]
        inputs = set[str]().union(*(model.inputs_of(name) for name in read))
    for id in case.assumptions:
        if id in inputs or id in names:
            yield Link(Node("assumption", id), result)
    for id in case.series:
        if f"series:{id}" in inputs or id in names:
            yield Link(Node("series", id), result)
    for id in case.claims:
        if id in names:
            yield Link(Node("claim", id), result)


def _reached(root: Node, links: tuple[Link, ...], back: bool) -> set[Node]:
    """Everything that the root rests on, or that rests on it, directly or not."""
    ways = defaultdict[Node, list[Node]](list)
    for link in links:
        here, there = (link.end, link.start) if back else (link.start, link.end)
        ways[here].append(there)
    found, work = set[Node](), [root]
    while work:
        for node in ways[work.pop()]:
            if node not in found:
                found.add(node)
                work.append(node)
    return found


def _ordered(case: Case, kept: set[Node], links: tuple[Link, ...]) -> tuple[tuple[Node, ...], ...]:
    """Each column in the order of the case, then by where the neighbours stand in the column before it: the
    barycentre heuristic of Sugiyama, Tagawa and Toda (1981), once from right to left."""
    columns = [
        [node for kind in sorted(kinds) for id in _records(case, kind) if (node := Node(kind, id)) in kept]
        for _, kinds in COLUMNS
    ]
    for column in range(len(columns) - 2, -1, -1):
        places = {node: place for right in columns[column + 1 :] for place, node in enumerate(right)}
        ends = defaultdict[Node, list[int]](list)
        for link in links:
            if link.end in places:
                ends[link.start].append(places[link.end])
        far = len(places)
        columns[column].sort(key=lambda node: sum(ends[node]) / len(ends[node]) if ends[node] else far)
    return tuple(tuple(column) for column in columns)
