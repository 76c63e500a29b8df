"""Commands that change the charts of a case: add, change, duplicate, remove and move them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from claimbench.app import model_parts
from claimbench.app.commands import Command
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.chart_options import CHART_KINDS, OPTIONS, Option, Target, dependent
from claimbench.core.frozen import dataclass
from claimbench.core.model import Flow, Stock

#: What every kind of chart has besides its options.
TEXTS = ("label", "headline", "subtitle", "note")


@dataclass(frozen=True, slots=True)
class AddChart(Command):
    """Add a chart after the others. Raises ValueError where its id is taken, or where something that its kind needs is
    missing or not in the case."""

    chart: Chart

    def apply(self, case: Case) -> Case:
        if self.chart.id in case.charts:
            raise ValueError(f"There is a chart “{self.chart.id}” already.")
        return replace(case, charts={**case.charts, self.chart.id: _whole(case, self.chart)})

    def sentence(self, before: Case, after: Case) -> str:
        return f"Chart “{self.chart.label}” added"


@dataclass(frozen=True, slots=True)
class ChangeChart(Command):
    """Give a chart another name, headline, subtitle or note, or another value of an option; None takes an option away.

    Raises ValueError where the chart is gone, or where it would lack something that its kind needs."""

    chart: str
    key: str
    value: object

    @property
    def merge_key(self) -> str:
        return f"charts.{self.chart}.{self.key}"

    def apply(self, case: Case) -> Case:
        chart = changed(there(case, self.chart), self.key, self.value)
        return replace(case, charts={**case.charts, chart.id: _whole(case, chart)})

    def sentence(self, before: Case, after: Case) -> str:
        chart = after.charts[self.chart]
        return f"{before.charts[self.chart].label}: {_called(chart.kind, self.key)} changed"


@dataclass(frozen=True, slots=True)
class DuplicateChart(Command):
    """Put a copy right after a chart. Raises ValueError where the chart is gone or the id is taken."""

    chart: str
    copy: str

    def apply(self, case: Case) -> Case:
        original = there(case, self.chart)
        if self.copy in case.charts:
            raise ValueError(f"There is a chart “{self.copy}” already.")
        charts: dict[str, Chart] = {}
        for id, chart in case.charts.items():
            charts[id] = chart
            if id == self.chart:
                charts[self.copy] = replace(original, id=self.copy, label=f"{original.label} (copy)")
        return replace(case, charts=charts)

    def sentence(self, before: Case, after: Case) -> str:
        return f"Chart “{before.charts[self.chart].label}” duplicated"


@dataclass(frozen=True, slots=True)
class RemoveChart(Command):
    """Raises ValueError where the chart is gone already."""

    chart: str

    def apply(self, case: Case) -> Case:
        there(case, self.chart)
        return replace(case, charts={id: chart for id, chart in case.charts.items() if id != self.chart})

    def sentence(self, before: Case, after: Case) -> str:
        return f"Chart “{before.charts[self.chart].label}” removed"


@dataclass(frozen=True, slots=True)
class MoveChart(Command):
    """Move a chart by some places among the charts, back where ``by`` is negative; at the ends it stays."""

    chart: str
    by: int

    def apply(self, case: Case) -> Case:
        there(case, self.chart)
        ids = list(case.charts)
        at = ids.index(self.chart)
        ids.insert(max(0, min(len(ids) - 1, at + self.by)), ids.pop(at))
        return replace(case, charts={id: case.charts[id] for id in ids})

    def sentence(self, before: Case, after: Case) -> str:
        place = list(after.charts).index(self.chart) + 1
        return f"Chart “{after.charts[self.chart].label}” moved to place {place}"


@dataclass(frozen=True, slots=True)
class StartAtZero(Command):
    """Let the vertical axis of a projection begin at zero."""

    chart: str

    def apply(self, case: Case) -> Case:
        return ChangeChart(self.chart, "from_zero", True).apply(case)

    def sentence(self, before: Case, after: Case) -> str:
        return f"{after.charts[self.chart].label}: the axis starts at zero"


@dataclass(frozen=True, slots=True)
class ComputeHeadline(Command):
    """Take a chart's own headline away: the one computed from the result stands in its place, and never goes stale."""

    chart: str

    def apply(self, case: Case) -> Case:
        return ChangeChart(self.chart, "headline", "").apply(case)

    def sentence(self, before: Case, after: Case) -> str:
        return f"{after.charts[self.chart].label}: the headline is computed"


