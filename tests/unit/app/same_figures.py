"""Whether two figures show the same."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from claimbench.app.figures.figure import Figure


def assert_same_numbers(one: Figure, other: Figure) -> None:
    """Every mark, axis and text of two figures is the same, every number to the last bit."""
    assert len(one.marks) == len(other.marks)
    for part, counterpart in zip(one.marks, other.marks, strict=True):
        assert type(part) is type(counterpart)
        _same_fields(part, counterpart)
    _same_fields(one.x, other.x)
    _same_fields(one.y, other.y)
    for name in ("id", "headline", "subtitle", "note", "right", "row_titles", "sources"):
        assert getattr(one, name) == getattr(other, name), name


def _same_fields(one: Any, other: Any) -> None:
    for field in fields(one):
        value, counterpart = getattr(one, field.name), getattr(other, field.name)
        if isinstance(value, np.ndarray):
            assert np.array_equal(value, counterpart, equal_nan=True), field.name
        elif isinstance(value, tuple) and value and isinstance(value[0], float):
            assert np.array_equal(np.array(value), np.array(counterpart), equal_nan=True), field.name
        else:
            assert value == counterpart, field.name
