"""Bringing a table into a case: as an observed series, as claims or as sources; and how a file was read, as JSON."""

from __future__ import annotations

import hashlib
import re
import stat
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from claimbench.app import follow, units
from claimbench.app.commands import Command
from claimbench.app.named_sources import sourced
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.series import Observation, Series
from claimbench.core.show import from_day_number
from claimbench.tables.characters import shown
from claimbench.tables.contents import LARGEST, NotATable
from claimbench.tables.convert import (
    Amount,
    Level,
    Remark,
    gaps_and_overlaps,
    lagging,
    to_amounts,
    to_levels,
    unequal_periods,
)
from claimbench.tables.read import Reading
from claimbench.tables.recipe import as_tree
from claimbench.tables.table import Column, Table, Values
from claimbench.tables.words import CUMULATIVE

if TYPE_CHECKING:
    from claimbench.app.exploring import Opened

Kind = Literal["level", "amount"]
INCOMPLETE: Final = "may still be incomplete"
_TEXTS: Final = ("source", "address", "reported_on", "note")
DATED: Final = ("date", "excel date", "epoch")
_PARTS: Final = ("period", "start", "end", "value", "low", "high", *_TEXTS, "said_by")


def bytes_of(path: Path) -> bytes:
    """The bytes of a file that is read at once. Raises NotATable where they are too many, or it is no file at all;
    OSError where it cannot be read."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise NotATable("This is no file with data in it. Choose one.")
    if status.st_size > LARGEST:
        raise NotATable(
            f"It has {status.st_size >> 20:,} MiB, more than the {LARGEST >> 20} that are read at once. Text of any"
            " size can be opened as a table to explore, or written as CSV with --to."
        )
    return path.read_bytes()


def reading_json(reading: Reading, whole: Opened | None = None) -> dict[str, Any]:
    """How a file was read and what was read, as plain values; ``whole`` is the table of a large file, of which the
    reading is of the beginning."""
    recipe = reading.recipe
    numbers = [column for column in recipe.columns if column.type == "number"]
    doubtful = {decision.subject for decision in reading.ambiguous}
    thousands = Counter(column.thousands for column in numbers if column.thousands)
    return {
        "table": True,
        "encoding": recipe.encoding or None,
        "delimiter": None if recipe.sheet else recipe.delimiter,
        "quote": recipe.quote or None,
        "escape": recipe.escape or None,
        "sheet": recipe.sheet or None,
        "decimal": Counter(column.decimal for column in numbers).most_common(1)[0][0] if numbers else None,
        "thousands": thousands.most_common(1)[0][0] if thousands else None,
        "header_lines": list(recipe.header_lines),
        "units_line": recipe.units_line,
        "columns": [
            {
                "name": shown(column.name),
                "type": column.recipe.type,
                "unit": column.recipe.unit or None,
                "missing": column.missing if whole is None else whole.frame.missing(at),
                "ambiguous": any(subject.startswith(f"columns.{column.name}.") for subject in doubtful),
                "decimal": column.recipe.decimal if column.recipe.type == "number" else None,
                "thousands": (column.recipe.thousands or None) if column.recipe.type == "number" else None,
                "year": column.recipe.year or None,
                "year_begins": column.recipe.year_begins or None,
                "order": column.recipe.order if column.recipe.type == "date" else None,
                "tag": column.recipe.tag or None,
            }
            for at, column in enumerate(reading.table.columns)
        ],
        "row_count": reading.table.row_count if whole is None else whole.frame.row_count,
        "lines": dict(reading.line_counts if whole is None else whole.line_counts),
        "decided_on_lines": sum(reading.line_counts.values()),
        "findings": [
            {
                "line": finding.line,
                "column": finding.column,
                "text": shown(finding.text),
                "code": finding.code,
                "message": finding.message,
                "suggestion": shown(finding.suggestion) or None,
                "count": finding.count,
            }
            for finding in (reading.findings if whole is None else whole.findings)
        ],
        "decisions": [
            {
                "subject": shown(decision.subject),
                "value": list(decision.value) if isinstance(decision.value, tuple) else decision.value,
                "reason": shown(decision.reason),
                "ambiguous": decision.ambiguous,
                "alternatives": [{"value": other.value, "score": other.score} for other in decision.alternatives],
            }
            for decision in reading.decisions
        ],
    }


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """How a table becomes a series: the columns that hold the period (or its ``start`` and ``end``), the value and what
    goes with it; ``low`` and ``high`` are columns with its range. ``said_by`` is the source of all figures that name
    none themselves. ``turn`` says that the figures are of the other kind than ``kind`` and are to be converted."""

    id: str
    label: str
    unit: str
    kind: Kind
    value: str
    period: str = ""
    start: str = ""
    end: str = ""
    low: str = ""
    high: str = ""
    source: str = ""
    address: str = ""
    reported_on: str = ""
    note: str = ""
    said_by: str = ""
    turn: bool = False

    def tree(self) -> dict[str, Any]:
        """The plan's columns, as they are kept beside the recipe."""
        tree: dict[str, Any] = {part: name for part in _PARTS if (name := getattr(self, part))}
        return tree | ({"turn": True} if self.turn else {})