def there(case: Case, id: str) -> Chart:
    """The chart of that id. Raises ValueError with a sentence where there is none."""
    if id not in case.charts:
        raise ValueError("This chart is not in the case any more.")
    return case.charts[id]


def changed(chart: Chart, key: str, value: object) -> Chart:
    """The chart with another text or option, nothing checked. None and empty values take an option away. What was said
    about the former value goes with it: the name of a threshold, or figures about another quantity."""
    if key in TEXTS:
        texts: dict[str, Any] = {key: str(value or "").strip()}
        return replace(chart, **texts)
    given = None if value in ("", ()) else value
    if chart.options.get(key) == given:
        return chart
    gone = {key, *dependent(chart.kind, key)}
    options = {name: kept for name, kept in chart.options.items() if name not in gone}
    if given is not None:
        options[key] = given
    return replace(chart, options=options)


def proposed(case: Case, kind: str) -> Chart | None:
    """A new chart of a kind, showing the first that fits of whatever it has to show; None where the case has nothing
    for it to show."""
    options: dict[str, object] = {}
    for option in OPTIONS[kind]:
        if option.required:
            fitting = choices(case, kind, option)
            if not fitting:
                return None
            options[option.key] = as_named(option, next(iter(fitting)))
    if (kind == "claims" and not case.claims) or (kind == "readings" and not case.readings):
        return None
    return Chart("", kind, "", options=options)


def with_its_past(case: Case, chart: Chart) -> Chart:
    """A projection with the published figures that are the past of what it shows."""
    shown = model_parts.find(case, str(chart.options.get("shows", "")))
    past = shown.past if isinstance(shown, Stock | Flow) else ""
    return changed(chart, "observed", (past,)) if chart.kind == "projection" and past in case.series else chart


def named_after(case: Case, chart: Chart) -> Chart:
    """The chart with a name after what it shows, where it has none, and with an id that is free."""
    main = next((option for option in OPTIONS[chart.kind] if option.required), None)
    label = chart.label.strip()
    if not label:
        given = chart.options.get(main.key) if main else None
        first = given[0] if isinstance(given, tuple) and given else given
        label = choices(case, chart.kind, main).get(str(first), "") if main else ""
        label = label or CHART_KINDS[chart.kind].label
    return replace(chart, id=free_id(label, case.charts), label=label)


def as_named(option: Option, id: str) -> object:
    """One name, as an option has it that names one thing, or several."""
    return id if option.kind == "name" else (id,)


def free_id(label: str, taken: Collection[str]) -> str:
    """An id made from a name that is not taken."""
    base = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:40] or "chart"
    id, number = base, 2
    while id in taken:
        id, number = f"{base}_{number}", number + 1
    return id


def choices(case: Case, kind: str, option: Option) -> dict[str, str]:
    """What an option that names something can name: labels by id. Only numbers can be drawn against an assumption, and
    only a date is when a threshold is passed."""
    if option.target == "measure":
        date_only, number_only = option.key == "crossing", kind == "what_if"
        return {
            id: measure.label
            for id, measure in case.measures.items()
            if not (date_only and measure.unit != "date") and not (number_only and measure.unit == "date")
        }
    if option.target == "claim":
        return {id: claim.title for id, claim in case.claims.items()}
    groups: Mapping[Target, Mapping[str, object]] = {
        "quantity": {**case.stocks, **case.flows, **case.variables},
        "assumption": case.assumptions,
        "series": case.series,
        "scenario": case.scenarios,
        "reading": case.readings,
        "source": case.sources,
    }
    return {id: str(getattr(each, "label", id)) for id, each in groups.get(option.target, {}).items()}


def _whole(case: Case, chart: Chart) -> Chart:
    """The chart itself, where it has what its kind needs and names what the case has."""
    if not chart.label:
        raise ValueError("Give the chart a name.")
    for option in OPTIONS.get(chart.kind, ()):
        value = chart.options.get(option.key)
        if option.required and not value:
            raise ValueError(f"“{option.label}” is needed.")
        if option.target and value:
            known = choices(case, chart.kind, option)
            names = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
            if missing := [name for name in names if name not in known]:
                raise ValueError(f"There is no “{missing[0]}” that “{option.label}” could name.")
    return chart


def _called(kind: str, key: str) -> str:
    """What a text or an option of a chart is called in a sentence."""
    labels = {"label": "name"} | {option.key: option.label for option in OPTIONS.get(kind, ())}
    label = labels.get(key, key)
    return label[:1].lower() + label[1:]
