"""What is in a column, in few numbers, and millions of points in as few as a screen can show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np

from claimbench.core.frozen import dataclass
from claimbench.tables.frame import Condition, Frame, missing_test, rejected_test
from claimbench.tables.table import Floats

How = Literal["mean", "sum", "min", "max", "median", "last", "count"]
BINS: Final = 24
_COMMON: Final = 8  # of the most common texts of a column
_COUNTED: Final = 1_000_000  # rows up to which nothing is estimated
_FACTOR: Final = 4  # of one level of the pyramid to the next
_SMALLEST: Final = 4_096


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """Of a column of numbers or dates: its spread, with a histogram ((n + 1,) edges, (n,) counts). Of texts: the most
    common ones."""

    rows: int
    missing: int
    rejected: int
    different: int
    exact: bool = True  # whether those were counted; in a large table they are estimated
    low: float | None = None
    quarter: float | None = None
    median: float | None = None
    three_quarters: float | None = None
    high: float | None = None
    mean: float | None = None
    edges: Floats | None = None
    counts: Floats | None = None
    common: tuple[tuple[str, int], ...] = ()


def statistics(frame: Frame, at: int, conditions: Sequence[Condition] = ()) -> Statistics:
    """The statistics of a column over the rows that meet the conditions."""
    where, parameters = frame.where(conditions)
    column = frame.columns[at]
    rows = int(frame.query(f"SELECT count(*) FROM rows{where}", parameters)[0][0])
    exact = frame.row_count <= _COUNTED
    distinct = "count(DISTINCT {})" if exact else "approx_count_distinct({})"
    if not column.valued:
        missing, different = frame.query(
            f"SELECT count(*) FILTER ({missing_test(at, column)}), {distinct.format(f't{at}')} FROM rows{where}",
            parameters,
        )[0]
        common = frame.query(
            f"SELECT t{at}, count(*) AS n FROM rows{where} GROUP BY 1 ORDER BY n DESC, 1 LIMIT {_COMMON}", parameters
        )
        listed = tuple((str(name), int(count)) for name, count in common if name is not None)
        return Statistics(rows, int(missing), 0, min(int(different), rows), exact, common=listed)
    v = f"v{at}"
    quantiles = "quantile_cont" if exact else "approx_quantile"
    counted = f"count({v}), count(*) FILTER ({rejected_test(at, column)}), {distinct.format(v)}"
    spread = ", ".join([f"min({v})", *(f"{quantiles}({v}, {p})" for p in (0.25, 0.5, 0.75)), f"max({v}), avg({v})"])
    found = frame.query(f"SELECT {counted}, {spread} FROM rows{where}", parameters)[0]
    known, rejected, different = int(found[0]), int(found[1]), min(int(found[2]), int(found[0]))
    low, quarter, median, three, high, mean = (None if each is None else float(each) for each in found[3:])
    edges = counts = None
    if low is not None and high is not None:
        edges, counts = histogram(frame, at, conditions, low, high)
    missing = rows - known - rejected
    spread_out = (low, quarter, median, three, high, mean, edges, counts)
    return Statistics(rows, missing, rejected, different, exact, *spread_out)


def histogram(
    frame: Frame, at: int, conditions: Sequence[Condition], low: float, high: float, bins: int = BINS
) -> tuple[Floats, Floats]:
    """Edges (bins + 1,) and counts (bins,) of equal bins from ``low`` to ``high``, both in them."""
    if high <= low:
        low, high = low - 0.5, high + 0.5
    where, parameters = frame.where([*conditions, Condition(at, "range", low=low, high=high)])
    width = (high - low) / bins
    found = frame.query(
        f"SELECT least(CAST(floor((v{at} - ?) / ?) AS INTEGER), {bins - 1}) AS bin, count(*) "
        f"FROM rows{where} GROUP BY bin",
        [low, width, *parameters],
    )
    counts = np.zeros(bins)
    for place, count in found:
        counts[int(place)] = count
    return np.linspace(low, high, bins + 1), counts


class Pyramid:
    """Points of which few enough are drawn, with no spike lost: each level keeps the lowest and the highest of the
    points below, so that what is drawn for a range has at most a few thousand points, however many there are.

    ``x`` (n,) must rise. Built once, in O(n); a range costs O(log n).
    """

    def __init__(self, x: Floats, y: Floats) -> None:
        self.x, self.y = x, y
        self._levels: list[tuple[Floats, Floats, Floats]] = []  # x, low, high of each level above the points
        low = high = y
        at = x
        while len(at) > _SMALLEST:
            count = len(at) // _FACTOR * _FACTOR
            starts = np.arange(0, len(at), _FACTOR)
            if count == len(at):
                low = np.fmin.reduce(low.reshape(-1, _FACTOR), axis=1)
                high = np.fmax.reduce(high.reshape(-1, _FACTOR), axis=1)
            else:
                low, high = np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts)
            at = at[::_FACTOR]
            self._levels.append((at, low, high))

    def between(self, left: float, right: float, pixels: int) -> tuple[Floats, Floats]:
        """Points that draw ``left`` to ``right`` on so many pixels as all of them would, with one more at each side."""
        first, last = self._range(self.x, left, right)
        if last - first <= 4 * pixels or not self._levels:
            return self.x[first:last], self.y[first:last]
        for level in self._levels:
            at, low, high = level
            first, last = self._range(at, left, right)
            if last - first <= 2 * pixels:
                break
        y = np.empty(2 * (last - first))
        y[0::2], y[1::2] = low[first:last], high[first:last]
        return np.repeat(at[first:last], 2), y

    @staticmethod
    def _range(at: Floats, left: float, right: float) -> tuple[int, int]:
        first = max(0, int(np.searchsorted(at, left)) - 1)
        return first, min(len(at), int(np.searchsorted(at, right, side="right")) + 1)
