"""Claims against the projection: each claim's own interval beside the projected one (a forest plot)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claimbench.app.figures import common
from claimbench.app.figures.claim_marks import legend, mark_of
from claimbench.app.figures.figure import Axis, Bar, Figure, Mark, Note, Rule, Whisker
from claimbench.core.chart import Chart
from claimbench.core.claim import Claim
from claimbench.core.relation import RELATIONS
from claimbench.core.show import day_number, show_chance, show_number, show_unit
from claimbench.evidence.verdict import WORDS, Verdict

if TYPE_CHECKING:
    from claimbench.app.projection import Results

#: Ratios beyond this, and below its inverse, are drawn at the edge.
EDGE = 4.0
SUBTITLE = "Mark and line: the claim with its tolerance, arrow: a bound · bar: projected, 90 %"
CONFIDENCE = ("high", "moderate", "low")
RATIO = "claimed ÷ projected median"
Row = tuple[Claim, Verdict]


def make(results: Results, chart: Chart) -> Figure:
    """Options: ``claims``, in the order shown. Without it, every testable claim."""
    case = results.case
    ids = common.names(chart, "claims") or tuple(id for id, claim in case.claims.items() if claim.testable)
    rows = [(case.claims[id], results.verdicts[id]) for id in ids]
    marks: list[Mark] = [Rule(1.0, "x", dashed=False)]
    right: list[tuple[float, str, str]] = []
    ticks: list[tuple[float, str]] = []
    beyond = False
    for place, (claim, verdict) in enumerate(rows):
        y = float(len(rows) - 1 - place)
        ticks.append((y, f"{claim.id} · {claim.title}"))
        if verdict.probability is None:
            right.append((y, "not testable", ""))
            continue
        right.append((y, show_chance(verdict.probability, verdict.draws), verdict.word))
        ratios = _ratios(claim, verdict)
        if ratios is None:
            marks.append(Note(1.0, y, _in_words(results, claim, verdict), claim=claim.id))
            continue
        beyond |= not all(1 / EDGE <= ratio <= EDGE for ratio in ratios)
        value, low, high, projected_low, projected_high = (min(EDGE, max(1 / EDGE, ratio)) for ratio in ratios)
        said, projected = _both_sides(results, claim, verdict)
        marks.append(Bar(y, projected_low, projected_high, 0.9, name="projected 90 %", told=projected))
        arrow, kind = RELATIONS[claim.relation].arrow, mark_of(claim)
        whisker = Whisker(y, value, low, high, arrow, name=claim.title, claim=claim.id, told=said)
        marks.append(replace(whisker, symbol=kind.symbol, filled=kind.filled))
    sources = common.lasting(results, "sources", chart, lambda: common.source_names(case, common.origins(case, ids)))
    edge = f"Beyond {EDGE:g} × or 1/{EDGE:g} ×: drawn at the edge." if beyond else ""
    drawn = [case.claims[mark.claim] for mark in marks if isinstance(mark, Whisker)]
    extra = " ".join(text for text in (legend(drawn), _words(rows), _confidence(rows), edge) if text)
    spread = [mark for mark in marks if isinstance(mark, Bar | Whisker)]
    if spread:
        title, across = RATIO, Axis(RATIO, "log", suffix=" ×")
    else:  # nothing that a ratio could be drawn of
        marks, title, across = marks[1:], "claimed and projected, 90 %", Axis("", "rows", (0.0, 2.0))
    reach = max((max(mark.high, 1 / mark.low) for mark in spread), default=1.0)
    reach = min(EDGE, max(1.5, math.ceil(8 * 1.04 * reach) / 8))  # in steps: it holds still while something is dragged
    return Figure(
        chart.id,
        chart.headline or _headline(rows),
        chart.subtitle or (SUBTITLE if spread else ""),
        common.closing(results, chart, sources.values(), extra),
        replace(across, bounds=(1 / reach, reach)) if spread else across,
        Axis("", "rows", (-0.6, len(rows) - 0.4), ticks=tuple(ticks)),
        tuple(marks),
        right=tuple(right),
        row_titles=("claim", title, "chance it holds"),
        sources=sources,
    )


def _claimed(claim: Claim, verdict: Verdict) -> tuple[float, float, float]:
    """The claimed value and its interval, in the claim's unit; a day number for a date. "Between" has its middle."""
    if RELATIONS[claim.relation].two_ends and claim.low is not None and claim.high is not None:
        low, high = claim.low, claim.high
        return (math.sqrt(low) * math.sqrt(high) if low > 0 else (low + high) / 2), low, high
    assert claim.value is not None, "a claim with a verdict has a value"
    value = float(claim.value) if isinstance(claim.value, float | int) else day_number(claim.value)
    tolerance = verdict.tolerance or 0.0
    return value, value - tolerance, value + tolerance


