"""The fields of a model's parts as data, as :mod:`claimbench.app.record_fields` has those of claims and sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from claimbench.app import typed, units
from claimbench.app.display_units import read_quantity
from claimbench.app.model_parts import Part, PartKind
from claimbench.app.record_fields import EXACT, Choices, Field, Look
from claimbench.core.assumption import DISTRIBUTIONS, Assumption
from claimbench.core.case import Case
from claimbench.core.model import Flow, Stock
from claimbench.core.series import BETWEEN
from claimbench.core.show import show_number
from claimbench.engine.distribution_kinds import KINDS

#: What the distributions are called in a list.
_DISTRIBUTIONS: Final[Choices] = tuple((key, f"{each.name}: {each.numbers}") for key, each in DISTRIBUTIONS.items())
_YES_NO: Final[Choices] = (("", "no"), ("yes", "yes"))


def fields(case: Case, part: Part) -> dict[str, Field[Any]]:
    """The fields of a part but its formulas and id, in the order in which a form shows them. What is read with the
    case's units depends on the case."""
    match part:
        case Assumption():
            listed = _assumption_fields(case, part)
        case Stock():
            listed = [_label(), _unit(case), _past(case, "level"), *_gaps(case, part.past),
                      _yes("non_negative", "Never below zero"), _note()]  # fmt: skip
        case Flow():
            listed = [_label(), _unit(case), _past(case, "amount"), *_gaps(case, part.past), _note()]
        case _:
            listed = [_label(), _unit(case), _note()]
    return {field.key: field for field in listed}


def calculation_fields(case: Case) -> dict[str, Field[Any]]:
    """The fields of a calculation but its formula."""
    listed = [
        _label(), _unit(case), _claims(case, "claims", "Shown with the claims"),
        _claims(case, "against", "Compared with the claims", "What they say is set beside the result"), _note(),
    ]  # fmt: skip
    return {field.key: field for field in listed}


def formula_fields(kind: PartKind) -> tuple[tuple[str, str], ...]:
    """The formulas of a kind of part: the field and what it is called."""
    by_kind: Mapping[PartKind, tuple[tuple[str, str], ...]] = {
        "assumption": (), "stock": (("opening", "Opening value"),),
    }  # fmt: skip
    return by_kind.get(kind, (("formula", "Formula"),))


def number_keys(assumption: Assumption) -> tuple[str, ...]:
    """Which of low, best and high have to be given."""
    kind = KINDS.get(assumption.distribution)
    return kind.typed if kind is not None else ("low", "best", "high")


def _assumption_fields(case: Case, a: Assumption) -> list[Field[Any]]:
    kind = KINDS.get(a.distribution)
    names = dict(zip(("low", "best", "high"), kind.parts if kind else ("low", "best", "high"), strict=True))
    numbers = [_number(case, a, key, names[key][:1].upper() + names[key][1:]) for key in number_keys(a)]
    shape: list[Field[Any]] = []
    if a.distribution == "beta":
        shape = [_listing("shapes", "Shapes", _pair("two shapes", "2, 3"), "alpha and beta, such as 2, 3")]
    elif a.distribution == "discrete":
        shape = [
            _listing("values", "Values", _numbers, "separated by semicolons: 1; 2; 4"),
            _listing("weights", "Weights", _numbers, "one for each value; empty: all alike"),
        ]
    limits = _listing("limits", "Limits", _pair("two limits", "0 – 100"), "what makes sense at all, such as 0 – 100")
    limits = replace(limits, show=_show_range)
    distribution = _plain("distribution", "Distribution", "choice", _DISTRIBUTIONS)
    return [
        _label(), _unit(case), distribution, *numbers, *shape, limits, _plain("group", "Group"), _claims(case),
        _yes("assumed", "Assumed: no source gives it"), _note(),
    ]  # fmt: skip


def _field(
    key: str, label: str, look: Look, read: Callable[[str], Any], show: Callable[[Any], str], choices: Choices = (),
    hint: str = "", help: str = "",
) -> Field[Any]:  # fmt: skip
    return Field(
        key, label, look, lambda part: getattr(part, key), lambda part, value: replace(part, **{key: value}), read,
        show, choices, "", hint, help,
    )  # fmt: skip


