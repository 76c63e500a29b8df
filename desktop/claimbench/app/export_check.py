"""What a careful reader would ask of a chart before it goes into a report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from claimbench.app.chart_edits import ComputeHeadline, StartAtZero
from claimbench.app.commands import Command
from claimbench.app.figures.common import PURE
from claimbench.app.figures.figure import Band, Bar, Columns, Figure, Line, Points, Rule, Span, Whisker
from claimbench.core.case import Case
from claimbench.core.chart import Chart
from claimbench.core.frozen import dataclass
from claimbench.core.show import show_number

if TYPE_CHECKING:
    from claimbench.app.projection import Results

Kind = Literal["claim", "chart", "series"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. Where it is not well, ``fix`` mends it, or ``kind`` and ``id`` say where to look,
    and ``field`` which field of its form is to be filled in.

    ``code`` is the same for the same question, whatever the answer."""

    code: str
    well: bool
    sentence: str
    kind: Kind = "chart"
    id: str = ""
    fix: Command | None = None
    fix_label: str = ""
    field: str = ""


def check(results: Results, chart: str) -> list[Finding]:
    """Unit, band levels, sources, what is counted, where the axis begins, and whose headline it is."""
    figure, case = results.figures[chart], results.case
    if not figure.marks:
        return [Finding("empty", False, "The chart shows nothing.", id=chart)]
    return [
        _unit(figure),
        *_bands(figure),
        _sources(case, figure, case.charts[chart]),
        _counted(case, figure, case.charts[chart]),
        *_axis(figure, case.charts[chart]),
        *_headline(case.charts[chart]),
    ]


def _unit(figure: Figure) -> Finding:
    axes = [figure.value_axis(number) for number in range(len(figure.further) + 1)]
    titles = ", ".join(axis.title for axis in axes)
    if not all(axis.title for axis in axes):
        return Finding("unit", False, f"{'The' if len(axes) == 1 else 'An'} axis names no unit.", id=figure.id)
    if len(axes) > 1:
        return Finding("unit", True, f"The axes name their units: {titles}.")
    if axes[0].unit == PURE:
        return Finding("unit", True, f"The axis says what it shows, a pure number: {titles}.")
    return Finding("unit", True, f"The axis names its unit: {titles}.")


def _bands(figure: Figure) -> Iterator[Finding]:
    marks = [mark for mark in figure.marks if isinstance(mark, Band | Bar | Whisker)]
    beside_claims = any(isinstance(mark, Whisker) for mark in marks)
    levels = {mark.level for mark in marks if isinstance(mark, Band) or (isinstance(mark, Bar) and beside_claims)}
    if not levels:
        return
    shown = [f"{show_number(100 * level)} %" for level in sorted(levels)]
    if all(text in f"{figure.subtitle} {figure.note}" for text in shown):
        yield Finding("bands", True, f"The bands say their level: {' and '.join(shown)}.")
    else:
        sentence = f"The text does not say what the bands hold: {' and '.join(shown)} of draws."
        yield Finding("bands", False, sentence, id=figure.id, field="subtitle")


def _sources(case: Case, figure: Figure, chart: Chart) -> Finding:
    """Of everything that somebody published: points, and in a chart of series lines and columns, too."""
    published = Points | Line | Columns if chart.kind == "series" else Points
    without = [mark for mark in figure.marks if isinstance(mark, published) and not mark.source]
    if without:
        first = without[0]
        claim = first.claim if isinstance(first, Points) else ""
        sentence = f"No source is given for {claim or f'“{first.name}”'}"
        sentence += f" and {len(without) - 1} more." if len(without) > 1 else "."
        if claim:
            return Finding("sources", False, sentence, "claim", claim)
        series = next((id for id, each in case.series.items() if each.label == first.name), "")
        return Finding("sources", False, sentence, "series" if series else "chart", series or figure.id)
    if not figure.sources:
        return Finding("sources", False, "No source stands behind this chart.", id=figure.id)
    count = len(figure.sources)
    return Finding("sources", True, f"Everything shown has a source{f': {count} in all' if count > 1 else ''}.")


def _counted(case: Case, figure: Figure, chart: Chart) -> Finding:
    """What claims count is in their definitions, what a chart counts in its own words below headline or plot."""
    marks = (mark for mark in figure.marks if isinstance(mark, Points | Rule | Span | Whisker) and mark.claim)
    claims = [case.claims[id] for id in dict.fromkeys(mark.claim for mark in marks) if id in case.claims]
    unsaid = [claim.id for claim in claims if not claim.definition.what]
    if unsaid:
        more = f" and {len(unsaid) - 1} more count" if len(unsaid) > 1 else " counts"
        return Finding("counted", False, f"Nothing says what {unsaid[0]}{more}.", "claim", unsaid[0], field="what")
    if not (chart.subtitle or chart.note or claims):
        sentence = "Nothing says what is counted: the chart has neither subtitle nor note."
        return Finding("counted", False, sentence, id=chart.id, field="subtitle")
    return Finding("counted", True, "The text says what is counted.")


def _axis(figure: Figure, chart: Chart) -> Iterator[Finding]:
    if figure.y.kind != "number":
        return
    if figure.y.bounds is not None and figure.y.bounds[0] == 0:
        yield Finding("zero", True, "The axis starts at zero.")
        return
    said = "does not start at zero" in figure.note
    sentence = f"The axis does not start at zero{', and the note says so' if said else ''}."
    fix = StartAtZero(chart.id) if chart.kind == "projection" and chart.options.get("from_zero") is not True else None
    yield Finding("zero", said, sentence, id=chart.id, fix=fix, fix_label="Start at zero" if fix else "")


def _headline(chart: Chart) -> Iterator[Finding]:
    if chart.headline:
        sentence = "The headline is your own words: it does not follow the numbers."
        yield Finding("headline", False, sentence, id=chart.id, fix=ComputeHeadline(chart.id), fix_label="Compute it")
