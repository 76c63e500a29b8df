"""Renaming a part of the model, followed everywhere it is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from claimbench.app import model_parts
from claimbench.app.commands import Command
from claimbench.app.formula_text import renamed
from claimbench.app.model_edits import refuse_name
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.frozen import dataclass


@dataclass(frozen=True, slots=True)
class RenamePart(Command):
    """Give a part another id. Formulas, stocks' flows, charts, scenarios and correlations follow; an assumption keeps
    its column, and so its draws.

    Raises ValueError where ``new`` cannot be a name, or is taken.
    """

    old: str
    new: str

    def apply(self, case: Case) -> Case:
        old, new = self.old, self.new
        part = model_parts.there(case, old)
        if new == old:
            return case
        refuse_name(case, new, old)
        case = model_parts.with_part(case, replace(part, id=new), old)
        for each in _following(case, old):
            case = model_parts.with_formula(case, each.path, renamed(each.text, old, new))
        stocks = {
            id: replace(stock, inflows=_in_list(stock.inflows, old, new), outflows=_in_list(stock.outflows, old, new))
            for id, stock in case.stocks.items()
        }
        scenarios = {
            id: replace(scenario, values={new if k == old else k: value for k, value in scenario.values.items()})
            for id, scenario in case.scenarios.items()
        }
        correlations = tuple(
            replace(one, first=_other(one.first, old, new), second=_other(one.second, old, new))
            for one in case.correlations
        )
        charts = {id: _chart(chart, old, new) for id, chart in case.charts.items()}
        return replace(case, stocks=stocks, scenarios=scenarios, correlations=correlations, charts=charts)

    def sentence(self, before: Case, after: Case) -> str:
        part = model_parts.there(before, self.old)
        count = len(_following(before, self.old))
        following = f": {count} formula{' follows' if count == 1 else 's follow'}" if count else ""
        return f"{model_parts.kind_of(part).capitalize()} “{self.old}” renamed to “{self.new}”{following}"


def _following(case: Case, old: str) -> list[model_parts.Formula]:
    """The formulas that change with the name."""
    return [each for each in model_parts.formulas(case) if renamed(each.text, old, f"{old}_") != each.text]


def _other(id: str, old: str, new: str) -> str:
    return new if id == old else id


def _in_list(ids: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(_other(id, old, new) for id in ids)


def _chart(chart: Chart, old: str, new: str) -> Chart:
    options: Mapping[str, object] = chart.options
    changed: dict[str, object] = {}
    for option in model_parts.naming_options(chart.kind):
        value = options.get(option)
        if value == old:
            changed[option] = new
        elif isinstance(value, tuple) and old in value:
            changed[option] = tuple(new if each == old else each for each in value)
    return replace(chart, options={**options, **changed}) if changed else chart
