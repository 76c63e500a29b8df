"""Commands that change a model: its assumptions, stocks, flows, variables and measures. Renaming is in
:mod:`claimbench.app.rename`, another unit for the same numbers in :mod:`claimbench.app.convert`."""

from __future__ import annotations

import keyword
import math
import re
from dataclasses import fields, replace
from typing import Final

from claimbench.app import model_parts
from claimbench.app.commands import Command
from claimbench.app.model_parts import Part, PartKind, User, kind_of
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.model import Flow, Measure, Stock, Variable
from claimbench.core.problem import Problem, Severity
from claimbench.core.quantity import Units
from claimbench.engine import distribution
from claimbench.engine.sobol import COLUMNS

#: Users named in a refusal; of more, the rest is counted.
_NAMED: Final = 4
_WORDS_OF_ID: Final = 5  # that are taken from a label
_FIELD_WORDS: Final = {"past": "its past", "opening": "its opening value", "assumed": "whether it is assumed",
                       "claims": "the claims it rests on",
                       "non_negative": "whether it can fall below zero"}  # fmt: skip


#: The numbers of an assumption from which the best value may follow.
_DECIDING: Final = frozenset(("low", "high", "shapes", "values", "weights"))


@dataclass(frozen=True, slots=True)
class AddPart(Command):
    """Add a part. An assumption gets the next column of the Sobol set that was never used.

    Raises ValueError where its id cannot be a name, or is taken.
    """

    part: Part

    def apply(self, case: Case) -> Case:
        refuse_name(case, self.part.id)
        part = self.part
        if isinstance(part, Assumption):
            part = replace(part, column=_next_column(case))
            case = replace(case, sampling=replace(case.sampling, next_column=part.column + 1))
        return model_parts.with_part(case, part)

    def sentence(self, before: Case, after: Case) -> str:
        return f"{kind_of(self.part).capitalize()} “{self.part.label}” added"


@dataclass(frozen=True, slots=True)
class DuplicatePart(Command):
    """Add a copy of a part under another id. A copied assumption is drawn by itself: it gets a column of its own."""

    id: str
    copy: str

    def apply(self, case: Case) -> Case:
        original = model_parts.there(case, self.id)
        return AddPart(replace(original, id=self.copy, label=f"{original.label} (copy)")).apply(case)

    def sentence(self, before: Case, after: Case) -> str:
        original = model_parts.there(before, self.id)
        return f"{kind_of(original).capitalize()} “{original.label}” copied"


@dataclass(frozen=True, slots=True)
class ChangePart(Command):
    """Change fields of a part, as (name of the field, value).

    Raises ValueError for an assumption that would have no draws: with ends in the wrong order, say. Formulas and units
    are taken as they are, and may leave problems.
    """

    id: str
    changes: tuple[tuple[str, object], ...]

    @property
    def merge_key(self) -> str:
        return ".".join([self.id, *(field for field, _ in self.changes)])

    def apply(self, case: Case) -> Case:
        part = model_parts.there(case, self.id)
        known = {field.name for field in fields(part)} - {"id", "column"}
        if unknown := [field for field, _ in self.changes if field not in known]:
            raise ValueError(f"A {kind_of(part)} has no {unknown[0]}.")
        changed = replace(part, **dict(self.changes))  # type: ignore[arg-type]  # the fields are checked above
        if isinstance(changed, Assumption) and isinstance(part, Assumption):
            _refuse_assumption(changed, part)
            if _DECIDING.intersection(field for field, _ in self.changes) and not _errors(changed):
                changed = distribution.settled(changed)
        return model_parts.with_part(case, changed)

    def sentence(self, before: Case, after: Case) -> str:
        old, new = model_parts.there(before, self.id), model_parts.there(after, self.id)
        names = [field for field, _ in self.changes]
        if names == ["label"]:
            return f"{kind_of(old).capitalize()} “{old.label}” is now “{new.label}”"
        if names == ["unit"]:
            return f"{old.label}, unit {old.unit or 'none'} → {new.unit or 'none'}"
        if isinstance(old, Assumption) and isinstance(new, Assumption) and "distribution" in names:
            return f"{old.label}, distribution {old.distribution} → {new.distribution}"
        words = [_FIELD_WORDS.get(name, name) for name in names]
        return f"{old.label}, {' and '.join(words)} changed"


