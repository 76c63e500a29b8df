"""Observed series on a grid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.special import ndtri
from small_model import amounts, levels, months

from claimbench.core.series import Observation, Series
from claimbench.engine import observed
from claimbench.engine.calendar import grid

LINE = grid(months("2025-01-01", "2025-06-30", "2025-05-01"))
NAN = float("nan")


def values(series: Series) -> list[float]:
    return np.round(observed.point(series, LINE), 9).tolist()


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ("missing", [NAN, 10, NAN, NAN, 40, NAN, NAN]),
        ("hold", [NAN, 10, 10, 10, 40, 40, 40]),
        ("interpolate", [NAN, 10, 10 + 30 * 28 / 89, 10 + 30 * 59 / 89, 40, NAN, NAN]),
    ],
)
def test_that_gaps_between_levels_are_filled_as_the_series_says(gaps: str, expected: list[float]) -> None:
    assert values(levels("s", "case", ("2025-04-30", 40), ("2025-01-31", 10), gaps=gaps)) == pytest.approx(
        expected, nan_ok=True
    )


def test_that_a_level_within_a_step_counts_by_its_day() -> None:
    series = levels("s", "case", ("2025-01-10", 0), ("2025-02-10", 31), gaps="interpolate")
    assert values(series)[1] == 21


def test_that_an_amount_stands_at_the_end_of_its_step_and_is_split_by_days() -> None:
    series = amounts("s", "case", ("2025-01-01", "2025-01-31", 7), ("2025-02-01", "2025-03-31", 59))
    assert values(series) == pytest.approx([NAN, 7, 28, 31, NAN, NAN, NAN], nan_ok=True)


def test_that_a_step_that_is_not_covered_has_no_amount() -> None:
    assert np.isnan(values(amounts("s", "case", ("2025-01-02", "2025-01-31", 30)))).all()


@pytest.mark.parametrize(("gaps", "march"), [("missing", NAN), ("hold", 31), ("interpolate", 62)])
def test_that_gaps_between_amounts_are_filled_at_a_rate(gaps: str, march: float) -> None:
    series = amounts("s", "case", ("2025-02-01", "2025-02-28", 28), ("2025-04-01", "2025-04-30", 90), gaps=gaps)
    assert values(series)[2:5] == pytest.approx([28, march, 90], nan_ok=True)


def test_that_the_parts_hold_where_a_stated_total_lies_over_them() -> None:
    series = amounts("s", "case", ("2025-01-01", "2025-04-30", 1200), ("2025-02-01", "2025-02-28", 50))
    assert values(series)[1:5] == pytest.approx([310, 50, 310, 300])


def conflict() -> Series:
    day = date(2025, 2, 28)
    return Series("s", "s", "case", "level", "s.csv", (
        Observation(day, day, 100.0, weight=1.0), Observation(day, day, 200.0, weight=2.0),
        Observation(day, day, 300.0, weight=1.0), Observation(day, day, 999.0, standing="wrong", weight=50.0),
    ), columns=((day, 3),))  # fmt: skip


def test_that_each_draw_takes_one_of_the_figures_that_conflict_by_their_weights() -> None:
    shares = (np.arange(4000) + 0.5) / 4000
    found = observed.on_grid(conflict(), LINE, {date(2025, 2, 28): ndtri(shares)})
    assert found.shape == (7, 4000)
    assert {value: int((found[2] == value).sum()) for value in np.unique(found[2])} == {100: 1000, 200: 2000, 300: 1000}
    assert (np.diff(found[2]) >= 0).all()  # in the order of the file: a rank correlation stays one
    assert np.isnan(found[[0, 1, 3]]).all()


def test_that_a_rounded_figure_lies_evenly_within_its_tolerance() -> None:
    day = date(2025, 2, 28)
    series = Series(
        "s", "s", "case", "level", "s.csv", (Observation(day, day, 310_000.0, "rounded", tolerance=5_000.0),)
    )
    z = np.array([-1.0, 0.0, ndtri(0.75)])
    assert observed.on_grid(series, LINE, {day: z})[2] == pytest.approx(
        [310_000 - 5_000 * 0.6826894921, 310_000, 312_500]
    )


def test_that_rounded_figures_that_conflict_keep_their_own_tolerances() -> None:
    day = date(2025, 2, 28)
    series = Series("s", "s", "case", "level", "s.csv", (
        Observation(day, day, 100.0, tolerance=10.0), Observation(day, day, 200.0)))  # fmt: skip
    found = observed.on_grid(series, LINE, {day: ndtri((np.arange(1000) + 0.5) / 1000)})[2]
    assert found[:500].min() == pytest.approx(90, abs=0.1)
    assert found[:500].max() == pytest.approx(110, abs=0.1)
    assert (found[500:] == 200).all()


def test_that_the_most_weighted_figure_stands_for_all_and_the_first_of_equals() -> None:
    assert observed.point(conflict(), LINE)[2] == 200
    first = replace(conflict(), observations=tuple(replace(o, weight=1.0) for o in conflict().observations))
    assert observed.point(first, LINE)[2] == 100


def test_that_only_what_depends_on_an_uncertain_figure_differs_between_draws() -> None:
    series = replace(conflict(), gaps="interpolate", observations=(
        *conflict().observations, Observation(date(2025, 1, 31), date(2025, 1, 31), 0.0),
        Observation(date(2025, 3, 31), date(2025, 3, 31), 0.0)))  # fmt: skip
    found = observed.on_grid(series, LINE, {date(2025, 2, 28): np.array([-3.0, 3.0])})
    assert found[1:4].tolist() == [[0, 0], [100, 300], [0, 0]]
