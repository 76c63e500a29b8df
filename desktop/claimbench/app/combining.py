"""Many values made one by pandas: at one place, in one calendar period, or in a rolling mean.

Dates are days since 1970-01-01; a calendar period is named by its first day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from claimbench.core.show import from_day_number, show_date, show_month
from claimbench.tables.periods import MONTHS, Every, first_of, months_of, period_start

if TYPE_CHECKING:
    import pandas as pd

    from claimbench.tables.summarise import How
    from claimbench.tables.table import Floats

HOW_WORDS: Final[Mapping[How, str]] = {
    "mean": "Mean of", "sum": "Sum of", "count": "Number of", "median": "Median of", "min": "Lowest",
    "max": "Highest", "last": "Last",
}  # fmt: skip


def together(x: Floats, y: Floats, how: How, every: Every = "") -> pd.Series[float]:
    """One value for each place of ``x`` (n,), or for each calendar period from the first to the last; NaN in a period
    without values, but their number is 0. The index has the places. Missing values of ``y`` (n,) do not count. The last
    one of a period is that of its latest date, and of several at one place that of the last row."""
    import pandas as pd

    if every and how == "last":  # a table may begin with the newest
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    if not every:
        return _aggregated(pd.Series(y, index=x).groupby(level=0), how)
    known = np.isfinite(x)
    starts = period_start(x[known], every)
    found = _aggregated(pd.Series(y[known], index=starts).groupby(level=0), how)
    found = found.reindex(_periods(starts.min(), starts.max(), every) if len(starts) else np.empty(0))
    return found.fillna(0.0) if how == "count" else found


def _periods(first: float, last: float, every: Every) -> Floats:
    """The first days of all periods from one to another."""
    if every not in MONTHS:
        return np.arange(first, last + 1.0, 7.0 if every == "week" else 1.0)
    months = months_of(np.array([first, last]))
    return first_of(np.arange(months[0], months[1] + 1, MONTHS[every]))


def _aggregated(grouped: Any, how: How) -> pd.Series[float]:
    found: pd.Series[float] = grouped.sum(min_count=1) if how == "sum" else grouped.agg(how)
    return found.astype(np.float64)


def rolled(values: pd.Series[float], count: int) -> pd.Series[float]:
    """The mean of the last ``count`` values at each place; NaN until there are so many, and where one is missing."""
    return values if count <= 1 else values.rolling(count).mean()


def period_name(days: float, every: Every) -> str:
    """What people call the period that a day is in: "March 2025", "week of 3 March 2025"."""
    day = from_day_number(float(period_start(np.array(days), every)))
    match every:
        case "week":
            return f"week of {show_date(day)}"
        case "month":
            return show_month(day)
        case "quarter":
            return f"Q{(day.month + 2) // 3} {day.year}"
        case "year":
            return str(day.year)
    return show_date(day)
