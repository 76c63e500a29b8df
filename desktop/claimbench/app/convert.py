"""A part's own unit, changed for another of the same kind with all its numbers."""

from __future__ import annotations

from dataclasses import replace

from claimbench.app import model_parts
from claimbench.app.commands import Command
from claimbench.app.display_units import neat, scaled
from claimbench.app.model_parts import kind_of
from claimbench.core.assumption import Assumption
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.quantity import UnitError, Units, convertible, ratio


@dataclass(frozen=True, slots=True)
class ConvertUnit(Command):
    """Give a part another unit of the same kind, its numbers turned with it, so that nothing comes out otherwise:
    an assumption's range, limits and values in scenarios and what-if charts; thresholds of charts stay in the old unit.
    ``given`` is the unit that the numbers are in, where it is not the one that stands there.

    Raises ValueError where the units do not fit, or a month has to be known to convert.
    """

    id: str
    unit: str
    given: str = ""

    def apply(self, case: Case) -> Case:
        part = model_parts.there(case, self.id)
        given = self.given or part.unit
        factor = _ratio(Units(case.units), given, self.unit)
        charts = dict(case.charts)
        for id, chart in case.charts.items():
            options = dict(chart.options)
            if chart.options.get("shows") == self.id and not options.get("unit"):
                options["unit"] = given
            if chart.options.get("assumption") == self.id:
                options |= {key: neat(float(value) * factor) for key in ("low", "high")
                            if isinstance(value := options.get(key), int | float)}  # fmt: skip
            if options != chart.options:
                charts[id] = replace(chart, options=options)
        if isinstance(part, Assumption):
            scenarios = {
                id: replace(each, values={k: neat(v * factor) if k == self.id else v for k, v in each.values.items()})
                for id, each in case.scenarios.items()
            }
            case = replace(case, scenarios=scenarios)
            return replace(model_parts.with_part(case, scaled(part, factor, self.unit)), charts=charts)
        return replace(model_parts.with_part(case, replace(part, unit=self.unit)), charts=charts)

    def sentence(self, before: Case, after: Case) -> str:
        part = model_parts.there(before, self.id)
        given = self.given or part.unit or "no unit"
        return f"{kind_of(part).capitalize()} “{part.label}” converted from {given} to {self.unit or 'no unit'}"


def can_convert(case: Case, old: str, new: str) -> bool:
    """Whether numbers in ``old`` can be turned into ``new`` exactly, and would differ."""
    units = Units(case.units)
    try:
        a, b = units.parse(old), units.parse(new)
    except UnitError:
        return False
    return convertible(a, b) and a != b


def _ratio(units: Units, old: str, new: str) -> float:
    try:
        a, b = units.parse(old), units.parse(new)
    except UnitError as trouble:
        raise ValueError(f"{str(trouble).capitalize()}.") from None
    if not convertible(a, b):
        raise ValueError(f"{a} cannot be turned into {b}.")
    return ratio(a, b)
