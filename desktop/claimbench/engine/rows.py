"""Where in time the formulas are evaluated: at each point of the grid, and in between as the method asks for."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from claimbench.core.frozen import dataclass
from claimbench.core.model import Method
from claimbench.engine.calendar import Array, Grid, months_between
from claimbench.engine.expression import Clock, Family

_RK4_TIMES: Final = (0.0, 0.5, 0.5, 1.0)
_RK4_WEIGHTS: Final = (1 / 6, 1 / 3, 1 / 3, 1 / 6)


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """One row for each evaluation: of every substep one (Euler) or four (the stages of classical Runge-Kutta), and a
    last one at the end of the timeline. All arrays are (rows,), except ``starts`` (points,): the row at each point."""

    grid: Grid
    stages: int
    substeps: int
    point: NDArray[np.intp]  # the point at which the row's step begins
    fraction: Array  # how far into the step
    days: Array
    months: Array  # since the first point
    base: NDArray[np.intp]  # the row at which the row's substep begins
    starts: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.point)

    @property
    def per_step(self) -> int:
        return self.stages * self.substeps

    @property
    def projection(self) -> int:
        return int(self.starts[self.grid.projection])

    def length(self, family: Family) -> Array:
        """The length of each row's substep."""
        steps = self.grid.step_days if family == "day" else self.grid.step_months
        return np.asarray(steps[self.point] / self.substeps)

    def time(self, family: Family) -> Array:
        return self.days if family == "day" else self.months

    def step_weights(self) -> Array:
        """(per_step,): what each row of a step counts in the step's mean."""
        one = np.ones(1) if self.stages == 1 else np.array(_RK4_WEIGHTS)
        return np.asarray(np.tile(one, self.substeps) / self.substeps)

    def clock(self, clock: Clock) -> Array:
        """What depends on time alone, in days or months as ``clock.family`` says."""
        if clock.what == "days per month":
            return np.asarray(self.grid.step_days[self.point] / self.grid.step_months[self.point])
        if clock.what == "elapsed":
            time = self.time(clock.family)
            return np.asarray(np.maximum(time - time[self.projection], 0.0))
        if clock.what == "since":
            start, end = clock.start, clock.end
            if clock.family == "month":
                origin = float(self.grid.days[0])
                start, end = months_between(origin, start), months_between(origin, end)
            return np.asarray(np.clip(self.time(clock.family), start, end) - start)
        length = self.length("day")
        begins = self.days[self.base]
        overlap = np.minimum(begins + length, clock.end) - np.maximum(begins, clock.start)
        return np.asarray(np.maximum(overlap, 0.0) / length)


def rows(grid: Grid, method: Method = "euler", substeps: int = 1) -> Rows:
    times = (0.0,) if method == "euler" else _RK4_TIMES
    steps, stages = grid.points - 1, len(times)
    per_step = stages * substeps
    fraction = (np.repeat(np.arange(substeps), stages) + np.tile(times, substeps)) / substeps
    point = np.append(np.repeat(np.arange(steps), per_step), steps)
    fraction = np.append(np.tile(fraction, steps), 0.0)
    count = len(point)
    base = np.minimum(np.arange(count) // stages * stages, count - 1)
    return Rows(
        grid, stages, substeps, point, fraction,
        grid.days[point] + fraction * grid.step_days[point],
        grid.months[point] + fraction * grid.step_months[point],
        base, np.arange(grid.points) * per_step,
    )  # fmt: skip
