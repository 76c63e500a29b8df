"""Conditions on the rows of a table, as they are said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from claimbench.tables.frame import Condition, Frame, shown_value


def all_words(frame: Frame, conditions: Sequence[Condition]) -> str:
    """What rows have to meet: "“region” is “north” and “cases” is from 5 to 9"."""
    return " and ".join(words(frame, condition) for condition in conditions)


def words(frame: Frame, condition: Condition) -> str:
    """One condition: "“region” is not “north”"."""
    name = "any column" if condition.column < 0 else f"“{frame.columns[condition.column].name}”"
    no = condition.without
    match condition.kind:
        case "text":
            return f"{name} {'does not contain' if no else 'contains'} “{condition.text}”"
        case "equal":
            return f"{name} {'is not' if no else 'is'} “{condition.text}”"
        case "range":
            return f"{name} {'is not' if no else 'is'} {_range(frame, condition)}"
        case "missing":
            return f"{name} is {'given' if no else 'missing'}"
        case "rejected":
            return f"{name} was {'understood' if no else 'not understood'}"


def _range(frame: Frame, condition: Condition) -> str:
    column = frame.columns[condition.column]
    low, high = (
        "" if end is None else shown_value(column, float(np.floor(end)) if column.is_date else end)
        for end in (condition.low, condition.high)
    )
    if low == high:
        return low
    return f"from {low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"
