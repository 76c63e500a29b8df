"""Reading a case: everything that is right, and a list of everything that is not."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from claimbench.casefile.archive import archive_problems
from claimbench.casefile.columns import allot_columns
from claimbench.casefile.fields import Field, Report, frozen, look_alikes, quoted, read_fields, suggestion
from claimbench.casefile.folder import Folder, Text, Unreadable
from claimbench.casefile.points import point_record
from claimbench.casefile.records import (
    CASE,
    CHART_KEYS,
    CHART_KIND,
    CHART_OPTIONS,
    CITATION,
    CLAIM,
    CORRELATION,
    DRAWS,
    FORMAT,
    GRADES,
    SOURCE,
    TABLES,
    TIMELINE,
    observation_record,
)
from claimbench.casefile.references import references
from claimbench.casefile.rows import Rows, read_rows
from claimbench.casefile.toml_places import toml_places
from claimbench.casefile.toml_text import parse_toml
from claimbench.core.assumption import Correlation
from claimbench.core.case import ID, Case, Sampling
from claimbench.core.chart import Chart
from claimbench.core.frozen import dataclass
from claimbench.core.model import MOST_STEPS, Timeline
from claimbench.core.problem import Place, Problem, ProblemError, error, located
from claimbench.core.show import EPOCH

CASE_FILE: Final = "case.toml"
CSV_FILES: Final = ("claims.csv", "sources.csv", "citations.csv")
# Names in formulas share one namespace; the other tables each have their own.
FORMULA_NAMES: Final = ("units", "assumptions", "stocks", "flows", "variables", "measures")
MOST_DRAWS: Final = 2**20
_TABLES_OF_CASE: Final = ("timeline", "draws", "units", *TABLES, "charts", "correlations", "grade_errors")

# From each older format to the next: takes the content of case.toml and gives it in the format after.
MIGRATIONS: Final[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}


class Places(Mapping[str, Place]):
    """Where the fields of a case stand, by path. Worked out when first asked: a case without problems never asks."""

    def __init__(self, read: Callable[[], Mapping[str, Place]]) -> None:
        self._read = read

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        return self._read()

    def __getitem__(self, path: str) -> Place:
        return self._places[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case as far as it could be read, all problems of its files, where each field stands, and the SHA-256 of each
    file that was read."""

    case: Case
    problems: tuple[Problem, ...]
    places: Mapping[str, Place]
    hashes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A case with the texts that it was read from: what :mod:`~claimbench.casefile.save` needs to change them.

    ``allotted`` are the paths of columns that the files do not have. ``rows`` are the CSV files by name."""

    loaded: Loaded
    toml: Text
    rows: Mapping[str, Rows]
    allotted: frozenset[str]

    @property
    def hashes(self) -> Mapping[str, str]:
        return self.loaded.hashes


def load(folder: Path) -> Loaded:
    """Read the case in a folder.

    Raises ProblemError only where there is no case to show: no folder, no ``case.toml``, one that is no TOML, or a
    format newer than this program knows.
    """
    here = Folder(folder)
    loaded = read_case(here).loaded
    return replace(loaded, problems=(*loaded.problems, *archive_problems(loaded.case, here, loaded.places)))


def read_case(folder: Folder) -> Reading:
    """As :func:`load`, with the texts kept."""
    toml = _case_text(folder)
    content = parse_toml(toml.text, CASE_FILE)
    raw = _in_this_format(content.raw)
    reader = _Reader(folder, raw)
    allotted = allot_columns(reader.case())
    case = allotted.case
    found = [*reader.problems, *allotted.problems]
    found += [problem for problem in references(case) if problem.code not in reader.unread]

    def read_places() -> Mapping[str, Place]:
        return toml_places(toml.text, CASE_FILE) | {
            path: place for rows in reader.rows.values() for path, place in rows.places().items()
        }

    places = Places(read_places)
    problems = [_placed(problem, places) for problem in found]
    known = {problem.place for problem in problems}
    problems += [problem for problem in content.bad_dates if problem.place not in known]
    hashes = {CASE_FILE: toml.sha256} | {file: rows.text.sha256 for file, rows in reader.rows.items()}
    return Reading(Loaded(case, tuple(problems), places, hashes), toml, reader.rows, allotted.paths)


def _placed(problem: Problem, places: Mapping[str, Place]) -> Problem:
    problem = located(problem, places)
    return problem if problem.place else replace(problem, place=Place(CASE_FILE, 1))


def _case_text(folder: Folder) -> Text:
    if not folder.path.is_dir() and not folder.drafts:
        what = "is a file, not a folder" if folder.path.exists() else "does not exist"
        hint = f"A case is a folder with a file {CASE_FILE} in it."
        raise ProblemError([error("no-case", f"{folder.path} {what}.", hint=hint)])
    try:
        text = folder.text(CASE_FILE)
    except Unreadable as unreadable:
        raise ProblemError([unreadable.problem]) from unreadable
    if text.problem:
        raise ProblemError([text.problem])
    return text


def _in_this_format(raw: dict[str, Any]) -> dict[str, Any]:
    number = raw.get("format", FORMAT)
    if not isinstance(number, int) or isinstance(number, bool):
        return raw  # reported as any field that does not fit
    if number > FORMAT:
        message = f"This case is written in format {number}; this version of Claimbench reads up to format {FORMAT}."
        raise ProblemError([replace(error("newer-format", message, "format", hint="Update Claimbench."), place=_TOP)])
    while number in MIGRATIONS:
        raw = MIGRATIONS[number](raw)
        number += 1
    return raw


_TOP: Final = Place(CASE_FILE, 1)


class _Reader:
    """Builds a case from the content of ``case.toml`` and the CSV files beside it, noting every problem."""

    def __init__(self, folder: Folder, raw: dict[str, Any]) -> None:
        self.folder = folder
        self.raw = raw
        self.problems: list[Problem] = []
        self.rows: dict[str, Rows] = {}
        self.unread: set[str] = set()  # codes of references into a table that could not be read

    def report(self, path: str) -> Report:
        return Report(self.problems, path)

    def case(self) -> Case:
        self.misspelt_tables()
        top = self.fields("", {key: value for key, value in self.raw.items() if key not in _TABLES_OF_CASE}, CASE)
        timeline, as_of = self.timeline(top["as_of"])
        units = self.units()
        tables = {name: self.records(name) for name in TABLES}
        charts = self.charts()
        self.shared_names({"units": units, **tables})
        for name in list(tables["series"]):
            tables["series"][name] = self.observed(tables["series"][name])
        charts = {id: self.with_points(chart) if chart.file else chart for id, chart in charts.items()}
        return Case(
            id=self.folder.path.resolve().name,
            title=top["title"],
            question=top["question"],
            handling=top["handling"],
            as_of=as_of,
            timeline=timeline,
            sampling=self.sampling(),
            units=units,
            **tables,
            charts=charts,
            correlations=self.correlations(),
            held=tuple(dict.fromkeys(top["held"])),
            weigh_by_grade=top["weigh_by_grade"],
            grade_errors=self.grade_errors(),
            claims={claim.id: claim for claim in self.csv("claims", CLAIM, keyed=True)},
            sources={source.id: source for source in self.csv("sources", SOURCE, keyed=True)},
            citations=tuple(self.csv("citations", CITATION, keyed=False)),
        )

    def misspelt_tables(self) -> None:
        single = tuple(f.key for f in CASE)
        for known, other in look_alikes((*_TABLES_OF_CASE, *single), tuple(self.raw)).items():
            if known in _TABLES_OF_CASE:
                hint = f"Did you mean {known}?"
                self.report("").warning("unknown-key", other, f"The table {quoted(other)} is not known here.", hint)

    def fields(self, path: str, raw: Mapping[str, Any], fields: tuple[Field, ...]) -> dict[str, Any]:
        values = read_fields(fields, raw, self.report(path))
        assert values is not None  # none of these fields is vital
        return values

    def table(self, name: str) -> dict[str, Any]:
        raw = self.raw.get(name, {})
        if isinstance(raw, dict):
            return raw
        self.report("").error("not-a-table", name, f"{name} is not a table.", f"Write [{name}] on a line of its own.")
        return {}

    def timeline(self, as_of: date | None) -> tuple[Timeline, date]:
        values = self.fields("timeline", self.table("timeline"), TIMELINE)
        report = self.report("timeline")
        start, projection, end = values["start"], values["projection"], values["end"]
        if start and projection and start > projection:
            report.error("order", "projection", "The projection starts before the timeline does.")
        if projection and end and projection > end:
            report.error("order", "end", "The timeline ends before the projection starts.")
        if values["step"] is None or values["method"] is None:
            values["step"], values["method"] = values["step"] or "month", values["method"] or "euler"
        if values["substeps"] < 1:
            report.error("too-small", "substeps", "substeps is less than 1.", "1 is one step of the sum per time step.")
            values["substeps"] = 1
        # A date that is missing is a problem already; some date must stand there, so that the rest can be shown.
        stand_in = next((d for d in (projection, as_of, start, end) if d), EPOCH)
        days_given = {key: values[key] or stand_in for key in ("start", "projection", "end")}
        line = Timeline(**(values | days_given))
        if start and end and line.about_steps > MOST_STEPS:
            message = f"The timeline has about {line.about_steps:,.0f} steps; {MOST_STEPS:,} are the most."
            report.error("too-many-steps", "end", message, "Shorten it, or take a longer step.")
        return line, as_of or stand_in

    def sampling(self) -> Sampling:
        values = self.fields("draws", self.table("draws"), DRAWS)
        report = self.report("draws")
        count, seed, following = values["count"], values["seed"], values["next_column"]
        if not 1 <= count <= MOST_DRAWS:
            report.error("bad-count", "count", f"count is {count}; it goes from 1 to {MOST_DRAWS}.", "Such as 16_384.")
            count = Sampling().draws
        elif count & (count - 1):
            hint = "Sobol points are spread evenly in powers of two, such as 16_384."
            report.warning("uneven-count", "count", f"count is {count}, which is not a power of two.", hint)
        for key in ("seed", "next_column"):
            if values[key] < 0:
                report.error("negative", key, f"{key} is less than 0.")
        return Sampling(count, max(seed, 0), max(following, 0))

    def units(self) -> dict[str, str]:
        report = self.report("units")
        units = {}
        for name, text in self.table("units").items():
            if not isinstance(text, str):
                report.error("not-text", name, f"{quoted(text)} does not describe a unit.", "Describe it in words.")
            elif self.is_name("units", name, report):
                units[name] = text
        return units

    def correlations(self) -> tuple[Correlation, ...]:
        raw = self.raw.get("correlations", [])
        if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
            hint = "Write [[correlations]] above each, and below it first, second and rank."
            self.report("").error("not-a-list", "correlations", "correlations is not a list of tables.", hint)
            return ()
        found = []
        for number, one in enumerate(raw):
            report = self.report(f"correlations.{number}")
            values = read_fields(CORRELATION.fields, one, report)
            if values is not None:
                found.append(CORRELATION.build("", values, report))
        return tuple(found)

    def grade_errors(self) -> dict[str, float]:
        report = self.report("grade_errors")
        chances = {}
        for grade, chance in self.table("grade_errors").items():
            if grade not in GRADES:
                hint = suggestion(grade.upper(), GRADES) or "A grade is a letter A to F and a digit 1 to 6, such as B2."
                report.error("unknown-word", grade, f"{quoted(grade)} is not a grade.", hint)
            elif isinstance(chance, bool) or not isinstance(chance, int | float) or not 0 <= chance < 1:
                message = f"The chance for {grade} is {quoted(chance)}, which is not a number from 0 to below 1."
                report.error("bad-chance", grade, message, "0.05 means wrong one time in twenty.")
            else:
                chances[grade] = float(chance)
        return chances

    def records(self, name: str) -> dict[str, Any]:
        record = TABLES[name]
        found = {}
        for id, raw in self.entries(name):
            report = self.report(f"{name}.{id}")
            values = read_fields(record.fields, raw, report)
            if values is not None:
                found[id] = record.build(id, values, report)
        return found

    def entries(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for id, raw in self.table(name).items():
            report = self.report(name)
            if not isinstance(raw, dict):
                report.error("not-a-table", id, f"{name}.{id} is not a table.", f"Write [{name}.{id}] above its keys.")
            elif self.is_name(name, id, report):
                yield id, raw

    def is_name(self, table: str, id: str, report: Report) -> bool:
        """Whether an id can be one; names in formulas must be names in Python, written as Python would read them."""
        if table in FORMULA_NAMES:
            fits = id.isidentifier() and not keyword.iskeyword(id) and unicodedata.normalize("NFKC", id) == id
            hint = "Letters, digits and _ make a name; it starts with no digit and is not a word of Python such as if."
        else:
            fits = ID.fullmatch(id) is not None
            hint = "Letters, digits, _ and - make an id."
        if not fits:
            message = f"{quoted(id)} cannot be the id of one of the {table}."
            report.error("bad-id", id, message, hint)
        return fits

    def charts(self) -> dict[str, Chart]:
        charts = {}
        for id, raw in self.entries("charts"):
            report = self.report(f"charts.{id}")
            kind = read_fields((CHART_KIND,), {key: raw[key] for key in ("kind",) if key in raw}, report)
            if kind is None:
                continue
            options = CHART_OPTIONS[kind["kind"]]
            values = read_fields((CHART_KIND, *CHART_KEYS, *options), raw, report)
            assert values is not None  # the kind is there, and nothing else is vital
            common = {f.key: values[f.key] for f in (CHART_KIND, *CHART_KEYS)}
            known = {f.key: values[f.key] for f in options if f.key in raw and values[f.key] is not None}
            unknown = {key: frozen(value) for key, value in raw.items() if key not in values}
            charts[id] = Chart(id=id, **common, options=known | unknown)
        return charts

    def shared_names(self, tables: Mapping[str, Mapping[str, object]]) -> None:
        owners: dict[str, str] = {}
        for table in FORMULA_NAMES:
            for name in tables[table]:
                if owners.setdefault(name, table) != table:
                    message = f"{quoted(name)} is also the name of one of the {owners[name]}."
                    hint = "Formulas could not tell them apart: rename one."
                    self.report(table).error("name-used-twice", name, message, hint)

    def observed(self, series: Any) -> Any:
        path = f"series.{series.id}"
        if not series.file or self.is_taken(path, series.file):  # if missing or unfit, it is reported
            return series
        record = observation_record(series.kind)
        rows = self.read(series.file, path, record, needed=series.kind, keyed=False, named_at="file")
        if rows is None:
            return series
        observations = tuple(rows.records)
        weights: dict[tuple[date, date], float] = {}
        for o in observations:
            if o.standing != "wrong":
                weights[o.start, o.end] = weights.get((o.start, o.end), 0.0) + o.weight
        for number, o in enumerate(observations):
            if weights.pop((o.start, o.end), 1.0) == 0.0:
                message = f"All figures for the period that ends on {o.end} have the weight 0."
                self.report(f"{path}.{number}").error("no-weight", "weight", message, "One must weigh more than 0.")
        return replace(series, observations=observations)

    def with_points(self, chart: Chart) -> Chart:
        path, known = f"charts.{chart.id}", self.rows.get(chart.file)
        if known is not None and known.path.startswith("charts."):  # that of the chart which it is a copy of
            return replace(chart, points=tuple(known.records))
        if self.is_taken(path, chart.file):
            return chart
        rows = self.read(chart.file, path, point_record(chart), needed="points", keyed=False, named_at="file")
        return chart if rows is None else replace(chart, points=tuple(rows.records))

    def is_taken(self, path: str, file: str) -> bool:
        """Whether something else is read from a file of that name, which is then reported."""
        if file not in (CASE_FILE, *CSV_FILES) and file not in self.rows:
            return False
        hint = f"Each of the {path.partition('.')[0]} has a file of its own."
        self.report(path).error("file-used-twice", "file", f"{file} is read as something else already.", hint)
        return True

    def csv(self, name: str, record: Any, keyed: bool) -> list[Any]:
        rows = self.read(f"{name}.csv", name, record, needed=name, keyed=keyed)
        if rows is None or not rows.complete:
            self.unread.add(f"unknown-{name.removesuffix('s')}")
        return list(rows.records) if rows else []

    def read(self, file: str, path: str, record: Any, needed: str, keyed: bool, named_at: str = "") -> Rows | None:
        try:
            rows = read_rows(self.folder, file, path, record, needed, keyed)
        except Unreadable as unreadable:
            problem = unreadable.problem
            where = f"{path}.{named_at}" if named_at else path
            # A file that is missing is a problem of the line that names it.
            place = None if named_at and problem.code in ("missing-file", "bad-path") else problem.place
            self.problems.append(replace(problem, path=where, place=place))
            return None
        self.rows[file] = rows
        self.problems += rows.problems
        return rows