def likely_plan(table: Table, id: str, label: str = "", unit: str = "", kind: Kind | None = None) -> SeriesPlan:
    """A plan by the types and names of the columns. Raises ValueError where there is no date or no number."""
    dates = [column for column in table.columns if column.recipe.type in DATED]
    dates.sort(key=lambda column: not column.recipe.year)  # what gets its year from another column is finer than that
    numbers = [column for column in table.columns if column.recipe.type == "number"]
    if not dates or not numbers:
        raise ValueError(f"A series needs a column of {'numbers' if dates else 'dates'}, and none was found.")
    named = {column.name.casefold(): column.name for column in table.columns}
    start = next((c.name for c in dates if re.match(r"start|from|begin|від|с\b|von", c.name.casefold())), "")
    end = next((c.name for c in dates if re.match(r"end|to\b|until|till|до|по|bis", c.name.casefold())), "")
    value = next((c for c in numbers if c.name.casefold() == "value"), numbers[0])
    if kind is None:
        dated = table.row_count > 2 and not start and _dated_levels(dates[0], value)
        kind = "level" if dated or names_total(value.name) else "amount"
    if start and end:
        plan = SeriesPlan(id, label, unit, kind, value.name, start=start, end=end)
    else:
        plan = SeriesPlan(id, label, unit, kind, value.name, period=end or dates[0].name)
    texts: dict[str, Any] = {part: named[part] for part in _TEXTS if part in named}
    return replace(plan, label=label or value.name, unit=unit or value.recipe.unit, **texts)


def names_total(name: str) -> bool:
    """Whether a column is called a running total."""
    return any(word in name.casefold() for word in CUMULATIVE)


def _dated_levels(dates: Column, value: Column) -> bool:
    """Whether figures are for single days and are a running total, most likely: they never fall, or lie days apart, so
    that each would be the amount of one day among many."""
    if dates.values is None or value.values is None:
        return False
    known = ~np.isnan(value.values.value) & ~np.isnan(dates.values.low)
    days = dates.values.low[known]
    if not bool(np.all(days == dates.values.high[known])):
        return False
    order = np.argsort(days, kind="stable")
    steps, rises = np.diff(np.unique(days)), np.diff(value.values.value[known][order])
    return bool(np.all(rises >= 0)) or (len(steps) > 0 and float(np.median(steps)) > 1)


