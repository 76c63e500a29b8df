"""Which operations a run needs, in which order, into which memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from claimbench.core.frozen import dataclass
from claimbench.engine.calendar import Array
from claimbench.engine.operations import evaluate
from claimbench.engine.pool import Pool
from claimbench.engine.program import Node, Program
from claimbench.engine.rows import Rows
from claimbench.engine.stepping import Group

Shape = tuple[int, bool]  # rows (0: does not vary over time), whether it is a truth


@dataclass(frozen=True, slots=True)
class Whole:
    """A node computed for all rows at once, into ``buffer`` (None: memory of its own, which is in its slot)."""

    number: int
    node: Node
    buffer: int | None = None

    def run(self, slots: list[Array], width: int, buffers: Sequence[Array] | None) -> None:
        args = [slots[arg] for arg in self.node.args]
        if buffers is None:
            slots[self.number] = evaluate(self.node, args, None)
        else:
            out = slots[self.number] if self.buffer is None else buffers[self.buffer]
            slots[self.number] = evaluate(self.node, args, out)


@dataclass(frozen=True, slots=True)
class Stepped:
    """A group; ``buffers``: for each of its stored nodes as in :class:`Whole`."""

    group: Group
    buffers: tuple[tuple[int, int | None], ...]

    def run(self, slots: list[Array], width: int, buffers: Sequence[Array] | None) -> None:
        for number, buffer in self.buffers:
            if buffers is None:
                slots[number] = np.empty((len(self.group.rows), 1))
            elif buffer is not None:
                slots[number] = buffers[buffer]
        self.group.step(slots, width)


@dataclass(frozen=True, slots=True)
class Plan:
    """``size``: slots, one a node. ``inputs``, ``known``: slots to fill before. ``once``: what draws have in common;
    ``blockwise``: what is done for each block of draws, of which the slots ``sliced`` are cut first. ``kept``: slots of
    results with a value for each draw, and the shape before that dimension. ``shapes``: of the buffers."""

    size: int
    inputs: list[tuple[int, str]]
    known: list[tuple[int, str]]
    once: list[Whole | Stepped]
    blockwise: list[Whole | Stepped]
    sliced: list[int]
    kept: dict[int, tuple[int, ...]]
    shapes: list[Shape]
    wanted: list[tuple[str, int]]
    constants: list[tuple[int, Array]]

    def buffers(self, width: int, pool: Pool) -> list[Array]:
        return [pool.take((rows, width) if rows else (width,), np.bool_ if truth else np.float64)
                for rows, truth in self.shapes]  # fmt: skip


def plan(program: Program, wanted: Sequence[str], varying: frozenset[str], known: frozenset[str]) -> Plan:
    """The plan for the names ``wanted``, with the inputs that differ between draws, and the names whose arrays are
    known."""
    nodes = program.nodes
    given = {program.outputs[name]: name for name in known}
    needed = _needed(nodes, [program.outputs[name] for name in wanted], given)
    groups = [[member for member in group if member in needed] for group in program.order]
    groups = [group for group in groups if group]
    differs = _differing(nodes, program.order, varying)  # of known ones, too: their arguments are not needed
    maker = _Maker(
        program, {program.outputs[name] for name in wanted if program.outputs[name] not in given}, needed, differs
    )
    result = Plan(
        len(nodes),
        [],
        [],
        maker.once,
        maker.blockwise,
        [],
        maker.kept,
        maker.shapes,
        [(name, program.outputs[name]) for name in wanted],
        [],
    )
    for group in groups:
        first = group[0]
        node = nodes[first]
        if first in given:
            result.known.append((first, given[first]))
        elif node.operation in ("input", "series"):
            name = node.param if node.operation == "input" else f"series:{node.param}"
            result.inputs.append((first, name))
        elif node.operation in ("number", "clock"):
            result.constants.append((first, np.asarray(node.param, dtype=np.float64)))
            continue
        else:
            maker.add(group)
            continue
        if first in differs:
            result.sliced.append(first)
    maker.assign()
    return result


def _needed(nodes: Sequence[Node], roots: Sequence[int], given: dict[int, str]) -> set[int]:
    needed, work = set[int](), list(roots)
    while work:
        number = work.pop()
        if number not in needed:
            needed.add(number)
            if number not in given:
                work += (*nodes[number].args, *nodes[number].late)
    return needed


def _differing(nodes: Sequence[Node], groups: Sequence[Sequence[int]], varying: frozenset[str]) -> set[int]:
    """The nodes whose value is not the same in all draws."""
    differs = set[int]()
    for group in groups:
        for member in group:
            node = nodes[member]
            if node.operation in ("input", "series"):
                name = node.param if node.operation == "input" else f"series:{node.param}"
                if name in varying:
                    differs.update(group)
            elif any(arg in differs for arg in (*node.args, *node.late)):
                differs.update(group)
    return differs


class _Maker:
    """Makes the instructions, then shares out buffers: one is free again after the last instruction that reads it."""

    def __init__(self, program: Program, wanted: set[int], needed: set[int], differs: set[int]) -> None:
        self.nodes, self.wanted, self.needed, self.differs = program.nodes, wanted, needed, differs
        self.once: list[Whole | Stepped] = []
        self.blockwise: list[Whole | Stepped] = []
        self.kept: dict[int, tuple[int, ...]] = {}
        self.shapes: list[Shape] = []
        self.readers: dict[int, list[int]] = {}
        for number in needed:
            for arg in (*self.nodes[number].args, *self.nodes[number].late):
                self.readers.setdefault(arg, []).append(number)
        self.pending: list[tuple[list[int], Group | None]] = []  # outputs of each blockwise instruction

    def add(self, members: list[int]) -> None:
        differs = members[0] in self.differs
        if len(members) > 1 or self.nodes[members[0]].late:
            group = self.group(members)
            outputs = sorted(group.stored)
            if not differs:
                self.once.append(Stepped(group, tuple((number, None) for number in outputs)))
                return
            self.pending.append((outputs, group))
        elif not differs:
            self.once.append(Whole(members[0], self.nodes[members[0]]))
            return
        else:
            self.pending.append((members, None))
        for number in self.pending[-1][0]:
            if number in self.wanted:
                length = self.nodes[number].length
                self.kept[number] = (length,) if length else ()

    def group(self, members: list[int]) -> Group:
        inside = set(members)
        rows: Rows = next(self.nodes[m].param[2 if self.nodes[m].operation == "stock" else 1] for m in members
                          if self.nodes[m].late)  # fmt: skip
        stored = {m for m in members if m in self.wanted or self.nodes[m].late
                  or any(reader not in inside for reader in self.readers.get(m, ()))}  # fmt: skip
        for member in members:
            node = self.nodes[member]
            if node.operation in ("previous", "delay"):
                stored |= {arg for arg in (node.args[0], *node.late) if arg in inside}
            elif node.operation == "stock" and rows.stages > 1:
                stored |= inside.intersection(node.late)
        stored -= {m for m in stored if self.nodes[m].operation == "base"}
        joined = {}
        for member in members:
            node = self.nodes[member]
            if node.operation == "splice" and node.args[1] in inside - stored:
                after = node.args[1]
                if self.readers[after] == [member] and self.nodes[after].operation in ("ufunc", "choose", "power"):
                    joined[after] = member
                    stored.add(member)
        return self._share_rows(members, rows, stored, joined)

    def _share_rows(self, members: list[int], rows: Rows, stored: set[int], joined: dict[int, int]) -> Group:
        """Row buffers for the members that are not stored."""
        order = {member: position for position, member in enumerate(members)}
        last = dict(order)
        for member in members:
            for arg in self.nodes[member].args:
                if arg in order:
                    last[arg] = max(last[arg], order[member])
            for arg in self.nodes[member].late:
                if arg in order:
                    last[arg] = len(members)
        buffers, free, truths, count = dict[int, int](), list[int](), set[int](), 0
        for position, member in enumerate(members):
            node = self.nodes[member]
            if member not in stored and member not in joined and node.operation != "base":
                usable = [buffer for buffer in free if (buffer in truths) == node.truth]
                if usable:
                    free.remove(usable[-1])
                    buffers[member] = usable[-1]
                else:
                    buffers[member], count = count, count + 1
                    if node.truth:
                        truths.add(buffers[member])
            free += [buffers[m] for m in buffers if last[m] == position]
        idle = frozenset(members) - self._live_before(members, stored)
        return Group(tuple(members), self.nodes, rows, frozenset(stored), buffers, joined, frozenset(truths), idle)

    def _live_before(self, members: list[int], stored: set[int]) -> set[int]:
        """The members whose value before the projection anything depends on."""
        inside, live, work = set(members), set[int](), list(stored)
        while work:
            member = work.pop()
            if member in live or member not in inside:
                continue
            live.add(member)
            node = self.nodes[member]
            if node.operation == "splice" or (node.operation == "stock" and node.param[0] > 0):
                continue  # its past comes from elsewhere
            work += (*node.args, *node.late)
        return live

    def assign(self) -> None:
        """Buffers for the blockwise instructions."""
        last: dict[int, int] = {}
        for position, (outputs, group) in enumerate(self.pending):
            for member in group.members if group else outputs:
                for arg in (*self.nodes[member].args, *self.nodes[member].late):
                    last[arg] = position
        ends: dict[int, list[int]] = {}
        for number, position in last.items():
            ends.setdefault(position, []).append(number)
        taken: dict[int, int] = {}
        free: dict[Shape, list[int]] = {}
        for position, (outputs, group) in enumerate(self.pending):
            for number in outputs:
                if number in self.kept:
                    continue
                shape = (self.nodes[number].length, self.nodes[number].truth)
                if free.get(shape):
                    taken[number] = free[shape].pop()
                else:
                    self.shapes.append(shape)
                    taken[number] = len(self.shapes) - 1
            if group is None:
                self.blockwise.append(Whole(outputs[0], self.nodes[outputs[0]], taken.get(outputs[0])))
            else:
                self.blockwise.append(Stepped(group, tuple((number, taken.get(number)) for number in outputs)))
            for number in ends.get(position, ()):
                if number in taken:
                    free.setdefault((self.nodes[number].length, self.nodes[number].truth), []).append(taken[number])
