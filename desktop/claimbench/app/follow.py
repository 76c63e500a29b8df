"""What names a claim or a source, and how that follows when one gets another id, is merged or goes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any, Literal, TypeVar

from claimbench.casefile.references import CHART_TARGETS
from claimbench.core.case import ID, Case
from claimbench.core.chart import Chart
from claimbench.core.model import Calculation
from claimbench.core.series import Series
from claimbench.core.show import plural

#: Old id -> new id, or None where what has it goes.
Moves = Mapping[str, str | None]
R = TypeVar("R")

_LONGEST_ID = 60
_CLAIM = re.compile(r"""(\bclaim\(\s*)(?P<quote>['"])(?P<id>[^'"]*)(?P=quote)(?=\s*\))""")


def claims_followed(case: Case, moves: Moves) -> Case:
    """The case with every mention of a moved claim following: citations, charts, assumptions, calculations with their
    formulas, readings, held claims. The claims themselves are the caller's.

    With a claim that goes, its citations go, and the calculations that cannot be done without it.
    """
    return replace(
        case,
        citations=tuple(
            each if moves.get(each.claim, each.claim) == each.claim else replace(each, claim=str(moves[each.claim]))
            for each in case.citations
            if moves.get(each.claim, each.claim) is not None
        ),
        assumptions=_each(case.assumptions, lambda a: _naming(a, "claims", moves)),
        calculations=_each(
            {
                id: calculation
                for id, calculation in case.calculations.items()
                if all(moves.get(claim, claim) is not None for claim in _claims_in(calculation.formula))
            },
            lambda calculation: _followed_calculation(calculation, moves),
        ),
        charts=_each(case.charts, lambda chart: _followed_chart(chart, moves)),
        readings=_each(case.readings, lambda reading: _naming(reading, "claims", moves)),
        held=_moved(case.held, moves),
    )


def sources_followed(case: Case, moves: Moves) -> Case:
    """The case with every mention of a moved source following: citations, their ``via``, observations and charts.
    Citations by a source that goes go with it; who has a claim from it no longer says from whom."""
    citations = []
    for each in case.citations:
        source, via = moves.get(each.source, each.source), moves.get(each.via, each.via) or ""
        if source is not None:
            same = (source, via) == (each.source, each.via)
            citations.append(each if same else replace(each, source=source, via="" if via == source else via))
    unique = tuple(dict.fromkeys(citations))

    def observed(series: Series) -> Series:
        if not any(one.source in moves for one in series.observations):
            return series
        followed = (replace(one, source=moves.get(one.source, one.source) or "") for one in series.observations)
        return replace(series, observations=tuple(followed))

    charts = _each(case.charts, lambda chart: _followed_chart(chart, moves, "source"))
    return replace(case, citations=unique, series=_each(case.series, observed), charts=charts)


def who_names_claims(case: Case, claims: Iterable[str]) -> list[str]:
    """What else names any of these claims, counted: ["1 assumption", "2 charts"]. Citations are not among them."""
    ids = set(claims)
    return counted(
        {
            "assumption": sum(bool(ids & set(a.claims)) for a in case.assumptions.values()),
            "calculation": sum(
                bool(ids & {*c.claims, *c.against, *_claims_in(c.formula)}) for c in case.calculations.values()
            ),
            "chart": sum(bool(ids & set(_claims_of(chart))) for chart in case.charts.values()),
            "reading": sum(bool(ids & set(reading.claims)) for reading in case.readings.values()),
        }
    )


def counted(numbers: Mapping[str, int]) -> list[str]:
    """Each name that there is any of, with its number: "1 chart", "3 citations"."""
    return [f"{number} {name if number == 1 else plural(name)}" for name, number in numbers.items() if number]


def listed(parts: Iterable[str]) -> str:
    """Parts as a sentence lists them: "1 assumption, 2 charts and 1 reading"."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def proposed_ids(taken: Iterable[str], letter: str) -> Iterator[str]:
    """The free ids from one above the highest on, with the letters of most others and as many digits: C09 → C10, C11 …;
    with ``letter`` where most are not made like that."""
    ids = list(taken)
    parts = [found.groups() for id in ids if (found := re.fullmatch(r"([^\W\d_]+)(\d+)", id))]
    for letters, times in Counter(letters for letters, _ in parts).most_common(1):
        letter = letters if 2 * times > len(ids) else letter
    numbers = [digits for letters, digits in parts if letters == letter]
    width = max((len(number) for number in numbers), default=2)
    for number in count(max((int(number) for number in numbers), default=0) + 1):
        yield f"{letter}{number:0{width}}"


def proposed_id(taken: Iterable[str], letter: str) -> str:
    """The first of :func:`proposed_ids`."""
    return next(proposed_ids(taken, letter))


def checked_id(id: str, taken: Iterable[str], kind: str) -> str:
    """The id, stripped. Raises ValueError with a sentence where it cannot be one."""
    stripped = id.strip()
    if not stripped:
        raise ValueError(f"A {kind} needs an id.")
    if not ID.fullmatch(stripped) or len(stripped) > _LONGEST_ID:
        raise ValueError(f"“{stripped}” cannot be an id: use letters, digits, _ and -, such as C02.")
    if same := next((other for other in taken if other.casefold() == stripped.casefold()), ""):
        raise ValueError(f"There is a {kind} {same} already.")
    return stripped


def _claims_in(formula: str) -> list[str]:
    return [found["id"] for found in _CLAIM.finditer(formula)]


def _options_of(chart: Chart, kind: Literal["claim", "source"]) -> list[str]:
    return [option for option, named in CHART_TARGETS.get(chart.kind, {}).items() if named == kind]


def _claims_of(chart: Chart) -> list[str]:
    found: list[str] = []
    for option in _options_of(chart, "claim"):
        named = chart.options.get(option)
        found += [named] if isinstance(named, str) else list(named) if isinstance(named, tuple) else []
    return found


def _followed_chart(chart: Chart, moves: Moves, kind: Literal["claim", "source"] = "claim") -> Chart:
    options: dict[str, object] = dict(chart.options)
    for option in _options_of(chart, kind):
        named = options.get(option)
        if isinstance(named, tuple):
            options[option] = _moved(named, moves)
        elif isinstance(named, str) and named in moves:
            new = moves[named]
            if new is None:
                del options[option]
            else:
                options[option] = new
    return chart if options == chart.options else replace(chart, options=options)


def _followed_calculation(calculation: Calculation, moves: Moves) -> Calculation:
    def other(found: re.Match[str]) -> str:
        return f"{found[1]}{found['quote']}{moves.get(found['id'], found['id'])}{found['quote']}"

    followed = _naming(_naming(calculation, "claims", moves), "against", moves)
    return replace(followed, formula=_CLAIM.sub(other, calculation.formula))


def _naming(record: R, attribute: str, moves: Moves) -> R:
    before: tuple[str, ...] = getattr(record, attribute)
    after = _moved(before, moves)
    return record if after == before else replace(record, **{attribute: after})  # type: ignore[type-var]


def _moved(ids: tuple[str, ...], moves: Moves) -> tuple[str, ...]:
    followed = (moves.get(id, id) for id in ids)
    return tuple(dict.fromkeys(id for id in followed if id is not None))


def _each(records: Mapping[str, Any], change: Callable[[Any], Any]) -> Mapping[str, Any]:
    """The records changed; the very same mapping where none was, so that nothing is thought to have changed."""
    changed = {id: change(record) for id, record in records.items()}
    return records if changed == records else changed