def _plain(key: str, label: str, look: Look = "line", choices: Choices = (), hint: str = "") -> Field[Any]:
    return _field(key, label, look, lambda text: " ".join(text.split()), str, choices, hint)


def _label() -> Field[Any]:
    def read(text: str) -> str:
        if not (label := " ".join(text.split())):
            raise ValueError("It needs a name that people read.")
        return label

    return _field("label", "Name", "line", read, str)


def _note() -> Field[Any]:
    return _field("note", "Note", "text", str.strip, str)


def _unit(case: Case) -> Field[Any]:
    def read(text: str) -> str:
        if why := units.trouble(case, text):
            raise ValueError(why)
        return text.strip()

    return _field("unit", "Unit", "unit", read, str, hint="case/month, km², %, or nothing for a pure number")


def _yes(key: str, label: str) -> Field[Any]:
    return _field(key, label, "choice", bool, lambda value: "yes" if value else "", _YES_NO)


def _past(case: Case, kind: str) -> Field[Any]:
    series = [(s.id, f"observed: {s.label}") for s in case.series.values() if s.kind == kind and not s.later]
    choices = (("model", "the model, from the timeline's start"), ("none", "not known"), *series)
    return _field("past", "Its past is", "choice", str, str, choices,
                  help="What it is before the projection starts")  # fmt: skip


def _gaps(case: Case, past: str) -> list[Field[Any]]:
    """What stands between the figures of an observed past: the series', for all that read it."""
    if past not in case.series:
        return []
    series = case.series[past]
    field = _field("gaps", "Between its figures", "choice", str, str, tuple(BETWEEN[series.kind].items()),
                   help="Where nothing was published; for all that reads this series")  # fmt: skip
    return [replace(field, get=lambda part: series.gaps)]


def _claims(case: Case, key: str = "claims", label: str = "Rests on the claims", help: str = "") -> Field[Any]:
    def read(text: str) -> tuple[str, ...]:
        ids = tuple(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))
        if unknown := [id for id in ids if id not in case.claims]:
            raise ValueError(f"There is no claim {unknown[0]}.")
        return ids

    return _field(key, label, "tags", read, ", ".join, hint="C04, C84", help=help)


def _number(case: Case, assumption: Assumption, key: str, label: str) -> Field[Any]:
    def read(text: str) -> float:
        return read_quantity(case, text, assumption.unit)

    return _field(key, label, "line", read, lambda value: show_number(value, EXACT))


def _numbers(text: str) -> tuple[float, ...]:
    parts = [part for part in text.replace("\n", ";").split(";" if ";" in text else ", ") if part.strip()]
    return tuple(typed.read_number(part) for part in parts)


#: Between two numbers: neither a sign nor within 1e-5.
_HYPHEN = re.compile(r"(?<=[\w%.])(?<![eE])\s*-\s*(?=[-+.\d])")


def _pair(what: str, example: str) -> Callable[[str], tuple[float, float] | None]:
    def read(text: str) -> tuple[float, float] | None:
        if not text.strip():
            return None
        for mark in (";", "–", "—", " to ", ", ", "…"):
            if mark in text:
                ends = text.split(mark)
                break
        else:
            ends = _HYPHEN.split(text, maxsplit=1)
            if len(ends) == 1 and text.count(",") == 1:
                ends = text.split(",")
        if len(ends) != 2:
            raise ValueError(f"Write {what} like {example}.")
        return typed.read_number(ends[0]), typed.read_number(ends[1])

    return read


def _listing(key: str, label: str, read: Callable[[str], Any], hint: str) -> Field[Any]:
    return _field(key, label, "line", read, _show_numbers, hint=hint)


def _show_numbers(values: Sequence[float] | None) -> str:
    return "; ".join(show_number(value, EXACT) for value in values or ())


def _show_range(values: tuple[float, float] | None) -> str:
    return "" if values is None else " – ".join(show_number(value, EXACT) for value in values)
