"""The bundled case's projection against the same model written down again: plain numpy, scipy's own distributions and
pseudo-random draws; nothing of the engine."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from claimbench.app.paths import default_case
from claimbench.app.projection import Projector, Results
from claimbench.casefile.read import load

Array = NDArray[np.float64]
DRAWS = 200_000
LEVELS = (0.05, 0.5, 0.95)
OPENING = 311_327.0
MONTHS = [(2025, 11), (2025, 12), *((2026, month) for month in range(1, 13))]
KM2_IN_MI2 = 1.609344**2


def pert(uniform: Array, low: float, best: float, high: float) -> Array:
    shapes = 1 + 4 * (best - low) / (high - low), 1 + 4 * (high - best) / (high - low)
    return np.asarray(stats.beta(*shapes, loc=low, scale=high - low).ppf(uniform))


def two_piece(uniform: Array, low: float, best: float, high: float) -> Array:
    """Half the mass on either side of the median, with the 5 % and 95 % points given."""
    z = stats.norm.ppf(uniform) / stats.norm.ppf(0.95)
    return np.asarray(best + np.where(z < 0, best - low, high - best) * z)


@cache
def again() -> SimpleNamespace:
    """The measures, computed anew from the numbers in case.toml."""
    random = np.random.default_rng(20251124)
    u = iter(random.random((13, DRAWS)))
    rate, growth = pert(next(u), 16_300, 21_000, 25_000), two_piece(next(u), -0.02, 0, 0.04)
    persons_per_case, registered_share = pert(next(u), 0.7, 0.9, 1.0), pert(next(u), 0.6, 0.8, 0.95)
    returning, recruits = pert(next(u), 2_500, 3_600, 5_000), pert(next(u), 20_000, 27_000, 32_000)
    ratio = np.exp(two_piece(next(u), np.log(0.8), np.log(1.8), np.log(4)))
    russian, ground = pert(next(u), 18_000, 31_000, 37_000), pert(next(u), 260, 420, 700)
    opening_strength, absent = pert(next(u), 800_000, 850_000, 900_000), pert(next(u), 150_000, 200_000, 260_000)
    exits, lost_share = pert(next(u), 0.03, 0.06, 0.12), pert(next(u), 0.30, 0.40, 0.55)

    registered, strength = np.full(DRAWS, OPENING), opening_strength
    ends: dict[date, Array] = {}
    crossing = np.full(DRAWS, np.inf)
    for number, (year, month) in enumerate(MONTHS):
        days = calendar.monthrange(year, month)[1]
        new = rate * (1 + growth) ** number
        first_day = (date(year, month, 1) - date(1970, 1, 1)).days - 1
        share = (400_000 - registered) / new
        crossing = np.where(np.isinf(crossing) & (share <= 1), first_day + share * days, crossing)
        back = np.minimum(returning, absent)
        gone = new * persons_per_case / registered_share
        strength = strength + recruits + back - gone - russian / ratio * lost_share
        absent = absent + gone - back - absent * exits
        registered = registered + new
        ends[date(year, month, days)] = registered
    to_24_november = 10 + 24 / 30  # months since 1 January 2025
    return SimpleNamespace(
        registered_at_year_end=ends[date(2025, 12, 31)],
        registered_at_end=ends[date(2026, 12, 31)],
        strength_at_end=strength,
        strength_change=strength - opening_strength,
        russian_casualties_this_year=russian * to_24_november,
        casualties_ukraine_2025=russian / ratio * to_24_november,
        ground_this_year=ground * to_24_november / KM2_IN_MI2,
        casualties_per_square_mile=russian / ground * KM2_IN_MI2,
        date_400k=crossing,
    )


@cache
def projected() -> Results:
    case = load(default_case()).case
    return Projector(case).project(case)


#: Of each measure: how far means and quantiles may differ, as a share; the ends of strength's change are near zero.
TOLERANCES = {
    "registered_at_year_end": 0.001,
    "registered_at_end": 0.003,
    "strength_at_end": 0.005,
    "russian_casualties_this_year": 0.005,
    "casualties_ukraine_2025": 0.012,
    "ground_this_year": 0.006,
    "casualties_per_square_mile": 0.008,
}


@pytest.mark.parametrize(("measure", "tolerance"), TOLERANCES.items())
def test_that_means_and_quantiles_agree(measure: str, tolerance: float) -> None:
    expected = getattr(again(), measure)
    assert projected().measure(measure).mean() == pytest.approx(expected.mean(), rel=tolerance)
    np.testing.assert_allclose(projected().quantiles_of(measure, LEVELS), np.quantile(expected, LEVELS), rtol=tolerance)


def test_that_the_change_of_strength_agrees() -> None:
    expected = again().strength_change
    assert projected().measure("strength_change").mean() == pytest.approx(expected.mean(), abs=1_500)
    np.testing.assert_allclose(projected().quantiles_of("strength_change", LEVELS), np.quantile(expected, LEVELS),
                               atol=3_000)  # fmt: skip


def test_that_the_date_of_400000_agrees_to_the_day() -> None:
    expected = again().date_400k
    assert np.isfinite(expected).all()
    np.testing.assert_allclose(projected().quantiles_of("date_400k", LEVELS), np.quantile(expected, LEVELS), atol=0.75)
    assert projected().measure("date_400k").mean() == pytest.approx(expected.mean(), abs=0.5)
    middle = date(1970, 1, 1) + timedelta(days=float(np.median(expected)))
    assert (middle.year, middle.month) == (2026, 3)


def test_that_the_curve_of_casualties_is_the_range_of_losses_by_the_ratio() -> None:
    losses = again().russian_casualties_this_year
    for ratio in (0.5, 1.8, 6.0):
        curve = projected().what_if_at("casualties_ukraine_2025", "casualty_ratio", ratio)
        np.testing.assert_allclose(curve, np.quantile(losses, LEVELS) / ratio, rtol=0.01)


def test_that_bands_agree_at_every_month_end() -> None:
    bands = projected().bands("registered")
    at = {date(1970, 1, 1) + timedelta(days=float(day)): column for column, day in enumerate(bands.days)}
    assert bands.values[2, at[date(2025, 10, 31)]] == OPENING
    assert bands.values[2, at[date(2025, 12, 31)]] == pytest.approx(
        float(np.median(again().registered_at_year_end)), rel=0.001
    )
    assert bands.values[4, at[date(2026, 12, 31)]] == pytest.approx(
        float(np.quantile(again().registered_at_end, 0.95)), rel=0.004
    )