def series_from(table: Table, plan: SeriesPlan) -> tuple[Series, list[Remark]]:
    """The series that a plan makes of a table, and what a reader has to know of it: gaps, falls, conflicts, lag.

    Rows without a value or a date are left out; they are among the findings of the reading. Figures that conflict are
    kept side by side. Raises ValueError where a column is not there or is of the wrong type.
    """
    observations = _observations(table, plan)
    if not observations:
        raise ValueError("No row has both a date and a number.")
    if plan.turn:
        observations, remarks = turned(observations, plan.kind)
    else:
        remarks = remarks_on(observations, plan.kind)
    file = f"series/{plan.id}.csv"
    told = marked(observations, remarks)
    return Series(plan.id, plan.label, plan.unit, plan.kind, file, tuple(told)), remarks


def _column(table: Table, name: str, *types: str) -> Column:
    try:
        column = table.column(name)
    except KeyError:
        names = ", ".join(f"“{column.name}”" for column in table.columns)
        raise ValueError(f"There is no column “{name}”. There are {names}.") from None
    if types and column.recipe.type not in types:
        raise ValueError(f"The column “{name}” was read as {column.recipe.type}, not as {types[0]}.")
    return column


def _observations(table: Table, plan: SeriesPlan) -> list[Observation]:
    values = _column(table, plan.value, "number").values
    first = _column(table, plan.start or plan.period or plan.end, *DATED).values
    last = _column(table, plan.end or plan.period or plan.start, *DATED).values
    assert values is not None
    assert first is not None
    assert last is not None
    texts = {part: _column(table, name).texts for part in _TEXTS if (name := getattr(plan, part))}
    observations = []
    for row in range(table.row_count):
        value = float(values.value[row])
        if np.isnan(value) or np.isnan(first.low[row]) or np.isnan(last.high[row]):
            continue
        start, end = from_day_number(float(first.low[row])), from_day_number(float(last.high[row]))
        if plan.kind == "level" and not plan.turn:
            start = end
        elif start > end:
            raise ValueError(f"In line {table.lines[row]} the period starts on {start}, after its end, {end}.")
        words: dict[str, Any] = {part: column[row].strip() for part, column in texts.items()}
        words["source"] = words.get("source") or plan.said_by
        low, high = _range(table, plan, values, row)
        margin = (high - low) / 2 if high > low else 0.0
        relation = values.relations.get(row)
        if relation not in (None, "between"):
            said = f"{relation}: “{table.column(plan.value).texts[row].strip()}”"
            words["note"] = "; ".join(filter(None, [said, words.get("note", "")]))
        observations.append(Observation(start, end, value, "rounded" if margin else "exact", tolerance=margin, **words))
    return sorted(observations, key=lambda each: (each.end, each.start))


def _range(table: Table, plan: SeriesPlan, values: Values, row: int) -> tuple[float, float]:
    """What a figure may be: by the columns for that, or else by its own cell."""
    ends = [float(values.low[row]), float(values.high[row])]
    for at, name in enumerate((plan.low, plan.high)):
        if name:
            given = _column(table, name, "number").values
            if given is not None and not np.isnan(given.value[row]):
                ends[at] = float(given.value[row])
    return ends[0], ends[1]


def turned(
    observations: Sequence[Observation], kind: Kind, opening: float = 0.0
) -> tuple[list[Observation], list[Remark]]:
    """The figures converted to that kind: each keeps the source of the figure that it ends with. ``opening`` is what a
    running total begins from. Raises ValueError where there is only one figure and no difference."""
    places = list(enumerate(observations))
    if kind == "amount":
        amounts, remarks = to_amounts([Level(each.end, each.value, each.tolerance, (at,)) for at, each in places])
        if not amounts:
            raise ValueError("There is one running total alone: amounts are the differences of several.")
        remarks += lagging(amounts)
        made = [_derived(observations, a.of, start=a.start, end=a.end, value=a.value, tolerance=a.tolerance)
                for a in amounts]  # fmt: skip
    else:
        parts = [Amount(each.start, each.end, each.value, each.tolerance, (at,)) for at, each in places]
        levels, remarks = to_levels(parts, opening)
        remarks += lagging(parts)
        made = [_derived(observations, a.of, start=a.day, end=a.day, value=a.value, tolerance=a.tolerance)
                for a in levels]  # fmt: skip
    return made, remarks


