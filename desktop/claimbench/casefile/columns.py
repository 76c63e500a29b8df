"""Columns of the Sobol set: each uncertain number keeps its own while it lives, and none is ever used again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from claimbench.casefile.records import NO_COLUMN
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Problem, error
from claimbench.core.series import Series

COLUMNS = 128  # the width of the set


@dataclass(frozen=True, slots=True)
class Allotted:
    """A case in which every uncertain number has a column. ``paths`` are the fields that the files do not have yet."""

    case: Case
    paths: frozenset[str]
    problems: tuple[Problem, ...]


def allot_columns(case: Case) -> Allotted:
    """Give a column to what lacks one: assumptions first, then the uncertain periods of the series that the model
    speaks of, in the order of the files and of time, upward from the next one never used. So the same files give the
    same columns every time."""
    problems: list[Problem] = []
    owners: dict[int, str] = {}
    for path, name, column in _given(case):
        if column >= COLUMNS:
            message = f"{name} has column {column}, but the last one is {COLUMNS - 1}."
            problems.append(error("bad-column", message, path, hint="Leave it out: the next free one is then taken."))
        elif column in owners:
            message = f"{name} has column {column}, which {owners[column]} has already."
            hint = "Two with the same column would move together. Leave it out: the next free one is then taken."
            problems.append(error("column-used-twice", message, path, hint=hint))
        else:
            owners[column] = name

    paths: set[str] = set()
    following = max([case.sampling.next_column, *(column + 1 for column in owners)])

    def allot(path: str) -> int:
        nonlocal following
        paths.add(path)
        following += 1
        return following - 1

    assumptions = {
        id: replace(a, column=allot(f"assumptions.{id}.column")) if a.column == NO_COLUMN else a
        for id, a in case.assumptions.items()
    }
    series = {}
    spoken_of = _words(case)
    for id, one in case.series.items():
        known = {day for day, _ in one.columns}
        drawn = uncertain_periods(one) if id in spoken_of else []  # one that is only shown may have thousands
        new = [(day, allot(f"series.{id}.columns.{day}")) for day in drawn if day not in known]
        series[id] = replace(one, columns=(*one.columns, *new)) if new else one
    if following > COLUMNS:
        message = f"There are too many uncertain numbers: the next column is {following}, and there are {COLUMNS}."
        hint = "Remove assumptions or uncertain figures. Columns that are free again may be given by hand (column = …)."
        problems.append(error("too-many-columns", message, "draws.next_column", hint=hint))
    if following != case.sampling.next_column:
        paths.add("draws.next_column")
    sampling = replace(case.sampling, next_column=following)
    return Allotted(
        replace(case, assumptions=assumptions, series=series, sampling=sampling), frozenset(paths), tuple(problems)
    )


def after_edit(before: Case, after: Case) -> Case:
    """``after``, in which what an edit made uncertain has a column, as it will when the case is read again.

    Raises ValueError, with a sentence, where there are not enough.
    """
    if all(getattr(before, part) is getattr(after, part) for part in _SPEAKING):
        return after
    allotted = allot_columns(after)
    if allotted.problems:
        raise ValueError(f"{allotted.problems[0].message} {allotted.problems[0].hint}")
    return allotted.case


#: The parts of a case on which it depends which figures are drawn.
_SPEAKING = ("series", "stocks", "flows", "variables", "measures", "claims")


def _words(case: Case) -> set[str]:
    """All that the model names, and more."""
    texts = [text for stock in case.stocks.values() for text in (stock.past, stock.opening)]
    texts += [text for flow in case.flows.values() for text in (flow.past, flow.formula)]
    texts += [variable.formula for variable in case.variables.values()]
    texts += [measure.formula for measure in case.measures.values()]
    texts += [claim.measure for claim in case.claims.values()]
    return set(re.findall(r"\w+", " ".join(texts)))


def uncertain_periods(series: Series) -> list[date]:
    """The last days of the periods whose figure is drawn: those with several figures, or one with a tolerance.

    A series that is later than the as-of date is only shown, never drawn from.
    """
    if series.later:
        return []
    used = [o for o in series.observations if o.standing != "wrong"]
    figures = Counter((o.start, o.end) for o in used)
    return sorted({o.end for o in used if o.tolerance > 0 or figures[o.start, o.end] > 1})


def _given(case: Case) -> Iterator[tuple[str, str, int]]:
    for id, assumption in case.assumptions.items():
        if assumption.column != NO_COLUMN:
            yield f"assumptions.{id}.column", f"“{id}”", assumption.column
    for id, series in case.series.items():
        for day, column in series.columns:
            yield f"series.{id}.columns.{day}", f"“{id}” on {day}", column
