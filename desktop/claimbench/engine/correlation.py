"""Rank correlations between assumptions: a Gaussian copula over the columns of normal draws.

A rank correlation ρ (Spearman) becomes the correlation 2 sin(π ρ / 6) of the normal columns (Pearson 1907). Columns are
mixed in the order of their numbers, each from itself and lower ones, so that a column without lower partners stays as
it is, and no column moves but for its partners.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from claimbench.core.assumption import Correlation
from claimbench.core.case import Case
from claimbench.core.problem import Problem, error, warning
from claimbench.core.show import show_number
from claimbench.engine.graph import components

Array = NDArray[np.float64]

#: An eigenvalue or a pivot of a correlation matrix closer to 0 than this counts as 0: rank correlations of ±1, and what
#: they imply, are taken.
TOLERANCE: Final = 1e-9
_ROUNDS: Final = 2_000


def ranks(case: Case) -> dict[tuple[int, int], float]:
    """The rank correlations of a case by the numbers of the two columns, the lower one first. Without those that
    :func:`problems` would refuse by themselves."""
    found: dict[tuple[int, int], float] = {}
    for correlation in case.correlations:
        if (pair := _columns(case, correlation)) is not None:
            found.setdefault(pair, correlation.rank)
    return found


def _columns(case: Case, correlation: Correlation) -> tuple[int, int] | None:
    """The columns of a correlation, the lower one first; None where it is wrong by itself."""
    first, second = case.assumptions.get(correlation.first), case.assumptions.get(correlation.second)
    if first is None or second is None or first.column == second.column or not -1 <= correlation.rank <= 1:
        return None
    return min(first.column, second.column), max(first.column, second.column)


def correlate(columns: Mapping[int, Array], ranks: Mapping[tuple[int, int], float]) -> dict[int, Array]:
    """The columns, each (n,), with the given rank correlations between pairs of them.

    Columns without a lower partner are the same objects; mixed ones are read-only. A column has the same numbers, to
    the last bit, whatever is correlated elsewhere or with higher columns. Raises ValueError for an unknown column, a
    correlation not from −1 to 1, and correlations that no distribution can have together.
    """
    for (first, second), rank in ranks.items():
        if first == second or first not in columns or second not in columns:
            raise ValueError(f"There is no pair of columns {first} and {second} to correlate.")
        if not -1 <= rank <= 1:
            raise ValueError(f"The rank correlation of columns {first} and {second} must be from −1 to 1, not {rank}.")
    mixed = dict(columns)
    for group in _groups(ranks):
        matrix = _matrix(group, ranks)
        if not _possible(matrix):
            raise ValueError(f"The rank correlations of columns {', '.join(map(str, group))} contradict each other.")
        for weights, number in zip(_lower_triangle(matrix), group, strict=True):
            parts = [weight * columns[other] for weight, other in zip(weights, group, strict=True) if weight]
            if len(parts) > 1 or weights[group.index(number)] != 1.0:
                values = parts[0]
                for part in parts[1:]:
                    values += part
                values.setflags(write=False)
                mixed[number] = values
    return mixed


def problems(case: Case) -> list[Problem]:
    """Everything that is wrong with the rank correlations of a case, all at once; paths are ``correlations.0.rank``."""
    found: list[Problem] = []
    seen: dict[frozenset[str], int] = {}
    for number, correlation in enumerate(case.correlations):
        found += _own_problems(case, correlation, f"correlations.{number}", seen)
        seen.setdefault(frozenset((correlation.first, correlation.second)), number)
    return found + list(_contradictions(case))


def _own_problems(
    case: Case, correlation: Correlation, path: str, seen: Collection[frozenset[str]]
) -> Iterator[Problem]:
    first, second, rank = correlation.first, correlation.second, correlation.rank
    for part, id in (("first", first), ("second", second)):
        if id not in case.assumptions:
            yield error("unknown-assumption", f"There is no assumption “{id}”.", f"{path}.{part}")
        elif case.assumptions[id].distribution == "constant":
            message = f"“{id}” is a constant: that it goes with anything has no effect."
            yield warning("constant-correlated", message, f"{path}.{part}")
    if first == second:
        message = f"“{first}” is correlated with itself."
        yield error("correlation", message, f"{path}.second", hint="Name two assumptions.")
    elif frozenset((first, second)) in seen:
        message = f"The rank correlation of “{first}” and “{second}” is given twice."
        yield error("correlation", message, path, hint="Keep one of the two.")
    if not -1 <= rank <= 1:  # true of what is no number, too
        message = f"A rank correlation lies between −1 and 1; {show_number(rank)} does not."
        yield error("correlation", message, f"{path}.rank")


def _contradictions(case: Case) -> Iterator[Problem]:
    """Correlations that no distribution can have together: which, and the nearest that can."""
    given, pairs = ranks(case), [_columns(case, correlation) for correlation in case.correlations]
    named = {assumption.column: f"“{id}”" for id, assumption in case.assumptions.items()}
    for group in _groups(given):
        if _possible(_matrix(group, given)):
            continue
        fewest = _fewest(group, given)
        culprits = set(fewest)
        path = next(
            f"correlations.{number}.rank" for number, pair in enumerate(pairs) if pair and set(pair) <= culprits
        )
        *some, last = (named[column] for column in fewest)
        message = f"The rank correlations of {', '.join(some)} and {last} contradict each other."
        nearest = _nearest(group, given)
        moved = [
            f"{show_number(rank)} for {named[first]} and {named[second]}"
            for (first, second), rank in nearest.items()
            if rank != given[first, second]
        ]
        hint = f"The nearest that can be: {', '.join(moved)}."
        if missing := [pair for pair in combinations(fewest, 2) if pair not in given]:
            those = ", ".join(f"{named[first]} and {named[second]}" for first, second in missing)
            hint += f" {those} have none, which counts as 0."
        yield error("correlations-contradict", message, path, hint=hint)


# -- matrices


def _groups(ranks: Mapping[tuple[int, int], float]) -> list[tuple[int, ...]]:
    """The columns that hang together, each group in the order of their numbers."""
    numbers = sorted({number for pair in ranks for number in pair})
    place = {number: index for index, number in enumerate(numbers)}
    edges: list[list[int]] = [[] for _ in numbers]
    for first, second in ranks:
        edges[place[first]].append(place[second])
        edges[place[second]].append(place[first])
    return [tuple(sorted(numbers[index] for index in group)) for group in components(edges)]


def _matrix(group: Sequence[int], ranks: Mapping[tuple[int, int], float]) -> Array:
    """The correlations of the group's normal columns, (k, k); 0 where none is given."""
    place = {number: index for index, number in enumerate(group)}
    matrix = np.eye(len(group))
    for (first, second), rank in ranks.items():
        if first in place and second in place:
            i, j = place[first], place[second]
            matrix[i, j] = matrix[j, i] = 2 * math.sin(math.pi * rank / 6)
    return matrix


