"""Columns in few numbers, and millions of points in few, against numpy and pandas."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbench.tables.frame import Condition, Frame, frame_of
from claimbench.tables.read import read
from claimbench.tables.summarise import Pyramid, statistics

RANDOM = np.random.default_rng(1)
VALUES = np.round(RANDOM.normal(100, 30, 500), 3)


@pytest.fixture
def frame() -> Iterator[Frame]:
    rows = "".join(f"{'north' if n % 3 else 'south'};{value}\n" for n, value in enumerate(VALUES))
    frame = frame_of(read(f"place;v\n{rows}east;-\neast;what\n".encode()).table)
    yield frame
    frame.close()


def test_that_the_statistics_of_numbers_are_those_of_numpy(frame: Frame) -> None:
    found = statistics(frame, 1)
    assert (found.rows, found.missing, found.rejected) == (502, 1, 1)
    np.testing.assert_allclose([found.low, found.high, found.mean], [VALUES.min(), VALUES.max(), VALUES.mean()])
    quartiles = [found.quarter, found.median, found.three_quarters]
    np.testing.assert_allclose(quartiles, np.quantile(VALUES, (0.25, 0.5, 0.75)))
    assert found.edges is not None
    np.testing.assert_array_equal(found.counts, np.histogram(VALUES, found.edges)[0])


def test_that_the_statistics_follow_the_filter_and_count_texts(frame: Frame) -> None:
    south = statistics(frame, 1, [Condition(0, "equal", "south")])
    assert south.mean == pytest.approx(VALUES[::3].mean())
    texts = statistics(frame, 0)
    assert texts.common == (("north", 333), ("south", 167), ("east", 2))
    assert texts.counts is None


def test_that_a_column_of_one_number_or_none_has_statistics() -> None:
    frame = frame_of(read(b"name,v\na,5\nb,5\nc,-\n").table)
    found = statistics(frame, 1)
    nothing = statistics(frame, 1, [Condition(0, "equal", "c")])
    frame.close()
    assert found.counts is not None
    assert found.counts.sum() == 2
    assert (nothing.rows, nothing.missing, nothing.median, nothing.counts) == (1, 1, None, None)


@settings(deadline=None, max_examples=40)
@given(st.integers(5_000, 60_000), st.integers(0, 10**6), st.floats(0, 0.8), st.floats(0.05, 0.2))
def test_that_no_spike_is_lost_at_any_zoom(count: int, seed: int, start: float, span: float) -> None:
    random = np.random.default_rng(seed)
    x = np.arange(count, dtype=np.float64)
    y = random.normal(size=count)
    y[random.integers(count)] = 1e6
    left, right = start * count, (start + span) * count
    drawn_x, drawn_y = Pyramid(x, y).between(left, right, 300)
    seen = y[(x >= left) & (x <= right)]
    assert drawn_y.max() >= seen.max()
    assert drawn_y.min() <= seen.min()
    assert len(drawn_x) == len(drawn_y) <= 5_000
    assert np.all(np.diff(drawn_x) >= 0)


def test_that_few_points_are_drawn_as_they_are_and_gaps_stay() -> None:
    x = np.arange(100.0)
    y = np.where(x == 50, np.nan, x)
    drawn = Pyramid(x, y).between(-1, 200, 300)
    np.testing.assert_array_equal(drawn[0], x)
    np.testing.assert_array_equal(drawn[1], y)
    narrow = Pyramid(x, y).between(-1, 200, 10)  # more points than pixels, but too few to leave any out
    np.testing.assert_array_equal(narrow[1], y)
    many = Pyramid(np.arange(1e5), np.full(100_000, np.nan)).between(0, 1e5, 100)
    assert np.isnan(many[1]).all()


def test_that_a_pyramid_draws_the_extremes_of_pandas() -> None:
    y = pd.Series(np.cumsum(RANDOM.normal(size=200_000)))
    x = np.arange(len(y), dtype=np.float64)
    _, drawn = Pyramid(x, y.to_numpy()).between(50_000, 60_000, 500)
    part = y.loc[50_000:60_000]
    assert drawn.max() == pytest.approx(part.max(), abs=5)
    assert drawn.min() == pytest.approx(part.min(), abs=5)
