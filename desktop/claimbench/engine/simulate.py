"""Runs a compiled model: assumptions' draws in, histories and measures out.

Draws are taken in blocks that fit the processor's cache; each draw's result is the same, to the last bit, whatever the
block. What does not differ between draws is computed once, as one number (or one a row).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from claimbench.core.problem import ProblemError, Severity
from claimbench.engine.calendar import Array
from claimbench.engine.model import CompiledModel
from claimbench.engine.plan import Plan, plan
from claimbench.engine.pool import Pool

BLOCK: Final = 8_192  # draws at most

Input = Array | float


@dataclass(eq=False)
class Run:
    """What came out of a run. Arrays are made when first asked for, are the same objects from then on, and are
    read-only; those taken over from a run before are that run's."""

    model: CompiledModel
    inputs: Mapping[str, Input]
    draws: int
    values: dict[
        str, Array
    ]  # rows of a stock, flow or variable, or a measure's draws; one for all draws where they agree
    _histories: dict[str, Array] = field(default_factory=dict)

    def history(self, name: str) -> Array:
        """(points, n), in the declared unit: a stock or variable at each point; a flow's mean rate in the step that
        begins at each point, and NaN at the last. NaN where there is no past. Raises KeyError for a name that was not
        wanted."""
        if name not in self._histories:
            grid, values = self.model.grid, self.values[name]
            if values.ndim < 2:
                values = values[np.newaxis, :]
            if name in self.model.flows:
                full = self.model.pool.take((grid.points, values.shape[1]))
                full[:-1], full[-1] = values[:-1] if len(values) > 1 else values, np.nan
                values = full
            self._histories[name] = _shown(values, (grid.points, self.draws))
        return self._histories[name]

    def measure(self, name: str) -> Array:
        """(n,), in the declared unit; day numbers for dates, +inf where one is never reached."""
        if name not in self._histories:
            self._histories[name] = _shown(self.values[name].reshape(-1), (self.draws,))
        return self._histories[name]

    def claim_measure(self, claim: str) -> Array:
        """(n,), in the claim's unit."""
        return self.measure(f"claim:{claim}")


def _shown(values: Array, shape: tuple[int, ...]) -> Array:
    shown = values if values.shape == shape else np.broadcast_to(values, shape)
    if shown.flags.writeable:
        shown = shown.view()
        shown.flags.writeable = False
    return shown


def run(
    model: CompiledModel,
    inputs: Mapping[str, Input],
    names: Collection[str] | None = None,
    reuse: Run | None = None,
    block: int = BLOCK,
) -> Run:
    """Run the model.

    ``inputs``: for each assumption (n,) draws or one number; for each ``"series:ID"`` its values on the grid,
    (points,) or (points, n). ``names``: the stocks, flows, variables, measures and claims (``"claim:ID"``) that are
    wanted; None: all. ``reuse``: a run of this model with as many draws; what does not lie downstream of an input that
    is another object (or another number) is taken over from it. ``block``: draws computed at a time, at most.

    Raises ProblemError if the model has errors, ValueError if the inputs differ in their number of draws, KeyError for
    an unknown name or a missing input.
    """
    if any(problem.severity is Severity.ERROR for problem in model.problems):
        raise ProblemError(model.problems)
    wanted = tuple(dict.fromkeys(model.names if names is None else names))
    draws, varying = _draws(inputs)
    values: dict[str, Array] = {}
    known: dict[str, Array] = {}
    if reuse is not None and reuse.model is model and reuse.draws == draws:
        changed = {id for id in inputs if not _same(inputs[id], reuse.inputs.get(id))}
        known = {name: array for name, array in reuse.values.items() if not model.inputs_of(name) & changed}
        values = {name: known[name] for name in wanted if name in known}
    missing = tuple(name for name in wanted if name not in values)
    result = Run(model, dict(inputs), draws, values)
    if reuse is not None and known:
        result._histories.update((name, reuse._histories[name]) for name in values if name in reuse._histories)
    if missing:
        steps = _plan(model, missing, varying, frozenset(known))
        with np.errstate(all="ignore"):
            values.update(_execute(steps, inputs, known, draws, block, model.pool))
    return result


def _draws(inputs: Mapping[str, Input]) -> tuple[int, frozenset[str]]:
    """How many draws the inputs have, and the ids of those that differ between draws."""
    counts = {}
    for id, value in inputs.items():
        if isinstance(value, np.ndarray) and value.ndim == (2 if id.startswith("series:") else 1):
            counts[id] = value.shape[-1]
    if len(set(counts.values())) > 1:
        raise ValueError(f"inputs differ in their number of draws: {counts}")
    return next(iter(counts.values()), 1), frozenset(counts)


def _same(a: Input, b: Input | None) -> bool:
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return a is b
    return a == b


def _plan(model: CompiledModel, wanted: tuple[str, ...], varying: frozenset[str], known: frozenset[str]) -> Plan:
    """The plan for these names; kept with the model, since the next run mostly asks for the same."""
    key = (wanted, varying, known)
    found = model.plans.get(key)
    if found is None:
        if len(model.plans) > 64:
            model.plans.clear()
        found = model.plans[key] = plan(model.program, wanted, varying, known)
    return found


def _execute(
    steps: Plan, inputs: Mapping[str, Input], known: Mapping[str, Array], draws: int, block: int, pool: Pool
) -> dict[str, Array]:
    """The arrays of the wanted names."""
    slots: list[Array] = [np.empty(0)] * steps.size
    for slot, constant in steps.constants:
        slots[slot] = constant
    for slot, id in steps.inputs:
        slots[slot] = np.asarray(inputs[id], dtype=np.float64)
        if id.startswith("series:") and slots[slot].ndim == 1:
            slots[slot] = slots[slot][:, np.newaxis]
    for slot, name in steps.known:
        slots[slot] = known[name]
    for instruction in steps.once:
        instruction.run(slots, 1, None)
    kept = {slot: pool.take((*shape, draws)) for slot, shape in steps.kept.items()}
    full = dict(enumerate(slots))
    width = -(-draws // -(-draws // block))  # blocks of one size, but for the last
    buffers = steps.buffers(width, pool)
    for start in range(0, draws if steps.blockwise else 0, width):
        end = min(start + width, draws)
        for slot in steps.sliced:
            slots[slot] = full[slot][..., start:end]
        if end - start < width:
            buffers = [buffer[..., : end - start] for buffer in buffers]
        for slot, array in kept.items():
            slots[slot] = array[..., start:end]
        for instruction in steps.blockwise:
            instruction.run(slots, end - start, buffers)
    return {name: np.atleast_1d(kept[slot] if slot in kept else full[slot]) for name, slot in steps.wanted}
