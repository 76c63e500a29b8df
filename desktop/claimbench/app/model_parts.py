"""The parts of a model, which all share one space of names, and what names what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final, Literal, get_args

from claimbench.casefile.references import CHART_TARGETS
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.chart_options import OPTIONS
from claimbench.core.frozen import dataclass
from claimbench.core.model import Flow, Measure, Stock, Variable

PartKind = Literal["assumption", "stock", "flow", "variable", "measure"]
Part = Assumption | Stock | Flow | Variable | Measure

KINDS: Final[tuple[PartKind, ...]] = get_args(PartKind)
_KIND_OF: Final[Mapping[type[Part], PartKind]] = {
    Assumption: "assumption", Stock: "stock", Flow: "flow", Variable: "variable", Measure: "measure",
}  # fmt: skip
#: Options of charts that name a part.
_NAMING: Final = frozenset({"quantity", "measure", "assumption"})


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula where it stands: ``path`` as in problems, such as ``flows.births.formula``."""

    path: str
    kind: str  # of the part, "claim" or "calculation"
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class User:
    """Something that names a part. ``kind`` is that of the part, or claim, calculation, chart, scenario or
    correlation."""

    kind: str
    id: str
    label: str

    @property
    def words(self) -> str:
        return f"{self.kind} “{self.label}”"


def kind_of(part: Part) -> PartKind:
    return _KIND_OF[type(part)]


def group(case: Case, kind: PartKind) -> Mapping[str, Part]:
    """The parts of one kind, by id."""
    return getattr(case, f"{kind}s")  # type: ignore[no-any-return]


def find(case: Case, id: str) -> Part | None:
    """The part of that name; of two with one name, the first as formulas see it."""
    return next((group(case, kind)[id] for kind in KINDS if id in group(case, kind)), None)


def there(case: Case, id: str) -> Part:
    """The part of that name. Raises ValueError with a sentence where there is none."""
    part = find(case, id)
    if part is None:
        raise ValueError(f"There is no “{id}” in the model any more.")
    return part


def every(case: Case) -> dict[str, Part]:
    """All parts, by id."""
    return {id: part for kind in reversed(KINDS) for id, part in group(case, kind).items()}


def shown_part(case: Case, chart: str) -> Part | None:
    """The part of the model that a chart is about: the first that its options name; None where it names none."""
    made = case.charts[chart]
    named = [made.options.get(option.key) for option in OPTIONS.get(made.kind, ()) if option.target in _NAMING]
    return next((part for id in named if isinstance(id, str) and (part := find(case, id)) is not None), None)


def with_part(case: Case, part: Part, old: str | None = None) -> Case:
    """The case with a part added or put in place of the one of its id, or of the id ``old``, whose place it takes."""
    kind = kind_of(part)
    parts = group(case, kind)
    if (key := part.id if old is None else old) in parts:
        return _with_group(case, kind, {part.id if id == key else id: part if id == key else p
                                        for id, p in parts.items()})  # fmt: skip
    return _with_group(case, kind, {**parts, part.id: part})


def without(case: Case, part: Part) -> Case:
    kind = kind_of(part)
    return _with_group(case, kind, {id: each for id, each in group(case, kind).items() if id != part.id})


def _with_group(case: Case, kind: PartKind, parts: Mapping[str, Part]) -> Case:
    return replace(case, **{f"{kind}s": parts})  # type: ignore[arg-type]


# -- formulas


def formulas_of(part: Part) -> list[Formula]:
    """The formulas of a part: a stock's opening, a flow's, variable's or measure's formula; empty texts left out."""
    kind = kind_of(part)
    match part:
        case Assumption():
            return []
        case Stock():
            texts = {"opening": part.opening}
        case _:
            texts = {"formula": part.formula}
    return [Formula(f"{kind}s.{part.id}.{field}", kind, part.id, text) for field, text in texts.items() if text.strip()]


def formulas(case: Case) -> Iterator[Formula]:
    """Every formula of the case."""
    for kind in KINDS:
        for part in group(case, kind).values():
            yield from formulas_of(part)
    for id, claim in case.claims.items():
        if claim.measure.strip():
            yield Formula(f"claims.{id}.measure", "claim", id, claim.measure)
    for id, calculation in case.calculations.items():
        yield Formula(f"calculations.{id}.formula", "calculation", id, calculation.formula)


def with_formula(case: Case, path: str, text: str) -> Case:
    """The case with another text in the formula at ``path``. Raises ValueError where there is none."""
    name, _, rest = path.partition(".")
    id, _, field = rest.rpartition(".")
    entries = getattr(case, name)
    if id not in entries:
        raise ValueError(f"There is no “{id}” in the case any more.")
    changed = replace(entries[id], **{field: text})
    return replace(case, **{name: {**entries, id: changed}})  # type: ignore[arg-type]


@lru_cache(maxsize=8192)
def mentioned(text: str) -> frozenset[str]:
    """The names that a formula mentions; empty if it cannot be read."""
    from claimbench.engine import formula  # not on the way to the first window

    return formula.names_in(text)


# -- who names whom


def reads(case: Case, part: Part) -> list[str]:
    """The ids of the parts that a part depends on, in the order of the case: by its formulas, and a stock by its
    flows."""
    names = {name for each in formulas_of(part) for name in mentioned(each.text)}
    if isinstance(part, Stock):
        names |= {*part.inflows, *part.outflows}
    return [id for id in every(case) if id in names]


def users(case: Case, id: str) -> list[User]:
    """Everything that names the part ``id``, itself left out."""
    found: dict[tuple[str, str], User] = {}

    def add(kind: str, user: str, label: str) -> None:
        if (kind, user) not in found:
            found[kind, user] = User(kind, user, label or user)

    for stock in case.stocks.values():
        if id in (*stock.inflows, *stock.outflows):
            add("stock", stock.id, stock.label)
    for each in formulas(case):
        if id in mentioned(each.text) and each.id != id:
            add(each.kind, each.id, _label(case, each))
    for chart in case.charts.values():
        if id in named_by_chart(chart.kind, chart.options):
            add("chart", chart.id, chart.label)
    for scenario in case.scenarios.values():
        if id in scenario.values:
            add("scenario", scenario.id, scenario.label)
    for one in case.correlations:
        if id in (one.first, one.second):
            other = find(case, one.second if one.first == id else one.first)
            add("correlation", f"{one.first} {one.second}", f"with {other.label if other else 'nothing'}")
    return list(found.values())


def naming_options(chart_kind: str) -> list[str]:
    """The options of a kind of chart that name parts."""
    return [option for option, target in CHART_TARGETS.get(chart_kind, {}).items() if target in _NAMING]


def named_by_chart(chart_kind: str, options: Mapping[str, object]) -> set[str]:
    named = set[str]()
    for option in naming_options(chart_kind):
        value = options.get(option)
        named.update([value] if isinstance(value, str) else value if isinstance(value, tuple | list) else ())
    return named


def _label(case: Case, each: Formula) -> str:
    if each.kind == "claim":
        return f"{each.id} {case.claims[each.id].title}"
    if each.kind == "calculation":
        return case.calculations[each.id].label
    part = find(case, each.id)
    return part.label if part else each.id
