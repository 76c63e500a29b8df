"""The parts of a model as rows of a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from claimbench.app import model_parts
from claimbench.app.model_parts import Part, PartKind, kind_of
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.model import Stock
from claimbench.core.show import show_number
from claimbench.gui import wording
from claimbench.gui.record_model import Column

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.app.value_now import Now


_ORDER: tuple[PartKind, ...] = ("stock", "flow", "variable", "assumption", "measure")


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part as its row shows it."""

    id: str
    label: str
    kind: str
    formula: str  # or what stands for it: a range, a stock's flows
    unit: str
    value: str  # with what it is now, in unit
    sort: float | None
    text: str  # all that the filter looks at, case-folded

    @property
    def spoken(self) -> str:
        now = f", now {self.value} {self.unit}".rstrip() if self.value else ""
        return f"{self.kind} {self.label}, {self.formula}{now}"


COLUMNS: tuple[Column[PartRow], ...] = (
    Column(
        "Part", "title", lambda row: row.label, lambda row: row.label, lambda row: row.formula,
        tip=lambda row: wording.plain_tip(f"{row.id}\n{row.formula}"),
    ),
    Column("Kind", "text", lambda row: row.kind, lambda row: row.kind, gives_way=1),
    Column(
        "Now", "number", lambda row: row.value, lambda row: row.sort, lambda row: row.unit,
        tip=lambda row: wording.plain_tip(f"{row.value} {row.unit}"),
        title_tip="The median; of what varies over time, where the projection begins",
    ),
)  # fmt: skip


def part_rows(case: Case, results: Results | None) -> list[PartRow]:
    """A row for each part, in the order of the case; without values where there are no results, or errors."""
    values = _values(case, results)
    parts = [part for kind in _ORDER for part in model_parts.group(case, kind).values()]
    return [_row(case, part, values.get(part.id)) for part in parts]


def _values(case: Case, results: Results | None) -> Mapping[str, Now]:
    """Of the case that the results are of: values of an older one would not belong to these formulas."""
    if results is None or results.case is not case:
        return {}
    from claimbench.app.value_now import assumption_now, values_now

    model = results.projector.model
    found = values_now(case, model, [name for name in model.names if not name.startswith("claim:")], results)
    found |= {id: now for id in case.assumptions if (now := assumption_now(results, id)) is not None}
    return found


def _row(case: Case, part: Part, now: Now | None) -> PartRow:
    label, formula = wording.one_line(part.label), wording.one_line(_formula(part))
    is_date = part.unit == "date"
    known = now is not None and not math.isnan(now.median)
    return PartRow(
        id=part.id,
        label=label,
        kind=kind_of(part),
        formula=formula,
        unit="" if is_date else wording.show_field_unit(part.unit, "", case.units),
        value="" if now is None else "—" if not known else now.value(()) if is_date else show_number(now.median, 4),
        sort=now.median if now is not None and known else None,
        text=" ".join((part.id, label, kind_of(part), formula, part.note)).casefold(),
    )


def _formula(part: Part) -> str:
    match part:
        case Assumption():
            name = part.called.name
            if part.distribution == "constant":
                return "one value"
            if part.values:
                return f"{name} {', '.join(show_number(value, 4) for value in part.values)}"
            return f"{name} {show_number(part.low, 4)} – {show_number(part.high, 4)}"
        case Stock():
            flows = [f"+ {id}" for id in part.inflows] + [f"− {id}" for id in part.outflows]
            return " ".join(flows).removeprefix("+ ") or part.opening
        case _:
            return part.formula
