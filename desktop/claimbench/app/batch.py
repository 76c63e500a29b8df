"""What the commands do, without a window: run a case, check it, write its charts and verdicts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from claimbench.app.commands import LoadScenario, SetAssumption
from claimbench.app.projection import LEVELS, Projector, Results
from claimbench.app.settings import cache_folder
from claimbench.casefile import load
from claimbench.core.case import Case, Sampling
from claimbench.core.check import check
from claimbench.core.claim import Claim
from claimbench.core.problem import Place, Problem, ProblemError, Severity, error, located
from claimbench.core.show import from_day_number, show_chance
from claimbench.engine import distribution
from claimbench.engine.model import CompiledModel, compile_model
from claimbench.evidence.verdict import Verdict

SEVERITIES = list(Severity)


def all_problems(folder: Path) -> tuple[Problem, ...]:
    """Every problem of a case with its place: from reading, checking and compiling it, errors first."""
    try:
        loaded = load(folder)
    except ProblemError as failure:
        return failure.problems
    return problems_of(loaded.case, loaded.problems, loaded.places)


def problems_of(
    case: Case, found: Iterable[Problem], places: Mapping[str, Place], model: CompiledModel | None = None
) -> tuple[Problem, ...]:
    """The problems found on reading, and those of checking and compiling the case, with places, errors first."""
    problems = [*found, *check(case)]
    for assumption in case.assumptions.values():
        problems += distribution.problems(assumption)
    problems += (model or compile_model(case)).problems
    unique = dict.fromkeys(located(problem, places) for problem in problems)
    return tuple(sorted(unique, key=lambda problem: SEVERITIES.index(problem.severity)))


def changed_case(
    case: Case,
    scenario: str = "",
    moves: Mapping[str, float] | None = None,
    fixed: Mapping[str, float] | None = None,
    draws: int | None = None,
    seed: int | None = None,
) -> Case:
    """The case with a scenario loaded, assumptions moved with their range (as a slider does) or made constant.

    Raises ProblemError naming every unknown id and every value that does not fit.
    """
    problems: list[Problem] = []
    saved = case
    if scenario:
        if scenario in case.scenarios:
            case = LoadScenario(saved, scenario).apply(case)
        else:
            known = ", ".join(case.scenarios) or "none"
            problems.append(error("unknown-scenario", f"There is no scenario “{scenario}”.", hint=f"Known: {known}."))
    for id, value in {**(moves or {}), **(fixed or {})}.items():
        if id not in case.assumptions:
            known = ", ".join(case.assumptions)
            problems.append(error("unknown-assumption", f"There is no assumption “{id}”.", hint=f"Known: {known}."))
        elif id in (fixed or {}):
            constant = replace(
                case.assumptions[id], distribution="constant", low=value, best=value, high=value, values=(), weights=()
            )
            case = case.with_assumption(constant)
        else:
            try:
                case = SetAssumption(id, "best", value).apply(case)
            except ValueError as refusal:
                problems.append(error("bad-value", str(refusal), f"assumptions.{id}"))
    if draws is not None and draws < 1:
        problems.append(error("bad-draws", f"{draws} draws are too few.", hint="Give 1 or more."))
    if problems:
        raise ProblemError(problems)
    old = case.sampling
    sampling = Sampling(draws or old.draws, old.seed if seed is None else seed, old.next_column)
    return replace(case, sampling=sampling)


def project(case: Case, saved: Case) -> Results:
    """Results of a case, with the saved case as its baseline where the two differ."""
    projector = Projector(case, cache_folder())
    baseline = None
    if case.assumptions != saved.assumptions:
        baseline = projector.project(replace(saved, sampling=case.sampling))
    return projector.project(case, baseline=baseline)


def run_json(results: Results, scenario: str = "", moves: Mapping[str, float] | None = None) -> dict[str, object]:
    """The run in the shape that the manual gives: dates ISO, missing values null."""
    case = results.case
    days = results.projector.model.grid.days
    series: dict[str, object] = {}
    for kind, group in (("stock", case.stocks), ("flow", case.flows), ("variable", case.variables)):
        for id, item in group.items():
            bands = results.flow_totals(id) if kind == "flow" else results.bands(id)
            quantiles = {str(level): _numbers(bands.values[row]) for row, level in enumerate(LEVELS)}
            series[id] = {"kind": kind, "unit": bands.unit, "label": item.label, "quantiles": quantiles}
    measures: dict[str, object] = {}
    for id, measure in case.measures.items():
        values = results.quantiles_of(id)
        is_date = measure.unit == "date"
        entry: dict[str, object] = {
            "unit": measure.unit,
            "label": measure.label,
            "kind": "date" if is_date else "number",
        }
        shown = [_date(value) for value in values] if is_date else _numbers(values)
        entry["quantiles"] = dict(zip(map(str, LEVELS), shown, strict=True))
        if is_date:
            entry["never"] = float(np.isposinf(results.measure(id)).mean())
        measures[id] = entry
    return {
        "case": case.id,
        "scenario": scenario or None,
        "set": dict(moves or {}),
        "held": [],
        "draws": results.draws,
        "seed": case.sampling.seed,
        "effective_sample_size": float(results.draws),
        "best_joint_likelihood": 1.0,
        "dates": [from_day_number(day).isoformat() for day in days],
        "series": series,
        "measures": measures,
        "claims": {id: _claim_json(claim, results.verdicts[id]) for id, claim in case.claims.items()},
    }


def run_csv(results: Results) -> str:
    """Every quantile of every stock, flow and variable: one row for each date and level."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "kind", "unit", "date", "quantile", "value"])
    run = run_json(results)
    dates, series = run["dates"], run["series"]
    assert isinstance(dates, list)
    assert isinstance(series, dict)
    for id, entry in series.items():
        for level, values in entry["quantiles"].items():
            for day, value in zip(dates, values, strict=True):
                if value is not None:
                    writer.writerow([id, entry["kind"], entry["unit"], day, level, repr(value)])
    return out.getvalue()


def verdict_table(results: Results) -> str:
    """The verdicts as CSV, for people and for spreadsheets."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["claim", "title", "relation", "value", "low", "high", "unit", "chance", "word", "why not"])
    for id, claim in results.case.claims.items():
        verdict = results.verdicts[id]
        chance = "" if verdict.probability is None else show_chance(verdict.probability, verdict.draws)
        value = "" if claim.value is None else str(claim.value)
        low, high = ("" if end is None else str(end) for end in (claim.low, claim.high))
        row = [id, claim.title, claim.relation, value, low, high, claim.unit, chance, verdict.word, verdict.why_not]
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def safe_cell(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection). The relation "=" alone is no formula."""
    return f"'{cell}" if len(cell) > 1 and cell[0] in "=+-@\t\r" else cell


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


def _claim_json(claim: Claim, verdict: Verdict) -> dict[str, object]:
    is_date = claim.unit == "date"
    shown = {str(level): _date(v) if is_date else _number(v) for level, v in verdict.projected.items()}
    value = claim.value if isinstance(claim.value, float | int | None) else claim.value.isoformat()
    return {
        "testable": verdict.testable,
        "held": False,
        "probability": verdict.probability,
        "word": verdict.word,
        "relation": claim.relation,
        "value": value,
        "low": claim.low,
        "high": claim.high,
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
    return from_day_number(value).isoformat() if np.isfinite(value) and value > -1e6 else None
