"""Where a value stands on a slider, and the steps a slider takes."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from claimbench.core.frozen import dataclass

Array = NDArray[np.float64]

#: A positive range whose high end is this many times its low end is shown on a log scale: on a linear one its lower
#: part, where each per cent counts as much, would be squeezed into the first tenth of the track.
LOG_FROM = 10.0
_STEPS = 200


@dataclass(frozen=True, slots=True)
class SliderScale:
    """From ``low`` (left end) to ``high``; ``log`` where positions are ratios."""

    low: float
    high: float
    log: bool = False

    def position(self, value: float) -> float:
        """0 at the left end to 1 at the right; values beyond stand at the ends."""
        if self.high <= self.low:
            return 0.5
        if self.log:
            share = math.log(value / self.low) / math.log(self.high / self.low) if value > 0 else 0.0
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(1.0, max(0.0, share))

    def positions(self, values: Array) -> Array:
        """As :meth:`position`, of many values, which are positive on a log scale."""
        if self.high <= self.low:
            return np.full(len(values), 0.5)
        if self.log:
            return np.interp(np.log(values), (math.log(self.low), math.log(self.high)), (0.0, 1.0))
        return np.interp(values, (self.low, self.high), (0.0, 1.0))

    def value(self, position: float) -> float:
        """The value at a position, not yet on a step."""
        if self.log:
            return float(self.low * (self.high / self.low) ** position)
        return self.low + position * (self.high - self.low)

    def step(self, near: float) -> float:
        """About 1/200 of the range, as 1, 2 or 5 times a power of ten; on a log scale in proportion to ``near``."""
        width = self.high - self.low
        if self.log:
            width = max(abs(near), self.low) * math.log(self.high / self.low)
        if not (math.isfinite(width) and width > 0):
            return 1.0
        exact = width / _STEPS
        power = 10.0 ** math.floor(math.log10(exact))
        return float(min((1, 2, 5, 10), key=lambda times: abs(math.log(times * power / exact))) * power)

    def snapped(self, value: float) -> float:
        """The nearest step inside the range, as a short decimal."""
        step = self.step(value)
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        on_step = round(round(value / step) * step, decimals)
        return min(max(on_step, self.low), self.high)

    def stepped(self, value: float, share: float) -> float:
        """The value ``share`` of the range further on, at least one step, snapped."""
        target = self.value(self.position(value) + share)
        step = math.copysign(self.step(value), share)
        if abs(target - value) < abs(step):
            target = value + step
        return self.snapped(target)


def scale_for(low: float, high: float) -> SliderScale:
    """A scale with room for ``low`` to ``high``, its ends widened to whole steps so that they are short numbers."""
    raw = SliderScale(low, high, low > 0 and high / low >= LOG_FROM)
    return SliderScale(_on_step(low, raw, math.floor), _on_step(high, raw, math.ceil), raw.log)


def _on_step(end: float, scale: SliderScale, towards: Callable[[float], int]) -> float:
    step = scale.step(end)
    steps = end / step
    whole = round(steps) if math.isclose(steps, round(steps), abs_tol=1e-6) else towards(steps)
    return round(whole * step, max(0, -math.floor(math.log10(step) + 1e-9))) or (end if scale.log else 0.0)
