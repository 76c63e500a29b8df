"""What the commands do, without a window: run a case, write its charts and verdicts."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from claimbench.app.chart_data import safe_cell
from claimbench.app.commands import LoadScenario
from claimbench.app.figures.common import as_day
from claimbench.app.holding import Hold
from claimbench.app.problems import errors_among
from claimbench.app.projection import LEVELS, Bands, Projector, Results
from claimbench.app.refining import finish, refine
from claimbench.app.solving import Solution
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case, Sampling
from claimbench.core.claim import Claim
from claimbench.core.problem import Problem, ProblemError, error, warning
from claimbench.core.show import from_day_number, show_chance
from claimbench.engine import distribution
from claimbench.evidence.conflicts import conflicts
from claimbench.evidence.refine import Progress
from claimbench.evidence.verdict import Verdict


def changed_case(
    case: Case,
    scenario: str = "",
    moves: Mapping[str, float] | None = None,
    fixed: Mapping[str, float] | None = None,
    draws: int | None = None,
    seed: int | None = None,
    held: Sequence[str] = (),
    saved: Case | None = None,
) -> Case:
    """The case with a scenario loaded, whose numbers go on those of ``saved`` (by default, of the case), assumptions
    moved with their range (as a slider does) or made constant, and claims held beside those that it holds already.

    Raises ProblemError naming every unknown id and every value that does not fit. What is odd but taken, such as a
    value outside its limits, is in :func:`oddities`.
    """
    problems: list[Problem] = []
    moves, fixed = moves or {}, fixed or {}
    if scenario in case.scenarios:
        case = LoadScenario(saved or case, scenario).apply(case)
    elif scenario:
        known = ", ".join(case.scenarios) or "none"
        problems.append(error("unknown-scenario", f"There is no scenario “{scenario}”.", hint=f"Known: {known}."))
    problems += [
        error("bad-value", f"“{id}” is both set and fixed.", hint="Give one of the two.") for id in moves if id in fixed
    ]
    for id, value in {**moves, **fixed}.items():
        assumption = case.assumptions.get(id)
        if assumption is None:
            known = ", ".join(case.assumptions) or "none"
            problems.append(error("unknown-assumption", f"There is no assumption “{id}”.", hint=f"Known: {known}."))
            continue
        try:
            changed = as_constant(assumption, value) if id in fixed else distribution.moved(assumption, value)
        except ValueError as refusal:
            problems.append(error("bad-value", str(refusal)))
            continue
        refused = errors_among(distribution.problems(changed))
        problems += [error("bad-value", f"{assumption.label}: {problem.message}") for problem in refused]
        case = case.with_assumption(changed)
    for id in held:
        try:
            case = Hold((id,)).apply(case)
        except ValueError as refusal:
            problems.append(error("cannot-hold", str(refusal)))
    if problems:
        raise ProblemError(problems)
    old = case.sampling
    sampling = Sampling(draws or old.draws, old.seed if seed is None else seed, old.next_column)
    return replace(case, sampling=sampling)


def as_constant(assumption: Assumption, value: float) -> Assumption:
    """The assumption as a number that is known. Raises ValueError for what is none."""
    if not math.isfinite(value):
        raise ValueError(f"{assumption.label}: the value must be a finite number.")
    constant = replace(assumption, distribution="constant", low=value, best=value, high=value)
    return replace(constant, shapes=None, values=(), weights=())


def oddities(case: Case, saved: Case) -> list[Problem]:
    """Warnings about the assumptions that differ from the saved case: taken as given, and odd. Each once."""
    found = [
        warning(problem.code, f"{assumption.label}: {problem.message}", hint=problem.hint)
        for id, assumption in case.assumptions.items()
        if assumption != saved.assumptions.get(id)
        for problem in distribution.warnings(assumption)
    ]
    return list(dict.fromkeys(found))


def project(case: Case, saved: Case, progress: Callable[[Progress], object] | None = None) -> Results:
    """Results of a case, with the saved case as its baseline where the two differ. Where draws hardly fit what is held,
    the sample is refined first. ``progress`` is told of that, and of work in chunks of draws."""
    projector = Projector(case)
    projector.progress = progress
    baseline = None
    if (case.assumptions, case.held) != (saved.assumptions, saved.held):
        baseline = projector.project(replace(saved, sampling=case.sampling))
    results = projector.project(case, baseline=baseline)
    if results.conditioned.thin:
        projector.adopt(finish(refine(projector, case), progress))
        results = projector.project(case, baseline=baseline)
    return results


def run_json(
    results: Results,
    scenario: str = "",
    moves: Mapping[str, float] | None = None,
    fixed: Mapping[str, float] | None = None,
    solution: Solution | None = None,
) -> dict[str, object]:
    """The run in the shape that the manual gives: dates ISO, missing values null. ``moves`` and ``fixed`` are the
    values that were set and fixed."""
    case = results.case
    series: dict[str, object] = {}
    for id, kind, label, bands in _series(results):
        quantiles = {str(level): _numbers(bands.values[row]) for row, level in enumerate(LEVELS)}
        series[id] = {"kind": kind, "unit": bands.unit, "label": label, "quantiles": quantiles}
    measures: dict[str, object] = {}
    for id, measure in case.measures.items():
        is_date = measure.unit == "date"
        measures[id] = {
            "unit": measure.unit,
            "label": measure.label,
            "kind": "date" if is_date else "number",
            "quantiles": dict(zip(map(str, LEVELS), _measured(results, id), strict=True)),
            "never": float(np.isposinf(results.measure(id)).mean()) if is_date else None,
        }
    conditioned = results.conditioned
    found: dict[str, object] = {
        "case": case.id,
        "scenario": scenario or None,
        "set": dict(moves or {}),
        "fixed": dict(fixed or {}),
        "held": list(conditioned.claims),
        "draws": results.draws,
        "seed": case.sampling.seed,
        "effective_sample_size": conditioned.effective_size,
        "best_joint_likelihood": conditioned.best_joint_likelihood,
        "refined": conditioned.refined,
        "messages": list(conditioned.messages),
        "dates": _dates(results),
        "series": series,
        "measures": measures,
        "claims": {
            id: _claim_json(claim, results.verdicts[id], id in conditioned.claims) for id, claim in case.claims.items()
        },
    }
    found["conflicts"] = [
        {
            "claim": each.claim,
            "says": each.says,
            "other": each.other,
            "calculated": each.calculated,
            "comes_to": each.comes_to,
            "apart": each.apart if math.isfinite(each.apart) else None,
            "days": each.days or None,
        }
        for each in conflicts(case)
    ]
    return found if solution is None else found | {"solve": _solution_json(case, solution)}


def _solution_json(case: Case, solution: Solution) -> dict[str, object]:
    """``times_best`` is null where best is 0; ``distance`` the root of the sum of ((x − best) / half-width)²."""
    is_date = case.claims[solution.claim].unit == "date"
    alone = []
    for each in solution.alone:
        best = distribution.point(case.assumptions[each.assumption])
        times = None if each.value is None or best == 0 else each.value / best
        alone.append(
            {
                "assumption": each.assumption,
                "value": each.value,
                "times_best": times,
                "range": each.place,
                "others": list(each.others),
                "sentence": solution.sentences[each.assumption],
            }
        )
    joint = solution.joint
    return {
        "claim": solution.claim,
        "target": _date(solution.aim.target) if is_date else _number(solution.aim.target),
        "point_result": _date(solution.now) if is_date else _number(solution.now),
        "sentence": solution.summary,
        "alone": alone,
        "joint": {
            "values": joint.values if joint else {},
            "distance": joint.distance if joint else None,
            "sentence": solution.joint_sentence,
        },
    }


def run_csv(results: Results) -> str:
    """Every quantile of every stock, flow and variable, a row for each date and level; and of every measure, which has
    no date of its own."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "kind", "unit", "date", "quantile", "value"])
    dates = _dates(results)
    for id, kind, _, bands in _series(results):
        for level, values in zip(LEVELS, bands.values, strict=True):
            for day, value in zip(dates, _numbers(values), strict=True):
                if value is not None:
                    writer.writerow([id, kind, safe_cell(bands.unit), day, level, value])
    for id, measure in results.case.measures.items():
        for level, found in zip(LEVELS, _measured(results, id), strict=True):
            if found is not None:
                writer.writerow([id, "measure", safe_cell(measure.unit), "", level, found])
    return out.getvalue()


