"""A case as the content of ``case.toml``: what is compared, and written where it differs."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from claimbench.casefile.fields import Field, frozen
from claimbench.casefile.records import (
    CASE,
    CHART_KEYS,
    CHART_KIND,
    CORRELATION,
    DRAWS,
    FORMAT,
    TABLES,
    TIMELINE,
)
from claimbench.core.case import Case
from claimbench.core.chart import Chart


class Given(NamedTuple):
    """The value of a key, None for no value. An ``implied`` one is read the same if the key is left out."""

    value: Any
    implied: bool = False


Tree: TypeAlias = "Mapping[str, Given | Tree]"


def case_tree(case: Case, without: Collection[str] = ()) -> dict[str, Given | Tree]:
    """Tables and keys in the order in which a new file has them. ``without`` are paths to leave out."""
    top = {"format": FORMAT, "title": case.title, "question": case.question, "as_of": case.as_of}
    timeline = {f.key: getattr(case.timeline, f.key) for f in TIMELINE}
    sampling = case.sampling
    draws = {"count": sampling.draws, "seed": sampling.seed, "next_column": sampling.next_column}
    top |= {"handling": case.handling, "held": case.held, "weigh_by_grade": case.weigh_by_grade}
    tree: dict[str, Given | Tree] = dict(_keys(CASE, top))
    tree["timeline"] = _keys(TIMELINE, timeline)
    # What a sample is drawn with is written out even where it is the default, so that a later one changes nothing.
    tree["draws"] = {key: Given(value) for key, value in draws.items() if key in {f.key for f in DRAWS}}
    tree["units"] = {name: Given(text) for name, text in case.units.items()}
    for name, record in TABLES.items():
        tree[name] = {
            id: _keys(record.fields, record.flat(one), record.implied(one)) for id, one in getattr(case, name).items()
        }
    tree["charts"] = {id: _chart(chart) for id, chart in case.charts.items()}
    tree["correlations"] = {
        str(number): _keys(CORRELATION.fields, CORRELATION.flat(one)) for number, one in enumerate(case.correlations)
    }
    tree["grade_errors"] = {grade: Given(chance) for grade, chance in case.grade_errors.items()}
    for path in without:
        _leave_out(tree, path.split("."))
    return tree


def differences(old: Tree, new: Tree, path: str = "") -> Iterator[str]:
    """The paths at which two trees differ."""
    for key in dict.fromkeys([*old, *new]):
        here = f"{path}.{key}" if path else key
        before, after = old.get(key), new.get(key)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from differences(before, after, here)
        elif not same(before, after):
            yield here


def same(before: Given | Tree | None, after: Given | Tree | None) -> bool:
    if isinstance(before, Given) and isinstance(after, Given):
        # True equals 1 in Python, but not in a file.
        return bool(before.value == after.value) and isinstance(before.value, bool) == isinstance(after.value, bool)
    return not before and not after


def _keys(
    fields: tuple[Field, ...], values: Mapping[str, Any], implied: Mapping[str, bool] | None = None
) -> dict[str, Given | Tree]:
    keys: dict[str, Given | Tree] = {}
    for f in fields:
        value = values[f.key]
        if isinstance(value, Mapping):
            keys[f.key] = {_key(name): Given(item) for name, item in value.items()}
        else:
            empty = value is None or (isinstance(value, float) and math.isnan(value))
            left_out = implied[f.key] if implied else not f.required and value == f.default
            keys[f.key] = Given(None if empty else frozen(value), empty or left_out)
    return keys


def _key(name: Any) -> str:
    return name.isoformat() if isinstance(name, date) else str(name)


def _chart(chart: Chart) -> Tree:
    common = _keys((CHART_KIND, *CHART_KEYS), {f.key: getattr(chart, f.key) for f in (CHART_KIND, *CHART_KEYS)})
    return common | {key: Given(frozen(value)) for key, value in chart.options.items()}


def _leave_out(tree: Any, path: list[str]) -> None:
    *above, key = path
    for part in above:
        tree = tree[part]
    del tree[key]