def _ratios(claim: Claim, verdict: Verdict) -> tuple[float, float, float, float, float] | None:
    """By the projected median: the claimed value, its interval, and the projected 90 %. None where a ratio says
    nothing: for dates, and where the claim or the median is not above zero."""
    middle = verdict.projected[0.5]
    if claim.unit == "date" or not 0 < middle < math.inf:
        return None
    value, low, high = (number / middle for number in _claimed(claim, verdict))
    return (value, low, high, verdict.projected[0.05] / middle, verdict.projected[0.95] / middle) if value > 0 else None


def _in_words(results: Results, claim: Claim, verdict: Verdict) -> str:
    """Both sides as text, where no ratio can be drawn."""
    said, projected = _both_sides(results, claim, verdict)
    return f"claimed {said} · projected {projected}"


def _both_sides(results: Results, claim: Claim, verdict: Verdict) -> tuple[str, str]:
    """The claim, and the projected 90 %, in the claim's unit."""
    value, low, high = _claimed(claim, verdict)
    first, last = verdict.projected[0.05], verdict.projected[0.95]
    if claim.unit == "date":
        days = [common.as_day(number) for number in (low, high, value, first, last)]
        horizon = results.case.timeline.end
        between, at = common.day_range(days[0], days[1], horizon), common.day_range(days[2], days[2], horizon)
        projected = common.day_range(days[3], days[4], horizon)
    else:
        unit = show_unit(claim.unit, results.case.units)
        between, at = f"{show_number(low)} to {show_number(high)} {unit}", f"{show_number(value)} {unit}"
        projected = show_number(first) if first == last else f"{show_number(first)} to {show_number(last)}"
        between, at, projected = between.strip(), at.strip(), f"{projected} {unit}".strip()
    meaning = RELATIONS[claim.relation]
    said = between if meaning.two_ends else at if claim.relation == "=" else f"{meaning.sign} {at}"
    return said, projected


def _words(rows: Sequence[Row]) -> str:
    """What the words in the picture stand for."""
    used = {verdict.word for _, verdict in rows}
    meant = [f"{word} {100 * low:.0f}–{100 * high:.0f} %" for word, low, high in WORDS if word in used]
    return f"Chance in ICD 203 words: {', '.join(meant)}." if meant else ""


def _confidence(rows: Sequence[Row]) -> str:
    """How sure the analyst is of these chances, where that is said: apart from the chances themselves."""
    by_level = {level: [claim.id for claim, _ in rows if claim.confidence == level] for level in CONFIDENCE}
    said = "; ".join(f"{level} in {', '.join(ids)}" for level, ids in by_level.items() if ids)
    return f"The analyst's confidence: {said}." if said else ""


def _headline(rows: Sequence[Row]) -> str:
    tested = [(verdict.probability, verdict) for _, verdict in rows if verdict.probability is not None]
    if not tested:
        return "No claim here can be tested with numbers"
    if len(tested) == 1:
        chance, verdict = tested[0]
        return f"The claim has a chance of {show_chance(chance, verdict.draws)}"
    # as the chances are shown, so that headline and picture agree
    shown = [_shown(chance, verdict.draws) for chance, verdict in tested]
    low, high = sum(most < 5 for _, most in shown), sum(least >= 80 for least, _ in shown)
    first = f"{low or 'None'} of {len(tested)} claims {'have' if low > 1 else 'has'} a chance below 5 %"
    return f"{first}, {high or 'none'} {'have' if high > 1 else 'has'} one of 80 % or more"


def _shown(chance: float, draws: float) -> tuple[float, float]:
    """The least and the most that a chance can be, in per cent, for who sees it as text."""
    finest = 100 * max(1.0 / draws, 0.001)
    percent = 100 * chance
    if percent < finest:
        return 0.0, math.nextafter(finest, 0.0)
    if percent > 100 - finest:
        return 100 - finest, 100.0
    return (round(percent), round(percent)) if 1 <= percent <= 99 else (percent, percent)
