"""What is wrong with a case: from reading, checking and compiling it, each once and with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from claimbench.app.figures.check import problems as charts
from claimbench.casefile.read import load
from claimbench.casefile.unsaved import UNSAVED, load_unsaved
from claimbench.core.case import Case
from claimbench.core.check import check
from claimbench.core.problem import Place, Problem, ProblemError, Severity, error, located
from claimbench.engine import distribution
from claimbench.engine.model import CompiledModel, compile_model

_SEVERITIES = list(Severity)
#: What would be said over and over of a table that could not be read, by the name of the table.
_UNREAD = {"claims": ("unknown-claim",), "citations": ("no-citation", "unused-source")}
#: What would be said once more of the same place, by what was found there on reading.
_FOLLOWS = {
    "name-used-twice": ("name-taken",),
    "not-a-number": ("missing-value",),
    "unknown-flow": ("unknown-flow",),
    "unknown-series": ("unknown-series",),
    "unfit-series": ("series-kind",),
    "later-series": ("series-later",),
}


def all_problems(folder: Path) -> tuple[Problem, ...]:
    """Every problem of a case with its place: from reading, checking and compiling it, errors first. Those that only
    what is unsaved in it has come along."""
    try:
        loaded, unsaved = load(folder), load_unsaved(folder)
    except ProblemError as failure:
        return failure.problems
    found = problems_of(loaded.case, loaded.problems, loaded.places)
    if unsaved is None:
        return found
    told = {problem.message for problem in found}
    further = problems_of(unsaved.case, unsaved.problems, unsaved.places)
    return tuple(sorted((*found, *(_in_unsaved(each) for each in further if each.message not in told)), key=_order))


def _in_unsaved(problem: Problem) -> Problem:
    place = problem.place
    return replace(problem, place=place and replace(place, file=f"{UNSAVED}/{place.file}"))


def problems_of(
    case: Case, found: Iterable[Problem], places: Mapping[str, Place], model: CompiledModel | None = None
) -> tuple[Problem, ...]:
    """The problems found on reading, and those of checking and compiling the case, with places: errors first, each kind
    in the order of the files. What was wrong on reading is not told again as what follows from it."""
    model = model or compile_model(case)
    problems = list(found)
    told = {(code, problem.path) for problem in errors_among(problems) for code in _FOLLOWS.get(problem.code, ())}
    told |= {(code, "") for problem in errors_among(problems) for code in _UNREAD.get(problem.path, ())}
    unread = {problem.path.removesuffix(".file") for problem in errors_among(problems)}
    told |= {
        ("opening", f"stocks.{stock.id}.opening")
        for stock in case.stocks.values()
        if f"series.{stock.past}" in unread and not case.series[stock.past].observations
    }
    further = [*model.problems, *check(case), *charts(case, model), *_scenarios(case)]
    for assumption in case.assumptions.values():
        further += distribution.problems(assumption)
    problems += [problem for problem in further if told.isdisjoint({(problem.code, ""), (problem.code, problem.path)})]
    unique = dict.fromkeys(located(problem, places) for problem in problems)
    return tuple(sorted(unique, key=_order))


def _order(problem: Problem) -> tuple[int, str, int, int]:
    place = problem.place or Place("", 0, 0)
    return _SEVERITIES.index(problem.severity), place.file, place.line, place.column


def _scenarios(case: Case) -> Iterator[Problem]:
    """Values of scenarios that their assumptions cannot take."""
    for scenario in case.scenarios.values():
        for id, value in scenario.values.items():
            assumption = case.assumptions.get(id)
            if assumption is None or errors_among(distribution.problems(assumption)):
                continue
            try:
                moved = distribution.moved(assumption, value)
            except ValueError as refusal:
                yield error("bad-value", str(refusal), f"scenarios.{scenario.id}.values.{id}")
            else:
                for problem in errors_among(distribution.problems(moved)):
                    yield replace(problem, path=f"scenarios.{scenario.id}.values.{id}")


def errors_among(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]