def _derived(observations: Sequence[Observation], of: Sequence[int], **changes: Any) -> Observation:
    first, last = observations[of[0]], observations[of[-1]]
    note = f"difference from a figure of {first.source}" if first.source not in ("", last.source) else ""
    return replace(last, standing="derived", note="; ".join(filter(None, [last.note, note])), **changes)


def remarks_on(observations: Sequence[Observation], kind: Kind) -> list[Remark]:
    """What a reader has to know of figures: falls, conflicts, gaps, unequal periods, lag."""
    if kind == "level":
        amounts, remarks = to_amounts([Level(each.end, each.value) for each in observations])
        falling = sum(len(remark.at) for remark in remarks if remark.code == "falling")
        return remarks if falling else remarks + lagging(amounts)
    amounts = [Amount(each.start, each.end, each.value) for each in observations]
    return gaps_and_overlaps(amounts) + unequal_periods(amounts) + lagging(amounts)


def marked(observations: Sequence[Observation], remarks: Sequence[Remark]) -> list[Observation]:
    """The figures, of which those that are likely to be incomplete say so."""
    late = {remark.at[-1] for remark in remarks if remark.code == "lag"}
    return [
        replace(each, note="; ".join(filter(None, [each.note, INCOMPLETE]))) if each.end in late else each
        for each in observations
    ]


@dataclass(frozen=True, slots=True)
class ImportSeries(Command):
    """Put a series into the case, or in the place of the one with its id, with the sources that its figures name."""

    series: Series
    replaces: bool = False

    def apply(self, case: Case) -> Case:
        taken = () if self.replaces else case.series
        id = follow.checked_id(self.series.id, taken, "series")
        if trouble := units.trouble(case, self.series.unit):
            raise ValueError(trouble)
        observations, new = sourced(case, self.series.observations)
        series = replace(self.series, observations=observations)
        if (old := case.series.get(id)) is not None:  # what was decided about the series stays
            series = replace(series, file=old.file, gaps=old.gaps, later=old.later, columns=_kept(old, series))
        sources = {**case.sources, **{source.id: source for source in new}} if new else case.sources
        return replace(case, series={**case.series, id: series}, sources=sources)

    def sentence(self, before: Case, after: Case) -> str:
        count, new = len(self.series.observations), len(after.sources) - len(before.sources)
        sources = f", {new:,} new source{'s' if new > 1 else ''}" if new else ""
        done = "read again" if self.replaces else "imported"
        return f"Series “{self.series.label}” {done}, {count:,} figures{sources}"


def _kept(old: Series, new: Series) -> tuple[tuple[date, int], ...]:
    """The columns of periods that are still there: they keep their draws."""
    ends = {observation.end for observation in new.observations}
    return tuple((end, column) for end, column in old.columns if end in ends)


def recipe_table(reading: Reading, plan: SeriesPlan, file: str, data: bytes) -> dict[str, Any]:
    """What is kept of an import in ``case.toml``, under ``series.ID.recipe``: the imported file as it came, what it
    hashes to, the plan and the recipe."""
    return {"file": file, "sha256": hashlib.sha256(data).hexdigest(), **plan.tree(), **as_tree(reading.recipe)}


def place_of_original(case: Case, name: str) -> str:
    """Where in the case the imported file goes, as it came: a name that no series has for its own figures."""
    plain = re.sub(r"[^\w.-]+", "_", PurePath(name).name).strip("._") or "imported"
    taken = {series.file.casefold() for series in case.series.values()}
    stem, dot, end = plain.rpartition(".")
    stem, end = (stem, dot + end) if stem else (plain, "")
    for number in range(1, len(taken) + 2):
        file = f"series/{stem}{'' if number == 1 else f'-{number}'}.original{end}"
        if file.casefold() not in taken:
            break
    return file