@dataclass(frozen=True, slots=True)
class ChangeFormula(Command):
    """Put another text into the formula at ``path``: a part's, the measure of a claim, or a calculation's. It is taken
    even if it cannot be read: that is then a problem of the case."""

    path: str
    text: str

    @property
    def merge_key(self) -> str:
        return self.path

    def apply(self, case: Case) -> Case:
        return model_parts.with_formula(case, self.path, self.text)

    def sentence(self, before: Case, after: Case) -> str:
        group, _, rest = self.path.partition(".")
        id, _, field = rest.rpartition(".")
        if group == "claims":
            return f"Claim {id}, measure changed"
        label = getattr(before, group)[id].label
        return f"{label}, {'opening value' if field == 'opening' else 'formula'} changed"


@dataclass(frozen=True, slots=True)
class DeletePart(Command):
    """Take a part away, and with it its values in scenarios, its correlations, and it as a flow of stocks.

    Raises ValueError, naming who uses it, unless ``anyway`` is set: formulas and charts that name it then have a
    problem.
    """

    id: str
    anyway: bool = False

    def apply(self, case: Case) -> Case:
        part = model_parts.there(case, self.id)
        users = model_parts.users(case, self.id)
        if users and not self.anyway:
            raise ValueError(f"“{part.label}” is used by {listed(users)}.")
        case = model_parts.without(case, part)
        if isinstance(part, Flow):
            stocks = {
                id: replace(
                    stock,
                    inflows=tuple(flow for flow in stock.inflows if flow != self.id),
                    outflows=tuple(flow for flow in stock.outflows if flow != self.id),
                )
                for id, stock in case.stocks.items()
            }
            case = replace(case, stocks=stocks)
        if isinstance(part, Assumption):
            scenarios = {
                id: replace(scenario, values={k: v for k, v in scenario.values.items() if k != self.id})
                for id, scenario in case.scenarios.items()
            }
            kept = tuple(one for one in case.correlations if self.id not in (one.first, one.second))
            case = replace(case, scenarios=scenarios, correlations=kept)
        return case

    def sentence(self, before: Case, after: Case) -> str:
        part = model_parts.there(before, self.id)
        left = model_parts.users(after, self.id)
        still = f"; still named by {listed(left)}" if left else ""
        return f"{kind_of(part).capitalize()} “{part.label}” deleted{still}"


def listed(users: list[User]) -> str:
    """Users in words, the first few by name: "flow “Births” and 3 more"."""
    words = [user.words for user in users[:_NAMED]]
    if more := len(users) - len(words):
        words.append(f"{more} more")
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def refuse_name(case: Case, id: str, old: str = "") -> None:
    """Raise ValueError, with a sentence, where ``id`` cannot be the name of a part (``old``: of the one renamed)."""
    from claimbench.engine.functions import FUNCTIONS  # not on the way to the first window

    if not id.isidentifier() or keyword.iskeyword(id):
        raise ValueError(
            f"“{id}” cannot be a name in formulas: use letters, digits and _, starting with a letter, such as "
            "“new_cases”."
        )
    if (taken := model_parts.find(case, id)) is not None and id != old:
        raise ValueError(f"“{id}” is taken: it is the {kind_of(taken)} “{taken.label}”.")
    if id in FUNCTIONS:
        raise ValueError(f"“{id}” is a function of the formula language: {FUNCTIONS[id].signature}.")
    units = Units(case.units)
    if units.own(id) or id == "date":
        raise ValueError(f"“{id}” is the name of a unit.")
    if id in units.names() and any(id in model_parts.mentioned(each.text) for each in model_parts.formulas(case)):
        raise ValueError(f"“{id}” is a unit that formulas of this case use: they would mean something else.")


