"""The imported file of a series: kept in the case as it came, and read again when there is a newer one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import fields, replace
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from claimbench.app.importing import ImportSeries, SeriesPlan, place_of_original, recipe_table, series_from
from claimbench.app.named_sources import sourced
from claimbench.casefile.fields import frozen
from claimbench.casefile.folder import Folder, Unreadable
from claimbench.casefile.store import replace_files
from claimbench.core.case import Case
from claimbench.core.frozen import dataclass
from claimbench.core.problem import ProblemError, error
from claimbench.core.series import Series
from claimbench.core.show import show_date, show_number
from claimbench.tables.contents import NotATable
from claimbench.tables.convert import Remark
from claimbench.tables.diff import Difference, compare
from claimbench.tables.read import Reading, given_by, read
from claimbench.tables.recipe import Recipe, from_tree

_PLAN = {field.name for field in fields(SeriesPlan)} - {"id", "label", "unit", "kind"}
_COLUMNS = _PLAN - {"turn", "said_by"}


@dataclass(frozen=True, slots=True, eq=False)
class Reread:
    """What reading a newer file would do. ``command`` does it; None where a column that is needed is gone and nobody
    has said which one has come in its place (``lost`` names those)."""

    difference: Difference
    effect: tuple[str, ...]
    remarks: tuple[Remark, ...]
    lost: tuple[str, ...]
    columns: tuple[str, ...]  # of the new file
    command: ImportSeries | None


def original_of(series: Series) -> str:
    """Where in the case the file lies that a series was read from; "" where it was not."""
    file = series.recipe.get("file", "")
    return file if isinstance(file, str) else ""


def read_original(folder: Path, series: Series) -> bytes:
    """The bytes of the file that a series was read from. Raises ProblemError."""
    try:
        return Folder(folder).read(original_of(series))
    except Unreadable as unreadable:
        raise ProblemError([unreadable.problem]) from unreadable


def keep_original(folder: Path, place: str, data: bytes) -> None:
    """Put an imported file into the case as it came. Raises ProblemError."""
    target = Folder(folder).inside(place)
    target.parent.mkdir(exist_ok=True)
    replace_files({target: data})


def free_place(case: Case, name: str, taken: Mapping[str, bytes], folder: Path | None, data: bytes) -> str:
    """A place for an imported file where no other one lies: what was read before stays, so that it can be undone."""
    first = place_of_original(case, name)
    stem, end = first.split(".original", 1)
    for number in range(1, 10_000):
        place = first if number == 1 else f"{stem}-{number}.original{end}"
        there = taken.get(place)
        if there is None and folder is not None and (folder / place).is_file():
            there = (folder / place).read_bytes()
        if there is None or there == data:
            return place
    raise ProblemError([error("not-kept", f"There are too many files called {PurePath(name).name} in the case.")])


def recipe_of(series: Series) -> tuple[SeriesPlan, Recipe]:
    """How a series was read. Raises ValueError, with a sentence, where its recipe is missing or not right."""
    tree: dict[str, Any] = {key: value for key, value in series.recipe.items() if key not in ("file", "sha256")}
    if not tree:
        raise ValueError(f"“{series.label}” was not read from a file: there is nothing to read again.")
    plan = {key: tree.pop(key) for key in list(tree) if key in _PLAN}
    if not all(isinstance(value, bool if key == "turn" else str) for key, value in plan.items()):
        raise ValueError(f"The recipe of “{series.label}” names its columns as texts, and turn as true or false.")
    plan.setdefault("value", "")
    return SeriesPlan(series.id, series.label, series.unit, series.kind, **plan), from_tree(tree)


def reread(case: Case, id: str, old: bytes, new: bytes, place: str, renamed: Mapping[str, str] | None = None) -> Reread:
    """Compare the file that a series was read from with a newer one, and read that by the same recipe. ``renamed`` maps
    columns to what they are called now. ``place`` is where the new file goes.

    Raises ValueError, with a sentence, where the recipe is not right or the new file holds no table.
    """
    series = case.series[id]
    plan, recipe = recipe_of(series)
    names = dict(renamed or {})
    before = read(old, given_by(recipe))
    after = _read_as(recipe, names, new)
    difference = compare(before.table, after.table, renamed=names)
    there = {column.name for column in after.table.columns}
    used = {part: name for part in sorted(_COLUMNS) if (name := getattr(plan, part))}
    moved = {part: names.get(name, name) for part, name in used.items()}
    lost = tuple(dict.fromkeys(used[part] for part, name in moved.items() if name not in there))
    columns = tuple(column.name for column in after.table.columns)
    if lost:
        return Reread(difference, (), (), lost, columns, None)
    plan = replace(plan, **moved)
    fresh, remarks = series_from(after.table, plan)
    known = replace(fresh, observations=sourced(case, fresh.observations)[0])
    return Reread(
        difference,
        (*_written_otherwise(before.recipe, after.recipe), *effect(case, series, known)),
        tuple(remarks),
        (),
        columns,
        ImportSeries(with_recipe(fresh, after, plan, place, new), replaces=True),
    )


def _read_as(recipe: Recipe, names: Mapping[str, str], data: bytes) -> Reading:
    """Read by the recipe of another file. Where that does not find the columns, the header may stand elsewhere now, or
    the file be written otherwise: then that is looked for anew. Raises ValueError."""
    given = given_by(recipe)
    given["columns"] = {names.get(name, name): fields for name, fields in given["columns"].items()}
    wanted = set(given["columns"])
    best: Reading | None = None
    for kept in (set(given), {"encoding", "delimiter", "quote", "escape", "sheet", "columns"}, {"columns"}):
        try:
            reading = read(data, {key: value for key, value in given.items() if key in kept})
        except NotATable as refusal:
            if best is None and kept == {"columns"}:
                raise ValueError(f"The new file cannot be read as the old one: {refusal}") from refusal
            continue
        if best is None or _found(reading, wanted) > _found(best, wanted):
            best = reading
        if _found(best, wanted) == len(wanted):
            break
    assert best is not None
    return best


def _found(reading: Reading, wanted: Set[str]) -> int:
    return sum(column.name in wanted for column in reading.table.columns)


def _written_otherwise(before: Recipe, after: Recipe) -> tuple[str, ...]:
    """What differs in how the two files are written, as far as it was needed to read them."""
    parts = []
    for part, name in (("encoding", "encoding"), ("delimiter", "delimiter"), ("header_lines", "header line")):
        was, now = getattr(before, part), getattr(after, part)
        if was != now:
            parts.append(f"{name} {_told(now)} (was {_told(was)})")
    return (f"The newer file is written otherwise: {', '.join(parts)}.",) if parts else ()


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return {"": "none", "\t": "tab", ",": "comma", ";": "semicolon"}.get(str(value), str(value))


def with_recipe(series: Series, reading: Reading, plan: SeriesPlan, place: str, data: bytes) -> Series:
    """The series with how it was read, as it is kept in the case."""
    return replace(series, recipe=frozen(recipe_table(reading, plan, place, data)))


def effect(case: Case, before: Series, after: Series) -> tuple[str, ...]:
    """What another reading changes: in the figures of the series, and in which charts and parts of the model."""
    old, new = _by_number(before), _by_number(after)
    changed = [key for key in new if key in old and new[key] != old[key]]
    counts = ((len(new.keys() - old.keys()), "new"), (len(changed), "changed"), (len(old.keys() - new.keys()), "gone"))
    said = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    sentences = [f"Figures of “{before.label}”: {said or 'all as before'}."]
    sentences += [
        f"{show_date(key[1])}: {show_number(old[key], 6)} → {show_number(new[key], 6)}." for key in changed[:3]
    ]
    parts = [each for group in (case.stocks, case.flows) for each in group.values()]
    users = [f"“{part.label}”" for part in parts if part.past == before.id]
    if users and said:
        sentences.append(f"The past of {', '.join(users)} follows it, and with it what is projected from there.")
    charts = [f"“{chart.label or chart.id}”" for chart in case.charts.values() if before.id in _named(chart.options)]
    if charts and said:
        sentences.append(f"Charts that show it: {', '.join(charts)}.")
    return tuple(sentences)


def _by_number(series: Series) -> dict[tuple[date, date, str, int], float]:
    """The figures by their periods and sources, those of one source and period one after another."""
    counted: Counter[tuple[date, date, str]] = Counter()
    found = {}
    for each in series.observations:
        key = each.start, each.end, each.source
        found[(*key, counted[key])] = each.value
        counted[key] += 1
    return found


def _named(options: Mapping[str, object]) -> set[object]:
    found: set[object] = set()
    for value in options.values():
        found |= set(value) if isinstance(value, list | tuple) else {value} if isinstance(value, str) else set()
    return found