def _measured(results: Results, id: str) -> list[float | None] | list[str | None]:
    """The quantiles of a measure, a date as text; None for what is not reached."""
    values = results.quantiles_of(id)
    return [_date(value) for value in values] if results.case.measures[id].unit == "date" else _numbers(values)


def _series(results: Results) -> Iterator[tuple[str, str, str, Bands]]:
    """Id, kind, label and quantiles on the grid of everything that runs over time; flows as totals of a step."""
    case = results.case
    for kind, group in (("stock", case.stocks), ("flow", case.flows), ("variable", case.variables)):
        for id, item in group.items():
            yield id, kind, item.label, results.flow_totals(id) if kind == "flow" else results.bands(id)


def _dates(results: Results) -> list[str]:
    return [from_day_number(day).isoformat() for day in results.projector.model.grid.days]


def verdict_table(results: Results) -> str:
    """The verdicts as CSV, for people and for spreadsheets."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["claim", "title", "relation", "value", "low", "high", "unit", "chance", "word", "why not"])
    for id, claim in results.case.claims.items():
        verdict = results.verdicts[id]
        chance = "" if verdict.probability is None else show_chance(verdict.probability, verdict.draws)
        told = [_told(claim, value) for value in (claim.value, claim.low, claim.high)]
        words = [safe_cell(text) for text in (claim.unit, chance, verdict.word, verdict.why_not)]
        writer.writerow([*map(safe_cell, (id, claim.title, claim.relation)), *told, *words])
    return out.getvalue()


def _told(claim: Claim, value: float | date | None) -> str | int | float | None:
    """A claimed value as it was typed: whole numbers without a point, dates as ISO text."""
    if isinstance(value, date):
        return value.isoformat()
    if value is None or claim.unit == "date":
        return _date(value) if value is not None else None
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)


def problems_json(problems: Sequence[Problem]) -> dict[str, object]:
    return {
        "problems": [
            {
                "severity": problem.severity.value,
                "code": problem.code,
                "file": problem.place.file if problem.place else None,
                "line": problem.place.line if problem.place else None,
                "column": problem.place.column if problem.place else None,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in problems
        ]
    }


def _claim_json(claim: Claim, verdict: Verdict, held: bool) -> dict[str, object]:
    is_date = claim.unit == "date"
    shown = {str(level): _date(v) if is_date else _number(v) for level, v in verdict.projected.items()}
    value, low, high = (_told(claim, number) for number in (claim.value, claim.low, claim.high))
    return {
        "testable": verdict.testable,
        "held": held,
        "probability": verdict.probability,
        "word": verdict.word,
        "relation": claim.relation,
        "value": value,
        "low": low,
        "high": high,
        "tolerance": verdict.tolerance,
        "unit": claim.unit,
        "measure": claim.measure,
        "projected": shown,
        "why_not": verdict.why_not,
    }


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _numbers(values: np.ndarray) -> list[float | None]:
    return [_number(value) for value in values]


def _date(value: float) -> str | None:
    day = as_day(value)
    return day.isoformat() if day else None