def free_id(case: Case, wanted: str) -> str:
    """``wanted`` as a name that nothing has yet: spaces become _, and a number is added where it is taken."""
    words = "".join(character if character.isalnum() else " " for character in wanted.casefold()).split()
    stem = "_".join(words) or "new"
    if not stem.isidentifier() or keyword.iskeyword(stem):
        stem = f"x_{stem}"
    number, id = 1, stem
    while not _is_free(case, id):
        number += 1
        id = f"{stem}_{number}"
    return id


def id_by_label(case: Case, part: Part) -> str:
    """The id that a part's label suggests while it still has the one it was made with (:func:`blank`), else its own."""
    kind = kind_of(part)
    made_with = re.fullmatch(rf"new_{kind}(_\d+)?", part.id)
    if made_with is None or part.label == f"New {kind}":
        return part.id
    return free_id(case, " ".join(part.label.split()[:_WORDS_OF_ID]))


def _is_free(case: Case, id: str) -> bool:
    try:
        refuse_name(case, id)
    except ValueError:
        return False
    return True


def blank(case: Case, kind: PartKind) -> Part:
    """A new part of that kind to start from: complete enough that nothing else breaks."""
    label = f"New {kind}"
    id = free_id(case, label)
    counted = next(iter(case.units), "")
    match kind:
        case "assumption":
            return Assumption(id, label, "", "pert", 0.0, 1.0, 2.0, -1, assumed=True)
        case "stock":
            opening = f"0 * {counted}" if counted else "0"
            return Stock(id, label, counted, opening=opening, past="none")
        case "flow":
            rate = f"{counted}/month" if counted else "1/month"
            return Flow(id, label, rate, f"0 * {rate}".replace("* 1/", "/ "), past="none")
        case "variable":
            return Variable(id, label, "", "0")
        case "measure":
            return Measure(id, label, "", "0")


def reshaped(assumption: Assumption, kind: str) -> tuple[tuple[str, object], ...]:
    """What changes with another distribution: the kind, and numbers that it needs and the assumption does not have."""
    point = distribution.point(assumption)
    low, high = (min(assumption.values), max(assumption.values)) if assumption.values else (
        assumption.low, assumption.high)  # fmt: skip
    if not (math.isfinite(low) and math.isfinite(high) and low < point < high):
        low, high = sorted((point - (abs(point) or 1.0) / 10, point + (abs(point) or 1.0) / 10))
    changes: dict[str, object] = {"distribution": kind, "shapes": None, "values": (), "weights": ()}
    if kind == "constant":
        changes |= {"low": point, "best": point, "high": point}
    elif kind == "discrete":
        changes |= {"values": (low, point, high), "weights": (1.0, 2.0, 1.0), "low": low, "best": point, "high": high}
    else:
        if kind == "lognormal" and low <= 0:
            low = point / 2
        best = (low + high) / 2 if kind == "uniform" else point
        changes |= {"low": low, "best": best, "high": high}
        if kind == "beta":
            share = (point - low) / (high - low)  # the mode of a PERT with these three
            changes |= {"shapes": (1 + 4 * share, 5 - 4 * share)}
    return tuple(changes.items())


def with_past(case: Case, stock: Stock, past: str) -> tuple[tuple[str, object], ...]:
    """What changes with another past: before published figures, the zero that a new stock opens with gives way to the
    last of them."""
    begun = re.fullmatch(r"0( \* \w+)?", stock.opening) is not None
    return (("past", past), ("opening", "")) if begun and past in case.series else (("past", past),)


def _errors(assumption: Assumption) -> list[Problem]:
    return [each for each in distribution.problems(assumption) if each.severity is Severity.ERROR]


def _refuse_assumption(changed: Assumption, before: Assumption) -> None:
    found, known = _errors(changed), {each.code for each in _errors(before)}
    if new := [each for each in found if each.code not in known]:
        raise ValueError(f"{new[0].message} {new[0].hint}".strip())


def _next_column(case: Case) -> int:
    used = [assumption.column for assumption in case.assumptions.values()]
    used += [column for series in case.series.values() for _, column in series.columns]
    column = max([case.sampling.next_column, *(number + 1 for number in used)])
    if column >= COLUMNS:
        raise ValueError(f"All {COLUMNS} columns of draws have been used: no assumption can be added to this case.")
    return column
