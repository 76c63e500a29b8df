"""What a case says of itself: its title and question, its dates, what it counts in. Fields as data, and the command."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from claimbench.app import model_parts, typed
from claimbench.app.commands import Command
from claimbench.app.record_fields import Choices, Field, Look
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.model import MOST_STEPS
from claimbench.core.quantity import Units

_NAME = re.compile(r"[^\W\d]\w*")
_STEPS: Final[Choices] = tuple((step, step) for step in ("day", "week", "month", "quarter", "year"))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _read_day(text: str) -> date:
    if not text.strip():
        raise ValueError("A day is needed, such as 2025-12-31.")
    return typed.read_date(text)


def _read_title(text: str) -> str:
    if not text.strip():
        raise ValueError("A case needs a title.")
    return _one_line(text)


def _read_units(text: str) -> dict[str, str]:
    """Lines such as "home = dwellings, houses and flats alike"."""
    units: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        name, _, words = (part.strip() for part in line.partition("="))
        if not name.isidentifier() or keyword.iskeyword(name):
            raise ValueError(f"“{name}” cannot be a unit: letters, digits and _ make a name, such as home.")
        if name in units:
            raise ValueError(f"“{name}” is there twice.")
        units[name] = words
    return units


def _show_units(units: Mapping[str, str]) -> str:
    return "\n".join(f"{name} = {words}" for name, words in units.items())


def _of_case(
    key: str,
    label: str,
    look: Look,
    read: Callable[[str], Any],
    show: Callable[[Any], str],
    hint: str = "",
    help: str = "",
) -> Field[Case]:
    return Field(
        key, label, look, lambda case: getattr(case, key), lambda case, value: replace(case, **{key: value}),
        read, show, hint=hint, help=help,
    )  # fmt: skip


def _of_timeline(
    key: str, label: str, look: Look, read: Callable[[str], Any], choices: Choices = (), help: str = ""
) -> Field[Case]:
    return Field(
        key, label, look, lambda case: getattr(case.timeline, key),
        lambda case, value: replace(case, timeline=replace(case.timeline, **{key: value})), read, str,
        choices, "Time", help=help,
    )  # fmt: skip


CASE_FIELDS: Final[Mapping[str, Field[Case]]] = {
    field.key: field
    for field in (
        _of_case("title", "Title", "line", _read_title, str),
        _of_case("question", "Question", "text", str.strip, str, "What it is to answer, in one sentence"),
        _of_case("as_of", "As of", "date", _read_day, str, help="The day up to which figures were known"),
        _of_case("handling", "Marking", "line", _one_line, str, "TLP:AMBER", "Printed on every picture and report"),
        _of_timeline("start", "First day of the past", "date", _read_day),
        _of_timeline("projection", "First day of the projection", "date", _read_day),
        _of_timeline("end", "Last day", "date", _read_day),
        _of_timeline("step", "Step", "choice", str, _STEPS),
        _of_case("units", "What it counts in", "text", _read_units, _show_units,
                 "home = dwellings, houses and flats alike", "A line for each: its name = what it means"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeCase(Command):
    """Give one of :data:`CASE_FIELDS` another value, as its ``read`` gave it. Raises ValueError, with a sentence, where
    days do not follow one another, and where a unit is taken away that something is given in."""

    field: str
    value: Any

    @property
    def merge_key(self) -> str:
        return f"case.{self.field}"

    def apply(self, case: Case) -> Case:
        changed = CASE_FIELDS[self.field].put(case, self.value)
        if changed.timeline != case.timeline:
            _check_days(changed)
        if changed.units != case.units:
            _check_units(case, changed)
        return changed

    def sentence(self, before: Case, after: Case) -> str:
        field = CASE_FIELDS[self.field]
        return f"{field.label}: {_one_line(field.text(after))[:60] or 'empty'}"


def _check_days(case: Case) -> None:
    line = case.timeline
    if not line.start <= line.projection <= line.end:
        raise ValueError("The past starts first, then the projection, and the last day comes last.")
    if line.about_steps > MOST_STEPS:
        raise ValueError(f"These are about {line.about_steps:,.0f} steps; {MOST_STEPS:,} are the most.")


def _check_units(before: Case, after: Case) -> None:
    known = Units({})
    for name in after.units.keys() - before.units.keys():
        if known.own(name) or name == "date":
            raise ValueError(f"“{name}” has a meaning already.")
        if (part := model_parts.find(before, name)) is not None:
            raise ValueError(f"“{name}” is taken: it is the {model_parts.kind_of(part)} “{part.label}”.")
    for name in before.units.keys() - after.units.keys():
        if where := _use_of(before, name):
            raise ValueError(f"“{name}” is still a unit of {where}.")


def _use_of(case: Case, unit: str) -> str:
    """The first that is given in a unit or has it in a formula, in words; empty where nothing does."""
    parts = [(kind, part) for kind in model_parts.KINDS for part in model_parts.group(case, kind).values()]
    given = [(part.unit, f"the {kind} “{part.label}”") for kind, part in parts]
    given += [(series.unit, f"the series “{series.label}”") for series in case.series.values()]
    given += [(claim.unit, f"claim {claim.id}") for claim in case.claims.values()]
    given += [(each.unit, f"the calculation “{each.label}”") for each in case.calculations.values()]
    found = next((words for text, words in given if unit in _NAME.findall(text)), "")
    return found or next((f"the formula of {each.id}" for each in model_parts.formulas(case)
                          if unit in model_parts.mentioned(each.text)), "")  # fmt: skip
