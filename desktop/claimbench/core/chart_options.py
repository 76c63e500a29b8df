"""What each kind of chart can be told, as data: files, checks and forms are made from it.

A new kind of chart is an entry here and a module of :mod:`claimbench.app.figures`, listed in its ``kinds``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from claimbench.core.frozen import dataclass

#: "text", "number", "flag" (yes or no), "day", a "choice" of words, the "name" of something in the case, or several
#: "names".
OptionKind = Literal["text", "number", "flag", "day", "choice", "name", "names"]
Target = Literal["", "quantity", "measure", "assumption", "claim", "series", "scenario", "reading", "source"]


@dataclass(frozen=True, slots=True)
class Option:
    """``target`` is what a name is the name of ("quantity": a stock, flow or variable), ``of`` the option that this one
    says something about, ``words`` what can be chosen; ``label``, ``help`` and, for a flag or a choice, ``unset`` (what
    it means that none is given) are for forms, which do not offer a ``fixed`` one: it says how a file is read.
    ``only`` are the words of the option "across" with which it changes anything, ``axis`` one of the further axes of
    values, without which it changes nothing."""

    key: str
    kind: OptionKind
    label: str
    target: Target = ""
    required: bool = False
    of: str = ""
    help: str = ""
    unset: str = "no"
    words: tuple[str, ...] = ()
    fixed: bool = False
    only: tuple[str, ...] = ()
    axis: str = ""


@dataclass(frozen=True, slots=True)
class ChartKind:
    """What a kind of chart is called, and what it shows."""

    label: str
    help: str


CHART_KINDS: Mapping[str, ChartKind] = {
    "projection": ChartKind(
        "Projection", "A quantity over time: its bands, published figures, and when it passes a line."
    ),
    "what_if": ChartKind("What if", "A result against one assumption, with a marker to drag."),
    "claims": ChartKind("Claims against the projection", "Each claim beside what is projected, with its chance."),
    "distribution": ChartKind("Distribution", "How a result is spread over the draws, and where claims lie in it."),
    "moves": ChartKind("What moves the answer", "The assumptions by their share in the spread of a result."),
    "readings": ChartKind("Readings together", "A quantity under each reading, and the region where all agree."),
    "series": ChartKind("Observed series", "Published figures over time, as they are or grouped by period."),
    "table": ChartKind(
        "Drawing of a table", "Columns of a table, drawn in the explorer and kept as they are seen there."
    ),
}


def _claims(of: str = "") -> Option:
    return Option("claims", "names", "Claims", "claim", of=of, help="Marked in the chart, in this order.")


def _ends(of: str) -> tuple[Option, Option]:
    return Option("low", "number", "Axis from", of=of), Option("high", "number", "Axis to", of=of)


_QUANTITY = Option("shows", "name", "Shows", "quantity", required=True)
_UNIT = Option("unit", "text", "Unit", of="shows", help="Another unit of the same kind to show it in.")
_OBSERVED = Option("observed", "names", "Observed series", "series", of="shows")
_FROM = Option("from", "day", "Starts on")
_RESULT = Option("result", "name", "Result", "measure", required=True)
_PLANE = ("number", "date")
_PERIODS = ("day", "week", "month", "quarter", "year")
_LOG = Option("log", "flag", "Logarithmic axis")


def _line(of: str) -> tuple[Option, Option, Option]:
    return (
        Option("threshold", "number", "Reference line", of=of, help="A line across, in the unit shown."),
        Option("threshold_label", "text", "Label of the line", of="threshold"),
        _lines(of),
    )


def _lines(of: str) -> Option:
    return Option("lines", "text", "More lines", of=of, help="Numbers with labels: 300,000 the goal; 450,000.")


OPTIONS: Mapping[str, tuple[Option, ...]] = {
    "projection": (
        _QUANTITY,
        _UNIT,
        Option("threshold", "number", "Threshold", of="unit", help="A line across, in the unit shown."),
        Option("threshold_label", "text", "Label of the threshold", of="threshold"),
        Option("threshold_claim", "name", "Claim behind the threshold", "claim", of="threshold"),
        _lines("unit"),
        Option(
            "crossing",
            "name",
            "Passed on",
            "measure",
            of="threshold",
            help="A date measure to take it from. Without one it is when the quantity first passes the line.",
        ),
        _OBSERVED,
        Option("later", "names", "Series published later", "series", of="shows", help="For comparison only."),
        _claims("shows"),
        Option("scenarios", "names", "Scenarios beside", "scenario", help="Their medians, drawn over the fan."),
        _FROM,
        Option("bands", "choice", "Bands", words=("90 %", "50 %", "none"), unset="50 % and 90 %"),
        Option("from_zero", "flag", "Axis from zero", unset="where that costs little"),
        *_ends("unit"),
        _LOG,
    ),
    "what_if": (
        _RESULT,
        Option("assumption", "name", "Against", "assumption", required=True),
        *_ends("assumption"),
        _LOG,
        Option("bands", "choice", "Band", words=("none",), unset="90 %"),
        *_line("result"),
        _claims("assumption"),
        Option("suffix", "text", "Behind values", of="assumption", help="Such as “ : 1” for a ratio."),
        Option("sentence", "text", "Headline with {x} and {y}", of="result"),
    ),
    "claims": (_claims(),),
    "distribution": (
        _RESULT,
        Option("cumulative", "flag", "Cumulative"),
        *_ends("result"),
        *_line("result"),
        _claims("result"),
    ),
    "moves": (_RESULT, Option("most", "number", "At most", help="How many assumptions are shown; 12 if not given.")),
    "series": (
        Option("shows", "names", "Shows", "series", required=True),
        Option(
            "style", "choice", "Drawn as", words=("line", "step", "points", "bars", "histogram", "box"), unset="line"
        ),
        Option("every", "choice", "Grouped by", words=_PERIODS, unset="nothing"),
        Option(
            "how", "choice", "Shown as", words=("mean", "sum", "min", "max", "median", "last", "count"), unset="mean"
        ),
        Option("rolling", "number", "Rolling mean of", help="The number of figures in it; at least 2."),
        _LOG,
        *_line("shows"),
        _FROM,
    ),
    "table": (
        Option("file", "text", "File", required=True, fixed=True),
        Option("across", "choice", "Across", words=("number", "date", "text", "bins", "shares"), fixed=True),
        Option("style", "choice", "Drawn as", words=("line", "step", "points", "bars"), unset="line", only=_PLANE),
        Option("x", "text", "Title across", only=(*_PLANE, "text", "bins")),
        Option("y", "text", "Title upright"),
        Option("right", "text", "Title at the right", axis="right"),
        Option("far_right", "text", "Title at the far right", axis="far right"),
        Option("every", "choice", "One value for each", words=_PERIODS, fixed=True),
        Option("source", "name", "Source", "source", help="Who published the table."),
        Option("log_x", "flag", "Logarithmic across", only=("number", "bins")),
        Option("log", "flag", "Logarithmic upright", only=(*_PLANE, "text", "shares")),
        *_line("y"),
    ),
    "readings": (
        _QUANTITY,
        _UNIT,
        Option("readings", "names", "Readings", "reading", help="All of the case's where none is named."),
        _OBSERVED,
        *_line("unit"),
        _FROM,
    ),
}


def dependent(kind: str, key: str) -> frozenset[str]:
    """The options of a kind that speak of what ``key`` names, and would be about something else with another."""
    options = OPTIONS.get(kind, ())
    found = {option.key for option in options if option.of == key}
    return frozenset(found.union(*(dependent(kind, each) for each in found)))
