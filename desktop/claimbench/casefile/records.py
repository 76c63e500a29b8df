"""The records of a case, field by field: the format of ``case.toml`` and of the CSV files as one table.

Reading, writing and the search for misspelt names all go by it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from claimbench.casefile.fields import (
    COLUMNS,
    DAY,
    FLAG,
    NUMBER,
    NUMBER_OR_DAY,
    NUMBERS,
    PAIR,
    REQUIRED,
    TEXT,
    TEXTS,
    TREE,
    TRIPLE,
    VALUES,
    WHOLE,
    Field,
    Report,
    choice,
    quoted,
)
from claimbench.casefile.lists import HISTORY, STATUSES, TAGS
from claimbench.core.assumption import DISTRIBUTIONS, Assumption, Correlation, beta_best
from claimbench.core.chart import Scenario
from claimbench.core.chart_options import OPTIONS, Option
from claimbench.core.claim import Claim, Definition, Reading
from claimbench.core.frozen import dataclass
from claimbench.core.model import Calculation, Flow, Measure, Stock, Variable
from claimbench.core.relation import RELATIONS
from claimbench.core.series import Observation, Series
from claimbench.core.show import day_number, from_day_number
from claimbench.core.source import Citation, Source

FORMAT: Final = 1
NO_COLUMN: Final = -1  # of an assumption that has not got one yet

BOUNDS = ("minimum count", "point", "range", "assertion", "rule of thumb")
RELIABILITIES = ("A", "B", "C", "D", "E", "F")
GRADES = tuple(f"{reliability}{credibility}" for reliability in RELIABILITIES for credibility in range(1, 7))
STANDINGS = ("exact", "rounded", "derived", "wrong")


@dataclass(frozen=True, slots=True)
class Record:
    """One kind of record. ``build`` makes it from its id and its values by key, reporting what does not go together
    (None: there is no record); ``flat`` gives the values back."""

    fields: tuple[Field, ...]
    build: Callable[[str, dict[str, Any], Report], Any]
    flat: Callable[[Any], dict[str, Any]]

    def implied(self, record: Any) -> dict[str, bool]:
        """By key, whether a reader would come to the same value without it, so that it need not be written."""
        flat = self.flat(record)
        derived = derived_numbers(record) if isinstance(record, Assumption) else {}
        return {f.key: not f.required and flat[f.key] in (f.default, derived.get(f.key)) for f in self.fields}


def _plain(kind: Callable[..., Any], *fields: Field) -> Record:
    """A record whose attributes are called like its keys."""
    keys = tuple(f.key for f in fields)

    def build(id: str, values: dict[str, Any], report: Report) -> Any:
        return kind(id=id, **values)

    return Record(fields, build, lambda record: {key: getattr(record, key) for key in keys})


# -- case.toml ---------------------------------------------------------------------------------------------------

CASE = (
    Field("format", WHOLE, REQUIRED),
    Field("title", default=REQUIRED),
    Field("question"),
    Field("as_of", DAY, REQUIRED),
    Field("handling"),
    Field("held", TEXTS, ()),
    Field("weigh_by_grade", FLAG, False),
)
TIMELINE = (
    Field("start", DAY, REQUIRED),
    Field("projection", DAY, REQUIRED),
    Field("end", DAY, REQUIRED),
    Field("step", choice("day", "week", "month", "quarter", "year"), "month"),
    Field("substeps", WHOLE, 1),
    Field("method", choice("euler", "rk4"), "euler"),
)
DRAWS = (
    Field("count", WHOLE, 16_384),
    Field("seed", WHOLE, 1),
    Field("next_column", WHOLE, 0),
)


def derived_numbers(assumption: Assumption) -> dict[str, float]:
    """What ``low``, ``best`` and ``high`` are where they are not given, as far as the rest decides them."""
    return _derived(
        assumption.distribution,
        {
            "low": assumption.low,
            "best": assumption.best,
            "high": assumption.high,
            "shapes": assumption.shapes,
            "values": assumption.values,
            "weights": assumption.weights,
        },
    )


def _derived(distribution: str, values: Mapping[str, Any]) -> dict[str, float]:
    if distribution == "discrete" and values["values"]:
        numbers: Sequence[float] = values["values"]
        weights: Sequence[float] = values["weights"] or [1.0] * len(numbers)
        # max keeps the first of equals
        best = max(zip(numbers, weights, strict=False), key=lambda pair: pair[1])[0]
        return {"low": min(numbers), "best": best, "high": max(numbers)}
    if distribution == "uniform" and values["low"] is not None and values["high"] is not None:
        return {"best": values["low"] + (values["high"] - values["low"]) / 2}
    if distribution == "constant" and values["best"] is not None:
        return {"low": values["best"], "high": values["best"]}
    if distribution == "beta" and None not in (values["shapes"], values["low"], values["high"]):
        a, b = values["shapes"]
        if a > 0 and b > 0:
            return {"best": values["low"] + (values["high"] - values["low"]) * beta_best(a, b)}
    return {}


def _assumption(id: str, values: dict[str, Any], report: Report) -> Assumption:
    derived = _derived(values["distribution"], values)
    for key in ("low", "best", "high"):
        if values[key] is None:
            values[key] = derived.get(key, math.nan)  # which of them a distribution needs, the engine knows
    column = values.pop("column")
    if column is not None and column < 0:
        report.error("bad-column", "column", f"column is {column}.", "Columns count from 0.")
        column = None
    if (default := values["default"]) is not None and not default[0] <= default[1] <= default[2]:
        report.error("order", "default", "default does not rise from low over best to high.", TRIPLE.hint)
        values["default"] = None
    return Assumption(id=id, column=NO_COLUMN if column is None else column, **values)


_ASSUMPTION_KEYS = (
    Field("label", default=REQUIRED),
    Field("group"),
    Field("unit"),
    Field("distribution", choice(*DISTRIBUTIONS), REQUIRED, unfit="constant"),
    Field("low", NUMBER, None, unfit=math.nan),
    Field("best", NUMBER, None, unfit=math.nan),
    Field("high", NUMBER, None, unfit=math.nan),
    Field("limits", PAIR, None),
    Field("shapes", PAIR, None),
    Field("values", NUMBERS, ()),
    Field("weights", NUMBERS, ()),
    Field("column", WHOLE, None),
    Field("claims", TEXTS, ()),
    Field("assumed", FLAG, False),
    Field("default", TRIPLE, None),
    Field("note"),
)


def _series(id: str, values: dict[str, Any], report: Report) -> Series:
    columns: dict[date, int] = values.pop("columns")
    if any(column < 0 for column in columns.values()):
        report.error("bad-column", "columns", "A column is less than 0.", "Columns count from 0.")
    return Series(id=id, columns=tuple((day, column) for day, column in columns.items() if column >= 0), **values)


_SERIES_KEYS = (
    Field("label", default=REQUIRED),
    Field("unit"),
    Field("kind", choice("level", "amount"), REQUIRED, unfit="level"),
    Field("file", default=REQUIRED),
    Field("gaps", choice("interpolate", "hold", "missing"), "missing"),
    Field("later", FLAG, False),
    Field("columns", COLUMNS, {}),
    Field("recipe", TREE, {}),
    Field("note"),
)

_LABEL = Field("label", default=REQUIRED)
_FORMULA = Field("formula", default=REQUIRED)

TABLES: Final[Mapping[str, Record]] = {
    "assumptions": Record(
        _ASSUMPTION_KEYS, _assumption, lambda a: {f.key: getattr(a, f.key) for f in _ASSUMPTION_KEYS}
    ),
    "stocks": _plain(
        Stock,
        _LABEL,
        Field("unit"),
        Field("past", default="none"),
        Field("opening"),
        Field("inflows", TEXTS, ()),
        Field("outflows", TEXTS, ()),
        Field("non_negative", FLAG, False),
        Field("note"),
    ),
    "flows": _plain(Flow, _LABEL, Field("unit"), _FORMULA, Field("past", default="model"), Field("note")),
    "variables": _plain(Variable, _LABEL, Field("unit"), _FORMULA, Field("note")),
    "measures": _plain(Measure, _LABEL, Field("unit"), _FORMULA, Field("note")),
    "calculations": _plain(
        Calculation,
        _LABEL,
        Field("unit"),
        _FORMULA,
        Field("claims", TEXTS, ()),
        Field("against", TEXTS, ()),
        Field("note"),
    ),
    "series": Record(
        _SERIES_KEYS,
        _series,
        lambda s: {f.key: getattr(s, f.key) for f in _SERIES_KEYS} | {"columns": dict(s.columns)},
    ),
    "scenarios": _plain(Scenario, _LABEL, Field("values", VALUES, {}), Field("note")),
    "readings": _plain(Reading, _LABEL, Field("claims", TEXTS, ()), Field("note")),
}

_CORRELATION_KEYS = (
    Field("first", default=REQUIRED, vital=True),
    Field("second", default=REQUIRED, vital=True),
    Field("rank", NUMBER, REQUIRED, vital=True),
)
CORRELATION: Final = Record(
    _CORRELATION_KEYS,
    lambda id, values, report: Correlation(**values),
    lambda correlation: {f.key: getattr(correlation, f.key) for f in _CORRELATION_KEYS},
)

CHART_KEYS = (_LABEL, Field("headline"), Field("subtitle"), Field("note"))
_PARSERS = {"text": TEXT, "name": TEXT, "number": NUMBER, "flag": FLAG, "day": DAY, "names": TEXTS}


def _option(option: Option) -> Field:
    nothing = {"text": "", "name": "", "choice": "", "names": ()}.get(option.kind)
    parser = choice(*option.words) if option.kind == "choice" else _PARSERS[option.kind]
    return Field(option.key, parser, REQUIRED if option.required else nothing)


CHART_OPTIONS: Final = {kind: tuple(map(_option, options)) for kind, options in OPTIONS.items()}
CHART_KIND = Field("kind", choice(*CHART_OPTIONS), REQUIRED, vital=True)


# -- claims.csv, sources.csv, citations.csv, series/*.csv --------------------------------------------------------

_DEFINITION = {"period_start": "start", "period_end": "end"} | {
    key: key for key in ("what", "population", "accumulation", "basis", "bound")
}


def _claim(id: str, values: dict[str, Any], report: Report) -> Claim:
    definition = Definition(**{name: values.pop(column) for column, name in _DEFINITION.items()})
    if definition.start and definition.end and definition.start > definition.end:
        report.error("period", "period_start", f"The period starts on {definition.start}, after its end.")
    values["unit"] = values["unit"].strip()
    is_date = values["unit"] == "date"
    for key in ("value", "low", "high"):
        value = values[key]
        if value is not None and isinstance(value, date) != is_date:
            wanted = "a date, as the unit says" if is_date else "a number"
            hint = "" if is_date else "A claim that names a date has the unit date."
            report.error("not-a-date" if is_date else "not-a-number", key, f"{key} is not {wanted}.", hint)
            values[key] = None
        elif isinstance(value, date) and key != "value":
            values[key] = day_number(value)
    _check_relation(values, report)
    if values["tolerance"] is not None and values["tolerance"] < 0:
        report.error("negative", "tolerance", "tolerance is less than 0.")
        values["tolerance"] = None
    grade = values["credibility"]
    if grade is not None and not 1 <= grade <= 6:
        report.error("unknown-word", "credibility", f"credibility is {grade}.", "It goes from 1 (confirmed) to 6.")
        values["credibility"] = None
    return Claim(id=id, definition=definition, **values)


def _check_relation(values: dict[str, Any], report: Report) -> None:
    relation, low, high = values["relation"], values["low"], values["high"]
    if relation == "between":
        for key in ("low", "high"):
            if values[key] is None and not report.problems_at(key):
                report.error("missing-cell", key, f"{key} is empty.", "“between” needs low and high.")
        if low is not None and high is not None and low > high:
            report.error("order", "low", "low is above high.")
    elif relation and values["value"] is None and not report.problems_at("value"):
        report.error("missing-cell", "value", "value is empty.", f"The relation {quoted(relation)} needs one.")


def _flat_claim(claim: Claim) -> dict[str, Any]:
    definition = {column: getattr(claim.definition, name) for column, name in _DEFINITION.items()}
    flat = {f.key: getattr(claim, f.key) for f in CLAIM.fields if f.key not in definition} | definition
    if claim.unit == "date":
        for key in ("low", "high"):
            if flat[key] is not None:
                flat[key] = from_day_number(flat[key])
    return flat


CLAIM: Final = Record(
    (
        Field("id", vital=True, default=REQUIRED),
        Field("title", default=REQUIRED),
        Field("quote"),
        Field("topic"),
        Field("relation", choice(*filter(None, RELATIONS)), ""),
        Field("value", NUMBER_OR_DAY, None),
        Field("low", NUMBER_OR_DAY, None),
        Field("high", NUMBER_OR_DAY, None),
        Field("tolerance", NUMBER, None),
        Field("unit"),
        Field("measure"),
        Field("measure_reading"),
        Field("why_not"),
        Field("what"),
        Field("population"),
        Field("period_start", DAY, None),
        Field("period_end", DAY, None),
        Field("accumulation", choice("cumulative", "per period"), ""),
        Field("basis", choice("gross", "net"), ""),
        Field("bound", choice(*BOUNDS), ""),
        Field("credibility", WHOLE, None),
        Field("credibility_reason"),
        Field("figure"),
        Field("status", choice(*STATUSES), "asserted"),
        Field("history", HISTORY, ()),
        Field("confidence", choice("low", "moderate", "high"), ""),
        Field("tags", TAGS, ()),
        Field("note"),
    ),
    lambda id, values, report: _claim(id, _without_id(values), report),
    _flat_claim,
)
_SOURCE_FIELDS = (
    Field("id", vital=True, default=REQUIRED),
    Field("name", default=REQUIRED),
    Field("kind"),
    Field("side"),
    Field("reliability", choice(*RELIABILITIES), "F"),
    Field("reliability_reason"),
    Field("address"),
    Field("short"),
    Field("archive"),
    Field("archive_sha256"),
    Field("retrieved_on", DAY, None),
    Field("note"),
)
SOURCE: Final = Record(
    _SOURCE_FIELDS,
    lambda id, values, report: Source(id=id, **_without_id(values)),
    lambda source: {f.key: getattr(source, f.key) for f in _SOURCE_FIELDS},
)
_CITATION_FIELDS = (
    Field("claim", vital=True, default=REQUIRED),
    Field("source", vital=True, default=REQUIRED),
    Field("role", choice("originates", "relays", "derives"), REQUIRED, vital=True),
    Field("via"),
    Field("page"),
    Field("address"),
    Field("said_on", DAY, None),
    Field("retrieved_on", DAY, None),
    Field("note"),
)
CITATION: Final = Record(
    _CITATION_FIELDS,
    lambda id, values, report: Citation(
        **values | {key: values[key].strip() for key in ("claim", "source", "via")},
    ),
    lambda citation: {f.key: getattr(citation, f.key) for f in _CITATION_FIELDS},
)
_OBSERVATION_FIELDS = (
    Field("start", DAY, None),
    Field("end", DAY, REQUIRED, vital=True),
    Field("value", NUMBER, REQUIRED, vital=True),
    Field("standing", choice(*STANDINGS), "exact", vital=True),
    Field("tolerance", NUMBER, 0.0, vital=True),
    Field("weight", NUMBER, 1.0, vital=True),
    Field("source"),
    Field("address"),
    Field("reported_on"),
    Field("note"),
)


def observation_record(kind: str) -> Record:
    """Rows of a series of levels need no start, those of a series of amounts do."""

    def build(id: str, values: dict[str, Any], report: Report) -> Observation | None:
        whole = True
        for key in ("tolerance", "weight"):
            if values[key] < 0:
                report.error("negative", key, f"{key} is less than 0.")
                whole = False
        if kind == "level":
            values["start"] = values["end"]
        elif values["start"] is None:
            if not report.problems_at("start"):
                report.error("missing-cell", "start", "start is empty.", "An amount counts from one day to another.")
            whole = False
        elif values["start"] > values["end"]:
            report.error("period", "start", f"The period starts on {values['start']}, after its end.")
            whole = False
        values["source"] = values["source"].strip()
        return Observation(**values) if whole else None

    def flat(observation: Observation) -> dict[str, Any]:
        values = {f.key: getattr(observation, f.key) for f in _OBSERVATION_FIELDS}
        return values | ({"start": None} if kind == "level" else {})

    return Record(_OBSERVATION_FIELDS, build, flat)


# Without these columns a table cannot be what it is meant to be; any other column may be left out.
NEEDED_COLUMNS: Final[Mapping[str, Iterable[str]]] = {
    "claims": ("id", "title", "quote", "relation", "value", "unit", "measure"),
    "sources": ("id", "name", "reliability"),
    "citations": ("claim", "source", "role"),
    "level": ("end", "value"),
    "amount": ("start", "end", "value"),
    "points": ("curve", "x", "value"),
}


def _without_id(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != "id"}
