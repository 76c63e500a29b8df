"""A file read for trial: what comes out of it, and what series it would make. Nothing is taken into the case."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from claimbench.app.chart_edits import free_id
from claimbench.app.importing import ImportSeries, SeriesPlan, likely_plan, series_from
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.series import Series
from claimbench.tables.contents import NotATable
from claimbench.tables.convert import told
from claimbench.tables.disk import Progress
from claimbench.tables.layout import Role
from claimbench.tables.read import Reading, read
from claimbench.tables.recipe import Recipe

#: Names of columns that do not tell what a figure is of.
_SAYS_NOTHING: Final = re.compile(
    r"column \d+|[\W\d_]*|.|(obs[_ ])?values?|amount|count|number|total|figures?|data", re.IGNORECASE
)
_TOLD: Final = 2  # remarks of each kind
_NAMED: Final = 4  # sources
#: Figures for each date from which on they are taken to be about several things, and what is said then.
_SEVERAL: Final = 1.5
_SPLIT: Final = (
    "Most dates have several figures. Where they are about several things, open the table to explore: there each is "
    "drawn in a colour of its own and can be kept as a series."
)


@dataclass(frozen=True, slots=True, eq=False)
class Understood:
    """A reading, and the series that it would make or why it makes none."""

    reading: Reading | None
    refusal: str = ""
    series: str = ""
    no_series: str = ""
    plan: SeriesPlan | None = None
    made: Series | None = None


def understand(
    data: bytes,
    given: Mapping[str, Any],
    plan: SeriesPlan | None,
    case: Case,
    name: str,
    progress: Progress = lambda share: True,
) -> Understood:
    """Read the bytes, and try out the plan for a series, or a likely one. Runs away from the window. Raises Cancelled
    where ``progress`` has asked for it."""
    try:
        reading = read(data, given, progress)
    except NotATable as refusal:
        return Understood(None, str(refusal))
    try:
        if plan is None:
            plan = likely_plan(reading.table, "")
            label = _label(plan, name)
            plan = replace(plan, id=free_series_id(case, label), label=label)
        series, remarks = series_from(reading.table, plan)
        after = ImportSeries(series).apply(case)
    except ValueError as refusal:
        return Understood(reading, no_series=str(refusal), plan=plan)
    count = len(series.observations)
    first, last = series.observations[0], series.observations[-1]
    said = [f"{count:,} figure{'s' if count != 1 else ''}, from {first.start} to {last.end}."]
    if count > _SEVERAL * len({(each.start, each.end) for each in series.observations}):
        said.append(_SPLIT)
    if names := [f"“{source.label}”" for id, source in after.sources.items() if id not in case.sources]:
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        said.append(f"New among the sources: {', '.join(names[:_NAMED])}{more}.")
    said += [f"• {each}" for each in told(remarks, _TOLD)]
    return Understood(reading, series="\n".join(said), plan=plan, made=series)


def with_roles(given: Mapping[str, Any], recipe: Recipe, lines: Sequence[int], role: Role) -> dict[str, Any]:
    """What to give to a reading so that lines (on which records start) are something else than they were. Those of the
    header, and the line of units, are decisions of their own."""
    changed = dict(given)
    was = recipe.header_lines
    header = tuple(sorted({*was, *lines} if role == "header" else {*was} - {*lines}))
    if header != was:
        changed["header_lines"] = header
        changed.pop("columns", None)  # the columns have other names now
    if recipe.units_line in lines:
        changed["units_line"] = 0
    roles = {line: before for line, before in given.get("lines", ()) if line not in lines}
    if role != "header":
        roles |= dict.fromkeys(lines, role)
    changed["lines"] = tuple(sorted(roles.items()))
    return changed


def _label(plan: SeriesPlan, file: str) -> str:
    """What a series is called at first: as its column, without the unit, or as the file where that says no more than
    "value"."""
    column = " ".join(plan.value.split())
    if plan.unit:
        column = re.sub(rf"[\s,]*[(\[]?{re.escape(plan.unit)}[)\]]?$", "", column) or column
    return file if _SAYS_NOTHING.fullmatch(column) else column


def free_series_id(case: Case, label: str) -> str:
    """An id for a new series, made from its name."""
    return free_id(label, case.series)