def _possible(matrix: Array) -> bool:
    return float(np.linalg.eigvalsh(matrix)[0]) >= -TOLERANCE


def _lower_triangle(matrix: Array) -> list[list[float]]:
    """L with L Lᵀ = matrix (Cholesky), row by row, so that a row does not depend on those after it; a pivot of 0, for
    which numpy refuses, means that the column follows wholly from lower ones."""
    count = len(matrix)
    lower = [[0.0] * count for _ in range(count)]
    for i in range(count):
        for j in range(i):
            rest = float(matrix[i, j]) - sum(lower[i][k] * lower[j][k] for k in range(j))
            lower[i][j] = rest / lower[j][j] if lower[j][j] else 0.0
        pivot = 1.0 - sum(weight * weight for weight in lower[i][:i])
        lower[i][i] = math.sqrt(pivot) if pivot > TOLERANCE else 0.0
    return lower


def _fewest(group: tuple[int, ...], ranks: Mapping[tuple[int, int], float]) -> tuple[int, ...]:
    """Columns that contradict each other, none of which could be left out: without any one, the rest is possible."""
    for number in group:
        rest = tuple(other for other in group if other != number)
        if not _possible(_matrix(rest, ranks)):
            return _fewest(rest, ranks)
    return group


def _nearest(group: tuple[int, ...], ranks: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """The nearest rank correlations of the same pairs that are possible, with as few decimals as do.

    Alternating projections with Dykstra's correction (Higham, IMA J. Numer. Anal. 22, 2002), here onto the matrices in
    which pairs without a correlation keep 0.
    """
    pairs = {pair: (group.index(pair[0]), group.index(pair[1])) for pair in ranks if set(pair) <= set(group)}
    matrix = _matrix(group, ranks)
    given = np.eye(len(group), dtype=np.bool_)
    for i, j in pairs.values():
        given[i, j] = given[j, i] = True
    found, correction = matrix, np.zeros_like(matrix)
    for _ in range(_ROUNDS):
        values, vectors = np.linalg.eigh(found - correction)
        positive = (vectors * np.maximum(values, 1e-4)) @ vectors.T
        correction = positive - (found - correction)
        before, found = found, np.where(given, positive, 0.0)
        np.fill_diagonal(found, 1.0)
        if np.abs(found - before).max() < 1e-7:
            break
    exact = {pair: 6 / math.pi * math.asin(float(np.clip(found[at], -1.0, 1.0)) / 2) for pair, at in pairs.items()}
    for decimals in (2, 3, 4):
        nearest = {pair: round(rank, decimals) for pair, rank in exact.items()}
        if _possible(_matrix(group, nearest)):
            return nearest
    return exact
