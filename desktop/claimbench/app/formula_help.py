"""What a formula editor needs to know while somebody types: completions, what is wrong and where, what comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from claimbench.app import model_parts
from claimbench.app.formula_text import Span, trouble_span
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.problem import Problem, Severity
from claimbench.core.quantity import Units
from claimbench.core.show import show_date
from claimbench.engine.functions import FUNCTIONS
from claimbench.engine.model import CompiledModel, compile_model
from claimbench.engine.rules import Where

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.app.value_now import Now

#: What is being typed at the end of a text: a name, or a text in quotes.
_TYPED = re.compile(r"""(?:[^\W\d]\w*|["'][^"']*)$""")
_COMMON_UNITS: Final = ("percent", "day", "week", "month", "quarter", "year")
_SERIES_AFTER: Final = re.compile(r"observed\(\s*$")
_TIME_AFTER: Final = re.compile(r"(?:elapsed\(|duration\([^()]*,)\s*$")


@dataclass(frozen=True, slots=True)
class Completion:
    """``text`` replaces what was typed; ``detail`` stands beside it: label and unit of a name, what a function does."""

    text: str
    kind: Literal["assumption", "stock", "flow", "variable", "measure", "unit", "function", "date", "series", "claim"]
    detail: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong: where in the text to mark it (None: elsewhere in the case), and what to say."""

    span: Span | None
    message: str


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a formula: its own troubles, and those that it makes elsewhere."""

    troubles: tuple[Trouble, ...]
    now: Now | None = None

    @property
    def valid(self) -> bool:
        return not self.troubles


# -- completion


def typed_at(text: str, cursor: int) -> tuple[int, str]:
    """Where what is being typed at ``cursor`` starts, and what it is; empty between words."""
    before = text[:cursor]
    if before.count('"') % 2 == 0 and before.count("'") % 2 == 0:  # outside of quotes
        found = re.search(r"[^\W\d]\w*$", before)
        if found and found.start() and before[found.start() - 1].isalnum():
            found = None  # the letters of a number such as 1e5
    else:
        found = _TYPED.search(before)
    return (found.start(), found[0]) if found else (cursor, "")


def completions(case: Case, path: str, text: str, cursor: int) -> list[Completion]:
    """What could stand where something is being typed, best first: what starts with it, then what has it elsewhere in
    its name or label. Nothing is offered for nothing typed."""
    start, typed = typed_at(text, cursor)
    if not typed:
        return []
    if typed[0] in "\"'":
        offered = list(_quoted(case, text[:start], typed[0]))
        return [each for each in offered if each.text.startswith(typed) and each.text != typed]
    wanted = typed.casefold()
    ranked = []
    for order, each in enumerate(_offered(case, path)):
        name = each.text.casefold()
        if each.text == typed:
            rank = -1  # whole already: Return is not to make another of it
        elif name.startswith(wanted):
            rank = 0
        elif any(word.startswith(wanted) for word in name.split("_")):
            rank = 1
        elif len(wanted) > 1 and each.kind not in ("function", "unit") and _in_label(wanted, each):
            rank = 2
        else:
            continue
        ranked.append((rank, order, each))
    found = [each for _, _, each in sorted(ranked, key=lambda item: item[:2])]
    ranks = {rank for rank, _, _ in ranked}
    return [] if -1 in ranks and 0 not in ranks else found  # nothing goes on from it


def _in_label(wanted: str, completion: Completion) -> bool:
    return any(word.startswith(wanted) for word in completion.detail.casefold().split())


def where_of(path: str) -> Where:
    """What kind of formula stands at ``path``."""
    return {"measures": "measure", "claims": "measure", "calculations": "calculation"}.get(  # type: ignore[return-value]
        path.partition(".")[0], "model"
    )


def _offered(case: Case, path: str) -> Iterator[Completion]:
    where = where_of(path)
    own = path.partition(".")[2].rpartition(".")[0]
    for kind in model_parts.KINDS:
        if where == "calculation" or (where == "model" and kind == "measure"):
            continue
        for part in model_parts.group(case, kind).values():
            if part.id != own or kind == "stock":
                yield Completion(part.id, kind, f"{part.label}, {part.unit}" if part.unit else part.label)
    for function in FUNCTIONS.values():
        if where in function.where:
            yield Completion(f"{function.name}(", "function", f"{function.signature}: {function.doc}")
    for unit, what in case.units.items():
        yield Completion(unit, "unit", f"unit, {what}")
    for unit in dict.fromkeys([*_COMMON_UNITS, *Units(case.units).names()]):
        if unit not in case.units and unit.isidentifier():
            yield Completion(unit, "unit", "unit")


def _quoted(case: Case, before: str, quote: str) -> Iterator[Completion]:
    """Texts in quotes: series, times, claims or dates, by what stands before them."""
    if _SERIES_AFTER.search(before):
        for series in case.series.values():
            if not series.later:
                yield Completion(f"{quote}{series.id}{quote}", "series", f"{series.label}, {series.unit}")
    elif _TIME_AFTER.search(before):
        for unit in ("day", "week", "month", "quarter", "year"):
            yield Completion(f"{quote}{unit}{quote}", "unit", "unit of time")
    elif re.search(r"claim\(\s*$", before):
        for claim in case.claims.values():
            yield Completion(f"{quote}{claim.id}{quote}", "claim", claim.title)
    else:
        for day, what in _dates(case).items():
            yield Completion(f"{quote}{day.isoformat()}{quote}", "date", f"{show_date(day)}, {what}")


def _dates(case: Case) -> dict[date, str]:
    timeline = case.timeline
    return {
        timeline.projection - timedelta(days=1): "last day of the past",
        timeline.projection: "first day of the projection",
        case.as_of: "as-of date",
        timeline.end: "end of the timeline",
        timeline.start: "start of the timeline",
        date(case.as_of.year, 1, 1): "start of the year",
        date(case.as_of.year, 12, 31): "end of the year",
    }


# -- checking


def check(case: Case, path: str, text: str, results: Results | None = None) -> Check:
    """What is wrong with the formula at ``path`` were it ``text``, and otherwise, with ``results`` to take draws from,
    what it gives now. Other formulas that are wrong already do not count, those that become wrong do."""
    if results is None and not text.strip() and path.endswith((".opening", ".measure")):
        return Check(())
    changed = _needed(model_parts.with_formula(case, path, text), path)
    model = compile_model(changed)
    errors = [problem for problem in model.problems if problem.severity is Severity.ERROR]
    own = [problem for problem in errors if problem.path == path]
    troubles = [_trouble(problem, text) for problem in own]
    others = [problem for problem in errors if problem.path != path]
    if others:
        before = {(p.path, p.message) for p in compile_model(_needed(case, path)).problems}
        troubles += [
            Trouble(None, f"{problem.message} (in {_place(case, problem.path)})")
            for problem in others
            if (problem.path, problem.message) not in before
        ]
    now = None
    if results is not None and not errors:
        now = _now(changed, path, model, results)
    return Check(tuple(troubles), now)


def _needed(case: Case, path: str) -> Case:
    """The part of the case that a formula is checked with: the model, and of what is made from it (measures and
    claims) only what this formula needs."""
    name, _, rest = path.partition(".")
    id = rest.rpartition(".")[0]
    claims = {id: case.claims[id]} if name == "claims" else {}
    calculations = {id: case.calculations[id]} if name == "calculations" else {}
    measures = case.measures if where_of(path) == "measure" else {}
    if name == "calculations":
        return replace(case, calculations=calculations, measures={})
    return replace(case, claims=claims, calculations={}, measures=measures)


def _now(case: Case, path: str, model: CompiledModel, results: Results) -> Now | None:
    from claimbench.app.value_now import values_now  # brings what draws need: there are results, so it is loaded by now

    name, _, rest = path.partition(".")
    id = rest.rpartition(".")[0]
    output = f"claim:{id}" if name == "claims" else id
    return values_now(case, model, [output], results).get(output) if output in model.names else None


def _trouble(problem: Problem, text: str) -> Trouble:
    sentence = f"{problem.message[:1].upper()}{problem.message[1:]}"
    if not sentence.endswith((".", "?")):
        sentence += "."
    span = None if problem.offset is None or not text else trouble_span(text, problem.offset, problem.message)
    return Trouble(span, f"{sentence} {problem.hint}".strip())


def _place(case: Case, path: str) -> str:
    """The part that a path lies in, by its label."""
    id = path.split(".")[1] if "." in path else path
    part = model_parts.find(case, id)
    return f"“{part.label}”" if part else path
